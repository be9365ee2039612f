"""The measured stage of `near_duplicates.py` in a process of its own: fingerprints, candidates, exact verification.

Usage: near_stage.py SCHEME THRESHOLD WORKERS TEXTS OUT, SCHEME as `token` or `normalised`. TEXTS holds `data.bin` and
`offsets.npy`; OUT becomes a directory with `found.npz` and `report.json`. Workers are threads: native code lets go of
Python's lock. What compiles the native code, a first run on a few small texts, is not timed.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from laps import Clock

from warploom.extractors.fingerprints.fingerprinting import Fingerprints, fingerprint
from warploom.extractors.fingerprints.lexers import Lexer
from warploom.extractors.fingerprints.scheme import Scheme
from warploom.extractors.near_duplicates.bands import band_keys, bands_for
from warploom.extractors.near_duplicates.candidates import Candidates, find_candidates, joined
from warploom.extractors.near_duplicates.criterion import Criterion, Measure, as_threshold
from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.representatives import Decisions, decide
from warploom.extractors.near_duplicates.verify import common_shingles

_PIECES = 8
"""Of the texts for every worker, so that a long one keeps nobody waiting."""
_WARM = 600
"""Equal texts of the first run: enough for a large group."""


def main(scheme: str, threshold: float, workers: int, texts: Path, out: Path) -> None:
    """Warm up, read, and time the phases."""
    if workers == 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    how = Scheme(is_normalised=scheme == "normalised")
    n_bands, n_rows = bands_for(threshold, how.n_permutations)
    criterion = Criterion(Measure.JACCARD, as_threshold(threshold), n_bands, n_rows)
    data, offsets = np.fromfile(texts / "data.bin", dtype=np.uint8), np.load(texts / "offsets.npy")
    with ThreadPoolExecutor(workers) as pool:
        words = np.frombuffer(b"int a = b + c;\n" * _WARM, dtype=np.uint8)
        _stage(words, np.arange(0, len(words), 15), how, criterion, 1, pool.map, Clock())
        clock = Clock()
        documents, candidates, decisions = _stage(data, offsets, how, criterion, workers, pool.map, clock)
    report: dict[str, Any] = {
        "phases": clock.laps,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "bands": [n_bands, n_rows],
        "texts": len(documents),
        "shingles": len(documents.shingles),
        "candidates": len(candidates.first),
        "large_groups": candidates.large_sizes.tolist()[:20],
        "n_looked_at": candidates.n_looked_at,
        "n_compared": decisions.n_compared,
        "n_screened": decisions.n_screened,
        "n_cut": decisions.n_cut,
        "joined": len(decisions.joined.document),
    }
    shared = common_shingles(documents, candidates.first, candidates.second)
    sizes = documents.sizes
    out.mkdir(parents=True, exist_ok=True)
    np.savez(
        out / "found.npz",
        pairs=np.column_stack([candidates.first, candidates.second]),
        scores=shared / (sizes[candidates.first] + sizes[candidates.second] - shared),
        sizes=sizes,
        large_offsets=candidates.large_offsets,
        large_members=candidates.large_members,
        joined=np.column_stack([decisions.joined.document, decisions.joined.representative]),
        joined_scores=decisions.joined.n_common / decisions.joined.n_union,
    )
    (out / "report.json").write_text(json.dumps(report))


def _stage(
    data: np.ndarray,
    offsets: np.ndarray,
    how: Scheme,
    criterion: Criterion,
    workers: int,
    each: Callable[..., Any],
    clock: Clock,
) -> tuple[Documents, Candidates, Decisions]:
    made = list(each(lambda span: _fingerprints(data, offsets, span, how), _spans(offsets, workers)))
    clock.lap("signatures")
    documents = _documents(made)
    made.clear()
    keys = band_keys(documents.signatures, criterion.n_bands, criterion.n_rows)
    numbers = np.repeat(np.arange(len(documents)), criterion.n_bands)
    flat = keys.ravel()
    parts = [flat % np.uint64(workers) == n for n in range(workers)] if workers > 1 else [slice(None)]
    found = list(each(lambda part: find_candidates(flat[part], numbers[part], documents, criterion), parts))
    candidates = joined(found)
    clock.lap("candidates")
    decisions = decide(documents, candidates, criterion)
    clock.lap("verified decisions")
    return documents, candidates, decisions


def _spans(offsets: np.ndarray, workers: int) -> list[tuple[int, int]]:
    """Runs of texts of about equal bytes."""
    n = _PIECES * workers
    cuts = np.searchsorted(offsets, np.linspace(offsets[0], offsets[-1], n + 1)[1:-1])
    ends = [0, *cuts.tolist(), len(offsets) - 1]
    return [(a, b) for a, b in itertools.pairwise(ends) if a < b]


def _fingerprints(data: np.ndarray, offsets: np.ndarray, span: tuple[int, int], how: Scheme) -> Fingerprints:
    first, last = span
    return fingerprint(data, offsets[first : last + 1], np.full(last - first, Lexer.C, dtype=np.uint8), how)


def _documents(made: Sequence[Fingerprints]) -> Documents:
    counts = np.concatenate([np.diff(piece.shingle_offsets) for piece in made])
    one = made[0]
    return Documents(
        one.signatures if len(made) == 1 else np.concatenate([piece.signatures for piece in made]),
        np.concatenate([[0], np.cumsum(counts)]),
        one.shingles if len(made) == 1 else np.concatenate([piece.shingles for piece in made]),
        np.arange(len(counts)),
    )


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), Path(sys.argv[5]))
