"""Definitions of functions in a text of C or CUDA, and their parameters, by the syntax tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter

MAX_BYTES = 1 << 18
"""Of a text; what is larger is not read."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Of a function: its C type without qualifiers, and whether it is a pointer, to what is only read."""

    name: str
    type: str
    is_pointer: bool
    is_const: bool


def functions_of(root: tree_sitter.Node) -> Iterator[tuple[str, tree_sitter.Node]]:
    """Names and definitions, those in namespaces, `extern "C"` and conditions of the preprocessor too."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type == "function_definition":
            name = _function_name(node)
            if name:
                yield name, node
            continue
        if node.type in ("translation_unit", "linkage_specification", "declaration_list", "namespace_definition") or (
            node.type.startswith("preproc_")
        ):
            waiting.extend(reversed(node.named_children))


def _function_name(node: tree_sitter.Node) -> str:
    declarator = node.child_by_field_name("declarator")
    while declarator is not None and declarator.type != "function_declarator":
        declarator = declarator.child_by_field_name("declarator")
    name = declarator.child_by_field_name("declarator") if declarator is not None else None
    return node_text(name) if name is not None else ""


def parameters_of(definition: tree_sitter.Node) -> tuple[Parameter, ...]:
    """The named parameters of a definition, in order."""
    declarator = definition.child_by_field_name("declarator")
    while declarator is not None and declarator.type != "function_declarator":
        declarator = declarator.child_by_field_name("declarator")
    listed = declarator.child_by_field_name("parameters") if declarator is not None else None
    found = []
    for node in listed.named_children if listed is not None else ():
        if node.type != "parameter_declaration":
            continue
        type_, inner = node.child_by_field_name("type"), node.child_by_field_name("declarator")
        is_const = any(c.type == "type_qualifier" and node_text(c) == "const" for c in node.children)
        is_pointer = False
        while inner is not None and inner.type != "identifier":
            is_pointer |= inner.type in ("pointer_declarator", "array_declarator")
            inner = inner.child_by_field_name("declarator") or next(
                (c for c in inner.named_children if c.type in ("identifier", "pointer_declarator")), None
            )
        if type_ is not None and inner is not None:
            found.append(Parameter(node_text(inner), node_text(type_), is_pointer, is_const))
    return tuple(found)


def node_text(node: tree_sitter.Node | None) -> str:
    """What a node covers; empty for none."""
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")
