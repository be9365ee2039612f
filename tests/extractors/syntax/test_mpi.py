"""Calls of MPI are found, and each tells what goes with it."""

from __future__ import annotations

import pytest

from tests.extractors.syntax.reading import read
from warploom.schemas.stage import Reject


def _calls(language: str, text: str) -> list[tuple[str, list[str]]]:
    return [(call["function"], call["arguments"]) for call in read(language, text).mpi_calls]


def _cut(statement: str, language: str = "C++") -> list[tuple[str, str]]:
    """Of each call: what goes, and what stands there instead."""
    found = read(language, f"void f() {{ {statement} }}\n")
    return [(found.source[c["cut_start"] : c["cut_end"]].decode(), c["replacement"]) for c in found.mpi_calls]


def test_calls_have_their_arguments_as_written() -> None:
    """White space is one blank, comments between arguments are none of them."""
    source = "void f() { MPI_Send(&a[0],\n  n * sizeof(int), /* tag */ g(b, c)); ::MPI_Finalize(); }\n"
    expected = [("MPI_Send", ["&a[0]", "n * sizeof(int)", "g(b, c)"]), ("MPI_Finalize", [])]
    assert expected == _calls("C++", source)


def test_only_calls_of_mpi_are_calls_of_mpi() -> None:
    """Not constants, declarations, names that merely begin alike, the profiling entries, and what a definition is."""
    source = """\
#define TWICE MPI_Barrier(c); MPI_Barrier(c)
int MPI_Own(int a);
void f() { x = MPI_COMM_WORLD; PMPI_Send(a); mpi_send(a); MPIX_Send(a); g(MPI_Op_free); s.MPI_x = 1; "MPI_Send(a)"; }
"""
    assert [] == _calls("C", source)


def test_fortran_calls_in_any_case() -> None:
    """Statements and functions; arrays are none."""
    source = "program p\ncall mpi_send(a, &\n  n, ierr)\nt = MPI_WTIME()\nif (r == 0) call Mpi_Barrier(c, ierr)\nend\n"
    expected = [("mpi_send", ["a", "n", "ierr"]), ("MPI_WTIME", []), ("Mpi_Barrier", ["c", "ierr"])]
    assert expected == _calls("Fortran", source)


@pytest.mark.parametrize(
    ("statement", "cut"),
    [
        ("MPI_Send(a);", [("MPI_Send(a);", "")]),
        ("x = MPI_Send(a);", [("x = MPI_Send(a);", "")]),
        ("x = y = (int) MPI_Send(a);", [("x = y = (int) MPI_Send(a);", "")]),
        ("(void) MPI_Send(a);", [("(void) MPI_Send(a);", "")]),
        ("CHECK(MPI_Send(a));", [("CHECK(MPI_Send(a));", "")]),
        ("check(err = MPI_Send(a));", [("check(err = MPI_Send(a));", "")]),
        ("CHECK(MPI_Send(a), \"send\");", [("MPI_Send(a)", "0")]),
        ("int x = MPI_Send(a);", [("MPI_Send(a)", "0")]),
        ("return MPI_Send(a);", [("MPI_Send(a)", "0")]),
        ("if (MPI_Send(a) != 0) g();", [("MPI_Send(a)", "0")]),
        ("if (r) MPI_Send(a);", [("MPI_Send(a);", ";")]),
        ("if (r) MPI_Send(a); else x = MPI_Recv(b);", [("MPI_Send(a);", ";"), ("x = MPI_Recv(b);", ";")]),
        ("for (;;) MPI_Send(a);", [("MPI_Send(a);", ";")]),
        ("for (t = MPI_Wtime(); ;) ;", [("MPI_Wtime()", "0")]),
        ("switch (r) { case 0: MPI_Send(a); }", [("MPI_Send(a);", "")]),
        ("t = MPI_Wtime() - t;", [("MPI_Wtime()", "0")]),
        ("t += MPI_Wtime();", [("t += MPI_Wtime();", "")]),
        ("MPI_Send(a), MPI_Recv(b);", [("MPI_Send(a)", "0"), ("MPI_Recv(b)", "0")]),
        (
            "MPI_Send(MPI_Address(a), n);",
            [("MPI_Send(MPI_Address(a), n);", ""), ("MPI_Address(a)", "0")],
        ),
    ],
)  # fmt: skip
def test_what_goes_leaves_a_program(statement: str, cut: list[tuple[str, str]]) -> None:
    """The statement that is nothing but the call, an empty one where one must stand, zero in an expression."""
    assert cut == _cut(statement)


def test_a_statement_in_a_branch_of_the_preprocessor_goes() -> None:
    """The branch needs none."""
    assert [("MPI_Send(a);", "")] == _cut("\n#if A\nMPI_Send(a);\n#endif\n")


def test_calls_nest_to_a_limit() -> None:
    """Each repeats the calls in its arguments."""
    with pytest.raises(Reject, match="too_deep"):
        read("C", "void f() { " + "MPI_Send(" * 101 + ")" * 101 + "; }\n")


def test_a_check_of_very_many_calls_is_read_in_time() -> None:
    """Each asks whether it is the only argument: two are enough to know."""
    assert 20_000 == len(read("C", "void f() { CHECK(" + "MPI_Send(a), " * 20_000 + "b); }\n").mpi_calls)
