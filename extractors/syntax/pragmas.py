"""The text of OpenMP and OpenACC directives that C and C++ write as pragmas."""

from __future__ import annotations

import re

_SPLICE = re.compile(r"\\[ \t]*\r?(?:\n|\Z)")
"""A backslash at a line's end; compilers take it with blanks behind, too."""
# What is not closed runs to the end of the line or text, and no branch can fail late: all is linear.
_TOKEN = re.compile(
    r"(?P<comment>/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/|\Z)|//[^\n]*)"
    r"|(?P<blank>\s+)"
    r"|\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"?"
    r"|(?:[^\W\d]|\$)[\w$]*"
    r"|\.?\d(?:'\w|[\w.])*"  # 1'000 holds no character literal
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?"
    r"|[^\w\s\"'/$]+"
    r"|.",
    re.DOTALL,
)
_PRAGMA = re.compile(r"(?:#|%:) ?pragma (omp|acc)(?![\w$])")
_OPERATOR = re.compile(r"_Pragma ?\( ?(?:L|u8|u|U)?\"([^\"\\\n]*(?:\\.[^\"\\\n]*)*)\" ?\)")
_ESCAPED = re.compile(r"\\([\"\\])")
_STANDARDS = {"omp": "openmp", "acc": "openacc"}


def join_pragma(text: str) -> tuple[str, str] | None:
    r"""Standard (`openmp`, `openacc`) and body of a pragma, or None for a pragma of neither.

    `text` is a `#pragma` line with its continuations, or an operator `_Pragma("...")`. The body is what follows `omp`
    or `acc`: lines joined, comments gone, white space outside of literals one blank. A line end that is not spliced
    and not in a comment ends the directive; what stands behind an operator is left out. `ompx`, the vendors' prefix,
    is not OpenMP's.

    >>> join_pragma("# pragma  omp parallel \\\n  for  /* all */ private(a)\n")
    ('openmp', 'parallel for private(a)')
    """
    text = _SPLICE.sub("", text).strip()
    if text.startswith("_Pragma"):
        operator = _OPERATOR.match(_cleaned(text, one_line=False))
        if operator is None:
            return None
        text = "#pragma " + _ESCAPED.sub(r"\1", operator[1])
    line = _cleaned(text, one_line=True)
    pragma = _PRAGMA.match(line)
    return None if pragma is None else (_STANDARDS[pragma[1]], line[pragma.end() :].strip())


def _cleaned(text: str, *, one_line: bool) -> str:
    """Without comments, every run of white space one blank; to the end of the first line, or of the text."""
    pieces: list[str] = []
    is_after_blank = False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind is None:
            pieces.append(token[0])
            is_after_blank = False
            continue
        if kind == "blank" and one_line and "\n" in token[0]:
            break
        if not is_after_blank:
            pieces.append(" ")
            is_after_blank = True
    return "".join(pieces)
