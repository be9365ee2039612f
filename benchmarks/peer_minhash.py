"""The peers datasketch and rensa of `near_duplicates.py`, run in their own environment, as their documentation has it.

Usage: peer_minhash.py {datasketch|rensa} PERMUTATIONS WORKERS TEXTS OUT. TEXTS holds JSON lines; OUT becomes a
directory with `pairs.npy`, the candidates of threshold 0.7 by places of texts, and `report.json`, seconds by phase.
Shingles are made in Python, as both libraries' users have to; neither peer verifies what it proposes.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from datasketch import MinHash, MinHashLSH
from gram_tokens import shingles_of
from laps import Clock
from rensa import RMinHash, RMinHashLSH

THRESHOLD = 0.7
_RENSA_ROWS = 8
"""Of a band: with 128 permutations its bands propose half of the pairs at (1 / 16) ** (1 / 8) = 0.707."""
_CHUNK = 64
Pairs = set[tuple[int, int]]


def datasketch_signatures(texts: Sequence[str], n_permutations: int) -> list[Any]:
    """One `MinHash` per text."""
    made = []
    for text in texts:
        signature = MinHash(num_perm=n_permutations)
        signature.update_batch([shingle.encode() for shingle in shingles_of(text)])
        made.append(signature)
    return made


def datasketch_pairs(signatures: Sequence[Any], n_permutations: int) -> Pairs:
    """Query each before it is inserted."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=n_permutations)
    pairs = set()
    for n, signature in enumerate(signatures):
        pairs.update((other, n) for other in index.query(signature))
        index.insert(n, signature)
    return pairs


def rensa_signatures(texts: Sequence[str], n_permutations: int) -> list[Any]:
    """All of a chunk in one call."""
    return RMinHash.from_token_sets([shingles_of(text) for text in texts], num_perm=n_permutations, seed=42)


def rensa_pairs(signatures: Sequence[Any], n_permutations: int) -> Pairs:
    """Insert all at once, query all at once."""
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=n_permutations, num_bands=n_permutations // _RENSA_ROWS)
    index.insert_many(signatures)
    return {(min(n, k), max(n, k)) for n, found in enumerate(index.query_all(signatures)) for k in found if k != n}


_PEERS: dict[str, tuple[Callable[..., list[Any]], Callable[..., Pairs]]] = {
    "datasketch": (datasketch_signatures, datasketch_pairs),
    "rensa": (rensa_signatures, rensa_pairs),
}


def main(peer: str, n_permutations: int, workers: int, texts_at: Path, out: Path) -> None:
    """Read, then time signatures and candidates."""
    if workers == 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    texts = [json.loads(line)["text"] for path in sorted(texts_at.glob("*.jsonl")) for line in path.open("rb")]
    sign, pair = _PEERS[peer]
    clock = Clock()
    if workers == 1:
        signatures = [s for chunk in _chunks(texts) for s in sign(chunk, n_permutations)]
    else:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            jobs = ((chunk, n_permutations) for chunk in _chunks(texts))
            signatures = [s for made in pool.starmap(sign, jobs, chunksize=1) for s in made]
            pool.close()
            pool.join()
    clock.lap("signatures")
    pairs = pair(signatures, n_permutations)
    clock.lap("candidates")
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "pairs.npy", np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2))
    (out / "report.json").write_text(json.dumps({"phases": clock.laps}))


def _chunks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for n in range(0, len(texts), _CHUNK):
        yield texts[n : n + _CHUNK]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), Path(sys.argv[5]))
