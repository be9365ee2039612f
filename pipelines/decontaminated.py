"""Looks the rows of a finished release up in indexes of benchmarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from warploom.extractors.contamination.index import Index, benchmarks_of, merged
from warploom.extractors.contamination.matching import Matcher
from warploom.extractors.text_measures import rows_of
from warploom.schemas.manifest import read_manifest
from warploom.validators.published import shard_paths

_BATCH_ROWS: Final = 256
_REPORT: Final = pa.schema(
    [
        pa.field("row_id", pa.string(), False),
        pa.field("split", pa.string(), False),
        pa.field("repo_name", pa.string(), False),
        pa.field("path", pa.string(), False),
        pa.field("benchmark", pa.string(), False),
        pa.field("item", pa.string(), False),
        pa.field("field", pa.string(), False),
        pa.field("method", pa.string(), False),
        pa.field("score", pa.float64(), False),
    ]
)


@dataclass(frozen=True, slots=True)
class ReleaseHits:
    """What was found: a row for each row of the release, item, field and method; sorted."""

    table: pa.Table
    n_rows: int
    """Rows that were looked up."""
    benchmarks: tuple[str, ...]

    def row_ids(self) -> list[str]:
        """Ids of the rows with hits, sorted."""
        return sorted(set(self.table.column("row_id").to_pylist()))

    def by_benchmark(self) -> list[tuple[str, int, int]]:
        """(benchmark, rows with hits, items that were found), of every benchmark."""
        names, rows, items = (self.table.column(c).to_pylist() for c in ("benchmark", "row_id", "item"))
        n_rows = Counter(name for name, _ in set(zip(names, rows, strict=True)))
        n_items = Counter(name for name, _ in set(zip(names, items, strict=True)))
        return [(name, n_rows[name], n_items[name]) for name in self.benchmarks]

    def report(self) -> dict[str, Any]:
        """All of it, for JSON."""
        counts = [{"benchmark": b, "n_rows": r, "n_items": i} for b, r, i in self.by_benchmark()]
        return {"n_rows": self.n_rows, "benchmarks": counts, "hits": self.table.to_pylist()}


def look_up_release(
    directory: Path, indexes: Sequence[Index], progress: Callable[[int, int], None] = lambda _n, _of: None
) -> ReleaseHits:
    """Look up every row of `source_files`; `progress` is told rows done and rows in all. Raises as `read_manifest`."""
    manifest = read_manifest(directory)
    index = merged(indexes)
    matcher = Matcher(index)
    total = manifest.tables["source_files"].rows if "source_files" in manifest.tables else 0
    rows: list[dict[str, Any]] = []
    n = 0
    for path in shard_paths(directory, "source_files", manifest):
        with pq.ParquetFile(path) as file:
            columns = ["row_id", "split", "repo_name", "path", "language", "text"]
            for batch in file.iter_batches(_BATCH_ROWS, columns=columns):
                view, offsets = rows_of(batch.column("text"))
                found = matcher.match(view, offsets, batch.column("language").to_pylist())
                for row, matches in enumerate(found):
                    who = {name: batch.column(name)[row].as_py() for name in columns[:4]} if matches else {}
                    rows += [{**who, **match._asdict()} for match in matches]
                n += batch.num_rows
                progress(n, total)
    order = [(name, "ascending") for name in ("row_id", "benchmark", "item", "field", "method")]
    table = pa.Table.from_pylist(rows, schema=_REPORT).sort_by(order)
    return ReleaseHits(table, n, benchmarks_of(index))
