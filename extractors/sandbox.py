"""Find out by trying which isolation this machine grants to code that nobody trusts."""

from __future__ import annotations

import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_TIMEOUT_S = 20.0

_ATTEMPT = """
import json, os, socket, sys
scratch, outside, port = sys.argv[1:]

def tried(action):
    try:
        action()
    except OSError as error:
        return error.strerror or type(error).__name__
    return None

print(json.dumps({
    "network": tried(lambda: socket.create_connection(("127.0.0.1", int(port)), 2).close()),
    "new file": tried(lambda: open(os.path.join(outside, "new"), "w").close()),
    "old file": tried(lambda: open(os.path.join(outside, "old"), "a").close()),
    "truncate": tried(lambda: os.truncate(os.path.join(outside, "old"), 0)),
    "scratch": tried(lambda: open(os.path.join(scratch, "new"), "w").close()),
}))
"""
"""What a confined program must not be able to do, and the one thing that it must."""


class Isolation(StrEnum):
    """Levels, best first."""

    BWRAP = "bwrap"
    """Bubblewrap: namespaces for users, mounts, network, processes, IPC."""
    USERNS = "userns"
    """The same kernel features without the tool, short of a process namespace."""
    SECCOMP_LANDLOCK = "seccomp_landlock"
    """No namespaces and no privilege: writes, sockets and some system calls are refused. Other processes stay visible,
    and modes and times of the user's own files can still be changed."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of trying one level; `cause` says in words why it is not to be had, and is None where it is."""

    level: Isolation
    cause: str | None

    @property
    def is_available(self) -> bool:
        """A program ran under it, was refused network and writes outside its scratch, and could write inside."""
        return self.cause is None


@functools.cache
def probe_isolation() -> tuple[Probe, ...]:
    """Try every level once per process, best first; `none` is always available and comes last."""
    levels = (Isolation.BWRAP, Isolation.USERNS, Isolation.SECCOMP_LANDLOCK)
    return (*(Probe(level, _try(level)) for level in levels), Probe(Isolation.NONE, None))


def best_isolation() -> Isolation:
    """The best level that was found to work here."""
    return next(probe.level for probe in probe_isolation() if probe.is_available)


def confined_command(level: Isolation, scratch: Path, command: Sequence[str]) -> list[str]:
    """The command line that runs `command` (its program an absolute path) with `scratch` as its only writable place."""
    if level is Isolation.BWRAP:
        bwrap = shutil.which("bwrap")
        if bwrap is None:
            raise FileNotFoundError("bwrap is not installed")
        return [
            *(bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
            *("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
            *("--bind", str(scratch), str(scratch), "--chdir", str(scratch), *command),
        ]
    if level is Isolation.NONE:
        return list(command)
    confine = Path(__file__).with_name("confine.py")
    return [sys.executable, "-I", "-S", str(confine), level, str(scratch), *command]


def _try(level: Isolation) -> str | None:
    """None if the level holds, else the cause in words."""
    if sys.platform != "linux":
        return f"needs Linux, this is {sys.platform}"
    if level is Isolation.BWRAP and shutil.which("bwrap") is None:
        return "bwrap is not installed"
    with tempfile.TemporaryDirectory(prefix="warploom-probe-") as directory, _listener() as listener:
        scratch, outside = Path(directory, "scratch").resolve(), Path(directory, "outside").resolve()
        scratch.mkdir()
        outside.mkdir()
        (outside / "old").write_text("old")
        port = str(listener.getsockname()[1])
        program = [sys.executable, "-I", "-S", "-c", _ATTEMPT, str(scratch), str(outside), port]
        try:
            done = subprocess.run(
                confined_command(level, scratch, program),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_TIMEOUT_S,
                check=False,
                env={"PATH": os.defpath, "LANG": "C", "LC_ALL": "C"},
            )
        except subprocess.TimeoutExpired:
            return f"the probe did not end within {_TIMEOUT_S:g} s"
        except OSError as error:
            return f"the probe could not be started: {error}"
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines()
            said = lines[-1] if lines else f"the probe ended with status {done.returncode}"
            return said + (_namespace_settings() if level is not Isolation.SECCOMP_LANDLOCK else "")
        return _verdict(done.stdout, scratch, outside)


def _verdict(answer: str, scratch: Path, outside: Path) -> str | None:
    """Judge by what the program says and, as it may be deceived, by what is there afterwards."""
    refusals: dict[str, str | None] = json.loads(answer)
    inside = refusals.pop("scratch")
    if inside is not None or not (scratch / "new").exists():
        return f"its scratch directory is not writable: {inside}"
    leaks = [what for what, refusal in refusals.items() if refusal is None]
    if (outside / "new").exists() or (outside / "old").read_text() != "old":
        leaks.append("a file outside was changed")
    return f"not refused: {', '.join(leaks)}" if leaks else None


def _listener() -> socket.socket:
    """An open door on the loopback interface, which a confined program must not reach."""
    return socket.create_server(("127.0.0.1", 0))


def _namespace_settings() -> str:
    """Kernel settings that forbid user namespaces, as an addition to a cause."""
    found = []
    for name, forbidding in (
        ("kernel/unprivileged_userns_clone", "0"),
        ("user/max_user_namespaces", "0"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1"),
    ):
        path = Path("/proc/sys", name)
        if path.exists() and path.read_text().strip() == forbidding:
            found.append(f"{name.replace('/', '.')} is {forbidding}")
    return f" ({', '.join(found)})" if found else ""
