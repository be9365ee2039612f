"""Calls every function of a library of reference programs with drawn arguments and compares with the oracles.

Run as a script of its own, so that a program that crashes takes nothing else with it: library, seed -> JSON on stdout,
{"member": [complaints]}.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any

import numpy as np

from warploom.extractors.inputs.drawing import DATA_SETS, draw
from warploom.extractors.inputs.specification import Array, Direction, Scalar
from warploom.extractors.pairs.reference.member import Member
from warploom.extractors.pairs.reference.reference import MEMBERS, program_text
from warploom.validators.proof.compare import Bound, compare

POISONS = (0x7F, 0x80)
"""An output that is not written keeps one of them: a large number, or a small negative one."""


def oracle_of(member: Member) -> Any:
    """The function that its text defines."""
    names: dict[str, Any] = {}
    exec(compile(program_text(member, "oracle.py"), f"{member.name}/oracle.py", "exec"), names)  # noqa: S102
    return names["oracle"]


def as_oracle_sees(value: Any) -> Any:
    """Arrays as float64 or whole numbers, scalars as numbers."""
    if isinstance(value, np.ndarray):
        return value.astype(np.float64) if value.dtype.kind == "f" else value.copy()
    return value.item()


def complaints(member: Member, function: Any, seed: int) -> list[str]:
    """One for each array that is not as the oracle says, over all sizes and data sets."""
    oracle, wrong = oracle_of(member), []
    for size in member.inputs.sizes:
        for data_set in DATA_SETS:
            drawn = draw(member.inputs, size, data_set, seed)
            expected = oracle(np, **{name: as_oracle_sees(value) for name, value in drawn.items()})
            tolerance = member.inputs.exact if data_set == "exact" else member.inputs.wide
            assert tolerance is not None
            for poison in POISONS:
                arguments = call(member, function, drawn, poison)
                for name, want in expected.items():
                    found = compare(arguments[name], np.asarray(want), Bound.of(tolerance, size))
                    if not found.is_equal:
                        wrong.append(f"{name} at {size}, {data_set}: {found}")
    return wrong


def call(member: Member, function: Any, drawn: dict[str, Any], poison: int) -> dict[str, Any]:
    """The arrays after the call, on copies, those that are only written filled with bytes."""
    arguments: dict[str, Any] = {}
    passed = []
    for param in member.inputs.params:
        value = drawn[param.name]
        if isinstance(param, Scalar):
            passed.append(np.ctypeslib.as_ctypes_type(value.dtype)(value.item()))
            continue
        copy = value.copy()
        if isinstance(param, Array) and param.direction is Direction.OUT:
            copy.view(np.uint8)[...] = poison
        arguments[param.name] = copy
        passed.append(ctypes.c_void_p(copy.ctypes.data))
    function.restype = None
    function(*passed)
    return arguments


if __name__ == "__main__":
    library = ctypes.CDLL(sys.argv[1])
    print(json.dumps({m.name: complaints(m, getattr(library, m.name), int(sys.argv[2])) for m in MEMBERS}))  # noqa: T201
