"""Makes the shared variables of a module what the simulator places: pointers that it sets before each launch."""

from __future__ import annotations

import re
from dataclasses import dataclass

from warploom.validators.simulate.ir_operands import SCALAR_BYTES

PREFIX = "wl_shared."
_VARIABLE = re.compile(
    r'^@(?P<name>"[^"]*"|[\w.$-]+) = (?P<how>[^\n]*?)\bthread_local(?:\([a-z]+\))? (?P<rest>[^\n]*?)'
    r"\bglobal (?P<type>\[.*?\]|%[\w.$\"-]+|<.*?>|\w+)(?: (?:zeroinitializer|undef|poison|0|0\.0+e\+00|null|false))?"
    r"(?P<end>(?:, [^\n]*)?)$",
    re.MULTILINE,
)
_ADDRESS = re.compile(
    r"(?:tail |notail |musttail )?call [^@\n]*@llvm\.threadlocal\.address\.p0\(ptr [^@\n]*"
    r'@("[^"]*"|[\w.$-]+)\)(?: #\d+)?'
)
_USED = re.compile(r"^@llvm\.(?:compiler\.)?used = [^\n]*\n", re.MULTILINE)
"""What must not be optimised away: of no interest any more, and it names the variables."""
_ARRAY = re.compile(r"\[(\d+) x (.*)\]$")
_SLOT = re.compile(r'^@"?wl_shared\.(\d+)\.(\d+)\.(\d+)\.(\d+)"? = ', re.MULTILINE)
_ALIGNED = re.compile(r", align (\d+)")
_LARGE = 16
"""Bytes, of which on clang aligns an array to as many, unless it was told otherwise on purpose."""


@dataclass(frozen=True, slots=True)
class SharedVariable:
    """Where the simulator writes its address, how many bytes it has (0: what the launch says), of how many bytes its
    elements are, and to how many it is aligned and no more (0: nobody looks at it).
    """

    slot: str
    n_bytes: int
    granule: int
    alignment: int = 0


def with_slots(ir: str) -> str:
    """The module's text in which each thread-local variable is a pointer `wl_shared.BYTES.GRANULE.ALIGNMENT.NUMBER`."""
    slots: dict[str, str] = {}

    def as_slot(found: re.Match[str]) -> str:
        size, granule = _size_of(found["type"], ir)
        asked = _ALIGNED.search(found["end"])
        alignment = int(asked[1]) if asked and size >= _LARGE and int(asked[1]) < _LARGE else 0
        slot = f'@"{PREFIX}{size}.{granule}.{alignment}.{len(slots)}"'
        slots[found["name"]] = slot
        return f"{slot} = global ptr null, align 8"

    text = _VARIABLE.sub(as_slot, _USED.sub("", ir))
    if not slots:
        return ir
    return _ADDRESS.sub(
        lambda found: f"load ptr, ptr {slots[found[1]]}, align 8" if found[1] in slots else found[0], text
    )


def shared_variables(ir: str) -> tuple[SharedVariable, ...]:
    """Of a text that `with_slots` made, whatever else was done to it."""
    return tuple(
        SharedVariable(f"{PREFIX}{'.'.join(found.groups())}", int(found[1]), int(found[2]), int(found[3]))
        for found in _SLOT.finditer(ir)
    )


def _size_of(kind: str, ir: str) -> tuple[int, int]:
    """Bytes of a type and of its smallest element; structures by LLVM's own layout, and then byte by byte."""
    count, inner = 1, kind
    while found := _ARRAY.match(inner):
        count *= int(found[1])
        inner = found[2]
    if inner in SCALAR_BYTES:
        return count * SCALAR_BYTES[inner], SCALAR_BYTES[inner]
    return _laid_out(kind, ir), 1


def _laid_out(kind: str, ir: str) -> int:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    types = [line for line in ir.splitlines() if line.startswith("%") and " = type " in line]
    layout = next(line for line in ir.splitlines() if line.startswith("target datalayout"))
    module = llvm.parse_assembly("\n".join([layout, *types, f"@probe = global {kind} zeroinitializer"]))
    data = llvm.create_target_data(module.data_layout)
    return int(data.get_abi_size(module.get_global_variable("probe").global_value_type))
