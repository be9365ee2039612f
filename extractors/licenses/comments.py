"""Comments of the head of a source text, in the order they stand, by the language's own syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Comment(NamedTuple):
    """A run of adjacent comments; `is_leading` while no code came before it (preprocessor lines are not code)."""

    text: str
    is_leading: bool


# Every branch succeeds wherever it starts, closed or not, so that hostile text costs linear time.
_C_TOKEN = re.compile(
    r"""(?P<gap>\s+)
      | /\*(?P<block>[^*]*+(?:\*(?!/)[^*]*+)*+)(?:\*/)?
      | //(?P<line>[^\n]*)
      | (?<!\S)\#(?P<skip>(?:[^\\\n/]|\\.|/(?![*/]))*+\\?)
      | (?P<code>"(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'? | [^\s"'/]++ | /)""",
    re.VERBOSE | re.DOTALL,
)
_SCRIPT_TOKEN = re.compile(
    r"""(?P<gap>\s+)
      | \#=(?P<julia>[^=]*+(?:=(?!\#)[^=]*+)*+)(?:=\#)?
      | \#(?P<line>[^\n]*)
      | [rRuU]?(?P<quote>\"{3}|'{3})(?P<block>(?:[^"'\\]++|(?!(?P=quote))(?:\\.|.))*+)(?:(?P=quote))?
      | (?P<code>[a-zA-Z]?"(?:[^"\\\n]|\\.)*+"? | [a-zA-Z]?'(?:[^'\\\n]|\\.)*+'? | [^\s"'\#]++)""",
    re.VERBOSE | re.DOTALL,
)
_FREE_FORM = re.compile(r"^[ \t]*(?:!(?P<line>[^\n]*)|(?P<skip>\#[^\n]*)|(?P<code>\S[^\n]*))?\n?", re.MULTILINE)
_FIXED_FORM = re.compile(
    r"^(?:[cC*!](?P<line>[^\n]*)|[ \t]*!(?P<line2>[^\n]*)|(?P<skip>\#[^\n]*)|[ \t]*(?P<code>\S[^\n]*))?[ \t]*\n?",
    re.MULTILINE,
)
_FIXED_FORM_EXTENSIONS = (".f", ".for", ".ftn", ".f77", ".fpp")
_SCRIPTS = frozenset({"Python", "Julia"})


def comments(head: str, language: str, path: str, *, until: int) -> Iterator[Comment]:
    """Cut the comments that start before offset `until` out of a head; `path` tells fixed-form Fortran from free-form.

    Adjacent comments come as one, a blank line between them kept; so a notice written in line comments stays whole.
    Time is linear in the head's length, whatever it holds.
    """
    if language == "Fortran":
        # A C comment ahead of the code: the file goes through the C preprocessor.
        if head.lstrip().startswith("/*"):
            return _runs(head, _C_TOKEN, until)
        return _runs(head, _FIXED_FORM if path.lower().endswith(_FIXED_FORM_EXTENSIONS) else _FREE_FORM, until)
    return _runs(head, _SCRIPT_TOKEN if language in _SCRIPTS else _C_TOKEN, until)


def _runs(head: str, token: re.Pattern[str], until: int) -> Iterator[Comment]:
    is_leading = True
    run: list[str] = []
    for match in token.finditer(head):
        kind = match.lastgroup
        if kind in ("gap", None):
            if run and (kind is None or match.group().count("\n") > 1):
                run.append("")
        elif kind == "skip":
            run.append("")
        elif kind == "code":
            if any(run):
                yield Comment("\n".join(run), is_leading)
            if match.start() >= until:
                return
            run = []
            is_leading = False
        else:
            run.append(match.group(kind))
    if any(run):
        yield Comment("\n".join(run), is_leading)
