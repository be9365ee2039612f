"""Run a function that may crash or hang over rows, in a child process whose death convicts one row at most."""

from __future__ import annotations

import functools
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Self

from warploom.extractors.supervised_child import (
    DEFECT,
    FRAME_HEADER_BYTES,
    OUT_OF_MEMORY,
    REJECT,
    STARTED,
    frame,
)
from warploom.schemas.errors import WarploomError
from warploom.schemas.reasons import Reason
from warploom.schemas.reject import Reject

_OUTSIDE_SIGNALS = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT})
"""Signals that a program gets for no fault of its own: from an operator, a scheduler or the kernel's OOM killer."""
_MAX_ATTEMPTS = 2
_PATIENCE_S = 5.0
"""For a child whose pipe is closed to finish dying, so that its own signal is seen and not ours."""


class ChildStartError(WarploomError):
    """The child died or stayed silent before it was ready for rows; `stderr` is the end of what it printed."""

    def __init__(self, function: str, why: str, stderr: str) -> None:
        super().__init__(function, why, stderr)
        self.function, self.why, self.stderr = function, why, stderr

    def __str__(self) -> str:
        return f"child for {self.function}: {self.why}\n{self.stderr}".rstrip()


class ChildDefectError(WarploomError):
    """The function raised in the child: a defect of the code, not of the row; `traceback` is the child's."""

    def __init__(self, function: str, row: int, traceback: str) -> None:
        super().__init__(function, row, traceback)
        self.function, self.row, self.traceback = function, row, traceback

    def __str__(self) -> str:
        return f"{self.function} failed on row {self.row}:\n{self.traceback}"


class ChildKilledError(WarploomError):
    """The child was killed from outside twice on the same work: too little memory, or somebody ends our processes."""

    def __init__(self, function: str, row: int | None, how: str) -> None:
        super().__init__(function, row, how)
        self.function, self.row, self.how = function, row, how

    def __str__(self) -> str:
        where = "between rows" if self.row is None else f"on row {self.row}, alone in a fresh child"
        return (
            f"child for {self.function} was {self.how} twice {where}. No limit of ours sends that signal; "
            "look for the out-of-memory killer or for whoever ends processes here, then resume the run."
        )


@dataclass(frozen=True, slots=True)
class _Failure:
    """How a child ended before its batch did."""

    row: int | None
    """Index of the row it had announced."""
    reason: Reason | None
    """None: it was killed from outside."""
    detail: str


class SupervisedChild:
    """A long-lived child that runs `function` (`module:function`, top level) on rows; a context manager.

    The law of conviction. A row becomes a `Reject` only if the child died by its own doing (a signal such as SIGSEGV,
    an exit, memory beyond the limit) or ran past `row_timeout_s` while it was on that row, and did so again with the
    row alone in a fresh child. A signal from outside (SIGKILL, SIGTERM, ...) never convicts: the row is tried again,
    and at the second such signal `ChildKilledError` ends the run. An exception of `function` other than `Reject` is a
    defect (`ChildDefectError`). Not a sandbox: the child may read and write what this process may.

    `prepare` (`module:function`, no arguments) runs once in each child within `start_timeout_s`, apart from the rows'
    limit. `memory_bytes` bounds all private memory of the child (Linux only: macOS enforces no such limit). Standard
    output and error of the rows go nowhere. Rows and values are pickled. One thread at a time may use it.
    """

    def __init__(
        self,
        function: str,
        *,
        row_timeout_s: float,
        prepare: str | None = None,
        start_timeout_s: float = 120.0,
        memory_bytes: int | None = None,
        max_file_bytes: int = 64 * 1024 * 1024,
        batch_rows: int = 64,
    ) -> None:
        self._function = function
        self._row_timeout_s = row_timeout_s
        self._start_timeout_s = start_timeout_s
        self._memory_bytes = memory_bytes
        self._batch_rows = batch_rows
        self._hello = {
            "function": function,
            "prepare": prepare,
            "memory_bytes": memory_bytes,
            "max_file_bytes": max_file_bytes,
        }
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child and reap it; a later `map` starts a fresh one."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def map(self, rows: Sequence[Any]) -> list[Any]:
        """The function's value, or a `Reject`, for each row in order."""
        results: dict[int, Any] = {}
        position = n_lost = 0
        while position < len(rows):
            batch = range(position, min(position + self._batch_rows, len(rows)))
            failure = self._run(rows, batch, results)
            if failure is None:
                position, n_lost = batch.stop, 0
            elif failure.row is None:
                n_lost += 1
                if n_lost == _MAX_ATTEMPTS:
                    raise ChildKilledError(self._function, None, failure.detail)
                position += sum(i in results for i in batch)
            else:
                results[failure.row] = self._try_alone(rows, failure.row, failure)
                position, n_lost = failure.row + 1, 0
        return [results[i] for i in range(len(rows))]

    def _try_alone(self, rows: Sequence[Any], row: int, failure: _Failure) -> Any:
        n_own = n_outside = 0
        results: dict[int, Any] = {}
        while True:
            if failure.reason is None:
                n_outside += 1
                if n_outside == _MAX_ATTEMPTS:
                    raise ChildKilledError(self._function, row, failure.detail)
            else:
                n_own += 1
                if n_own == _MAX_ATTEMPTS:
                    return Reject(failure.reason, failure.detail)
            again = self._run(rows, range(row, row + 1), results)
            if again is None:
                return results[row]
            failure = again

    def _run(self, rows: Sequence[Any], batch: range, results: dict[int, Any]) -> _Failure | None:
        """Run a batch; values go to `results`. After a failure the child is gone, and the next call starts another."""
        if self._child is None:
            self._child = _Child(self._function, self._hello, self._start_timeout_s)
        current: int | None = None
        try:
            self._child.send([(i, rows[i]) for i in batch], self._start_timeout_s)
            while batch.stop - 1 not in results:
                limit_s = self._start_timeout_s if current is None else self._row_timeout_s
                kind, index, payload = self._child.receive(limit_s)
                if kind == STARTED:
                    current = index
                    continue
                if kind == DEFECT:
                    raise ChildDefectError(self._function, index, payload)  # noqa: TRY301 - closed below
                if kind == OUT_OF_MEMORY:
                    self.close()
                    return _Failure(index, Reason.PARSER_CRASHED, f"out of memory within {self._memory_bytes} bytes")
                results[index] = Reject(*payload) if kind == REJECT else payload
                current = None
        except TimeoutError:
            self.close()
            if current is None:
                return _Failure(None, None, f"silent for {self._start_timeout_s:g} s")
            return _Failure(current, Reason.PARSER_TIMED_OUT, f"ran past {self._row_timeout_s:g} s")
        except EOFError:
            status = self._child.end(patience_s=_PATIENCE_S)
            self._child = None
            return _Failure(current, _verdict(status, current), _how(status))
        except BaseException:
            self.close()  # also on Ctrl-C: an answer half read would be taken for the next batch's
            raise
        return None


def _verdict(status: int, row: int | None) -> Reason | None:
    return None if row is None or -status in _OUTSIDE_SIGNALS else Reason.PARSER_CRASHED


def _how(status: int) -> str:
    return f"ended by {signal.Signals(-status).name}" if status < 0 else f"ended with exit status {status}"


class _Child:
    """One process with its two pipes. `send` and `receive` raise `TimeoutError`, and `EOFError` if it is gone."""

    def __init__(self, function: str, hello: dict[str, Any], start_timeout_s: float) -> None:
        with tempfile.TemporaryFile() as stderr:
            self._start(stderr)
            try:
                self.send({**hello, "sys_path": sys.path}, start_timeout_s)
                self.receive(start_timeout_s)
            except TimeoutError:
                self.end()
                raise ChildStartError(function, f"not ready after {start_timeout_s:g} s", _tail(stderr)) from None
            except EOFError:
                why = _how(self.end(patience_s=_PATIENCE_S)) + " before it was ready"
                raise ChildStartError(function, why, _tail(stderr)) from None
            except BaseException:
                self.end()
                raise

    def _start(self, stderr: IO[bytes]) -> None:
        to_child, self._requests = os.pipe()
        self._answers, from_child = os.pipe()
        os.set_blocking(self._requests, False)
        self._pipes_are_open = True
        command = [sys.executable, "-P", "-m", "warploom.extractors.supervised_child"]
        try:
            self._process = _spawn(
                [*command, str(to_child), str(from_child), str(os.getpid())], (to_child, from_child), stderr
            )
        except BaseException:
            os.close(self._requests)
            os.close(self._answers)
            raise
        finally:  # our copies: the pipe ends only when the child's do
            os.close(to_child)
            os.close(from_child)

    def send(self, message: Any, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        view = memoryview(frame(message))
        while view:
            self._wait(self._requests, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._requests, view) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise EOFError from None

    def receive(self, timeout_s: float) -> tuple[int, int, Any]:
        deadline = time.monotonic() + timeout_s
        size = int.from_bytes(self._read(FRAME_HEADER_BYTES, deadline), "big")
        return pickle.loads(self._read(size, deadline))  # noqa: S301 - our own child

    def _read(self, size: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        while size:
            self._wait(self._answers, select.POLLIN, deadline)
            part = os.read(self._answers, min(size, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _wait(self, pipe: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(pipe, event)
        while not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            if time.monotonic() >= deadline:
                raise TimeoutError

    def end(self, *, patience_s: float = 0.0) -> int:
        """Kill the whole group, after `patience_s` for a child that is dying by itself; its exit status as Popen's."""
        if self._pipes_are_open:
            self._pipes_are_open = False
            os.close(self._requests)
            os.close(self._answers)
        deadline = time.monotonic() + patience_s
        while not self._is_dead() and time.monotonic() < deadline:
            time.sleep(0.002)
        # Before it is reaped, its id cannot have become somebody else's.
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # nobody left; macOS answers EPERM for a group of zombies
            self._process.kill()
        return self._process.wait()

    def _is_dead(self) -> bool:
        if not hasattr(os, "waitid"):  # macOS before Python 3.13
            return self._process.poll() is not None
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None


def _spawn(command: list[str], pipes: tuple[int, int], stderr: IO[bytes]) -> subprocess.Popen[bytes]:
    # The kernel ends the child with the thread that started it (PR_SET_PDEATHSIG), and a worker's threads come and go.
    return (
        _spawner(os.getpid())
        .submit(
            subprocess.Popen,
            command,
            stdin=subprocess.DEVNULL,
            stdout=stderr,
            stderr=stderr,
            pass_fds=pipes,
            start_new_session=True,  # a group of its own to kill, and no Ctrl-C from the terminal
        )
        .result()
    )


@functools.cache
def _spawner(process: int) -> ThreadPoolExecutor:  # noqa: ARG001 - a fork has none of its parent's threads
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


def _tail(stderr: IO[bytes], size: int = 4_000) -> str:
    stderr.seek(max(0, stderr.seek(0, os.SEEK_END) - size))
    return stderr.read().decode("utf-8", "replace")
