"""Refines a drafted input specification by running it under guards, until no run leaves an array or reads nothing.

Whoever runs is passed in: it gives the faults of all sizes. A length is replaced by the smallest expression over the
symbols that covers every element that was asked for, so a wrong subscript in the draft is put right by what happens.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from warploom.extractors.inputs.drawing import MAX_ELEMENTS
from warploom.extractors.inputs.expressions import ExpressionError, evaluate
from warploom.extractors.inputs.inference import with_ladder
from warploom.extractors.inputs.specification import Array, Direction, InputSpec

MAX_ROUNDS = 24
OUT_OF_BOUNDS = "out_of_bounds"
UNWRITTEN = "unwritten"
"""An element of an output that no run wrote."""
UNINITIALISED = "uninitialised"
"""An element of an output that was read before it was written."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a run under guards saw first: the array, the element (in elements from its start), and the size."""

    kind: str
    array: str
    element: int
    size: Mapping[str, int]


Run = Callable[[InputSpec], Sequence[Fault]]
"""All sizes of a specification under guards; what it cannot run at all it raises."""


@dataclass(frozen=True, slots=True)
class Refined:
    """`is_clean`: the last run had no fault. `changes` say what was put right, in order."""

    spec: InputSpec
    is_clean: bool
    n_rounds: int
    changes: tuple[str, ...]
    faults: tuple[Fault, ...]


def refine(spec: InputSpec, run: Run) -> Refined:
    """Run and put right until clean, for `MAX_ROUNDS` rounds at most, or until nothing can be put right."""
    needed: dict[str, list[tuple[Mapping[str, int], int]]] = {}
    changes: list[str] = []
    faults: Sequence[Fault] = ()
    for number in range(1, MAX_ROUNDS + 1):
        faults = run(spec)
        if not faults:
            return Refined(spec, True, number, tuple(changes), ())
        changed = spec
        for fault in faults:
            changed = _put_right(changed, fault, needed, changes)
        if changed == spec:
            return Refined(spec, False, number, tuple(changes), tuple(faults))
        spec = with_ladder(changed)
    return Refined(spec, False, MAX_ROUNDS, tuple(changes), tuple(faults))


def _put_right(
    spec: InputSpec, fault: Fault, needed: dict[str, list[tuple[Mapping[str, int], int]]], changes: list[str]
) -> InputSpec:
    array = next((a for a in spec.arrays if a.name == fault.array), None)
    if array is None:
        return spec
    if fault.kind in (UNWRITTEN, UNINITIALISED) and array.direction is Direction.OUT:
        changes.append(f"{array.name}: {fault.kind} at {fault.element}, so its values count")
        return _with(spec, replace(array, direction=Direction.INOUT))
    if fault.kind != OUT_OF_BOUNDS or fault.element < 0:
        return spec
    needed.setdefault(array.name, []).append((fault.size, fault.element + 1))
    length = _smallest(spec.symbols, needed[array.name])
    if length is None or length == array.length:
        return spec
    changes.append(f"{array.name}: {length} elements instead of {array.length}")
    return _with(spec, replace(array, length=length))


def _with(spec: InputSpec, array: Array) -> InputSpec:
    return replace(spec, params=tuple(array if p.name == array.name else p for p in spec.params))


def _smallest(symbols: Sequence[str], needed: Sequence[tuple[Mapping[str, int], int]]) -> str | None:
    """The candidate that covers all needs and is the least where they are the greatest; of equal ones the shortest."""
    largest, _ = max(needed, key=lambda need: need[1])
    best: tuple[int, int, str] | None = None
    for expression in _candidates(symbols):
        try:
            covers = all(evaluate(expression, size) >= least for size, least in needed)
            value = evaluate(expression, largest)
        except ExpressionError:
            continue
        key = (value, len(expression), expression)
        if covers and value <= MAX_ELEMENTS and (best is None or key < best):
            best = key
    return None if best is None else best[2]


def _candidates(symbols: Sequence[str]) -> list[str]:
    """Products of up to three symbols, with a small factor and a small addend."""
    names = sorted(symbols)[:6]
    products = [" * ".join(chosen) for n in (1, 2, 3) for chosen in itertools.combinations_with_replacement(names, n)]
    scaled = products + [f"{factor} * {product}" for factor in (2, 3, 4, 8) for product in products]
    sums = [f"{a} + {b}" for a, b in itertools.combinations(products[: len(names)], 2)]
    with_halo = [
        " * ".join(f"({name} + {halo})" for name in chosen)
        for halo in (1, 2)
        for n in (2, 3)
        for chosen in itertools.combinations_with_replacement(names, n)
    ]
    bases = scaled + sums + with_halo
    return bases + [f"{base} + {more}" for more in (1, 2, 4) for base in bases]
