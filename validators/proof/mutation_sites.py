"""Find in a function all the places where a small mistake can be made, and say what each mistake is."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from warploom.validators.proof.edits import (
    Edit,
    IncomingEdit,
    OperandEdit,
    Operator,
    ResultEdit,
    Shape,
    SilentCall,
    Site,
    shape_of,
)
from warploom.validators.proof.equivalences import needless_barriers, select_arms
from warploom.validators.proof.instrument import type_of
from warploom.validators.proof.ir_text import Function, Instruction, loop_headers
from warploom.validators.simulate.ir_operands import split_operands

_ARITHMETIC = {
    "fadd": "fsub",
    "fsub": "fadd",
    "fmul": "fadd",
    "fdiv": "fmul",
    "add": "sub",
    "sub": "add",
    "mul": "add",
    "sdiv": "srem",
    "udiv": "urem",
    "srem": "sdiv",
    "urem": "udiv",
    "shl": "lshr",
    "lshr": "shl",
    "ashr": "shl",
    "and": "or",
    "or": "and",
    "xor": "and",
}
_SECOND = {"fadd": "fmul", "fmul": "fdiv", "fsub": "fmul", "fdiv": "fsub", "mul": "sub"}
_LOSABLE = frozenset({"fadd", "fsub", "fmul", "fdiv", "add", "sub", "mul", "and", "or", "xor"})
"""Of whose operands one can be forgotten."""
_DIVISIONS = frozenset({"sdiv", "udiv", "srem", "urem"})
_SHIFTS = frozenset({"shl", "lshr", "ashr"})
_SWAPPED = frozenset({"sub", "fsub", "fdiv"})
"""Not the whole numbers' divisions: the other divisor may be zero, and the alternative is always computed."""
_BOUNDARY = {
    "slt": "sle",
    "sle": "slt",
    "sgt": "sge",
    "sge": "sgt",
    "ult": "ule",
    "ule": "ult",
    "ugt": "uge",
    "uge": "ugt",
    "eq": "ne",
    "ne": "eq",
}
_OPPOSITE = {
    "slt": "sge",
    "sle": "sgt",
    "sgt": "sle",
    "sge": "slt",
    "ult": "uge",
    "ule": "ugt",
    "ugt": "ule",
    "uge": "ult",
}
_FLOAT_TURNED = {
    "olt": "ogt",
    "ole": "oge",
    "ogt": "olt",
    "oge": "ole",
    "ult": "ugt",
    "ule": "uge",
    "ugt": "ult",
    "uge": "ule",
    "oeq": "one",
    "one": "oeq",
    "ueq": "une",
    "une": "ueq",
}
_EXTREMA = {
    "smax": "smin",
    "smin": "smax",
    "umax": "umin",
    "umin": "umax",
    "maxnum": "minnum",
    "minnum": "maxnum",
    "maximum": "minimum",
    "minimum": "maximum",
}
_EXTREMUM = re.compile(r"@llvm\.(smax|smin|umax|umin|maxnum|minnum|maximum|minimum)\.(\w+)\(")
_INTEGER = re.compile(r"^-?\d+$")
_NUMBER = re.compile(r"^-?\d+\.\d+e[+-]\d+$|^0x[0-9A-F]{16}$")
_NO_CHANGE = {"or": "0", "xor": "0", "add": "0", "sub": "0", "uinc_wrap": "0"}
"""Operands under which an atomic operation leaves memory as it is."""


@dataclass(frozen=True, slots=True)
class _Here:
    """An instruction, and where its sites are put."""

    found: list[Site]
    function: str
    block: int
    instruction: int
    line: int

    def add(self, operator: Operator, detail: str, edit: Edit) -> None:
        """One more site."""
        self.found.append(Site(operator, self.function, self.block, self.instruction, self.line, detail, edit))


def sites_of(
    function: Function, *, barriers: frozenset[str] = frozenset(), shuffles: Mapping[str, int] | None = None
) -> list[Site]:
    """All mistakes that can be made in a function, in the order of its text.

    `barriers` names functions that only order threads; `shuffles` those that exchange values in a warp, with the place
    of the operand that says whose.

    Left out, since they are proven to change nothing:
    - less against less-or-equal where the two compared values are also what a `select` chooses from: at the boundary
      they are equal;
    - a barrier from which every path leads to another barrier or the end of the function without a memory access or a
      call between: what it would order is ordered by the other, or is nothing.
    """
    shuffles = shuffles or {}
    headers = loop_headers(function)
    positions = {block.label: number for number, block in enumerate(function.blocks)}
    free = needless_barriers(function, barriers)
    arms = select_arms(function)
    sizes = _access_types(function)
    found: list[Site] = []
    for number, block in enumerate(function.blocks):
        for place, each in enumerate(block.instructions):
            here = _Here(found, function.name, number, place, each.line)

            if each.opcode == "phi":
                for label, kind, old, new in _incoming(each):
                    here.add(Operator.CONSTANT, f"{old} -> {new} at the start", IncomingEdit(label, kind, new))
                continue
            shape = shape_of(each)
            if shape is None:
                continue
            match each.opcode:
                case "icmp":
                    _comparison(each, shape, arms, here)
                case "fcmp":
                    predicate, kind = shape.head.split()[1], _type_in_head(shape)
                    if other := _FLOAT_TURNED.get(predicate):
                        here.add(
                            Operator.FLOAT_PREDICATE,
                            f"{predicate} -> {other}",
                            ResultEdit(_truth(kind), f"fcmp {other} {kind} {{0}}, {{1}}"),
                        )
                    _constants(shape, 1, kind, here, step=1)
                case "select":
                    kind = type_of(shape.operands[1])
                    if not shape.operands[0].startswith("<"):
                        here.add(
                            Operator.SELECT_SWAP,
                            "arms swapped",
                            ResultEdit(kind, "select {0}, {2}, {1}"),
                        )
                case "getelementptr":
                    _index(each, shape, sizes, here)
                case "store":
                    here.add(Operator.DELETED_STORE, "deleted", OperandEdit(1, "ptr", "%wl.sink"))
                    kind = type_of(shape.operands[0])
                    _constants(shape, 0, kind, here)
                case "br":
                    _guard(shape, positions, number, headers, here)
                case "atomicrmw":
                    _atomic(shape, here)
                case "call":
                    callee = each.callee or ""
                    if callee in barriers and shape.head.startswith("call void") and (number, place) not in free:
                        here.add(Operator.DELETED_BARRIER, "deleted", SilentCall())
                    elif callee in shuffles and shuffles[callee] < len(shape.operands):
                        index = shuffles[callee]
                        kind = type_of(shape.operands[index])
                        here.add(Operator.SHUFFLE, "lane + 1", OperandEdit(index, kind, f"add {kind} {{}}, 1"))
                        here.add(Operator.SHUFFLE, "lane / 2", OperandEdit(index, kind, f"lshr {kind} {{}}, 1"))
                    elif extremum := _EXTREMUM.search(each.text):
                        other = _EXTREMA[extremum[1]]
                        kind = type_of(shape.operands[0])
                        head = shape.head.replace(f"@llvm.{extremum[1]}.", f"@llvm.{other}.")
                        here.add(
                            Operator.SELECT_SWAP,
                            f"{extremum[1]} -> {other}",
                            ResultEdit(kind, f"{head}{{0}}, {{1}})"),
                        )
                case opcode if opcode in _ARITHMETIC:
                    _arithmetic(opcode, shape, here)
    return found


def _arithmetic(opcode: str, shape: Shape, here: _Here) -> None:
    kind, other = _type_in_head(shape), _ARITHMETIC[opcode]
    if kind == "i1":
        return
    here.add(Operator.ARITHMETIC, f"{opcode} -> {other}", ResultEdit(kind, f"{other} {kind} {{0}}, {{1}}"))
    if second := _SECOND.get(opcode):
        here.add(Operator.ARITHMETIC, f"{opcode} -> {second}", ResultEdit(kind, f"{second} {kind} {{0}}, {{1}}"))
    for index, name in enumerate(("first", "second")) if opcode in _LOSABLE else ():
        same = f"select i1 true, {kind} {{{index}}}, {kind} {{{index}}}"
        here.add(Operator.ARITHMETIC, f"{opcode} -> its {name} operand", ResultEdit(kind, same))
    if opcode in _SWAPPED:
        here.add(
            Operator.OPERAND_SWAP, f"{opcode} the other way round", ResultEdit(kind, f"{opcode} {kind} {{1}}, {{0}}")
        )
    only_up = opcode in _DIVISIONS
    for index in (0, 1):
        value = shape.operands[index]
        if opcode in _SHIFTS and index == 1 and _INTEGER.match(value):
            width = int(kind[1:]) if re.fullmatch(r"i\d+", kind) else 8
            _constants(shape, index, kind, here, only_up=int(value) == 0, only_down=int(value) + 1 >= width)
        else:
            _constants(shape, index, kind, here, only_up=only_up)


def _comparison(each: Instruction, shape: Shape, arms: Mapping[str, set[frozenset[str]]], here: _Here) -> None:
    predicate, kind = shape.head.split()[1], _type_in_head(shape)
    other = _BOUNDARY[predicate]
    users = arms.get(each.result or "", set())
    if predicate in {"eq", "ne"} or users != {frozenset(shape.operands)}:
        here.add(
            Operator.PREDICATE,
            f"{predicate} -> {other}",
            ResultEdit(_truth(kind), f"icmp {other} {kind} {{0}}, {{1}}"),
        )
    if predicate in _OPPOSITE:
        opposite = _OPPOSITE[predicate]
        edit = ResultEdit(_truth(kind), f"icmp {opposite} {kind} {{0}}, {{1}}")
        here.add(Operator.PREDICATE, f"{predicate} -> {opposite}", edit)
    _constants(shape, 1, kind, here)


def _constants(
    shape: Shape, index: int, kind: str, here: _Here, *, only_up: bool = False, only_down: bool = False, step: int = 0
) -> None:
    value = shape.operands[index]
    if value.startswith(f"{kind} "):
        value = value[len(kind) + 1 :]
    for delta in (1, -1):
        if (delta < 0 and (only_up or step > 0)) or (delta > 0 and only_down):
            continue
        changed = changed_constant(kind, value, delta)
        if changed is not None and not (only_up and _is_zero_divisor(changed)):
            here.add(Operator.CONSTANT, f"{value} -> {changed}", OperandEdit(index, kind, changed))


def _is_zero_divisor(value: str) -> bool:
    return value in {"0", "-1"}


def changed_constant(kind: str, value: str, delta: int) -> str | None:
    """The constant `value` of a type with `delta` added, as LLVM writes it; None where it is no such constant."""
    if re.fullmatch(r"i\d+", kind) and _INTEGER.match(value):
        bits = int(kind[1:])
        wrapped = (int(value) + delta) & ((1 << bits) - 1)
        return str(wrapped - (1 << bits) if wrapped >> (bits - 1) and bits > 1 else wrapped)
    if kind in {"float", "double"} and _NUMBER.match(value) and delta > 0:
        old = struct.unpack(">d", bytes.fromhex(value[2:]))[0] if value.startswith("0x") else float(value)
        new = old + 1.0
        if kind == "float":
            new = struct.unpack("f", struct.pack("f", new))[0] if abs(new) < 3e38 else new
        if new == old or abs(new) >= 3e38 or new != new:
            return None
        return f"0x{struct.pack('>d', new).hex().upper()}"
    return None


def _index(each: Instruction, shape: Shape, sizes: Mapping[str, str], here: _Here) -> None:
    source = shape.head.removeprefix("getelementptr ").removesuffix(", ")
    step = 1
    if source == "i8" and (each.result or "") in sizes:
        step = _step(sizes[each.result or ""])
    place = 2 if source.startswith("[") and len(shape.operands) > 2 else 1
    kind, _, value = shape.operands[place].partition(" ")
    if not re.fullmatch(r"i\d+", kind):
        return
    if source.startswith(("%", "{")) and _INTEGER.match(value) and len(shape.operands) > 2:
        return  # a member of a structure, not an element
    for delta in (step, -step):
        here.add(Operator.INDEX, f"index {delta:+d}", OperandEdit(place, kind, f"add {kind} {{}}, {delta}"))


def _step(kind: str) -> int:
    return {"i16": 2, "half": 2, "i32": 4, "float": 4, "i64": 8, "double": 8, "ptr": 8}.get(kind, 1)


def _guard(shape: Shape, positions: Mapping[str, int], number: int, headers: frozenset[str], here: _Here) -> None:
    """A condition that always, or never, holds; of the end of a loop only that it ends at once."""
    targets = [operand.removeprefix("label %") for operand in shape.operands[1:]]
    back = [target in headers and positions.get(target, 0) <= number for target in targets]
    if targets[0] == targets[1]:
        return
    if not back[1]:
        here.add(Operator.DROPPED_GUARD, "never", OperandEdit(0, "i1", "false"))
    if not back[0]:
        here.add(Operator.DROPPED_GUARD, "always", OperandEdit(0, "i1", "true"))


def _atomic(shape: Shape, here: _Here) -> None:
    operation = shape.head.split()[1]
    kind, value = _atomic_value(shape.operands[1])
    if operation in {"add", "sub"}:
        here.add(Operator.ATOMIC, f"{operation} of the opposite", OperandEdit(1, kind, f"sub {kind} 0, {{}}"))
    elif operation in {"fadd", "fsub"}:
        here.add(Operator.ATOMIC, f"{operation} of the opposite", OperandEdit(1, kind, f"fneg {kind} {{}}"))
    elif operation in {"max", "min", "umax", "umin", "xchg"}:
        here.add(Operator.ATOMIC, f"{operation} of the complement", OperandEdit(1, kind, f"xor {kind} {{}}, -1"))
    if operation in _NO_CHANGE:
        here.add(Operator.ATOMIC, f"{operation} of nothing", OperandEdit(1, kind, _NO_CHANGE[operation]))
    elif operation == "fadd":
        here.add(Operator.ATOMIC, "fadd of nothing", OperandEdit(1, kind, "0.0"))
    elif operation == "and":
        here.add(Operator.ATOMIC, "and of everything", OperandEdit(1, kind, "-1"))
    if _INTEGER.match(value) and (changed := changed_constant(kind, value, 1)):
        here.add(Operator.CONSTANT, f"{value} -> {changed}", OperandEdit(1, kind, changed))


def _atomic_value(operand: str) -> tuple[str, str]:
    """Type and value of `i32 %v seq_cst`."""
    kind, value = operand.split(" ")[:2]
    return kind, value


def _incoming(each: Instruction) -> Iterator[tuple[str, str, str, str]]:
    """Label, type, value and another value for a phi's constants."""
    rest = each.operation.removeprefix("phi ")
    kind = type_of(rest)
    pairs = [split_operands(pair.strip()[1:-1]) for pair in split_operands(rest[len(kind) :].strip())]
    labels = [label for _, label in pairs]
    for value, label in pairs:
        if labels.count(label) > 1:
            continue
        for delta in (1, -1):
            if (changed := changed_constant(kind, value, delta)) is not None:
                yield label.removeprefix("%"), kind, value, changed
        if kind == "i1" and value in {"true", "false"}:
            yield label.removeprefix("%"), kind, value, "false" if value == "true" else "true"


def _access_types(function: Function) -> dict[str, str]:
    """What is loaded from or stored to an address, by the name of the address."""
    found: dict[str, str] = {}
    for block in function.blocks:
        for each in block.instructions:
            if each.opcode == "load":
                kind, pointer, *_ = split_operands(each.operation.removeprefix("load "))
                found[pointer.removeprefix("ptr ")] = kind
            elif each.opcode == "store":
                value, pointer, *_ = split_operands(each.operation.removeprefix("store "))
                found[pointer.removeprefix("ptr ")] = type_of(value)
    return found


def _type_in_head(shape: Shape) -> str:
    words = shape.head.rstrip().split(" ", 2 if shape.head.startswith(("icmp ", "fcmp ")) else 1)
    return words[-1]


def _truth(kind: str) -> str:
    """The type of a comparison's result."""
    found = re.match(r"^<(\d+) x ", kind)
    return f"<{found[1]} x i1>" if found else "i1"
