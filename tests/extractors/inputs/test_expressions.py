"""Expressions of input specifications: what they come to, and what is refused."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.inputs.expressions import ExpressionError, evaluate, symbols_of

CASES = [
    ("n", 7),
    ("n * m + 1", 22),
    ("-n // 2", -4),
    ("-n % 4", 1),
    ("ceil_div(n, 4)", 2),
    ("ceil_div(-n, 4)", -1),
    ("max(n, m, 9) - min(n, m)", 6),
    ("log2(m * 3)", 3),
    ("abs(m - n)", 4),
    ("n % 4 == 3", 1),
    ("1 < m < n", 1),
    ("1 < m > n", 0),
    ("n > 3 and not m > 3", 1),
    ("n < 3 or m < 3", 0),
    ("0x10 + (n)", 23),
]


@pytest.mark.parametrize(("expression", "value"), CASES)
def test_values(expression: str, value: int) -> None:
    assert evaluate(expression, {"n": 7, "m": 3}) == value


REFUSED = [
    ("k", "no symbol 'k'"),
    ("n // (m - 3)", "division by zero"),
    ("n ** 9", "not known"),
    ("n / 2", "not known"),
    ("1.5", "not known"),
    ("True", "not known"),
    ("'n'", "not known"),
    ("n.real", "not known"),
    ("__import__('os')", "not known"),
    ("(lambda: 1)()", "not known"),
    ("max(n)", "max with 1 arguments"),
    ("ceil_div(n, b=2)", "not known"),
    ("log2(0)", "not positive"),
    ("9223372036854775807 * 9", "more than 64 bits"),
    ("99999999999999999999999", "more than 64 bits"),
    ("n +", "not an expression"),
    ("", "not an expression"),
    ("n\0", "not an expression"),
    ("(" * 240 + "n" + ")" * 240, "not an expression"),
    ("n" + "+n" * 300, "more than 512 characters"),
]


@pytest.mark.parametrize(("expression", "cause"), REFUSED)
def test_what_is_refused(expression: str, cause: str) -> None:
    with pytest.raises(ExpressionError, match="expression") as error:
        evaluate(expression, {"n": 7, "m": 3})
    assert cause in str(error.value)


def test_deep_but_short_expressions_do_not_break_the_interpreter() -> None:
    assert evaluate("-" * 80 + "n", {"n": 1}) == 1


def test_symbols_are_the_names_that_are_not_called() -> None:
    assert symbols_of("max(n, ceil_div(m, 2)) + n") == {"n", "m"}
    assert symbols_of("max + min(1, 2)") == {"max"}


@given(st.integers(-1000, 1000), st.integers(1, 1000))
def test_ceil_div_is_the_least_multiple_that_reaches(a: int, b: int) -> None:
    quotient = evaluate("ceil_div(a, b)", {"a": a, "b": b})
    assert (quotient - 1) * b < a <= quotient * b


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_an_error(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        assert isinstance(evaluate(text, {"n": 3}), int)
