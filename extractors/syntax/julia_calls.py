"""Sight of calls and macro calls in Julia, whose grammar names few of a node's children."""

from __future__ import annotations

from collections.abc import Iterable

from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.units import Nodes


class Calls:
    """What single calls of one tree say."""

    def __init__(self, g: Grammar) -> None:
        self.calls = g.kind_set("call_expression")
        self.any_calls = g.kind_set("call_expression", "broadcast_call_expression")
        self.macro_calls = g.kind_set("macrocall_expression")
        self.macro_names = g.kind_set("macro_identifier")
        self.macro_lists = g.kind_set("macro_argument_list")
        self.lists = g.kind_set("argument_list")
        self.named = g.kind_set("named_argument", "named_field", "assignment")
        self.identifiers = g.kind_set("identifier")
        self.typed = g.kind_set("typed_expression", "unary_typed_expression")
        self.generics = g.kind_set("parametrized_type_expression")
        self.fields = g.kind_set("field_expression")
        self.quotes = g.kind_set("quote_expression")
        self.parentheses = g.kind_set("parenthesized_expression")
        self.operators = g.kind_set("operator")
        self.semicolon = g.kind_set(";")
        self.signatures = g.kind_set("signature")
        self.wheres = g.kind_set("where_expression")
        self.wrapped = g.kind_set("where_expression", "typed_expression")
        self._bindings = g.kind_set("assignment", "let_binding")
        self._leaves = g.kind_set("identifier", "operator", "interpolation_expression")

    def first(self, nodes: Nodes, node: int) -> int:
        """The first child that is no token and no comment, or -1."""
        return next(nodes.operands(node), -1)

    def name(self, nodes: Nodes, callee: int) -> str | None:
        """The simple name of what a call calls or defines; None for what has no name.

        Type parameters are left out, and a callable object is named by its type: `f` of `A.f{T}`, `B` of `(b::B)`, `+`
        of `Base.:+`, `$f` of an interpolated name.
        """
        node = self._unwrapped(nodes, callee)
        if node >= 0 and nodes.kind[node] in self.fields:
            node = max(nodes.operands(node), default=-1)
        text = nodes.line(node) if node >= 0 else ""
        return (text.strip(":() ") if text.startswith(":") else text) or None

    def scope(self, nodes: Nodes, callee: int) -> str:
        """What stands before the simple name: `A.B` of `A.B.f`; empty where nothing does."""
        node = self._unwrapped(nodes, callee)
        is_member = node >= 0 and nodes.kind[node] in self.fields
        return nodes.line(self.first(nodes, node)) if is_member else ""

    def _unwrapped(self, nodes: Nodes, node: int) -> int:
        """The name or member that a callee comes to, or -1."""
        is_inside = False
        while node >= 0:
            kind = nodes.kind[node]
            if kind in self._leaves or kind in self.fields:
                return node
            if kind in self.parentheses:
                is_inside = True
                node = self.first(nodes, node)
            elif kind in self.generics:
                node = self.first(nodes, node)
            elif kind in self.typed and is_inside:
                node = max(nodes.operands(node), default=-1)
            else:
                return -1
        return -1

    def macro(self, nodes: Nodes, node: int) -> str:
        """The name of a macro call's macro with its `@`, without its module."""
        return next((nodes.text(c) for c in nodes.children(node) if nodes.kind[c] in self.macro_names), "")

    def outermost_macro(self, nodes: Nodes, node: int) -> int:
        """The outermost of the macro calls whose last argument this node is; the node where there is none."""
        while nodes.kind[nodes.parent[node]] in self.macro_lists:
            listed = nodes.parent[node]
            if nodes.last[listed] != nodes.last[node]:
                break
            node = nodes.parent[listed]
        return node

    def listed(self, nodes: Nodes, call: int) -> int:
        """The argument list of a call or macro call, or -1."""
        kinds = self.lists | self.macro_lists
        return next((c for c in nodes.children(call) if nodes.kind[c] in kinds), -1)

    def arguments(self, nodes: Nodes, call: int) -> list[str]:
        """A call's arguments as written; a `do` block is none of them."""
        listed = self.listed(nodes, call)
        return [nodes.line(c) for c in nodes.operands(listed)] if listed >= 0 else []

    def is_signature(self, nodes: Nodes, call: int) -> bool:
        """The call is the head of a definition: `f(x)` of `f(x)::T where T = 1`."""
        while nodes.kind[nodes.parent[call]] in self.wrapped and call == self.first(nodes, nodes.parent[call]):
            call = nodes.parent[call]
        parent = nodes.parent[call]
        if nodes.kind[parent] in self._bindings:
            return call == self.first(nodes, parent)
        return nodes.kind[parent] in self.signatures

    def module(self, nodes: Nodes, node: int) -> str:
        """The module that a macro call names before its macro, or nothing."""
        first = self.first(nodes, node)
        return nodes.line(first) if first >= 0 and nodes.kind[first] not in self.macro_names else ""

    def keywords(self, nodes: Nodes, call: int) -> dict[str, int]:
        """Values of arguments by name; `f(; n)` is `f(; n = n)`."""
        listed = self.listed(nodes, call)
        return self.named_among(nodes, nodes.children(listed)) if listed >= 0 else {}

    def named_among(self, nodes: Nodes, arguments: Iterable[int]) -> dict[str, int]:
        """Values by name, of arguments that have one or stand behind a semicolon."""
        found: dict[str, int] = {}
        is_after = False
        for node in arguments:
            kind = nodes.kind[node]
            if kind in self.semicolon:
                is_after = True
            elif kind in self.named:
                name, *rest = [c for c in nodes.operands(node) if nodes.kind[c] not in self.operators] or [-1]
                if rest and nodes.kind[name] in self.identifiers:
                    found[nodes.text(name)] = rest[-1]
            elif is_after and kind in self.identifiers:
                found[nodes.text(node)] = node
        return found

    def positional(self, nodes: Nodes, call: int) -> list[int]:
        """Arguments without a name, in order."""
        listed = self.listed(nodes, call)
        found: list[int] = []
        for node in nodes.children(listed) if listed >= 0 else ():
            if nodes.kind[node] in self.semicolon:
                break
            found.append(node)
        return [c for c in found if nodes.kind[c] not in self.named and nodes.is_operand(c)]
