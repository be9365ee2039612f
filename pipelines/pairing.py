"""Proves pairs, a slice of them in each job: what is proven, what is not and why, and every check with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.pair_sources import PairSource
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import write_shard
from warploom.schemas.input_specs import INPUT_SPECS
from warploom.schemas.kernel_pairs import PROVEN_PAIRS
from warploom.schemas.verdicts import VERDICTS
from warploom.validators.pair_rows import Prover, pair_row, refusal, spec_row, verdict_rows

SLICE = 64
"""Pairs of a job: some ten seconds of proof, which is also what a killed run loses of each worker."""


@dataclass(frozen=True, slots=True)
class ProvePairs:
    """Make one slice of pairs and prove them."""

    phase: ClassVar[str] = "pairs"
    bucket: str
    """Name of the source and number of the slice."""
    source: PairSource
    first: int
    """Place of its first pair among all; what comes first is kept of what is alike."""
    minimum_level: str
    prover: Prover

    @property
    def fingerprint(self) -> str:
        parts = self.source.digest(), self.first, self.minimum_level, self.prover.digest()
        return digest_of(*parts, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        made = self.source.pairs(space)
        proofs = self.prover.prove([pair for pair, _ in made])
        rows: list[dict[str, Any]] = []
        specs: dict[str, dict[str, Any]] = {}
        verdicts: dict[str, dict[str, Any]] = {}
        seen: set[str] = set()
        for number, ((pair, license_), proof) in enumerate(zip(made, proofs, strict=True), self.first):
            row = pair_row(pair, str(proof.level), license_, proof.verdicts)
            if row["row_id"] in seen:
                continue  # the same texts and inputs: there is nothing to say of it that is not said
            seen.add(row["row_id"])
            why = refusal(str(proof.level), self.minimum_level, proof.verdicts)
            reason, detail = why or (None, None)
            rows.append({**row, "number": number, "stage": why and "prove", "reason": reason, "detail": detail})
            spec = spec_row(pair.inputs)
            specs[spec["row_id"]] = spec
            for verdict in verdict_rows(pair, proof.verdicts, self.prover.surroundings()):
                verdicts[verdict["row_id"]] = verdict
        shards = tuple(
            write_shard(space.work, table, f"{table.name}/{self.bucket}/{fingerprint}.parquet", [table.batch(batch)])
            for table, batch in (
                (PROVEN_PAIRS, rows),
                (INPUT_SPECS, list(specs.values())),
                (VERDICTS, list(verdicts.values())),
            )
        )
        n_refused = sum(row["stage"] is not None for row in rows)
        counts = {"rows": len(rows), "proven": len(rows) - n_refused, "refused": n_refused}
        return Receipt(self.phase, self.bucket, fingerprint, shards, counts)


def slices(total: int, size: int = SLICE) -> Sequence[tuple[int, int]]:
    """Start and length of each slice of so many pairs."""
    return [(start, min(size, total - start)) for start in range(0, total, size)]
