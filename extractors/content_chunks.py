"""Cuts files where their bytes say, as stores that send only new chunks do, and names each chunk by its digest."""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterator
from pathlib import Path

import numba
import numpy as np
import numpy.typing as npt

MIN_BYTES = 8 * 1024
MAX_BYTES = 128 * 1024
MEAN_BITS = 16
"""Chunks of 8 to 128 KiB, 64 KiB apart on average behind the least length: the sizes of the Hub's store."""


def _gear() -> npt.NDArray[np.uint64]:
    digests = (hashlib.sha256(b"warploom gear %d" % i).digest()[:8] for i in range(256))
    return np.array([int.from_bytes(d, "big") for d in digests], dtype=np.uint64)


_GEAR = _gear()


@numba.njit(cache=True, nogil=True)
def _ends(data: npt.NDArray[np.uint8], gear: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Ends of all chunks: where the top bits of a rolling sum over the last 64 bytes are zero, or at the maximum."""
    ends = np.empty(len(data) // MIN_BYTES + 1, np.int64)
    n, start, state = 0, 0, np.uint64(0)
    mask = np.uint64((1 << MEAN_BITS) - 1) << np.uint64(64 - MEAN_BITS)
    i = 0
    while i < len(data):
        if i - start < MIN_BYTES - 64:  # a window of 64 bytes decides, and no chunk may end before
            i = min(start + MIN_BYTES - 64, len(data))
            state = np.uint64(0)
            continue
        state = (state << np.uint64(1)) + gear[data[i]]
        i += 1
        if i - start >= MAX_BYTES or (i - start >= MIN_BYTES and state & mask == 0):
            ends[n] = i
            n, start, state = n + 1, i, np.uint64(0)
    if start < len(data):
        ends[n] = len(data)
        n += 1
    return ends[:n]


def chunks(path: Path) -> Iterator[tuple[bytes, int]]:
    """Digest and length in bytes of each chunk of a file, in order."""
    if not path.stat().st_size:
        return
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        start = 0
        for end in _ends(np.frombuffer(mapped, np.uint8), _GEAR).tolist():
            yield hashlib.blake2b(mapped[start:end], digest_size=20).digest(), end - start
            start = end
