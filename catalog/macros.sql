-- Macros for common questions. Each is a table: FROM license_report();

CREATE OR REPLACE MACRO license_report() AS TABLE
SELECT license_tier, license_expression, n_files, n_bytes, n_repositories, n_conflicts
FROM license_totals
ORDER BY n_files DESC, license_expression;
COMMENT ON MACRO TABLE license_report IS 'Published files by license: license_report().';

CREATE OR REPLACE MACRO language_report() AS TABLE
SELECT
    language,
    license_tier,
    split,
    sum(n_rows)::BIGINT AS n_files,
    sum(n_bytes)::BIGINT AS n_bytes,
    sum(n_lines)::BIGINT AS n_lines
FROM license_counts
WHERE table_name = 'source_files'
GROUP BY ALL
ORDER BY n_bytes DESC, language, license_tier, split;
COMMENT ON MACRO TABLE language_report IS 'Published files by language, license tier and split: language_report().';

CREATE OR REPLACE MACRO licenses_of(folder) AS TABLE
SELECT language, license_tier, license_expression, sum(n_rows)::BIGINT AS n_rows
FROM license_counts
WHERE table_name = folder
GROUP BY ALL
ORDER BY n_rows DESC, language, license_expression;
COMMENT ON MACRO TABLE licenses_of IS
'Rows of a table by language and license: licenses_of(''source_files''), licenses_of(''code_units'').';

CREATE OR REPLACE MACRO refusal_report() AS TABLE
SELECT stage, reason, is_damage, count(*) AS n, count(DISTINCT repository_id) AS n_repositories
FROM quarantine
GROUP BY ALL
ORDER BY n DESC, stage, reason;
COMMENT ON MACRO TABLE refusal_report IS 'What was refused, by stage and reason: refusal_report().';

CREATE OR REPLACE MACRO compile_report() AS TABLE
SELECT
    repo_name,
    count(*) AS n_files,
    count(*) FILTER (is_compiled) AS n_compiled,
    round(100 * avg(is_compiled::INTEGER), 1) AS percent
FROM (
    SELECT repo_name, source_file_id, bool_or(outcome = 'compiled') AS is_compiled
    FROM compile_attempts
    GROUP BY ALL
    HAVING bool_or(reason IS DISTINCT FROM 'no_translation_unit')
)
GROUP BY ALL
ORDER BY n_files DESC, repo_name;
COMMENT ON MACRO TABLE compile_report IS
'Share of each repository''s translation units that compiled for any target: compile_report().';

CREATE OR REPLACE MACRO files_with(model) AS TABLE
SELECT row_id, repo_name, path, language, license_expression, programming_models, feature_tags, length_bytes
FROM source_files
WHERE list_contains(programming_models, model) OR list_contains(feature_tags, model)
ORDER BY repo_name, path;
COMMENT ON MACRO TABLE files_with IS
'Files that use a programming model or have a feature: files_with(''openmp''), files_with(''shared_memory'').';

CREATE OR REPLACE MACRO kernels_with(feature) AS TABLE
SELECT row_id, name, repo_name, path, line_start, line_end, license_expression, feature_tags, text
FROM code_units
WHERE kind = 'kernel' AND list_contains(feature_tags, feature)
ORDER BY repo_name, path, line_start;
COMMENT ON MACRO TABLE kernels_with IS 'GPU kernels that have a feature: kernels_with(''shared_memory'').';

CREATE OR REPLACE MACRO fate_of(part) AS TABLE
SELECT o.repo_name, o.path, o.fate, q.stage, q.reason, q.detail, o.source_file_id, o.occurrence_id
FROM occurrences AS o LEFT JOIN quarantine AS q ON q.subject_id = o.occurrence_id
WHERE contains(o.path, part)
ORDER BY o.repo_name, o.path;
COMMENT ON MACRO TABLE fate_of IS 'What became of the paths that hold a text: fate_of(''stencil.cu'').';

CREATE OR REPLACE MACRO same_as(identity) AS TABLE
SELECT level, method, verdict, round(score, 4) AS score, kept_for, subject_id, other_id
FROM near_duplicates
WHERE subject_id = identity OR other_id = identity
ORDER BY method, score DESC, subject_id, other_id;
COMMENT ON MACRO TABLE same_as IS 'What a row was compared with as a near-duplicate: same_as(''sf_...'').';

CREATE OR REPLACE MACRO lineage(identity) AS TABLE
WITH files AS (
    SELECT row_id AS id FROM source_files WHERE row_id = identity OR content_id = identity
    UNION SELECT source_file_id FROM occurrences WHERE occurrence_id = identity
    UNION SELECT source_file_id FROM code_units WHERE row_id = identity
    UNION SELECT source_file_id FROM omp_directives WHERE row_id = identity
    UNION SELECT source_file_id FROM mpi_tasks WHERE row_id = identity
    UNION SELECT source_file_id FROM ir_modules WHERE row_id = identity
    UNION SELECT source_file_id FROM ir_functions WHERE row_id = identity
    UNION SELECT source_file_id FROM gpu_lowerings WHERE row_id = identity
)
SELECT step, kind, id, what FROM (
    SELECT 1 AS step, 'repository' AS kind, r.repository_id AS id,
        concat_ws(' ', r.repo_name, r.revision_id, r.origin_url) AS what
    FROM repositories AS r
    WHERE r.repository_id IN (SELECT repository_id FROM source_files WHERE row_id IN (FROM files))
    UNION ALL
    SELECT 2, 'path', occurrence_id, concat_ws(' ', repo_name, path, fate)
    FROM occurrences WHERE source_file_id IN (FROM files)
    UNION ALL
    SELECT 3, 'license', occurrence_id,
        concat_ws(' ', license_expression, license_scope, license_evidence_path, license_evidence_sha256)
    FROM file_licenses
    WHERE occurrence_id IN (SELECT occurrence_id FROM source_files WHERE row_id IN (FROM files))
    UNION ALL
    SELECT 4, 'source file', row_id, concat_ws(' ', language, path, length_bytes || ' bytes', split)
    FROM source_files WHERE row_id IN (FROM files)
    UNION ALL
    SELECT 5, kind, row_id, concat_ws(' ', name, 'lines ' || line_start || '-' || line_end)
    FROM code_units WHERE source_file_id IN (FROM files)
    UNION ALL
    SELECT 6, 'directive', row_id, concat_ws(' ', standard, directive, 'lines ' || line_start || '-' || line_end)
    FROM omp_directives WHERE source_file_id IN (FROM files)
    UNION ALL
    SELECT 7, 'ir module', row_id, concat_ws(' ', target, arch, level, coverage, license_expression)
    FROM ir_modules WHERE source_file_id IN (FROM files)
    UNION ALL
    SELECT 8, 'ir function', row_id, concat_ws(' ', symbol, target, arch, level)
    FROM ir_functions WHERE source_file_id IN (FROM files)
    UNION ALL
    SELECT 9, 'gpu lowering', row_id, concat_ws(' ', symbol, arch, registers || ' registers')
    FROM gpu_lowerings WHERE source_file_id IN (FROM files)
)
ORDER BY step, id;
COMMENT ON MACRO TABLE lineage IS
'All that is known of where a row came from and of what was made of its file: lineage(ID), any id but a pair''s.';
