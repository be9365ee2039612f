"""Shows crawled text as one visible line, wherever a page or a check of it needs one."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    r"""One line without control, format, surrogate or separator characters; they show as `\u202e` and the like.

    Tabs, line ends and runs of white space become one space.
    """
    folded = " ".join(text.split())
    if folded.isascii() and folded.isprintable():
        return folded
    return "".join(visible(c) for c in folded)


def visible(c: str) -> str:
    """A character, or the escape of one that could hide or move what stands around it."""
    if c == " " or unicodedata.category(c)[0] not in "CZ":
        return c
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"
