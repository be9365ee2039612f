"""Work table `picks`: which source texts a release publishes, and under which license."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.near_duplicates import LIKENESS
from warploom.schemas.splits import SPLIT_GROUP
from warploom.schemas.table import Column, Table

PICKS = Table(
    name="picks",
    version="1.1",
    description="Source texts chosen for the release, of one bucket and language, sorted by slice and row.",
    key=("occurrence_id",),
    columns=(
        *FILE_LICENSES.columns,
        Column("dedup_cluster_size", pa.int64(), "Paths of the corpus that hold exactly this content."),
        *LIKENESS,
        SPLIT_GROUP,
        Column("split", pa.string(), "train, validation or test."),
        Column("length_bytes", pa.int64(), "Length of the text in UTF-8."),
        Column("slice_number", pa.int32(), "Which of the bucket's shards of `source_texts` holds the text."),
        Column("slice_row", pa.int32(), "Row of that shard."),
    ),
)
