"""The clocks of a GPU as NVML tells them, recorded beside a time and never changed."""

from __future__ import annotations

import ctypes
from typing import Any

_NAMES = ("libnvidia-ml.so.1", "libnvidia-ml.so", "nvml.dll")
_SM, _MEMORY = 1, 2


class Clocks:
    """Reads the clocks of the GPU of a UUID (32 hexadecimal digits); everything is None where there is no NVML."""

    def __init__(self, uuid: str | None) -> None:
        self._library: Any = None
        self._handle = ctypes.c_void_p()
        if uuid is None:
            return
        name = "-".join(("GPU-" + uuid[:8], uuid[8:12], uuid[12:16], uuid[16:20], uuid[20:])).encode()
        for library in _NAMES:
            try:
                found = ctypes.CDLL(library)
                if found.nvmlInit_v2() == 0 and not found.nvmlDeviceGetHandleByUUID(name, ctypes.byref(self._handle)):
                    self._library = found
                    return
            except (OSError, AttributeError):
                continue

    def state(self) -> dict[str, int | None]:
        """Clocks in MHz, temperature in degrees Celsius, and the bits that say why the clock is held down."""
        return {
            "sm_mhz": self._read("nvmlDeviceGetClockInfo", _SM),
            "memory_mhz": self._read("nvmlDeviceGetClockInfo", _MEMORY),
            "temperature_c": self._read("nvmlDeviceGetTemperature", 0),
            "throttled": self._read("nvmlDeviceGetCurrentClocksThrottleReasons", kind=ctypes.c_ulonglong),
        }

    def _read(self, function: str, *arguments: int, kind: Any = ctypes.c_uint) -> int | None:
        if self._library is None:
            return None
        value = kind()
        try:
            code = getattr(self._library, function)(self._handle, *arguments, ctypes.byref(value))
        except AttributeError:
            return None
        return None if code else int(value.value)
