"""Launches with spaces between their brackets."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.launch_spelling import closed_up


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"f << < 1, 2, 0, s >> >(x);", b"f <<<  1, 2, 0, s >>> (x);"),
        (b"f<T> << <dim3(a, b), c>> > (x);", b"f<T> <<< dim3(a, b), c>>>  (x);"),
        (b"f<a, b> <<< 1, g<int>(2) >> >\n(x);", b"f<a, b> <<< 1, g<int>(2) >>> \n(x);"),
        (b"f<<<1, 2>>>(x);", None),
        (b"vector<vector<set<int>> > x;", None),
        (b"a << b; c >> d > (e);", None),
        (b"// f << < 1, 2 >> >(x);", None),
        (b"cout << <:1;", None),
    ],
)
def test_launches_are_closed_up(text: bytes, expected: bytes | None) -> None:
    assert closed_up(text) == expected


@given(st.text(st.sampled_from("f<> (),;\n1"), max_size=80))
def test_only_spaces_move(text: str) -> None:
    made = closed_up(text.encode())
    if made is not None:
        assert len(made) == len(text)
        assert made.replace(b" ", b"") == text.encode().replace(b" ", b"")


@pytest.mark.parametrize("text", [b"f << <" * 100_000, b"f < < < 1 >" * 100_000, b"f <" + b" " * 1_000_000])
def test_hostile_texts_take_linear_time(text: bytes) -> None:
    started = time.perf_counter()
    closed_up(text)
    assert time.perf_counter() - started < 20
