"""Takes texts apart for the tests of the cutters, and shows what comes of it in a word or two."""

from __future__ import annotations

import contextlib
import time

from warploom.extractors.syntax.names import Names, find_names
from warploom.extractors.syntax.units import Cutter, Definition, Nodes, Unit
from warploom.schemas.stage import Reject

_BITS = ("read", "write", "declare", "call", "argument", "type", "member", "scope")


def cut(cutter: Cutter, text: str) -> list[Unit]:
    """The units of a text."""
    source = text.encode()
    tree = cutter.grammar.parse(cutter.for_grammar(source))
    return cutter.cut(tree, find_names(tree, cutter.uses), source)


def the_unit(cutter: Cutter, text: str) -> Unit:
    """The only unit of a text."""
    (unit,) = cut(cutter, text)
    return unit


def kinds(cutter: Cutter, text: str) -> list[tuple[str, str | None]]:
    """Kind and qualified name (or name) of each unit."""
    return [(unit.kind.value, unit.qualified_name or unit.name) for unit in cut(cutter, text)]


def extents(cutter: Cutter, text: str) -> list[str]:
    """The text of each unit."""
    source = text.encode()
    return [source[unit.start : unit.end].decode() for unit in cut(cutter, text)]


def defined(cutter: Cutter, text: str) -> list[tuple[str, str, str]]:
    """Kind, name and text of each definition."""
    source = text.encode()
    definitions: list[Definition] = cutter.define(cutter.grammar.parse(cutter.for_grammar(source)))
    return [(d.kind.value, d.name, source[d.start : d.end].decode()) for d in definitions]


def uses(cutter: Cutter, text: str, name: str) -> list[str]:
    """How each occurrence of a name is used, such as `read write`."""
    names, _ = _names(cutter, text)
    found = zip(names.name.tolist(), names.use.tolist(), strict=True)
    return [" ".join(bit for i, bit in enumerate(_BITS) if use >> i & 1) for n, use in found if names.texts[n] == name]


def called(cutter: Cutter, text: str) -> list[tuple[str, list[str]]]:
    """Each name that has a call, with the call's arguments."""
    names, nodes = _names(cutter, text)
    calls = ((names.texts[n], cutter.call_of(nodes, i)) for i, n in zip(names.node.tolist(), names.name, strict=True))
    return [(name, cutter.arguments(nodes, call)) for name, call in calls if call >= 0]


def take_apart(cutter: Cutter, source: bytes) -> None:
    """All that a cutter does with one text, and what must hold of it; a `Reject` is an answer too."""
    tree = cutter.grammar.parse(cutter.for_grammar(source))
    names = find_names(tree, cutter.uses)
    nodes = Nodes(tree)
    for node in names.node.tolist():
        call = cutter.call_of(nodes, node)
        assert call == -1 or nodes.start[call] <= nodes.start[node] <= nodes.end[call]
        if call >= 0:
            cutter.arguments(nodes, call)
    for definition in cutter.define(tree):
        assert 0 <= definition.start <= definition.end <= len(source)
        assert 0 <= definition.first < definition.last <= len(tree)
    try:
        units = cutter.cut(tree, names, source)
    except Reject:
        return
    for unit in units:
        assert 0 <= unit.start <= (unit.header_end or unit.start) <= unit.end <= len(source)
        assert 0 <= unit.first < unit.last <= len(tree)
    assert sorted(unit.first for unit in units) == [unit.first for unit in units]
    ends = 0
    for unit in units:
        if unit.kind.value == "loop_nest":
            assert unit.first >= ends
            ends = unit.last


def seconds(cutter: Cutter, text: str) -> float:
    """How long a text takes beside its parse."""
    source = text.encode()
    tree = cutter.grammar.parse(cutter.for_grammar(source))
    began = time.process_time()
    names = find_names(tree, cutter.uses)
    cutter.define(tree)
    with contextlib.suppress(Reject):
        cutter.cut(tree, names, source)
    return time.process_time() - began


def _names(cutter: Cutter, text: str) -> tuple[Names, Nodes]:
    tree = cutter.grammar.parse(cutter.for_grammar(text.encode()))
    return find_names(tree, cutter.uses), Nodes(tree)
