"""Digests of whole token sequences: texts with equal ones are the same unit, whatever their layout and comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from warploom.extractors.fingerprints.fingerprinting import checked_texts
from warploom.extractors.fingerprints.keywords import keyword_table
from warploom.extractors.fingerprints.lexing import NO_SPANS, lex
from warploom.extractors.fingerprints.native_bytes import stir
from warploom.extractors.ir.native_text import native

_FACTORS: Final = (np.uint64(0xD1342543DE82EF95), np.uint64(0xAF251AF3B0F025B5))


@dataclass(frozen=True, slots=True)
class TokenDigests:
    """Of n texts. Two halves of 64 bits each, out of token hashes of 64 bits: no defence against made collisions."""

    exact: np.ndarray
    """uint64, (n, 2): of the tokens as they are."""
    normalised: np.ndarray
    """uint64, (n, 2): of the tokens with names and literals replaced."""
    n_tokens: np.ndarray
    """int64, n."""


def token_digest(data: np.ndarray, offsets: np.ndarray, lexers: np.ndarray) -> TokenDigests:
    """Digests of the texts data[offsets[i] : offsets[i + 1]] (uint8, int64), read by lexers[i] (uint8).

    Raises ValueError for arrays that describe no texts.
    """
    data, offsets, lexers = checked_texts(data, offsets, lexers)
    buffer = np.empty(int(np.diff(offsets).max(initial=0)), np.uint64)
    n_tokens = np.zeros(len(lexers), np.int64)
    both = []
    for is_normalised in (False, True):
        both.append(np.empty((len(lexers), 2), np.uint64))
        _digest(data, offsets, lexers, is_normalised, keyword_table(), buffer, both[-1], n_tokens, NO_SPANS)
    return TokenDigests(both[0], both[1], n_tokens)


@native
def _digest(
    data: np.ndarray,
    offsets: np.ndarray,
    lexers: np.ndarray,
    is_normalised: bool,
    keywords: np.ndarray,
    buffer: np.ndarray,
    digests: np.ndarray,
    n_tokens: np.ndarray,
    spans: np.ndarray,
) -> None:
    for document in range(lexers.shape[0]):
        lexer = lexers[document]
        n = lex(data, offsets[document], offsets[document + 1], lexer, is_normalised, keywords, buffer, 0, spans)
        n_tokens[document] = n
        first = np.uint64(n)
        second = ~np.uint64(n)
        for k in range(n):
            first = (first ^ buffer[k]) * _FACTORS[0]
            first ^= first >> np.uint64(32)
            second = (second + buffer[k]) * _FACTORS[1]
            second ^= second >> np.uint64(29)
        digests[document, 0] = stir(first)
        digests[document, 1] = stir(second)
