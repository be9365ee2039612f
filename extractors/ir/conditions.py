"""Reads the conditions of `#if`: whether one holds, is false or cannot be told, and which names would turn it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_MAX_BYTES = 4_096
"""Of a condition; of a longer one nothing is told."""
_MAX_DEPTH = 24
"""Of brackets and negations."""
_TOKEN = re.compile(
    rb"[ \t\r\n]*+(?:\\\r?\n[ \t]*+)*+"
    rb"(?:([A-Za-z_]\w*+)|((?:0[xX][0-9a-fA-F]++|[0-9]++)[uUlL]*+)|(&&|\|\||[!=<>]=|<<|>>|.))",
    re.DOTALL,
)
_COMPARISONS: dict[bytes, Callable[[int, int], bool]] = {
    b"==": lambda a, b: a == b,
    b"!=": lambda a, b: a != b,
    b"<": lambda a, b: a < b,
    b">": lambda a, b: a > b,
    b"<=": lambda a, b: a <= b,
    b">=": lambda a, b: a >= b,
}
_ARITHMETIC = frozenset([b"+", b"-", b"*", b"/", b"%", b"&", b"|", b"^", b"<<", b">>", b"?", b":", b","])

Meaning = Callable[[str], "int | str"]
"""What a name is: its value where it is defined, or `undefined`, `missing` (so far), `unknown`."""
MISSING, UNDEFINED, UNKNOWN = "missing", "undefined", "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """A node of a condition."""

    kind: str
    """and, or, not, defined, name, number, compare or unknown."""
    parts: tuple[Condition, ...] = ()
    name: str = ""
    number: int = 0
    operator: bytes = b""


NOTHING_TOLD = Condition("unknown")


def read_condition(text: bytes) -> Condition:
    """The condition behind `#if`, without comments; arithmetic and calls of macros say nothing."""
    if len(text) > _MAX_BYTES:
        return NOTHING_TOLD
    reader = _Reader([(match[1], match[2], match[3]) for match in _TOKEN.finditer(text.rstrip())])
    found = reader.alternatives(0)
    return found if reader.is_at_end else NOTHING_TOLD


def name_condition(text: bytes, *, is_negated: bool = False) -> Condition:
    """The condition of `#ifdef`, or of `#ifndef`."""
    words = text.split(None, 1)
    name = Condition("defined", name=words[0].decode("utf-8", "replace")) if words else NOTHING_TOLD
    return Condition("not", (name,)) if is_negated else name


class _Reader:
    """Tokens, each a name, a number or a sign, read by descent."""

    def __init__(self, tokens: list[tuple[bytes | None, bytes | None, bytes | None]]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def is_at_end(self) -> bool:
        return self._place == len(self._tokens)

    def alternatives(self, depth: int) -> Condition:
        return self._joined(b"||", "or", lambda: self._joined(b"&&", "and", lambda: self._comparison(depth)))

    def _joined(self, sign: bytes, kind: str, read: Callable[[], Condition]) -> Condition:
        parts = [read()]
        while self._takes(sign):
            parts.append(read())
        return parts[0] if len(parts) == 1 else Condition(kind, tuple(parts))

    def _comparison(self, depth: int) -> Condition:
        left = self._operand(depth)
        sign = self._sign()
        while sign in _COMPARISONS:
            self._place += 1
            left = Condition("compare", (left, self._operand(depth)), operator=sign)
            sign = self._sign()
        return left

    def _operand(self, depth: int) -> Condition:
        found = self._plain(depth)
        while self._sign() in _ARITHMETIC:
            self._place += 1
            self._plain(depth)
            found = NOTHING_TOLD
        return found

    def _plain(self, depth: int) -> Condition:
        if self.is_at_end or depth > _MAX_DEPTH:
            self._place = len(self._tokens)
            return NOTHING_TOLD
        name, number, sign = self._tokens[self._place]
        self._place += 1
        if number is not None:
            return Condition("number", number=_number(number))
        if name is not None:
            return self._named(name.decode())
        if sign == b"!":
            return Condition("not", (self._plain(depth + 1),))
        if sign == b"(":
            found = self.alternatives(depth + 1)
            return found if self._takes(b")") else NOTHING_TOLD
        if sign in (b"-", b"+", b"~"):
            self._plain(depth + 1)
        return NOTHING_TOLD

    def _named(self, name: str) -> Condition:
        if name != "defined":
            if self._sign() != b"(":
                return Condition("number", number=1) if name == "true" else Condition("name", name=name)
            self._skip_brackets()
            return NOTHING_TOLD
        is_open = self._takes(b"(")
        if self.is_at_end or (asked := self._tokens[self._place][0]) is None:
            return NOTHING_TOLD
        self._place += 1
        if is_open and not self._takes(b")"):
            return NOTHING_TOLD
        return Condition("defined", name=asked.decode())

    def _skip_brackets(self) -> None:
        depth = 0
        while not self.is_at_end:
            sign = self._sign()
            self._place += 1
            depth += (sign == b"(") - (sign == b")")
            if depth == 0:
                return

    def _sign(self) -> bytes:
        return b"" if self.is_at_end else self._tokens[self._place][2] or b""

    def _takes(self, sign: bytes) -> bool:
        if self._sign() != sign:
            return False
        self._place += 1
        return True


def _number(text: bytes) -> int:
    digits = text.rstrip(b"uUlL")
    if digits[:2] in (b"0x", b"0X"):
        return int(digits, 16)
    return int(digits) if len(digits) < 20 else 0  # longer ones are nobody's version


def holds(condition: Condition, meaning: Meaning) -> bool | None:
    """Whether it does; None where that cannot be told."""
    kind = condition.kind
    if kind in ("and", "or"):
        decisive = kind == "or"
        values = [holds(part, meaning) for part in condition.parts]
        if decisive in values:
            return decisive
        return None if None in values else not decisive
    if kind == "not":
        value = holds(condition.parts[0], meaning)
        return None if value is None else not value
    if kind == "defined":
        found = meaning(condition.name)
        return None if found == UNKNOWN else isinstance(found, int)
    if kind == "compare":
        return _compared(condition, meaning)
    number = _value(condition, meaning)
    return None if number is None else number != 0


def needed(condition: Condition, meaning: Meaning, *, wanted: bool = True) -> frozenset[str] | None:
    """Missing names that make it true (or false) once each of them is 1; None where none can.

    What cannot be told is taken for what is wanted.
    """
    value = holds(condition, meaning)
    if value is None or value is wanted:
        return frozenset()
    kind = condition.kind
    if kind == "not":
        return needed(condition.parts[0], meaning, wanted=not wanted)
    if kind in ("and", "or"):
        found = [needed(part, meaning, wanted=wanted) for part in condition.parts]
        if (kind == "and") is wanted:
            return None if None in found else frozenset().union(*(names for names in found if names is not None))
        possible = [names for names in found if names is not None]
        return min(possible, key=lambda names: (len(names), sorted(names)), default=None)
    if kind in ("defined", "name") and wanted and meaning(condition.name) == MISSING:
        return frozenset([condition.name])
    if kind == "compare":
        names = {p.name for p in condition.parts if p.kind == "name" and meaning(p.name) == MISSING}
        if names and _compared(condition, lambda name: 1 if name in names else meaning(name)) is wanted:
            return frozenset(names)
    return None


def _compared(condition: Condition, meaning: Meaning) -> bool | None:
    left, right = (_value(part, meaning) for part in condition.parts)
    return None if left is None or right is None else _COMPARISONS[condition.operator](left, right)


def _value(condition: Condition, meaning: Meaning) -> int | None:
    """The number that it stands for."""
    if condition.kind == "number":
        return condition.number
    if condition.kind == "name":
        found = meaning(condition.name)
        if isinstance(found, int):
            return found
        return None if found == UNKNOWN else 0
    if condition.kind == "unknown":
        return None
    value = holds(condition, meaning)
    return None if value is None else int(value)
