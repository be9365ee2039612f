"""Makes C and C++ readable for a grammar that knows no preprocessor: every byte keeps its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from warploom.extractors.syntax.c_scan import scan

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
    rb"(?=~\w+[ \t]*\(|(?:::)?[A-Za-z_][\w:]*%s[ \t*&]+(?:[A-Za-z_][\w:]*[ \t*&]+){0,8}"
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
_PARAMETER_MACRO = re.compile(
    # before a parameter's name: f(double *RESTRICT x, Kind UNUSED k)
    rb"(?:\*|[,(][ \t]*\w+)[ \t]*(?<!\w)(%s)[ \t]+(?=\w+[ \t]*[,)\[])" % _MACRO
)
_DECLARES = re.compile(
    rb"(?:namespace|typedef|class|struct|union|enum|template|extern|static|inline|constexpr|using|virtual|explicit"
    rb"|__global__|__device__|__host__|void|bool|char|short|int|long|unsigned|signed|float|double|size_t)\b"
)
_LEADING = re.compile(rb"(?:%s[ \t]+)+\Z" % _MACRO)
_ALONE = re.compile(rb"[ \t]*(%s)[ \t]*\r?\n\Z" % _MACRO)
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
    conditionals, lines, ranges, alone, openings = scan(np.frombuffer(source, np.uint8))
    blanks = _splits(conditionals) if len(conditionals) > 1 else []
    blanks += ranges.tolist()
    blanks += ((start, end) for start, end, after in alone.tolist() if _DECLARES.match(source, after))
    if not blanks and not len(lines) and not len(openings):
        return source
    text = bytearray(source)
    for blank in openings.tolist():
        text[blank] = ord(";")  # `EACH(x);{`: a call and its block, not a function
    for start, end in blanks:
        _blank(text, start, end)
    for line in lines.tolist():
        end = text.find(b"\n", line)
        end = len(text) if end < 0 else end
        for find in (_SPECIFIERS.match, _CALLING_MACRO.match, _CLASS_MACRO.search):
            found = find(text, line, min(end + _NEXT_LINE_BYTES, len(text)))
            if found is not None and found.start() < end and found.re is _CLASS_MACRO:
                _blank(text, *found.span(1))  # with what it is given
            elif found is not None and found.start() < end:
                for macro in list(_ONE_MACRO.finditer(found[1])):
                    _blank(text, found.start(1) + macro.start(), found.start(1) + macro.end())
        for span in [found.span(1) for found in _PARAMETER_MACRO.finditer(text, line, end)]:
            _blank(text, *span)
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
            groups.append(_Group([_Branch(end, is_false=bool(is_false))], [(start, end)]))
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
