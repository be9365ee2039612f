"""Reads what `ptxas -v` and `cuobjdump -res-usage` say about the resources of kernels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

_ENTRY = re.compile(r"Compiling entry function '([^']+)' for '([^']+)'")
_PROPERTIES = re.compile(r"Function properties for '?([\w$.]+)'?")
_FRAME = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
_USED = re.compile(r"Used (\d+) registers(.*)")
_BARRIERS = re.compile(r"used (\d+) barriers")
_BYTES = re.compile(r"(\d+)(?:\+\d+)? bytes (smem|lmem|cumulative stack size|cmem\[(\d+)\])")
_FUNCTION = re.compile(r"^ *Function ([^\s:]+):")
_CONSTANT = re.compile(r"CONSTANT\[(\d+)\]:(\d+)")


@dataclass(frozen=True, slots=True)
class Resources:
    """What one kernel takes; sizes in bytes. Null: the assembler said nothing of it."""

    registers: int
    """Per thread."""
    shared_bytes: int
    """Static, per block; padded where kernels that are assembled together ask for it."""
    stack_bytes: int | None
    """Stack frame of the kernel itself, per thread, in local memory."""
    cumulative_stack_bytes: int | None
    """With the frames of the functions that it calls."""
    spill_store_bytes: int | None
    spill_load_bytes: int | None
    barriers: int | None
    constant_bytes: Mapping[int, int] | None = field(default=None, hash=False)
    """By constant bank."""


def read_ptxas(report: str) -> dict[str, Resources]:
    """Resources by the symbol of the kernel, from the messages of `ptxas -v`; linear in their length."""
    found: dict[str, Resources] = {}
    frames: dict[str, tuple[int, int, int]] = {}
    entry = function = None
    for line in report.splitlines():
        if (m := _ENTRY.search(line)) is not None:
            entry = m[1]
        elif (m := _PROPERTIES.search(line)) is not None:
            function = m[1]
        elif (m := _FRAME.search(line)) is not None:
            if function is not None:
                frames[function] = (int(m[1]), int(m[2]), int(m[3]))
        elif (m := _USED.search(line)) is not None and entry is not None:
            found[entry] = _resources(m, frames.get(entry))
            entry = None
    return found


def _resources(used: re.Match[str], frame: tuple[int, int, int] | None) -> Resources:
    barriers = _BARRIERS.search(used[2])
    sizes = {m[2]: int(m[1]) for m in _BYTES.finditer(used[2])}
    constant = {int(m[3]): int(m[1]) for m in _BYTES.finditer(used[2]) if m[3]}
    stack, stores, loads = frame or (None, None, None)
    return Resources(
        registers=int(used[1]),
        shared_bytes=sizes.get("smem", 0),
        stack_bytes=stack,
        cumulative_stack_bytes=sizes.get("cumulative stack size", stack),
        spill_store_bytes=stores,
        spill_load_bytes=loads,
        barriers=int(barriers[1]) if barriers else None,
        constant_bytes=dict(sorted(constant.items())) or None,
    )


def read_res_usage(report: str) -> dict[str, dict[int, int]]:
    """Bytes by constant bank and symbol, from the output of `cuobjdump -res-usage`."""
    found: dict[str, dict[int, int]] = {}
    function = None
    for line in report.splitlines():
        if (m := _FUNCTION.match(line)) is not None:
            function = m[1]
        elif function is not None and "REG:" in line:
            found[function] = {int(bank): int(size) for bank, size in sorted(_CONSTANT.findall(line))}
            function = None
    return found


def with_constant(resources: Resources, banks: Mapping[int, int] | None) -> Resources:
    """With the sizes of constant banks that another tool told, where the assembler told none."""
    return resources if resources.constant_bytes is not None or not banks else replace(resources, constant_bytes=banks)
