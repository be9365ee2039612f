"""What compilers say about a source, in one form whoever said it."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warploom.schemas.errors import WarploomError

MAX_DIAGNOSTICS = 1_000
"""A file can make a compiler say something on every line; more than this says nothing new."""
MAX_MESSAGE_CHARS = 2_000
SEVERITIES = ("fatal", "error", "warning", "note")

_WORKING_DIRECTORY = "/proc/self/cwd/"
_TEXT_LINE = re.compile(
    r"^(?:(?P<path>[^\n:]{1,4096}):(?P<line>[0-9]{1,9}):(?:(?P<column>[0-9]{1,9}):)? )?"
    r"(?P<severity>fatal error|error|warning|portability|because|note): (?P<message>[^\n]+)$",
    re.MULTILINE,
)
_TEXT_SEVERITIES = {"fatal error": "fatal", "portability": "warning", "because": "note"}
_RUSTC_SEVERITIES = {"error: internal compiler error": "fatal", "failure-note": "note", "help": "note"}

_RUSTC_CRASHES = ("panicked at", "internal compiler error", "rustc interrupted by SIG", "memory allocation of")


class DiagnosticsError(WarploomError):
    """A compiler was expected to speak JSON and did not; `line` is what it said instead."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line

    def __str__(self) -> str:
        return f"not a diagnostic in JSON: {self.line[:200]!r}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message; `path` is relative to the repository's root where it lies inside, and empty where there is none."""

    path: str
    line: int
    """From 1; 0 where there is none."""
    column: int
    severity: str
    """One of `SEVERITIES`."""
    message: str
    """Its first line, without the source that is quoted."""


def text_diagnostics(output: str) -> tuple[Diagnostic, ...]:
    """Messages in the form `path:line:column: severity: message` that clang and flang print, in order."""
    return tuple(_bounded(_from_text(output)))


def rustc_diagnostics(output: str) -> tuple[Diagnostic, ...]:
    """Messages of `rustc --error-format=json`, in order; what rustc prints when it crashes is one fatal message.

    Raises `DiagnosticsError` on a line that is neither.
    """
    return tuple(_bounded(_from_rustc(output)))


def relative_path(path: str) -> str:
    """As a compiler names a file that it was given relative to the root of the repository."""
    return posixpath.normpath(path.removeprefix(_WORKING_DIRECTORY)) if path else ""


def _bounded(diagnostics: Iterator[Diagnostic]) -> Iterator[Diagnostic]:
    for _, diagnostic in zip(range(MAX_DIAGNOSTICS), diagnostics, strict=False):
        yield diagnostic


def _from_text(output: str) -> Iterator[Diagnostic]:
    for match in _TEXT_LINE.finditer(output):
        severity = match["severity"]
        yield Diagnostic(
            relative_path(match["path"] or ""),
            int(match["line"] or 0),
            int(match["column"] or 0),
            _TEXT_SEVERITIES.get(severity, severity),
            match["message"][:MAX_MESSAGE_CHARS],
        )


def _from_rustc(output: str) -> Iterator[Diagnostic]:
    lines = [line for line in output.splitlines() if line.strip()]
    for line in lines:
        if not line.startswith("{"):
            if any(mark in output for mark in _RUSTC_CRASHES):
                yield Diagnostic("", 0, 0, "fatal", line[:MAX_MESSAGE_CHARS])
                return
            if line.startswith(("error: ", "warning: ", "note: ")):  # about its command line, before it speaks JSON
                severity, _, message = line.partition(": ")
                yield Diagnostic("", 0, 0, severity, message[:MAX_MESSAGE_CHARS])
                continue
            raise DiagnosticsError(line)
        try:
            said: dict[str, Any] = json.loads(line)
        except (ValueError, RecursionError):
            raise DiagnosticsError(line) from None
        if said.get("$message_type", "diagnostic") != "diagnostic":
            continue
        spans = said.get("spans") or ()
        span = next((s for s in spans if s["is_primary"]), None)
        level = str(said["level"])
        code = said.get("code")
        message = str(said["message"]).partition("\n")[0]
        yield Diagnostic(
            relative_path(str(span["file_name"])) if span else "",
            int(span["line_start"]) if span else 0,
            int(span["column_start"]) if span else 0,
            _RUSTC_SEVERITIES.get(level, level),
            (f"{message} [{code['code']}]" if code else message)[:MAX_MESSAGE_CHARS],
        )
