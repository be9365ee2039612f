"""Where programs of a toolchain may lie on this machine: wheels, CUDA_HOME, PATH, usual places."""

from __future__ import annotations

import glob
import importlib.metadata
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import Distribution
from pathlib import Path

_WRAPPERS = frozenset({"ccache", "sccache", "distcc", "icecc"})
"""What a compiler's name may lead to instead of the compiler."""
_PROXY = "rustup"
"""One program that is many, by the name that it is called by."""
_SCRIPT = b"#!"


class Origin(StrEnum):
    """What said where a tool is, in the order of search."""

    WHEEL = "wheel"
    ENVIRONMENT = "environment"
    """$CUDA_HOME or $CUDA_PATH."""
    PATH = "path"
    USUAL = "usual place"


@dataclass(frozen=True, slots=True)
class Places:
    """What is searched; taken from the process by `here`, stated by tests."""

    python_path: tuple[str, ...]
    """Directories with installed Python distributions."""
    cuda_homes: tuple[str, ...]
    program_path: tuple[str, ...]
    usual: tuple[str, ...] = ("/usr/local/cuda/bin", "/usr/local/cuda-*/bin", "/usr/lib/llvm-*/bin", "/usr/bin")
    """Patterns of directories."""

    @classmethod
    def here(cls, environment: Mapping[str, str] = os.environ) -> Places:
        """Those of this process. Relative directories and the current one are left out: a crawled file may be there."""
        homes = (environment.get("CUDA_HOME", ""), environment.get("CUDA_PATH", ""))
        return cls(
            tuple(d for d in sys.path if _is_trusted(d)),
            tuple(dict.fromkeys(d for d in homes if _is_trusted(d))),
            tuple(d for d in environment.get("PATH", os.defpath).split(os.pathsep) if _is_trusted(d)),
        )

    def distribution(self, *names: str) -> Distribution | None:
        """The first of the named Python distributions that is installed."""
        for name in names:
            for found in importlib.metadata.distributions(name=name, path=list(self.python_path)):
                return found
        return None

    def programs(self, name: re.Pattern[str]) -> Iterator[tuple[Path, Origin]]:
        """Programs outside of wheels whose name matches, resolved, each once, in the order of search."""
        seen: set[Path] = set()
        for directory, origin in self._directories():
            try:
                entries = sorted((e.name for e in directory.iterdir()), key=_by_number)
            except OSError:  # directories of a PATH need not be there, nor open to everybody
                continue
            for entry in entries:
                if name.fullmatch(entry) and os.access(directory / entry, os.X_OK):
                    path = Path(os.path.realpath(directory / entry))
                    path = directory / entry if path.name == _PROXY else path
                    if path.is_file() and path.name not in _WRAPPERS and path not in seen:
                        seen.add(path)
                        yield path, origin

    def cuda_roots(self) -> Iterator[tuple[Path, Origin]]:
        """Roots of CUDA toolkits outside of wheels, resolved, each once."""
        seen: set[Path] = set()
        for directory, origin in self._directories():
            root = Path(os.path.realpath(directory.parent))
            if directory.name == "bin" and root not in seen and (root / "nvvm").is_dir():
                seen.add(root)
                yield root, origin

    def _directories(self) -> Iterator[tuple[Path, Origin]]:
        for home in self.cuda_homes:
            yield Path(home, "bin"), Origin.ENVIRONMENT
        for directory in self.program_path:
            yield Path(directory), Origin.PATH
        for pattern in self.usual:
            for directory in sorted(glob.glob(pattern), key=_by_number):  # noqa: PTH207 - absolute patterns
                if _is_trusted(directory):
                    yield Path(directory), Origin.USUAL


def is_script(path: Path) -> bool:
    """Whether a program is text that starts another: its digest would not tell what runs."""
    with path.open("rb") as file:
        return file.read(2) == _SCRIPT


def _is_trusted(directory: str) -> bool:
    """Absolute, there, not the current directory, and closed to writes of others."""
    if not Path(directory).is_absolute():
        return False
    try:
        state, current = os.stat(directory), os.stat(os.curdir)  # noqa: PTH116 - compared as the kernel sees them
    except OSError:
        return False
    return (state.st_dev, state.st_ino) != (current.st_dev, current.st_ino) and not state.st_mode & stat.S_IWOTH


def _by_number(name: str) -> tuple[int, str]:
    """The newest first among names that end in a number, those without number before them."""
    number = re.search(r"(\d+)(?:/bin)?$", name)
    return (-int(number[1]) if number else -(10**9), name)
