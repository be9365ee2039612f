"""Pragmas are joined over their lines, and only those of the two standards are."""

import pytest

from warploom.extractors.syntax.pragmas import join_pragma


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("#pragma omp parallel for", "parallel for"),
        ("#pragma omp", ""),
        ("  #  pragma\tomp\t parallel   private(a)\n", "parallel private(a)"),
        ("%:pragma omp barrier", "barrier"),
        ("#pragma omp parallel \\\n  for \\\r\n  private(a)\r\n", "parallel for private(a)"),
        ("#pragma omp parallel \\ \t\n for", "parallel for"),
        ("#pragma omp par\\\nallel", "parallel"),
        ("#pragma omp parallel \\", "parallel"),
        ("#pragma omp parallel/* one\n two */for // three \\\n four\nx = 1;", "parallel for"),
        ("# /* a */ pragma /* b */ omp /* c */ for", "for"),
        ("#pragma omp for /* never closed", "for"),
        ('#pragma omp error message("a  //  /* b \\" c")', 'error message("a  //  /* b \\" c")'),
        ("#pragma omp for if(c == '\"') // \"", "for if(c == '\"')"),
        ("#pragma omp for schedule(static, 1'000) // don't", "for schedule(static, 1'000)"),
        ('_Pragma("omp parallel for")', "parallel for"),
        ('_Pragma ( /* x */ L"omp error message(\\"a \\\\ b\\")" ) ;', 'error message("a \\ b")'),
        ('_Pragma("omp parallel" \\\n)', "parallel"),
    ],
)
def test_a_pragma_becomes_one_line(text: str, body: str) -> None:
    """Splices, comments and white space go; literals stay as they are."""
    assert ("openmp", body) == join_pragma(text)


@pytest.mark.parametrize(("text", "body"), [("#pragma acc data", "data"), ('_Pragma("acc wait")', "wait")])
def test_openacc_is_told_apart(text: str, body: str) -> None:
    """The standard comes with the body."""
    assert ("openacc", body) == join_pragma(text)


@pytest.mark.parametrize(
    "text",
    [
        "#pragma once",
        "#pragma unroll",
        "#pragma ompx target",
        "#pragma omp_target",
        "#pragma OMP parallel",
        "#pragma GCC omp",
        "#pragma\nomp parallel",
        "// #pragma omp parallel",
        "#define omp",
        '_Pragma("once")',
        '_Pragma("omp parallel',
        "_Pragma(omp)",
        "",
    ],
)
def test_other_text_is_no_directive(text: str) -> None:
    """Other pragmas, the vendors' `ompx`, comments, and operators that are not complete."""
    assert join_pragma(text) is None
