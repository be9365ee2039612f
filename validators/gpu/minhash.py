"""MinHash signatures on a GPU, equal bit for bit to those of the CPU: a backend for `fingerprint`."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Any, Final

import numpy as np

from warploom.extractors.fingerprints.minhash import EMPTY, Permutations
from warploom.schemas.errors import WarploomError

KERNEL: Final = "least_of_chunks"
CHUNK: Final = 1 << 15
"""Shingles of one block: long sets are shared among many."""
_THREADS: Final = 256
_BATCH_SHINGLES: Final = 1 << 27
_BATCH_DOCUMENTS: Final = 1 << 18
"""Of one batch on the device: half a gigabyte of shingles, a quarter of signatures of 256 values."""


class GpuError(WarploomError):
    """A GPU was asked for, and there is none that can be used."""


def source() -> str:
    """The kernel in CUDA C++."""
    return files(__package__).joinpath("minhash.cu").read_text(encoding="utf-8")


def is_available() -> bool:
    """CuPy is installed and finds a device."""
    try:
        _device()
    except GpuError:
        return False
    return True


def signatures_on_gpu(shingles: np.ndarray, offsets: np.ndarray, permutations: Permutations) -> np.ndarray:
    """The backend of the first GPU. Raises `GpuError` where there is none, or where its memory is too small."""
    cupy, kernel = _device()
    n_permutations = len(permutations.multipliers)
    signatures = np.empty((len(offsets) - 1, n_permutations), np.uint32)
    try:
        multipliers, addends = cupy.asarray(permutations.multipliers), cupy.asarray(permutations.addends)
        for first, last in _batches(offsets):
            begin, end = int(offsets[first]), int(offsets[last])
            starts, ends, documents = chunks_of(offsets[first : last + 1] - begin)
            made = cupy.full((last - first, n_permutations), EMPTY, np.uint32)
            if len(starts):
                low = cupy.asarray(shingles[begin:end].astype(np.uint32))  # a signature depends on the low halves
                places = [cupy.asarray(array) for array in (starts, ends, documents)]
                arguments = (low, *places, multipliers, addends, np.uint32(n_permutations), made)
                kernel((len(starts),), (_THREADS,), arguments)
            made.get(out=signatures[first:last])
    except cupy.cuda.memory.OutOfMemoryError as error:
        raise GpuError(f"the GPU's memory does not suffice for signatures: {error}; use the CPU's backend") from error
    return signatures


def chunks_of(offsets: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Starts, ends and sets of pieces of at most `CHUNK` shingles, all int64; empty sets have none."""
    lengths = np.diff(offsets)
    counts = -(-lengths // CHUNK)
    documents = np.repeat(np.arange(len(lengths), dtype=np.int64), counts)
    number = np.arange(len(documents), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
    starts = offsets[:-1][documents] + CHUNK * number
    return starts, np.minimum(starts + CHUNK, offsets[1:][documents]), documents


def _batches(offsets: np.ndarray) -> list[tuple[int, int]]:
    """Ranges of sets that fit on a device together; a set that is larger than all of them comes alone."""
    batches = []
    first, n = 0, len(offsets) - 1
    while first < n:
        last = int(np.searchsorted(offsets, offsets[first] + _BATCH_SHINGLES, side="right")) - 1
        last = min(max(last, first + 1), first + _BATCH_DOCUMENTS, n)
        batches.append((first, last))
        first = last
    return batches


@functools.cache
def _device() -> tuple[Any, Any]:
    """CuPy and the compiled kernel."""
    try:
        import cupy
    except ImportError as error:
        raise GpuError("signatures on a GPU need CuPy: install warploom[gpu]") from error
    try:
        n_devices = cupy.cuda.runtime.getDeviceCount()
    except cupy.cuda.runtime.CUDARuntimeError as error:
        raise GpuError(f"CuPy finds no GPU: {error}") from error
    if not n_devices:
        raise GpuError("CuPy finds no GPU")
    return cupy, cupy.RawKernel(source(), KERNEL)
