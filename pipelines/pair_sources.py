"""Where pairs come from: generator, loopy and reference set make all of theirs first, to be proven in slices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from warploom.extractors.pairs.generating import generate, generate_half
from warploom.extractors.pairs.loopy_source import generate_by_loopy, version
from warploom.extractors.pairs.pair import Pair
from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard, write_shard
from warploom.schemas.input_specs import INPUT_SPECS
from warploom.schemas.kernel_pairs import PROVEN_PAIRS
from warploom.validators.pair_rows import PairLicense, pair_of_row, pair_row, spec_row

SLICE = 32
"""Pairs of a job at most: some ten seconds of proof, which is also what a killed run loses of each worker."""
_LEAST_SLICE = 8
"""Of few pairs smaller slices are made, so that several workers have some; each costs a call of the compilers."""
OWN_LICENSE = PairLicense(
    cpu_expression="Apache-2.0",
    cpu_tier="permissive",
    gpu_expression="Apache-2.0",
    gpu_tier="permissive",
    evidence="Written by Warploom itself, whose license is Apache-2.0.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A pair that is to be proven; or one that cannot be, with reason and detail (`problem`)."""

    pair: Pair
    license: PairLicense
    problem: tuple[str, str] | None = None


class PairSource(Protocol):
    """One slice of pairs: picklable, and the same pairs each time."""

    @property
    def bucket(self) -> str:
        """Its name and the slice's number."""
        ...

    def digest(self) -> list[object]:
        """What the pairs depend on: settings and code."""
        ...

    def pairs(self, space: Workspace) -> Sequence[Made]: ...


class PairMaker(Protocol):
    """Makes pairs one after the other: picklable, and the same pairs each time."""

    name: ClassVar[str]

    def digest(self) -> list[object]:
        """What the pairs depend on: settings and code."""
        ...

    def pairs(self) -> Iterable[Pair]: ...


def block_seed(seed: int, number: int) -> int:
    """The seed of a block of generated pairs, of 62 bits."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{number}".encode()).digest()[:8]) >> 2


@dataclass(frozen=True, slots=True)
class Generator:
    """What the generator makes of one seed; no two computations of it are alike."""

    name: ClassVar[str] = "generated"
    seed: int
    count: int
    families: tuple[str, ...] = ()

    def digest(self) -> list[object]:
        return [self.name, self.seed, self.count, list(self.families), code_digest(generate.__module__)]

    def pairs(self) -> Iterable[Pair]:
        weights = dict.fromkeys(self.families, 1.0) if self.families else None
        return generate(self.seed, self.count, weights)


@dataclass(frozen=True, slots=True)
class Half:
    """What the generator makes of one seed in half precision."""

    name: ClassVar[str] = "half"
    seed: int
    count: int

    def digest(self) -> list[object]:
        return [self.name, self.seed, self.count, code_digest(generate_half.__module__)]

    def pairs(self) -> Iterable[Pair]:
        return generate_half(self.seed, self.count)


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """The pairs written by hand."""

    name: ClassVar[str] = "reference"

    def digest(self) -> list[object]:
        texts = [[pair.cpu.text, pair.gpu.text, repr(pair.inputs), pair.oracle] for pair in reference_pairs()]
        return [self.name, digest_of(texts), code_digest(reference_pairs.__module__)]

    def pairs(self) -> Iterable[Pair]:
        return reference_pairs()


@dataclass(frozen=True, slots=True)
class Loopy:
    """What loopy makes of computations of one seed."""

    name: ClassVar[str] = "loopy"
    seed: int
    count: int

    def digest(self) -> list[object]:
        return [self.name, self.seed, self.count, version(), code_digest(generate_by_loopy.__module__)]

    def pairs(self) -> Iterable[Pair]:
        return generate_by_loopy(self.seed, self.count)


@dataclass(frozen=True, slots=True)
class MakePairs:
    """Make all pairs of a maker and lay them down in slices."""

    phase: ClassVar[str] = "pairs_made"
    bucket: str
    maker: PairMaker

    @property
    def fingerprint(self) -> str:
        return digest_of(self.maker.digest(), code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        shards: list[ShardRef] = []
        all_pairs = list(self.maker.pairs())
        size = max(_LEAST_SLICE, min(SLICE, -(-len(all_pairs) // 4)))
        n = 0
        for start in range(0, len(all_pairs), size):
            made = all_pairs[start : start + size]
            rows: list[dict[str, Any]] = []
            specs: dict[str, dict[str, Any]] = {}
            for pair in made:
                row = pair_row(pair, "proposed", OWN_LICENSE, ())
                rows.append({**row, "number": n, "stage": None, "reason": None, "detail": None})
                spec = spec_row(pair.inputs)
                specs[spec["row_id"]] = spec
                n += 1
            for table, batch in ((PROVEN_PAIRS, rows), (INPUT_SPECS, list(specs.values()))):
                relative = f"{self.phase}/{self.bucket}/{fingerprint}-{table.name}-{len(shards) // 2:05d}.parquet"
                shards.append(write_shard(space.work, table, relative, [table.batch(batch)]))
        return Receipt(self.phase, self.bucket, fingerprint, tuple(shards), {"rows": n})


@dataclass(frozen=True, slots=True)
class MadePairs:
    """One slice that `MakePairs` laid down."""

    bucket: str
    rows: ShardRef
    specs: ShardRef

    def digest(self) -> list[object]:
        return [self.rows.sha256, self.specs.sha256]

    def pairs(self, space: Workspace) -> Sequence[Made]:
        specs = {row["row_id"]: row["text"] for row in read_shard(space.work, self.specs, INPUT_SPECS).to_pylist()}
        rows = read_shard(space.work, self.rows, PROVEN_PAIRS).to_pylist()
        return [Made(pair_of_row(row, specs[row["input_spec_id"]]), OWN_LICENSE) for row in rows]


def slices_of(receipt: Receipt) -> list[MadePairs]:
    """The slices that a job of `MakePairs` laid down, in order."""
    shards = zip(receipt.of_table(PROVEN_PAIRS.name), receipt.of_table(INPUT_SPECS.name), strict=True)
    return [MadePairs(f"{receipt.bucket}-{number:05d}", rows, specs) for number, (rows, specs) in enumerate(shards)]
