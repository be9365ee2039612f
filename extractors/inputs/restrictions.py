"""Restricts input specifications that some sizes or values contradict: which sizes, which values, as hypotheses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from warploom.extractors.inputs.specification import Array, InputSpec, Kind, Scalar, Values

SizeRule = Literal["any", "positive", "power_of_two", "multiple", "capped", "small"]
ValueRule = Literal["any", "positive"]
_MULTIPLE = 32
_MOST_CAP = 16
_STEPS = (0, 1, 2, 5, 17, 31, 33)
_SMALL = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Restriction:
    """What sizes and values are kept to. `symbol` and `cap` are of the rules `capped`, and `small`: the sizes that are
    tried are no larger, as larger ones take too long, and none is forbidden.
    """

    sizes: SizeRule = "any"
    values: ValueRule = "any"
    symbol: str = ""
    cap: int = 0

    def __str__(self) -> str:
        words = {
            "any": "",
            "positive": "no symbol is 0",
            "power_of_two": "symbols are powers of two",
            "multiple": f"symbols are multiples of {_MULTIPLE}",
            "capped": f"{self.symbol} is at most {self.cap}",
            "small": f"{self.symbol} is tried up to {self.cap}",
        }
        told = [words[self.sizes], "reals are positive" if self.values == "positive" else ""]
        return ", ".join(word for word in told if word) or "no restriction"

    def size(self, size: Mapping[str, int]) -> dict[str, int]:
        """The nearest size that is kept to."""
        return {name: self._value(name, value) for name, value in size.items()}

    def constraints(self, symbols: Sequence[str]) -> tuple[str, ...]:
        """As expressions of a specification."""
        match self.sizes:
            case "positive":
                return tuple(f"{name} > 0" for name in symbols)
            case "power_of_two":
                return tuple(f"{name} > 0 and log2(2 * {name} - 1) == log2({name})" for name in symbols)
            case "multiple":
                return tuple(f"{name} % {_MULTIPLE} == 0" for name in symbols)
            case "capped":
                return (f"{self.symbol} <= {self.cap}",) if self.symbol in symbols else ()
            case _:
                return ()

    def restricted(self, spec: InputSpec) -> InputSpec:
        """The specification with restricted values; sizes are the caller's."""
        if self.values == "any":
            return spec
        return replace(spec, params=tuple(_positive(param) for param in spec.params))

    def _value(self, name: str, value: int) -> int:
        match self.sizes:
            case "positive":
                return max(1, value)
            case "power_of_two":
                return 1 << max(0, value - 1).bit_length()
            case "multiple":
                # few of them, but not all the same
                return _MULTIPLE * (value % 5 if value <= _MULTIPLE + 8 else -(-value // _MULTIPLE))
            case "capped" | "small" if name == self.symbol:
                return value % (self.cap + 1)
            case _:
                return value


def measuring_sizes(symbols: Sequence[str]) -> list[dict[str, int]]:
    """Small sizes, all symbols different; and some with one symbol small, the others not."""
    found = [{name: step + (3 * place if step > 1 else 0) for place, name in enumerate(symbols)} for step in _STEPS]
    if len(symbols) > 1:
        middle = {name: 9 + 4 * place for place, name in enumerate(symbols)}
        found += [{**middle, name: small} for name in symbols for small in _SMALL]
    return [dict(items) for items in dict.fromkeys(tuple(size.items()) for size in found)]


def hypotheses(failing: Sequence[Mapping[str, int]], passing: Sequence[Mapping[str, int]]) -> Iterator[Restriction]:
    """What may be wrong with the sizes that fail or with the values, the commonest restrictions first."""
    plain, strange = list(_plain_rules(failing, passing)), [Restriction("power_of_two"), Restriction("multiple")]
    yield from plain
    yield Restriction(values="positive")
    yield from (replace(each, values="positive") for each in plain)
    yield from strange
    yield from (replace(each, values="positive") for each in strange)


def _plain_rules(failing: Sequence[Mapping[str, int]], passing: Sequence[Mapping[str, int]]) -> Iterator[Restriction]:
    symbols = list(failing[0]) if failing else []
    if failing and all(0 in size.values() for size in failing):
        yield Restriction("positive")
    for name in symbols:
        least = min(size[name] for size in failing)
        kept = [size[name] for size in passing if size[name] < least]
        if kept and 0 < max(kept) <= _MOST_CAP and len(symbols) > 1:
            yield Restriction("capped", symbol=name, cap=max(kept))
    if len(symbols) > 1 and all(max(size.values()) > _MOST_CAP for size in failing):
        yield from (Restriction("small", symbol=name, cap=_SMALL[-2]) for name in reversed(symbols))


def _positive(param: Scalar | Array) -> Scalar | Array:
    values = param.values if isinstance(param, Array) else param.value
    if not isinstance(values, Values) or values.kind is not Kind.REAL:
        return param
    above = replace(values, low=0.25, high=2.0, wide_low=0.125, wide_high=8.0)
    return replace(param, values=above) if isinstance(param, Array) else replace(param, value=above)
