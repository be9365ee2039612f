"""Regular expressions that find comments without being misled by strings: not a parser, and as fast as a scan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Every branch begins with a literal, so that the scan for the next token is one for a set of characters. Loops over
# "anything but" are several times as fast as lazy dots. What is not closed runs to the end: all are linear.
_STRING = r"\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"?"
_THREE_DOUBLE = r"\"\"\"[^\"]*(?:\"(?!\"\")[^\"]*)*(?:\"\"\"|\Z)"
_THREE_SINGLE = r"'''[^']*(?:'(?!'')[^']*)*(?:'''|\Z)"
_SLASH = (
    r"/(?:/[^\n]*|\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z))"
    rf"|{_STRING}"
    r"|'(?:\\[^\n]{1,10}?|[^'\\\n]{1,4})'"
)
_HASH = rf"#[^\n]*|{_THREE_DOUBLE}|{_THREE_SINGLE}|{_STRING}|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?"
_FORTRAN = r"^[cC*][^\n]*|![^\n]*|\"[^\"\n]*\"?|'[^'\n]*'?"
_DOCSTRING = rf"\A\s*[rRuU]?(?:{_THREE_DOUBLE}|{_THREE_SINGLE})"
_NOTHING = r"(?!)"


class Token(NamedTuple):
    """A comment or a literal: from `start` to `end`, in characters, or in bytes of a text in UTF-8."""

    start: int
    end: int
    is_comment: bool


class _Rules(NamedTuple):
    first: str
    """A comment at the very start of the text."""
    token: str
    begins_comment: str
    """Characters that a comment begins with, and no literal."""


_RULES = {
    "Python": _Rules(_DOCSTRING, _HASH, "#"),
    "Julia": _Rules(_DOCSTRING, _HASH, "#"),
    "Fortran": _Rules(_NOTHING, _FORTRAN, "cC*!"),
}
_OTHERS = _Rules(_NOTHING, _SLASH, "/")
_FLAGS = re.DOTALL | re.MULTILINE
_OF_TEXT = {r: (re.compile(r.first, _FLAGS), re.compile(r.token, _FLAGS)) for r in (*_RULES.values(), _OTHERS)}
_OF_BYTES = {
    rules: tuple(re.compile(pattern.encode(), _FLAGS) for pattern in (rules.first, rules.token)) for rules in _OF_TEXT
}


def comment_tokens(text: str, language: str) -> Iterator[Token]:
    """Comments and literals of a text in order. A docstring is a comment at the start of a file only."""
    rules = _RULES.get(language, _OTHERS)
    first, token = _OF_TEXT[rules]
    position = 0
    if found := first.match(text):
        position = found.end()
        yield Token(0, position, is_comment=True)
    for found in token.finditer(text, position):
        start, end = found.span()
        yield Token(start, end, text[start] in rules.begins_comment)


def comment_bytes(text: memoryview, language: str) -> int:
    """How many bytes of a text in UTF-8 lie in comments."""
    rules = _RULES.get(language, _OTHERS)
    first, token = _OF_BYTES[rules]
    begins = rules.begins_comment.encode()
    found = first.match(text)
    n = position = found.end() if found else 0
    for found in token.finditer(text, position):
        start, end = found.span()
        if text[start] in begins:
            n += end - start
    return n
