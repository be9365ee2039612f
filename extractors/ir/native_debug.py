"""Which file and line an instruction comes from, by the debug metadata of a printed module."""

from __future__ import annotations

from typing import Final

import numpy as np

from warploom.extractors.ir.native_names import is_letter, word_digest
from warploom.extractors.ir.native_text import (
    hash_bytes,
    native,
    number_at,
    quote_end,
)

PLAIN, DEBUG, LOCATION = range(3)
"""Kinds of nodes: tuples and the like; of debug information; a place in a source, which is that as well."""

KIND, LINE, SCOPE, FILE, INLINED_AT = range(5)
"""Columns of a node; the last three are numbers of nodes, or -1."""

_MAX_INLINED: Final = 256
"""Places that a place is inlined into, one inside the other, that are followed."""

_DISTINCT, _LOCATION = word_digest(b"distinct"), word_digest(b"DILocation")
_LINE, _SCOPE, _FILE, _INLINED_AT = (word_digest(w) for w in (b"line", b"scope", b"file", b"inlinedAt"))


@native
def read_nodes(text: np.ndarray, metadata: np.ndarray, nodes: np.ndarray) -> None:
    """Fill (n, 5) int32 from where the nodes lie."""
    for n in range(len(metadata)):
        i, end = metadata[n, 0], metadata[n, 1]
        nodes[n, KIND] = PLAIN
        nodes[n, LINE] = 0
        nodes[n, SCOPE] = nodes[n, FILE] = nodes[n, INLINED_AT] = -1
        if text[i] == 100:  # distinct
            i += 9
        if text[i] != 33 or text[i + 1] != 68 or text[i + 2] != 73:  # !DI
            continue
        word = i + 1
        i = word
        while i < end and is_letter(text[i]):
            i += 1
        nodes[n, KIND] = LOCATION if hash_bytes(text, word, i) == _LOCATION else DEBUG
        while i < end:
            c = text[i]
            if c == 34:
                i = quote_end(text, i, end)
            elif 97 <= c <= 122:
                word = i
                while i < end and is_letter(text[i]):
                    i += 1
                if text[i] != 58:
                    continue
                length = i - word
                i += 2
                if length == 4 and (text[word] == 108 or text[word] == 102):
                    spelled = hash_bytes(text, word, word + 4)
                    if spelled == _LINE:
                        nodes[n, LINE] = max(0, number_at(text, i, end))
                    elif spelled == _FILE and text[i] == 33:
                        nodes[n, FILE] = _node(text, i, end, len(metadata))
                elif length == 5 and text[i] == 33:
                    if hash_bytes(text, word, word + 5) == _SCOPE:
                        nodes[n, SCOPE] = _node(text, i, end, len(metadata))
                elif length == 9 and text[i] == 33 and hash_bytes(text, word, word + 9) == _INLINED_AT:
                    nodes[n, INLINED_AT] = _node(text, i, end, len(metadata))
            else:
                i += 1


@native
def _node(text: np.ndarray, i: int, end: int, n_nodes: int) -> int:
    """The node that `!N` at `i` names, -1 if there is none."""
    number = number_at(text, i + 1, end)
    return number if number < n_nodes else -1


@native
def place_instructions(
    locations: np.ndarray,
    functions: np.ndarray,
    nodes: np.ndarray,
    seen: np.ndarray,
    lines: np.ndarray,
    files: np.ndarray,
) -> int:
    """Lines of instructions, 0 where unknown; pairs (function, node of a file) of all that contributed code to it.

    What was inlined has the line that it was inlined at. `seen` is (n, 2) scratch of -1 by node: the last function
    that named this file, or this place. How many pairs there are, which may be more than `files` has room for.
    """
    n_pairs = 0
    for f in range(len(functions) - 1):
        for k in range(functions[f, 4], functions[f + 1, 4]):
            lines[k] = 0
            node = locations[k]
            if node < 0 or node >= len(nodes):
                continue
            for _ in range(_MAX_INLINED):
                if nodes[node, KIND] != LOCATION:
                    break
                if seen[node, 1] != f:
                    seen[node, 1] = f
                    scope = nodes[node, SCOPE]
                    file = nodes[scope, FILE] if scope >= 0 else -1
                    if file >= 0 and seen[file, 0] != f:
                        seen[file, 0] = f
                        if n_pairs < len(files):
                            files[n_pairs, 0] = f
                            files[n_pairs, 1] = file
                        n_pairs += 1
                if nodes[node, INLINED_AT] < 0:
                    lines[k] = nodes[node, LINE]
                    break
                node = nodes[node, INLINED_AT]
    return n_pairs
