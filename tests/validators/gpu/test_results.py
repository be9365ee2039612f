"""Results that came back: what counts as evidence, and every way in which a line does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warploom.schemas.errors import UsageError
from warploom.validators.gpu.bundled.journal import sealed
from warploom.validators.gpu.bundled.sanitizing import TOOLS as SANITIZERS
from warploom.validators.gpu.results import Expected, Results, read_results

JOBS = {"gj_1": Expected("kp_1", "is_1", 1), "gj_2": Expected("kp_2", "is_2", 1)}
HEADER = {"bundle_id": "gb_1", "format": 1, "part": "1of1"}
DEVICE = {
    "kind": "gpu", "name": "A Device", "compute_capability": "9.0", "memory_bytes": 1, "driver": "580.1",
    "cuda_version": "13.0", "uuid": "ab" * 16,
}  # fmt: skip
TIMING = {"samples_ns": [3.0, 1.0, 2.0], "n_warmups": 3, "cold_l2": True, "timer": "events", "clocks_before": {}}
GOOD: dict[str, Any] = {
    "job_id": "gj_1", "outcome": "passed", "reason": None, "detail": "", "n_cases": 4, "n_passed": 4,
    "repeat_stable": True, "launch_errors_checked": True, "max_abs_error": 0.0, "max_rel_error": 0.0, "max_ulp": 0.0,
    "device": DEVICE, "timing": TIMING,
}  # fmt: skip


def read(tmp_path: Path, *rows: dict[str, Any], key: bytes | None = None, by: bytes | None = None) -> Results:
    """What is found in a file with these rows, sealed by `by` and read with `key`."""
    (tmp_path / "results-1of1.jsonl").write_bytes(b"".join(sealed(row, by) for row in (HEADER, *rows)))
    return read_results([tmp_path], JOBS, key)


def test_a_good_line_is_a_verdict_and_a_time(tmp_path: Path) -> None:
    """With the device, the suite and the seed; the same line twice is there once."""
    found = read(tmp_path, GOOD, GOOD)
    (verdict,) = found.verdicts.values()
    (timing,) = found.timings.values()
    assert found.refused == []
    assert (verdict["subject_id"], verdict["suite_id"], verdict["seeds"]) == ("kp_1", "is_1", [1])
    assert (verdict["check"], verdict["runner_kind"], verdict["device_name"]) == ("device", "gpu", "A Device")
    assert (timing["hodges_lehmann_ns"], timing["ci_low_ns"], timing["ci_high_ns"]) == (2.0, 1.0, 3.0)


def test_a_share_of_the_roofline_is_of_the_sessions_own_roofs(tmp_path: Path) -> None:
    """Traffic by the triad, operations by the product; what was not timed is no roof."""
    roof = {
        "triad_bytes": 3_000, "triad_ns": [3.0, 3.0], "multiply_flops": 4_000, "multiply_ns": [2.0], "answers": "right",
    }  # fmt: skip
    timed = {**GOOD, "timing": {**TIMING, "bytes_moved": 500, "flops": 3_000}, "session": "s"}
    calibrated = {"job_id": "calibration:s:start", "session": "s", "outcome": "passed", "device": DEVICE}
    for changes, share in (({}, 0.75), ({"triad_ns": []}, None), ({"multiply_flops": None}, None)):
        found = read(tmp_path, {**calibrated, "calibration": roof | changes}, timed)
        (timing,) = found.timings.values()
        assert (found.refused, timing["roofline_share"]) == ([], share)
        assert (timing["bytes_moved"], timing["flops"]) == (500, 3_000)


def test_a_failure_without_a_device_says_what_was_asked_for(tmp_path: Path) -> None:
    """A child that died told nothing of its device."""
    died = {"job_id": "gj_2", "outcome": "failed", "reason": "hang", "detail": "hang", "asked_device": "simulator"}
    (verdict,) = read(tmp_path, died).verdicts.values()
    assert (verdict["runner_kind"], verdict["reason"], verdict["n_cases"]) == ("simulator", "hang", 0)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda row: row.update(job_id="gj_9"), "another corpus"),
        (lambda row: row.update(outcome="perfect"), "outcome"),
        (lambda row: row.update(reason="hang"), "outcome"),
        (lambda row: row.update(outcome="failed", reason="bad luck"), "unknown reason"),
        (lambda row: row.update(n_passed=5), "cases"),
        (lambda row: row.update(n_cases=0, n_passed=0), "cases"),
        (lambda row: row.update(n_cases=-1), "count"),
        (lambda row: row.update(max_ulp=-1.0), "error"),
        (lambda row: row.update(device={**DEVICE, "kind": "abacus"}), "kind"),
        (lambda row: row.update(device={**DEVICE, "kind": "simulator"}), "times of what is not timed"),
        (lambda row: row.update(device={**DEVICE, "name": "x" * 9_000}), "too long"),
        (lambda row: row.update(timing={**TIMING, "samples_ns": []}), "without samples"),
        (lambda row: row.update(timing={**TIMING, "samples_ns": [1.0, 0.0]}), "no positive number"),
        (lambda row: row.update(timing={**TIMING, "samples_ns": [True]}), "no positive number"),
        (lambda row: row.update(timing={**TIMING, "flops": -1}), "count"),
        (lambda row: row.update(check="hygiene"), "a check"),
        (lambda row: row.update(check="sanitizer", tools=dict.fromkeys(SANITIZERS, "dirty")), "say otherwise"),
        (lambda row: row.update(check="sanitizer", tools={"memcheck": "spotless"}), "not known"),
        (lambda row: row.update(check="sanitizer", tools={"asan": "clean"}), "not known"),
    ],
)
def test_what_no_runner_says_is_refused(tmp_path: Path, change: Callable[[dict[str, Any]], None], why: str) -> None:
    """Its line and reason are told, and the other lines count."""
    wrong = dict(GOOD)
    change(wrong)
    found = read(tmp_path, wrong, {**GOOD, "job_id": "gj_2"})
    assert [(line.line, why in line.why) for line in found.refused] == [(2, True)], found.refused
    assert [verdict["subject_id"] for verdict in found.verdicts.values()] == ["kp_2"]


def test_only_what_the_operator_signed_counts(tmp_path: Path) -> None:
    """Another key, or none, is no signature."""
    assert len(read(tmp_path, GOOD, key=b"ours", by=b"ours").verdicts) == 1
    for by in (b"theirs", None):
        found = read(tmp_path, GOOD, key=b"ours", by=by)
        assert (len(found.verdicts), found.refused[0].why) == (0, "not signed by the operator's key")


def test_a_file_that_is_cut_or_altered_loses_those_lines(tmp_path: Path) -> None:
    """Bytes that changed, and a last line without its end."""
    read(tmp_path, GOOD, {**GOOD, "job_id": "gj_2"})
    path = tmp_path / "results-1of1.jsonl"
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"n_cases":4', b'"n_cases":5', 1)[:-10])
    found = read_results([tmp_path], JOBS, None)
    assert [line.why for line in found.refused] == ["altered: its digest is another's", "cut short"]
    assert found.verdicts == {}


def test_a_file_with_nothing_in_it_is_told(tmp_path: Path) -> None:
    """It is all that is left of one that was copied from a full disk."""
    (tmp_path / "results-1of1.jsonl").touch()
    (line,) = read_results([tmp_path], JOBS, None).refused
    assert (line.line, line.why) == (1, "the file is empty: it has no header")


def test_a_processor_says_nothing_of_the_gpu_side(tmp_path: Path) -> None:
    """And a GPU nothing of the CPU side."""
    cpu = {**GOOD, "device": {**DEVICE, "kind": "cpu"}, "timing": None}
    found = read(tmp_path, cpu, {**GOOD, "job_id": "gj_2", "check": "native"}, {**cpu, "check": "native"})
    assert [line.why for line in found.refused] == [
        "check device by a runner of kind cpu", "check native by a runner of kind gpu"
    ]  # fmt: skip
    assert [(v["check"], v["runner_kind"]) for v in found.verdicts.values()] == [("native", "cpu")]


def test_without_results_it_says_where_it_looked(tmp_path: Path) -> None:
    """A directory without any."""
    with pytest.raises(UsageError, match="no results-"):
        read_results([tmp_path / "nothing"], JOBS, None)
