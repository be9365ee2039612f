"""Has each launch of a module say what its kernel asks of a device: shared variables, and the threads it promises."""

from __future__ import annotations

import re
from collections.abc import Mapping

from warploom.validators.simulate.ir_operands import arguments_of
from warploom.validators.simulate.kernel_entries import bodies_of
from warploom.validators.simulate.shared_variables import PREFIX

_NAME = re.compile(r'@("[^"]*"|[\w.$-]+)')
_LAUNCH = re.compile(r"^ +(?:tail |notail |musttail )?call void @wl_launch\(", re.MULTILINE)
_GROUP = re.compile(r"^attributes (#\d+) = \{[^\n]*\"min-legal-vector-width\"=\"(\d+)\"", re.MULTILINE)
_GROUPS_USED = re.compile(r"#\d+")
_PROMISE = 1 << 20
"""What the header adds to a kernel's promise, so that it is no width of a vector."""
_DECLARATION = "\ndeclare void @wl_limits(i64, i32)\n"


def with_limits(ir: str) -> str:
    """The text in which `wl_limits` is called with both numbers before each launch; after `with_slots`."""
    if _LAUNCH.search(ir) is None:
        return ir
    bodies = bodies_of(ir)
    promises = {number: int(width) - _PROMISE for number, width in _GROUP.findall(ir) if int(width) > _PROMISE}

    def told(found: re.Match[str]) -> str:
        entry = _NAME.search(arguments_of(ir, found.end() - 1)[0][3])
        if entry is None:
            return found[0]
        reached = _reached(entry[1].strip('"'), bodies)
        n_bytes = sum(_shared_bytes(bodies, reached).values())
        kept = [promises[group] for name in reached for group in _groups(bodies[name]) if group in promises]
        return f"  call void @wl_limits(i64 {n_bytes}, i32 {min(kept, default=0)})\n{found[0]}"

    return _LAUNCH.sub(told, ir) + _DECLARATION


def _groups(body: str) -> list[str]:
    return _GROUPS_USED.findall(body[: body.index("\n")])


def _reached(entry: str, bodies: Mapping[str, str]) -> list[str]:
    seen, waiting = {entry: None}, [entry]
    while waiting:
        for named in _NAME.findall(bodies.get(waiting.pop(), "")):
            name = named.strip('"')
            if name in bodies and name not in seen:
                seen[name] = None
                waiting.append(name)
    return [name for name in seen if name in bodies]


def _shared_bytes(bodies: Mapping[str, str], reached: list[str]) -> dict[str, int]:
    """Of the shared variables that the functions name."""
    named = {name.strip('"') for function in reached for name in _NAME.findall(bodies[function])}
    return {name: int(name.split(".")[1]) for name in sorted(named) if name.startswith(PREFIX)}
