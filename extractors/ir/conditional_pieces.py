"""A text between its conditional directives: which pieces are open, and which names open or close them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from warploom.extractors.ir.code_mask import CodeMask, Directive, blank
from warploom.extractors.ir.conditions import (
    NOTHING_TOLD,
    Condition,
    Meaning,
    holds,
    name_condition,
    needed,
    read_condition,
)
from warploom.extractors.ir.name_meanings import Meanings

MAX_NAMES = 6
"""That are chosen together."""
_MAX_ROUNDS = 4
_MAX_TRIED = 8
"""Sets of names that are weighed in a round."""
_MAX_DEPTH = 200
_MAX_SIBLINGS = 64
"""Branches of one chain that are told apart."""
_COMMENT = re.compile(rb"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Choice:
    """Names to define, sorted; none where nothing is gained."""

    names: tuple[str, ...]
    n_open: int
    """Weight of what is open without them."""
    n_opened: int
    """The same with them."""


@dataclass(frozen=True, slots=True)
class _State:
    """A piece under the meanings at hand."""

    is_open: bool | None = True
    """None where it cannot be told."""
    opened_by: frozenset[str] | None = frozenset()
    """None where no names do."""
    closed_by: frozenset[str] = frozenset()
    """Names that have another branch taken."""


class _Frame:
    """An open `#if`."""

    __slots__ = ("around", "instead", "n_branches", "need_before", "state", "taken")

    def __init__(self, around: _State) -> None:
        self.around = around
        self.taken: bool | None = False
        """A branch before the current one is."""
        self.need_before: frozenset[str] | None = frozenset()
        """For the branches before not to be taken."""
        self.instead = frozenset[str]()
        """For the first of them that can be to be taken."""
        self.state = _State()
        self.n_branches = 0

    def enter(self, condition: Condition, meaning: Meaning) -> None:
        """The next branch of the chain."""
        self.n_branches += 1
        if self.n_branches > _MAX_SIBLINGS:
            self.state = _State(None, None)
            return
        value = holds(condition, meaning)
        parts = (self.around.is_open, value, None if self.taken is None else not self.taken)
        is_open = False if False in parts else None if None in parts else True
        to_hold = needed(condition, meaning)
        not_to_hold = needed(condition, meaning, wanted=False)
        opened_by = _united(_united(self.around.opened_by, self.need_before), to_hold)
        self.state = _State(is_open, opened_by, self.instead or not_to_hold or self.around.closed_by)
        self.need_before = _united(self.need_before, not_to_hold)
        self.instead = self.instead or to_hold or frozenset()
        self.taken = True if True in (self.taken, value) else None if None in (self.taken, value) else False


class Pieces:
    """A text cut at its conditional directives; takes linear time to read and for every look at it."""

    def __init__(self, text: bytes, mask: CodeMask, weigh: Callable[[bytes, bytes], int]) -> None:
        """`weigh` tells what the text of a piece, and its code as masked, is worth."""
        conditional = [d for d in mask.directives if d.name in _CONDITIONAL]
        self._starts = [0, *(d.end for d in conditional)]
        ends = [*(d.start for d in conditional), len(text)]
        spans = zip(self._starts, ends, strict=True)
        self._weights = [weigh(text[start:end], mask.code[start:end]) for start, end in spans]
        self._events = [(d.name, _condition(text, d)) for d in conditional]

    def choose(self, meanings: Meanings) -> Choice:
        """The names that open most, found greedily: more must be opened than is closed by the same names."""
        chosen = frozenset[str]()
        at_first = n_open = self._n_open(meanings.with_names(chosen))
        for _ in range(_MAX_ROUNDS):
            wanted: dict[frozenset[str], int] = {}
            for weight, state in self._weighed(meanings.with_names(chosen)):
                need = state.opened_by
                if weight and state.is_open is False and need and len(need | chosen) <= MAX_NAMES:
                    wanted[need] = wanted.get(need, 0) + weight
            for need in sorted(wanted, key=lambda names: (-wanted[names], len(names), sorted(names)))[:_MAX_TRIED]:
                n = self._n_open(meanings.with_names(chosen | need))
                if n > n_open:
                    chosen, n_open = chosen | need, n
                    break
            else:
                break
        return Choice(tuple(sorted(chosen)), at_first, n_open)

    def closed_by(self, offset: int, meanings: Meanings) -> frozenset[str]:
        """Names that have another branch taken than the one that holds a byte; none where no name does."""
        place = bisect_right(self._starts, offset) - 1
        states = (state for _, state in self._weighed(meanings.with_names(frozenset())))
        found = next(islice(states, place, None))
        return found.closed_by if found.is_open is not False else frozenset()

    def _n_open(self, meaning: Meaning) -> int:
        return sum(weight for weight, state in self._weighed(meaning) if state.is_open is not False)

    def _weighed(self, meaning: Meaning) -> Iterator[tuple[int, _State]]:
        return zip(self._weights, self._walk(meaning), strict=True)

    def _walk(self, meaning: Meaning) -> Iterator[_State]:
        """The state of each piece."""
        outside = _State()
        yield outside
        stack: list[_Frame] = []
        n_too_deep = 0
        for name, condition in self._events:
            if name.startswith("if"):
                if len(stack) == _MAX_DEPTH:
                    n_too_deep += 1
                else:
                    stack.append(_Frame(stack[-1].state if stack else outside))
                    stack[-1].enter(condition, meaning)
            elif name == "endif":
                if n_too_deep:
                    n_too_deep -= 1
                elif stack:
                    stack.pop()
            elif stack and not n_too_deep:
                stack[-1].enter(condition, meaning)
            if n_too_deep:
                yield _State(None, None)
            else:
                yield stack[-1].state if stack else outside


def _united(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None or len(one) + len(other) > 2 * MAX_NAMES:
        return None
    return one | other


def _condition(text: bytes, directive: Directive) -> Condition:
    written = text[directive.start : directive.end]
    _, _, rest = written.partition(directive.name.encode())
    rest = _COMMENT.sub(lambda match: blank(match[0]), rest)
    name = directive.name
    if name in ("ifdef", "elifdef"):
        return name_condition(rest)
    if name in ("ifndef", "elifndef"):
        return name_condition(rest, is_negated=True)
    if name in ("if", "elif"):
        return read_condition(rest)
    return _TRUE if name == "else" else NOTHING_TOLD


_TRUE = Condition("number", number=1)
_CONDITIONAL = frozenset(["if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif"])
