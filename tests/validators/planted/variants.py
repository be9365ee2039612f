"""The reference set's pairs with one planted fault each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from tests.validators.planted import collectives_edits, fortran_edits, grids_edits, linear_edits
from tests.validators.planted.edit import Edit
from warploom.extractors.pairs.pair import Pair
from warploom.extractors.pairs.reference.reference import MEMBERS, program, reference_pairs

EDITS: tuple[Edit, ...] = linear_edits.EDITS + grids_edits.EDITS + collectives_edits.EDITS + fortran_edits.EDITS


@dataclass(frozen=True, slots=True)
class Planted:
    """A pair one side of which is wrong, and the names under which it may be refused."""

    pair: Pair
    edit: Edit

    @property
    def name(self) -> str:
        return f"{self.edit.member} {self.edit.model}: {self.edit.kind} ({self.edit.old[:40]!r})"


def planted_variants() -> list[Planted]:
    """One for each edit: in the pair of the reference set that has the program which it changes."""
    pairs = {(pair.cpu.entry, model): pair for pair in reference_pairs() for model in _models_of(pair)}
    return [Planted(_with(pairs[edit.member, edit.model], edit), edit) for edit in EDITS]


def _models_of(pair: Pair) -> tuple[str, ...]:
    if pair.cpu.language == "Fortran":
        return ("openmp_fortran",)  # its CUDA side is that of the pair with C++
    if pair.gpu.language == "HIP":
        return ("hip",)
    return ("serial", "cuda_naive") if pair.cpu.language == "C" else ("openmp_cpp", "cuda_tuned")


def _with(pair: Pair, edit: Edit) -> Pair:
    is_gpu = edit.model.startswith(("cuda", "hip"))
    side = pair.gpu if is_gpu else pair.cpu
    if side.text.count(edit.old) != edit.times:
        raise ValueError(f"{edit}: occurs {side.text.count(edit.old)} times")
    side = dataclasses.replace(side, text=side.text.replace(edit.old, edit.new))
    return dataclasses.replace(pair, gpu=side) if is_gpu else dataclasses.replace(pair, cpu=side)


def right_text(edit: Edit) -> str:
    """The program that the edit makes wrong."""
    (member,) = (member for member in MEMBERS if member.name == edit.member)
    return program(member, edit.model)
