"""Pairs without a generator and proofs without a compiler, for tests of what is done with them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Scalar
from warploom.extractors.pairs.pair import Pair, Side
from warploom.validators.pair_rows import Surroundings
from warploom.validators.proof.verdict import Check, Level, Outcome, Verdict

FAMILIES = ("elementwise", "scan", "stencil", "reduction", "gather", "scatter", "sparse")
SPEC = InputSpec(
    (
        Scalar("n", "int32", "n"),
        Array("x", "float32", "n", Direction.IN),
        Array("y", "float32", "n", Direction.OUT),
    ),
    ("n",),
    ({"n": 0}, {"n": 33}, {"n": 4099}),
)


def pair(number: int, schedule: str = "naive", *, family: str = "", spec: str = "") -> Pair:
    """Another computation for every number."""
    draw = random.Random(number)
    steps = [f"v = v {draw.choice('+-*')} {draw.randrange(1, 99)}.0f;" for _ in range(6)]
    steps += [draw.choice(["if (v > 0) v = -v;", "v = v * v;", "v = x[i] - v;", "while (v > 9) v -= 4;"])]
    draw.shuffle(steps)
    guard = draw.choice(["for (int k = 0; k < 3; k++)", "if (x[i] < 1)", "do", "for (int m = n; m > n - 2; m--)"])
    tail = " while (v < -1e9f);" if guard == "do" else ""
    body = f"float v = x[i]; {guard} {{ {' '.join(steps)} }}{tail} y[i] = v;"
    cpu = f"void f(int n, const float *x, float *y) {{\n    for (int i = 0; i < n; i++) {{ {body} }}\n}}\n"
    gpu = (
        "#include <cuda_runtime.h>\n#ifndef BLOCK_SIZE\n#define BLOCK_SIZE 256\n#endif\n"
        "__global__ void k(int n, const float *x, float *y) {\n"
        f"    int i = blockIdx.x * blockDim.x + threadIdx.x;\n    if (i < n) {{ {body} }}\n}}\n"
        'extern "C" void f(int n, const float *x, float *y) {\n'
        f"    if (n > 0) k<<<(n + BLOCK_SIZE - 1) / BLOCK_SIZE, BLOCK_SIZE>>>(n, x, y); // {schedule}\n}}\n"
    )
    return Pair(
        spec or f"ks_{number:032x}",
        family or FAMILIES[number % len(FAMILIES)],
        schedule,
        f"Steps of number {number}.",
        Side("C", "serial", cpu, "f"),
        Side("CUDA", "cuda", gpu, "f"),
        SPEC,
        "def oracle(np, n, x, y):\n    return {'y': x}\n",
        ({"BLOCK_SIZE": 256}, {"BLOCK_SIZE": 64}),
        "generated",
        "small",
        "1",
        number,
        ("loop",),
    )


@dataclass(frozen=True, slots=True)
class SmallPairs:
    """Two schedules of each of the numbers from `first` on."""

    name: ClassVar[str] = "small"
    first: int
    count: int

    def digest(self) -> list[object]:
        return [self.first, self.count]

    def pairs(self) -> Iterator[Pair]:
        return some_pairs(self.first, self.count)


def some_pairs(first: int, count: int) -> Iterator[Pair]:
    for k in range(count):
        yield pair(first + k // 2, ("naive", "grid_stride")[k % 2])


@dataclass(frozen=True, slots=True)
class Believed:
    """A proof that nobody ran."""

    pair: Pair
    level: Level
    verdicts: tuple[Verdict, ...]
    mutation_score: float | None


@dataclass(frozen=True, slots=True)
class Believer:
    """Believes all pairs but those of every `doubts`-th computation."""

    doubts: int = 10

    def prove(self, pairs: Sequence[Pair]) -> list[Believed]:
        return [self._believe(one) for one in pairs]

    def surroundings(self) -> Surroundings:
        return Surroundings("bwrap", "simulator", "nobody", (1,))

    def digest(self) -> list[Any]:
        return [self.doubts]

    def _believe(self, one: Pair) -> Believed:
        is_wrong = (one.generator_seed or 0) % self.doubts == self.doubts - 1
        agrees = Verdict(Check.AGREES, Outcome.PASSED, None, "", 12, 12, {"max_ulp": 0.0})
        if is_wrong:
            agrees = Verdict(Check.AGREES, Outcome.FAILED, "wrong_result", "n=33, y[3]", 12, 7, {"max_ulp": 9.0})
        measures = {"n_mutants": 30, "n_killed": 29, "n_equivalent": 1, "kill_rate": 1.0}
        verdicts = [
            Verdict(Check.COMPILES, Outcome.PASSED, n_cases=3, n_passed=3),
            agrees,
            *(Verdict(check, Outcome.PASSED) for check in (Check.HYGIENE, Check.RACES, Check.NULL_KERNELS)),
            Verdict(Check.MUTATION, Outcome.PASSED, None, "", 30, 29, measures),
            Verdict(Check.COVERAGE, Outcome.PASSED, measures={"block_coverage": 1.0}),
        ]
        level = Level.COMPILED if is_wrong else Level.AGREES_ON_CPU
        return Believed(one, level, tuple(verdicts), 1.0)
