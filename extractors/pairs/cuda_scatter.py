"""Schedules that combine points into elements whose place the data decides."""

from __future__ import annotations

from warploom.extractors.pairs.computation import Scatter
from warploom.extractors.pairs.cuda_program import CudaProgram, inner
from warploom.extractors.pairs.cuda_whole import ATOMICS, atomic
from warploom.extractors.pairs.statements import Lines, combine, statements


def can_be_atomic(nest: Scatter) -> bool:
    """The device combines this type atomically."""
    return nest.term.type in ATOMICS[nest.how]


def atomics(program: CudaProgram, nest: Scatter) -> None:
    """A thread for each point."""
    _begin(program, nest)
    lines = inner()
    lines.put(f"const int {nest.axis} = {program.thread};")
    with lines.block(f"if ({nest.axis} < {program.writer(nest.extent)})"):
        _into(lines, program, nest, nest.out)
    _launch(program, program.kernel("scatter", lines), program.writer.within(nest.extent, 9))


def grid_stride(program: CudaProgram, nest: Scatter) -> None:
    """Few blocks, whose threads walk over the points by the size of the grid."""
    _begin(program, nest)
    lines = inner()
    lines.put(f"const int stride = gridDim.x * {program.block};")
    head = f"for (int {nest.axis} = {program.thread}; {nest.axis} < {program.writer(nest.extent)}; "
    with lines.block(f"{head}{nest.axis} += stride)"):
        _into(lines, program, nest, nest.out)
    _launch(program, program.kernel("scatter", lines), program.writer.within(nest.extent, 9), 2)


def private_bins(program: CudaProgram, nest: Scatter) -> None:
    """Every block fills bins of its own in shared memory, and adds them to the result at the end."""
    _begin(program, nest)
    writer = program.writer
    kind, bins = writer.type(nest.term.type), writer(nest.bins)
    neutral = program.identity(nest.how, nest.start) if nest.start is not None else "0"
    lines = inner()
    lines.put(f"extern __shared__ {kind} own[];")
    with lines.block(f"for (int bin = threadIdx.x; bin < {bins}; bin += {program.block})"):
        lines.put(f"own[bin] = {neutral};")
    lines.put("__syncthreads();", f"const int stride = gridDim.x * {program.block};")
    head = f"for (int {nest.axis} = {program.thread}; {nest.axis} < {writer(nest.extent)}; "
    with lines.block(f"{head}{nest.axis} += stride)"):
        _into(lines, program, nest, "own")
    lines.put("__syncthreads();")
    with lines.block(f"for (int bin = threadIdx.x; bin < {bins}; bin += {program.block})"):
        lines.put(f"{atomic(nest.how)}(&{nest.out}[bin], own[bin]);")
    shared = f"{writer.within(nest.bins, 10)} * sizeof({kind})"
    _launch(program, program.kernel("scatter", lines), writer.within(nest.extent, 9), 2, shared)


def owners(program: CudaProgram, nest: Scatter) -> None:
    """A thread for each element of the result looks through all points."""
    writer = program.writer
    kind = writer.type(nest.term.type)
    lines = inner()
    lines.put(f"const int bin = {program.thread};")
    with lines.block(f"if (bin < {writer(nest.bins)})"):
        begin = f"{nest.out}[bin]" if nest.start is None else writer(nest.start)
        lines.put(f"{kind} own = {begin};")
        with lines.block(f"for (int {nest.axis} = 0; {nest.axis} < {writer(nest.extent)}; ++{nest.axis})"):
            statements(lines, writer, nest.lets)
            kept = "" if nest.keep is None else f" && ({writer(nest.keep)})"
            with lines.block(f"if ({writer.within(nest.at, 9)} == bin{kept})"):
                combine(lines, writer, nest.how, nest.term.type, "own", writer(nest.term))
        lines.put(f"{nest.out}[bin] = own;")
    _launch(program, program.kernel("owners", lines), writer.within(nest.bins, 9))


def _into(lines: Lines, program: CudaProgram, nest: Scatter, out: str) -> None:
    writer = program.writer
    statements(lines, writer, nest.lets)
    update = f"{atomic(nest.how)}(&{out}[{writer(nest.at)}], {writer(nest.term)});"
    if nest.keep is None:
        lines.put(update)
        return
    with lines.block(f"if ({writer(nest.keep)})"):
        lines.put(update)


def _begin(program: CudaProgram, nest: Scatter) -> None:
    if nest.start is None:
        return
    bins = program.writer(nest.bins)
    if nest.start.value == 0:
        size = program.writer.type(nest.term.type)
        program.host.put(f"cudaMemset({nest.out}, 0, {program.writer.within(nest.bins, 10)} * sizeof({size}));")
        return
    lines = inner()
    lines.put(f"const int bin = {program.thread};")
    with lines.block(f"if (bin < {bins})"):
        lines.put(f"{nest.out}[bin] = {program.writer(nest.start)};")
    _launch(program, program.kernel("begin", lines), bins)


def _launch(program: CudaProgram, call: str, extent: str, at_most: int = 0, shared: str = "") -> None:
    with program.host.block(f"if ({extent} > 0)"):
        needed = f"({extent} + BLOCK_SIZE - 1) / BLOCK_SIZE"
        if at_most:
            needed = f"min({needed}, {at_most})"
        program.launch(call, needed, "BLOCK_SIZE", shared)
