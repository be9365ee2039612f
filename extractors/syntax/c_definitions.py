"""Finds the macros, types and variables that a file of the C family defines outside of functions."""

from __future__ import annotations

import numpy as np

from warploom.extractors.syntax.c_declarators import Declarators
from warploom.extractors.syntax.flat_tree import FlatTree, Grammar
from warploom.extractors.syntax.units import Definition, DefinitionKind, Nodes

_MACRO, _TAGGED, _ALIAS, _VARIABLE, _OPAQUE = range(1, 6)


class CDefinitions:
    """The definitions of one grammar."""

    def __init__(self, g: Grammar, declarators: Declarators) -> None:
        self._declarators = declarators
        self._roles = np.zeros(65_536, np.uint8)
        tagged = ("struct_specifier", "union_specifier", "class_specifier", "enum_specifier")
        for role, kinds in (
            (_MACRO, ("preproc_def", "preproc_function_def")),
            (_TAGGED, tagged),
            (_ALIAS, ("type_definition", "alias_declaration")),
            (_VARIABLE, ("declaration",)),
            (_OPAQUE, ("function_definition",)),
        ):
            self._roles[list(g.kind_set(*kinds))] = role
        self._tagged = g.kind_set(*tagged)
        self._enums = g.kind_set("enum_specifier")
        self._enumerators = g.kind_set("enumerator")
        self._initialised = g.kind_set("init_declarator")
        self._templates = g.kind_set("template_declaration")
        self._name, self._type, self._body = (g.field_number(f) for f in ("name", "type", "body"))
        self._declarator = g.field_number("declarator")

    def define(self, tree: FlatTree) -> list[Definition]:
        """Macros, types and variables of the file and of its namespaces; declarations without a value only as types."""
        nodes = Nodes(tree)
        definitions: list[Definition] = []
        roles = self._roles[tree.kind]
        order = np.flatnonzero(roles)
        skip = 0
        for node, kind in zip(order.tolist(), roles[order].tolist(), strict=True):
            if node < skip:
                continue
            if kind == _OPAQUE:
                skip = nodes.last[node]
                continue
            names = self._defined_names(nodes, node, kind)
            if names:
                skip = nodes.last[node]
            first = node
            while first and nodes.kind[nodes.parent[first]] in self._templates:
                first = nodes.parent[first]
            for what, name in names:
                place = (first, nodes.last[node], nodes.start[first], nodes.end[node])
                definitions.append(Definition(what, name, *place))
        return definitions

    def _defined_names(self, nodes: Nodes, node: int, role: int) -> list[tuple[DefinitionKind, str]]:
        if role == _MACRO:
            return [(DefinitionKind.MACRO, nodes.text(nodes.child(node, self._name)))]
        found = []
        if role == _TAGGED:
            name = nodes.child(node, self._name)
            if name < 0 or nodes.child(node, self._body) < 0:
                return []
            found.append((DefinitionKind.TYPE, nodes.line(name)))
        elif role == _ALIAS:
            alias = nodes.child(node, self._name)
            if alias >= 0:
                found.append((DefinitionKind.TYPE, nodes.text(alias)))
        what = DefinitionKind.TYPE if role == _ALIAS else DefinitionKind.GLOBAL
        if role in (_ALIAS, _VARIABLE):
            for child in nodes.children(node):
                if nodes.field[child] == self._declarator:
                    function, name = self._declarators.declared(nodes, child)
                    is_value = role == _ALIAS or (function < 0 and self._has_value(nodes, node, child))
                    if name >= 0 and is_value and nodes.kind[name] in self._declarators.names:
                        found.append((what, nodes.text(name)))
        tagged = nodes.child(node, self._type) if role in (_ALIAS, _VARIABLE) else node
        if tagged >= 0 and nodes.kind[tagged] in self._tagged:
            name = nodes.child(tagged, self._name)
            if role != _TAGGED and name >= 0 and nodes.child(tagged, self._body) >= 0:
                found.append((DefinitionKind.TYPE, nodes.line(name)))
            if nodes.kind[tagged] in self._enums:
                enumerators = (e for e in range(tagged, nodes.last[tagged]) if nodes.kind[e] in self._enumerators)
                found += [(DefinitionKind.GLOBAL, nodes.text(nodes.child(e, self._name))) for e in enumerators]
        return found

    def _has_value(self, nodes: Nodes, declaration: int, declarator: int) -> bool:
        """A definition and not a mere `extern` declaration."""
        if nodes.kind[declarator] in self._initialised:
            return True
        return nodes.source[nodes.start[declaration] : nodes.start[declaration] + 7] != b"extern "
