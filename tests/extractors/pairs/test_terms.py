"""What is known of an expression holds of its values: bounds, exactness, and that all of it shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warploom.extractors.pairs.bodies import Bodies
from warploom.extractors.pairs.draws import Draws
from warploom.extractors.pairs.expressions import Expr, local, op
from warploom.extractors.pairs.sensitivity import hides
from warploom.extractors.pairs.terms import Term, apply, constant, fits, leaf


def leaves(type_: str, draws: Draws) -> list[Term]:
    bounds = {"float32": (-2.0, 2.0), "int32": (-100, 127), "uint32": (0, (1 << 32) - 1)}[type_]
    return [leaf(local(name, type_), *bounds, draws) for name in "abc"]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 1 << 30), st.sampled_from(["float32", "int32", "uint32"]), st.integers(1, 9))
def test_values_lie_where_they_are_said_to(seed: int, type_: str, n_operations: int) -> None:
    draws = Draws(seed)
    bodies = Bodies(draws, {}, lambda _role: "t")
    term = bodies.expression(leaves(type_, draws), n_operations)
    assert term.low <= float(term.probe.min())
    assert float(term.probe.max()) <= term.high
    if type_ == "float32":
        assert term.places is not None
        assert np.array_equal(term.probe.astype(np.float32).astype(np.float64), term.probe)
        assert np.array_equal(np.round(term.probe * 2.0**term.places), term.probe * 2.0**term.places)
    assert fits(term)


@pytest.mark.parametrize("type_", ["int32", "float32"])
def test_what_could_overflow_or_lose_bits_does_not_fit(type_: str) -> None:
    draws = Draws(5)
    term: Term | None = leaves(type_, draws)[0]
    for _ in range(8):
        assert term is not None
        term = apply("mul", term, term)
        if term is None or not fits(term):
            return
    pytest.fail("squares grow without end")


def test_sums_leave_room_for_their_length() -> None:
    draws = Draws(6)
    a, b, _ = leaves("float32", draws)
    product = apply("mul", a, b)
    assert product is not None
    assert fits(product, 4096)
    cube = apply("mul", product, product)
    assert cube is not None
    assert not fits(cube, 4096)


def test_what_cancels_or_is_masked_is_noticed() -> None:
    draws = Draws(7)
    a, b, c = leaves("float32", draws)
    probes = {term.expr: term.probe for term in (a, b, c)}
    shown = op("add", op("mul", a.expr, b.expr), c.expr)
    assert not hides(shown, probes)
    cancelled = op("sub", op("add", b.expr, a.expr), op("add", b.expr, c.expr))
    assert hides(cancelled, probes)
    low = constant(-30.0, "float32").expr
    masked = op("add", a.expr, op("max", op("mul", low, op("abs", b.expr)), op("add", c.expr, Expr(*parts(10.0)))))
    assert hides(masked, probes)


def parts(value: float) -> tuple[str, str, tuple[Expr, ...], float]:
    return "const", "float32", (), value


def test_words_of_64_bits_are_drawn_whole() -> None:
    draws = Draws(8)
    drawn = [draws.below(1 << 64) for _ in range(200)]
    assert len({value & 15 for value in drawn}) == 16
    assert max(drawn) >= 1 << 63
