"""Finds the benchmark items that texts hold: one pass over each text, at the speed of the native reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from warploom.extractors.contamination import native_match, native_tokens, scheme
from warploom.extractors.contamination.index import Index
from warploom.extractors.contamination.kept_words import FAMILIES, kept_table

_MIN_ROOM: Final = 4_096


class Match(NamedTuple):
    """A field of an item that is in a text; `score` is the share of its hashes that was found, 0 to 1."""

    benchmark: str
    item: str
    field: str
    method: str
    score: float


class Matcher:
    """An index, ready to look texts up. Not to be used by several threads at once."""

    def __init__(self, index: Index) -> None:
        table = index.table
        names = ("benchmark", "item", "field", "method")
        self._targets: list[tuple[str, str, str, str]] = []
        number_of: dict[tuple[str, str, str, str], int] = {}
        numbers = np.empty(table.num_rows, np.int32)
        for row, key in enumerate(zip(*(table.column(name).to_pylist() for name in names), strict=True)):
            number = number_of.setdefault(key, len(number_of))
            numbers[row] = number
        self._targets = list(number_of)
        self._n_grams = np.bincount(numbers, minlength=len(self._targets)).astype(np.int32)
        sizes = self._n_grams.tolist()
        self._needed = np.array([_needed(t[3], n) for t, n in zip(self._targets, sizes, strict=True)], np.int32)
        hashes = table.column("hash").to_numpy()
        order = np.argsort(hashes, kind="stable")
        self._hashes, starts = np.unique(hashes[order], return_index=True)
        self._starts = np.append(starts, len(hashes)).astype(np.int64)
        self._of_hash = numbers[order]
        size = 1 << max(4, (2 * len(self._hashes)).bit_length())
        self._slots = np.full(size, -1, np.int32)
        self._bits = np.zeros(size * native_match.FILTER_BITS // 16, np.uint8)
        native_match.fill_table(self._hashes, self._slots, self._bits)
        self._seen = np.full(len(self._hashes), -1, np.int64)
        self._counts = np.zeros(len(self._targets), np.int32)
        self._touched = np.zeros(len(self._targets), np.int32)

    @property
    def benchmarks(self) -> tuple[str, ...]:
        """Names of the benchmarks that are looked for, sorted."""
        return tuple(sorted({benchmark for benchmark, *_ in self._targets}))

    def match(self, data: Any, offsets: np.ndarray, languages: Sequence[str | None]) -> list[list[Match]]:
        """What each text holds, sorted by benchmark, item, field and method.

        Texts are `data[offsets[k] : offsets[k + 1]]` in UTF-8; of a language without known tokens the words are read.
        """
        found: list[list[Match]] = [[] for _ in languages]
        for text, target, n in self._rows(np.frombuffer(data, np.uint8), offsets.astype(np.int64), languages):
            found[text].append(Match(*self._targets[target], n / int(self._n_grams[target])))
        for matches in found:
            matches.sort()
        return found

    def _rows(
        self, data: np.ndarray, offsets: np.ndarray, languages: Sequence[str | None]
    ) -> Iterator[tuple[int, int, int]]:
        if not self._targets or not languages:
            return
        families = np.array([-1 if x is None else FAMILIES.get(x, -1) for x in languages], np.int8)
        room = int(np.diff(offsets).max()) + 1
        words, codes = np.empty(room, np.uint64), np.empty(room, np.uint64)
        kinds, backs = np.empty(room, np.uint8), np.empty(room, np.uint8)
        functions = np.empty((room // 4 + 1, 2), np.int64)
        scratch = np.zeros((4, native_tokens.MAX_PARENTHESES), np.int64)
        found = np.empty((max(_MIN_ROOM, 2 * len(self._targets)), 3), np.int64)
        sizes = np.array([scheme.WORD_GRAM, scheme.TOKEN_GRAM], np.int64)
        self._seen.fill(-1)
        first = 0
        while first < len(languages):
            n, first = native_match.match_texts(
                data, offsets, families, sizes, *kept_table(), self._hashes, self._slots, self._bits, self._starts,
                self._of_hash, self._needed, self._seen, self._counts, self._touched, words, codes, kinds, backs,
                functions, scratch, found, first,
            )  # fmt: skip
            yield from map(tuple, found[:n].tolist())


def _needed(method: str, n_grams: int) -> int:
    """Grams that have to be found of a field that has so many; the share is rounded up."""
    share = int(np.ceil(scheme.THRESHOLDS[method] * n_grams - 1e-9))
    return max(share, min(n_grams, scheme.SURE_GRAMS))


def best_hits(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """One hit for each item, by the method with the highest score; sorted by benchmark and item."""
    best: dict[tuple[str, str], Match] = {}
    for match in matches:
        key = match[:2]
        if key not in best or match.score > best[key].score:
            best[key] = match
    return [
        {"benchmark": b, "item": i, "method": match.method, "score": match.score}
        for (b, i), match in sorted(best.items())
    ]
