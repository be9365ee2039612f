"""Evaluates the whole-number expressions of input specifications: lengths, bounds, constraints."""

from __future__ import annotations

import ast
import functools
import operator
from collections.abc import Callable, Mapping

from warploom.schemas.errors import WarploomError

MAX_CHARACTERS = 512
MAX_BITS = 64
"""Of any number on the way: lengths are far smaller, and a hostile product must not eat the memory."""

_Meaning = Callable[[Mapping[str, int]], int]


class ExpressionError(WarploomError):
    """An expression that cannot be read, names what is unknown, divides by zero, or leaves 64 bits."""

    def __init__(self, expression: str, cause: str) -> None:
        super().__init__(expression, cause)
        self.expression, self.cause = expression, cause

    def __str__(self) -> str:
        return f"expression {self.expression[:80]!r}: {self.cause}"


def evaluate(expression: str, symbols: Mapping[str, int]) -> int:
    """The value under the symbols' values; comparisons and `and`, `or`, `not` give 0 or 1.

    Known are whole numbers, symbols, `+ - * // %` (rounding as Python does), comparisons (chains too), and `min`,
    `max`, `ceil_div`, `log2` (rounded down), `abs`. Raises `ExpressionError`.
    """
    try:
        return _meaning(expression)(symbols)
    except _ValueError as error:
        raise ExpressionError(expression, str(error)) from None
    except KeyError as error:
        raise ExpressionError(expression, f"no symbol {error.args[0]!r}") from None
    except ZeroDivisionError:
        raise ExpressionError(expression, "division by zero") from None


def symbols_of(expression: str) -> frozenset[str]:
    """The symbols that an expression names. Raises `ExpressionError`."""
    tree = _parsed(expression)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return frozenset(n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called)


class _ValueError(Exception):
    """A value that is none; becomes an `ExpressionError` where the expression is known."""


def _bounded(value: int) -> int:
    if value.bit_length() > MAX_BITS:
        raise _ValueError(f"a number of more than {MAX_BITS} bits")
    return value


def _ceil_div(a: int, b: int) -> int:
    return -(-a // b)


def _log2(a: int) -> int:
    if a <= 0:
        raise _ValueError("log2 of what is not positive")
    return a.bit_length() - 1


_BINARY: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_COMPARED: dict[type[ast.cmpop], Callable[[int, int], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_UNARY: dict[type[ast.unaryop], Callable[[int], int]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: lambda a: int(not a),
}
_FUNCTIONS: dict[str, tuple[Callable[..., int], range]] = {
    "min": (min, range(2, 9)),
    "max": (max, range(2, 9)),
    "ceil_div": (_ceil_div, range(2, 3)),
    "log2": (_log2, range(1, 2)),
    "abs": (abs, range(1, 2)),
}
"""What is called, and with how many arguments."""


@functools.lru_cache(maxsize=4096)
def _meaning(expression: str) -> _Meaning:
    try:
        return _compile(_parsed(expression))
    except _ValueError as error:
        raise ExpressionError(expression, str(error)) from None
    except RecursionError:
        raise ExpressionError(expression, "nested too deeply") from None


@functools.lru_cache(maxsize=4096)
def _parsed(expression: str) -> ast.expr:
    if len(expression) > MAX_CHARACTERS:
        raise ExpressionError(expression, f"more than {MAX_CHARACTERS} characters")
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(expression, "not an expression") from None


def _compile(node: ast.expr) -> _Meaning:
    match node:
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            constant = _bounded(number)
            return lambda _symbols: constant
        case ast.Name(id=name):
            return lambda symbols: symbols[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _applied(_BINARY[type(op)], _compile(left), _compile(right))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _UNARY:
            return _applied(_UNARY[type(op)], _compile(operand))
        case ast.BoolOp(op=op, values=values):
            decide = all if isinstance(op, ast.And) else any
            parts = [_compile(value) for value in values]
            return lambda symbols: int(decide(part(symbols) for part in parts))
        case ast.Compare(left=left, ops=ops, comparators=comparators) if all(type(op) in _COMPARED for op in ops):
            return _chain([_COMPARED[type(op)] for op in ops], [_compile(term) for term in (left, *comparators)])
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            function, counts = _FUNCTIONS[name]
            if len(args) not in counts:
                raise _ValueError(f"{name} with {len(args)} arguments")
            return _applied(function, *(_compile(arg) for arg in args))
        case _:
            raise _ValueError(f"{type(node).__name__} is not known")


def _applied(function: Callable[..., int], *parts: _Meaning) -> _Meaning:
    return lambda symbols: _bounded(function(*(part(symbols) for part in parts)))


def _chain(compared: list[Callable[[int, int], bool]], terms: list[_Meaning]) -> _Meaning:
    def meaning(symbols: Mapping[str, int]) -> int:
        values = [term(symbols) for term in terms]
        return int(all(holds(a, b) for holds, a, b in zip(compared, values, values[1:], strict=False)))

    return meaning
