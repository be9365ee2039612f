"""Batches of texts, their tokens, and the hashes of tokens that are written down one by one."""

from __future__ import annotations

import numpy as np

from warploom.extractors.fingerprints.keywords import keyword_table
from warploom.extractors.fingerprints.lexers import Lexer
from warploom.extractors.fingerprints.lexing import NO_SPANS, lex
from warploom.extractors.fingerprints.native_bytes import hash_bytes

FOLD = 0x2020202020202020


def batch(texts: list[bytes], lexer: Lexer) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The arguments of `fingerprint`, as Arrow's buffers lie: nothing between the texts and nothing behind them."""
    offsets = np.zeros(len(texts) + 1, np.int64)
    offsets[1:] = np.cumsum([len(text) for text in texts])
    return np.frombuffer(b"".join(texts), np.uint8), offsets, np.full(len(texts), lexer, np.uint8)


def tokens(text: bytes, lexer: Lexer, *, is_normalised: bool = False) -> list[int]:
    """Hashes of the tokens of a text."""
    out = np.empty(len(text), np.uint64)
    data = np.frombuffer(text, np.uint8)
    n = lex(data, 0, len(text), np.uint8(lexer), is_normalised, keyword_table(), out, 0, NO_SPANS)
    return [int(h) for h in out[:n]]


def hash_of(piece: bytes, fold: int = 0) -> int:
    """Of one token."""
    return int(hash_bytes(np.frombuffer(piece, np.uint8), 0, len(piece), np.uint64(fold)))


def hashes_of(pieces: list[bytes], lexer: Lexer) -> list[int]:
    """Of tokens; words and numbers of Fortran count in lower case."""
    is_folded = lexer is Lexer.FORTRAN
    return [hash_of(p, FOLD if is_folded and (p[-1:].isalnum() or p[:1].isalnum()) else 0) for p in pieces]
