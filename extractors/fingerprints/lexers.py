"""Which native lexer reads a language."""

from __future__ import annotations

from enum import IntEnum

from warploom.schemas.errors import UsageError


class Lexer(IntEnum):
    """A set of rules for tokens; its number is what native code gets."""

    C = 0
    RUST = 1
    FORTRAN = 2
    PYTHON = 3
    JULIA = 4
    LLVM = 5


_OF_LANGUAGE = {
    "C": Lexer.C,
    "C++": Lexer.C,
    "CUDA": Lexer.C,
    "HIP": Lexer.C,
    "OpenCL": Lexer.C,
    "SYCL": Lexer.C,
    "ISPC": Lexer.C,
    "Rust": Lexer.RUST,
    "Fortran": Lexer.FORTRAN,
    "Python": Lexer.PYTHON,
    "Julia": Lexer.JULIA,
    "LLVM": Lexer.LLVM,
}


def lexer_of(language: str) -> Lexer:
    """The lexer of a language of `schemas.columns.LANGUAGES`, or of `LLVM`, the textual IR."""
    try:
        return _OF_LANGUAGE[language]
    except KeyError:
        raise UsageError(f"no lexer reads {language!r}; known are {', '.join(sorted(_OF_LANGUAGE))}") from None
