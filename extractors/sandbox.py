"""Find out by trying which isolation this machine grants to code that nobody trusts."""

from __future__ import annotations

import functools
import json
import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from warploom.extractors.isolation import Isolation, IsolationError, python_files
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.schemas.errors import WarploomError

_TIMEOUT_S = 20.0

_ATTEMPT = """
import json, os, socket, sys
scratch, tree, outside, port, process = sys.argv[1:]

def tried(action):
    try:
        action()
    except OSError as error:
        return error.strerror or type(error).__name__
    return None

old = os.path.join(outside, "old")
print(json.dumps({
    "network": tried(lambda: socket.create_connection(("127.0.0.1", int(port)), 2).close()),
    "new file": tried(lambda: open(os.path.join(outside, "new"), "w").close()),
    "old file": tried(lambda: open(old, "a").close()),
    "truncate": tried(lambda: os.truncate(old, 0)),
    "read": tried(lambda: open(old).read()),
    "list": tried(lambda: os.listdir(outside)),
    "tree": tried(lambda: open(os.path.join(tree, "new"), "w").close()),
    "other processes": tried(lambda: open("/proc/%s/environ" % process).read()),
    "scratch": tried(lambda: open(os.path.join(scratch, "new"), "w").write(open("given").read())),
}))
"""
"""What a confined program must not be able to do, and the one thing that it must."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of trying one level; `cause` says in words why it is not to be had, and is None where it is."""

    level: Isolation
    cause: str | None

    @property
    def is_available(self) -> bool:
        """A program ran under it, was refused the network, other processes, and all files but those it was given."""
        return self.cause is None


@functools.cache
def probe_isolation() -> tuple[Probe, ...]:
    """Try every level once per process, best first; `none` is always available and comes last."""
    levels = (Isolation.BWRAP, Isolation.USERNS, Isolation.SECCOMP_LANDLOCK)
    return (*(Probe(level, _try(level)) for level in levels), Probe(Isolation.NONE, None))


def best_isolation() -> Isolation:
    """The best level that was found to work here."""
    return next(probe.level for probe in probe_isolation() if probe.is_available)


def _try(level: Isolation) -> str | None:
    """None if the level holds, else the cause in words."""
    if sys.platform != "linux":
        return f"needs Linux, this is {sys.platform}"
    with tempfile.TemporaryDirectory(prefix="warploom-probe-") as directory, _listener() as listener:
        place, outside = Path(directory, "place").resolve(), Path(directory, "outside").resolve()
        outside.mkdir()
        (outside / "old").write_text("old")
        try:
            with Sandbox(place, readable=python_files(), level=level) as sandbox:
                (sandbox.tree / "given").write_text("given")
                python = [str(Path(sys.executable).resolve()), "-I", "-S", "-c", _ATTEMPT]
                told = [str(sandbox.scratch), str(sandbox.tree), str(outside), str(listener.getsockname()[1])]
                ran = sandbox.run([*python, *told, str(os.getpid())], limits=Limits(seconds=_TIMEOUT_S))
        except IsolationError as error:
            return error.cause + (_namespace_settings() if level is not Isolation.SECCOMP_LANDLOCK else "")
        except (WarploomError, OSError) as error:
            return " ".join(str(error).split())
        if ran.timed_out:
            return f"the probe did not end within {_TIMEOUT_S:g} s"
        if not ran.is_success:
            lines = ran.stderr.decode("utf-8", "replace").strip().splitlines()
            return ran.error or (lines[-1] if lines else f"the probe ended with status {ran.exit_code}")
        return _verdict(ran.stdout, place, outside)


def _verdict(answer: bytes, place: Path, outside: Path) -> str | None:
    """Judge by what the program says and, as it may be deceived, by what is there afterwards."""
    refusals: dict[str, str | None] = json.loads(answer)
    written = refusals.pop("scratch")
    if written is not None or not (place / "scratch" / "new").exists():
        return f"what it is given cannot be read, or its scratch not be written: {written}"
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
