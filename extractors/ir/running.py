"""What lowering needs of whatever runs programs for it, and one step of such running."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from warploom.extractors.toolchains.tool import Tool

MAX_MESSAGE_CHARACTERS = 2_000


class Ran(Protocol):
    """How a program ended."""

    @property
    def exit_code(self) -> int | None:
        """None where a signal or the time ended it."""

    @property
    def signal(self) -> int | None:
        """The signal that ended it."""

    @property
    def timed_out(self) -> bool:
        """Whether it ran past its time."""

    @property
    def stdout(self) -> bytes:
        """What it printed, up to the limit."""

    @property
    def stderr(self) -> bytes:
        """What it said, up to the limit."""


class Runner(Protocol):
    """Runs programs within limits and isolation. They start in a directory with a sibling `scratch` to write to."""

    @property
    def scratch(self) -> Path:
        """That sibling, as this process sees it."""

    def run(self, argv: Sequence[str], *, limits: Any, environment: Mapping[str, str]) -> Ran:
        """Run one program to its end; a failure or a timeout is told by the answer, not raised."""


@dataclass(frozen=True, slots=True)
class Step:
    """One program that was run, for the record."""

    tool: str
    is_done: bool
    exit_code: int | None
    signal: int | None
    timed_out: bool
    message: str
    """The end of what it said where it failed; without names of the machine's directories."""


def run_step(runner: Runner, tool: Tool, arguments: Sequence[str], limits: Any) -> tuple[Step, Ran]:
    """Run a tool; its own directories do not occur in the message."""
    ran = runner.run(tool.command(*arguments), limits=limits, environment={"LC_ALL": "C"})
    is_done = ran.exit_code == 0 and not ran.signal and not ran.timed_out
    message = "" if is_done else (ran.stderr or ran.stdout).decode("utf-8", "replace").strip()
    for directory in (tool.path, *tool.prefixes):
        message = message.replace(str(directory), f"<{tool.name}>")
    step = Step(tool.name, is_done, ran.exit_code, ran.signal, ran.timed_out, message[-MAX_MESSAGE_CHARACTERS:])
    return step, ran


def write_input(path: Path, content: bytes) -> None:
    """Write a file where untrusted programs may have written before: never through a link. Raises `OSError`."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
        file.write(content)


def take_result(path: Path, max_bytes: int) -> bytes | None:
    """What a program wrote, or None: nothing, no regular file, or more than `max_bytes`. Removes it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        is_regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        content = file.read(max_bytes + 1) if is_regular else b""
    path.unlink(missing_ok=True)
    return content if is_regular and len(content) <= max_bytes else None
