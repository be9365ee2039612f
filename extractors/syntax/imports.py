"""Names what a file includes or imports, from its syntax tree."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from warploom.extractors.syntax.flat_tree import FlatTree, Grammar
from warploom.extractors.syntax.units import Nodes

_MAX_SEGMENTS = 8
"""Rust's use lists may be nested as deep as the text allows: a path is cut here, so that the work stays linear."""
_MAX_CHARACTERS = 512
"""A name that is longer is left out: all that is taken from a module repeats the module's name."""


@dataclass(frozen=True, slots=True)
class Import:
    """An included header (what stands between `<>` or quotes) or an imported module, as written."""

    name: str
    is_system: bool = False
    """Included with `<>`."""


def imports_of(language: str, source: bytes, tree: FlatTree) -> list[Import]:
    """What a file imports, in order, each once; `source` is the text as written.

    What is taken from a module may be a module itself: `from numba import cuda` is `numba` and `numba.cuda`. Separators
    are the language's (`numba.cuda`, `Base.Threads`, `rayon::prelude`); relative imports keep their dots. Left out are
    headers that a macro names, and names of more than 512 characters.
    """
    nodes = Nodes(tree)
    nodes.source = source
    if language in ("Python", "Julia", "Rust"):
        read = {"Python": _of_python, "Julia": _of_julia, "Rust": _of_rust}[language]
    else:
        read = _of_fortran if language == "Fortran" else _of_c
    found: dict[Import, None] = {}
    for node in np.flatnonzero(_is_import(tree.grammar)[tree.kind]).tolist():
        for imported in read(nodes, node):
            if len(imported.name) <= _MAX_CHARACTERS:
                found[imported] = None
    return list(found)


@functools.cache
def _is_import(grammar: Grammar) -> np.ndarray:
    kinds = (
        "preproc_include", "import_declaration", "include_statement", "use_statement", "import_statement",
        "import_from_statement", "using_statement", "use_declaration", "extern_crate_declaration",
    )  # fmt: skip
    is_import = np.zeros(65_536, np.bool_)
    # Fortran's import statement takes names from the enclosing scope
    is_import[list(grammar.kind_set(*(k for k in kinds if grammar.name != "fortran" or k != "import_statement")))] = (
        True
    )
    return is_import


def _kind(nodes: Nodes, node: int) -> str:
    names, number = nodes.tree.grammar.kind_names, nodes.kind[node]
    return names[number] if number < len(names) else ""  # an error has no number of the grammar


def _of_c(nodes: Nodes, node: int) -> Iterator[Import]:
    for child in nodes.children(node):
        kind = _kind(nodes, child)
        if kind == "system_lib_string":
            yield Import(nodes.text(child).strip("<>").strip(), is_system=True)
        elif kind == "string_literal":
            yield Import(nodes.text(child).strip('"').strip())
        elif kind == "module_name":
            yield Import(nodes.line(child))


def _of_fortran(nodes: Nodes, node: int) -> Iterator[Import]:
    if _kind(nodes, node) == "preproc_include":
        yield from _of_c(nodes, node)
        return
    for child in nodes.children(node):
        if _kind(nodes, child) in ("module_name", "filename"):
            yield Import(nodes.text(child).strip("'\" "))


def _of_python(nodes: Nodes, node: int) -> Iterator[Import]:
    is_from = _kind(nodes, node) == "import_from_statement"
    module = nodes.child(node, nodes.tree.grammar.field_number("module_name")) if is_from else -1
    name_field = nodes.tree.grammar.field_number("name")
    prefix = ""
    if module >= 0:
        prefix = _joined(nodes, module)
        yield Import(prefix)
        prefix += "" if prefix.endswith(".") else "."
    for child in nodes.children(node):
        if nodes.field[child] == name_field:
            named = nodes.child(child, name_field) if _kind(nodes, child) == "aliased_import" else child
            yield Import(prefix + _joined(nodes, named))


def _of_julia(nodes: Nodes, node: int) -> Iterator[Import]:
    for child in nodes.children(node):
        kind = _kind(nodes, child)
        if kind == "import_alias":
            child = child + 1
            kind = _kind(nodes, child)
        if kind in ("identifier", "scoped_identifier", "import_path"):
            yield Import(_joined(nodes, child))
        elif kind == "selected_import":
            module, *chosen = (c for c in nodes.children(child) if _kind(nodes, c) not in (":", ","))
            prefix = _joined(nodes, module)
            yield Import(prefix)
            for name in chosen:
                name = name + 1 if _kind(nodes, name) == "import_alias" else name
                yield Import(f"{prefix}.{_joined(nodes, name)}")


def _of_rust(nodes: Nodes, node: int) -> Iterator[Import]:
    grammar = nodes.tree.grammar
    path, listed, name = (grammar.field_number(field) for field in ("path", "list", "name"))
    if _kind(nodes, node) == "extern_crate_declaration":
        crate = nodes.child(node, name)
        if crate >= 0:
            yield Import(nodes.text(crate))
        return
    argument = nodes.child(node, grammar.field_number("argument"))
    stack: list[tuple[tuple[str, ...], int]] = [((), argument)] if argument >= 0 else []
    while stack:
        prefix, place = stack.pop()
        kind = _kind(nodes, place)
        inside: list[int] = []
        if kind == "use_list":
            inside = [c for c in nodes.children(place) if _kind(nodes, c) not in ("{", "}", ",")]
        elif kind == "scoped_use_list":
            before, inner = nodes.child(place, path), nodes.child(place, listed)
            if before >= 0:
                prefix = _longer(prefix, _joined(nodes, before))
            inside = [inner] if inner >= 0 else []
        elif kind == "use_as_clause":
            inside = [c for c in (nodes.child(place, path),) if c >= 0]
        elif kind == "use_wildcard":
            before = next((c for c in nodes.children(place) if _kind(nodes, c) not in ("::", "*")), -1)
            whole = prefix if before < 0 else _longer(prefix, _joined(nodes, before))
            if whole:
                yield Import("::".join(whole))
        elif kind == "self":
            yield Import("::".join(prefix or ("self",)))
        elif kind in ("identifier", "scoped_identifier", "crate", "super"):
            yield Import("::".join(_longer(prefix, _joined(nodes, place))))
        stack += ((prefix, child) for child in reversed(inside))


def _longer(prefix: tuple[str, ...], path: str) -> tuple[str, ...]:
    return (*prefix, *path.removeprefix("::").split("::", _MAX_SEGMENTS))[:_MAX_SEGMENTS]


def _joined(nodes: Nodes, node: int) -> str:
    start = nodes.start[node]
    text = nodes.source[start : min(nodes.end[node], start + 4 * _MAX_CHARACTERS)]
    return "".join(text.decode("utf-8", "replace").split())[: _MAX_CHARACTERS + 1]
