"""The fingerprints of all documents in arrays, as the search for near-duplicates reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from warploom.schemas.errors import WarploomError


class FingerprintsError(WarploomError):
    """Arrays of fingerprints that do not belong together: made by another scheme, or cut off."""


@dataclass(frozen=True, slots=True)
class Documents:
    """Document `i` has `signatures[i]`, and distinct shingles from `shingle_offsets[i]` to `shingle_offsets[i + 1]`.

    Of near-duplicates the one of lowest `rank` is kept; `rank` is a permutation. The arrays may be memory-mapped.
    Raises `FingerprintsError`.
    """

    signatures: np.ndarray
    """uint32, one row per document, one column per permutation."""
    shingle_offsets: np.ndarray
    """int64, one more than documents."""
    shingles: np.ndarray
    """uint64, hashes of shingles."""
    rank: np.ndarray
    """int64"""

    def __post_init__(self) -> None:
        n = len(self.signatures)
        for name, dtype, n_dimensions in (
            ("signatures", np.uint32, 2),
            ("shingle_offsets", np.int64, 1),
            ("shingles", np.uint64, 1),
            ("rank", np.int64, 1),
        ):
            array = getattr(self, name)
            if array.dtype != dtype or array.ndim != n_dimensions or not array.flags.c_contiguous:
                raise FingerprintsError(
                    f"{name}: {array.dtype} in {array.ndim} dimensions, not {np.dtype(dtype)} in {n_dimensions}, "
                    "contiguous"
                )
        if len(self.shingle_offsets) != n + 1 or len(self.rank) != n:
            raise FingerprintsError(
                f"{n} signatures, but {len(self.shingle_offsets)} offsets of shingles and {len(self.rank)} ranks"
            )
        offsets = self.shingle_offsets
        if offsets[0] != 0 or offsets[-1] != len(self.shingles) or (np.diff(offsets) < 0).any():
            raise FingerprintsError(f"offsets of shingles do not cut {len(self.shingles)} shingles into {n} documents")
        if n and not (
            self.rank.min() == 0 and self.rank.max() == n - 1 and (np.bincount(self.rank, minlength=n) == 1).all()
        ):
            raise FingerprintsError(f"ranks of {n} documents are no permutation")

    def __len__(self) -> int:
        return len(self.signatures)

    @property
    def sizes(self) -> np.ndarray:
        """Distinct shingles of each document, int64."""
        return np.diff(self.shingle_offsets)
