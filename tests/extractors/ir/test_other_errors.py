"""Causes of failure in the words of flang and rustc."""

from __future__ import annotations

import json

import pytest

from warploom.extractors.ir.other_errors import errors_of
from warploom.extractors.toolchains.diagnostics import Diagnostic, rustc_diagnostics, text_diagnostics


@pytest.mark.parametrize(
    ("message", "reason", "detail"),
    [
        (
            "Cannot parse module file for module 'solver': Source file 'solver.mod' was not found",
            "missing_module",
            "solver",
        ),
        ("Cannot find module file for module 'mpi'", "missing_module", "mpi"),
        ("Source file 'params.inc' was not found", "missing_header", "params.inc"),
        ("No explicit type declared for 'alpha'", "undeclared_name", "alpha"),
        ("not yet implemented: DEFAULT clause in TASK", "not_supported", "DEFAULT clause in TASK"),
        ("unresolved import `rayon` [E0432]", "missing_module", "rayon"),
        ("unresolved module or unlinked crate `serde` [E0433]", "missing_module", "serde"),
        ("can't find crate for `libc` [E0463]", "missing_module", "libc"),
        ("file not found for module `kernels` [E0583]", "missing_module", "kernels"),
        ("cannot find macro `vec2` in this scope", "macro", "vec2"),
        ("cannot find value `x` in this scope [E0425]", "undeclared_name", "x"),
        ("mismatched types [E0308]", "other", "mismatched types [E0308]"),
    ],
)
def test_a_cause_is_known_by_its_words(message: str, reason: str, detail: str) -> None:
    """And the name that it is about."""
    said = errors_of([Diagnostic("a.f90", 3, 7, "error", message)])
    assert (reason, detail) == (said.reason, said.detail)


def test_the_first_error_with_a_cause_decides() -> None:
    """Warnings and notes count for nothing; errors stay in their order."""
    said = errors_of(
        [
            Diagnostic("a.rs", 1, 1, "warning", "cannot find macro `w` in this scope"),
            Diagnostic("a.rs", 2, 1, "error", "mismatched types"),
            Diagnostic("a.rs", 3, 1, "error", "can't find crate for `libc`"),
            Diagnostic("", 0, 0, "fatal", "aborting"),
        ]
    )
    assert ("missing_module", "libc") == (said.reason, said.detail)
    assert [("error", 2), ("error", 3), ("fatal error", 0)] == [(e.severity, e.place.line) for e in said.errors]
    assert all(error.is_error for error in said.errors)


def test_who_fails_without_a_word_has_no_detail() -> None:
    """As a compiler that only exits."""
    said = errors_of([])
    assert ("other", None, []) == (said.reason, said.detail, list(said.errors))


def test_flangs_own_words_are_read() -> None:
    """From its output to the cause."""
    output = "error: Could not parse a.f90\n./src/a.f90:2:7: error: Cannot find module file for module 'k'\n"
    said = errors_of(text_diagnostics(output))
    assert ("missing_module", "k") == (said.reason, said.detail)
    assert [("", 0), ("src/a.f90", 2)] == [(e.place.path, e.place.line) for e in said.errors]


def test_rustcs_own_words_are_read() -> None:
    """The primary span says where."""
    span = {"file_name": "src/lib.rs", "line_start": 4, "column_start": 5, "is_primary": True}
    line = {"message": "cannot find macro `m`", "level": "error", "code": None, "spans": [span]}
    said = errors_of(rustc_diagnostics(json.dumps(line) + "\n"))
    assert ("macro", "m", 4) == (said.reason, said.detail, said.errors[0].place.line)
