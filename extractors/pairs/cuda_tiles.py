"""Schedules that stage what several threads read in tiles of shared memory: products, stencils and transposes."""

from __future__ import annotations

from warploom.extractors.pairs.computation import Let, Map, Reduce, Store
from warploom.extractors.pairs.cuda_points import launch_square, over_layers
from warploom.extractors.pairs.cuda_program import CudaProgram, inner
from warploom.extractors.pairs.expressions import SIGNED, Expr, nodes
from warploom.extractors.pairs.statements import Lines, combine, let, statements


def _axis(name: str) -> Expr:
    return Expr("axis", "index", (), name)


def contraction_loads(nest: Map) -> tuple[list[Expr], list[Expr]]:
    """Loads of rows (last parallel axis but one, and the inner axis) and of columns (the inner and the last axis)."""
    if len(nest.axes) < 2 or not nest.body or not isinstance(nest.body[0], Reduce):
        return [], []
    if any(isinstance(s, Reduce) for s in nest.body[1:]) or nest.body[0].low.value != 0:
        return [], []
    down, across, along = nest.axes[-2][0], nest.axes[-1][0], nest.body[0].axis
    rows, columns = [], []
    exprs = [*(one.expr for one in nest.body[0].lets), nest.body[0].term]
    for node in dict.fromkeys(node for expr in exprs for node in nodes(expr)):
        if node.op != "load":
            continue
        used = {str(arg.value) for arg in node.args if arg.op == "axis"}
        if len(used) != len(node.args) or along not in used:
            continue
        if down in used and across not in used:
            rows.append(node)
        elif across in used and down not in used:
            columns.append(node)
    return rows, columns


def contraction(program: CudaProgram, nest: Map) -> None:
    """Square tiles of both factors walk along the inner axis."""
    writer, reduce = program.writer, nest.body[0]
    assert isinstance(reduce, Reduce)  # noqa: S101 (what `contraction_loads` has made sure of)
    rows, columns = contraction_loads(nest)
    (down, _), (across, _) = nest.axes[-2], nest.axes[-1]
    lines = inner()
    for number, node in enumerate([*rows, *columns]):
        lines.put(f"__shared__ {writer.type(node.type)} tile_{number}[TILE][TILE];")
    lines.put(f"const int {across} = blockIdx.x * TILE + threadIdx.x;")
    lines.put(f"const int {down} = blockIdx.y * TILE + threadIdx.y;")
    with over_layers(lines, program, nest):
        _tiled_layer(lines, program, nest, reduce, rows, columns)
    launch_square(program, program.kernel("kernel", lines), nest)


def _tiled_layer(
    lines: Lines, program: CudaProgram, nest: Map, reduce: Reduce, rows: list[Expr], columns: list[Expr]
) -> None:
    writer = program.writer
    (down, high), (across, wide) = nest.axes[-2], nest.axes[-1]
    lines.put(f"{writer.type(reduce.term.type)} {reduce.name} = {writer(reduce.start)};")
    long, along = writer.within(reduce.high, 9), reduce.axis
    with lines.block(f"for (int base = 0; base < {long}; base += TILE)"):
        exchange = {}
        for number, node in enumerate(rows):
            _fill(lines, program, node, (along, "threadIdx.x", long), f"{down} < {writer(high)}", f"tile_{number}")
            exchange[node] = f"tile_{number}[threadIdx.y][step]"
        for number, node in enumerate(columns, len(rows)):
            _fill(lines, program, node, (along, "threadIdx.y", long), f"{across} < {writer(wide)}", f"tile_{number}")
            exchange[node] = f"tile_{number}[step][threadIdx.x]"
        lines.put("__syncthreads();")
        exprs = [*(one.expr for one in reduce.lets), reduce.term]
        uses_axis = any(n.op == "axis" and n.value == along for e in exprs for n in _outside(e, set(exchange)))
        with lines.block(f"for (int step = 0; step < TILE && base + step < {long}; ++step)"):
            if uses_axis:
                lines.put(f"const int {along} = base + step;")
            writer.exchange = exchange
            lines.put(*(let(writer, one) for one in reduce.lets))
            combine(lines, writer, reduce.how, reduce.term.type, reduce.name, writer(reduce.term))
            writer.exchange = {}
        lines.put("__syncthreads();")
    with lines.block(f"if ({down} < {writer(high)} && {across} < {writer(wide)})"):
        statements(lines, writer, nest.body[1:])


def _outside(expr: Expr, known: set[Expr]) -> list[Expr]:
    if expr in known:
        return []
    return [expr, *(n for arg in expr.args for n in _outside(arg, known))]


def _fill(lines: Lines, program: CudaProgram, node: Expr, along: tuple[str, str, str], guard: str, tile: str) -> None:
    """One element a thread; `along` are the inner axis, the thread's place on it, and its extent.

    Threads beyond the edge compute with what lies in the tile and store nothing; a signed overflow must not come of it.
    """
    axis, thread, extent = along
    program.writer.names = {axis: f"(base + {thread})"}
    text, cell = program.writer(node), f"{tile}[threadIdx.y][threadIdx.x]"
    program.writer.names = {}
    inside = f"{guard} && base + {thread} < {extent}"
    if node.type in SIGNED:
        lines.put(f"{cell} = {inside} ? {text} : 0;")
        return
    with lines.block(f"if ({inside})"):
        lines.put(f"{cell} = {text};")


def transposed_loads(nest: Map) -> list[Expr]:
    """Loads with the two axes swapped."""
    if len(nest.axes) != 2 or not all(isinstance(s, Let | Store) for s in nest.body):
        return []
    swapped = (_axis(nest.axes[1][0]), _axis(nest.axes[0][0]))
    exprs = [node for s in nest.body if isinstance(s, Let | Store) for node in nodes(s.expr)]
    return [node for node in dict.fromkeys(exprs) if node.op == "load" and node.args == swapped]


def transpose(program: CudaProgram, nest: Map) -> None:
    """A tile is read along its rows and written along its columns; one spare column keeps banks apart."""
    writer = program.writer
    loads = transposed_loads(nest)
    (down, high), (across, wide) = nest.axes
    lines = inner()
    for number, node in enumerate(loads):
        lines.put(f"__shared__ {writer.type(node.type)} tile_{number}[TILE][TILE + 1];")
    lines.put("const int read_down = blockIdx.x * TILE + threadIdx.y;")
    lines.put("const int read_across = blockIdx.y * TILE + threadIdx.x;")
    with lines.block(f"if (read_down < {writer(wide)} && read_across < {writer(high)})"):
        writer.names = {across: "read_down", down: "read_across"}
        lines.put(*(f"tile_{n}[threadIdx.y][threadIdx.x] = {writer(node)};" for n, node in enumerate(loads)))
        writer.names = {}
    lines.put("__syncthreads();")
    lines.put(f"const int {across} = blockIdx.x * TILE + threadIdx.x;")
    lines.put(f"const int {down} = blockIdx.y * TILE + threadIdx.y;")
    with lines.block(f"if ({down} < {writer(high)} && {across} < {writer(wide)})"):
        writer.exchange = {node: f"tile_{n}[threadIdx.x][threadIdx.y]" for n, node in enumerate(loads)}
        statements(lines, writer, nest.body)
        writer.exchange = {}
    launch_square(program, program.kernel("kernel", lines), nest)


def stencil_loads(nest: Map) -> dict[Expr, tuple[int, ...]]:
    """Loads near the point of one operand under one rule, with their offsets; of the operand with the most."""
    if len(nest.axes) > 2 or not all(isinstance(s, Let | Store) for s in nest.body):
        return {}
    exprs = [node for s in nest.body if isinstance(s, Let | Store) for node in nodes(s.expr)]
    rules = [node.op for node in exprs if node.op in ("load_zero", "load_clamp", "load_wrap")]
    if not rules:
        return {}
    operand = next(str(n.value) for n in exprs if n.op == rules[0])
    found: dict[Expr, tuple[int, ...]] = {}
    for node in dict.fromkeys(exprs):
        if node.value != operand or node.op not in ("load", rules[0]) or len(node.args) != len(nest.axes):
            continue
        offsets = []
        for arg, (name, _) in zip(node.args, nest.axes, strict=True):
            if arg == _axis(name):
                offsets.append(0)
            elif arg.op in ("add", "sub") and arg.args[0] == _axis(name) and arg.args[1].op == "const":
                amount = int(arg.args[1].value)
                offsets.append(amount if arg.op == "add" else -amount)
        if len(offsets) == len(nest.axes):
            found[node] = tuple(offsets)
    return found


def stencil(program: CudaProgram, nest: Map) -> None:
    """A tile with its halo, the boundary rule applied while it is filled."""
    writer = program.writer
    loads = stencil_loads(nest)
    rule = next(node.op for node in loads if node.op != "load").removeprefix("load_")
    some = next(iter(loads))
    operand = str(some.value)
    radii = [max(abs(offsets[d]) for offsets in loads.values()) for d in range(len(nest.axes))]
    lines = inner()
    flat = len(nest.axes) == 1
    side = "BLOCK_SIZE" if flat else "TILE"
    letters = ["x"] if flat else ["y", "x"]
    dims = "".join(f"[{side} + {2 * r}]" if r else f"[{side}]" for r in radii)
    lines.put(f"__shared__ {writer.type(some.type)} tile{dims};")
    places, tests = [], []
    kind = writer.operands[operand].shape
    heads = []
    for letter, radius, (name, _), extent in zip(letters, radii, nest.axes, kind, strict=True):
        size = f"{side} + {2 * radius}" if radius else side
        heads.append(f"for (int t{letter} = threadIdx.{letter}; t{letter} < {size}; t{letter} += {side})")
        less = f" - {radius}" if radius else ""
        raw = f"(int)(blockIdx.{letter} * {side}) + t{letter}{less}"
        long = writer.within(extent, 11)
        if rule == "clamp":
            places.append((f"near_{name}", f"min(max({raw}, 0), {long} - 1)"))
        elif rule == "wrap":
            places.append((f"near_{name}", f"(({raw}) % {long} + {long}) % {long}"))
        else:
            places.append((f"near_{name}", raw))
            tests.append(f"near_{name} >= 0 && near_{name} < {long}")
    _fill_tile(lines, program, heads, places, tests, some, nest)
    lines.put("__syncthreads();")
    for letter, (axis_name, _) in zip(letters, nest.axes, strict=True):
        lines.put(f"const int {axis_name} = blockIdx.{letter} * {side} + threadIdx.{letter};")
    writer.exchange = {
        node: "tile" + "".join(f"[threadIdx.{letter}{_more(radius + offset)}]"
                               for letter, radius, offset in zip(letters, radii, offsets, strict=True))
        for node, offsets in loads.items()
    }  # fmt: skip
    guards = [f"{axis_name} < {writer(long_as)}" for axis_name, long_as in nest.axes]
    with lines.block(f"if ({' && '.join(guards)})"):
        statements(lines, writer, nest.body)
    writer.exchange = {}
    call = program.kernel("kernel", lines)
    if not flat:
        launch_square(program, call, nest)
        return
    whole = writer.within(nest.axes[0][1], 9)
    with program.host.block(f"if ({whole} > 0)"):
        program.launch(call, f"({whole} + BLOCK_SIZE - 1) / BLOCK_SIZE", "BLOCK_SIZE")


def _fill_tile(
    lines: Lines,
    program: CudaProgram,
    heads: list[str],
    places: list[tuple[str, str]],
    tests: list[str],
    some: Expr,
    nest: Map,
) -> None:
    writer = program.writer
    if heads:
        with lines.block(heads[0]):
            lines.put(f"const int {places[len(places) - len(heads)][0]} = {places[len(places) - len(heads)][1]};")
            _fill_tile(lines, program, heads[1:], places, tests, some, nest)
        return
    at = tuple(Expr("local", "index", (), name) for name, _ in places)
    text = writer(Expr("load", some.type, at, some.value))
    cell = "tile" + ("[tx]" if len(places) == 1 else "[ty][tx]")
    zero = {"float64": "0.0", "float32": "0.0f", "float16": "__half(0.0f)"}.get(some.type, "0")
    lines.put(f"{cell} = {' && '.join(tests)} ? {text} : {zero};" if tests else f"{cell} = {text};")


def _more(by: int) -> str:
    return f" + {by}" if by else ""
