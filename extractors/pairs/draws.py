"""Choices drawn from a seed: the same on every machine, with any hash seed and any version of Python."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """A stream of choices. Made of `random.Random.random` alone, the one method whose sequence Python guarantees."""

    __slots__ = ("_random",)

    def __init__(self, *key: int | str) -> None:
        digest = hashlib.sha256("\0".join(map(str, key)).encode()).digest()
        self._random = random.Random(int.from_bytes(digest[:16], "big"))

    def below(self, n: int) -> int:
        """A whole number from 0 to n - 1."""
        if n < 1 << 32:
            return int(self._random.random() * n)
        # one draw has 53 bits, and all below them would be 0
        return ((self.below(1 << 31) << 31 | self.below(1 << 31)) << 31 | self.below(1 << 31)) % n

    def between(self, low: int, high: int) -> int:
        """A whole number, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """True in that share of draws."""
        return self._random.random() < share

    def one(self, choices: Sequence[T]) -> T:
        """One of them, all as likely."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: Mapping[T, float]) -> T:
        """A key, as likely as its weight."""
        rest = self._random.random() * sum(choices.values())
        for choice, weight in choices.items():
            rest -= weight
            if rest < 0:
                return choice
        return next(reversed(list(choices)))

    def some(self, choices: Sequence[T], n: int) -> list[T]:
        """So many different ones, in a drawn order."""
        rest = list(choices)
        return [rest.pop(self.below(len(rest))) for _ in range(min(n, len(rest)))]
