"""A release with pairs, one of them hostile, and with tables that Warploom may have one day, or never."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from tests.small_pairs import Believer, pair
from tests.small_release import Rows, provenance
from tests.validators.test_pair_rules import pair_rows
from warploom.extractors.pairs.pair import Side
from warploom.pipelines.pair_sources import OWN_LICENSE
from warploom.schemas.release import PUBLISHED
from warploom.schemas.table import Column, Table
from warploom.validators.pair_rows import pair_row, verdict_rows

CPU_TEXT = (
    "void f(int n, float *y)\n{\n\tfor (int i = 0; i < n; ++i) y[i] += 1; // </pre><script>alert(1)</script>\n}\n"
)
GPU_TEXT = "__global__ void f(int n, float *y) { /* \u202e */ }\n"


def _table(name: str, **columns: pa.DataType) -> Table:
    listed = tuple(Column(c, kind, f"Its {c}.", nullable=c != "row_id") for c, kind in columns.items())
    return Table(name, "1.0", f"Rows of {name}.", ("row_id",), listed)


TABLES = (_table("unheard_of", row_id=pa.string(), scores=pa.list_(pa.float64())),)


@contextmanager
def future_tables() -> Iterator[Rows]:
    """The small release's rows with pairs, times and these tables; until the end, all tables are published ones."""
    known = dict(PUBLISHED)
    PUBLISHED.update({table.name: table for table in TABLES})
    try:
        rows = _with_hostile_pair(pair_rows())
        rows["timings"] = _timings(rows["kernel_pairs"])
        rows["unheard_of"] = [{"row_id": "x", "scores": [1.0]}]
        yield rows
    finally:
        PUBLISHED.clear()
        PUBLISHED.update(known)


def _with_hostile_pair(rows: Rows) -> Rows:
    hostile = dataclasses.replace(
        pair(90), cpu=Side("C", "serial", CPU_TEXT, "f"), gpu=Side("CUDA", "cuda", GPU_TEXT, "f")
    )
    believer = Believer()
    (proof,) = believer.prove([hostile])
    row = pair_row(hostile, str(proof.level), OWN_LICENSE, proof.verdicts)
    row |= {"recipe": provenance().name, "recipe_version": provenance().version}
    cluster = {"dedup_cluster_id": row["row_id"], "dedup_cluster_size": 1, "is_representative": True}
    rows["kernel_pairs"].append({**row, **cluster, "split_group": row["spec_id"], "split": "train"})
    rows["verdicts"] += verdict_rows(hostile, proof.verdicts, believer.surroundings())
    errors = [v for v in rows["verdicts"] if v["check"] == "agrees"]
    for verdict, error in zip(errors, (0.0, 3e-7, float("inf")), strict=False):
        verdict["max_rel_error"] = error
    return rows


def _timings(pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Times of two pairs, the second of which is measured against the first."""
    shared = {
        "suite_id": pairs[0]["input_spec_id"], "case": "n=33", "runner_kind": "gpu", "runner_id": "GPU-1",
        "device_name": "A device", "compute_capability": "9.0", "driver": None, "cuda_version": None,
        "samples_ns": [1.0], "ci_low_ns": 1.0, "ci_high_ns": 900.0, "confidence": 0.95, "n_warmups": 3, "cold_l2": True,
        "timer": "events", "sm_mhz": None, "memory_mhz": None, "bytes_moved": 2_000, "flops": 4_000,
        "roofline_share": None, "speedups": [],
        "instructions": None, "side": "gpu", "library": None, "host_id": None, "instruction_counter": None,
        "compiler": None, "compile_flags": None, "n_threads": None, "pinned": None,
    }  # fmt: skip
    slow = {"row_id": "ti_1", "hodges_lehmann_ns": 800.0, "baseline_id": None, "baseline_kind": None}
    fast = {"row_id": "ti_2", "hodges_lehmann_ns": 100.0, "baseline_id": "ti_1", "baseline_kind": "serial"}
    return [{**shared, "subject_id": row["row_id"], **time} for row, time in zip(pairs, (slow, fast), strict=False)]
