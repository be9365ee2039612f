"""Families in which a point combines many terms: rows, columns, segments, windows, products, sparse rows, all pairs."""

from __future__ import annotations

from typing import Final

from warploom.extractors.inputs.specification import Kind, Values
from warploom.extractors.pairs.computation import Computation, Loop, Map, Reduce, Statement, Store
from warploom.extractors.pairs.draft import ROWS, Draft, ladder
from warploom.extractors.pairs.expressions import Expr, axis, index, load, local, op, plus, uses
from warploom.extractors.pairs.families.combining import (
    combined,
    exact_only,
    finished,
    reduced,
    start_of,
)
from warploom.extractors.pairs.terms import Term

_TURNED: Final = ((4, 0), (0, 3), (1, 1), (33, 1), (3, 67), (257, 5), (255, 4), (331, 13))
_PRODUCT: Final = ((0, 3, 2), (2, 0, 3), (3, 2, 0), (1, 1, 1), (1, 33, 3), (31, 2, 5), (17, 15, 16), (65, 19, 66))
_BATCHED: Final = (
    (0, 2, 3, 2),
    (2, 2, 3, 0),
    (1, 1, 1, 1),
    (3, 1, 31, 3),
    (2, 33, 2, 5),
    (2, 17, 15, 16),
    (5, 31, 17, 28),
)
_PAIRS: Final = ((0, 3), (3, 0), (1, 1), (31, 70), (33, 33), (5, 600), (257, 11), (4357, 5))
_NUMBERS: Final = {"float32": 24, "float64": 53}


def line_reduction(draft: Draft, along_rows: bool) -> Computation:
    """Rows or columns of a matrix are combined, one result each."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "int64", "uint64")
    rows, cols = draft.length("rows"), draft.length("cols")
    row, col = axis(draft.names("axis")), axis(draft.names("axis"))
    point, turn = (row, col) if along_rows else (col, row)
    outer, inner = (rows, cols) if along_rows else (cols, rows)
    longest = 331
    leaves = [draft.read(draft.input("matrix", rows, cols), row, col)]
    if draws.chance(0.5):
        leaves.append(draft.read(draft.input("vector", inner), turn))
    if draws.chance(0.35):
        leaves.append(draft.read(draft.input("second", rows, cols), row, col))
    if draws.chance(0.35):
        leaves.append(draft.read(draft.input("second", outer), point))
    if draws.chance(0.3):
        leaves.append(draft.parameter())
    body: list[Statement] = []
    first, total = reduced(draft, leaves, draws.between(2, 6), longest, turn, index(0), inner)
    body.append(first)
    others = [draft.read(draft.input("second", outer), point)] if draws.chance(0.4) else []
    if draws.chance(0.4):
        second, other = reduced(draft, draws.some(leaves, 2), draws.between(2, 5), longest, turn, index(0), inner)
        body.append(second)
        others.append(other)
    lets, result = finished(draft, total, others, 3)
    if len(body) == 2 and not uses(result.expr, others[-1].expr):
        extra = draft.output(outer)
        body.append(Store(extra.name, (point,), others[-1].expr))
    out = draft.output(outer)
    body += [*lets, Store(out.name, (point,), result.expr)]
    kind = "row" if along_rows else "column"
    steps = ROWS if along_rows else _TURNED
    return draft.done(
        f"{kind}_reduction",
        Map(((str(point.value), outer),), tuple(body)),
        ladder(draft.symbols, *steps),
        f"Combines every {kind} of a matrix into one value.",
        [result, total],
        [f"reduce:{first.how}"],
        longest,
    )


def arg_reduction(draft: Draft) -> Computation:
    """Where in each row the smallest or largest key stands, and what it is."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "int64")
    draft.is_rounded = False
    rows, cols = draft.length("rows"), draft.length("cols")
    point, turn = axis(draft.names("axis")), axis(draft.names("axis"))
    leaves = [draft.read(draft.input("matrix", rows, cols), point, turn)]
    if draws.chance(0.6):
        leaves.append(draft.read(draft.input("vector", cols), turn))
    if draws.chance(0.4):
        leaves.append(draft.read(draft.input("second", rows), point))
    if draws.chance(0.4):
        leaves.append(draft.parameter())
    term = draft.bodies.expression(leaves, draws.between(1, 4))
    how = draws.one(("min", "max"))
    name, where = draft.names("local"), draft.names("local")
    best = combined(draft, term, name, how, 1)
    reduce = Reduce(name, str(turn.value), index(0), cols, how, start_of(how, term), term.expr, where)
    place = draft.output(rows, type_="int32", role="index")
    body: list[Statement] = [reduce, Store(place.name, (point,), local(where, "int32"))]
    if draws.chance(0.5):
        body.append(Store(draft.output(rows).name, (point,), local(name, draft.type)))
    made = draft.done(
        "arg_reduction",
        Map(((str(point.value), rows),), tuple(body)),
        ladder(draft.symbols, *ROWS),
        f"Finds where every row has its {'smallest' if how == 'min' else 'largest'} key.",
        [best],
        [f"reduce:arg{how}"],
    )
    return exact_only(made, term)


def segments(draft: Draft, sparse: bool) -> Computation:
    """Segments of a long array, or rows of a sparse matrix in CSR form, combined into one value each."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "int64")
    rows, entries = draft.length("rows"), draft.length("nonzeros")
    point, turn = axis(draft.names("axis")), axis(draft.names("axis"))
    begins = draft.input("offsets", plus(rows, 1), type_="int32", values=Values(Kind.OFFSETS, 0, str(entries.value)))
    data = draft.input("matrix", entries)
    leaves = [draft.read(data, turn)]
    if sparse:
        columns = draft.length("cols")
        values = Values(Kind.INTEGER, 0, f"{columns.value} - 1")
        places = draft.input("columns", entries, type_="int32", values=values)
        at = load(places.name, "int32", turn)
        leaves.append(draft.read(draft.input("vector", columns), at))
        if draws.chance(0.3):
            leaves.append(draft.read(draft.input("vector", columns), at))
    else:
        if draws.chance(0.5):
            leaves.append(draft.read(draft.input("second", entries), turn))
        if draws.chance(0.2):
            leaves.append(draft.read(draft.input("second", entries), turn))
    if draws.chance(0.45):
        leaves.append(draft.read(draft.input("second", rows), point))
    if draws.chance(0.35):
        leaves.append(draft.parameter())
    low, high = load(begins.name, "int32", point), load(begins.name, "int32", plus(point, 1))
    reduce, total = reduced(draft, leaves, draws.between(2, 6), 4100, turn, low, high)
    others = [draft.read(draft.input("second", rows), point)] if draws.chance(0.6) else []
    lets, result = finished(draft, total, others, 3)
    out = draft.output(rows)
    body: tuple[Statement, ...] = (reduce, *lets, Store(out.name, (point,), result.expr))
    family = "sparse_csr" if sparse else "segmented_reduction"
    steps = [(0, 0), (1, 0), (1, 600), (31, 33), (33, 255), (255, 257), (257, 1037), (300, 4099)]
    sizes = [(r, e, c) for (r, e), c in zip(steps, (1, 1, 1, 9, 31, 40, 257, 290), strict=True)] if sparse else steps
    text = (
        "Combines the entries of every row of a sparse matrix in CSR form."
        if sparse
        else "Combines every segment of a long array into one value."
    )
    return draft.done(
        family,
        Map(((str(point.value), rows),), body),
        ladder(draft.symbols, *sizes),
        text,
        [result, total],
        [f"reduce:{reduce.how}"],
        4100,
    )


def ell(draft: Draft) -> Computation:
    """A sparse matrix in ELL form: as many entries in every row, columns stored one after another."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32")
    rows, width, columns = draft.length("rows"), draft.length("inner"), draft.length("cols")
    point, turn = axis(draft.names("axis")), axis(draft.names("axis"))
    column = draws.chance(0.6)
    values = Values(Kind.INTEGER, 0, f"{columns.value} - 1")
    data = draft.input("matrix", rows, width, column=column)
    places = draft.input("columns", rows, width, type_="int32", values=values, column=column)
    at = load(places.name, "int32", point, turn)
    leaves = [draft.read(data, point, turn), draft.read(draft.input("vector", columns), at)]
    if draws.chance(0.4):
        leaves.append(draft.read(draft.input("vector", columns), at))
    if draws.chance(0.4):
        leaves.append(draft.read(draft.input("second", rows), point))
    if draws.chance(0.3):
        leaves.append(draft.parameter())
    reduce, total = reduced(draft, leaves, draws.between(2, 6), 600, turn, index(0), width)
    others = [draft.read(draft.input("second", rows), point)] if draws.chance(0.6) else []
    lets, result = finished(draft, total, others, 3)
    out = draft.output(rows)
    steps = ((0, 2, 1), (3, 0, 1), (1, 1, 1), (31, 70, 3), (33, 3, 31), (5, 600, 40), (257, 7, 300), (263, 17, 290))
    return draft.done(
        "sparse_ell",
        Map(((str(point.value), rows),), (reduce, *lets, Store(out.name, (point,), result.expr))),
        ladder(draft.symbols, *steps),
        "Combines the entries of every row of a sparse matrix in ELL form.",
        [result, total],
        [f"reduce:{reduce.how}", *(["column_major"] if column else [])],
        17,
    )


def contraction(draft: Draft) -> Computation:
    """Products of matrices and their relatives: other combinations, weights, batches, vectors, tensors."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "float16", "int64")
    kind = draws.weighted({"matmul": 6, "matvec": 2, "batched": 3, "tensor": 1.5})
    batch: list[Expr] = []
    at_batch: list[Expr] = []
    if kind == "batched":
        batch, at_batch = [draft.length("planes")], [axis(draft.names("axis"))]
    rows = draft.length("rows")
    cols = draft.length("cols")
    inner = draft.length("inner") if kind != "matvec" else cols
    down, across, turn = (axis(draft.names("axis")) for _ in range(3))
    longest = 66
    if kind == "matvec":
        longest = 331
        points, extents = [down], [rows]
        leaves = [
            draft.read(draft.input("matrix", rows, cols), down, turn),
            draft.read(draft.input("vector", cols), turn),
        ]
        if draws.chance(0.4):
            leaves.append(draft.read(draft.input("vector", cols), turn))
    else:
        points, extents = [*at_batch, down, across], [*batch, rows, cols]
        left_turned, right_turned = draws.chance(0.25), draws.chance(0.3)
        left = (inner, rows) if left_turned else (rows, inner)
        right = (cols, inner) if right_turned else (inner, cols)
        a = draft.input("matrix", *batch, *left)
        b = draft.input("second", *(batch if draws.chance(0.7) else []), *right)
        shared = [] if len(b.shape) == 2 else at_batch
        leaves = [draft.read(a, *at_batch, *((turn, down) if left_turned else (down, turn))),
                  draft.read(b, *shared, *((across, turn) if right_turned else (turn, across)))]  # fmt: skip
        if draws.chance(0.35):
            leaves.append(draft.read(draft.input("vector", inner), turn))
        if kind == "tensor":
            leaves.append(draft.read(draft.input("second", rows, inner), down, turn))
    if draws.chance(0.25):
        leaves.append(draft.parameter())
    reduce, total = reduced(draft, leaves, draws.between(1, 5), longest, turn, index(0), inner)
    others: list[Term] = []
    if draws.chance(0.5):
        others.append(draft.read(draft.input("second", extents[-1]), points[-1]))
    if draws.chance(0.4):
        others.append(draft.read(draft.input("input", *extents), *points))
    if draws.chance(0.3):
        others.append(draft.parameter())
    lets, result = finished(draft, total, others, 4)
    out = draft.output(*extents)
    body: tuple[Statement, ...] = (reduce, *lets, Store(out.name, tuple(points), result.expr))
    axes = tuple((str(p.value), e) for p, e in zip(points, extents, strict=True))
    steps = {"matvec": ROWS, "batched": _BATCHED}.get(kind, _PRODUCT)
    family = {"matvec": "matvec", "batched": "batched_contraction"}.get(kind, "contraction")
    text = {"matvec": "Combines a matrix and a vector along the columns.",
            "batched": "Contracts a batch of matrices with other matrices.",
            "tensor": "Contracts three operands over a common dimension.",
            "matmul": "Contracts two matrices over their common dimension."}[kind]  # fmt: skip
    return draft.done(
        family,
        Map(axes, body),
        ladder(draft.symbols, *steps),
        text,
        [result, total],
        [f"contraction:{kind}", f"reduce:{reduce.how}"],
        longest,
    )


def window(draft: Draft) -> Computation:
    """Every element combines those in a window around or behind it, cut off at the ends."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "int64")
    line, radius = draft.length("length"), draft.length("inner")
    point, turn = axis(draft.names("axis")), axis(draft.names("axis"))
    kind = draws.one(("centred", "behind", "ahead"))
    zero = index(0)
    behind = op("max", op("sub", point, radius), zero)
    ahead = op("min", op("add", op("add", point, radius), index(1)), line)
    low = point if kind == "ahead" else behind
    high = plus(point, 1) if kind == "behind" else ahead
    leaves = [draft.read(draft.input("input", line), turn)]
    if draws.chance(0.6):
        leaves.append(draft.read(draft.input("second", line), turn))
    if draws.chance(0.45):
        weights = draft.input("vector", op("add", op("mul", radius, index(2)), index(1)))
        away = op("add", op("sub", turn, point), radius)
        leaves.append(draft.read(weights, away))
    if draws.chance(0.5):
        leaves.append(draft.read(draft.input("second", line), point))
    if draws.chance(0.3):
        leaves.append(draft.parameter())
    reduce, total = reduced(draft, leaves, draws.between(2, 6), 281, turn, low, high)
    others = [draft.read(draft.input("second", line), point)] if draws.chance(0.6) else []
    lets, result = finished(draft, total, others, 3)
    out = draft.output(line)
    body: tuple[Statement, ...] = (reduce, *lets, Store(out.name, (point,), result.expr))
    steps = ((0, 2), (1, 0), (1, 3), (31, 1), (33, 40), (150, 140), (257, 5), (4217, 4))
    return draft.done(
        "sliding_window",
        Map(((str(point.value), line),), body),
        ladder(draft.symbols, *steps),
        f"Combines a window {kind} of every element."
        if kind == "ahead"
        else f"Combines a {kind} window at every element.",
        [result, total],
        [f"window:{kind}", f"reduce:{reduce.how}"],
        82,
    )


def fused(draft: Draft) -> Computation:
    """Statistics of each row, and then each of its elements again with them: normalisations and the like."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32")
    rows, cols = draft.length("rows"), draft.length("cols")
    point, turn = axis(draft.names("axis")), axis(draft.names("axis"))
    main = draft.input("matrix", rows, cols)
    leaves = [draft.read(main, point, turn)]
    if draws.chance(0.5):
        leaves.append(draft.read(draft.input("vector", cols), turn))
    if draws.chance(0.3):
        leaves.append(draft.read(draft.input("second", rows, cols), point, turn))
    body: list[Statement] = []
    stats: list[Term] = []
    n_stats = draws.weighted({1: 5, 2: 4})
    for number in range(n_stats):
        mine = leaves if number == 0 else [*draws.some(leaves, min(2, len(leaves)))]
        reduce, total = reduced(draft, mine, draws.between(1, 4), 331, turn, index(0), cols)
        body.append(reduce)
        stats.append(total)
    second = axis(draft.names("axis"))
    again = [draft.read(main, point, second), *stats]
    if draws.chance(0.5):
        again.append(draft.read(draft.input("second", rows, cols), point, second))
    if draws.chance(0.4):
        again.append(draft.read(draft.input("vector", cols), second))
    result = draft.bodies.expression(again, len(again) + draws.between(0, 4), 1, draft.is_rounded)
    out = draft.output(rows, cols)
    body.append(Loop(str(second.value), index(0), cols, (Store(out.name, (point, second), result.expr),)))
    used = [stat for stat in stats if uses(result.expr, stat.expr)]
    if draws.chance(0.3) or not used:
        extra = draft.output(rows)
        body.append(Store(extra.name, (point,), stats[0].expr))
        used.append(stats[0])
    body = [s for s in body if not isinstance(s, Reduce) or any(stat.expr.value == s.name for stat in used)]
    n_stats = sum(isinstance(s, Reduce) for s in body)
    return draft.done(
        "fused",
        Map(((str(point.value), rows),), tuple(body)),
        ladder(draft.symbols, *ROWS),
        f"Takes {n_stats} statistic{'s' if n_stats > 1 else ''} of every row, then maps its elements with that.",
        [result, *stats],
        ["fused"],
        331,
    )


def pairwise(draft: Draft) -> Computation:
    """Every point combines something of itself and each of some others."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "int64")
    line, others_n = draft.length("length"), draft.length("inner")
    point, turn = axis(draft.names("axis")), axis(draft.names("axis"))
    leaves = [draft.read(draft.input("input", line), point) for _ in range(draws.between(1, 2))]
    leaves += [draft.read(draft.input("vector", others_n), turn) for _ in range(draws.between(1, 3))]
    if draws.chance(0.3):
        leaves.append(draft.parameter())
    reduce, total = reduced(draft, leaves, draws.between(3, 8), 600, turn, index(0), others_n)
    ends = [draft.read(draft.input("second", line), point)] if draws.chance(0.6) else []
    lets, result = finished(draft, total, ends, 3)
    out = draft.output(line)
    body: tuple[Statement, ...] = (reduce, *lets, Store(out.name, (point,), result.expr))
    return draft.done(
        "pairwise",
        Map(((str(point.value), line),), body),
        ladder(draft.symbols, *_PAIRS),
        "Lets every element interact with each of a smaller set.",
        [result, total],
        [f"reduce:{reduce.how}"],
        33,
    )
