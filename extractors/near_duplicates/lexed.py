"""The tokens of a text as its fingerprint saw them, with their bytes, for confirming."""

from __future__ import annotations

import numpy as np

from warploom.extractors.fingerprints.keywords import keyword_table
from warploom.extractors.fingerprints.lexers import Lexer
from warploom.extractors.fingerprints.lexing import lex
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.extractors.near_duplicates.confirm import Tokens


def tokens_of(text: bytes, lexer: Lexer, scheme: Scheme) -> Tokens:
    """What `confirm` compares; raises `SchemeError` for a scheme of another version."""
    scheme.require_makeable()
    data = np.frombuffer(text, np.uint8)
    hashes = np.empty(len(data), np.uint64)
    spans = np.empty((len(data), 2), np.int64)
    n = lex(data, 0, len(data), int(lexer), scheme.is_normalised, keyword_table(), hashes, 0, spans)
    starts, ends = spans[:n, 0].copy(), spans[:n, 1].copy()
    return Tokens(data, starts, ends, hashes[:n].copy(), folds_case=lexer is Lexer.FORTRAN)
