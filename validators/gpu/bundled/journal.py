"""The results of a run, a line for each job, written so that a kill loses none and a second start doubles none."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

FORMAT = 1
_HEARTBEAT_S = 5.0
_STALE_S = 60.0
"""Without a heartbeat for so long, whoever held the directory is gone: killed, or its node lost."""
_MAX_LINE_BYTES = 1 << 20


class JournalError(Exception):
    """A directory of results that cannot be used; says which file, why, and what to do."""


def sealed(row: Mapping[str, Any], key: bytes | None) -> bytes:
    """A line: the row with the digest of its content, and with a signature where the operator has a key."""
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), allow_nan=False)
    seal = {"row": row, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    if key is not None:
        seal["hmac"] = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return (json.dumps(seal, sort_keys=True, separators=(",", ":"), allow_nan=False) + "\n").encode()


def unsealed(line: bytes, key: bytes | None) -> dict[str, Any]:
    """The row of a line. Raises `ValueError` that says why it is none: cut short, altered, or not signed by the key."""
    if len(line) > _MAX_LINE_BYTES:
        raise ValueError(f"longer than {_MAX_LINE_BYTES:,} bytes")
    if not line.endswith(b"\n"):
        raise ValueError("cut short")
    try:
        seal = json.loads(line, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(seal, dict) or not isinstance(seal.get("row"), dict):
        raise ValueError("not a result")  # noqa: TRY004 - of a text, not of an argument
    try:
        text = json.dumps(seal["row"], sort_keys=True, separators=(",", ":"), allow_nan=False)
    except ValueError:
        raise ValueError("a number in it is beyond all that there are") from None
    if hashlib.sha256(text.encode()).hexdigest() != seal.get("sha256"):
        raise ValueError("altered: its digest is another's")
    if key is not None:
        signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature, str(seal.get("hmac"))):
            raise ValueError("not signed by the operator's key")
    row: dict[str, Any] = seal["row"]
    return row


class Journal:
    """A directory of results that one run writes to at a time; a context manager.

    `results-<part>.jsonl` holds a header that names the bundle, and a line for each job. A line that a kill cut short
    is dropped at the next start, and its job runs again. Raises `JournalError` where another run is at work, or where
    what lies there belongs to another bundle.
    """

    def __init__(self, directory: Path, bundle_id: str, part: str, key: bytes | None) -> None:
        self._path = directory / f"results-{part}.jsonl"
        self._lock = directory / f"running-{part}.json"
        self._bundle_id, self._part, self._key = bundle_id, part, key
        self._stop = threading.Event()
        self._descriptor = -1
        self.done: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Journal:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._take()
        try:
            self._read()
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            if not self._path.stat().st_size:
                self._write(sealed(self._header(), self._key))
        except BaseException:
            self._lock.unlink(missing_ok=True)
            raise
        self._beat = threading.Thread(target=self._keep_alive, daemon=True)
        self._beat.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._beat.join()
        os.close(self._descriptor)
        self._lock.unlink(missing_ok=True)

    def add(self, row: Mapping[str, Any]) -> None:
        """Write the result of a job, on the disk when it returns."""
        job_id = str(row["job_id"])
        if job_id in self.done:
            raise JournalError(f"{self._path}: job {job_id} is there already")
        self._write(sealed(row, self._key))
        self.done[job_id] = dict(row)

    def _header(self) -> dict[str, Any]:
        return {"format": FORMAT, "bundle_id": self._bundle_id, "part": self._part}

    def _write(self, line: bytes) -> None:
        written = 0
        while written < len(line):
            written += os.write(self._descriptor, line[written:])
        os.fsync(self._descriptor)

    def _read(self) -> None:
        if not self._path.exists():
            return
        keep = 0
        for number, (line, end) in enumerate(_lines(self._path), 1):
            try:
                row = unsealed(line, self._key)
            except ValueError as error:
                if not line.endswith(b"\n"):
                    break  # what a kill left of a line: the job runs again
                raise JournalError(
                    f"{self._path}: line {number} is {error}; move the file away to start anew"
                ) from None
            if number == 1:
                if row != self._header():
                    raise JournalError(f"{self._path} has results of another bundle; give another --out")
            else:
                self.done[str(row["job_id"])] = row
            keep = end
        with self._path.open("r+b") as file:
            file.truncate(keep)

    def _take(self) -> None:
        mine = json.dumps({"host": socket.gethostname(), "pid": os.getpid()})
        for _ in range(2):
            try:
                descriptor = os.open(self._lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            except FileExistsError:
                holder = self._holder()
                if holder is not None:
                    raise JournalError(
                        f"{self._path.parent}: this part is being run by {holder}. Wait for it, or give another --out "
                        f"or --part; if it is gone, delete {self._lock.name}"
                    ) from None
                self._lock.unlink(missing_ok=True)
                continue
            with os.fdopen(descriptor, "w") as file:
                file.write(mine)
            return
        raise JournalError(f"{self._lock}: taken by another run in this moment")

    def _holder(self) -> str | None:
        """Who holds the directory, in words; None if it is gone."""
        try:
            if time.time() - self._lock.stat().st_mtime > _STALE_S:
                return None
            held = json.loads(self._lock.read_text() or "{}")
            host, pid = held.get("host", "?"), int(held.get("pid", 0))
        except (OSError, ValueError):
            return "another run that is starting"
        if host == socket.gethostname() and pid and not _is_alive(pid):
            return None
        return f"process {pid} on {host}"

    def _keep_alive(self) -> None:
        while not self._stop.wait(_HEARTBEAT_S):
            try:
                os.utime(self._lock)
            except OSError:
                return


def _lines(path: Path) -> Iterator[tuple[bytes, int]]:
    """Each line with the offset after it."""
    end = 0
    with path.open("rb") as file:
        while line := file.readline(_MAX_LINE_BYTES + 1):
            end += len(line)
            yield line, end


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no result")
