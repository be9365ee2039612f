"""Speed-ups of timed pairs over named baselines on the same machine; columns of `timings` that follow from all rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warploom.validators.timing import compare_apart

KINDS = ("serial", "naive", "tuned", "openmp", "library", "cpu_library")
"""What a speed-up is over; `baseline_id` is the first of these that there is. `library` is on the same device."""
DERIVED = ("baseline_id", "baseline_kind", "speedups")
"""Columns that are no measurement: they are in no row's id, and are made anew with every row that comes."""
NOT_DERIVED: Mapping[str, Any] = {"baseline_id": None, "baseline_kind": None, "speedups": ()}


@dataclass(frozen=True, slots=True)
class TimedPair:
    """What makes a pair's sides a baseline of others."""

    spec_id: str
    schedule: str
    cpu_model: str


def with_speedups(rows: Iterable[Mapping[str, Any]], pairs: Mapping[str, TimedPair]) -> list[dict[str, Any]]:
    """The rows of `timings`, by id, with what each is faster or slower than.

    Compared are times of one computation on the same inputs. A GPU side: with the naive schedule (naive), the fastest
    of the others (tuned) and a library (library) on the same runner; with CPU sides (serial, openmp) and a library on
    the processor (cpu_library) of the same machine. A CPU side: with a serial one and a library on that runner. No
    program is a baseline of itself. Where a pair was timed several times the row of the least id is compared with.
    Rows of pairs that are not known have none.
    """
    known = sorted((dict(row) for row in rows), key=lambda row: str(row["row_id"]))
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in known:
        row |= {**NOT_DERIVED, "speedups": []}
        pair = pairs.get(row["subject_id"])
        if pair is not None:
            groups[pair.spec_id, row["suite_id"], row["case"]].append(row)
    for group in groups.values():
        for row in group:
            if row["side"] != "library":
                _compare(row, group, pairs)
    return known


def _compare(row: dict[str, Any], group: Sequence[dict[str, Any]], pairs: Mapping[str, TimedPair]) -> None:
    baselines = _baselines(row, group, pairs)
    for kind in KINDS:
        baseline = baselines.get(kind)
        if baseline is None:
            continue
        ratio = compare_apart(baseline["samples_ns"], row["samples_ns"])
        told = {"value": ratio.value, "ci_low": ratio.low, "ci_high": ratio.high, "confidence": ratio.confidence}
        row["speedups"].append({"baseline_id": baseline["row_id"], "baseline_kind": kind, **told})
        if row["baseline_id"] is None:
            row |= {"baseline_id": baseline["row_id"], "baseline_kind": kind}


def _baselines(
    row: Mapping[str, Any], group: Sequence[dict[str, Any]], pairs: Mapping[str, TimedPair]
) -> dict[str, dict[str, Any]]:
    """By kind; the group is in order of ids."""
    found: dict[str, dict[str, Any]] = {}
    is_gpu = row["side"] == "gpu"
    near = [
        each for each in group if each["runner_id"] == row["runner_id"] and each["runner_kind"] == row["runner_kind"]
    ]
    for each in near:
        if each["side"] == "library":
            found.setdefault("library", each)
    if is_gpu:
        others = [each for each in near if each["side"] == "gpu" and each["subject_id"] != row["subject_id"]]
        for each in others:
            if pairs[each["subject_id"]].schedule == "naive":
                found.setdefault("naive", each)
        tuned = [each for each in others if pairs[each["subject_id"]].schedule != "naive"]
        if tuned:
            found["tuned"] = min(tuned, key=lambda each: (each["hodges_lehmann_ns"], each["row_id"]))
    on_cpu = [each for each in group if each["runner_kind"] == "cpu" and _is_same_machine(each, row)]
    for each in sorted(on_cpu, key=lambda each: (each["subject_id"] != row["subject_id"], each["row_id"])):
        if each["row_id"] == row["row_id"]:
            continue
        if each["side"] == "library":
            found.setdefault("cpu_library", each)
        else:
            found.setdefault(pairs[each["subject_id"]].cpu_model, each)
    kinds = (
        KINDS if is_gpu else ("serial", "library") if pairs[row["subject_id"]].cpu_model != "serial" else ("library",)
    )
    return {kind: baseline for kind, baseline in found.items() if kind in kinds}


def _is_same_machine(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one["runner_id"] == other["runner_id"]:
        return True
    return one["host_id"] is not None and one["host_id"] == other["host_id"]
