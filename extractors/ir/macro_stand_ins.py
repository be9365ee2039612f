"""Stands in for macros that decorate declarations and that no file defines: a configuration would have made them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable

from warploom.extractors.ir.code_mask import mask_code
from warploom.extractors.ir.declarations import top_level
from warploom.extractors.ir.diagnostics import Diagnostic, Place

MAX_BYTES = 4 * 1024 * 1024
"""Of a file that is looked into."""
MAX_FILES = 16
MAX_ERRORS = 200
_MAX_LINE = 2_000
_CALL = re.compile(rb"\b([A-Z][A-Z0-9_]{3,80})[ \t]{0,8}\(")
_PAREN = re.compile(rb"[()]")
_TYPE = re.compile(rb"[ \t]*+[A-Za-z_][\w \t]{0,100}[*& \t]{0,8}")
_NAMED = re.compile(rb"[ \t]*+[*&]{0,3}[ \t]*+(?![A-Z0-9_]{4,80}[ \t]{0,8}\()[A-Za-z_]\w{0,200}[ \t]*+[(;,=\[]")
"""A declarator: then what stands before it has to be its type."""
_DECLARED = re.compile(rb"[ \t]*+[A-Za-z_*]")
_SPECIFIERS = re.compile(
    rb"(?:\s|\b(?:extern|static|inline|const|virtual|explicit|friend|[A-Z][A-Z0-9_]*+)\b(?:[ \t]*+\([^()]*+\))?+)*+"
)
_BEHIND_DECLARATOR = re.compile(rb"[)\]]\s*+$")
_ENDS = re.compile(rb"\s*+[;{,]|\s*+$")


def stand_ins(
    errors: Iterable[Diagnostic], read_text: Callable[[str], bytes | None], is_defined: Callable[[str], bool]
) -> tuple[str, ...]:
    """Lines that define such macros, sorted: as nothing, or as their argument where a declaration has no type without.

    Only calls outside of all braces count that an error points at, before a declaration or behind a declarator:
    a statement or a definition that a macro makes would be lost.
    """
    by_file: dict[str, list[Place]] = {}
    for number, error in enumerate(e for e in errors if e.is_error):
        if number == MAX_ERRORS:
            break
        if error.place.path in by_file or len(by_file) < MAX_FILES:
            by_file.setdefault(error.place.path, []).append(error.place)
    found: dict[str, str] = {}
    for path, places in sorted(by_file.items()):
        text = read_text(path)
        if text is None or len(text) > MAX_BYTES or _CALL.search(text) is None:
            continue
        for name, meaning in _in_file(text, places):
            if not is_defined(name):
                found.setdefault(name, meaning)
    return tuple(f"#define {name}{meaning}".rstrip() for name, meaning in sorted(found.items()))


def _in_file(text: bytes, places: Iterable[Place]) -> Iterable[tuple[str, str]]:
    mask = mask_code(text)
    code = mask.code
    starts = [start for start, _ in top_level(mask)]
    lines = [0, *(match.end() for match in re.finditer(rb"\n", text))]
    for place in places:
        if not 0 < place.line <= len(lines):
            continue
        line = lines[place.line - 1]
        end = lines[place.line] if place.line < len(lines) else len(text)
        if end - line > _MAX_LINE:
            continue
        at = line + place.column - 1
        for call in _CALL.finditer(code, line, end):
            close = _closing(code, call.end(), end)
            if close is None or at < call.start() or code[close + 1 : at].strip(b" \t"):
                continue  # an error stands in the call, or at the first word behind it
            number = bisect_right(starts, call.start()) - 1
            start = starts[number] if number >= 0 else 0
            before = code[start : call.start()] if call.start() - start <= _MAX_LINE else b"{"
            meaning = None if b"{" in before else _meaning(before, code[call.end() : close], code[close + 1 : end])
            if meaning is not None:
                yield call[1].decode("ascii"), meaning


def _meaning(before: bytes, argument: bytes, behind: bytes) -> str | None:
    """What a call is to be replaced by, with its parameters; None where it is no decoration."""
    if _SPECIFIERS.fullmatch(before):
        if _NAMED.match(behind):
            return "(x) x" if _TYPE.fullmatch(argument) else None
        return "(...)" if _DECLARED.match(behind) else None
    return "(...)" if _BEHIND_DECLARATOR.search(before) and _ENDS.match(behind) else None


def _closing(code: bytes, start: int, end: int) -> int | None:
    depth = 1
    for bracket in _PAREN.finditer(code, start, end):
        depth += 1 if bracket[0] == b"(" else -1
        if depth == 0:
            return bracket.start()
    return None
