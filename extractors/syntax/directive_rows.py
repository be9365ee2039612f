"""Finds the directives of a file and what each stands before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from warploom.extractors.syntax.directive_tables import is_block_associated, is_loop_associated
from warploom.extractors.syntax.directives import Directive, parse_directive
from warploom.extractors.syntax.marks import Marks, marks_of_directive
from warploom.extractors.syntax.names import Names
from warploom.extractors.syntax.units import MAX_DEPTH, Construct, Nodes, Statements
from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject

_STANDS_ALONE = {"depend", "doacross"}
"""Clauses that make an `ordered` stand alone."""
_CONDITIONAL = ("metadirective", "begin metadirective")
"""What they stand before, their variants decide."""


@dataclass(frozen=True, slots=True)
class FoundDirective:
    """A directive by its first byte, what it marks its surroundings with, and its row without the unit."""

    start: int
    marks: Marks
    row: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A directive with its byte range and its text."""

    start: int
    end: int
    standard: str
    body: str
    directive: Directive


def directive_rows(
    language: str,
    statements: Statements,
    nodes: Nodes,
    names: Names,
    source: bytes,
    lines: Callable[[int, int], tuple[int, int]],
) -> list[FoundDirective]:
    """All directives of a file in order; `lines` tells first and last line of a byte range."""
    is_fortran = language == "Fortran"
    placed = [
        _Placed(start, end, standard, body, parse_directive(standard, body, fortran=is_fortran))
        for start, end, standard, body in statements.directives(nodes, names, source)
    ]
    blocks = _fortran_blocks(placed, source) if is_fortran else {}
    found = []
    open_ends: list[int] = []
    for number, here in enumerate(placed):
        construct = None
        if number in blocks:
            construct = Construct(*blocks[number], [], [])
        elif _stands_before_something(here.standard, here.directive):
            construct = statements.construct_after(nodes, here.end)
        if construct is not None:
            _open(open_ends, here.start, construct.end)
        clauses = [clause.name for clause in here.directive.clauses]
        found.append(
            FoundDirective(
                here.start,
                marks_of_directive(here.standard, here.directive.name, clauses),
                (here.start, here.end, *_row(here, construct, lines)),
            )
        )
    return found


def _open(ends: list[int], start: int, end: int) -> None:
    """Note a construct up to `end` of a directive at `start` with those around it, of which each row repeats parts."""
    while ends and ends[-1] <= start:
        ends.pop()
    ends.append(end)
    if len(ends) > MAX_DEPTH:
        raise Reject(Reason.TOO_DEEP, f"directives nested more than {MAX_DEPTH} deep")


def _fortran_blocks(placed: Sequence[_Placed], source: bytes) -> dict[int, tuple[int, int]]:
    """Byte ranges of the blocks that run up to an `end` directive or, in `sections`, up to the next `section`."""
    blocks: dict[int, tuple[int, int]] = {}
    open_blocks: list[int] = []

    def close(number: int, by: _Placed) -> None:
        opening = placed[number]
        following = placed[number + 1].start
        start = opening.end + _blank_or_comment(source[opening.end : min(following, by.start)])
        blocks[number] = (start, start + len(source[start : by.start].rstrip()))

    for number, here in enumerate(placed):
        name = here.directive.name
        if name == "section":
            if open_blocks and placed[open_blocks[-1]].directive.name == "section":
                close(open_blocks.pop(), here)
            open_blocks.append(number)
        elif name.startswith("end "):
            ended = name.removeprefix("end ")
            if open_blocks and placed[open_blocks[-1]].directive.name == "section" and ended.endswith("sections"):
                close(open_blocks.pop(), here)
            # a block without an end (`atomic`) stays open until one around it ends
            while ended in (placed[n].directive.name for n in open_blocks):
                inner = open_blocks.pop()
                if placed[inner].directive.name == ended:
                    close(inner, here)
                    break
        elif is_block_associated(here.standard, name) and not _stands_alone(here.directive):
            if name == "atomic" and open_blocks and placed[open_blocks[-1]].directive.name == name:
                open_blocks.pop()  # it had no end
            open_blocks.append(number)
            if len(open_blocks) > MAX_DEPTH:
                raise Reject(Reason.TOO_DEEP, f"directives nested more than {MAX_DEPTH} deep")
    return blocks


def _blank_or_comment(text: bytes) -> int:
    """Length of the lines at the beginning that hold nothing but blanks and comments, and of the blanks after them."""
    position = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare and position and not bare.startswith(b"!"):
            break
        position += len(line)
    rest = text[position:]
    return position + len(rest) - len(rest.lstrip())


def _stands_alone(directive: Directive) -> bool:
    return directive.name == "ordered" and any(clause.name in _STANDS_ALONE for clause in directive.clauses)


def _stands_before_something(standard: str, directive: Directive) -> bool:
    name = directive.name
    if _stands_alone(directive):
        return False
    return is_loop_associated(standard, name) or is_block_associated(standard, name) or name in _CONDITIONAL


def _row(here: _Placed, construct: Construct | None, lines: Callable[[int, int], tuple[int, int]]) -> Iterator[Any]:
    directive = here.directive
    directive_lines = lines(here.start, here.end)
    if construct is None:
        yield from (here.end, here.end, directive_lines[1], directive_lines[1])
    else:
        yield from (construct.start, construct.end, *lines(construct.start, construct.end))
    yield here.standard
    yield directive.name
    yield list(directive.arguments)
    yield [(c.name, c.modifiers, list(c.arguments)) for c in directive.clauses]
    yield directive.is_known and all(clause.is_known for clause in directive.clauses)
    yield here.body
    yield from directive_lines
    loops = [] if construct is None else construct.loops
    yield [(p.variable, p.lower, p.upper, p.step) for p in loops]
    yield [] if construct is None else construct.subscripts
