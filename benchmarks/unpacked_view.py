"""An unpacked package as the compile stage sees a repository: texts in memory, all under one license."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import real_input

from warploom.extractors.ir.code_view import UnitPlace
from warploom.extractors.languages import HEAD_BYTES, name_language
from warploom.extractors.syntax.file_syntax import read_syntax
from warploom.schemas.identity import content_id, occurrence_id
from warploom.schemas.source_files import SOURCE_PLACES
from warploom.schemas.syntax import SYNTAX_LANGUAGES, SYNTAX_UNITS

_COLUMNS = [SYNTAX_UNITS.schema.names[1:].index(name) for name in UnitPlace._fields]


class UnpackedView:
    """A `CodeView`. Two of different `edition` are different repositories to the stage."""

    source_kind, license_override = "local", None

    def __init__(self, directory: Path, edition: str = "", texts: Mapping[str, bytes] | None = None) -> None:
        """Shows the source files of a directory, or the texts that are given."""
        self.repo_name = f"bench/{directory.name}"
        self.repository_id = "rp_" + hashlib.sha256(self.repo_name.encode()).hexdigest()[:24]
        self.state = f"{directory} {edition}"
        self._texts = _texts(directory) if texts is None else texts

    def paths(self) -> Sequence[str]:
        return sorted(self._texts)

    def read(self, path: str) -> bytes:
        return self._texts[path]

    def texts(self) -> Mapping[str, bytes]:
        return self._texts

    def content_id(self, path: str) -> str:
        return _content_id(self._texts[path])

    def license_expression(self, path: str) -> str | None:
        return "MIT" if path in self._texts else None

    def language(self, path: str) -> str | None:
        """As a build names it."""
        return _language(path.rpartition("/")[2], self._texts[path])

    def includes(self, path: str) -> Sequence[str]:  # noqa: ARG002 - all texts are there
        return ()

    def units(self, path: str) -> Sequence[UnitPlace]:
        return _units(self.language(path), self._texts[path])

    def batch(self, paths: Sequence[str]) -> pa.RecordBatch:
        """Rows of files as the stage is given them."""
        rows = [
            {
                "occurrence_id": occurrence_id(self.repository_id, path),
                "repository_id": self.repository_id,
                "path": path,
                "content_id": self.content_id(path),
                "language": self.language(path),
            }
            for path in paths
        ]
        return SOURCE_PLACES.batch(rows)


@functools.cache
def _texts(directory: Path) -> dict[str, bytes]:
    found = {}
    for path in real_input.source_files(directory):
        found[path.relative_to(directory).as_posix()] = real_input.text_of(path)
    return found


@functools.cache
def _content_id(text: bytes) -> str:
    return content_id(text)


@functools.cache
def _language(name: str, text: bytes) -> str | None:
    named = name_language(name, lambda: text[:HEAD_BYTES])
    return named[0] if named is not None and named[0] in SYNTAX_LANGUAGES else None


@functools.cache
def _units(language: str | None, text: bytes) -> tuple[UnitPlace, ...]:
    if language is None:
        return ()
    return tuple(UnitPlace(*(row[i] for i in _COLUMNS)) for row in read_syntax((language, text, False)).units)
