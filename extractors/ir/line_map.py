"""Which line of a source file each line of a lowered text came from."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LineMap:
    """Of the lines of a text that hold instructions; lines count from 1."""

    files: tuple[str, ...]
    """Relative to the root of the repository; what lay outside of it keeps its name below `<outside>/`."""
    entries: tuple[tuple[int, int, int], ...]
    """(line of the text, index in `files`, line of that file), sorted."""


@dataclass(slots=True)
class LineMapBuilder:
    """Collects the entries of one map in the order of the text."""

    _files: dict[str, int] = field(default_factory=dict)
    _entries: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, at: int, file: str, line: int) -> None:
        """A line of the text and where it came from; line 0 of a file, code that no line of the source stands for, is
        left out.
        """
        if line > 0:
            self._entries.append((at, self._files.setdefault(source_name(file), len(self._files)), line))

    def built(self) -> LineMap:
        """What was collected."""
        return LineMap(tuple(self._files), tuple(self._entries))


def source_name(path: str) -> str:
    """A file's name as a compiler recorded it, without a trace of the machine."""
    normal = posixpath.normpath(path)
    if normal.startswith(("/", "../")) or normal == "..":
        return f"<outside>/{posixpath.basename(normal)}"
    return normal
