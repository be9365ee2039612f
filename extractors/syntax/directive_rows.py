"""Finds the directives of a file and what each stands before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from warploom.extractors.syntax.directive_tables import is_block_associated, is_loop_associated
from warploom.extractors.syntax.directives import Directive, parse_directive
from warploom.extractors.syntax.marks import Marks, marks_of_directive
from warploom.extractors.syntax.names import Names
from warploom.extractors.syntax.units import Construct, Cutter, Nodes

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


def directive_rows(
    language: str,
    cutter: Cutter,
    nodes: Nodes,
    names: Names,
    source: bytes,
    lines: Callable[[int, int], tuple[int, int]],
) -> list[FoundDirective]:
    """All directives of a file in order; `lines` tells first and last line of a byte range."""
    found = []
    for start, end, standard, body in cutter.directives(nodes, names, source):
        directive = parse_directive(standard, body, fortran=language == "Fortran")
        construct = cutter.construct_after(nodes, end) if _stands_before_something(standard, directive) else None
        clauses = [clause.name for clause in directive.clauses]
        found.append(
            FoundDirective(
                start,
                marks_of_directive(standard, directive.name, clauses),
                (start, end, *_row(standard, body, directive, construct, (start, end), lines)),
            )
        )
    return found


def _stands_before_something(standard: str, directive: Directive) -> bool:
    name = directive.name
    if name == "ordered" and any(clause.name in _STANDS_ALONE for clause in directive.clauses):
        return False
    return is_loop_associated(standard, name) or is_block_associated(standard, name) or name in _CONDITIONAL


def _row(
    standard: str,
    body: str,
    directive: Directive,
    construct: Construct | None,
    place: tuple[int, int],
    lines: Callable[[int, int], tuple[int, int]],
) -> Iterator[Any]:
    directive_lines = lines(*place)
    if construct is None:
        yield from (place[1], place[1], directive_lines[1], directive_lines[1])
    else:
        yield from (construct.start, construct.end, *lines(construct.start, construct.end))
    yield standard
    yield directive.name
    yield list(directive.arguments)
    yield [{"name": c.name, "modifiers": c.modifiers, "arguments": list(c.arguments)} for c in directive.clauses]
    yield directive.is_known and all(clause.is_known for clause in directive.clauses)
    yield body
    yield from directive_lines
    loops = [] if construct is None else construct.loops
    yield [{"variable": p.variable, "lower": p.lower, "upper": p.upper, "step": p.step} for p in loops]
    yield [] if construct is None else construct.subscripts
