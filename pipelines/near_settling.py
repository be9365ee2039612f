"""Turns what was found alike into decisions for every path, and stops a build that would lose too much of a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warploom.pipelines.exchange import Part, read_parts, write_spill
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, one_batch, read_shard
from warploom.schemas.errors import WarploomError
from warploom.schemas.exact_duplicates import EXACT_DUPLICATES
from warploom.schemas.fingerprints import COMPARED_DOCUMENTS
from warploom.schemas.identity import bucket_of_repository, source_file_id
from warploom.schemas.near_duplicates import NEAR_DECISIONS, NEAR_DUPLICATES

_FEW_FILES = 20
"""Of a repository with fewer, a large share is soon lost, and little with it."""
_MAX_TOLD = 10
_ROWS = ("subject_id", "other_id", "score", "verdict", "kept_for")


class LostSourcesError(WarploomError):
    """Near-duplicates would take more of a source than the recipe allows."""

    def __init__(self, losses: tuple[str, ...], limit: float) -> None:
        super().__init__(losses, limit)
        self.losses, self.limit = losses, limit
        """What each source would lose, the greatest share first."""

    def __str__(self) -> str:
        lines = [f"  {loss}" for loss in self.losses[:_MAX_TOLD]]
        if len(self.losses) > _MAX_TOLD:
            lines.append(f"  and {len(self.losses) - _MAX_TOLD} more")
        return (
            f"near-duplicates would take more than {self.limit:.0%} of these sources:\n"
            + "\n".join(lines)
            + '\nLeave out one of what is alike, publish them all (near_duplicates.source_files = "flag"), or allow it '
            "(near_duplicates.max_lost_share)."
        )


@dataclass(frozen=True, slots=True)
class SettleNear:
    """Decide for every path of the corpus whose content is like another one, and spill by bucket."""

    phase: ClassVar[str] = "settle"
    bucket: str
    near: Mapping[str, ShardRef]
    """`near_duplicates` of files, by method."""
    compared: tuple[ShardRef, ...]
    decisions: tuple[tuple[Part, ...], ...]
    """Of exact duplicates, by bucket."""
    names: Mapping[str, str]
    """Of repositories, by id."""
    is_dropping: bool
    max_lost_share: float

    @property
    def fingerprint(self) -> str:
        shards = [[name, shard.sha256] for name, shard in self.near.items()]
        parts = [[p.sha256 for p in bucket] for bucket in self.decisions]
        compared = [s.sha256 for s in self.compared]
        return digest_of(shards, compared, parts, self.is_dropping, self.max_lost_share, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        clusters = {
            name: _Clusters(read_shard(space.work, shard, NEAR_DUPLICATES, _ROWS)) for name, shard in self.near.items()
        }
        if self.is_dropping:
            self._refuse_losses(space, clusters["tokens"])
        involved = pa.array(sorted({content for c in clusters.values() for content in c.members()}), pa.string())
        batches = list(self._rows(space, clusters, involved))
        rows = one_batch(pa.Table.from_batches(batches, NEAR_DECISIONS.schema))
        spill = write_spill(
            space.work, f"exchange/near/{fingerprint}.arrow", rows, "repository_id", bucket_of_repository
        )
        counts = {"rows": rows.num_rows, "dropped": rows.num_rows - rows.column("dropped_for").null_count}
        return Receipt(self.phase, self.bucket, fingerprint, (), counts, {"spill": spill})

    def _rows(
        self, space: Workspace, clusters: Mapping[str, _Clusters], involved: pa.Array
    ) -> Iterator[pa.RecordBatch]:
        tokens, clones = clusters["tokens"], clusters["normalised"]
        for parts in self.decisions:
            decisions = read_parts(space.work, parts, EXACT_DUPLICATES)
            decisions = decisions.filter(pc.is_in(decisions.column("content_id"), involved))
            contents = decisions.column("content_id").to_pylist()
            yield NEAR_DECISIONS.from_columns(
                **{name: decisions.column(name) for name in ("occurrence_id", "repository_id", "content_id")},
                near_content_id=[tokens.representative(c) for c in contents],
                near_cluster_size=[tokens.size(c) for c in contents],
                clone_content_id=[clones.representative(c) for c in contents],
                clone_cluster_size=[clones.size(c) for c in contents],
                dropped_for=[tokens.reason(c) if self.is_dropping else None for c in contents],
            )

    def _refuse_losses(self, space: Workspace, tokens: _Clusters) -> None:
        """Raise `LostSourcesError` for repositories that would lose more than the recipe allows."""
        columns = ("repository_id", "content_id")
        nothing = COMPARED_DOCUMENTS.schema.empty_table().select(columns)
        shards = (read_shard(space.work, s, COMPARED_DOCUMENTS, columns) for s in self.compared)
        compared = pa.concat_tables([nothing, *shards])
        is_lost = pc.is_in(compared.column("content_id"), pa.array(tokens.joined(), pa.string()))
        counted = compared.append_column("lost", is_lost.cast(pa.int64())).group_by("repository_id")
        losses = []
        for row in counted.aggregate([("lost", "sum"), ("lost", "count")]).to_pylist():
            lost, n = row["lost_sum"], row["lost_count"]
            if n >= _FEW_FILES and lost > n * self.max_lost_share:
                losses.append((self.names[row["repository_id"]], lost, n))
        if losses:
            losses.sort(key=lambda loss: (-loss[1] / loss[2], loss[0]))
            told = tuple(f"{name}: {lost:,} of {n:,} files ({lost / n:.0%})" for name, lost, n in losses)
            raise LostSourcesError(told, self.max_lost_share)


class _Clusters:
    """What represents what, by one method."""

    def __init__(self, rows: pa.Table) -> None:
        rows = rows.filter(pc.equal(rows.column("verdict"), "duplicate"))
        subjects, others, scores, _, reasons = (column.to_pylist() for column in rows.columns)
        self._of = {
            _content(s): (_content(o), *why) for s, o, *why in zip(subjects, others, scores, reasons, strict=True)
        }
        self._sizes: dict[str, int] = {}
        for representative, *_ in self._of.values():
            self._sizes[representative] = self._sizes.get(representative, 1) + 1

    def members(self) -> set[str]:
        """Contents that are in a cluster with others."""
        return self._of.keys() | self._sizes.keys()

    def joined(self) -> list[str]:
        """Contents that others represent."""
        return list(self._of)

    def representative(self, content: str) -> str:
        return self._of[content][0] if content in self._of else content

    def size(self, content: str) -> int:
        return self._sizes.get(self.representative(content), 1)

    def reason(self, content: str) -> str | None:
        """Why another one is published instead; None for one that represents itself."""
        if content not in self._of:
            return None
        other, score, kept_for = self._of[content]
        share = np.floor(score * 1000) / 10
        return (
            f"{share:.1f} % of the shingles of it and {source_file_id(other)} are common; that one is kept for its "
            f"{kept_for}"
        )


def _content(source_file: str) -> str:
    return "swh:1:cnt:" + source_file.removeprefix("sf_")
