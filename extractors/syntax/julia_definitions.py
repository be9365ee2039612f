"""Finds what Julia modules define outside of functions."""

from __future__ import annotations

import numpy as np

from warploom.extractors.syntax.flat_tree import FlatTree, Grammar
from warploom.extractors.syntax.julia_calls import Calls
from warploom.extractors.syntax.julia_launches import LAUNCHERS
from warploom.extractors.syntax.units import Definition, DefinitionKind, Nodes

_TYPE, _ASSIGNMENT, _MACRO, _MACRO_CALL, _OPAQUE = range(1, 6)
_OPAQUE_KINDS = (
    "function_definition", "for_statement", "while_statement", "let_statement", "try_statement", "do_clause",
    "arrow_function_expression", "quote_statement", "quote_expression",
)  # fmt: skip
"""Scopes of their own, and code that is not run where it stands."""


class Definitions:
    """Finds types, macros, constants and other values."""

    def __init__(self, g: Grammar, calls: Calls) -> None:
        self._calls = calls
        self._roles = np.zeros(65_536, np.uint8)
        kinds: tuple[str, ...]
        for role, kinds in (
            (_TYPE, ("struct_definition", "abstract_definition", "primitive_definition")),
            (_ASSIGNMENT, ("assignment",)),
            (_MACRO, ("macro_definition",)),
            (_MACRO_CALL, ("macrocall_expression",)),
            (_OPAQUE, _OPAQUE_KINDS),
        ):
            self._roles[g.kind_mask(*kinds)] = role
        self._prefixes = g.kind_set("const_statement", "global_statement")
        self._locals = g.kind_set("local_statement")
        self._heads = g.kind_set("type_head")
        self._binary = g.kind_set("binary_expression")
        self._blocks = g.kind_set("compound_statement")
        self._tuples = g.kind_set("tuple_expression", "open_tuple")

    def define(self, tree: FlatTree) -> list[Definition]:
        """Types, macros and values that modules' own statements define; nothing of functions, loops or quoted code."""
        nodes, calls = Nodes(tree), self._calls
        definitions: list[Definition] = []
        roles = self._roles[tree.kind]
        order = np.flatnonzero(roles)
        skip = 0
        for node, role in zip(order.tolist(), roles[order].tolist(), strict=True):
            if node < skip:
                continue
            found = self._defined(nodes, node, role)
            if role == _MACRO_CALL and calls.macro(nodes, node) in LAUNCHERS:
                skip = nodes.last[node]
            if found or role != _MACRO_CALL:
                skip = nodes.last[node]
            if not found:
                continue
            first = node
            if nodes.kind[nodes.parent[node]] in self._prefixes:
                first = nodes.parent[node]
            first = calls.outermost_macro(nodes, first)
            place = (first, nodes.last[node], nodes.start[first], nodes.end[node])
            definitions += [Definition(kind, name, *place) for kind, name in found]
        return definitions

    def _defined(self, nodes: Nodes, node: int, role: int) -> list[tuple[DefinitionKind, str]]:
        calls = self._calls
        if role == _MACRO:
            signature = calls.first(nodes, node)
            call = calls.first(nodes, signature) if signature >= 0 else -1
            callee = calls.first(nodes, call) if call >= 0 and nodes.kind[call] in calls.calls else -1
            name = calls.name(nodes, callee) if callee >= 0 else None
            return [(DefinitionKind.MACRO, "@" + name)] if name else []
        if role == _TYPE:
            head = next((c for c in nodes.operands(node) if nodes.kind[c] in self._heads), -1)
            if head >= 0:
                head = calls.first(nodes, head)
            if head >= 0 and nodes.kind[head] in self._binary:  # with its supertype
                head = calls.first(nodes, head)
            return [(DefinitionKind.TYPE, name) for name in self._names(nodes, head)]
        if role == _MACRO_CALL:
            return self._enum(nodes, node) if calls.macro(nodes, node) == "@enum" else []
        if role == _ASSIGNMENT:
            above = nodes.parent[node]
            if nodes.kind[above] in calls.macro_lists and nodes.last[above] != nodes.last[node]:
                return []  # an option of the macro
            if nodes.kind[above] in self._locals:
                return []
            target = calls.first(nodes, node)
            is_alias = target >= 0 and nodes.kind[target] in calls.generics
            kind = DefinitionKind.TYPE if is_alias else DefinitionKind.GLOBAL
            return [(kind, name) for name in self._names(nodes, target)]
        return []

    def _enum(self, nodes: Nodes, node: int) -> list[tuple[DefinitionKind, str]]:
        listed = self._calls.listed(nodes, node)
        given = list(nodes.operands(listed)) if listed >= 0 else []
        members = [m for c in given[1:] for m in (nodes.operands(c) if nodes.kind[c] in self._blocks else (c,))]
        found = [(DefinitionKind.TYPE, name) for c in given[:1] for name in self._names(nodes, c)]
        return found + [(DefinitionKind.GLOBAL, name) for c in members for name in self._names(nodes, c)]

    def _names(self, nodes: Nodes, node: int) -> list[str]:
        """The names that a target or the head of a type defines; none for a call, a member or an element."""
        calls = self._calls
        inner = calls.typed | calls.generics | calls.named
        while node >= 0 and nodes.kind[node] in inner:
            node = calls.first(nodes, node)
        if node < 0:
            return []
        if nodes.kind[node] in calls.identifiers:
            return [nodes.text(node)]
        if nodes.kind[node] in self._tuples:
            parts = (c if nodes.kind[c] not in calls.typed else calls.first(nodes, c) for c in nodes.operands(node))
            return [nodes.text(c) for c in parts if c >= 0 and nodes.kind[c] in calls.identifiers]
        return []
