"""Tells the simulator where the variables of a module lie, so that accesses outside of windows have a name too."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from warploom.validators.simulate.ir_operands import SCALAR_BYTES
from warploom.validators.simulate.kernel_entries import THREAD_START, bodies_of
from warploom.validators.simulate.shared_variables import PREFIX

TABLE = "wl_variables"
_DEFINED = re.compile(r'^@(?P<name>"[^"\n]*"|[\w.$-]+) = (?P<how>[^\n]*?)\b(?P<kind>global|constant) (?P<rest>[^\n]*)$', re.MULTILINE)  # fmt: skip  # noqa: E501
_NAMED = re.compile(r'@("[^"\n]*"|[\w.$-]+)')
_CONSTANT = ", align 2048"
"""What our headers make of `__constant__`."""
_OPENING, _CLOSING = "[{<", "]}>"


@dataclass(frozen=True, slots=True)
class ModuleVariable:
    """`granule` is the size of the smallest piece that threads may share; 0 where nobody writes to it."""

    name: str
    type: str
    granule: int
    is_constant: bool = False
    """Whether it is in a device's constant memory, which kernels only read."""
    is_of_host: bool = False
    """Whether no code of threads names it, nor what such code names: a kernel that finds it has a host's address."""


def module_variables(ir: str) -> tuple[ModuleVariable, ...]:
    """What the module defines, but for where the simulator writes the addresses of shared variables."""
    found = []
    for each in _DEFINED.finditer(ir):
        name = each["name"].strip('"')
        if "external" in each["how"].split() or name.startswith((PREFIX, "llvm.")):
            continue
        kind = _type_at(each["rest"])
        is_shared = each["kind"] == "global" and not name.startswith("wl_")
        is_constant = each["rest"].endswith(_CONSTANT)
        found.append(ModuleVariable(each["name"], kind, _granule(kind) if is_shared else 0, is_constant))
    return tuple(found)


def with_owners(variables: tuple[ModuleVariable, ...], ir: str, roots: tuple[str, ...]) -> tuple[ModuleVariable, ...]:
    """The same, each with whether it is the host's alone; threads begin in what our headers start, and in `roots`."""
    if all(v.name.strip('"').startswith("wl_") for v in variables):
        return variables
    bodies = bodies_of(ir)
    names = {v.name.strip('"') for v in variables}
    texts = {found["name"].strip('"'): found["rest"] for found in _DEFINED.finditer(ir)} | bodies
    waiting = [name for name in bodies if THREAD_START.search(name) or name in roots]
    if not waiting:
        return variables
    seen = set(waiting)
    while waiting:
        for named in _NAMED.findall(texts.get(waiting.pop(), "")):
            name = named.strip('"')
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return tuple(
        replace(v, is_of_host=name in names - seen and not name.startswith("wl_"))
        for v in variables
        for name in (v.name.strip('"'),)
    )


def table_of(variables: tuple[ModuleVariable, ...]) -> str:
    """A constant of the module with the first address of each variable and the first one behind it."""
    rows = ", ".join(
        f"{{ ptr, ptr }} {{ ptr @{v.name}, ptr getelementptr ({v.type}, ptr @{v.name}, i64 1) }}" for v in variables
    )
    return f"\n@{TABLE} = constant [{len(variables)} x {{ ptr, ptr }}] [{rows}]\n" if variables else ""


def _type_at(text: str) -> str:
    """The type that a text begins with."""
    depth, quoted = 0, False
    for position, character in enumerate(text):
        quoted ^= character == '"'
        if quoted:
            continue
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth == 0 and (character == " " or position + 1 == len(text)):
            return text[:position] if character == " " else text
    return text


def _granule(kind: str) -> int:
    """Of a scalar or arrays of one; structures are taken byte by byte."""
    return SCALAR_BYTES.get(kind.split(" x ")[-1].rstrip("]"), 1) if "{" not in kind else 1
