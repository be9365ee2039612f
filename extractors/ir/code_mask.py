"""Blanks out comments, literals and directives of C-like code, byte for byte, so that what remains can be counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from warploom.extractors.ir.native_mask import blank_code

_NOT_LINE_END = re.compile(rb"[^\n\r]")


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
    code = np.empty(len(text), np.uint8)
    rows = np.empty((text.count(b"#"), 4), np.int64)
    n = blank_code(np.frombuffer(text, np.uint8), code, rows)
    found = (Directive(text[name:end].decode(), start, last) for start, name, end, last in rows[:n].tolist())
    return CodeMask(code.tobytes(), tuple(found))


def blank(text: bytes) -> bytes:
    """The same number of bytes and lines, with nothing on them."""
    return _NOT_LINE_END.sub(b" ", text)
