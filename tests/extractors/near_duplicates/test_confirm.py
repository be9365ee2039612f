"""Shingles count as common by their tokens, whatever their hashes say; collisions are decided again."""

from __future__ import annotations

import re
import time
from itertools import islice

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.near_duplicates.documents import CRITERION, documents_of, expected, searched
from warploom.extractors.near_duplicates.confirm import Confirmed, Tokens, confirm
from warploom.extractors.near_duplicates.confirmed import decide_confirmed
from warploom.extractors.near_duplicates.representatives import decide


def tokens_of(text: str, hashes: int = 1 << 60, folds_case: bool = False) -> Tokens:
    """Words, with a hash that has only so many values."""
    spans = [found.span() for found in re.finditer(r"\S+", text)]
    words = [text[a:b].lower() if folds_case else text[a:b] for a, b in spans]
    return Tokens(
        np.frombuffer(text.encode(), np.uint8),
        np.array([a for a, _ in spans], np.int64),
        np.array([b for _, b in spans], np.int64),
        np.array([sum(ord(c) * 31**k for k, c in enumerate(word)) % hashes for word in words], np.uint64),
        folds_case,
    )


def shingles(text: str, length: int) -> set[tuple[str, ...]]:
    words = text.split()
    if len(words) < length:
        return {tuple(words)} - {()}
    return set(zip(*(islice(words, k, None) for k in range(length)), strict=False))


texts = st.lists(st.sampled_from(["a", "b", "ab", "abcd", "abce", "B"]), max_size=30).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(texts, texts, st.integers(1, 6), st.sampled_from([1, 2, 1 << 60]))
def test_counts_are_those_of_the_words(first, second, length, hashes):
    found = confirm(tokens_of(first, hashes), tokens_of(second, hashes), length)
    left, right = shingles(first, length), shingles(second, length)
    assert found == Confirmed(len(left & right), len(left), len(right))


def test_case_is_folded_where_both_texts_fold_it():
    first, second = "CALL Foo ( x )", "call foo ( X )"
    assert confirm(tokens_of(first, 1, True), tokens_of(second, 1, True), 2) == Confirmed(4, 4, 4)
    assert confirm(tokens_of(first, 1), tokens_of(second, 1), 2) == Confirmed(0, 4, 4)


def test_a_token_without_bytes_equals_those_of_its_hash():
    tokens = tokens_of("a b c")
    names = Tokens(tokens.text, tokens.starts, tokens.starts, np.array([7, 7, 8], np.uint64))
    assert confirm(names, names, 1) == Confirmed(2, 2, 2)


def test_time_is_linear_where_all_hashes_collide():
    text = " ".join(f"name{k}" for k in range(100_000))
    tokens = tokens_of(text, 1)
    confirm(tokens_of("a b"), tokens_of("a b"), 5)
    start = time.process_time()
    assert confirm(tokens, tokens, 5) == Confirmed(99_996, 99_996, 99_996)
    assert time.process_time() - start < 20  # quadratic, it would be minutes


def test_what_only_collides_is_decided_again():
    sets = [list(range(20)), list(range(20)), [*range(19), 50], list(range(20))]
    documents = documents_of(sets)
    candidates = searched(documents)
    lies = {(1, 0)}
    asked = []

    def counts(first: np.ndarray, second: np.ndarray) -> list[Confirmed]:
        pairs = list(zip(first.tolist(), second.tolist(), strict=True))
        asked.extend(pairs)
        return [Confirmed(0 if pair in lies else len({*sets[pair[0]]} & {*sets[pair[1]]}), 20, 20) for pair in pairs]

    found = decide_confirmed(documents, candidates, CRITERION, counts)
    assert found.n_rounds == 2
    assert len(asked) == len(set(asked))
    assert list(zip(found.collisions.document.tolist(), found.collisions.representative.tolist(), strict=True)) == [
        (1, 0)
    ]
    assert found.collisions.n_common.tolist() == [0]
    wanted, _ = expected(documents, CRITERION, frozenset(lies))
    assert dict(zip(found.joined.document.tolist(), found.joined.representative.tolist(), strict=True)) == {
        document: row[0] for document, row in wanted.items()
    }


def test_collisions_without_end_come_to_one():
    documents = documents_of([list(range(20))] * 30)
    candidates = searched(documents)
    assert len(decide(documents, candidates, CRITERION).joined.document) == 29
    found = decide_confirmed(documents, candidates, CRITERION, lambda first, _: [Confirmed(0, 20, 20)] * len(first))
    assert found.n_rounds == 4
    assert found.joined.document.size == 0
    assert set(found.collisions.document.tolist()) == set(range(1, 30))
