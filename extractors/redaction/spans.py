"""What was found in a text, where, and the placeholder that takes its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

EMAIL, IP_ADDRESS, PERSON = "email", "ip_address", "person"
_NO_SECRETS = frozenset({EMAIL, IP_ADDRESS, PERSON})

PLACEHOLDER = re.compile(r"<(?:EMAIL|IP_ADDRESS|PERSON|SECRET_[A-Z0-9_]{1,40})>")


class Span(NamedTuple):
    """Characters `start` to `end` of one line, and what they are."""

    start: int
    end: int
    kind: str


def placeholder(kind: str) -> str:
    """`<EMAIL>`, `<IP_ADDRESS>`, `<PERSON>`, or `<SECRET_...>` with the secret's family."""
    return f"<{kind.upper()}>" if kind in _NO_SECRETS else f"<SECRET_{kind.upper()}>"


def disjoint(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, without overlaps: a secret outranks an address, and that a name; equals become one."""
    kept: list[Span] = []
    for span in sorted(spans):
        while kept and kept[-1].end > span.start:
            last = kept[-1]
            if _rank(last) == _rank(span):
                kept.pop()
                span = Span(last.start, max(last.end, span.end), last.kind)
            elif _rank(last) < _rank(span):
                break
            else:
                kept.pop()
        else:
            kept.append(span)
    return kept


def _rank(span: Span) -> int:
    return {EMAIL: 1, IP_ADDRESS: 2, PERSON: 3}.get(span.kind, 0)
