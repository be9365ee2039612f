"""Levels of isolation for code that nobody trusts: what a program sees, and the command line that enters each."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import sysconfig
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from warploom.extractors.seccomp import (
    ANY_PROCESS,
    early_landlock_filter,
    ignoring_filter,
    refusing_filter,
    signal_filter,
)
from warploom.schemas.errors import UsageError, WarploomError

_SYSTEM = ("/usr", "/bin", "/lib", "/lib64")
"""What programs of the system need: themselves and their libraries. `/etc` is not among it, so neither are links
through `/etc/alternatives`, nor libraries that only the cache of the dynamic linker knows."""
_DEVICES = ("/dev/null", "/dev/urandom")
_FORBIDDEN = ("/", "/dev", "/etc", "/home", "/proc", "/root", "/run", "/sys", "/tmp", "/var")  # noqa: S108 - not used
"""Never a toolchain, always somebody's: too much to become readable at one stroke. What lies below may."""


class Isolation(StrEnum):
    """Levels, best first."""

    BWRAP = "bwrap"
    """Bubblewrap: namespaces for users, mounts, processes, network, IPC."""
    USERNS = "userns"
    """The same kernel features without the tool."""
    SECCOMP_LANDLOCK = "seccomp_landlock"
    """No namespaces and no privilege: reads, writes, sockets and some system calls are refused. Names, sizes and times
    of files outside can be asked for; changes of modes, owners and times are ignored, inside as well; before Linux
    6.12 only the program itself and its group can be sent signals, not single processes that it started."""
    NONE = "none"
    """Nothing is refused. Limits hold and what is left running is killed, as far as the program permits."""


class IsolationError(WarploomError):
    """A level cannot be had, or its server did not start; `cause` says why in one line."""

    def __init__(self, level: Isolation | None, cause: str) -> None:
        super().__init__(level, cause)
        self.level, self.cause = level, cause

    def __str__(self) -> str:
        return self.cause if self.level is None else f"{self.level}: {self.cause}"


@dataclass(frozen=True, slots=True)
class View:
    """The whole file system of a confined program; every path is the same inside and outside."""

    tree: Path
    """Read-only; where programs start."""
    scratch: Path
    """The one place to write in."""
    readable: tuple[Path, ...]
    """Read-only: files and directories, as named and as links resolve."""

    @classmethod
    def of(cls, place: Path, readable: Sequence[Path]) -> View:
        """The view of `place`, whose `tree` and `scratch` exist. Raises `UsageError` for paths that would show too
        much or that are not there.
        """
        place = place.resolve()
        seen: set[Path] = set()
        for given in readable:
            for path in (Path(os.path.normpath(given)), Path(given).resolve()):
                if not path.is_absolute() or not path.exists():
                    raise UsageError(f"cannot make {path} readable in the sandbox: not an absolute path that exists")
                if str(path) in _FORBIDDEN or place == path or path in place.parents or place in path.parents:
                    raise UsageError(f"cannot make {path} readable in the sandbox: it holds more than a toolchain")
                seen.add(path)
        if any(Path(root) in place.parents for root in (*_SYSTEM, "/dev", "/proc", "/sys")):
            raise UsageError(f"the sandbox cannot lie in {place}: programs of the system are bound there")
        covered = {path for path in seen if any(root in path.parents for root in (*seen, *map(Path, _SYSTEM)))}
        kept = sorted(path for path in seen - covered if str(path) not in _SYSTEM)
        return cls(place / "tree", place / "scratch", tuple(kept))

    def system(self) -> list[tuple[str, str | None]]:
        """Directories of the system with what they link to, or None where they are no links."""
        found = [path for path in map(Path, _SYSTEM) if path.exists()]
        return [(str(path), str(path.readlink()) if path.is_symlink() else None) for path in found]


def confinement(level: Isolation, view: View) -> dict[str, Any]:
    """What `confine.py` is told, as JSON: the view and the filters of system calls."""
    told: dict[str, Any] = {
        "tree": str(view.tree),
        "scratch": str(view.scratch),
        "readable": [str(path) for path in view.readable],
        "system": view.system(),
        "devices": _DEVICES,
        "filters": [],
    }
    if level is Isolation.NONE:
        return told
    machine = platform.machine()
    told["filters"] = [refusing_filter(machine).hex()]
    if level is Isolation.SECCOMP_LANDLOCK:
        told["filters"].append(ignoring_filter(machine).hex())
        told["before_abi_3"] = early_landlock_filter(machine).hex()
        told["before_abi_6"] = signal_filter(machine).hex()
        told["any_process"] = ANY_PROCESS
    return told


def server_command(level: Isolation, view: View) -> list[str]:
    """The command line that starts the server of a sandbox: it reads requests on stdin and answers on stdout."""
    here = Path(__file__)
    scripts = [here.with_name("confine.py"), here.with_name("sandbox_server.py")]
    python = Path(sys.executable).resolve()
    if level is not Isolation.BWRAP:
        return [str(python), "-I", "-S", str(scripts[0]), level, str(scripts[1]), str(os.getpid())]
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise IsolationError(level, "bwrap is not installed")
    if os.geteuid() == 0:
        raise IsolationError(level, "run by root, it could not limit the number of processes")
    command = [bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL"]
    command += ["--uid", "65534", "--gid", "65534", "--hostname", "sandbox", "--proc", "/proc"]
    for name, target in view.system():
        command += ["--ro-bind", name, name] if target is None else ["--symlink", target, name]
    for device in _DEVICES:
        command += ["--dev-bind", device, device]
    for path in (*python_files(), *view.readable, view.tree):
        command += ["--ro-bind", str(path), str(path)]
    inside = [f"/.sandbox/{script.name}" for script in scripts]
    for script, name in zip(scripts, inside, strict=True):
        command += ["--ro-bind", str(script), name]
    command += ["--bind", str(view.scratch), str(view.scratch), "--remount-ro", "/", "--chdir", "/", "--"]
    return [*command, str(python), "-I", "-S", inside[0], level, inside[1], "0"]


def python_files() -> list[Path]:
    """What this interpreter needs to start and `/usr` lacks. Bubblewrap starts the server in the new root."""
    python = Path(sys.executable).resolve()
    library = Path(sysconfig.get_path("stdlib")).resolve()
    shared = Path(str(sysconfig.get_config_var("LIBDIR")), str(sysconfig.get_config_var("INSTSONAME"))).resolve()
    found = [path for path in (python, library, shared) if path.exists() and Path("/usr") not in path.parents]
    return [path for path in found if not (path == shared and shared.suffix == ".a")]


_NOBODY = 65534
_SPARE_APART, _SPARE_TOGETHER = 16, 500


def spare_tasks(level: Isolation) -> int:
    """How far the kernel's limit on processes lies above a command's own, which is looked at from time to time.

    The kernel counts the user's processes (root's commands are nobody's), from Linux 5.14 on those of each user
    namespace apart. Where it counts all, those that are there now are no command's.
    """
    major, minor = (int("".join(filter(str.isdigit, part)) or 0) for part in platform.release().split(".")[:2])
    if level in (Isolation.BWRAP, Isolation.USERNS) and (major, minor) >= (5, 14):
        return _SPARE_APART
    user = os.geteuid() or _NOBODY
    n_tasks = 0
    for path in Path("/proc").iterdir():
        with suppress(OSError):
            if path.name.isdigit() and path.stat().st_uid == user:
                n_tasks += len(list((path / "task").iterdir()))
    return n_tasks + _SPARE_TOGETHER
