"""The ranges of a C-like text that can be taken out: functions and kernels anywhere, all else by whole declarations."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warploom.extractors.ir.code_mask import CodeMask, Directive, mask_code
from warploom.extractors.syntax.file_syntax import FileSyntax, Row
from warploom.schemas.syntax import SYNTAX_DEFINITIONS, SYNTAX_UNITS

_BRACE = re.compile(rb"[{};]")
_TRANSPARENT = re.compile(rb"(?:\bnamespace\b[^;(){}=]*+|\bextern\s*+)$")
_UNTIL_SEMICOLON = re.compile(
    rb"^\s*+(?:template\b.*>)?\s*+(?:typedef|struct|class|union|enum|static|const|extern)?\b[^()]*+$|=", re.DOTALL
)
_PAREN = re.compile(rb"[()]")
_CALL = re.compile(rb"[A-Z][A-Z0-9_]+[ \t]*+\(")
_WORD = re.compile(rb"[A-Za-z_]")
_SPACE = re.compile(rb"\s*+")
_MAX_HEAD = 4_096
"""Of what stands before a brace; what it is shows at its end."""
_BODIES = ("function", "kernel", "program")
_UNIT = {name: place for place, name in enumerate(SYNTAX_UNITS.schema.names[1:])}
_DEFINITION = {name: place for place, name in enumerate(SYNTAX_DEFINITIONS.schema.names[1:])}


@dataclass(frozen=True, slots=True)
class Part:
    """A byte range that can be taken out as a whole."""

    start: int
    end: int
    kind: str
    """function, kernel, program, type, macro, global or declaration."""
    name: str
    signature: str = ""


class FileParts:
    """The parts of one text; parts may lie inside of one another."""

    def __init__(self, text: bytes, syntax: FileSyntax) -> None:
        self.text = text
        self.mask: CodeMask = mask_code(text)
        declarations = top_level(self.mask)
        self._starts = [start for start, _ in declarations]
        self._declarations = declarations
        parts = [_body(row) for row in syntax.units if row[_UNIT["kind"]] in _BODIES]
        self.bodies: tuple[Part, ...] = tuple(self._fitted(part) for part in parts)
        definitions = [
            Part(
                row[_DEFINITION["byte_start"]],
                row[_DEFINITION["byte_end"]],
                row[_DEFINITION["kind"]],
                row[_DEFINITION["name"]],
            )
            for row in syntax.definitions
        ]
        whole = [Part(start, end, "declaration", "") for start, end in declarations]
        self.declarations: tuple[Part, ...] = tuple(whole)
        """Outside of all braces but those of namespaces, in order."""
        # the smallest first; of equal ranges the one that has a name
        self._parts = sorted(
            {(p.start, p.end): p for p in reversed([*self.bodies, *definitions, *whole])}.values(),
            key=lambda p: (p.end - p.start, p.start),
        )
        self._line_starts = [0]
        place = text.find(b"\n")
        while place >= 0:
            self._line_starts.append(place + 1)
            place = text.find(b"\n", place + 1)

    def offset(self, line: int, column: int) -> int:
        """The byte at a place; of a line that is not there the end of the text."""
        if line < 1 or line > len(self._line_starts):
            return len(self.text)
        return min(self._line_starts[line - 1] + max(0, column - 1), len(self.text))

    def line(self, offset: int) -> int:
        """The line, from 1, of a byte."""
        return bisect_right(self._line_starts, offset)

    def around(self, offset: int) -> list[Part]:
        """Parts that hold a byte, the innermost first."""
        return [part for part in self._parts if part.start <= offset < part.end]

    def directive_at(self, offset: int) -> Directive | None:
        """The directive of the preprocessor that holds a byte."""
        directives = self.mask.directives
        place = bisect_right(directives, offset, key=lambda d: d.start) - 1
        return directives[place] if place >= 0 and offset <= directives[place].end else None

    def directives_in(self, start: int, end: int) -> list[Directive]:
        """Directives that lie in a byte range as a whole."""
        directives = self.mask.directives
        low = bisect_left(directives, start, key=lambda d: d.start)
        high = bisect_left(directives, end, key=lambda d: d.start)
        return [d for d in directives[low:high] if d.end <= end]

    def _fitted(self, part: Part) -> Part:
        """From the start of its declaration: with `extern "C"` and attributes, without macros' calls before it."""
        place = bisect_right(self._starts, part.end - 1) - 1
        if place < 0:
            return part
        start, end = self._declarations[place]
        if end < part.end or (start < part.start and _BRACE.search(self.mask.code, start, part.start)):
            return part
        return Part(start, part.end, part.kind, part.name, part.signature)


def _body(row: Row) -> Part:
    start, end, kind = (row[_UNIT[name]] for name in ("byte_start", "byte_end", "kind"))
    return Part(start, end, kind, row[_UNIT["qualified_name"]] or "", row[_UNIT["signature"]] or "")


def top_level(mask: CodeMask) -> list[tuple[int, int]]:
    """Byte ranges of declarations outside of all braces but those of namespaces and `extern "C"`; in linear time.

    Where branches of the preprocessor open a brace each, only those of the last one count.
    """
    code = mask.code
    found: list[tuple[int, int]] = []
    depth = 0
    """Of opaque braces."""
    transparent = 0
    start = _SPACE.match(code).end() if code else 0  # type: ignore[union-attr]
    kind = 0  # of the open declaration: 0 not known, 1 ends with its brace, 2 ends with a semicolon
    saved: list[int] = []
    events = sorted(
        [(m.start(), m[0]) for m in _BRACE.finditer(code)]
        + [(d.start, d.name.encode()) for d in mask.directives if d.name in _CONDITIONAL]
    )
    for place, what in events:
        if len(what) > 1:
            if what.startswith(b"if"):
                saved.append(depth)
            elif what == b"endif":
                if saved:
                    saved.pop()
            elif saved:
                depth = saved[-1]
            continue
        if what == b"{":
            if depth == 0:
                head = code[max(start, place - _MAX_HEAD) : place].rstrip()
                if kind == 0 and _TRANSPARENT.search(head):
                    transparent += 1
                    start = _after(code, place + 1)
                    continue
                if kind == 0:
                    kind = 2 if _UNTIL_SEMICOLON.search(head) else 1
            depth += 1
            continue
        if what == b"}":
            if depth == 0:
                transparent = max(0, transparent - 1)
                start, kind = _after(code, place + 1), 0
                continue
            depth -= 1
            following = code[(after := _after(code, place + 1)) : after + 1]
            if depth == 0 and (following == b";" or (kind == 1 and following not in (b",", b"{"))):
                end = after + 1 if following == b";" else place + 1
                found.append((start, end))
                start, kind = _after(code, end), 0
            continue
        if depth == 0:
            if start <= place:
                found.append((start, place + 1))
            start, kind = _after(code, place + 1), 0
    if start < len(code) and depth == 0:
        found.append((start, len(code.rstrip())))
    return [part for start, end in found for part in _without_calls(code, start, end)]


def _without_calls(code: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Calls of macros on lines of their own, without a semicolon, that stand before a declaration; then this."""
    while (call := _CALL.match(code, start, end)) is not None:
        depth = 1
        place = call.end()
        while depth and (bracket := _PAREN.search(code, place, end)) is not None:
            depth += 1 if bracket[0] == b"(" else -1
            place = bracket.end()
        following = _SPACE.match(code, place, end)
        after = following.end() if following else place
        if depth or (after < end and (b"\n" not in code[place:after] or not _WORD.match(code, after))):
            break
        yield start, place
        start = after
    if start < end:
        yield start, end


_CONDITIONAL = frozenset(["if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif"])


def _after(code: bytes, place: int) -> int:
    match = _SPACE.match(code, place)
    return match.end() if match else place


def kernels(syntax: FileSyntax) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Qualified name and template parameters of each kernel."""
    return [
        (row[_UNIT["qualified_name"]] or row[_UNIT["name"]] or "", tuple(row[_UNIT["template_parameters"]]))
        for row in syntax.units
        if row[_UNIT["kind"]] == "kernel"
    ]
