"""Rows of directives: what each stands before, its loops and subscripts, where it is; texts are `test_directives`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.syntax.reading import Read, read
from warploom.schemas.stage import Reject


def _in_function(body: str, language: str = "C") -> Read:
    return read(language, f"void f() {{\n{body}\n}}\n")


def _construct(row: dict[str, Any], found: Read) -> str:
    return " ".join(found.text(row).split())


@pytest.mark.parametrize(
    ("body", "construct"),
    [
        ("#pragma omp parallel\n{ x(); }\ny();", "{ x(); }"),
        ("#pragma omp parallel for\nfor (;;) x();\ny();", "for (;;) x();"),
        ("#pragma omp atomic\nx += 1;\ny();", "x += 1;"),
        ("#pragma omp parallel\n// why\n\n/* how */ x();", "x();"),
        ("#pragma omp parallel\n#if A\nx();\n#else\ny();\n#endif", "x();"),
        ("#pragma omp parallel\n#if A\n#endif\nx();", "x();"),
        ("#pragma omp parallel\n#pragma omp for\nfor (;;) ;", "#pragma omp for for (;;) ;"),
        ("#pragma omp for\n#pragma unroll\nfor (;;) ;", "for (;;) ;"),
        ("#pragma omp barrier\nx();", ""),
        ("#pragma omp flush(a)\nx();", ""),
        ("#pragma omp ordered depend(source)\nx();", ""),
        ("#pragma omp ordered\nx();", "x();"),
        ("if (a) {\n#pragma omp parallel\n}\nx();", ""),
        ("#pragma acc parallel loop\nfor (;;) ;", "for (;;) ;"),
        ("#pragma acc update host(a)\nx();", ""),
        ("#pragma omp metadirective when(user={condition(a)}: parallel)\nx();", "x();"),
    ],
)
def test_a_directive_stands_before_the_next_statement(body: str, construct: str) -> None:
    """Comments, other pragmas and conditionals between do not count; a further directive is a part."""
    found = _in_function(body)
    assert construct == _construct(found.directives[0], found)


def test_a_directive_with_nothing_behind_has_an_empty_range() -> None:
    """Right behind it, on its last line."""
    found = _in_function("#pragma omp barrier \\\n\nx();")
    (row,) = found.directives
    assert row["directive_end"] == row["byte_start"] == row["byte_end"]
    assert row["directive_line_end"] == row["line_start"] == row["line_end"]


def test_operators_are_directives() -> None:
    """`_Pragma` in a function, in order with the lines."""
    found = _in_function('#pragma omp barrier\n_Pragma("omp parallel for") for (;;) x();\n#pragma omp flush')
    assert ["barrier", "parallel for", "flush"] == [row["directive"] for row in found.directives]
    assert ["pragma omp parallel for"] == [
        "pragma omp " + row["pragma"] for row in found.directives if row["directive"].endswith("for")
    ]


def test_loops_of_a_nest_are_as_written() -> None:
    """Variable, first value, condition, step; from the outside in, while a loop is the only one in its body."""
    body = """\
#pragma omp parallel for collapse(2)
for (int i = 0; i < n; i++) {
  t = 0;
  for (j = n - 1; j >= 0; j -= 2)
    for (auto &x : xs) {
      for (;;) ;
      for (;;) ;
    }
}"""
    (row,) = _in_function(body, "C++").directives
    expected = [("i", "0", "i < n", "i++"), ("j", "n - 1", "j >= 0", "j -= 2"), ("x", None, "xs", None)]
    assert expected == [(p["variable"], p["lower"], p["upper"], p["step"]) for p in row["loops"]]


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        ("for (; i < n; ++i) ;", ("i", None, "i < n", "++i")),
        ("for (;;) ;", (None, None, None, None)),
        ("for (int i = 0, j = 1; i < n; i += j) ;", ("i", "0", "i < n", "i += j")),
        ("for (float *p = a; p != b; p++) ;", ("p", "a", "p != b", "p++")),
        ("for (i = 0; i < n; i = i + 2) ;", ("i", "0", "i < n", "i = i + 2")),
    ],
)
def test_loops_say_what_they_say(loop: str, expected: tuple[Any, ...]) -> None:
    """The variable may be told by the step alone, or by nothing."""
    (row,) = _in_function(f"#pragma omp for\n{loop}").directives
    assert [expected] == [(p["variable"], p["lower"], p["upper"], p["step"]) for p in row["loops"]]


def test_while_loops_are_no_counted_loops() -> None:
    """They have nothing to be said of."""
    (row,) = _in_function("#pragma omp parallel\nwhile (1) for (;;) ;").directives
    assert [] == row["loops"]


def test_subscripts_are_distinct_and_whole() -> None:
    """Each reference with all its indices, in order; those in an index are references of their own."""
    body = "#pragma omp parallel for\nfor (;;) a[i][j + 1] = a[i][j + 1] + b[c[i]] * s.d[0];"
    (row,) = _in_function(body).directives
    assert ["a[i][j + 1]", "b[c[i]]", "c[i]", "s.d[0]"] == row["subscripts"]


def test_very_long_subscripts_are_left_out() -> None:
    """Each one within another is listed: what nests without end would be listed without end."""
    nested = "a[" * 400 + "i" + "]" * 400
    (row,) = _in_function(f"#pragma omp parallel for\nfor (;;) {nested} = 1;").directives
    assert ("a[i]", 511) == (row["subscripts"][-1], max(map(len, row["subscripts"])))


def test_directives_know_the_function_around() -> None:
    """Not the loop or launch; those outside of functions know none."""
    source = (
        "#pragma omp declare target\nvoid f() {\nfor (;;) {\n#pragma omp barrier\n}\n}\n#pragma omp threadprivate(a)\n"
    )
    found = read("C", source)
    assert [None, 0, None] == [row["unit_number"] for row in found.directives]


def test_many_directives_in_a_row_are_refused() -> None:
    """Each repeats the loops and subscripts of its statement; a hundred of them are no program."""
    few = _in_function("#pragma omp parallel for\n" * 100 + "for (;;) ;")
    assert 100 == len(few.directives)
    for language, text in (
        ("C", "void f() {\n" + "#pragma omp parallel for\n" * 101 + "for (;;) ;\n}\n"),
        ("C", "void f() {\n" + "#pragma omp parallel\n{\n" * 101 + "x();\n" + "}\n" * 102),
        ("Fortran", "program p\n" + "!$omp parallel do\n" * 101 + "do i = 1, n\nend do\nend program\n"),
    ):
        with pytest.raises(Reject, match="too_deep: directives nested"):
            read(language, text)


def test_directives_one_after_the_other_are_not_nested() -> None:
    """Any number; also those before which the file ends."""
    assert 300 == len(_in_function("#pragma omp parallel for\nfor (;;) ;\n" * 300).directives)
    assert 300 == len(read("C", "#pragma omp parallel for\n" * 300).directives)


def test_blocks_of_fortran_run_to_their_end() -> None:
    """Comments and blank lines at their beginning are left out; an inner block is a part."""
    source = """\
program p
!$omp parallel
  ! why

  x = 1
!$omp single
  y = 2
!$omp end single
!$omp end parallel
end program
"""
    found = read("Fortran", source)
    constructs = {row["directive"]: (row["line_start"], row["line_end"]) for row in found.directives[:2]}
    assert {"parallel": (5, 8), "single": (7, 7)} == constructs


def test_sections_end_where_the_next_begins() -> None:
    """And the last with all of them."""
    source = """\
program p
!$omp parallel sections
!$omp section
  x = 1
!$omp section
  y = 2
!$omp end parallel sections
end program
"""
    found = read("Fortran", source)
    sections = [(r["line_start"], r["line_end"]) for r in found.directives if r["directive"] == "section"]
    assert [(4, 4), (6, 6)] == sections


def test_atomic_needs_no_end() -> None:
    """It stands before one statement."""
    source = "program p\n!$omp atomic\nx = x + 1\n!$omp atomic\ny = y + 1\nz = 1\nend program\n"
    found = read("Fortran", source)
    assert ["x = x + 1", "y = y + 1"] == [found.text(row) for row in found.directives]
