"""Tables that a release may have one day: pairs, verdicts and timings, as far as the page asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from tests.small_release import Rows, small_rows
from warploom.schemas.release import PUBLISHED
from warploom.schemas.table import Column, Table

CPU_TEXT = (
    "void add(int n, float *y)\n{\n\tfor (int i = 0; i < n; ++i) y[i] += 1; // </pre><script>alert(1)</script>\n}\n"
)
GPU_TEXT = "__global__ void add(int n, float *y) { /* \u202e */ }\n"


def _table(name: str, **columns: pa.DataType) -> Table:
    listed = tuple(Column(c, kind, f"Its {c}.", nullable=c != "row_id") for c, kind in columns.items())
    return Table(name, "1.0", f"Rows of {name}.", ("row_id",), listed)


_S, _F, _I = pa.string(), pa.float64(), pa.int64()

TABLES = (
    _table("kernel_pairs", row_id=_S, cpu_text=_S, gpu_text=_S, level=_S, origin=_S, mutation_score=_F, split=_S),
    _table("refused_pairs", row_id=_S, origin=_S, reason=_S),
    _table("verdicts", row_id=_S, check=_S, outcome=_S, runner_kind=_S, max_rel_error=_F, max_ulp=_F),
    _table("timings", row_id=_S, baseline_id=_S, baseline_kind=_S, hodges_lehmann_ns=_F, flops=_I, bytes_moved=_I),
    _table("unheard_of", row_id=_S, scores=pa.list_(_F)),
)


@contextmanager
def future_tables() -> Iterator[Rows]:
    """The small release's rows with some of these tables; until the end, all tables are published ones."""
    known = dict(PUBLISHED)
    PUBLISHED.update({table.name: table for table in TABLES})
    try:
        yield {**small_rows(), **_rows()}
    finally:
        PUBLISHED.clear()
        PUBLISHED.update(known)


def _rows() -> dict[str, list[dict[str, Any]]]:
    pair = {"cpu_text": CPU_TEXT, "gpu_text": GPU_TEXT, "split": "train"}
    verdict = {"outcome": "passed", "runner_kind": "simulator", "max_rel_error": None, "max_ulp": None}
    return {
        "kernel_pairs": [
            {**pair, "row_id": "kp_1", "level": "agrees_on_cpu", "origin": "written", "mutation_score": 1.0},
            {**pair, "row_id": "kp_2", "level": "compiled", "origin": "generated", "mutation_score": 0.83},
        ],
        "refused_pairs": [{"row_id": "kp_3", "origin": "mined", "reason": "<img src=x onerror=alert(1)>"}],
        "verdicts": [
            {**verdict, "row_id": "ve_1", "check": "agrees", "max_rel_error": 0.0, "max_ulp": 0.0},
            {**verdict, "row_id": "ve_2", "check": "agrees", "max_rel_error": 3e-7, "max_ulp": 2.0},
            {**verdict, "row_id": "ve_3", "check": "races", "outcome": "failed"},
            {**verdict, "row_id": "ve_4", "check": "agrees", "outcome": "failed", "max_rel_error": float("inf")},
        ],
        "timings": [
            {"row_id": "ti_1", "baseline_id": None, "baseline_kind": None, "hodges_lehmann_ns": 800.0, "flops": 4_000,
             "bytes_moved": 2_000},
            {"row_id": "ti_2", "baseline_id": "ti_1", "baseline_kind": "serial", "hodges_lehmann_ns": 100.0,
             "flops": 4_000, "bytes_moved": 2_000},
        ],
        "unheard_of": [{"row_id": "x", "scores": [1.0]}],
    }  # fmt: skip
