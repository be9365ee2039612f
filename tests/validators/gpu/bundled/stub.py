"""Builds the driver without a device, and modules for it, by the clang that is always there."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

KERNEL_HEADER = """
typedef struct { void **parameters; unsigned grid[3], block[3], shared; } launch_t;
enum { OK = 0, ILLEGAL_ADDRESS = 700 };
#define PARAMETER(type, number) (*(type *)launch->parameters[number])
"""
"""What the source of a stub's kernel begins with: `int name(const launch_t *launch)` returns the error to tell."""


def build_driver(directory: Path) -> Path:
    """The library."""
    return _shared_object(Path(__file__).with_name("stub_driver.c"), directory / "libcuda_stub.so")


def build_module(directory: Path, source: str, suffix: str = ".c") -> bytes:
    """The image of a module with kernels in C, or C++; `host_NAME` stands for a kernel NAME."""
    directory.mkdir(exist_ok=True)
    text = directory / f"kernels{suffix}"
    text.write_text(KERNEL_HEADER + source)
    built = _shared_object(text, directory / "kernels.so").read_bytes()
    return b"STUB" + struct.pack("<Q", len(built)) + built


def _shared_object(source: Path, target: Path) -> Path:
    pytest.importorskip("ziglang", reason="needs the ziglang wheel, to compile")
    argv = [sys.executable, "-m", "ziglang", "cc", "-O1", "-fno-sanitize=all", "-shared", "-fPIC", "-o", str(target)]
    environment = {**os.environ, "ZIG_GLOBAL_CACHE_DIR": _cache()}
    subprocess.run([*argv, str(source)], check=True, capture_output=True, env=environment)
    return target


@functools.cache
def _cache() -> str:
    """What the compiler builds of its own, once in a process."""
    place = tempfile.mkdtemp(prefix="warploom-zig-")
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place
