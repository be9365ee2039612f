"""Writes the release's shards of what was cut out of files: code units, directives, MPI tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.syntax.mpi_tasks import mpi_task
from warploom.pipelines.doubles import Doubles
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.release_parquet import write_release_shard
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard
from warploom.pipelines.syntax_bucket import PublishedFile, SyntaxBucket, published_files, take_over
from warploom.pipelines.unit_links import UnitLinks
from warploom.schemas.code_units import CODE_UNITS
from warploom.schemas.identity import code_unit_id, directive_id, mpi_task_id
from warploom.schemas.mpi_tasks import MPI_TASKS
from warploom.schemas.omp_directives import OMP_DIRECTIVES
from warploom.schemas.syntax import (
    SYNTAX_DIRECTIVES,
    SYNTAX_FILES,
    SYNTAX_MPI_CALLS,
    SYNTAX_UNITS,
)
from warploom.schemas.table import Table


@dataclass(frozen=True, slots=True)
class WriteDerived:
    """Write one split's shard of `code_units`, `omp_directives` or `mpi_tasks`, by buckets, slices and files."""

    phase: ClassVar[str] = "derive"
    bucket: str
    table: Table
    inputs: tuple[SyntaxBucket, ...]
    recipe: str
    recipe_version: str
    split: str = "train"

    @property
    def fingerprint(self) -> str:
        inputs = [bucket.digest() for bucket in self.inputs]
        return digest_of(self.table.name, inputs, self.recipe, self.recipe_version, self.split, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        """Write the shard; the caller commits the receipt."""
        fingerprint = self.fingerprint
        recipe = {"origin": "crawled", "recipe": self.recipe, "recipe_version": self.recipe_version}
        rows = _ROWS[self.table.name]
        batches = (
            batch for bucket in self.inputs for batch in rows(space, bucket, recipe, self.split) if batch.num_rows
        )
        name = f"release/{self.table.name}/{self.bucket}-{fingerprint}.parquet"
        ref = write_release_shard(space.work, self.table, name, batches, self.n_rows())
        return Receipt(self.phase, self.bucket, fingerprint, (ref,), {"rows": ref.rows})

    def n_rows(self) -> int:
        """Rows at most: those of the work tables, duplicates included."""
        return sum(ref.rows for bucket in self.inputs for ref in bucket.syntax[_GROWS_FROM[self.table.name]])


def _rows_of(space: Workspace, shard: ShardRef, table: Table, files: Mapping[str, PublishedFile]) -> pa.Table:
    rows = read_shard(space.work, shard, table)
    return rows.filter(pc.is_in(rows.column("occurrence_id"), pa.array(list(files), pa.string())))


def _texts(files: Sequence[PublishedFile], starts: Sequence[int], ends: Sequence[int]) -> pa.Array:
    pieces = [file.source[a:b] for file, a, b in zip(files, starts, ends, strict=True)]
    return pa.array(pieces, pa.binary()).cast(pa.string())


def _code_units(
    space: Workspace, bucket: SyntaxBucket, recipe: Mapping[str, str], split: str
) -> Iterator[pa.RecordBatch]:
    linker = UnitLinks(space, bucket)
    doubles = Doubles(space.work, bucket.same)
    for number, files in published_files(space, bucket, recipe, split):
        taken = _rows_of(space, bucket.syntax[SYNTAX_UNITS.name][number], SYNTAX_UNITS, files)
        if not taken.num_rows:
            continue
        occurrences = taken.column("occurrence_id").to_pylist()
        of_row = [files[occurrence] for occurrence in occurrences]
        kinds, starts, ends = (taken.column(name).to_pylist() for name in ("kind", "byte_start", "byte_end"))
        ids = [
            code_unit_id(file.content_id, kind, a, b)
            for file, kind, a, b in zip(of_row, kinds, starts, ends, strict=True)
        ]
        by_number = dict(zip(zip(occurrences, taken.column("unit_number").to_pylist(), strict=True), ids, strict=True))
        enclosing = [
            by_number.get((occurrence, around))
            for occurrence, around in zip(occurrences, taken.column("enclosing_number").to_pylist(), strict=True)
        ]
        links = linker.links(taken, of_row, ids)
        name = CODE_UNITS.name
        launched = bucket.replaced(space.work, name, links["launched_unit_id"])
        own = {
            "text": _texts(of_row, starts, ends),
            "row_id": ids,
            "enclosing_unit_id": [
                unit if unit == kept else None
                for unit, kept in zip(enclosing, bucket.replaced(space.work, name, enclosing), strict=True)
            ],
            "length_bytes": [b - a for a, b in zip(starts, ends, strict=True)],
            "content_id": [file.content_id for file in of_row],
            **links,
            "launched_unit_id": launched,
            **doubles.columns("same_tokens", "dedup_cluster", ids),
            **doubles.columns("same_normalised", "dedup_clone", ids),
        }
        yield bucket.published_rows(space.work, name, take_over(CODE_UNITS, taken, of_row, own))


def _omp_directives(
    space: Workspace, bucket: SyntaxBucket, recipe: Mapping[str, str], split: str
) -> Iterator[pa.RecordBatch]:
    for number, files in published_files(space, bucket, recipe, split):
        taken = _rows_of(space, bucket.syntax[SYNTAX_DIRECTIVES.name][number], SYNTAX_DIRECTIVES, files)
        if not taken.num_rows:
            continue
        units = {
            (occurrence, unit): (kind, start, end)
            for occurrence, unit, kind, start, end in zip(
                *(
                    c.to_pylist()
                    for c in read_shard(
                        space.work,
                        bucket.syntax[SYNTAX_UNITS.name][number],
                        SYNTAX_UNITS,
                        ("occurrence_id", "unit_number", "kind", "byte_start", "byte_end"),
                    ).columns
                ),
                strict=True,
            )
        }
        occurrences = taken.column("occurrence_id").to_pylist()
        of_row = [files[occurrence] for occurrence in occurrences]
        numbers = taken.column("unit_number").to_pylist()
        starts, ends = taken.column("byte_start").to_pylist(), taken.column("byte_end").to_pylist()
        places = zip(*(taken.column(c).to_pylist() for c in ("directive_start", "directive_end")), strict=True)
        texts = _texts(of_row, starts, ends)
        standards, pragmas = taken.column("standard").to_pylist(), taken.column("pragma").to_pylist()
        sentinels = [_sentinel(f.language, s) for f, s in zip(of_row, standards, strict=True)]
        ids = [
            None if unit is None else code_unit_id(file.content_id, *units[occurrence, unit])
            for file, occurrence, unit in zip(of_row, occurrences, numbers, strict=True)
        ]
        own = {
            "text": texts,
            "row_id": [directive_id(file.content_id, *place) for file, place in zip(of_row, places, strict=True)],
            "code_unit_id": bucket.replaced(space.work, CODE_UNITS.name, ids),
            "pragma_after_scope": [
                f"{text.as_py()}\n{sentinel} {pragma}"
                for text, sentinel, pragma in zip(texts, sentinels, pragmas, strict=True)
            ],
        }
        yield take_over(OMP_DIRECTIVES, taken, of_row, own)


def _sentinel(language: str, standard: str) -> str:
    short = {"openmp": "omp", "openacc": "acc"}[standard]
    return f"!${short}" if language == "Fortran" else f"#pragma {short}"


def _mpi_tasks(
    space: Workspace, bucket: SyntaxBucket, recipe: Mapping[str, str], split: str
) -> Iterator[pa.RecordBatch]:
    for number, files in published_files(space, bucket, recipe, split):
        taken = _rows_of(space, bucket.syntax[SYNTAX_MPI_CALLS.name][number], SYNTAX_MPI_CALLS, files)
        calls: dict[str, list[dict[str, Any]]] = {}
        for row in taken.to_pylist():
            calls.setdefault(row["occurrence_id"], []).append(row)
        chosen = [files[occurrence] for occurrence in calls]
        tasks = [mpi_task(file.source, of_file) for file, of_file in zip(chosen, calls.values(), strict=True)]
        own = {
            "text": [file.source.decode() for file in chosen],
            "row_id": [mpi_task_id(file.content_id) for file in chosen],
            "code_stripped": [task.stripped for task in tasks],
            "code_numbered": [task.numbered for task in tasks],
            "mpi_calls": [task.calls for task in tasks],
            "n_mpi_calls": [len(task.calls) for task in tasks],
        }
        yield take_over(MPI_TASKS, taken.slice(0, 0), chosen, own)


_ROWS: dict[str, Callable[[Workspace, SyntaxBucket, Mapping[str, str], str], Iterator[pa.RecordBatch]]] = {
    CODE_UNITS.name: _code_units,
    OMP_DIRECTIVES.name: _omp_directives,
    MPI_TASKS.name: _mpi_tasks,
}
_GROWS_FROM = {
    CODE_UNITS.name: SYNTAX_UNITS.name,
    OMP_DIRECTIVES.name: SYNTAX_DIRECTIVES.name,
    MPI_TASKS.name: SYNTAX_FILES.name,
}
DERIVED = (CODE_UNITS, OMP_DIRECTIVES, MPI_TASKS)
"""Tables that grow from the syntax of published files."""
