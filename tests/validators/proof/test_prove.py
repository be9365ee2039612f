"""Tests of whole proofs, in the simulator: right pairs pass, wrong ones are refused by name and can be replayed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from warploom.extractors.inputs.corners import Corner, Filling
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Scalar, Tolerance
from warploom.extractors.pairs.pair import Pair, Side
from warploom.extractors.toolchains.registry import found_tools
from warploom.validators.proof.judging import Proof
from warploom.validators.proof.prove import ProofOptions, prove
from warploom.validators.proof.replay import replay_detail
from warploom.validators.proof.verdict import Check, Level, Outcome
from warploom.validators.proof.where import Where, WhereError

pytestmark = pytest.mark.skipif(
    not any(tool.path.name == "zig" for tool in found_tools("clang")), reason="ziglang is not installed"
)

OPTIONS = ProofOptions(is_device_compiled=False, sanitized_origins=())
SPEC = InputSpec(
    params=(
        Scalar("n", "int32", "n"),
        Array("x", "float32", "n", Direction.IN),
        Array("y", "float32", "n", Direction.INOUT),
        Array("z", "float32", "n", Direction.OUT),
    ),
    symbols=("n",),
    sizes=tuple({"n": n} for n in (0, 1, 33, 257, 4133)),
    wide=Tolerance(ulps=2.0, scale=16.0),
)
CPU = """void f(int n, const float *x, float *y, float *z) {
    for (int i = 0; i < n; i++) {
        y[i] = 2.0f * x[i] + y[i];
        z[i] = x[n - 1 - i];
    }
}
"""
GPU = """#include <cuda_runtime.h>
#ifndef BLOCK_SIZE
#define BLOCK_SIZE 128
#endif
__global__ void kernel(int n, const float *x, float *y, float *z) {
    int i = blockIdx.x * BLOCK_SIZE + threadIdx.x;
    if (i < n) {
        y[i] = 2.0f * x[i] + y[i];
        z[i] = x[n - 1 - i];
    }
}
extern "C" void g(int n, const float *x, float *y, float *z) {
    if (n > 0)
        kernel<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, y, z);
}
"""
ORACLE = "def oracle(numpy, n, x, y, z):\n    return {'y': 2 * x + y, 'z': x[::-1]}\n"
PAIR = Pair(
    spec_id="ks_1",
    family="elementwise",
    schedule="naive",
    description="Adds and turns round.",
    cpu=Side("C", "serial", CPU, "f"),
    gpu=Side("CUDA", "cuda", GPU, "g"),
    inputs=SPEC,
    oracle=ORACLE,
    launch_shapes=({"BLOCK_SIZE": 128}, {"BLOCK_SIZE": 32}),
    origin="generated",
    generator="tests",
    generator_version="1",
    generator_seed=None,
)


def with_gpu(old: str, new: str) -> Pair:
    assert old in GPU
    return replace(PAIR, gpu=replace(PAIR.gpu, text=GPU.replace(old, new)))


def with_cpu(old: str, new: str) -> Pair:
    assert old in CPU
    return replace(PAIR, cpu=replace(PAIR.cpu, text=CPU.replace(old, new)))


def failed(proof: Proof) -> tuple[Check, str | None, str]:
    verdict = next(verdict for verdict in proof.verdicts if verdict.outcome is Outcome.FAILED)
    return verdict.check, verdict.reason, verdict.detail


def test_a_right_pair_passes_every_check_and_again_the_same() -> None:
    first, second = prove([PAIR, PAIR], OPTIONS)
    assert [verdict.outcome for verdict in first.verdicts] == [Outcome.PASSED] * len(Check)
    assert first.level is Level.AGREES_ON_CPU
    assert first.mutation_score == 1.0
    assert first.block_coverage == 1.0
    assert len(first.fates) == 60
    assert first.verdicts == second.verdicts


WRONG = {
    "wrong": (with_gpu("2.0f * x[i]", "2.5f * x[i]"), Check.AGREES, "wrong_result"),
    "bounds": (with_gpu("if (i < n)", "if (i <= n)"), Check.AGREES, "out_of_bounds"),
    "bounds of the CPU": (with_cpu("x[n - 1 - i]", "x[n - i]"), Check.AGREES, "out_of_bounds"),
    "unwritten": (with_gpu("        z[i] = x[n - 1 - i];\n", ""), Check.AGREES, "unwritten_output"),
    "race": (with_gpu("y[i] = 2.0f * x[i] + y[i];", "y[i] = 2.0f * x[i] + y[i]; z[0] = x[i];"), Check.RACES, "race"),
    "overflow": (with_cpu("x[n - 1 - i]", "x[n - 1 - i + (2147483647 + n > 0)]"), Check.HYGIENE, "undefined_behaviour"),
    "endless": (with_cpu("i < n; i++", "i < n; i += 0"), Check.AGREES, "out_of_fuel"),
    "no kernel": (
        replace(
            with_cpu("y[i] = 2.0f * x[i] + y[i];", "y[i] = x[i];"),
            gpu=replace(
                PAIR.gpu,
                text="#include <cuda_runtime.h>\nextern \"C\" void g(int n, const float *x, float *y, float *z) {\n"
                "    cudaMemcpy(y, x, 4ul * n, cudaMemcpyDeviceToDevice);\n    for (int i = 0; i < n; i++)\n"
                "        cudaMemcpy(z + i, x + (n - 1 - i), 4, cudaMemcpyDeviceToDevice);\n}\n",
            ),
            oracle=ORACLE.replace("2 * x + y", "x"),
        ),
        Check.AGREES,
        "no_kernel",
    ),
    "remembers": (
        with_gpu(
            "    if (n > 0)", "    static int calls = 0;\n    if (n > 0 && ++calls < 1000000)"
        ),
        Check.AGREES,
        "wrong_result",
    ),
    "syntax": (with_gpu("if (i < n)", "if (i < )"), Check.COMPILES, "does_not_compile"),
    "entry": (replace(PAIR, cpu=replace(PAIR.cpu, entry="other")), Check.COMPILES, "does_not_compile"),
    "system": (with_cpu("    for", "    extern int system(const char *);\n    system(0);\n    for"),
               Check.COMPILES, "forbidden_call"),
    "null": (replace(PAIR, oracle=ORACLE.replace("2 * x + y", "y").replace("x[::-1]", "x")), Check.NULL_KERNELS,
             "null_kernel_passes"),
    "oracle": (replace(PAIR, oracle=ORACLE.replace("'z': x[::-1]", "")), Check.AGREES, "bad_oracle"),
    "small": (replace(PAIR, inputs=replace(SPEC, sizes=({"n": 33},))), Check.AGREES, "too_small"),
}  # fmt: skip


def test_wrong_pairs_are_refused_by_name() -> None:
    proofs = prove([pair for pair, _, _ in WRONG.values()], OPTIONS)
    told = {name: failed(proof)[:2] for name, proof in zip(WRONG, proofs, strict=True)}
    expected = {name: (check, reason) for name, (_, check, reason) in WRONG.items()}
    del expected["null"], told["null"]
    assert told == expected
    assert all(proof.level in {Level.PROPOSED, Level.COMPILED} for proof in proofs)


def test_a_failed_run_is_replayed_from_its_verdict() -> None:
    pair = with_gpu("2.0f * x[i]", "(i == 40 ? 3.0f : 2.0f) * x[i]")
    (proof,) = prove([pair], OPTIONS)
    _, reason, detail = failed(proof)
    assert reason == "wrong_result"
    again = replay_detail(pair, detail)
    assert again.where == Where.parse(detail)
    assert again.sides["cpu"].outcome == again.sides["gpu"].outcome == "ok"
    shown = str(again)
    assert "y[36:45] of" in shown
    assert again.sides["gpu"].outputs["y"][40] != again.sides["cpu"].outputs["y"][40]


def test_a_value_that_is_never_drawn_is_at_the_end_of_a_range() -> None:
    pair = with_gpu("2.0f * x[i]", "(x[i] == 8.0f ? 3.0f : 2.0f) * x[i]")
    (proof,) = prove([pair], OPTIONS)
    _, reason, detail = failed(proof)
    assert reason == "wrong_result"
    assert Where.parse(detail).corner == Corner(Filling.HIGHEST)
    again = replay_detail(pair, detail)
    assert set(again.sides["gpu"].outputs["y"] - again.sides["cpu"].outputs["y"]) == {8.0}


def test_launches_and_indices_are_tried_beyond_16_bits() -> None:
    narrow = with_gpu("    int i = ", "    unsigned short i = ")
    high = with_gpu(
        "<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE,", "<<<dim3((n + BLOCK_SIZE - 1) / BLOCK_SIZE, n > 65535 ? n : 1),"
    )
    options = replace(OPTIONS, stretched_origins=("generated", "written"), n_mutants=0)
    found = [failed(proof) for proof in prove([narrow, high], options)]
    assert [reason for _, reason, _ in found] == ["wrong_result", "launch_error"]
    assert all(Where.parse(detail).size == (("n", 70001),) for _, _, detail in found)


def test_the_gpu_side_is_run_with_fused_products_and_without() -> None:
    sums = "2.0f * x[i] + y[i]"
    fused, alone = "y[i] * x[i] - x[i] * y[i]", "__fmul_rn(y[i], x[i]) - __fmul_rn(x[i], y[i])"
    pairs = [with_gpu(sums, f"{sums} + ({gap}) * 1e9f") for gap in (fused, alone)]
    pragma = "#pragma clang fp contract(off)\n" + pairs[0].gpu.text
    pairs.append(replace(PAIR, gpu=replace(PAIR.gpu, text=pragma)))
    wrong, right, told_not_to = prove(pairs, OPTIONS)
    assert failed(wrong)[1] == failed(told_not_to)[1] == "wrong_result"
    assert right.reason is None


def test_runs_are_named_so_that_they_can_be_read_back() -> None:
    where = Where(
        "gpu", (("n", 33), ("m", 0)), "wide", 7, (("BLOCK", 64),), False, 255, "shuffled", False, True, True, 3, 30
    )
    assert Where.parse(f"agrees: {where}: y[0] is 1") == where
    cornered = replace(where, corner=Corner(Filling.LOWEST, "x_0"))
    assert Where.parse(str(cornered)) == cornered
    plain = Where("cpu", (("n", 0),), "exact", 1, is_scattered=True, corner=Corner(Filling.ZEROS))
    assert Where.parse(str(plain)) == plain
    with pytest.raises(WhereError):
        Where.parse("nothing of the kind")
