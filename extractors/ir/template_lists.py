"""Reads template parameters and arguments as they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MAX_LIST = 20_000
_TYPE = re.compile(r"(?:typename|class)\b\s*(\.\.\.)?\s*(\w*)\s*(=.*)?", re.DOTALL)
_OPEN, _CLOSE = "<([{", ">)]}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a template."""

    name: str
    """Empty where it has none."""
    type: str
    """Of a value; empty for a type."""
    has_default: bool = False
    is_pack: bool = False
    is_template: bool = False

    @property
    def is_type(self) -> bool:
        """It stands for a type."""
        return not self.type and not self.is_template


def parse_parameters(written: Sequence[str]) -> list[Parameter]:
    """Each of the parameters, as the syntax phase cut them."""
    return [_parameter(text[:_MAX_LIST].strip()) for text in written]


def parse_arguments(text: str) -> tuple[str, ...] | None:
    """The arguments up to the bracket that closes a list which is open before the text; None if none does."""
    depth = 0
    start = 0
    found: list[str] = []
    for place, character in enumerate(text[:_MAX_LIST]):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            if depth == 0:
                last = " ".join(text[start:place].split())
                return (*found, last) if last or found else ()
            depth -= 1
        elif character == "," and depth == 0:
            found.append(" ".join(text[start:place].split()))
            start = place + 1
    return None


def at_top(text: str, characters: str) -> bool:
    """One of the characters stands outside of all brackets; an opening bracket itself counts as outside."""
    depth = 0
    for character in text[:_MAX_LIST]:
        if depth == 0 and character in characters:
            return True
        depth += (character in _OPEN) - (character in _CLOSE)
    return False


def _parameter(text: str) -> Parameter:
    if text.startswith("template"):
        return Parameter("", "", has_default="=" in text.rpartition(">")[2], is_template=True)
    match = _TYPE.fullmatch(text)
    if match:
        return Parameter(match[2], "", has_default=match[3] is not None, is_pack=match[1] is not None)
    bare, equals, _ = _split_default(text)
    is_pack = "..." in bare
    words = bare.replace("...", " ").split()
    # a name follows a type of at least one word; `unsigned` or `int` alone have none
    has_name = len(words) > 1 and re.fullmatch(r"[A-Za-z_]\w*", words[-1]) and words[-1] not in _WORDS_OF_TYPES
    name = words.pop() if has_name else ""
    return Parameter(name, " ".join(words) or "int", has_default=bool(equals), is_pack=is_pack)


_WORDS_OF_TYPES = frozenset(["int", "long", "short", "char", "unsigned", "signed", "bool"])


def _split_default(text: str) -> tuple[str, str, str]:
    depth = 0
    for place, character in enumerate(text):
        if character == "=" and depth == 0:
            return text[:place], "=", text[place + 1 :]
        depth += (character in _OPEN) - (character in _CLOSE)
    return text, "", ""
