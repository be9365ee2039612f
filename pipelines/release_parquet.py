"""Writes one Parquet file of a release: page index, bloom filters, cut by content, the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warploom.extractors.atomic import replacing
from warploom.pipelines.row_groups import GROUP_BYTES, group_bytes, row_bytes, row_groups
from warploom.pipelines.shards import ShardRef, digest_file
from warploom.schemas.source_files import SOURCE_FILES
from warploom.schemas.table import Table

_PAGES = {"min_chunk_size": 64 * 1024, "max_chunk_size": 256 * 1024, "norm_level": 0}
"""Bytes of values in a page. Smaller than Arrow's 256 KiB to 1 MiB: two releases share more, for 3 % more bytes."""
_FILTER_ROOM = 5
"""Quarters of a mean group's rows that a bloom filter is made for: filters have powers of two, and groups differ."""


def write_release_shard(
    work: Path, table: Table, relative: str, batches: Iterable[pa.RecordBatch], n_rows: int
) -> ShardRef:
    """Write one published shard: zstd, page index, bloom filters on ids, content-defined chunking.

    Each row group has filters of its own, so they are made for the rows of a group: for those of the whole shard, they
    were a tenth of its bytes. The first group tells how many that is. `dedup_` ids have none: clusters are asked
    for less often than rows, and one that gets another name would change the filters of all its groups.
    """
    stream = iter(batches)
    begin = next(stream, None)
    mean = GROUP_BYTES if table is SOURCE_FILES else group_bytes(n_rows, begin)
    groups = row_groups(chain([] if begin is None else [begin], stream), table.key[0], mean)
    first = next(groups, table.schema.empty_table())
    ids = [name for name in table.schema.names if name.endswith("_id") and name not in ("repository_id", "revision_id")]
    dictionary = [name for name in table.schema.names if name not in ("text", "text_sha256", *ids)]
    n_bytes = sum(int(row_bytes(batch).sum()) for batch in first.to_batches())
    n_distinct = max(1, min(n_rows, _FILTER_ROOM * first.num_rows * mean // max(1, 4 * n_bytes)))
    rows = 0
    with replacing(work / relative) as temporary:
        with pq.ParquetWriter(
            temporary,
            table.schema,
            compression="zstd",
            compression_level=3,
            use_dictionary=dictionary,
            write_page_index=True,
            write_page_checksum=True,
            use_content_defined_chunking=_PAGES,
            bloom_filter_options={
                name: {"ndv": n_distinct, "fpp": 0.01} for name in ids if not name.startswith("dedup_")
            },
        ) as writer:
            for group in chain([first], groups):
                if group.num_rows:  # one without any, `load_dataset` cannot read
                    rows += group.num_rows
                    writer.write_table(group, row_group_size=group.num_rows)
        size, digest = digest_file(temporary)
    return ShardRef(table.name, relative, rows, size, digest)
