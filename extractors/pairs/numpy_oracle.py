"""Writes what a computation gives as a numpy function in float64 or wide integers: all points at once, no schedule."""

from __future__ import annotations

from typing import Final

from warploom.extractors.pairs.computation import (
    Compact,
    Computation,
    Let,
    Loop,
    Map,
    Reduce,
    Scan,
    Scatter,
    SortRows,
    Statement,
    Store,
    Whole,
)
from warploom.extractors.pairs.expressions import INDEX, REALS, Expr

_INFIX: Final = {"add": "+", "sub": "-", "mul": "*", "div": "/", "mod": "%", "shl": "<<", "shr": ">>", "lt": "<",
                 "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!=", "and": "&", "or": "|", "xor": "^",
                 "all": "&", "any": "|"}  # fmt: skip
_CALLS: Final = {"exp": "exp", "sqrt": "sqrt", "tanh": "tanh", "sin": "sin", "cos": "cos", "log": "log",
                 "atan": "arctan", "floor": "floor", "abs": "abs", "min": "minimum", "max": "maximum"}  # fmt: skip
_COMBINE: Final = {"add": "add", "min": "minimum", "max": "maximum", "xor": "bitwise_xor", "or": "bitwise_or"}
_TOP: Final = (1 << 32) - 1


def oracle(computation: Computation) -> str:
    """The text of `oracle(numpy, **arguments)`, whose arguments have the computation's own names."""
    return _Oracle(computation).text()


def _dtype(type_: str) -> str:
    return "float64" if type_ in REALS else "uint64" if type_.startswith("u") else "int64"


class _Oracle:
    """Lines of the function; `names` says how what an enclosing loop has set is read inside."""

    def __init__(self, computation: Computation) -> None:
        self.computation = computation
        self.lines: list[str] = []
        self.names: dict[str, str] = {}
        self.count = ""
        self.fresh = 0

    def text(self) -> str:
        operands = self.computation.operands
        parameters = [
            *self.computation.symbols,
            *(s.name for s in self.computation.scalars),
            *(o.name for o in operands),
        ]
        head = [f"def oracle(numpy, {', '.join(parameters)}):"]
        for number in self.computation.symbols:
            self.put(f"{number} = int({number})")
        for value in self.computation.scalars:
            self.put(f"{value.name} = numpy.{_dtype(value.type)}({value.name})")
        for operand in operands:
            if operand.direction == "out" and operand.fields:
                members = ", ".join(f'("{name}", numpy.{_dtype(type_)})' for name, type_ in operand.fields)
                self.put(f"{operand.name} = numpy.zeros({self.length(operand.shape)}, [{members}])")
            elif operand.direction == "out":
                dtype = _dtype(operand.type)
                self.put(f"{operand.name} = numpy.zeros({self.length(operand.shape)}, numpy.{dtype})")
            elif not operand.fields:
                copied = ".copy()" if operand.direction == "inout" else ""
                self.put(f"{operand.name} = numpy.asarray({operand.name}).astype(numpy.{_dtype(operand.type)}){copied}")
        self.put('with numpy.errstate(over="ignore"):')
        lines, self.lines = self.lines, []
        self.nest()
        inner = ["    " + line for line in self.lines]
        written = [o for o in operands if o.direction != "in"]
        last = "    return {" + ", ".join(f'"{o.name}": {o.name}' for o in written) + "}"
        return "\n".join(head + lines + inner + [last]) + "\n"

    def length(self, shape: tuple[Expr, ...]) -> str:
        return " * ".join(self(extent) if not extent.args else f"({self(extent)})" for extent in shape)

    def put(self, line: str) -> None:
        self.lines.append("    " + line)

    def new(self, stem: str) -> str:
        self.fresh += 1
        return f"{stem}_{self.fresh}"

    def nest(self) -> None:
        nest = self.computation.nest
        match nest:
            case Map():
                self.points(nest.axes)
                self.body(nest.body)
            case Whole():
                self.points(((nest.axis, nest.extent),))
                self.body(nest.lets)
                self.whole(nest)
            case Scan():
                self.scan(nest)
            case Scatter():
                self.points(((nest.axis, nest.extent),))
                self.body(nest.lets)
                self.scatter(nest)
            case Compact():
                self.points(((nest.axis, nest.extent),))
                self.body(nest.lets)
                self.put(f"kept = numpy.broadcast_to({self(nest.keep)}, ({self.count},))")
                self.put(f"values = numpy.broadcast_to({self(nest.value)}, ({self.count},))[kept]")
                self.put(f"{nest.out}[:] = {self(nest.filler)}")
                self.put(f"{nest.out}[: len(values)] = values")
                self.put(f"{nest.count}[0] = len(values)")
            case SortRows():
                self.sort(nest)

    def points(self, axes: tuple[tuple[str, Expr], ...]) -> None:
        extents = ", ".join(self(extent) for _, extent in axes)
        comma = "," if len(axes) == 1 else ""
        named = ", ".join(name for name, _ in axes)
        self.put(f"{named}{comma} = numpy.indices(({extents}{comma})).reshape({len(axes)}, -1)")
        self.count = f"len({axes[0][0]})"

    def body(self, statements: tuple[Statement, ...]) -> None:
        for statement in statements:
            match statement:
                case Let(name, expr):
                    value = self(expr)
                    self.names.pop(name, None)  # it is set inside, one value for each turn
                    self.put(f"{name} = {value} + numpy.zeros({self.count}, numpy.{_dtype(expr.type)})")
                case Store(operand, at, expr):
                    self.put(f"{self.target(operand)}[{self.place(operand, at)}] = {self(expr)}")
                case Reduce():
                    self.reduce(statement)
                case Loop():
                    outer = dict(self.names), self.count
                    self.enter(statement.axis, statement.low, statement.high)
                    self.body(statement.body)
                    self.names, self.count = outer

    def enter(self, axis: str, low: Expr, high: Expr) -> str:
        """Make one point of each turn of a loop; gives the variable that holds, for each, the point outside."""
        row, counts, first = self.new("row"), self.new("counts"), self.new("first")
        self.put(f"{first} = numpy.zeros({self.count}, numpy.int64) + {self(low)}")
        self.put(f"{counts} = numpy.maximum(numpy.zeros({self.count}, numpy.int64) + {self(high)} - {first}, 0)")
        self.put(f"{row} = numpy.repeat(numpy.arange({self.count}), {counts})")
        self.put(
            f"{axis} = numpy.arange(len({row})) + numpy.repeat({first} - numpy.cumsum({counts}) + {counts}, {counts})"
        )
        known = self.variables()
        self.names = {name: f"{self.names.get(name, name)}[{row}]" for name in known}
        self.names.pop(axis, None)
        self.count = f"len({row})"
        return row

    def variables(self) -> list[str]:
        """Every axis and local: all are arrays of one value for each point."""
        names: list[str] = []
        nest = self.computation.nest
        axes = nest.axes if isinstance(nest, Map) else (((nest.axis, None),) if hasattr(nest, "axis") else ())
        names += [name for name, _ in axes]
        pending = list(getattr(nest, "body", getattr(nest, "lets", ())))
        while pending:
            statement = pending.pop(0)
            if isinstance(statement, Let | Reduce):
                names.append(statement.name)
            if isinstance(statement, Reduce):
                names += [statement.axis, *([statement.position] if statement.position else [])]
            if isinstance(statement, Loop):
                names.append(statement.axis)
                pending += statement.body
        return names

    def reduce(self, statement: Reduce) -> None:
        outer, points, start = dict(self.names), self.count, self(statement.start)
        row = self.enter(statement.axis, statement.low, statement.high)
        term = self.new("term")
        self.put(f"{term} = numpy.broadcast_to({self(statement.term)}, ({self.count},))")
        dtype = _dtype(statement.term.type)
        self.put(f"{statement.name} = numpy.full({points}, {start}, numpy.{dtype})")
        self.put(f"numpy.{_COMBINE[statement.how]}.at({statement.name}, {row}, {term})")
        if statement.position:
            best = self.new("best")
            self.put(f"{best} = {term} == {statement.name}[{row}]")
            self.put(f"{statement.position} = numpy.full({points}, numpy.iinfo(numpy.int64).max)")
            self.put(f"numpy.minimum.at({statement.position}, {row}[{best}], {statement.axis}[{best}])")
            none = "numpy.iinfo(numpy.int64).max"
            self.put(f"{statement.position}[{statement.position} == {none}] = -1")
        if statement.term.type == "uint32":
            self.put(f"{statement.name} = {statement.name} & {_TOP}")
        self.names, self.count = outer, points

    def whole(self, nest: Whole) -> None:
        self.put(f"term = numpy.broadcast_to({self(nest.term)}, ({self.count},))")
        dtype = _dtype(nest.term.type)
        self.put(f"{nest.accumulated} = numpy.full(1, {self(nest.start)}, numpy.{dtype})")
        self.put(f"numpy.{_COMBINE[nest.how]}.at({nest.accumulated}, numpy.zeros(len(term), numpy.int64), term)")
        if nest.term.type == "uint32":
            self.put(f"{nest.accumulated} = {nest.accumulated} & {_TOP}")
        self.put(f"{nest.out}[0] = {f'({self(nest.last)})[0]'}")
        if nest.position:
            self.put(f"where = numpy.flatnonzero(term == {nest.accumulated}[0])")
            self.put(f"{nest.position}[0] = where[0] if len(where) else -1")

    def scan(self, nest: Scan) -> None:
        axes = ((nest.axis, nest.extent),) if nest.rows is None else (nest.rows, (nest.axis, nest.extent))
        self.points(axes)
        rows = "1" if nest.rows is None else self(nest.rows[1])
        self.body(nest.lets)
        self.put(f"term = numpy.broadcast_to({self(nest.term)}, ({self.count},)).reshape({rows}, {self(nest.extent)})")
        self.put(f"start = numpy.full(({rows}, 1), {self(nest.start)}, numpy.{_dtype(nest.term.type)})")
        self.put("chain = numpy.concatenate([start, term], axis=1)")
        self.put(f"running = numpy.{_COMBINE[nest.how]}.accumulate(chain, axis=1)")
        cut = "[:, :-1]" if nest.exclusive else "[:, 1:]"
        self.put(f"{nest.accumulated} = running{cut}.reshape(-1)")
        if nest.term.type == "uint32":
            self.put(f"{nest.accumulated} = {nest.accumulated} & {_TOP}")
        at = tuple(Expr("axis", INDEX, (), name) for name, _ in axes)
        self.put(f"{nest.out}[{self.place(nest.out, at)}] = {self(nest.last)}")

    def scatter(self, nest: Scatter) -> None:
        if nest.start is not None:
            self.put(f"{nest.out}[:] = {self(nest.start)}")
        self.put(f"to = numpy.broadcast_to({self(nest.at)}, ({self.count},)).astype(numpy.int64)")
        self.put(f"term = numpy.broadcast_to({self(nest.term)}, ({self.count},))")
        kept = ""
        if nest.keep is not None:
            self.put(f"kept = numpy.broadcast_to({self(nest.keep)}, ({self.count},))")
            kept = "[kept]"
        self.put(f"numpy.{_COMBINE[nest.how]}.at({nest.out}, to{kept}, term{kept})")
        if nest.term.type == "uint32":
            self.put(f"{nest.out} = {nest.out} & {_TOP}")

    def sort(self, nest: SortRows) -> None:
        self.points((nest.rows, (nest.axis, Expr("const", INDEX, (), nest.width))))
        self.put(f"key = numpy.sort(({self(nest.key)}).reshape(-1, {nest.width}), axis=1)")
        self.put(f"{nest.sorted} = {'key' if nest.ascending else 'key[:, ::-1]'}.reshape(-1)")
        self.put(f"{nest.out}[:] = {self(nest.last)}")

    def target(self, value: str) -> str:
        """What is assigned: an array, or one member of an array of structures."""
        stem, _, member = value.partition(".")
        return f'{stem}["{member}"]' if member else stem

    def place(self, value: str, at: tuple[Expr, ...]) -> str:
        operand = self.computation.operand(value)
        order = list(zip((self(place) for place in at), operand.shape, strict=True))
        if operand.column:
            order.reverse()
        text = order[0][0]
        for place, extent in order[1:]:
            text = f"({text}) * ({self(extent)}) + {place}"
        return text

    def read(self, value: str, at: str) -> str:
        stem, _, member = value.partition(".")
        if not member:
            return f"{stem}[{at}]"
        dtype = _dtype(dict(self.computation.operand(stem).fields)[member])
        return f'{stem}["{member}"].astype(numpy.{dtype})[{at}]'

    def __call__(self, expr: Expr) -> str:
        match expr.op:
            case "const":
                if expr.type == "uint64":
                    return f"numpy.uint64({expr.value})"
                return repr(expr.value) if not str(expr.value).startswith("-") else f"({expr.value!r})"
            case "symbol" | "scalar":
                return str(expr.value)
            case "axis" | "local":
                return self.names.get(str(expr.value), str(expr.value))
            case "load":
                return self.read(str(expr.value), self.place(str(expr.value), expr.args))
            case "load_zero" | "load_clamp" | "load_wrap":
                return self.bounded(expr)
            case "cast":
                inner = self(expr.args[0])
                text = f"numpy.asarray({inner}).astype(numpy.{_dtype(expr.type)})"
                return f"({text} & {_TOP})" if expr.type == "uint32" else text
        args = [self(arg) for arg in expr.args]
        return self.operation(expr, args)

    def operation(self, expr: Expr, args: list[str]) -> str:
        op = expr.op
        wraps = expr.type == "uint32"
        if op == "select":
            return f"numpy.where({', '.join(args)})"
        if op == "fma":
            return f"({args[0]} * {args[1]} + {args[2]})"
        if op == "neg":
            return f"(-{args[0]})"
        if op == "not":
            return f"({args[0]} ^ {_TOP})" if wraps else f"(~{args[0]})"
        if op == "rotl":
            bits, by = (32 if wraps else 64), expr.args[1].value
            left, right = (
                f"({args[0]} << {self.amount(expr, int(by))})",
                f"({args[0]} >> {self.amount(expr, bits - int(by))})",
            )
            return f"(({left} | {right}) & {_TOP})" if wraps else f"({left} | {right})"
        if op == "popcount":
            return f"numpy.bitwise_count({args[0]}).astype(numpy.{_dtype(expr.type)})"
        if op in _CALLS:
            return f"numpy.{_CALLS[op]}({', '.join(args)})"
        sign = _INFIX[op]
        if op in ("shl", "shr"):
            args[1] = self.amount(expr, int(expr.args[1].value))
        if op == "div" and expr.type not in REALS:
            sign = "//"
        text = f"({args[0]} {sign} {args[1]})"
        return f"({text} & {_TOP})" if wraps and op in ("add", "sub", "mul", "shl") else text

    def amount(self, expr: Expr, by: int) -> str:
        """Numpy shifts unsigned numbers by unsigned ones only."""
        return f"numpy.uint64({by})" if expr.type.startswith("u") else str(by)

    def bounded(self, expr: Expr) -> str:
        value = str(expr.value)
        operand = self.computation.operand(value)
        rule = expr.op.removeprefix("load_")
        places, inside = [], []
        for place, extent in zip(expr.args, operand.shape, strict=True):
            text, limit = self(place), self(extent)
            if not place.args:
                places.append(text)
            elif rule == "wrap":
                places.append(f"(({text}) % max({limit}, 1))")
            else:
                places.append(f"numpy.clip({text}, 0, max(({limit}) - 1, 0))")
                inside.append(f"({text} >= 0) & ({text} < {limit})")
        order = list(zip(places, operand.shape, strict=True))
        if operand.column:
            order.reverse()
        at = order[0][0]
        for text, extent in order[1:]:
            at = f"({at}) * ({self(extent)}) + {text}"
        text = self.read(value, at)
        return f"numpy.where({' & '.join(inside)}, {text}, 0)" if rule == "zero" and inside else text
