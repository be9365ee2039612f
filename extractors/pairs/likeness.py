"""Refuses computations whose code would read like one that is there, by shingles of normalised tokens."""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.fingerprints.lexers import lexer_of
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.extractors.near_duplicates.lexed import tokens_of

SCHEME: Final = Scheme(shingle_length=5, is_normalised=True)
"""Names, numbers and strings are alike: what is left is structure."""
THRESHOLD: Final = 0.7


def shingles(text: str) -> frozenset[bytes]:
    """The distinct shingles of a C text."""
    hashes = tokens_of(text.encode(), lexer_of("C"), SCHEME).hashes
    length = SCHEME.shingle_length
    if len(hashes) < length:
        return frozenset((hashes.tobytes(),))
    windows = np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(hashes, length))
    raw = windows.tobytes()
    step = 8 * length
    return frozenset(raw[at : at + step] for at in range(0, len(raw), step))


class Likeness:
    """What has been taken so far, by its shingles."""

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._sizes: list[int] = []
        self._having: dict[bytes, list[int]] = {}

    def closest(self, own: frozenset[bytes]) -> float:
        """The Jaccard similarity to the likest text that reaches the threshold, 0.0 where none does.

        A text that alike shares one of any (1 - threshold) of `own` and one more: only the rarest are looked up, which
        loses nothing.
        """
        rarest = sorted(own, key=lambda one: (len(self._having.get(one, ())), one))
        n_missing = int((1 - self._threshold) * len(own)) + 1
        candidates = {number for one in rarest[:n_missing] for number in self._having.get(one, ())}
        best = 0.0
        if not candidates:
            return best
        counts = dict.fromkeys(candidates, 0)
        for one in own:
            for number in self._having.get(one, ()):
                if number in counts:
                    counts[number] += 1
        for number, common in counts.items():
            best = max(best, common / (len(own) + self._sizes[number] - common))
        return best if best >= self._threshold else 0.0

    def add(self, own: frozenset[bytes]) -> None:
        """Take one."""
        number = len(self._sizes)
        self._sizes.append(len(own))
        for one in own:
            self._having.setdefault(one, []).append(number)
