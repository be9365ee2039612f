"""Writes a computation as a C function, serial or with OpenMP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from warploom.extractors.pairs.c_expressions import CWriter
from warploom.extractors.pairs.computation import Compact, Computation, Map, Nest, Scan, Scatter, SortRows, Whole
from warploom.extractors.pairs.expressions import INDEX, Expr
from warploom.extractors.pairs.signature import parameters, structs
from warploom.extractors.pairs.statements import Lines, combine, loop_head, statements
from warploom.extractors.pairs.style import Style, finished

_ZERO = Expr("const", INDEX, (), 0)


def cpu_source(computation: Computation, style: Style, entry: str, is_parallel: bool) -> str:
    """A whole C file."""
    writer = CWriter({o.name: o for o in computation.operands}, {}, "c", ternary=style.ternary)
    body = Lines()
    restrict = "restrict " if style.restrict else ""
    with body.block(f"void {entry}({', '.join(parameters(computation, writer, restrict))})"):
        _NESTS[type(computation.nest)](body, writer, computation.nest, is_parallel)
    return finished(computation, style, writer.preamble, structs(computation, writer), body.lines, "c")


def _map(lines: Lines, writer: CWriter, nest: Map, is_parallel: bool) -> None:
    if is_parallel:
        deep = len(nest.axes) > 1
        lines.put("#pragma omp parallel for" + (" collapse(2)" if deep else ""))
    _axes(lines, writer, nest, 0)


def _axes(lines: Lines, writer: CWriter, nest: Map, at: int) -> None:
    if at == len(nest.axes):
        statements(lines, writer, nest.body)
        return
    name, extent = nest.axes[at]
    with lines.block(loop_head(writer, name, _ZERO, extent)):
        _axes(lines, writer, nest, at + 1)


def _whole(lines: Lines, writer: CWriter, nest: Whole, is_parallel: bool) -> None:
    kind, name = writer.type(nest.term.type), nest.accumulated
    lines.put(f"{kind} {name} = {writer(nest.start)};")
    if nest.position:
        lines.put("int where = -1;")
    elif is_parallel:
        sign = {"add": "+", "xor": "^", "or": "|"}.get(nest.how, nest.how)
        lines.put(f"#pragma omp parallel for reduction({sign} : {name})")
    with lines.block(loop_head(writer, nest.axis, _ZERO, nest.extent)):
        statements(lines, writer, nest.lets)
        if nest.position:
            sign = "<" if nest.how == "min" else ">"
            lines.put(f"const {kind} candidate = {writer(nest.term)};")
            with lines.block(f"if (candidate {sign} {name})"):
                lines.put(f"{name} = candidate;", f"where = {nest.axis};")
        else:
            combine(lines, writer, nest.how, nest.term.type, name, writer(nest.term))
    lines.put(f"{nest.out}[0] = {writer.stored(nest.out, nest.last)};")
    if nest.position:
        lines.put(f"{nest.position}[0] = where;")


def _scan(lines: Lines, writer: CWriter, nest: Scan, is_parallel: bool) -> None:
    if nest.rows is None:
        _scan_row(lines, writer, nest, ())
        return
    if is_parallel:
        lines.put("#pragma omp parallel for")
    with lines.block(loop_head(writer, nest.rows[0], _ZERO, nest.rows[1])):
        _scan_row(lines, writer, nest, (Expr("axis", INDEX, (), nest.rows[0]),))


def _scan_row(lines: Lines, writer: CWriter, nest: Scan, row: tuple[Expr, ...]) -> None:
    at = (*row, Expr("axis", INDEX, (), nest.axis))
    kind = writer.type(nest.term.type)
    running = "running"
    lines.put(f"{kind} {running} = {writer(nest.start)};")
    out = writer.element(nest.out, at)
    with lines.block(loop_head(writer, nest.axis, _ZERO, nest.extent)):
        statements(lines, writer, nest.lets)
        if not nest.exclusive:
            combine(lines, writer, nest.how, nest.term.type, running, writer(nest.term))
        lines.put(f"const {kind} {nest.accumulated} = {running};")
        lines.put(f"{out} = {writer.stored(nest.out, nest.last)};")
        if nest.exclusive:
            combine(lines, writer, nest.how, nest.term.type, running, writer(nest.term))


def _scatter(lines: Lines, writer: CWriter, nest: Scatter, is_parallel: bool) -> None:
    if nest.start is not None:
        with lines.block(f"for (int bin = 0; bin < {writer(nest.bins)}; ++bin)"):
            lines.put(f"{nest.out}[bin] = {writer(nest.start)};")
    is_parallel = is_parallel and nest.how in ("add", "xor", "or")
    if is_parallel:
        lines.put("#pragma omp parallel for")
    with lines.block(loop_head(writer, nest.axis, _ZERO, nest.extent)):
        statements(lines, writer, nest.lets)
        if nest.keep is None:
            _scatter_one(lines, writer, nest, is_parallel)
        else:
            with lines.block(f"if ({writer(nest.keep)})"):
                _scatter_one(lines, writer, nest, is_parallel)


def _scatter_one(lines: Lines, writer: CWriter, nest: Scatter, is_parallel: bool) -> None:
    lines.put(f"const int to = {writer(nest.at)};")
    if is_parallel:
        lines.put("#pragma omp atomic")
    combine(lines, writer, nest.how, nest.term.type, f"{nest.out}[to]", writer(nest.term))


def _compact(lines: Lines, writer: CWriter, nest: Compact, is_parallel: bool) -> None:
    lines.put("int kept = 0;")
    with lines.block(loop_head(writer, nest.axis, _ZERO, nest.extent)):
        statements(lines, writer, nest.lets)
        with lines.block(f"if ({writer(nest.keep)})"):
            lines.put(f"{nest.out}[kept] = {writer(nest.value)};", "++kept;")
    lines.put(f"{nest.count}[0] = kept;")
    if is_parallel:
        lines.put("#pragma omp parallel for")
    with lines.block(f"for (int rest = kept; rest < {writer(nest.extent)}; ++rest)"):
        lines.put(f"{nest.out}[rest] = {writer(nest.filler)};")


def _sort(lines: Lines, writer: CWriter, nest: SortRows, is_parallel: bool) -> None:
    kind, width = writer.type(nest.key.type), nest.width
    sign = ">" if nest.ascending else "<"
    if is_parallel:
        lines.put("#pragma omp parallel for")
    with lines.block(loop_head(writer, nest.rows[0], _ZERO, nest.rows[1])):
        lines.put(f"{kind} keys[{width}];")
        with lines.block(f"for (int {nest.axis} = 0; {nest.axis} < {width}; ++{nest.axis})"):
            lines.put(f"{kind} key = {writer(nest.key)};", f"int slot = {nest.axis};")
            with lines.block(f"while (slot > 0 && keys[slot - 1] {sign} key)"):
                lines.put("keys[slot] = keys[slot - 1];", "--slot;")
            lines.put("keys[slot] = key;")
        with lines.block(f"for (int {nest.axis} = 0; {nest.axis} < {width}; ++{nest.axis})"):
            lines.put(f"const {kind} {nest.sorted} = keys[{nest.axis}];")
            at = writer.element(nest.out, (Expr("axis", INDEX, (), nest.rows[0]), Expr("axis", INDEX, (), nest.axis)))
            lines.put(f"{at} = {writer.stored(nest.out, nest.last)};")


_NESTS: Final[Mapping[type[Nest], Callable[[Lines, CWriter, Any, bool], None]]] = {
    Map: _map,
    Whole: _whole,
    Scan: _scan,
    Scatter: _scatter,
    Compact: _compact,
    SortRows: _sort,
}
