"""Writes the statements of a point as one thread runs them, the same in C and in CUDA."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from warploom.extractors.pairs.c_expressions import CWriter
from warploom.extractors.pairs.computation import Let, Loop, Reduce, Statement, Store
from warploom.extractors.pairs.expressions import REALS, Expr

_SIGNS = {"add": "+=", "xor": "^=", "or": "|="}


class Lines:
    """Lines of source, indented by four blanks a level."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.level = 0

    def put(self, *lines: str) -> None:
        self.lines += ["    " * self.level + line if line else "" for line in lines]

    @contextmanager
    def block(self, head: str, tail: str = "}") -> Iterator[None]:
        """`head {` and what is put inside, a level deeper."""
        self.put(f"{head} {{" if head else "{")
        self.level += 1
        yield
        self.level -= 1
        self.put(tail)

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def combine(lines: Lines, writer: CWriter, how: str, type_: str, into: str, term: str) -> None:
    """One statement that combines a term into a variable."""
    if how in _SIGNS:
        lines.put(f"{into} {_SIGNS[how]} {term};")
    elif type_ in REALS:
        lines.put(f"{into} = f{how}{'f' if type_ == 'float32' else ''}({into}, {term});")
    else:
        lines.put(f"{into} = {writer.helper(how, type_)}({into}, {term});")


def loop_head(writer: CWriter, axis: str, low: Expr, high: Expr) -> str:
    """`for (...)` over a loop's values."""
    name = writer.name(axis)
    return f"for (int {name} = {writer(low)}; {name} < {writer.within(high, 8)}; ++{name})"


def store(writer: CWriter, statement: Store) -> str:
    """The assignment of an element."""
    return f"{writer.element(statement.operand, statement.at)} = {writer.stored(statement.operand, statement.expr)};"


def let(writer: CWriter, statement: Let) -> str:
    """The declaration of a variable."""
    kind = writer.type(statement.expr.type)
    return f"const {kind} {writer.name(statement.name)} = {writer(statement.expr)};"


def reduce(lines: Lines, writer: CWriter, statement: Reduce, low: Expr | None = None, step: str = "") -> None:
    """Declaration of the variable and the loop that fills it."""
    name, type_ = writer.name(statement.name), statement.term.type
    lines.put(f"{writer.type(type_)} {name} = {writer(statement.start)};")
    if statement.position:
        lines.put(f"int {writer.name(statement.position)} = -1;")
    head = loop_head(writer, statement.axis, low or statement.low, statement.high)
    if step:
        head = step
    with lines.block(head):
        lines.put(*(let(writer, one) for one in statement.lets))
        if statement.position:
            sign = "<" if statement.how == "min" else ">"
            lines.put(f"const {writer.type(type_)} candidate = {writer(statement.term)};")
            with lines.block(f"if (candidate {sign} {name})"):
                lines.put(f"{name} = candidate;", f"{writer.name(statement.position)} = {writer.name(statement.axis)};")
        else:
            combine(lines, writer, statement.how, type_, name, writer(statement.term))


def statements(lines: Lines, writer: CWriter, body: Sequence[Statement]) -> None:
    """The whole point, serially."""
    for statement in body:
        match statement:
            case Let():
                lines.put(let(writer, statement))
            case Store():
                lines.put(store(writer, statement))
            case Reduce():
                reduce(lines, writer, statement)
            case Loop(axis, low, high, inner):
                with lines.block(loop_head(writer, axis, low, high)):
                    statements(lines, writer, inner)
