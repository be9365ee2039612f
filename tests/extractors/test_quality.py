"""Measures that recipes filter by: comments, digits, data, minified code, tests."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.contents import named_contents
from warploom.extractors.comment_tokens import comment_bytes, comment_tokens
from warploom.extractors.quality import MeasureQuality, evidence_of_test
from warploom.extractors.redact import RedactTexts
from warploom.extractors.texts import DecodeTexts
from warploom.schemas.stage import Fate


def measured(text: str, language: str = "C++", path: str = "a.cpp", **options: float) -> dict[str, Any]:
    batch = named_contents({path: text.encode()}, language)
    for stage in (DecodeTexts(), RedactTexts()):
        (batch,) = stage(batch).emitted
    outcome = MeasureQuality(**options)(batch)  # type: ignore[arg-type]
    assert [Fate.KEPT] == outcome.accounted.column("fate").to_pylist()
    (row,) = outcome.emitted[0].to_pylist()
    return dict(row)


@pytest.mark.parametrize(
    ("language", "text", "comments"),
    [
        ("C++", "int a; // x\n", "// x"),
        ("C++", '/* y\n */ auto s = "// no"; /* z', "/* y\n *//* z"),
        ("C++", "char c = '\"'; // \"\n", '// "'),
        ("CUDA", "int a;\n", ""),
        ("Python", '"""doc"""\nx = "# no"  # yes\ny = """# no"""\n', '"""doc"""# yes'),
        ("Julia", "x = 1 # y\n", "# y"),
        ("Fortran", "! a\nx = '! no' ! b\n", "! a! b"),
        ("Fortran", "C whole line\n      x = 1\n", "C whole line"),
        ("Rust", "//! crate\nfn f() {} // é\n", "//! crate// é"),
    ],
)
def test_comments_are_told_from_code_and_strings(language: str, text: str, comments: str) -> None:
    """The share is one of bytes."""
    expected = len(comments.encode()) / len(text.encode())
    assert expected == pytest.approx(measured(text, language)["comment_share"])


@given(st.text(st.sampled_from("/*\"'#!cC\n\\ aé"), max_size=60), st.sampled_from(["C", "Python", "Fortran"]))
def test_comments_of_bytes_and_of_characters_are_the_same(text: str, language: str) -> None:
    """One rule, two alphabets; but for what a character literal may hold, which is counted in either."""
    if "'" in text and language == "C":
        return
    of_text = sum(len(text[t.start : t.end].encode()) for t in comment_tokens(text, language) if t.is_comment)
    assert of_text == comment_bytes(memoryview(text.encode()), language)


def test_a_table_of_numbers_is_data_and_code_is_not() -> None:
    """Enough digits among enough visible bytes; the limits are options."""
    table = "double t[] = {\n" + "0.123456789, 1.5e-10,\n" * 400 + "};\n"
    code = "for (int i = 0; i < n; ++i) { y[i] = a * x[i] + y[i]; }\n" * 400
    assert [True, False] == [measured(t)["is_data_table"] for t in (table, code)]
    assert not measured(table[:2000])["is_data_table"]
    assert measured(table[:2000], data_bytes=100)["is_data_table"]
    assert 0.5 == measured("1a 2b\n")["digit_share"]


def test_long_lines_without_blanks_are_minified() -> None:
    """A long comment is not, nor are short lines."""
    dense = "x=a+b;y=c*d;" * 100 + "\n"
    words = "// " + "some words of prose " * 100 + "\n"
    assert [True, False, False] == [measured(t)["is_minified"] for t in (dense, words, "x=1;\n" * 500)]


@pytest.mark.parametrize(
    ("path", "head", "evidence"),
    [
        ("tests/a.cpp", "", "directory tests"),
        ("src/unit_test/a.cpp", "", "directory unit_test"),
        ("a/test_x.py", "", "name test_x.py"),
        ("a/x_test.cu", "", "name x_test.cu"),
        ("a/SolverTest.cpp", "", "name SolverTest.cpp"),
        ("conftest.py", "", "name conftest.py"),
        ("test/runtests.jl", "", "directory test"),
        ("a/b.cc", "// x\n#include <gtest/gtest.h>\n", "import gtest/gtest.h"),
        ("a/b.py", "import os\nfrom unittest import mock\n", "import unittest"),
        ("a/contest.c", "", None),
        ("src/latest.cpp", "", None),
        ("attest/a.c", "", None),
        ("protest.py", "", None),
        ("a/b.py", "# import pytest\n", None),
        ("a/fastest/x.c", "", None),
        ("testdata.c", "", None),
    ],
)
def test_test_code_is_known_by_place_name_or_import(path: str, head: str, evidence: str | None) -> None:
    """And the rule is named."""
    assert evidence == evidence_of_test(path, head.encode())


_PLAIN = st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t")


@given(st.text(_PLAIN, max_size=200), st.sampled_from(["C", "C++", "CUDA", "Python", "Julia", "Fortran", "Rust"]))
def test_shares_are_shares(text: str, language: str) -> None:
    """Of any text that can be decoded."""
    row = measured("x" + text, language)
    assert 0 <= row["comment_share"] <= 1
    assert 0 <= row["digit_share"] <= 1
