"""Where names occur in a tree and how they are used there, as numbers that are cheap to group."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numba
import numpy as np

from warploom.extractors.native_cache import keyed_by_sources
from warploom.extractors.syntax.flat_tree import FlatTree, Grammar
from warploom.extractors.syntax.native_walk import EXTRA, NAMED

READ, WRITE, DECLARE, CALL, ARGUMENT, TYPE, MEMBER, SCOPE, INDIRECT = (1 << bit for bit in range(9))
"""Bits of a use. A name handed to a callee is `READ | ARGUMENT`: what the callee does with it is not known.
`DECLARE | INDIRECT` declares a pointer, reference or array."""

PASS = -1
"""The child is used as its parent is: `x` in `x[i] = 1` is written."""
PASS_OBJECT = -2
"""As `PASS`, but the object of a called or declared member is read: `x` in `x.f()`; a name of bits of its own is that
member."""
ASSIGN = -3
"""Written; and read as well, unless the operator after it is a plain `=`."""
MEMBER_OF = -4
"""A member's name; called or declared where its parent is."""
PASS_INDIRECT = -5
"""As `PASS`; what is declared here is a pointer, reference or array."""
CALLED = -6
"""As `PASS`, and called as well unless it is written: Fortran's `x` in `x(i)`."""
FIRST_WRITTEN = -7
"""The first child is read and written, the others are read: `i` in `do i = 1, n`."""
NO_USE = -8
"""Neither it nor what is below it is a use: the condition of an `#if`."""
FIRST = "first named child"
"""Stands for a field in grammars that name few: the first child that is no token and no comment."""
TARGET = 1 << 9
"""Beside `WRITE` or `DECLARE`, of what may turn out a definition (`f(x) = 1`, `use a::b`); no bit of the outcome."""
_DECLARED_OR = -16
_OUTCOME = TARGET - 1
_UNUSED = 1 << 15

Use = int


def declared_or(use: Use) -> int:
    """The code of a child that is declared where its parent is a `TARGET`, and used as said elsewhere.

    Where its parent is a scope, it is one too.
    """
    return _DECLARED_OR - use


@dataclass(frozen=True, slots=True)
class Uses:
    """How a grammar's nodes use their children: codes by (kind, field), bits by kind of name, plain assignments."""

    codes: np.ndarray
    """(kinds + 1, fields + 2) int16: a use's bits, or one of the codes above; the last row is for errors, the last
    column for the first named child where it has no field."""
    is_name: np.ndarray
    """(65536,) bool: kinds of nodes whose text is a name."""
    bits: np.ndarray
    """(65536,) uint16: a kind's own bits, which replace what its place says but for `DECLARE` and `CALL`."""
    is_plain: np.ndarray
    """(65536,) bool: tokens of plain assignment."""
    has_first: bool
    """A first named child is told apart."""

    @classmethod
    def of(
        cls,
        grammar: Grammar,
        places: Mapping[tuple[str, str | None], Use],
        names: Mapping[str, Use],
        plain: Sequence[str],
    ) -> Uses:
        """Tables from names: `places` maps (kind, field or FIRST or None) to a use, `names` kinds of names to bits."""
        codes = np.full((grammar.language.node_kind_count + 1, grammar.language.field_count + 2), READ, np.int16)
        for (kind, field), use in places.items():
            if field is not FIRST:
                number = 0 if field is None else grammar.field_number(field)
                codes[np.flatnonzero(grammar.kind_mask(kind)), number] = use
        codes[:, -1] = codes[:, 0]
        for (kind, field), use in places.items():
            if field is FIRST:
                codes[np.flatnonzero(grammar.kind_mask(kind)), -1] = use
        bits = np.zeros(65_536, np.uint16)
        for name, use in names.items():
            bits[grammar.kind_mask(name)] = use
        has_first = any(field is FIRST for _, field in places)
        return cls(codes, grammar.kind_mask(*names), bits, grammar.kind_mask(*plain), has_first)


@dataclass(frozen=True)
class Names:
    """Every occurrence of a name in one tree, in order: node, number of the name, use; and the names by number."""

    node: np.ndarray
    name: np.ndarray
    use: np.ndarray
    texts: list[str]

    @functools.cached_property
    def index(self) -> dict[str, int]:
        """Number of each name."""
        return {text: number for number, text in enumerate(self.texts)}

    def folded(self) -> Names:
        """The same with names in lower case, for languages to which case means nothing."""
        index: dict[str, int] = {}
        numbers = np.array([index.setdefault(text.lower(), len(index)) for text in self.texts], np.int32)
        name = numbers[self.name] if len(numbers) else self.name
        return Names(self.node, name, self.use, list(index))

    def of_ranges(self, first: Sequence[int], last: Sequence[int]) -> list[dict[int, Use]]:
        """For each range of nodes, all uses of each name in it, joined; names in the order they first occur."""
        low = np.searchsorted(self.node, np.asarray(first, np.int32))
        high = np.searchsorted(self.node, np.asarray(last, np.int32))
        sizes = high - low
        names = np.empty(int(sizes.sum()), np.int32)
        uses = np.empty(len(names), np.uint16)
        counts = np.empty(len(low), np.int64)
        _group(self.name, self.use, low, high, len(self.texts), names, uses, counts)
        result = []
        listed, used, position = names.tolist(), uses.tolist(), 0
        for count in counts.tolist():
            result.append(
                dict(zip(listed[position : position + count], used[position : position + count], strict=True))
            )
            position += count
        return result


def find_names(tree: FlatTree, uses: Uses) -> Names:
    """All names of a tree, in order."""
    source = np.frombuffer(tree.source, np.uint8)
    is_name = uses.is_name[tree.kind]
    n = int(np.count_nonzero(is_name))
    node, name = np.empty(n, np.int32), np.empty(n, np.int32)
    use = np.empty(len(tree), np.uint16)
    is_opened = np.zeros(len(tree) if uses.has_first else 0, np.bool_)
    used = np.empty(n, np.uint16)
    size = 16
    while size < 2 * n:
        size *= 2
    slots = np.full(size, -1, np.int32)
    first = np.empty(n, np.int32)
    found, distinct = _find(
        tree.kind,
        tree.field,
        tree.flags,
        tree.start,
        tree.end,
        tree.last,
        tree.parent,
        source,
        is_name,
        uses.codes,
        uses.bits,
        uses.is_plain,
        is_opened,
        use,
        node,
        name,
        used,
        slots,
        first,
    )
    spans = zip(tree.start[first[:distinct]].tolist(), tree.end[first[:distinct]].tolist(), strict=True)
    texts = [tree.source[a:b].decode("utf-8", "replace") for a, b in spans]
    return Names(node[:found], name[:found], used[:found], texts)


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _find(
    kind: np.ndarray,
    field: np.ndarray,
    flags: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    last: np.ndarray,
    parent: np.ndarray,
    source: np.ndarray,
    is_name: np.ndarray,
    codes: np.ndarray,
    bits: np.ndarray,
    is_plain: np.ndarray,
    is_opened: np.ndarray,
    use: np.ndarray,
    node: np.ndarray,
    name: np.ndarray,
    used: np.ndarray,
    slots: np.ndarray,
    first: np.ndarray,
) -> tuple[int, int]:
    n_kinds = codes.shape[0] - 1
    mask = np.uint64(slots.shape[0] - 1)
    n = len(kind)
    found = 0
    distinct = 0
    if n:
        use[0] = READ
    for i in range(1, n):
        above = parent[i]
        k = kind[above]
        column = np.int64(field[i])
        if len(is_opened) and flags[i] & (NAMED | EXTRA) == NAMED and not is_opened[above]:
            is_opened[above] = True
            if column == 0:
                column = codes.shape[1] - 1
        code = codes[min(k, n_kinds), column]
        passed = use[above]
        if code == NO_USE or passed == _UNUSED:
            here = np.uint16(_UNUSED)
        elif code >= 0:
            here = np.uint16(code)
        elif code == PASS:
            here = passed
        elif code == PASS_OBJECT:
            here = passed & ~TARGET
            if passed & (CALL | DECLARE) and bits[kind[i]] == 0:
                # what a method does with its object is not known
                here = np.uint16(READ | ARGUMENT) if passed & CALL else np.uint16(READ)
        elif code == PASS_INDIRECT:
            here = passed | INDIRECT if passed & DECLARE else passed
        elif code == ASSIGN:
            operator = last[i]
            is_only_write = operator < n and is_plain[kind[operator]]
            here = np.uint16(WRITE) if is_only_write else np.uint16(READ | WRITE)
        elif code == CALLED:
            here = passed if passed & WRITE else np.uint16(passed | CALL)
        elif code == FIRST_WRITTEN:
            here = np.uint16(READ | WRITE) if i == above + 1 else np.uint16(READ)
        elif code == MEMBER_OF:
            here = np.uint16(MEMBER | (passed & (CALL | DECLARE)))
        elif passed & TARGET:
            here = np.uint16(DECLARE | TARGET | (passed & TYPE))
        else:
            here = np.uint16((_DECLARED_OR - code) | (passed & SCOPE))
        use[i] = here
        # `a::b` in `a::b::c`: its text is a part of the whole's, and `a` and `b` are names of their own;
        # what has no length is a name that the grammar misses
        if not is_name[i] or here & _OUTCOME == 0 or k == kind[i] or start[i] == end[i]:
            continue
        own = bits[kind[i]]
        if own:
            here = np.uint16(own | (here & (DECLARE | CALL | INDIRECT)))
        a, b = start[i], end[i]
        digest = np.uint64(14695981039346656037)
        for p in range(a, b):
            digest = (digest ^ np.uint64(source[p])) * np.uint64(1099511628211)
        slot = (digest ^ (digest >> np.uint64(29))) & mask
        while True:
            known = slots[slot]
            if known < 0:
                slots[slot] = distinct
                first[distinct] = i
                known = distinct
                distinct += 1
                break
            other = start[first[known]]
            if end[first[known]] - other == b - a:
                p = 0
                while p < b - a and source[other + p] == source[a + p]:
                    p += 1
                if p == b - a:
                    break
            slot = (slot + np.uint64(1)) & mask
        node[found] = i
        name[found] = known
        used[found] = here & _OUTCOME
        found += 1
    return found, distinct


@keyed_by_sources
@numba.njit(cache=True, nogil=True)
def _group(
    name: np.ndarray,
    use: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    n_names: int,
    names: np.ndarray,
    uses: np.ndarray,
    counts: np.ndarray,
) -> None:
    seen = np.full(n_names, -1, np.int64)
    place = np.empty(n_names, np.int64)
    position = 0
    for r in range(len(low)):
        begin = position
        for e in range(low[r], high[r]):
            which = name[e]
            if seen[which] != r:
                seen[which] = r
                place[which] = position
                names[position] = which
                uses[position] = use[e]
                position += 1
            else:
                uses[place[which]] |= use[e]
        counts[r] = position - begin
