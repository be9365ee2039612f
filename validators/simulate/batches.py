"""Joins programs to one text that a single call of clang compiles, each under names of its own.

A program's names at file scope get a tag by macros that hold for its lines alone, so that neither functions nor types
of two programs meet; `modules.py` takes the tags off again. This is for programs of our own making: a hostile one could
change the meaning of those that follow it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import tree_sitter

from warploom.extractors.syntax.flat_tree import grammar

TAG = "__wl"
MAX_MEMBERS = 100
"""Tags have two digits."""
SOURCE_NAME = "wl_side"
"""What a program's text is called in the joined one, its number following."""

_GRAMMARS = {"C": "c", "C++": "cpp", "CUDA": "cuda", "HIP": "cuda"}
_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"\n]+)[>\"]", re.MULTILINE)
_DEFINED = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.MULTILINE)
_PRAGMA = re.compile(r"^[ \t]*#[ \t]*pragma[ \t]+(\w+)", re.MULTILINE)
_SIZED = re.compile(r"\bextern\s+__(?:wl_sized|shared)__\b[^;]*?(\w+)\s*\[\s*\]\s*;")
_HARMLESS_PRAGMAS = frozenset({"omp", "unroll", "nounroll", "once"})
_OUTER = frozenset(
    {
        "translation_unit",
        "linkage_specification",
        "declaration_list",
        "template_declaration",
        "preproc_if",
        "preproc_ifdef",
        "preproc_else",
        "preproc_elif",
    }
)
_TYPES = frozenset({"struct_specifier", "union_specifier", "class_specifier", "enum_specifier"})
_NAMES = frozenset({"identifier", "type_identifier"})


@dataclass(frozen=True, slots=True)
class Member:
    """One program: its text, the macros that it is compiled under, and its names at file scope."""

    text: str
    definitions: tuple[tuple[str, str], ...]
    names: frozenset[str]


@functools.lru_cache(maxsize=256)
def file_scope_names(text: str, language: str) -> frozenset[str] | None:
    """What a program defines at file scope; None for one that cannot be joined with others.

    That is one which the grammar does not understand, or which changes how the compiler reads what follows.
    """
    if TAG in text or SOURCE_NAME in text or any(name not in _HARMLESS_PRAGMAS for name in _PRAGMA.findall(text)):
        return None
    source = text.encode()
    root = grammar(_GRAMMARS[language]).parse_only(source).root_node
    names = set(_SIZED.findall(text))
    if root.has_error and _GRAMMARS[language] != "cuda":
        return None
    try:
        names.update(name.decode() for name in _names_of(root))
    except ValueError:
        return None
    return frozenset(names)


def joined(members: Sequence[Member]) -> str:
    """One text of all; the tag of each is its place, and its lines are those of a file `wl_side` and that number."""
    parts = [f"#include {name}\n" for name in dict.fromkeys(_includes(members))]
    for number, member in enumerate(members):
        names = sorted(member.names)
        parts += [f"#define {name} {value}\n" for name, value in member.definitions]
        parts += [f"#define {name} {name}{TAG}{number:02d}\n" for name in names]
        parts.append(f'#line 1 "{SOURCE_NAME}{number:02d}"\n{member.text}\n')
        defined = {*names, *_DEFINED.findall(member.text), *(name for name, _ in member.definitions)}
        parts += [f"#undef {name}\n" for name in sorted(defined)]
    return "".join(parts)


def includes(text: str) -> list[tuple[str, str]]:
    """Headers that a text includes: the sign before each, and its name."""
    return _INCLUDE.findall(text)


def _includes(members: Iterable[Member]) -> Iterator[str]:
    # first of all, before any name has another meaning
    for member in members:
        for sign, name in _INCLUDE.findall(member.text):
            yield f"<{name}>" if sign == "<" else f'"{name}"'


def _names_of(root: tree_sitter.Node) -> Iterator[bytes]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type in _OUTER:
            waiting.extend(node.named_children)
        elif node.type == "namespace_definition":
            name = node.child_by_field_name("name")
            body = node.child_by_field_name("body")
            if name is not None:
                yield _text(name)
            elif body is not None:
                waiting.append(body)
        elif node.type == "function_definition":
            yield from _declared(node.child_by_field_name("declarator"))
        elif node.type in ("declaration", "type_definition"):
            yield from _of_declaration(node)
        elif node.type in _TYPES:
            yield from _of_type(node)
        elif node.type in ("alias_declaration", "concept_definition"):
            yield from _declared(node.child_by_field_name("name"))
        elif node.type == "ERROR":
            raise ValueError("a text that the grammar does not understand")


def _of_declaration(node: tree_sitter.Node) -> Iterator[bytes]:
    kind = node.child_by_field_name("type")
    if kind is not None and kind.type in _TYPES:
        yield from _of_type(kind)
    is_extern = any(child.type == "storage_class_specifier" and _text(child) == b"extern" for child in node.children)
    for declarator in node.children_by_field_name("declarator"):
        if node.type == "type_definition" or (not is_extern and not _is_prototype(declarator)):
            yield from _declared(declarator)


def _of_type(node: tree_sitter.Node) -> Iterator[bytes]:
    body = node.child_by_field_name("body")
    if body is None:
        return
    yield from _declared(node.child_by_field_name("name"))
    if node.type == "enum_specifier":
        for child in body.named_children:
            yield from _declared(child.child_by_field_name("name"))


def _is_prototype(node: tree_sitter.Node) -> bool:
    """Whether it declares a function: if that is defined in the text, its name is found there."""
    found: tree_sitter.Node | None = node
    while found is not None and found.type != "function_declarator":
        found = found.child_by_field_name("declarator")
    return found is not None


def _declared(node: tree_sitter.Node | None) -> Iterator[bytes]:
    """The name in a declarator; none in those of members and operators, whose classes have the tag."""
    while node is not None:
        if node.type in _NAMES:
            yield _text(node)
            return
        inner = node.child_by_field_name("declarator")
        if inner is None and node.type in ("reference_declarator", "parenthesized_declarator", "attributed_declarator"):
            inner = node.named_children[0] if node.named_children else None
        node = inner


def _text(node: tree_sitter.Node) -> bytes:
    text = node.text
    if text is None:
        raise ValueError("a tree without its text")
    return text
