"""Programs that attack what runs them: each in the place of one side of a pair that doubles a vector."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Scalar
from warploom.extractors.pairs.pair import Pair, Side

FOLDER = Path(__file__).parent / "hostile"
CPU_TEXT = """void twice(int n, const float *x, float *y)
{
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i];
    }
}
"""
GPU_TEXT = """#include <cuda_runtime.h>

#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif

__global__ void twice_kernel(int n, const float *x, float *y)
{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        y[i] = 2.0f * x[i];
    }
}

extern "C" void launch_twice(int n, const float *x, float *y)
{
    if (n > 0) {
        twice_kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, y);
    }
}
"""
ORACLE = """def oracle(numpy, n, x, y):
    return {"y": numpy.multiply(x, 2)}
"""

RIGHT = Pair(
    spec_id="ks_" + "0" * 32,
    family="elementwise",
    schedule="naive",
    description="Twice a vector.",
    cpu=Side("C", "serial", CPU_TEXT, "twice"),
    gpu=Side("CUDA", "cuda", GPU_TEXT, "launch_twice"),
    inputs=InputSpec(
        (
            Scalar("n", "int32", "n"),
            Array("x", "float32", "n", Direction.IN),
            Array("y", "float32", "n", Direction.OUT),
        ),
        symbols=("n",),
        sizes=tuple({"n": n} for n in (0, 1, 31, 33, 127, 129, 1000, 4133)),
    ),
    oracle=ORACLE,
    launch_shapes=({"BLOCK_SIZE": 128}, {"BLOCK_SIZE": 32}),
    origin="written",
    generator="hostile",
    generator_version="1",
    generator_seed=None,
)

REASONS = {
    "cpu_loops_for_ever.c": "out_of_fuel | timed_out",
    "cpu_loops_for_ever_without_a_side_effect.c": "out_of_fuel | timed_out",
    "cpu_forks.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_executes_a_shell.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_writes_a_file.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_opens_a_socket.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_calls_the_kernel_by_itself.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_is_assembly_altogether.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_leaves_the_process.c": "aborted | does_not_compile | forbidden_call | unsupported",
    "cpu_kills_its_parent.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_raises_a_signal.c": "aborted | crashed | undefined_behaviour",
    "cpu_runs_before_it_is_called.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_recurses_without_end.c": "crashed | out_of_fuel | stack_overflow",
    "cpu_allocates_all_memory.c": "forbidden_call | launch_error | out_of_fuel | out_of_memory | timed_out",
    "cpu_has_a_frame_beyond_its_stack.c": "crashed | does_not_compile | forbidden_call | stack_overflow",
    "cpu_has_a_huge_array.c": "crashed | does_not_compile | launch_error | out_of_memory | unsupported",
    "cpu_divides_by_zero.c": "divide_by_zero | undefined_behaviour",
    "cpu_divides_the_smallest_by_minus_one.c": "divide_by_zero | undefined_behaviour",
    "cpu_gives_nan.c": "wrong_result",
    "cpu_jumps_to_nowhere.c": "crashed | out_of_bounds | wild_pointer",
    "cpu_jumps_into_data.c": "crashed | out_of_bounds | wild_pointer",
    "cpu_calls_a_null_function.c": "crashed | out_of_bounds | wild_pointer",
    "cpu_writes_through_a_wild_pointer.c": "crashed | out_of_bounds | wild_pointer",
    "cpu_writes_through_a_pointer_that_is_no_address.c": "crashed | out_of_bounds | wild_pointer",
    "cpu_corrupts_its_stack.c": "crashed | out_of_bounds | stack_overflow | undefined_behaviour | wild_pointer",
    "cpu_writes_its_inputs.c": "crashed | out_of_bounds | wild_pointer | wrong_result",
    "cpu_reads_a_file_into_itself.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_includes_itself.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_doubles_its_text_for_ever.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_is_not_c_at_all.c": "does_not_compile | forbidden_call | unsupported",
    "cpu_has_no_such_function.c": "does_not_compile | forbidden_call | no_entry | unsupported",
    "gpu_kernel_loops_for_ever.cu": "out_of_fuel | timed_out",
    "gpu_launcher_loops_for_ever.cu": "out_of_fuel | timed_out",
    "gpu_launches_for_ever.cu": "out_of_fuel | timed_out",
    "gpu_launches_more_blocks_than_time_has.cu": "launch_error | out_of_fuel | timed_out",
    "gpu_launches_too_large_a_block.cu": "launch_error",
    "gpu_launches_nothing.cu": "launch_error",
    "gpu_asks_for_too_much_shared_memory.cu": "launch_error",
    "gpu_forks.cu": "does_not_compile | forbidden_call | unsupported",
    "gpu_kernel_writes_a_file.cu": "does_not_compile | forbidden_call | unsupported",
    "gpu_kernel_opens_a_socket.cu": "does_not_compile | forbidden_call | unsupported",
    "gpu_kernel_is_assembly.cu": "does_not_compile | forbidden_call | unsupported",
    "gpu_kernel_recurses_without_end.cu": "crashed | out_of_fuel | stack_overflow",
    "gpu_allocates_all_memory.cu": "forbidden_call | launch_error | out_of_fuel | out_of_memory | timed_out",
    "gpu_kernel_divides_by_zero.cu": "divide_by_zero | undefined_behaviour",
    "gpu_kernel_gives_nan.cu": "wrong_result",
    "gpu_kernel_deadlocks_at_a_barrier.cu": "divergent_barrier | missing_thread_at_barrier",
    "gpu_kernel_deadlocks_at_two_barriers.cu": "divergent_barrier | missing_thread_at_barrier",
    "gpu_kernel_waits_for_another_block.cu": "out_of_fuel | race | timed_out",
    "gpu_kernel_jumps_to_nowhere.cu": "crashed | out_of_bounds | wild_pointer",
    "gpu_kernel_corrupts_its_stack.cu": "stack_overflow | undefined_behaviour | unwritten_output | wild_pointer",
    "gpu_kernel_writes_far_below.cu": "crashed | out_of_bounds | wild_pointer",
    "gpu_kernel_writes_through_a_wild_pointer.cu": "crashed | out_of_bounds | wild_pointer",
    "gpu_launcher_frees_what_it_was_given.cu": "crashed | launch_error | out_of_bounds | wild_pointer",
    "gpu_launcher_copies_beyond_the_end.cu": "crashed | launch_error | out_of_bounds | wild_pointer",
    "gpu_launcher_reads_device_memory.cu": "crashed | out_of_bounds | wild_pointer",
    "gpu_leaves_the_process.cu": "aborted | does_not_compile | forbidden_call | unsupported",
    "gpu_runs_before_it_is_called.cu": "does_not_compile | forbidden_call | unsupported",
    "gpu_throws.cu": "crashed | does_not_compile | forbidden_call | unsupported",
    "gpu_includes_what_is_not_there.cu": "does_not_compile | forbidden_call | unsupported",
    "gpu_recursive_templates.cu": "does_not_compile | forbidden_call | unsupported",
}
"""The names, one of which a proof must refuse the program by."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A pair one side of which attacks; `reasons` are the names under which it may be refused."""

    name: str
    pair: Pair
    reasons: frozenset[str]


def hostile_pairs() -> list[Hostile]:
    """All of them, those of CPU sides first."""
    return [Hostile(name, _pair(name), frozenset(reasons.split(" | "))) for name, reasons in REASONS.items()]


def _pair(name: str) -> Pair:
    text = (FOLDER / name).read_text(encoding="utf-8")
    if name.endswith(".c"):
        return dataclasses.replace(RIGHT, cpu=dataclasses.replace(RIGHT.cpu, text=text))
    return dataclasses.replace(RIGHT, gpu=dataclasses.replace(RIGHT.gpu, text=text))
