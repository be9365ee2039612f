"""Decides over all proven pairs: which computations are alike, how many are published, and in which split each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pyarrow as pa

from warploom.extractors.fingerprints.scheme import NORMALISED
from warploom.extractors.near_duplicates.alike_texts import decide_texts
from warploom.extractors.near_duplicates.bands import bands_for
from warploom.extractors.near_duplicates.criterion import Criterion, Measure, as_threshold
from warploom.extractors.pairs.generating import HALF_GENERATOR
from warploom.extractors.splits import SplitRules, split_of
from warploom.pipelines.evidence import read_evidence
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard, write_shard
from warploom.schemas.kernel_pairs import PAIR_DECISIONS, PROVEN_PAIRS
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.validators.gpu.levels import DeviceEvidence

_READ = (
    "row_id", "spec_id", "family", "origin", "generator", "gpu_schedule", "cpu_language", "cpu_model", "gpu_language",
    "gpu_model", "number", "stage", "reason", "detail",
)  # fmt: skip


_BESIDE = ("loopy", HALF_GENERATOR)
"""Generators whose pairs a recipe asks for by a number of their own."""
_LEAST_OF_FAMILY = 5
"""However few are wanted: all schedules of one computation."""
_SHINGLE = 5
"""Tokens, of sides of some 15 lines: six would see less of what is alike."""


@dataclass(frozen=True, slots=True)
class RelatePairs:
    """Decide over the pairs of all slices, in their order."""

    phase: ClassVar[str] = "pairs_alike"
    bucket: str
    slices: tuple[tuple[str, ShardRef], ...]
    """`proven_pairs` by the bucket that made them."""
    wanted: int
    """Pairs of the generator that are published."""
    max_family_share: float
    threshold: float
    rules: SplitRules
    evidence: ShardRef | None = None
    """`verdicts` of runners: what they refute is refused, before what is alike is compared."""
    needs_device: bool = False
    """What no device confirms is refused, too."""

    @property
    def fingerprint(self) -> str:
        inputs = [[bucket, shard.sha256] for bucket, shard in self.slices]
        options = [self.wanted, self.max_family_share, self.threshold, repr(self.rules)]
        evidence = () if self.evidence is None else (self.evidence.sha256,)
        return digest_of(inputs, options, evidence, self.needs_device, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        rows = [
            {**row, "bucket": bucket}
            for bucket, shard in self.slices
            for row in read_shard(space.work, shard, PROVEN_PAIRS, _READ).to_pylist()
        ]
        rows.sort(key=lambda row: row["number"])
        seen: set[str] = set()
        for row in rows:
            row["is_first"] = row["row_id"] not in seen
            seen.add(row["row_id"])
        first = [row for row in rows if row["is_first"]]
        self._refuse_refuted(first, read_evidence(space, self.evidence))
        _refuse_same(first)
        likeness = self._refuse_alike(space, first)
        self._refuse_beyond(first)
        decisions = PAIR_DECISIONS.batch(self._decisions(rows))
        shards = tuple(
            write_shard(space.work, table, f"{table.name}/{self.bucket}/{fingerprint}.parquet", [batch])
            for table, batch in ((PAIR_DECISIONS, decisions), (NEAR_DUPLICATES, likeness))
        )
        published = [row for row in first if row["stage"] is None]
        n_generated = sum(_is_counted(row) for row in published)
        counts = {"rows": len(rows), "published": len(published), "refused": len(first) - len(published)}
        facts = {
            "n_generated": n_generated,
            "n_published": len(published),
            "splits": sorted({self._split(row["spec_id"]) for row in published}),
        }
        return Receipt(self.phase, self.bucket, fingerprint, shards, counts, facts)

    def _split(self, spec_id: str) -> str:
        return split_of(spec_id, self.rules)

    def _decisions(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        leaders: dict[str, str] = {}
        sizes: Counter[str] = Counter()
        for row in rows:
            if row["is_first"] and row["stage"] is None:
                leaders.setdefault(row["spec_id"], row["row_id"])
                sizes[row["spec_id"]] += 1
        return [
            {
                **{name: row[name] for name in ("row_id", "is_first", "bucket", "stage", "reason", "detail")},
                "dedup_cluster_id": leaders.get(row["spec_id"]),
                "dedup_cluster_size": sizes[row["spec_id"]],
                "split": self._split(row["spec_id"]),
            }
            for row in rows
        ]

    def _refuse_refuted(self, rows: Sequence[dict[str, Any]], found: DeviceEvidence) -> None:
        for row in rows:
            if row["stage"] is None and row["row_id"] in found.refuted:
                _refuse(row, "device", *found.refuted[row["row_id"]])
            elif row["stage"] is None and self.needs_device and row["row_id"] not in found.confirmed:
                _refuse(row, "device", "not_run", "device: no runner with a GPU says that it agrees")

    def _refuse_alike(self, space: Workspace, rows: Sequence[dict[str, Any]]) -> pa.RecordBatch:
        """Computations whose CPU sides are alike: all pairs of the later ones go."""
        leaders: dict[str, dict[str, Any]] = {}
        for row in rows:
            if row["stage"] is None:
                leaders.setdefault(row["spec_id"], row)
        texts = self._cpu_texts(space, {row["row_id"] for row in leaders.values()})
        documents = list(leaders.values())
        scheme = replace(NORMALISED, shingle_length=_SHINGLE)
        bands = bands_for(min(self.threshold, 0.99), scheme.n_permutations)
        criterion = Criterion(Measure.JACCARD, as_threshold(self.threshold), *bands)
        languages = [row["cpu_language"] for row in documents]
        made = decide_texts([texts[row["row_id"]] for row in documents], languages, scheme, criterion)
        found: list[dict[str, Any]] = []
        represented: dict[str, tuple[str, float]] = {}
        for verdict, compared in (("duplicate", made.joined), ("alike", made.alike)):
            columns = (compared.document, compared.representative, compared.n_common, compared.n_union)
            for document, other, common, union in zip(*(c.tolist() for c in columns), strict=True):
                subject, kept = documents[document], documents[other]
                score = common / max(union, 1)
                # what people chose stays: STREAM's four are alike, and all wanted
                said = "alike" if subject["origin"] == "written" else verdict
                if said == "duplicate":
                    represented[subject["spec_id"]] = kept["row_id"], score
                found.append(
                    {
                        "level": "pair",
                        "method": "normalised",
                        "subject_id": subject["row_id"],
                        "other_id": kept["row_id"],
                        "score": score,
                        "n_common": common,
                        "n_union": union,
                        "threshold": float(criterion.threshold),
                        "verdict": said,
                        "kept_for": "earlier" if said == "duplicate" else None,
                        "scheme": str(scheme),
                    }
                )
        for row in rows:
            if row["stage"] is None and row["spec_id"] in represented:
                other, score = represented[row["spec_id"]]
                _refuse(row, "near_duplicates", "near_duplicate", f"{score:.3f} of the shingles of {other}'s CPU side")
        return NEAR_DUPLICATES.batch(found)

    def _cpu_texts(self, space: Workspace, wanted: set[str]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for _, shard in self.slices:
            table = read_shard(space.work, shard, PROVEN_PAIRS, ("row_id", "cpu_text"))
            columns = (table.column(name).to_pylist() for name in ("row_id", "cpu_text"))
            texts |= {row_id: text for row_id, text in zip(*columns, strict=True) if row_id in wanted}
        return texts

    def _refuse_beyond(self, rows: Sequence[dict[str, Any]]) -> None:
        """Generated pairs beyond the wanted number, or beyond their family's share of it."""
        most = max(_LEAST_OF_FAMILY, int(self.wanted * self.max_family_share))
        families: Counter[str] = Counter()
        n = 0
        for row in rows:
            if row["stage"] is not None or not _is_counted(row):
                continue
            if families[row["family"]] >= most:
                _refuse(row, "count", "beyond_count", f"{most} pairs of family {row['family']} are there")
            elif n >= self.wanted:
                _refuse(row, "count", "beyond_count", f"{self.wanted} generated pairs are there")
            else:
                families[row["family"]] += 1
                n += 1


def _is_counted(row: Mapping[str, Any]) -> bool:
    """Whether it counts for `generate`: neither loopy's nor those in half precision do."""
    return row["origin"] == "generated" and row["generator"] not in _BESIDE


def _refuse_same(rows: Sequence[dict[str, Any]]) -> None:
    """Generated pairs of one computation and schedule: they differ in names and comments alone."""
    kept: dict[tuple[Any, ...], str] = {}
    names = ("spec_id", "gpu_schedule", "cpu_language", "cpu_model", "gpu_language", "gpu_model", "origin", "generator")
    for row in rows:
        if row["stage"] is None:
            key = tuple(row[name] for name in names)
            other = kept.setdefault(key, row["row_id"])
            if other != row["row_id"] and row["origin"] == "generated":
                _refuse(row, "near_duplicates", "same_pair", f"the computation and schedule of {other}")


def _refuse(row: dict[str, Any], stage: str, reason: str, detail: str) -> None:
    row |= {"stage": stage, "reason": reason, "detail": detail}
