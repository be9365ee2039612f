"""Likeness finds what comparing everything with everything finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from warploom.extractors.pairs.likeness import Likeness, shingles

SETS = st.frozensets(st.integers(0, 14).map(lambda n: bytes([n])), min_size=1, max_size=12)


@settings(deadline=None)
@given(st.lists(SETS, max_size=12), SETS, st.sampled_from([0.5, 0.7, 0.9]))
def test_nothing_that_reaches_the_threshold_is_missed(
    known: list[frozenset[bytes]], own: frozenset[bytes], threshold: float
) -> None:
    likeness = Likeness(threshold)
    for one in known:
        likeness.add(one)
    best = max((len(own & one) / len(own | one) for one in known), default=0.0)
    found = likeness.closest(own)
    assert found == (best if best >= threshold else 0.0)


def test_names_and_numbers_are_alike() -> None:
    assert shingles("y[i] = 2.0f * x[i] + b;") == shingles("out[k] = 5.0f * in[k] + c;")
    assert shingles("y[i] = 2.0f * x[i] + b;") != shingles("y[i] = 2.0f * x[i] - b;")
