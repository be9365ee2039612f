"""Reads what clang says of a file: errors with their place, and the places of the repository that led there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_DIAGNOSTICS = 2_000
_PLACE = re.compile(r"(.{1,1024}?):(\d{1,9}):(\d{1,9}): (?:(fatal error|error|warning|note|remark): )(.*)", re.DOTALL)
_FROM = re.compile(r"(?:In file included from|                 from) (.{1,1024}?):(\d{1,9})[:,]?")
_MAX_LINE = 4_096
_MAX_LINES = 100_000
_MAX_NOTES = 32


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file, as the compiler was given its path; line and column from 1, in bytes."""

    path: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message of a compiler."""

    place: Place
    severity: str
    """`fatal error`, `error` or `warning`."""
    message: str
    around: tuple[Place, ...] = ()
    """Where its notes point, then which includes led to it, the innermost first."""

    @property
    def is_error(self) -> bool:
        """The file does not compile because of it."""
        return self.severity.endswith("error")


def read_diagnostics(said: str) -> list[Diagnostic]:
    """The errors and warnings in clang's words, in order, at most 2000."""
    found: list[Diagnostic] = []
    includes: list[Place] = []
    is_new = True
    for line in _lines(said):
        led = _FROM.match(line)
        if led:
            if is_new:
                includes = []
            is_new = False
            includes.append(Place(_plain(led[1]), int(led[2])))
            continue
        match = _PLACE.match(line)
        if match is None:
            continue
        is_new = True
        place = Place(_plain(match[1]), int(match[2]), int(match[3]))
        if match[4] in ("note", "remark"):
            if found and len(found[-1].around) < _MAX_NOTES:
                last = found[-1]
                found[-1] = Diagnostic(last.place, last.severity, last.message, (*last.around, place))
            continue
        if len(found) == MAX_DIAGNOSTICS:
            break
        found.append(Diagnostic(place, match[4], match[5], tuple(reversed(includes[-_MAX_NOTES:]))))
        includes = []
    return found


def _lines(said: str) -> Iterator[str]:
    for number, line in enumerate(said.splitlines()):
        if number == _MAX_LINES:
            return
        if len(line) <= _MAX_LINE:
            yield line


def _plain(path: str) -> str:
    return posixpath.normpath(path)
