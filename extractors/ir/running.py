"""What lowering needs of whatever runs programs for it, and one step of such running."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from warploom.extractors.toolchains.tool import Tool

MAX_MESSAGE_CHARACTERS = 2_000
CRASHES = frozenset({70, *(128 + number for number in (4, 6, 7, 8, 11))})
"""An internal error of LLVM; death by SIGILL, SIGABRT, SIGBUS, SIGFPE or SIGSEGV, as a shell or a driver tells it."""


class Ran(Protocol):
    """How a program ended."""

    @property
    def is_success(self) -> bool:
        """It ran, ended by itself with status 0, and broke no limit."""

    @property
    def exit_code(self) -> int | None:
        """None where a signal ended it, or where it never started."""

    @property
    def signal(self) -> int | None:
        """The signal that ended it."""

    @property
    def timed_out(self) -> bool:
        """Whether it ran past its time."""

    @property
    def out_of_memory(self) -> bool:
        """Whether it wanted more memory than it may have."""

    @property
    def error(self) -> str | None:
        """Why it could not be started, or why nobody knows what came of it."""

    @property
    def stdout(self) -> bytes:
        """What it printed, up to the limit."""

    @property
    def stdout_dropped(self) -> int:
        """Bytes that it printed beyond the limit."""

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


class StepOutcome(StrEnum):
    """How a program of a step ended."""

    DONE = "done"
    FAILED = "failed"
    """It refused its input."""
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    NOT_RUN = "not_run"
    """It could not be started, or its sandbox was lost."""


@dataclass(frozen=True, slots=True)
class Step:
    """One program that was run, for the record."""

    tool: str
    outcome: StepOutcome
    exit_code: int | None
    signal: int | None
    message: str
    """The end of what it said where it failed, without names of the machine's directories; or what was cut off."""


def run_step(runner: Runner, tool: Tool, arguments: Sequence[str], limits: Any) -> tuple[Step, Ran]:
    """Run a tool."""
    ran = runner.run(tool.command(*arguments), limits=limits, environment={"LC_ALL": "C"})
    outcome = _outcome(ran)
    if outcome is StepOutcome.DONE:
        message = f"{ran.stdout_dropped} bytes of output were dropped" if ran.stdout_dropped else ""
    else:
        message = ran.error or (ran.stderr or ran.stdout).decode("utf-8", "replace").strip()
    for directory in (tool.path, *tool.prefixes):
        message = message.replace(str(directory), f"<{tool.name}>")
    return Step(tool.name, outcome, ran.exit_code, ran.signal, message[-MAX_MESSAGE_CHARACTERS:]), ran


def _outcome(ran: Ran) -> StepOutcome:
    if ran.is_success:
        return StepOutcome.DONE
    if ran.error is not None:
        return StepOutcome.NOT_RUN
    if ran.timed_out:
        return StepOutcome.TIMED_OUT
    if ran.out_of_memory:
        return StepOutcome.OUT_OF_MEMORY
    # A driver tells a crash of the compiler proper by a status above that of an error in the input.
    is_crash = ran.signal is not None or ran.exit_code in CRASHES
    return StepOutcome.CRASHED if is_crash else StepOutcome.FAILED


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
