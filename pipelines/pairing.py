"""Proves pairs, a slice of them in each job: what is proven, what is not and why, and every check with its evidence."""

from __future__ import annotations

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
from warploom.validators.proof.verdict import Level


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
        return digest_of(*parts, code_digest(type(self.prover).__module__), code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        made = self.source.pairs(space)
        proofs = iter(self.prover.prove([one.pair for one in made if one.problem is None]))
        rows: list[dict[str, Any]] = []
        specs: dict[str, dict[str, Any]] = {}
        verdicts: dict[str, dict[str, Any]] = {}
        seen: set[str] = set()
        for number, one in enumerate(made, self.first):
            pair, proof = one.pair, None if one.problem else next(proofs)
            found = proof.verdicts if proof else ()
            level = str(proof.level if proof else Level.PROPOSED)
            row = pair_row(pair, level, one.license, found)
            if row["row_id"] in seen:
                continue  # the same texts and inputs: there is nothing to say of it that is not said
            seen.add(row["row_id"])
            why = one.problem or refusal(level, self.minimum_level, found)
            reason, detail = why or (None, None)
            stage = None if why is None else "candidates" if one.problem else "prove"
            rows.append({**row, "number": number, "stage": stage, "reason": reason, "detail": detail})
            spec = spec_row(pair.inputs)
            specs[spec["row_id"]] = spec
            for verdict in verdict_rows(pair, found, self.prover.surroundings()):
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
