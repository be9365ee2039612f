"""Runs programs as lowering wants them run, with a time limit and nothing else: for programs that tests trust."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class DirectRan:
    """How a program ended."""

    exit_code: int | None
    signal: int | None
    timed_out: bool
    stdout: bytes
    stderr: bytes
    out_of_memory: bool = False
    error: str | None = None
    stdout_dropped: int = 0

    @property
    def is_success(self) -> bool:
        return self.exit_code == 0


@dataclass
class DirectRunner:
    """`limits` is the time in seconds."""

    place: Path
    commands: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.place / "tree").mkdir(parents=True)
        self.scratch.mkdir()

    @property
    def scratch(self) -> Path:
        return self.place / "scratch"

    def run(self, argv: Sequence[str], *, limits: float, environment: Mapping[str, str]) -> DirectRan:
        self.commands.append(list(argv))
        try:
            done = subprocess.run(
                argv, cwd=self.place / "tree", capture_output=True, timeout=limits, env=dict(environment), check=False
            )
        except subprocess.TimeoutExpired:
            return DirectRan(None, None, True, b"", b"")
        if done.returncode < 0:
            return DirectRan(None, -done.returncode, False, done.stdout, done.stderr)
        return DirectRan(done.returncode, None, False, done.stdout, done.stderr)
