"""Structure of a text that CodeBLEU compares: kinds of its subtrees, and which variables its values come from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import tree_sitter

from warploom.extractors.syntax.flat_tree import grammar

GRAMMARS = {"C": "c", "C++": "cpp", "CUDA": "cuda"}
MAX_BYTES = 1 << 17
_ASSIGNED, _USED = "computed_from", "comes_from"

Edge = tuple[str, str, tuple[str, ...]]
"""A variable, how its value came about, and the variables that it came from; by the order in which they first occur."""


def subtrees(text: str, language: str) -> list[int]:
    """A number for each inner node of the tree, equal where the kinds of all named nodes below are; names of variables
    do not count. Numbers are equal from call to call. Raises `ValueError` for a language without a grammar here.
    """
    found: list[int] = []
    known: dict[int, int] = {}
    for node, is_leaving in _walk(_root(text, language)):
        if is_leaving:
            children = [known.pop(child.id) for child in node.named_children]
            known[node.id] = number = _number(node.type, children)
            if children:
                found.append(number)
    return found


def data_flow(text: str, language: str) -> list[Edge]:
    """What each assignment, declaration with a value, and step computes from what, and where each use comes from."""
    root = _root(text, language)
    names: dict[str, str] = {}
    defined: set[str] = set()
    edges: list[Edge] = []

    def named(variable: str) -> str:
        return names.setdefault(variable, f"v{len(names)}")

    for node, is_leaving in _walk(root):
        if not is_leaving:
            continue
        if node.type == "parameter_declaration":
            declarator = node.child_by_field_name("declarator")
            variable = _innermost(declarator) if declarator is not None else None
            if variable:
                named(variable)
                defined.add(variable)
        elif node.type in ("assignment_expression", "init_declarator", "update_expression"):
            variable, sources = _assignment(node)
            if variable is not None:
                target = named(variable)
                edges.append((target, _ASSIGNED, tuple(sorted({named(source) for source in sources}))))
                defined.add(variable)
        elif node.type == "identifier" and _text(node) in defined and not _is_target(node):
            edges.append((named(_text(node)), _USED, (named(_text(node)),)))
    return edges


def _assignment(node: tree_sitter.Node) -> tuple[str | None, list[str]]:
    """The variable that is written, and those whose values it is computed from."""
    if node.type == "update_expression":
        argument = node.child_by_field_name("argument")
        variable = _innermost(argument) if argument is not None else None
        return variable, _identifiers(argument)
    is_declared = node.type == "init_declarator"
    left = node.child_by_field_name("declarator" if is_declared else "left")
    right = node.child_by_field_name("value" if is_declared else "right")
    variable = _innermost(left) if left is not None else None
    sources = _identifiers(right)
    if not is_declared:
        operator = node.child_by_field_name("operator")
        inside = _identifiers(left)
        # of `a[i] = x` the index counts, of `a[i] += x` the old value, too
        sources += inside if operator is not None and operator.type != "=" else inside[1:]
    return variable, sources


def _innermost(node: tree_sitter.Node) -> str | None:
    """The variable that an expression or declarator is of: `a` of `a[i]`, `*a`, `a.b`, `(*a)->b`."""
    found = next((inner for inner, is_leaving in _walk(node) if not is_leaving and inner.type == "identifier"), None)
    return None if found is None else _text(found)


def _identifiers(node: tree_sitter.Node | None) -> list[str]:
    if node is None:
        return []
    return [
        _text(inner)
        for inner, is_leaving in _walk(node)
        if not is_leaving and inner.type == "identifier" and not _is_called(inner)
    ]


def _is_called(node: tree_sitter.Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "call_expression" and parent.child_by_field_name("function") == node


def _is_target(node: tree_sitter.Node) -> bool:
    """Written as a whole, or called."""
    parent = node.parent
    if parent is None or _is_called(node):
        return True
    if parent.type == "assignment_expression":
        return parent.child_by_field_name("left") == node
    return parent.type in ("init_declarator", "parameter_declaration") and (
        parent.child_by_field_name("declarator") == node
    )


def _root(text: str, language: str) -> tree_sitter.Node:
    if language not in GRAMMARS:
        raise ValueError(f"{language}: there are {', '.join(GRAMMARS)}")
    source = text.encode()
    if len(source) > MAX_BYTES:
        raise ValueError(f"a text of {len(source):,} bytes, {MAX_BYTES:,} are compared at most")
    return grammar(GRAMMARS[language]).parse_only(source).root_node


def _walk(root: tree_sitter.Node) -> Iterator[tuple[tree_sitter.Node, bool]]:
    """Each named node twice: before those below it, and after."""
    waiting = [(root, False)]
    while waiting:
        node, is_leaving = waiting.pop()
        yield node, is_leaving
        if not is_leaving:
            waiting.append((node, True))
            waiting.extend((child, False) for child in reversed(node.named_children))


def _number(kind: str, children: list[int]) -> int:
    digest = hashlib.blake2b(f"{kind} {children}".encode(), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def _text(node: tree_sitter.Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
