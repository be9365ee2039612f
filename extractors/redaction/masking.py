"""Put typed placeholders in the place of persons and secrets; everything else of a text stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from warploom.extractors.redaction import credentials, emails, ip_addresses, persons, private_keys, tokens
from warploom.extractors.redaction.signs import signs
from warploom.extractors.redaction.spans import Span, disjoint, placeholder

_FINDERS = (
    (private_keys.private_keys, frozenset(private_keys.SIGNS)),
    (tokens.tokens, frozenset((*tokens.SIGNS, *tokens.EXPRESSIONS))),
    (credentials.credentials, frozenset(credentials.SIGNS)),
    (emails.emails, frozenset((*emails.SIGNS, *emails.EXPRESSIONS))),
    (persons.persons, frozenset(persons.SIGNS)),
    (ip_addresses.ip_addresses, frozenset(ip_addresses.EXPRESSIONS)),
)
"""Each finder with the signs of which a text must hold one, else it finds nothing."""
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
    return redact_signed(text, signs(text))


def redact_signed(text: str, seen: AbstractSet[str]) -> Redacted:
    """The same for a text whose signs were seen already; where there is none, nothing is found."""
    counts: Counter[str] = Counter()
    for _ in range(_MAX_ROUNDS):
        spans = disjoint(_found(text, seen))
        if not spans:
            break
        counts.update(span.kind for span in spans)
        text = _masked(text, spans)
        seen = signs(text)
    return Redacted(text, dict(sorted(counts.items())))


def _found(text: str, seen: AbstractSet[str]) -> Iterator[Span]:
    for finder, signs_of_it in _FINDERS:
        if not seen.isdisjoint(signs_of_it):
            yield from finder(text, seen)


def _masked(text: str, spans: list[Span]) -> str:
    parts: list[str] = []
    end = 0
    for span in spans:
        parts += (text[end : span.start], placeholder(span.kind))
        end = span.end
    parts.append(text[end:])
    return "".join(parts)
