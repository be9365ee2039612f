"""The machine that a runner is on: a name for it that tells nobody who it is, its processor, and what it may use."""

from __future__ import annotations

import hashlib
import os
import platform
import socket
from pathlib import Path

ARCHITECTURE = "x86-64-v3"
_NEEDED = {"avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "movbe", "abm"}
"""Of `flags` in /proc/cpuinfo; `abm` stands for lzcnt there."""


def host_id() -> str:
    """`host-` and a digest: equal for all runners of a machine, so that its GPU and its CPU can be compared."""
    try:
        machine = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        machine = ""
    told = f"warploom\0{machine}\0{socket.gethostname()}\0{processor()}"
    return f"host-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def processor() -> str:
    """Its name as it says itself, else the architecture."""
    return _told("model name") or platform.machine() or "unknown"


def is_able() -> bool:
    """Whether it runs code for `ARCHITECTURE`."""
    return platform.machine() in ("x86_64", "AMD64") and set((_told("flags") or "").split()) >= _NEEDED


def processors() -> list[int]:
    """Numbers of the processors that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


def memory_bytes() -> int | None:
    """Of the machine."""
    return _pages("SC_PHYS_PAGES")


def free_bytes() -> int | None:
    """That nobody uses in this moment."""
    return _pages("SC_AVPHYS_PAGES")


def cache_bytes() -> int:
    """Of the largest cache that the first processor has, as Linux tells it; 64 MiB where it does not."""
    found = 0
    for place in Path("/sys/devices/system/cpu/cpu0/cache").glob("index*/size"):
        try:
            text = place.read_text(encoding="ascii").strip()
            found = max(found, int(text.rstrip("KM")) << {"K": 10, "M": 20}.get(text[-1:], 0))
        except (OSError, ValueError):
            continue
    return found or 64 << 20


def _pages(name: str) -> int | None:
    try:
        return os.sysconf(name) * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None


def _told(name: str) -> str | None:
    """Of the first processor in /proc/cpuinfo."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                key, colon, value = line.partition(":")
                if colon and key.strip() == name:
                    return " ".join(value.split())
    except OSError:
        pass
    return None
