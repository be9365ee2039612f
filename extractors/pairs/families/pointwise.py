"""Families whose points are independent and read near or far: chains, broadcasts, stencils, layouts, gathers."""

from __future__ import annotations

from warploom.extractors.inputs.specification import Direction, Kind, Values
from warploom.extractors.pairs.computation import Computation, Let, Loop, Map, Operand, Reduce, Statement, Store
from warploom.extractors.pairs.draft import CUBE, LINE, SQUARE, Draft, ladder
from warploom.extractors.pairs.expressions import (
    INDEX,
    REALS,
    SIGNED,
    UNSIGNED,
    Expr,
    axis,
    cast,
    index,
    load,
    local,
    op,
    plus,
)
from warploom.extractors.pairs.terms import Term, apply, leaf

_SHAPES = {1: "vectors", 2: "matrices", 3: "volumes"}


def _dims(draft: Draft, n: int) -> tuple[list[Expr], list[Expr]]:
    roles = {1: ("length",), 2: ("rows", "cols"), 3: ("planes", "rows", "cols")}[n]
    return [draft.length(role) for role in roles], [axis(draft.names("axis")) for _ in range(n)]


def _axes(points: list[Expr], extents: list[Expr]) -> tuple[tuple[str, Expr], ...]:
    return tuple((str(point.value), extent) for point, extent in zip(points, extents, strict=True))


def _sizes(draft: Draft) -> list[dict[str, int]]:
    return ladder(draft.symbols, *{1: LINE, 2: SQUARE, 3: CUBE}[len(draft.symbols)])


def elementwise(draft: Draft) -> Computation:
    """Chains of operations on whole arrays of the same shape."""
    draws = draft.draws
    draft.choose_type()
    n = draws.weighted({1: 7, 2: 2, 3: 1})
    extents, points = _dims(draft, n)
    column = n == 2 and draws.chance(0.2)
    inputs = [draft.input(role, *extents, column=column) for role in ["input", *["second"] * draws.between(0, 3)]]
    leaves = [draft.read(operand, *points) for operand in inputs]
    leaves += [draft.parameter() for _ in range(draws.weighted({0: 3, 1: 4, 2: 2}))]
    n_outputs = draws.weighted({1: 8, 2: 3})
    body: list[Let | Store] = []
    results: list[Term] = []
    made = draft.bodies.lets(leaves, draws.between(0, 3), draws.between(4, 9), is_rounded=draft.is_rounded)
    body += made[0]
    results.append(made[1])
    out = draft.output(*extents, column=column)
    body.append(Store(out.name, tuple(points), made[1].expr))
    if n_outputs == 2:
        extra = draft.bodies.expression(
            draws.some(leaves, min(3, len(leaves))), draws.between(3, 6), is_rounded=draft.is_rounded
        )
        second = draft.output(*extents, column=column)
        body.append(Store(second.name, tuple(points), extra.expr))
        results.append(extra)
    text = f"Computes an elementwise expression of {len(inputs)} {_SHAPES[n]}" + (
        ", with two results." if n_outputs == 2 else "."
    )
    return draft.done(
        "elementwise",
        Map(_axes(points, extents), tuple(body)),
        _sizes(draft),
        text,
        results,
        [f"rank:{n}", *(["column_major"] if column else [])],
    )


def broadcast(draft: Draft) -> Computation:
    """Vectors and planes are spread over the other dimensions of a matrix or volume."""
    draws = draft.draws
    draft.choose_type()
    n = draws.weighted({2: 7, 3: 3})
    extents, points = _dims(draft, n)
    main = draft.input("matrix", *extents)
    leaves = [draft.read(main, *points)]
    subsets = [[d] for d in range(n)] + ([[0, 1], [1, 2], [0, 2]] if n == 3 else [])
    chosen = draws.some(subsets, draws.between(1, min(3, len(subsets))))
    for dims in chosen:
        part = draft.input("vector", *(extents[d] for d in dims))
        leaves.append(draft.read(part, *(points[d] for d in dims)))
    if draws.chance(0.4):
        leaves.append(draft.parameter())
    if draws.chance(0.25):
        leaves.append(draft.place(op("mod", points[draws.below(n)], index(draws.one((3, 4, 5)))), 4))
    lets, result = draft.bodies.lets(leaves, draws.between(0, 2), draws.between(4, 8), is_rounded=draft.is_rounded)
    out = draft.output(*extents)
    body: tuple[Statement, ...] = (*lets, Store(out.name, tuple(points), result.expr))
    text = (
        f"Combines a {'matrix' if n == 2 else 'volume'} with {len(chosen)} smaller operands that are broadcast over it."
    )
    return draft.done("broadcast", Map(_axes(points, extents), body), _sizes(draft), text, [result], [f"rank:{n}"])


def stencil(draft: Draft, n: int) -> Computation:
    """Each point combines neighbours, with a rule for those beyond the edge."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "float16", "uint32")
    extents, points = _dims(draft, n)
    rule = draws.one(("zero", "clamp", "wrap"))
    field = draft.input("input", *extents)
    reach = draws.weighted({1: 6, 2: 3, 3: 1} if n < 3 else {1: 8, 2: 2})
    leaves = [draft.read(field, *points)]
    offsets: list[tuple[int, ...]] = []
    wanted = draws.between(2, 4 if n == 1 else 6)
    while len(offsets) < wanted:
        offset = [0] * n
        offset[draws.below(n)] = draws.one([d for d in range(-reach, reach + 1) if d])
        if n > 1 and draws.chance(0.3):
            offset[draws.below(n)] = draws.one((-1, 1))
        if tuple(offset) not in offsets and any(offset):
            offsets.append(tuple(offset))
        elif draws.chance(0.3):
            wanted -= 1
    for steps in offsets:
        at = [plus(point, by) for point, by in zip(points, steps, strict=True)]
        leaves.append(draft.read(field, *at, rule=rule))
    if draws.chance(0.4):
        source = draft.input("second", *extents)
        leaves.append(draft.read(source, *points))
    if draws.chance(0.5):
        leaves.append(draft.parameter())
    lets, result = draft.bodies.lets(
        leaves, draws.between(0, 2), len(leaves) + draws.between(0, 4), is_rounded=draft.is_rounded
    )
    out = draft.output(*extents)
    body: tuple[Statement, ...] = (*lets, Store(out.name, tuple(points), result.expr))
    edge = {"zero": "zero outside", "clamp": "the nearest value outside", "wrap": "periodic edges"}[rule]
    text = f"Applies a {n}D stencil of {len(offsets) + 1} points with {edge}."
    return draft.done(
        f"stencil_{n}d",
        Map(_axes(points, extents), body),
        _sizes(draft),
        text,
        [result],
        [f"boundary:{rule}", f"reach:{reach}"],
    )


def layout(draft: Draft) -> Computation:
    """Transposes and changes of layout, with an expression on the way."""
    draws = draft.draws
    draft.choose_type()
    kind = draws.one(("transpose", "transpose", "column", "volume"))
    n = 3 if kind == "volume" else 2
    extents, points = _dims(draft, n)
    order = list(range(n))
    while order == list(range(n)):
        order = draws.some(list(range(n)), n)
    column = kind == "column"
    if column:
        order = list(range(n))
    turned = draft.input("matrix", *(extents[d] for d in order), column=column)
    leaves = [draft.read(turned, *(points[d] for d in order))]
    for _ in range(draws.between(0, 2)):
        if draws.chance(0.4):
            other = draft.input("second", *(extents[d] for d in order), column=column)
            leaves.append(draft.read(other, *(points[d] for d in order)))
        else:
            other = draft.input("second", *extents)
            leaves.append(draft.read(other, *points))
    if draws.chance(0.5):
        leaves.append(draft.parameter())
    if draws.chance(0.3):
        leaves.append(draft.read(draft.input("vector", extents[-1]), points[-1]))
    lets, result = draft.bodies.lets(leaves, draws.between(0, 2), draws.between(2, 7), is_rounded=draft.is_rounded)
    out = draft.output(*extents)
    body: tuple[Statement, ...] = (*lets, Store(out.name, tuple(points), result.expr))
    what = (
        "a column-major matrix into a row-major one"
        if column
        else f"a {'volume' if n == 3 else 'matrix'} with its dimensions in another order"
    )
    text = f"Transforms the elements of {what}."
    return draft.done("layout", Map(_axes(points, extents), body), _sizes(draft), text, [result], [f"layout:{kind}"])


def gather(draft: Draft) -> Computation:
    """Elements are looked up by index arrays."""
    draws = draft.draws
    draft.choose_type()
    line = draft.length("length")
    point = axis(draft.names("axis"))
    kind = draws.one(("whole", "table", "permutation", "rows"))
    leaves: list[Term] = []
    extents, points = [line], [point]
    if kind == "rows":
        width = draft.length("cols")
        extents.append(width)
        points.append(axis(draft.names("axis")))
    for number in range(draws.between(1, 3)):
        if kind == "table":
            size = index(draws.one((16, 37, 64)))
            values = Values(Kind.INTEGER, 0, int(size.value) - 1)
        else:
            size = line
            permuted = Kind.PERMUTATION if kind == "permutation" else Kind.INTEGER
            values = Values(permuted, 0, f"{line.value} - 1")
        route = draft.input("index", line, type_="int32", values=values)
        table = draft.input("input" if number == 0 else "second", size, *extents[1:])
        at = load(route.name, "int32", point)
        leaves.append(draft.read(table, at, *points[1:]))
        if kind == "whole" and draws.chance(0.2):
            leaves.append(draft.read(table, load(route.name, "int32", at), *points[1:]))
    if draws.chance(0.7) or len(leaves) == 1:
        leaves.append(draft.read(draft.input("second", *extents), *points))
    if draws.chance(0.4):
        leaves.append(draft.parameter())
    lets, result = draft.bodies.lets(leaves, draws.between(0, 2), draws.between(3, 7), is_rounded=draft.is_rounded)
    out = draft.output(*extents)
    body: tuple[Statement, ...] = (*lets, Store(out.name, tuple(points), result.expr))
    sizes = ladder(draft.symbols, *(SQUARE if kind == "rows" else LINE))
    text = "Combines elements that are gathered through index arrays."
    return draft.done("gather", Map(_axes(points, extents), body), sizes, text, [result], [f"gather:{kind}"])


def bits(draft: Draft) -> Computation:
    """Hashes, packing and other operations on bits."""
    draws = draft.draws
    draft.choose_type("uint32", "uint64")
    (line,), (point,) = _dims(draft, 1)
    leaves = [draft.read(draft.input("keys", line), point) for _ in range(draws.between(1, 3))]
    if draws.chance(0.5):
        leaves.append(leaf(cast(draft.type, point), 0, 4000, draws))
    if draws.chance(0.4):
        leaves.append(draft.parameter())
    lets, result = draft.bodies.lets(leaves, draws.between(1, 3), draws.between(5, 9))
    out = draft.output(line)
    body: list[Let | Reduce | Store] = [*lets]
    if draws.chance(0.5):
        turns, total = axis(draft.names("axis")), draft.names("local")
        seed = draft.names("local")
        body.append(Let(seed, result.expr))
        known = local(seed, draft.type)
        turned = leaf(known, 0, result.high, draws)
        other = leaf(cast(draft.type, plus(turns, draws.between(1, 9))), 1, 20, draws)
        step = draft.bodies.expression([turned, other], draws.between(2, 4))
        body.append(
            Reduce(
                total,
                str(turns.value),
                index(0),
                index(draws.one((4, 5, 6, 8))),
                draws.one(("xor", "add")),
                Expr("const", draft.type, (), draws.one((0, 5, 17))),
                step.expr,
            )
        )
        result = leaf(local(total, draft.type), 0, result.high, draws)
        result = apply("xor", result, turned) or result
    body.append(Store(out.name, (point,), result.expr))
    return draft.done(
        "bits",
        Map(_axes([point], [line]), tuple(body)),
        _sizes(draft),
        "Mixes the bits of each element into a new word.",
        [result],
    )


def structures(draft: Draft) -> Computation:
    """Arrays of structures become structures of arrays, or are worked on as they are."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32")
    (line,), (point,) = _dims(draft, 1)
    members = draws.some(("mass", "px", "py", "pz", "vx", "vy", "charge", "heat", "age"), draws.between(2, 5))
    fields = tuple((name, draft.stored) for name in members)
    name = draft.names("struct")
    values = draft.values(draft.stored)
    bodies = Operand(draft.names("input"), name, (line,), Direction.IN, values, "input", False, fields)
    draft.operands.append(bodies)
    leaves = [draft.read(bodies, point, member=member) for member in members]
    if draws.chance(0.6):
        leaves.append(draft.read(draft.input("second", line), point))
    if draws.chance(0.5):
        leaves.append(draft.parameter())
    body: list[Let | Store] = []
    results: list[Term] = []
    is_struct_out = draws.chance(0.35)
    n_results = len(fields) if is_struct_out else draws.between(1, 3)
    if is_struct_out:
        written = Operand(draft.names("output"), name, (line,), Direction.OUT, values, "output", False, fields)
        draft.operands.append(written)
    for number in range(min(n_results, 3) if not is_struct_out else n_results):
        part = draws.some(leaves, draws.between(2, min(4, len(leaves))))
        lets, result = draft.bodies.lets(part, draws.between(0, 1), draws.between(2, 5), is_rounded=draft.is_rounded)
        body += lets
        target = f"{written.name}.{members[number]}" if is_struct_out else draft.output(line).name
        body.append(Store(target, (point,), result.expr))
        results.append(result)
    text = f"Updates records of {len(fields)} members" + (
        ", stored as records again." if is_struct_out else " into separate arrays."
    )
    return draft.done(
        "structures",
        Map(_axes([point], [line]), tuple(body)),
        _sizes(draft),
        text,
        results,
        ["aos_to_aos" if is_struct_out else "aos_to_soa"],
    )


def tabulate(draft: Draft) -> Computation:
    """A separate table for every item of a batch, written turn by turn."""
    draws = draft.draws
    draft.choose_type("float32", "float64", "int32", "uint32", "int64")
    rows, cols = draft.length("planes"), draft.length("cols")
    point, turn = axis(draft.names("axis")), axis(draft.names("axis"))
    first = draft.input("input", rows)
    table = draft.input("vector", cols)
    leaves_row = [draft.read(first, point), draft.read(draft.input("second", rows), point)]
    lets, head = draft.bodies.lets(leaves_row, 0, draws.between(2, 4), is_rounded=draft.is_rounded)
    name = draft.names("local")
    base = Term(
        local(name, draft.type),
        head.low,
        head.high,
        head.wide_low,
        head.wide_high,
        head.places,
        head.error,
        head.is_raw,
        head.probe,
    )
    leaves = [base, draft.read(table, turn)]
    if draws.chance(0.6):
        leaves.append(draft.read(draft.input("matrix", rows, cols), point, turn))
    if draws.chance(0.4):
        leaves.append(draft.place(op("mod", turn, index(draws.one((3, 5)))), 4))
    inner, result = draft.bodies.lets(leaves, draws.between(0, 2), draws.between(3, 7), is_rounded=draft.is_rounded)
    out = draft.output(rows, cols)
    loop = Loop(str(turn.value), index(0), cols, (*inner, Store(out.name, (point, turn), result.expr)))
    body: tuple[Statement, ...] = (*lets, Let(name, head.expr), loop)
    return draft.done(
        "batched",
        Map(_axes([point], [rows]), body),
        ladder(draft.symbols, *SQUARE),
        "Prepares a value for each item of a batch, then fills its row with it.",
        [result],
    )


__all__ = ["INDEX", "REALS", "SIGNED", "UNSIGNED", "bits", "broadcast", "elementwise", "gather", "layout", "stencil",
           "structures", "tabulate"]  # fmt: skip
