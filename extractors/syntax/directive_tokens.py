"""Tokens of a directive's text: words, colons, commas, brackets that know their partners, and opaque literals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

_WORD = r"(?P<blank>\s+)|(?P<word>(?:[^\W\d]|\$)[\w$]*)"
# A colon before `::` stands alone: in `+:::x` it ends the modifier, and the name is `::x`.
_MARKS = (
    r"|(?P<colon>:(?=::)|:(?!:))|(?P<comma>,)|(?P<semicolon>;)|(?P<question>\?)|(?P<plus>\+)"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|::|[^\w\s\"'$(\[{)\]},:;?+]+|."
)
# What is not closed runs to the end, and no branch can fail late: the scan is linear.
_C = re.compile(
    _WORD + r"|\"[^\"\\]*(?:\\.[^\"\\]*)*\"?|\.?\d(?:'\w|[\w.])*|'[^'\\]*(?:\\.[^'\\]*)*'?" + _MARKS, re.DOTALL
)
_FORTRAN = re.compile(_WORD + r"|\"[^\"]*\"?|'[^']*'?|\d\w*" + _MARKS, re.DOTALL)
_PARTNER = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text whose white space is one blank outside of literals, cut into tokens; blanks are none of them.

    Token i is `text[starts[i]:ends[i]]`. Its kind is `word`, `open` or `close` for brackets, `colon` (which `::` is
    not), `comma`, `semicolon`, `question`, `plus`, or empty. `partners[i]` is where the bracket that token i opens is
    closed, else i. `n_broken[i]` is how many brackets before token i have no partner.
    """

    text: str
    kinds: list[str]
    starts: list[int]
    ends: list[int]
    partners: list[int]
    n_broken: list[int]

    def __len__(self) -> int:
        return len(self.kinds)

    def __getitem__(self, index: int) -> str:
        return self.text[self.starts[index] : self.ends[index]]

    def between(self, first: int, end: int) -> str:
        """The text from a token up to another that no longer belongs to it."""
        return self.text[self.starts[first] : self.ends[end - 1]] if first < end else ""

    def is_broken(self, first: int, end: int) -> bool:
        """A bracket in this range has no partner."""
        return self.n_broken[end] > self.n_broken[first]


def tokens_of(body: str, *, fortran: bool) -> Tokens:
    """Tokens of a directive's body, in time linear in its length whatever it holds."""
    pieces: list[str] = []
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for token in (_FORTRAN if fortran else _C).finditer(body):
        kind = token.lastgroup or ""
        if kind == "blank":
            pieces.append(" ")
            position += 1
            continue
        pieces.append(token[0])
        kinds.append(kind)
        starts.append(position)
        position += len(token[0])
        ends.append(position)
    text = "".join(pieces)
    partners, n_broken = _paired(text, kinds, starts)
    return Tokens(text, kinds, starts, ends, partners, n_broken)


def _paired(text: str, kinds: list[str], starts: list[int]) -> tuple[list[int], list[int]]:
    """Partners of brackets, and how many before each token have none.

    A bracket that closes reaches over open ones of other shapes, which then have none: in `(a[0)` the parentheses are a
    pair. One that no open bracket answers has none.
    """
    partners = list(range(len(kinds)))
    is_broken = [False] * len(kinds)
    opened: list[int] = []
    n_opened = dict.fromkeys("([{", 0)
    for index, kind in enumerate(kinds):
        if kind == "open":
            opened.append(index)
            n_opened[text[starts[index]]] += 1
        elif kind == "close":
            shape = _PARTNER[text[starts[index]]]
            is_broken[index] = not n_opened[shape]
            while n_opened[shape]:
                other = opened.pop()
                n_opened[text[starts[other]]] -= 1
                if text[starts[other]] == shape:
                    partners[other] = index
                    break
                is_broken[other] = True
    for index in opened:
        is_broken[index] = True
    return partners, list(accumulate(is_broken, initial=0))
