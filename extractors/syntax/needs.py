"""What a unit needs from elsewhere: names that it uses and neither it nor any known interface provides."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from warploom.extractors.syntax.known import is_provided
from warploom.extractors.syntax.names import CALL, DECLARE, MEMBER, SCOPE, TYPE, Names

_DIRECTIVE = re.compile(rb"\s*#\s*define\s+\w+(\([^)]*\))?")
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")
_CASTS = frozenset({"static_cast", "dynamic_cast", "const_cast", "reinterpret_cast"})
"""Written as calls, and none."""
_LITERAL = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?|/\*.*?(?:\*/|\Z)|//.*", re.DOTALL)

_ELSEWHERE = DECLARE | SCOPE
_NOT_MEMBER = ~(MEMBER | CALL)
_NOTHING: Mapping[int, int] = {}


class Needs:
    """The names of one tree, each looked up once, if at all: most are declared or members."""

    def __init__(self, language: str, names: Names) -> None:
        self._language = language
        self._texts = names.texts
        self._is_provided: dict[int, bool] = {}

    def of(
        self, group: dict[int, int], own: Collection[str], around: Mapping[int, int] = _NOTHING
    ) -> tuple[list[str], list[str], list[str]]:
        """Types, callees and other names that a range with these uses needs, each sorted.

        `own` names are its own, and so are those that the uses `around` it declare.
        """
        types: list[str] = []
        callees: list[str] = []
        others: list[str] = []
        known = self._is_provided
        for number, use in group.items():
            if use & _ELSEWHERE or (use & MEMBER and not use & _NOT_MEMBER):
                continue
            provided = known.get(number)
            if provided is None:
                provided = known[number] = is_provided(self._language, self._texts[number])
            if provided or around.get(number, 0) & DECLARE:
                continue
            text = self._texts[number]
            if text in own:
                continue
            if use & CALL:
                callees.append(text)
            elif use & TYPE:
                types.append(text)
            else:
                others.append(text)
        for found in (types, callees, others):
            found.sort()
        return types, callees, others

    def callees(self, group: dict[int, int]) -> list[str]:
        """Names that are called in a range, in the order of their first occurrence."""
        return [text for number, use in group.items() if use & CALL and (text := self._texts[number]) not in _CASTS]


def macro_needs(language: str, definition: bytes) -> list[str]:
    """Words of a macro's body that may be names from elsewhere, sorted: what they mean, expansion alone tells."""
    head = _DIRECTIVE.match(definition)
    if head is None:
        return []
    parameters = set(_WORD.findall((head[1] or b"").decode("utf-8", "replace")))
    body = _LITERAL.sub(" ", definition[head.end() :].decode("utf-8", "replace"))
    return sorted({w for w in _WORD.findall(body) if w not in parameters and not is_provided(language, w)})
