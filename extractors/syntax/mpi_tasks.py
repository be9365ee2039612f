"""Takes the MPI calls out of a program and says where they were."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_BLANK = re.compile(rb"[ \t\r\f\v]*(\n?)")
_LINE_END = re.compile(rb"\n")


@dataclass(frozen=True, slots=True)
class MpiTask:
    """A program without its calls, and the calls; lines are counted from 1."""

    stripped: str
    numbered: str
    calls: list[dict[str, Any]]


def mpi_task(source: bytes, calls: Sequence[dict[str, Any]]) -> MpiTask:
    """Cut the calls (rows of `syntax_mpi_calls`, in order) out of a text in UTF-8.

    A line that a cut leaves without anything is gone. A call inside of what goes with another has the other's place.
    """
    pieces: list[bytes] = []
    position = 0
    places = [0] * len(calls)  # byte of the stripped text where each call's cut was
    length = place = 0
    is_blank = True  # what is kept of the line so far
    for number in sorted(range(len(calls)), key=lambda n: (calls[n]["cut_start"], -calls[n]["cut_end"])):
        start, end, replacement = (calls[number][key] for key in ("cut_start", "cut_end", "replacement"))
        if start >= position:
            if not replacement:
                start, end = _whole_lines(source, start, end, position, is_blank=is_blank)
            kept = source[position:start] + replacement.encode()
            _, line_end, last = kept.rpartition(b"\n")
            is_blank = (is_blank or bool(line_end)) and not last.strip()
            pieces.append(kept)
            length += len(kept)
            place = length - len(replacement)
            position = end
        places[number] = place
    pieces.append(source[position:])
    stripped = b"".join(pieces)
    text = stripped.decode("utf-8", "replace")
    lines_at, stripped_lines_at = _line_starts(source), _line_starts(stripped)
    rows = []
    for call, place in zip(calls, places, strict=True):
        rows.append(
            {
                "line": bisect_right(lines_at, call["byte_start"]),
                "stripped_line": bisect_right(stripped_lines_at, place),
                "function": call["function"],
                "arguments": call["arguments"],
            }
        )
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    numbered = "".join(f"{number} {line}\n" for number, line in enumerate(lines, 1))
    return MpiTask(text, numbered, rows)


def _whole_lines(source: bytes, start: int, end: int, floor: int, *, is_blank: bool) -> tuple[int, int]:
    """The range with its line ends if nothing else is on its lines; `is_blank` says so of the line before `floor`."""
    line_end = source.rfind(b"\n", floor, start)
    line_start = max(line_end + 1, floor)
    rest = _BLANK.match(source, end)
    assert rest is not None  # noqa: S101 - it matches the empty text
    is_blank = (is_blank or line_end >= 0) and not source[line_start:start].strip()
    if not is_blank or not (rest[1] or rest.end() == len(source)):
        return start, end
    return line_start, rest.end()


def _line_starts(text: bytes) -> list[int]:
    return [0, *(match.end() for match in _LINE_END.finditer(text))]
