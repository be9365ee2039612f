"""Imports what jobs and Dask's workers use: the process that workers are forked from does so once for all of them."""

from __future__ import annotations

import gc
from importlib import import_module

MODULES = (
    "distributed.nanny",
    "warploom.extractors.sources.local",
    "warploom.pipelines.deduplicating",
    "warploom.pipelines.licensing",
    "warploom.pipelines.reading",
    "warploom.pipelines.release_parquet",
    "warploom.pipelines.release_shards",
    "warploom.pipelines.row_stages",
    "warploom.pipelines.selecting",
    "warploom.pipelines.stages",
)

# What is imported lasts: looking through it again and again takes a sixth of the time here, and in workers it copies
# the pages that they share.
gc.disable()
for _name in MODULES:
    import_module(_name)
gc.freeze()
gc.enable()
