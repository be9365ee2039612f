"""What a fault is that is planted into a program of the reference set, and the names under which it must be found."""

from __future__ import annotations

from dataclasses import dataclass

BOUNDS = frozenset({"out_of_bounds", "wild_pointer"})
WRONG = frozenset({"wrong_result"})
UNWRITTEN = frozenset({"wrong_result", "unwritten_output"})
RACE = frozenset({"race"})
DIVERGENT = frozenset({"divergent_barrier"})
MISSING = frozenset({"missing_thread_at_barrier"})
UNDEFINED = frozenset({"undefined_behaviour"})
LANE = frozenset({"absent_lane"})
FUEL = frozenset({"out_of_fuel"})


@dataclass(frozen=True, slots=True)
class Edit:
    """A fault. `old` occurs `times` times in the member's program for `model`, and each becomes `new`.

    `reasons` are the names under which a proof may refuse it: more than one where a fault has several effects, and
    which shows first is not the fault's nature (an element that is not written is a wrong result too).
    """

    member: str
    model: str
    kind: str
    old: str
    new: str
    reasons: frozenset[str]
    times: int = 1


def edits(member: str, *rows: tuple[str, str, str, str, frozenset[str]]) -> tuple[Edit, ...]:
    return tuple(Edit(member, model, kind, old, new, reasons) for model, kind, old, new, reasons in rows)


NAIVE, TUNED, SERIAL, OPENMP = "cuda_naive", "cuda_tuned", "serial", "openmp_cpp"
FORTRAN, HIP = "openmp_fortran", "hip"
