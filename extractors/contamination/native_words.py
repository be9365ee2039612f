"""Reads the words of a text, prose and code alike, and hashes sequences of hashes, natively."""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.fingerprints.native_bytes import stir
from warploom.extractors.ir.native_text import native

MAX_GRAM: Final = 32
_BASIS: Final = np.uint64(14695981039346656037)
_PRIME: Final = np.uint64(1099511628211)
_WORD_BYTE: Final = np.array(
    [
        c + 32 if 65 <= c <= 90 else c if (chr(c).isascii() and chr(c).isalnum()) or c == 95 or c >= 128 else 0
        for c in range(256)
    ],
    np.uint8,
)
"""By byte: what it counts as in a word, in lower case; 0 between words."""
POWERS: Final = np.array([pow(0x9E3779B97F4A7C15, 2 * k + 3, 2**64) | 1 for k in range(MAX_GRAM)], np.uint64)
"""Odd multipliers by place in a gram."""


def stirred(digest: int) -> int:
    """`stir` in Python, for tables that are made before anything is compiled."""
    digest ^= digest >> 33
    digest = digest * 0xFF51AFD7ED558CCD % 2**64
    digest ^= digest >> 33
    digest = digest * 0xC4CEB9FE1A85EC53 % 2**64
    return digest ^ digest >> 33


@native
def read_words(text: np.ndarray, start: int, end: int, words: np.ndarray, is_alphabetic: np.ndarray) -> int:
    """Hash every word of `text[start:end]` into `words`, which has room for half as many bytes and one; how many.

    Letters, digits, underscores and all that is not ASCII make words; case does not count. The backslash sequences
    for white space are none of a word, so that a text in a string literal has the words of the text.
    """
    n = 0
    i = start
    while i < end:
        byte = text[i]
        folded = _WORD_BYTE[byte]
        if folded == 0:
            i += 1
            if byte == 92 and i < end and (text[i] == 110 or text[i] == 116 or text[i] == 114):
                i += 1
            continue
        digest = _BASIS
        has_letter = False
        while folded != 0:
            digest = (digest ^ np.uint64(folded)) * _PRIME
            has_letter |= folded > 57
            i += 1
            if i >= end:
                break
            folded = _WORD_BYTE[text[i]]
        words[n] = stir(digest)
        is_alphabetic[n] = has_letter
        n += 1
    return n


@native
def hash_word_grams(words: np.ndarray, n_words: int, size: int, grams: np.ndarray) -> int:
    """Hash every sequence of `size` words in order; `grams` may be `words`. Returns how many."""
    n = n_words - size + 1
    for i in range(n):
        total = np.uint64(0)
        for k in range(size):
            total += words[i + k] * POWERS[k]
        grams[i] = stir(total)
    return max(n, 0)
