"""Crawled names are shown as they are, and do nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.catalog.escaping import markdown, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("owner/name", "owner/name"),
        ("a\n\tb  c", "a b c"),
        ("a\x1b[31mb", "a\\u001b[31mb"),
        ("\u202eevil", "\\u202eevil"),
        ("\U000e0041", "\\U000e0041"),
        ("\u4f60\u597d", "\u4f60\u597d"),
    ],
)
def test_plain(text: str, shown: str) -> None:
    """One line, and nothing that hides or moves text."""
    assert shown == plain(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("torch-scatter 2.1", "torch-scatter 2.1"),
        ("a|b", "a\\|b"),
        ("<b>", "\\<b\\>"),
        ("[x](y)", "\\[x\\](y)"),
        ("&lt;", "\\&lt;"),
        ("http://x", "http\\://x"),
        ("www.x", "www\\.x"),
        ("- x", "\\- x"),
        ("1. x", "1\\. x"),
        ("1.2.0", "1.2.0"),
        ("---", "\\---"),
        ("# x", "\\# x"),
    ],
)
def test_markdown(text: str, shown: str) -> None:
    """Neither markup nor links."""
    assert shown == markdown(text)


@given(st.text())
def test_plain_is_one_visible_line(text: str) -> None:
    """No control, format, surrogate or separator character but the space; again changes nothing."""
    shown = plain(text)
    assert all(c == " " or unicodedata.category(c)[0] not in "CZ" for c in shown)
    assert shown == plain(shown)


@given(st.text())
def test_markdown_leaves_no_special_character_bare(text: str) -> None:
    """Every one that could open markup has a backslash before it."""
    shown = markdown(text)
    bare = shown.replace("\\\\", "").replace("\\", "\x00")
    assert all(bare[i - 1 : i] == "\x00" for i, c in enumerate(bare) if c in "`*_{}[]<>#|~&$@")
