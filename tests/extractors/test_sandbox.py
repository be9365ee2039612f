"""The isolation probe: what it finds is true, and what it cannot have is said."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from warploom.extractors import sandbox
from warploom.extractors.sandbox import Isolation, best_isolation, confined_command, probe_isolation


def python(level: Isolation, scratch: Path, code: str) -> subprocess.CompletedProcess[str]:
    command = confined_command(level, scratch, [sys.executable, "-I", "-S", "-c", code])
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture(params=[Isolation.BWRAP, Isolation.USERNS, Isolation.SECCOMP_LANDLOCK])
def level(request: pytest.FixtureRequest) -> Isolation:
    """Every level that this machine grants."""
    probe = next(p for p in probe_isolation() if p.level is request.param)
    if not probe.is_available:
        pytest.skip(f"{probe.level}: {probe.cause}")
    return probe.level


def test_levels_come_best_first_with_a_cause_or_none() -> None:
    """A level is either there or has a cause of one line; `none` is always there."""
    probes = probe_isolation()
    assert list(Isolation) == [probe.level for probe in probes]
    assert all(probe.cause is None or (probe.cause and "\n" not in probe.cause) for probe in probes)
    assert probes[-1].is_available
    assert best_isolation() == next(probe.level for probe in probes if probe.is_available)


def test_the_probe_runs_once() -> None:
    """Its answer is kept for the process."""
    assert probe_isolation() is probe_isolation()


def test_no_isolation_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A level that confines nothing is not believed."""
    monkeypatch.setattr(sandbox, "confined_command", lambda level, scratch, command: command)
    assert sandbox._try(Isolation.USERNS) == (
        "not refused: network, new file, old file, truncate, a file outside was changed"
        if sys.platform == "linux"
        else f"needs Linux, this is {sys.platform}"
    )


def test_a_probe_that_hangs_is_a_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time-out is short and said."""
    if sys.platform != "linux":
        pytest.skip("nothing is tried here")
    monkeypatch.setattr(sandbox, "confined_command", lambda level, scratch, command: ["/bin/sleep", "60"])
    monkeypatch.setattr(sandbox, "_TIMEOUT_S", 0.2)
    assert "the probe did not end within 0.2 s" == sandbox._try(Isolation.USERNS)


def test_a_kernel_that_refuses_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line on standard error is the cause."""
    if sys.platform != "linux":
        pytest.skip("nothing is tried here")
    script = "echo noise >&2; echo 'unshare: Operation not permitted' >&2; exit 1"
    monkeypatch.setattr(sandbox, "confined_command", lambda level, scratch, command: ["/bin/sh", "-c", script])
    cause = sandbox._try(Isolation.USERNS)
    assert cause is not None
    assert cause.startswith("unshare: Operation not permitted")


def test_another_system_has_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """And says so."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "needs Linux, this is darwin" == sandbox._try(Isolation.SECCOMP_LANDLOCK)


def test_scratch_is_the_only_writable_place(level: Isolation, tmp_path: Path) -> None:
    """Its working directory too; reading is free, and so is /dev/null."""
    scratch, outside = tmp_path / "scratch", tmp_path / "outside"
    scratch.mkdir()
    outside.mkdir()
    code = (
        f"open('in', 'w').close(); open('/dev/null', 'w').write('x'); open({str(Path(__file__))!r}).read()\n"
        f"import os\nos.mkdir({str(outside / 'new')!r})"
    )
    done = python(level, scratch, code)
    assert (1, [scratch / "in"], []) == (done.returncode, [*scratch.iterdir()], [*outside.iterdir()])
    assert done.stderr.splitlines()[-1].startswith(("OSError: [Errno 30]", "PermissionError: [Errno 13]"))


def test_no_capability_is_left(level: Isolation, tmp_path: Path) -> None:
    """Also for root, and no program can regain one."""
    done = python(level, tmp_path, "print(open('/proc/self/status').read())")
    status = dict(line.split(":\t") for line in done.stdout.splitlines() if ":\t" in line)
    assert (0, 0, "1") == (int(status["CapEff"], 16), int(status["CapPrm"], 16), status["NoNewPrivs"])


def test_the_parent_is_not_confined(level: Isolation, tmp_path: Path) -> None:
    """Rights are given up in the child alone."""
    python(level, tmp_path, "")
    (tmp_path / "still").write_text("writable")
    assert 0 == ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)  # PR_GET_NO_NEW_PRIVS
