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
    """Run and put right until clean, for `MAX_ROUNDS` rounds at most, or until nothing can be put right.

    A length that is too short is looked for by halving among those that cover all that was asked for: a run tells the
    first element outside alone, and to follow it one by one would take for ever.
    """
    searches: dict[str, _Search] = {}
    changes: list[str] = []
    clean: InputSpec | None = None
    faults: Sequence[Fault] = ()
    n_rounds = 0
    while n_rounds < MAX_ROUNDS:
        n_rounds += 1
        faults = run(spec)
        changed = spec
        for fault in faults:
            changed = _put_right(changed, fault, searches, changes)
        if not faults:
            clean = spec
            for search in searches.values():
                search.longest = _array(spec, search.array).length
        elif changed == spec and not any(f.kind == OUT_OF_BOUNDS and f.element >= 0 for f in faults):
            return Refined(spec, False, n_rounds, tuple(changes), tuple(faults))
        for search in searches.values():
            length = search.next(spec.symbols)
            if length is not None and length != _array(changed, search.array).length:
                changed = _with(changed, replace(_array(changed, search.array), length=length))
        if changed == spec:
            break
        spec = with_ladder(changed)
    if clean is None:
        return Refined(spec, False, n_rounds, tuple(changes), tuple(faults))
    changes += [
        f"{s.array}: {_array(clean, s.array).length} elements instead of {s.drafted}" for s in searches.values()
    ]
    return Refined(clean, True, n_rounds, tuple(changes), ())


@dataclass(slots=True)
class _Search:
    """For the least length of an array that covers every element that was asked for."""

    array: str
    drafted: str
    needed: list[tuple[Mapping[str, int], int]]
    longest: str | None = None
    """A length that was clean: shorter ones are still tried."""

    def next(self, symbols: Sequence[str]) -> str | None:
        """The length in the middle of those that may be right; None where none is left."""
        largest, _ = max(self.needed, key=lambda need: need[1])
        limit = MAX_ELEMENTS if self.longest is None else evaluate(self.longest, largest) - 1
        found: dict[int, str] = {}
        for expression in length_candidates(symbols):
            try:
                value = evaluate(expression, largest)
                covers = all(evaluate(expression, size) >= least for size, least in self.needed)
            except ExpressionError:
                continue
            # of equal ones the shortest text
            if covers and value <= limit and (value not in found or len(expression) < len(found[value])):
                found[value] = expression
        values = sorted(found)
        if not values:
            return self.longest
        return found[values[len(values) // 2]]


def _array(spec: InputSpec, name: str) -> Array:
    return next(array for array in spec.arrays if array.name == name)


def _put_right(spec: InputSpec, fault: Fault, searches: dict[str, _Search], changes: list[str]) -> InputSpec:
    """Note what an array lacks, or take its values for an input."""
    array = next((a for a in spec.arrays if a.name == fault.array), None)
    if array is None:
        return spec
    if fault.kind in (UNWRITTEN, UNINITIALISED) and array.direction is Direction.OUT:
        changes.append(f"{array.name}: {fault.kind} at {fault.element}, so its values count")
        return _with(spec, replace(array, direction=Direction.INOUT))
    if fault.kind == OUT_OF_BOUNDS and fault.element >= 0:
        search = searches.setdefault(array.name, _Search(array.name, array.length, []))
        search.needed.append((fault.size, fault.element + 1))
    return spec


def _with(spec: InputSpec, array: Array) -> InputSpec:
    return replace(spec, params=tuple(array if p.name == array.name else p for p in spec.params))


def length_candidates(symbols: Sequence[str]) -> list[str]:
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
