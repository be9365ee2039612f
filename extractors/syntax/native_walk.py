"""Copies a tree-sitter tree out of the library's memory into flat arrays, at a few nanoseconds a node.

The Python binding makes an object of each node it shows, and a walk in Python costs more than the parse. The layout
read here is that of tree-sitter 0.25 and 0.26 on little-endian machines (`subtree.h`) and of grammars of ABI 14 and 15
(`parser.h`). `flat_tree` compares it with the binding's own walk before it is trusted; one that differs is never used.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.extending import intrinsic

from warploom.extractors.native_cache import keyed_by_sources

_ERROR_SYMBOLS = 65_534
"""ERROR and _ERROR are the two last symbols; no language's table names them."""
FRAME = 7
"""Words of a frame of the walk."""
NAMED, MISSING, EXTRA = 1, 2, 4
"""Bits of a node's flags."""


def _loader(bits: int) -> Any:
    """A function from an address to the unsigned integer of that many bits there."""

    @intrinsic
    def load(_context: Any, _address: Any) -> Any:
        def emit(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            value = builder.load(builder.inttoptr(arguments[0], ir.IntType(bits).as_pointer()))
            value.align = 1
            return value if bits == 64 else builder.zext(value, ir.IntType(64))

        return numba.types.int64(numba.types.int64), emit

    return load


_u8, _u16, _u32, _i64 = _loader(8), _loader(16), _loader(32), _loader(64)


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def copy_tree(
    root: int,
    language: int,
    kind: np.ndarray,
    field: np.ndarray,
    flags: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    last: np.ndarray,
    parent: np.ndarray,
    stack: np.ndarray,
) -> int:
    """Fill the arrays with the visible nodes in pre-order; their number, or -1 if the arrays are too short.

    `stack` is scratch, (depth, `FRAME`) int64; -2 if the tree is deeper.

    `root` is the word of the root subtree, `language` the address of the grammar. `last[i]` is one past the last
    descendant of node i, `start` and `end` are byte offsets, `parent` of the root is itself.
    """
    max_alias = _u16(language + 36)
    map_slices = _i64(language + 88)
    map_entries = _i64(language + 96)
    metadata = _i64(language + 104)
    public = _i64(language + 112)
    aliases = _i64(language + 128)
    capacity = kind.shape[0]
    # A stack that grew in here would be made anew inside of the loop, and its count of references would cost more than
    # all that the loop does.
    depth = stack.shape[0]
    # of each open subtree: its address, next child, number of children, next structural child, production, the field
    # it hands down if it is hidden (else -1), and the index of its node or of its nearest visible ancestor's
    top = -1
    n = 0
    position = 0
    subtree = root
    alias = 0
    inherited = 0
    above = 0
    is_root = True
    while True:
        if subtree & 1:  # small leaves lie in the word itself
            is_visible = (subtree >> 1) & 1
            is_named = (subtree >> 2) & 1
            is_extra = (subtree >> 3) & 1
            is_missing = (subtree >> 5) & 1
            symbol = (subtree >> 8) & 0xFF
            padding = (subtree >> 48) & 0xFF
            size = (subtree >> 56) & 0xFF
            n_children = 0
        else:
            padding = _u32(subtree + 4)
            size = _u32(subtree + 16)
            n_children = _u32(subtree + 36)
            symbol = _u16(subtree + 40)
            bits = _u16(subtree + 44)
            is_visible = bits & 1
            is_named = (bits >> 1) & 1
            is_extra = (bits >> 2) & 1
            is_missing = (bits >> 9) & 1
        if is_extra:
            alias = 0
            inherited = 0
        begin = position + padding
        node = above
        is_shown = is_visible or alias or is_root
        if is_shown:
            if n >= capacity:
                return -1
            shown = symbol
            if alias:
                shown = alias
                is_named = _u8(metadata + 3 * alias + 1)
            if shown < _ERROR_SYMBOLS:
                shown = _u16(public + 2 * shown)
            node = n
            kind[n] = shown
            field[n] = inherited
            flags[n] = is_named | (is_missing << 1) | (is_extra << 2)
            start[n] = begin
            end[n] = begin + size
            parent[n] = above
            last[n] = n + 1
            n += 1
        is_root = False
        if n_children:
            top += 1
            if top >= depth:
                return -2
            stack[top, 0] = subtree
            stack[top, 1] = 0
            stack[top, 2] = n_children
            stack[top, 3] = 0
            stack[top, 4] = _u16(subtree + 66)
            stack[top, 5] = -1 if is_shown else inherited
            stack[top, 6] = node
        else:
            position = begin + size
        while top >= 0 and stack[top, 1] == stack[top, 2]:
            if stack[top, 5] == -1:
                last[stack[top, 6]] = n
            top -= 1
        if top < 0:
            return n
        child = stack[top, 1]
        stack[top, 1] = child + 1
        above = stack[top, 6]
        # children lie right before their parent's header
        subtree = _i64(stack[top, 0] - 8 * (stack[top, 2] - child))
        is_extra = (subtree >> 3) & 1 if subtree & 1 else (_u16(subtree + 44) >> 2) & 1
        alias = 0
        inherited = 0
        if not is_extra:
            structural = stack[top, 3]
            stack[top, 3] = structural + 1
            production = stack[top, 4]
            if production:
                alias = _u16(aliases + 2 * (production * max_alias + structural))
            entries = _u16(map_slices + 4 * production)
            for k in range(entries, entries + _u16(map_slices + 4 * production + 2)):
                entry = map_entries + 4 * k
                if _u8(entry + 3) == 0 and _u8(entry + 2) == structural:
                    inherited = _u16(entry)
                    break
            if inherited == 0 and stack[top, 5] > 0:
                inherited = stack[top, 5]
