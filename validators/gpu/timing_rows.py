"""Rows of `timings` of what a runner timed: the side that it ran, and a library's function for the same."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from warploom.schemas.identity import timing_id
from warploom.validators.estimators.roofline import Roof, roofline_share
from warploom.validators.gpu.result_texts import count, mapping, optional_count, text
from warploom.validators.gpu.speedups import NOT_DERIVED
from warploom.validators.timing import hodges_lehmann

_TIMED_KINDS = ("gpu", "cpu")
_MAX_SAMPLES = 2_000
_MAX_LISTED = 4_096
_MOST_WORK = (1 << 62) - 1


def timing_rows(row: Mapping[str, Any], verdict: Mapping[str, Any], roof: Roof | None) -> list[dict[str, Any]]:
    """Of a line of results that has this row of `verdicts`. Raises `ValueError` for what no runner says."""
    given, library = row.get("timing"), mapping(row.get("library"))
    if given is None and not library.get("samples_ns"):
        return []
    if not isinstance(given, Mapping) or verdict["runner_kind"] not in _TIMED_KINDS or verdict["outcome"] != "passed":
        raise ValueError("times of what is not timed")
    host = text(row.get("host"))
    rows = [_row(given, verdict, verdict["runner_kind"], None, host, roof)]
    if library.get("samples_ns"):
        name = f"{text(library.get('call'))} ({text(library.get('version'))})"
        work = {key: given.get(key) for key in ("bytes_moved", "flops")}
        rows.append(_row({**library, **work}, verdict, "library", name, host, roof))
    return rows


def _row(
    given: Mapping[str, Any],
    verdict: Mapping[str, Any],
    side: str,
    library: str | None,
    host: str | None,
    roof: Roof | None,
) -> dict[str, Any]:
    samples = _samples(given.get("samples_ns"))
    centre = hodges_lehmann(samples)
    before = mapping(given.get("clocks_before"))
    same = ("subject_id", "suite_id", "runner_kind", "runner_id", "compute_capability", "driver", "cuda_version")
    timing: dict[str, Any] = {
        **{name: verdict[name] for name in same},
        "case": text(given.get("case")) or "",
        "side": side,
        "library": library,
        "host_id": host,
        "device_name": verdict["device_name"] or "unknown",
        "samples_ns": samples,
        "hodges_lehmann_ns": centre.value,
        "ci_low_ns": centre.low,
        "ci_high_ns": centre.high,
        "confidence": centre.confidence,
        "n_warmups": count(given.get("n_warmups", 0)),
        "cold_l2": given.get("cold_l2") is True,
        "timer": text(given.get("timer")) or "events",
        "sm_mhz": optional_count(before.get("sm_mhz")),
        "memory_mhz": optional_count(before.get("memory_mhz")),
        "bytes_moved": optional_count(given.get("bytes_moved"), _MOST_WORK),
        "flops": optional_count(given.get("flops"), _MOST_WORK),
        "instructions": optional_count(given.get("instructions"), _MOST_WORK),
        "instruction_counter": text(given.get("instruction_counter")),
        "compiler": text(given.get("compiler")),
        "compile_flags": _listed(given.get("flags"), text),
        "n_threads": optional_count(given.get("n_threads")),
        "pinned": _listed(given.get("pinned"), count),
    }
    timing["row_id"] = timing_id(json.dumps(timing, sort_keys=True))
    share = None
    if roof is not None and timing["bytes_moved"] is not None:
        share = roofline_share(centre.value, timing["bytes_moved"], timing["flops"], roof)
    return {**timing, "roofline_share": share, **NOT_DERIVED, "speedups": []}


def _samples(given: Any) -> list[float]:
    if not isinstance(given, list) or not 0 < len(given) <= _MAX_SAMPLES:
        raise ValueError("times without samples")
    if any(not isinstance(s, int | float) or isinstance(s, bool) or not (math.isfinite(s) and s > 0) for s in given):
        raise ValueError("a time that is no positive number")
    return [float(sample) for sample in given]


def _listed(given: Any, read: Any) -> list[Any] | None:
    if given is None:
        return None
    if not isinstance(given, list) or len(given) > _MAX_LISTED:
        raise ValueError("a list that is none, or too long")
    return [read(each) for each in given]
