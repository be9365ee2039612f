"""Find the lines of private keys: PEM and PGP armour, raw or in string literals, and PuTTY's format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import chain

from warploom.extractors.redaction.spans import PLACEHOLDER, Span

KIND = "private_key"
_ARMOUR, _PUTTY_SIGN = "PRIVATE KEY", "Private-Lines: "
SIGNS = (_ARMOUR, _PUTTY_SIGN)
_MAX_KEY_CHARS = 65_536
_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----")
_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|---- END SSH2 ENCRYPTED PRIVATE KEY ----")
_PUTTY = re.compile(r"Private-Lines: (\d{1,3})\r?\n")
# A line of the key without what encloses it: comment leader, quotes, escaped line ends, operators that join literals.
_CONTENT = re.compile(
    r"[ \t]*(?:(?://|\#|\*|!|;|%|>)[ \t]*)?(?:[A-Za-z]{0,2}[\"'`]{1,3})?(?:\\[nr])*"
    r"(?P<key>[^\s\"'`\\][^\n\"'`\\]{0,4000}?)"
    r"(?:\\[nr]|\\?[ \t\r])*(?:[\"'`]{1,3}[ \t]*(?://|&)?)?[ \t]*[+,;)\\&]{0,3}[ \t\r]*"
)
_DATA = re.compile(r"[A-Za-z0-9+/]{1,4000}={0,2}")
_HEADER = re.compile(r"[A-Z][A-Za-z0-9-]{2,30}: [^\n]{0,200}")
_ESCAPED = re.compile(r"(?:\\[nrt])+|\s+")
_MIN_DATA = 16


def private_keys(text: str, signs: AbstractSet[str]) -> Iterator[Span]:
    """Each line between the marks of a private key, without its indentation, quotes and commas; the marks stay."""
    if _ARMOUR in signs:
        ends = chain(_END.finditer(text), [None])
        mark = next(ends)
        done = 0
        for begin in _BEGIN.finditer(text):
            if begin.start() < done:
                continue
            while mark is not None and mark.start() < begin.end():
                mark = next(ends)
            is_closed = mark is not None and mark.start() <= begin.end() + _MAX_KEY_CHARS
            end = mark.start() if mark is not None and is_closed else min(len(text), begin.end() + _MAX_KEY_CHARS)
            yield from _of_block(text, begin.end(), end, is_closed=is_closed)
            done = end if is_closed else begin.end()
    if _PUTTY_SIGN in signs:
        for found in _PUTTY.finditer(text):
            yield from _of_lines(text, found.end(), found.end() + 100 * int(found[1]), int(found[1]))


def _of_block(text: str, start: int, end: int, *, is_closed: bool) -> Iterator[Span]:
    if is_closed and text.find("\n", start, end) < 0:
        yield from _of_literal(text, start, end)
        return
    line_end = text.find("\n", start, end)
    if line_end < 0:
        return
    # What follows the mark on its own line is the rest of a literal, or of the code that knows the mark.
    yield from _of_literal(text, start, line_end)
    yield from _of_lines(text, line_end + 1, end, None)


def _of_lines(text: str, start: int, end: int, n_lines: int | None) -> Iterator[Span]:
    """Lines of key data, with the headers before them; stops at the first line that is neither."""
    n_seen, held, has_data = 0, list[Span](), False
    while start < end and (n_lines is None or n_seen < n_lines):
        line_end = text.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        n_seen += 1
        content = _CONTENT.fullmatch(text, start, line_end)
        if content is None:
            if text[start:line_end].strip(" \t\r*#/!;%>\"'`+\\n,"):
                return
        elif PLACEHOLDER.fullmatch(content["key"]):
            has_data = True
        else:
            span = Span(*content.span("key"), KIND)
            key = content["key"]
            if _DATA.fullmatch(key) and (len(key) >= _MIN_DATA or has_data):
                yield from held
                held, has_data = [], True
                yield span
            elif key.startswith("=") and len(key) == 5 and has_data:
                yield span  # the checksum of PGP's armour
            elif n_lines is None and not has_data and _HEADER.fullmatch(key):
                held.append(span)
            else:
                return
        start = line_end + 1


def _of_literal(text: str, start: int, end: int) -> Iterator[Span]:
    """Key data on one line, its line ends escaped or left out."""
    has_data = False
    while start < end:
        gap = _ESCAPED.match(text, start, end)
        if gap:
            start = gap.end()
            continue
        data = _DATA.match(text, start, end)
        if data is None:
            return
        if len(data[0]) >= _MIN_DATA or has_data:
            has_data = True
            yield Span(data.start(), data.end(), KIND)
        start = data.end()
