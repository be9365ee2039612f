"""The lock keeps two builders apart and lets go of the dead."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warploom.pipelines import lock


def test_a_second_holder_is_refused_and_told_who_is_there(tmp_path: Path) -> None:
    """Two builds into one directory: the second gets a clear error."""
    with lock.held(tmp_path / "lock", "first"):
        with pytest.raises(lock.LockedError, match=f"process {os.getpid()} .*first"), lock.held(tmp_path / "lock", "b"):
            pass


def test_it_is_free_again_after_release(tmp_path: Path) -> None:
    """A released lock leaves no file."""
    with lock.held(tmp_path / "lock", "first"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path) -> None:
    """SIGKILL leaves the file; the next builder goes on."""
    code = "import sys,time; from pathlib import Path; from warploom.pipelines import lock\n"
    code += "with lock.held(Path(sys.argv[1]), 'victim'):\n print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "lock")], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        process.kill()
    assert (tmp_path / "lock").exists()
    with lock.held(tmp_path / "lock", "heir"):
        assert json.loads((tmp_path / "lock").read_text())["job"] == "heir"


@pytest.mark.parametrize(("age_s", "is_free"), [(lock.STALE_AFTER_S - 60, False), (lock.STALE_AFTER_S + 60, True)])
def test_another_hosts_lock_counts_as_long_as_its_heart_beats(tmp_path: Path, age_s: float, is_free: bool) -> None:
    """Only silence convicts a holder on another machine."""
    path = tmp_path / "lock"
    path.write_text(json.dumps({"host": "not-" + socket.gethostname(), "pid": 1, "job": "far", "token": "x"}))
    past = time.time() - age_s
    os.utime(path, (past, past))
    if is_free:
        with lock.held(path, "near"):
            assert json.loads(path.read_text())["job"] == "near"
    else:
        with pytest.raises(lock.LockedError), lock.held(path, "near"):
            pass


def test_a_recycled_process_id_is_not_the_holder(tmp_path: Path) -> None:
    """A living process with the dead holder's number does not keep the lock."""
    path = tmp_path / "lock"
    path.write_text(
        json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "started": 1.0, "job": "old", "token": "x"})
    )
    with lock.held(path, "new"):
        assert json.loads(path.read_text())["job"] == "new"


def test_looking_at_a_lock_takes_nothing(tmp_path: Path) -> None:
    """A held lock is reported, a free or a dead one is not, and no file is left."""
    path = tmp_path / "lock"
    lock.refuse_if_held(path)
    path.write_text(
        json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "started": 1.0, "job": "old", "token": "x"})
    )
    lock.refuse_if_held(path)
    path.unlink()
    with lock.held(path, "live"):
        with pytest.raises(lock.LockedError, match="live"):
            lock.refuse_if_held(path)
    assert [] == list(tmp_path.iterdir())
