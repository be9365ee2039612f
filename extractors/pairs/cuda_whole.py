"""Schedules that combine all points into one value."""

from __future__ import annotations

from warploom.extractors.pairs.computation import Whole
from warploom.extractors.pairs.cuda_points import Partial, by_tree, take_better
from warploom.extractors.pairs.cuda_program import CudaProgram, inner
from warploom.extractors.pairs.expressions import Expr
from warploom.extractors.pairs.statements import Lines, combine, statements

ATOMICS = {
    "add": ("int32", "uint32", "uint64", "float32", "float64"),
    "min": ("int32", "uint32", "uint64", "int64"),
    "max": ("int32", "uint32", "uint64", "int64"),
    "xor": ("int32", "uint32", "uint64"),
    "or": ("int32", "uint32", "uint64"),
}
"""Types that a device combines atomically."""


def atomic(how: str) -> str:
    """The name of the device's function."""
    return "atomic" + how.capitalize()


def has_atomics(nest: Whole) -> bool:
    """The result needs no last step and its type has the atomic operation."""
    last = Expr("local", nest.term.type, (), nest.accumulated)
    return not nest.position and nest.last == last and nest.term.type in ATOMICS[nest.how]


def atomics(program: CudaProgram, nest: Whole) -> None:
    """Every thread combines its term into the result by itself."""
    _begin(program, nest)
    lines = inner()
    lines.put(f"const int {nest.axis} = {program.thread};")
    with lines.block(f"if ({nest.axis} < {program.writer(nest.extent)})"):
        statements(lines, program.writer, nest.lets)
        lines.put(f"{atomic(nest.how)}(&{nest.out}[0], {program.writer(nest.term)});")
    _launch_all(program, program.kernel("combine", lines), nest)


def tree_and_atomic(program: CudaProgram, nest: Whole) -> None:
    """A block combines its terms in shared memory, and one thread of it hands the result on."""
    _begin(program, nest)
    lines = inner()
    _term_or_nothing(lines, program, nest)
    by_tree(lines, program, _mine(nest, ""))
    with lines.block("if (threadIdx.x == 0)"):
        lines.put(f"{atomic(nest.how)}(&{nest.out}[0], mine);")
    _launch_all(program, program.kernel("combine", lines), nest)


def shuffles_and_atomic(program: CudaProgram, nest: Whole) -> None:
    """A warp combines its terms by shuffles, and its first lane hands the result on."""
    _begin(program, nest)
    lines = inner()
    _term_or_nothing(lines, program, nest)
    with lines.block("for (int offset = 16; offset > 0; offset /= 2)"):
        other = "__shfl_down_sync(0xffffffffu, mine, offset)"
        lines.put(f"mine = {program.combined(nest.how, nest.term.type, 'mine', other)};")
    with lines.block("if (threadIdx.x % 32 == 0)"):
        lines.put(f"{atomic(nest.how)}(&{nest.out}[0], mine);")
    _launch_all(program, program.kernel("combine", lines), nest)


def one_block(program: CudaProgram, nest: Whole) -> None:
    """One block walks over all points."""
    lines = inner()
    _walk(lines, program, nest, "threadIdx.x", "BLOCK_SIZE", program.writer(nest.extent))
    by_tree(lines, program, _mine(nest, "mine_at" if nest.position else ""))
    _finish(lines, program, nest)
    program.launch(program.kernel("combine", lines), "1", "BLOCK_SIZE")


def two_passes(program: CudaProgram, nest: Whole) -> None:
    """A few blocks leave one value each, and another block combines those."""
    writer = program.writer
    kind, place = writer.type(nest.term.type), "mine_at" if nest.position else ""
    lines = inner()
    _walk(lines, program, nest, program.thread, f"gridDim.x * {program.block}", writer(nest.extent))
    by_tree(lines, program, _mine(nest, place))
    with lines.block("if (threadIdx.x == 0)"):
        lines.put("parts[blockIdx.x] = mine;")
        if place:
            lines.put("parts_at[blockIdx.x] = mine_at;")
    extra = [(f"{kind} *parts", "parts")] + ([("int *parts_at", "parts_at")] if place else [])
    first = program.kernel("blocks", lines, extra)
    lines = inner()
    lines.put(f"{kind} mine = {program.identity(nest.how, nest.start)};")
    if place:
        lines.put("int mine_at = -1;")
    with lines.block("for (int part = threadIdx.x; part < n_parts; part += BLOCK_SIZE)"):
        if place:
            take_better(lines, nest.how, "mine", "mine_at", "parts[part]", "parts_at[part]")
        else:
            combine(lines, writer, nest.how, nest.term.type, "mine", "parts[part]")
    by_tree(lines, program, _mine(nest, place))
    _finish(lines, program, nest)
    extra = [("int n_parts", "n_parts"), (f"const {kind} *parts", "parts")]
    extra += [("const int *parts_at", "parts_at")] if place else []
    second = program.kernel("parts", lines, extra)
    host = program.host
    host.put(f"const int needed = ({writer(nest.extent)} + BLOCK_SIZE - 1) / BLOCK_SIZE;")
    host.put("const int n_parts = needed < 1 ? 1 : needed > 3 ? 3 : needed;")
    host.put(f"{kind} *parts = nullptr;", f"cudaMalloc((void **)&parts, n_parts * sizeof({kind}));")
    if place:
        host.put("int *parts_at = nullptr;", "cudaMalloc((void **)&parts_at, n_parts * sizeof(int));")
    program.launch(first, "n_parts", "BLOCK_SIZE")
    program.launch(second, "1", "BLOCK_SIZE")
    host.put("cudaFree(parts);", *(["cudaFree(parts_at);"] if place else []))


def _mine(nest: Whole, place: str) -> Partial:
    return Partial(nest.how, nest.term.type, "mine", place, "all", is_for_all=False)


def _begin(program: CudaProgram, nest: Whole) -> None:
    lines = inner()
    lines.put(f"{nest.out}[0] = {program.writer(nest.start)};")
    program.launch(program.kernel("begin", lines), "1", "1")


def _launch_all(program: CudaProgram, call: str, nest: Whole) -> None:
    extent = program.writer.within(nest.extent, 9)
    with program.host.block(f"if ({extent} > 0)"):
        program.launch(call, f"({extent} + BLOCK_SIZE - 1) / BLOCK_SIZE", "BLOCK_SIZE")


def _term_or_nothing(lines: Lines, program: CudaProgram, nest: Whole) -> None:
    kind = program.writer.type(nest.term.type)
    lines.put(f"const int {nest.axis} = {program.thread};")
    lines.put(f"{kind} mine = {program.identity(nest.how, nest.start)};")
    with lines.block(f"if ({nest.axis} < {program.writer(nest.extent)})"):
        statements(lines, program.writer, nest.lets)
        lines.put(f"mine = {program.writer(nest.term)};")


def _walk(lines: Lines, program: CudaProgram, nest: Whole, begin: str, step: str, extent: str) -> None:
    writer = program.writer
    kind = writer.type(nest.term.type)
    lines.put(f"{kind} mine = {program.identity(nest.how, nest.start)};")
    if nest.position:
        lines.put("int mine_at = -1;")
    with lines.block(f"for (int {nest.axis} = {begin}; {nest.axis} < {extent}; {nest.axis} += {step})"):
        statements(lines, writer, nest.lets)
        if nest.position:
            sign = "<" if nest.how == "min" else ">"
            lines.put(f"const {kind} candidate = {writer(nest.term)};")
            with lines.block(f"if (candidate {sign} mine)"):
                lines.put("mine = candidate;", f"mine_at = {nest.axis};")
        else:
            combine(lines, writer, nest.how, nest.term.type, "mine", writer(nest.term))


def _finish(lines: Lines, program: CudaProgram, nest: Whole) -> None:
    writer = program.writer
    with lines.block("if (threadIdx.x == 0)"):
        start = writer(nest.start)
        whole = "mine"
        if nest.how not in ("min", "max") and nest.start.value != 0:
            whole = program.combined(nest.how, nest.term.type, "mine", start)
        lines.put(f"const {writer.type(nest.term.type)} {nest.accumulated} = {whole};")
        lines.put(f"{nest.out}[0] = {writer.stored(nest.out, nest.last)};")
        if nest.position:
            lines.put(f"{nest.position}[0] = mine_at;")
