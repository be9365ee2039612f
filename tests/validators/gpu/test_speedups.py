"""Which program is whose baseline, and what it is faster by."""

from __future__ import annotations

from typing import Any

import pytest

from warploom.validators.gpu.speedups import TimedPair, with_speedups

PAIRS = {
    "kp_naive": TimedPair("ks_1", "naive", "serial"),
    "kp_tiled": TimedPair("ks_1", "tiled", "serial"),
    "kp_grid": TimedPair("ks_1", "grid_stride", "openmp"),
    "kp_other": TimedPair("ks_2", "naive", "serial"),
}


def timing(pair: str, time_ns: float, *, kind: str = "gpu", runner: str = "A", **more: Any) -> dict[str, Any]:
    samples = [time_ns * (1 + k / 1000) for k in range(20)]
    row = {"row_id": f"ti_{pair}_{kind}_{runner}", "subject_id": pair, "suite_id": "is_1", "case": "n=4099"}
    row |= {"side": kind, "host_id": None}
    return row | {"runner_kind": kind, "runner_id": runner, "samples_ns": samples, "hodges_lehmann_ns": time_ns} | more


ROWS = [
    timing("kp_naive", 100.0, host_id="host-1"),
    timing("kp_tiled", 25.0, host_id="host-1"),
    timing("kp_grid", 50.0, host_id="host-1"),
    timing("kp_other", 10.0),
    timing("kp_naive", 800.0, kind="cpu", runner="processor", host_id="host-1"),
    timing("kp_grid", 400.0, kind="cpu", runner="processor", host_id="host-1"),
    timing("kp_grid", 200.0, kind="cpu", runner="elsewhere", host_id="host-2"),
    timing("kp_tiled", 20.0, side="library", row_id="ti_cublas"),
    timing("kp_tiled", 600.0, kind="cpu", side="library", row_id="ti_numpy", runner="processor", host_id="host-1"),
    timing("kp_tiled", 5.0, runner="B"),
    timing("kp_unknown", 1.0),
]


def test_each_is_compared_with_named_baselines_on_its_runner() -> None:
    """Serial and OpenMP on the CPU, the naive schedule, the fastest of the others; nothing with itself."""
    rows = {row["row_id"]: row for row in with_speedups(ROWS, PAIRS)}
    told = {
        name: {s["baseline_kind"]: (s["baseline_id"], round(s["value"], 2)) for s in row["speedups"]}
        for name, row in rows.items()
    }
    serial, openmp = "ti_kp_naive_cpu_processor", "ti_kp_grid_cpu_processor"
    libraries = {"library": ("ti_cublas", 0.2), "cpu_library": ("ti_numpy", 6.0)}
    assert told["ti_kp_naive_gpu_A"] == {
        "serial": (serial, 8.0), "tuned": ("ti_kp_tiled_gpu_A", 0.25), "openmp": (openmp, 4.0), **libraries,
    }  # fmt: skip
    assert told["ti_kp_tiled_gpu_A"] == {
        "serial": (serial, 32.0), "naive": ("ti_kp_naive_gpu_A", 4.0), "tuned": ("ti_kp_grid_gpu_A", 2.0),
        "openmp": (openmp, 16.0), "library": ("ti_cublas", 0.8), "cpu_library": ("ti_numpy", 24.0),
    }  # fmt: skip
    alone = ("ti_kp_other_gpu_A", "ti_kp_tiled_gpu_B", "ti_kp_unknown_gpu_A", "ti_kp_grid_cpu_elsewhere", "ti_numpy")
    assert [told[name] for name in alone] == [{}] * len(alone)
    assert told[serial] == {"library": ("ti_numpy", 0.75)}
    assert told[openmp] == {"serial": (serial, 2.0), "library": ("ti_numpy", 1.5)}
    first = rows["ti_kp_tiled_gpu_A"]
    assert (first["baseline_id"], first["baseline_kind"]) == (serial, "serial")
    (value,) = [s for s in first["speedups"] if s["baseline_kind"] == "naive"]
    assert value["ci_low"] < 4.0 < value["ci_high"]
    assert value["confidence"] == pytest.approx(0.95, abs=0.01)


def test_the_order_of_rows_and_what_was_derived_before_change_nothing() -> None:
    """Rows that come later find those that were there as they were measured."""
    whole = with_speedups(ROWS, PAIRS)
    assert with_speedups(reversed(ROWS), PAIRS) == whole
    assert with_speedups([*with_speedups(ROWS[:4], PAIRS), *ROWS[4:]], PAIRS) == whole
