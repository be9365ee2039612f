"""`explain` of modules, functions and kernels, and what files, units and paths say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.small_release import small_rows, write_release
from warploom.catalog import kernel_levels
from warploom.catalog.answers import Section
from warploom.catalog.explore import explain
from warploom.catalog.render import render_table


@pytest.fixture(scope="module")
def rows() -> dict[str, list[dict[str, Any]]]:
    return small_rows()


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("compiled") / "r"
    write_release(directory)
    return directory


def shown(sections: list[Section], width: int = 80) -> dict[str, str]:
    return {section.title: render_table(section.table, width) for section in sections}


def test_a_kernel_is_followed_to_machine_code(directory: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Each level with the source lines beside it; what only says where a line comes from is left out of PTX."""
    told = shown(explain(directory, rows["gpu_lowerings"][0]["row_id"]))
    assert [
        "Kernel",
        "Instructions by class",
        "Source, with the lines of each level that come from it",
        "NVVM IR",
        "PTX",
        "Machine code",
    ] == list(told)
    assert "registers              8\n" in told["Kernel"]
    assert told["Instructions by class"].endswith("control    1     1\nother      -     1")
    assert told["Source, with the lines of each level that come from it"] == (
        "line  nvvm_ir  ptx  sass  source\n"
        "----  -------  ---  ----  ------------------------------------------------\n"
        "   1        1    1     1  __global__ void k() {}\n"
        "   -        -    -     1  (inlined from stub.h, outside of the repository)"
    )
    assert told["NVVM IR"].splitlines()[2:] == [
        "   1        define ptx_kernel void @_Z1kv() {",
        "   2     1    ret void",
        "   3        }",
    ]
    assert told["PTX"].splitlines()[2:] == [
        "   1        .version 8.8",
        "   2",
        "   3        .visible .entry _Z1kv()",
        "   4        {",
        "   6     1      ret;",
        "   7        }",
    ]
    assert told["Machine code"].splitlines()[2:] == [
        "   1            _Z1kv:",
        "   2     1      /*0000*/ EXIT ;",
        "   3  stub.h:7  /*0010*/ NOP ;",
    ]


def test_what_comes_from_no_line_is_counted(tmp_path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Instructions alone: no labels, directives, declarations or braces of any level."""
    row = {
        **rows["gpu_lowerings"][0],
        "nvvm_ir": "define ptx_kernel void @_Z1kv() {\n  %1 = alloca i32, align 4\n  br label %2\n2:\n  ret void\n}\n",
        "nvvm_lines": [{"line": 5, "path": "src/k.cu", "source_line": 1}],
        "ptx": ".visible .entry _Z1kv()\n{\n\t.reg .b32 %r<2>;\n\t// a note;\n$L__BB0:\n"
        "\tmov.u32 %r1, 0;\n\t@%p1 ret;\n}\n",
        "ptx_lines": [],
        "sass": "_Z1kv:\n/*0000*/ EXIT ;\n.L_x_0:\n/*0010*/ BRA `(.L_x_0);\n",
        "sass_lines": [{"line": 2, "path": "src/k.cu", "source_line": 1}],
    }
    write_release(tmp_path / "r", {**rows, "gpu_lowerings": [row]})
    told = shown(explain(tmp_path / "r", row["row_id"]))
    (source,) = [text for title, text in told.items() if title.startswith("Source")]
    assert source.splitlines()[2:] == [
        "   1        1    -     1  __global__ void k() {}",
        "   -        2    2     1  (instructions of no source line)",
    ]


def test_a_kernel_without_machine_code_or_unit(tmp_path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Levels that are not there are no section; lines of the file stand for a unit that was not found."""
    row = {**rows["gpu_lowerings"][0], "sass": None, "sass_lines": [], "text": None, "code_unit_id": None}
    write_release(tmp_path / "r", {**rows, "gpu_lowerings": [row]})
    told = shown(explain(tmp_path / "r", row["row_id"]))
    assert "Machine code" not in told
    (source,) = [text for title, text in told.items() if title.startswith("Source")]
    assert source.splitlines()[0] == "line  nvvm_ir  ptx  source"
    assert source.splitlines()[2:] == ["   1        1    1  __global__ void k() {}"]


def test_a_long_level_says_how_much_is_left_out(
    directory: Path, rows: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Levels are bounded, not silently."""
    monkeypatch.setattr(kernel_levels, "MAX_LINES", 2)
    sections = {s.title: s for s in explain(directory, rows["gpu_lowerings"][0]["row_id"])}
    assert [1, 4] == [sections[title].n_more for title in ("NVVM IR", "PTX")]


@pytest.mark.parametrize("width", [80, 120])
def test_ids_stay_whole_in_a_terminal(directory: Path, rows: dict[str, list[dict[str, Any]]], width: int) -> None:
    """From a file to its modules, from a module to its functions and kernels: the next id can be copied."""
    (k,) = [row for row in rows["source_files"] if row["path"] == "src/k.cu"]
    modules = [row["row_id"] for row in rows["ir_modules"] if row["path"] == "src/k.cu"]
    unit = rows["gpu_lowerings"][0]["code_unit_id"]
    kernel = rows["gpu_lowerings"][0]["row_id"]
    of_file = shown(explain(directory, k["row_id"]), width)
    assert all(module in of_file["Compiled to"] for module in modules)
    functions = [row["row_id"] for row in rows["ir_functions"] if row["ir_module_id"] == modules[0]]
    of_module = shown(explain(directory, modules[0]), width)
    assert all(function in of_module["Functions"] for function in functions)
    assert kernel in of_module["Lowered to"]
    assert functions[0] in shown(explain(directory, unit), width)["Compiled to"]
    assert kernel in shown(explain(directory, functions[0]), width)["Lowered to"]
    assert all(len(line) <= width for text in of_file.values() for line in text.splitlines())


def test_a_module_tells_how_it_came_about(directory: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Its command in whole words, the attempts on its target with their first errors, what was included, its text."""
    (host,) = [row for row in rows["ir_modules"] if row["coverage"] == "part"]
    told = shown(explain(directory, host["row_id"]), 120)
    assert [
        "Module",
        "Command, run in the root of the repository",
        "How it came about",
        "Functions",
        "Includes",
        "IR, its beginning without debug metadata",
    ] == list(told)
    assert "clang --target=x86_64 src/k.cu" in told["Command, run in the root of the repository"]
    attempts = told["How it came about"].splitlines()[2:]
    assert ["1  x86_64", "2  x86_64"] == [line.strip()[:9] for line in attempts]
    assert "missing_header: gone.h" in attempts[0]
    assert "src/k.cu:1: 'gone.h' file not found" in attempts[0]
    assert "instruction_histogram  call 1, ret 1" in told["Module"]
    assert "bitcode " not in told["Module"]
    assert ["repository", "stub"] == [line.split()[0] for line in told["Includes"].splitlines()[2:]]
    assert "   2    call void @launch()" in told["IR, its beginning without debug metadata"]


def test_a_module_without_text(directory: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Text that is not kept is no section."""
    (module,) = [row for row in rows["ir_modules"] if row["text"] is None]
    assert "IR, its beginning without debug metadata" not in shown(explain(directory, module["row_id"]))


def test_a_function_shows_its_source_and_its_ir(directory: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """The unit that it comes from, with the lines of the file."""
    (kernel,) = [row for row in rows["ir_functions"] if row["is_kernel"]]
    told = shown(explain(directory, kernel["row_id"]))
    assert ["Function", "Lowered to", "Source", "IR, without debug metadata"] == list(told)
    assert "   1  __global__ void k() {}" in told["Source"]


@pytest.mark.parametrize("path", ["src/b.c", "src/n.f90"])
def test_a_path_that_did_not_compile_says_why(directory: Path, path: str) -> None:
    """Attempts are there without modules."""
    sections = {s.title: s.table.to_pylist() for s in explain(directory, path)}
    assert "Compiled to" not in sections
    attempts = sections["Attempts to compile it"]
    expected = {"src/b.c": ["other", "nothing_left"], "src/n.f90": ["no_compiler"]}
    assert expected[path] == [attempt["reason"] for attempt in attempts]


@pytest.mark.parametrize("identity", ["ir_0", "if_0", "gl_0", "gl_'; DROP TABLE x; --"])
def test_ids_that_are_not_there(directory: Path, identity: str) -> None:
    """Nothing is known of them."""
    assert [] == explain(directory, identity)
