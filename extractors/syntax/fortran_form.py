"""Source forms of Fortran: tells fixed from free form, and rewrites fixed form as free, byte for byte in place."""

from __future__ import annotations

import re

_C_WORDS = (
    rb"(?:call|case|character|class|close|codimension|common|complex|concurrent|contains|contiguous|continue|critical"
    rb"|cycle|change)\b"
)
_FIXED_MARK = re.compile(
    rb"^(?:\*|[cC](?:[ \t]*\r?$|[ \t]+[^=(%:\s]|[^\w\s(=%:]|==)|(?i:(?!" + _C_WORDS + rb")c\w+[ \t]+[a-z])"
    rb"|(?: {5}|\t)[1-9&$+.*>|#:<@%^~\-/=\\\"?,])",
    re.MULTILINE,
)
"""Comment marks of column 1 that begin no statement (`c = 1` does), and continuation marks of column 6."""
_FREE_MARK = re.compile(rb"^(?:[abe-zABE-Z_]| {1,4}[A-Za-z]|[^cC*!#\n][^!\n]*&[ \t]*(?:![^\n]*|\r?)$)", re.MULTILINE)
"""A word in the columns of labels, and `&` at the end of a line."""
_CARD_COLUMNS = 72
_SEQUENCE_END = 80
_SEQUENCE = re.compile(rb"[ \t]*(?:[\w.*&-]{1,8})?[ \t\r]*")
"""What stands right of column 72 on cards: a name or number of the card."""
_COMMENT_OR_QUOTE = re.compile(rb"[!'\"]")


_DOTTED = re.compile(rb"\.( *)(?i:(true|false|and|or|not|eqv|neqv|eq|ne|lt|le|gt|ge))( *)\.")


_RELATION = re.compile(rb"\.(?:[gl][te]|[GL][TE]|eq|EQ|ne|NE)\.")
_SYMBOLS = {b".gt.": b" >  ", b".ge.": b" >= ", b".lt.": b" <  ", b".le.": b" <= ", b".eq.": b" == ", b".ne.": b" /= "}


def is_fixed_form(source: bytes) -> bool:
    """More lines can be read in fixed form alone than in free form alone; False where all can be read in both."""
    return len(_FIXED_MARK.findall(source)) > len(_FREE_MARK.findall(source))


def as_free_form(source: bytes) -> bytes:
    """The same statements in free form, of the same length; only blanks and marks of the form differ.

    Comment marks of column 1 become `!`. A statement continued on the next line becomes one line: the line end and the
    mark of column 6 become blanks. Where comments lie between, the line end becomes `&` instead, before a comment on
    the line itself. What lies right of column 72 becomes blanks, unless the file shows that it is code.
    """
    return _Conversion(source).result()


class _Conversion:
    """One file's way from fixed to free form."""

    def __init__(self, source: bytes) -> None:
        self.lines = source.split(b"\n")
        self.ends = [b"\n"] * (len(self.lines) - 1) + [b""]
        self.are_cards = all(map(_is_card, self.lines))
        self.statement = -1
        """Number of the line that the next continuation continues, or -1."""
        self.comment = -1
        """Where that line's comment begins, or -1."""
        self.quote = b""
        """The quotation mark of the string that is open at its end."""

    def result(self) -> bytes:
        for number, line in enumerate(self.lines):
            if line[:1] in (b"C", b"c", b"*", b"D", b"d"):
                self.lines[number] = b"!" + line[1:]
            elif line[:1] not in (b"!", b"#") and line.strip():
                self._read(number, line)
        text = b"".join(part for pair in zip(self.lines, self.ends, strict=True) for part in pair)
        return _DOTTED.sub(_without_blanks, text)

    def _read(self, number: int, line: bytes) -> None:
        mark = _continuation_mark(line)
        if mark < 0 and line.lstrip()[:1] == b"!":
            return
        if mark >= 0 or (line[5:6] == b"0" and not line[:5].strip(b" 0123456789")):
            at = mark if mark >= 0 else 5
            line = line[:at] + b" " + line[at + 1 :]
        if mark >= 0 and self.statement >= 0:
            self._join(number)
        else:
            self.quote = b""
        self.comment = self._comment_of(line)
        if self.are_cards and len(line) > _CARD_COLUMNS and not 0 <= self.comment < _CARD_COLUMNS and b"\t" not in line:
            self.comment = -1
            line = line[:_CARD_COLUMNS] + b" " * (len(line) - _CARD_COLUMNS)
        self.lines[number] = line
        self.statement = number

    def _join(self, number: int) -> None:
        """Make this line continue the statement's last one."""
        last, comment = self.statement, self.comment
        line = self.lines[last]
        if comment > 0 and line[comment - 1] in b" \t":
            self.lines[last] = line[: comment - 1] + b"&" + line[comment:]
        elif comment >= 0:
            self.lines[last] = (line[:comment] + b"&!" + line[comment + 2 :])[: len(line)]
        elif number == last + 1:
            self.ends[last] = b" "
        else:
            self.ends[last] = b"&"
        if comment < 0 and line[-1:] == b"\r":
            self.lines[last] = line[:-1] + b" "

    def _comment_of(self, line: bytes) -> int:
        """Where the comment of a line of code begins, or -1; keeps track of the open string."""
        at = 0
        while True:
            if self.quote:
                at = line.find(self.quote, at) + 1
                if not at:
                    return -1
                self.quote = b""
            found = _COMMENT_OR_QUOTE.search(line, at)
            if found is None:
                return -1
            at = found.end()
            if found[0] == b"!":
                return found.start()
            self.quote = found[0]


def _without_blanks(dotted: re.Match[bytes]) -> bytes:
    """`.TRUE.` for `. TRUE.`, as fixed form has it: blanks go to the left."""
    return dotted[1] + dotted[3] + b"." + dotted[2] + b"."


def with_separate_numbers(source: bytes) -> bytes:
    """` == ` for `.EQ.` and its kin right after a digit: the grammar reads `1.` and `EQ.` for `1.EQ.`."""
    return _RELATION.sub(lambda word: _symbol(word, source), source)


def _symbol(word: re.Match[bytes], source: bytes) -> bytes:
    before = word.start()
    while before and source[before - 1 : before].isdigit() and word.start() - before < _DIGITS:
        before -= 1
    is_number = before < word.start() and not (
        source[before - 1 : before].isalpha() or source[before - 1 : before] == b"_"
    )
    return _SYMBOLS[word[0].lower()] if is_number else word[0]


_DIGITS = 20


def with_whole_names(source: bytes) -> bytes:
    """In free form: names that go on in the next line, `sum_&` and `&double`, cut there; the rest becomes blanks."""
    return _SPLIT.sub(lambda rest: _rest_of_name(rest, source), source) if _SPLIT.search(source) else source


_SPLIT = re.compile(rb"&[ \t]*\r?\n[ \t]*&\w+")


def _rest_of_name(rest: re.Match[bytes], source: bytes) -> bytes:
    before = source[rest.start() - 1 : rest.start()]
    return b" " * len(rest[0]) if before.isalnum() or before == b"_" else rest[0]


def _continuation_mark(line: bytes) -> int:
    """Where the mark stands that makes this line continue a statement, or -1."""
    if line[:1] == b"&":
        return 0
    tab = line.find(b"\t", 0, 6)
    if tab >= 0:
        return tab + 1 if line[tab + 1 : tab + 2] in _TAB_MARKS and not line[:tab].strip() else -1
    return 5 if line[:5] == b"     " and line[5:6].strip() and line[5:6] != b"0" else -1


_TAB_MARKS = tuple(b"%d" % digit for digit in range(1, 10))


def _is_card(line: bytes) -> bool:
    """Nothing but a card's name or number stands right of column 72, or the line is a comment."""
    if len(line) <= _CARD_COLUMNS or line[:1] in (b"C", b"c", b"*", b"D", b"d", b"#") or b"!" in line:
        return True
    return len(line.rstrip()) <= _SEQUENCE_END and _SEQUENCE.fullmatch(line, _CARD_COLUMNS) is not None
