"""Cuts units out of Rust: functions of modules, implementations, traits and functions, and loops."""

from __future__ import annotations

import functools

import numpy as np

from warploom.extractors.syntax.docs import DocComments, clean
from warploom.extractors.syntax.entities import TokenKinds
from warploom.extractors.syntax.flat_tree import FlatTree, grammar
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
from warploom.extractors.syntax.unit_sweep import LoopNests, in_order
from warploom.extractors.syntax.units import (
    Definition,
    DefinitionKind,
    Enclosure,
    Nodes,
    Param,
    Statements,
    Unit,
    UnitKind,
)

LANGUAGES = ("Rust",)

_PLACES: dict[tuple[str, str | None], int] = {
    ("assignment_expression", "left"): WRITE,
    ("compound_assignment_expr", "left"): READ | WRITE,
    ("index_expression", FIRST): PASS,
    ("field_expression", "value"): PASS_OBJECT,
    ("field_expression", "field"): MEMBER_OF,
    ("unary_expression", None): PASS,  # of `*p = x`; elsewhere it comes to a plain read
    ("parenthesized_expression", None): PASS,
    ("tuple_expression", None): PASS,
    ("try_expression", None): PASS,
    ("reference_expression", "value"): PASS,
    ("type_cast_expression", "value"): PASS,
    ("call_expression", "function"): READ | CALL,
    ("generic_function", "function"): PASS,
    ("arguments", None): READ | ARGUMENT,
    ("macro_invocation", "macro"): READ | CALL,
    ("macro_invocation", None): READ | ARGUMENT,
    ("token_tree", None): PASS,
    ("token_repetition", None): PASS,
    ("attribute", None): 0,
    ("attribute", "arguments"): 0,
    ("let_declaration", "pattern"): DECLARE,
    ("let_condition", "pattern"): DECLARE,
    ("for_expression", "pattern"): DECLARE,
    ("match_pattern", None): DECLARE,
    ("parameter", "pattern"): DECLARE,
    ("self_parameter", None): DECLARE,
    ("closure_parameters", None): DECLARE,
    ("tuple_pattern", None): PASS,
    ("slice_pattern", None): PASS,
    ("or_pattern", None): PASS,
    ("ref_pattern", None): PASS,
    ("mut_pattern", None): PASS,
    ("reference_pattern", None): PASS,
    ("captured_pattern", None): PASS,
    ("tuple_struct_pattern", "type"): READ,
    ("tuple_struct_pattern", None): PASS,
    ("struct_pattern", "type"): READ,
    ("struct_pattern", None): PASS,
    ("field_pattern", "name"): MEMBER,
    ("field_pattern", "pattern"): PASS,
    ("field_initializer", "field"): MEMBER,
    ("type_binding", "name"): 0,
    ("generic_type", "type"): PASS,
    ("scoped_identifier", "path"): SCOPE,  # the whole is the name; what it is looked up in has uses of its own
    ("scoped_identifier", "name"): declared_or(0),
    ("scoped_type_identifier", "path"): SCOPE,
    ("scoped_type_identifier", "name"): 0,
    ("use_declaration", "argument"): DECLARE | TARGET,
    ("scoped_use_list", "path"): SCOPE,
    ("scoped_use_list", "list"): PASS,
    ("use_list", None): PASS,
    ("use_as_clause", "path"): 0,
    ("use_as_clause", "alias"): PASS,
    ("use_wildcard", None): SCOPE,
    ("extern_crate_declaration", "name"): DECLARE,
    ("extern_crate_declaration", "alias"): DECLARE,
    ("mod_item", "name"): 0,
    ("visibility_modifier", None): 0,
    ("lifetime", None): 0,
    ("label", None): 0,
} | dict.fromkeys(
    [
        (kind, "name")
        for kind in (
            "function_item", "function_signature_item", "const_item", "static_item", "type_item", "associated_type",
            "struct_item", "enum_item", "union_item", "trait_item", "enum_variant", "field_declaration",
            "macro_definition", "const_parameter", "type_parameter",
        )
    ],
    DECLARE,
)  # fmt: skip
_NAMES = {
    "identifier": 0,
    "self": 0,
    "type_identifier": TYPE,
    "field_identifier": MEMBER,
    "shorthand_field_identifier": DECLARE,  # of a pattern: both the field and the variable
    "scoped_identifier": 0,
    "scoped_type_identifier": TYPE,
}

_FUNCTION, _LOOP, _OPENER = range(1, 4)
_TYPE, _VALUE, _MACRO, _OPAQUE = range(1, 5)


@functools.cache
def cutter(language: str) -> RustUnits:
    """The cutter of Rust; `KeyError` for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return RustUnits()


class RustUnits:
    """Cuts the units of Rust."""

    folds_case = False
    statements: Statements | None = None

    def __init__(self) -> None:
        g = self.grammar = grammar("rust")
        self.token_kinds = TokenKinds(
            constants=g.masks(
                "integer_literal",
                "float_literal",
                "string_literal",
                "char_literal",
                "boolean_literal",
                "raw_string_literal",
            ),
            types=g.masks("primitive_type"),
            memory_spaces=g.masks(),
        )
        self.uses = Uses.of(g, _PLACES, _NAMES, ())
        self._roles = np.zeros(65_536, np.uint8)
        self._definition_roles = np.zeros(65_536, np.uint8)
        kinds: tuple[str, ...]
        for role, kinds in (
            (_FUNCTION, ("function_item",)),
            (_LOOP, ("for_expression", "while_expression", "loop_expression")),
            (_OPENER, ("mod_item", "impl_item", "trait_item")),
        ):
            self._roles[g.kind_mask(*kinds)] = role
        for role, kinds in (
            (_TYPE, ("struct_item", "enum_item", "union_item", "type_item", "trait_item")),
            (_VALUE, ("const_item", "static_item")),
            (_MACRO, ("macro_definition",)),
            (_OPAQUE, ("function_item", "impl_item", "foreign_mod_item", "macro_invocation")),
        ):
            self._definition_roles[g.kind_mask(*kinds)] = role
        self._is_attribute = g.kind_mask("attribute_item")
        self._attributes = g.kind_set("attribute_item")
        self._is_comment = g.kind_mask("line_comment", "block_comment")
        self._is_outer_mark = g.kind_mask("outer_doc_comment_marker")
        self._is_inner_mark = g.kind_mask("inner_doc_comment_marker")
        self._identifiers = g.kind_set("identifier", "type_identifier")
        self._impls = g.kind_set("impl_item")
        self._parameter_kinds = g.kind_set("parameter")
        self._self_parameters = g.kind_set("self_parameter")
        self._no_parameters = g.kind_set("attribute_item", "variadic_parameter")
        self._variables = g.kind_set("identifier", "self", "_")
        self._mut_patterns = g.kind_set("mut_pattern")
        self._mutable = g.kind_set("mutable_specifier")
        self._references = g.kind_set("reference_type")
        self._pointers = g.kind_set("pointer_type")
        self._typed_by_field = g.kind_set("generic_type", "reference_type", "pointer_type")
        self._scoped_types = g.kind_set("scoped_type_identifier")
        self._dynamic = g.kind_set("dynamic_type")
        self._fields = g.kind_set("field_expression")
        self._generic_functions = g.kind_set("generic_function")
        self._parentheses = g.kind_set("parenthesized_expression")
        self._calls = g.kind_set("call_expression")
        self._macro_calls = g.kind_set("macro_invocation")
        self._token_trees = g.kind_set("token_tree")
        self._commas = g.kind_set(",")
        self._name, self._body = g.field_number("name"), g.field_number("body")
        self._type, self._trait = g.field_number("type"), g.field_number("trait")
        self._parameters, self._type_parameters = g.field_number("parameters"), g.field_number("type_parameters")
        self._pattern, self._field = g.field_number("pattern"), g.field_number("field")
        self._function, self._arguments = g.field_number("function"), g.field_number("arguments")
        self._macro = g.field_number("macro")

    def for_grammar(self, source: bytes) -> bytes:
        return source

    def cut(self, tree: FlatTree, names: Names, source: bytes) -> list[Unit]:  # noqa: ARG002 - the tree says it all
        nodes = Nodes(tree)
        enclosure, loops = Enclosure(), LoopNests(nodes)
        attributes = self._first_attributes(nodes)
        inner = tree.parent[np.flatnonzero(self._is_inner_mark[tree.kind])]
        outer = tree.parent[np.flatnonzero(self._is_outer_mark[tree.kind])]
        is_plain = self._is_comment[tree.kind]
        is_plain[inner] = is_plain[outer] = False
        plain = np.flatnonzero(is_plain)
        docs = DocComments(nodes, self._is_comment, np.concatenate([inner, plain]))
        comments = DocComments(nodes, self._is_comment, np.concatenate([inner, outer]))
        inner_docs = frozenset(inner.tolist())
        units: list[Unit] = []
        roles = self._roles[tree.kind]
        order = np.flatnonzero(roles)
        for node, role in zip(order.tolist(), roles[order].tolist(), strict=True):
            if role == _LOOP:
                nest = loops.see(node, node)
                if nest is not None:
                    units.append(nest)
            elif role == _OPENER:
                if nodes.child(node, self._body) >= 0:
                    enclosure.enter(node, nodes.last[node], self._scope(nodes, node))
            else:
                unit = self._function_unit(nodes, node, attributes.get(node, node), enclosure)
                if unit is not None:
                    # documentation may stand above the attributes or between them and the function
                    doc = docs.before(unit.start)
                    if doc is None and unit.first != node:
                        doc = docs.before(nodes.start[node])
                    doc = doc or self._inner_doc(nodes, node, inner_docs)
                    unit.doc = doc or comments.before(unit.start)
                    units.append(unit)
        return in_order(units)

    def _first_attributes(self, nodes: Nodes) -> dict[int, int]:
        """The first attribute of each item that has some; comments may lie between."""
        first: dict[int, int] = {}
        n = len(nodes.tree)
        for attribute in np.flatnonzero(self._is_attribute[nodes.tree.kind]).tolist():
            follower = nodes.last[attribute]
            while follower < n and self._is_comment[nodes.kind[follower]]:
                follower = nodes.last[follower]
            if follower < n and nodes.parent[follower] == nodes.parent[attribute]:
                first[follower] = first.get(attribute, attribute)
        return first

    def _scope(self, nodes: Nodes, node: int) -> str:
        """The name of a module or trait, or that of the type that is implemented, without generics and path."""
        if nodes.kind[node] not in self._impls:
            name = nodes.child(node, self._name)
            return nodes.text(name) if name >= 0 else ""
        node = nodes.child(node, self._type)
        while node >= 0:
            if nodes.kind[node] in self._typed_by_field:
                node = nodes.child(node, self._type)
            elif nodes.kind[node] in self._dynamic:
                node = nodes.child(node, self._trait)
            elif nodes.kind[node] in self._scoped_types:
                node = nodes.child(node, self._name)
            else:
                return nodes.line(node)
        return ""

    def _function_unit(self, nodes: Nodes, node: int, first: int, enclosure: Enclosure) -> Unit | None:
        name, body = nodes.child(node, self._name), nodes.child(node, self._body)
        if name < 0 or body < 0 or nodes.start[name] == nodes.end[name]:
            return None
        text = nodes.text(name)
        unit = Unit(UnitKind.FUNCTION, first, nodes.last[node], nodes.start[first], nodes.end[node], text)
        enclosure.leave(node)
        unit.qualified_name = enclosure.path("::", text)
        enclosure.enter(node, nodes.last[node], text)
        unit.header_end = nodes.start[body]
        types, listed = nodes.child(node, self._type_parameters), nodes.child(node, self._parameters)
        if types >= 0:
            operands = nodes.operands(types)
            unit.template_parameters = [nodes.line(c) for c in operands if nodes.kind[c] not in self._attributes]
        if listed >= 0:
            operands = nodes.operands(listed)
            unit.params = [self._param(nodes, c) for c in operands if nodes.kind[c] not in self._no_parameters]
        return unit

    def _param(self, nodes: Nodes, node: int) -> Param:
        if nodes.kind[node] in self._self_parameters:
            reference = nodes.line(node).removesuffix("self").strip()
            if not reference.startswith("&"):
                return Param("self", "")
            is_mutable = any(nodes.kind[c] in self._mutable for c in nodes.children(node))
            receiver = "&Self" if reference == "&" else f"{reference} Self"  # what `&self` is short for
            return Param("self", receiver, is_const=not is_mutable, is_indirect=True)
        if nodes.kind[node] not in self._parameter_kinds:
            return Param(None, nodes.line(node))
        pattern, annotation = nodes.child(node, self._pattern), nodes.child(node, self._type)
        if pattern >= 0 and nodes.kind[pattern] in self._mut_patterns:
            pattern = max(nodes.operands(pattern), default=-1)
        is_variable = pattern >= 0 and nodes.kind[pattern] in self._variables
        param = Param(nodes.text(pattern) if is_variable else None, nodes.line(annotation) if annotation >= 0 else "")
        if annotation >= 0 and nodes.kind[annotation] in self._references | self._pointers:
            param.is_indirect = True
            param.is_const = not any(nodes.kind[c] in self._mutable for c in nodes.children(annotation))
        return param

    def _inner_doc(self, nodes: Nodes, node: int, inner_docs: frozenset[int]) -> str | None:
        """The `//!` comments that a body begins with."""
        if not inner_docs:
            return None
        body = nodes.child(node, self._body)
        start = end = -1
        for child in nodes.children(body):
            if child in inner_docs:
                start, end = (nodes.start[child] if start < 0 else start), nodes.end[child]
            elif child != body + 1:  # the brace
                break
        return clean(nodes.source[start:end].decode("utf-8", "replace")) if start >= 0 else None

    def define(self, tree: FlatTree) -> list[Definition]:
        """Types, traits, constants, statics and macros of the file and its modules; none of functions and `impl`s."""
        nodes = Nodes(tree)
        attributes = self._first_attributes(nodes)
        definitions: list[Definition] = []
        roles = self._definition_roles[tree.kind]
        order = np.flatnonzero(roles)
        skip = 0
        for node, role in zip(order.tolist(), roles[order].tolist(), strict=True):
            if node < skip:
                continue
            skip = nodes.last[node]
            name = nodes.child(node, self._name) if role != _OPAQUE else -1
            if name >= 0 and nodes.kind[name] in self._identifiers and nodes.text(name) != "_":
                first = attributes.get(node, node)
                kind = {_TYPE: DefinitionKind.TYPE, _VALUE: DefinitionKind.GLOBAL, _MACRO: DefinitionKind.MACRO}[role]
                place = (first, nodes.last[node], nodes.start[first], nodes.end[node])
                definitions.append(Definition(kind, nodes.text(name), *place))
        return definitions

    def call_of(self, nodes: Nodes, name: int) -> int:
        """The call or macro invocation whose callee's name is this node, or -1."""
        node, above = name, nodes.parent[name]
        if nodes.kind[above] in self._fields and nodes.field[node] == self._field:
            node, above = above, nodes.parent[above]
        while nodes.kind[above] in self._parentheses or (
            nodes.kind[above] in self._generic_functions and nodes.field[node] == self._function
        ):
            node, above = above, nodes.parent[above]
        if nodes.kind[above] in self._calls and nodes.field[node] == self._function:
            return above
        return above if nodes.kind[above] in self._macro_calls and nodes.field[node] == self._macro else -1

    def arguments(self, nodes: Nodes, call: int) -> list[str]:
        """A call's arguments as written; those of a macro are what its commas part."""
        if nodes.kind[call] not in self._macro_calls:
            listed = nodes.child(call, self._arguments)
            return [nodes.line(c) for c in nodes.operands(listed)] if listed >= 0 else []
        tree = next((c for c in nodes.children(call) if nodes.kind[c] in self._token_trees), -1)
        if tree < 0:
            return []
        start, found = nodes.start[tree] + 1, []
        for node in nodes.children(tree):
            if nodes.kind[node] in self._commas:
                found.append(nodes.line_between(start, nodes.start[node]))
                start = nodes.end[node]
        found.append(nodes.line_between(start, nodes.end[tree] - 1))
        return found if found[-1] else found[:-1]
