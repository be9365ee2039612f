"""Expressions with what is known of their values: bounds, exactness, error, and a sample that shows what they do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from warploom.extractors.pairs.draws import Draws
from warploom.extractors.pairs.expressions import COMPARISONS, REALS, ROUNDED, UNSIGNED, Expr, const, op

N_PROBES: Final = 64
MANTISSA: Final = {"float16": 11, "float32": 24, "float64": 53}
_MOST_OF_HALF: Final = 3e4
"""Less than half of the largest number of half precision."""
_TOP32: Final = (1 << 32) - 1
_TOP: Final = {"uint32": _TOP32, "uint64": (1 << 64) - 1}
_SIGNED_LIMIT: Final = {"int32": (1 << 31) - 1, "int64": (1 << 62) - 1}


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """An expression of which all values lie between `low` and `high` in the exact data set.

    There they are multiples of 2**-`places`, unless `places` is None: something on the way was rounded. In the wide
    data set they lie between `wide_low` and `wide_high`, at most `error` roundings of 1.0 (2**-24 in float32) off.
    `is_raw` says that it is never off: it may decide which way a selection goes. `probe` are values for drawn inputs.
    """

    expr: Expr
    low: float
    high: float
    wide_low: float
    wide_high: float
    places: int | None
    error: float
    is_raw: bool
    probe: npt.NDArray[Any]

    @property
    def type(self) -> str:
        return self.expr.type

    @property
    def size(self) -> float:
        """The largest magnitude in the wide data set."""
        return max(abs(self.wide_low), abs(self.wide_high), 2.0**-10)


def leaf(expr: Expr, low: float, high: float, draws: Draws, wider: float = 4.0) -> Term:
    """An element or a parameter with values drawn between the bounds."""
    real = expr.type in REALS
    wide = wider if real else 1.0
    probe = probe_values(expr.type, low, high, draws)
    return Term(expr, low, high, low * wide, high * wide, 3 if real else 0, 0.0, True, probe)


def probe_values(type_: str, low: float, high: float, draws: Draws) -> npt.NDArray[Any]:
    """Values as the exact data set has them."""
    if type_ in REALS:
        return np.array([draws.between(math.ceil(low * 8), math.floor(high * 8)) / 8 for _ in range(N_PROBES)])
    dtype = np.uint64 if type_ in UNSIGNED else np.int64
    return np.array([draws.between(int(low), int(high)) for _ in range(N_PROBES)], dtype)


def constant(value: float, type_: str) -> Term:
    """A constant of a term's type."""
    expr = const(value, type_)
    number = expr.value
    assert not isinstance(number, str)  # noqa: S101 (`const` made a number of it)
    dtype = np.float64 if type_ in REALS else np.uint64 if type_ in UNSIGNED else np.int64
    places = 0
    while type_ in REALS and math.ldexp(number, places) != int(math.ldexp(number, places)):
        places += 1
    return Term(expr, number, number, number, number, places, 0.0, True, np.full(N_PROBES, number, dtype))


def apply(name: str, *args: Term) -> Term | None:
    """The operation on terms; None where a signed integer could overflow, or where it would do nothing worth doing."""
    made = _unsigned(name, args) if args[0].type in UNSIGNED else _signed_or_real(name, args)
    if made is None or not _does_something(name, args, made):
        return None
    return made


def compare(name: str, first: Term, second: Term) -> Term | None:
    """A condition that holds for some of the probes and fails for others; only of what is never rounded."""
    if name not in COMPARISONS or not (first.is_raw and second.is_raw):
        return None
    probe = probe_of_comparison(name, first.probe, second.probe)
    if not _is_mixed(probe):
        return None
    return Term(op(name, first.expr, second.expr), 0, 1, 0, 1, 0, 0.0, True, probe)


def probe_of_comparison(name: str, first: npt.NDArray[Any], second: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The values of a comparison."""
    ufunc = {"lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal, "eq": np.equal,
             "ne": np.not_equal}[name]  # fmt: skip
    return np.asarray(ufunc(first, second))


def probe_of(expr: Expr, args: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """The values of an operation on numbers."""
    if expr.type not in UNSIGNED:
        return _value(expr.op, args)
    by = int(expr.args[1].value) if expr.op in ("shl", "shr", "rotl") else 0
    return _unsigned_value(expr.op, expr.type, args, by)


def both(name: str, first: Term, second: Term) -> Term | None:
    """Two conditions in one."""
    if first.expr == second.expr:
        return None
    probe = np.logical_and(first.probe, second.probe) if name == "all" else np.logical_or(first.probe, second.probe)
    if not _is_mixed(probe) or any(np.array_equal(probe, part.probe) for part in (first, second)):
        return None
    return Term(op(name, first.expr, second.expr), 0, 1, 0, 1, 0, 0.0, True, probe)


def select(condition: Term, yes: Term, no: Term) -> Term | None:
    """One or the other."""
    if yes.expr == no.expr or np.count_nonzero(yes.probe != no.probe) < N_PROBES // 2:
        return None
    places = None if yes.places is None or no.places is None else max(yes.places, no.places)
    return Term(
        op("select", condition.expr, yes.expr, no.expr),
        min(yes.low, no.low),
        max(yes.high, no.high),
        min(yes.wide_low, no.wide_low),
        max(yes.wide_high, no.wide_high),
        places,
        max(yes.error, no.error),
        yes.is_raw and no.is_raw,
        np.where(condition.probe, yes.probe, no.probe),
    )


def fits(term: Term, length: int = 1) -> bool:
    """Whether a sum of so many of these is exact, or where something is rounded anyway, of bounded size."""
    largest = max(abs(term.low), abs(term.high)) * length
    if term.type in UNSIGNED:
        return True
    if term.type not in REALS:
        return largest <= _SIGNED_LIMIT[term.type]
    if term.type == "float16" and (term.places is None or term.size * length >= _MOST_OF_HALF):
        return False
    bits = MANTISSA[term.type] - 1
    if term.places is not None:
        return largest * 2.0**term.places <= 2.0**bits and term.size * length < 1e12
    return term.size * length < 1e6 and term.error * length < 4e5 * (1 if term.type == "float32" else 1e6)


def _is_mixed(probe: npt.NDArray[Any]) -> bool:
    return 0.12 * N_PROBES <= int(np.count_nonzero(probe)) <= 0.88 * N_PROBES


def _does_something(name: str, args: tuple[Term, ...], made: Term) -> bool:
    """A minimum takes either side, and nothing gives a constant or the same as what went in."""
    if len(args) > 1 and all(arg.expr == args[0].expr for arg in args) and name != "mul":
        return False
    if name in ("min", "max") and not _is_mixed(made.probe == args[0].probe):
        return False
    if name == "abs" and not _is_mixed(args[0].probe < 0):
        return False
    if any(np.array_equal(made.probe, arg.probe) for arg in args):
        return False
    return len(np.unique(made.probe)) >= min(6, len(np.unique(args[0].probe)))


def _unsigned(name: str, args: tuple[Term, ...]) -> Term | None:
    if name not in _WORD_OPERATIONS:
        return None
    type_ = args[0].type
    amount = int(args[1].expr.value) if name in ("shl", "shr", "rotl") else 0
    probe = _unsigned_value(name, type_, [arg.probe for arg in args], amount)
    top = float(_TOP[type_])
    high = min(top, args[1].high - 1) if name == "mod" else top
    return Term(op(name, *(arg.expr for arg in args)), 0, high, 0, high, 0, 0.0, True, probe)


_WORD_OPERATIONS: Final = frozenset(
    {"add", "sub", "mul", "and", "or", "xor", "min", "max", "mod", "shl", "shr", "rotl", "not", "popcount"}
)


def _unsigned_value(name: str, type_: str, args: list[npt.NDArray[Any]], amount: int) -> npt.NDArray[Any]:
    top = _TOP[type_]
    bits = 32 if type_ == "uint32" else 64
    a = args[0]
    b = args[1] if len(args) > 1 else a
    by = np.uint64(amount)
    with np.errstate(over="ignore"):
        match name:
            case "add":
                probe = a + b
            case "sub":
                probe = a - b
            case "mul":
                probe = a * b
            case "and":
                probe = np.bitwise_and(a, b)
            case "or":
                probe = np.bitwise_or(a, b)
            case "xor":
                probe = np.bitwise_xor(a, b)
            case "min":
                probe = np.minimum(a, b)
            case "max":
                probe = np.maximum(a, b)
            case "mod":
                probe = a % b
            case "shl":
                probe = a << by
            case "shr":
                probe = a >> by
            case "rotl":
                probe = (a << by) | (a >> (np.uint64(bits) - by))
            case "not":
                probe = ~a
            case "popcount":
                probe = np.bitwise_count(a).astype(np.uint64)
            case _:
                raise ValueError(f"{name} is no operation of words")
    return np.asarray(probe & np.uint64(top))


def _signed_or_real(name: str, args: tuple[Term, ...]) -> Term | None:
    real = args[0].type in REALS
    exact = [
        _interval(name, [(a.low, a.high) for a in args]),
        _interval(name, [(a.wide_low, a.wide_high) for a in args]),
    ]
    if exact[0] is None or exact[1] is None:
        return None
    (low, high), (wide_low, wide_high) = exact[0], exact[1]
    if not real and not (-_SIGNED_LIMIT[args[0].type] <= low and high <= _SIGNED_LIMIT[args[0].type]):
        return None
    if not real and name in ("and", "or", "xor", "shr", "shl", "mod") and args[0].low < 0:
        return None
    if not real and name in ("and", "or", "xor") and args[1].low < 0:
        return None
    if name == "floor" and not args[0].is_raw:
        return None
    places = _places(name, args) if real else 0
    largest = max(abs(wide_low), abs(wide_high))
    error = _error(name, args, largest) if real else 0.0
    raw = not real or (name in ("min", "max", "abs", "neg", "floor") and all(a.is_raw for a in args))
    return Term(op(name, *(a.expr for a in args)), low, high, wide_low, wide_high, places, error, raw,
                _value(name, [a.probe for a in args]))  # fmt: skip


def _places(name: str, args: tuple[Term, ...]) -> int | None:
    if name in ROUNDED and not (name == "div" and _is_power_of_two(args[1])):
        return None
    known = [arg.places for arg in args]
    if any(place is None for place in known):
        return None
    some = [place for place in known if place is not None]
    match name:
        case "mul":
            return some[0] + some[1]
        case "fma":
            return max(some[0] + some[1], some[2])
        case "div":
            return some[0] + int(math.log2(args[1].high))
        case "floor":
            return 0
    return max(some)


def _is_power_of_two(term: Term) -> bool:
    return term.low == term.high and term.low > 0 and math.log2(term.low).is_integer()


def _error(name: str, args: tuple[Term, ...], largest: float) -> float:
    errors, sizes = [a.error for a in args], [a.size for a in args]
    match name:
        case "add" | "sub":
            return sum(errors) + largest
        case "mul":
            return errors[0] * sizes[1] + errors[1] * sizes[0] + largest
        case "fma":
            return errors[0] * sizes[1] + errors[1] * sizes[0] + errors[2] + 2 * max(largest, sizes[0] * sizes[1])
        case "div":
            least = max(min(abs(args[1].wide_low), abs(args[1].wide_high)), 2.0**-4)
            return errors[0] / least + errors[1] * largest / least + largest
        case "exp":
            return errors[0] * largest + 4 * largest
        case "sqrt" | "log":
            least = max(args[0].wide_low, 2.0**-4)
            return errors[0] / least + 4 * max(largest, 1.0)
        case "tanh" | "sin" | "cos" | "atan":
            return errors[0] + 6.0
    return sum(errors)


def _interval(name: str, parts: list[tuple[float, float]]) -> tuple[float, float] | None:
    a, b = parts[0], parts[1] if len(parts) > 1 else parts[0]
    match name:
        case "add":
            return a[0] + b[0], a[1] + b[1]
        case "sub":
            return a[0] - b[1], a[1] - b[0]
        case "mul":
            ends = [x * y for x in a for y in b]
            return min(ends), max(ends)
        case "fma":
            ends = [x * y for x in a for y in b]
            return min(ends) + parts[2][0], max(ends) + parts[2][1]
        case "min":
            return min(a[0], b[0]), min(a[1], b[1])
        case "max":
            return max(a[0], b[0]), max(a[1], b[1])
        case "neg":
            return -a[1], -a[0]
        case "abs":
            return max(0, a[0], -a[1]), max(abs(a[0]), abs(a[1]))
        case "div":
            if b[0] < 0.25:
                return None
            ends = [x / y for x in a for y in b]
            return min(ends), max(ends)
        case "exp":
            return (math.exp(a[0]), math.exp(a[1])) if a[1] <= 4 and a[0] >= -80 else None
        case "sqrt":
            return (math.sqrt(a[0]), math.sqrt(a[1])) if a[0] >= 0.25 else None
        case "log":
            return (math.log(a[0]), math.log(a[1])) if a[0] >= 0.25 else None
        case "tanh" | "sin" | "cos":
            return (-1.0, 1.0) if max(abs(a[0]), abs(a[1])) < 1000 else None
        case "atan":
            return -1.6, 1.6
        case "floor":
            return math.floor(a[0]), math.floor(a[1])
        case "and":
            return 0, min(a[1], b[1])
        case "or" | "xor":
            return 0, (1 << max(int(a[1]).bit_length(), int(b[1]).bit_length())) - 1
        case "shr":
            return int(a[0]) >> int(b[0]), int(a[1]) >> int(b[0])
        case "shl":
            return int(a[0]) << int(b[0]), int(a[1]) << int(b[0])
        case "mod":
            return 0, b[1] - 1
    return None


def _value(name: str, args: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    match name:
        case "fma":
            return args[0] * args[1] + args[2]
        case "div":
            return args[0] / args[1]
        case "neg":
            return -args[0]
        case "shr":
            return args[0] >> args[1]
        case "shl":
            return args[0] << args[1]
        case "mod":
            return args[0] % args[1]
    ufunc = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "min": np.minimum, "max": np.maximum,
             "abs": np.abs, "exp": np.exp, "sqrt": np.sqrt, "log": np.log, "tanh": np.tanh, "sin": np.sin,
             "cos": np.cos, "atan": np.arctan, "floor": np.floor, "and": np.bitwise_and, "or": np.bitwise_or,
             "xor": np.bitwise_xor}[name]  # fmt: skip
    return np.asarray(ufunc(*args))
