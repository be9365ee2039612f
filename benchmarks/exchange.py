"""Group 1 M rows into 64 partitions on two Dask workers: our spill files, Dask's dataframe shuffle, Dask's bag."""

from __future__ import annotations

import gc
import hashlib
import logging
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dask
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
from distributed import Client, LocalCluster, wait
from measuring import BUILD, N_WORKERS, BenchmarkError, Figure, best, middle, say, wait_until_quiet, write_result

from warploom.pipelines.exchange import parts_of, read_parts, write_spill
from warploom.schemas.exact_duplicates import DUPLICATE_CANDIDATES

NAME = "exchange"
_N_ROWS = 1_000_000
_N_INPUTS = 8
_N_PARTITIONS = 64
_KEY = "content_id"


def measure(repeats: int = 3) -> list[Figure]:
    """Each contestant gets a fresh cluster, warmed up; it reads the same Parquet files and counts rows and keys."""
    inputs = _inputs(BUILD / NAME / "input")
    spills = BUILD / NAME / "spills"
    contestants: dict[str, Callable[[Client], tuple[int, int]]] = {
        "warploom": lambda client: _ours(client, inputs, spills),
        "dask dataframe": lambda client: _dataframe(client, inputs),
        "dask bag": lambda client: _bag(client, inputs),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    memory: dict[str, list[int]] = {name: [] for name in contestants}
    answers: dict[str, tuple[int, int]] = {}
    for n in range(repeats):
        for name, contestant in contestants.items():
            if name == "dask bag" and n:  # the slowest by far, and no close call
                continue
            taken, peak, answers[name] = _timed(contestant)
            seconds[name].append(taken)
            memory[name].append(peak)
            say(f"  {name} {n + 1}/{repeats}: {taken:.2f} s, {peak / 1e6:,.0f} MB a worker")
    if len(set(answers.values())) != 1:
        raise BenchmarkError("exchange", f"the contestants disagree: {answers}")
    ours = middle(seconds["warploom"])
    figures = [Figure(NAME, f"{name}, median", middle(taken), "s") for name, taken in seconds.items()]
    figures += [Figure(NAME, f"{name}, largest worker", max(peaks) / 1e6, "MB") for name, peaks in memory.items()]
    figures += [
        Figure(NAME, f"{name} : warploom, median", middle(seconds[name]) / ours, "x")
        for name in seconds
        if name != "warploom"
    ]
    figures.append(Figure(NAME, "warploom, best", best(seconds["warploom"]), "s"))
    write_result(NAME, figures, {"seconds": seconds, "worker_bytes": memory, "answer": answers["warploom"]})
    shutil.rmtree(BUILD / NAME)
    return figures


def _ours(client: Client, inputs: list[Path], work: Path) -> tuple[int, int]:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    mapped = [client.submit(_spill, work, number, path, pure=False) for number, path in enumerate(inputs)]
    spills = client.gather(mapped)
    reduced = [client.submit(_reduce, work, parts_of(spills, n), pure=False) for n in range(_N_PARTITIONS)]
    return _sum(client.gather(reduced))


def _spill(work: Path, number: int, path: Path) -> dict[str, Any]:
    batch = pq.read_table(path, schema=DUPLICATE_CANDIDATES.schema).combine_chunks().to_batches()[0]
    return write_spill(work, f"{number}.arrow", batch, _KEY, _partition)


def _partition(key: str) -> int:
    from warploom.pipelines.exchange import partition_of

    return partition_of(key, _N_PARTITIONS)


def _reduce(work: Path, parts: Any) -> tuple[int, int]:
    batch = read_parts(work, parts, DUPLICATE_CANDIDATES)
    return batch.num_rows, len(batch.column(_KEY).unique())


def _dataframe(client: Client, inputs: list[Path]) -> tuple[int, int]:
    import dask.dataframe as dd

    frame = dd.read_parquet([str(p) for p in inputs], split_row_groups=False)
    shuffled = frame.shuffle(on=_KEY, npartitions=_N_PARTITIONS, shuffle_method="p2p")
    counted = [client.compute(part) for part in shuffled.map_partitions(_count, meta=("n", object)).to_delayed()]
    return _sum([tuple(c.iloc[0]) for c in client.gather(counted)])


def _count(frame: Any) -> Any:
    import pandas as pd

    return pd.Series([(len(frame), frame[_KEY].nunique())])


def _bag(client: Client, inputs: list[Path]) -> tuple[int, int]:
    import dask.bag as db

    rows = db.from_delayed([dask.delayed(_rows)(path) for path in inputs])
    grouped = rows.groupby(_partition_of_row, npartitions=_N_PARTITIONS, shuffle="tasks")
    return _sum(client.gather(client.compute(grouped.map(_group_size))))


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def _partition_of_row(row: dict[str, Any]) -> int:
    return _partition(row[_KEY])


def _group_size(group: tuple[int, list[Any]]) -> tuple[int, int]:
    return len(group[1]), len({row[_KEY] for row in group[1]})


def _sum(pairs: list[Any]) -> tuple[int, int]:
    return sum(rows for rows, _ in pairs), sum(keys for _, keys in pairs)


def _timed(contestant: Callable[[Client], tuple[int, int]]) -> tuple[float, int, tuple[int, int]]:
    """Seconds, the largest worker's peak in bytes, and the answer."""
    dask.config.set({"dataframe.convert-string": True})
    with (
        LocalCluster(
            n_workers=N_WORKERS,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
            memory_limit=0,
        ) as cluster,
        Client(cluster) as client,
    ):
        wait(client.map(_warm, range(8 * N_WORKERS), pure=False))
        workers = [psutil.Process(pid) for pid in client.run(_pid).values()]
        peak, stop = [0], threading.Event()
        watch = threading.Thread(target=_watch, args=(workers, peak, stop))
        wait_until_quiet()
        gc.collect()
        watch.start()
        started = time.perf_counter()
        answer = contestant(client)
        seconds = time.perf_counter() - started
        stop.set()
        watch.join()
    return seconds, peak[0], answer


def _watch(workers: list[psutil.Process], peak: list[int], stop: threading.Event) -> None:
    while not stop.wait(0.05):
        peak[0] = max(peak[0], *(w.memory_info().rss for w in workers))


def _warm(number: int) -> int:
    import dask.bag
    import dask.dataframe  # noqa: F401 - imports are not what is measured

    import warploom.pipelines.exchange  # noqa: F401

    return number


def _pid() -> int:
    import os

    return os.getpid()


def _inputs(root: Path) -> list[Path]:
    """Eight Parquet files of ids as the corpus has them; a tenth of the contents occur twice."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    per_file = _N_ROWS // _N_INPUTS
    paths = []
    for number in range(_N_INPUTS):
        rows = range(number * per_file, (number + 1) * per_file)
        ids = [hashlib.sha1(str(row * 9 // 10).encode(), usedforsecurity=False).hexdigest() for row in rows]
        batch = DUPLICATE_CANDIDATES.from_columns(
            occurrence_id=["oc_" + hashlib.sha1(b"%d" % row, usedforsecurity=False).hexdigest()[:32] for row in rows],
            repository_id=[f"rp_{row % 997:024x}" for row in rows],
            content_id=["swh:1:cnt:" + i for i in ids],
            license_expression=["Apache-2.0"] * per_file,
            license_tier=["permissive"] * per_file,
            is_wanted=[True] * len(rows),
            is_vendored=[row % 7 == 0 for row in rows],
            revision_time=pa.nulls(per_file, DUPLICATE_CANDIDATES.schema.field("revision_time").type),
        )
        path = root / f"{number}.parquet"
        pq.write_table(pa.Table.from_batches([batch]), path)
        paths.append(path)
    return paths
