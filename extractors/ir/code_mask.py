"""Blanks out comments, literals and directives of C-like code, byte for byte, so that what remains can be counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"//(?:[^\\\n]|\\.)*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|R\"([^()\\\s\"]{0,16})\("
    rb"|\"(?:[^\"\\\n]|\\.)*+\"?|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)*+'?",
    re.DOTALL,
)
_DIRECTIVE = re.compile(rb"^[ \t]*+#[ \t]*+([a-z_]*+)(?:[^\\\n]|\\.)*+", re.MULTILINE | re.DOTALL)
_NOT_LINE_END = re.compile(rb"[^\n\r]")
_MAX_OPEN_RAW = 64
"""Raw strings without an end that are looked for: each costs a look at all that follows."""


@dataclass(frozen=True, slots=True)
class Directive:
    """A line of the preprocessor with its continuations: its name and its byte range."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CodeMask:
    """A text without what cannot hold a brace that counts."""

    code: bytes
    """As long as the text: comments, literals and directives are spaces; line ends are kept."""
    directives: tuple[Directive, ...]


def mask_code(text: bytes) -> CodeMask:
    """The mask of a text in a language of the C family; takes linear time."""
    bare = _without_literals(text)
    directives = []
    pieces = []
    position = 0
    for match in _DIRECTIVE.finditer(bare):
        directives.append(Directive(match[1].decode(), match.start(), match.end()))
        pieces += [bare[position : match.start()], blank(match[0])]
        position = match.end()
    pieces.append(bare[position:])
    return CodeMask(b"".join(pieces), tuple(directives))


def blank(text: bytes) -> bytes:
    """The same number of bytes and lines, with nothing on them."""
    return _NOT_LINE_END.sub(b" ", text)


def _without_literals(text: bytes) -> bytes:
    pieces = []
    position = 0
    n_open = 0
    place = 0
    while True:
        match = _TOKEN.search(text, place)
        if match is None:
            break
        end = match.end()
        if match[1] is not None:
            close = b")" + match[1] + b'"'
            found = text.find(close, end) if n_open < _MAX_OPEN_RAW else -1
            if found < 0:
                n_open += 1
            else:
                end = found + len(close)
        pieces += [text[position : match.start()], blank(text[match.start() : end])]
        position = place = end
    pieces.append(text[position:])
    return b"".join(pieces)
