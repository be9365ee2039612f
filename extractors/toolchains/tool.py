"""A program of a toolchain, as it was found on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, with what identifies it on every machine (`name`, `version`, `digest`) and where it lies here."""

    name: str
    """clang, flang, ptxas, ...: what it does, whoever ships it."""
    version: str
    digest: str
    """SHA-256 over all that its answers depend on, its headers included; equal wherever the same one is installed."""
    path: Path
    """The program, absolute."""
    arguments: tuple[str, ...] = ()
    """What stands before all other arguments: `clang` for the one in ziglang."""
    shipped_by: str = ""
    """ziglang, debian, nvidia-wheel, system, ..."""
    prefixes: tuple[Path, ...] = ()
    """Directories that it has to be able to read."""

    def command(self, *arguments: str) -> list[str]:
        """The command line that runs it."""
        return [str(self.path), *self.arguments, *arguments]
