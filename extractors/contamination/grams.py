"""The hashes of one text, for the index: of words, tokens and whole functions, without those that tell nothing."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from warploom.extractors.contamination import native_match, native_tokens, native_words, scheme
from warploom.extractors.contamination.kept_words import kept_table
from warploom.extractors.ir.native_text import padded

MAX_TEXT_BYTES: Final = 4 * 1024 * 1024
"""Of one field of an item; benchmarks' are a thousandth of it."""
_MIN_DISTINCT_WORDS: Final = 4
"""Distinct words with a letter in a gram: runs of numbers and of one word repeated tell nothing."""
_MIN_DISTINCT_TOKENS: Final = 5
_MIN_DISTINCT_KEPT: Final = 2
"""Distinct tokens in a gram, all numbers being one, and those of them that are no operators and no names."""
_MIN_FUNCTION_TOKENS: Final = 10
"""Shorter functions are anybody's."""

Hashes = np.ndarray[Any, np.dtype[np.uint64]]


def word_grams(text: bytes) -> Hashes:
    """Distinct hashes of sequences of words, sorted."""
    words, is_alphabetic = np.empty(len(text) // 2 + 1, np.uint64), np.empty(len(text) // 2 + 1, np.uint8)
    n = native_words.read_words(padded(text), 0, len(text), words, is_alphabetic)
    size = scheme.WORD_GRAM
    grams = np.empty(len(words), np.uint64)
    n_grams = native_words.hash_word_grams(words, n, size, grams)
    native_match.seal(grams, n_grams, 0)
    tells = [
        len(set(words[i : i + size][is_alphabetic[i : i + size] != 0].tolist())) >= _MIN_DISTINCT_WORDS
        for i in range(n_grams)
    ]
    return np.unique(grams[:n_grams][np.array(tells, bool)])


class Tokens:
    """The tokens of a text in a language of a family."""

    def __init__(self, text: bytes, family: int) -> None:
        n = len(text) + 1
        self._codes, self._kinds, self._backs = np.empty(n, np.uint64), np.empty(n, np.uint8), np.empty(n, np.uint8)
        functions, counts = np.empty((n // 4 + 1, 2), np.int64), np.zeros(2, np.int64)
        scratch = np.zeros((3, native_tokens.MAX_PARENTHESES), np.int64)
        native_tokens.read_tokens(
            padded(text), 0, len(text), family, *kept_table(), self._codes, self._kinds, functions, counts, scratch
        )
        self._n = int(counts[0])
        self._functions = functions[: counts[1]]
        native_tokens.link_names(self._codes, self._kinds, self._n, scheme.TOKEN_GRAM, self._backs)

    def grams(self) -> Hashes:
        """Distinct hashes of sequences of tokens, sorted."""
        size = scheme.TOKEN_GRAM
        grams = np.empty(self._n, np.uint64)
        n_grams = native_tokens.hash_token_grams(self._codes, self._kinds, self._backs, self._n, size, grams)
        native_match.seal(grams, n_grams, 1)
        return np.unique(grams[:n_grams][np.array([self._tells(i, i + size) for i in range(n_grams)], bool)])

    def functions(self) -> Hashes:
        """Distinct hashes of whole bodies of functions, sorted; of the whole text, where it holds no function."""
        ranges = [(int(a), int(b)) for a, b in self._functions] or [(0, self._n)]
        found = [
            native_tokens.hash_tokens(self._codes, self._kinds, self._backs, a, b)
            for a, b in ranges
            if b - a >= _MIN_FUNCTION_TOKENS and self._tells(a, b)
        ]
        hashes = np.array(found, np.uint64)
        native_match.seal(hashes, len(hashes), 2)
        return np.unique(hashes)

    def _tells(self, start: int, end: int) -> bool:
        codes, kinds = self._codes[start:end], self._kinds[start:end]
        is_kept = (kinds == native_tokens.KEPT) | (kinds == native_tokens.NUMBER) | (kinds == native_tokens.STRING)
        codes = np.where(kinds == native_tokens.NAME, self._backs[start:end].astype(np.uint64), codes)
        codes = np.where(kinds == native_tokens.NUMBER, np.uint64(2**63), codes)
        return (
            len(set(codes.tolist())) >= _MIN_DISTINCT_TOKENS and len(set(codes[is_kept].tolist())) >= _MIN_DISTINCT_KEPT
        )
