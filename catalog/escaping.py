"""Crawled names and notices are hostile: these functions keep them from being more than text where they are shown."""

from __future__ import annotations

import html
import re

from warploom.validators.visible import plain as plain
from warploom.validators.visible import visible

_MARKDOWN = frozenset("\\`*_{}[]<>#|~&$@")


def markdown(text: str) -> str:
    """One line that Markdown (with GitHub's tables and autolinks) and HTML show as it is."""
    escaped = "".join("\\" + c if c in _MARKDOWN else c for c in plain(text))
    escaped = escaped.replace("://", "\\://").replace("www.", "www\\.").replace("WWW.", "WWW\\.")
    # At the start of a paragraph these would begin a list or underline what stands above.
    return re.sub(r"^(\d*)([-+=.)])(?=[-=]*(?:\s|$))", r"\1\\\2", escaped)


def prose(text: str) -> str:
    """Paragraphs of a maintainer's, apart by empty lines: text alone, but for code between back quotes."""
    paragraphs = [plain(part) for part in re.split(r"\n\s*\n", text.strip())]
    return "\n\n".join(
        "".join(
            f"`{piece}`" if i % 2 else _unpadded(piece) for i, piece in enumerate(re.split(r"`([^`]+)`", paragraph))
        )
        for paragraph in paragraphs
    )


def _unpadded(piece: str) -> str:
    bare = piece.strip(" ")
    return piece.replace(bare, markdown(bare), 1) if bare else piece


def html_line(text: str) -> str:
    """One line that HTML shows as it is, in an element or a quoted attribute."""
    return html.escape(plain(text))


def html_code(text: str) -> str:
    """Lines of code that HTML shows as they are; what could hide or move others shows as an escape."""
    lines = text.replace("\r\n", "\n").split("\n")
    return html.escape("\n".join("".join(map(visible, line.expandtabs(4))) for line in lines))
