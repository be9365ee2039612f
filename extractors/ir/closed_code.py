"""Finds code behind conditions of the preprocessor that nobody fulfils, and the names whose definition opens it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from warploom.extractors.ir.code_mask import mask_code
from warploom.extractors.ir.conditional_pieces import Pieces
from warploom.extractors.ir.name_meanings import Meanings

MAX_BYTES = 4 * 1024 * 1024
"""Of a text that is read for its conditions."""
_KERNEL = re.compile(rb"\b__global__\b")


@dataclass(frozen=True, slots=True)
class Closed:
    """What of a text stands behind conditions that are false."""

    names: tuple[str, ...]
    """To be defined as 1, sorted; empty where nothing is closed or no name opens it."""
    n_open: int
    """Kernels for a device, else bytes of code, that are there without them."""
    n_opened: int
    """The same with them."""

    @property
    def is_mostly_closed(self) -> bool:
        return 2 * self.n_open < self.n_opened


NOTHING_CLOSED = Closed((), 0, 0)


def closed_code(
    text: bytes,
    language: str,
    *,
    given: Sequence[str],
    defined: Callable[[], Collection[str]],
    for_kernels: bool,
) -> Closed:
    """Which names open code of a text that is closed under the defines `given`; of kernels, or of all code.

    `defined` gives names that the text or what it includes defines: of these, and of those that belong to compilers
    and platforms, nothing is said. Takes linear time. More must be opened than is closed by the same names.
    """
    if len(text) > MAX_BYTES or b"#" not in text or (for_kernels and _KERNEL.search(text) is None):
        return NOTHING_CLOSED
    pieces = Pieces(text, mask_code(text), _n_kernels if for_kernels else _n_code_bytes)
    if not pieces.choose(Meanings(language, given, frozenset())).names:
        return NOTHING_CLOSED  # as nearly all texts: what their headers define need not be known
    found = pieces.choose(Meanings(language, given, defined()))
    return Closed(found.names, found.n_open, found.n_opened)


def _n_kernels(_: bytes, code: bytes) -> int:
    return len(_KERNEL.findall(code))


def _n_code_bytes(_: bytes, code: bytes) -> int:
    return len(code.translate(None, b" \t\r\n"))
