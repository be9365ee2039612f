"""Where pairs come from: the generator, the reference set, loopy; each slice of them from its own seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from warploom.extractors.pairs.pair import Pair
from warploom.pipelines.fingerprints import code_digest
from warploom.pipelines.runner import Workspace
from warploom.validators.pair_rows import PairLicense

OWN_LICENSE = PairLicense(
    cpu_expression="Apache-2.0",
    cpu_tier="permissive",
    gpu_expression="Apache-2.0",
    gpu_tier="permissive",
    evidence="Written by Warploom itself, whose license is Apache-2.0.",
)


class PairSource(Protocol):
    """One slice of pairs: picklable, and the same pairs each time."""

    @property
    def bucket(self) -> str:
        """Its name and the slice's number."""
        ...

    def digest(self) -> list[object]:
        """What the pairs depend on: settings and code."""
        ...

    def pairs(self, space: Workspace) -> Sequence[tuple[Pair, PairLicense]]: ...


def slice_seed(seed: int, name: str, number: int) -> int:
    """The seed of a slice, of 62 bits: another one for every source and number."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{name}:{number}".encode()).digest()[:8]) >> 2


@dataclass(frozen=True, slots=True)
class GeneratedPairs:
    """What the generator makes of one seed."""

    name: ClassVar[str] = "generated"
    number: int
    seed: int
    count: int
    families: tuple[str, ...] = ()

    @property
    def bucket(self) -> str:
        return f"{self.name}-{self.number:05d}"

    def digest(self) -> list[object]:
        return [
            self.name,
            self.seed,
            self.count,
            list(self.families),
            code_digest("warploom.extractors.pairs.generating"),
        ]

    def pairs(self, space: Workspace) -> Sequence[tuple[Pair, PairLicense]]:  # noqa: ARG002 - needs no files
        from warploom.extractors.pairs import generating

        made = generating.generate(self.seed, self.count, families=self.families)
        return [(pair, OWN_LICENSE) for pair in made]
