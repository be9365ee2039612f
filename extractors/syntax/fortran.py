"""Cuts units out of Fortran, fixed and free form, CUDA Fortran included."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import numpy as np

from warploom.extractors.syntax.docs import DocComments, clean
from warploom.extractors.syntax.entities import TokenKinds
from warploom.extractors.syntax.flat_tree import FlatTree, Grammar, grammar
from warploom.extractors.syntax.fortran_declarations import Declarations
from warploom.extractors.syntax.fortran_form import as_free_form, is_fixed_form, with_separate_numbers, with_whole_names
from warploom.extractors.syntax.fortran_loops import Loops
from warploom.extractors.syntax.fortran_preprocessing import with_known_types, without_conditionals
from warploom.extractors.syntax.fortran_text import statement_text
from warploom.extractors.syntax.fortran_uses import uses_of
from warploom.extractors.syntax.names import Names
from warploom.extractors.syntax.native_walk import NAMED
from warploom.extractors.syntax.sentinels import sentinel_directives
from warploom.extractors.syntax.units import (
    Construct,
    Definition,
    DefinitionKind,
    Enclosure,
    Launch,
    Nodes,
    Removal,
    Unit,
    UnitKind,
)

LANGUAGES = ("Fortran",)

_PROCEDURE, _LOOP, _SCOPE, _INTERFACE, _CHEVRONS = range(1, 6)
_MACRO, _TYPE, _VARIABLES, _OPAQUE = range(1, 5)


@functools.cache
def cutter(language: str) -> FortranCutter:
    """The cutter of Fortran; `KeyError` for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return FortranCutter()


class FortranCutter:
    """Cuts the units of Fortran."""

    folds_case = True

    def __init__(self) -> None:
        g = self.grammar = grammar("fortran")
        self.token_kinds = TokenKinds(
            constants=g.masks("number_literal", "string_literal", "boolean_literal", "complex_literal"),
            types=g.masks("intrinsic_type"),
            memory_spaces=np.zeros(65_536, np.bool_),
        )
        self.uses = uses_of(g)
        self._loops = Loops(g)
        self._after: tuple[Nodes, int, int, Construct | None] | None = None
        """The last construct that was asked for, and between which nodes a directive stands before it."""
        self._declarations = Declarations(g)
        self._roles = _by_kind(
            g,
            {
                _PROCEDURE: ("subroutine", "function", "module_procedure", "program"),
                _LOOP: ("do_loop", "forall_statement"),
                _SCOPE: ("module", "submodule"),
                _INTERFACE: ("interface",),
                _CHEVRONS: ("cuda_kernel_argument_list",),
            },
        )
        self._definition_roles = _by_kind(
            g,
            {
                _MACRO: ("preproc_def", "preproc_function_def"),
                _TYPE: ("derived_type_definition",),
                _VARIABLES: ("variable_declaration", "parameter_statement", "enumerator_statement"),
                _OPAQUE: ("subroutine", "function", "module_procedure", "interface", "program"),
            },
        )
        self._programs = _named(g, "program")
        self._heads = _named(
            g, "subroutine_statement", "function_statement", "module_procedure_statement", "program_statement",
            "module_statement", "submodule_statement",
        )  # fmt: skip
        self._program_ends = _named(g, "end_program_statement")
        self._attributes = _named(g, "procedure_attributes")
        self._names = _named(g, "name", "type_name")
        self._comments = _named(g, "comment")
        self._is_comment = g.kind_mask("comment")
        self._lists = _named(g, "argument_list")
        self._calls = _named(g, "call_expression")
        self._subroutine_calls = _named(g, "subroutine_call")
        self._members = _named(g, "derived_type_member_expression")
        self._between = _named(
            g, "comment", "statement_label", "preproc_def", "preproc_function_def", "preproc_call", "preproc_include",
            "include_statement",
        )  # fmt: skip
        self._type_heads = _named(g, "derived_type_statement")
        self._closers = frozenset(
            n for name, numbers in g.kinds.items() if name.startswith("end_") or name in _CLOSERS for n in numbers
        )
        self._punctuation = g.kind_set("(", ")", ",", "<<<", ">>>", "&", "comment", "\n")
        self._field_name = g.field_number("name")
        self._field_subroutine = g.field_number("subroutine")
        self._tags = {
            "do_concurrent": g.kind_mask("concurrent_statement"),
            "coarrays": g.kind_mask(
                "coarray_declarator", "coarray_size", "coarray_expression", "coarray_statement",
                "coarray_critical_statement", "coarray_team_statement", "coarray_allocation",
            ),
            "cuda": g.kind_mask("procedure_attributes", "cuda_kernel_argument_list"),
        }  # fmt: skip

    @property
    def statements(self) -> FortranCutter:
        """Itself: directives are comments between what it cuts."""
        return self

    def for_grammar(self, source: bytes) -> bytes:
        """The text in free form without what only a preprocessor understands, every byte at its place."""
        is_fixed = is_fixed_form(source)
        source = without_conditionals(source, is_fixed=is_fixed)
        source = as_free_form(source) if is_fixed else with_whole_names(source)
        return with_known_types(with_separate_numbers(source))

    def cut(self, tree: FlatTree, names: Names, source: bytes) -> list[Unit]:  # noqa: ARG002 - the grammar shows launches
        """All units in the order of their nodes; `source` is the text as written."""
        nodes = Nodes(tree)
        docs = DocComments(nodes, self._is_comment)
        enclosure = Enclosure()
        units: list[Unit] = []
        roles = self._roles[tree.kind]
        order = np.flatnonzero(roles)
        loop_end = skip = 0
        for node, role in zip(order.tolist(), roles[order].tolist(), strict=True):
            if node < skip:
                continue
            if role == _INTERFACE:
                skip = nodes.last[node]
            elif role == _LOOP:
                if node >= loop_end and self._loops.is_nest(nodes, node):
                    loop_end = nodes.last[node]
                    unit = Unit(UnitKind.LOOP_NEST, node, loop_end, nodes.start[node], _end(nodes, node))
                    unit.loop_depth = self._loops.depth(nodes, node)
                    units.append(unit)
            elif role == _SCOPE:
                name = self._name(nodes, self._head(nodes, node))
                enclosure.enter(node, nodes.last[node], nodes.text(name) if name >= 0 else "")
            elif role == _CHEVRONS:
                units.append(self._launch(nodes, node))
            elif (procedure := self._procedure(nodes, node, enclosure, source)) is not None:
                procedure.doc = docs.before(_above(source, procedure.start)) or self._doc_below(nodes, procedure)
                units.append(procedure)
        self._give_tags(tree, units)
        return units

    def _head(self, nodes: Nodes, node: int) -> int:
        return next((c for c in nodes.children(node) if nodes.kind[c] in self._heads), -1)

    def _name(self, nodes: Nodes, head: int) -> int:
        """The node of the name in a first statement, or -1."""
        if head < 0:
            return -1
        name = nodes.child(head, self._field_name)
        if name >= 0:
            return name
        return next((c for c in nodes.children(head) if nodes.kind[c] in self._names), -1)

    def _procedure(self, nodes: Nodes, node: int, enclosure: Enclosure, source: bytes) -> Unit | None:
        """The unit of a subroutine, function or main program; None for a piece of a file that is none of them."""
        head = self._head(nodes, node)
        is_program = nodes.kind[node] in self._programs
        name = self._name(nodes, head)
        if name < 0 and not (is_program and self._is_ended(nodes, node)):
            return None
        kind = UnitKind.PROGRAM if is_program else UnitKind.FUNCTION
        unit = Unit(kind, node, nodes.last[node], nodes.start[node], _end(nodes, node))
        enclosure.leave(node)
        if name >= 0 and nodes.start[name] < nodes.end[name]:  # else the grammar misses it
            unit.name = nodes.text(name)
            unit.qualified_name = enclosure.path("::", unit.name)
            unit.header_end = self._header_end(nodes, head)
        enclosure.enter(node, nodes.last[node], unit.name or "")
        if head >= 0 and not is_program:
            if any(nodes.kind[c] in self._attributes and _is_global(nodes.text(c)) for c in nodes.children(head)):
                unit.kind = UnitKind.KERNEL
            unit.params = self._declarations.params(nodes, node, head, source)
            if unit.kind is UnitKind.KERNEL:
                for param in unit.params:
                    param.address_space = "global" if param.is_indirect else None
        return unit

    def _is_ended(self, nodes: Nodes, node: int) -> bool:
        """A main program without a first statement has a last one; a file to be included has neither."""
        return any(nodes.kind[c] in self._program_ends and nodes.start[c] < nodes.end[c] for c in nodes.children(node))

    def _header_end(self, nodes: Nodes, head: int) -> int:
        ends = (nodes.end[c] for c in nodes.children(head) if nodes.kind[c] not in self._line_ends)
        return max(ends, default=nodes.end[head])

    @functools.cached_property
    def _line_ends(self) -> frozenset[int]:
        return self.grammar.kind_set("comment", "\n", ";")

    def _doc_below(self, nodes: Nodes, unit: Unit) -> str | None:
        """Text of the comments on the lines right below the first statement; directives are none."""
        if unit.header_end is None:
            return None
        source, start = nodes.source, -1
        position = unit.header_end
        node = nodes.first_from(position)
        while node < unit.last and nodes.kind[node] in self._line_ends:
            if nodes.kind[node] in self._comments:
                begin = nodes.start[node]
                n_line_ends = source.count(b"\n", position, begin)
                if n_line_ends > 1 or source[begin + 1 : begin + 2] == b"$":
                    break
                if n_line_ends:
                    start = begin if start < 0 else start
                position = nodes.end[node]
            node = nodes.last[node]
        return None if start < 0 else clean(source[start:position].decode("utf-8", "replace"))

    def _launch(self, nodes: Nodes, node: int) -> Unit:
        call = nodes.parent[node]
        grid, block, shared, stream, *_ = [*self._listed(nodes, node), None, None, None, None]
        unit = Unit(UnitKind.LAUNCH, call, nodes.last[call], nodes.start[call], _end(nodes, call))
        callee = nodes.child(call, self._field_subroutine)
        unit.name = statement_text(nodes, callee) if callee >= 0 else None
        unit.launch = Launch(grid, block, shared, stream, self.arguments(nodes, call))
        return unit

    def _give_tags(self, tree: FlatTree, units: list[Unit]) -> None:
        for tag, mask in self._tags.items():
            places = np.flatnonzero(mask[tree.kind])
            if len(places):
                bounds = np.searchsorted(places, [(unit.first, unit.last) for unit in units])
                for unit, (low, high) in zip(units, bounds.tolist(), strict=True):
                    if low < high:
                        unit.tags.add(tag)

    def arrays(self, nodes: Nodes, first: int, last: int) -> frozenset[str]:
        """Names, in lower case, that the nodes `first` to `last` declare, allocate or assign to as arrays.

        A name of this set that is used `READ | CALL` is read and not called.
        """
        return self._declarations.arrays(nodes, first, last)

    def directives(self, nodes: Nodes, names: Names, source: bytes) -> Iterator[tuple[int, int, str, str]]:  # noqa: ARG002 - sentinels are comments
        """First byte, end, standard and body of each directive, in order."""
        lowered = source.lower()
        if b"$omp" not in lowered and b"$acc" not in lowered:
            return
        text = source.decode("utf-8", "replace")
        for found in sentinel_directives(text, is_fixed_form=is_fixed_form(source)):
            yield found.start_byte, found.end_byte, found.standard, found.body

    def removal(self, nodes: Nodes, call: int) -> Removal:
        """What goes when a call is taken out: the statement that is nothing but the call, else the call alone."""
        start, end = nodes.start[call], _end(nodes, call)
        if nodes.kind[call] not in self._subroutine_calls:
            return Removal(start, end, "0")
        before = nodes.source[nodes.source.rfind(b"\n", 0, start) + 1 : start].strip()
        # after a label or a condition, something has to stand
        return Removal(start, end, "continue" if before else "")

    def define(self, tree: FlatTree) -> list[Definition]:
        """Macros, and derived types, variables and constants of modules; a constant's `parameter` statement, too."""
        nodes = Nodes(tree)
        definitions: list[Definition] = []
        roles = self._definition_roles[tree.kind]
        order = np.flatnonzero(roles)
        skip = 0
        for node, role in zip(order.tolist(), roles[order].tolist(), strict=True):
            if node < skip or (nodes.kind[node] in self._programs and self._is_fragment(nodes, node)):
                continue
            skip = nodes.last[node]
            if role == _OPAQUE:
                continue
            for what, name in self._defined(nodes, node, role):
                definitions.append(Definition(what, name, node, skip, nodes.start[node], _end(nodes, node)))
        return definitions

    def _is_fragment(self, nodes: Nodes, node: int) -> bool:
        return self._head(nodes, node) < 0 and not self._is_ended(nodes, node)

    def _defined(self, nodes: Nodes, node: int, role: int) -> Iterator[tuple[DefinitionKind, str]]:
        if role == _VARIABLES:
            for name in self._declarations.declared(nodes, node):
                yield DefinitionKind.GLOBAL, nodes.text(name)
            return
        head = (
            node if role == _MACRO else next((c for c in nodes.children(node) if nodes.kind[c] in self._type_heads), -1)
        )
        name = self._name(nodes, head)
        if name >= 0:
            yield (DefinitionKind.MACRO if role == _MACRO else DefinitionKind.TYPE), nodes.text(name)

    def call_of(self, nodes: Nodes, name: int) -> int:
        """The `call` statement or function reference whose callee's name is this node, or -1."""
        node = name
        while node:
            above = nodes.parent[node]
            if nodes.kind[above] in self._subroutine_calls:
                return above if nodes.field[node] == self._field_subroutine else -1
            if nodes.kind[above] in self._calls:
                return above if node == above + 1 else -1
            if nodes.kind[above] not in self._members or nodes.last[node] != nodes.last[above]:
                return -1
            node = above
        return -1

    def arguments(self, nodes: Nodes, call: int) -> list[str]:
        """A call's arguments as written; white space and marks of continuation made one blank."""
        for child in nodes.children(call):
            if nodes.kind[child] in self._lists:
                return self._listed(nodes, child)
        return []

    def _listed(self, nodes: Nodes, listed: int) -> list[str]:
        return [statement_text(nodes, c) for c in nodes.children(listed) if nodes.kind[c] not in self._punctuation]

    def construct_after(self, nodes: Nodes, end: int) -> Construct | None:
        """The statement after a directive; comments, so other directives, and labels between them do not count.

        Of a directive that applies to a block this is the block's first statement: where it ends, only its `end`
        directive says. None where the block around the directive ends first.
        """
        first, n = nodes.first_from(end), len(nodes.tree)
        known = self._after
        if known is not None and known[0] is nodes and known[1] <= first <= known[2]:
            return known[3]
        node = first
        while node < n:
            if nodes.kind[node] in self._programs and self._head(nodes, node) < 0:
                node += 1  # a main program that begins with this very statement
            elif nodes.kind[node] in self._between or not nodes.tree.flags[node] & NAMED:
                node = nodes.last[node]
            else:
                break
        construct = None
        if node < n and nodes.kind[node] not in self._closers:
            loops = self._loops.nest(nodes, node)
            subscripts = self._loops.subscripts(nodes, node, loops, self._declarations)
            construct = Construct(nodes.start[node], _end(nodes, node), loops, subscripts)
        self._after = (nodes, first, node, construct)
        return construct


_CLOSERS = ("elseif_clause", "else_clause", "elsewhere_clause", "contains_statement", "internal_procedures")


def _named(g: Grammar, *names: str) -> frozenset[int]:
    """Numbers of nodes of these names, without the keywords of the same name; `KeyError` for one there is not."""
    return frozenset(number for name in names for number in g.kinds[name])


def _by_kind(g: Grammar, roles: dict[int, tuple[str, ...]]) -> np.ndarray:
    table = np.zeros(65_536, np.uint8)
    for role, names in roles.items():
        table[list(_named(g, *names))] = role
    return table


def _is_global(attributes: str) -> bool:
    return "global" in attributes.lower()


def _above(source: bytes, start: int) -> int:
    """The begin of the lines of conditional compilation right above a byte, or the byte."""
    line = source.rfind(b"\n", 0, start) + 1
    while line:
        before = source.rfind(b"\n", 0, line - 1) + 1
        if source[before:line].lstrip()[:1] != b"#":
            break
        line = start = before
    return start


def _end(nodes: Nodes, node: int) -> int:
    """Where a node's last word ends; the grammar counts the end of the line to some statements."""
    start, end = nodes.start[node], nodes.end[node]
    while end > start and nodes.source[end - 1 : end] in b" \t\r\n;":
        end -= 1
    return end
