"""All families, with how often each is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from warploom.extractors.pairs.computation import Computation
from warploom.extractors.pairs.draft import Draft
from warploom.extractors.pairs.families import ordered, pointwise, reduced

Builder = Callable[[Draft], Computation]

FAMILIES: Final[Mapping[str, tuple[Builder, float]]] = {
    "elementwise": (pointwise.elementwise, 9),
    "broadcast": (pointwise.broadcast, 6),
    "stencil_1d": (partial(pointwise.stencil, n=1), 4),
    "stencil_2d": (partial(pointwise.stencil, n=2), 6),
    "stencil_3d": (partial(pointwise.stencil, n=3), 4),
    "layout": (pointwise.layout, 6),
    "gather": (pointwise.gather, 6),
    "bits": (pointwise.bits, 5),
    "structures": (pointwise.structures, 5),
    "batched": (pointwise.tabulate, 4),
    "row_reduction": (partial(reduced.line_reduction, along_rows=True), 6),
    "column_reduction": (partial(reduced.line_reduction, along_rows=False), 4),
    "arg_reduction": (reduced.arg_reduction, 2),
    "arg_whole": (partial(ordered.full_reduction, arg=True), 2),
    "segmented_reduction": (partial(reduced.segments, sparse=False), 4),
    "sparse_csr": (partial(reduced.segments, sparse=True), 4),
    "sparse_ell": (reduced.ell, 4),
    "contraction": (reduced.contraction, 9),
    "sliding_window": (reduced.window, 5),
    "fused": (reduced.fused, 5),
    "pairwise": (reduced.pairwise, 4),
    "full_reduction": (partial(ordered.full_reduction, arg=False), 6),
    "scan": (ordered.scan, 7),
    "histogram": (ordered.histogram, 5),
    "scatter": (ordered.scatter, 5),
    "compaction": (ordered.compaction, 4),
    "sort": (ordered.sorted_rows, 4),
}
