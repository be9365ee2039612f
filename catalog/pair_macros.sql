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
