"""Specifications as text: there and back, the same bytes for the same specification, errors for anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.inputs.spec_text import (
    SpecTextError,
    size_from_text,
    size_text,
    spec_from_text,
    spec_to_text,
)
from warploom.extractors.inputs.specification import (
    ELEMENT_TYPES,
    Array,
    Direction,
    InputSpec,
    Kind,
    Scalar,
    Tolerance,
    Values,
)

_NAMES = st.text("abcxyz_", min_size=1, max_size=4)
_BOUNDS = st.integers(-9, 9) | st.floats(-9, 9) | st.sampled_from(["n - 1", "2 * n"])
_VALUES = st.builds(Values, st.sampled_from(Kind), _BOUNDS, _BOUNDS, st.none() | st.floats(-9, 9))
_SCALARS = st.builds(Scalar, _NAMES, st.sampled_from(ELEMENT_TYPES), st.just("n") | _VALUES)
_FIELDS = st.lists(st.tuples(_NAMES, st.sampled_from(ELEMENT_TYPES)), max_size=2).map(tuple)
_ARRAYS = st.builds(
    Array, _NAMES, st.sampled_from(ELEMENT_TYPES), st.just("n"), st.sampled_from(Direction), _VALUES, _FIELDS
)
_TOLERANCES = st.none() | st.builds(Tolerance, st.floats(0, 9), st.just("n"), st.just("n") | st.floats(0, 9))
SPECS = st.builds(
    InputSpec,
    st.lists(_SCALARS | _ARRAYS, max_size=4).map(tuple),
    st.just(("n",)),
    st.lists(st.fixed_dictionaries({"n": st.integers(0, 5000)}), max_size=3).map(tuple),
    st.just(("n % 4 == 0",)),
    st.lists(st.tuples(_NAMES, _NAMES), max_size=2).map(tuple),
    _TOLERANCES,
    _TOLERANCES,
)


@given(SPECS)
def test_there_and_back(spec: InputSpec) -> None:
    text = spec_to_text(spec)
    assert spec_from_text(text) == spec
    assert spec_to_text(spec_from_text(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"params":[{"is":"thing"}],"symbols":[]}', '{"params":[{}]}', "[" * 100_000],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(SpecTextError):
        spec_from_text(text)


@pytest.mark.parametrize("type_", ["O", "S1000000000", "float128", "object", "float32,float32", "V8"])
def test_types_are_those_of_elements(type_: str) -> None:
    """Not whatever numpy would take: objects, texts, gigabytes of an element."""
    values = Values(Kind.REAL)
    for param in (
        Scalar("s", type_, values),
        Array("x", type_, "n", Direction.IN),
        Array("x", "pair", "n", Direction.IN, values, (("a", "int32"), ("b", type_))),
    ):
        with pytest.raises(SpecTextError, match="no type of an element"):
            spec_from_text(spec_to_text(InputSpec((param,), ("n",), ({"n": 1},))))


def test_sizes_keep_their_order() -> None:
    assert size_text({"n": 31, "m": 7}) == "n=31,m=7"
    assert size_from_text("n=31,m=7") == {"n": 31, "m": 7}
    assert size_from_text("") == {}
