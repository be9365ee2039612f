"""Makes views of repositories for the compile phase, from what earlier phases wrote of a bucket."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.ir.code_view import UnitPlace, may_matter
from warploom.extractors.redaction.masking import redact
from warploom.pipelines.fingerprints import digest_of
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, map_shard, read_shard
from warploom.pipelines.stored_repository import StoredContents, StoredRepository, views
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.source_files import CONTENTS, SOURCE_PLACES, SOURCE_TEXTS
from warploom.schemas.syntax import SYNTAX_FILES, SYNTAX_UNITS

_UNIT = ("kind", "name", "byte_start", "byte_end", "line_start", "line_end")
_CONTENT = ("repository_id", "path", "content_bytes", "content")
_MAX_OTHER_BYTES = 2 * 1024 * 1024
"""Of a file that is no source: what is larger is data, and no compiler is shown it."""


@dataclass(frozen=True, slots=True)
class CodeBucket:
    """What compiling needs to know of one bucket; texts and syntax in the order of its slices."""

    repositories: tuple[Mapping[str, Any], ...]
    contents: tuple[ShardRef, ...]
    texts: tuple[ShardRef, ...]
    files: tuple[ShardRef, ...]
    """`syntax_files`."""
    units: tuple[ShardRef, ...]
    """`syntax_units`."""
    licenses: ShardRef

    def digest(self) -> list[Any]:
        """What of it a result depends on."""
        shards = (*self.contents, *self.texts, *self.files, *self.units, self.licenses)
        return [[s.sha256 for s in shards], [dict(r) for r in self.repositories]]

    def candidates(self, space: Workspace, languages: Sequence[str], tiers: Sequence[str]) -> pa.Table:
        """Texts in these languages under a license of these tiers, sorted by repository and path, without the text."""
        columns = SOURCE_PLACES.schema.names
        texts = pa.concat_tables([read_shard(space.work, shard, SOURCE_TEXTS, columns) for shard in self.texts])
        licenses = read_shard(space.work, self.licenses, FILE_LICENSES, ("occurrence_id", "license_tier"))
        allowed = licenses.filter(pc.is_in(licenses.column("license_tier"), pa.array(tiers, pa.string())))
        kept = pa.concat_tables(
            [read_shard(space.work, shard, SYNTAX_FILES, ("occurrence_id",)) for shard in self.files]
        )
        for column, among in (
            ("language", pa.array(languages, pa.string())),
            ("occurrence_id", allowed.column("occurrence_id")),
            ("occurrence_id", kept.column("occurrence_id")),
        ):
            texts = texts.filter(pc.is_in(texts.column(column), among))
        return texts.sort_by([("repository_id", "ascending"), ("path", "ascending")])

    def view(self, space: Workspace, repository_id: str) -> StoredCode:
        """The view of one of its repositories."""
        stored = {
            view.repository_id: view for view in views(self.repositories, StoredContents(space.work, self.contents))
        }
        return StoredCode(stored[repository_id], space, self)


class StoredCode:
    """A `CodeView` on what the work directory holds."""

    def __init__(self, stored: StoredRepository, space: Workspace, bucket: CodeBucket) -> None:
        self._stored, self._space, self._bucket = stored, space, bucket
        self.repository_id, self.repo_name = stored.repository_id, stored.repo_name
        self.source_kind, self.license_override = stored.source_kind, stored.license_override
        self._texts: dict[str, tuple[str, bytes]] = {}
        """Of sources, by path: occurrence and text."""
        self._includes: dict[str, list[str]] = {}
        self._languages: dict[str, str] = {}
        self._read_texts()

    def _read_texts(self) -> None:
        columns = ("occurrence_id", "repository_id", "path", "language", "text")
        for texts, files in zip(self._bucket.texts, self._bucket.files, strict=True):
            table = read_shard(self._space.work, texts, SOURCE_TEXTS, columns)
            table = table.filter(pc.equal(table.column("repository_id"), self.repository_id))
            if not table.num_rows:
                continue
            occurrences, paths = table.column("occurrence_id").to_pylist(), table.column("path").to_pylist()
            for occurrence, path, text in zip(occurrences, paths, table.column("text"), strict=True):
                self._texts[path] = (occurrence, text.as_buffer().to_pybytes())
            found = read_shard(self._space.work, files, SYNTAX_FILES, ("occurrence_id", "includes"))
            found = found.filter(pc.is_in(found.column("occurrence_id"), table.column("occurrence_id")))
            names = dict(zip(*(c.to_pylist() for c in found.columns), strict=True))
            languages = table.column("language").to_pylist()
            for occurrence, path, language in zip(occurrences, paths, languages, strict=True):
                if occurrence in names:
                    self._includes[path], self._languages[path] = names[occurrence], language

    @functools.cached_property
    def _content_ids(self) -> dict[str, str]:
        ids: dict[str, str] = {}
        for shard in self._bucket.contents:
            table = read_shard(self._space.work, shard, CONTENTS, ("repository_id", "path", "content_id"))
            table = table.filter(pc.equal(table.column("repository_id"), self.repository_id))
            ids.update(zip(*(table.column(c).to_pylist() for c in ("path", "content_id")), strict=True))
        return ids

    @functools.cached_property
    def _licenses(self) -> dict[str, str | None]:
        table = read_shard(
            self._space.work, self._bucket.licenses, FILE_LICENSES, ("repository_id", "path", "license_expression")
        )
        table = table.filter(pc.equal(table.column("repository_id"), self.repository_id))
        return dict(zip(*(table.column(c).to_pylist() for c in ("path", "license_expression")), strict=True))

    @functools.cached_property
    def _units(self) -> dict[str, list[UnitPlace]]:
        paths = {occurrence: path for path, (occurrence, _) in self._texts.items()}
        units: dict[str, list[UnitPlace]] = {}
        for shard in self._bucket.units:
            table = read_shard(self._space.work, shard, SYNTAX_UNITS, ("occurrence_id", *_UNIT))
            table = table.filter(pc.is_in(table.column("occurrence_id"), pa.array(list(paths), pa.string())))
            for occurrence, *place in zip(*(c.to_pylist() for c in table.columns), strict=True):
                units.setdefault(paths[occurrence], []).append(UnitPlace(*place))
        return units

    def paths(self) -> Sequence[str]:
        return self._stored.paths()

    def read(self, path: str) -> bytes:
        return self._stored.read(path)

    @property
    def state(self) -> str:
        return digest_of(self._bucket.digest(), self.repository_id)

    def texts(self) -> Mapping[str, bytes]:
        return self._all_texts

    @functools.cached_property
    def _all_texts(self) -> dict[str, bytes]:
        found = {path: text for path, (_, text) in self._texts.items()}
        included = {name.rpartition("/")[2] for names in self._includes.values() for name in names}
        for shard in self._bucket.contents:
            for batch in map_shard(self._space.work, shard).iter_batches(columns=_CONTENT):
                rows = zip(*(batch.column(name).to_pylist() for name in _CONTENT[:3]), strict=True)
                for row, (repository, path, size) in enumerate(rows):
                    if (
                        repository == self.repository_id
                        and path not in found
                        and size <= _MAX_OTHER_BYTES
                        and may_matter(path, included)
                    ):
                        found[path] = _masked(batch.column("content")[row].as_py())
        return found

    def content_id(self, path: str) -> str:
        return self._content_ids[path]

    def license_expression(self, path: str) -> str | None:
        return self._licenses.get(path)

    def language(self, path: str) -> str | None:
        return self._languages.get(path)

    def includes(self, path: str) -> Sequence[str]:
        return self._includes.get(path, ())

    def units(self, path: str) -> Sequence[UnitPlace]:
        return self._units.get(path, ())


def _masked(content: bytes) -> bytes:
    try:
        return redact(content.decode()).text.encode()
    except UnicodeDecodeError:
        return content
