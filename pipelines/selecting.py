"""Closes the books of one bucket: the fate of every path, the quarantine, and the texts that are published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from warploom.pipelines.decontaminating import hits_of, told
from warploom.pipelines.exchange import Part, read_parts
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard, write_shard
from warploom.schemas.columns import TIMESTAMP
from warploom.schemas.exact_duplicates import EXACT_DUPLICATES
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.identity import source_file_id
from warploom.schemas.near_duplicates import LIKENESS, NEAR_DECISIONS
from warploom.schemas.occurrences import OCCURRENCES, OccurrenceFate
from warploom.schemas.path_histories import HISTORY, PATH_HISTORIES
from warploom.schemas.picks import PICKS
from warploom.schemas.quarantine import QUARANTINE, REJECTIONS
from warploom.schemas.reasons import Reason
from warploom.schemas.release import SPLITS
from warploom.schemas.repositories import REPOSITORIES
from warploom.schemas.source_files import CONTENTS, SOURCE_TEXTS
from warploom.schemas.splits import SPLIT_DECISIONS, SPLITS_TABLE

STAGE = "select_files"
_Row = Mapping[str, Any]
_UNLIKE: _Row = {"dropped_for": None}
_UNSPLIT: _Row = {"bridge_to": None, "split": None}
_HISTORY_COLUMNS = tuple(column.name for column in HISTORY)
_CONTENT_COLUMNS = ("occurrence_id", "repository_id", "path", "content_id", "content_bytes")


@dataclass(frozen=True, slots=True)
class SelectFiles:
    """Decide what of one bucket is published, from the decisions of all stages before."""

    phase: ClassVar[str] = "select"
    bucket: str
    repositories: tuple[Mapping[str, Any], ...]
    contents: tuple[ShardRef, ...]
    histories: tuple[ShardRef, ...]
    texts: tuple[ShardRef, ...]
    rejections: tuple[ShardRef, ...]
    licenses: ShardRef
    decisions: tuple[Part, ...]
    near: tuple[Part, ...]
    """Of `near_decisions`."""
    splits: tuple[Part, ...]
    """Of `split_decisions`."""
    license_tiers: tuple[str, ...]
    hits: tuple[ShardRef, ...] = ()
    """Of `benchmark_matches`, where the recipe refuses what would be in train with a hit."""

    @property
    def fingerprint(self) -> str:
        shards = (*self.contents, *self.histories, *self.texts, *self.rejections, self.licenses, *self.hits)
        return digest_of(
            [dict(r) for r in self.repositories],
            [s.sha256 for s in shards],
            [p.sha256 for p in (*self.decisions, *self.near, *self.splits)],
            self.license_tiers,
            code_digest(__name__),
        )

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        books = _Books(self.repositories)
        decisions = {
            d["occurrence_id"]: d for d in read_parts(space.work, self.decisions, EXACT_DUPLICATES).to_pylist()
        }
        for shard in self.rejections:
            books.refuse(read_shard(space.work, shard, REJECTIONS).to_pylist())
        likeness = {d["occurrence_id"]: d for d in read_parts(space.work, self.near, NEAR_DECISIONS).to_pylist()}
        splits = {d["occurrence_id"]: d for d in read_parts(space.work, self.splits, SPLIT_DECISIONS).to_pylist()}
        licenses = read_shard(space.work, self.licenses, FILE_LICENSES)
        books.refuse_unless_refused(self._refused_by_rule(licenses, decisions, likeness))
        books.refuse_unless_refused(_held_out(licenses, splits))
        hits = hits_of(space.work, self.hits)
        leaks = {o: hits[o] for o in hits if splits.get(o, _UNSPLIT)["split"] == SPLITS[0]}
        books.refuse_unless_refused(_leaked(licenses, leaks))
        languages, places = self._texts(space)
        for shard in self.contents:
            contents = read_shard(space.work, shard, CONTENTS, _CONTENT_COLUMNS)
            books.enter(contents.to_pylist(), languages, decisions)
        books.enter_unread()
        for shard in self.histories:
            books.date(read_shard(space.work, shard, PATH_HISTORIES).to_pylist())
        picks = self._picks(licenses, decisions, likeness, splits, leaks, languages, places)
        root = f"{self.bucket}/{fingerprint}"
        tables = (
            (REPOSITORIES, books.repository_rows()),
            (OCCURRENCES, books.occurrence_rows()),
            (QUARANTINE, books.quarantine_rows()),
            (SPLITS_TABLE, self._split_rows([batch for _, batch in picks], splits)),
        )
        shards = [write_shard(space.work, t, f"{t.name}/{root}.parquet", [t.batch(rows)]) for t, rows in tables]
        order = []
        for language, batch in picks:
            order.append(language)
            shards.append(write_shard(space.work, PICKS, f"picks/{root}-{len(order):02d}.parquet", [batch]))
        return Receipt(
            self.phase,
            self.bucket,
            fingerprint,
            tuple(shards),
            counts={
                "rows": shards[1].rows,
                "paths": shards[1].rows,
                "published": sum(b.num_rows for _, b in picks),
                "refused": shards[2].rows,
                "damaged": books.n_damaged,
                "lost": books.n_lost,
            },
            facts={"languages": order, "splits": [_sizes_by_split(batch) for _, batch in picks]},
        )

    def _refused_by_rule(
        self, licenses: pa.Table, decisions: Mapping[str, _Row], likeness: Mapping[str, _Row]
    ) -> Iterable[_Row]:
        rows = licenses.select(
            ["occurrence_id", "repository_id", "path", "license_expression", "license_tier", "license_scope"]
        )
        for row in rows.to_pylist():
            dropped_for = likeness.get(row["occurrence_id"], _UNLIKE)["dropped_for"]
            if decisions[row["occurrence_id"]]["is_published"] and dropped_for is None:
                continue
            tier = row["license_tier"]
            if dropped_for is not None:
                reason, detail = Reason.NEAR_DUPLICATE, dropped_for
            elif tier == "unknown":
                reason, detail = Reason.LICENSE_UNKNOWN, "no license at file, directory, repository or package"
                if row["license_expression"] is not None:
                    detail = f"{row['license_expression']} is of no known tier"
                elif row["license_scope"] is not None:
                    detail = f"a notice at {row['license_scope']} level names no license that is recognised"
            elif tier in self.license_tiers:
                reason, detail = Reason.FILTERED_OUT, "the recipe's filter leaves it out"
            else:
                allowed = ", ".join(self.license_tiers)
                reason = Reason.LICENSE_NOT_ALLOWED
                detail = f"{row['license_expression']} is {tier}; the recipe takes {allowed}"
            yield {
                "subject_id": row["occurrence_id"],
                "repository_id": row["repository_id"],
                "path": row["path"],
                "stage": STAGE,
                "reason": str(reason),
                "detail": detail,
            }

    def _split_rows(self, picks: Sequence[pa.RecordBatch], splits: Mapping[str, _Row]) -> list[_Row]:
        names = {r["repository_id"]: r["repo_name"] for r in self.repositories}
        decided = [splits[occurrence] for batch in picks for occurrence in batch.column("occurrence_id").to_pylist()]
        rows = [{name: row[name] for name in SPLITS_TABLE.schema.names if name in row} for row in decided]
        rows = [{**row, "repo_name": names[row["repository_id"]]} for row in rows]
        return sorted(rows, key=lambda row: (row["repo_name"], row["repository_id"], row["source_file_id"]))

    def _texts(self, space: Workspace) -> tuple[dict[str, str], dict[str, tuple[int, int, int]]]:
        """Language of each text, and the (slice, row) where it lies with its length."""
        languages: dict[str, str] = {}
        places: dict[str, tuple[int, int, int]] = {}
        for number, shard in enumerate(self.texts):
            table = read_shard(space.work, shard, SOURCE_TEXTS, ["occurrence_id", "language", "length_bytes"])
            ids, names, lengths = (c.to_pylist() for c in table.columns)
            languages.update(zip(ids, names, strict=True))
            places.update((o, (number, row, n)) for row, (o, n) in enumerate(zip(ids, lengths, strict=True)))
        return languages, places

    def _picks(
        self,
        licenses: pa.Table,
        decisions: Mapping[str, _Row],
        likeness: Mapping[str, _Row],
        splits: Mapping[str, _Row],
        leaks: Collection[str],
        languages: Mapping[str, str],
        places: Mapping[str, tuple[int, int, int]],
    ) -> list[tuple[str, pa.RecordBatch]]:
        ids = licenses.column("occurrence_id").to_pylist()
        chosen: dict[str, list[int]] = {}
        for row, occurrence in enumerate(ids):
            decision = decisions[occurrence]
            is_dropped = likeness.get(occurrence, _UNLIKE)["dropped_for"] is not None
            if not decision["is_published"] or not decision["is_representative"] or is_dropped:
                continue
            if splits[occurrence]["bridge_to"] is None and occurrence not in leaks:
                chosen.setdefault(languages[occurrence], []).append(row)
        picks = []
        for language, rows in sorted(chosen.items()):
            rows.sort(key=lambda r: places[ids[r]])
            taken = licenses.take(pa.array(rows))
            picks.append(
                (
                    language,
                    PICKS.from_columns(
                        **{name: taken.column(name) for name in FILE_LICENSES.schema.names},
                        dedup_cluster_size=[decisions[ids[r]]["dedup_cluster_size"] for r in rows],
                        **_likeness(taken, [likeness.get(ids[r]) for r in rows]),
                        **{name: [splits[ids[r]][name] for r in rows] for name in ("split_group", "split")},
                        length_bytes=[places[ids[r]][2] for r in rows],
                        slice_number=[places[ids[r]][0] for r in rows],
                        slice_row=[places[ids[r]][1] for r in rows],
                    ),
                )
            )
        return picks


def _held_out(licenses: pa.Table, splits: Mapping[str, _Row]) -> Iterable[_Row]:
    for row in licenses.select(["occurrence_id", "repository_id", "path"]).to_pylist():
        decision = splits.get(row["occurrence_id"], _UNSPLIT)
        if decision["bridge_to"] is not None:
            yield {
                "subject_id": row["occurrence_id"],
                "repository_id": row["repository_id"],
                "path": row["path"],
                "stage": STAGE,
                "reason": str(Reason.SPLIT_BRIDGE),
                "detail": f"would be in {decision['split']}, and is alike to {decision['bridge_to']} in another split",
            }


def _leaked(licenses: pa.Table, leaks: Mapping[str, Sequence[_Row]]) -> Iterable[_Row]:
    for row in licenses.select(["occurrence_id", "repository_id", "path"]).to_pylist():
        hits = leaks.get(row["occurrence_id"])
        if hits is not None:
            yield {
                "subject_id": row["occurrence_id"],
                "repository_id": row["repository_id"],
                "path": row["path"],
                "stage": STAGE,
                "reason": str(Reason.BENCHMARK_HIT),
                "detail": told(hits),
            }


def _sizes_by_split(picks: pa.RecordBatch) -> dict[str, int]:
    """Bytes of text in each split; an empty text counts as one, so that no split with rows has none."""
    sizes: Counter[str] = Counter()
    for split, size in zip(*(picks.column(n).to_pylist() for n in ("split", "length_bytes")), strict=True):
        sizes[split] += max(1, size)
    return dict(sizes)


def _likeness(taken: pa.Table, of_row: Sequence[_Row | None]) -> dict[str, list[Any]]:
    """The columns of `LIKENESS`; what is like nothing represents itself."""
    columns: dict[str, list[Any]] = {column.name: [] for column in LIKENESS}
    for content, near in zip(taken.column("content_id").to_pylist(), of_row, strict=True):
        for name, values in columns.items():
            values.append(near[name] if near else 1 if name.endswith("_size") else content)
    return columns


class _Books:
    """Every path of the bucket, entered once."""

    def __init__(self, repositories: Sequence[Mapping[str, Any]]) -> None:
        self._repositories = {r["repository_id"]: r for r in repositories}
        self._refused: dict[str, Mapping[str, Any]] = {}
        self._occurrences: dict[str, dict[str, Any]] = {}

    def refuse(self, rejections: Iterable[Mapping[str, Any]]) -> None:
        for rejection in rejections:
            self._refused[rejection["subject_id"]] = rejection

    def refuse_unless_refused(self, rejections: Iterable[Mapping[str, Any]]) -> None:
        """What a stage refused keeps the reason of that stage."""
        for rejection in rejections:
            self._refused.setdefault(rejection["subject_id"], rejection)

    def enter(
        self,
        contents: Iterable[Mapping[str, Any]],
        languages: Mapping[str, str],
        decisions: Mapping[str, Mapping[str, Any]],
    ) -> None:
        for content in contents:
            occurrence = content["occurrence_id"]
            decision = decisions.get(occurrence)
            fate, published_as = OccurrenceFate.NOT_SOURCE, None
            if occurrence in self._refused:
                fate = OccurrenceFate.QUARANTINED
            elif decision is not None:
                published_as = source_file_id(content["content_id"])
                fate = OccurrenceFate.PUBLISHED if decision["is_representative"] else OccurrenceFate.DUPLICATE
            self._enter(content, languages.get(occurrence), fate, published_as)

    def enter_unread(self) -> None:
        """Paths that were refused before their content was stored."""
        for subject, rejection in self._refused.items():
            if rejection["path"] is not None and subject not in self._occurrences:
                row = {**rejection, "occurrence_id": subject, "content_id": None, "content_bytes": None}
                self._enter(row, None, OccurrenceFate.QUARANTINED, None)

    def _enter(
        self, row: Mapping[str, Any], language: str | None, fate: OccurrenceFate, published_as: str | None
    ) -> None:
        repository = self._repositories[row["repository_id"]]
        self._occurrences[row["occurrence_id"]] = {
            "occurrence_id": row["occurrence_id"],
            "repository_id": row["repository_id"],
            "repo_name": repository["repo_name"],
            "revision_id": repository["revision_id"],
            "path": row["path"],
            "content_id": row["content_id"],
            "language": language,
            "length_bytes": row["content_bytes"],
            "fate": str(fate),
            "source_file_id": published_as,
            **dict.fromkeys(_HISTORY_COLUMNS),
        }

    def date(self, histories: Iterable[Mapping[str, Any]]) -> None:
        for history in histories:
            self._occurrences[history["occurrence_id"]].update(history)

    @property
    def n_damaged(self) -> int:
        return sum(Reason.of(r["reason"]).is_damage for r in self._refused.values())

    @property
    def n_lost(self) -> int:
        """Repositories refused as a whole for damage."""
        return sum(r["path"] is None and Reason.of(r["reason"]).is_damage for r in self._refused.values())

    def occurrence_rows(self) -> list[dict[str, Any]]:
        return sorted(self._occurrences.values(), key=_place)

    def quarantine_rows(self) -> list[dict[str, Any]]:
        rows = []
        for rejection in self._refused.values():
            repository = self._repositories[rejection["repository_id"]]
            rows.append(
                {
                    **rejection,
                    **{n: repository[n] for n in ("repo_name", "revision_id", "source_kind", "origin_url")},
                    "is_damage": Reason.of(rejection["reason"]).is_damage,
                }
            )
        return sorted(rows, key=_place)

    def repository_rows(self) -> list[dict[str, Any]]:
        fates = Counter((o["repository_id"], o["fate"]) for o in self._occurrences.values())
        rows = []
        for repository, facts in self._repositories.items():
            counted = {fate: fates[repository, str(fate)] for fate in OccurrenceFate}
            rows.append(
                {
                    **{name: facts[name] for name in facts if name in REPOSITORIES.schema.names},
                    "revision_time": _timestamp(facts["revision_time"]),
                    "n_paths": sum(counted.values()),
                    "n_published": counted[OccurrenceFate.PUBLISHED],
                    "n_duplicates": counted[OccurrenceFate.DUPLICATE],
                    "n_not_source": counted[OccurrenceFate.NOT_SOURCE],
                    "n_quarantined": counted[OccurrenceFate.QUARANTINED],
                }
            )
        return sorted(rows, key=_place)


def _place(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return (
        row["repo_name"],
        row["repository_id"],
        row.get("path") or "",
        row.get("subject_id") or row.get("occurrence_id") or "",
    )


def _timestamp(value: str | None) -> Any:
    return None if value is None else pa.scalar(value).cast(TIMESTAMP).as_py()
