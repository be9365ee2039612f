"""What is said of signatures natively equals what numpy says."""

from __future__ import annotations

import numpy as np
import pytest

from warploom.extractors.near_duplicates.estimates import first_band, matches_of, screen, sketch

N_DOCUMENTS = 40


@pytest.fixture(params=[4, 64, 100, 256])
def signatures(request: pytest.FixtureRequest) -> np.ndarray:
    """Rows that share more and more values with the first one."""
    generator = np.random.default_rng(3)
    rows = generator.integers(0, 1 << 32, (N_DOCUMENTS, request.param), dtype=np.uint32)
    shared = generator.random(rows.shape) < np.linspace(0, 1, N_DOCUMENTS)[:, None]
    return np.where(shared, rows[0], rows)


def test_matches_are_counted_or_known_to_be_too_few(signatures):
    n = signatures.shape[1]
    for other in range(N_DOCUMENTS):
        n_equal = int((signatures[0] == signatures[other]).sum())
        assert matches_of(signatures, 0, other, 0) == n_equal
        assert matches_of(signatures, 0, other, n_equal) == n_equal
        if n_equal < n:
            assert matches_of(signatures, 0, other, n_equal + 1) == -1


def test_the_first_band_is_the_first_in_which_all_rows_agree(signatures):
    for other in range(N_DOCUMENTS):
        same = (signatures[0] == signatures[other]).reshape(-1, 2).all(axis=1)
        expected = int(np.argmax(same)) if same.any() else -1
        assert first_band(signatures, 0, other, signatures.shape[1] // 2, 2) == expected


def test_bits_that_differ_are_values_that_differ_and_half_of_those(signatures):
    n = signatures.shape[1]
    words = np.empty((N_DOCUMENTS, -(-n // 64)), np.uint64)
    for document in range(N_DOCUMENTS):
        sketch(signatures, document, words[document])
    near, equal = np.empty(N_DOCUMENTS, np.int64), np.empty(N_DOCUMENTS, np.int32)
    bits = [int(sum(np.bitwise_count(words[0] ^ words[other]))) for other in range(N_DOCUMENTS)]
    values = [int((signatures[0] != signatures[other]).sum()) for other in range(N_DOCUMENTS)]
    assert all(b <= v for b, v in zip(bits, values, strict=True))
    if n >= 64:
        assert 0.4 * sum(values) < sum(bits) < 0.6 * sum(values)
    for most in (0, n // 8, n // 4, n):
        n_near = screen(words[0], words, 3, N_DOCUMENTS, most, near, equal)
        assert near[:n_near].tolist() == [other for other in range(3, N_DOCUMENTS) if bits[other] <= most]
        assert equal[:n_near].tolist() == [most - bits[other] for other in near[:n_near].tolist()]
