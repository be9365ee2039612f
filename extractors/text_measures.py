"""Measures of texts in Arrow arrays, a few MiB at a time: lines, and bytes of a class."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Offsets = np.ndarray[Any, np.dtype[np.int64]]

_BLOCK = 1 << 18
"""Bytes that are looked at together, so that temporaries stay in the cache."""
_GROUP = 1 << 22
"""Bytes of whole rows whose lines are measured together."""


def rows_of(array: pa.Array) -> tuple[memoryview, Offsets]:
    """All bytes of a binary or string array, and the offset of each row in them, one more than rows."""
    _, offsets, data = array.buffers()
    if len(array) == 0 or offsets is None:
        return memoryview(b""), np.zeros(1, np.int64)
    own = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    view = memoryview(b"") if data is None else memoryview(data)[own[0] : own[-1]]
    return view, own - own[0]


def measure_lines(data: Bytes, offsets: Offsets) -> tuple[Offsets, Offsets]:
    """Lines of each row and the longest one's bytes; lines end with LF or CR LF, a CR alone ends none.

    Works on a few MiB at a time: positions of line ends take eight bytes each, and a hostile file has nothing else.
    """
    n_lines, longest = np.zeros((2, len(offsets) - 1), np.int64)
    first = 0
    while first < len(n_lines):
        last = max(first + 1, int(np.searchsorted(offsets, offsets[first] + _GROUP, side="right")) - 1)
        start, end = int(offsets[first]), int(offsets[last])
        if end - start > _GROUP:
            n_lines[first], longest[first] = _measure_long_row(data[start:end])
        else:
            n_lines[first:last], longest[first:last] = _measure_rows(data[start:end], offsets[first : last + 1] - start)
        first = last
    return n_lines, longest


def _measure_rows(data: Bytes, offsets: Offsets) -> tuple[Offsets, Offsets]:
    feeds = np.flatnonzero(data == 10)
    first = np.searchsorted(feeds, offsets)
    n_feeds = np.diff(first)
    fed = np.flatnonzero(n_feeds)
    starts = np.empty_like(feeds)
    starts[1:] = feeds[:-1] + 1
    starts[first[fed]] = offsets[fed]
    lengths = feeds - starts
    lengths -= (lengths > 0) & (data[feeds - 1] == 13)
    last_starts = offsets[:-1].copy()
    last_starts[fed] = feeds[first[fed + 1] - 1] + 1
    longest = offsets[1:] - last_starts  # of what follows the last line end
    n_lines = n_feeds + (longest > 0)
    if len(fed):
        longest[fed] = np.maximum(longest[fed], np.maximum.reduceat(lengths, first[fed]))
    return n_lines, longest


def _measure_long_row(data: Bytes) -> tuple[int, int]:
    n_lines = longest = line_start = 0
    for block_start in range(0, len(data), _BLOCK):
        feeds = np.flatnonzero(data[block_start : block_start + _BLOCK] == 10) + block_start
        if len(feeds):
            lengths = np.diff(feeds, prepend=line_start - 1) - 1
            lengths -= (lengths > 0) & (data[feeds - 1] == 13)
            n_lines, longest, line_start = n_lines + len(feeds), max(longest, int(lengths.max())), int(feeds[-1]) + 1
    tail = len(data) - line_start
    return n_lines + (tail > 0), max(longest, tail)


def count_bytes(data: Bytes, offsets: Offsets, is_counted: Callable[[Bytes], Any]) -> Offsets:
    """How many bytes of each row are of a class; `is_counted` says so for a block of bytes."""
    marks = np.empty(len(data), np.bool_)
    for start in range(0, len(data), _BLOCK):
        marks[start : start + _BLOCK] = is_counted(data[start : start + _BLOCK])
    return np.array([np.count_nonzero(marks[a:b]) for a, b in pairwise(offsets.tolist())], np.int64)


# Unsigned wrap-around makes each range one comparison.


def is_alphanumeric(block: Bytes) -> Any:
    """ASCII letters and digits; bit 5 folds the case."""
    return (((block | 32) - 97) < 26) | is_digit(block)


def is_digit(block: Bytes) -> Any:
    """Decimal digits."""
    return (block - 48) < 10


def is_blank(block: Bytes) -> Any:
    """ASCII white space."""
    return (block == 32) | ((block - 9) < 5)
