-- Macros over pairs, in releases that have any.

CREATE OR REPLACE MACRO pairs_with(feature) AS TABLE
SELECT row_id, family, gpu_schedule, level, mutation_score, license_expression, split, features, cpu_text, gpu_text
FROM kernel_pairs
WHERE list_contains(features, feature)
ORDER BY family, row_id;
COMMENT ON MACRO TABLE pairs_with IS 'CUDA/CPU pairs that have a feature: pairs_with(''shared_memory'').';

CREATE OR REPLACE MACRO pair_report() AS TABLE
SELECT
    family,
    gpu_schedule,
    level,
    count(*) AS n_pairs,
    count(DISTINCT spec_id) AS n_computations,
    round(avg(mutation_score), 3) AS mutation_score,
    max(largest_array) AS largest_array
FROM kernel_pairs
GROUP BY ALL
ORDER BY family, gpu_schedule, level;
COMMENT ON MACRO TABLE pair_report IS 'Pairs by family, schedule and level of proof: pair_report().';

CREATE OR REPLACE MACRO proof_of(identity) AS TABLE
SELECT "check", outcome, reason, runner_kind, runner_id, n_cases, n_passed, n_mutants, n_killed, block_coverage, seeds
FROM verdicts
WHERE subject_id = identity
ORDER BY "check", runner_kind, runner_id;
COMMENT ON MACRO TABLE proof_of IS 'The checks that a pair went through, with their evidence: proof_of(''kp_...'').';

CREATE OR REPLACE MACRO pair_refusals() AS TABLE
SELECT stage, reason, count(*) AS n_pairs, min(row_id) AS such_as
FROM refused_pairs
GROUP BY ALL
ORDER BY n_pairs DESC, stage, reason;
COMMENT ON MACRO TABLE pair_refusals IS 'Why pairs were refused: pair_refusals().';

-- What a text shows of programming models; a mention in a comment counts as well.
CREATE OR REPLACE MACRO models_in_text(text) AS list_filter([
    CASE WHEN regexp_matches(text, '__global__|<<<') THEN 'cuda' END,
    CASE WHEN regexp_matches(text, 'hip/hip_runtime|hipLaunchKernel|\bhipMalloc') THEN 'hip' END,
    CASE WHEN regexp_matches(text, '#[ \t]*pragma[ \t]+omp\b') THEN 'openmp' END,
    CASE WHEN regexp_matches(text, '#[ \t]*pragma[ \t]+acc\b') THEN 'openacc' END,
    CASE WHEN regexp_matches(text, '\b__kernel\b|\bclCreate') THEN 'opencl' END,
    CASE WHEN regexp_matches(text, '\bsycl::') THEN 'sycl' END,
    CASE WHEN regexp_matches(text, '\bKokkos::') THEN 'kokkos' END
], lambda model: model IS NOT NULL);
COMMENT ON MACRO models_in_text IS 'Programming models that a text shows: models_in_text(gpu_text).';

CREATE OR REPLACE MACRO proficiency() AS TABLE
WITH answers AS (
    SELECT row_id, generator, spec_id, family, features, gpu_model, gpu_text, level FROM kernel_pairs
    WHERE origin = 'translated'
    UNION ALL
    SELECT row_id, generator, spec_id, family, features, gpu_model, gpu_text, level FROM refused_pairs
    WHERE origin = 'translated'
), judged AS (
    SELECT
        *,
        coalesce(gpu_text, '') <> '' AS is_text,
        list_contains(models_in_text(gpu_text), gpu_model) AS is_asked,
        level IN ('agrees_on_cpu', 'agrees_on_gpu') AND row_id NOT IN (
            SELECT subject_id FROM verdicts WHERE outcome = 'failed' AND "check" <> 'native'
        ) AS is_right
    FROM answers
), counted AS (
    SELECT
        generator AS candidate,
        coalesce(list_filter(features, lambda feature: feature LIKE 'kernel:%')[1][8:], family) AS kernel,
        spec_id,
        gpu_model AS model,
        count(*) FILTER (is_text) AS n_answers,
        count(*) FILTER (is_text AND is_asked AND is_right) AS n_right,
        count(*) FILTER (is_text AND NOT is_asked) AS n_other_models
    FROM judged
    GROUP BY ALL
)
SELECT
    *,
    CASE
        WHEN n_right = 0 THEN 0.0
        WHEN n_other_models > 0 THEN 0.25
        WHEN n_right < n_answers THEN 0.5
        WHEN n_answers > 1 THEN 0.75
        ELSE 1.0
    END::DOUBLE AS score
FROM counted
ORDER BY candidate, kernel, spec_id, model;
COMMENT ON MACRO TABLE proficiency IS
'How proficient each candidate is at each computation in a programming model, 0 to 1 (Godoy 2023): proficiency().';

CREATE OR REPLACE MACRO proficiency_grid() AS TABLE
SELECT candidate, kernel, model, count(*) AS n_computations, round(avg(score), 3) AS score
FROM proficiency()
GROUP BY ALL
ORDER BY candidate, kernel, model;
COMMENT ON MACRO TABLE proficiency_grid IS
'The grid of kernels by programming models, for each candidate: PIVOT (FROM proficiency_grid()) ON model USING first(score).';

CREATE OR REPLACE MACRO reference_grid() AS TABLE
SELECT kernel, model, language, max(level) AS level, count(*) AS n_pairs FROM (
    SELECT list_filter(features, lambda feature: feature LIKE 'kernel:%')[1][8:] AS kernel, model, language, level
    FROM (
        SELECT features, cpu_model AS model, cpu_language AS language, level FROM kernel_pairs
        UNION ALL
        SELECT features, gpu_model, gpu_language, level FROM kernel_pairs
    )
)
WHERE kernel IS NOT NULL
GROUP BY ALL
ORDER BY kernel, model, language;
COMMENT ON MACRO TABLE reference_grid IS
'Kernels by programming model and language for which the release has a proven program: reference_grid().';
