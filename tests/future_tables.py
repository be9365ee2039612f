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


_S, _F, _I = pa.string(), pa.float64(), pa.int64()

TABLES = (
    _table("timings", row_id=_S, baseline_id=_S, baseline_kind=_S, hodges_lehmann_ns=_F, flops=_I, bytes_moved=_I),
    _table("unheard_of", row_id=_S, scores=pa.list_(_F)),
)


@contextmanager
def future_tables() -> Iterator[Rows]:
    """The small release's rows with pairs and these tables; until the end, all tables are published ones."""
    known = dict(PUBLISHED)
    PUBLISHED.update({table.name: table for table in TABLES})
    try:
        yield {**_with_hostile_pair(pair_rows()), **_rows()}
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


def _rows() -> dict[str, list[dict[str, Any]]]:
    shared = {"flops": 4_000, "bytes_moved": 2_000}
    return {
        "timings": [
            {**shared, "row_id": "ti_1", "baseline_id": None, "baseline_kind": None, "hodges_lehmann_ns": 800.0},
            {**shared, "row_id": "ti_2", "baseline_id": "ti_1", "baseline_kind": "serial", "hodges_lehmann_ns": 100.0},
        ],
        "unheard_of": [{"row_id": "x", "scores": [1.0]}],
    }
