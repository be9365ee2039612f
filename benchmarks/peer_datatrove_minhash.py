"""The peer datatrove of `near_duplicates.py`, run in its own environment: its MinHash pipeline up to the clusters.

Usage: peer_datatrove_minhash.py WORKERS TEXTS OUT. Its defaults: word 5-grams of English, 14 buckets of 8 hashes.
What it would write anew without the duplicates is left out; ours writes none either.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup.minhash import (
    MinhashConfig,
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupSignature,
)
from datatrove.pipeline.readers import JsonlReader


def main(workers: int, texts: str, out: Path) -> None:
    """Signatures, buckets and clusters: three executors, one after the other."""
    if workers == 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    config = MinhashConfig()
    signatures, buckets, clusters = (str(out / name) for name in ("signatures", "buckets", "clusters"))
    steps = (
        (workers, [JsonlReader(texts), MinhashDedupSignature(signatures, config)]),
        (config.num_buckets, [MinhashDedupBuckets(signatures, buckets, config=config)]),
        (1, [MinhashDedupCluster(buckets, clusters, config=config)]),
    )
    for number, (tasks, pipeline) in enumerate(steps):
        LocalPipelineExecutor(
            pipeline, tasks=tasks, workers=min(workers, tasks), logging_dir=str(out / f"logs{number}")
        ).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
