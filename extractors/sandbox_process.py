"""The parent's side of a sandbox's server: starts it, sends it a command, believes nothing of what it answers."""

from __future__ import annotations

import functools
import json
import os
import select
import signal
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from warploom.extractors.isolation import Isolation, IsolationError, View, confinement, server_command
from warploom.extractors.sandbox_server import ANSWER, OUT_OF_MEMORY, OVER_PROCESSES, OVER_SCRATCH, TIMED_OUT
from warploom.schemas.errors import WarploomError

_START_S = 30.0
_MAX_CAUSE_BYTES = 1000
_PATIENCE_S, _END_S = 3.0, 10.0
OUTSIDE_SIGNALS = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT})
"""Signals that a program gets for no fault of its own: from an operator, a scheduler or the kernel's OOM killer."""
_EXHAUSTED = (b"out of memory", b"bad_alloc", b"cannot allocate memory", b"memory exhausted", b"memoryerror")
_MEMORY_SHARE = 0.9
_READY = b"ready"


class AnswerError(WarploomError):
    """The server's answer is not one."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command. Only what is told by limits and exit status may be held against it: see
    `may_be_outside`.
    """

    exit_code: int | None
    """None: ended by a signal, or never started."""
    signal: int | None
    """9 where a limit ended it."""
    timed_out: bool
    out_of_memory: bool
    """Ended by us for memory; or it failed and either had nine tenths of its limit resident at some time, or says so
    at the end of its stderr. A guess in the latter case."""
    over_scratch: bool
    over_processes: bool
    stdout: bytes
    stderr: bytes
    stdout_dropped: int
    """Bytes beyond the limit."""
    stderr_dropped: int
    seconds: float
    """By the clock, from the fork to the end of the program itself."""
    cpu_seconds: float
    """User and system, of the program and of what it waited for."""
    peak_bytes: int
    """Resident, of the largest process among those."""
    error: str | None = None
    """Why it could not be started, or why nobody knows what came of it; None if it ran."""

    @property
    def is_success(self) -> bool:
        """It ran, ended by itself with status 0, and broke no limit."""
        return self.exit_code == 0 and self.error is None and not self.is_over_limit

    @property
    def is_over_limit(self) -> bool:
        """A limit of ours ended it."""
        return self.timed_out or self.over_scratch or self.over_processes or (self.out_of_memory and self.signal == 9)

    @property
    def may_be_outside(self) -> bool:
        """It was ended by a signal that an operator, a scheduler or the kernel's OOM killer may have sent."""
        return self.signal in OUTSIDE_SIGNALS and not self.is_over_limit

    @classmethod
    def answered(cls, exit_code: int, stdout: bytes, stderr: bytes) -> Self:
        """As it went another time, and would go again: without what it took."""
        return cls(exit_code, None, False, False, False, False, stdout, stderr, 0, 0, 0.0, 0.0, 0)

    @classmethod
    def lost(cls, why: str, seconds: float) -> Self:
        """The server went with it."""
        return cls(None, None, False, False, False, False, b"", b"", 0, 0, seconds, 0.0, 0, why)


class ServerProcess:
    """One server with its pipes. Raises `IsolationError` if it does not start."""

    def __init__(self, level: Isolation, view: View) -> None:
        self._is_alone = level in (Isolation.BWRAP, Isolation.USERNS)
        with tempfile.TemporaryFile() as stderr:
            command = server_command(level, view)
            try:
                self._process = _spawn(command, stderr)
            except OSError as error:
                raise IsolationError(level, f"cannot start {command[0]}: {error.strerror}") from error
            self._pipes = [pipe for pipe in (self._process.stdin, self._process.stdout) if pipe is not None]
            self._requests, self._answers = (pipe.fileno() for pipe in self._pipes)
            for pipe in (self._requests, self._answers):
                os.set_blocking(pipe, False)
            deadline = time.monotonic() + _START_S
            try:
                self._write(_frame(json.dumps(confinement(level, view)).encode()), deadline)
                if self._read(len(_READY), deadline) != _READY:
                    raise EOFError  # noqa: TRY301 - the same as no answer
            except TimeoutError:
                self.end()
                raise IsolationError(level, f"not ready within {_START_S:g} s") from None
            except EOFError:
                status = self.end()
                raise IsolationError(level, _last_line(stderr) or f"its server ended with status {status}") from None
            except BaseException:
                self.end()
                raise

    def ask(self, request: bytes, stdin: bytes, max_output_bytes: int, memory_bytes: int, patience_s: float) -> Ran:
        """Have one command run. Raises `EOFError`, `TimeoutError` or `AnswerError`: the server is then of no use."""
        deadline = time.monotonic() + patience_s
        self._write(_frame(request) + _frame(stdin), deadline)
        exit_code, how, flags, seconds, cpu_seconds, peak, out_dropped, err_dropped, *sizes = ANSWER.unpack(
            self._read(ANSWER.size, deadline)
        )
        limits = (_MAX_CAUSE_BYTES, max_output_bytes, max_output_bytes)
        if any(size > limit for size, limit in zip(sizes, limits, strict=True)) or not 0 <= how <= 64:
            raise AnswerError(f"sizes {sizes}, signal {how}")
        why, out, err = (self._read(size, deadline) for size in sizes)
        failed = exit_code != 0 or how != 0
        is_exhausted = any(word in err[-4000:].lower() for word in _EXHAUSTED) or peak >= _MEMORY_SHARE * memory_bytes
        return Ran(
            exit_code=None if how or why else exit_code,
            signal=how or None,
            timed_out=bool(flags & TIMED_OUT),
            out_of_memory=bool(flags & OUT_OF_MEMORY) or (not flags and not why and failed and is_exhausted),
            over_scratch=bool(flags & OVER_SCRATCH),
            over_processes=bool(flags & OVER_PROCESSES),
            stdout=out,
            stderr=err,
            stdout_dropped=out_dropped,
            stderr_dropped=err_dropped,
            seconds=seconds,
            cpu_seconds=cpu_seconds,
            peak_bytes=peak,
            error=why.decode("utf-8", "replace") if why else None,
        )

    def end(self) -> int:
        """End it with all that runs inside; its exit status as Popen's, and its own if it was dying already."""
        for pipe in self._pipes:
            with suppress(OSError):
                pipe.close()
        # At the end of its requests the server ends what runs and then itself. One that does not is made to.
        if not self._dies_within(_PATIENCE_S):
            self._process.terminate()
            self._dies_within(_PATIENCE_S)
        # Before it is reaped, neither its process nor its session can have become somebody else's.
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        deadline = time.monotonic() + _END_S
        while not self._is_alone and (left := _session(self._process.pid)) and time.monotonic() < deadline:
            for process in left:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.001)
        return self._process.wait()

    def _dies_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not (is_dead := self._is_dead()) and time.monotonic() < deadline:
            time.sleep(0.001)
        return is_dead

    def _is_dead(self) -> bool:
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None

    def _write(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            _wait(self._requests, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._requests, view) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise EOFError from None

    def _read(self, size: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while size:
            _wait(self._answers, select.POLLIN, deadline)
            part = os.read(self._answers, min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _wait(pipe: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    while not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        if time.monotonic() >= deadline:
            raise TimeoutError


def _frame(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def _session(leader: int) -> list[int]:
    """Living processes of a session, its leader excepted."""
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208
        if name.isdigit() and int(name) != leader:
            with suppress(OSError, ValueError):
                text = Path("/proc", name, "stat").read_bytes()
                state, _, _, session = text[text.rindex(b")") + 2 :].split()[:4]
                if int(session) == leader and state != b"Z":
                    found.append(int(name))
    return found


def _last_line(stderr: IO[bytes], size: int = 4_000) -> str:
    stderr.seek(max(0, stderr.seek(0, os.SEEK_END) - size))
    lines = stderr.read().decode("utf-8", "replace").split("\n")
    return next((" ".join(line.split()) for line in reversed(lines) if line.strip()), "")


def _spawn(command: list[str], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
    # The kernel ends it with the thread that started it (PR_SET_PDEATHSIG), and a worker's threads come and go.
    return (
        _spawner(os.getpid())
        .submit(
            subprocess.Popen,
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            bufsize=0,
            start_new_session=True,  # no Ctrl-C from the terminal; what is left of it can be found
            env={"PATH": os.defpath, "LANG": "C", "LC_ALL": "C"},
        )
        .result()
    )


@functools.cache
def _spawner(process: int) -> ThreadPoolExecutor:  # noqa: ARG001 - a fork has none of its parent's threads
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-spawner")
