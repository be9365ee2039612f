"""Ask an installed program what it is, within limits of time and output."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence

from warploom.schemas.errors import WarploomError

PROBE_TIMEOUT_S = 10.0
_MAX_ANSWER_BYTES = 64 * 1024


class ProbeError(WarploomError):
    """An installed program did not say what it is; `cause` says in words what it did instead."""

    def __init__(self, program: str, cause: str) -> None:
        super().__init__(program, cause)
        self.program, self.cause = program, cause

    def __str__(self) -> str:
        return f"{self.program}: {self.cause}"


def ask(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, timeout_s: float = PROBE_TIMEOUT_S
) -> str:
    """What `command` prints on stdout and stderr (first 64 KiB); started in `/` with next to no environment.

    Raises `ProbeError` where it cannot be started, fails, prints for ever or does not end in time. Whatever it started
    in its process group is ended with it.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.defpath, "LANG": "C", "LC_ALL": "C", "HOME": "/nonexistent", **(environment or {})},
            start_new_session=True,
        )
    except OSError as error:
        raise ProbeError(command[0], f"cannot be started: {error.strerror or error}") from None
    with process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        patience_s = 0.0
        try:
            answer = _read(process.stdout.fileno(), command[0], time.monotonic() + timeout_s, timeout_s)
            patience_s = 0.5
        finally:
            _end_group(process.pid, patience_s=patience_s)  # not yet waited for, so the id is still its own
            status = process.wait()
    if status != 0:
        how = f"ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        raise ProbeError(command[0], f"{how}: {answer.strip()[-200:]}")
    return answer


def _read(pipe: int, program: str, deadline: float, timeout_s: float) -> str:
    answer = b""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    while True:
        left_s = deadline - time.monotonic()
        if left_s <= 0 or not poll.poll(left_s * 1000):
            raise ProbeError(program, f"did not answer within {timeout_s:g} s")
        part = os.read(pipe, 1 << 16)
        if not part:
            return answer.decode("utf-8", "replace")
        answer += part
        if len(answer) > _MAX_ANSWER_BYTES:
            raise ProbeError(program, f"printed more than {_MAX_ANSWER_BYTES // 1024} KiB")


def _end_group(process: int, *, patience_s: float) -> None:
    """Kill the group, after a moment for a leader that has closed its output and is about to end by itself."""
    deadline = time.monotonic() + patience_s
    while hasattr(os, "waitid") and time.monotonic() < deadline:
        if os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None:
            break
        time.sleep(0.001)
    try:
        os.killpg(process, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nobody left; macOS answers EPERM for a group of zombies
        return
