"""A device that can hold buffers and run kernels: what the bundle asks of the driver, of CuPy, and of the simulator."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Dim = tuple[int, int, int]


FREE_SHARED_BYTES = 48 * 1024
"""Dynamic shared memory that a kernel may ask for without being told apart first."""


def packed(arguments: Sequence[bytes]) -> tuple[Any, list[Any]]:
    """Pointers to a kernel's arguments, as the driver takes them, and what they point to, to be kept until the call."""
    values = [ctypes.create_string_buffer(argument, max(1, len(argument))) for argument in arguments]
    pointers = (ctypes.c_void_p * max(1, len(values)))(*(ctypes.addressof(value) for value in values))
    return pointers, values


class DeviceError(Exception):
    """A call that the device refused: the call, the error's name and what the driver says of it.

    `is_sticky` where nothing more can be done in this process: the context is lost.
    """

    def __init__(self, call: str, code: int, name: str, text: str, is_sticky: bool) -> None:
        super().__init__(call, code, name, text, is_sticky)
        self.call, self.code, self.name, self.text, self.is_sticky = call, code, name, text, is_sticky

    def __str__(self) -> str:
        return f"{self.call}: {self.name} ({self.code}): {self.text}"


class NoDeviceError(Exception):
    """There is no device to run on; says what was looked for and what to do."""


@dataclass(frozen=True)
class Description:
    """What a verdict records of the device; None where it could not be read."""

    kind: str
    """gpu or simulator."""
    name: str
    compute_capability: str | None
    memory_bytes: int | None
    driver: str | None
    cuda_version: str | None
    uuid: str | None


class Device(Protocol):
    """One device, one process, one context. Pointers are whole numbers; all calls are in order on one stream."""

    @property
    def description(self) -> Description: ...

    def free_bytes(self) -> int:
        """Memory that can still be allocated."""

    def load(self, image: bytes) -> object:
        """Load a cubin, or PTX that the driver compiles (text that ends with a zero byte)."""

    def function(self, module: object, name: str) -> object:
        """A kernel of a module."""

    def unload(self, module: object) -> None:
        """Forget a module."""

    def allocate(self, n_bytes: int) -> int:
        """At least one byte, aligned to 256."""

    def release(self, pointer: int) -> None:
        """Give memory back."""

    def write(self, pointer: int, data: bytes) -> None:
        """Copy from the host; ended when it returns."""

    def read(self, pointer: int, n_bytes: int) -> bytes:
        """Copy to the host; waits for all that runs."""

    def copy(self, target: int, source: int, n_bytes: int) -> None:
        """Copy within the device."""

    def fill(self, pointer: int, value: int, n_bytes: int) -> None:
        """Set bytes."""

    def launch(self, function: object, grid: Dim, block: Dim, shared_bytes: int, arguments: Sequence[bytes]) -> None:
        """Start a kernel; arguments are their bytes as the kernel's parameters lie in memory."""

    def synchronize(self) -> None:
        """Wait for all that runs, and raise what went wrong in it."""

    def record(self) -> object:
        """A mark in the stream, to measure between."""

    def elapsed_ns(self, start: object, end: object) -> float:
        """Time between two marks; waits for the second, and both are used up."""


class OwnMemory:
    """What a device does with its memory that lies in this process."""

    def write(self, pointer: int, data: bytes) -> None:
        ctypes.memmove(pointer, data, len(data))

    def read(self, pointer: int, n_bytes: int) -> bytes:
        return ctypes.string_at(pointer, n_bytes)

    def copy(self, target: int, source: int, n_bytes: int) -> None:
        ctypes.memmove(target, source, n_bytes)

    def fill(self, pointer: int, value: int, n_bytes: int) -> None:
        ctypes.memset(pointer, value, n_bytes)
