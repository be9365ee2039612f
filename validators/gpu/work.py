"""How much a call moves and computes at least: bytes by its specification, operations as its CPU side does them."""

from __future__ import annotations

from collections.abc import Mapping

from warploom.extractors.inputs.drawing import Argument, element_type, length_of
from warploom.extractors.inputs.specification import Direction, InputSpec
from warploom.extractors.pairs.pair import Pair
from warploom.validators.proof.ir_text import Block, parse_module
from warploom.validators.proof.side_program import prepare
from warploom.validators.simulate.execution import How, Outcome, Side
from warploom.validators.simulate.loader import Program

_OPERATIONS = {"fadd": 1, "fsub": 1, "fmul": 1, "fdiv": 1, "frem": 1}
_CALLED = {"fma": 2, "fmuladd": 2, "sqrt": 1, "fabs": 0, "copysign": 0, "minnum": 0, "maxnum": 0, "fmin": 0, "fmax": 0}
"""Functions with a number of operations that is agreed on, by their names without type."""
_ROUNDED = ("floor", "ceil", "trunc", "rint", "nearbyint", "round", "roundeven")
_TRANSCENDENTAL = (
    "exp", "exp2", "expm1", "exp10", "log", "log2", "log10", "log1p", "pow", "powi", "sin", "cos", "tan", "asin",
    "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc", "lgamma", "tgamma",
    "cbrt", "hypot", "fmod", "remainder", "sincos", "ldexp", "frexp",
)  # fmt: skip


def bytes_of_call(spec: InputSpec, size: Mapping[str, int]) -> int:
    """Least traffic with memory: each array that is read once in, each that is written once out."""
    return sum(
        length_of(array, size) * element_type(array).itemsize * (2 if array.direction is Direction.INOUT else 1)
        for array in spec.arrays
    )


def flops_of_call(pair: Pair, cpu_ir: str, arguments: Mapping[str, Argument]) -> int | None:
    """Operations on reals that the CPU side does on these arguments, counted while the simulator runs it.

    A fused multiplication and addition is two; comparisons and changes of sign are none. None where it calls a function
    of which nobody can say how many operations it is (`exp`), and where it cannot be run. Raises `IrTextError`.
    """
    made = prepare(cpu_ir, pair.cpu.entry, is_device=False, n_mutants=0, seed=0)
    blocks = {
        (function.name, block.label): block
        for function in parse_module(cpu_ir).functions.values()
        for block in function.blocks
    }
    weights = [_operations(blocks[place.function, place.label]) for place in made.blocks]
    side = Side(Program(made.text, (pair.cpu.entry,)), pair.inputs, is_device=False)
    try:
        side.forget_hits()
        ran = side.run(pair.cpu.entry, arguments, How())
        hits = list(side.hits(len(weights)))
    finally:
        side.release()
    if ran.outcome is not Outcome.OK:
        return None
    total = 0
    for times, weight in zip(hits, weights, strict=True):
        if times and weight is None:
            return None
        total += times * (weight or 0)
    return total


def _operations(block: Block) -> int | None:
    """Of one run of a block; None where a call in it has no agreed number."""
    total = 0
    for each in block.instructions:
        if each.opcode == "call":
            name = _plain(each.callee or "")
            if name in _TRANSCENDENTAL:
                return None
            total += _CALLED.get(name, 0)
        else:
            total += _OPERATIONS.get(each.opcode, 0)
    return total


def _plain(callee: str) -> str:
    """`exp` of `llvm.exp.f32`, `expf` and `exp`."""
    if callee.startswith("llvm."):
        return callee.split(".")[1]
    known = {*_TRANSCENDENTAL, *_CALLED, *_ROUNDED}
    shorter = callee.removesuffix("f")
    return callee if callee in known or shorter not in known else shorter
