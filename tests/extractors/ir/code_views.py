"""A repository in memory as compilers see it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from warploom.extractors.ir.code_view import UnitPlace
from warploom.extractors.syntax.file_syntax import read_syntax
from warploom.schemas.identity import content_id
from warploom.schemas.syntax import SYNTAX_LANGUAGES, SYNTAX_UNITS

_LANGUAGES = {
    "c": "C",
    "h": "C",
    "cpp": "C++",
    "hpp": "C++",
    "cu": "CUDA",
    "cuh": "CUDA",
    "cl": "OpenCL",
    "f90": "Fortran",
}
_UNIT = {name: place for place, name in enumerate(SYNTAX_UNITS.schema.names[1:])}
_PLACE = [_UNIT[name] for name in UnitPlace._fields]


class MemoryView:
    """A `CodeView` on texts; all under one license but for those named in `licenses`."""

    repository_id, repo_name, source_kind, license_override = "rp_" + "0" * 24, "local/test", "local", None

    def __init__(self, texts: Mapping[str, bytes], licenses: Mapping[str, str | None] | None = None) -> None:
        self._texts, self._licenses_of = dict(texts), licenses or {}

    def paths(self) -> Sequence[str]:
        return sorted(self._texts)

    def read(self, path: str) -> bytes:
        return self._texts[path]

    @property
    def state(self) -> str:
        return hashlib.sha256(
            repr((sorted(self._texts.items()), sorted(self._licenses_of.items()))).encode()
        ).hexdigest()

    def texts(self) -> Mapping[str, bytes]:
        return self._texts

    def content_id(self, path: str) -> str:
        return content_id(self._texts[path])

    def license_expression(self, path: str) -> str | None:
        return self._licenses_of.get(path, "MIT")

    def language(self, path: str) -> str | None:
        language = _LANGUAGES.get(path.rpartition(".")[2])
        return language if language in SYNTAX_LANGUAGES else None

    def includes(self, path: str) -> Sequence[str]:
        return ()

    def units(self, path: str) -> Sequence[UnitPlace]:
        language = self.language(path)
        if language is None:
            return ()
        return [UnitPlace(*(row[i] for i in _PLACE)) for row in read_syntax((language, self._texts[path], False)).units]
