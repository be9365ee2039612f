"""Statements of the C family: calls, loops, and what a pragma stands before."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from warploom.extractors.syntax.c_declarators import Declarators
from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.names import CALL, MEMBER, Names
from warploom.extractors.syntax.native_walk import NAMED
from warploom.extractors.syntax.pragmas import join_pragma
from warploom.extractors.syntax.units import Construct, Loop, Nodes, Removal

_MAX_SUBSCRIPT_BYTES = 512
"""A longer one is left out: each that is in another is listed again."""


class CStatements:
    """The statements of one grammar."""

    def __init__(self, g: Grammar, declarators: Declarators) -> None:
        self._declarators = declarators
        self._passed = g.kind_set(
            "comment", "preproc_call", "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif", ";", "#endif"
        )
        self._conditionals = g.kind_set("preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif")
        self._loops = g.kind_set("for_statement", "while_statement", "do_statement", "for_range_loop")
        self._counted_loops = g.kind_set("for_statement", "for_range_loop")
        self._range_loops = g.kind_set("for_range_loop")
        self._blocks = g.kind_set("compound_statement")
        self._calls = g.kind_set("call_expression")
        self._template_lists = g.kind_set("template_argument_list")
        self._punctuation = g.kind_set("(", ")", ",", "comment")
        self._is_pragma = g.kind_mask("preproc_call")
        self._is_subscript = g.kind_mask("subscript_expression")
        self._transparent = g.kind_set("parenthesized_expression", "cast_expression")
        self._assignments = g.kind_set("assignment_expression")
        self._argument_lists = g.kind_set("argument_list")
        self._expression_statements = g.kind_set("expression_statement")
        self._sequences = g.kind_set(
            "compound_statement", "translation_unit", "case_statement", "declaration_list", "preproc_if",
            "preproc_ifdef", "preproc_else", "preproc_elif",
        )  # fmt: skip
        fields = ("body", "condition", "initializer", "update", "left", "right", "argument", "value", "declarator")
        (
            self._body, self._condition, self._initializer, self._update, self._left, self._right, self._argument,
            self._value, self._declarator,
        ) = (g.field_number(f) for f in fields)  # fmt: skip
        self._arguments, self._function = g.field_number("arguments"), g.field_number("function")
        self._followed: tuple[Nodes, dict[int, tuple[int, int]]] | None = None
        """The last tree, and of each node that stood between a directive and its statement: that statement, and where
        the first directive from there on begins, or -1."""
        self._construct: tuple[Nodes, int, list[Loop], list[str]] | None = None
        """The last statement that a directive stood before, with its loops and subscripts."""

    def directives(self, nodes: Nodes, names: Names, source: bytes) -> Iterator[tuple[int, int, str, str]]:
        """First byte, end, standard and body of each directive: `#pragma` lines and `_Pragma` operators, in order."""
        chosen = np.flatnonzero(self._is_pragma[nodes.tree.kind]).tolist()
        if "_Pragma" in names.index:
            is_called = names.use & (CALL | MEMBER) == CALL
            operators = np.flatnonzero((names.name == names.index["_Pragma"]) & is_called)
            chosen = sorted(chosen + [self.call_of(nodes, int(names.node[o])) for o in operators])
        for node in chosen:
            if node < 0:
                continue
            start = nodes.start[node]
            end = start + len(source[start : nodes.end[node]].rstrip())
            joined = join_pragma(source[start:end].decode("utf-8", "replace"))
            if joined is not None:
                yield start, end, *joined

    def construct_after(self, nodes: Nodes, end: int) -> Construct | None:
        """The statement after a directive; it begins at a further directive that stands between."""
        node, start = self._statement_after(nodes, nodes.first_from(end))
        if node >= len(nodes.tree) or not nodes.tree.flags[node] & NAMED:
            return None
        known = self._construct
        if known is None or known[0] is not nodes or known[1] != node:
            self._construct = known = (nodes, node, self._nest(nodes, node), self._subscripts(nodes, node))
        return Construct(nodes.start[node] if start < 0 else start, nodes.end[node], known[2], known[3])

    def _statement_after(self, nodes: Nodes, first: int) -> tuple[int, int]:
        """The first statement from a node on, and where the first directive before it begins, or -1."""
        if self._followed is None or self._followed[0] is not nodes:
            self._followed = (nodes, {})
        followed = self._followed[1]
        between: list[int] = []
        node, n = first, len(nodes.tree)
        while node < n and node not in followed and nodes.kind[node] in self._passed:
            between.append(node)
            if nodes.kind[node] in self._conditionals:
                inside = (c for c in nodes.children(node) if not nodes.field[c] and nodes.tree.flags[c] & NAMED)
                node = next(inside, nodes.last[node])
            else:
                node = nodes.last[node]
        answer = followed.get(node, (node, -1))
        # each node is passed once, however many directives stand in a row
        for passed in reversed(between):
            if self._is_pragma[nodes.kind[passed]] and join_pragma(nodes.text(passed)) is not None:
                answer = (answer[0], nodes.start[passed])
            followed[passed] = answer
        return answer

    def _nest(self, nodes: Nodes, node: int) -> list[Loop]:
        loops: list[Loop] = []
        level = node
        while level >= 0 and nodes.kind[level] in self._counted_loops:
            loops.append(self._loop(nodes, level))
            body = nodes.child(level, self._body)
            if body >= 0 and nodes.kind[body] in self._blocks:
                inner = [c for c in nodes.children(body) if nodes.kind[c] in self._loops]
                body = inner[0] if len(inner) == 1 else -1
            level = body
        return loops

    def _subscripts(self, nodes: Nodes, node: int) -> list[str]:
        subscripts: dict[str, None] = {}
        for place in nodes.within(node, self._is_subscript):
            above = nodes.parent[place]
            is_part = self._is_subscript[nodes.kind[above]] and nodes.field[place] == self._argument
            if not is_part and nodes.end[place] - nodes.start[place] <= _MAX_SUBSCRIPT_BYTES:
                subscripts[nodes.line(place)] = None
        return list(subscripts)

    def _loop(self, nodes: Nodes, node: int) -> Loop:
        def text(field: int) -> str | None:
            child = nodes.child(node, field)
            return None if child < 0 else nodes.line(child).rstrip("; ")

        if nodes.kind[node] in self._range_loops:
            _, name = self._declarators.declared(nodes, nodes.child(node, self._declarator))
            right = nodes.child(node, self._right)
            return Loop(nodes.line(name) if name >= 0 else None, None, nodes.line(right) if right >= 0 else None, None)
        variable = lower = None
        start = nodes.child(node, self._initializer)
        if start >= 0:
            declared = nodes.child(start, self._declarator)
            if declared >= 0:
                _, name = self._declarators.declared(nodes, declared)
                value = nodes.child(declared, self._value)
            else:
                name, value = nodes.child(start, self._left), nodes.child(start, self._right)
            variable = nodes.line(name) if name >= 0 else None
            lower = nodes.line(value) if value >= 0 else None
        if variable is None:
            step = nodes.child(node, self._update)
            target = -1 if step < 0 else max(nodes.child(step, self._argument), nodes.child(step, self._left))
            variable = nodes.line(target) if target >= 0 else None
        return Loop(variable, lower, text(self._condition), text(self._update))

    def removal(self, nodes: Nodes, call: int) -> Removal:
        """What goes when a call is taken out: the statement that is nothing but the call, else the call alone."""
        node = call
        while nodes.parent[node] != node:
            above = nodes.parent[node]
            if nodes.kind[above] in self._expression_statements:
                is_free = nodes.kind[nodes.parent[above]] in self._sequences
                return Removal(nodes.start[above], nodes.end[above], "" if is_free else ";")
            is_passed = nodes.kind[above] in self._transparent or (
                nodes.kind[above] in self._assignments and nodes.field[node] == self._right
            )
            if not is_passed and nodes.kind[above] in self._argument_lists:
                # a checking macro or function around it: CHECK(MPI_Send(...))
                given = (c for c in nodes.children(above) if nodes.kind[c] not in self._punctuation)
                is_passed = len(list(itertools.islice(given, 2))) == 1
            if not is_passed and nodes.kind[above] not in self._calls:
                break
            node = above
        return Removal(nodes.start[call], nodes.end[call], "0")

    def arrays(self, nodes: Nodes, first: int, last: int) -> frozenset[str]:  # noqa: ARG002 - brackets are no parentheses
        """None: an element is never written as a call."""
        return frozenset()

    def call_of(self, nodes: Nodes, name: int) -> int:
        """The call expression whose callee's name is this node, or -1."""
        node = name
        while node and nodes.kind[node] not in self._calls:
            if nodes.kind[node] in self._template_lists or nodes.field[node] == self._arguments:
                return -1
            node = nodes.parent[node]
        return node or -1

    def arguments(self, nodes: Nodes, call: int) -> list[str]:
        """A call's arguments as written, white space made one blank."""
        listed = nodes.child(call, self._arguments)
        if listed < 0:
            return []
        return [nodes.line(c) for c in nodes.children(listed) if nodes.kind[c] not in self._punctuation]
