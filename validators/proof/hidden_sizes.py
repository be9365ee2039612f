"""Choose sizes beside a ladder, so that a program which knows the ladder by heart is found out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping

from warploom.extractors.inputs.drawing import DrawError, length_of
from warploom.extractors.inputs.expressions import ExpressionError, evaluate
from warploom.extractors.inputs.specification import InputSpec

_ATTEMPTS = 64
_MOST = 2
"""Times as many elements, in all arrays together, as the largest size of the ladder has."""
BEYOND = 3
"""Times as large as in the ladder symbols are in a size beyond it, of at most `_FAR` times as many elements."""
_FAR = 10


def hidden_sizes(spec: InputSpec, count: int, seed: int) -> list[dict[str, int]]:
    """At most `count` sizes that are not in the ladder, by `seed`.

    Each symbol lies between its smallest and largest value in the ladder, small ones as often as large ones; all
    constraints hold. Fewer, or none, where chance finds no such size in 64 attempts.
    """
    ranges = {name: sorted(size[name] for size in spec.sizes) for name in spec.symbols}
    known = [dict(size) for size in spec.sizes]
    most = _MOST * max((_elements(spec, size) or 0 for size in spec.sizes), default=0)
    found: list[dict[str, int]] = []
    for attempt in range(_ATTEMPTS):
        if len(found) == count:
            break
        size = {
            name: _between(values[0], values[-1], f"{seed}|{attempt}|{number}")
            for number, (name, values) in enumerate(ranges.items())
        }
        if size in known or size in found or not _holds(spec, size):
            continue
        elements = _elements(spec, size)
        if elements is not None and elements <= most:
            found.append(size)
    return found


def size_beyond(spec: InputSpec, seed: int) -> dict[str, int] | None:
    """A size in which the one symbol that the ladder varies is up to `BEYOND` times as large as its largest.

    None where the ladder varies several (work grows with their product, and tolerances are made for the ladder), or
    where chance finds no such size that holds the constraints.
    """
    largest = {name: max(size[name] for size in spec.sizes) for name in spec.symbols}
    varied = [name for name in spec.symbols if largest[name] != min(size[name] for size in spec.sizes)]
    if len(varied) != 1:
        return None
    (name,) = varied
    least = max((_elements(spec, size) or 0 for size in spec.sizes), default=0)
    for attempt in range(8):
        smaller = _between(0, max(1, largest[name]) - 1, f"{seed}|{attempt}|beyond") if attempt < 7 else 0
        size = {**largest, name: BEYOND * largest[name] - smaller}
        elements = _elements(spec, size) if _holds(spec, size) else None
        if elements is not None and least < elements <= _FAR * least:
            return size
    return None


def _between(low: int, high: int, key: str) -> int:
    """A whole number, evenly distributed by its logarithm."""
    draw = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=6).digest(), "big") / 2**48
    span = math.log1p(high - low + 1) * draw
    return min(high, low + int(math.expm1(span)))


def _holds(spec: InputSpec, size: Mapping[str, int]) -> bool:
    try:
        return all(evaluate(constraint, size) for constraint in spec.constraints)
    except ExpressionError:
        return False


def _elements(spec: InputSpec, size: Mapping[str, int]) -> int | None:
    try:
        return sum(length_of(array, size) for array in spec.arrays)
    except (DrawError, ExpressionError):
        return None
