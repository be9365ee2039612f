"""Query a release of 1 M rows of 2 KB in DuckDB: one row by its id, counts by language and license, the top ten."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from measuring import BUILD, Figure, best, middle, say, table, write_result

from warploom.catalog.views import write_views
from warploom.pipelines import release_parquet
from warploom.schemas.release import LANGUAGE_FOLDERS
from warploom.schemas.source_files import SOURCE_FILES

NAME = "query_latency"
_LANGUAGES = ("C", "C++", "CUDA", "Fortran")
_LICENSES = ("Apache-2.0", "BSD-3-Clause", "MIT", "MPL-2.0")
_TEXT_BYTES = 2_048
_BATCH_ROWS = 4_000
_N_LOOKUPS = 40
_GOALS_MS = {"one row by its id": 15.0, "language x license count": 5.0, "top ten by length": 30.0}
_QUERIES = {
    "language x license count": "FROM licenses_of('source_files')",
    "the same counted in the shards": "SELECT language, license_expression, count(*) FROM source_files GROUP BY ALL",
    "top ten by length": (
        "SELECT row_id, repo_name, path, length_bytes FROM source_files ORDER BY length_bytes DESC LIMIT 10"
    ),
}


def measure(n_rows: int = 1_000_000) -> list[Figure]:
    """The release as it is published; its shards are those of the writer that builds use."""
    directory = BUILD / NAME / f"release-{n_rows}"
    n_bytes, lookups, others = _measured(directory, n_rows)
    figures = [Figure(NAME, f"{n_rows:,} rows, shards", n_bytes / 1e6, "MB")]
    for what, times in {"one row by its id": lookups, **others}.items():
        goal = _GOALS_MS.get(what)
        value = middle(times) * 1e3
        judged = () if goal is None else (f"<= {goal:g} ms", value <= goal)
        figures.append(Figure(NAME, f"{what}, median", value, "ms", *judged))
        figures.append(Figure(NAME, f"{what}, best", best(times) * 1e3, "ms"))
    write_result(NAME, figures, {"rows": n_rows, "load": os.getloadavg()})
    return figures


def compare(n_rows: int, sizes: list[int]) -> None:
    """The same for several sizes of row groups, in MiB: how the writer's was chosen."""
    for size in sizes:
        release_parquet.GROUP_BYTES = size * 1024 * 1024
        n_bytes, lookups, others = _measured(BUILD / NAME / f"groups-{size}-{n_rows}", n_rows)
        cells = [f"{what} {best(t) * 1e3:.1f} / {middle(t) * 1e3:.1f} ms" for what, t in others.items()]
        say(
            f"{size} MiB: {n_bytes / 1e6:,.0f} MB, by id {best(lookups) * 1e3:.1f} / {middle(lookups) * 1e3:.1f} ms, "
            + ", ".join(cells)
        )


def _measured(directory: Path, n_rows: int) -> tuple[int, list[float], dict[str, list[float]]]:
    if not (directory / "catalog.duckdb").exists():
        started = time.perf_counter()
        _write(directory, n_rows)
        say(f"  written in {time.perf_counter() - started:.0f} s")
    n_bytes = sum(path.stat().st_size for path in directory.rglob("*.parquet"))
    with duckdb.connect(str(directory / "catalog.duckdb"), read_only=True) as connection:
        connection.execute("SET parquet_metadata_cache = true")  # a session's setting; a catalog cannot hold it
        ids = [_row_id(int(i * (n_rows - 1) / (_N_LOOKUPS + 5))) for i in range(_N_LOOKUPS + 5)]
        lookups = []
        for number, row_id in enumerate(ids):
            started = time.perf_counter()
            rows = connection.execute("SELECT * FROM source_files WHERE row_id = ?", [row_id]).fetchall()
            if number >= 5:  # warm
                lookups.append(time.perf_counter() - started)
            if len(rows) != 1:
                raise LookupError(row_id)
        others: dict[str, list[float]] = {}
        for what, sql in _QUERIES.items():
            connection.execute(sql).fetchall()
            for _ in range(20):
                started = time.perf_counter()
                connection.execute(sql).fetchall()
                others.setdefault(what, []).append(time.perf_counter() - started)
    return n_bytes, lookups, others


def _write(directory: Path, n_rows: int) -> None:
    n_shards = 2 * len(_LANGUAGES)
    per_shard = n_rows // n_shards
    for number in range(n_shards):
        language = _LANGUAGES[number // 2]
        name = f"data/source_files/{LANGUAGE_FOLDERS[language]}/train-{number % 2:05d}-of-00002.parquet"
        batches = _rows(language, number * per_shard, per_shard)
        release_parquet.write_release_shard(directory, SOURCE_FILES, name, batches, per_shard)
    write_views(directory)


def _row_id(number: int) -> str:
    return "sf_" + hashlib.sha1(b"%d" % number).hexdigest()  # noqa: S324 - as ids are


def _rows(language: str, first: int, n: int) -> Iterator[pa.RecordBatch]:
    """Rows in the order of a shard: by license and repository; ids are digests, texts words drawn by Zipf's law."""
    random = np.random.default_rng(first)
    words = [f"word_{i:x}" if i % 3 else f"{i % 97}" for i in range(20_000)]
    drawn = np.minimum(random.zipf(1.3, 4_000_000), len(words)) - 1
    blob = " ".join(words[i] for i in drawn)
    for start in range(0, n, _BATCH_ROWS):
        here = min(_BATCH_ROWS, n - start)
        numbers = range(first + start, first + start + here)
        offsets = random.integers(0, len(blob) - 2 * _TEXT_BYTES, here)
        lengths = random.integers(_TEXT_BYTES // 2, 3 * _TEXT_BYTES // 2, here)
        texts = [blob[o : o + k] for o, k in zip(offsets, lengths, strict=True)]
        own: dict[str, Any] = {
            "text": texts,
            "row_id": [_row_id(i) for i in numbers],
            "content_id": ["swh:1:cnt:" + _row_id(i)[3:] for i in numbers],
            "occurrence_id": ["oc_" + _row_id(i)[3:35] for i in numbers],
            "dedup_cluster_id": [_row_id(i) for i in numbers],
            "dedup_clone_id": [_row_id(i) for i in numbers],
            "text_sha256": [hashlib.sha256(t.encode()).hexdigest() for t in texts],
            "language": [language] * here,
            "license_expression": [_LICENSES[len(_LICENSES) * (start + i) // n] for i in range(here)],
            "license_tier": ["permissive"] * here,
            "repo_name": [f"owner/name-{(first + start + i) // 300:06d}" for i in range(here)],
            "path": [f"src/part_{i % 40}/file_{i}.c" for i in numbers],
            "length_bytes": lengths,
            "n_lines": lengths // 30,
        }
        yield SOURCE_FILES.from_columns(**{**{c.name: _filler(c.type, here) for c in SOURCE_FILES.columns}, **own})


def _filler(kind: pa.DataType, n: int) -> pa.Array:
    value: Any = 1
    if pa.types.is_list(kind):
        value = []
    elif pa.types.is_string(kind):
        value = "some"
    elif pa.types.is_boolean(kind):
        value = False
    return pa.array([value] * n, kind)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        compare(int(sys.argv[1]), [int(size) for size in sys.argv[2:]])
    else:
        print(table(measure()))
