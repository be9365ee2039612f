"""What a person says is in the source files of `labelled/`: the yardstick for whatever reads syntax.

Beside each `NAME.EXT` stands `NAME.EXT.toml`: a language and three lists. They are complete: what is not listed is not
there. Lines are 1-based, inclusive `[first, last]`. Text of arguments and modifiers is as in the file, trimmed, with
every run of white space, line ends and continuation marks included, made one blank.

`[[units]]` has `kind`, `name`, `qualified_name`, `lines`:

- `function`: a definition with a body, wherever it stands. Not: declarations, `= default`, `= delete`, interface
  bodies, statement functions, lambdas, closures, anonymous functions. A Julia macro is a function named `@name`.
- `kernel`: a definition that runs on a device once per launch, instead of `function`: `__global__`, `__kernel`,
  `@cuda.jit` (without `device=True`), `@triton.jit`, `@cupyx.jit.rawkernel`, `@kernel`, and what `@cuda` or `@roc`
  launches in the same file. A SYCL kernel is a lambda and no unit.
- `program`: a Fortran main program, what it contains included.
- `loop_nest`: an outermost loop of a function, kernel or program, or of a script outside of them. Loops in it are not
  listed, nor those in lambdas in it. A comprehension, an implied `do`, a one-line `forall`, and a macro that hides a
  loop are none.
- `launch`: `k<<<...>>>(...)`, `hipLaunchKernelGGL`, `cudaLaunchKernel`, `cudaLaunchCooperativeKernel`,
  `clEnqueueNDRangeKernel`, `k[grid, block](...)`, `@cuda k(...)`, `k(backend, n)(..., ndrange=n)`, SYCL's
  `parallel_for` and `single_task`. Its lines are those of the expression.

Loops and launches have no `qualified_name`; loops have no `name`, launches have that of what they launch unless it has
none. A name has no qualifier and no template arguments. A qualified name has enclosing namespaces, classes, modules,
hosts (Fortran, Python, Julia), implemented types or traits (Rust), in the source's own case, joined with `.` in Python
and Julia, and with `::` elsewhere; template and type arguments, anonymous namespaces, and the function around a local
class are left out. A Fortran submodule's procedures are qualified with the submodule's own name. Lines of a definition
begin with its first token, template heads, specifiers, attributes, decorators and macros before it included, comments
excluded. A head that the preprocessor has in several versions before one body is one unit, from the first head on;
branches that each have a whole definition are several.

`[[directives]]`, OpenMP and OpenACC, has `lines` (continuation lines included), `standard` (`openmp`, `openacc`),
`name` (lower case, single blanks; an `end` directive of Fortran is one too), `arguments` (of the directive itself),
`clauses` in order, each with `name` (lower case), `modifiers` (absent if none), `arguments`, and, where there is one,
`construct` and `loops`:

- Modifiers are what stands before the colon. Of `linear` and `aligned`, whose list stands before the colon, what
  follows it.
- The kind of an `atomic`, and the construct that `cancel` and `cancellation point` name, are clauses.
- The one argument of `declare reduction` is all that is in its parentheses.
- `construct` is the loop, block or statement (in Fortran: statements, without the `end` directive) that it applies to.
  It begins with a further directive, if one stands between. Absent for standalone and declarative directives.
- `loops` are the variables of the counted or range loop that it stands before, and of each such loop that is the only
  loop directly in the body of the one before, outermost first. Absent if it does not stand before one.

`[[mpi_calls]]` has `line`, `function` as written, `arguments`, in order of position: calls of functions of MPI in C,
C++ and Fortran; not of the `PMPI_` entries, and not of a macro or function of the file's own.

Neither the body of a macro definition, nor a string, nor a comment holds anything; the arguments of a macro call do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "labelled"
LANGUAGES = ("C", "C++", "CUDA", "HIP", "OpenCL", "SYCL", "Fortran", "Python", "Julia", "Rust")
UNIT_KINDS = ("function", "kernel", "program", "loop_nest", "launch")
STANDARDS = ("openmp", "openacc")

Lines = tuple[int, int]
"""First and last line, 1-based, inclusive."""


class LabelError(ValueError):
    """A label that breaks the format."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A definition, a loop nest or a launch."""

    kind: str
    name: str | None
    qualified_name: str | None
    lines: Lines


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a directive."""

    name: str
    modifiers: str | None
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive of OpenMP or OpenACC."""

    lines: Lines
    standard: str
    name: str
    arguments: tuple[str, ...]
    clauses: tuple[Clause, ...]
    construct: Lines | None
    loops: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class MpiCall:
    """A call of a function of MPI."""

    line: int
    function: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """A source file and all that is in it."""

    path: Path
    language: str
    content: bytes
    units: tuple[Unit, ...]
    directives: tuple[Directive, ...]
    mpi_calls: tuple[MpiCall, ...]


def labelled_files(folder: Path = FOLDER) -> Iterator[LabelledFile]:
    """Every labelled file in order of name; raises `LabelError` for broken labels and for a file without any."""
    paths = sorted(folder.iterdir())
    for path in paths:
        if path.suffix != ".toml" and path.with_name(path.name + ".toml") not in paths:
            raise LabelError(f"{path.name}: has no labels; write {path.name}.toml.")
    for path in paths:
        if path.suffix == ".toml":
            if path.with_suffix("") not in paths:
                raise LabelError(f"{path.name}: labels of no file; remove or rename it.")
            yield read_labels(path.with_suffix(""), path.read_text(encoding="utf-8"))


def read_labels(source: Path, labels: str) -> LabelledFile:
    """The file `source` with `labels`, a TOML text; raises `LabelError`, `tomllib.TOMLDecodeError`."""
    content = source.read_bytes()
    reader = _Reader(source.name, content.count(b"\n") + (not content.endswith(b"\n")))
    raw = tomllib.loads(labels)
    reader.keys(raw, "file", ("language",), ("units", "directives", "mpi_calls"))
    return LabelledFile(
        source,
        reader.one_of(raw, "language", LANGUAGES),
        content,
        tuple(reader.unit(row) for row in reader.rows(raw, "units")),
        tuple(reader.directive(row) for row in reader.rows(raw, "directives")),
        tuple(reader.mpi_call(row) for row in reader.rows(raw, "mpi_calls")),
    )


@dataclass(slots=True)
class _Reader:
    """Reads the labels of one file; remembers the last line, because each list is in order."""

    file: str
    n_lines: int
    last_first: int = 0

    def error(self, row: object, what: str) -> LabelError:
        return LabelError(f"{self.file}: {what} in {row}")

    def keys(self, row: dict[str, Any], what: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
        if missing := [key for key in required if key not in row]:
            raise self.error(row, f"{what} lacks {', '.join(missing)}")
        if unknown := sorted(set(row) - {*required, *optional}):
            raise self.error(row, f"{what} has unknown keys {', '.join(unknown)}")

    def rows(self, raw: dict[str, Any], key: str) -> list[dict[str, Any]]:
        self.last_first = 0
        rows = raw.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.error(raw, f"{key} is no list of tables")
        return rows

    def text(self, row: dict[str, Any], key: str) -> str:
        value = row[key]
        if not isinstance(value, str) or not value or value != " ".join(value.split()):
            raise self.error(row, f"{key} is no trimmed text")
        return value

    def texts(self, row: dict[str, Any], key: str) -> tuple[str, ...]:
        values = row[key]
        if not isinstance(values, list):
            raise self.error(row, f"{key} is no list")
        return tuple(self.text({key: value}, key) for value in values)

    def one_of(self, row: dict[str, Any], key: str, known: tuple[str, ...]) -> str:
        if (value := self.text(row, key)) not in known:
            raise self.error(row, f"unknown {key}")
        return value

    def keyword(self, row: dict[str, Any], key: str) -> str:
        if (value := self.text(row, key)) != value.lower():
            raise self.error(row, f"{key} is not in lower case")
        return value

    def lines(self, row: dict[str, Any], key: str) -> Lines:
        match row[key]:
            case [int(first), int(last)] if 1 <= first <= last <= self.n_lines:
                return first, last
        raise self.error(row, f"{key} is not two ordered lines of the {self.n_lines} of the file")

    def in_order(self, row: dict[str, Any], first: int) -> None:
        if first < self.last_first:
            raise self.error(row, "label before the one above it")
        self.last_first = first

    def unit(self, row: dict[str, Any]) -> Unit:
        self.keys(row, "unit", ("kind", "lines"), ("name", "qualified_name"))
        kind = self.one_of(row, "kind", UNIT_KINDS)
        match kind:
            case "loop_nest":
                self.keys(row, kind, ("kind", "lines"))
            case "launch":
                self.keys(row, kind, ("kind", "lines"), ("name",))
            case _:
                self.keys(row, kind, ("kind", "lines", "name", "qualified_name"))
        lines = self.lines(row, "lines")
        self.in_order(row, lines[0])
        name = self.text(row, "name") if "name" in row else None
        qualified = self.text(row, "qualified_name") if "qualified_name" in row else None
        if name and qualified and not qualified.endswith(name):
            raise self.error(row, "qualified_name does not end with name")
        return Unit(kind, name, qualified, lines)

    def directive(self, row: dict[str, Any]) -> Directive:
        self.keys(row, "directive", ("lines", "standard", "name", "arguments", "clauses"), ("construct", "loops"))
        lines = self.lines(row, "lines")
        self.in_order(row, lines[0])
        construct = self.lines(row, "construct") if "construct" in row else None
        loops = self.texts(row, "loops") if "loops" in row else None
        if loops is not None and (not loops or construct is None):
            raise self.error(row, "loops without a loop")
        return Directive(
            lines,
            self.one_of(row, "standard", STANDARDS),
            self.keyword(row, "name"),
            self.texts(row, "arguments"),
            tuple(self.clause(clause) for clause in self.rows_of(row)),
            construct,
            loops,
        )

    def rows_of(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        if not isinstance(row["clauses"], list) or not all(isinstance(clause, dict) for clause in row["clauses"]):
            raise self.error(row, "clauses is no list of tables")
        return row["clauses"]

    def clause(self, row: dict[str, Any]) -> Clause:
        self.keys(row, "clause", ("name", "arguments"), ("modifiers",))
        modifiers = self.text(row, "modifiers") if "modifiers" in row else None
        return Clause(self.keyword(row, "name"), modifiers, self.texts(row, "arguments"))

    def mpi_call(self, row: dict[str, Any]) -> MpiCall:
        self.keys(row, "call", ("line", "function", "arguments"))
        line = row["line"]
        if not isinstance(line, int) or not 1 <= line <= self.n_lines:
            raise self.error(row, f"line is none of the {self.n_lines} of the file")
        self.in_order(row, line)
        function = self.text(row, "function")
        if not function.upper().startswith("MPI_"):
            raise self.error(row, "function is none of MPI")
        return MpiCall(line, function, self.texts(row, "arguments"))
