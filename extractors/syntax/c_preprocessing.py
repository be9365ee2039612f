"""Makes C and C++ readable for a grammar that knows no preprocessor: every byte keeps its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numba
import numpy as np

_MACRO = rb"[A-Z][A-Z0-9_]{2,}"
_SPECIFIERS = re.compile(
    # macros before a declaration: EXPORT_API static int *f( ; what is left needs a type and a name, or is a destructor
    # bounded, since each macro may be the type as well
    rb"^[ \t]*((?:%s[ \t]+){1,8})(?=~\w+[ \t]*\(|[A-Za-z_][\w:]*(?:<[^<>;{}()\n]*>)?[ \t*&]+"
    rb"(?:[A-Za-z_][\w:]*[ \t*&]+){0,8}[A-Za-z_~][\w:~]*[ \t]*\()" % _MACRO,
    re.MULTILINE,
)
_STORAGE = (
    rb"(?:static|inline|extern|const|constexpr|volatile|virtual|friend|explicit|struct|class|enum|union|typename)\b"
)
_CALLING_MACRO = re.compile(
    # between type and name: void WINAPI f(
    rb"^[ \t]*(?:%s[ \t]+)*(?!%s|(?:return|else|case|goto|new|delete|throw)\b)[a-z_]\w*[ \t*&]+(%s)"
    rb"(?=[ \t]+\w+[ \t]*\()" % (_STORAGE, _STORAGE, _MACRO),
    re.MULTILINE,
)
_CLASS_MACRO = re.compile(
    rb"\b(?:class|struct|union)[ \t]+(%s(?:\([^()\n]*\))?[ \t]+)(?=[A-Za-z_]\w*\s*(?:final\s*)?[:{])" % _MACRO
)
_TRAILING_MACRO = re.compile(rb"\)[ \t]*(?:const[ \t]+)?(%s)(?=\s*\{)" % _MACRO)
_LEADING = re.compile(rb"(?:%s[ \t]+)+\Z" % _MACRO)
_DIGRAPHS = {b"<%": b"{ ", b"%>": b" }", b"<:": b"[ ", b":>": b" ]", b"%:": b"# "}
_DIGRAPH = re.compile(
    # of `<::` C++ makes `<` and `::`, unless `:` or `>` follows; comments and literals are passed over
    rb"//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"?"
    rb"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?|(<%|%>|<:(?!:(?![:>]))|:>|%:)",
    re.DOTALL,
)

_IF, _ELSE, _END = range(3)
_ENDS_STATEMENT = frozenset(b";{}:,")
_MAX_DEPTH = 200
_NEXT_LINE_BYTES = 80
"""How far a look ahead may go beyond the line."""
_MAX_MACRO_BYTES = 512
"""How far macros may begin before what they stand before."""
_NOT_LINE_END = re.compile(rb"[^\r\n]")


def readable(source: bytes) -> bytes:
    """The text without digraphs, macros around declarations, and branches that split what stands around them."""
    if any(digraph in source for digraph in _DIGRAPHS):
        source = _DIGRAPH.sub(lambda found: _DIGRAPHS[found[1]] if found[1] else found[0], source)
    conditionals, lines = _scan(np.frombuffer(source, np.uint8))
    blanks = _splits(conditionals) if len(conditionals) > 1 else []
    if not blanks and not len(lines):
        return source
    text = bytearray(source)
    for start, end in blanks:
        _blank(text, start, end)
    for line in lines.tolist():
        end = text.find(b"\n", line)
        end = len(text) if end < 0 else end
        for find in (_SPECIFIERS.match, _CALLING_MACRO.match, _CLASS_MACRO.search, _TRAILING_MACRO.search):
            found = find(text, line, min(end + _NEXT_LINE_BYTES, len(text)))
            if found is not None and found.start() < end:
                _blank(text, *found.span(1))
    return bytes(text)


def _blank(text: bytearray, start: int, end: int) -> None:
    """Blanks in the place of what is there; lines stay."""
    text[start:end] = _NOT_LINE_END.sub(b" ", text[start:end])


def start_with_macros(written: bytes, read: bytes, start: int) -> int:
    """Where a declaration begins in the text as written, if macros before it were blanked in the text as read."""
    floor = max(0, start - _MAX_MACRO_BYTES)
    line = max(written.rfind(b"\n", floor, start) + 1, floor)
    if read[line:start].strip():
        return start
    macros = _LEADING.search(written, line, start)
    return start if macros is None else macros.start()


@dataclass(slots=True)
class _Branch:
    """What the text of one branch does to the brackets around it."""

    start: int
    end: int = 0
    braces: int = 0
    lowest: int = 0
    parentheses: int = 0
    last: int = 0
    """Its last character that is neither blank nor comment; 0 if there is none."""
    is_false: bool = False

    def add(self, braces: int, lowest: int, parentheses: int, last: int) -> None:
        self.lowest = min(self.lowest, self.braces + lowest)
        self.braces += braces
        self.parentheses += parentheses
        self.last = last or self.last


@dataclass(slots=True)
class _Group:
    start: int
    branches: list[_Branch] = field(default_factory=list)
    directives: list[tuple[int, int]] = field(default_factory=list)

    def splits(self) -> bool:
        """A branch opens or closes what another text closes or opens, or ends in the middle of a declaration."""
        for branch in self.branches:
            if branch.braces or branch.lowest < 0 or branch.parentheses:
                return True
        # two heads before one body
        return len(self.branches) > 1 and any(b.last and b.last not in _ENDS_STATEMENT for b in self.branches)

    def kept(self) -> _Branch:
        """The first branch that holds anything and is not `#if 0`."""
        return next((b for b in self.branches if b.last and not b.is_false), self.branches[0])


def _splits(conditionals: np.ndarray) -> list[tuple[int, int]]:
    """Byte ranges of directives and branches that split a definition or a block, but for the first branch of each."""
    blanks: list[tuple[int, int]] = []
    groups: list[_Group] = []
    for kind, start, end, braces, lowest, parentheses, last, is_false in conditionals.tolist():
        if groups:
            groups[-1].branches[-1].add(braces, lowest, parentheses, last)
        if kind == _IF:
            if len(groups) == _MAX_DEPTH:
                return []
            groups.append(_Group(start, [_Branch(end, is_false=bool(is_false))], [(start, end)]))
        elif groups:
            group = groups[-1]
            group.branches[-1].end = start
            group.directives.append((start, end))
            if kind == _ELSE:
                group.branches.append(_Branch(end, is_false=bool(is_false)))
                continue
            groups.pop()
            kept = group.kept()
            if group.splits():
                blanks += group.directives
                blanks += ((b.start, b.end) for b in group.branches if b is not kept)
            if groups:
                groups[-1].branches[-1].add(kept.braces, kept.lowest, kept.parentheses, kept.last)
    return blanks


@numba.njit(cache=True, nogil=True)
def _scan(text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Conditional directives, and first bytes of lines on which a macro may stand beside a declaration.

    One row for each directive: kind, first byte, end, and of the text since the one before: change of depth in braces,
    lowest depth, change in parentheses, last character; whether the condition is a plain 0.
    """
    lines = np.empty(16, np.int64)
    n_lines = 0
    line = 0
    rows = np.empty((16, 8), np.int64)
    n_rows = 0
    n = len(text)
    i = 0
    braces = lowest = parentheses = last = 0
    at_line_start = True
    while i < n:
        c = text[i]
        if c == 10:
            at_line_start = True
            i += 1
            line = i
        elif c == 32 or c == 9 or c == 13 or c == 12:
            i += 1
        elif c == 47 and i + 1 < n and text[i + 1] == 47:  # //
            while i < n and text[i] != 10:
                i += 1
        elif c == 47 and i + 1 < n and text[i + 1] == 42:  # /* */
            i += 2
            while i + 1 < n and not (text[i] == 42 and text[i + 1] == 47):
                i += 1
            i += 2
        elif c == 35 and at_line_start:  # a directive, with its continuations
            start = i
            j = i + 1
            while j < n and (text[j] == 32 or text[j] == 9):
                j += 1
            kind = -1
            if j + 1 < n and text[j] == 105 and text[j + 1] == 102:  # if, ifdef, ifndef
                kind = 0
            elif j + 1 < n and text[j] == 101 and text[j + 1] == 108:  # else, elif
                kind = 1
            elif j + 1 < n and text[j] == 101 and text[j + 1] == 110:  # endif
                kind = 2
            is_false = 0
            if kind == 0:
                k = j + 2
                while k < n and (text[k] == 32 or text[k] == 9):
                    k += 1
                if k > j + 2 and k < n and text[k] == 48 and (k + 1 == n or text[k + 1] <= 32):
                    is_false = 1
            while i < n and text[i] != 10:
                if text[i] == 92 and i + 1 < n and text[i + 1] == 10:
                    i += 1
                elif text[i] == 92 and i + 2 < n and text[i + 1] == 13 and text[i + 2] == 10:
                    i += 2
                i += 1
            if kind >= 0:
                if n_rows == len(rows):
                    grown = np.empty((2 * n_rows, 8), np.int64)
                    grown[:n_rows] = rows
                    rows = grown
                rows[n_rows, 0] = kind
                rows[n_rows, 1] = start
                rows[n_rows, 2] = i
                rows[n_rows, 3] = braces
                rows[n_rows, 4] = lowest
                rows[n_rows, 5] = parentheses
                rows[n_rows, 6] = last
                rows[n_rows, 7] = is_false
                n_rows += 1
                braces = lowest = parentheses = last = 0
        elif c == 34 or (c == 39 and not (i and _is_word(text[i - 1]))):  # a literal, to the end of its line at most
            at_line_start = False
            i += 1
            while i < n and text[i] != c and text[i] != 10:
                if text[i] == 92:
                    i += 1
                i += 1
            i += 1
            last = int(c)
        elif _is_word(c):
            at_line_start = False
            start = i
            is_upper = 65 <= c <= 90
            while i < n and _is_word(text[i]):
                is_upper = is_upper and not 97 <= text[i] <= 122
                i += 1
            if is_upper and i - start >= 3 and (n_lines == 0 or lines[n_lines - 1] != line):
                j = i
                # after `)` or `const`: what stands before a body may be on the line above it
                is_after_head = last == 41 or last == 116
                while j < n and text[j] <= 32 and (text[j] != 10 or is_after_head):
                    j += 1
                is_before_word = j < n and j > i and (_is_word(text[j]) or text[j] == 126 or text[j] == 42)
                # after `class`, `struct` or `union`: with arguments, as in `class ALIGN(16) A {`
                is_of_class = j == i and j < n and text[j] == 40 and (last == 115 or last == 116 or last == 110)
                if is_before_word or is_of_class or (j < n and is_after_head and text[j] == 123):
                    if n_lines == len(lines):
                        more = np.empty(2 * n_lines, np.int64)
                        more[:n_lines] = lines
                        lines = more
                    lines[n_lines] = line
                    n_lines += 1
            last = int(text[i - 1])
        else:
            at_line_start = False
            if c == 123:
                braces += 1
            elif c == 125:
                braces -= 1
                lowest = min(lowest, braces)
            elif c == 40:
                parentheses += 1
            elif c == 41:
                parentheses -= 1
            last = int(c)
            i += 1
    return rows[:n_rows], lines[:n_lines]


@numba.njit(cache=True, nogil=True)
def _is_word(c: int) -> bool:
    return 48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122 or c == 95
