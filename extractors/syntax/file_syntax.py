"""Reads one file: its units, definitions, directives and MPI calls, as rows in byte ranges of its text."""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from warploom.extractors.syntax.cutters import cutter_of
from warploom.extractors.syntax.directive_rows import FoundDirective, directive_rows
from warploom.extractors.syntax.entities import Entities, tag_units
from warploom.extractors.syntax.flat_tree import FlatTree
from warploom.extractors.syntax.imports import imports_of
from warploom.extractors.syntax.marks import (
    OWN_MODEL,
    THREAD_INDEX_NAMES,
    Marks,
    features_in,
    marks_of_import,
    marks_of_name,
    models_in,
    rules_of_name,
)
from warploom.extractors.syntax.mpi import mpi_call_rows
from warploom.extractors.syntax.names import ARGUMENT, CALL, READ, WRITE, Names, find_names
from warploom.extractors.syntax.needs import Needs, macro_needs
from warploom.extractors.syntax.tree_marks import marks_of_tree
from warploom.extractors.syntax.units import Cutter, Definition, DefinitionKind, Nodes, Param, Unit, UnitKind, one_line

Row = tuple[Any, ...]
"""Values of one row of a work table in the order of its columns, `occurrence_id` left out."""

_BODIES = (UnitKind.FUNCTION, UnitKind.KERNEL, UnitKind.PROGRAM)
_ERROR = 65_535
"""Number of tree-sitter's ERROR nodes, in every grammar."""


@dataclass(frozen=True, slots=True)
class FileSyntax:
    """What the tree of one text says; rows are those of the tables in `schemas/syntax`."""

    file: Row
    units: list[Row]
    definitions: list[Row]
    directives: list[Row]
    mpi_calls: list[Row]
    entities: Entities | None
    """Tags of each unit, bytes relative to the unit's first; None where they were not asked for."""


def read_syntax(request: tuple[str, bytes, bool]) -> FileSyntax:
    """Read a text in UTF-8 of a language that has a grammar; raises `Reject` for what nests too deep.

    The request is language, text, and whether tokens are to be tagged.
    """
    language, source, with_entities = request
    reader = _Reader(language, source)
    return reader.read(with_entities=with_entities)


def prepare() -> None:
    """Compile, or load from the cache of an earlier process, what is native; for a process that does nothing else."""
    read_syntax(("C", b"int f(int *a) { return a[0]; }\n", True))
    # rows are many and form no cycles: looking for these took a fifth of the time
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class _Reader:
    """One text, its tree and its names."""

    def __init__(self, language: str, source: bytes) -> None:
        self._language = language
        self._source = source
        self._cutter: Cutter = cutter_of(language)
        tree: FlatTree = self._cutter.grammar.parse(self._cutter.for_grammar(source))
        self._tree = tree
        self._nodes = Nodes(tree)
        names = find_names(tree, self._cutter.uses)
        self._names: Names = names.folded() if self._cutter.folds_case else names
        self._line_starts = _line_starts(source)
        self._errors: list[int] = np.flatnonzero(tree.kind == _ERROR).tolist()

    def read(self, *, with_entities: bool) -> FileSyntax:
        units = self._cutter.cut(self._tree, self._names, self._source)
        defined: dict[tuple[int, str], Definition] = {}
        for definition in self._cutter.define(self._tree):
            if bisect_left(self._errors, definition.first) < bisect_left(self._errors, definition.last):
                continue  # where the grammar lost its way, what it takes for a name may be anything
            defined.setdefault((definition.start, definition.name), definition)  # `struct s { } s;` has one place
        definitions = list(defined.values())
        ranges: list[Unit | Definition] = [*units, *definitions]
        groups = self._names.of_ranges([r.first for r in ranges], [r.last for r in ranges])
        directives = self._directives()
        marks = _Marks(self._language, self._names)
        seen = marks_of_tree(self._language, self._source, self._tree)
        marks.add_nodes((self._tree.start[node], found) for node, found in seen)
        marks.add_nodes((directive.start, directive.marks) for directive in directives)
        imports = imports_of(self._language, self._source, self._tree)
        needs = Needs(self._language, self._names)
        enclosing = _enclosing(units)
        body_of = _bodies(units, enclosing)
        self._take_back_calls(units, body_of, groups)
        unit_rows = []
        for number, (unit, around, body) in enumerate(zip(units, enclosing, body_of, strict=True)):
            declared = {} if body is None or body == number else groups[body]
            unit_rows.append((number, around, *self._unit_row(unit, groups[number], declared, marks, needs)))
        definition_rows = [
            self._definition_row(definition, group, needs)
            for definition, group in zip(definitions, groups[len(units) :], strict=True)
        ]
        bodies = [number for number, unit in enumerate(units) if unit.kind in _BODIES]
        body_at = _Enclosers([units[b] for b in bodies])
        directive_list = [(None if (b := body_at.at(d.start)) is None else bodies[b], *d.row) for d in directives]
        of_file = marks.of_file()
        if self._language in OWN_MODEL:
            of_file |= {OWN_MODEL[self._language]}
        for imported in imports:
            of_file |= marks_of_import(self._language, imported.name)
        for unit in units:
            of_file |= unit.tags
        file = (models_in(of_file), features_in(of_file), len(units), self._error_share(), [i.name for i in imports])
        statements = self._cutter.statements
        mpi = (
            []
            if statements is None
            else mpi_call_rows(statements, self._nodes, self._names, folds_case=self._cutter.folds_case)
        )
        entities = self._entities(units, definitions) if with_entities else None
        return FileSyntax(file, unit_rows, definition_rows, directive_list, mpi, entities)

    def lines(self, start: int, end: int) -> tuple[int, int]:
        """First and last line, from 1, of a byte range."""
        return bisect_right(self._line_starts, start), bisect_right(self._line_starts, max(start, end - 1))

    def _directives(self) -> list[FoundDirective]:
        statements = self._cutter.statements
        if statements is None:
            return []
        return directive_rows(self._language, statements, self._nodes, self._names, self._source, self.lines)

    def _unit_row(
        self, unit: Unit, group: dict[int, int], declared: dict[int, int], marks: _Marks, needs: Needs
    ) -> Row:
        """The row without numbers; `declared` are the uses in the function around a loop nest or launch."""
        found = marks.of_range(unit.start, unit.end, group) | unit.tags
        needed = needs.of(group, self._own_names(unit), declared)
        launch = unit.launch
        signature = None if unit.header_end is None else one_line(self._source[unit.start : unit.header_end])
        index = self._names.index
        return (
            unit.start,
            unit.end,
            *self.lines(unit.start, unit.end),
            str(unit.kind),
            unit.name,
            unit.qualified_name,
            signature,
            unit.template_parameters,
            [_param_row(p, group.get(index.get(self._fold(p.name), -1), 0)) for p in unit.params]
            if unit.params
            else [],
            unit.doc,
            needs.callees(group),
            unit.loop_depth,
            *((None,) * 4 if launch is None else (launch.grid, launch.block, launch.shared_bytes, launch.stream)),
            [] if launch is None else launch.arguments,
            models_in(found),
            features_in(found),
            *needed,
            not any(needed) if unit.kind in _BODIES else None,
        )

    def _take_back_calls(
        self, units: Sequence[Unit], body_of: Sequence[int | None], groups: Sequence[dict[int, int]]
    ) -> None:
        """Let what is an array in the function not count as called in it and in the units inside of it."""
        statements = self._cutter.statements
        if statements is None:
            return
        index = self._names.index
        arrays: dict[int | None, list[int]] = {None: []}
        for number, body in enumerate(body_of):
            if body is not None and body not in arrays:
                found = statements.arrays(self._nodes, units[body].first, units[body].last)
                arrays[body] = [index[name] for name in found if name in index]
            group = groups[number]
            for name in arrays[body]:
                if name in group:
                    group[name] &= ~CALL

    def _own_names(self, unit: Unit) -> list[str]:
        """What a unit names and has: itself, its parameters."""
        names = [param.name for param in unit.params if param.name]
        if unit.name:
            names.append(unit.name)
        return [name.lower() for name in names] if self._cutter.folds_case else names

    def _definition_row(self, definition: Definition, group: dict[int, int], needs: Needs) -> Row:
        if definition.kind is DefinitionKind.MACRO:
            needed = macro_needs(self._language, self._source[definition.start : definition.end])
        else:
            types, callees, others = needs.of(group, (self._fold(definition.name),))
            needed = sorted({*types, *callees, *others})
        return str(definition.kind), definition.name, definition.start, definition.end, needed

    def _fold(self, name: str | None) -> str:
        text = name or ""
        return text.lower() if self._cutter.folds_case else text

    def _error_share(self) -> float:
        """Share of bytes below outermost ERROR nodes."""
        covered = position = 0
        tree = self._tree
        for node in self._errors:
            start, end = max(position, int(tree.start[node])), int(tree.end[node])
            covered += max(0, end - start)
            position = max(position, end)
        return covered / max(1, len(self._source))

    def _entities(self, units: Sequence[Unit], definitions: Sequence[Definition]) -> Entities:
        constants = {d.name for d in definitions if d.kind is not DefinitionKind.TYPE and d.name.isupper()}
        tagged = tag_units(
            self._tree,
            self._names,
            [unit.first for unit in units],
            # none of loops and launches: their tokens are their functions'
            [unit.last if unit.kind in _BODIES else unit.first for unit in units],
            self._cutter.token_kinds,
            {unit.name for unit in units if unit.kind in (UnitKind.KERNEL, UnitKind.LAUNCH) and unit.name},
            constants,
            THREAD_INDEX_NAMES.get(self._language, frozenset()),
        )
        starts = np.repeat([unit.start for unit in units], np.diff(tagged.offsets)).astype(np.int32)
        return Entities(tagged.start - starts, tagged.end - starts, tagged.tag, tagged.offsets)


class _Marks:
    """Programming models and features by name and by place."""

    def __init__(self, language: str, names: Names) -> None:
        ruled = [number for number, text in enumerate(names.texts) if rules_of_name(language, text)]
        self._of_name: dict[int, Marks] = {}
        if ruled:
            (everything,) = names.of_ranges([0], [2**31 - 1])
            for number in ruled:
                if found := marks_of_name(language, names.texts[number], everything[number]):
                    self._of_name[number] = found
        self._places: list[tuple[int, Marks]] = []
        self._starts: list[int] | None = None

    def add_nodes(self, found: Iterator[tuple[int, Marks]]) -> None:
        """Marks of places, by byte."""
        self._places += ((int(start), marks) for start, marks in found)

    def of_range(self, start: int, end: int, group: dict[int, int]) -> Marks:
        """Marks of the names of a group and of the places in a byte range."""
        if self._starts is None:
            self._places.sort(key=lambda place: place[0])
            self._starts = [place for place, _ in self._places]
        marks: Marks = frozenset()
        shared = self._of_name.keys() & group.keys()
        if shared:
            marks = marks.union(*[self._of_name[number] for number in shared])
        low, high = bisect_right(self._starts, start - 1), bisect_right(self._starts, end - 1)
        if low < high:
            marks = marks.union(*(found for _, found in self._places[low:high]))
        return marks

    def of_file(self) -> Marks:
        """All of them."""
        nothing: Marks = frozenset()
        return nothing.union(*self._of_name.values(), *(found for _, found in self._places))


class _Enclosers:
    """Units in order, to be asked for the innermost one around places in order."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._next = 0
        self._open: list[int] = []

    def at(self, byte: int) -> int | None:
        """The innermost unit around a byte; bytes are asked for in order."""
        while self._next < len(self._units) and self._units[self._next].start <= byte:
            self._close(self._units[self._next].start)
            self._open.append(self._next)
            self._next += 1
        self._close(byte)
        return self._open[-1] if self._open else None

    def _close(self, byte: int) -> None:
        while self._open and self._units[self._open[-1]].end <= byte:
            self._open.pop()


def _enclosing(units: Sequence[Unit]) -> list[int | None]:
    """The innermost unit around each unit; units come with outer ones first."""
    around: list[int | None] = []
    open_units: list[int] = []
    for number, unit in enumerate(units):
        while open_units and units[open_units[-1]].last <= unit.first:
            open_units.pop()
        around.append(open_units[-1] if open_units else None)
        open_units.append(number)
    return around


def _bodies(units: Sequence[Unit], enclosing: Sequence[int | None]) -> list[int | None]:
    """Of each unit, the function, kernel or program that holds it, or that it is."""
    bodies: list[int | None] = []
    for number, (unit, around) in enumerate(zip(units, enclosing, strict=True)):
        bodies.append(number if unit.kind in _BODIES else None if around is None else bodies[around])
    return bodies


def _param_row(param: Param, use: int) -> tuple[Any, ...]:
    """Fields in the order of `schemas.syntax.PARAMS`: Arrow takes tuples faster than mappings."""
    return (
        param.name,
        param.type,
        param.address_space,
        param.is_const,
        param.is_restrict,
        _direction(param, use),
    )


def _direction(param: Param, use: int) -> str | None:
    """What the body does with it; None where a callee may write it, or where it has no name."""
    if param.intent is not None:
        return param.intent
    if param.name is None or not use & (READ | WRITE):
        return "unused"
    if not param.is_indirect or param.is_const:
        return "in"
    if use & ARGUMENT:
        return None
    if use & WRITE:
        return "inout" if use & READ else "out"
    return "in"


def _line_starts(source: bytes) -> list[int]:
    found = np.flatnonzero(np.frombuffer(source, np.uint8) == ord("\n"))
    return [0, *(found + 1).tolist()]
