"""The files of one repository, indexed once: what they include, and which of them an included name means."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from warploom.extractors.ir.directives import KnownDirectives

_NAME = re.compile(rb'[ \t]*+(?:"([^"\n]{1,512})"|<([^>\n]{1,512})>)')
C_FAMILY = (".c", ".h", ".cc", ".cpp", ".hpp", ".cxx", ".hxx", ".hh", ".cu", ".cuh", ".inc", ".inl", ".hip", ".cl")
"""How the names of texts end that a C preprocessor reads."""
_PLACES = ("", "include", "inc", "src", "source", "includes", "headers")
"""Where a directory keeps headers, the directory itself first."""
_MAX_CANDIDATES = 256
"""Of files that end in an included name; more are not told apart."""
_MAX_INCLUDES = 10_000
"""Of one file."""


class RepositoryFiles:
    """The bytes of all files by path, as they would lie below the root; all answers depend on these alone."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.directives = KnownDirectives()
        """Gives the directives of a text."""
        self._directories = {""}
        for path in files:
            parent = posixpath.dirname(path)
            while parent not in self._directories:
                self._directories.add(parent)
                parent = posixpath.dirname(parent)
        self._reversed = sorted((_reversed(path), path) for path in files)
        self._includes: dict[str, tuple[tuple[str, bool], ...]] = {}
        self._nearest: dict[tuple[str, str, str], str | None] = {}

    def __contains__(self, path: str) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        """Paths in the order of their names."""
        return iter(sorted(self._files))

    def text(self, path: str) -> bytes:
        """The bytes of a file; raises KeyError where there is none."""
        return self._files[path]

    def has_directory(self, path: str) -> bool:
        """A file lies below it; the root is the empty path or `.`."""
        return path == "." or path in self._directories

    def includes(self, path: str) -> tuple[tuple[str, bool], ...]:
        """Names that a file includes and whether they stand in quotes, each once, under whatever condition."""
        found = self._includes.get(path)
        if found is None:
            names: dict[tuple[str, bool], None] = {}
            text = self._files[path]
            for line in self.directives(text) if b"include" in text else ():
                match = _NAME.match(text, line.rest) if line.name in (b"include", b"include_next") else None
                if match is None:
                    continue
                name = (match[1] or match[2]).strip().decode("utf-8", "replace")
                if name:
                    names[name, match[1] is not None] = None
                if len(names) == _MAX_INCLUDES:
                    break
            found = self._includes[path] = tuple(names)
        return found

    def ending_in(self, name: str) -> list[str]:
        """Paths that are `name` or end in `/name`, in a fixed order; at most 256."""
        key = _reversed(name)
        found: list[str] = []
        for place in range(bisect_left(self._reversed, (key, "")), len(self._reversed)):
            reverse, path = self._reversed[place]
            if not reverse.startswith(key) or len(found) == _MAX_CANDIDATES:
                break
            found.append(path)
        return found

    def nearest(self, directory: str, name: str, *, besides: str = "") -> str | None:
        """The file that a name included from a directory means most likely; `besides` is none that it can mean.

        In each directory upwards its own files come first, then those of its `include`, `src` and the like; then any
        file whose path ends in the name: with the longest path in common, then fewest directories, then by name.
        """
        place = (directory, name, besides if besides.endswith(name) else "")
        if place not in self._nearest:
            self._nearest[place] = self._find_nearest(*place)
        return self._nearest[place]

    def _find_nearest(self, directory: str, name: str, besides: str) -> str | None:
        candidates = [path for path in self.ending_in(name) if path != besides]
        if not candidates:
            return None
        around = directory
        while True:
            for under in _PLACES:
                path = posixpath.join(around, under, name)
                if path in self._files and path != besides:
                    return path
            if not around:
                break
            around = posixpath.dirname(around)
        own = directory.split("/") if directory else []
        return min(candidates, key=lambda path: (-_n_common(own, path.split("/")), path.count("/"), path))


def joined(directory: str, name: str) -> str | None:
    """The path of a name relative to a directory, without `.` and `..`; None where it leaves the repository."""
    path = posixpath.normpath(posixpath.join(directory, name))
    if path.startswith(("/", "../")) or path == "..":
        return None
    return "" if path == "." else path


def _reversed(path: str) -> str:
    """Directories last to first, so that what ends alike stands together."""
    return "/".join(reversed(path.split("/"))) + "/"


def _n_common(one: list[str], other: list[str]) -> int:
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return number
    return min(len(one), len(other))
