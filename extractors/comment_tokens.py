"""Regular expressions that find comments without being misled by strings: not a parser, and as fast as a scan."""

from __future__ import annotations

import re

_SLASH = re.compile(
    r"(?P<comment>/(?:/[^\n]*|\*.*?(?:\*/|\Z)))|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\[^\n]{1,10}?|[^'\\\n]{1,4})'", re.DOTALL
)
_HASH = re.compile(
    r"(?P<comment>\A\s*[rRuU]?(?:\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z))|#[^\n]*)"
    r"|\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?",
    re.DOTALL,
)
_FORTRAN = re.compile(r"(?P<comment>^[cC*][^\n]*|![^\n]*)|\"[^\"\n]*\"?|'[^'\n]*'?", re.MULTILINE)
_PATTERNS = {"Python": _HASH, "Julia": _HASH, "Fortran": _FORTRAN}
_IN_BYTES = {
    pattern: re.compile(pattern.pattern.encode(), pattern.flags & ~re.UNICODE) for pattern in (_SLASH, _HASH, _FORTRAN)
}


def comment_tokens(language: str) -> re.Pattern[str]:
    """Matches comments and literals of a language, comments as the group `comment`; what is not closed runs to the end.

    Linear in the text. A docstring is a comment at the start of a Python file only.
    """
    return _PATTERNS.get(language, _SLASH)


def comment_tokens_in_bytes(language: str) -> re.Pattern[bytes]:
    """The same for a text in UTF-8."""
    return _IN_BYTES[comment_tokens(language)]
