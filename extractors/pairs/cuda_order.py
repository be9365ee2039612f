"""Schedules in which the order of points counts: scans, compaction, and sorting of short rows."""

from __future__ import annotations

from warploom.extractors.pairs.computation import Compact, Scan, SortRows, Store, needed
from warploom.extractors.pairs.cuda_program import ZERO, CudaProgram, inner
from warploom.extractors.pairs.expressions import INDEX, Expr
from warploom.extractors.pairs.statements import Lines, combine, loop_head, statements, store


def scan_rows(program: CudaProgram, nest: Scan) -> None:
    """A thread walks along each row."""
    assert nest.rows is not None  # noqa: S101 (offered for rows only)
    writer = program.writer
    row, extent = nest.rows
    kind = writer.type(nest.term.type)
    lines = inner()
    lines.put(f"const int {row} = {program.thread};")
    with lines.block(f"if ({row} < {writer(extent)})"):
        lines.put(f"{kind} running = {writer(nest.start)};")
        with lines.block(loop_head(writer, nest.axis, ZERO, nest.extent)):
            statements(lines, writer, nest.lets)
            if not nest.exclusive:
                combine(lines, writer, nest.how, nest.term.type, "running", writer(nest.term))
            lines.put(f"const {kind} {nest.accumulated} = running;", _out(program, nest))
            if nest.exclusive:
                combine(lines, writer, nest.how, nest.term.type, "running", writer(nest.term))
    call = program.kernel("rows", lines)
    program.host.put(f"const int points = {writer(extent)};")
    with program.host.block("if (points > 0)"):
        program.launch(call, "(points + BLOCK_SIZE - 1) / BLOCK_SIZE", "BLOCK_SIZE")


def scan_blocks(program: CudaProgram, nest: Scan) -> None:
    """A block walks along each row, a block's length at a time, by doubling distances in shared memory."""
    _scan_by_block(program, nest, _double)


def scan_warps(program: CudaProgram, nest: Scan) -> None:
    """The same, by shuffles within warps and a scan of the warps' totals."""
    _scan_by_block(program, nest, _by_warps)


def scan_three_kernels(program: CudaProgram, nest: Scan) -> None:
    """Blocks scan their parts, one thread scans the totals, and a third kernel puts both together."""
    writer = program.writer
    type_ = nest.term.type
    kind, extent = writer.type(type_), writer(nest.extent)
    extra = [(f"{kind} *partial", "partial"), (f"{kind} *totals", "totals")]
    lines = inner()
    lines.put(f"const int {nest.axis} = {program.thread};")
    _value(lines, program, nest, extent)
    _double(lines, program, nest)
    with lines.block(f"if ({nest.axis} < {extent})"):
        lines.put(f"partial[{nest.axis}] = upto;")
    with lines.block("if (threadIdx.x == BLOCK_SIZE - 1)"):
        lines.put("totals[blockIdx.x] = upto;")
    first = program.kernel("parts", lines, extra)
    lines = inner()
    lines.put(f"{kind} running = {writer(nest.start)};")
    with lines.block("for (int part = 0; part < n_parts; ++part)"):
        lines.put(f"const {kind} own = totals[part];", "totals[part] = running;")
        combine(lines, writer, nest.how, type_, "running", "own")
    second = program.kernel("totals", lines, [("int n_parts", "n_parts"), (f"{kind} *totals", "totals")])
    lines = inner()
    lines.put(f"const int {nest.axis} = {program.thread};")
    with lines.block(f"if ({nest.axis} < {extent})"):
        statements(lines, writer, needed(nest.lets, nest.last))
        before = "totals[blockIdx.x]"
        if nest.exclusive:
            lines.put(f"{kind} running = {before};")
            with lines.block("if (threadIdx.x > 0)"):
                combine(lines, writer, nest.how, type_, "running", f"partial[{nest.axis} - 1]")
            lines.put(f"const {kind} {nest.accumulated} = running;")
        else:
            both = program.combined(nest.how, type_, before, f"partial[{nest.axis}]")
            lines.put(f"const {kind} {nest.accumulated} = {both};")
        lines.put(_out(program, nest))
    extra = [(f"const {kind} *partial", "partial"), (f"const {kind} *totals", "totals")]
    third = program.kernel("finish", lines, extra)
    host = program.host
    host.put(f"const int n_parts = ({extent} + BLOCK_SIZE - 1) / BLOCK_SIZE;")
    with host.block("if (n_parts > 0)"):
        host.put(f"{kind} *partial = nullptr;", f"{kind} *totals = nullptr;")
        host.put(f"cudaMalloc((void **)&partial, {writer.within(nest.extent, 10)} * sizeof({kind}));")
        host.put(f"cudaMalloc((void **)&totals, n_parts * sizeof({kind}));")
        program.launch(first, "n_parts", "BLOCK_SIZE")
        program.launch(second, "1", "1")
        program.launch(third, "n_parts", "BLOCK_SIZE")
        host.put("cudaFree(partial);", "cudaFree(totals);")


def _value(lines: Lines, program: CudaProgram, nest: Scan, extent: str) -> None:
    lines.put(f"{program.writer.type(nest.term.type)} upto = {program.identity(nest.how, nest.start)};")
    with lines.block(f"if ({nest.axis} < {extent})"):
        statements(lines, program.writer, needed(nest.lets, nest.term))
        lines.put(f"upto = {program.writer(nest.term)};")


def _double(lines: Lines, program: CudaProgram, nest: Scan) -> None:
    kind, type_ = program.writer.type(nest.term.type), nest.term.type
    lines.put(f"__shared__ {kind} running_of[BLOCK_SIZE];", "running_of[threadIdx.x] = upto;", "__syncthreads();")
    with lines.block("for (int reach = 1; reach < BLOCK_SIZE; reach *= 2)"):
        with lines.block("if (threadIdx.x >= reach)"):
            lines.put(f"upto = {program.combined(nest.how, type_, 'running_of[threadIdx.x - reach]', 'upto')};")
        lines.put("__syncthreads();", "running_of[threadIdx.x] = upto;", "__syncthreads();")


def _by_warps(lines: Lines, program: CudaProgram, nest: Scan) -> None:
    kind, type_ = program.writer.type(nest.term.type), nest.term.type
    lines.put(f"__shared__ {kind} running_of[BLOCK_SIZE];", f"__shared__ {kind} warp_total[BLOCK_SIZE / 32];")
    lines.put("const int lane = threadIdx.x % 32;", "const int warp = threadIdx.x / 32;")
    with lines.block("for (int reach = 1; reach < 32; reach *= 2)"):
        lines.put(f"const {kind} left = __shfl_up_sync(0xffffffffu, upto, reach);")
        with lines.block("if (lane >= reach)"):
            lines.put(f"upto = {program.combined(nest.how, type_, 'left', 'upto')};")
    with lines.block("if (lane == 31)"):
        lines.put("warp_total[warp] = upto;")
    lines.put("__syncthreads();")
    with lines.block("for (int before = 0; before < warp; ++before)"):
        lines.put(f"upto = {program.combined(nest.how, type_, 'warp_total[before]', 'upto')};")
    lines.put("running_of[threadIdx.x] = upto;", "__syncthreads();")


def _scan_by_block(program: CudaProgram, nest: Scan, share: object) -> None:
    writer, type_ = program.writer, nest.term.type
    kind, extent = writer.type(type_), writer(nest.extent)
    lines = inner()
    if nest.rows is not None:
        lines.put(f"const int {nest.rows[0]} = blockIdx.x;")
    lines.put(f"{kind} carried = {writer(nest.start)};")
    with lines.block(f"for (int base = 0; base < {extent}; base += BLOCK_SIZE)"):
        lines.put(f"const int {nest.axis} = base + threadIdx.x;")
        _value(lines, program, nest, extent)
        share(lines, program, nest)  # type: ignore[operator]
        with lines.block(f"if ({nest.axis} < {extent})"):
            statements(lines, writer, needed(nest.lets, nest.last))
            if nest.exclusive:
                lines.put(f"{kind} running = carried;")
                with lines.block("if (threadIdx.x > 0)"):
                    combine(lines, writer, nest.how, type_, "running", "running_of[threadIdx.x - 1]")
                lines.put(f"const {kind} {nest.accumulated} = running;")
            else:
                both = program.combined(nest.how, type_, "carried", "upto")
                lines.put(f"const {kind} {nest.accumulated} = {both};")
            lines.put(_out(program, nest))
        combine(lines, writer, nest.how, type_, "carried", "running_of[BLOCK_SIZE - 1]")
        lines.put("__syncthreads();")
    call = program.kernel("scan", lines)
    rows = "1" if nest.rows is None else writer(nest.rows[1])
    with program.host.block(f"if ({extent if nest.rows is None else rows} > 0)"):
        program.launch(call, rows, "BLOCK_SIZE")


def _out(program: CudaProgram, nest: Scan) -> str:
    axes = [nest.axis] if nest.rows is None else [nest.rows[0], nest.axis]
    return store(program.writer, Store(nest.out, tuple(Expr("axis", INDEX, (), a) for a in axes), nest.last))


def compact_block(program: CudaProgram, nest: Compact) -> None:
    """One block walks over the points and knows by a scan of flags where each kept one goes."""
    writer, extent = program.writer, program.writer(nest.extent)
    lines = inner()
    lines.put("__shared__ int flags[BLOCK_SIZE];", "int kept = 0;")
    with lines.block(f"for (int base = 0; base < {extent}; base += BLOCK_SIZE)"):
        lines.put(f"const int {nest.axis} = base + threadIdx.x;", "int flag = 0;")
        with lines.block(f"if ({nest.axis} < {extent})"):
            statements(lines, writer, needed(nest.lets, nest.keep))
            lines.put(f"flag = {writer(nest.keep)};")
        lines.put("int upto = flag;", "flags[threadIdx.x] = upto;", "__syncthreads();")
        with lines.block("for (int reach = 1; reach < BLOCK_SIZE; reach *= 2)"):
            with lines.block("if (threadIdx.x >= reach)"):
                lines.put("upto += flags[threadIdx.x - reach];")
            lines.put("__syncthreads();", "flags[threadIdx.x] = upto;", "__syncthreads();")
        with lines.block("if (flag)"):
            statements(lines, writer, needed(nest.lets, nest.value))
            lines.put(f"{nest.out}[kept + upto - 1] = {writer(nest.value)};")
        lines.put("kept += flags[BLOCK_SIZE - 1];", "__syncthreads();")
    with lines.block(f"for (int rest = kept + threadIdx.x; rest < {extent}; rest += BLOCK_SIZE)"):
        lines.put(f"{nest.out}[rest] = {writer(nest.filler)};")
    with lines.block("if (threadIdx.x == 0)"):
        lines.put(f"{nest.count}[0] = kept;")
    program.launch(program.kernel("compact", lines), "1", "BLOCK_SIZE")


def compact_kernels(program: CudaProgram, nest: Compact) -> None:
    """Blocks count with ballots, one thread adds up where each block begins, and blocks write; a last kernel fills."""
    writer, extent = program.writer, program.writer(nest.extent)
    lines = inner()
    lines.put(f"const int {nest.axis} = {program.thread};", "int flag = 0;")
    with lines.block(f"if ({nest.axis} < {extent})"):
        statements(lines, writer, needed(nest.lets, nest.keep))
        lines.put(f"flag = {writer(nest.keep)};")
    lines.put("const unsigned int votes = __ballot_sync(0xffffffffu, flag);")
    with lines.block("if (threadIdx.x % 32 == 0)"):
        lines.put(f"found[({program.thread}) / 32] = __popc(votes);")
    first = program.kernel("count", lines, [("int *found", "found")])
    lines = inner()
    lines.put("int running = 0;")
    with lines.block("for (int part = 0; part < n_warps; ++part)"):
        lines.put("const int own = found[part];", "found[part] = running;", "running += own;")
    lines.put(f"{nest.count}[0] = running;")
    second = program.kernel("begin", lines, [("int n_warps", "n_warps"), ("int *found", "found")])
    lines = inner()
    lines.put(f"const int {nest.axis} = {program.thread};", "int flag = 0;")
    with lines.block(f"if ({nest.axis} < {extent})"):
        statements(lines, writer, needed(nest.lets, nest.keep))
        lines.put(f"flag = {writer(nest.keep)};")
    lines.put("const unsigned int votes = __ballot_sync(0xffffffffu, flag);")
    with lines.block("if (flag)"):
        statements(lines, writer, needed(nest.lets, nest.value))
        lines.put("const unsigned int below = votes & ((1u << (threadIdx.x % 32)) - 1u);")
        lines.put(f"const int at = found[{nest.axis} / 32] + __popc(below);")
        lines.put(f"{nest.out}[at] = {writer(nest.value)};")
    with lines.block(f"if ({nest.axis} >= {nest.count}[0] && {nest.axis} < {extent})"):
        lines.put(f"{nest.out}[{nest.axis}] = {writer(nest.filler)};")
    third = program.kernel("write", lines, [("const int *found", "found")])
    host = program.host
    host.put(f"const int blocks = ({extent} + BLOCK_SIZE - 1) / BLOCK_SIZE;")
    host.put("const int n_warps = blocks * (BLOCK_SIZE / 32);", "int *found = nullptr;")
    with host.block("if (blocks > 0)"):
        host.put("cudaMalloc((void **)&found, n_warps * sizeof(int));")
        program.launch(first, "blocks", "BLOCK_SIZE")
    program.launch(second, "1", "1")
    with host.block("if (blocks > 0)"):
        program.launch(third, "blocks", "BLOCK_SIZE")
        host.put("cudaFree(found);")


def sort_thread(program: CudaProgram, nest: SortRows) -> None:
    """A thread sorts each row by insertion, in memory of its own."""
    writer, width = program.writer, nest.width
    kind, sign = writer.type(nest.key.type), ">" if nest.ascending else "<"
    lines = inner()
    row, extent = nest.rows
    lines.put(f"const int {row} = {program.thread};")
    with lines.block(f"if ({row} < {writer(extent)})"):
        lines.put(f"{kind} keys[{width}];")
        with lines.block(f"for (int {nest.axis} = 0; {nest.axis} < {width}; ++{nest.axis})"):
            lines.put(f"const {kind} key = {writer(nest.key)};", f"int slot = {nest.axis};")
            with lines.block(f"while (slot > 0 && keys[slot - 1] {sign} key)"):
                lines.put("keys[slot] = keys[slot - 1];", "--slot;")
            lines.put("keys[slot] = key;")
        with lines.block(f"for (int {nest.axis} = 0; {nest.axis} < {width}; ++{nest.axis})"):
            lines.put(f"const {kind} {nest.sorted} = keys[{nest.axis}];", _sorted_out(program, nest))
    _launch_rows(program, program.kernel("rows", lines), nest, "BLOCK_SIZE")


def sort_ranks(program: CudaProgram, nest: SortRows) -> None:
    """A thread for each key counts the keys before it in its row."""
    writer, width = program.writer, nest.width
    kind, sign = writer.type(nest.key.type), "<" if nest.ascending else ">"
    lines = _keys_in_shared(program, nest)
    with lines.block(f"if ({nest.rows[0]} < {writer(nest.rows[1])})"):
        lines.put(f"const {kind} {nest.sorted} = keys[threadIdx.x];", "int rank = 0;")
        lines.put("const int first = threadIdx.x - slot;")
        with lines.block(f"for (int other = 0; other < {width}; ++other)"):
            lines.put(f"const {kind} key = keys[first + other];")
            lines.put(f"rank += key {sign} {nest.sorted} || (key == {nest.sorted} && other < slot);")
        lines.put(f"const int {nest.axis} = rank;", _sorted_out(program, nest))
    _launch_rows(program, program.kernel("ranks", lines), nest, f"(BLOCK_SIZE / {width})")


def sort_bitonic(program: CudaProgram, nest: SortRows) -> None:
    """A thread for each key; a bitonic network in shared memory."""
    writer, width = program.writer, nest.width
    kind = writer.type(nest.key.type)
    lines = _keys_in_shared(program, nest)
    with lines.block(f"for (int span = 2; span <= {width}; span *= 2)"):  # noqa: SIM117
        with lines.block("for (int apart = span / 2; apart > 0; apart /= 2)"):
            lines.put("const int partner = slot ^ apart;")
            with lines.block("if (partner > slot)"):
                order = "(slot & span) == 0" if nest.ascending else "(slot & span) != 0"
                lines.put(f"const bool rises = {order};")
                _exchange(lines, kind, "threadIdx.x", "threadIdx.x + apart", "rises")
            lines.put("__syncthreads();")
    _write_sorted(lines, program, nest)
    _launch_rows(program, program.kernel("bitonic", lines), nest, f"(BLOCK_SIZE / {width})")


def sort_odd_even(program: CudaProgram, nest: SortRows) -> None:
    """A thread for each key; neighbours are exchanged, in turn from even and from odd places."""
    width, kind = nest.width, program.writer.type(nest.key.type)
    lines = _keys_in_shared(program, nest)
    with lines.block(f"for (int turn = 0; turn < {width}; ++turn)"):
        with lines.block(f"if (slot % 2 == turn % 2 && slot + 1 < {width})"):
            sign = ">" if nest.ascending else "<"
            lines.put(f"const {kind} left = keys[threadIdx.x];", f"const {kind} right = keys[threadIdx.x + 1];")
            with lines.block(f"if (left {sign} right)"):
                lines.put("keys[threadIdx.x] = right;", "keys[threadIdx.x + 1] = left;")
        lines.put("__syncthreads();")
    _write_sorted(lines, program, nest)
    _launch_rows(program, program.kernel("odd_even", lines), nest, f"(BLOCK_SIZE / {width})")


def _exchange(lines: Lines, kind: str, first: str, second: str, rises: str) -> None:
    lines.put(f"const {kind} left = keys[{first}];", f"const {kind} right = keys[{second}];")
    with lines.block(f"if ((left > right) == {rises})"):
        lines.put(f"keys[{first}] = right;", f"keys[{second}] = left;")


def _keys_in_shared(program: CudaProgram, nest: SortRows) -> Lines:
    writer, width = program.writer, nest.width
    lines = inner()
    lines.put(f"__shared__ {writer.type(nest.key.type)} keys[BLOCK_SIZE];", f"const int slot = threadIdx.x % {width};")
    lines.put(f"const int {nest.rows[0]} = blockIdx.x * (BLOCK_SIZE / {width}) + threadIdx.x / {width};")
    with lines.block(f"if ({nest.rows[0]} < {writer(nest.rows[1])})"):
        writer.names = {nest.axis: "slot"}
        lines.put(f"keys[threadIdx.x] = {writer(nest.key)};")
        writer.names = {}
    lines.put("__syncthreads();")
    return lines


def _write_sorted(lines: Lines, program: CudaProgram, nest: SortRows) -> None:
    with lines.block(f"if ({nest.rows[0]} < {program.writer(nest.rows[1])})"):
        lines.put(f"const {program.writer.type(nest.key.type)} {nest.sorted} = keys[threadIdx.x];")
        program.writer.names = {nest.axis: "slot"}
        lines.put(_sorted_out(program, nest))
        program.writer.names = {}


def _sorted_out(program: CudaProgram, nest: SortRows) -> str:
    at = (Expr("axis", INDEX, (), nest.rows[0]), Expr("axis", INDEX, (), nest.axis))
    return store(program.writer, Store(nest.out, at, nest.last))


def _launch_rows(program: CudaProgram, call: str, nest: SortRows, rows_of_block: str) -> None:
    extent = program.writer.within(nest.rows[1], 9)
    with program.host.block(f"if ({extent} > 0)"):
        program.launch(call, f"({extent} + {rows_of_block} - 1) / {rows_of_block}", "BLOCK_SIZE")
