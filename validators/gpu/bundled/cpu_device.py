"""The processor as a device: memory of the process, shared objects as modules, a clock read around each call."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import host
from .device import Description, DeviceError, Dim, NoDeviceError, packed

OPENMP_VARIABLE = "WARPLOOM_OPENMP"
"""Names the OpenMP runtime where it is not found by itself."""
_OPENMP = ("libomp.so.5", "libomp.so", "libiomp5.so")
_ALIGNMENT = 256
_PREFIX = "host_"


class CpuDevice:
    """Calls functions of shared objects made by `native_images`. Raises `NoDeviceError` for another architecture."""

    def __init__(self) -> None:
        if sys.platform != "linux" or not host.is_able():
            raise NoDeviceError(f"times of CPU sides need Linux and a processor that is {host.ARCHITECTURE}")
        self._libc = ctypes.CDLL(None)
        self._libc.aligned_alloc.restype = ctypes.c_void_p
        self._libc.aligned_alloc.argtypes = [ctypes.c_size_t, ctypes.c_size_t]
        self._libc.free.argtypes = [ctypes.c_void_p]
        ctypes.CDLL("libm.so.6", mode=ctypes.RTLD_GLOBAL)
        self.description = Description(
            "cpu", host.processor(), None, host.memory_bytes(), None, None, host.host_id()
        )  # fmt: skip
        self._elapsed_ns = 0
        self._timed: Any = None

    def free_bytes(self) -> int:
        return host.free_bytes() or 1 << 30

    def load(self, image: bytes) -> ctypes.CDLL:
        with tempfile.NamedTemporaryFile(prefix="warploom-", suffix=".so") as file:
            Path(file.name).write_bytes(image)
            try:
                loaded = ctypes.CDLL(file.name, mode=os.RTLD_LAZY)
            except OSError as error:
                told = str(error).replace(file.name, "the image")
                raise DeviceError("dlopen", 1, "invalid_image", told, False) from None
        if self._timed is None and hasattr(loaded, "wl_timed"):
            self._timed = loaded.wl_timed
            self._timed.restype = ctypes.c_longlong
            self._timed.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint]
        return loaded

    def function(self, module: object, name: str) -> int:
        try:
            return ctypes.cast(getattr(module, _PREFIX + name), ctypes.c_void_p).value or 0
        except AttributeError:
            raise DeviceError("dlsym", 2, "not_found", f"no function {name}", False) from None

    def unload(self, module: object) -> None:
        """It stays: threads of an OpenMP runtime may still know its functions."""

    def allocate(self, n_bytes: int) -> int:
        rounded = -(-max(1, n_bytes) // _ALIGNMENT) * _ALIGNMENT
        if rounded > self.free_bytes():  # the kernel promises more than it has, and then kills somebody
            raise DeviceError("aligned_alloc", 3, "out_of_memory", f"{n_bytes:,} bytes", False)
        pointer = self._libc.aligned_alloc(_ALIGNMENT, rounded)
        if not pointer:
            raise DeviceError("aligned_alloc", 3, "out_of_memory", f"{n_bytes:,} bytes", False)
        return int(pointer)

    def release(self, pointer: int) -> None:
        self._libc.free(pointer)

    def write(self, pointer: int, data: bytes) -> None:
        ctypes.memmove(pointer, data, len(data))

    def read(self, pointer: int, n_bytes: int) -> bytes:
        return ctypes.string_at(pointer, n_bytes)

    def copy(self, target: int, source: int, n_bytes: int) -> None:
        ctypes.memmove(target, source, n_bytes)

    def fill(self, pointer: int, value: int, n_bytes: int) -> None:
        ctypes.memset(pointer, value, n_bytes)

    def launch(self, function: object, grid: Dim, block: Dim, shared_bytes: int, arguments: Sequence[bytes]) -> None:  # noqa: ARG002 - blocks have one thread here
        pointers, _kept = packed(arguments)
        self._elapsed_ns += self._timed(function, ctypes.addressof(pointers), grid[0])

    def synchronize(self) -> None:
        """Everything has happened already."""

    def record(self) -> int:
        """Time spent in calls so far: what lies between two of them is not counted."""
        return self._elapsed_ns

    def elapsed_ns(self, start: object, end: object) -> float:
        if not (isinstance(start, int) and isinstance(end, int)):
            raise TypeError("marks of another device")
        return float(end - start)


def load_openmp() -> str | None:
    """The name of the OpenMP runtime that is now loaded; None where there is none that clang's code can call."""
    own = Path(sys.prefix, "lib", "libiomp5.so")
    asked = os.environ.get(OPENMP_VARIABLE)
    for name in (asked,) if asked else (*_OPENMP, str(own)):
        try:
            library = ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
        except OSError:
            continue
        if hasattr(library, "__kmpc_fork_call"):
            return Path(name).name
    return None
