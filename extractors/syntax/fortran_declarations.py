"""What Fortran's declarations say: parameters of procedures, names of variables, which names are arrays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.fortran_text import statement_text, text_between
from warploom.extractors.syntax.units import Nodes, Param

_INTENT = re.compile(r"\bintent ?\( ?(in ?out|in|out) ?\)", re.IGNORECASE)
_VALUE = re.compile(r"\bvalue\b", re.IGNORECASE)
_WORD = re.compile(rb"[ \t]*(\w*)")
_SPECIFICATION = (
    "comment", "use_statement", "implicit_statement", "import_statement", "variable_declaration",
    "variable_modification", "parameter_statement", "interface", "derived_type_definition", "enum", "data_statement",
    "common_statement", "save_statement", "equivalence_statement", "namelist_statement", "include_statement",
    "preproc_def", "preproc_function_def", "preproc_call", "preproc_include", "format_statement", "entry_statement",
    "public_statement", "private_statement", "statement_label", "cray_pointer_declaration", "subroutine_statement",
    "function_statement", "module_procedure_statement",
)  # fmt: skip


@dataclass(slots=True)
class _Declared:
    type: str = "implicit"
    """As written, with all attributes; `implicit` where no statement says a type."""
    shape: str = ""

    @property
    def text(self) -> str:
        return f"{self.type} {self.shape}".strip()


class Declarations:
    """Reads declarations of one grammar's trees."""

    def __init__(self, g: Grammar) -> None:
        self._specification = frozenset(n for name in _SPECIFICATION for n in g.kinds[name])
        self._declarations = frozenset(g.kinds["variable_declaration"])
        self._modifications = frozenset(g.kinds["variable_modification"])
        self._initialised = frozenset(g.kinds["init_declarator"] + g.kinds["pointer_init_declarator"])
        self._assignments = frozenset(g.kinds["parameter_assignment"])
        self._identifiers = frozenset(g.kinds["identifier"])
        self._qualifiers = frozenset(g.kinds["type_qualifier"])
        self._groups = frozenset(g.kinds["variable_group"])
        self._sized = frozenset(g.kinds["sized_declarator"])
        self._sizes = frozenset(g.kinds["size"])
        self._called = frozenset(g.kinds["call_expression"])
        self._is_sized = g.kind_mask("sized_declarator", "sized_allocation", "type_qualifier", "assignment_statement")
        self._is_declaration = g.kind_mask("variable_declaration")
        self._declarator = g.field_number("declarator")
        self._parameters = g.field_number("parameters")
        self._type, self._attribute = g.field_number("type"), g.field_number("attribute")
        self._left = g.field_number("left")

    def params(self, nodes: Nodes, procedure: int, head: int, source: bytes) -> list[Param]:
        """The dummy arguments in order; `*`, which stands for a label, is none. `source` is the text as written."""
        listed = nodes.child(head, self._parameters)
        if listed < 0:
            return []
        names = [nodes.text(c) for c in nodes.children(listed) if nodes.kind[c] in self._identifiers]
        known = {name.lower(): _Declared() for name in names}
        if known:
            self._read_specification(nodes, procedure, source, known)
        params = []
        for name in names:
            text = known[name.lower()].text
            intent = _INTENT.search(text)
            param = Param(name, text, intent=intent[1].replace(" ", "").lower() if intent else None)
            param.is_indirect = not _VALUE.search(text)
            params.append(param)
        return params

    def _read_specification(self, nodes: Nodes, procedure: int, source: bytes, known: dict[str, _Declared]) -> None:
        for child in nodes.children(procedure):
            kind = nodes.kind[child]
            if kind in self._declarations:
                declarators = self._wanted(nodes, child, known)
                if declarators:
                    text = self._type_text(nodes, child, source)
                    for declared, name, end in declarators:
                        attributes = declared.type.removeprefix("implicit")
                        declared.type = text + attributes
                        declared.shape = text_between(nodes.source, nodes.end[name], end) or declared.shape
            elif kind in self._modifications:
                for declared, name, end in self._wanted(nodes, child, known):
                    qualifier = next((c for c in nodes.children(child) if nodes.kind[c] in self._qualifiers), -1)
                    word = statement_text(nodes, qualifier) if qualifier >= 0 else ""
                    shape = text_between(nodes.source, nodes.end[name], end)
                    declared.type += f", {word}{shape}"
            elif kind not in self._specification and kind < _ERRORS:
                break

    def _wanted(self, nodes: Nodes, statement: int, known: dict[str, _Declared]) -> list[tuple[_Declared, int, int]]:
        """Of each declarator of a known name: what is known, the node of the name, and where its shape ends."""
        found = []
        for child in nodes.children(statement):
            if nodes.field[child] == self._declarator:
                if nodes.kind[child] in self._initialised:
                    child = max(nodes.child(child, self._left), child)
                name = self._name(nodes, child)
                if name >= 0 and (declared := known.get(nodes.text(name).lower())) is not None:
                    found.append((declared, name, nodes.end[child]))
        return found

    def _type_text(self, nodes: Nodes, statement: int, source: bytes) -> str:
        """Type and attributes of a declaration; a macro that the grammar was shown as `real` as it is written."""
        first = nodes.child(statement, self._type)
        if first < 0:
            return "implicit"
        start, end = nodes.start[first], nodes.end[first]
        for child in nodes.children(statement):
            if nodes.field[child] == self._attribute:
                end = nodes.end[child]
        word = _WORD.match(source, start)
        if word is None or word[0] == nodes.source[start : word.end()]:
            return text_between(nodes.source, start, end)
        rest = max(start + 4, word.end())
        return f"{word[1].decode('utf-8', 'replace')}{text_between(nodes.source, rest, max(rest, end))}"

    def declared(self, nodes: Nodes, statement: int) -> Iterator[int]:
        """Nodes of the names that a declaration, a `parameter` statement or an `enumerator` statement declares."""
        for child in nodes.children(statement):
            if nodes.field[child] == self._declarator or nodes.kind[child] in self._assignments:
                name = self._name(nodes, child)
                if name >= 0:
                    yield name

    def _name(self, nodes: Nodes, declarator: int) -> int:
        """The name is the first leaf of whatever declares it; -1 in what is broken."""
        node = declarator
        while nodes.kind[node] not in self._identifiers:
            if node + 1 >= nodes.last[node]:
                return -1
            node += 1
        return node

    def arrays(self, nodes: Nodes, first: int, last: int) -> frozenset[str]:
        """Names, in lower case, that nodes `first` to `last` declare, allocate or assign to as arrays."""
        found: set[str] = set()
        for place in (np.flatnonzero(self._is_sized[nodes.tree.kind[first:last]]) + first).tolist():
            kind = nodes.kind[place]
            if kind in self._qualifiers:
                if nodes.text(place)[:9].lower() == "dimension" and nodes.last[place] > place + 1:
                    statement = nodes.parent[place]
                    found.update(nodes.text(name).lower() for name in self.declared(nodes, statement))
                continue
            node = place + 1
            if kind in self._sized and nodes.kind[nodes.last[node]] not in self._sizes:
                continue  # `d*4`: a length
            if nodes.field[node] == self._left and nodes.kind[node] not in self._called:
                continue
            while nodes.kind[node] in self._called:
                node += 1
            if nodes.kind[node] in self._identifiers:
                found.add(nodes.text(node).lower())
        return frozenset(found)

    def typed(self, nodes: Nodes, first: int, last: int) -> frozenset[str]:
        """Names, in lower case, that declarations of a type in nodes `first` to `last` declare."""
        places = (np.flatnonzero(self._is_declaration[nodes.tree.kind[first:last]]) + first).tolist()
        return frozenset(nodes.text(name).lower() for place in places for name in self.declared(nodes, place))


_ERRORS = 65_534
