"""The device through CuPy, for machines that have it: its memory pool, its modules, its streams."""

from __future__ import annotations

import ctypes
import importlib.util
from collections.abc import Sequence
from typing import Any

from .device import FREE_SHARED_BYTES, Description, DeviceError, Dim, NoDeviceError, packed
from .driver import STICKY, read_kernel_driver

_TO_DEVICE, _TO_HOST, _WITHIN = 1, 2, 3
"""Directions of cudaMemcpy."""


def has_cupy() -> bool:
    """Whether CuPy is installed; not whether it finds a device."""
    return importlib.util.find_spec("cupy") is not None


class CupyDevice:
    """One GPU by its number. Raises `NoDeviceError` where CuPy or the device is missing, `DeviceError`."""

    def __init__(self, number: int = 0) -> None:
        try:
            import cupy
        except ImportError as error:
            raise NoDeviceError(f"no CuPy ({error}): pip install cupy-cuda13x, or give --device driver") from None
        self._cupy: Any = cupy
        self._errors: tuple[type[Exception], ...] = (
            cupy.cuda.driver.CUDADriverError,
            cupy.cuda.runtime.CUDARuntimeError,
            cupy.cuda.memory.OutOfMemoryError,
        )
        try:
            n_devices = cupy.cuda.runtime.getDeviceCount()
        except self._errors as error:
            raise NoDeviceError(f"CuPy finds no GPU: {error}") from None
        if not 0 <= number < n_devices:
            raise NoDeviceError(f"GPU {number} is not there: CuPy shows {n_devices}")
        cupy.cuda.Device(number).use()
        self._number = number
        self._memory: dict[int, Any] = {}
        self.description = self._describe()

    def free_bytes(self) -> int:
        self._cupy.get_default_memory_pool().free_all_blocks()
        return int(self._call("memGetInfo", self._cupy.cuda.runtime.memGetInfo)[0])

    def load(self, image: bytes) -> object:
        module = self._cupy.cuda.function.Module()
        self._call("moduleLoadData", module.load, image)
        return module

    def function(self, module: object, name: str) -> object:
        return self._call("moduleGetFunction", module.get_function, name)  # type: ignore[attr-defined]

    def unload(self, module: object) -> None:
        """CuPy unloads what nothing refers to any more."""

    def allocate(self, n_bytes: int) -> int:
        memory = self._call("malloc", self._cupy.cuda.alloc, max(1, n_bytes))
        self._memory[memory.ptr] = memory
        return int(memory.ptr)

    def release(self, pointer: int) -> None:
        del self._memory[pointer]

    def write(self, pointer: int, data: bytes) -> None:
        if data:
            source = ctypes.create_string_buffer(data, len(data))
            self._copy(pointer, ctypes.addressof(source), len(data), _TO_DEVICE)

    def read(self, pointer: int, n_bytes: int) -> bytes:
        if n_bytes == 0:
            return b""
        target = ctypes.create_string_buffer(n_bytes)
        self._copy(ctypes.addressof(target), pointer, n_bytes, _TO_HOST)
        return target.raw

    def copy(self, target: int, source: int, n_bytes: int) -> None:
        if n_bytes:
            self._copy(target, source, n_bytes, _WITHIN)

    def fill(self, pointer: int, value: int, n_bytes: int) -> None:
        if n_bytes:
            self._call("memset", self._cupy.cuda.runtime.memset, pointer, value, n_bytes)

    def launch(self, function: object, grid: Dim, block: Dim, shared_bytes: int, arguments: Sequence[bytes]) -> None:
        kernel: Any = function
        if shared_bytes > FREE_SHARED_BYTES:
            attribute = self._cupy.cuda.driver.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES
            self._call("funcSetAttribute", self._cupy.cuda.driver.funcSetAttribute, kernel.ptr, attribute, shared_bytes)
        # The low-level call: a kernel of CuPy takes no structures by value.
        pointers, _values = packed(arguments)
        start = self._cupy.cuda.driver.launchKernel
        self._call("launchKernel", start, kernel.ptr, *grid, *block, shared_bytes, 0, ctypes.addressof(pointers), 0)

    def synchronize(self) -> None:
        self._call("synchronize", self._cupy.cuda.runtime.deviceSynchronize)

    def record(self) -> object:
        event = self._cupy.cuda.Event()
        self._call("eventRecord", event.record)
        return event

    def elapsed_ns(self, start: object, end: object) -> float:
        self._call("eventSynchronize", end.synchronize)  # type: ignore[attr-defined]
        return float(self._call("eventElapsedTime", self._cupy.cuda.get_elapsed_time, start, end)) * 1e6

    def _copy(self, target: int, source: int, n_bytes: int, direction: int) -> None:
        self._call("memcpy", self._cupy.cuda.runtime.memcpy, target, source, n_bytes, direction)

    def _call(self, name: str, function: Any, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except self._errors as error:
            code = int(getattr(error, "status", 2))
            word, _, text = str(error).partition(":")
            raise DeviceError(name, code, word or type(error).__name__, text.strip(), code in STICKY) from None

    def _describe(self) -> Description:
        runtime = self._cupy.cuda.runtime
        found = runtime.getDeviceProperties(self._number)
        version = runtime.driverGetVersion()
        return Description(
            kind="gpu",
            name=found["name"].decode("utf-8", "replace"),
            compute_capability=f"{found['major']}.{found['minor']}",
            memory_bytes=found["totalGlobalMem"],
            driver=read_kernel_driver(),
            cuda_version=f"{version // 1000}.{version % 1000 // 10}",
            uuid=bytes(found["uuid"]).hex() if "uuid" in found else None,
        )
