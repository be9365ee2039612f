"""compute-sanitizer: its command line, what its logs say, findings brought home to their jobs; by a tool of our own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.validators.gpu.bundled import fake_sanitizer, stub
from tests.validators.gpu.bundled.planted_jobs import write_planted
from warploom.validators.gpu.bundled.driver import LIBRARY_VARIABLE
from warploom.validators.gpu.bundled.sanitizing import (
    BATCH,
    TOOLS,
    VARIABLE,
    Finding,
    command,
    find_sanitizer,
    read_report,
    run_tool,
)
from warploom.validators.gpu.results import Expected, read_results

CHILD = "import sys, json\nprint('ready')\nfor line in sys.stdin: print(json.dumps({'job_id': line.strip()}))\n"


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The stand-in as a program."""
    path = tmp_path_factory.mktemp("tool") / "compute-sanitizer"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} {fake_sanitizer.__file__} "$@"\n')
    path.chmod(0o755)
    return str(path)


def log(*lines: str) -> str:
    return "".join(f"========= {line}\n" for line in ("COMPUTE-SANITIZER", *lines))


@pytest.mark.parametrize(
    ("text", "n_found", "reason", "detail"),
    [
        (log("ERROR SUMMARY: 0 errors"), 0, None, ""),
        (log("RACECHECK SUMMARY: 0 hazards displayed (0 errors, 0 warnings)"), 0, None, ""),
        (log("RACECHECK SUMMARY: 2 hazards displayed (0 errors, 2 warnings)"), 0, None, ""),
        (
            log(fake_sanitizer.FOUND["memcheck"], "ERROR SUMMARY: 1 error"),
            1,
            "out_of_bounds",
            "Invalid __global__ write of size 4 bytes, at k(float *)+0x70, by thread (32,0,0) in block (0,0,0)",
        ),
        (
            log(fake_sanitizer.FOUND["racecheck"], "RACECHECK SUMMARY: 1 hazard displayed (1 error, 0 warnings)"),
            1,
            "race",
            "Error: Race reported between Write access at k+0x90, and Read access at k+0xc0",
        ),
        (log(fake_sanitizer.FOUND["initcheck"], "ERROR SUMMARY: 3 errors"), 3, "uninitialised", None),
        (log(fake_sanitizer.FOUND["synccheck"], "ERROR SUMMARY: 12 errors"), 12, "divergent_barrier", None),
        (log("Something new", "ERROR SUMMARY: 1 error"), 1, "device_fault", "a finding of a kind that is not known"),
        (log(), None, None, ""),
        ("a program's own words: ERROR SUMMARY: 0 errors\n", None, None, ""),
    ],
)
def test_a_log_says_what_was_found(text: str, n_found: int | None, reason: str | None, detail: str | None) -> None:
    report = read_report(text)
    assert (report.n_found, report.reason, report.cannot) == (n_found, reason, None)
    assert detail is None or report.detail == detail


@given(st.text(max_size=300))
def test_any_text_is_a_report(text: str) -> None:
    """Whatever a tool of another version prints: without a summary nothing is clean."""
    report = read_report(text.replace("SUMMARY", ""))
    assert report.n_found is None


def test_the_command_line_is_the_tools(tmp_path: Path) -> None:
    argv = command("/t", "memcheck", tmp_path / "log", ["python3", "jobs.pyz"])
    assert argv[:3] == ["/t", "--tool", "memcheck"]
    assert argv[-2:] == ["python3", "jobs.pyz"]
    assert argv[argv.index("--log-file") + 1] == str(tmp_path / "log")


def test_findings_come_home_to_their_jobs(tool: str) -> None:
    """Halved until each is alone; a process without a summary convicts nobody; all are answered once."""
    jobs = [f"good{k}" for k in range(BATCH + 3)]
    jobs[5], jobs[20], jobs[-1] = "a-memcheck", "b-memcheck", "broken"
    found = list(run_tool(jobs, "memcheck", tool, [sys.executable, "-I", "-c", CHILD], 10.0))
    assert sorted(job for job, _ in found) == sorted(jobs)
    states = {job: finding.state for job, finding in found if finding.state != "clean"}
    assert states == {"a-memcheck": "dirty", "b-memcheck": "dirty", "broken": "not_run"}
    assert {finding.reason for _, finding in found} == {None, "out_of_bounds"}


def test_a_tool_that_cannot_is_no_verdict(tool: str) -> None:
    """And is not tried on each job alone."""
    [(_, first), (_, second)] = run_tool(["unknown", "b"], "racecheck", tool, [sys.executable, "-I", "-c", CHILD], 10.0)
    assert first == second == Finding("unsupported", None, "Device not supported. Please refer to the documentation")


def test_a_job_that_hangs_under_a_tool_convicts_nobody(tool: str) -> None:
    child = [sys.executable, "-I", "-c", "import time; time.sleep(60)"]
    [(job, finding)] = run_tool(["a"], "memcheck", tool, child, 0.4)
    assert (job, finding.state, finding.detail) == ("a", "not_run", "memcheck: hang")


def test_the_tool_is_found_or_missing(tool: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By its variable, by the path, in CUDA's folder; one that does not run is none."""
    for name in (VARIABLE, "CUDA_HOME", "CUDA_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_sanitizer() is None
    monkeypatch.setenv("PATH", f"{Path(tool).parent}:/bin:/usr/bin")
    assert find_sanitizer() == (tool, "2025.3.1.0")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nothing"))
    assert find_sanitizer() is None


def test_a_bundle_is_sanitized_and_read_back(tool: str, tmp_path: Path) -> None:
    """From `--sanitize` to verdicts: on the driver without a device, started again it has nothing left to do."""
    names = ["good", *TOOLS[:2], "broken", "wrong"]
    write_planted(tmp_path / "jobs.pyz", names, (0, 33, 4099), is_timed=False)
    library = stub.build_driver(tmp_path)
    argv = [sys.executable, str(tmp_path / "jobs.pyz"), "--device", "driver", "--out", str(tmp_path / "r")]
    environment = {**os.environ, LIBRARY_VARIABLE: str(library), VARIABLE: tool}
    for _ in range(2):
        done = subprocess.run(
            [*argv, "--sanitize"], capture_output=True, text=True, check=False, timeout=300, env=environment
        )
        assert done.returncode == 3, done.stderr
        assert "compute-sanitizer 2025.3.1.0: 10 clean, 2 dirty, 4 not_run" in done.stderr
    jobs = {f"gj_{k:04d}_{name}": Expected(f"kp_{k}", "is_1", 5) for k, name in enumerate(names)}
    found = read_results([tmp_path / "r"], jobs, None)
    assert found.refused == []
    rows = {v["subject_id"]: v for v in found.verdicts.values() if v["check"] == "sanitizer"}
    told = {subject: (row["outcome"], row["reason"], row["memcheck"]) for subject, row in rows.items()}
    assert told == {
        "kp_0": ("passed", None, "clean"),
        "kp_1": ("failed", "out_of_bounds", "dirty"),
        "kp_2": ("failed", "race", "clean"),
        "kp_3": ("not_run", "tool_failed", "not_run"),
    }
    assert (rows["kp_0"]["n_cases"], rows["kp_0"]["n_passed"], rows["kp_0"]["asan"]) == (12, 12, "not_run")
