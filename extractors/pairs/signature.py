"""The parameters of a computation's functions, the same on both sides and in the input specification."""

from __future__ import annotations

from warploom.extractors.inputs.specification import Array, InputSpec, Scalar
from warploom.extractors.pairs.c_expressions import CWriter
from warploom.extractors.pairs.computation import Computation, Operand
from warploom.extractors.pairs.expressions import INDEX, Expr

_SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "//", "mod": "%"}


def length_text(expr: Expr) -> str:
    """A length as an expression over the symbols."""
    if not expr.args:
        return str(expr.value)
    if expr.op in ("min", "max"):
        return f"{expr.op}({', '.join(length_text(arg) for arg in expr.args)})"
    left, right = (length_text(arg) if not arg.args else f"({length_text(arg)})" for arg in expr.args)
    return f"{left} {_SIGNS[expr.op]} {right}"


def total(shape: tuple[Expr, ...]) -> str:
    """The number of elements of a shape."""
    return " * ".join(length_text(e) if not e.args or len(shape) == 1 else f"({length_text(e)})" for e in shape)


def product(extents: tuple[Expr, ...]) -> Expr:
    """The number of points of an index space."""
    whole = extents[0]
    for extent in extents[1:]:
        whole = Expr("mul", INDEX, (whole, extent))
    return whole


def struct_name(operand: Operand) -> str:
    """The type of an array of structures."""
    return operand.type


def structs(computation: Computation, writer: CWriter) -> list[str]:
    """Declarations of the structures that the operands are of."""
    lines: list[str] = []
    told: set[str] = set()
    for operand in computation.operands:
        if operand.fields and operand.type not in told:
            told.add(operand.type)
            lines += ["typedef struct {", *(f"    {writer.type(t)} {name};" for name, t in operand.fields)]
            lines += [f"}} {operand.type};", ""]
    return lines


def parameters(computation: Computation, writer: CWriter, restrict: str) -> list[str]:
    """Declarations: lengths, then scalars, then arrays."""
    found = [f"int {writer.name(name)}" for name in computation.symbols]
    found += [f"{writer.type(s.type)} {writer.name(s.name)}" for s in computation.scalars]
    for operand in computation.operands:
        kind = operand.type if operand.fields else writer.type(operand.type)
        read = "const " if operand.direction == "in" else ""
        found.append(f"{read}{kind} *{restrict}{writer.name(operand.name)}")
    return found


def arguments(computation: Computation, writer: CWriter) -> list[str]:
    """The parameters' names."""
    named = (*computation.symbols, *(s.name for s in computation.scalars), *(o.name for o in computation.operands))
    return [writer.name(name) for name in named]


def input_spec(computation: Computation) -> InputSpec:
    """What the functions may be called with."""
    params: list[Scalar | Array] = [Scalar(name, "int32", name) for name in computation.symbols]
    params += [Scalar(s.name, s.type, s.values) for s in computation.scalars]
    for o in computation.operands:
        order = "column-major" if o.column else "row-major"
        layout = f"{order} {' x '.join(length_text(e) for e in o.shape)}" if len(o.shape) > 1 else ""
        params.append(Array(o.name, o.type, total(o.shape), o.direction, o.values, o.fields, layout))
    return InputSpec(
        params=tuple(params),
        symbols=computation.symbols,
        sizes=computation.sizes,
        constraints=computation.constraints,
        exact=computation.exact,
        wide=computation.wide,
    )
