"""Reads values out of what runners wrote: each is what it must be, or the line is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

MOST_COUNT = (1 << 31) - 1


def mapping(value: Any) -> Mapping[str, Any]:
    """The mapping, or an empty one where it is none."""
    return value if isinstance(value, Mapping) else {}


def count(value: Any, most: int = MOST_COUNT) -> int:
    """A whole number from 0 on. Raises `ValueError`."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(f"a count of {str(value)[:40]}")
    return value


def optional_count(value: Any, most: int = MOST_COUNT) -> int | None:
    """The same, or None."""
    return None if value is None else count(value, most)


def error(value: Any) -> float | None:
    """A finite distance, or None. Raises `ValueError`."""
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not (math.isfinite(value) and value >= 0):
        raise ValueError(f"an error of {str(value)[:40]}")
    return float(value)


def text(value: Any) -> str | None:
    """A short text on one line, or None. Raises `ValueError`."""
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 2_000:
        raise ValueError("a text that is none, or too long")
    return " ".join(value.split())
