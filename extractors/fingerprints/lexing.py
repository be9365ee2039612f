"""Calls the lexer of a text by its number."""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.fingerprints.lex_c import lex_c
from warploom.extractors.fingerprints.lex_fortran import lex_fortran
from warploom.extractors.fingerprints.lex_llvm import lex_llvm
from warploom.extractors.fingerprints.lex_script import lex_script
from warploom.extractors.fingerprints.lexers import Lexer
from warploom.extractors.ir.native_text import native

_RUST: Final = int(Lexer.RUST)
_FORTRAN: Final = int(Lexer.FORTRAN)
_PYTHON: Final = int(Lexer.PYTHON)
_JULIA: Final = int(Lexer.JULIA)
_LLVM: Final = int(Lexer.LLVM)


NO_SPANS: Final = np.empty((0, 2), np.int64)
"""For who wants hashes only."""


@native
def lex(
    data: np.ndarray,
    start: int,
    end: int,
    lexer: int,
    is_normalised: bool,
    keywords: np.ndarray,
    out: np.ndarray,
    n: int,
    spans: np.ndarray,
) -> int:
    """Write the hashes of the tokens of [start, end) to `out` from `n` on; one past the last.

    `out` must have room for as many as there are bytes; `spans` is `NO_SPANS`, or gets the bytes that each hash is of.
    `keywords` is `keywords.keyword_table()`.
    """
    if lexer == _FORTRAN:
        return lex_fortran(data, start, end, is_normalised, lexer, keywords, out, n, spans)
    if lexer in (_PYTHON, _JULIA):
        return lex_script(data, start, end, lexer == _JULIA, is_normalised, lexer, keywords, out, n, spans)
    if lexer == _LLVM:
        return lex_llvm(data, start, end, is_normalised, out, n, spans)
    return lex_c(data, start, end, lexer == _RUST, is_normalised, lexer, keywords, out, n, spans)
