"""Runs the trials of pairs whose code is not ours in the sandbox: one start for all, a process for each, no pickles."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warploom.validators.proof.reasons import ProofReason
from warploom.validators.proof.trial_answers import TrialAnswer, TrialAnswerError, from_plain
from warploom.validators.proof.verdict import Check
from warploom.validators.simulate.confined import Confined, Lost
from warploom.validators.simulate.native_library import library

FOREIGN_PATIENCE_S = 1200.0
"""By the clock, for all runs of a pair on a machine that has much else to do."""
_MEMORY_BYTES = 3 << 30
"""Private writable memory of a process: the windows in use, both programs, and the cases."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What came of each job, and the level of the sandbox that they ran in."""

    answers: list[TrialAnswer]
    level: str


def run_confined(function: str, jobs: Sequence[Any], processor_s: int) -> Confinement:
    """`function(job)` (`module:function`), which gives what `trial_answers.to_plain` does, for each job in order.

    A job without an answer is refused as `crashed` or `timed_out`; the others go on.
    Raises `ConfinedStartError`, `SimulatorError` and `IsolationError` where this machine cannot run any.
    """
    said, level = confined_values(function, jobs, processor_s)
    return Confinement([_answer(one) for one in said], level)


def confined_values(
    function: str, jobs: Sequence[Any], processor_s: int, *, readable: Sequence[Path] = ()
) -> tuple[list[Any], str]:
    """JSON's values, or `Lost`, for each job; and the level of the sandbox. `readable` are further files and
    directories that jobs read. Raises as `run_confined`.
    """
    library()  # what is compiled on first use is not to be compiled in there
    with (
        tempfile.TemporaryDirectory(prefix="warploom-foreign-") as place,
        Confined(
            Path(place).resolve(),
            seconds=FOREIGN_PATIENCE_S,
            processor_s=processor_s,
            memory_bytes=_MEMORY_BYTES,
            readable=readable,
        ) as confined,
    ):
        return confined.map(function, jobs, prepare=f"{__name__}:ready"), str(confined.level)


def ready() -> None:
    """In the sandbox, before any job: fails where the simulator cannot work there."""
    library()


def _answer(said: object) -> TrialAnswer:
    if isinstance(said, Lost):
        reason = ProofReason.TIMED_OUT if said.how == "timed_out" else ProofReason.CRASHED
        return TrialAnswer([], refused=(Check.AGREES, reason, said.detail[:500]))
    try:
        return from_plain(said)
    except TrialAnswerError as error:
        return TrialAnswer([], refused=(Check.AGREES, ProofReason.CRASHED, str(error)))
