"""Reads structures of C whose members are plain numbers: an array of them has elements that can be drawn."""

from __future__ import annotations

from collections.abc import Mapping

import tree_sitter

from warploom.extractors.inputs.c_functions import MAX_BYTES, node_text
from warploom.extractors.syntax.flat_tree import grammar

_MOST_MEMBERS = 64


def structures_of(text: str, types: Mapping[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Members (name, numpy's type) of each structure at file scope, by every name that it has there: `struct body`,
    `body`, a typedef's. `types` gives numpy's types by C's. What has another member is left out.
    """
    source = text.encode()
    if len(source) > MAX_BYTES:
        return {}
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for node in grammar("cuda").parse_only(source).root_node.named_children:
        specifier = node if node.type == "struct_specifier" else node.child_by_field_name("type")
        if specifier is None or specifier.type != "struct_specifier":
            continue
        members = _members(specifier.child_by_field_name("body"), types)
        if not members:
            continue
        name = specifier.child_by_field_name("name")
        names = [] if name is None else [node_text(name), f"struct {node_text(name)}"]
        if node.type == "type_definition":
            names += [node_text(each) for each in node.children_by_field_name("declarator")]
        found |= dict.fromkeys(names, members)
    return found


def _members(body: tree_sitter.Node | None, types: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Empty where one is no plain number."""
    members: list[tuple[str, str]] = []
    for field in body.named_children if body is not None else ():
        if field.type == "comment":
            continue
        kind = field.child_by_field_name("type")
        declared = field.children_by_field_name("declarator")
        type_ = types.get(node_text(kind)) if kind is not None else None
        if type_ is None or any(each.type != "field_identifier" for each in declared):
            return ()
        members += [(node_text(each), type_) for each in declared]
    return tuple(members) if len(members) <= _MOST_MEMBERS else ()
