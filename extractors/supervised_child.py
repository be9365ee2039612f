"""The child's side of `supervised`: runs one function on rows from a pipe, announcing each before it starts."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from warploom.schemas.reject import Reject

FRAME_HEADER_BYTES = 8
"""Every message is a pickle after its length, big-endian."""

READY, STARTED, VALUE, REJECT, OUT_OF_MEMORY, DEFECT = range(6)
"""Kinds of answers: `(kind, row index, payload)`; `READY` and `STARTED` have no payload."""

_PR_SET_PDEATHSIG = 1


def frame(message: Any) -> bytes:
    """A message as it travels."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return len(body).to_bytes(FRAME_HEADER_BYTES, "big") + body


def resolve(name: str) -> Callable[..., Any]:
    """The function that `module:function` names; it must be at the top level of its module."""
    module, _, function = name.partition(":")
    found = getattr(importlib.import_module(module), function)
    if not callable(found):
        raise TypeError(f"{name} is not a function")
    return found


def _main(requests: int, answers: int, parent: int) -> None:
    _die_with(parent)
    hello = _receive(requests)
    if hello is None:
        return
    sys.path[:] = hello["sys_path"]
    _limit(hello["memory_bytes"], hello["max_file_bytes"])
    if hello["prepare"] is not None:
        resolve(hello["prepare"])()
    function = resolve(hello["function"])
    _silence()  # start-up errors went to the parent's file; what a row prints goes nowhere
    _send(answers, frame((READY, -1, None)))
    while (batch := _receive(requests)) is not None:
        for index, row in batch:
            _send(answers, frame((STARTED, index, None)))
            _send(answers, _answer(function, index, row))


def _answer(function: Callable[..., Any], index: int, row: Any) -> bytes:
    try:
        return frame((VALUE, index, function(row)))
    except Reject as reject:
        return frame((REJECT, index, (reject.reason, reject.detail)))
    except MemoryError:
        pass  # leave the frames that hold the memory before answering
    except BaseException:  # also SystemExit: whatever it is, the parent has to know
        return frame((DEFECT, index, traceback.format_exc()))
    return frame((OUT_OF_MEMORY, index, None))


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the request above
        os._exit(1)


def _limit(memory_bytes: int | None, max_file_bytes: int) -> None:
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, max_file_bytes)
    # Data, not address space: what is only reserved (arenas, device mappings) is harmless. macOS enforces neither.
    if memory_bytes is not None and sys.platform == "linux":
        _lower(resource.RLIMIT_DATA, memory_bytes)


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(kind, (limit, limit))


def _silence() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _receive(requests: int) -> Any:
    """The next message, or None at the end of the pipe."""
    header = _read(requests, FRAME_HEADER_BYTES)
    if len(header) < FRAME_HEADER_BYTES:
        return None
    return pickle.loads(_read(requests, int.from_bytes(header, "big")))  # noqa: S301 - from the parent


def _read(requests: int, size: int) -> bytes:
    parts: list[bytes] = []
    while size and (part := os.read(requests, min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _send(answers: int, message: bytes) -> None:
    view = memoryview(message)
    while view:
        view = view[os.write(answers, view) :]


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:4]))
