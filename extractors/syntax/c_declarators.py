"""Finds what a declarator of the C family declares."""

from __future__ import annotations

from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.native_walk import NAMED
from warploom.extractors.syntax.units import Nodes


class Declarators:
    """The declarators of one grammar."""

    def __init__(self, g: Grammar) -> None:
        self._declarator = g.field_number("declarator")
        self._declarators = g.kind_set(
            "pointer_declarator", "reference_declarator", "parenthesized_declarator", "array_declarator",
            "init_declarator", "attributed_declarator", "function_declarator", "variadic_declarator",
        )  # fmt: skip
        self._functions = g.kind_set("function_declarator")
        self.names = g.kind_set("identifier", "field_identifier", "type_identifier", "qualified_identifier")
        """Kinds of nodes that name what is declared."""

    def declared(self, nodes: Nodes, node: int) -> tuple[int, int]:
        """The innermost function declarator below a declarator, and the node of the name; -1 where there is none."""
        function = -1
        while node >= 0 and nodes.kind[node] in self._declarators:
            if nodes.kind[node] in self._functions:
                function = node
            below = nodes.child(node, self._declarator)
            if below < 0:
                below = next((c for c in nodes.children(node) if nodes.tree.flags[c] & NAMED), -1)
            node = below
        return function, node
