"""Notices that are recognised by digest alone: the commonest ones, word for word."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from warploom.extractors.licenses.recognition import Recognition

KEY_HEX_DIGITS = 20
DETECTOR = "known-notice"


def known_notice(text_sha256: str) -> Recognition | None:
    """Answer for a folded text that is exactly a common notice or license, given by its SHA-256; else None."""
    expression = _table().get(text_sha256[:KEY_HEX_DIGITS])
    return None if expression is None else Recognition(expression, 100.0, DETECTOR)


@cache
def _table() -> dict[str, str]:
    lines = (files(__package__) / "known_notices.csv").read_text(encoding="ascii").splitlines()[1:]
    return dict(line.split(",", 1) for line in lines)
