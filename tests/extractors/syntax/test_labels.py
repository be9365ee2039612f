"""Labels are complete, cover every language, and are refused when they break the format."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.extractors.syntax.labels import (
    LANGUAGES,
    STANDARDS,
    UNIT_KINDS,
    Clause,
    Directive,
    LabelError,
    LabelledFile,
    MpiCall,
    Unit,
    labelled_files,
    read_labels,
)

SOURCE = b"void f(double *x)\n{\n#pragma omp parallel for\n  for (int i = 0; i < 9; i++) x[i] = MPI_Wtime();\n}\n"
UNIT = '[[units]]\nkind = "function"\nname = "f"\nqualified_name = "a::f"\nlines = [1, 5]\n'
LOOP = '[[units]]\nkind = "loop_nest"\nlines = [4, 4]\n'
DIRECTIVE = """[[directives]]
lines = [3, 3]
standard = "openmp"
name = "parallel for"
arguments = []
clauses = [{name = "map", modifiers = "to", arguments = ["x[0:9]", "y"]}, {name = "nowait", arguments = []}]
construct = [4, 4]
loops = ["i"]
"""
CALL = '[[mpi_calls]]\nline = 4\nfunction = "MPI_Wtime"\narguments = []\n'
LABELS = 'language = "C"\n' + UNIT + LOOP + DIRECTIVE + CALL


def _read(tmp_path: Path, labels: str) -> LabelledFile:
    source = tmp_path / "f.c"
    source.write_bytes(SOURCE)
    return read_labels(source, labels)


@pytest.fixture(scope="module")
def files() -> list[LabelledFile]:
    return list(labelled_files())


def test_there_are_files_of_every_language(files: list[LabelledFile]) -> None:
    """Sixty at least, and none is without a unit."""
    assert len(files) >= 60
    assert set(LANGUAGES) == {file.language for file in files}
    assert [] == [file.path.name for file in files if not file.units]


def test_every_kind_of_label_occurs(files: list[LabelledFile]) -> None:
    """Every kind of unit, both standards, calls of MPI in C, C++ and Fortran."""
    assert set(UNIT_KINDS) == {unit.kind for file in files for unit in file.units}
    assert set(STANDARDS) == {directive.standard for file in files for directive in file.directives}
    assert {"C", "C++", "Fortran"} <= {file.language for file in files if file.mpi_calls}


def test_what_is_labelled_is_in_its_lines(files: list[LabelledFile]) -> None:
    """Names of definitions, arguments of directives and names of called functions."""
    for file in files:
        lines = file.content.decode().splitlines()
        for unit in file.units:
            text = "\n".join(lines[unit.lines[0] - 1 : unit.lines[1]])
            assert (unit.name or "").removeprefix("@") in text, (file.path.name, unit)
        for directive in file.directives:
            text = "".join("".join(lines[directive.lines[0] - 1 : directive.lines[1]]).split()).lower()
            named = [directive.name, *directive.arguments, *(clause.name for clause in directive.clauses)]
            assert [] == [word for word in named if word.replace(" ", "").lower() not in text], (
                file.path.name,
                directive,
            )
        for call in file.mpi_calls:
            assert call.function in lines[call.line - 1], (file.path.name, call)


def test_no_label_stands_twice(files: list[LabelledFile]) -> None:
    """But for loops and launches that share a line."""
    for file in files:
        counted = Counter(unit for unit in file.units if unit.qualified_name) + Counter(file.directives)
        assert [] == [label for label, n in counted.items() if n > 1], file.path.name


def test_odd_bytes_are_in_the_checkout(files: list[LabelledFile]) -> None:
    """CR LF, a byte order mark, tabs, no line end at the end, and other scripts than Latin."""
    contents = [file.content for file in files]
    assert any(b"\r\n" in content for content in contents)
    assert any(content.startswith(b"\xef\xbb\xbf") for content in contents)
    assert any(b"\n\t" in content for content in contents)
    assert any(not content.endswith(b"\n") for content in contents)
    assert any(max(content) > 0xCE for content in contents)


def test_labels_are_read(tmp_path: Path) -> None:
    """Each table becomes a label; what is absent is none."""
    read = _read(tmp_path, LABELS)
    assert ("C", SOURCE) == (read.language, read.content)
    assert (Unit("function", "f", "a::f", (1, 5)), Unit("loop_nest", None, None, (4, 4))) == read.units
    clauses = (Clause("map", "to", ("x[0:9]", "y")), Clause("nowait", None, ()))
    assert (Directive((3, 3), "openmp", "parallel for", (), clauses, (4, 4), ("i",)),) == read.directives
    assert (MpiCall(4, "MPI_Wtime", ()),) == read.mpi_calls


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ('language = "C"', 'language = "Pascal"', "unknown language"),
        ('language = "C"', "", "file lacks language"),
        ('language = "C"', 'language = "C"\nauthor = "x"', "unknown keys author"),
        ('kind = "function"', 'kind = "method"', "unknown kind"),
        ('kind = "loop_nest"', 'kind = "loop_nest"\nname = "f"', "unknown keys name"),
        ('kind = "loop_nest"', 'kind = "launch"\nqualified_name = "f"', "unknown keys qualified_name"),
        ('name = "f"\n', "", "function lacks name"),
        ('name = "f"\n', 'name = " f"\n', "name is no trimmed text"),
        ('"a::f"', '"a::g"', "qualified_name does not end with name"),
        ("lines = [1, 5]", "lines = [1, 6]", "lines is not two ordered lines of the 5 of the file"),
        ("lines = [1, 5]", "lines = [0, 5]", "lines is not two ordered lines"),
        ("lines = [1, 5]", "lines = [5, 1]", "lines is not two ordered lines"),
        ("lines = [1, 5]", "lines = [1]", "lines is not two ordered lines"),
        ("lines = [1, 5]", "lines = 1", "lines is not two ordered lines"),
        ("lines = [1, 5]", "lines = [5, 5]", "label before the one above it"),
        ('"openmp"', '"openmpi"', "unknown standard"),
        ('"parallel for"', '"Parallel for"', "name is not in lower case"),
        ('name = "nowait"', 'name = "NOWAIT"', "name is not in lower case"),
        ('name = "nowait", ', "", "clause lacks name"),
        ('modifiers = "to"', 'modifiers = ""', "modifiers is no trimmed text"),
        ('"x[0:9]"', '"x[0:9],  z"', "arguments is no trimmed text"),
        ("arguments = []\nclauses", 'arguments = "x"\nclauses', "arguments is no list"),
        ("construct = [4, 4]\n", "", "loops without a loop"),
        ('loops = ["i"]', "loops = []", "loops without a loop"),
        ('loops = ["i"]', "depth = 1", "unknown keys depth"),
        ("line = 4", "line = 9", "line is none of the 5 of the file"),
        ("MPI_Wtime", "PMPI_Wtime", "function is none of MPI"),
    ],
)
def test_bad_labels_are_refused(tmp_path: Path, good: str, bad: str, message: str) -> None:
    """With the file, what is wrong, and where."""
    assert good in LABELS
    with pytest.raises(LabelError, match=rf"^f\.c: .*{message}"):
        _read(tmp_path, LABELS.replace(good, bad))


def test_lists_are_tables(tmp_path: Path) -> None:
    """`units` that is a number, and clauses that are texts."""
    with pytest.raises(LabelError, match="units is no list of tables"):
        _read(tmp_path, 'language = "C"\nunits = 1')
    clauses = DIRECTIVE.split("clauses")[0] + 'clauses = ["nowait"]'
    with pytest.raises(LabelError, match="clauses is no list of tables"):
        _read(tmp_path, 'language = "C"\n' + clauses)


def test_files_and_labels_come_in_pairs(tmp_path: Path) -> None:
    """One without the other is a mistake."""
    (tmp_path / "f.c").write_bytes(SOURCE)
    with pytest.raises(LabelError, match=r"f\.c: has no labels"):
        list(labelled_files(tmp_path))
    (tmp_path / "f.c.toml").write_text(LABELS)
    assert [_read(tmp_path, LABELS)] == list(labelled_files(tmp_path))
    (tmp_path / "f.c").unlink()
    with pytest.raises(LabelError, match="labels of no file"):
        list(labelled_files(tmp_path))
