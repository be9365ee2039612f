"""Counts the shingles that two texts have in common by their tokens themselves, so that no made collision counts.

Hashes of tokens and shingles are public functions of 64 bits: somebody who wants two unlike files to look alike finds
tokens that collide. Here equal means that the bytes are equal. The tables' places depend on a secret of the process, so
that nobody can make them slow either; results do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np

from warploom.extractors.near_duplicates.hash_tables import secret, shift_for, slots_for

_PRIME = np.uint64((1 << 31) - 1)
_CHUNK = 3
"""Bytes that the polynomial takes at a time: their value is below the prime."""
_CASE = np.uint8(0x20)
_ONE = np.uint64(1)
_NOTHING = np.uint64(0)
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text: token `k` has the bytes `text[starts[k]:ends[k]]` and the hash `hashes[k]`.

    Two tokens are equal if their hashes and their bytes are. What stands for any name or number in a normalised
    sequence has no bytes, and the hash of its kind.
    """

    text: np.ndarray
    """uint8"""
    starts: np.ndarray
    """int64"""
    ends: np.ndarray
    """int64"""
    hashes: np.ndarray
    """uint64"""
    folds_case: bool = False
    """Letters are compared without their case."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Distinct shingles of two texts, and those they have in common."""

    n_common: int
    n_first: int
    n_second: int


def confirm(first: Tokens, second: Tokens, shingle_length: int) -> Confirmed:
    """Count shingles of so many tokens, or of all where there are fewer; time and memory are linear in the texts."""
    n_first, n_second = len(first.hashes), len(second.hashes)
    shift = np.int64(len(first.text))
    ids = _token_ids(
        np.concatenate([first.text, second.text]),
        np.concatenate([first.starts, second.starts + shift]),
        np.concatenate([first.ends, second.ends + shift]),
        np.concatenate([first.hashes, second.hashes]),
        first.folds_case and second.folds_case,
        secret(),
    )
    if n_first < shingle_length or n_second < shingle_length:
        return _confirm_short(ids[:n_first], ids[n_first:], shingle_length)
    return Confirmed(*_count(ids, n_first, shingle_length, secret()))


def _confirm_short(first: np.ndarray, second: np.ndarray, shingle_length: int) -> Confirmed:
    """A shingle of fewer tokens equals none of another length."""
    counts = [
        _count(ids, len(ids), shingle_length, secret())[1] if len(ids) >= shingle_length else min(len(ids), 1)
        for ids in (first, second)
    ]
    return Confirmed(int(len(first) > 0 and np.array_equal(first, second)), *counts)


@numba.njit(cache=True, nogil=True)
def _token_ids(
    text: np.ndarray, starts: np.ndarray, ends: np.ndarray, hashes: np.ndarray, folds_case: bool, odd: np.uint64
) -> np.ndarray:
    """The same number for equal tokens, another for others, from 0."""
    n = len(hashes)
    ids = np.empty(n, np.uint64)
    shift = shift_for(n)
    mask = slots_for(shift) - 1
    table = np.full(slots_for(shift), -1, np.int64)  # the first token of each kind
    factor = odd % _PRIME
    fold = _CASE if folds_case else np.uint8(0)
    n_ids = _NOTHING
    for token in range(n):
        value = ((hashes[token] ^ (hashes[token] >> _HALF)) & _LOW) % _PRIME
        at = starts[token]
        while at < ends[token]:
            chunk = _ONE
            for k in range(at, min(at + _CHUNK, ends[token])):
                chunk = (chunk << np.uint64(8)) | np.uint64(text[k] | fold)
            value = (value * factor + chunk) % _PRIME
            at += _CHUNK
        slot = np.int64((value * odd) >> shift)
        while table[slot] >= 0 and not _are_equal(text, starts, ends, hashes, fold, token, table[slot]):
            slot = (slot + 1) & mask
        if table[slot] < 0:
            table[slot] = token
            ids[token] = n_ids
            n_ids += _ONE
        else:
            ids[token] = ids[table[slot]]
    return ids


@numba.njit(cache=True, nogil=True)
def _are_equal(
    text: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
    hashes: np.ndarray,
    fold: np.uint8,
    token: int,
    other: int,
) -> bool:
    length = ends[token] - starts[token]
    if hashes[token] != hashes[other] or ends[other] - starts[other] != length:
        return False
    k = 0
    while k < length and (text[starts[token] + k] | fold) == (text[starts[other] + k] | fold):
        k += 1
    return k == length


@numba.njit(cache=True, nogil=True)
def _count(ids: np.ndarray, n_first: int, length: int, odd: np.uint64) -> tuple[int, int, int]:
    """Distinct shingles that both parts of `ids` have, that the first has, and that the second has."""
    n = len(ids)
    grams = ids.copy()
    shift = shift_for(n)
    mask = slots_for(shift) - 1
    table = np.empty(slots_for(shift), np.uint64)
    values = np.empty(slots_for(shift), np.uint64)
    n_grams = np.uint64(n)
    for longer in range(1, length):
        # A shingle gets its number from that of the shingle one token shorter and from its last token: both are exact.
        table[:] = _NOTHING
        n_grams = _NOTHING
        for at in range(n):
            if at + longer >= n or (at < n_first <= at + longer):
                continue
            key = ((grams[at] << _HALF) | ids[at + longer]) + _ONE
            slot = np.int64(((key ^ (key >> _HALF)) * odd) >> shift)
            while table[slot] != _NOTHING and table[slot] != key:
                slot = (slot + 1) & mask
            if table[slot] == _NOTHING:
                table[slot] = key
                values[slot] = n_grams
                n_grams += _ONE
            grams[at] = values[slot]
    holders = np.zeros(np.int64(n_grams), np.uint8)
    for at in range(n_first - length + 1):
        holders[np.int64(grams[at])] |= np.uint8(1)
    for at in range(n_first, n - length + 1):
        holders[np.int64(grams[at])] |= np.uint8(2)
    n_common = n_left = n_right = 0
    for held in holders:
        n_common += held == 3
        n_left += int(held & 1)
        n_right += int(held >> 1)
    return n_common, n_left, n_right
