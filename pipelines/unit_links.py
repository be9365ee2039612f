"""Links units across a repository: contexts, launches and their kernels."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.syntax.linking import Part, RepositoryIndex, Source, context_text, is_linkable
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import read_shard
from warploom.pipelines.syntax_bucket import PublishedFile, SyntaxBucket
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.identity import code_unit_id
from warploom.schemas.occurrences import OCCURRENCES, OccurrenceFate
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.syntax import SYNTAX_DEFINITIONS, SYNTAX_FILES, SYNTAX_UNITS
from warploom.schemas.table import Table


class UnitLinks:
    """The repository-wide index of a bucket, over all files that the release publishes in one place or another."""

    def __init__(self, space: Workspace, bucket: SyntaxBucket) -> None:
        self._space, self._bucket = space, bucket
        # few of each are held: a bucket's texts may be many
        self._slice = functools.lru_cache(maxsize=4)(self._read_slice)
        self._source = functools.lru_cache(maxsize=64)(self._read_source)
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
            self._space.work, self._bucket.occurrences, OCCURRENCES, ("occurrence_id", "fate", "content_id", "language")
        )
        published = (str(OccurrenceFate.PUBLISHED), str(OccurrenceFate.DUPLICATE))
        occurrences = occurrences.filter(pc.is_in(occurrences.column("fate"), pa.array(published)))
        ids = occurrences.column("occurrence_id").to_pylist()
        contents = dict(zip(ids, occurrences.column("content_id").to_pylist(), strict=True))
        languages = dict(zip(ids, occurrences.column("language").to_pylist(), strict=True))
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
                of_repository.append(
                    Source(fact["path"], languages[occurrence], fact["license_expression"], tuple(includes))
                )
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

    def links(self, taken: pa.Table, files: Sequence[PublishedFile], ids: Sequence[str]) -> dict[str, Any]:
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
        return self._source(*self._place[repository][part.file])[part.start : part.end].decode("utf-8", "replace")

    def _read_source(self, number: int, occurrence: str) -> bytes:
        table, rows = self._slice(number)
        text: bytes = table.column("text")[rows[occurrence]].as_py().encode()
        return text

    def _read_slice(self, number: int) -> tuple[pa.Table, dict[str, int]]:
        table = read_shard(self._space.work, self._bucket.texts[number], SOURCE_TEXTS, ("occurrence_id", "text"))
        return table, {occurrence: row for row, occurrence in enumerate(table.column("occurrence_id").to_pylist())}
