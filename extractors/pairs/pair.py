"""A pair: the same computation for a CPU and for a GPU, what it may be called with, and whence it comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from warploom.extractors.inputs.specification import InputSpec


@dataclass(frozen=True, slots=True)
class Side:
    """One program. `text` is a whole file: it compiles as it stands, with no header of ours.

    `entry` is a function with C linkage whose parameters are those of the input specification, in their order; arrays
    are pointers (`const` where only read). Of a CUDA program it is the host launcher: it takes pointers to device
    memory, may allocate more by cudaMalloc, starts the kernels, and returns when they have been started.
    """

    language: str
    """C, C++, Fortran, CUDA, ..., of `schemas.columns.LANGUAGES`."""
    model: str
    """serial, openmp, cuda, ..."""
    text: str
    entry: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two programs that claim to compute the same.

    `spec_id` names the computation without its schedules: `ks_` and a digest of its canonical form, equal for all
    pairs that differ only in schedule, names and comments. `schedule` says how the GPU side maps it (`naive`,
    `grid_stride`, `tiled`, `warp_shuffle`, ...); `features` are `code_units`' tags and the generator's own, sorted.
    `launch_shapes` are macro definitions (BLOCK_SIZE -> 128) under each of which the GPU side must hold, the first
    being what its text says by default; at least two where a kernel allows it.
    `oracle` is the source of a Python function `oracle(numpy, **arguments) -> {array name: float64 or integer array}`
    of the outputs' expected values from the inputs (arrays as float64 or integers, scalars as numbers), which shares
    no code with either side; None where there is none.
    """

    spec_id: str
    family: str
    """elementwise, reduction, scan, stencil, contraction, transpose, gather, scatter, histogram, sparse, ..."""
    schedule: str
    description: str
    """What it computes, in a sentence."""
    cpu: Side
    gpu: Side
    inputs: InputSpec
    oracle: str | None
    launch_shapes: tuple[Mapping[str, int], ...]
    origin: str
    """written, generated, translated, mined."""
    generator: str
    generator_version: str
    generator_seed: int | None
    features: tuple[str, ...] = ()
