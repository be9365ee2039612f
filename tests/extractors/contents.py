"""Batches of contents for the tests of row stages."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from warploom.extractors.quality import MeasureQuality
from warploom.extractors.redact import RedactTexts
from warploom.extractors.texts import DecodeTexts
from warploom.schemas.identity import content_id, occurrence_id, repository_id
from warploom.schemas.source_files import CONTENTS, NAMED_CONTENTS

REPOSITORY = repository_id("local", "tests", "")


def contents(files: Mapping[str, bytes]) -> pa.RecordBatch:
    """A batch of `contents` from paths and bytes."""
    return CONTENTS.batch(_row(path, content) for path, content in files.items())


def named_contents(files: Mapping[str, bytes], language: str = "C") -> pa.RecordBatch:
    """A batch of `named_contents`, all in one language."""
    named = {"language": language, "language_evidence": "extension .c"}
    return NAMED_CONTENTS.batch(_row(path, content) | named for path, content in files.items())


def measured_texts(files: Mapping[str, bytes], language: str = "C") -> pa.RecordBatch:
    """A batch of `measured_texts`: decoded, masked, measured."""
    batch = named_contents(files, language)
    for stage in (DecodeTexts(), RedactTexts(), MeasureQuality()):
        (batch,) = stage(batch).emitted
    return batch


def _row(path: str, content: bytes) -> dict[str, object]:
    return {
        "occurrence_id": occurrence_id(REPOSITORY, path),
        "repository_id": REPOSITORY,
        "path": path,
        "content_id": content_id(content),
        "content_bytes": len(content),
        "content": content,
    }
