"""Signatures and shingle sets of many texts at once, out of one buffer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from warploom.extractors.fingerprints.lexers import Lexer, lexer_of
from warploom.extractors.fingerprints.minhash import Backend, permutations_of, signatures_on_cpu
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.extractors.fingerprints.shingling import shingle

__all__ = ["Fingerprints", "Lexer", "fingerprint", "lexer_of"]


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Of n texts; one without tokens has no shingles, and a signature of `minhash.EMPTY` only: it resembles nothing."""

    signatures: np.ndarray
    """uint32, n x permutations."""
    shingle_offsets: np.ndarray
    """int64, n + 1: where each text's shingles begin and end."""
    shingles: np.ndarray
    """uint64: the distinct ones of each text, by first occurrence; never 0."""
    n_tokens: np.ndarray
    """int64, n."""


def fingerprint(
    data: np.ndarray,
    offsets: np.ndarray,
    lexers: np.ndarray,
    scheme: Scheme,
    backend: Backend = signatures_on_cpu,
) -> Fingerprints:
    """Fingerprints of the texts data[offsets[i] : offsets[i + 1]] (uint8, int64), read by lexers[i] (uint8).

    Time is linear in the bytes; memory is eight bytes a shingle, and up to 48 times the longest text while it lasts.
    Raises `SchemeError` for a scheme of another version, ValueError for arrays that describe no texts.
    """
    permutations = permutations_of(scheme)
    data, offsets, lexers = checked_texts(data, offsets, lexers)
    found = shingle(data, offsets, lexers, scheme.shingle_length, scheme.is_normalised)
    signatures = backend(found.shingles, found.offsets, permutations)
    return Fingerprints(signatures, found.offsets, found.shingles, found.n_tokens)


def checked_texts(
    data: np.ndarray, offsets: np.ndarray, lexers: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The arrays as native code takes them, which trusts them: of one type each, and with nothing out of bounds."""
    if data.dtype != np.uint8 or data.ndim != 1 or not data.flags.c_contiguous:
        raise ValueError(f"texts are one contiguous array of bytes, not {data.ndim}-dimensional {data.dtype}")
    if offsets.dtype != np.int64 or offsets.shape != (len(lexers) + 1,):
        raise ValueError(f"{len(lexers)} texts have as many offsets and one, int64; given: {offsets.shape}")
    if lexers.dtype != np.uint8 or (len(lexers) and lexers.max() >= len(Lexer)):
        raise ValueError("lexers are numbers of `Lexer`, uint8")
    if offsets[0] < 0 or offsets[-1] > len(data) or (np.diff(offsets) < 0).any():
        raise ValueError("offsets ascend from 0 or more to the number of bytes at most")
    views = data.view(), np.ascontiguousarray(offsets).view(), np.ascontiguousarray(lexers).view()
    for view in views:
        view.flags.writeable = False  # one type for native code, whether or not Arrow owns the bytes
    return views
