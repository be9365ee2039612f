"""Which schedules a computation allows, and the CUDA program of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from warploom.extractors.inputs.expressions import evaluate
from warploom.extractors.pairs import cuda_order, cuda_points, cuda_scatter, cuda_tiles, cuda_whole
from warploom.extractors.pairs.computation import Compact, Computation, Map, Reduce, Scan, Scatter, SortRows, Whole
from warploom.extractors.pairs.cuda_program import CudaProgram
from warploom.extractors.pairs.signature import length_text, product
from warploom.extractors.pairs.style import Style

_NOTES: Final[Mapping[str, str]] = {
    "naive": "One thread computes one element.",
    "block_2d": "Threads form squares over rows and columns.",
    "grid_stride": "A bounded grid strides over all elements.",
    "unrolled": "Each thread handles four elements.",
    "vector_loads": "Aligned data is read four elements at a time.",
    "warp_shuffle": "Lanes of a warp work together through shuffles.",
    "shared_memory": "Threads of a block work together through shared memory.",
    "tiled": "Tiles are staged in shared memory.",
    "atomics": "Threads combine their results with atomic operations.",
    "two_pass": "Blocks leave partial results that a second kernel combines.",
    "single_block": "One block walks over everything.",
    "multi_kernel": "Several kernels run one after another.",
    "owner_computes": "Each thread owns one element of the result and gathers what belongs there.",
    "bitonic": "Keys are exchanged by a bitonic network in shared memory.",
    "odd_even": "Keys are exchanged between neighbours, odd and even places in turn.",
    "rank": "Each key finds its rank by counting.",
}

Emitter = Callable[[CudaProgram, Any], None]


def schedules(computation: Computation, style: Style) -> dict[str, Emitter]:
    """The schedules that the computation allows, by name."""
    nest = computation.nest
    match nest:
        case Map():
            return _of_map(computation, nest, style)
        case Whole():
            found: dict[str, Emitter] = {"two_pass": cuda_whole.two_passes, "single_block": cuda_whole.one_block}
            if cuda_whole.has_atomics(nest):
                found |= {
                    "atomics": cuda_whole.atomics,
                    "shared_memory": cuda_whole.tree_and_atomic,
                    "warp_shuffle": cuda_whole.shuffles_and_atomic,
                }
            return found
        case Scan():
            found = {"shared_memory": cuda_order.scan_blocks, "warp_shuffle": cuda_order.scan_warps}
            found |= (
                {"multi_kernel": cuda_order.scan_three_kernels}
                if nest.rows is None
                else {"naive": cuda_order.scan_rows}
            )
            return found
        case Scatter():
            found = {"owner_computes": cuda_scatter.owners} if _is_small(computation, nest) else {}
            if cuda_scatter.can_be_atomic(nest):
                found |= {"atomics": cuda_scatter.atomics, "grid_stride": cuda_scatter.grid_stride}
                if _is_small(computation, nest) and nest.start is not None:
                    found["shared_memory"] = cuda_scatter.private_bins
            return found
        case Compact():
            return {"single_block": cuda_order.compact_block, "multi_kernel": cuda_order.compact_kernels}
        case SortRows():
            return {
                "naive": cuda_order.sort_thread,
                "rank": cuda_order.sort_ranks,
                "bitonic": cuda_order.sort_bitonic,
                "odd_even": cuda_order.sort_odd_even,
            }


def _is_small(computation: Computation, nest: Scatter) -> bool:
    """So few elements that each may look through all points, or lie in shared memory."""
    if nest.bins.op == "const":
        return int(nest.bins.value) <= 256
    return max(size.get(str(nest.bins.value), 1 << 20) for size in computation.sizes) <= 128


def _of_map(computation: Computation, nest: Map, style: Style) -> dict[str, Emitter]:
    found: dict[str, Emitter] = {"naive": cuda_points.naive, "grid_stride": cuda_points.grid_stride}
    if n_points(computation) > 8 * 32:
        found["unrolled"] = cuda_points.unrolled
    if len(nest.axes) in (2, 3):
        found["block_2d"] = cuda_points.two_dimensional
    if cuda_points.can_load_vectors(CudaProgram(computation, style, "probe"), nest):
        found["vector_loads"] = cuda_points.vector_loads
    if cuda_points.can_cooperate(nest):
        found["warp_shuffle"] = cuda_points.warp_shuffle
        found["shared_memory"] = cuda_points.block_each
    rows, columns = cuda_tiles.contraction_loads(nest)
    if rows and columns:
        found["tiled"] = cuda_tiles.contraction
        del found["shared_memory"]
    elif cuda_tiles.transposed_loads(nest):
        found["tiled"] = cuda_tiles.transpose
    elif cuda_tiles.stencil_loads(nest):
        found["tiled"] = cuda_tiles.stencil
    return found


def cuda_source(computation: Computation, schedule: str, style: Style, entry: str) -> str:
    """A whole CUDA file."""
    program = CudaProgram(computation, style, entry)
    program.block_size = block_size(computation, schedule)
    schedules(computation, style)[schedule](program, computation.nest)
    return program.text(_NOTES[schedule])


def launch_shapes(text: str) -> tuple[Mapping[str, int], ...]:
    """Macro definitions under which the text must hold: what it says by default, and another."""
    found = re.search(r"#define (BLOCK_SIZE|TILE) (\d+)", text)
    if found is None:
        raise ValueError("the text defines neither BLOCK_SIZE nor TILE")
    name, size = found[1], int(found[2])
    return {name: size}, {name: size // 2 if size in (16, 128, 256) else size * 2}


def n_points(computation: Computation) -> int:
    """Threads that a computation has work for at its largest size, one for each point, row or element."""
    nest = computation.nest
    match nest:
        case Map():
            extents = [extent for _, extent in nest.axes]
        case Scan():
            extents = [nest.extent] if nest.rows is None else [nest.rows[1]]
        case SortRows():
            extents = [nest.rows[1]]
        case _:
            extents = [nest.extent]
    whole = length_text(product(tuple(extents)))
    return max(evaluate(whole, size) for size in computation.sizes)


def _longest(nest: Map, computation: Computation) -> int:
    """The longest loop of a point that several threads may share, as far as lengths alone say it; 0 where only the
    data say it, as in segments, most of which are short.
    """
    ends = [s.high for s in nest.body if isinstance(s, Reduce)]
    plain = [length_text(end) for end in ends if end.op == "symbol"]
    return max((evaluate(end, size) for end in plain for size in computation.sizes), default=0)


def block_size(computation: Computation, schedule: str) -> int:
    """Threads of a block by default: few enough that the tested sizes have several blocks, or turns of a loop."""
    nest = computation.nest
    work = n_points(computation)
    if schedule == "owner_computes" and isinstance(nest, Scatter):
        return 32
    if schedule in ("unrolled", "vector_loads"):
        work //= 4
    elif schedule == "shared_memory" and isinstance(nest, Map):
        # a block for each point: most points have little to do, and threads that idle wait at every barrier
        return 64 if _longest(nest, computation) > 128 else 32
    elif schedule == "warp_shuffle" and isinstance(nest, Map):
        return 128 if work >= 16 else 64
    elif schedule in ("shared_memory", "warp_shuffle") and isinstance(nest, Scan):
        work = max(evaluate(length_text(nest.extent), size) for size in computation.sizes)
    elif isinstance(nest, SortRows) and schedule != "naive":
        return 256 if nest.width < 64 else 128
    return next((size for size in (256, 128, 64) if work > 2 * size), 32)
