"""Table `occurrences`: every path of every repository revision, so that deduplication loses no place."""

from __future__ import annotations

from enum import StrEnum

import pyarrow as pa

from warploom.schemas.columns import (
    CONTENT_ID,
    LANGUAGE,
    OCCURRENCE_ID,
    PATH,
    REPO_NAME,
    REPOSITORY_ID,
    REVISION_ID,
)
from warploom.schemas.path_histories import HISTORY
from warploom.schemas.table import Column, Table


class OccurrenceFate(StrEnum):
    """What became of a path in the whole corpus."""

    PUBLISHED = "published"
    DUPLICATE = "duplicate"
    NOT_SOURCE = "not_source"
    QUARANTINED = "quarantined"


OCCURRENCES = Table(
    name="occurrences",
    version="1.1",
    description="One row per (repository, revision, path); says what became of it and which content it holds.",
    key=("occurrence_id",),
    columns=(
        OCCURRENCE_ID,
        REPOSITORY_ID,
        REPO_NAME,
        REVISION_ID,
        PATH,
        Column("content_id", pa.string(), CONTENT_ID.description + " Null if it was not read.", nullable=True),
        Column(
            "language",
            pa.string(),
            LANGUAGE.description + " Null if none of them, or refused before its text was read.",
            nullable=True,
        ),
        Column("length_bytes", pa.int64(), "Length of the raw content; null if unknown.", nullable=True),
        *HISTORY,
        Column("fate", pa.string(), "One of: " + ", ".join(OccurrenceFate) + "."),
        Column(
            "source_file_id",
            pa.string(),
            "Row of `source_files` that publishes this content; null if nothing does.",
            nullable=True,
        ),
    ),
    references={
        "repository_id": ("repositories", "repository_id"),
        "source_file_id": ("source_files", "row_id"),
    },
)
