-- Questions to this release. From any directory: duckdb PATH/catalog.duckdb < PATH/examples.sql

-- What is in it, by language, license tier and split?
FROM language_report();

-- Under which licenses?
FROM license_report() LIMIT 20;

-- Language by license, of files and of what was cut out of them: counted when the release was made, so it takes a moment.
FROM licenses_of('source_files') LIMIT 20;
FROM licenses_of('code_units') LIMIT 20;

-- How large is each table, and what is it?
SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY view_name;

-- What does each column of the texts to train on say?
SELECT column_name, data_type, comment FROM duckdb_columns()
WHERE NOT internal AND table_name = 'source_files' ORDER BY column_index;

-- Text to train on: permissive, written by people, no near-duplicate of another file.
SELECT row_id, repo_name, path, left(text, 80) AS head FROM source_files
WHERE license_tier = 'permissive' AND split = 'train' AND is_representative
    AND NOT is_generated AND NOT is_vendored AND NOT is_test
ORDER BY row_id LIMIT 10;

-- The largest repositories.
SELECT repo_name, source_kind, n_paths, n_published, n_duplicates, n_quarantined FROM repositories
ORDER BY n_published DESC, repo_name LIMIT 20;

-- Why was something refused?
FROM refusal_report() LIMIT 20;

-- What became of each path that holds a text?
FROM fate_of('.cu') LIMIT 20;

-- Which files use OpenMP, which kernels use shared memory?
SELECT repo_name, path, language FROM files_with('openmp') LIMIT 20;
SELECT repo_name, name, line_start FROM kernels_with('shared_memory') LIMIT 20;

-- Functions with their documentation.
SELECT name, signature, left(doc, 80) AS doc, repo_name FROM code_units
WHERE kind = 'function' AND doc IS NOT NULL ORDER BY row_id LIMIT 10;

-- The commonest OpenMP and OpenACC directives, and their clauses.
SELECT standard, directive, count(*) AS n FROM omp_directives
GROUP BY ALL ORDER BY n DESC, standard, directive LIMIT 20;
SELECT clause.name, count(*) AS n FROM omp_directives, unnest(clauses) AS u(clause)
GROUP BY ALL ORDER BY n DESC, clause.name LIMIT 20;

-- The commonest MPI calls.
SELECT made."function", count(*) AS n FROM mpi_tasks, unnest(mpi_calls) AS u(made)
GROUP BY ALL ORDER BY n DESC, made."function" LIMIT 20;

-- How much compiled, and how many registers do kernels take?
FROM compile_report() LIMIT 20;
SELECT arch, registers // 16 * 16 AS registers_from, count(*) AS n_kernels, round(avg(occupancy), 2) AS occupancy
FROM gpu_lowerings GROUP BY ALL ORDER BY ALL;

-- From one kernel back to its license and on to its machine code.
SET VARIABLE one = (SELECT min(row_id) FROM code_units WHERE kind = 'kernel');
FROM lineage(getvariable('one'));

-- How much of it is near-duplicates?
SELECT language, count(*) AS n_files, count(*) FILTER (is_representative) AS n_distinct FROM source_files
GROUP BY ALL ORDER BY n_files DESC, language;
FROM same_as((SELECT min(subject_id) FROM near_duplicates));

-- Under the names of The Stack v2 and of ComPile.
SELECT blob_id, path, license_type, language FROM as_the_stack_v2 ORDER BY blob_id LIMIT 5;
SELECT language, license_expression, octet_length(content) AS n_bytes FROM as_compile ORDER BY row_id LIMIT 5;
