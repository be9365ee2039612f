"""Families over a whole line: full and arg reductions, scans, scatters, histograms, compaction, sorted rows."""

from __future__ import annotations

from warploom.extractors.inputs.specification import Direction, Kind, Values
from warploom.extractors.pairs.computation import (
    Compact,
    Computation,
    Map,
    Operand,
    Scan,
    Scatter,
    SortRows,
    Store,
    Whole,
)
from warploom.extractors.pairs.draft import LINE, ROWS, Draft, ladder
from warploom.extractors.pairs.expressions import REALS, UNSIGNED, Expr, axis, cast, const, index, load, local, op
from warploom.extractors.pairs.families.combining import combined, exact_only, how_and_start, start_of
from warploom.extractors.pairs.terms import Term, constant, leaf, select

_LONGEST = 4391


def _line(draft: Draft, n_inputs: int) -> tuple[Expr, Expr, list[Term]]:
    line, point = draft.length("length"), axis(draft.names("axis"))
    leaves = [draft.read(draft.input("input" if k == 0 else "second", line), point) for k in range(n_inputs)]
    return line, point, leaves


def full_reduction(draft: Draft, arg: bool) -> Computation:
    """All elements of some arrays are combined into one value."""
    draws = draft.draws
    # words reach the end of their range, which nothing can begin beyond: then the first of equals would be nowhere
    draft.choose_type("float32", "float64", "int32", "int64", *(() if arg else ("uint32", "uint64")))
    if arg:
        draft.is_rounded = False
    line, point, leaves = _line(draft, draws.between(1, 3))
    if draws.chance(0.35):
        leaves.append(draft.parameter())
    if draws.chance(0.25):
        leaves.append(draft.place(op("mod", point, index(draws.one((3, 5, 7)))), 6))
    lets, term = draft.bodies.lets(
        leaves,
        draws.between(0, 2),
        draws.between(2, 4) if arg else draws.between(3, 8),
        1 if arg else _LONGEST,
        draft.is_rounded,
    )
    if draws.chance(0.3) and not arg:
        kept = draft.bodies.condition(leaves)
        term = (kept and select(kept, term, constant(0, term.type))) or term
    how, start = how_and_start(draft, term)
    if arg:
        how = draws.one(("min", "max"))
        start = start_of(how, term)
    name = draft.names("local")
    total = combined(draft, term, name, how, 1 if how in ("min", "max") else _LONGEST)
    result = total
    if not arg and draws.chance(0.4):
        result = draft.bodies.expression([total], draws.between(1, 3))
    out = draft.output(index(1))
    position = draft.output(index(1), type_="int32", role="index").name if arg else ""
    nest = Whole(str(point.value), line, lets, term.expr, how, start, out.name, name, result.expr, position)
    text = (
        f"Finds the {'smallest' if how == 'min' else 'largest'} key and where it first stands."
        if arg
        else "Combines all elements into one value."
    )
    made = draft.done(
        "arg_reduction" if arg else "full_reduction",
        nest,
        ladder(draft.symbols, *LINE),
        text,
        [result, total],
        [f"reduce:{'arg' if arg else ''}{how}", "whole"],
        _LONGEST,
    )
    return exact_only(made, term) if arg else made


def scan(draft: Draft) -> Computation:
    """Running sums, minima and the like, of lines or of rows."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "int64", "uint64")
    of_rows = draws.chance(0.5)
    rows = draft.length("rows") if of_rows else None
    row = axis(draft.names("axis")) if of_rows else None
    line, point = draft.length("cols" if of_rows else "length"), axis(draft.names("axis"))
    shape = [line] if rows is None else [rows, line]
    at = [point] if row is None else [row, point]
    longest = 331 if of_rows else _LONGEST
    leaves = [draft.read(draft.input("matrix" if of_rows else "input", *shape), *at)]
    leaves += [draft.read(draft.input("second", *shape), *at) for _ in range(draws.between(0, 2))]
    if of_rows and draws.chance(0.5):
        leaves.append(draft.read(draft.input("vector", line), point))
    if draws.chance(0.3):
        leaves.append(draft.parameter())
    lets, term = draft.bodies.lets(leaves, draws.between(0, 2), draws.between(2, 6), longest, draft.is_rounded)
    how = draws.weighted({"add": 5, "xor": 3} if draft.type in UNSIGNED else {"add": 8, "min": 1, "max": 1})
    if how in ("min", "max"):  # few terms are ever seen: of a long one, most would not matter
        lets, term = (), draft.bodies.expression(leaves[:2], 1, longest)
    start = start_of(how, term)
    name = draft.names("local")
    total = combined(draft, term, name, how, longest)
    result = total
    if how in ("add", "xor") and draws.chance(0.6):
        result = draft.bodies.expression([total, draws.one(leaves)], draws.between(1, 4))
    exclusive = draws.chance(0.4)
    out = draft.output(*shape)
    nest = Scan(
        None if rows is None or row is None else (str(row.value), rows),
        str(point.value),
        line,
        lets,
        term.expr,
        how,
        start,
        exclusive,
        out.name,
        name,
        result.expr,
    )
    kind = "exclusive" if exclusive else "inclusive"
    text = f"Computes an {kind} scan of {'every row' if of_rows else 'a line'} of derived terms."
    return draft.done(
        "batched_scan" if of_rows else "scan",
        nest,
        ladder(draft.symbols, *(ROWS if of_rows else LINE)),
        text,
        [result, total],
        [f"scan:{kind}", f"reduce:{how}"],
        longest,
    )


def histogram(draft: Draft) -> Computation:
    """Points are counted or weighed by a bin that is computed from integers."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "uint64", "int64")
    draft.is_rounded = False
    line, point = draft.length("length"), axis(draft.names("axis"))
    n_bins = draws.one((40, 64, 72, 100, 128))
    codes = draft.input("keys", line, type_="uint32", values=Values(Kind.INTEGER, 0, (1 << 32) - 1))
    code = leaf(load(codes.name, "uint32", point), 0, (1 << 32) - 1, draws)
    keys = [code]
    if draws.chance(0.5):
        more = draft.input("keys", line, type_="uint32", values=Values(Kind.INTEGER, 0, (1 << 32) - 1))
        keys.append(leaf(load(more.name, "uint32", point), 0, (1 << 32) - 1, draws))
    lets, hashed = draft.bodies.lets(keys, draws.between(0, 2), draws.between(1, 5))
    at = cast("int32", op("mod", op("shr", hashed.expr, const(draws.between(2, 9), "int32")), const(n_bins, "uint32")))
    leaves = [draft.read(draft.input("second", line), point) for _ in range(draws.between(0, 3))]
    how = "add"
    if leaves:
        if draws.chance(0.4):
            leaves.append(draft.parameter())
        term = draft.bodies.expression(leaves, draws.between(1, 5), _LONGEST)
        if term.type not in REALS and term.type != "int64":
            how = draws.weighted({"add": 5, "min": 1, "max": 1} | ({"xor": 2} if term.type in UNSIGNED else {}))
    else:
        term = constant(draws.one((1, 1, 2)), draft.type)
    keep = draft.bodies.condition([*keys, *leaves]) if draws.chance(0.4) else None
    out = draft.output(index(n_bins), role="bins")
    start = start_of(how, term)
    nest = Scatter(
        str(point.value),
        line,
        lets,
        None if keep is None else keep.expr,
        at,
        term.expr,
        how,
        start,
        out.name,
        index(n_bins),
    )
    total = combined(draft, term, "total", how, _LONGEST)
    what = "Counts" if not leaves else "Weighs"
    return draft.done(
        "histogram",
        nest,
        ladder(draft.symbols, *LINE),
        f"{what} elements in {n_bins} bins.",
        [total],
        [f"reduce:{how}", f"bins:{n_bins}"],
        _LONGEST,
    )


def scatter(draft: Draft) -> Computation:
    """Terms are added where an index array says, or put there once by a permutation."""
    draws = draft.draws
    permuted = draws.chance(0.4)
    draft.choose_type(*(() if permuted else ("float32", "float64", "int32", "uint32", "uint64")))
    line, point, leaves = _line(draft, draws.between(1, 3))
    if draws.chance(0.4):
        leaves.append(draft.parameter())
    if permuted:
        order = draft.input("index", line, type_="int32", values=Values(Kind.PERMUTATION, 0, f"{line.value} - 1"))
        at = load(order.name, "int32", point)
        if draws.chance(0.5):
            leaves.append(draft.read(draft.input("second", line), at))
        lets, result = draft.bodies.lets(leaves, draws.between(0, 2), draws.between(3, 7), is_rounded=draft.is_rounded)
        out = draft.output(line)
        nest = Map(((str(point.value), line),), (*lets, Store(out.name, (at,), result.expr)))
        return draft.done(
            "scatter",
            nest,
            ladder(draft.symbols, *LINE),
            "Puts computed elements where a permutation says.",
            [result],
            ["scatter:permutation"],
        )
    groups = draft.length("bincount")
    order = draft.input("index", line, type_="int32", values=Values(Kind.INTEGER, 0, f"{groups.value} - 1"))
    at = load(order.name, "int32", point)
    if draws.chance(0.5):
        leaves.append(draft.read(draft.input("second", groups), at))
    lets, term = draft.bodies.lets(leaves, draws.between(0, 2), draws.between(2, 6), _LONGEST, draft.is_rounded)
    keep = draft.bodies.condition(leaves) if draws.chance(0.35) else None
    how = "add"
    accumulates = draws.chance(0.5)
    direction = Direction.INOUT if accumulates else Direction.OUT
    out = Operand(draft.names("output"), draft.stored, (groups,), direction, draft.values(draft.stored), "output")
    if accumulates and draft.stored in UNSIGNED:
        out = Operand(out.name, out.type, out.shape, direction, Values(Kind.INTEGER, 0, 1000), out.role)
    draft.operands.append(out)
    start = None if accumulates else const(0, draft.type)
    added = Scatter(
        str(point.value), line, lets, None if keep is None else keep.expr, at, term.expr, how, start, out.name, groups
    )
    total = combined(draft, term, "total", how, _LONGEST)
    steps = ((0, 1), (1, 1), (31, 7), (33, 40), (255, 31), (257, 300), (1037, 13), (4391, 101))
    return draft.done(
        "scatter",
        added,
        ladder(draft.symbols, *steps),
        "Adds computed terms to the groups that they belong to.",
        [total],
        ["scatter:add", *(["accumulates"] if accumulates else [])],
        _LONGEST,
    )


def compaction(draft: Draft) -> Computation:
    """What passes a test moves to the front, in order, and is counted."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "int64")
    line, point, leaves = _line(draft, draws.between(1, 3))
    if draws.chance(0.4):
        leaves.append(draft.parameter())
    lets, value = draft.bodies.lets(leaves, draws.between(0, 2), draws.between(3, 7), is_rounded=draft.is_rounded)
    keep = draft.bodies.condition(leaves)
    while keep is None:
        leaves = [draft.read(draft.operands[0], point)]
        keep = draft.bodies.condition(leaves)
    if draws.chance(0.3) and draft.type not in UNSIGNED:
        again = draft.bodies.condition(leaves)
        if again is not None and again.expr != keep.expr:
            joint = op(draws.one(("all", "any")), keep.expr, again.expr)
            keep = Term(joint, 0, 1, 0, 1, 0, 0.0, True, keep.probe)
    out = draft.output(line)
    count = draft.output(index(1), type_="int32", role="count")
    filler = const(draws.one((0, 1, 7)), draft.type)
    nest = Compact(str(point.value), line, lets, keep.expr, value.expr, filler, out.name, count.name)
    return draft.done(
        "compaction",
        nest,
        ladder(draft.symbols, *LINE),
        "Moves values that pass a test to the front, and counts them.",
        [value],
        ["compaction"],
    )


def sorted_rows(draft: Draft) -> Computation:
    """Short rows of computed keys are sorted."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "int64")
    draft.is_rounded = False
    rows, row, slot = draft.length("rows"), axis(draft.names("axis")), axis(draft.names("axis"))
    width = draws.one((8, 16, 32, 64))
    leaves = [draft.read(draft.input("matrix", rows, index(width)), row, slot)]
    if draws.chance(0.5):
        leaves.append(draft.read(draft.input("vector", index(width)), slot))
    if draws.chance(0.4):
        leaves.append(draft.read(draft.input("second", rows), row))
    if draws.chance(0.3):
        leaves.append(draft.read(draft.input("second", rows, index(width)), row, slot))
    if draws.chance(0.3):
        leaves.append(draft.parameter())
    key = draft.bodies.expression(leaves, draws.between(2, 7))
    name = draft.names("local")
    known = Term(
        local(name, draft.type),
        key.low,
        key.high,
        key.wide_low,
        key.wide_high,
        key.places,
        key.error,
        key.is_raw,
        key.probe,
    )
    result = known
    if draws.chance(0.6):
        more = [known]
        if draws.chance(0.5):
            more.append(draft.read(draft.input("second", rows), row))
        result = draft.bodies.expression(more, draws.between(1, 4))
    ascending = draws.chance(0.5)
    out = draft.output(rows, index(width))
    nest = SortRows((str(row.value), rows), str(slot.value), width, key.expr, ascending, out.name, name, result.expr)
    most = 4096 // width + 5
    steps = ((0,), (1,), (2,), (3,), (7,), (9,), (33,), (most,))
    if most <= 100:
        steps = ((0,), (1,), (2,), (3,), (5,), (9,), (31,), (most,))
    if most > 200:
        steps = ((0,), (1,), (31,), (33,), (63,), (65,), (255,), (most,))
    order = "rising" if ascending else "falling"
    return draft.done(
        "sort",
        nest,
        ladder(draft.symbols, *steps),
        f"Sorts keys of rows of {width} into {order} order.",
        [result, key],
        [f"sort:{order}", f"width:{width}"],
    )
