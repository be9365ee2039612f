"""What a unit of code is while a file is taken apart, and sight of single nodes for those who cut units."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, Self

import numpy as np

from warploom.extractors.syntax.entities import TokenKinds
from warploom.extractors.syntax.flat_tree import FlatTree, Grammar
from warploom.extractors.syntax.names import Names, Uses
from warploom.extractors.syntax.native_walk import EXTRA, NAMED
from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject

_ANGLES = re.compile(r"([<>])")
MAX_DEPTH = 100
"""Units inside units; deeper ones would make the work quadratic, and nobody writes them."""
MAX_SCOPE_CHARACTERS = 2_000
"""Of the names of all scopes around a place together; each name in them repeats them."""


class UnitKind(StrEnum):
    """What a unit is; `description` is for people."""

    description: str

    def __new__(cls, value: str, description: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member

    FUNCTION = "function", "function, method or subroutine with a body"
    KERNEL = "kernel", "function that a launch runs on a device"
    PROGRAM = "program", "Fortran main program"
    LOOP_NEST = "loop_nest", "outermost loop with all it holds"
    LAUNCH = "launch", "expression that starts a kernel"


@dataclass(slots=True)
class Param:
    """A parameter as written; `address_space` is global, local, constant, private, or None where nothing says it."""

    name: str | None
    type: str
    address_space: str | None = None
    is_const: bool = False
    is_restrict: bool = False
    is_indirect: bool = False
    """A pointer, reference or array: what a callee writes is seen outside."""
    intent: str | None = None
    """What the language itself says of the direction (Fortran's `intent`)."""


@dataclass(slots=True)
class Launch:
    """A launch's configuration as written; None where it is not given."""

    grid: str | None = None
    block: str | None = None
    shared_bytes: str | None = None
    stream: str | None = None
    arguments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Unit:
    """One unit: nodes `first` to `last` (exclusive), bytes `start` to `end`."""

    kind: UnitKind
    first: int
    last: int
    start: int
    end: int
    name: str | None = None
    qualified_name: str | None = None
    header_end: int | None = None
    """Byte where the signature ends and the body begins; None for a unit without a signature."""
    template_parameters: list[str] = field(default_factory=list)
    params: list[Param] = field(default_factory=list)
    doc: str | None = None
    launch: Launch | None = None
    loop_depth: int | None = None
    """Of a loop nest: loops inside one another, itself included."""
    tags: set[str] = field(default_factory=set)
    """Programming models and features that the cutter saw by itself."""


def without_template_arguments(name: str) -> str:
    """A name without what stands in balanced angle brackets."""
    if "<" not in name:
        return name
    kept: list[str] = []
    opened: list[int] = []
    for piece in _ANGLES.split(name):
        if piece == ">" and opened:
            del kept[opened.pop() :]
            continue
        if piece == "<":
            opened.append(len(kept))
        kept.append(piece)
    return "".join(kept)


def one_line(text: bytes) -> str:
    """A text with runs of white space made one blank; bytes that are no UTF-8 are replaced."""
    return " ".join(text.decode("utf-8", "replace").split())


class DefinitionKind(StrEnum):
    """What a definition outside of units defines."""

    TYPE = "type"
    MACRO = "macro"
    GLOBAL = "global"


@dataclass(slots=True)
class Definition:
    """A definition that units may need: nodes `first` to `last` (exclusive), bytes `start` to `end`."""

    kind: DefinitionKind
    name: str
    first: int
    last: int
    start: int
    end: int


@dataclass(slots=True)
class Loop:
    """One loop of a nest as written; None where the loop does not say it (a `while`)."""

    variable: str | None
    lower: str | None
    upper: str | None
    """What ends it: the condition in C (`i < n`), the last value in Fortran."""
    step: str | None


@dataclass(slots=True)
class Construct:
    """What a directive stands before: bytes `start` to `end`, its loops from the outside in, subscripted arrays."""

    start: int
    end: int
    loops: list[Loop]
    subscripts: list[str]
    """Distinct array references of the innermost body as written (`a[i][j + 1]`, `x(i, j)`), in order."""


@dataclass(slots=True)
class Removal:
    """What goes when a call is taken out of a program: bytes `start` to `end`, and what stands there instead."""

    start: int
    end: int
    replacement: str


class Statements(Protocol):
    """What the statements of a language with directives and MPI calls say."""

    def directives(self, nodes: Nodes, names: Names, source: bytes) -> Iterator[tuple[int, int, str, str]]:
        """First byte, end, standard and body of each directive of OpenMP and OpenACC, in order."""
        ...

    def construct_after(self, nodes: Nodes, end: int) -> Construct | None:
        """The statement that a directive ending at byte `end` stands before, or None where no statement follows."""
        ...

    def call_of(self, nodes: Nodes, name: int) -> int:
        """The call whose callee's name is this node, or -1."""
        ...

    def arguments(self, nodes: Nodes, call: int) -> list[str]:
        """A call's arguments as written, white space made one blank."""
        ...

    def removal(self, nodes: Nodes, call: int) -> Removal:
        """How a call is taken out and the program stays one."""
        ...

    def arrays(self, nodes: Nodes, first: int, last: int) -> frozenset[str]:
        """Names that only look called between two nodes, since an element is written as a call is; lower case."""
        ...


class Cutter(Protocol):
    """What one language's syntax says; made once a process."""

    grammar: Grammar
    uses: Uses
    folds_case: bool
    """Names that differ in case alone are the same."""
    token_kinds: TokenKinds

    @property
    def statements(self) -> Statements | None:
        """None for a language that has neither directives nor MPI calls of its own."""
        ...

    def for_grammar(self, source: bytes) -> bytes:
        """The text as the grammar can read it, every byte at its place."""
        ...

    def cut(self, tree: FlatTree, names: Names, source: bytes) -> list[Unit]:
        """All units in the order of their first nodes, outer ones first; `source` is the text as written."""
        ...

    def define(self, tree: FlatTree) -> list[Definition]:
        """Types, macros and globals that are defined outside of functions, in order; no units."""
        ...


class Nodes:
    """Single nodes of a flat tree, by index."""

    def __init__(self, tree: FlatTree) -> None:
        self.tree = tree
        self.source = tree.source
        # a scalar of a memoryview costs half of an array's
        self.kind, self.field, self.flags, self.start, self.end, self.last, self.parent = (
            _scalars(array)
            for array in (tree.kind, tree.field, tree.flags, tree.start, tree.end, tree.last, tree.parent)
        )

    def text(self, node: int) -> str:
        """The node's text; bytes that are no UTF-8 are replaced."""
        return self.source[self.start[node] : self.end[node]].decode("utf-8", "replace")

    def line(self, node: int) -> str:
        """The node's text with runs of white space made one blank."""
        return self.line_between(self.start[node], self.end[node])

    def line_between(self, start: int, end: int) -> str:
        """The text between two bytes with runs of white space made one blank."""
        return b" ".join(self.source[start:end].split()).decode("utf-8", "replace")

    def children(self, node: int) -> Iterator[int]:
        """Children in order, tokens and comments included."""
        last, child, end = self.last, node + 1, self.last[node]
        while child < end:
            yield child
            child = last[child]

    def operands(self, node: int) -> Iterator[int]:
        """Children in order, without tokens and comments."""
        return filter(self.is_operand, self.children(node))

    def is_operand(self, node: int) -> bool:
        """The node is no token and no comment."""
        return self.flags[node] & (NAMED | EXTRA) == NAMED

    def child(self, node: int, field: int) -> int:
        """The first child of that field, or -1."""
        last, fields, child, end = self.last, self.field, node + 1, self.last[node]
        while child < end:
            if fields[child] == field:
                return child
            child = last[child]
        return -1

    def first_from(self, byte: int) -> int:
        """The outermost of the nodes that begin first at or after a byte; the number of nodes where there is none."""
        return bisect_left(self.start, byte)  # numpy would widen the whole array first

    def within(self, node: int, mask: np.ndarray) -> list[int]:
        """The node and its descendants whose kind is in the mask, in order."""
        chosen = np.flatnonzero(mask[self.tree.kind[node : self.last[node]]])
        return (chosen + node).tolist()


def _scalars(array: Any) -> memoryview:
    return memoryview(array)


class Enclosure:
    """Follows the units around a place while nodes come in order."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []
        self._names: list[str] = []
        self._n_characters = 0

    def enter(self, node: int, last: int, name: str) -> None:
        """Open a scope that ends before node `last`; raises `Reject` beyond `MAX_DEPTH` and `MAX_SCOPE_CHARACTERS`."""
        self.leave(node)
        self._open.append((last, name))
        if name:
            self._names.append(name)
            self._n_characters += len(name)
        if len(self._open) > MAX_DEPTH:
            raise Reject(Reason.TOO_DEEP, f"scopes nested more than {MAX_DEPTH} deep")
        if self._n_characters > MAX_SCOPE_CHARACTERS:
            raise Reject(Reason.TOO_DEEP, f"scopes with names of more than {MAX_SCOPE_CHARACTERS} characters")

    def leave(self, node: int) -> None:
        """Close what ended before this node."""
        while self._open and self._open[-1][0] <= node:
            name = self._open.pop()[1]
            if name:
                self._names.pop()
                self._n_characters -= len(name)

    def path(self, separator: str, name: str) -> str:
        """The name with those of all open scopes before it; scopes without one contribute nothing."""
        return separator.join([*self._names, name]) if self._names else name
