"""Starts the process that Dask's workers are forked from, which imports while the build itself still does."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from multiprocessing import forkserver

_PRELOADED = "warploom.pipelines.preloaded"
_NOT_NEEDED = ("--runner", "--cluster", "--dry-run", "--help")


def start() -> None:
    """Start it without waiting for it; does nothing where it runs already.

    Workers start in a tenth of a second instead of importing for a second each, also those that replace a lost one.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload([_PRELOADED])
    forkserver.ensure_running()


def start_for(tokens: Sequence[str]) -> None:
    """Start it if a command line looks like a build on an embedded cluster.

    Whether it is one is known only after half a second of imports, which another processor can use.
    """
    if tokens[:1] == ["build"] and not any(token.startswith(_NOT_NEEDED) for token in tokens):
        start()
