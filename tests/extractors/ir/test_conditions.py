"""Conditions of the preprocessor: what they say, and which names turn them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.conditions import (
    MISSING,
    UNDEFINED,
    UNKNOWN,
    Meaning,
    holds,
    name_condition,
    needed,
    read_condition,
)

WORDS = st.sampled_from(
    [
        b"MISS",
        b"OTHER",
        b"ON",
        b"defined",
        b"(",
        b")",
        b"!",
        b"&&",
        b"||",
        b"==",
        b">=",
        b"1",
        b"0",
        b"+",
        b"\\\n",
        b"?",
    ]
)


def meaning(name: str) -> int | str:
    return {"ON": 1, "TWO": 2, "NEVER": UNDEFINED, "DARK": UNKNOWN}.get(name, MISSING)


@pytest.mark.parametrize(
    ("text", "value", "names"),
    [
        ("ON", True, ""),
        ("MISS", False, "MISS"),
        ("defined(MISS)", False, "MISS"),
        ("defined MISS && defined(OTHER)", False, "MISS OTHER"),
        ("defined(MISS) || defined(NEVER)", False, "MISS"),
        ("defined(MISS) || ON", True, ""),
        ("!defined(MISS)", True, ""),
        ("!(defined(MISS) || 0)", True, ""),
        ("!!defined(MISS)", False, "MISS"),
        ("MISS && DARK >= 700", False, "MISS"),
        ("defined(DARK) && ON", None, ""),
        ("MISS == 1", False, "MISS"),
        ("MISS > 0 \\\n && (TWO >= 2)", False, "MISS"),
        ("MISS != 0", False, "MISS"),
        ("0x10 == 16u", True, ""),
        ("__has_include(<a.h>) && MISS", False, "MISS"),
        ("CALL(MISS, 2)", None, ""),
        ("MISS + 1 > 1", None, ""),
    ],
)
def test_conditions_and_what_makes_them_true(text: str, value: bool | None, names: str) -> None:
    condition = read_condition(text.encode())
    assert (holds(condition, meaning), needed(condition, meaning)) == (value, frozenset(names.split()))


@pytest.mark.parametrize("text", ["NEVER", "0", "defined(NEVER) && MISS", "!ON", "MISS >= 2", "!defined(ON) && MISS"])
def test_what_no_name_makes_true(text: str) -> None:
    condition = read_condition(text.encode())
    assert (holds(condition, meaning), needed(condition, meaning)) == (False, None)


def test_ifdef_and_ifndef() -> None:
    """A negation is made false by its name."""
    positive, negative = name_condition(b" MISS "), name_condition(b" MISS", is_negated=True)
    assert [holds(positive, meaning), holds(negative, meaning)] == [False, True]
    assert needed(positive, meaning) == needed(negative, meaning, wanted=False) == frozenset(["MISS"])
    assert holds(name_condition(b"  "), meaning) is None


@pytest.mark.parametrize(
    "text", [b"(" * 100_000, b"!" * 3_000 + b"MISS", b"A" + b" && A" * 100_000, b"( 1", b"1 1", b"\xff"]
)
def test_hostile_conditions_say_nothing(text: bytes) -> None:
    assert holds(read_condition(text), meaning) is None


@given(st.lists(WORDS, max_size=24))
def test_what_is_needed_makes_it_so(words: list[bytes]) -> None:
    """Names that are said to turn a condition do, unless they cannot be told to."""
    condition = read_condition(b" ".join(words))
    for wanted in (True, False):
        names = needed(condition, meaning, wanted=wanted)
        if names is not None:
            assert holds(condition, _with(names)) in (wanted, None)


def _with(names: frozenset[str]) -> Meaning:
    return lambda name: 1 if name in names else meaning(name)
