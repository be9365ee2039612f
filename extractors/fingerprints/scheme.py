"""What a signature was made by: stored with it, and never mixed with another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from warploom.schemas.errors import WarploomError

PERMUTATION_SCHEME: Final = "affine32"
"""The permutations of datasketch 2: `fmix32`, then a * h + b modulo 2**32 with odd a."""
TOKENIZER_VERSION: Final = 1
"""Of the lexers, the hash of a token and the hash of a shingle: whatever changes their values raises it."""
PERMUTATIONS_AT_ONCE: Final = 4
"""The native loop takes so many permutations at a time."""
MAX_SHINGLE_LENGTH: Final = 64
_MAX_PERMUTATIONS: Final = 65_536
_TEXT = re.compile(
    r"(token|normalised)([1-9][0-9]{0,2})/([1-9][0-9]{0,8}):([a-z]+[0-9]+):([1-9][0-9]{0,8}):(0|[1-9][0-9]{0,9})"
)


class SchemeError(WarploomError):
    """Signatures that cannot be compared, or that this version cannot make."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How signatures are made; `str` of it is the form that is stored, such as `token5/1:affine32:256:1`.

    Raises `SchemeError` for what cannot be: lengths or numbers out of range.
    """

    shingle_length: int = 5
    """Tokens of a shingle."""
    is_normalised: bool = False
    """Names that are no keywords, numbers and strings are one token each by kind."""
    n_permutations: int = 256
    seed: int = 1
    version: int = TOKENIZER_VERSION
    permutation_scheme: str = PERMUTATION_SCHEME

    def __post_init__(self) -> None:
        if not 1 <= self.shingle_length <= MAX_SHINGLE_LENGTH:
            raise SchemeError(f"a shingle has 1 to {MAX_SHINGLE_LENGTH} tokens, not {self.shingle_length}")
        if not 1 <= self.n_permutations <= _MAX_PERMUTATIONS or self.n_permutations % PERMUTATIONS_AT_ONCE:
            raise SchemeError(
                f"the number of permutations is a multiple of {PERMUTATIONS_AT_ONCE} up to {_MAX_PERMUTATIONS},"
                f" not {self.n_permutations}"
            )
        if not 0 <= self.seed < 1 << 32:
            raise SchemeError(f"a seed is a number of 32 bits, not {self.seed}")

    @property
    def name(self) -> str:
        """What a shingle is, such as `token5`."""
        return f"{'normalised' if self.is_normalised else 'token'}{self.shingle_length}"

    def __str__(self) -> str:
        return f"{self.name}/{self.version}:{self.permutation_scheme}:{self.n_permutations}:{self.seed}"

    @classmethod
    def parse(cls, text: str) -> Scheme:
        """The scheme that `text` is the stored form of; one of another version can be read, but not be made."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise SchemeError(f"{text!r} names no scheme of signatures; one reads as {TOKENS}")
        kind, length, version, permutation_scheme, n_permutations, seed = found.groups()
        return cls(
            shingle_length=int(length),
            is_normalised=kind == "normalised",
            n_permutations=int(n_permutations),
            seed=int(seed),
            version=int(version),
            permutation_scheme=permutation_scheme,
        )

    def require_makeable(self) -> None:
        """Raise `SchemeError` if this version of the code makes other signatures."""
        if (self.version, self.permutation_scheme) != (TOKENIZER_VERSION, PERMUTATION_SCHEME):
            made = f"{TOKENIZER_VERSION}:{PERMUTATION_SCHEME}"
            raise SchemeError(f"signatures of {self} cannot be made here, only those of version {made}")


TOKENS: Final = Scheme()
"""Exact tokens: files that were copied and changed little."""
NORMALISED: Final = Scheme(6, is_normalised=True)
"""Clones with other names and literals.

With names alike, short shingles are common to all code, while every token more costs clones whose lines were edited.
With 6 tokens and from a similarity of 0.5 on, of files in C, Fortran and Python 96 to 98 % were found again with a
tenth of their lines edited, 84 to 91 % with a fifth; with 7 tokens it would be 95 and 78 of those in Fortran. Of a
million pairs of files from different packages 29 were as alike, all lists of imports or includes with fewer than 50
shingles.
"""


def same_scheme(first: Scheme | str, *others: Scheme | str) -> Scheme:
    """The one scheme of all signatures that are about to meet; raises `SchemeError` where they are several."""
    names = sorted({str(first), *map(str, others)})
    if len(names) > 1:
        raise SchemeError(
            f"signatures of {len(names)} schemes cannot be compared: {', '.join(names)}; make them anew with one"
        )
    return Scheme.parse(names[0])
