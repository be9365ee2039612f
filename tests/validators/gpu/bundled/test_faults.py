"""Planted jobs among good ones, from bundle to results on the driver without a device."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.validators.gpu.bundled import stub
from tests.validators.gpu.bundled.planted_jobs import PLANTED, mixed, write_planted
from warploom.validators.gpu.bundled.calibrating import PREFIX
from warploom.validators.gpu.bundled.driver import LIBRARY_VARIABLE


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stub.build_driver(tmp_path_factory.mktemp("driver"))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20 good jobs with 5 planted ones."""
    path = tmp_path_factory.mktemp("bundle") / "jobs.pyz"
    write_planted(path, mixed(20, 5), (1, 1000), is_timed=False)
    return path


def run(bundle: Path, out: Path, library: Path, **variables: str) -> tuple[int, dict[str, dict[str, Any]], str]:
    """Exit code, rows by job, and what was told."""
    argv = [sys.executable, str(bundle), "--device", "driver", "--out", str(out), "--stall", "0.3", "--seconds", "20"]
    environment = {**os.environ, LIBRARY_VARIABLE: str(library), **variables}
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=300, env=environment)
    path = out / "results-1of1.jsonl"
    lines = path.read_bytes().splitlines()[1:] if path.exists() else []
    rows = [row for line in lines if not (row := json.loads(line)["row"])["job_id"].startswith(PREFIX)]
    assert len({row["job_id"] for row in rows}) == len(rows)
    return done.returncode, {row["job_id"]: row for row in rows}, done.stderr


def test_each_planted_job_is_named_and_no_good_one_is_lost(bundle: Path, library: Path, tmp_path: Path) -> None:
    """Faults of the device and of the process, hangs, all memory wanted, wrong results; a second start runs none."""
    code, rows, told = run(bundle, tmp_path / "r", library)
    assert code == 3, told
    assert len(rows) == 25
    for name, row in rows.items():
        kind = name.rpartition("_")[2]
        wanted = ("passed", None) if kind == "good" else ("failed", PLANTED[kind])
        assert (row["outcome"], row["reason"]) == wanted, (name, row)
    before = (tmp_path / "r" / "results-1of1.jsonl").read_bytes()
    assert run(bundle, tmp_path / "r", library)[0] == 3
    assert (tmp_path / "r" / "results-1of1.jsonl").read_bytes() == before


def test_another_architecture_is_named_and_convicts_no_pair(bundle: Path, library: Path, tmp_path: Path) -> None:
    """No machine code for it and no PTX: every job says so, and the runner does not begin in vain."""
    code, rows, told = run(bundle, tmp_path / "r", library, WARPLOOM_STUB_MAJOR="7")
    assert (code, rows) == (1, {})
    assert "the device is sm_70, there is sm_90" in told


def test_a_driver_that_does_not_start_is_named(bundle: Path, library: Path, tmp_path: Path) -> None:
    """803: the library is newer than the kernel's module."""
    code, rows, told = run(bundle, tmp_path / "r", library, WARPLOOM_STUB_INIT="803")
    assert (code, rows) == (1, {})
    assert "cuInit" in told
    assert "803" in told
    assert "Traceback" not in told
