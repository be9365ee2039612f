"""Every pair of texts whose exact Jaccard similarity of token 5-grams is at least 0.7, by Python's regex and an index.

Nothing of the measured path is used: tokens come from one regex, a 5-gram is its five tokens and no hash of them, and
of every pair that shares one all shared ones are counted. A text of fewer than five tokens is a single gram of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import gram_tokens
import numpy as np
import numpy.typing as npt
from gram_tokens import GRAM, tokens_of
from measuring import say
from near_corpus import PLACE, Corpus

LEAST = 0.7
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Truth:
    """Pairs as two columns of places, the smaller first, with their similarity; and the sets that were compared."""

    pairs: Ints
    jaccard: Floats
    n_tokens: Ints
    grams: Ints
    offsets: Ints

    def similarity(self, pairs: Ints) -> Floats:
        """Exact similarity of any pairs."""
        return np.array([self._one(int(a), int(b)) for a, b in pairs], dtype=np.float64)

    def _one(self, a: int, b: int) -> float:
        first, second = (self.grams[self.offsets[n] : self.offsets[n + 1]] for n in (a, b))
        shared = len(np.intersect1d(first, second, assume_unique=True))
        union = len(first) + len(second) - shared
        return shared / union if union else 0.0


def truth_of(corpus: Corpus) -> Truth:
    """Computed once for a corpus and kept below `build/`."""
    code = b"".join(Path(name).read_bytes() for name in (__file__, gram_tokens.__file__))
    key = hashlib.sha256(corpus.data.tobytes() + corpus.offsets.tobytes() + code).hexdigest()
    kept = PLACE / "truth.npz"
    if kept.is_file():
        with np.load(kept) as held:
            if str(held["key"]) == key:
                return Truth(*(held[name] for name in ("pairs", "jaccard", "n_tokens", "grams", "offsets")))
    say("finding all true pairs")
    tokens, ends = _tokens(corpus)
    grams, offsets = _gram_sets(tokens, ends)
    pairs, jaccard = _all_pairs(grams, offsets)
    truth = Truth(pairs, jaccard, np.diff(ends), grams, offsets)
    np.savez(kept, key=key, pairs=pairs, jaccard=jaccard, n_tokens=truth.n_tokens, grams=grams, offsets=offsets)
    return truth


def _tokens(corpus: Corpus) -> tuple[Ints, Ints]:
    """A number per token, 1 and up, and where each text's tokens begin."""
    numbers: dict[str, int] = {}
    made, ends = [], [0]
    for n in range(len(corpus)):
        found = tokens_of(corpus.text(n))
        made.append(np.array([numbers.setdefault(token, len(numbers) + 1) for token in found], dtype=np.int64))
        ends.append(ends[-1] + len(found))
    return np.concatenate(made), np.array(ends, dtype=np.int64)


def _gram_sets(tokens: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Sorted distinct grams of each text as numbers: equal numbers if and only if the five tokens are."""
    lengths = np.diff(ends)
    padded_lengths = np.where(lengths > 0, np.maximum(lengths, GRAM), 0)
    starts = np.concatenate([[0], np.cumsum(padded_lengths)])
    padded = np.zeros(starts[-1], dtype=np.int64)  # 0 stands after the tokens of a text that has too few
    owner = np.repeat(np.arange(len(lengths)), lengths)
    padded[starts[owner] + np.arange(len(tokens)) - ends[owner]] = tokens
    twos = _numbered(padded[:-1], padded[1:])
    fours = _numbered(twos[:-2], twos[2:])
    fives = _numbered(fours[: len(padded) - GRAM + 1], padded[GRAM - 1 :])
    owner = np.repeat(np.arange(len(lengths)), padded_lengths)[: len(fives)]
    inside = starts[owner + 1] - np.arange(len(fives)) >= GRAM
    keys = np.unique((owner[inside] << 32) | fives[inside])
    counts = np.bincount(keys >> 32, minlength=len(lengths))
    return keys & 0xFFFFFFFF, np.concatenate([[0], np.cumsum(counts)])


def _numbered(left: Ints, right: Ints) -> Ints:
    """A number for every pair of numbers, both below 2**31."""
    return np.unique((left << 32) | right, return_inverse=True)[1].astype(np.int64)


def _all_pairs(grams: Ints, offsets: Ints) -> tuple[Ints, Floats]:
    """Count what each text shares with every earlier one, through the list of texts of every gram."""
    n_texts = len(offsets) - 1
    sizes = np.diff(offsets)
    owner = np.repeat(np.arange(n_texts, dtype=np.int32), sizes)
    order = np.argsort(grams, kind="stable")
    texts = owner[order]  # by gram, and within one by text
    place = np.empty(len(grams), dtype=np.int64)
    place[order] = np.arange(len(grams))
    first = np.concatenate([[0], np.cumsum(np.bincount(grams))])
    begin = first[grams]
    found: list[Ints] = []
    scores: list[Floats] = []
    for n in range(n_texts):
        mine = slice(offsets[n], offsets[n + 1])
        starts, counts = begin[mine], place[mine] - begin[mine]  # the earlier texts with the gram
        starts, counts = starts[counts > 0], counts[counts > 0]
        if not len(starts):
            continue
        jumps = np.repeat(starts - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts)
        shared = np.bincount(texts[jumps + np.arange(len(jumps))], minlength=n)[:n]
        jaccard = shared / (sizes[:n] + sizes[n] - shared)
        near = np.flatnonzero(jaccard >= LEAST)
        found.append(np.column_stack([near, np.full(len(near), n)]))
        scores.append(jaccard[near])
    return np.concatenate(found).astype(np.int64), np.concatenate(scores)
