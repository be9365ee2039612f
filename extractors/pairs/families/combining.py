"""Many terms combined into one value: how, from what start, in which range, and what is made of it at the end."""

from __future__ import annotations

from warploom.extractors.pairs.computation import Computation, Let, Reduce
from warploom.extractors.pairs.draft import Draft
from warploom.extractors.pairs.expressions import REALS, UNSIGNED, Expr, const, local, uses
from warploom.extractors.pairs.terms import Term, constant, probe_values, select


def combined(draft: Draft, term: Term, name: str, how: str, length: int) -> Term:
    """The variable that holds so many terms combined, as a leaf of what follows."""
    expr = local(name, term.type)
    count = length if how == "add" else 1
    edge = 0 if how in ("add", "xor", "or") or term.type in UNSIGNED else farther(term)
    low, high = min(term.low * count, -edge), max(term.high * count, edge)
    wide_low, wide_high = min(term.wide_low * count, -edge), max(term.wide_high * count, edge)
    error = term.error * count + (max(abs(wide_low), abs(wide_high)) * 8 if how == "add" and term.type in REALS else 0)
    if how != "add" or term.type not in REALS:
        probe = (
            probe_values(term.type, max(low, -4.0), min(high, 4.0), draft.draws)
            if term.type in REALS
            else (probe_values(term.type, low, min(high, 1 << 40), draft.draws))
        )
    else:
        probe = probe_values(term.type, max(low, -30.0), min(high, 30.0), draft.draws)
    return Term(expr, low, high, wide_low, wide_high, term.places, error, how != "add" and term.is_raw, probe)


def how_and_start(draft: Draft, term: Term) -> tuple[str, Expr]:
    """How terms are combined, and what that begins with: beyond all terms for the smallest and the largest."""
    type_ = term.type
    if type_ in UNSIGNED:
        how = draft.draws.weighted({"add": 4, "xor": 3, "min": 1.5, "max": 1.5, "or": 0.0})
    else:
        how = draft.draws.weighted({"add": 6, "min": 1.5, "max": 1.5})
    return how, start_of(how, term)


def start_of(how: str, term: Term) -> Expr:
    """What a combination begins with."""
    type_ = term.type
    if how in ("add", "xor", "or"):
        return const(0, type_)
    if type_ in UNSIGNED:
        return const(0 if how == "max" else ((1 << 32) - 1 if type_ == "uint32" else (1 << 64) - 1), type_)
    beyond = farther(term)
    return const(-beyond if how == "max" else beyond, type_)


def farther(term: Term) -> int:
    """A power of two that no value of the term reaches: what is made of it later stays exact, unlike with infinity."""
    size = int(max(abs(term.low), abs(term.high), abs(term.wide_low), abs(term.wide_high)))
    return 1 << size.bit_length()


def reduced(
    draft: Draft,
    leaves: list[Term],
    n_operations: int,
    length: int,
    turn: Expr,
    low: Expr,
    high: Expr,
) -> tuple[Reduce, Term]:
    """A reduction of a drawn term, and its result as a leaf."""
    term = draft.bodies.expression(leaves, n_operations, length, draft.is_rounded)
    if draft.draws.chance(0.25):
        kept = draft.bodies.condition(leaves)
        nothing = constant(0, term.type)
        chosen = None if kept is None else select(kept, term, nothing)
        term = chosen or term
    how, start = how_and_start(draft, term)
    name = draft.names("local")
    return Reduce(name, str(turn.value), low, high, how, start, term.expr), combined(draft, term, name, how, length)


def finished(draft: Draft, total: Term, others: list[Term], most: int) -> tuple[tuple[Let, ...], Term]:
    """What is made of a combined value at the end: sums leave little room to be exact in."""
    if draft.draws.chance(0.25):
        return (), total
    leaves = [total, *draft.draws.some(others, draft.draws.between(0, min(2, len(others))))]
    result = draft.bodies.expression(leaves, draft.draws.between(1, most))
    return (), result if uses(result.expr, total.expr) else total


def exact_only(computation: Computation, term: Term) -> Computation:
    """Without wide data where a rounding could change an order: places are not near each other, they are wrong."""
    if term.type not in REALS or term.is_raw:
        return computation
    fields = {name: getattr(computation, name) for name in computation.__slots__}
    return Computation(**(fields | {"wide": None}))
