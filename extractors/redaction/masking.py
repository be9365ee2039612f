"""Put typed placeholders in the place of persons and secrets; everything else of a text stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from warploom.extractors.redaction.credentials import credentials
from warploom.extractors.redaction.emails import emails
from warploom.extractors.redaction.ip_addresses import ip_addresses
from warploom.extractors.redaction.persons import persons
from warploom.extractors.redaction.private_keys import private_keys
from warploom.extractors.redaction.signs import signs
from warploom.extractors.redaction.spans import Span, disjoint, placeholder
from warploom.extractors.redaction.tokens import tokens

_MAX_ROUNDS = 8
"""Rounds until nothing is found: real texts take two; what hides behind an overlap comes out in the next one."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with placeholders, and how many of each kind were set, kinds in order; the text itself if none was."""

    text: str
    counts: Mapping[str, int]


def redact(text: str) -> Redacted:
    """Mask what names a person or opens a door: linear in the text's length, each line end stays where it is.

    Masking what was masked changes nothing: rounds go on until one finds nothing.
    """
    counts: Counter[str] = Counter()
    for _ in range(_MAX_ROUNDS):
        spans = disjoint(_found(text))
        if not spans:
            break
        counts.update(span.kind for span in spans)
        text = _masked(text, spans)
    return Redacted(text, dict(sorted(counts.items())))


def _found(text: str) -> Iterator[Span]:
    seen = signs(text)
    for finder in (private_keys, tokens, credentials, emails, persons):
        yield from finder(text, seen)
    yield from ip_addresses(text)


def _masked(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    end = 0
    for span in spans:
        parts += (text[end : span.start], placeholder(span.kind))
        end = span.end
    parts.append(text[end:])
    return "".join(parts)
