"""Tags the tokens of a unit: variable, pointer, constant, type, function, kernel, thread index, memory space."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numba
import numpy as np

from warploom.extractors.native_cache import keyed_by_sources
from warploom.extractors.syntax.flat_tree import FlatTree
from warploom.extractors.syntax.names import CALL, DECLARE, INDIRECT, MEMBER, SCOPE, TYPE, Names

TAGS = ("variable", "pointer", "constant", "type", "function", "kernel", "thread_index", "memory_space")
"""What CodeRosetta calls entities, and the two that kernels add; a tag's number is its place."""
_VARIABLE, _POINTER, _CONSTANT, _TYPE, _FUNCTION, _KERNEL, _THREAD_INDEX, _MEMORY_SPACE = range(len(TAGS))
_NOTHING = 255


@dataclass(frozen=True, slots=True)
class TokenKinds:
    """What a grammar's tokens are by their kind alone; (65536,) bool each."""

    constants: np.ndarray
    types: np.ndarray
    memory_spaces: np.ndarray


@dataclass(frozen=True, slots=True)
class Entities:
    """Tags of several units, one after the other: unit u has those from `offsets[u]` to `offsets[u + 1]`.

    `start` and `end` are bytes of the file.
    """

    start: np.ndarray
    end: np.ndarray
    tag: np.ndarray
    offsets: np.ndarray


def tag_units(
    tree: FlatTree,
    names: Names,
    first: Sequence[int],
    last: Sequence[int],
    tokens: TokenKinds,
    kernels: Collection[str],
    constants: Collection[str],
    thread_indices: Collection[str],
) -> Entities:
    """Tags of the units with nodes `first[u]` to `last[u]`; the collections hold names of one meaning.

    Tags do not overlap: what is in a tagged node, as template arguments are in a qualified name, has none of its own.
    """
    fixed = np.full(len(names.texts), _NOTHING, np.uint8)
    for tag, group in ((_CONSTANT, constants), (_KERNEL, kernels), (_THREAD_INDEX, thread_indices)):
        fixed[[number for number, text in enumerate(names.texts) if text in group]] = tag
    literal = np.full(len(tree), _NOTHING, np.uint8)
    for tag, kinds in (
        (_CONSTANT, tokens.constants),
        (_TYPE, tokens.types),
        (_MEMORY_SPACE, tokens.memory_spaces),
    ):
        literal[kinds[tree.kind] & (tree.start < tree.end)] = tag
    literal_nodes = np.flatnonzero(literal != _NOTHING).astype(np.int32)
    lows, highs = np.asarray(first, np.int32), np.asarray(last, np.int32)
    low, high = np.searchsorted(names.node, lows), np.searchsorted(names.node, highs)
    literal_low, literal_high = np.searchsorted(literal_nodes, lows), np.searchsorted(literal_nodes, highs)
    capacity = int((high - low).sum() + (literal_high - literal_low).sum())
    node = np.empty(capacity, np.int32)
    tag_of = np.empty(capacity, np.uint8)
    offsets = np.zeros(len(lows) + 1, np.int64)
    _tag(
        tree.last,
        names.node,
        names.name,
        names.use,
        fixed,
        literal_nodes,
        literal[literal_nodes],
        low,
        high,
        literal_low,
        literal_high,
        node,
        tag_of,
        offsets,
    )
    n = int(offsets[-1])
    return Entities(tree.start[node[:n]], tree.end[node[:n]], tag_of[:n], offsets)


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _tag(
    last: np.ndarray,
    node: np.ndarray,
    name: np.ndarray,
    use: np.ndarray,
    fixed: np.ndarray,
    literal_node: np.ndarray,
    literal_tag: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    literal_low: np.ndarray,
    literal_high: np.ndarray,
    out_node: np.ndarray,
    out_tag: np.ndarray,
    offsets: np.ndarray,
) -> None:
    pointer_in = np.full(len(fixed), -1, np.int64)  # the last unit that declares the name as a pointer
    n = 0
    for unit in range(len(low)):
        for e in range(low[unit], high[unit]):
            if use[e] & INDIRECT and use[e] & DECLARE:
                pointer_in[name[e]] = unit
        e, t = low[unit], literal_low[unit]
        free = 0  # the first node that is not in the one tagged last
        while e < high[unit] or t < literal_high[unit]:
            if t < literal_high[unit] and (e >= high[unit] or literal_node[t] < node[e]):
                if literal_node[t] >= free:
                    free = last[literal_node[t]]
                    out_node[n] = literal_node[t]
                    out_tag[n] = literal_tag[t]
                    n += 1
                t += 1
                continue
            here = use[e]
            tag = fixed[name[e]]
            if here & TYPE:
                tag = _TYPE
            elif here & MEMBER:
                tag = _FUNCTION if here & CALL else _VARIABLE
            elif tag == _NOTHING:
                if here & CALL:
                    tag = _FUNCTION
                elif here & SCOPE:
                    tag = _NOTHING
                elif pointer_in[name[e]] == unit:
                    tag = _POINTER
                else:
                    tag = _VARIABLE
            if tag != _NOTHING and node[e] >= free:
                free = last[node[e]]
                out_node[n] = node[e]
                out_tag[n] = tag
                n += 1
            e += 1
        offsets[unit + 1] = n
