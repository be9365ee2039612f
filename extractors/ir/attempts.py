"""One compiler run on one file: what was asked, what came of it, and the row that keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from warploom.extractors.ir.compile_request import CompileRequest
from warploom.extractors.ir.diagnostics import Diagnostic
from warploom.extractors.toolchains.tool import Tool

_MAX_DIAGNOSTICS = 10
_MAX_MESSAGE_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Variant:
    """A file as it is shown to the compiler: whole, or cut down to what compiles."""

    coverage: str = "whole"
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """Texts that stand in the place of files of the tree, or beside them."""
    omitted: tuple[str, ...] = ()
    instantiations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one request. `bitcode` is there where the outcome is `compiled`."""

    request: CompileRequest
    variant: Variant
    outcome: str
    tool: Tool | None = None
    argv: tuple[str, ...] = ()
    """The command line without places of this machine."""
    reason: str | None = None
    detail: str | None = None
    exit_code: int | None = None
    errors: Sequence[Diagnostic] = ()
    bitcode: bytes = b""
    read: tuple[str, ...] = ()
    """Files that the compiler read: of the repository, `/headers/...` or `/toolchain/...`."""
    headers: str = "real"
    unit: str = ""
    """The function or kernel that the module is for, where each has one of its own."""
    is_superseded: bool = False
    """It compiled, and a later one has more in it."""

    @property
    def is_compiled(self) -> bool:
        return self.outcome == "compiled"

    @property
    def messages(self) -> list[str]:
        """What the errors say."""
        return [error.message for error in self.errors]

    def row(self, occurrence_id: str, number: int, module: str | None) -> dict[str, Any]:
        """The row of `compile_attempts_of_files`."""
        tool = self.tool
        return {
            "occurrence_id": occurrence_id,
            "attempt_number": number,
            "target": str(self.request.target),
            "arch": self.request.arch,
            "level": self.request.level,
            "is_offload": self.request.is_offload,
            "standard": self.request.flags.standard,
            "flags_origin": str(self.request.flags.origin),
            "headers": self.headers,
            "coverage": "unit" if self.unit else self.variant.coverage,
            "omitted_units": self.variant.omitted,
            "instantiations": (self.unit, *self.variant.instantiations) if self.unit else self.variant.instantiations,
            "compile_argv": self.argv,
            "compiler": None if tool is None else tool.name,
            "compiler_version": None if tool is None else tool.version,
            "toolchain_digest": None if tool is None else tool.digest,
            "outcome": self.outcome,
            "reason": self.reason,
            "detail": self.detail,
            "exit_code": self.exit_code,
            "diagnostics": [_row(error) for error in self.errors[:_MAX_DIAGNOSTICS]],
            "ir_module_id": module,
        }


def _row(error: Diagnostic) -> dict[str, Any]:
    return {
        "path": error.place.path,
        "line": error.place.line,
        "column": error.place.column,
        "severity": error.severity,
        "message": error.message[:_MAX_MESSAGE_CHARACTERS],
    }
