"""Schedules of independent points: a thread for each, a few for each thread, or a warp or block for each point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from warploom.extractors.pairs.computation import Let, Loop, Map, Reduce, Statement, Store
from warploom.extractors.pairs.cuda_program import CudaProgram, inner
from warploom.extractors.pairs.expressions import REALS, Expr, nodes
from warploom.extractors.pairs.signature import product
from warploom.extractors.pairs.statements import Lines, let, reduce, statements, store

MOST_LAYERS = 8
"""Blocks along the first of three axes: few enough that ladders have turns of the loop over it."""


@dataclass(frozen=True, slots=True)
class Partial:
    """A variable that every thread has its part of, and how the parts make one."""

    how: str
    type: str
    name: str
    position: str
    """Of the variable that says where it stood, if any."""
    tag: str
    """Keeps names of shared arrays apart."""
    is_for_all: bool
    """Otherwise the first thread alone gets the whole."""

    @classmethod
    def of(cls, statement: Reduce, tag: str, is_for_all: bool) -> Partial:
        """The variable of a reduction."""
        return cls(statement.how, statement.term.type, statement.name, statement.position, tag, is_for_all)


Share = Callable[[Lines, CudaProgram, Partial], None]


def naive(program: CudaProgram, nest: Map) -> None:
    """A thread for each point, points numbered in one row."""
    lines = inner()
    total = program.writer(product(tuple(extent for _, extent in nest.axes)))
    point = nest.axes[0][0] if len(nest.axes) == 1 else "point"
    lines.put(f"const int {point} = {program.thread};")
    if program.style.early_return:
        lines.put(f"if ({point} >= {total}) {{", "    return;", "}")
        _unravelled(lines, program, nest, point)
    else:
        with lines.block(f"if ({point} < {total})"):
            _unravelled(lines, program, nest, point)
    _launch(program, program.kernel("kernel", lines), total)


def two_dimensional(program: CudaProgram, nest: Map) -> None:
    """Threads in a square, over the last two axes; few blocks along z walk over the first where there are three."""
    lines = inner()
    names = [name for name, _ in nest.axes]
    extents = [program.writer(extent) for _, extent in nest.axes]
    lines.put(f"const int {names[-1]} = blockIdx.x * TILE + threadIdx.x;")
    lines.put(f"const int {names[-2]} = blockIdx.y * TILE + threadIdx.y;")
    inside = f"{names[-2]} < {extents[-2]} && {names[-1]} < {extents[-1]}"
    with over_layers(lines, program, nest), lines.block(f"if ({inside})"):
        statements(lines, program.writer, nest.body)
    launch_square(program, program.kernel("kernel", lines), nest)


def over_layers(lines: Lines, program: CudaProgram, nest: Map) -> AbstractContextManager[object]:
    """The loop over the first of three axes: a grid has at most 65,535 blocks along z, and extents may be larger."""
    if len(nest.axes) != 3:
        return nullcontext()
    name, extent = nest.axes[0]
    return lines.block(
        f"for (int {name} = blockIdx.z; {name} < {program.writer.within(extent, 9)}; {name} += gridDim.z)"
    )


def launch_square(program: CudaProgram, call: str, nest: Map) -> None:
    """Launch squares of TILE x TILE threads over the last two axes."""
    writer = program.writer
    extents = [writer.within(extent, 9) for _, extent in nest.axes]
    with program.host.block(f"if ({' && '.join(f'{extent} > 0' for extent in extents)})"):
        program.host.put("const dim3 threads(TILE, TILE);")
        depth = ""
        if len(extents) == 3:
            program.host.put(f"const int layers = {extents[0]};")
            depth = f", layers < {MOST_LAYERS} ? layers : {MOST_LAYERS}"
        across, down = (f"({extent} + TILE - 1) / TILE" for extent in (extents[-1], extents[-2]))
        program.host.put(f"const dim3 blocks({across}, {down}{depth});")
        program.launch(call, "blocks", "threads")


def grid_stride(program: CudaProgram, nest: Map) -> None:
    """Few blocks, whose threads walk over the points by the size of the grid."""
    lines = inner()
    total = program.writer(product(tuple(extent for _, extent in nest.axes)))
    point = nest.axes[0][0] if len(nest.axes) == 1 else "point"
    lines.put(f"const int stride = gridDim.x * {program.block};")
    with lines.block(f"for (int {point} = {program.thread}; {point} < {total}; {point} += stride)"):
        _unravelled(lines, program, nest, point)
    call = program.kernel("kernel", lines)
    program.host.put(f"const int points = {total};")
    with program.host.block("if (points > 0)"):
        program.host.put("const int needed = (points + BLOCK_SIZE - 1) / BLOCK_SIZE;")
        program.launch(call, "needed < 2 ? needed : 2", "BLOCK_SIZE")


def unrolled(program: CudaProgram, nest: Map) -> None:
    """Four points a thread, a block apart, so that neighbouring threads read neighbouring elements."""
    lines = inner()
    total = program.writer(product(tuple(extent for _, extent in nest.axes)))
    point = nest.axes[0][0] if len(nest.axes) == 1 else "point"
    lines.put(f"const int first = blockIdx.x * ({program.block} * 4) + threadIdx.x;", "#pragma unroll")
    with lines.block("for (int turn = 0; turn < 4; ++turn)"):
        lines.put(f"const int {point} = first + turn * {program.block};")
        with lines.block(f"if ({point} < {total})"):
            _unravelled(lines, program, nest, point)
    call = program.kernel("kernel", lines)
    program.host.put(f"const int points = {total};")
    with program.host.block("if (points > 0)"):
        program.launch(call, "(points + BLOCK_SIZE * 4 - 1) / (BLOCK_SIZE * 4)", "BLOCK_SIZE")


def can_load_vectors(program: CudaProgram, nest: Map) -> bool:
    """One axis, one element stored, everything of four bytes and read at the point itself."""
    if len(nest.axes) != 1 or any(isinstance(s, Reduce | Loop) for s in nest.body):
        return False
    stores = [s for s in nest.body if isinstance(s, Store)]
    here = (Expr("axis", "index", (), nest.axes[0][0]),)
    exprs = [node for s in nest.body if isinstance(s, Let | Store) for node in nodes(s.expr)]
    if len(stores) != 1 or stores[0].at != here or any(node.op == "symbol" for node in exprs):
        return False
    axis_uses = sum(node.op == "axis" for node in exprs)
    loads = [node for node in exprs if node.op.startswith("load")]
    four = ("float32", "int32", "uint32")
    operands = program.computation.operands
    return (
        bool(loads)
        and all(node.op == "load" and node.args == here for node in loads)
        and axis_uses == len(loads)
        and all(o.type in four and not o.fields for o in operands)
    )


def vector_loads(program: CudaProgram, nest: Map) -> None:
    """Four neighbouring elements a thread in one access; what `cudaMalloc` gives is aligned for that."""
    writer, axis = program.writer, nest.axes[0][0]
    here = (Expr("axis", "index", (), axis),)
    last = next(s for s in nest.body if isinstance(s, Store))
    exprs = [node for s in nest.body if isinstance(s, Let | Store) for node in nodes(s.expr)]
    reads = sorted({str(node.value) for node in exprs if node.op == "load"})
    scalars = sorted({(str(node.value), node.type) for node in exprs if node.op == "scalar"})
    types = {name: writer.type(writer.element_type(name)) for name in reads}
    for name in reads:
        writer.exchange[Expr("load", writer.element_type(name), here, name)] = f"{name}_e"
    device = inner()
    for statement in nest.body:
        device.put(let(writer, statement) if isinstance(statement, Let) else f"return {writer(last.expr)};")
    writer.exchange.clear()
    out_type = writer.type(writer.element_type(last.operand))
    takes = [f"{types[name]} {name}_e" for name in reads] + [f"{writer.type(t)} {name}" for name, t in scalars]
    function = f"{program.entry}_point"
    program.device(device, f"__device__ __forceinline__ {out_type} {function}({', '.join(takes)})")
    given = [name for name, _ in scalars]
    extent = writer(nest.axes[0][1])

    def call(elements: Sequence[str]) -> str:
        return f"{function}({', '.join([*elements, *given])})"

    lines = inner()
    lines.put(f"const int quad = {program.thread};")
    with lines.block(f"if (quad < {extent} / 4)"):
        for name in reads:
            kind = _vector(types[name])
            lines.put(f"const {kind} {name}_q = reinterpret_cast<const {kind} *>({name})[quad];")
        lines.put(f"{_vector(out_type)} made;")
        lines.put(*(f"made.{lane} = {call([f'{name}_q.{lane}' for name in reads])};" for lane in "xyzw"))
        lines.put(f"reinterpret_cast<{_vector(out_type)} *>({last.operand})[quad] = made;")
    with lines.block(f"if (quad < {extent} % 4)"):
        lines.put(f"const int {axis} = {extent} - 1 - quad;")
        lines.put(f"{last.operand}[{axis}] = {call([f'{name}[{axis}]' for name in reads])};")
    quads = program.kernel("quads", lines)
    with program.host.block(f"if ({extent} > 0)"):
        program.launch(quads, f"(({extent} + 3) / 4 + BLOCK_SIZE - 1) / BLOCK_SIZE", "BLOCK_SIZE")


def _vector(kind: str) -> str:
    return {"float": "float4", "int": "int4", "unsigned int": "uint4"}[kind]


def can_cooperate(nest: Map) -> bool:
    """A point has a reduction that is long enough to be shared: its end is no constant."""
    reduces = [s for s in nest.body if isinstance(s, Reduce)]
    return bool(reduces) and all(s.high.op != "const" for s in reduces)


def warp_shuffle(program: CudaProgram, nest: Map) -> None:
    """A warp for each point: lanes share the loops and combine their results by shuffles."""
    lines = inner()
    total = program.writer(product(tuple(extent for _, extent in nest.axes)))
    point = nest.axes[0][0] if len(nest.axes) == 1 else "point"
    lines.put(f"const int {point} = ({program.thread}) / 32;", "const int lane = threadIdx.x % 32;")
    with lines.block(f"if ({point} < {total})"):
        _axes_of(lines, program, nest, point)
        _together(lines, program, nest.body, "lane", "32", _by_shuffles)
    call = program.kernel("kernel", lines)
    program.host.put(f"const int points = {total};")
    with program.host.block("if (points > 0)"):
        program.launch(call, "(points + BLOCK_SIZE / 32 - 1) / (BLOCK_SIZE / 32)", "BLOCK_SIZE")


def block_each(program: CudaProgram, nest: Map) -> None:
    """A block for each point: threads share the loops and combine their results in shared memory."""
    lines = inner()
    total = program.writer(product(tuple(extent for _, extent in nest.axes)))
    point = nest.axes[0][0] if len(nest.axes) == 1 else "point"
    lines.put(f"const int {point} = blockIdx.x;", "const int tid = threadIdx.x;")
    _axes_of(lines, program, nest, point)
    _together(lines, program, nest.body, "tid", "BLOCK_SIZE", by_tree)
    call = program.kernel("kernel", lines)
    program.host.put(f"const int points = {total};")
    with program.host.block("if (points > 0)"):
        program.launch(call, "points", "BLOCK_SIZE")


def _together(lines: Lines, program: CudaProgram, body: Sequence[Statement], me: str, step: str, share: Share) -> None:
    writer = program.writer
    for number, statement in enumerate(body):
        rest = body[number:]
        if all(isinstance(later, Let | Store) for later in rest):
            with lines.block(f"if ({me} == 0)"):
                statements(lines, writer, rest)
            return
        match statement:
            case Let():
                lines.put(let(writer, statement))
            case Store():
                with lines.block(f"if ({me} == 0)"):
                    lines.put(store(writer, statement))
            case Reduce():
                head = _stepped(program, statement.axis, statement.low, statement.high, me, step)
                is_for_all = any(isinstance(later, Loop) for later in rest)
                _shared_reduce(lines, program, statement, head, share, Partial.of(statement, f"{number}", is_for_all))
            case Loop(axis, low, high, inner_body):
                with lines.block(_stepped(program, axis, low, high, me, step)):
                    statements(lines, writer, inner_body)


def _stepped(program: CudaProgram, axis: str, low: Expr, high: Expr, me: str, step: str) -> str:
    begin = me if low.op == "const" and low.value == 0 else f"{program.writer(low)} + {me}"
    return f"for (int {axis} = {begin}; {axis} < {program.writer.within(high, 8)}; {axis} += {step})"


def _shared_reduce(
    lines: Lines, program: CudaProgram, statement: Reduce, head: str, share: Share, partial: Partial
) -> None:
    """Each begins with what changes nothing, and the start comes in once, at the end."""
    neutral = statement.start
    idempotent = statement.how in ("min", "max")
    if not idempotent and statement.start.value != 0:
        neutral = Expr("const", statement.start.type, (), 0.0 if statement.start.type in REALS else 0)
    reduce(lines, program.writer, replace(statement, start=neutral), step=head)
    share(lines, program, partial)
    if neutral != statement.start:
        start = program.writer(statement.start)
        lines.put(f"{statement.name} = {program.combined(statement.how, statement.term.type, statement.name, start)};")


def _by_shuffles(lines: Lines, program: CudaProgram, partial: Partial) -> None:
    how, name, position = partial.how, partial.name, partial.position
    shuffle = "__shfl_xor_sync" if partial.is_for_all else "__shfl_down_sync"
    with lines.block("for (int offset = 16; offset > 0; offset /= 2)"):
        other = f"{shuffle}(0xffffffffu, {name}, offset)"
        if not position:
            lines.put(f"{name} = {program.combined(how, partial.type, name, other)};")
        else:
            lines.put(f"const {program.writer.type(partial.type)} other = {other};")
            lines.put(f"const int other_at = {shuffle}(0xffffffffu, {position}, offset);")
            take_better(lines, how, name, position, "other", "other_at")


def take_better(lines: Lines, how: str, value: str, position: str, other: str, other_at: str) -> None:
    """Take another candidate where it is better, or as good and earlier."""
    sign = "<" if how == "min" else ">"
    better = f"{other} {sign} {value} || ({other} == {value} && {other_at} < {position})"
    with lines.block(f"if ({better})"):
        lines.put(f"{value} = {other};", f"{position} = {other_at};")


def by_tree(lines: Lines, program: CudaProgram, partial: Partial) -> None:
    """Combine one value a thread by halving in shared memory."""
    how, type_, name, position = partial.how, partial.type, partial.name, partial.position
    shared, places = f"partial_{partial.tag}", f"places_{partial.tag}"
    lines.put(f"__shared__ {program.writer.type(type_)} {shared}[BLOCK_SIZE];")
    if position:
        lines.put(f"__shared__ int {places}[BLOCK_SIZE];", f"{places}[threadIdx.x] = {position};")
    lines.put(f"{shared}[threadIdx.x] = {name};", "__syncthreads();")
    with lines.block("for (int apart = BLOCK_SIZE / 2; apart > 0; apart /= 2)"):
        with lines.block("if (threadIdx.x < apart)"):
            if position:
                lines.put(f"const {program.writer.type(type_)} other = {shared}[threadIdx.x + apart];")
                lines.put(f"const int other_at = {places}[threadIdx.x + apart];")
                take_better(lines, how, f"{shared}[threadIdx.x]", f"{places}[threadIdx.x]", "other", "other_at")
            else:
                both = program.combined(how, type_, f"{shared}[threadIdx.x]", f"{shared}[threadIdx.x + apart]")
                lines.put(f"{shared}[threadIdx.x] = {both};")
        lines.put("__syncthreads();")
    at = "0" if partial.is_for_all else "threadIdx.x"  # thread 0 has the whole, and nobody else asks
    lines.put(f"{name} = {shared}[{at}];")
    if position:
        lines.put(f"{position} = {places}[{at}];")


def _unravelled(lines: Lines, program: CudaProgram, nest: Map, point: str) -> None:
    _axes_of(lines, program, nest, point)
    statements(lines, program.writer, nest.body)


def _axes_of(lines: Lines, program: CudaProgram, nest: Map, point: str) -> None:
    if len(nest.axes) == 1:
        return
    writer = program.writer
    names = [name for name, _ in nest.axes]
    extents = [writer.within(extent, 11) for _, extent in nest.axes]
    if len(names) == 2:
        lines.put(f"const int {names[0]} = {point} / {extents[1]};", f"const int {names[1]} = {point} % {extents[1]};")
        return
    lines.put(f"const int {names[2]} = {point} % {extents[2]};")
    lines.put(f"const int {names[1]} = {point} / {extents[2]} % {extents[1]};")
    lines.put(f"const int {names[0]} = {point} / ({extents[1]} * {extents[2]});")


def _launch(program: CudaProgram, call: str, total: str) -> None:
    program.host.put(f"const int points = {total};")
    with program.host.block("if (points > 0)"):
        program.launch(call, "(points + BLOCK_SIZE - 1) / BLOCK_SIZE", "BLOCK_SIZE")
