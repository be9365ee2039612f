"""Tokens of C-family text by one regex of Python, for the truth and for the peers that are given shingles.

They follow the rules of the measured lexer, written anew: comments, blanks and continued lines are no tokens; literals
are one each, marks one by one.
"""

from __future__ import annotations

import re

GRAM = 5
TOKENS = re.compile(
    r"""
    //(?:[^\n\\]|\\\r?\n|\\.)*|/\*.*?(?:\*/|\Z)|\\\r?\n|[\x00-\x20\x7f]+
    |((?:u8|[uUL])?R"([^\s()\\"]{0,16})\(.*?(?:\)\2"|\Z)
      |(?:u8|[uUL])?(?:"(?:[^"\\\n]|\\\r\n|\\.)*"?|'(?:[^'\\\n]|\\\r\n|\\.)*'?)
      |\.?[0-9](?:[eEpP][+-]|'[\w$\x80-\U0010ffff]|[\w$.\x80-\U0010ffff])*
      |[\w$\x80-\U0010ffff]+
      |.)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens_of(text: str) -> list[str]:
    """The tokens of a text, in order."""
    return [token for token, _ in TOKENS.findall(text) if token]


def shingles_of(text: str) -> set[str]:
    """The distinct 5-grams of its tokens; a text of fewer tokens is a single one."""
    tokens = tokens_of(text)
    if len(tokens) < GRAM:
        return {" ".join(tokens)} if tokens else set()
    return {" ".join(tokens[n : n + GRAM]) for n in range(len(tokens) - GRAM + 1)}
