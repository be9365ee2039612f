"""One builder at a time: a lock file created exclusively, with host, process, job and heartbeat.

`flock` is not used: network file systems accept it and do not keep it.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from warploom.schemas.errors import WarploomError

HEARTBEAT_S = 10.0
STALE_AFTER_S = 300.0


class LockedError(WarploomError):
    """Another process builds here."""

    def __init__(self, path: str, holder: dict[str, Any], age_s: float) -> None:
        super().__init__(path, holder, age_s)
        self.path, self.holder, self.age_s = path, holder, age_s

    def __str__(self) -> str:
        who = f"process {self.holder.get('pid')} on {self.holder.get('host')} ({self.holder.get('job')})"
        return (
            f"{self.path}: {who} is at work here, last sign of life {self.age_s:.0f} s ago. "
            "Wait for it, or use another directory."
        )


@contextlib.contextmanager
def held(path: Path, job: str) -> Iterator[None]:
    """Hold the lock at `path`; `LockedError` if another live process does. A dead holder's lock is taken over."""
    path.parent.mkdir(parents=True, exist_ok=True)
    token = uuid.uuid4().hex
    _acquire(path, job, token)
    stop = threading.Event()
    beat = threading.Thread(target=_beat, args=(path, stop), name="lock-heartbeat", daemon=True)
    beat.start()
    try:
        yield
    finally:
        stop.set()
        beat.join()
        if _read(path).get("token") == token:
            path.unlink(missing_ok=True)


def refuse_if_held(path: Path) -> None:
    """Raise `LockedError` if a live process holds the lock at `path`; takes nothing."""
    holder = _read(path)
    if not holder:
        return
    probe = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    probe.touch()
    try:
        age_s = _age(path, probe)
    finally:
        probe.unlink()
    if path.exists() and not _is_dead(holder, age_s):
        raise LockedError(str(path), holder, age_s)


def _acquire(path: Path, job: str, token: str) -> None:
    me = psutil.Process()
    content = {"host": socket.gethostname(), "pid": me.pid, "started": me.create_time(), "job": job, "token": token}
    # Written in full beside it and linked into place: link fails if the lock exists, and no reader sees half a lock.
    draft = path.with_name(f"{path.name}.{token}")
    draft.write_text(json.dumps(content), encoding="utf-8")
    try:
        while True:
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
                return
            holder, age_s = _read(path), _age(path, draft)
            if not path.exists():  # released meanwhile
                continue
            if not _is_dead(holder, age_s):
                raise LockedError(str(path), holder, age_s)
            aside = path.with_name(f"{path.name}.stale-{token}")
            with contextlib.suppress(FileNotFoundError):  # another process took it over first: look again
                path.rename(aside)
                if _read(aside).get("token") != holder.get("token"):  # a new holder slipped in between: put it back
                    with contextlib.suppress(FileExistsError):
                        os.link(aside, path)
                aside.unlink()
    finally:
        draft.unlink(missing_ok=True)


def _beat(path: Path, stop: threading.Event) -> None:
    while not stop.wait(HEARTBEAT_S):
        with contextlib.suppress(OSError):  # a full or vanished disk is reported by whoever writes data
            os.utime(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _age(path: Path, draft: Path) -> float:
    """Seconds since the last heartbeat, by the file system's clock and not by this host's."""
    try:
        os.utime(draft)
        return max(0.0, draft.stat().st_mtime - path.stat().st_mtime)
    except FileNotFoundError:
        return 0.0


def _is_dead(holder: dict[str, Any], age_s: float) -> bool:
    if holder.get("host") != socket.gethostname():
        return age_s > STALE_AFTER_S
    try:
        process = psutil.Process(int(holder.get("pid", -1)))
        return abs(process.create_time() - float(holder.get("started", 0.0))) > 1.0
    except (psutil.NoSuchProcess, ValueError):
        return True
