"""Reads what the host did with the device during a run, as steps that another device can repeat."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from warploom.schemas.errors import WarploomError
from warploom.validators.simulate.native_library import library

STEPS = ("allocate", "free", "fill", "copy", "write", "launch", "elsewhere")
Step = list[Any]
"""As `validators.gpu.bundled.replay` repeats it: its name, and what it needs. Buffers are named: those of parameters
after these, others `t` with a number."""


class RecordingError(WarploomError):
    """Something that cannot be repeated from outside: a copy into a variable of the program."""


def recorded(parameters: Sequence[str]) -> list[Step]:
    """The steps of the last run. Raises `RecordingError`."""
    n_bytes = ctypes.c_uint64()
    address = library().wl_recorded(ctypes.byref(n_bytes))
    data = ctypes.string_at(address, n_bytes.value) if n_bytes.value else b""
    return list(_steps(data, parameters))


def _steps(data: bytes, parameters: Sequence[str]) -> Iterator[Step]:
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from("<II", data, at)
        body = data[at + 8 : at + 8 + length]
        at += 8 + length
        name = STEPS[kind]
        if name == "elsewhere":
            raise RecordingError("the host copies into a variable of the program, which has no address elsewhere")
        if name == "launch":
            yield _launch(body, parameters)
            continue
        buffer, offset = _place(body, 0, parameters)
        if name == "allocate":
            yield [name, buffer, *struct.unpack_from("<q", body, 16)]
        elif name == "free":
            yield [name, buffer]
        elif name == "fill":
            yield [name, buffer, offset, *struct.unpack_from("<qq", body, 16)]
        elif name == "copy":
            yield [name, buffer, offset, *_place(body, 16, parameters), *struct.unpack_from("<q", body, 32)]
        else:
            yield [name, buffer, offset, body[16:].hex()]


def _launch(body: bytes, parameters: Sequence[str]) -> Step:
    *shape, shared_bytes, n_arguments, n_name = struct.unpack_from("<9q", body)
    at = 72 + n_name
    arguments: list[list[Any]] = []
    for _ in range(n_arguments):
        is_pointer, length = struct.unpack_from("<QQ", body, at)
        content = body[at + 16 : at + 16 + length]
        arguments.append(["pointer", *_place(content, 0, parameters)] if is_pointer else ["bytes", content.hex()])
        at += 16 + length
    return ["launch", body[72 : 72 + n_name].decode(), shape[:3], shape[3:6], shared_bytes, arguments]


def _place(data: bytes, at: int, parameters: Sequence[str]) -> tuple[str, int]:
    window, offset = struct.unpack_from("<qq", data, at)
    if window < 0:
        raise RecordingError("a kernel is given a pointer that points nowhere")
    return (parameters[window] if window < len(parameters) else f"t{window}"), offset
