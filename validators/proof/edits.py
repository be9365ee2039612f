"""The kinds of small mistakes, and how each changes one instruction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from warploom.validators.proof.instrument import type_of
from warploom.validators.proof.ir_text import Instruction
from warploom.validators.simulate.ir_operands import arguments_of, split_operands

BINARY = frozenset(
    {"fadd", "fsub", "fmul", "fdiv", "frem", "add", "sub", "mul", "sdiv", "udiv", "srem", "urem"}
    | {"shl", "lshr", "ashr", "and", "or", "xor"}
)
"""Instructions on two operands of one type."""


class Operator(StrEnum):
    """Kinds of mistakes, in the order in which they are chosen from."""

    ARITHMETIC = "arithmetic"
    PREDICATE = "predicate"
    FLOAT_PREDICATE = "float_predicate"
    CONSTANT = "constant"
    INDEX = "index"
    DELETED_STORE = "deleted_store"
    DELETED_BARRIER = "deleted_barrier"
    OPERAND_SWAP = "operand_swap"
    SELECT_SWAP = "select_swap"
    ATOMIC = "atomic"
    SHUFFLE = "shuffle"
    DROPPED_GUARD = "dropped_guard"


@dataclass(frozen=True, slots=True)
class Shape:
    """An instruction as `head`, operands between commas, and `tail`."""

    head: str
    operands: tuple[str, ...]
    tail: str = ""

    def text(self, operands: Sequence[str] | None = None) -> str:
        """As LLVM reads it, with other operands if they are given."""
        return f"{self.head}{', '.join(self.operands if operands is None else operands)}{self.tail}"


@dataclass(frozen=True, slots=True)
class OperandEdit:
    """Another value for an operand: `alternative` is a constant, or an instruction on `{}`, the operand's value."""

    index: int
    type: str
    alternative: str


@dataclass(frozen=True, slots=True)
class ResultEdit:
    """Another result: `alternative` is an instruction on `{0}`, `{1}`, ..., the operands as they are written."""

    type: str
    alternative: str


@dataclass(frozen=True, slots=True)
class IncomingEdit:
    """Another constant for a phi's value from the block `label`."""

    label: str
    type: str
    alternative: str


@dataclass(frozen=True, slots=True)
class SilentCall:
    """No call: of a function that returns nothing."""


Edit = OperandEdit | ResultEdit | IncomingEdit | SilentCall


@dataclass(frozen=True, slots=True)
class Site:
    """One mistake. `detail` tells it in words: `fadd -> fsub`."""

    operator: Operator
    function: str
    block: int
    instruction: int
    line: int
    detail: str
    edit: Edit


def shape_of(each: Instruction) -> Shape | None:
    """Where the operands are; None for what no edit is made in."""
    operation, opcode = each.operation, each.opcode
    if opcode in BINARY or opcode in {"icmp", "fcmp"}:
        head, rest = _typed_head(operation)
        return Shape(head, tuple(split_operands(rest)))
    if opcode in {"select", "store", "atomicrmw"} or operation.startswith("br i1 "):
        words = {"atomicrmw": 2}.get(opcode, 1)
        parts = operation.split(" ", words)
        if "volatile" in parts:
            return None
        return Shape(" ".join(parts[:words]) + " ", tuple(split_operands(parts[words])))
    if opcode == "getelementptr":
        source, *operands = split_operands(operation.removeprefix("getelementptr "))
        return Shape(f"getelementptr {source}, ", tuple(operands))
    if opcode == "call" and each.callee is not None:
        start = operation.index("(", operation.index("@"))
        operands, end = arguments_of(operation, start)
        return Shape(operation[: start + 1], tuple(operands), operation[end - 1 :])
    return None


def _typed_head(operation: str) -> tuple[str, str]:
    """`icmp slt i32 %a, %b` into `icmp slt i32 ` and `%a, %b`."""
    words = operation.split(" ", 2) if operation.startswith(("icmp ", "fcmp ")) else operation.split(" ", 1)
    rest = words[-1]
    kind = type_of(rest)
    return f"{' '.join(words[:-1])} {kind} ", rest[len(kind) :].strip()
