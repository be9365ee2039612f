"""The stage: every text is accounted for, whatever is in it, within its limits of time and memory."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pytest

from tests.extractors.contents import measured_texts
from warploom.extractors.syntax import cut_units
from warploom.extractors.syntax.cut_units import CutUnits
from warploom.extractors.vendored import MarkFiles
from warploom.pipelines.row_stages import check_account
from warploom.schemas.identity import content_id
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.stage import Outcome

_STAGE = CutUnits(text_timeout_s=20.0)
Texts = Mapping[str, tuple[str, str]]
"""Language and text by path."""


@pytest.fixture(scope="module", autouse=True)
def _end_of_the_child() -> Iterator[None]:
    """The process's child lives as long as the process, which here has other tests to run."""
    yield
    for limits in {(stage.text_timeout_s, stage.memory_bytes) for stage in (_STAGE, CutUnits(entities=False))}:
        cut_units.child(*limits).close()


def _batch(texts: Texts) -> pa.RecordBatch:
    (batch,) = MarkFiles()(measured_texts(dict.fromkeys(texts, b"int x;\n"))).emitted
    rows = batch.to_pylist()
    for row in rows:
        language, text = texts[row["path"]]
        row |= {"language": language, "text": text, "content_id": content_id(text.encode())}
    return SOURCE_TEXTS.batch(rows)


def _cut(texts: Texts, stage: CutUnits = _STAGE) -> tuple[dict[str, list[dict[str, Any]]], Outcome]:
    """Rows of each table by its name, and the outcome; its account is checked."""
    batch = _batch(texts)
    outcome = stage(batch)
    check_account(stage.name, batch.column("occurrence_id"), outcome)
    paths = dict(zip(batch.column("occurrence_id").to_pylist(), batch.column("path").to_pylist(), strict=True))
    tables = {}
    for table, emitted in zip(stage.emits, outcome.emitted, strict=True):
        assert table.schema == emitted.schema
        tables[table.name] = [row | {"path": paths[row["occurrence_id"]]} for row in emitted.to_pylist()]
    return tables, outcome


def test_rows_are_those_of_their_texts() -> None:
    """Of several languages at once, each table in the order of the texts."""
    tables, _ = _cut(
        {
            "a.c": ("C", "#include <mpi.h>\n#define N 3\nint f() {\n#pragma omp for\nfor (;;) MPI_Init(0, 0);\n}\n"),
            "b.f90": ("Fortran", "subroutine s\nend subroutine\n"),
            "c.cu": ("CUDA", "__global__ void k(float *x) { }\nvoid h() { k<<<1, 2>>>(x); }\n"),
        }
    )  # fmt: skip
    assert ["a.c", "b.f90", "c.cu"] == [row["path"] for row in tables["syntax_files"]]
    assert [["mpi.h"], [], []] == [row["includes"] for row in tables["syntax_files"]]
    assert [["mpi", "openmp", "openmp_host"], [], ["cuda"]] == [
        row["programming_models"] for row in tables["syntax_files"]
    ]
    found = [(row["path"], row["unit_number"], row["kind"], row["name"]) for row in tables["syntax_units"]]
    expected = [
        ("a.c", 0, "function", "f"),
        ("a.c", 1, "loop_nest", None),
        ("b.f90", 0, "function", "s"),
        ("c.cu", 0, "kernel", "k"),
        ("c.cu", 1, "function", "h"),
        ("c.cu", 2, "launch", "k"),
    ]
    assert expected == found
    assert [("a.c", "macro", "N")] == [(r["path"], r["kind"], r["name"]) for r in tables["syntax_definitions"]]
    assert [("a.c", 0, "for")] == [(r["path"], r["unit_number"], r["directive"]) for r in tables["syntax_directives"]]
    assert [("a.c", "MPI_Init")] == [(r["path"], r["function"]) for r in tables["syntax_mpi_calls"]]


def test_tags_are_lists_of_their_units() -> None:
    """By bytes of the unit's text; empty for loops and launches."""
    text = "// \u00e9\nint f(int *a) { for (;;) a[0]; }\n"
    (function, loop) = _cut({"a.c": ("C", text)})[0]["syntax_units"]
    unit = text.encode()[function["byte_start"] : function["byte_end"]]
    tags = [(unit[e["start"] : e["end"]].decode(), e["tag"]) for e in function["entities"]]
    expected = [
        ("int", "type"),
        ("f", "variable"),
        ("int", "type"),
        ("a", "pointer"),
        ("a", "pointer"),
        ("0", "constant"),
    ]
    assert [pair for pair in expected if pair[0] != "f"] == [pair for pair in tags if pair[0] != "f"]
    assert [] == loop["entities"]


def test_tags_can_be_left_out() -> None:
    """Then every list is empty."""
    stage = CutUnits(entities=False)
    tables, _ = _cut({"a.c": ("C", "int f(int *a) { return a[0]; }\n")}, stage)
    assert [[]] == [row["entities"] for row in tables["syntax_units"]]


def test_languages_without_a_grammar_are_kept() -> None:
    """Nothing is known of their texts, and nothing is said."""
    tables, outcome = _cut({"a.ispc": ("ISPC", "export void f() { }\n"), "b.c": ("C", "int f() { }\n")})
    first, second = tables["syntax_files"]
    assert (None, None, [], []) == (
        first["n_units"], first["syntax_error_share"], first["programming_models"], first["includes"],
    )  # fmt: skip
    assert (1, 0.0) == (second["n_units"], second["syntax_error_share"])
    assert ["kept", "kept"] == outcome.accounted.column("fate").to_pylist()


def test_nothing_makes_nothing() -> None:
    """Five empty tables, without a child."""
    outcome = CutUnits(text_timeout_s=1.5)(_batch({"a.c": ("C", "")}).slice(0, 0))
    assert [0] * 5 == [batch.num_rows for batch in outcome.emitted]


def test_equal_texts_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one language; the same text in another is another."""
    requests: list[Any] = []
    child = cut_units.child(_STAGE.text_timeout_s, _STAGE.memory_bytes)
    mapped = child.map

    def counted(rows: list[Any]) -> list[Any]:
        requests.extend(rows)
        return mapped(rows)

    monkeypatch.setattr(child, "map", counted)
    text = "int f() { }\n"
    tables, _ = _cut({"a.c": ("C", text), "b.c": ("C", text), "c.cpp": ("C++", text), "d.c": ("C", text + "\n")})
    assert ["C", "C++", "C"] == [language for language, _, _ in requests]
    assert ["a.c", "b.c", "c.cpp", "d.c"] == [row["path"] for row in tables["syntax_units"]]


_random = random.Random(20)
_PRAGMA = "#pragma omp parallel for\n"
_HOSTILE: dict[str, tuple[str, str]] = {
    "one_line": ("C", "int x; " * 120_000),
    "one_word": ("C", "A" * 16_000_000),
    "one_blank": ("C++", " " * 16_000_000),
    "replaced": ("C", "\ufffd" * 700_000),
    "parentheses": ("C", "(" * 1_000_000),
    "random": ("C++", _random.randbytes(60_000).decode("latin-1")),
    "random_fortran": ("Fortran", _random.randbytes(60_000).decode("latin-1")),
    "nul": ("C", "int f(){\0}\n" * 1_000 + "\0" * 1_000_000),
    "carriage_returns": ("C", "int f() {\r\n  return 1;\r\n}\r\n" * 300),
    "tabs": ("C", "\t" * 1_000_000 + "int f() {}"),
    "trigraphs": ("C", "int f() ??< return 1; ??>\n" * 1_000),
    "mark": ("C", "\ufeffint f() {}\n"),
    "blocks": ("C", "void f() {" + "{" * 30_000 + "}" * 30_001),
    "classes": ("C++", "class a {" * 10_000 + "};" * 10_000),
    "lambdas": ("C++", "void f() { auto x = " + "[] { return " * 10_000 + "1" + "; }" * 10_000 + "; }"),
    "ifs": ("C", "void f() {" + "if (a) " * 20_000 + "b(); }"),
    "else_ifs": ("C", "void f() {" + "if (a) b(); else " * 20_000 + "b(); }"),
    "loops": ("C", "void f() {" + "for (;;) " * 20_000 + "b(); }"),
    "namespaces": ("C++", "namespace a {" * 10_000 + "}" * 10_000),
    "pragmas": ("C", "void f() {\n" + _PRAGMA * 30_000 + "for (;;) b();\n}"),
    "pragmas_before_nothing": ("C", _PRAGMA * 20_000),
    "functions": ("C", "int f(int a) { return a; }\n" * 10_000),
    "functions_of_one_line": ("C", "/* d */ API int f(int a) { return a; }" * 10_000),
    "conditionals": ("C", "#if A\nint x;\n#endif\n" * 20_000),
    "split": ("C", "#if A\nvoid f() {\n#else\nvoid g() {\n#endif\n}\n" * 5_000),
    "nested_conditionals": ("C", "#if A\n" * 20_000 + "#endif\n" * 20_000),
    "arguments": ("C", "void f() { CHECK(" + "a," * 100_000 + "b); }"),
    "calls_as_arguments": ("C", "void f() { CHECK(" + "MPI_Send(a)," * 10_000 + "b); }"),
    "calls_in_calls": ("C", "void f() {" + "MPI_Send(" * 10_000 + ")" * 10_000 + "; }"),
    "names": ("C", "void f() {" + "".join(f"x{n};" for n in range(40_000)) + "}"),
    "long_names": ("C", "void " + "f" * 1_000_000 + "() {" + "g" * 1_000_000 + "(); }"),
    "launches": ("CUDA", "void f() {" + "k<<<1, 2>>>(a);\n" * 10_000 + "}"),
    "launches_in_launches": ("CUDA", "void f() {" + "k<<<1, 2>>>(" * 10_000 + ")" * 10_000 + "; }"),
    "templates": ("C++", "void " + "a<" * 10_000 + "int" + ">" * 10_000 + "::f() {}"),
    "scopes": ("C++", "void " + "a::" * 20_000 + "f() {" + "b::" * 20_000 + "g(); }"),
    "macros": ("C", "ABC " * 100_000 + "\n" + "class ABC " * 20_000 + ") ABC\n" * 20_000),
    "digraphs": ("C", "<%" * 50_000 + "%:" + '"\\' * 50_000),
    "subscripts": ("C", "void f() {\n" + _PRAGMA + "for (;;) " + "a[" * 5_000 + "i" + "]" * 5_000 + " = 1;\n}"),
    "fortran_directives": ("Fortran", "program p\n" + "!$omp do\ndo i=1,n\na(i)=1\nend do\n" * 3_000 + "end\n"),
    "fortran_stack": ("Fortran", "program p\n" + "!$omp do\n" * 20_000 + "do i=1,n\nend do\nend\n"),
}
_REFUSED = {
    "classes": "too_deep",
    "namespaces": "too_deep",
    "pragmas": "too_deep",
    "calls_in_calls": "too_deep",
    "launches_in_launches": "too_deep",
    "fortran_stack": "too_deep",
}


def test_hostile_texts_end_as_rows_or_with_a_reason() -> None:
    """None is lost, none takes the child's time or memory, and what nests beyond measure is refused for that."""
    started = time.monotonic()
    tables, outcome = _cut(_HOSTILE)
    # none came near the limit of one
    assert time.monotonic() - started < 5 * _STAGE.text_timeout_s
    refused = {row["path"]: row["reason"] for row in outcome.quarantined.to_pylist()}
    assert _REFUSED == refused
    assert [path for path in _HOSTILE if path not in _REFUSED] == [row["path"] for row in tables["syntax_files"]]
    n_units = {row["path"]: row["n_units"] for row in tables["syntax_files"]}
    expected = {
        "carriage_returns": 300,
        "mark": 1,
        "tabs": 1,
        "blocks": 1,
        "functions": 10_000,
        "functions_of_one_line": 10_000,
        "split": 5_000,
        "long_names": 1,
        "launches": 10_001,
        "scopes": 1,
        "loops": 2,
    }
    assert expected == {path: n_units[path] for path in expected}


@pytest.mark.skipif(sys.platform != "linux", reason="macOS enforces no limit on memory")
def test_a_text_that_ends_the_parser_is_refused() -> None:
    """Templates that never close make the grammar try everything at once; the texts beside it are read."""
    tables, outcome = _cut(
        {"before.c": ("C", "int f() { }\n"), "angles.cpp": ("C++", "a<" * 200_000), "after.c": ("C", "int g() { }\n")}
    )
    (refused,) = outcome.quarantined.to_pylist()
    assert ("angles.cpp", "parser_crashed") == (refused["path"], refused["reason"])
    assert ["f", "g"] == [row["name"] for row in tables["syntax_units"]]


def test_a_large_file_of_usual_code_fits() -> None:
    """Two megabytes of C++, as one finds them in amalgamations, with its tags."""
    piece = """\
namespace n{0} {{
/// Adds what it is given.
template <class T> T add{0}(const std::vector<T> &values, T *out, int n) {{
  T sum = T();
  for (int i = 0; i < n; ++i) {{
    if (values[i] > 0) {{ sum += values[i] * out[i] + std::sqrt(3.0); }} else {{ out[i] = helper<T>(sum, "text"); }}
  }}
  return sum;
}}
}}
"""
    text = "".join(piece.format(number) for number in range(7_000))
    assert len(text) > 2_000_000
    tables, outcome = _cut({"large.cpp": ("C++", text)})
    assert [] == outcome.quarantined.to_pylist()
    assert 14_000 == len(tables["syntax_units"])
