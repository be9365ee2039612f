"""Which signs of persons and secrets a text holds: one pass for all, so that most finders need not run."""

from __future__ import annotations

import re
import threading

import hyperscan

from warploom.extractors.redaction import credentials, emails, ip_addresses, persons, private_keys, tokens

_of_thread = threading.local()
_EXPRESSIONS = {
    sign: re.escape(sign) for module in (credentials, emails, persons, private_keys, tokens) for sign in module.SIGNS
} | {expression: expression for module in (emails, ip_addresses, tokens) for expression in module.EXPRESSIONS}
SIGNS = tuple(_EXPRESSIONS)
"""All there are."""


def signs(text: str) -> frozenset[str]:
    """Those of the finders' signs that occur in a text."""
    # What is no character (a lone surrogate) is in no sign.
    return signs_of_bytes(text.encode("utf-8", "replace"))


def signs_of_bytes(text: bytes | memoryview) -> frozenset[str]:
    """The same for a text in UTF-8, at 3 GB/s."""
    found: list[int] = []

    def note(number: int, *_: object) -> None:
        found.append(number)

    _database().scan(text, match_event_handler=note)  # type: ignore[type-var]  # it takes any buffer
    return frozenset(map(SIGNS.__getitem__, found))


def _database() -> hyperscan.Database:
    # A scan writes into its database's scratch space: two threads would meet in one (`ScratchInUseError`).
    if not hasattr(_of_thread, "database"):
        _of_thread.database = _compiled()
    return _of_thread.database


def _compiled() -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[expression.encode() for expression in _EXPRESSIONS.values()],
        ids=list(range(len(SIGNS))),
        elements=len(SIGNS),
        # Each is reported once a text.
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(SIGNS),
    )
    return database
