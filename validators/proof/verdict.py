"""One check of one pair: what came of it, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Check(StrEnum):
    """What is demanded of a pair; all are in `verdicts`, in this order."""

    COMPILES = "compiles"
    """Both sides, by our clang; the CUDA side also for a device, by nvcc or NVRTC where they are."""
    HYGIENE = "hygiene"
    """Sanitizers find nothing: address and undefined behaviour on the CPU side, traps for the latter on the GPU's."""
    AGREES = "agrees"
    """Both sides with each other and with the oracle: every size, data set, placement and launch shape."""
    RACES = "races"
    """No two threads touch a word without an order between them, in any of the thread orders."""
    NULL_KERNELS = "null_kernels"
    """Zeros, ones, a copy of the input, untouched and stale output all fail the suite."""
    MUTATION = "mutation"
    """The share of wrong variants that the suite refuses, on each side."""
    COVERAGE = "coverage"
    """The share of basic blocks that the suite reaches, on each side."""


class Outcome(StrEnum):
    """`not_run` names in its reason what was missing."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"


class Level(StrEnum):
    """How far a pair got."""

    PROPOSED = "proposed"
    COMPILED = "compiled"
    AGREES_ON_CPU = "agrees_on_cpu"
    AGREES_ON_GPU = "agrees_on_gpu"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one check. `reason` is from a closed set (`out_of_bounds`, `race`, `wrong_result`, ...), None
    where it passed; `detail` says where (size, data set, element, thread), in one line.
    """

    check: Check
    outcome: Outcome
    reason: str | None = None
    detail: str = ""
    n_cases: int = 0
    n_passed: int = 0
    measures: Mapping[str, float] = field(default_factory=dict)
    """Numbers by the names of columns in `verdicts`: `max_ulp`, `n_mutants`, `n_killed`, `block_coverage`, ..."""
    tools: Mapping[str, str] = field(default_factory=dict)
    """What tools said, by the names of columns in `verdicts`: `asan` -> `clean`, `dirty` or `not_run`."""
    isolation: str | None = None
    """Level of the sandbox that the code ran in, `none` where there was none; None where no code of the pair ran."""
    cuda_version: str | None = None
    """Of the toolkit whose compiler took part."""
