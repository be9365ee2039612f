"""Ids of computations: equal whatever they are called and however they are written, different otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warploom.extractors.pairs.canonical import canonical_form, spec_id
from warploom.extractors.pairs.computation import Computation, Map, Store
from warploom.extractors.pairs.draft import TYPES, Draft
from warploom.extractors.pairs.draws import Draws
from warploom.extractors.pairs.expressions import COMMUTATIVE, Expr, const, op
from warploom.extractors.pairs.families.catalogue import FAMILIES
from warploom.extractors.pairs.reading import read_once
from warploom.extractors.pairs.style import Names


def built(family: str, seed: int, names: int = 0) -> Computation:
    return FAMILIES[family][0](Draft(Draws("test", family, seed), Names(Draws("names", names)), TYPES, {}))


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(FAMILIES)), st.integers(0, 50), st.integers(0, 1000))
def test_names_do_not_count(family: str, seed: int, names: int) -> None:
    assert spec_id(built(family, seed, 0)) == spec_id(built(family, seed, names))


def turned(expr: Expr) -> Expr:
    args = tuple(turned(arg) for arg in expr.args)
    return Expr(expr.op, expr.type, args[::-1] if expr.op in COMMUTATIVE else args, expr.value)


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_operands_does_not_count_where_it_makes_no_difference(seed: int) -> None:
    computation = built("elementwise", seed)
    nest = computation.nest
    assert isinstance(nest, Map)
    body = tuple(replace(s, expr=turned(s.expr)) for s in nest.body)  # type: ignore[call-arg, union-attr]
    other = replace(computation, nest=replace(nest, body=body))
    assert spec_id(other) == spec_id(computation)


def with_last(computation: Computation, change: Expr | None) -> Computation:
    nest = computation.nest
    assert isinstance(nest, Map)
    *rest, last = nest.body
    assert isinstance(last, Store)
    expr = last.expr if change is None else op("add", last.expr, change)
    return replace(computation, nest=replace(nest, body=(*rest, replace(last, expr=expr))))


def test_constants_count_and_need_not() -> None:
    plain = built("elementwise", 2)
    assert isinstance(plain.nest, Map)
    last = plain.nest.body[-1]
    assert isinstance(last, Store)
    halves = with_last(plain, const(3, last.expr.type))
    fifths = with_last(plain, const(5, last.expr.type))
    assert len({spec_id(plain), spec_id(halves), spec_id(fifths)}) == 3
    assert canonical_form(halves, with_constants=False) == canonical_form(fifths, with_constants=False)
    assert canonical_form(plain, with_constants=False) != canonical_form(fifths, with_constants=False)


def test_differences_count() -> None:
    ids = {spec_id(built(family, seed)) for family in FAMILIES for seed in range(6)}
    assert len(ids) == 6 * len(FAMILIES)


def test_reading_once_computes_the_same() -> None:
    computation = built("elementwise", 3)
    names = Names(Draws("more"))
    assert read_once(computation, lambda: names("local")).operands == computation.operands
