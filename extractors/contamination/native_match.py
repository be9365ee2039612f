"""Looks up the hashes of texts in a table of those of benchmark items, natively, and counts what is found by item."""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.contamination.native_tokens import hash_token_grams, hash_tokens, link_names, read_tokens
from warploom.extractors.contamination.native_words import hash_word_grams, read_words
from warploom.extractors.fingerprints.native_bytes import stir
from warploom.extractors.ir.native_text import native

METHOD_SEEDS: Final = np.array([0x5851F42D4C957F2D, 0x14057B7EF767814F, 0x2545F4914F6CDD1D], np.uint64)
"""By method, in the order of `scheme.METHODS`: what a hash is told apart by."""
FILTER_BITS: Final = 16
"""Of the filter in front of the table, for each entry of the table."""


@native
def seal(grams: np.ndarray, n: int, method: int) -> None:
    """Make hashes of sequences those of a method."""
    for i in range(n):
        grams[i] = stir(grams[i] ^ METHOD_SEEDS[method])


@native
def fill_table(hashes: np.ndarray, slots: np.ndarray, bits: np.ndarray) -> None:
    """Put the numbers of distinct hashes into `slots` (-1 so far, at least twice as many), and mark them in `bits`."""
    mask, bit_mask = np.uint64(slots.shape[0] - 1), np.uint64(bits.shape[0] * 8 - 1)
    for k in range(hashes.shape[0]):
        slot = hashes[k] & mask
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & mask
        slots[slot] = k
        bit = (hashes[k] >> np.uint64(32)) & bit_mask
        bits[bit >> np.uint64(3)] |= np.uint8(1) << np.uint8(bit & np.uint64(7))


@native
def _count(
    grams: np.ndarray,
    n: int,
    hashes: np.ndarray,
    slots: np.ndarray,
    bits: np.ndarray,
    starts: np.ndarray,
    targets: np.ndarray,
    text_number: int,
    seen: np.ndarray,
    counts: np.ndarray,
    touched: np.ndarray,
    n_touched: int,
) -> int:
    """Count each distinct hash once for every target that has it; how many targets were touched so far."""
    mask, bit_mask = np.uint64(slots.shape[0] - 1), np.uint64(bits.shape[0] * 8 - 1)
    for i in range(n):
        gram = grams[i]
        bit = (gram >> np.uint64(32)) & bit_mask
        if not (bits[bit >> np.uint64(3)] >> np.uint8(bit & np.uint64(7))) & np.uint8(1):
            continue
        slot = gram & mask
        while slots[slot] >= 0 and hashes[slots[slot]] != gram:
            slot = (slot + np.uint64(1)) & mask
        known = slots[slot]
        if known < 0 or seen[known] == text_number:
            continue
        seen[known] = text_number
        for p in range(starts[known], starts[known + 1]):
            target = targets[p]
            if counts[target] == 0:
                touched[n_touched] = target
                n_touched += 1
            counts[target] += 1
    return n_touched


@native
def match_texts(
    data: np.ndarray,
    offsets: np.ndarray,
    families: np.ndarray,
    sizes: np.ndarray,
    kept: np.ndarray,
    kept_masks: np.ndarray,
    hashes: np.ndarray,
    slots: np.ndarray,
    bits: np.ndarray,
    starts: np.ndarray,
    targets: np.ndarray,
    needed: np.ndarray,
    seen: np.ndarray,
    counts: np.ndarray,
    touched: np.ndarray,
    words: np.ndarray,
    codes: np.ndarray,
    kinds: np.ndarray,
    backs: np.ndarray,
    functions: np.ndarray,
    scratch: np.ndarray,
    found: np.ndarray,
    first: int,
) -> tuple[int, int]:
    """Match texts from number `first` on until all are done or `found` may overflow; (rows found, next text).

    `found` gets (text, target, grams found) for every target of which at least `needed[target]` were. `families` is -1
    where only words are read. `sizes`: words and tokens of a gram. `seen` holds -1, or numbers of other texts.
    """
    n_found = 0
    sizes_found = scratch[3]
    for text in range(first, offsets.shape[0] - 1):
        if n_found + counts.shape[0] > found.shape[0]:
            return n_found, text
        start, end = offsets[text], offsets[text + 1]
        n = read_words(data, start, end, words, kinds)
        n = hash_word_grams(words, n, sizes[0], words)
        seal(words, n, 0)
        n_touched = _count(words, n, hashes, slots, bits, starts, targets, text, seen, counts, touched, 0)
        if families[text] >= 0:
            read_tokens(
                data, start, end, families[text], kept, kept_masks, codes, kinds, functions, sizes_found, scratch
            )
            n_tokens, n_functions = sizes_found[0], sizes_found[1]
            link_names(codes, kinds, n_tokens, sizes[1], backs)
            n = hash_token_grams(codes, kinds, backs, n_tokens, sizes[1], words)
            seal(words, n, 1)
            n_touched = _count(words, n, hashes, slots, bits, starts, targets, text, seen, counts, touched, n_touched)
            for f in range(n_functions):
                words[f] = hash_tokens(codes, kinds, backs, functions[f, 0], functions[f, 1])
            seal(words, n_functions, 2)
            n_touched = _count(
                words, n_functions, hashes, slots, bits, starts, targets, text, seen, counts, touched, n_touched
            )
        for k in range(n_touched):
            target = touched[k]
            if counts[target] >= needed[target]:
                found[n_found, 0], found[n_found, 1], found[n_found, 2] = text, target, counts[target]
                n_found += 1
            counts[target] = 0
    return n_found, offsets.shape[0] - 1
