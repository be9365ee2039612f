"""The simulator's native part: built once by the clang that is always there, and loaded."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

from warploom.extractors.atomic import replacing
from warploom.schemas.errors import WarploomError

FLAGS = (
    "-O2",
    "-flto",
    "-Wl,-Bsymbolic",
    "-g",
    "-fno-sanitize=all",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-target",
    "x86_64-linux-gnu",
    "-shared",
    "-fPIC",
)
_TIMEOUT_S = 120


class SimulatorError(WarploomError):
    """The simulator cannot work here; says why, and what to do."""


class Index(ctypes.Structure):
    """`wl_index`."""

    _fields_ = (("x", ctypes.c_uint32), ("y", ctypes.c_uint32), ("z", ctypes.c_uint32))

    def __str__(self) -> str:
        return f"({self.x}, {self.y}, {self.z})"


class Options(ctypes.Structure):
    """`wl_options`."""

    _fields_ = (
        ("fuel", ctypes.c_int64),
        ("microseconds", ctypes.c_int64),
        ("most_threads", ctypes.c_int64),
        ("order_seed", ctypes.c_uint64),
        ("order", ctypes.c_int32),
        ("flush_right", ctypes.c_int32),
        ("poison", ctypes.c_int32),
        ("races", ctypes.c_int32),
        ("separate", ctypes.c_int32),
        ("alignment", ctypes.c_int32),
        ("records", ctypes.c_int32),
        ("fences", ctypes.c_int32),
    )


class Report(ctypes.Structure):
    """`wl_report`."""

    _fields_ = (
        ("outcome", ctypes.c_int32),
        ("window", ctypes.c_int32),
        ("offset", ctypes.c_int64),
        ("address", ctypes.c_uint64),
        ("access", ctypes.c_int32),
        ("code", ctypes.c_int32),
        ("in_kernel", ctypes.c_int32),
        ("launch", ctypes.c_int32),
        ("block", Index),
        ("thread", Index),
        ("other_block", Index),
        ("other_thread", Index),
        ("grid", Index),
        ("shape", Index),
        ("fuel_left", ctypes.c_int64),
        ("n_threads", ctypes.c_uint64),
        ("n_barriers", ctypes.c_uint64),
        ("n_skipped", ctypes.c_uint64),
        ("largest_block", ctypes.c_uint64),
        ("text", ctypes.c_char * 96),
    )


class Shared(ctypes.Structure):
    """`wl_shared`."""

    _fields_ = (
        ("slot", ctypes.c_void_p),
        ("bytes", ctypes.c_uint64),
        ("granule", ctypes.c_uint32),
        ("alignment", ctypes.c_uint32),
    )


class Variable(ctypes.Structure):
    """`wl_variable`."""

    _fields_ = (
        ("begin", ctypes.c_uint64),
        ("end", ctypes.c_uint64),
        ("granule", ctypes.c_uint32),
        ("number", ctypes.c_uint32),
    )


@functools.cache
def source_digest() -> str:
    """Of everything that the native part is made from."""
    whole = hashlib.sha256(" ".join(FLAGS).encode())
    for name, text in _sources().items():
        whole.update(f"{name}\0{len(text)}\0".encode() + text)
    return whole.hexdigest()


@functools.cache
def library() -> ctypes.CDLL:
    """The native part; raises `SimulatorError` where it cannot be built or run."""
    found = ctypes.CDLL(str(library_path()))
    found.wl_place.restype = ctypes.c_void_p
    found.wl_place.argtypes = (
        ctypes.c_int, ctypes.c_uint64, ctypes.c_int, ctypes.c_int, ctypes.c_uint32, ctypes.c_int,
    )  # fmt: skip
    found.wl_mark.restype = None
    found.wl_mark.argtypes = (ctypes.c_int, ctypes.c_uint64)
    found.wl_mark_of.restype = ctypes.c_uint64
    found.wl_mark_of.argtypes = (ctypes.c_int,)
    found.wl_release.argtypes = (ctypes.c_int,)
    found.wl_release.restype = None
    found.wl_run.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    found.wl_set_shared.argtypes = (ctypes.c_void_p, ctypes.c_int)
    found.wl_set_shared.restype = None
    found.wl_set_variables.argtypes = (ctypes.c_void_p, ctypes.c_int)
    found.wl_set_variables.restype = None
    found.wl_hits.restype = ctypes.c_void_p
    found.wl_recorded.restype = ctypes.c_void_p
    found.wl_recorded.argtypes = (ctypes.c_void_p,)
    return found


def take_signals() -> None:
    """Have the calling thread's faults end a run; each thread has a stack of its own for that. Raises
    `SimulatorError`.
    """
    if library().wl_prepare() != 0:
        raise SimulatorError("there is no address space for the simulator's windows: is RLIMIT_AS set? It must not be")


@functools.cache
def library_path() -> Path:
    """Where the native part lies; built at the first call on a machine."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise SimulatorError(
            f"the simulator needs Linux on x86-64, this is {platform.system()} on {platform.machine()}"
        )
    for directory in _directories():
        path = directory / f"simulator-{source_digest()[:32]}.so"
        if path.is_file():
            return path
        try:
            directory.mkdir(parents=True, exist_ok=True)
            with replacing(path) as temporary:
                _build(temporary)
        except OSError:
            continue
        return path
    raise SimulatorError("no directory for the simulator's native part can be written: set XDG_CACHE_HOME")


def _directories() -> list[Path]:
    base = os.environ.get("XDG_CACHE_HOME")
    own = Path(tempfile.gettempdir()) / f"warploom-{os.getuid()}"
    try:
        home = [Path.home() / ".cache"]
    except RuntimeError:
        home = []
    return [place / "warploom" for place in ([Path(base)] if base else home)] + [own]


def _sources() -> dict[str, bytes]:
    native = resources.files(__package__) / "native"
    files = sorted((entry for entry in native.iterdir() if entry.name.endswith((".c", ".h"))), key=lambda e: e.name)
    return {entry.name: entry.read_bytes() for entry in files}


def _build(target: Path) -> None:
    if importlib.util.find_spec("ziglang") is None:
        raise SimulatorError("the simulator is built by ziglang's clang: pip install 'warploom[ir]'")
    with tempfile.TemporaryDirectory(prefix="warploom-simulator-") as place:
        root = Path(place)
        sources = _sources()
        for name, text in sources.items():
            (root / name).write_bytes(text)
        names = [name for name in sources if name.endswith(".c")]
        argv = [sys.executable, "-m", "ziglang", "cc", *FLAGS, "-o", "simulator.so", *names]
        environment = {
            **os.environ,
            "ZIG_GLOBAL_CACHE_DIR": str(root / "zig"),
            "ZIG_LOCAL_CACHE_DIR": str(root / "zig"),
        }
        done = subprocess.run(argv, cwd=root, capture_output=True, env=environment, timeout=_TIMEOUT_S, check=False)
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise SimulatorError(f"its native part does not compile: {said[0] if said else done.returncode}")
        target.write_bytes((root / "simulator.so").read_bytes())
