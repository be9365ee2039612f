"""Lines of the preprocessor against a slow and plain reading of the same, and hostile texts."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir import directives as module
from warploom.extractors.ir.directives import KnownDirectives, directives

_PIECES = [
    "#",
    "define",
    "if",
    "ifdef",
    "include",
    " ",
    "\t",
    "\n",
    "\\",
    "\\\n",
    '"a.h"',
    "A",
    "0",
    "_",
    "/* */",
    "\r",
]


def _told(text: bytes) -> list[tuple[bytes, int, bytes]]:
    return [(line.name, line.start, text[line.rest : line.end]) for line in directives(text)]


def _plain(text: bytes) -> list[tuple[bytes, int, bytes]]:
    """Line by line; one that ends in a backslash is joined to the next."""
    found, start = [], 0
    while start < len(text):
        end = start
        line = re.compile(rb"[ \t]*#[ \t]*(\w+)").match(text, start)
        if line and line[1] in (b"define", b"if", b"ifdef", b"include"):
            end = line.end()
            while end < len(text) and text[end] != 10:
                if text[end] == 92 and end + 1 == len(text):
                    break
                end += 2 if text[end] == 92 else 1
            found.append((line[1], start, text[line.end() : end]))
        while end < len(text) and text[end] != 10:
            end += 1
        start = end + 1
    return found


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_directives_are_those_of_a_plain_reading(text: str) -> None:
    assert _told(text.encode()) == _plain(text.encode())


def test_what_continues_a_directive_is_none() -> None:
    text = b"#define A \\\n#if B\n  # if C /* x */\nint a; # else\n#pragma once\n#endif"
    assert _told(text) == [
        (b"define", 0, b" A \\\n#if B"),
        (b"if", 18, b" C /* x */"),
        (b"pragma", 49, b" once"),
        (b"endif", 62, b""),
    ]


@pytest.mark.parametrize("piece", [b"#", b" #", b"\n#", b"#a", b"#a\\\n", b" \t", b"\\", b"#if \\\n #if", b"\n  #x"])
def test_hostile_texts_take_linear_time(piece: bytes) -> None:
    text = piece * (2_000_000 // len(piece))
    started = time.process_time()
    assert sum(1 for _ in directives(text)) <= len(text)
    assert time.process_time() - started < 10


def test_what_is_remembered_is_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_KNOWN", 5)
    known = KnownDirectives()
    texts = [b"#if A\n#endif\n", b"#if B\n" * 9, b"", b"#error\n", b"#else\n"]
    for _ in range(2):
        assert [list(known(text)) for text in texts] == [list(directives(text)) for text in texts]
