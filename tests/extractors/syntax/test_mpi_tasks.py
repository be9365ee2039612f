"""Programs without their MPI calls, and where the calls were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.syntax.labels import labelled_files
from tests.extractors.syntax.reading import read
from warploom.extractors.syntax.mpi_tasks import MpiTask, mpi_task
from warploom.schemas.syntax import SYNTAX_LANGUAGES


def _task(language: str, text: str | bytes) -> MpiTask:
    found = read(language, text)
    return mpi_task(found.source, found.mpi_calls)


def _places(task: MpiTask) -> list[tuple[int, int, str]]:
    return [(call["line"], call["stripped_line"], call["function"]) for call in task.calls]


def test_lines_that_held_a_call_alone_are_gone() -> None:
    """Its line in the program, and the line that now stands where it stood."""
    task = _task("C", "int main() {\n  MPI_Init(0, 0);\n  x();\n\n  MPI_Send(a,\n    b);\n  MPI_Finalize();\n}\n")
    assert "int main() {\n  x();\n\n}\n" == task.stripped
    assert [(2, 2, "MPI_Init"), (5, 4, "MPI_Send"), (7, 4, "MPI_Finalize")] == _places(task)


def test_arguments_come_with_the_call() -> None:
    """As written."""
    (call,) = _task("C", "void f() { MPI_Send(&a, n  + 1); }\n").calls
    assert {"line": 1, "stripped_line": 1, "function": "MPI_Send", "arguments": ["&a", "n + 1"]} == call


def test_numbers_stand_before_each_line() -> None:
    """From 1, also before an empty one; a last line without an end has one."""
    assert "1 void f() {\n2 \n3 }\n" == _task("C", "void f() {\n\n}").numbered
    assert "" == mpi_task(b"", []).numbered


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("void f() {\n  x(); MPI_Init(); MPI_Send();\n  y();\n}\n", "void f() {\n  x();  \n  y();\n}\n"),
        ("void f() {\n  MPI_Init(); // why\n}\n", "void f() {\n   // why\n}\n"),
        ("void f() { MPI_Init(); }\n", "void f() {  }\n"),
        ("void f() {\r\n  MPI_Init();\r\n}\r\n", "void f() {\r\n}\r\n"),
        ("void f() {\n  if (r) MPI_Init();\n}\n", "void f() {\n  if (r) ;\n}\n"),
        ("void f() {\n  if (r)\n    MPI_Init();\n}\n", "void f() {\n  if (r)\n    ;\n}\n"),
        ("void f() {\n  CHECK(MPI_Init());\n  return MPI_Send();\n}", "void f() {\n  return 0;\n}"),
        ("void f() {\n  a[MPI_Init()] = MPI_Send();\n}\n", "void f() {\n}\n"),
        ("void f() {\n  MPI_Init(MPI_Send(),\n   c);\n}\n", "void f() {\n}\n"),
    ],
)
def test_what_else_is_on_a_line_stays(text: str, stripped: str) -> None:
    """Statements, comments, conditions; a call within what goes with another goes with it."""
    assert stripped == _task("C", text).stripped


def test_fortran_keeps_its_conditions() -> None:
    """A one-line `if` needs a statement."""
    source = (
        "program p\n  if (r == 0) call MPI_Send(a, ierr)\n  call MPI_Barrier(c, &\n    ierr)\n  t = MPI_Wtime()\nend\n"
    )
    task = _task("Fortran", source)
    assert [] == read("Fortran", task.stripped).mpi_calls
    assert "if (r == 0) continue" in task.stripped
    assert [2, 3, 5] == [call["line"] for call in task.calls]


_STATEMENTS = (
    "MPI_Init();", "  MPI_Send(a, b);\n", "x();", "\n", " ", "if (r) MPI_Recv();\n",
    "if (MPI_Wait(MPI_Test())) { MPI_Bcast(); }", "CHECK(MPI_Barrier(c));", "CHECK(MPI_Isend(c), MPI_Irecv(d));",
    "t = MPI_Probe() - MPI_Reduce();", "a[MPI_Wtime()] = MPI_Scan();\n",
    "for (t = MPI_Start(); MPI_Cancel(); MPI_Waitall()) MPI_Gather();", "// MPI_Abort();\n", "\r\n", "\n#if A\n",
    "\n#endif\n", "int u = MPI_Finalize();", "g(MPI_Ssend(), 1)(MPI_Put());", "while (1) x = MPI_Get();\n",
    "switch (r) { case 1: MPI_Bsend(); break; }", "\u00e9", '"MPI_Rsend()";',
)  # fmt: skip


@given(st.lists(st.sampled_from(_STATEMENTS), max_size=14).map("".join))
def test_no_call_is_left(body: str) -> None:
    """What is stripped has no call any more, and every call has a line of it or the end to point to."""
    task = _task("C++", f"void f() {{\n{body}\n}}\n")
    assert [] == read("C++", task.stripped).mpi_calls
    n_lines = task.stripped.count("\n")
    assert all(1 <= call["stripped_line"] <= n_lines for call in task.calls)
    lines = [call["stripped_line"] for call in task.calls]
    assert sorted(lines) == lines
    assert "".join(f"{n} {line}\n" for n, line in enumerate(task.stripped.split("\n")[:-1], 1)) == task.numbered


@pytest.mark.parametrize("language", SYNTAX_LANGUAGES)
def test_labelled_programs_keep_all_but_their_calls(language: str) -> None:
    """Units are still there, no call is, and lines are those that a person counted."""
    for file in labelled_files():
        if file.language != language or not file.mpi_calls:
            continue
        text = file.content.decode("utf-8-sig")
        task = _task(language, text)
        assert [call.line for call in file.mpi_calls] == [call["line"] for call in task.calls]
        left = read(language, task.stripped)
        assert [] == left.mpi_calls
        before = [(unit["kind"], unit["name"]) for unit in read(language, text).units]
        assert before == [(unit["kind"], unit["name"]) for unit in left.units]
        assert left.file["syntax_error_share"] <= read(language, text).file["syntax_error_share"]
