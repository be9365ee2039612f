"""Each law of what was compiled is found broken where it is, and no other with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_release import Rows, provenance, small_rows, write_shards
from warploom.schemas.release import COMPILED
from warploom.validators.compiled_rules import compiled_rules
from warploom.validators.published import connect
from warploom.validators.releases import check_rows

Broken = tuple[Callable[[Rows], object], list[tuple[str, str]]]

NOWHERE = "0" * 32


def _module(rows: Rows, *, coverage: str = "whole") -> dict[str, object]:
    """The first module of that coverage."""
    return next(row for row in rows["ir_modules"] if row["coverage"] == coverage)


def _relicensed(rows: Rows) -> None:
    """Of a module with functions and lowerings."""
    for row in rows["ir_modules"]:
        if row["target"] == "nvptx64":
            row["license_expression"] = "MIT AND Apache-2.0"


def _kept_back(rows: Rows) -> None:
    for row in rows["ir_modules"]:
        row["redistributable"] = False


def _unknown_license(rows: Rows) -> None:
    (included,) = [c for c in _module(rows, coverage="part")["include_closure"] if c["kind"] == "repository"]  # type: ignore[attr-defined]
    included["license_expression"] = None


def _unknown_kind(rows: Rows) -> None:
    (included,) = [c for c in _module(rows, coverage="part")["include_closure"] if c["kind"] == "repository"]  # type: ignore[attr-defined]
    included["kind"] = "borrowed"


def _set(folder: str, column: str, value: object) -> Callable[[Rows], object]:
    return lambda rows: rows[folder][0].update({column: value})


ROWS: dict[str, Broken] = {
    "nothing": (lambda _: None, []),
    "module twice": (lambda r: r["ir_modules"].append(r["ir_modules"][0]), [("ir_modules", "key_unique")]),
    "function twice": (lambda r: r["ir_functions"].append(r["ir_functions"][0]), [("ir_functions", "key_unique")]),
    "lowering twice": (lambda r: r["gpu_lowerings"].append(r["gpu_lowerings"][0]), [("gpu_lowerings", "key_unique")]),
    "attempt twice": (
        lambda r: r["compile_attempts"].append(r["compile_attempts"][0]),
        [("compile_attempts", "key_unique")],
    ),
    "module of no file": (_set("ir_modules", "source_file_id", "sf_" + NOWHERE), [("ir_modules", "reference")]),
    "function of no module": (
        _set("ir_functions", "ir_module_id", "ir_" + NOWHERE),
        [("ir_functions", "reference")],
    ),
    "function of no unit": (_set("ir_functions", "code_unit_id", "cu_" + NOWHERE), [("ir_functions", "reference")]),
    "lowering of no function": (
        _set("gpu_lowerings", "ir_function_id", "if_" + NOWHERE),
        [("gpu_lowerings", "reference")],
    ),
    "attempt on no file": (
        _set("compile_attempts", "source_file_id", "sf_" + NOWHERE),
        [("compile_attempts", "reference")],
    ),
    "attempt at no module": (
        lambda r: r["compile_attempts"][3].update(ir_module_id="ir_" + NOWHERE),
        [("compile_attempts", "module"), ("compile_attempts", "reference")],
    ),
    "module of another language": (_set("ir_modules", "language", "C++"), [("ir_modules", "file_copy")]),
    "function at another path": (_set("ir_functions", "path", "src/a.c"), [("ir_functions", "file_copy")]),
    "lowering of another split": (
        _set("gpu_lowerings", "split", "test"),
        [("gpu_lowerings", "file_copy"), ("gpu_lowerings", "shard")],
    ),
    "unknown language": (
        _set("ir_modules", "language", "COBOL"),
        [("ir_modules", "closed_set"), ("ir_modules", "file_copy")],
    ),
    "unknown target": (_set("ir_modules", "target", "z80"), [("ir_modules", "closed_set")]),
    "unknown level": (_set("ir_modules", "level", "O9"), [("ir_modules", "closed_set")]),
    "unknown headers": (_set("ir_modules", "headers", "fake"), [("ir_modules", "closed_set")]),
    "unknown coverage": (_set("ir_modules", "coverage", "most"), [("ir_modules", "closed_set")]),
    "unknown origin of flags": (_set("ir_modules", "flags_origin", "bazel"), [("ir_modules", "closed_set")]),
    "unknown tier": (_set("ir_modules", "license_tier", "free"), [("ir_modules", "closed_set")]),
    "unknown tier of a function": (
        _set("ir_functions", "license_tier", "free"),
        [("ir_functions", "closed_set"), ("ir_functions", "module_license")],
    ),
    "unknown kind of include": (_unknown_kind, [("ir_modules", "closed_set")]),
    "unknown use of libdevice": (_set("gpu_lowerings", "libdevice", "maybe"), [("gpu_lowerings", "closed_set")]),
    "unknown assembly": (_set("gpu_lowerings", "assembly", "began"), [("gpu_lowerings", "closed_set")]),
    "unknown outcome": (
        lambda r: r["compile_attempts"][2].update(outcome="lost"),
        [("compile_attempts", "closed_set")],
    ),
    "other bitcode": (_set("ir_modules", "bitcode", b"BC"), [("ir_modules", "bitcode")]),
    "other length": (_set("ir_modules", "bitcode_bytes", 3), [("ir_modules", "bitcode")]),
    "histogram of a module": (
        lambda r: _module(r, coverage="part").update(n_instructions=7),
        [("ir_modules", "histogram")],
    ),
    "histogram of a function": (_set("ir_functions", "n_instructions", 7), [("ir_functions", "histogram")]),
    "stubs that are told as real": (
        lambda r: _module(r, coverage="part").update(headers="real"),
        [("ir_modules", "headers")],
    ),
    "real headers that are told as stubs": (_set("ir_modules", "headers", "stub"), [("ir_modules", "headers")]),
    "a part that lacks nothing": (
        lambda r: _module(r, coverage="part").update(omitted_units=[]),
        [("ir_modules", "coverage")],
    ),
    "a whole that lacks something": (_set("ir_modules", "omitted_units", ["f"]), [("ir_modules", "coverage")]),
    "code of an unknown license": (_unknown_license, [("ir_modules", "closure_license")]),
    "a module without a license": (
        _set("ir_modules", "license_expression", None),
        [("ir_modules", "closure_license")],
    ),
    "license other than the module's": (
        _relicensed,
        [("gpu_lowerings", "module_license"), ("ir_functions", "module_license")],
    ),
    "passed on in spite of the module": (_kept_back, [("gpu_lowerings", "redistributable")]),
    "passed on with a vendor's code": (
        _set("gpu_lowerings", "libdevice", "linked"),
        [("gpu_lowerings", "redistributable")],
    ),
    "machine code without registers": (_set("gpu_lowerings", "registers", None), [("gpu_lowerings", "measured")]),
    "compiled for a reason": (_set("compile_attempts", "reason", "other"), [("compile_attempts", "outcome")]),
    "failed for none": (
        lambda r: r["compile_attempts"][2].update(reason=None),
        [("compile_attempts", "outcome")],
    ),
    "module of no attempt": (
        _set("compile_attempts", "ir_module_id", None),
        [("compile_attempts", "module")],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_broken_rows_are_found(name: str, tmp_path: Path) -> None:
    """Each law is found broken, and no other."""
    damage, expected = ROWS[name]
    rows = small_rows()
    damage(rows)
    write_shards(tmp_path, rows, n_shards=1)
    with connect(tmp_path) as connection:
        findings = check_rows(connection, provenance())
    assert expected == sorted((finding.table, finding.rule) for finding in findings)


def test_every_law_has_a_case() -> None:
    """A new law comes with a release that breaks it."""
    covered = {law for _, broken in ROWS.values() for law in broken}
    assert {(rule.table, rule.name) for rule in compiled_rules()} <= covered
    assert {(folder, "key_unique") for folder in COMPILED} <= covered
