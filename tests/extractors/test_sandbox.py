"""The isolation probe: what it finds is true, and what it cannot have is said."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from warploom.extractors import sandbox
from warploom.extractors.isolation import Isolation, IsolationError
from warploom.extractors.sandbox import best_isolation, probe_isolation
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Sandbox

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="nothing is tried here")


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


@needs_linux
def test_no_isolation_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A level that confines nothing is not believed."""
    monkeypatch.setattr(sandbox, "Sandbox", lambda place, readable, level: Sandbox(place, level=Isolation.NONE))
    assert sandbox._try(Isolation.USERNS) == (
        "not refused: network, new file, old file, truncate, read, list, tree, other processes, "
        "a file outside was changed"
    )


class Puppet(Sandbox):
    """Runs something else, or nothing."""

    says: Callable[[], Ran]

    def run(self, *_: Any, **__: Any) -> Ran:
        return type(self).says()


def ran(**changes: Any) -> Ran:
    values: dict[str, Any] = {"exit_code": 0, "signal": None, "timed_out": False, "out_of_memory": False}
    values |= {"over_scratch": False, "over_processes": False, "stdout": b"", "stderr": b"", "stdout_dropped": 0}
    values |= {"stderr_dropped": 0, "seconds": 1.0, "cpu_seconds": 1.0, "peak_bytes": 1}
    return Ran(**values | changes)


@needs_linux
@pytest.mark.parametrize(
    ("result", "cause"),
    [
        (ran(timed_out=True, exit_code=None, signal=9), "the probe did not end within 20 s"),
        (ran(exit_code=3), "the probe ended with status 3"),
        (ran(exit_code=1, stderr=b"noise\nOSError: why\n"), "OSError: why"),
        (ran(exit_code=None, error="No such file or directory"), "No such file or directory"),
        (ran(stdout=b'{"scratch": "Permission denied"}'), "its scratch not be written: Permission denied"),
        (ran(stdout=b'{"scratch": null}'), "its scratch not be written: None"),
    ],
)
def test_a_probe_that_fails_is_a_cause(result: Ran, cause: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is available by accident."""
    monkeypatch.setattr(Puppet, "says", lambda: result, raising=False)
    monkeypatch.setattr(sandbox, "Sandbox", Puppet)
    found = sandbox._try(Isolation.USERNS)
    assert found is not None
    assert found.endswith(cause)


@needs_linux
def test_a_kernel_that_refuses_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the settings that may be behind it."""

    def refuse() -> Ran:
        raise IsolationError(Isolation.USERNS, "unshare: Operation not permitted")

    monkeypatch.setattr(Puppet, "says", refuse, raising=False)
    monkeypatch.setattr(sandbox, "Sandbox", Puppet)
    monkeypatch.setattr(sandbox, "_namespace_settings", lambda: " (user.max_user_namespaces is 0)")
    assert "unshare: Operation not permitted (user.max_user_namespaces is 0)" == sandbox._try(Isolation.USERNS)


def test_another_system_has_none_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And says so."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "needs Linux, this is darwin" == sandbox._try(Isolation.SECCOMP_LANDLOCK)
    with pytest.raises(IsolationError, match="none: needs Linux, this is darwin"):
        Sandbox(tmp_path, level=Isolation.NONE)
