"""Repositories in memory and the batches that stages see of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from warploom.extractors.licenses.recognition import Recognition
from warploom.schemas.identity import content_id, occurrence_id
from warploom.schemas.source_files import SOURCE_TEXTS

LANGUAGES = {
    ".cu": "CUDA",
    ".cpp": "C++",
    ".h": "C",
    ".py": "Python",
    ".jl": "Julia",
    ".f": "Fortran",
    ".f90": "Fortran",
}


@dataclass(frozen=True)
class MemoryRepository:
    """A repository view over a mapping of paths to texts."""

    files: Mapping[str, str]
    license_override: str | None = None
    repository_id: str = "rp_" + "0" * 24
    repo_name: str = "pypi/example"
    source_kind: str = "pypi"

    def paths(self) -> Sequence[str]:
        return sorted(self.files)

    def read(self, path: str) -> bytes:
        return self.files[path].encode()

    def source_texts(self) -> pa.RecordBatch:
        """The batch of all files in a known language."""
        rows = []
        for path in self.paths():
            language = LANGUAGES.get(path[path.rfind(".") :])
            if language is None:
                continue
            raw = self.read(path)
            rows.append(
                {
                    "occurrence_id": occurrence_id(self.repository_id, path),
                    "repository_id": self.repository_id,
                    "path": path,
                    "content_id": content_id(raw),
                    "language": language,
                    "language_evidence": "extension",
                    "text": self.files[path],
                    "text_sha256": hashlib.sha256(raw).hexdigest(),
                    "content_sha256": hashlib.sha256(raw).hexdigest(),
                    "encoding": "utf-8",
                    "length_bytes": len(raw),
                    "n_lines": raw.count(b"\n"),
                    "max_line_bytes": max(map(len, raw.split(b"\n"))),
                    "alphanumeric_share": 0.5,
                    "is_vendored": False,
                    "vendored_evidence": None,
                    "is_redacted": False,
                    "redactions": [],
                    "comment_share": 0.0,
                    "digit_share": 0.0,
                    "is_data_table": False,
                    "is_minified": False,
                    "is_test": False,
                    "test_evidence": None,
                    "is_generated": False,
                    "generated_evidence": None,
                }
            )
        return SOURCE_TEXTS.batch(rows)


@dataclass
class PhraseRecognizer:
    """Recognises a text by the first phrase of a table that it contains; remembers what it was asked."""

    phrases: Mapping[str, str | None] = field(
        default_factory=lambda: {
            "apache license": "Apache-2.0",
            "gnu general public license": "GPL-3.0-or-later",
            "confidential": "LicenseRef-scancode-proprietary-license",
            "mit license": "MIT",
            "permission is hereby granted free of charge": "MIT",
            "bsd style": "BSD-3-Clause",
            "two clause bsd": "BSD-2-Clause",
        }
    )
    asked: set[str] = field(default_factory=set)

    def __call__(self, texts: Mapping[str, str], /) -> dict[str, Recognition]:
        self.asked |= texts.keys()
        return {sha256: self._recognition(text) for sha256, text in texts.items()}

    def _recognition(self, text: str) -> Recognition:
        for phrase, expression in self.phrases.items():
            if phrase in text:
                return Recognition(expression, 100.0, "phrases")
        return Recognition(None, 0.0, "phrases", is_disclaimer=text.startswith("provided as is"))
