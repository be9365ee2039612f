"""Causes of failure in the words of compilers other than clang."""

from __future__ import annotations

import re
from collections.abc import Iterable

from warploom.extractors.ir.compilers import Errors
from warploom.extractors.ir.diagnostics import Diagnostic, Place
from warploom.extractors.toolchains import diagnostics as other

_CAUSES = (
    ("missing_module", re.compile(r"Cannot (?:parse|find) module file for module '([^']+)'|unresolved (?:import|module)"
                                  r"[^`]*`([^`]+)`|can't find crate for `([^`]+)`|"
                                  r"file not found for module `([^`]+)`")),
    ("missing_header", re.compile(r"Source file '([^']+)' was not found|'([^']+)' file not found")),
    ("macro", re.compile(r"cannot find macro `([^`]+)`")),
    ("undeclared_name", re.compile(r"No explicit type declared for '([^']+)'|cannot find \w+ `([^`]+)`")),
    ("not_supported", re.compile(r"not yet implemented: ([^\n]{1,80})")),
)  # fmt: skip


def errors_of(said: Iterable[other.Diagnostic]) -> Errors:
    """The errors among messages, and the cause of the first that has a known one."""
    found = [
        Diagnostic(Place(d.path, d.line, d.column), "fatal error" if d.severity == "fatal" else d.severity, d.message)
        for d in said
        if d.severity in ("fatal", "error")
    ]
    for error in found:
        for cause, pattern in _CAUSES:
            if (match := pattern.search(error.message)) is not None:
                return Errors(found, cause, next((group for group in match.groups() if group), None))
    return Errors(found, "other", found[0].message if found else None)
