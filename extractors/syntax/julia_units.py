"""Cuts units out of Julia: functions, macros, kernels, loops and launches."""

from __future__ import annotations

import functools
import inspect

import numpy as np

from warploom.extractors.syntax.entities import TokenKinds
from warploom.extractors.syntax.flat_tree import FlatTree, grammar
from warploom.extractors.syntax.julia_calls import Calls
from warploom.extractors.syntax.julia_definitions import Definitions
from warploom.extractors.syntax.julia_launches import Launches
from warploom.extractors.syntax.names import (
    ARGUMENT,
    CALL,
    DECLARE,
    FIRST,
    MEMBER,
    MEMBER_OF,
    PASS,
    PASS_OBJECT,
    READ,
    SCOPE,
    TARGET,
    TYPE,
    WRITE,
    Names,
    Uses,
    declared_or,
)
from warploom.extractors.syntax.unit_sweep import LoopNests, in_order, spread_tags
from warploom.extractors.syntax.units import (
    Definition,
    Enclosure,
    Nodes,
    Param,
    Statements,
    Unit,
    UnitKind,
)

LANGUAGES = ("Julia",)

_PLACES: dict[tuple[str, str | None], int] = {
    ("assignment", FIRST): WRITE | TARGET,
    ("let_binding", FIRST): DECLARE | TARGET,
    ("compound_assignment_expression", FIRST): READ | WRITE,
    ("index_expression", FIRST): PASS_OBJECT,
    ("field_expression", "value"): PASS_OBJECT,
    ("field_expression", None): MEMBER_OF,
    ("call_expression", FIRST): declared_or(READ | CALL),
    ("call_expression", None): PASS,
    ("broadcast_call_expression", FIRST): READ | CALL,
    ("argument_list", None): declared_or(READ | ARGUMENT),
    ("named_argument", FIRST): declared_or(0),
    ("named_argument", None): READ | ARGUMENT,
    ("named_field", FIRST): 0,
    ("named_field", None): PASS,
    ("parenthesized_expression", None): PASS,
    ("tuple_expression", None): PASS,
    ("open_tuple", None): PASS,
    ("splat_expression", None): PASS,
    ("typed_expression", FIRST): PASS,
    ("typed_expression", None): TYPE,
    ("unary_typed_expression", None): TYPE,
    ("where_expression", FIRST): PASS,
    ("where_expression", None): DECLARE | TARGET,
    ("curly_expression", None): PASS,
    ("binary_expression", FIRST): declared_or(READ),
    ("parametrized_type_expression", FIRST): PASS,
    ("parametrized_type_expression", None): declared_or(TYPE),
    ("type_head", None): DECLARE | TYPE | TARGET,
    ("struct_definition", None): DECLARE | MEMBER,
    ("signature", None): DECLARE | TARGET,
    ("do_clause", FIRST): DECLARE | TARGET,
    ("arrow_function_expression", FIRST): DECLARE | TARGET,
    ("for_binding", FIRST): DECLARE,
    ("catch_clause", FIRST): DECLARE,  # of a name alone: what else comes first is a statement, and no target
    ("local_statement", None): DECLARE,
    ("global_statement", None): 0,
    ("import_statement", None): DECLARE,
    ("using_statement", None): DECLARE,
    ("scoped_identifier", FIRST): SCOPE,
    ("scoped_identifier", None): PASS,
    ("import_path", None): PASS,
    ("selected_import", FIRST): SCOPE,
    ("selected_import", None): DECLARE,
    ("import_alias", FIRST): 0,
    ("import_alias", None): PASS,
    ("export_statement", None): 0,
    ("public_statement", None): 0,
    ("module_definition", "name"): 0,
    ("quote_expression", None): 0,  # a symbol
    ("prefixed_string_literal", "prefix"): 0,
    ("macrocall_expression", FIRST): READ,
    ("macrocall_expression", None): PASS,
    ("macro_argument_list", None): PASS,
    ("macro_identifier", None): 0,  # the whole with its `@` is the name
}

_SCALARS = frozenset(
    {"Int", "UInt", "Bool", "Char", "Cint", "Cuint", "Clong", "Cfloat", "Cdouble", "Csize_t", "Complex", "Rational"}
    | {"Real", "Integer", "Number", "AbstractFloat", "Signed", "Unsigned", "Symbol", "String", "AbstractString"}
    | {"Nothing", "Val", "Type", "DataType", "ComplexF32", "ComplexF64"}
    | {f"{kind}{bits}" for kind in ("Int", "UInt") for bits in (8, 16, 32, 64, 128)}
    | {"Float16", "Float32", "Float64"}
)
"""Types of what a callee cannot change; all but these may be arrays."""

_FUNCTION, _SHORT, _LOOP, _MODULE = range(1, 5)


@functools.cache
def cutter(language: str) -> JuliaUnits:
    """The cutter of Julia; `KeyError` for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return JuliaUnits()


class JuliaUnits:
    """Cuts the units of Julia."""

    folds_case = False
    statements: Statements | None = None

    def __init__(self) -> None:
        g = self.grammar = grammar("julia")
        self.token_kinds = TokenKinds(
            constants=g.masks(
                "integer_literal", "float_literal", "string_literal", "character_literal", "boolean_literal"
            ),
            types=g.masks(),
            memory_spaces=g.masks(),
        )
        self.uses = Uses.of(g, _PLACES, {"identifier": 0, "macro_identifier": READ | CALL}, ())
        self._roles = np.zeros(65_536, np.uint8)
        kinds: tuple[str, ...]
        for role, kinds in (
            (_FUNCTION, ("function_definition", "macro_definition")),
            (_SHORT, ("assignment", "let_binding")),
            (_LOOP, ("for_statement", "while_statement")),
            (_MODULE, ("module_definition",)),
        ):
            self._roles[g.kind_mask(*kinds)] = role
        self._may_define = g.kind_mask(
            "call_expression", "where_expression", "typed_expression", "binary_expression", "parenthesized_expression"
        )
        self._is_string = g.kind_mask("string_literal", "prefixed_string_literal")
        self._macro_definitions = g.kind_set("macro_definition")
        self._typed = g.kind_set("typed_expression")
        self._unary_typed = g.kind_set("unary_typed_expression")
        self._curly = g.kind_set("curly_expression")
        self._binary = g.kind_set("binary_expression")
        self._splats = g.kind_set("splat_expression")
        self._named_parameters = g.kind_set("named_argument", "assignment")
        self._tuples = g.kind_set("tuple_expression", "open_tuple")
        self._equals = g.kind_set("operator", "=")
        self._name, self._value = g.field_number("name"), g.field_number("value")
        self._prefix = g.field_number("prefix")
        self._calls = Calls(g)
        self._launches = Launches(g, self._calls)
        self._definitions = Definitions(g, self._calls)

    def for_grammar(self, source: bytes) -> bytes:
        return source

    def cut(self, tree: FlatTree, names: Names, source: bytes) -> list[Unit]:  # noqa: ARG002 - the tree's is the same
        nodes = Nodes(tree)
        enclosure, loops = Enclosure(), LoopNests(nodes)
        strings = np.flatnonzero(self._is_string[tree.kind])
        docs = dict(zip(tree.last[strings].tolist(), strings.tolist(), strict=True))
        units: list[Unit] = []
        abstract_kernels: set[str] = set()
        roles = self._roles[tree.kind]
        # a definition begins with what looks like a call; other assignments are many
        roles[:-1][(roles[:-1] == _SHORT) & ~self._may_define[tree.kind[1:]]] = 0
        order = np.flatnonzero(roles)
        for node, role in zip(order.tolist(), roles[order].tolist(), strict=True):
            if role == _LOOP:
                nest = loops.see(node, self._calls.outermost_macro(nodes, node))
                if nest is not None:
                    units.append(nest)
            elif role == _MODULE:
                name = nodes.child(node, self._name)
                enclosure.enter(node, nodes.last[node], nodes.text(name) if name >= 0 else "")
            else:
                unit = self._function_unit(nodes, node, enclosure, docs, is_short=role == _SHORT)
                if unit is not None:
                    units.append(unit)
                    if unit.kind is UnitKind.KERNEL and unit.name:
                        abstract_kernels.add(unit.name)
        functions = [unit for unit in units if unit.kind is UnitKind.FUNCTION]
        launches, marks = self._launches.cut(nodes, names, functions, abstract_kernels)
        units = in_order(units + launches)
        spread_tags(units, marks)
        return units

    def _function_unit(
        self, nodes: Nodes, node: int, enclosure: Enclosure, docs: dict[int, int], *, is_short: bool
    ) -> Unit | None:
        head = (
            node if is_short else next((c for c in nodes.children(node) if nodes.kind[c] in self._calls.signatures), -1)
        )
        signature = self._calls.first(nodes, head) if head >= 0 else -1
        if signature < 0:
            return None
        types: list[str] = []
        call = signature
        while nodes.kind[call] in self._calls.wrapped:
            inner, *rest = list(nodes.operands(call)) or [call]
            if inner == call:
                return None
            if nodes.kind[call] in self._calls.wheres:
                types = [text for c in rest for text in self._type_variables(nodes, c)] + types
            call = inner
        callee = self._defined(nodes, call, is_short=is_short)
        name = self._calls.name(nodes, callee) if callee >= 0 else None
        if name is None:
            return None
        if nodes.kind[node] in self._macro_definitions:
            name = "@" + name
        first = self._calls.outermost_macro(nodes, node)
        unit = Unit(UnitKind.FUNCTION, first, nodes.last[node], nodes.start[first], nodes.end[node], name)
        enclosure.leave(node)
        # `Base.show` is a method of that module's function wherever it stands
        scope = self._calls.scope(nodes, callee)
        unit.qualified_name = f"{scope}.{name}" if scope else enclosure.path(".", name)
        enclosure.enter(node, nodes.last[node], name)
        if is_short:
            equals = (c for c in nodes.children(node) if c > signature and nodes.kind[c] in self._equals)
            unit.header_end = nodes.start[next(equals, signature)]
        else:
            unit.header_end = nodes.end[head]
        unit.template_parameters = types
        unit.params = [self._param(nodes, c) for c in self._parameters(nodes, call)]
        level = node
        while True:
            unit.doc = unit.doc or self._docstring(nodes, level, docs)
            if level != node and self._calls.macro(nodes, level) == "@kernel":
                unit.kind = UnitKind.KERNEL
            if level == first:
                return unit
            level = nodes.parent[nodes.parent[level]]

    def _defined(self, nodes: Nodes, call: int, *, is_short: bool) -> int:
        """The callee or operator that is defined for these parameters, or -1 where nothing is."""
        calls = self._calls
        if is_short and nodes.kind[call] in calls.parentheses:
            call = calls.first(nodes, call)
        if call >= 0 and nodes.kind[call] in calls.calls:
            return calls.first(nodes, call)
        if is_short and call >= 0 and nodes.kind[call] in self._binary:
            return next((c for c in nodes.operands(call) if nodes.kind[c] in calls.operators), -1)
        return -1

    def _parameters(self, nodes: Nodes, call: int) -> list[int]:
        calls = self._calls
        if nodes.kind[call] in calls.parentheses:
            call = calls.first(nodes, call)
        listed = call if nodes.kind[call] in self._binary else calls.listed(nodes, call)
        if listed < 0:
            return []
        return [c for c in nodes.operands(listed) if nodes.kind[c] not in calls.operators]

    def _type_variables(self, nodes: Nodes, node: int) -> list[str]:
        return [nodes.line(c) for c in (nodes.operands(node) if nodes.kind[node] in self._curly else (node,))]

    def _param(self, nodes: Nodes, node: int) -> Param:
        calls = self._calls
        text, is_const = "", False
        while True:
            kind = nodes.kind[node]
            inner = -1
            if kind in self._named_parameters or kind in self._splats or kind in calls.parentheses:
                inner = calls.first(nodes, node)
            elif kind in calls.macro_calls:
                is_const = is_const or calls.macro(nodes, node) == "@Const"
                listed = calls.listed(nodes, node)
                inner = max(nodes.operands(listed), default=-1) if listed >= 0 else -1
            elif kind in self._typed and not text:
                inner, *rest = list(nodes.operands(node)) or [-1]
                text = nodes.line(rest[-1]) if rest else ""
            if inner < 0:
                break
            node = inner
        if nodes.kind[node] in self._unary_typed:
            text, name = nodes.line(calls.first(nodes, node)) if calls.first(nodes, node) >= 0 else "", None
        else:
            name = None if nodes.kind[node] in self._tuples or nodes.kind[node] in self._typed else nodes.line(node)
        base = text.partition("{")[0].rpartition(".")[2]
        return Param(name, text, is_const=is_const, is_indirect=base not in _SCALARS)

    def _docstring(self, nodes: Nodes, node: int, docs: dict[int, int]) -> str | None:
        """The string right before a definition, on the line above it or on its own."""
        string = docs.get(node, -1)
        if string < 0 or nodes.parent[string] != nodes.parent[node]:
            return None
        gap = nodes.source[nodes.end[string] : nodes.start[node]]
        if gap.strip() or gap.count(b"\n") > 1:
            return None
        inside = list(nodes.children(string))
        if inside and nodes.field[inside[0]] == self._prefix:
            inside = inside[1:]
        if not inside:
            return None
        quote = nodes.source[nodes.start[inside[0]] : nodes.end[inside[0]]]
        text = nodes.source[nodes.end[inside[0]] : nodes.end[string]].removesuffix(quote)
        return inspect.cleandoc(text.decode("utf-8", "replace").replace("\r\n", "\n")).strip() or None

    def define(self, tree: FlatTree) -> list[Definition]:
        return self._definitions.define(tree)

    def call_of(self, nodes: Nodes, name: int) -> int:
        """The call or macro call whose callee's name is this node, or -1; the signature of a definition is no call."""
        calls = self._calls
        node, above = name, nodes.parent[name]
        if nodes.kind[node] in calls.macro_names:
            return above if nodes.kind[above] in calls.macro_calls else -1
        if nodes.kind[above] in calls.fields and nodes.field[node] != self._value:
            node, above = above, nodes.parent[above]
        if nodes.kind[above] in calls.generics and node == calls.first(nodes, above):
            node, above = above, nodes.parent[above]
        if nodes.kind[above] not in calls.any_calls or node != calls.first(nodes, above):
            return -1
        return -1 if calls.is_signature(nodes, above) else above

    def arguments(self, nodes: Nodes, call: int) -> list[str]:
        return self._calls.arguments(nodes, call)
