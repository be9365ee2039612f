"""Cuts units out of Python: functions, kernels of Numba, Triton and CuPy, loops and launches."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator

import numpy as np

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
    TYPE,
    WRITE,
    Names,
    Uses,
)
from warploom.extractors.syntax.python_kernels import KERNELS, Imports, Launches, tags_of
from warploom.extractors.syntax.unit_sweep import LoopNests, Mark, in_order, spread_tags
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

LANGUAGES = ("Python",)

_PLACES: dict[tuple[str, str | None], int] = {
    ("assignment", "left"): WRITE,
    ("assignment", "type"): TYPE,
    ("augmented_assignment", "left"): READ | WRITE,
    ("named_expression", "name"): WRITE,
    ("delete_statement", None): WRITE,
    ("subscript", "value"): PASS,
    ("attribute", "object"): PASS_OBJECT,
    ("attribute", "attribute"): MEMBER_OF,
    ("parenthesized_expression", None): PASS,
    ("pattern_list", None): PASS,
    ("tuple_pattern", None): PASS,
    ("list_pattern", None): PASS,
    ("list_splat_pattern", None): PASS,
    ("dictionary_splat_pattern", None): PASS,
    ("expression_list", None): PASS,
    ("tuple", None): PASS,
    ("list", None): PASS,
    ("list_splat", None): PASS,
    ("dictionary_splat", None): PASS,
    ("call", "function"): READ | CALL,
    ("argument_list", None): READ | ARGUMENT,
    ("keyword_argument", "name"): 0,
    ("keyword_argument", "value"): PASS,
    ("function_definition", "name"): DECLARE,
    ("function_definition", "return_type"): TYPE,
    ("function_definition", "type_parameters"): DECLARE,
    ("class_definition", "name"): DECLARE,
    ("class_definition", "type_parameters"): DECLARE,
    ("parameters", None): DECLARE,
    ("lambda_parameters", None): DECLARE,
    ("default_parameter", "name"): PASS,
    ("typed_parameter", None): PASS,
    ("typed_parameter", "type"): TYPE,
    ("typed_default_parameter", "name"): PASS,
    ("typed_default_parameter", "type"): TYPE,
    ("for_statement", "left"): DECLARE,
    ("for_in_clause", "left"): DECLARE,
    ("as_pattern", FIRST): READ,
    ("as_pattern", None): DECLARE,
    ("as_pattern", "alias"): DECLARE,
    ("as_pattern_target", None): PASS,
    ("global_statement", None): 0,  # neither use nor definition: the name is another scope's
    ("nonlocal_statement", None): 0,
    ("import_statement", "name"): DECLARE,
    ("import_from_statement", "name"): DECLARE,
    ("import_from_statement", "module_name"): SCOPE,
    ("future_import_statement", "name"): 0,
    ("relative_import", None): PASS,
    ("aliased_import", "name"): 0,
    ("aliased_import", "alias"): DECLARE,
    ("dotted_name", FIRST): PASS,
    ("dotted_name", None): MEMBER,
    ("case_pattern", None): DECLARE,
    ("class_pattern", FIRST): READ,
    ("class_pattern", None): PASS,
    ("keyword_pattern", FIRST): 0,
    ("keyword_pattern", None): DECLARE,
    ("union_pattern", None): PASS,
    ("dict_pattern", None): PASS,
    ("splat_pattern", None): DECLARE,
    ("type_alias_statement", "left"): DECLARE,
    ("type_alias_statement", "right"): TYPE,
    ("type", None): PASS,
    ("generic_type", None): PASS,
    ("type_parameter", None): PASS,
    ("union_type", None): PASS,
    ("constrained_type", FIRST): PASS,
    ("constrained_type", None): TYPE,
    ("splat_type", None): PASS,
    ("member_type", FIRST): PASS,
    ("member_type", None): MEMBER,
}

_SCALARS = frozenset(
    {"int", "float", "bool", "complex", "str", "bytes", "None", "constexpr"}
    | {f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)}
    | {"float16", "float32", "float64", "complex64", "complex128"}
)
"""Annotations, without the module they come from, of what a callee cannot change."""

_FUNCTION, _CLASS, _LOOP, _IMPORT = range(1, 5)
_TYPE, _ALIAS, _ASSIGNMENT, _OPAQUE = range(1, 5)


@functools.cache
def cutter(language: str) -> PythonUnits:
    """The cutter of Python; `KeyError` for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return PythonUnits()


class PythonUnits:
    """Cuts the units of Python."""

    folds_case = False
    statements: Statements | None = None

    def __init__(self) -> None:
        g = self.grammar = grammar("python")
        self.token_kinds = TokenKinds(
            constants=g.masks("integer", "float", "string", "true", "false", "none"),
            types=g.masks(),
            memory_spaces=g.masks(),
        )
        self.uses = Uses.of(g, _PLACES, {"identifier": 0}, ())
        self._roles = np.zeros(65_536, np.uint8)
        self._definition_roles = np.zeros(65_536, np.uint8)
        kinds: tuple[str, ...]
        for role, kinds in (
            (_FUNCTION, ("function_definition",)),
            (_CLASS, ("class_definition",)),
            (_LOOP, ("for_statement", "while_statement")),
            (_IMPORT, ("import_statement", "import_from_statement")),
        ):
            self._roles[g.kind_mask(*kinds)] = role
        for role, kinds in (
            (_TYPE, ("class_definition",)),
            (_ALIAS, ("type_alias_statement",)),
            (_ASSIGNMENT, ("assignment",)),
            (_OPAQUE, ("function_definition", "for_statement", "while_statement")),
        ):
            self._definition_roles[g.kind_mask(*kinds)] = role
        self._decorated = g.kind_set("decorated_definition")
        self._decorators = g.kind_set("decorator")
        self._is_comment = g.kind_mask("comment")
        self._calls = g.kind_set("call")
        self._colons = g.kind_set(":")
        self._identifiers = g.kind_set("identifier")
        self._attributes = g.kind_set("attribute")
        self._subscripts = g.kind_set("subscript")
        self._parentheses = g.kind_set("parenthesized_expression")
        self._statements = g.kind_set("expression_statement")
        self._strings = g.kind_set("string")
        self._joined_strings = g.kind_set("concatenated_string")
        self._separators = g.kind_set("positional_separator", "keyword_separator")
        self._tuple_patterns = g.kind_set("tuple_pattern")
        self._assignments = g.kind_set("assignment")
        self._patterns = g.kind_set("pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern")
        self._generics = g.kind_set("generic_type")
        self._name, self._body = g.field_number("name"), g.field_number("body")
        self._type, self._parameters = g.field_number("type"), g.field_number("parameters")
        self._type_parameters = g.field_number("type_parameters")
        self._function, self._arguments = g.field_number("function"), g.field_number("arguments")
        self._attribute, self._value = g.field_number("attribute"), g.field_number("value")
        self._left, self._right = g.field_number("left"), g.field_number("right")
        self._launches = Launches(g)

    def for_grammar(self, source: bytes) -> bytes:
        return source

    def cut(self, tree: FlatTree, names: Names, source: bytes) -> list[Unit]:  # noqa: ARG002 - the tree's is the same
        nodes = Nodes(tree)
        enclosure, loops = Enclosure(), LoopNests(nodes)
        imports = Imports(self.grammar, names)
        units: list[Unit] = []
        decorated: list[tuple[int, Unit]] = []
        roles = self._roles[tree.kind]
        order = np.flatnonzero(roles)
        for node, role in zip(order.tolist(), roles[order].tolist(), strict=True):
            if role == _LOOP:
                nest = loops.see(node, node)
                if nest is not None:
                    nest.last, nest.end = self._end(nodes, node)
                    units.append(nest)
            elif role == _FUNCTION:
                unit = self._function_unit(nodes, node, enclosure)
                if unit is not None:
                    units.append(unit)
                    if unit.first != node:
                        decorated.append((unit.first, unit))
            elif role == _CLASS:
                name = nodes.child(node, self._name)
                enclosure.enter(node, nodes.last[node], nodes.text(name) if name >= 0 else "")
            else:
                imports.add(nodes, node)
        marks: list[Mark] = []
        for first, unit in decorated:  # now that all imports are known
            marks += self._decorations(nodes, first, unit, imports)
        launches, launch_marks = self._launches.cut(nodes, names, imports, units)
        units = in_order(units + launches)
        spread_tags(units, marks + launch_marks)
        return units

    def _function_unit(self, nodes: Nodes, node: int, enclosure: Enclosure) -> Unit | None:
        name, body = nodes.child(node, self._name), nodes.child(node, self._body)
        if name < 0 or body < 0 or nodes.start[body] == nodes.end[body] or nodes.start[name] == nodes.end[name]:
            return None
        first = nodes.parent[node] if nodes.kind[nodes.parent[node]] in self._decorated else node
        last, end = self._end(nodes, node)
        unit = Unit(UnitKind.FUNCTION, first, last, nodes.start[first], end, nodes.text(name))
        enclosure.leave(node)
        unit.qualified_name = enclosure.path(".", nodes.text(name))
        enclosure.enter(node, nodes.last[node], nodes.text(name))
        colons = (nodes.end[c] for c in nodes.children(node) if c < body and nodes.kind[c] in self._colons)
        unit.header_end = max(colons, default=nodes.start[body])
        unit.doc = self._docstring(nodes, body)
        types, listed = nodes.child(node, self._type_parameters), nodes.child(node, self._parameters)
        if types >= 0:
            unit.template_parameters = [nodes.line(c) for c in nodes.operands(types)]
        if listed >= 0:
            separators = self._separators
            unit.params = [self._param(nodes, c) for c in nodes.operands(listed) if nodes.kind[c] not in separators]
        return unit

    def _end(self, nodes: Nodes, node: int) -> tuple[int, int]:
        """One past the last node of a block that is no comment, and its end: comments below are parsed into it."""
        last = nodes.last[node]
        if not self._is_comment[nodes.kind[last - 1]]:
            return last, nodes.end[node]
        while self._is_comment[nodes.kind[last - 1]]:
            last -= 1
        return last, nodes.end[last - 1]

    def _param(self, nodes: Nodes, node: int) -> Param:
        annotation = nodes.child(node, self._type)
        named = nodes.child(node, self._name)
        if named < 0:  # a typed parameter, or the name itself with or without its stars
            named = next(nodes.operands(node), node) if annotation >= 0 else node
        name = None if nodes.kind[named] in self._tuple_patterns else nodes.line(named).lstrip("* ")
        text = nodes.line(annotation) if annotation >= 0 else ""
        return Param(name, text, is_indirect=text.rpartition(".")[2] not in _SCALARS)

    def _docstring(self, nodes: Nodes, body: int) -> str | None:
        node = next(nodes.operands(body), -1)
        if node >= 0 and nodes.kind[node] in self._statements:
            node = next(nodes.operands(node), -1)
        if node < 0:
            return None
        if nodes.kind[node] in self._joined_strings:
            pieces = [c for c in nodes.operands(node) if nodes.kind[c] in self._strings]
        else:
            pieces = [node] if nodes.kind[node] in self._strings else []
        text = ""
        for piece in pieces:
            inside = list(nodes.children(piece))
            prefix = nodes.text(inside[0]).lower() if inside else ""
            if "f" in prefix or "b" in prefix or "t" in prefix:
                return None
            written = nodes.source[nodes.end[inside[0]] : nodes.start[inside[-1]]] if len(inside) > 1 else b""
            text += (written if "r" in prefix else written.replace(b"\\\n", b"")).decode("utf-8", "replace")
        return inspect.cleandoc(text.replace("\r\n", "\n")).strip() or None

    def _decorations(self, nodes: Nodes, first: int, unit: Unit, imports: Imports) -> Iterator[Mark]:
        """Tags of a function's decorators; makes it a kernel where one of them does."""
        for node in nodes.operands(first):
            if nodes.kind[node] not in self._decorators:
                continue
            expression = next(nodes.operands(node), -1)
            if expression < 0:
                continue
            given: dict[str, str] = {}
            if nodes.kind[expression] in self._calls:
                given = self._launches.keywords(nodes, expression)
                expression = nodes.child(expression, self._function)
            origin = imports.origin(nodes.line(expression))
            tags = set(tags_of(origin))
            if origin in KERNELS and given.get("device", "False") == "False":
                unit.kind = UnitKind.KERNEL
            if "numba" in tags and given.get("parallel") == "True":
                tags.add("numba_parallel")
            unit.tags.update(tags)  # at once, for those who look for the kernels of a launch
            yield node, tags

    def define(self, tree: FlatTree) -> list[Definition]:
        """Classes, type aliases and values that the module's own statements define; loops are left to their units."""
        nodes = Nodes(tree)
        definitions: list[Definition] = []
        roles = self._definition_roles[tree.kind]
        order = np.flatnonzero(roles)
        skip = 0
        for node, role in zip(order.tolist(), roles[order].tolist(), strict=True):
            if node < skip:
                continue
            skip = nodes.last[node]
            first = nodes.parent[node] if nodes.kind[nodes.parent[node]] in self._decorated else node
            place = (first, nodes.last[node], nodes.start[first], nodes.end[node])
            kind = DefinitionKind.GLOBAL if role == _ASSIGNMENT else DefinitionKind.TYPE
            definitions += [Definition(kind, name, *place) for name in self._defined_names(nodes, node, role)]
        return definitions

    def _defined_names(self, nodes: Nodes, node: int, role: int) -> list[str]:
        if role == _OPAQUE:
            return []
        if role == _TYPE:
            name = nodes.child(node, self._name)
            return [nodes.text(name)] if name >= 0 else []
        if role == _ALIAS:
            name = next(nodes.operands(nodes.child(node, self._left)), -1)
            if name >= 0 and nodes.kind[name] in self._generics:
                name = next(nodes.operands(name), name)
            return [nodes.text(name)] if name >= 0 else []
        names: dict[str, None] = {}
        while node >= 0 and nodes.kind[node] in self._assignments:
            left, right = nodes.child(node, self._left), nodes.child(node, self._right)
            if right < 0:  # an annotation alone
                break
            for target in range(left, nodes.last[left]):
                is_part = target == left or nodes.kind[nodes.parent[target]] in self._patterns
                if is_part and nodes.kind[target] in self._identifiers:
                    names[nodes.text(target)] = None
            node = right
        return list(names)

    def call_of(self, nodes: Nodes, name: int) -> int:
        """The call whose callee's name is this node, or -1; the callee of `a.f[g](x)` is named `f`."""
        node, above = name, nodes.parent[name]
        if nodes.kind[above] in self._attributes and nodes.field[node] == self._attribute:
            node, above = above, nodes.parent[above]
        while (nodes.kind[above] in self._subscripts and nodes.field[node] == self._value) or (
            nodes.kind[above] in self._parentheses
        ):
            node, above = above, nodes.parent[above]
        return above if nodes.kind[above] in self._calls and nodes.field[node] == self._function else -1

    def arguments(self, nodes: Nodes, call: int) -> list[str]:
        return self._launches.arguments(nodes, call)
