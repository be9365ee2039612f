"""Ranges of integers whose ends are expressions over scalar parameters, and arithmetic of these ends."""

from __future__ import annotations

from dataclasses import dataclass

_MAX_EXPRESSION = 160
"""Characters; what is longer is not told."""


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest value, as expressions; None: not known. `of` names the array that it comes out of."""

    low: str | None = None
    high: str | None = None
    of: str | None = None


def added(a: str | None, sign: str, b: str | None) -> str | None:
    """The sum or difference of two ends, put short; None where one is not known or it grows too long."""
    if a is None or b is None:
        return None
    if a.isdecimal() and b.isdecimal():
        return _short(str(int(a) + int(b) if sign == "+" else int(a) - int(b)))
    if b == "0":
        return a
    if a == "0" and sign == "+":
        return b
    if sign == "+" and b == "1" and a.endswith(" - 1"):
        return a.removesuffix(" - 1")
    if sign == "-" and b == "1" and a.endswith(" + 1"):
        return a.removesuffix(" + 1")
    return _short(f"{a} {sign} {f'({b})' if sign == '-' and not _is_atom(b) else b}")


def multiplied(a: str | None, b: str | None) -> str | None:
    """The product of two ends."""
    if a is None or b is None:
        return None
    if "0" in (a, b):
        return "0"
    if a == "1" or b == "1":
        return b if a == "1" else a
    return _short(" * ".join(x if _is_atom(x) else f"({x})" for x in (a, b)))


def divided(a: str | None, b: str) -> str | None:
    """The quotient, rounded down; None for a division by zero."""
    if a is None or b == "0":
        return None
    return _short(f"{a if _is_atom(a) else f'({a})'} // {b if _is_atom(b) else f'({b})'}")


def _is_atom(text: str) -> bool:
    return text.isidentifier() or text.isdecimal()


def _short(text: str) -> str | None:
    return text if len(text) <= _MAX_EXPRESSION else None
