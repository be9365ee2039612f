"""Which signs of persons and secrets a text holds: one pass for all, so that most finders need not run."""

from __future__ import annotations

import re
from functools import cache

import hyperscan

from warploom.extractors.redaction import credentials, emails, persons, private_keys, tokens

_EXPRESSIONS = {
    sign: re.escape(sign) for module in (credentials, emails, persons, private_keys, tokens) for sign in module.SIGNS
} | {expression: expression for expression in tokens.EXPRESSIONS}
SIGNS = tuple(_EXPRESSIONS)
"""All there are."""


def signs(text: str) -> frozenset[str]:
    """Those of the finders' signs that occur, at 1.5 GB/s."""
    found: list[int] = []

    def note(number: int, *_: object) -> None:
        found.append(number)

    # What is no character (a lone surrogate) is in no sign.
    _database().scan(text.encode("utf-8", "replace"), match_event_handler=note)
    return frozenset(map(SIGNS.__getitem__, found))


@cache
def _database() -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[expression.encode() for expression in _EXPRESSIONS.values()],
        ids=list(range(len(SIGNS))),
        elements=len(SIGNS),
        # Each is reported once a text.
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(SIGNS),
    )
    return database
