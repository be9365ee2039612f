
-- CUDA/CPU pairs: what there is, those with shared memory, and how one of them was proven.
FROM pair_report();
SELECT row_id, family, gpu_schedule, level FROM pairs_with('shared_memory') LIMIT 20;
FROM proof_of((SELECT min(row_id) FROM kernel_pairs));
FROM pair_refusals() LIMIT 20;

-- How proficient candidates are, kernels by programming models; and the kernels that have a proven program in each.
FROM proficiency_grid();
FROM reference_grid();
