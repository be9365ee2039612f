"""Types to try for the parameters of a Python function that names none: read off its text, never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CANDIDATES = 8
_ARRAY_ATTRIBUTES = frozenset(
    {"T", "astype", "copy", "dtype", "fill", "flat", "ndim", "ravel", "reshape", "shape", "size", "strides", "sum"}
)
_INTEGER_CALLS = frozenset({"range", "prange", "empty", "zeros", "ones", "arange"})
_ARRAY_CALLS = frozenset({"len", "enumerate", "zip", "dot", "empty_like", "zeros_like", "ones_like"})
_INTEGER_OPERATORS = (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor, ast.Mod)
_ANNOTATIONS = {"int": "int64", "float": "float64", "bool": "boolean", "complex": "complex128", "str": "unicode_type"}


@dataclass(slots=True)
class _Use:
    """What the body shows of one parameter."""

    n_dimensions: int = 0
    """0: no sign of an array."""
    is_integer: bool = False
    """Counts or indexes, itself or by its elements."""
    is_called: bool = False
    is_condition: bool = False
    stated: str = ""
    """By an annotation or a default value."""


def candidate_signatures(function: ast.FunctionDef) -> list[tuple[str, ...]]:
    """Tuples of numba's names of types, likeliest first, at most `MAX_CANDIDATES`; empty where nothing can be said.

    A guess: who compiles by it has to say so.
    """
    arguments = function.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs:
        return []
    uses = {argument.arg: _Use() for argument in (*arguments.posonlyargs, *arguments.args)}
    _read_statements(function, uses)
    for statement in function.body:
        for node in ast.walk(statement):
            _read(node, uses)
    if any(use.is_called for use in uses.values()):
        return []
    every = list(uses.values())
    candidates = [
        tuple(_type(use, "float64", "float64", 0) for use in every),
        tuple(_type(use, "float32", "float32", 0) for use in every),
        tuple(_type(use, "float64", "int64", 0) for use in every),
        tuple(_type(use, "float64", "float64[::1]", 0) for use in every),
        tuple(_type(use, "float64", "float64", 1) for use in every),
        tuple(_type(use, "int64", "int64", 0) for use in every),
        tuple(_type(use, "float64", "float64[:, ::1]", 1) for use in every),
        tuple(_type(use, "uint8", "int64", 0) for use in every),
    ]
    return list(dict.fromkeys(candidates))[:MAX_CANDIDATES]


def _type(use: _Use, element: str, scalar: str, more_dimensions: int) -> str:
    if use.stated:
        return use.stated
    if use.n_dimensions:
        shape = ", ".join([*[":"] * (use.n_dimensions + more_dimensions - 1), "::1"])
        return f"{'int64' if use.is_integer else element}[{shape}]"
    if use.is_integer:
        return "int64"
    return "boolean" if use.is_condition else scalar


def _read_statements(function: ast.FunctionDef, uses: dict[str, _Use]) -> None:
    positional = (*function.args.posonlyargs, *function.args.args)
    for argument in positional:
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id in _ANNOTATIONS:
            uses[argument.arg].stated = _ANNOTATIONS[argument.annotation.id]
    defaults = function.args.defaults
    for argument, default in zip(positional[len(positional) - len(defaults) :], defaults, strict=True):
        value = default.value if isinstance(default, ast.Constant) else None
        name = type(value).__name__
        if value is not None and name in _ANNOTATIONS:
            uses[argument.arg].stated = _ANNOTATIONS[name]


def _read(node: ast.AST, uses: dict[str, _Use]) -> None:
    match node:
        case ast.Subscript():
            _read_subscript(node, uses)
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in uses:
            if attribute in _ARRAY_ATTRIBUTES:
                _at_least(uses[name], 1)
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Attribute(value=ast.Name(id=name), attr="shape")):
            if name in uses:
                _at_least(uses[name], len(targets))
        case ast.For(iter=ast.Name(id=name)) if name in uses:
            _at_least(uses[name], 1)
        case ast.Call(func=called, args=given):
            _read_call(called, given, uses)
        case ast.BinOp(left=left, op=operator, right=right) if isinstance(operator, _INTEGER_OPERATORS):
            for name in (*_names((left,)), *_names((right,))):
                if name in uses:
                    uses[name].is_integer = True
        case ast.If(test=test) | ast.IfExp(test=test) | ast.UnaryOp(op=ast.Not(), operand=test):
            if isinstance(test, ast.Name) and test.id in uses:
                uses[test.id].is_condition = True


def _read_call(called: ast.expr, given: list[ast.expr], uses: dict[str, _Use]) -> None:
    if isinstance(called, ast.Name) and called.id in uses:
        uses[called.id].is_called = True
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    if name in _INTEGER_CALLS:
        for argument in given:
            for used in _elements(argument):
                if used in uses:
                    uses[used].is_integer = True
    elif name in _ARRAY_CALLS:
        for used in _names(given):
            if used in uses:
                _at_least(uses[used], 1)


def _read_subscript(node: ast.Subscript, uses: dict[str, _Use]) -> None:
    depth = 0
    inner: ast.expr = node
    while isinstance(inner, ast.Subscript):
        depth += _n_indices(inner.slice)
        for used in _elements(inner.slice):
            if used in uses:
                uses[used].is_integer = True
        inner = inner.value
    if isinstance(inner, ast.Name) and inner.id in uses:
        _at_least(uses[inner.id], depth)
    if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        owner, index = node.value.value, node.slice
        if isinstance(owner, ast.Name) and owner.id in uses:
            number = index.value if isinstance(index, ast.Constant) and isinstance(index.value, int) else 0
            _at_least(uses[owner.id], max(1, number + 1))


def _n_indices(index: ast.expr) -> int:
    elements = index.elts if isinstance(index, ast.Tuple) else [index]
    return sum(not (isinstance(e, ast.Constant) and e.value in (None, ...)) for e in elements)


def _elements(expression: ast.expr) -> Iterator[str]:
    """Parameters whose value, or element, is a part of an index or a count."""
    pending = [expression]
    while pending:
        node = pending.pop()
        match node:
            case ast.Name(id=name):
                yield name
            case ast.Subscript(value=value):
                pending.append(value)
            case ast.BinOp(left=left, right=right):
                pending += [left, right]
            case ast.UnaryOp(operand=operand):
                pending.append(operand)
            case ast.Tuple(elts=parts):
                pending += parts
            case ast.Slice(lower=lower, upper=upper, step=step):
                pending += [part for part in (lower, upper, step) if part is not None]
            case _:
                pass


def _names(expressions: tuple[ast.expr, ...] | list[ast.expr]) -> Iterator[str]:
    return (e.id for e in expressions if isinstance(e, ast.Name))


def _at_least(use: _Use, n_dimensions: int) -> None:
    use.n_dimensions = max(use.n_dimensions, min(n_dimensions, 7))
