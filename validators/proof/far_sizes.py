"""Find sizes far beyond a ladder: one symbol beyond 16 bits, or two that are large together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice

from warploom.extractors.inputs.drawing import DrawError, length_of
from warploom.extractors.inputs.expressions import ExpressionError, evaluate, symbols_of
from warploom.extractors.inputs.specification import InputSpec

FAR = (70_001, 69_632, 131_072)
"""Odd; a multiple of 4,096; a power of two: the first that the constraints allow."""
MOST_ELEMENTS = 1_000_000
"""Of all arrays together."""
TOGETHER = ((4_999, 61), (61, 4_999), (611, 703), (1_531, 277))
"""Of two symbols: some hundred thousand elements that neither of them alone makes. As a float, the reciprocal of 61 is
too small by almost as much as one can be: quotients by products are off soonest.
"""
_MOST_TOGETHER = 8


def far_sizes(spec: InputSpec) -> Iterator[dict[str, int]]:
    """For each symbol that lengths of arrays depend on one size, in which that is far and the others the least."""
    least = _least(spec)
    for name in _stretched(spec):
        asked = ({**other, name: far} for far in FAR for other in (least, *spec.sizes))
        yield from islice(_possible(spec, asked), 1)


def broad_sizes(spec: InputSpec) -> Iterator[dict[str, int]]:
    """The same with the others as large as memory allows, and sizes in which two symbols are large together."""
    known = list(far_sizes(spec))
    by_size = sorted(spec.sizes, key=lambda size: _elements(spec, size), reverse=True)
    stretched = _stretched(spec)
    for name in stretched:
        asked = ({**other, name: far} for far in FAR for other in by_size)
        for size in islice(_possible(spec, asked), 1):
            if size not in known:
                known.append(size)
                yield size
    least = _least(spec)
    together = (
        {**other, first: pair[0], second: pair[1]}
        for first, second in combinations(stretched, 2)
        for pair in TOGETHER
        for other in (least,)
    )
    yield from islice(_possible(spec, together), _MOST_TOGETHER)


def _stretched(spec: InputSpec) -> list[str]:
    used = frozenset().union(*(symbols_of(array.length) for array in spec.arrays))
    return [name for name in spec.symbols if name in used]


def _least(spec: InputSpec) -> dict[str, int]:
    return {name: min([size[name] for size in spec.sizes if size[name] > 0], default=1) for name in spec.symbols}


def _elements(spec: InputSpec, size: Mapping[str, int]) -> int:
    try:
        return sum(length_of(array, size) for array in spec.arrays)
    except (DrawError, ExpressionError):
        return 0


def _possible(spec: InputSpec, sizes: Iterable[dict[str, int]]) -> Iterator[dict[str, int]]:
    for size in sizes:
        try:
            holds = all(evaluate(constraint, size) for constraint in spec.constraints)
            if holds and all(value > 0 for value in size.values()) and 0 < _elements(spec, size) <= MOST_ELEMENTS:
                yield size
        except ExpressionError:
            continue
