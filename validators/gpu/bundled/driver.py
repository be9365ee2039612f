"""The CUDA driver through ctypes: a device that needs nothing but the driver's own library."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from ctypes import byref, c_char_p, c_float, c_int, c_size_t, c_uint, c_uint64, c_void_p
from pathlib import Path
from typing import Any

from .device import FREE_SHARED_BYTES, Description, DeviceError, Dim, NoDeviceError, packed

LIBRARY_VARIABLE = "WARPLOOM_CUDA_DRIVER"
"""Names the driver's library where it is not found by itself."""
_NAMES = ("libcuda.so.1", "libcuda.so", "nvcuda.dll")
_MAJOR, _MINOR, _OPT_IN_SHARED = 75, 76, 97
_MAX_DYNAMIC_SHARED = 8
STICKY = frozenset({700, 701, 702, 714, 715, 716, 717, 718, 719, 721, 709, 999})
"""Errors after which a context is lost: illegal address, launch time-out, traps of the hardware, failed launches."""

_POINTER = c_uint64
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    "cuInit": (c_uint,),
    "cuDriverGetVersion": (c_void_p,),
    "cuDeviceGetCount": (c_void_p,),
    "cuDeviceGet": (c_void_p, c_int),
    "cuDeviceGetName": (c_char_p, c_int, c_int),
    "cuDeviceGetUuid": (c_void_p, c_int),
    "cuDeviceGetAttribute": (c_void_p, c_int, c_int),
    "cuDeviceTotalMem_v2": (c_void_p, c_int),
    "cuDevicePrimaryCtxRetain": (c_void_p, c_int),
    "cuCtxSetCurrent": (c_void_p,),
    "cuCtxSynchronize": (),
    "cuMemGetInfo_v2": (c_void_p, c_void_p),
    "cuModuleLoadData": (c_void_p, c_char_p),
    "cuModuleUnload": (c_void_p,),
    "cuModuleGetFunction": (c_void_p, c_void_p, c_char_p),
    "cuFuncSetAttribute": (c_void_p, c_int, c_int),
    "cuMemAlloc_v2": (c_void_p, c_size_t),
    "cuMemFree_v2": (_POINTER,),
    "cuMemcpyHtoD_v2": (_POINTER, c_char_p, c_size_t),
    "cuMemcpyDtoH_v2": (c_void_p, _POINTER, c_size_t),
    "cuMemcpyDtoD_v2": (_POINTER, _POINTER, c_size_t),
    "cuMemsetD8_v2": (_POINTER, ctypes.c_ubyte, c_size_t),
    "cuLaunchKernel": (c_void_p, *(c_uint,) * 7, c_void_p, c_void_p, c_void_p),
    "cuEventCreate": (c_void_p, c_uint),
    "cuEventRecord": (c_void_p, c_void_p),
    "cuEventSynchronize": (c_void_p,),
    "cuEventElapsedTime": (c_void_p, c_void_p, c_void_p),
    "cuEventDestroy_v2": (c_void_p,),
    "cuGetErrorName": (c_int, c_void_p),
    "cuGetErrorString": (c_int, c_void_p),
}


class CudaDriver:
    """One GPU by its number among those that the process may see. Raises `NoDeviceError`, `DeviceError`."""

    def __init__(self, number: int = 0, library: str | None = None) -> None:
        self._library = _load(library)
        for name, arguments in _SIGNATURES.items():
            try:
                function = getattr(self._library, name)
            except AttributeError:
                raise NoDeviceError(
                    f"{self._library._name} has no {name}: it is no CUDA driver, or one that is too old"  # noqa: SLF001 - as it was asked for
                ) from None
            function.argtypes, function.restype = arguments, c_int
        self._call("cuInit", 0)
        count = c_int()
        self._call("cuDeviceGetCount", byref(count))
        if not 0 <= number < count.value:
            raise NoDeviceError(f"GPU {number} is not there: the driver shows {count.value}")
        device, context = c_int(), c_void_p()
        self._call("cuDeviceGet", byref(device), number)
        self._device = device.value
        # The primary context, which CuPy and the runtime would use too: a second one costs hundreds of megabytes.
        self._call("cuDevicePrimaryCtxRetain", byref(context), self._device)
        self._call("cuCtxSetCurrent", context)
        self._shared_limit = self._attribute(_OPT_IN_SHARED)
        self.description = self._describe()

    def free_bytes(self) -> int:
        free, total = c_size_t(), c_size_t()
        self._call("cuMemGetInfo_v2", byref(free), byref(total))
        return free.value

    def load(self, image: bytes) -> c_void_p:
        module = c_void_p()
        self._call("cuModuleLoadData", byref(module), image)
        return module

    def function(self, module: object, name: str) -> c_void_p:
        function = c_void_p()
        self._call("cuModuleGetFunction", byref(function), module, name.encode())
        return function

    def unload(self, module: object) -> None:
        self._call("cuModuleUnload", module)

    def allocate(self, n_bytes: int) -> int:
        pointer = _POINTER()
        self._call("cuMemAlloc_v2", byref(pointer), max(1, n_bytes))
        return pointer.value

    def release(self, pointer: int) -> None:
        self._call("cuMemFree_v2", pointer)

    def write(self, pointer: int, data: bytes) -> None:
        if data:
            self._call("cuMemcpyHtoD_v2", pointer, data, len(data))

    def read(self, pointer: int, n_bytes: int) -> bytes:
        if n_bytes == 0:
            return b""
        data = ctypes.create_string_buffer(n_bytes)
        self._call("cuMemcpyDtoH_v2", data, pointer, n_bytes)
        return data.raw

    def copy(self, target: int, source: int, n_bytes: int) -> None:
        if n_bytes:
            self._call("cuMemcpyDtoD_v2", target, source, n_bytes)

    def fill(self, pointer: int, value: int, n_bytes: int) -> None:
        if n_bytes:
            self._call("cuMemsetD8_v2", pointer, value, n_bytes)

    def launch(self, function: object, grid: Dim, block: Dim, shared_bytes: int, arguments: Sequence[bytes]) -> None:
        if shared_bytes > FREE_SHARED_BYTES:
            self._call("cuFuncSetAttribute", function, _MAX_DYNAMIC_SHARED, min(shared_bytes, self._shared_limit))
        pointers, _values = packed(arguments)
        self._call("cuLaunchKernel", function, *grid, *block, shared_bytes, None, pointers, None)

    def synchronize(self) -> None:
        self._call("cuCtxSynchronize")

    def record(self) -> c_void_p:
        event = c_void_p()
        self._call("cuEventCreate", byref(event), 0)
        self._call("cuEventRecord", event, None)
        return event

    def elapsed_ns(self, start: object, end: object) -> float:
        milliseconds = c_float()
        self._call("cuEventSynchronize", end)
        self._call("cuEventElapsedTime", byref(milliseconds), start, end)
        for event in (start, end):
            self._call("cuEventDestroy_v2", event)
        return milliseconds.value * 1e6

    def _describe(self) -> Description:
        name = ctypes.create_string_buffer(256)
        self._call("cuDeviceGetName", name, len(name), self._device)
        memory, version = c_size_t(), c_int()
        self._call("cuDeviceTotalMem_v2", byref(memory), self._device)
        self._call("cuDriverGetVersion", byref(version))
        uuid = ctypes.create_string_buffer(16)
        self._call("cuDeviceGetUuid", uuid, self._device)
        return Description(
            kind="gpu",
            name=name.value.decode("utf-8", "replace"),
            compute_capability=f"{self._attribute(_MAJOR)}.{self._attribute(_MINOR)}",
            memory_bytes=memory.value,
            driver=read_kernel_driver(),
            cuda_version=f"{version.value // 1000}.{version.value % 1000 // 10}",
            uuid=uuid.raw.hex(),
        )

    def _attribute(self, which: int) -> int:
        value = c_int()
        self._call("cuDeviceGetAttribute", byref(value), which, self._device)
        return value.value

    def _call(self, name: str, *arguments: Any) -> None:
        code = getattr(self._library, name)(*arguments)
        if code:
            raise DeviceError(
                name, code, self._told("cuGetErrorName", code), self._told("cuGetErrorString", code), code in STICKY
            )

    def _told(self, name: str, code: int) -> str:
        text = c_char_p()
        if getattr(self._library, name)(code, byref(text)) or text.value is None:
            return "unknown"
        return text.value.decode("utf-8", "replace")


def _load(library: str | None) -> Any:
    asked = library or os.environ.get(LIBRARY_VARIABLE)
    causes = []
    for name in (asked,) if asked else _NAMES:
        try:
            return ctypes.CDLL(name)
        except OSError as error:
            causes.append(str(error))
    raise NoDeviceError(
        f"no CUDA driver: {causes[0]}. Install NVIDIA's driver, or name its library in {LIBRARY_VARIABLE}; "
        "`--device simulator` needs none"
    )


def read_kernel_driver() -> str | None:
    """The version of the kernel's module, which the library must match; None where the system does not say."""
    try:
        with Path("/proc/driver/nvidia/version").open(encoding="utf-8", errors="replace") as file:
            words = file.readline().split()
    except OSError:
        return None
    return next((word for word in words if word[:1].isdigit() and "." in word), None)
