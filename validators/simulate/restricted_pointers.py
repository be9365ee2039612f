"""Which pointers of a module's kernels are `__restrict__`, before what says so is taken out of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from warploom.validators.simulate.ir_operands import arguments_of
from warploom.validators.simulate.kernel_entries import kernels_of

_FUNCTION = re.compile(
    r'^define [^@\n]*@(?P<name>"[^"]*"|[\w.$-]+)(?P<rest>\([^\n]*)\n(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL
)
_IS_RESTRICTED = re.compile(r"\bnoalias\b")
_IS_READ_ONLY = re.compile(r"\breadonly\b")
_NAME = re.compile(r"%(?:[\w.$-]+|\"[^\"]*\")")


@dataclass(frozen=True, slots=True)
class Pointers:
    """The pointers among a kernel's parameters; bit n of each mask is about the n-th of them."""

    places: tuple[int, ...]
    """Their numbers among all parameters."""
    restricted: int
    written: int
    """As far as the compiler sees: what is not known to be only read."""


def restricted_pointers(ir: str, *, of_kernels: bool = True) -> dict[str, Pointers]:
    """By kernel, those that have a restricted pointer beside another one; or by function, those that are no kernels."""
    kernels = set(kernels_of(ir))
    found: dict[str, Pointers] = {}
    for function in _FUNCTION.finditer(ir):
        name = function["name"].strip('"')
        if (name in kernels) is not of_kernels:
            continue
        # for a pointer that nobody uses, callers pass whatever a register holds
        used = set(_NAME.findall(function["body"]))
        given = [
            (number, one)
            for number, one in enumerate(arguments_of(function["rest"], 0)[0])
            if one.startswith("ptr ") and "byval(" not in one and one.split()[-1] in used
        ]
        restricted = sum(1 << n for n, (_, one) in enumerate(given) if _IS_RESTRICTED.search(one))
        written = sum(1 << n for n, (_, one) in enumerate(given) if not _IS_READ_ONLY.search(one))
        if restricted and written and 1 < len(given) <= 32:
            found[name] = Pointers(tuple(number for number, _ in given), restricted, written)
    return found
