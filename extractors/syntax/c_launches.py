"""Finds the launches of the C family: chevrons, calls of CUDA, HIP and OpenCL, members of SYCL."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from warploom.extractors.syntax.c_declarators import Declarators
from warploom.extractors.syntax.c_statements import CStatements
from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.names import CALL, Names
from warploom.extractors.syntax.native_walk import NAMED
from warploom.extractors.syntax.units import Enclosure, Launch, Nodes, Unit, UnitKind, without_template_arguments

_KERNEL_WRAPPER = re.compile(r"^(?:\(\s*(?:const\s+)?void\s*\*\s*\)|reinterpret_cast<[^>]*>\s*\(|HIP_KERNEL_NAME\()")
_LAST_PART = re.compile(r"::|->|\.")
_SYCL_LAUNCHES = ("parallel_for", "single_task", "parallel_for_work_group")
_LAUNCH_CALLS = ("hipLaunchKernelGGL", "hipLaunchKernel", "cudaLaunchKernel", "cudaLaunchCooperativeKernel")
_OPENCL_LAUNCH = "clEnqueueNDRangeKernel"
_LAUNCH_WORDS = frozenset({*_SYCL_LAUNCHES, *_LAUNCH_CALLS, _OPENCL_LAUNCH})


class CLaunches:
    """The launches of one language."""

    def __init__(self, g: Grammar, language: str, declarators: Declarators, statements: CStatements) -> None:
        self._language = language
        self._declarators = declarators
        self._statements = statements
        self._name, self._field = g.field_number("name"), g.field_number("field")
        self._function = g.field_number("function")
        self._template_lists = g.kind_set("template_argument_list")
        self._punctuation = g.kind_set("(", ")", ",", "<<<", ">>>", "<", ">", ";", "comment")

    def chevrons(self, nodes: Nodes, node: int) -> Unit:
        """The launch around `<<<...>>>`."""
        call = nodes.parent[node]
        callee = nodes.child(call, self._function)
        configuration = [nodes.line(c) for c in nodes.children(node) if nodes.kind[c] not in self._punctuation]
        unit = _launch_unit(nodes, call, configuration)
        unit.name = self._callee_name(nodes, callee)
        self._give_arguments(nodes, call, unit, 0)
        return unit

    def _callee_name(self, nodes: Nodes, node: int) -> str | None:
        """The last name of `a::b<T>`, `(*kernel)` or `table.kernel`; None for what has none."""
        while node >= 0:
            below = max(nodes.child(node, self._name), nodes.child(node, self._field))
            if below < 0 and nodes.kind[node] in self._declarators.names:
                return nodes.text(node) or None
            if below < 0:
                below = next((c for c in nodes.children(node) if nodes.tree.flags[c] & NAMED), -1)
            node = below
        return None

    def _give_arguments(self, nodes: Nodes, call: int, unit: Unit, n_skipped: int) -> list[str]:
        arguments = self._statements.arguments(nodes, call)
        assert unit.launch is not None  # noqa: S101 - a launch unit
        unit.launch.arguments = arguments[n_skipped:]
        return arguments

    def calls(self, nodes: Nodes, names: Names, seen: set[int]) -> list[Unit]:
        """Launches by calls of the programming models' interfaces, but for those whose first nodes were seen."""
        wanted = [
            number
            for number, text in enumerate(names.texts)
            if text in _LAUNCH_WORDS or ("::" in text and _simple(text) in _LAUNCH_WORDS)
        ]
        if not wanted:
            return []
        numbers = np.array(wanted, np.int32)
        chosen = np.flatnonzero(np.isin(names.name, numbers) & (names.use & CALL != 0))
        units = []
        launches = Enclosure()
        for occurrence in chosen.tolist():
            call = self._statements.call_of(nodes, int(names.node[occurrence]))
            if call < 0 or call in seen:
                continue
            seen.add(call)
            launches.enter(call, nodes.last[call], "")
            word = _simple(names.texts[names.name[occurrence]])
            unit = self._sycl(nodes, call) if word in _SYCL_LAUNCHES else self._api_launch(nodes, call, word)
            if unit is not None:
                units.append(unit)
        return units

    def _sycl(self, nodes: Nodes, call: int) -> Unit | None:
        if self._language != "SYCL":
            return None
        unit = _launch_unit(nodes, call, [])
        callee = nodes.child(call, self._function)
        listed = next((n for n in range(callee, nodes.last[callee]) if nodes.kind[n] in self._template_lists), -1)
        given = next((c for c in nodes.children(listed) if nodes.tree.flags[c] & NAMED), -1) if listed >= 0 else -1
        if given >= 0:
            unit.name = _simple(nodes.line(given)).removeprefix("class ").removeprefix("struct ") or None
        arguments = self._give_arguments(nodes, call, unit, 0)
        if unit.launch is not None and len(arguments) > 1:
            unit.launch.grid = arguments[0]
            unit.launch.arguments = arguments[1:-1]
        return unit

    def _api_launch(self, nodes: Nodes, call: int, word: str) -> Unit | None:
        arguments = self._statements.arguments(nodes, call)
        if word == _OPENCL_LAUNCH:
            # queue, kernel, dimensions, offset, global size, local size, ...
            return _launch_unit(nodes, call, arguments[4:6])
        if not arguments:
            return None
        if word == "hipLaunchKernelGGL":
            unit = _launch_unit(nodes, call, arguments[1:5])
            rest = arguments[5:]
        else:  # function, grid, block, arguments, shared bytes, stream
            unit = _launch_unit(nodes, call, arguments[1:3] + arguments[4:6])
            rest = arguments[3:4]
        unit.name = _simple(_KERNEL_WRAPPER.sub("", arguments[0]).strip("&() ")) or None
        assert unit.launch is not None  # noqa: S101 - a launch unit
        unit.launch.arguments = rest
        return unit


def _launch_unit(nodes: Nodes, call: int, configuration: list[str]) -> Unit:
    given: list[Any] = [*configuration, None, None, None, None][:4]
    unit = Unit(UnitKind.LAUNCH, call, nodes.last[call], nodes.start[call], nodes.end[call])
    unit.launch = Launch(*given)
    return unit


def _simple(name: str) -> str:
    """The last part of a qualified name or member expression, without template arguments."""
    if name.isidentifier():
        return name
    return _LAST_PART.split(without_template_arguments(name).strip("*&() "))[-1].strip()
