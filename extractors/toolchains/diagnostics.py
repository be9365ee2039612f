"""What compilers say about a source, in one form whoever said it."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warploom.schemas.errors import WarploomError

_LINE = re.compile(r"(?:(?P<path>[^\n]{1,1024}?):(?P<line>\d{1,9}):(?:(?P<column>\d{1,9}):)? |[\w.+-]{1,64}: )"
                   r"(?P<severity>fatal error|error|warning): (?P<message>.*)")  # fmt: skip
_LOCATION = re.compile(r"(?<![\w.])/(?:[^\s'\":,;()<>]+/)[^\s'\":,;()<>]*")
_CATEGORY = re.compile(r" \[(?:[^\[\]]*,)?(?P<category>[A-Z][\w -]*(?:Issue|Restriction|Deprecations|Statement))\]\Z")
_ASSERTED = re.compile(r"\Astatic assertion failed.*", re.DOTALL)
"""What follows is text of the code: kept out, like that of `#error`."""
_QUOTED = re.compile(r"'([^'\n]{1,200})'")
_CRASHES = ("PLEASE submit a bug report", "Stack dump:", "UNREACHABLE executed", "LLVM ERROR:")


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
    found: list[Diagnostic] = []
    for raw in output[:_MOST_BYTES].decode("utf-8", "replace").split("\n"):
        match = _LINE.fullmatch(raw[:4096].rstrip("\r"))
        if match is None:
            continue
        path = _named(match["path"] or "", names)
        message, category = _without_category(match["message"])
        if category == "User-Defined Issue":
            message = "#error"
        message = _masked(_ASSERTED.sub("static assertion failed", message), names)
        if len(message) > MOST_CHARACTERS:
            message = message[: MOST_CHARACTERS - 1] + "…"
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
        named = _named(path, names)
        if named.startswith("/headers/"):
            stubs.add(named)
        elif named.startswith("/toolchain/"):
            toolchain.add(named)
        elif named.startswith(("/", "../")):
            elsewhere += 1
        else:
            repository.add(named)
    return Closure(
        repository=tuple(sorted(repository)),
        toolchain=tuple(sorted(toolchain)),
        stubs=tuple(sorted(stubs)),
        absent=tuple(sorted(missing)),
        elsewhere=elsewhere,
    )


def _prerequisites(text: str) -> Iterable[str]:
    """Names after the first colon; a backslash joins lines and keeps spaces and hashes, a dollar is doubled."""
    _, _, rest = text.partition(":")
    for word in re.findall(r"(?:\\[ #\\]|\$\$|[^\s\\]|\\(?!\n))+", rest):
        yield re.sub(r"\\([ #])", r"\1", word).replace("$$", "$")


def _named(path: str, names: Sequence[tuple[str, str]]) -> str:
    """A path as it is called everywhere, without the detours that included names make."""
    if path.startswith("<"):
        return ""
    normal = posixpath.normpath(path) if path else ""
    for prefix, name in names:
        if normal == prefix or normal.startswith(prefix + "/"):
            return name + normal[len(prefix) :]
    return "/elsewhere" if normal.startswith("/") and not normal.startswith(("/toolchain/", "/headers/")) else normal


def _without_category(message: str) -> tuple[str, str]:
    """A message, and what clang puts behind it in brackets on being asked."""
    match = _CATEGORY.search(message[-100:])
    return (message[: len(message) - len(match[0])], match["category"]) if match else (message, "")


def _masked(message: str, names: Sequence[tuple[str, str]]) -> str:
    return _LOCATION.sub(lambda match: _named(match[0], names), message)


_NAMELESS = {Cause.SYNTAX, Cause.INLINE_ASSEMBLY, Cause.USER_ERROR, Cause.LIMIT, Cause.TYPES, Cause.LANGUAGE_STANDARD}
_REMOVED = re.compile(
    r"cudaThread\w+|cuda(?:Un)?[Bb]ind\w+|cudaGetTextureReference|tex(?:ture|1D\w*|2D\w*|3D\w*)|__shfl(?:_\w+)?|surface|"
    r"cublas(?:Init|Shutdown|Alloc|Free|GetError)|CUT_\w+|CUDA_SAFE_CALL|cutil\w+|THC\w*|cusparse[SDCZ]csr\w+|"
    r"cudaMemcpy(?:To|From)Array\w*|cudaDeviceGetSharedMemConfig"
)
_CAUSES = tuple(
    (cause, re.compile(pattern))
    for cause, pattern in (
        (Cause.MISSING_HEADER, r"file not found"),
        (Cause.LIMIT, r"recursive template instantiation exceeded|nested too deeply|#include nested|"
                      r"maximum (?:depth|step)|exceeds maximum|bracket nesting|too large|evaluation exceeded|"
                      r"file '.*' too large|ran out of source locations"),
        (Cause.INLINE_ASSEMBLY, r"\basm\b|inline assembly|constraint"),
        (Cause.USER_ERROR, r"^static assertion failed|^#error"),
        (Cause.GPU_FEATURE, r"needs target feature|target feature|__host__ function|__device__ (?:function|variable)|"
                            r"__global__|__shared__|__constant__|kernel call|is not supported on this target|"
                            r"GPU arch|dynamic initialization|address space|device code"),
        (Cause.LANGUAGE_STANDARD, r"C\+\+\d\d|C\d\d standard|extension used|is a keyword|concept|requires clause"),
        (Cause.UNKNOWN_TYPE, r"unknown type name|no type named|incomplete type|unknown class name|undeclared type|"
                             r"unknown template name|no template named"),
        (Cause.UNDECLARED_NAME, r"undeclared (?:identifier|function|label)|use of undeclared|undeclared"),
        (Cause.NO_MEMBER, r"no member named"),
        (Cause.NO_MATCH, r"no matching|too (?:few|many) arguments|is ambiguous|ambiguous"),
        (Cause.TEMPLATE, r"template|specialization|instantiat"),
        (Cause.SYNTAX, r"^expected |extraneous|unterminated|missing terminat|a type specifier is required|stray|"
                       r"invalid token|unmatched|unbalanced|unexpected|without #if|null character"),
        (Cause.TYPES, r"invalid operands|no viable|cannot (?:convert|initialize)|incompatible|conversion|redefinition|"
                      r"conflicting types|cannot be|not assignable|not a |not an? |called object|member reference"),
    )
)  # fmt: skip
