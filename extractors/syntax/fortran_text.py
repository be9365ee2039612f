"""Text of Fortran's statements on one line."""

from __future__ import annotations

import re

from warploom.extractors.syntax.units import Nodes

_CONTINUATION = re.compile(rb"&[ \t\r]*(?:![^\n]*)?(?:\n|\Z)(?:[ \t\r]*(?:![^\n]*)?\n)*[ \t]*&?")
_BLANKS = re.compile(rb"\s+")


def statement_text(nodes: Nodes, node: int) -> str:
    """The node's text, with runs of white space, marks of continuation and comments between lines made one blank."""
    return text_between(nodes.source, nodes.start[node], nodes.end[node])


def text_between(source: bytes, start: int, end: int) -> str:
    """As `statement_text`, for the text between two bytes."""
    text = source[start:end]
    if b"&" in text:
        text = _CONTINUATION.sub(b" ", text)
    return _BLANKS.sub(b" ", text).strip().decode("utf-8", "replace")
