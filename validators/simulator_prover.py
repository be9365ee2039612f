"""The prover of builds: the simulator, on this machine's processors."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from warploom.extractors.pairs.pair import Pair
from warploom.validators import simulate
from warploom.validators.pair_rows import Proven, Surroundings
from warploom.validators.proof.device_compile import device_compiler
from warploom.validators.proof.prove import ProofOptions, prove
from warploom.validators.simulate.front_end import flang


@dataclass(frozen=True, slots=True)
class SimulatorProver:
    """Proves pairs by `validators.proof.prove`. Inputs are drawn from `seed`."""

    seed: int = 1
    n_mutants: int = 30
    """At most, of each side."""
    is_device_compiled: bool = True
    """The CUDA side also by nvcc, where it is."""
    trusts_texts: bool = True
    """Whether the pairs are of our own making, as builds have them; those of a release are anybody's."""

    def prove(self, pairs: Sequence[Pair]) -> Sequence[Proven]:
        options = ProofOptions(self.seed, self.n_mutants, self.is_device_compiled, trusts_texts=self.trusts_texts)
        return prove(pairs, options)

    def surroundings(self) -> Surroundings:
        return Surroundings(None, "simulator", f"warploom-simulator {_simulator()}", (self.seed,))

    def digest(self) -> list[Any]:
        """Options, the native simulator, and the compilers that take part where they are: for a device, whose words
        verdicts repeat, and of Fortran.
        """
        tool, fortran = device_compiler() if self.is_device_compiled else None, flang()
        return [
            self.seed, self.n_mutants, repr(tool) if tool is None else str(tool.version), _simulator(),
            None if fortran is None else fortran.digest,
        ]  # fmt: skip


@functools.cache
def _simulator() -> str:
    """Digest of the simulator's sources that are not Python."""
    digest = hashlib.sha256()
    waiting = [resources.files(simulate)]
    found: dict[str, bytes] = {}
    while waiting:
        folder = waiting.pop()
        for entry in folder.iterdir():
            if entry.is_dir():
                waiting.append(entry)
            elif not entry.name.endswith((".py", ".pyc")):
                found[f"{folder.name}/{entry.name}"] = entry.read_bytes()
    for name in sorted(found):
        digest.update(name.encode() + b"\0" + hashlib.sha256(found[name]).digest())
    return digest.hexdigest()[:16]
