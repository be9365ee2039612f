"""The text of OpenMP and OpenACC directives that Fortran writes as comments with a sentinel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STANDARDS = {"omp": "openmp", "acc": "openacc"}
_FREE = re.compile(r"!\$(omp|acc)(?=[\s&]|\Z)", re.IGNORECASE)
"""`!$ompx` and `!$omx` are the vendors', and `!$` alone is conditional compilation."""
_FIXED = re.compile(r"[!c*]\$(omp|acc)", re.IGNORECASE)
"""In column 1; column 6 says whether the line begins or continues a directive."""
_STOP = re.compile(r"!|\"[^\"]*\"?|'[^']*'?")
"""What begins a comment, and the literals in which nothing does."""
_CODE = re.compile(r"(?P<blank>\s+)|\"[^\"]*\"?|'[^']*'?|[^\s\"']+")
_INITIAL = ("", " ", "0", "\t", "\r", "\n")
"""What column 6 of a line in fixed form holds if it continues none."""


@dataclass(frozen=True, slots=True)
class SentinelDirective:
    """A directive in a Fortran text. Lines are counted from 1, both ends belong to it; offsets are bytes in UTF-8.

    It begins at its sentinel and ends before the line end of its last line. `body` is what follows the sentinel:
    continuations joined, comments gone, white space outside of literals one blank.
    """

    first_line: int
    last_line: int
    start_byte: int
    end_byte: int
    standard: str
    body: str


def join_sentinel(lines: str, *, is_fixed_form: bool) -> tuple[str, str] | None:
    """Standard and body of the directive that a text of sentinel comments begins with; None if there is none."""
    for found in sentinel_directives(lines, is_fixed_form=is_fixed_form):
        return found.standard, found.body
    return None


def sentinel_directives(text: str, *, is_fixed_form: bool) -> Iterator[SentinelDirective]:
    """All directives of a Fortran source text in order.

    A directive goes on through blank lines, comments and preprocessor lines, whose branches are all read. Two things
    that are not of the standards are taken for continuations, as they can be nothing else: in free form a line that
    begins with `!$omp&` after one that does not end in `&`, in fixed form an initial line after one that does.
    """
    pattern = _FIXED if is_fixed_form else _FREE
    is_ascii = text.isascii()
    line, n_bytes, counted = 1, 0, 0  # of the text before `counted`
    position = 0
    while found := pattern.search(text, position):
        start = found.start()
        line_start = text.rfind("\n", position, start) + 1
        is_first_of_line = line_start > 0 or position == 0
        position = found.end()
        if not is_first_of_line or not _begins(text, line_start, found, is_fixed_form):
            continue
        end, body = _joined(text, found, is_fixed_form)
        first_line = line + text.count("\n", counted, start)
        line = first_line + text.count("\n", start, end)
        start_byte = start if is_ascii else n_bytes + len(text[counted:start].encode())
        n_bytes = end if is_ascii else start_byte + len(text[start:end].encode())
        position = counted = end
        yield SentinelDirective(first_line, line, start_byte, n_bytes, _STANDARDS[found[1].lower()], body)


def _begins(text: str, line_start: int, sentinel: re.Match[str], is_fixed_form: bool) -> bool:
    end = sentinel.end()
    if is_fixed_form:
        return sentinel.start() == line_start and text[end : end + 1] in _INITIAL
    return not text[line_start : sentinel.start()].strip(" \t") and text[end : end + 1] != "&"


def _joined(text: str, sentinel: re.Match[str], is_fixed_form: bool) -> tuple[int, str]:
    """Where the directive that a sentinel begins ends, and its body."""
    end = _line_end(text, sentinel.end())
    skip = sentinel.end() + (is_fixed_form and text[sentinel.end() : sentinel.end() + 1] == "0")
    code, is_open, quote = _code(text[skip:end], "")
    pieces = [code]
    while continuation := _continuation(text, end, sentinel[1].lower(), is_open, is_fixed_form):
        start, glue = continuation
        end = _line_end(text, start)
        code, is_open, quote = _code(text[start:end], quote)
        pieces += glue, code
    is_cut = end > 0 and text[end - 1] == "\r"
    return end - is_cut, _normalised("".join(pieces))


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _code(line: str, quote: str) -> tuple[str, bool, str]:
    """A line without its comment and its final `&`; whether it had one; the quote of a literal that it leaves open.

    `quote` is that of the line before.
    """
    position = 0
    if quote:
        close = line.find(quote)
        position = len(line) if close < 0 else close + 1
        quote = quote if close < 0 else ""
    for stop in _STOP.finditer(line, position):
        if stop[0] == "!":
            line = line[: stop.start()]
            break
        if len(stop[0]) == 1 or stop[0][-1] != stop[0][0]:
            quote = stop[0][0]
    stripped = line.rstrip()
    if not stripped.endswith("&"):
        return line, False, ""
    return stripped[:-1], True, quote


def _continuation(text: str, end: int, standard: str, is_open: bool, is_fixed_form: bool) -> tuple[int, str] | None:
    """Where the code of the next line of a directive begins, and what joins it; None if the directive is complete."""
    pattern = _FIXED if is_fixed_form else _FREE
    while end < len(text):
        start = end + 1
        end = _line_end(text, start)
        first = start
        if not is_fixed_form:
            first += len(text[start:end]) - len(text[start:end].lstrip(" \t"))
        sentinel = pattern.match(text, first, end)
        if sentinel is not None:
            if sentinel[1].lower() != standard:
                return None
            return _resumed(text, sentinel.end(), end, is_open, is_fixed_form)
        if not (is_open or is_fixed_form) or not _is_passed_over(text[start:end], is_fixed_form):
            return None
    return None


def _resumed(text: str, start: int, end: int, is_open: bool, is_fixed_form: bool) -> tuple[int, str] | None:
    if is_fixed_form:
        is_initial = start == end or text[start] in _INITIAL
        return None if is_initial and not is_open else (start + (start < end), " ")
    rest = text[start:end].lstrip()
    if rest.startswith("&") and rest[1:].lstrip()[:1] not in ("", "!"):  # a lone `&` is the one at the end
        return end - len(rest) + 1, "" if is_open else " "
    return (start, " ") if is_open else None


def _is_passed_over(line: str, is_fixed_form: bool) -> bool:
    """Blank, a comment, or for the preprocessor; not conditional compilation, which is code."""
    stripped = line.strip()
    if not stripped or line[0] == "#":
        return True
    if is_fixed_form and line[0] in "cC*":
        return line[1:2] != "$"
    return stripped[0] == "!" and stripped[1:3] not in ("$", "$ ", "$\t", "$&")


def _normalised(code: str) -> str:
    return "".join(" " if piece.lastgroup else piece[0] for piece in _CODE.finditer(code)).strip()
