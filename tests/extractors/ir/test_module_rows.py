"""Rows that attempts become: modules that may be kept, functions joined to units, kernels with their lines."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.extractors.ir.code_views import MemoryView
from tests.extractors.ir.compiling import TOOL, error_at, request_for
from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.contributions import RUST_LIBRARY
from warploom.extractors.ir.foreign_modules import to_bitcode
from warploom.extractors.ir.module_rows import ModuleRows, histogram
from warploom.schemas.identity import code_unit_id, content_id

TEXTS = {
    "src/a.c": b'#include "a.h"\n\nint outer(int x)\n{\n    return inner(x);\n}\n',
    "src/a.h": b"static inline int inner(int x) { return x + 1; }\n",
}


def module(*functions: tuple[str, str, int], more: str = "") -> bytes:
    """Bitcode with functions, each given as symbol, source file and line."""
    lines, metadata = ['target triple = "x86_64-unknown-linux-gnu"'], []
    for n, (symbol, file, line) in enumerate(functions):
        lines.append(f"define i32 @{symbol}(i32 %0) !dbg !{10 * n + 10} {{")
        lines.append(f"  %2 = add i32 %0, {n + 1}, !dbg !{10 * n + 13}")
        lines.append(f"  ret i32 %2, !dbg !{10 * n + 13}\n}}")
        metadata += [
            f'!{10 * n + 10} = distinct !DISubprogram(name: "{symbol}", scope: !{10 * n + 11}, file: !{10 * n + 11}, '
            f"line: {line}, type: !5, scopeLine: {line}, spFlags: DISPFlagDefinition, unit: !3)",
            f'!{10 * n + 11} = !DIFile(filename: "{file}", directory: ".")',
            f"!{10 * n + 13} = !DILocation(line: {line}, column: 3, scope: !{10 * n + 10})",
        ]
    lines += [
        "!llvm.dbg.cu = !{!3}",
        "!llvm.module.flags = !{!1}",
        '!1 = !{i32 2, !"Debug Info Version", i32 3}',
        "!3 = distinct !DICompileUnit(language: DW_LANG_C11, file: !4, emissionKind: LineTablesOnly)",
        '!4 = !DIFile(filename: "src/a.c", directory: ".")',
        "!5 = !DISubroutineType(types: !6)",
        "!6 = !{}",
    ]
    return to_bitcode("\n".join([*lines, *metadata, more, ""]).encode())


def compiled(bitcode: bytes, read: Sequence[str] = ("src/a.c", "src/a.h"), **more: Any) -> Attempt:
    attempt = Attempt(request_for("src/a.c"), Variant(), "compiled", TOOL, ("fakec", "a.c"), bitcode=bitcode, read=read)  # type: ignore[arg-type]
    return dataclasses.replace(attempt, exit_code=0, **more)


def nothing(attempt: object, facts: object) -> Iterator[Any]:
    """Lowers no kernel."""
    return iter(())


def rows_of(
    attempts: Sequence[Attempt], licenses: dict[str, str | None] | None = None, tiers: Sequence[str] = ("permissive",)
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Modules, functions and attempts of one file."""
    rows = ModuleRows(MemoryView(TEXTS, licenses), tiers)
    n = rows.add("oc_" + "0" * 24, "src/a.c", attempts, nothing)
    modules, functions, _, told = (batch.to_pylist() for batch in rows.batches())
    assert n == len(modules)
    return modules, functions, told


def test_functions_are_joined_to_their_units() -> None:
    """By the line where they begin, in the file that defines them; a header's too."""
    (one,), functions, _ = rows_of([compiled(module(("outer", "src/a.c", 3), ("inner", "src/a.h", 1)))])
    assert (2, True, "real", "whole") == (one["n_functions"], one["is_verified"], one["headers"], one["coverage"])
    assert {("outer", "src/a.c", 3), ("inner", "src/a.h", 1)} == {
        (f["symbol"], f["source_path"], f["source_line"]) for f in functions
    }
    header = content_id(TEXTS["src/a.h"])
    inner = next(f for f in functions if f["symbol"] == "inner")
    (unit,) = [u for u in MemoryView(TEXTS).units("src/a.h") if u.kind == "function"]
    assert (header, code_unit_id(header, "function", unit.byte_start, unit.byte_end)) == (
        inner["unit_content_id"],
        inner["code_unit_id"],
    )


def test_a_line_without_a_unit_joins_none() -> None:
    """As of what a macro defines elsewhere."""
    _, (function,), _ = rows_of([compiled(module(("odd", "src/a.c", 1)))])
    assert (None, None) == (function["code_unit_id"], function["unit_content_id"])


def test_functions_of_toolchains_are_no_rows_and_count_for_the_license() -> None:
    """Rust's library is named as its builders had it, and is not among what was read."""
    bitcode = module(("outer", "src/a.c", 3), ("push", "library/alloc/src/vec.rs", 7))
    (one,), functions, _ = rows_of([compiled(bitcode)])
    assert ["outer"] == [f["symbol"] for f in functions]
    assert "Apache-2.0 OR MIT" in {row["license_expression"] for row in one["include_closure"]}
    (library,) = [row for row in one["include_closure"] if row["path"].startswith(RUST_LIBRARY)]
    assert ("toolchain", True) == (library["kind"], library["contributed_code"])
    assert RUST_LIBRARY + "alloc/src/vec.rs" == library["path"]


@pytest.mark.parametrize(
    "place", ["/home/somebody/parser.y", "../up.y", "library/gen.c", "/toolchain/cuda/x.h", "gen.y"]
)
def test_a_file_that_was_only_named_is_no_contribution(place: str) -> None:
    """By `#line`, as generators write it."""
    (one,), functions, _ = rows_of([compiled(module(("outer", "src/a.c", 3), ("yyparse", place, 9)))])
    assert ["src/a.h"] == [row["path"] for row in one["include_closure"]]
    assert ("MIT", "real", True) == (one["license_expression"], one["headers"], one["redistributable"])
    assert ["outer"] == [f["symbol"] for f in functions]


def test_headers_that_stand_in_are_told() -> None:
    """On the module and on the attempt."""
    (one,), _, (told,) = rows_of([compiled(module(("outer", "src/a.c", 3)), ("src/a.c", "/headers/mpi/mpi.h"))])
    assert ("stub", "stub") == (one["headers"], told["headers"])


@pytest.mark.parametrize(
    ("licenses", "tiers", "reason"),
    [
        ({"src/a.h": "GPL-3.0-only"}, ("permissive",), "license_not_allowed"),
        ({"src/a.h": None}, ("permissive", "copyleft"), "license_unknown"),
        ({"src/a.c": None}, ("permissive",), "license_unknown"),
        ({"src/a.h": "GPL-3.0-only"}, ("permissive", "copyleft"), None),
        ({"src/a.c": "BSD-2-Clause"}, ("permissive",), None),
    ],
)
def test_licenses_of_all_that_was_read_decide(
    licenses: dict[str, str | None], tiers: Sequence[str], reason: str | None
) -> None:
    """A module that may not be kept leaves no row but the attempt."""
    modules, functions, (told,) = rows_of([compiled(module(("outer", "src/a.c", 3)))], licenses, tiers)
    assert (reason is None) == bool(modules) == bool(functions)
    assert reason == told["reason"]
    assert ("compiled" if reason is None else "refused") == told["outcome"]
    assert (told["ir_module_id"] is None) == (reason is not None)


def test_damaged_bitcode_is_a_failure() -> None:
    """It ends a child, not the stage."""
    bitcode = module(("outer", "src/a.c", 3))
    for damaged in (b"", b"BC\xc0\xde", bitcode[:-20], bitcode[: len(bitcode) // 2]):
        modules, _, (told,) = rows_of([compiled(damaged)])
        assert ([], "failed", "bitcode") == (modules, told["outcome"], told["reason"])


def test_what_was_cut_down_to_nothing_is_no_module() -> None:
    """Nor is a whole file whose functions all stand behind conditions that nobody sets."""
    empty = module()
    part = compiled(empty, variant=Variant("part", {}, ("outer (function)",)))
    modules, _, (told,) = rows_of([part])
    assert ([], "failed", "nothing_left") == (modules, told["outcome"], told["reason"])
    modules, _, (told,) = rows_of([compiled(empty)])
    assert ([], "failed", "nothing_left") == (modules, told["outcome"], told["reason"])


def test_attempts_are_numbered_and_told_as_they_were() -> None:
    """With their first ten errors; a superseded one compiled and became nothing."""
    bitcode = module(("outer", "src/a.c", 3))
    failed = Attempt(request_for("src/a.c"), Variant(), "failed", TOOL, ("fakec",), "syntax", exit_code=1)
    failed = dataclasses.replace(failed, errors=[error_at(n, "x" * 500, "src/a.c") for n in range(1, 30)])
    superseded = compiled(bitcode, is_superseded=True)
    level = dataclasses.replace(compiled(bitcode), request=request_for("src/a.c", level="O2"), argv=("fakec", "O2"))
    modules, functions, told = rows_of([failed, superseded, compiled(bitcode), level])
    assert [0, 1, 2, 3] == [row["attempt_number"] for row in told]
    assert ["failed", "compiled", "compiled", "compiled"] == [row["outcome"] for row in told]
    assert [None, None, *(m["ir_module_id"] for m in modules)] == [row["ir_module_id"] for row in told]
    assert 2 == len({m["ir_module_id"] for m in modules})
    assert (10, 300) == (len(told[0]["diagnostics"]), len(told[0]["diagnostics"][0]["message"]))
    assert 2 == len(functions)


def test_a_histogram_is_in_the_order_of_counts() -> None:
    """Then of names: equal counts come in one order everywhere."""
    assert [("add", 3), ("br", 1), ("ret", 1)] == [
        (row["opcode"], row["n"]) for row in histogram({"ret": 1, "br": 1, "add": 3})
    ]
