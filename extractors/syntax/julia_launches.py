"""Finds kernels and launches of Julia's device packages, and macros that show a programming model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.julia_calls import Calls
from warploom.extractors.syntax.names import CALL, Names
from warploom.extractors.syntax.unit_sweep import Mark
from warploom.extractors.syntax.units import Enclosure, Launch, Nodes, Unit, UnitKind

LAUNCHERS = frozenset({"@cuda", "@roc", "@oneapi", "@metal"})
"""Macros that launch the call they are given."""
_GRID = ("blocks", "groups", "gridsize", "ndrange")
_BLOCK = ("threads", "items", "groupsize", "workgroupsize")
_SHARED = ("shmem", "shared_mem")
_STREAM = ("stream", "queue")
_FIELDS = (_GRID, _BLOCK, _SHARED, _STREAM)
_CONFIGURATION = frozenset(keyword for field in _FIELDS for keyword in field)
_RANGE = re.compile(rb"\bndrange\b")
_GPU = frozenset({"julia_gpu"})

_TASK_MACROS = frozenset({"@threads", "@spawn", "@sync"})
_TASK_MODULES = frozenset({"", "Threads", "Base", "Base.Threads"})
"""`CUDA.@sync` waits for a device."""

_TAGS: Mapping[str, frozenset[str]] = {
    macro: frozenset({tag})
    for tag, macros in (
        ("julia_threads", sorted(_TASK_MACROS)),
        ("julia_gpu", ("@kernel", *sorted(LAUNCHERS))),
        ("julia_distributed", ("@distributed", "@everywhere", "@spawnat")),
        ("simd", ("@simd", "@turbo", "@tturbo", "@avx", "@avxt")),
    )
    for macro in macros
}
_DISTRIBUTED_CALL = "pmap"


class Launches:
    """Finds launches: `@cuda` and its kin, and calls of kernels of KernelAbstractions.

    `kernel(backend, n)(...)` is a launch if `kernel` is a `@kernel` of this file; `f(...; ndrange = n)` is one always.
    `@cuda launch = false f(x)` is none, but a call of the variable that it is assigned to is.
    """

    def __init__(self, g: Grammar, calls: Calls) -> None:
        self._calls = calls
        self._is_macro_call = g.kind_mask("macrocall_expression")
        self._is_call, self._is_assignment = g.kind_mask("call_expression"), g.kind_mask("assignment")
        self._is_identifier = g.kind_mask("identifier")
        self._assignments = g.kind_set("assignment")
        self._products = g.kind_set("juxtaposition_expression")
        self._tails = self._products | g.kind_set("assignment", "named_argument", "binary_expression")

    def cut(
        self, nodes: Nodes, names: Names, functions: Iterable[Unit], abstract_kernels: set[str]
    ) -> tuple[list[Unit], list[Mark]]:
        """Units of all launches, and the tags of all places; makes kernels of the functions that are launched."""
        calls = self._calls
        units: list[Unit] = []
        marks: list[Mark] = []
        enclosure = Enclosure()
        launched: set[str] = set()
        compiled: dict[str, str | None] = {}
        for node in np.flatnonzero(self._is_macro_call[nodes.tree.kind]).tolist():
            macro = calls.macro(nodes, node)
            if macro in _TAGS and (macro not in _TASK_MACROS or calls.module(nodes, node) in _TASK_MODULES):
                marks.append((node, _TAGS[macro]))
            if macro in LAUNCHERS:
                unit = self._macro_launch(nodes, node, compiled, enclosure)
                if unit is not None:
                    units.append(unit)
                launched.update({name for name in (unit and unit.name, *compiled.values()) if name})
        if abstract_kernels or compiled or b"ndrange" in nodes.source:
            units += self._call_launches(nodes, abstract_kernels, compiled)
        marks += [(unit.first, _GPU) for unit in units]
        if _DISTRIBUTED_CALL in names.texts:
            is_call = (names.name == names.texts.index(_DISTRIBUTED_CALL)) & (names.use & CALL != 0)
            marks += [(node, ("julia_distributed",)) for node in names.node[is_call].tolist()]
        for function in functions:
            if function.name in launched:
                function.kind = UnitKind.KERNEL
                function.tags.update(_GPU)
        return units, marks

    def _macro_launch(
        self, nodes: Nodes, node: int, compiled: dict[str, str | None], enclosure: Enclosure
    ) -> Unit | None:
        calls = self._calls
        enclosure.enter(node, nodes.last[node], "")
        given = self._given(nodes, node)
        if not given:
            return None
        spans = {name: self._span(nodes, value) for name, value in calls.named_among(nodes, given).items()}
        call = self._called(nodes, given[-1])
        name = calls.name(nodes, calls.first(nodes, call)) if call >= 0 else None
        if "launch" in spans and nodes.line_between(*spans["launch"]) == "false":
            above = nodes.parent[node]
            if nodes.kind[above] in self._assignments:
                compiled[nodes.line(above + 1)] = name
            return None
        if call < 0 and nodes.kind[given[-1]] in calls.named:
            return None
        unit = _launch_unit(nodes, node, name, spans)
        unit.last, unit.end = nodes.last[given[-1]], max(nodes.end[node], nodes.end[given[-1]])
        assert unit.launch is not None  # noqa: S101 - a launch unit
        unit.launch.arguments = calls.arguments(nodes, call) if call >= 0 else []
        return unit

    def _given(self, nodes: Nodes, macro: int) -> list[int]:
        """What a macro is given; the grammar leaves one that is itself an argument only its first."""
        calls = self._calls
        listed = calls.listed(nodes, macro)
        given = list(nodes.operands(listed)) if listed >= 0 else []
        while given and nodes.kind[listed] in calls.macro_lists:
            listed = nodes.parent[macro]
            given += [c for c in nodes.operands(listed) if c > macro] if nodes.kind[listed] in calls.macro_lists else []
            macro = nodes.parent[listed]
        return given

    def _called(self, nodes: Nodes, node: int) -> int:
        """The call that ends a macro's arguments, or -1; `threads=256 f(x)` is read as a product of 256 and `f(x)`."""
        while node >= 0 and nodes.kind[node] in self._tails:
            node = max(nodes.operands(node), default=-1)
        return node if node >= 0 and nodes.kind[node] in self._calls.calls else -1

    def _span(self, nodes: Nodes, value: int) -> tuple[int, int]:
        """Where an option's value is, without a call that is read as its factor."""
        node = value
        while node >= 0 and nodes.kind[node] in self._tails:
            if nodes.kind[node] in self._products and self._called(nodes, node) >= 0:
                return nodes.start[value], nodes.end[self._calls.first(nodes, node)]
            node = max(nodes.operands(node), default=-1)
        return nodes.start[value], nodes.end[value]

    def _call_launches(
        self, nodes: Nodes, abstract_kernels: set[str], compiled: Mapping[str, str | None]
    ) -> Iterable[Unit]:
        calls = self._calls
        made: dict[str, int] = {}
        enclosure = Enclosure()
        for node in self._candidates(nodes, is_any=bool(compiled)):
            if nodes.kind[node] in self._assignments:
                value = max(nodes.operands(node), default=-1)
                if value > node + 1 and nodes.kind[value] in calls.calls and nodes.kind[node + 1] in calls.identifiers:
                    made[nodes.text(node + 1)] = value
                continue
            callee = calls.first(nodes, node)
            variable = nodes.text(callee) if callee >= 0 and nodes.kind[callee] in calls.identifiers else ""
            maker = callee if callee >= 0 and nodes.kind[callee] in calls.calls else made.get(variable, -1)
            name = calls.name(nodes, calls.first(nodes, maker)) if maker >= 0 else None
            keywords = calls.keywords(nodes, node)
            if variable in compiled:
                if keywords.keys().isdisjoint(_CONFIGURATION):
                    continue
                name, maker = compiled[variable], -1
            elif "ndrange" in keywords:
                name = name or variable or None
            elif name not in abstract_kernels:
                continue
            if calls.is_signature(nodes, node):  # of a function that takes an `ndrange`
                continue
            enclosure.enter(node, nodes.last[node], "")
            spans = {keyword: (nodes.start[value], nodes.end[value]) for keyword, value in keywords.items()}
            unit = _launch_unit(nodes, node, name, spans)
            assert unit.launch is not None  # noqa: S101 - a launch unit
            if maker >= 0 and unit.launch.block is None:
                sizes = calls.positional(nodes, maker)[1:2]
                unit.launch.block = nodes.line(sizes[0]) if sizes else None
            listed = calls.listed(nodes, node)
            unit.launch.arguments = [
                nodes.line(c) for c in (nodes.operands(listed) if listed >= 0 else ()) if not self._configures(nodes, c)
            ]
            yield unit

    def _candidates(self, nodes: Nodes, *, is_any: bool) -> list[int]:
        """Assignments to variables, and calls that may launch: of what a call gave, with an `ndrange`, or any."""
        kind = nodes.tree.kind
        is_call = self._is_call[kind]
        if not is_any:  # a call's first child is its callee
            is_call[:-1] &= self._is_call[kind[1:]]
        chosen = is_call
        chosen[:-1] |= self._is_assignment[kind[:-1]] & self._is_identifier[kind[1:]]
        for found in _RANGE.finditer(nodes.source):
            argument = nodes.first_from(found.start())
            if argument < len(kind) and nodes.start[argument] == found.start():
                call = nodes.parent[nodes.parent[argument]]
                chosen[call] |= nodes.kind[call] in self._calls.calls
        return np.flatnonzero(chosen).tolist()

    def _configures(self, nodes: Nodes, argument: int) -> bool:
        name = self._calls.first(nodes, argument) if nodes.kind[argument] in self._calls.named else argument
        return name >= 0 and nodes.kind[name] in self._calls.identifiers and nodes.text(name) in _CONFIGURATION


def _launch_unit(nodes: Nodes, node: int, name: str | None, spans: Mapping[str, tuple[int, int]]) -> Unit:
    unit = Unit(UnitKind.LAUNCH, node, nodes.last[node], nodes.start[node], nodes.end[node], name)
    given: list[Any] = [next((nodes.line_between(*spans[k]) for k in keys if k in spans), None) for keys in _FIELDS]
    unit.launch = Launch(*given)
    return unit
