"""From the bytes of many texts to the distinct shingles of each, natively; memory is bounded by the longest text."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from warploom.extractors.fingerprints.keywords import keyword_table
from warploom.extractors.fingerprints.lexing import NO_SPANS, lex
from warploom.extractors.fingerprints.native_bytes import stir
from warploom.extractors.ir.native_text import native, table_size

_PIECE: Final = 1 << 20
"""Shingles that are gathered before they are copied to where they stay; more where a text is longer."""
_FIRST_TABLE: Final = 1024
_PROBES: Final = 32
"""A text may look at so many places of the table per shingle: hashes that were made to collide are sorted instead."""
_BASE: Final = 0x9FB21C651E98DF25
"""A shingle is a polynomial in this of its tokens' hashes, modulo 2**64, and stirred."""
_ALL, _FULL, _SMALL_TABLE, _COLLISIONS = range(4)


class Shingled(NamedTuple):
    """Distinct shingles of texts, [offsets[i], offsets[i + 1]) those of text i by first occurrence."""

    shingles: np.ndarray
    offsets: np.ndarray
    n_tokens: np.ndarray


def shingle(
    data: np.ndarray, offsets: np.ndarray, lexers: np.ndarray, shingle_length: int, is_normalised: bool
) -> Shingled:
    """The distinct shingles of all texts; arguments as of `fingerprinting.fingerprint`, and checked there."""
    n = len(lexers)
    longest = int(np.diff(offsets).max(initial=0))
    buffer = np.empty(max(_PIECE, longest), np.uint64)
    table = np.empty(4 * _FIRST_TABLE, np.uint64)
    ends = np.zeros(n + 1, np.int64)
    n_tokens = np.zeros(n, np.int64)
    power = np.uint64(pow(_BASE, shingle_length, 1 << 64))
    keywords = keyword_table()
    pieces = []
    document = 0
    total = 0
    probes = _PROBES
    while document < n:
        document, written, state = _shingle_piece(
            data,
            offsets,
            lexers,
            document,
            shingle_length,
            power,
            is_normalised,
            keywords,
            buffer,
            table,
            probes,
            total,
            ends,
            n_tokens,
            NO_SPANS,
        )
        if written:
            pieces.append(buffer[:written].copy())
            total += written
        if state == _SMALL_TABLE:
            table = np.empty(table_size(int(n_tokens[document])), np.uint64)
        elif state == _COLLISIONS:
            pieces.append(_sorted_distinct(data, offsets, lexers, document, shingle_length, power, is_normalised))
            total += len(pieces[-1])
            document += 1
            ends[document] = total
    return Shingled(np.concatenate(pieces) if pieces else np.empty(0, np.uint64), ends, n_tokens)


@native
def _shingle_piece(
    data: np.ndarray,
    offsets: np.ndarray,
    lexers: np.ndarray,
    document: int,
    shingle_length: int,
    power: np.uint64,
    is_normalised: bool,
    keywords: np.ndarray,
    buffer: np.ndarray,
    table: np.ndarray,
    probes: int,
    total: int,
    ends: np.ndarray,
    n_tokens: np.ndarray,
    spans: np.ndarray,
) -> tuple[int, int, int]:
    """Fill the buffer with the shingles of texts from `document` on: the next text, shingles written, why it ended."""
    written = 0
    while document < lexers.shape[0]:
        start, end = offsets[document], offsets[document + 1]
        if end - start > buffer.shape[0] - written:
            return document, written, _FULL
        n = lex(data, start, end, lexers[document], is_normalised, keywords, buffer, written, spans) - written
        n_tokens[document] = n
        if 2 * n > table.shape[0]:
            return document, written, _SMALL_TABLE
        n = shingles_of_tokens(buffer, written, n, shingle_length, power)
        n = _keep_distinct(buffer, written, n, table, probes)
        if n < 0:
            return document, written, _COLLISIONS
        written += n
        document += 1
        ends[document] = total + written
    return document, written, _ALL


@native
def shingles_of_tokens(hashes: np.ndarray, first: int, n: int, length: int, power: np.uint64) -> int:
    """Replace the hashes of n tokens by those of their shingles, in place; how many. None of them is 0."""
    base = np.uint64(_BASE)
    rolling = np.uint64(0)
    if n < length:
        for k in range(first, first + n):
            rolling = rolling * base + hashes[k]
        if n:
            hashes[first] = _shingle_hash(rolling ^ (np.uint64(n) << np.uint64(56)))
        return min(n, 1)
    for k in range(first, first + length - 1):
        rolling = rolling * base + hashes[k]
    gone = np.uint64(0)
    for k in range(first, first + n - length + 1):
        rolling = rolling * base + hashes[k + length - 1] - gone * power
        gone = hashes[k]
        hashes[k] = _shingle_hash(rolling)
    return n - length + 1


@native
def _shingle_hash(rolling: np.uint64) -> np.uint64:
    h = stir(rolling)
    return h if h != np.uint64(0) else np.uint64(1)


@native
def _keep_distinct(hashes: np.ndarray, first: int, n: int, table: np.ndarray, probes: int) -> int:
    """Drop repeated hashes in place; how many are left, or -1 if too many places had to be looked at."""
    left = probes * (n + 64)
    size = min(_FIRST_TABLE, table.shape[0])
    for k in range(size):
        table[k] = 0
    mask = np.int64(size - 1)
    kept = 0
    for k in range(first, first + n):
        h = hashes[k]
        slot = np.int64(h >> np.uint64(32)) & mask
        while table[slot] != np.uint64(0) and table[slot] != h:
            slot = (slot + 1) & mask
            left -= 1
        if left < 0:
            return -1
        if table[slot] == np.uint64(0):
            table[slot] = h
            hashes[first + kept] = h
            kept += 1
            if 2 * kept > size:
                size = min(4 * size, table.shape[0])
                for old in range(size):
                    table[old] = 0
                mask = np.int64(size - 1)
                for old in range(first, first + kept):
                    h = hashes[old]
                    slot = np.int64(h >> np.uint64(32)) & mask
                    while table[slot] != np.uint64(0):
                        slot = (slot + 1) & mask
                        left -= 1
                        if left < 0:
                            return -1
                    table[slot] = h
    return kept


def _sorted_distinct(
    data: np.ndarray,
    offsets: np.ndarray,
    lexers: np.ndarray,
    document: int,
    shingle_length: int,
    power: np.uint64,
    is_normalised: bool,
) -> np.ndarray:
    """What `_keep_distinct` leaves of one text, in a time that no choice of hashes can lengthen."""
    start, end = int(offsets[document]), int(offsets[document + 1])
    hashes = np.empty(end - start, np.uint64)
    n = lex(data, start, end, lexers[document], is_normalised, keyword_table(), hashes, 0, NO_SPANS)
    hashes = hashes[: shingles_of_tokens(hashes, 0, n, shingle_length, power)]
    _, firsts = np.unique(hashes, return_index=True)
    return hashes[np.sort(firsts)]
