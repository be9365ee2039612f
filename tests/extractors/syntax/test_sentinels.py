"""Sentinel comments of Fortran are found, joined over their lines, and told from other comments."""

import pytest

from warploom.extractors.syntax.sentinels import SentinelDirective, join_sentinel, sentinel_directives


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        ("!$omp parallel do", "parallel do"),
        ("!$omp", ""),
        ("  \t!$OMP PARALLEL\tDO  ! all of it\r\n", "PARALLEL DO"),
        ("!$omp parallel do &\n!$omp private(a)", "parallel do private(a)"),
        ("!$omp parallel do & ! why\n  !$OMP   & private(a) &\n!$omp& shared(b)", "parallel do private(a) shared(b)"),
        ("!$omp parallel do pri&\n!$omp&vate(a)", "parallel do private(a)"),
        ("!$omp parallel do\n!$omp& private(a)", "parallel do private(a)"),
        ("!$omp parallel do\n!$omp&private(a)", "parallel do private(a)"),
        ("!$omp parallel &\n\n! a comment\n#ifdef A\n!$omp private(a) &\n#endif\n!$omp shared(b)\n", None),
        ("!$omp &\n!$omp & ! nothing yet\n!$omp parallel", "parallel"),
        ("!$omp critical ('a  ! b') ! c", "critical ('a  ! b')"),
        ('!$omp error message("a! &\n!$omp&  b!") at(execution) ! c', 'error message("a!   b!") at(execution)'),
        ("!$omp critical (don't)", "critical (don't)"),
    ],
)
def test_free_form_is_joined(lines: str, body: str | None) -> None:
    """An ampersand joins, with blanks or within a word; comments end at the line."""
    expected = "parallel private(a) shared(b)" if body is None else body
    assert ("openmp", expected) == join_sentinel(lines, is_fixed_form=False)


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        ("c$omp parallel do", "parallel do"),
        ("*$OMP PARALLEL DO\nC$OMP1PRIVATE(A)\n!$omp+SHARED(B)", "PARALLEL DO PRIVATE(A) SHARED(B)"),
        ("!$omp0parallel ! all of it\n!$omp& do", "parallel do"),
        ("!$omp\tparallel\nC don't\n\n#if A\n!$omp& private(a)", "parallel private(a)"),
        ("!$omp parallel do" + " " * 60 + "&\n!$omp&private(a)", "parallel do private(a)"),
        ("!$omp parallel do &\n!$omp private(a)", "parallel do private(a)"),
    ],
)
def test_fixed_form_is_joined(lines: str, body: str) -> None:
    """Column 6 tells a continuation; an ampersand that free form would ask for does no harm."""
    assert ("openmp", body) == join_sentinel(lines, is_fixed_form=True)


@pytest.mark.parametrize(
    ("line", "is_fixed_form"),
    [
        ("!$ x = 1", False),
        ("!$ompx target", False),
        ("!$omx target", False),
        ("!$omp& private(a)", False),
        ("!omp parallel", False),
        ("x = 1 !$omp parallel", False),
        ("x = 1 !$omp a !$omp b", False),
        ("c$omp parallel", False),
        ("!$omx target", True),
        ("!$ompx target", True),
        (" !$omp parallel", True),
        ("!$omp& private(a)", True),
        ("c$    x = 1", True),
    ],
)
def test_other_lines_are_none(line: str, is_fixed_form: bool) -> None:
    """Conditional compilation, vendors' sentinels, comments behind code, and continuations of nothing."""
    assert join_sentinel(line, is_fixed_form=is_fixed_form) is None


@pytest.mark.parametrize(
    "between", ["x = 1\n", "!$ x = 1\n", "!$acc data\n", "     1 + 2\n"], ids=["code", "conditional", "other", "label"]
)
@pytest.mark.parametrize("is_fixed_form", [False, True])
def test_what_is_between_ends_a_directive(between: str, is_fixed_form: bool) -> None:
    """Code, and a directive of the other standard, are not stepped over."""
    first, *_ = sentinel_directives(f"!$omp do &\n{between}!$omp& private(a)", is_fixed_form=is_fixed_form)
    assert ("do", 1) == (first.body, first.last_line)


def test_directives_know_their_place() -> None:
    """Lines from 1, bytes from the sentinel to the end of the last line, in a text that is not ASCII."""
    text = "! é\n  !$omp do & ! ü\r\n! ö\r\n  !$omp& private(ä)\r\ndo i = 1, n\nend do\n!$acc wait\n!$acc end data"
    data = text.encode()
    found = list(sentinel_directives(text, is_fixed_form=False))
    places = [(d.first_line, d.last_line, d.standard, d.body) for d in found]
    assert [
        (2, 4, "openmp", "do private(ä)"),
        (7, 7, "openacc", "wait"),
        (8, 8, "openacc", "end data"),
    ] == places
    assert [
        "!$omp do & ! ü\r\n! ö\r\n  !$omp& private(ä)",
        "!$acc wait",
        "!$acc end data",
    ] == [data[d.start_byte : d.end_byte].decode() for d in found]


def test_ascii_has_the_same_places() -> None:
    """Bytes are characters there."""
    found = list(sentinel_directives("x\n!$omp do\n  !$omp end do\n", is_fixed_form=False))
    assert [
        SentinelDirective(2, 2, 2, 10, "openmp", "do"),
        SentinelDirective(3, 3, 13, 25, "openmp", "end do"),
    ] == found
