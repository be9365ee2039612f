"""Makes C and C++ readable for a grammar that knows no preprocessor: every byte keeps its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numba
import numpy as np

_MACRO = rb"\b_{0,2}[A-Z][A-Z0-9_]{2,}\b"
_STORAGE = (
    rb"(?:static|inline|extern|const|constexpr|volatile|virtual|friend|explicit|struct|class|enum|union|typename)\b"
)
_GIVEN = rb"(?:<[^<>;{}()\n]*>)?"
_BEFORE = rb"(?:static|inline|extern|constexpr|virtual|friend|explicit)[ \t]+"
_SPECIFIERS = re.compile(
    # macros before a declaration: EXPORT_API static int *f( ; what is left needs a type and a name, or is a destructor
    rb"^[ \t]*(?:template[ \t]*<[^;{}()\n]*>[ \t]*)?(?:\[\[\w+\]\][ \t]*)?"
    rb"((?:%s){0,4}%s[ \t]+(?:%s|%s[ \t]+){0,8})"
    rb"(?=~\w+[ \t]*\(|[A-Za-z_][\w:]*%s[ \t*&]+(?:[A-Za-z_][\w:]*[ \t*&]+){0,8}"
    rb"(?:[A-Za-z_~][\w:~]*%s|\([A-Za-z_]\w*\))[ \t]*\()" % (_BEFORE, _MACRO, _BEFORE, _MACRO, _GIVEN, _GIVEN),
    re.MULTILINE,
)
_ONE_MACRO = re.compile(_MACRO)
_CALLING_MACRO = re.compile(
    # between type and name: void WINAPI f(
    rb"^[ \t]*(?:%s[ \t]+)*(?!%s|(?:return|else|case|goto|new|delete|throw)\b)[a-z_]\w*[ \t*&]+(%s)"
    rb"(?=[ \t]+\w+[ \t]*\()" % (_STORAGE, _STORAGE, _MACRO),
    re.MULTILINE,
)
_CLASS_MACRO = re.compile(
    rb"\b(?:class|struct|union)[ \t]+(%s(?:\([^()\n]*\))?[ \t]+)(?=[A-Za-z_]\w*%s\s*(?:final\s*)?[:{])"
    % (_MACRO, _GIVEN)
)
_DECLARES = re.compile(
    rb"(?:namespace|typedef|class|struct|union|enum|template|extern|static|inline|constexpr|using|virtual|explicit)\b"
)
_LEADING = re.compile(rb"(?:%s[ \t]+)+\Z" % _MACRO)
_ALONE = re.compile(rb"[ \t]*(%s)[ \t]*\r?\n\Z" % _MACRO)
_DIGRAPHS = {b"<%": b"{ ", b"%>": b" }", b"<:": b"[ ", b":>": b" ]"}
_DIGRAPH_DIRECTIVE = re.compile(rb"^([ \t]*)%:", re.MULTILINE)

_IF, _ELSE, _END = range(3)
_ENDS_STATEMENT = frozenset(b";{}:,")
_MAX_DEPTH = 200
_NEXT_LINE_BYTES = 80
"""How far a look ahead may go beyond the line."""
_NOT_LINE_END = re.compile(rb"[^\r\n]")


def readable(source: bytes) -> bytes:
    """The text without digraphs, macros around declarations, and branches that split what stands around them."""
    for digraph, plain in _DIGRAPHS.items():
        if digraph in source and not (digraph == b"<:" and b"<::" in source):
            source = source.replace(digraph, plain)
    if b"%:" in source:
        source = _DIGRAPH_DIRECTIVE.sub(rb"\1# ", source)
    conditionals, lines, ranges, alone = _scan(np.frombuffer(source, np.uint8))
    blanks = _splits(conditionals) if len(conditionals) > 1 else []
    blanks += ranges.tolist()
    blanks += ((start, end) for start, end, after in alone.tolist() if _DECLARES.match(source, after))
    if not blanks and not len(lines):
        return source
    text = bytearray(source)
    for start, end in blanks:
        _blank(text, start, end)
    for line in lines.tolist():
        end = text.find(b"\n", line)
        end = len(text) if end < 0 else end
        for find in (_SPECIFIERS.match, _CALLING_MACRO.match, _CLASS_MACRO.search):
            found = find(text, line, min(end + _NEXT_LINE_BYTES, len(text)))
            if found is not None and found.start() < end:
                for macro in list(_ONE_MACRO.finditer(found[1])):
                    _blank(text, found.start(1) + macro.start(), found.start(1) + macro.end())
    return bytes(text)


def _blank(text: bytearray, start: int, end: int) -> None:
    """Blanks in the place of what is there; lines stay."""
    text[start:end] = _NOT_LINE_END.sub(b" ", text[start:end])


def start_with_macros(written: bytes, read: bytes, start: int) -> int:
    """Where a declaration begins in the text as written, if macros before it were blanked in the text as read."""
    line = written.rfind(b"\n", 0, start) + 1
    if read[line:start].strip():
        return start
    macros = _LEADING.search(written, line, start)
    start = start if macros is None else macros.start()
    above = written.rfind(b"\n", 0, max(0, line - 1)) + 1
    alone = None if written[line:start].strip() else _ALONE.match(written, above, line)
    return start if alone is None or read[above:line].strip() else alone.start(1)


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
def _scan(text: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Conditional directives; first bytes of lines on which a macro may stand beside a declaration; ranges; macros.

    One row for each directive: kind, first byte, end, and of the text since the one before: change of depth in braces,
    lowest depth, change in parentheses, last character; whether the condition is a plain 0. The ranges, first byte and
    end, are macros between a parameter list and a body, and comments inside of `#define`. The macros have a line to
    themselves: first byte, end, first byte of the next word.
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
    ranges = np.empty((16, 2), np.int64)
    n_ranges = 0
    alone = np.empty((16, 3), np.int64)
    n_alone = 0
    alone_start = alone_end = -1
    depth = 0
    is_control = was_control = is_closed = is_initialised = False
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
                if text[i] == 47 and i + 1 < n and text[i + 1] == 42:
                    # the grammar ends a macro at a comment; one of several lines is left alone
                    k = i + 2
                    while k + 1 < n and text[k] != 10 and not (text[k] == 42 and text[k + 1] == 47):
                        k += 1
                    if k + 1 < n and text[k] == 42:
                        if n_ranges == len(ranges):
                            wider = np.empty((2 * n_ranges, 2), np.int64)
                            wider[:n_ranges] = ranges
                            ranges = wider
                        ranges[n_ranges, 0] = i
                        ranges[n_ranges, 1] = k + 2
                        n_ranges += 1
                        i = k + 1
                elif text[i] == 92 and i + 1 < n and text[i + 1] == 10:
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
            start = i
            is_upper = 65 <= c <= 90 or c == 95
            while i < n and _is_word(text[i]):
                is_upper = is_upper and not 97 <= text[i] <= 122
                i += 1
            is_upper = is_upper and i - start >= 3
            j = i
            if is_upper:
                while j < n and (text[j] == 32 or text[j] == 9 or text[j] == 13):
                    j += 1
            is_first = is_upper and at_line_start and _ends_statement(last, alone_start)
            given = _end_of_arguments(text, j) if is_first and j < n and text[j] == 40 else 0
            if is_first and j < n and (given or text[j] == 10):
                if alone_start < 0:
                    alone_start = start
                alone_end = given or i
            elif alone_start >= 0:
                if n_alone == len(alone):
                    longer = np.empty((2 * n_alone, 3), np.int64)
                    longer[:n_alone] = alone
                    alone = longer
                alone[n_alone, 0] = alone_start
                alone[n_alone, 1] = alone_end
                alone[n_alone, 2] = start
                n_alone += 1
                alone_start = -1
            if is_upper and is_closed:
                end = _end_of_trailing(text, i)
                if end:
                    if n_ranges == len(ranges):
                        wider = np.empty((2 * n_ranges, 2), np.int64)
                        wider[:n_ranges] = ranges
                        ranges = wider
                    ranges[n_ranges, 0] = start
                    ranges[n_ranges, 1] = end
                    n_ranges += 1
            is_initialised = is_upper and (
                is_initialised or ((_ends_statement(last, -1) or last == 58 or last == 62) and _initialises(text, i))
            )
            if is_initialised:
                if n_ranges == len(ranges):
                    wider = np.empty((2 * n_ranges, 2), np.int64)
                    wider[:n_ranges] = ranges
                    ranges = wider
                ranges[n_ranges, 0] = start
                ranges[n_ranges, 1] = i
                n_ranges += 1
            is_closed = is_closed and (is_upper or _follows_parameters(text, start, i))
            was_control = _is_control(text, start, i)
            at_line_start = False
            if is_upper and (n_lines == 0 or lines[n_lines - 1] != line):
                if j < n and j > i and (_is_word(text[j]) or text[j] == 126 or text[j] == 42 or text[j] == 40):
                    if n_lines == len(lines):
                        more = np.empty(2 * n_lines, np.int64)
                        more[:n_lines] = lines
                        lines = more
                    lines[n_lines] = line
                    n_lines += 1
            i = max(i, given)
            last = int(text[i - 1])
        else:
            at_line_start = False
            alone_start = -1
            is_initialised = False
            if c == 40:
                if depth == 0:
                    is_control = was_control
                depth += 1
            elif c == 41:
                depth = max(0, depth - 1)
            elif c == 123 or c == 125 or c == 59:
                depth = 0
            was_control = False
            is_closed = c == 41 and depth == 0 and not is_control
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
    return rows[:n_rows], lines[:n_lines], ranges[:n_ranges], alone[:n_alone]


@numba.njit(cache=True, nogil=True)
def _ends_statement(last: int, alone_start: int) -> bool:
    """The last character ends a statement, or there is none, or what it is of is a macro on a line of its own."""
    return alone_start >= 0 or last == 0 or last == 59 or last == 123 or last == 125


@numba.njit(cache=True, nogil=True)
def _end_of_arguments(text: np.ndarray, i: int) -> int:
    """End of the parentheses that open at `i`; 0 where they hold a body or a statement, or are long."""
    limit = min(len(text), i + 1_000)
    depth = 0
    while i < limit:
        c = text[i]
        if c == 34:
            i += 1
            while i < limit and text[i] != 34 and text[i] != 10:
                i += 2 if text[i] == 92 else 1
        elif c == 40:
            depth += 1
        elif c == 41:
            depth -= 1
            if depth == 0:
                return i + 1
        elif c == 59 or c == 123 or c == 125:
            return 0
        i += 1
    return 0


@numba.njit(cache=True, nogil=True)
def _initialises(text: np.ndarray, i: int) -> bool:
    """Words, parentheses and a colon follow: a constructor with initialisers, which has no type."""
    limit = min(len(text), i + 200)
    n_words = 0
    is_in_word = False
    while i < limit and (text[i] <= 32 or _is_word(text[i])):
        if not is_in_word and text[i] > 32:
            n_words += 1
        is_in_word = text[i] > 32
        i += 1
    if not n_words or i == limit or text[i] != 40:
        return False
    i = _end_of_arguments(text, i)
    if not i:
        return False
    while i < len(text) and text[i] <= 32:
        i += 1
    if i + 8 < len(text) and text[i] == 110 and text[i + 1] == 111 and text[i + 7] == 116:  # noexcept
        i += 8
        if text[i] == 40:
            i = _end_of_arguments(text, i)
            if not i:
                return False
        while i < len(text) and text[i] <= 32:
            i += 1
    return i + 1 < len(text) and text[i] == 58 and text[i + 1] != 58


@numba.njit(cache=True, nogil=True)
def _end_of_trailing(text: np.ndarray, i: int) -> int:
    """End of a macro's name at `i` and what it is given, if a body follows at once; else 0."""
    limit = min(len(text), i + 400)
    end = i
    depth = 0
    while i < limit:
        c = text[i]
        if c == 40:
            depth += 1
        elif c == 41:
            depth -= 1
            end = i + 1
            if depth < 0:
                return 0
        elif depth == 0 and c == 123:
            return end
        elif depth == 0 and c > 32:
            return 0
        i += 1
    return 0


@numba.njit(cache=True, nogil=True)
def _follows_parameters(text: np.ndarray, start: int, end: int) -> bool:
    """A word that may stand between a parameter list and a body: const, final, noexcept, override, volatile."""
    c, length = text[start], end - start
    return (length == 5 and (c == 99 or c == 102)) or (length == 8 and (c == 110 or c == 111 or c == 118))


@numba.njit(cache=True, nogil=True)
def _is_control(text: np.ndarray, start: int, end: int) -> bool:
    """The words if, for, while, switch."""
    length = end - start
    c, second = text[start], text[min(start + 1, end - 1)]
    return (
        (length == 2 and c == 105 and second == 102)
        or (length == 3 and c == 102 and second == 111)
        or (length == 5 and c == 119 and second == 104)
        or (length == 6 and c == 115 and second == 119)
    )


@numba.njit(cache=True, nogil=True)
def _is_word(c: int) -> bool:
    return 48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122 or c == 95
