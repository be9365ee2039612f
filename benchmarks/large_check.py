"""Check a release of a GB: the rows of the release of `shared_releases`, many times over with other ids."""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from measuring import BUILD, BenchmarkError, Figure, say, table, timed, warploom, write_result

from warploom.catalog.release import finish_release
from warploom.pipelines.release_parquet import write_release_shard
from warploom.pipelines.shards import one_batch, split_by_bytes
from warploom.schemas.manifest import read_manifest
from warploom.schemas.release import PUBLISHED, shards

NAME = "large_check"
_WANTED_BYTES = 1_000_000_000
_HEX = "0123456789abcdef"
_ID = re.compile(r"([a-z]{2}_|swh:1:cnt:)[0-9a-f]{16,}")
_BATCH_BYTES = 16 * 1024 * 1024
_EXIT_FINDINGS = 1
"""Found, as expected: contents are no digests of their copies' texts, and MPI texts not those of the files."""


def measure(wanted: int = _WANTED_BYTES) -> list[Figure]:
    """Needs the release that `shared_releases` leaves. Laws between tables hold, since every copy renames ids alike."""
    source, large = BUILD / "shared_releases" / "first", BUILD / NAME / "out"
    if not source.is_dir():
        raise BenchmarkError(NAME, "run `shared_releases` first")
    shutil.rmtree(large, ignore_errors=True)
    n_copies = max(1, wanted // sum(path.stat().st_size for path in source.rglob("*.parquet")))
    for folder in PUBLISHED:
        for path in shards(source, folder):
            _multiply(path, folder, large / path.relative_to(source).parent, 1 if folder == "sample" else n_copies)
    finish_release(large, read_manifest(source).provenance)
    n_bytes = sum(path.stat().st_size for path in large.rglob("*.parquet"))
    say(f"  {n_copies} copies, {n_bytes / 1e6:.0f} MB")
    run = timed(warploom("check", large), BUILD / NAME / "check.log", allow=_EXIT_FINDINGS)
    seconds = run.cpu_s / n_bytes * 1e9
    figures = [
        Figure(NAME, "release", n_bytes / 1e6, "MB"),
        Figure(NAME, "check", run.seconds, "s"),
        Figure(NAME, "check, of processors, per GB", seconds, "s", "<= 60 s", seconds <= 60),
    ]
    write_result(NAME, figures, {"copies": n_copies, "load": os.getloadavg()})
    return figures


def _multiply(path: Path, folder: str, target: Path, n: int) -> None:
    rows = pq.read_table(path).cast(PUBLISHED[folder].schema)
    split = path.name.partition("-")[0]
    for k in range(n):
        copy = _renamed(rows, k, has_texts=PUBLISHED[folder].name == "source_files")
        name = f"{split}-{k:05d}-of-{n:05d}.parquet"
        batches = split_by_bytes(one_batch(copy), _BATCH_BYTES)
        write_release_shard(target, PUBLISHED[folder], name, batches, copy.num_rows)


def _renamed(rows: pa.Table, k: int, *, has_texts: bool) -> pa.Table:
    """The rows with the digits of ids in another order, and a number at the end of texts and of repositories' names."""
    order = list(_HEX)
    random.Random(k).shuffle(order)
    digits = str.maketrans(_HEX, "".join(order))

    def renamed(value: str | None) -> str | None:
        found = _ID.fullmatch(value or "")
        return value if found is None or value is None else found[1] + value[len(found[1]) :].translate(digits)

    columns = {name: rows.column(name) for name in rows.column_names}
    for name, column in columns.items():
        if name in ("repo_name", "split_group"):
            columns[name] = pc.binary_join_element_wise(column, f"-{k}", "")
        elif pa.types.is_string(column.type) and name.endswith("_id"):
            columns[name] = pa.array([renamed(value) for value in column.to_pylist()], column.type)
    if has_texts:
        tail = f"\n//{k:04d}\n"
        texts = [text + tail for text in columns["text"].to_pylist()]
        columns["text"] = pa.array(texts)
        columns["text_sha256"] = pa.array([hashlib.sha256(text.encode()).hexdigest() for text in texts])
        columns["length_bytes"] = pc.add(columns["length_bytes"], len(tail))
        columns["n_lines"] = pc.add(columns["n_lines"], 1)
    return pa.table([columns[name] for name in rows.column_names], schema=rows.schema)


if __name__ == "__main__":
    print(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else _WANTED_BYTES)))
