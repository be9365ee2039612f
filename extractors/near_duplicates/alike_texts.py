"""Near-duplicates among texts that are at hand: no files, no partitions, the first of several alike is kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from warploom.extractors.fingerprints.fingerprinting import fingerprint, lexer_of
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.extractors.near_duplicates.bands import band_keys
from warploom.extractors.near_duplicates.candidates import find_candidates
from warploom.extractors.near_duplicates.criterion import Criterion
from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.representatives import Decisions, decide


def decide_texts(texts: Sequence[str], languages: Sequence[str], scheme: Scheme, criterion: Criterion) -> Decisions:
    """Which of the texts join which earlier one; documents are places in `texts`. Linear but for pairs alike."""
    encoded = [text.encode("utf-8", "surrogateescape") for text in texts]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum([len(text) for text in encoded], dtype=np.int64)])
    data = np.frombuffer(b"".join(encoded), np.uint8)
    lexers = np.array([lexer_of(language) for language in languages], np.uint8)
    made = fingerprint(data, offsets, lexers, scheme)
    documents = Documents(made.signatures, made.shingle_offsets, made.shingles, np.arange(len(texts)))
    keys = band_keys(made.signatures, criterion.n_bands, criterion.n_rows).reshape(-1)
    numbers = np.repeat(np.arange(len(texts)), criterion.n_bands)
    has_shingles = documents.sizes[numbers] > 0
    return decide(
        documents, find_candidates(keys[has_shingles], numbers[has_shingles], documents, criterion), criterion
    )
