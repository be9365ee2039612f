"""Comments become documentation in linear time, whatever is in them."""

from __future__ import annotations

import time

import pytest

from tests.extractors.syntax.cutting import cut
from warploom.extractors.syntax.docs import clean
from warploom.extractors.syntax.rust_units import cutter


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("/// One.\n/// Two.", "One.\nTwo."),
        ("/** One.\n  * Two.\n  **/", "One.\nTwo."),
        ("/*! One * 2 */", "One * 2"),
        ("//! One", "One"),
        ("# One  ", "One"),
        ("!> One", "One"),
        ("///", None),
    ],
)
def test_markers_are_no_words(comment: str, words: str | None) -> None:
    """Of any language, at both ends of a line."""
    assert words == clean(comment)


@pytest.mark.parametrize("line", ["// a" + " " * 20_000 + "b", "// a" + "*" * 20_000 + "b", "// " + "a *" * 10_000])
def test_long_lines_are_cleaned_in_linear_time(line: str) -> None:
    """A pattern that sought the end of a comment from each blank took minutes."""
    began = time.process_time()
    clean(line)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("text", ["// far\n" + "fn f() {}\n" * 20_000, "fn f() {} /*c*/ " * 20_000])
def test_comments_are_sought_nearby(text: str) -> None:
    """Not by copying all that lies between a function and the first comment, nor the line before each comment."""
    rust = cutter("Rust")
    began = time.process_time()
    assert 20_000 == len(cut(rust, text))
    assert time.process_time() - began < 6
