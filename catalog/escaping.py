"""Crawled names and notices are hostile: these functions keep them from being more than text where they are shown."""

from __future__ import annotations

import re
import unicodedata

_MARKDOWN = frozenset("\\`*_{}[]<>#|~&$@")


def plain(text: str) -> str:
    r"""One line without control, format, surrogate or separator characters; they show as `\u202e` and the like.

    Tabs, line ends and runs of white space become one space.
    """
    folded = " ".join(text.split())
    return "".join(_visible(c) for c in folded)


def markdown(text: str) -> str:
    """One line that Markdown (with GitHub's tables and autolinks) and HTML show as it is."""
    escaped = "".join("\\" + c if c in _MARKDOWN else c for c in plain(text))
    escaped = escaped.replace("://", "\\://").replace("www.", "www\\.").replace("WWW.", "WWW\\.")
    # At the start of a paragraph these would begin a list or underline what stands above.
    return re.sub(r"^(\d*)([-+=.)])(?=[-=]*(?:\s|$))", r"\1\\\2", escaped)


def _visible(c: str) -> str:
    if c == " " or unicodedata.category(c)[0] not in "CZ":
        return c
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"
