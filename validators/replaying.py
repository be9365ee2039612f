"""Repeats one check of a published pair from what its row says: texts, specification, seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from warploom.schemas.errors import WarploomError
from warploom.validators.pair_rows import Prover, pair_of_row
from warploom.validators.proof.replay import replay_detail
from warploom.validators.proof.where import WhereError
from warploom.validators.simulator_prover import SimulatorProver


def both_results(row: Mapping[str, Any], spec_text: str, detail: str) -> list[str]:
    """What both sides gave in the run that a failed check's detail names, in lines; none where it names no run."""
    try:
        return str(replay_detail(pair_of_row(row, spec_text), detail)).splitlines()
    except WhereError:
        return []
    except WarploomError as error:
        return [str(error)]


def replay(
    row: Mapping[str, Any], spec_text: str, check: str, outcome: str, seeds: Sequence[int], prover: Prover | None = None
) -> dict[str, Any]:
    """What the check says now beside what it said: `check`, `then`, `now`, `same`, `detail`.

    The row may be anybody's: its code runs in the sandbox, whatever it says of its origin. Where the check cannot be
    run here, `now` is not_run, and `detail` says why.
    """
    prover = prover or SimulatorProver(seeds[0], trusts_texts=False)
    said = {"check": check, "seed": seeds[0], "then": outcome}
    try:
        (proof,) = prover.prove([pair_of_row(row, spec_text)])
    except WarploomError as error:
        return {**said, "now": "not_run", "same": None, "detail": str(error)}
    verdict = next((v for v in proof.verdicts if v.check == check), None)
    if verdict is None:  # a device's, or none of ours
        return {**said, "now": "not_run", "same": None, "detail": f"no proof has a check {check[:60]!r}"}
    now = str(verdict.outcome)
    return {**said, "now": now, "same": now == outcome, "detail": verdict.detail or f"{verdict.n_passed} cases passed"}
