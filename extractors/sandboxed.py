"""Run programs on input that nobody trusts, confined: everything that compiles or executes goes through here."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from warploom.extractors import scratch
from warploom.extractors.isolation import Isolation, IsolationError, View, spare_tasks
from warploom.extractors.sandbox_process import OUTSIDE_SIGNALS, AnswerError, Ran, ServerProcess
from warploom.schemas.errors import UsageError, WarploomError

_GRACE_S = 15.0
"""Beyond a command's own limit, for the server to end what is left and to answer."""
_MAX_ATTEMPTS = 2


class SandboxLostError(WarploomError):
    """The server of a sandbox was killed twice during one command, which cannot have done it: it could not reach it."""

    def __init__(self, level: Isolation, how: str) -> None:
        super().__init__(level, how)
        self.level, self.how = level, how

    def __str__(self) -> str:
        return (
            f"the {self.level} sandbox was {self.how}, twice in a row. No command inside can do that; look for the "
            "out-of-memory killer or for whoever ends processes here, then resume the run."
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one command and all that it starts."""

    seconds: float = 60.0
    """By the clock."""
    memory_bytes: int = 4 << 30
    """Private writable memory of each process, kept by the kernel (RLIMIT_DATA: address space is reserved in excess by
    compilers and runtimes); and resident memory of all together, looked at ten times a second."""
    file_bytes: int = 256 << 20
    """Of each file; who writes beyond gets SIGXFSZ."""
    scratch_bytes: int = 2 << 30
    """Of all files together, looked at a few times a second: a fast writer goes beyond before it is ended."""
    output_bytes: int = 1 << 20
    """Of stdout and of stderr; the rest is dropped."""
    processes: int = 64
    """With their threads, looked at ten times a second. The kernel refuses more than a few beyond where it counts by
    namespace, and else more than some hundreds beyond what the user had running when the sandbox was made."""


class Sandbox:
    """A place where commands run confined, one after the other; a context manager.

    `place/tree` is read-only inside, `place/scratch` the one place to write in; besides, programs see those of the
    system, `readable` (files and directories that exist, with what their links lead to) and two devices, each at its
    path outside, and `/proc` with their own processes only (with Landlock: no `/proc` but links). No network. Nobody
    may exchange the two directories themselves; what is in them may change between commands.

    The confinement is entered at the first `run` and kept until `close`: what follows costs a fork. After each command
    everything that it left running is killed. `level` None stands for the best that works here, never for `none`.
    One thread at a time may use it. Raises `UsageError` for a place or `readable` that would show too much,
    `IsolationError` where no level works. Run by root, commands are nobody's (uid 65534): with `userns`, what they are
    to read must be readable to everybody, and the scratch becomes theirs.
    """

    def __init__(self, place: Path, *, readable: Sequence[Path] = (), level: Isolation | None = None) -> None:
        if sys.platform != "linux":
            raise IsolationError(level, f"needs Linux, this is {sys.platform}")
        self.level = _best() if level is None else level
        self._view = View.of(place, readable)
        for directory in (self._view.tree, self._view.scratch):
            directory.mkdir(parents=True, exist_ok=True)
            if directory.is_symlink():
                raise UsageError(f"{directory} is a link: the sandbox needs a directory")
        self._spare_tasks = spare_tasks(self.level)
        self._server: ServerProcess | None = None
        self._environment = {
            "PATH": "/usr/bin:/bin",
            "LANG": "C",
            "LC_ALL": "C",
            "HOME": str(self._view.scratch),
            "TMPDIR": str(self._view.scratch),
            "SOURCE_DATE_EPOCH": "0",
        }

    @property
    def tree(self) -> Path:
        """Where the caller lays what is read."""
        return self._view.tree

    @property
    def scratch(self) -> Path:
        """Where programs write. Read it by `read_output`: what lies there may be anything."""
        return self._view.scratch

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server with all that runs inside; a later `run` starts another."""
        if self._server is not None:
            self._server.end()
            self._server = None

    def run(
        self,
        argv: Sequence[str],
        *,
        limits: Limits = Limits(),
        environment: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        cwd: Literal["tree", "scratch"] = "tree",
    ) -> Ran:
        """Run a program to its end and tell what came of it; `environment` is added to a fixed one.

        A command that was killed by a signal from outside, or with the server, is tried once more on what is then in
        the scratch. Raises `SandboxLostError` if a server that no signal of the command can reach (`bwrap`, `userns`)
        is killed again; what else becomes of the server may be the command's doing, and `Ran.error` says it.
        """
        asked = {
            **asdict(limits),
            "argv": list(argv),
            "environment": self._environment | dict(environment or {}),
            "cwd": cwd,
            "max_tasks": limits.processes + self._spare_tasks,
        }
        request = json.dumps(asked).encode()
        patience_s = limits.seconds + _GRACE_S
        how, is_killed = "", False
        for attempt in range(1, _MAX_ATTEMPTS + 1):
            started = time.monotonic()
            try:
                if self._server is None:
                    self._server = ServerProcess(self.level, self._view)
                ran = self._server.ask(request, stdin, limits.output_bytes, limits.memory_bytes, patience_s)
            except (EOFError, TimeoutError, AnswerError) as error:
                how, is_killed = self._lose(error)
                continue
            except BaseException:
                self.close()  # also on Ctrl-C: an answer half read would be taken for the next command's
                raise
            if not ran.may_be_outside or attempt == _MAX_ATTEMPTS:
                return ran
        if is_killed and self.level in (Isolation.BWRAP, Isolation.USERNS):
            raise SandboxLostError(self.level, how)
        return Ran.lost(f"the server of the sandbox was {how}", time.monotonic() - started)

    def read_output(self, name: str, max_bytes: int) -> bytes:
        """The content of a regular file in the scratch; see `scratch.read_output`. Raises `OutputError`."""
        return scratch.read_output(self._view.scratch, name, max_bytes)

    def clear(self) -> None:
        """Empty the scratch, whatever lies in it."""
        scratch.clear(self._view.scratch)

    def _lose(self, error: Exception) -> tuple[str, bool]:
        """Forget a server that is gone or must go; how it was lost, to follow "was", and whether by an outer signal."""
        server, self._server = self._server, None
        status = server.end() if server else 0
        if isinstance(error, TimeoutError):
            return "silent for too long", False
        if isinstance(error, AnswerError):
            return f"not answering as agreed: {error}", False
        if status >= 0:
            return f"ended with exit status {status}", False
        return f"ended by {signal.Signals(-status).name}", -status in OUTSIDE_SIGNALS


def _best() -> Isolation:
    # Imported late: the probe tries this very module.
    from warploom.extractors.sandbox import best_isolation, probe_isolation

    best = best_isolation()
    if best is Isolation.NONE:
        causes = "; ".join(f"{probe.level}: {probe.cause}" for probe in probe_isolation() if probe.cause)
        raise IsolationError(None, f"no isolation works here ({causes})")
    return best
