"""Find sizes at which a program may begin to do something else: those beside the constants that its code compares."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from warploom.extractors.inputs.drawing import DrawError, length_of
from warploom.extractors.inputs.expressions import ExpressionError, evaluate, symbols_of
from warploom.extractors.inputs.specification import InputSpec

MOST_ELEMENTS = 1_000_000
"""Of all arrays together."""
MOST_NEAR, MOST_FAR = 24, 10
"""Sizes, within the ladder's range and beyond it."""
_MOST_CONSTANTS = 12
"""Whose products are tried too."""
_COMPARED = re.compile(
    r"\bicmp (?:samesign )?\w+ i\d+ [^,\n]+, (-?\d+)"
    r"|@llvm\.[su](?:min|max)\.i\d+\(i\d+ [^,\n]+, i\d+ (-?\d+)\)"
    r"|= (?:and|urem|srem|udiv|sdiv|select)\b[^\n]*, (?:i\d+ )?(-?\d+)(?:,|$)"
    r"|^ +i\d+ (-?\d+), label %",
    re.MULTILINE,
)
_SHIFTED = re.compile(r"= [la]shr (?:exact )?i\d+ [^,\n]+, (\d+)")
_NARROWED = re.compile(r"= trunc [^\n]* to i(8|16)\b")
_REAL = re.compile(r"\bfcmp [^\n]*, (0x[0-9A-F]{16}|-?\d\.\d+e[+-]\d+)(?:,|$)", re.MULTILINE)


def telling_sizes(spec: InputSpec, irs: Sequence[str], shape: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Sizes that the ladder has not, in which one symbol is at, before or behind a number that the code compares with.

    Numbers are the constants of comparisons, minima, masks, remainders, shifts and narrowings in the texts of LLVM IR,
    those times a number of the launch shape, and products of two. Of those within the ladder's range, and of those
    beyond it that memory allows, few are taken.
    """
    constants = _constants(irs)
    scaled = dict.fromkeys(c * each for each in sorted(set(shape.values())) for c in constants)
    scaled.update(dict.fromkeys(a * b for a, b in combinations(constants[:_MOST_CONSTANTS], 2)))
    behind = [number + 1 for number in (*constants, *scaled)]
    values = dict.fromkeys([*behind, *(n for number in (*constants, *scaled) for n in (number, number - 1))])
    used = frozenset().union(*(symbols_of(array.length) for array in spec.arrays))
    known = [dict(size) for size in spec.sizes]
    left = {False: MOST_NEAR, True: MOST_FAR}
    for value in values:
        for name in spec.symbols:
            largest = max((size[name] for size in spec.sizes), default=0)
            is_far = value > largest
            if not left[is_far] or (is_far and (name not in used or value > MOST_ELEMENTS)):
                continue
            if any(size[name] == value for size in known):
                continue
            size = _with(spec, name, value, is_far=is_far)
            if size is not None:
                left[is_far] -= 1
                known.append(size)
                yield size


def _constants(irs: Sequence[str]) -> list[int]:
    """The smallest first."""
    found: set[int] = set()
    for ir in irs:
        found.update(abs(int(next(filter(None, each)))) for each in _COMPARED.findall(ir))
        found.update(1 << int(each) for each in _SHIFTED.findall(ir) if int(each) < 32)
        found.update(1 << int(each) for each in _NARROWED.findall(ir))
        found.update(filter(None, map(_whole, _REAL.findall(ir))))
    # of a mask, what it leaves out
    found |= {each + 1 for each in found if each & (each + 1) == 0}
    return sorted(each for each in found if 2 < each <= MOST_ELEMENTS)


def _whole(text: str) -> int:
    value = struct.unpack(">d", bytes.fromhex(text[2:]))[0] if text.startswith("0x") else float(text)
    return int(abs(value)) if abs(value) <= MOST_ELEMENTS else 0


def _with(spec: InputSpec, name: str, value: int, *, is_far: bool) -> dict[str, int] | None:
    """A size in which one symbol has a value: of the ladder's, the one that has the most like it, or the least."""
    least = {each: min([size[each] for size in spec.sizes if size[each] > 0], default=1) for each in spec.symbols}
    others: list[Mapping[str, int]] = sorted(spec.sizes, key=lambda size: abs(size[name] - value))
    for other in (least, *others) if is_far else (*others, least):
        size = {**other, name: value}
        try:
            holds = all(evaluate(constraint, size) for constraint in spec.constraints)
            if holds and all(v > 0 for v in size.values()) and _elements(spec, size) <= MOST_ELEMENTS:
                return size
        except (DrawError, ExpressionError):
            continue
    return None


def _elements(spec: InputSpec, size: Mapping[str, int]) -> int:
    return sum(length_of(array, size) for array in spec.arrays)
