"""A way of writing: what is read more than once gets a name first. Changes how a computation reads, not what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from warploom.extractors.pairs.computation import Computation, Let, Loop, Map, Reduce, Statement, Store
from warploom.extractors.pairs.expressions import Expr, local, nodes, replaced, uses


def read_once(computation: Computation, name: Callable[[], str]) -> Computation:
    """The computation with variables for elements that a point, or a turn of its loops, would read repeatedly."""
    nest = computation.nest
    if isinstance(nest, Map):
        return replace(computation, nest=replace(nest, body=_body(nest.body, name)))
    return computation


def _body(body: tuple[Statement, ...], name: Callable[[], str]) -> tuple[Statement, ...]:
    inside: list[Statement] = []
    for statement in body:
        match statement:
            case Loop():
                inside.append(replace(statement, body=_body(statement.body, name)))
            case Reduce():
                inside.append(_reduce(statement, name))
            case _:
                inside.append(statement)
    plain = [s.expr for s in inside if isinstance(s, Let | Store)]
    exchange, lets = _named(plain, name)
    if not exchange:
        return tuple(inside)
    made: list[Statement] = []
    waiting = list(lets)
    for statement in inside:
        if isinstance(statement, Let | Store):
            needed = [one for one in waiting if uses(statement.expr, one.expr)]
            made += needed
            waiting = [one for one in waiting if one not in needed]
            made.append(replace(statement, expr=replaced(statement.expr, exchange)))
        else:
            made.append(statement)
    return tuple(made)


def _reduce(statement: Reduce, name: Callable[[], str]) -> Reduce:
    exchange, lets = _named([statement.term], name)
    return replace(statement, term=replaced(statement.term, exchange), lets=tuple(lets)) if exchange else statement


def _named(exprs: list[Expr], name: Callable[[], str]) -> tuple[dict[Expr, Expr], list[Let]]:
    counts: dict[Expr, int] = {}
    for expr in exprs:
        for node in nodes(expr):
            if node.op.startswith("load"):
                counts[node] = counts.get(node, 0) + 1
    exchange: dict[Expr, Expr] = {}
    lets: list[Let] = []
    for node, count in counts.items():
        if count > 1 and node.type != "int32" and node.op.startswith("load"):
            given = name()
            exchange[node] = local(given, node.type)
            lets.append(Let(given, node))
    return exchange, lets
