"""Takes lists in the text of LLVM IR apart: parameters, arguments, operands; and says how large plain types are."""

from __future__ import annotations

from warploom.schemas.errors import WarploomError

SCALAR_BYTES = {
    "i1": 1, "i8": 1, "i16": 2, "half": 2, "bfloat": 2, "i32": 4, "float": 4, "i64": 8, "double": 8, "ptr": 8,
}  # fmt: skip
"""Of types that the data layout gives this size and alignment."""


_BRACKETS = frozenset("()[]{}<>")


class IrTextError(WarploomError):
    """Text that is not LLVM IR as clang prints it; says where it stops being so."""


def arguments_of(text: str, start: int) -> tuple[list[str], int]:
    """What stands between the parenthesis at `start` and its partner, cut at commas of the same depth, and the end."""
    parts, depth, begin = [], 0, start + 1
    for position in range(start, len(text)):
        character = text[position]
        if character in "([{<":
            depth += 1
        elif character in ")]}>":
            depth -= 1
            if depth == 0:
                parts.append(text[begin:position].strip())
                return [part for part in parts if part], position + 1
        elif character == "," and depth == 1:
            parts.append(text[begin:position].strip())
            begin = position + 1
    raise IrTextError(f"no end of the parenthesis: {text[:120]}")


def split_operands(text: str) -> list[str]:
    """Cut at commas that are inside of no bracket."""
    if _BRACKETS.isdisjoint(text):
        return [part for part in map(str.strip, text.split(",")) if part]
    return arguments_of(f"({text})", 0)[0]
