"""JSON of others: the same values as the parser's, and no depth that ends the stack."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors import shallow_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
)


@given(VALUES, st.booleans())
def test_values_are_those_of_the_parser(value: object, ascii_only: bool) -> None:
    """Brackets and quotes inside of strings do not count."""
    assert value == shallow_json.loads(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("data", [b"[" * 100_000, b'[{"a":' * 50_000, b"[" * 101 + b"]" * 101, b'"' + b"\\" * 99_999])
def test_what_is_too_deep_or_no_json_is_a_value_error(data: bytes) -> None:
    """In time that grows with its length, and with a stack that does not."""
    with pytest.raises(ValueError):
        shallow_json.loads(data)


def test_a_string_of_brackets_is_shallow() -> None:
    """And so are many lists side by side."""
    assert "[" * 1000 == shallow_json.loads(json.dumps("[" * 1000).encode())
    assert [[]] * 1000 == shallow_json.loads(json.dumps([[]] * 1000).encode())
