"""The prover of builds: the simulator on this machine's processors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warploom.extractors.pairs.pair import Pair
from warploom.pipelines.fingerprints import code_digest
from warploom.validators.pair_rows import Proven, Surroundings


@dataclass(frozen=True, slots=True)
class SimulatorProver:
    """Proves pairs by `validators.proof.prove`. `minimum` is the least isolation to put up with."""

    minimum: str
    seed: int = 1

    def prove(self, pairs: Sequence[Pair]) -> Sequence[Proven]:
        from warploom.validators.proof.prove import prove

        return prove(pairs)

    def surroundings(self) -> Surroundings:
        return Surroundings(None, "simulator", "warploom-simulator", (self.seed,))

    def digest(self) -> list[Any]:
        return [self.minimum, self.seed, code_digest("warploom.validators.proof.prove")]
