"""Name one run of one side so that it can be repeated: in words that are read back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self, get_args

from warploom.extractors.inputs.corners import Corner
from warploom.extractors.inputs.drawing import DataSet
from warploom.schemas.errors import WarploomError

SideName = Literal["cpu", "gpu"]
Order = Literal["forward", "reversed", "shuffled"]
POISONS = (0xA5, 0xFF)
"""Bytes that outputs hold before a run; two, so that no value can be both. As reals the second is NaN."""

_WRITTEN = re.compile(
    r"(?P<side>cpu|gpu) side(?: with (?P<shape>[\w=, -]+?))?(?: as mutant (?P<mutant>\d+) of (?P<of>\d+))?, "
    r"size (?P<size>(?:\w+=-?\d+ ?)*), data set (?P<data_set>exact|wide)"
    r"(?: with (?P<corner>[a-z]+(?: \w+)?))?, seed (?P<seed>-?\d+), "
    r"(?P<flush>left|right|middle) of the window, poison (?P<poison>\d+), order (?P<order>forward|reversed|shuffled)"
    r"(?P<traps>, trapping)?(?P<races>, accesses recorded)?(?:, (?P<read>\w+) and (?P<written>\w+) the same)?"
)


class WhereError(WarploomError):
    """A text that names no run."""


@dataclass(frozen=True, slots=True)
class Where:
    """One run. `shape` are the macro definitions of the launch shape; `mutant` is 0 for the program itself, and
    `n_mutants` how many were chosen, which the mutants' numbers depend on.
    """

    side: SideName
    size: tuple[tuple[str, int], ...]
    data_set: DataSet
    seed: int
    shape: tuple[tuple[str, int], ...] = ()
    flush_right: bool = True
    poison: int = POISONS[0]
    order: Order = "forward"
    is_scattered: bool = False
    """Apart from the ends of pages; outputs hold noise."""
    is_trapping: bool = False
    records_races: bool = False
    mutant: int = 0
    n_mutants: int = 0
    alias: tuple[str, str] | None = None
    """Arrays that are the same memory: the one that is read, and the one that is written."""
    corner: Corner | None = None
    """Which arguments hold the ends of their ranges instead of what is drawn."""

    def at(self, size: Mapping[str, int]) -> Where:
        """The same at another size."""
        return replace(self, size=tuple(size.items()))

    def __str__(self) -> str:
        shape = f" with {', '.join(f'{name}={value}' for name, value in self.shape)}" if self.shape else ""
        mutant = f" as mutant {self.mutant} of {self.n_mutants}" if self.mutant else ""
        size = " ".join(f"{name}={value}" for name, value in self.size)
        corner = f" with {self.corner}" if self.corner else ""
        return (
            f"{self.side} side{shape}{mutant}, size {size}, data set {self.data_set}{corner}, seed {self.seed}, "
            f"{self._placement} of the window, poison {self.poison}, order {self.order}"
            f"{', trapping' if self.is_trapping else ''}{', accesses recorded' if self.records_races else ''}"
            f"{f', {self.alias[0]} and {self.alias[1]} the same' if self.alias else ''}"
        )

    @property
    def _placement(self) -> str:
        return "middle" if self.is_scattered else "right" if self.flush_right else "left"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The first run that a text names (a verdict's `detail`). Raises `WhereError`."""
        found = _WRITTEN.search(text)
        if found is None:
            raise WhereError(f"no run is named in {text[:200]!r}")
        side, data_set, order = found["side"], found["data_set"], found["order"]
        assert side in get_args(SideName)  # noqa: S101 - by the pattern
        return cls(
            side=side,  # type: ignore[arg-type] # by the pattern
            size=_numbers(found["size"]),
            data_set=data_set,  # type: ignore[arg-type] # by the pattern
            seed=int(found["seed"]),
            shape=_numbers((found["shape"] or "").replace(",", " ")),
            flush_right=found["flush"] != "left",
            poison=int(found["poison"]),
            order=order,  # type: ignore[arg-type] # by the pattern
            is_scattered=found["flush"] == "middle",
            is_trapping=bool(found["traps"]),
            records_races=bool(found["races"]),
            mutant=int(found["mutant"] or 0),
            n_mutants=int(found["of"] or 0),
            alias=(found["read"], found["written"]) if found["read"] else None,
            corner=_corner(found["corner"]),
        )


def _corner(text: str | None) -> Corner | None:
    try:
        return Corner.parse(text) if text else None
    except ValueError as error:
        raise WhereError(f"there is no filling {text!r}") from error


def _numbers(text: str) -> tuple[tuple[str, int], ...]:
    pairs = (word.partition("=") for word in text.split())
    return tuple((name, int(value)) for name, _, value in pairs)
