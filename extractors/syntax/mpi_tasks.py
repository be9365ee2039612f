"""Takes the MPI calls out of a program and says where they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class MpiTask:
    """A program without its calls, and the calls; lines are counted from 1."""

    stripped: str
    numbered: str
    calls: list[dict[str, Any]]


def mpi_task(source: bytes, calls: Sequence[dict[str, Any]]) -> MpiTask:
    """Cut the calls (rows of `syntax_mpi_calls`, in order) out of a text in UTF-8.

    A line that a cut leaves without anything is gone. A call inside of another goes with it and has its place.
    """
    pieces: list[bytes] = []
    position = 0
    places: list[int] = []  # byte of the stripped text where each call's cut was
    length = 0
    for call in calls:
        start, end = call["cut_start"], call["cut_end"]
        if start >= position:
            start, end = _whole_lines(source, start, end, position) if not call["replacement"] else (start, end)
            kept = source[position:start] + call["replacement"].encode()
            pieces.append(kept)
            length += len(kept)
            places.append(length - len(call["replacement"]))
            position = end
        else:
            places.append(places[-1])
    pieces.append(source[position:])
    stripped = b"".join(pieces)
    text = stripped.decode("utf-8", "replace")
    rows = []
    for call, place in zip(calls, places, strict=True):
        rows.append(
            {
                "line": source.count(b"\n", 0, call["byte_start"]) + 1,
                "stripped_line": stripped.count(b"\n", 0, place) + 1,
                "function": call["function"],
                "arguments": call["arguments"],
            }
        )
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    numbered = "".join(f"{number} {line}\n" for number, line in enumerate(lines, 1))
    return MpiTask(text, numbered, rows)


def _whole_lines(source: bytes, start: int, end: int, floor: int) -> tuple[int, int]:
    """The range with its line ends if nothing else stands on its lines."""
    line_start = max(source.rfind(b"\n", 0, start) + 1, floor)
    line_end = source.find(b"\n", end)
    line_end = len(source) if line_end < 0 else line_end + 1
    if source[line_start:start].strip() or source[end:line_end].strip():
        return start, end
    return line_start, line_end
