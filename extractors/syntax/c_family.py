"""Cuts units out of C, C++, CUDA, HIP, SYCL and OpenCL."""

from __future__ import annotations

import functools
import re

import numpy as np

from warploom.extractors.syntax.c_declarators import Declarators
from warploom.extractors.syntax.c_definitions import CDefinitions
from warploom.extractors.syntax.c_launches import CLaunches
from warploom.extractors.syntax.c_preprocessing import readable, start_with_macros
from warploom.extractors.syntax.c_statements import CStatements
from warploom.extractors.syntax.docs import DocComments
from warploom.extractors.syntax.entities import TokenKinds
from warploom.extractors.syntax.flat_tree import FlatTree, grammar
from warploom.extractors.syntax.names import (
    ARGUMENT,
    ASSIGN,
    CALL,
    DECLARE,
    MEMBER,
    MEMBER_OF,
    NO_USE,
    PASS,
    PASS_INDIRECT,
    PASS_OBJECT,
    READ,
    SCOPE,
    TYPE,
    WRITE,
    Names,
    Uses,
)
from warploom.extractors.syntax.units import (
    Enclosure,
    Nodes,
    Param,
    Unit,
    UnitKind,
    one_line,
    without_template_arguments,
)

_GRAMMARS = {"C": "c", "OpenCL": "c", "C++": "cpp", "SYCL": "cpp", "CUDA": "cuda", "HIP": "cuda"}
LANGUAGES = tuple(_GRAMMARS)

_OPENCL_WORD = re.compile(rb"\b(?:__)?(?:kernel|global|local|constant|private|read_only|write_only|read_write)\b")
_KERNEL_WORD = re.compile(rb"\b__global__\b")
_OPENCL_KERNEL_WORD = re.compile(rb"\b(?:__)?kernel\b")
_COMMENT = re.compile(rb"/\*.*?\*/|//[^\n]*", re.DOTALL)
_NO_NAMES = frozenset(
    (
        "if", "else", "for", "while", "switch", "catch", "return", "constexpr", "namespace", "typedef", "sizeof",
        "alignas", "decltype", "struct", "class",
    )
)  # fmt: skip
"""Words that the grammar takes for names where it lost its way."""
_ADDRESS_SPACE = re.compile(r"\b(?:__)?(global|local|constant|private)\b")
_CONST = re.compile(r"\bconst\b")
_RESTRICT = re.compile(r"(?<!\w)(?:__restrict__|__restrict|restrict|(?:\w+_)?RESTRICT_*)(?!\w)")
_CONDITIONALS_AROUND = 8
_OPERATOR = re.compile(r"\boperator\b")
_AROUND_SCOPE = re.compile(r" ?:: ?")

_PLACES: dict[tuple[str, str | None], int] = {
    ("assignment_expression", "left"): ASSIGN,
    ("update_expression", "argument"): READ | WRITE,
    ("subscript_expression", "argument"): PASS,
    ("pointer_expression", "argument"): PASS,
    ("parenthesized_expression", None): PASS,
    ("cast_expression", "value"): PASS,
    ("binary_expression", "left"): PASS,  # of `*(p + i) = x`; elsewhere it comes to a plain read
    ("field_expression", "argument"): PASS_OBJECT,
    ("field_expression", "field"): MEMBER_OF,
    ("call_expression", "function"): READ | CALL,
    ("argument_list", None): READ | ARGUMENT,
    ("declaration", "declarator"): DECLARE,
    ("parameter_declaration", "declarator"): DECLARE,
    ("field_declaration", "declarator"): DECLARE,
    ("type_definition", "declarator"): DECLARE,
    ("function_definition", "declarator"): DECLARE,
    ("init_declarator", "declarator"): PASS,
    ("pointer_declarator", "declarator"): PASS_INDIRECT,
    ("array_declarator", "declarator"): PASS_INDIRECT,
    ("function_declarator", "declarator"): PASS,
    ("parenthesized_declarator", None): PASS,
    ("enumerator", "name"): DECLARE,
    ("struct_specifier", "name"): TYPE,
    ("union_specifier", "name"): TYPE,
    ("enum_specifier", "name"): TYPE,
    ("preproc_def", "name"): DECLARE,
    ("preproc_function_def", "name"): DECLARE,
    ("preproc_params", None): DECLARE,
    ("preproc_ifdef", "name"): 0,
    ("preproc_if", "condition"): NO_USE,  # what is not defined there is 0
    ("preproc_elif", "condition"): NO_USE,
    ("labeled_statement", "label"): 0,
    ("goto_statement", "label"): 0,
    ("attribute", "name"): 0,
}
_CPP_PLACES: dict[tuple[str, str | None], int] = {
    ("reference_declarator", None): PASS_INDIRECT,
    ("optional_parameter_declaration", "declarator"): DECLARE,
    ("variadic_parameter_declaration", "declarator"): DECLARE,
    ("type_parameter_declaration", None): DECLARE,
    ("optional_type_parameter_declaration", "name"): DECLARE,
    ("for_range_loop", "declarator"): DECLARE,
    ("structured_binding_declarator", None): DECLARE,
    ("class_specifier", "name"): TYPE,
    ("alias_declaration", "name"): DECLARE,
    ("namespace_definition", "name"): 0,
    ("template_function", "name"): PASS,
    ("template_method", "name"): PASS,
    ("dependent_name", None): PASS,  # x.template f<3>()
    ("qualified_identifier", "name"): 0,  # the whole is the name
    ("qualified_identifier", "scope"): 0,
}
_NAMES = {"identifier": 0, "type_identifier": TYPE, "field_identifier": MEMBER}
_CPP_NAMES = {"namespace_identifier": SCOPE, "qualified_identifier": 0}

_FUNCTION, _LOOP, _OPENER, _CHEVRONS = range(1, 5)


@functools.cache
def cutter(language: str) -> CFamily:
    """The cutter of a language of this family."""
    return CFamily(language)


class CFamily:
    """Cuts the units of one language."""

    folds_case = False

    def __init__(self, language: str) -> None:
        g = self.grammar = grammar(_GRAMMARS[language])
        self.language = language
        self._declarators = Declarators(g)
        self.statements = CStatements(g, self._declarators)
        self._launches = CLaunches(g, language, self._declarators, self.statements)
        self._definitions = CDefinitions(g, self._declarators)
        self.define = self._definitions.define
        is_cpp = g.name != "c"
        self.uses = Uses.of(
            g,
            _PLACES | (_CPP_PLACES if is_cpp else {}),
            _NAMES | (_CPP_NAMES if is_cpp else {}),
            ("=",),
        )
        roles = np.zeros(65_536, np.uint8)
        kinds: tuple[str, ...]
        for role, kinds in (
            (_FUNCTION, ("function_definition",)),
            (_LOOP, ("for_statement", "while_statement", "do_statement", "for_range_loop")),
            (_OPENER, ("struct_specifier", "union_specifier", "class_specifier", "namespace_definition")),
            (_CHEVRONS, ("kernel_call_syntax",)),
        ):
            roles[list(g.kind_set(*kinds))] = role
        self._roles = roles
        self._is_comment = g.kind_mask("comment")
        self.token_kinds = TokenKinds(
            constants=g.masks(
                "number_literal", "string_literal", "char_literal", "raw_string_literal", "true", "false", "null"
            ),
            types=g.masks("primitive_type", "sized_type_specifier"),
            memory_spaces=g.masks("__shared__", "__constant__", "__managed__"),
        )
        self._body = g.field_number("body")
        self._declarator = g.field_number("declarator")
        self._name = g.field_number("name")
        self._type = g.field_number("type")
        self._parameters = g.field_number("parameters")
        self._blocks = g.kind_set("compound_statement")
        self._calls = g.kind_set("call_expression")
        self._tries = g.kind_set("try_statement")
        self._initialisers = g.kind_set("field_initializer_list")
        self._casts = g.kind_set("operator_cast")
        self._parameter_lists = g.kind_set("parameter_list")
        self._conditionals = g.kind_set("preproc_if", "preproc_ifdef", "preproc_elif", "preproc_else")
        self._wrappers = g.kind_set("template_declaration", "linkage_specification")
        self._templates = g.kind_set("template_declaration")
        self._params = g.kind_set(
            "parameter_declaration", "optional_parameter_declaration", "variadic_parameter_declaration"
        )
        self._punctuation = g.kind_set("(", ")", ",", "<<<", ">>>", "<", ">", ";", "comment")

    def for_grammar(self, source: bytes) -> bytes:
        """The text as the grammar can read it, every byte at its place."""
        if self.language == "OpenCL":
            source = _OPENCL_WORD.sub(_as_c, source)
        return readable(source)

    def cut(self, tree: FlatTree, names: Names, source: bytes) -> list[Unit]:
        """All units in the order of their nodes; `source` is the text as written."""
        nodes = Nodes(tree)
        docs = DocComments(nodes, self._is_comment)
        enclosure, launches = Enclosure(), Enclosure()
        units: list[Unit] = []
        roles = self._roles[tree.kind]
        order = np.flatnonzero(roles)
        loop: Unit | None = None
        loop_ends: list[int] = []
        for node, role in zip(order.tolist(), roles[order].tolist(), strict=True):
            if role == _LOOP:
                if loop is None or node >= loop.last:
                    loop = Unit(UnitKind.LOOP_NEST, node, nodes.last[node], nodes.start[node], nodes.end[node])
                    loop.loop_depth = 1
                    loop_ends = [loop.last]
                    units.append(loop)
                    continue
                while loop_ends[-1] <= node:
                    loop_ends.pop()
                loop_ends.append(nodes.last[node])
                loop.loop_depth = max(loop.loop_depth or 1, len(loop_ends))
            elif role == _FUNCTION:
                unit = self._function_unit(nodes, node, source, enclosure)
                if unit is not None:
                    unit.start = start_with_macros(source, tree.source, unit.start)
                    unit.doc = docs.before(unit.start)
                    units.append(unit)
            elif role == _OPENER:
                self._open(nodes, node, enclosure)
            elif nodes.kind[nodes.parent[node]] in self._calls:
                launches.enter(nodes.parent[node], nodes.last[nodes.parent[node]], "")
                units.append(self._launches.chevrons(nodes, node))
        units += self._launches.calls(nodes, names, {unit.first for unit in units if unit.launch is not None})
        return sorted(units, key=lambda unit: (unit.first, -unit.last))

    def _open(self, nodes: Nodes, node: int, enclosure: Enclosure) -> None:
        if nodes.child(node, self._body) >= 0:
            name = nodes.child(node, self._name)
            text = "" if name < 0 else without_template_arguments(nodes.line(name)).replace(" ", "")
            enclosure.enter(node, nodes.last[node], text)

    def _function_unit(self, nodes: Nodes, node: int, source: bytes, enclosure: Enclosure) -> Unit | None:
        body = nodes.child(node, self._body)
        if body < 0:  # a function-try-block has no field
            body = next((c for c in nodes.children(node) if nodes.kind[c] in self._tries), -1)
        if body < 0 or nodes.kind[body] not in self._blocks | self._tries:
            return None
        outer, name_node = self._declarators.declared(nodes, nodes.child(node, self._declarator))
        if name_node < 0 or (outer < 0 and nodes.kind[self._last_name(nodes, name_node)] not in self._casts):
            return None  # without parameters: a namespace behind a macro, or a loop that a macro opens
        if nodes.child(node, self._type) < 0 and nodes.kind[self._around(nodes, node)] in self._blocks:
            return None  # inside of a body and without a type: a loop or condition that a macro opens
        name, scoped = ("", "") if name_node < 0 else self._function_name(nodes, name_node)
        if not name or name in _NO_NAMES:  # the grammar may give a node of no length for one that it misses
            return None
        first = node
        templates: list[str] = []
        while first and nodes.kind[nodes.parent[first]] in self._wrappers:
            above = nodes.parent[first]
            if nodes.kind[above] in self._templates:
                templates = self._template_parameters(nodes, above) + templates
            elif nodes.child(above, self._body) != first:
                break
            first = above
        unit = Unit(UnitKind.FUNCTION, first, nodes.last[first], nodes.start[first], nodes.end[first], name)
        unit.last = nodes.last[node]
        unit.end = nodes.end[node]
        enclosure.leave(node)
        unit.qualified_name = enclosure.path("::", scoped)
        enclosure.enter(node, nodes.last[node], "")
        unit.header_end = next(
            (nodes.start[c] for c in nodes.children(node) if nodes.kind[c] in self._initialisers), nodes.start[body]
        )
        unit.template_parameters = templates
        is_kernel = (_OPENCL_KERNEL_WORD if self.language == "OpenCL" else _KERNEL_WORD).search
        if is_kernel(source, unit.start, nodes.start[name_node]) and is_kernel(
            _COMMENT.sub(b" ", source[unit.start : nodes.start[name_node]])
        ):
            unit.kind = UnitKind.KERNEL
        if outer >= 0:
            listed = nodes.child(outer, self._parameters)
            unit.params = [] if listed < 0 else self._parameter_list(nodes, listed, source, unit.kind)
        return unit

    def _around(self, nodes: Nodes, node: int) -> int:
        """What stands around a node and a few conditional directives."""
        for _ in range(_CONDITIONALS_AROUND):
            node = nodes.parent[node]
            if nodes.kind[node] not in self._conditionals:
                break
        return node

    def _last_name(self, nodes: Nodes, node: int) -> int:
        """The node of `c` in `a::b::c`."""
        while (below := nodes.child(node, self._name)) >= 0:
            node = below
        return node

    def _function_name(self, nodes: Nodes, node: int) -> tuple[str, str]:
        """The simple name, and the name with the scopes that it is written with; template arguments are left out."""
        cast = self._last_name(nodes, node)
        if nodes.kind[cast] in self._casts:
            # `operator const char *() const`: up to the parameter list, which stands below `*` and `&`
            listed = (n for n in range(nodes.last[cast] - 1, cast, -1) if nodes.kind[n] in self._parameter_lists)
            end = next((nodes.start[n] for n in listed), nodes.end[cast])
            text = nodes.line_between(nodes.start[cast], end)
            return text, self._scope(nodes.line_between(nodes.start[node], nodes.start[cast])) + text
        text = nodes.line(node)
        if _OPERATOR.search(text):
            scope, _, rest = text.rpartition("operator")
            symbol = rest.replace(" ", "")
            simple = "operator" + (f" {rest.strip()}" if symbol[:1].isalpha() or symbol[:1] == "_" else symbol)
            return simple, self._scope(scope) + simple
        # `type name` is one name to the grammar where a macro before it took the type's place
        text = self._scope(_AROUND_SCOPE.sub("::", without_template_arguments(text)).rstrip().split(" ")[-1])
        return text.rpartition("::")[2], text

    def _scope(self, written: str) -> str:
        return without_template_arguments(written).replace(" ", "").removeprefix("::")

    def _template_parameters(self, nodes: Nodes, template: int) -> list[str]:
        listed = nodes.child(template, self._parameters)
        if listed < 0:
            return []
        return [nodes.line(c) for c in nodes.children(listed) if nodes.kind[c] not in self._punctuation]

    def _parameter_list(self, nodes: Nodes, listed: int, source: bytes, kind: UnitKind) -> list[Param]:
        params = []
        for child in nodes.children(listed):
            if nodes.kind[child] not in self._params:
                continue
            declarator = nodes.child(child, self._declarator)
            function, name = self._declarators.declared(nodes, declarator)
            start, end = nodes.start[child], nodes.end[child]
            named = None
            if name >= 0 and nodes.kind[name] in self._declarators.names:
                a, b = nodes.start[name], nodes.end[name]
                text = one_line(source[start:a])
                if b < end:
                    text = f"{text} {one_line(source[b:end])}"
                named = nodes.text(name)
            else:
                text = one_line(source[start:end])
            if "=" in text:
                text = text.partition("=")[0].rstrip()
            if text == "void" and named is None:
                continue
            param = Param(named, text)
            param.is_indirect = any(c in text for c in "*&[") or function >= 0
            param.is_const = "const" in text and bool(_CONST.search(without_template_arguments(text).partition("*")[0]))
            param.is_restrict = "estrict" in text.lower() and bool(_RESTRICT.search(text))
            space = _ADDRESS_SPACE.search(text) if self.language == "OpenCL" else None
            if space:
                param.address_space = space[1]
            elif (
                kind is UnitKind.KERNEL and self.language != "OpenCL" and function < 0 and ("*" in text or "[" in text)
            ):
                param.address_space = "global"  # the only space that a pointer to data given by the host can be in
            params.append(param)
        return params


def _as_c(word: re.Match[bytes]) -> bytes:
    """What C knows in the place of OpenCL's qualifiers, as long as they are."""
    length = len(word[0])
    plain = b"static" if word[0].endswith(b"kernel") else b"const"
    return plain.ljust(length)
