"""Results on disk: none lost by a kill, none doubled by a second start, none believed that was altered."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.gpu.bundled.journal import Journal, JournalError, sealed, unsealed

ROW = {"job_id": "a", "outcome": "passed", "seconds": 0.25}


def test_results_are_read_back_at_the_next_start(tmp_path: Path) -> None:
    """A second run knows what is done."""
    with Journal(tmp_path, "b1", "1of1", None) as journal:
        journal.add(ROW)
    with Journal(tmp_path, "b1", "1of1", None) as journal:
        assert journal.done == {"a": ROW}
        with pytest.raises(JournalError, match="there already"):
            journal.add(ROW)


@given(st.binary(max_size=60), st.none() | st.binary(min_size=1, max_size=8))
def test_nothing_but_what_was_sealed_is_read(garbage: bytes, key: bytes | None) -> None:
    """A line is its row, or refused with a reason."""
    assert unsealed(sealed(ROW, key), key) == ROW
    with pytest.raises(ValueError):
        unsealed(garbage, key)


@pytest.mark.parametrize(
    ("line", "key", "why"),
    [
        (sealed(ROW, None)[:-1], None, "cut short"),
        (b'{"row": {"a": 1e999}, "sha256": ""}\n', None, "beyond all that there are"),
        (sealed(ROW, None).replace(b"passed", b"failed"), None, "altered"),
        (sealed(ROW, b"theirs"), b"ours", "not signed"),
        (sealed(ROW, None), b"ours", "not signed"),
        (b'{"row": {"x": NaN}, "sha256": ""}\n', None, "NaN"),
        (b"[" * 100_000 + b"\n", None, "nested"),
        (b"1" * (2 << 20) + b"\n", None, "longer"),
    ],
)
def test_what_is_refused_says_why(line: bytes, key: bytes | None, why: str) -> None:
    """Cut, altered, unsigned, no number."""
    with pytest.raises(ValueError, match=why):
        unsealed(line, key)


def test_no_nan_is_written(tmp_path: Path) -> None:
    """A time that is no number never becomes a result."""
    with Journal(tmp_path, "b1", "1of1", None) as journal, pytest.raises(ValueError, match="JSON"):
        journal.add({"job_id": "n", "seconds": float("nan")})


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_line_that_a_kill_cut_runs_again(tmp_path: Path, cut: int) -> None:
    """Whatever is left of the last line is dropped; the lines before stay."""
    with Journal(tmp_path, "b1", "1of1", None) as journal:
        journal.add(ROW)
        journal.add({**ROW, "job_id": "b"})
    path = tmp_path / "results-1of1.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    with Journal(tmp_path, "b1", "1of1", None) as journal:
        assert list(journal.done) == ["a"]
        journal.add({**ROW, "job_id": "b"})
    with Journal(tmp_path, "b1", "1of1", None) as journal:
        assert list(journal.done) == ["a", "b"]


def test_an_altered_line_is_not_taken_for_a_cut_one(tmp_path: Path) -> None:
    """What a kill cannot have done is no reason to run on."""
    with Journal(tmp_path, "b1", "1of1", None) as journal:
        journal.add(ROW)
    path = tmp_path / "results-1of1.jsonl"
    path.write_bytes(path.read_bytes().replace(b"passed", b"failed"))
    with pytest.raises(JournalError, match="line 2 is altered"), Journal(tmp_path, "b1", "1of1", None):
        pass


def test_another_bundles_results_are_left_alone(tmp_path: Path) -> None:
    """One directory, one bundle; and the lock is free again."""
    with Journal(tmp_path, "b1", "1of1", None):
        pass
    with pytest.raises(JournalError, match="another bundle"), Journal(tmp_path, "b2", "1of1", None):
        pass
    assert not list(tmp_path.glob("running-*"))


def test_started_twice_the_second_says_who_runs(tmp_path: Path) -> None:
    """The same part waits, another part runs beside it."""
    with Journal(tmp_path, "b1", "1of2", None):
        with pytest.raises(JournalError, match=f"process {os.getpid()}"), Journal(tmp_path, "b1", "1of2", None):
            pass
        with Journal(tmp_path, "b1", "2of2", None):
            pass


def _run_until_killed(directory: str) -> None:
    with Journal(Path(directory), "b1", "1of1", None) as journal:
        for k in range(1_000_000):
            journal.add({"job_id": str(k)})


def test_killed_at_any_moment_it_goes_on(tmp_path: Path) -> None:
    """SIGKILL while lines are being written: the next start finds whole lines from 0 on, and no lock in its way."""
    for _ in range(3):
        child = multiprocessing.get_context("spawn").Process(target=_run_until_killed, args=(str(tmp_path / "r"),))
        child.start()
        path = tmp_path / "r" / "results-1of1.jsonl"
        while child.is_alive() and (not path.exists() or path.stat().st_size < 5_000):
            time.sleep(0.005)
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        with Journal(tmp_path / "r", "b1", "1of1", None) as journal:
            assert list(journal.done) == [str(k) for k in range(len(journal.done))]
            assert journal.done
        path.unlink()


def test_a_holder_on_another_machine_is_gone_without_a_heartbeat(tmp_path: Path) -> None:
    """Its lock is believed for a while, and then taken."""
    lock = tmp_path / "running-1of1.json"
    lock.write_text(json.dumps({"host": "elsewhere", "pid": 1}))
    with pytest.raises(JournalError, match="process 1 on elsewhere"), Journal(tmp_path, "b1", "1of1", None):
        pass
    os.utime(lock, (time.time() - 120, time.time() - 120))
    with Journal(tmp_path, "b1", "1of1", None):
        pass
