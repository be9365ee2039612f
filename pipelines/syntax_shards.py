"""Writes the release's shards of what was cut out of files: code units, directives, MPI tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.syntax.linking import Part, RepositoryIndex, Source, context_text, is_linkable
from warploom.extractors.syntax.mpi_tasks import mpi_task
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.release_shards import write_release_shard
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard
from warploom.schemas.code_units import CODE_UNITS
from warploom.schemas.columns import TIMESTAMP
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.identity import code_unit_id, directive_id, mpi_task_id, source_file_id
from warploom.schemas.mpi_tasks import MPI_TASKS
from warploom.schemas.occurrences import OCCURRENCES, OccurrenceFate
from warploom.schemas.omp_directives import OMP_DIRECTIVES
from warploom.schemas.picks import PICKS
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.syntax import (
    SYNTAX_DEFINITIONS,
    SYNTAX_DIRECTIVES,
    SYNTAX_FILES,
    SYNTAX_MPI_CALLS,
    SYNTAX_UNITS,
)
from warploom.schemas.table import Table

_TEXT_COLUMNS = (
    "occurrence_id", "repository_id", "path", "content_id", "language", "text", "length_bytes", "n_lines",
    "is_vendored", "is_generated", "is_test",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SyntaxBucket:
    """What one bucket contributes; `texts` and the shards of `syntax` are in the order of its slices."""

    picks: tuple[ShardRef, ...]
    texts: tuple[ShardRef, ...]
    syntax: Mapping[str, tuple[ShardRef, ...]]
    """Work tables by name."""
    licenses: ShardRef
    occurrences: ShardRef
    repositories: tuple[Mapping[str, Any], ...]

    def digest(self) -> list[Any]:
        """What of it a result depends on."""
        shards = [*self.picks, *self.texts, self.licenses, self.occurrences]
        syntax = {name: [s.sha256 for s in refs] for name, refs in self.syntax.items()}
        return [[s.sha256 for s in shards], syntax, [dict(r) for r in self.repositories]]


@dataclass(frozen=True, slots=True)
class WriteDerived:
    """Write one shard of `code_units`, `omp_directives` or `mpi_tasks`, in the order of buckets, slices and files."""

    phase: ClassVar[str] = "release"
    bucket: str
    table: Table
    inputs: tuple[SyntaxBucket, ...]
    recipe: str
    recipe_version: str

    @property
    def fingerprint(self) -> str:
        inputs = [bucket.digest() for bucket in self.inputs]
        return digest_of(self.table.name, inputs, self.recipe, self.recipe_version, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        """Write the shard; the caller commits the receipt."""
        fingerprint = self.fingerprint
        recipe = {"origin": "crawled", "recipe": self.recipe, "recipe_version": self.recipe_version, "split": "train"}
        batches = (
            batch for bucket in self.inputs for batch in _ROWS[self.table.name](space, bucket, recipe) if batch.num_rows
        )
        name = f"release/{self.table.name}/{self.bucket}-{fingerprint}.parquet"
        ref = write_release_shard(space.work, self.table, name, batches, self.n_rows())
        return Receipt(self.phase, self.bucket, fingerprint, (ref,), {"rows": ref.rows})

    def n_rows(self) -> int:
        """Rows at most: those of the work tables, duplicates included."""
        return sum(ref.rows for bucket in self.inputs for ref in bucket.syntax[_GROWS_FROM[self.table.name]])


@dataclass(frozen=True, slots=True)
class _File:
    """A published file with what its rows take over."""

    source: bytes
    language: str
    content_id: str
    shared: dict[str, Any]


def _published(
    space: Workspace, bucket: SyntaxBucket, recipe: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, _File]]]:
    """The published files of each slice by occurrence, in order."""
    repositories = {r["repository_id"]: r for r in bucket.repositories}
    names = ("occurrence_id", "slice_number", "license_expression", "license_tier")
    chosen: dict[int, dict[str, tuple[str, str]]] = {}
    for shard in bucket.picks:
        columns = (c.to_pylist() for c in read_shard(space.work, shard, PICKS, names).columns)
        for occurrence, number, expression, tier in zip(*columns, strict=True):
            chosen.setdefault(number, {})[occurrence] = (expression, tier)
    for number, licenses in sorted(chosen.items()):
        texts = read_shard(space.work, bucket.texts[number], SOURCE_TEXTS, _TEXT_COLUMNS)
        texts = texts.filter(pc.is_in(texts.column("occurrence_id"), pa.array(list(licenses))))
        files = {}
        for row in texts.to_pylist():
            repository = repositories[row["repository_id"]]
            expression, tier = licenses[row["occurrence_id"]]
            shared = {
                "language": row["language"],
                "license_expression": expression,
                "license_tier": tier,
                "repo_name": repository["repo_name"],
                "path": row["path"],
                "revision_id": repository["revision_id"],
                "source_file_id": source_file_id(row["content_id"]),
                "repository_id": row["repository_id"],
                "source_kind": repository["source_kind"],
                "origin_url": repository["origin_url"],
                "revision_time": repository["revision_time"],
                **{name: row[name] for name in ("is_vendored", "is_generated", "is_test", "n_lines", "length_bytes")},
                **recipe,
            }
            file = _File(row["text"].encode(), row["language"], row["content_id"], shared)
            files[row["occurrence_id"]] = file
        yield number, files


def _rows_of(space: Workspace, shard: ShardRef, table: Table, files: Mapping[str, _File]) -> pa.Table:
    rows = read_shard(space.work, shard, table)
    return rows.filter(pc.is_in(rows.column("occurrence_id"), pa.array(list(files), pa.string())))


def _batch(table: Table, taken: pa.Table, files: Sequence[_File], own: Mapping[str, Any]) -> pa.RecordBatch:
    """Rows whose columns come from `own`, else from the work table, else from the file."""
    columns: dict[str, Any] = {}
    for name in table.schema.names:
        if name in own:
            columns[name] = own[name]
        elif name in taken.column_names:
            columns[name] = taken.column(name)
        else:
            values = [file.shared[name] for file in files]
            is_time = table.schema.field(name).type == TIMESTAMP
            columns[name] = pa.array(values, pa.string()).cast(TIMESTAMP) if is_time else values
    return table.from_columns(**columns)


def _texts(files: Sequence[_File], starts: Sequence[int], ends: Sequence[int]) -> pa.Array:
    pieces = [file.source[a:b] for file, a, b in zip(files, starts, ends, strict=True)]
    return pa.array(pieces, pa.binary()).cast(pa.string())


def _code_units(space: Workspace, bucket: SyntaxBucket, recipe: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    linker = _Linker(space, bucket)
    for number, files in _published(space, bucket, recipe):
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
        own = {
            "text": _texts(of_row, starts, ends),
            "row_id": ids,
            "enclosing_unit_id": enclosing,
            "length_bytes": [b - a for a, b in zip(starts, ends, strict=True)],
            "content_id": [file.content_id for file in of_row],
            **links,
        }
        yield _batch(CODE_UNITS, taken, of_row, own)


class _Linker:
    """The repository-wide index of a bucket, over all files that the release publishes in one place or another."""

    def __init__(self, space: Workspace, bucket: SyntaxBucket) -> None:
        self._space, self._bucket = space, bucket
        self._texts: dict[int, tuple[pa.Table, dict[str, int]]] = {}
        self._number: dict[str, int] = {}
        """Number of each file in its repository's index."""
        self._place: dict[str, list[tuple[int, str]]] = {}
        """Of each repository's files: slice and occurrence."""
        self._indices: dict[str, RepositoryIndex] = {}
        self._repository: dict[str, str] = {}
        self._launched: dict[str, int] = {}
        self._build()

    def _build(self) -> None:
        occurrences = read_shard(
            self._space.work, self._bucket.occurrences, OCCURRENCES, ("occurrence_id", "fate", "content_id")
        )
        published = (str(OccurrenceFate.PUBLISHED), str(OccurrenceFate.DUPLICATE))
        occurrences = occurrences.filter(pc.is_in(occurrences.column("fate"), pa.array(published)))
        contents = dict(zip(*(occurrences.column(c).to_pylist() for c in ("occurrence_id", "content_id")), strict=True))
        licenses = read_shard(
            self._space.work,
            self._bucket.licenses,
            FILE_LICENSES,
            ("occurrence_id", "repository_id", "path", "license_expression"),
        )
        facts = {row["occurrence_id"]: row for row in licenses.to_pylist() if row["occurrence_id"] in contents}
        files: dict[str, list[Source]] = {}
        parts: dict[str, list[Part]] = {}
        launches: list[tuple[str, int, str]] = []
        tables = self._bucket.syntax
        for number in range(len(self._bucket.texts)):
            read = read_shard(
                self._space.work, tables[SYNTAX_FILES.name][number], SYNTAX_FILES, ("occurrence_id", "includes")
            )
            for occurrence, includes in zip(*(c.to_pylist() for c in read.columns), strict=True):
                fact = facts.get(occurrence)
                if fact is None:
                    continue
                repository = fact["repository_id"]
                of_repository = files.setdefault(repository, [])
                self._repository[occurrence] = repository
                self._number[occurrence] = len(of_repository)
                self._place.setdefault(repository, []).append((number, occurrence))
                of_repository.append(Source(fact["path"], fact["license_expression"], tuple(includes)))
            for row in self._rows(SYNTAX_DEFINITIONS, number, ("kind", "name", "byte_start", "byte_end", "needs")):
                occurrence, kind, name, start, end, needs = row
                part = Part(self._number[occurrence], kind, name, start, end, tuple(needs))
                parts.setdefault(self._repository[occurrence], []).append(part)
            columns = ("kind", "name", "byte_start", "byte_end", "needs_types", "needs_callees", "needs_names")
            for occurrence, kind, name, start, end, *needed in self._rows(SYNTAX_UNITS, number, columns):
                if name is not None and is_linkable(kind):
                    row_id = code_unit_id(contents[occurrence], kind, start, end)
                    needs = tuple(need for group in needed for need in group)
                    part = Part(self._number[occurrence], kind, name, start, end, needs, row_id)
                    parts.setdefault(self._repository[occurrence], []).append(part)
                elif name is not None and kind == "launch":
                    launches.append((self._repository[occurrence], self._number[occurrence], name))
        for repository, of_repository in files.items():
            order = {n: source.path for n, source in enumerate(of_repository)}
            of_paths = sorted(parts.get(repository, []), key=lambda part: (order[part.file], part.file, part.start))
            self._indices[repository] = RepositoryIndex(of_repository, of_paths)
        for repository, file, name in launches:
            kernel = self._indices[repository].kernel(file, name)
            if kernel is not None and kernel.row_id is not None:
                self._launched[kernel.row_id] = self._launched.get(kernel.row_id, 0) + 1

    def _rows(self, table: Table, number: int, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        shard = self._bucket.syntax[table.name][number]
        read = read_shard(self._space.work, shard, table, ("occurrence_id", *columns))
        for row in zip(*(c.to_pylist() for c in read.columns), strict=True):
            if row[0] in self._repository:
                yield row

    def links(self, taken: pa.Table, files: Sequence[_File], ids: Sequence[str]) -> dict[str, Any]:
        """Columns of `code_units` that other files have a say in."""
        names = (
            "occurrence_id", "kind", "name", "byte_start", "byte_end", "needs_types", "needs_callees", "needs_names",
            "is_self_contained",
        )  # fmt: skip
        launched: list[str | None] = []
        n_sites: list[int | None] = []
        contexts: list[str | None] = []
        paths: list[list[str]] = []
        closed: list[bool | None] = []
        rows = zip(*(taken.column(name).to_pylist() for name in names), files, ids, strict=True)
        for occurrence, kind, name, start, end, types, callees, others, is_self_contained, file, row_id in rows:
            repository, at = self._repository[occurrence], self._number[occurrence]
            index = self._indices[repository]
            kernel = index.kernel(at, name) if kind == "launch" and name is not None else None
            launched.append(None if kernel is None else kernel.row_id)
            n_sites.append(self._launched.get(row_id, 0) if kind == "kernel" else None)
            if is_self_contained is not False:
                contexts.append(None)
                paths.append([])
                closed.append(is_self_contained)
                continue
            context = index.context(at, [*types, *callees, *others], (start, end))
            text = context_text(context.parts, file.language, lambda part: self._text(repository, part))  # noqa: B023 - called at once
            contexts.append(text or None)
            places = {self._files(repository, part) for part in context.parts}
            paths.append(sorted(places))
            closed.append(context.is_closed)
        return {
            "launched_unit_id": launched,
            "n_launch_sites": n_sites,
            "context": contexts,
            "context_paths": paths,
            "is_closed": closed,
        }

    def _files(self, repository: str, part: Part) -> str:
        return self._indices[repository].path(part.file)

    def _text(self, repository: str, part: Part) -> str:
        number, occurrence = self._place[repository][part.file]
        table, rows = self._slice(number)
        return table.column("text")[rows[occurrence]].as_py().encode()[part.start : part.end].decode("utf-8", "replace")

    def _slice(self, number: int) -> tuple[pa.Table, dict[str, int]]:
        """Texts of a slice; few are held."""
        if number not in self._texts:
            if len(self._texts) >= 4:
                self._texts.pop(next(iter(self._texts)))
            table = read_shard(self._space.work, self._bucket.texts[number], SOURCE_TEXTS, ("occurrence_id", "text"))
            self._texts[number] = (
                table,
                {occurrence: row for row, occurrence in enumerate(table.column("occurrence_id").to_pylist())},
            )
        return self._texts[number]


def _omp_directives(space: Workspace, bucket: SyntaxBucket, recipe: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    for number, files in _published(space, bucket, recipe):
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
        own = {
            "text": texts,
            "row_id": [directive_id(file.content_id, *place) for file, place in zip(of_row, places, strict=True)],
            "code_unit_id": [
                None if unit is None else code_unit_id(file.content_id, *units[occurrence, unit])
                for file, occurrence, unit in zip(of_row, occurrences, numbers, strict=True)
            ],
            "pragma_after_scope": [
                f"{text.as_py()}\n{sentinel} {pragma}"
                for text, sentinel, pragma in zip(texts, sentinels, pragmas, strict=True)
            ],
        }
        yield _batch(OMP_DIRECTIVES, taken, of_row, own)


def _sentinel(language: str, standard: str) -> str:
    short = {"openmp": "omp", "openacc": "acc"}[standard]
    return f"!${short}" if language == "Fortran" else f"#pragma {short}"


def _mpi_tasks(space: Workspace, bucket: SyntaxBucket, recipe: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    for number, files in _published(space, bucket, recipe):
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
        yield _batch(MPI_TASKS, taken.slice(0, 0), chosen, own)


_ROWS: dict[str, Callable[[Workspace, SyntaxBucket, Mapping[str, str]], Iterator[pa.RecordBatch]]] = {
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
