"""Finds kernels and launches of Julia's device packages, and macros that show a programming model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.julia_calls import Calls
from warploom.extractors.syntax.names import CALL, Names
from warploom.extractors.syntax.unit_sweep import Mark
from warploom.extractors.syntax.units import Enclosure, Launch, Nodes, Unit, UnitKind

_LAUNCHERS = frozenset({"@cuda", "@roc", "@oneapi", "@metal"})
_GRID = ("blocks", "groups", "gridsize", "ndrange")
_BLOCK = ("threads", "items", "groupsize", "workgroupsize")
_SHARED = ("shmem", "shared_mem")
_STREAM = ("stream", "queue")
_FIELDS = (_GRID, _BLOCK, _SHARED, _STREAM)
_CONFIGURATION = frozenset(keyword for field in _FIELDS for keyword in field)
_GPU = frozenset({"julia_gpu"})

_TAGS: Mapping[str, frozenset[str]] = {
    macro: frozenset({tag})
    for tag, macros in (
        ("julia_threads", ("@threads", "@spawn", "@sync")),
        ("julia_gpu", ("@kernel", *sorted(_LAUNCHERS))),
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
        self._is_scanned = g.kind_mask("call_expression", "assignment")
        self._assignments = g.kind_set("assignment")

    def cut(
        self, nodes: Nodes, names: Names, functions: Iterable[Unit], abstract_kernels: set[str]
    ) -> tuple[list[Unit], list[Mark]]:
        """Units of all launches, and the tags of all places; makes kernels of the functions that are launched."""
        units: list[Unit] = []
        marks: list[Mark] = []
        enclosure = Enclosure()
        launched: set[str] = set()
        compiled: dict[str, str | None] = {}
        for node in np.flatnonzero(self._is_macro_call[nodes.tree.kind]).tolist():
            macro = self._calls.macro(nodes, node)
            if macro in _TAGS:
                marks.append((node, _TAGS[macro]))
            if macro in _LAUNCHERS:
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
        given = calls.positional(nodes, node)
        if not given:
            return None
        keywords = calls.keywords(nodes, node)
        call = given[-1] if nodes.kind[given[-1]] in calls.calls else -1
        name = calls.name(nodes, calls.first(nodes, call)) if call >= 0 else None
        if "launch" in keywords and nodes.line(keywords["launch"]) == "false":
            above = nodes.parent[node]
            if nodes.kind[above] in self._assignments:
                compiled[nodes.line(above + 1)] = name
            return None
        unit = _launch_unit(nodes, node, name, keywords, enclosure)
        assert unit.launch is not None  # noqa: S101 - a launch unit
        unit.launch.arguments = calls.arguments(nodes, call) if call >= 0 else []
        return unit

    def _call_launches(
        self, nodes: Nodes, abstract_kernels: set[str], compiled: Mapping[str, str | None]
    ) -> Iterable[Unit]:
        calls = self._calls
        made: dict[str, int] = {}
        enclosure = Enclosure()
        for node in np.flatnonzero(self._is_scanned[nodes.tree.kind]).tolist():
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
            if nodes.kind[nodes.parent[node]] in self._assignments and nodes.parent[node] + 1 == node:
                continue  # the definition of a function that takes an `ndrange`
            unit = _launch_unit(nodes, node, name, keywords, enclosure)
            assert unit.launch is not None  # noqa: S101 - a launch unit
            if maker >= 0 and unit.launch.block is None:
                sizes = calls.positional(nodes, maker)[1:2]
                unit.launch.block = nodes.line(sizes[0]) if sizes else None
            listed = calls.listed(nodes, node)
            unit.launch.arguments = [
                nodes.line(c) for c in (nodes.operands(listed) if listed >= 0 else ()) if not self._configures(nodes, c)
            ]
            yield unit

    def _configures(self, nodes: Nodes, argument: int) -> bool:
        name = self._calls.first(nodes, argument) if nodes.kind[argument] in self._calls.named else argument
        return name >= 0 and nodes.kind[name] in self._calls.identifiers and nodes.text(name) in _CONFIGURATION


def _launch_unit(nodes: Nodes, node: int, name: str | None, keywords: Mapping[str, int], enclosure: Enclosure) -> Unit:
    enclosure.enter(node, nodes.last[node], "")  # before texts are taken, which repeat those of launches inside
    unit = Unit(UnitKind.LAUNCH, node, nodes.last[node], nodes.start[node], nodes.end[node], name)
    given: list[Any] = [next((nodes.line(keywords[k]) for k in keys if k in keywords), None) for keys in _FIELDS]
    unit.launch = Launch(*given)
    return unit
