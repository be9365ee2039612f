"""Notices that are recognised by digest alone: the commonest ones, word for word."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from importlib.resources import files

DETECTOR = "known-notice"


def known_notice(folded: str) -> str | None:
    """SPDX id of a folded text that is exactly a common notice or license, layout aside; else None."""
    return _table().get(notice_key(" ".join(folded.split())))


def notice_key(words: str) -> str:
    """Key of a folded text in the table: the first 80 bits of its SHA-256, hex."""
    return hashlib.sha256(words.encode()).hexdigest()[:20]


@cache
def _table() -> dict[str, str]:
    with (files(__package__) / "known_notices.csv").open(encoding="utf-8", newline="") as table:
        next(rows := csv.reader(table))
        return {key: expression for key, expression in rows}  # noqa: C416 - dict() would not check the pairs
