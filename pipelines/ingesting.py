"""Takes what GPU runners found into a release: evidence is added, and what a device confirms gets its level."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warploom.catalog.explore import query
from warploom.catalog.pair_records import KEYS, pair_records
from warploom.catalog.release import finish_release
from warploom.pipelines.leaving_out import refuse_older
from warploom.pipelines.pair_shards import raised, release_batches
from warploom.pipelines.publication import link_or_copy, put_in_place
from warploom.pipelines.release_parquet import write_release_shard
from warploom.schemas.errors import UsageError
from warploom.schemas.kernel_pairs import KERNEL_PAIRS
from warploom.schemas.manifest import ShardReceipt, read_manifest
from warploom.schemas.runners import RUNNERS
from warploom.schemas.table import Table
from warploom.schemas.timings import TIMINGS
from warploom.schemas.verdicts import VERDICTS
from warploom.validators.gpu.bundling import Task
from warploom.validators.gpu.levels import COLUMNS, DEVICE_CHECKS, DeviceEvidence, weigh
from warploom.validators.gpu.results import Expected, RefusedLine, job_id_of, read_results
from warploom.validators.gpu.speedups import TimedPair, with_speedups
from warploom.validators.pair_rows import pair_of_row

_RUNNABLE = "p.level IN ('agrees_on_cpu', 'agrees_on_gpu') AND p.gpu_language = 'CUDA'"
_PAIR_ID = re.compile(r"kp_[0-9a-f]{1,64}")
_WEIGHED = ", ".join(f'"{name}"' for name in (*COLUMNS, "runner_id", "suite_id", "seeds"))
_SET_ASIDE = "SELECT runner_id, detail FROM runners WHERE event = 'set_aside'"
_DEVICE_VERDICTS = f'SELECT {_WEIGHED} FROM verdicts WHERE "check" IN ({", ".join(map(repr, DEVICE_CHECKS))})'  # noqa: S608


@dataclass(frozen=True, slots=True)
class Ingested:
    """Rows that were added and those that were there already, by table, and lines that were refused."""

    added: Mapping[str, int]
    known: Mapping[str, int]
    refused: Sequence[RefusedLine]
    n_confirmed: int = 0
    """Pairs whose level rose to `agrees_on_gpu`."""
    set_aside: Mapping[str, str] = field(default_factory=dict)
    """Runners that are not believed, with the reason: what they said is taken out."""
    refuted: Sequence[str] = ()
    """Published pairs that a runner refutes: they stay until a build takes the results as its evidence."""


def tasks_of(release: Path, limit: int | None = None, only: Sequence[str] = ()) -> list[Task]:
    """The pairs of a release that were proven on the CPU, in the order of their ids; only those named, if any are."""
    named = f" AND p.row_id IN ({', '.join(map(repr, map(_id, only)))})" if only else ""
    rows = pair_records(release, _RUNNABLE + named, limit)
    if not rows:
        raise UsageError(f"{release}: no CUDA pair in it is proven on the CPU: there is nothing to run")
    return [Task(r["row_id"], r["input_spec_id"], pair_of_row(r, r["spec_text"]), r["seed"]) for r in rows]


def _id(text: str) -> str:
    if not _PAIR_ID.fullmatch(text):
        raise UsageError(f"{text[:60]!r} is no pair's id")
    return text


def ingest_results(
    release: Path,
    places: Sequence[Path],
    key: bytes | None,
    recheck: Callable[[Sequence[Mapping[str, Any]]], None] | None = None,
) -> Ingested:
    """Add what results say of the release's pairs. The same results twice add nothing; the release is replaced at
    once, or stays as it was. `recheck` gets the rows of `verdicts` that are new, and raises where they are not true.
    """
    manifest = read_manifest(release)
    refuse_older(release, manifest)
    rows = pair_records(release, _RUNNABLE, columns=f"{KEYS}, p.spec_id, p.gpu_schedule, p.cpu_model")
    pairs = {row["row_id"]: TimedPair(row["spec_id"], row["gpu_schedule"], row["cpu_model"]) for row in rows}
    known_jobs = [Expected(row["row_id"], row["input_spec_id"], row["seed"]) for row in rows]
    jobs = {job_id_of(job.pair_id, job.suite_id, job.seed): job for job in known_jobs}
    there = query(release, _DEVICE_VERDICTS).to_pylist()
    banned = query(release, _SET_ASIDE).to_pylist() if RUNNERS.name in manifest.tables else []
    found = read_results(places, jobs, key, there, {row["runner_id"]: row["detail"] for row in banned})
    rows_of = ((VERDICTS, found.verdicts), (TIMINGS, found.timings), (RUNNERS, found.runners))
    added = {t.name: _unknown(release, t, r, is_there=t.name in manifest.tables) for t, r in rows_of}
    if recheck is not None and added[VERDICTS.name]:
        recheck(added[VERDICTS.name])
    withdrawn = [row for row in there if row["runner_id"] in found.set_aside]
    left = (row for row in there if row["runner_id"] not in found.set_aside)
    evidence = weigh([*left, *found.verdicts.values()])
    unproven = {row["subject_id"] for row in withdrawn if row["outcome"] == "passed"} - evidence.confirmed
    levels = _levels(release, evidence, unproven)
    counts = {name: len(rows) for name, rows in added.items()}
    known = {table.name: len(rows) - counts[table.name] for table, rows in rows_of}
    lifted = {name for name, low in levels.items() if low & (evidence.confirmed | unproven)}
    changed = [table for table, _ in rows_of if added[table.name] or (withdrawn and table is not RUNNERS)]
    if changed or lifted:
        with tempfile.TemporaryDirectory(prefix=".ingest-", dir=release.parent) as place:
            assembly = Path(place) / "release"
            receipts = []
            for folder, published in manifest.tables.items():
                if folder not in {table.name for table in changed}:
                    for receipt in published.files:
                        if receipt.path in lifted:
                            receipts.append(_lifted(release, assembly, receipt.path, evidence, unproven))
                            continue
                        link_or_copy(release / receipt.path, assembly / receipt.path)
                        receipts.append(receipt)
            for table in sorted(changed, key=lambda table: table.name):
                paths = [r.path for r in manifest.tables[table.name].files] if table.name in manifest.tables else []
                without = () if table is RUNNERS else found.set_aside
                receipts += _extended(release, assembly, table, paths, added[table.name], without, pairs)
            finish_release(assembly, manifest.provenance, receipts)
            put_in_place(assembly, release)
    n_confirmed = sum(len(low & evidence.confirmed) for low in levels.values())
    ours: set[str] = {row["row_id"] for row in rows}
    refuted = tuple(sorted(ours & evidence.refuted.keys()))
    return Ingested(counts, known, tuple(found.refused), n_confirmed, found.set_aside, refuted)


def _levels(release: Path, evidence: DeviceEvidence, unproven: Collection[str]) -> dict[str, set[str]]:
    """Pairs that are proven on the CPU and no further, by the shard that they are in; and what is no longer more."""
    if not evidence.confirmed and not unproven:
        return {}
    names = [receipt.path for receipt in read_manifest(release).tables[KERNEL_PAIRS.name].files]
    found: dict[str, set[str]] = {}
    for name in names:
        rows = pq.read_table(release / name, columns=["row_id", "level"]).to_pylist()
        found[name] = {
            row["row_id"]
            for row in rows
            if row["level"] == "agrees_on_cpu" or (row["level"] == "agrees_on_gpu" and row["row_id"] in unproven)
        }
    return found


def _lifted(
    release: Path, assembly: Path, name: str, evidence: DeviceEvidence, unproven: Collection[str]
) -> ShardReceipt:
    whole = raised(pq.read_table(release / name).cast(KERNEL_PAIRS.schema), evidence.confirmed)
    if unproven:
        is_lost = pc.and_(
            pc.is_in(whole.column("row_id"), pa.array(sorted(unproven), pa.string())),
            pc.equal(whole.column("level"), "agrees_on_gpu"),
        )
        place = whole.schema.get_field_index("level")
        level = pc.if_else(is_lost, "agrees_on_cpu", whole.column("level"))
        whole = whole.set_column(place, whole.schema.field(place), level)
    ref = write_release_shard(assembly, KERNEL_PAIRS, name, release_batches(whole), whole.num_rows)
    return ShardReceipt(name, ref.rows, ref.bytes, ref.sha256)


def _unknown(
    release: Path, table: Table, rows: Mapping[str, Mapping[str, Any]], *, is_there: bool
) -> list[Mapping[str, Any]]:
    if not is_there:
        return [row for _, row in sorted(rows.items())]
    there = set(query(release, f"SELECT row_id FROM {table.name}").column("row_id").to_pylist())  # noqa: S608 - our own
    return [row for row_id, row in sorted(rows.items()) if row_id not in there]


def _extended(
    release: Path,
    assembly: Path,
    table: Table,
    paths: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    without: Collection[str],
    pairs: Mapping[str, TimedPair],
) -> list[ShardReceipt]:
    """Shards with further rows, each where a build would put it, by its id; and without those of some runners. Of
    times, what is compared with what may change for those that were there.
    """
    if table is TIMINGS:
        there = [row for name in paths for row in pq.read_table(release / name).cast(table.schema).to_pylist()]
        rows = with_speedups([row for row in [*there, *rows] if row["runner_id"] not in without], pairs)
    names = sorted(paths) or [f"data/{table.name}/train-00000-of-00001.parquet"]
    receipts = []
    for number, name in enumerate(names):
        mine = [dict(row) for row in rows if int(str(row["row_id"])[3:8], 16) % len(names) == number]
        parts = [pa.Table.from_batches([table.batch(mine)], table.schema)]
        if name in paths and table is not TIMINGS:
            old = pq.read_table(release / name).cast(table.schema)
            if without:
                old = old.filter(pc.invert(pc.is_in(old.column("runner_id"), pa.array(sorted(without), pa.string()))))
            parts.insert(0, old)
        whole = pa.concat_tables(parts)
        whole = whole.sort_by([("row_id", "ascending")])
        ref = write_release_shard(assembly, table, name, release_batches(whole), whole.num_rows)
        receipts.append(ShardReceipt(name, ref.rows, ref.bytes, ref.sha256))
    return receipts
