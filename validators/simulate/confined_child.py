"""The sandbox's side of `confined`: a fork for each job, whose death or silence is the end of that job alone."""

from __future__ import annotations

import json
import os
import pickle
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from warploom.extractors.supervised_child import resolve
from warploom.schemas.errors import WarploomError

MAX_ANSWER_BYTES = 16 << 20
_MOST_DESCRIPTORS = 1 << 16


def _main(jobs: str, seconds: float, processor_s: int, memory_bytes: int) -> None:
    with open(jobs, "rb") as file:  # noqa: PTH123
        prepare, function, rows = pickle.load(file)  # noqa: S301 - what our own parent wrote, and nobody else can
    run = resolve(function)
    if prepare is not None:
        resolve(prepare)()
    for number, row in rows:
        kind, told = in_fork(run, row, seconds, processor_s, memory_bytes)
        sys.stdout.write(json.dumps([number, kind, told]) + "\n")
        sys.stdout.flush()


def in_fork(
    run: Callable[[Any], Any], row: Any, seconds: float, processor_s: int, memory_bytes: int
) -> tuple[str, Any]:
    """What comes of a job, as JSON's values: `value` with it, `failed` with the words of an error that was foreseen, or
    `lost` with how and why there is none. For who is in the sandbox already.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(run, row, write, processor_s, memory_bytes)
    os.close(write)
    data = _read_all(read, time.monotonic() + seconds)
    os.close(read)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if data is None:
        return "lost", ["timed_out", f"no answer of at most {MAX_ANSWER_BYTES >> 20} MiB within {seconds:g} s"]
    try:
        kind, told = json.loads(data)
        if kind in ("value", "failed"):
            return kind, told
    except ValueError:
        pass
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return "lost", ["timed_out", f"more than {processor_s} s of processor time"]
    how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
    return "lost", ["crashed", f"the process ended by {how} without an answer"]


def _answer(run: Callable[[Any], Any], row: Any, write: int, processor_s: int, memory_bytes: int) -> None:
    """In the fork: what comes of the job, and never back."""
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        os.closerange(3, write)  # who asked has open what it answers on itself
        os.closerange(write + 1, _MOST_DESCRIPTORS)
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)  # the sandbox's own, which may be lower
        most = processor_s + 1 if hard == resource.RLIM_INFINITY else min(processor_s + 1, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (min(processor_s, most), most))
        try:
            told = ["value", run(row)]
        except WarploomError as error:
            told = ["failed", f"{type(error).__name__}: {error}"]
        except MemoryError:
            told = ["failed", "MemoryError: out of memory"]
        view = memoryview(json.dumps(told).encode())
        while view:
            view = view[os.write(write, view) :]
    finally:
        os._exit(0)


def _read_all(pipe: int, deadline: float) -> bytes | None:
    """None for who is late or says too much."""
    data = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            return None
        part = os.read(pipe, 1 << 20)
        if not part:
            return bytes(data)
        data += part
        if len(data) > MAX_ANSWER_BYTES:
            return None


if __name__ == "__main__":
    _main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
