"""The proof refuses planted faults by name, outlives attacks, and has nothing against the right programs."""

from __future__ import annotations

import pytest

from tests.validators.planted.edit import FORTRAN, HIP
from tests.validators.planted.fooling import fooling_pairs, right_pairs
from tests.validators.planted.hostile import RIGHT, hostile_pairs
from tests.validators.planted.variants import planted_variants
from warploom.validators.proof.prove import ProofOptions, prove
from warploom.validators.simulate.front_end import clang, flang
from warploom.validators.simulate.native_library import SimulatorError

QUICK = ProofOptions(n_mutants=0, is_device_compiled=False, sanitized_origins=())
ATTACKS = (
    "cpu_loops_for_ever.c",
    "cpu_forks.c",
    "cpu_calls_the_kernel_by_itself.c",
    "cpu_recurses_without_end.c",
    "cpu_divides_by_zero.c",
    "cpu_gives_nan.c",
    "cpu_jumps_to_nowhere.c",
    "gpu_kernel_opens_a_socket.cu",
    "gpu_kernel_deadlocks_at_a_barrier.cu",
    "gpu_kernel_writes_through_a_wild_pointer.cu",
)
FOOLING = (
    "exchange_between_blocks",
    "kernel_reads_host_memory",
    "last_block_without_a_fence",
    "shared_memory_is_zero",
    "host_does_the_work",
    "only_the_sizes_of_the_ladder",
    "no_kernel_at_all",
)
ON_A_CPU_ALONE = {
    "axpy_device_variable": "unsupported",
    "axpy_gnuc": "unsupported",
    "axpy_launch_bounds": "launch_error",
    "axpy_marked_memory": "undefined_behaviour",
    "axpy_sizeof_prop": "unsupported",
    "axpy_stream_handle": "wrong_result",
    "axpy_unjoined_stream": "race",
    "bitonic_sort_long_double": "unsupported",
    "bitonic_two_allocations": "unsupported",
    "dot_double2_in_global": "undefined_behaviour",
    "dot_ldg_partials": "undefined_behaviour",
    "dot_leader_by_address": "unsupported",
    "dot_relaxed_publish": "wrong_result",
    "dot_two_streams": "race",
    "fast_division": "wrong_result",
    "fills_the_host_s_memory": "wild_pointer",
    "gemm_false_alignment": "undefined_behaviour",
    "gemm_function_pointer": "unsupported",
    "gemm_two_dynamic": "wrong_result",
    "gemv_arrays_in_order": "unsupported",
    "gemv_recursion": "unsupported",
    "gemv_restrict": "undefined_behaviour",
    "gives_back_what_is_not_the_device_s": "wild_pointer",
    "histogram_block_scope": "race",
    "histogram_expf_thresholds": "wrong_result",
    "histogram_memcpy": "race",
    "histogram_misaligned": "undefined_behaviour",
    "jacobi_2d_shared_total": "launch_error",
    "joined_by_an_event_too_early": "race",
    "local_without_a_value": "does_not_compile",
    "one_size_alone": "unwritten_output",
    "reduction_clock_election": "wrong_result",
    "reduction_float4_in_shared": "undefined_behaviour",
    "reduction_local_pointer": "unsupported",
    "reduction_shuffle_33": "wrong_result",
    "restricted_by_another_name": "undefined_behaviour",
    "scan_argument_order": "unsupported",
    "scan_copy_kind": "undefined_behaviour",
    "scan_overlapping_copy": "undefined_behaviour",
    "scan_restrict_helper": "undefined_behaviour",
    "softmax_ldg_own_writes": "undefined_behaviour",
    "sort_host_table": "wild_pointer",
    "spmv_device_name": "does_not_compile",
    "transpose_builtin_types": "unwritten_output",
    "transpose_large_shared": "launch_error",
    "writes_to_constant_memory": "wild_pointer",
}
"""Of the kernels that fool, those that run well on a CPU and on no device."""
FAR = {
    "dot_relaxed_counter": "wrong_result",
    "dot_second_round": "race",
    "histogram_packed_counters": "wrong_result",
    "spmv_fixed_grid": "wrong_result",
    "transpose_float_division": "out_of_bounds",
}
"""Those that are wrong where several symbols are large, or in an order of blocks that seldom is."""


@pytest.fixture(autouse=True)
def _simulator() -> None:
    try:
        clang()
    except SimulatorError as error:
        pytest.skip(str(error))


def test_a_fault_of_every_kind_is_refused_by_its_name() -> None:
    """The whole table takes minutes: one of each kind, from as many members."""
    chosen: dict[str, object] = {}
    for planted in planted_variants():
        if planted.edit.member not in {"nbody", "monte_carlo_pi"} and planted.edit.model not in (FORTRAN, HIP):
            chosen.setdefault(planted.edit.kind, planted)
    variants = [planted for planted in planted_variants() if planted in chosen.values()]
    assert 12 == len(variants)
    for planted, proof in zip(variants, prove([planted.pair for planted in variants], QUICK), strict=True):
        assert proof.reason in planted.edit.reasons, planted.name


@pytest.mark.parametrize(("model", "least"), [(FORTRAN, 10), (HIP, 3)])
def test_faults_in_other_languages_are_refused_by_their_names(model: str, least: int) -> None:
    if model == FORTRAN and flang() is None:
        pytest.skip("Fortran is compiled by flang: apt install flang-22")
    variants = [planted for planted in planted_variants() if planted.edit.model == model]
    assert len(variants) >= least
    for planted, proof in zip(variants, prove([planted.pair for planted in variants], QUICK), strict=True):
        assert proof.reason in planted.edit.reasons, (planted.name, proof.verdicts)


def test_attacks_are_named_and_what_comes_after_them_is_proven() -> None:
    attacks = [hostile for hostile in hostile_pairs() if hostile.name in ATTACKS]
    assert len(ATTACKS) == len(attacks)
    *refused, right = prove([*(hostile.pair for hostile in attacks), RIGHT], ProofOptions(is_device_compiled=False))
    for hostile, proof in zip(attacks, refused, strict=True):
        assert proof.reason in hostile.reasons, hostile.name
    assert right.reason is None


def test_kernels_that_try_to_fool_are_refused() -> None:
    chosen = [fooling for fooling in fooling_pairs() if fooling.name in FOOLING]
    assert len(FOOLING) == len(chosen)
    for fooling, proof in zip(chosen, prove([fooling.pair for fooling in chosen], QUICK), strict=True):
        assert proof.reason not in {None, "no_mutants"}, fooling.name


def test_what_no_device_does_as_a_cpu_does_is_refused_by_its_name() -> None:
    chosen = [fooling for fooling in fooling_pairs() if fooling.name in ON_A_CPU_ALONE]
    proofs = prove([fooling.pair for fooling in chosen], QUICK)
    assert {f.name: str(p.reason) for f, p in zip(chosen, proofs, strict=True)} == ON_A_CPU_ALONE


def test_what_is_wrong_far_beyond_the_ladder_is_refused_by_its_name() -> None:
    chosen = [fooling for fooling in fooling_pairs() if fooling.name in FAR]
    proofs = prove([fooling.pair for fooling in chosen], QUICK)
    assert {f.name: str(p.reason) for f, p in zip(chosen, proofs, strict=True)} == FAR


def test_kernels_that_only_look_wrong_have_nothing_against_them() -> None:
    """Counters behind fences, a lock, streams, alignment that is asked for; mutants are another test's affair."""
    pairs = right_pairs()
    assert len(pairs) == 7
    for pair, proof in zip(pairs, prove(pairs, QUICK), strict=True):
        assert proof.reason == "no_mutants", (pair.gpu.text.partition("\n")[0], proof)
