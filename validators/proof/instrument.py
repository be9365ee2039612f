"""Insert calls into functions that count fuel, record accesses for the race check, and count basic blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from warploom.validators.proof.ir_text import (
    Block,
    Function,
    Instruction,
    Module,
    loop_headers,
)
from warploom.validators.simulate.ir_operands import IrTextError, arguments_of, split_operands
from warploom.validators.simulate.restricted_pointers import Pointers

HOOKS = (
    "declare void @wl_fuel()",
    "declare void @wl_block(i32)",
    "declare void @wl_read(ptr, i32)",
    "declare void @wl_write(ptr, i32)",
    "declare void @wl_atomic(ptr, i32)",
    "declare void @wl_read_long(ptr, i64)",
    "declare void @wl_write_long(ptr, i64)",
    "declare void @wl_pointers(i32, i32, i32, ptr)",
)
"""What instrumented text calls, and the simulator provides."""

INDEX_VARIABLES = frozenset({"threadIdx", "blockIdx", "blockDim", "gridDim"})
"""Globals that only the simulator writes."""

_SCALARS = {"half": 2, "bfloat": 2, "float": 4, "double": 8, "ptr": 8, "x86_fp80": 16, "fp128": 16}
_VECTOR = re.compile(r"^<(\d+) x (.+)>$")
_ARRAY = re.compile(r"^\[(\d+) x (.+)\]$")
_STRUCT = re.compile(r"^(%[\w.$-]+|%\"[^\"]+\") = type \{ (.*) \}$")
_ORDERING = re.compile(r"( syncscope\(\"[^\"]*\"\))? (unordered|monotonic|acquire|release|acq_rel|seq_cst)$")
_MEMORY = re.compile(r"@llvm\.(memcpy|memmove|memset)(?:\.inline)?\.[\w.]+\(")


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """A counted basic block: what `wl_block` is called with is its place in the list."""

    function: str
    label: str
    line: int


def types_of(module: Module) -> dict[str, tuple[str, ...]]:
    """Members of the named structures."""
    found = (_STRUCT.match(line) for line in module.rest)
    return {each[1]: tuple(split_operands(each[2])) for each in found if each}


def bytes_of(kind: str, structures: Mapping[str, Sequence[str]]) -> int:
    """How much of memory a value of the type takes where it is loaded or stored; raises `IrTextError`."""
    return _layout(kind.strip(), structures, 0)[0]


def with_fuel(function: Function) -> Function:
    """Call `wl_fuel` at the entry and at the head of every loop."""
    headers = loop_headers(function) | {function.blocks[0].label}
    call = Instruction("call void @wl_fuel()")
    return replace(
        function,
        blocks=tuple(_inserted(block, call) if block.label in headers else block for block in function.blocks),
    )


def with_coverage(function: Function, places: list[BlockPlace]) -> Function:
    """Call `wl_block` at each block, whose number is its place in `places`, to which it is appended.

    Blocks that only trap are what the compiler took for unreachable, and are left out.
    """
    blocks = []
    for block in function.blocks:
        if len(block.instructions) == 2 and block.instructions[-1].text == "unreachable":
            blocks.append(block)
            continue
        line = next((each.line for each in block.instructions if each.line), 0)
        blocks.append(_inserted(block, Instruction(f"call void @wl_block(i32 {len(places)})")))
        places.append(BlockPlace(function.name, block.label, line))
    return replace(function, blocks=tuple(blocks))


def with_pointers(function: Function, pointers: Pointers | None) -> Function:
    """Have a kernel tell, when it is entered, which pointers it was given; None: they need no telling."""
    if pointers is None:
        return function
    parameters = function.parameters
    n = len(pointers.places)
    lines = [f"%wl.pointers = alloca [{n} x ptr], align 8"]
    for at, place in enumerate(pointers.places):
        lines.append(f"%wl.pointer{at} = getelementptr [{n} x ptr], ptr %wl.pointers, i64 0, i64 {at}")
        lines.append(f"store ptr {parameters[place].split()[-1]}, ptr %wl.pointer{at}, align 8")
    lines.append(
        f"call void @wl_pointers(i32 {n}, i32 {pointers.restricted}, i32 {pointers.written}, ptr %wl.pointers)"
    )
    first, *others = function.blocks
    told = replace(first, instructions=(*map(Instruction, lines), *first.instructions))
    return replace(function, blocks=(told, *others))


def with_races(
    function: Function, structures: Mapping[str, Sequence[str]], private: frozenset[str] = INDEX_VARIABLES
) -> Function:
    """Announce each access of memory that another thread may reach, just before it.

    `private` names globals that are no one's but the simulator's. What is accessed through an address that was made
    by `alloca` in the same function needs no announcement.
    """
    own = _allocas(function)
    skipped = {f"@{name}" for name in private}
    blocks = []
    for block in function.blocks:
        instructions: list[Instruction] = []
        for each in block.instructions:
            for hook, pointer, size in accesses(each, structures):
                if pointer in own or any(pointer == name or f"{name}," in pointer for name in skipped):
                    continue
                kind = "i64" if hook.endswith("_long") else "i32"
                instructions.append(Instruction(f"call void @{hook}(ptr {pointer}, {kind} {size})", each.line))
            instructions.append(each)
        blocks.append(replace(block, instructions=tuple(instructions)))
    return replace(function, blocks=tuple(blocks))


def accesses(each: Instruction, structures: Mapping[str, Sequence[str]]) -> list[tuple[str, str, int | str]]:
    """Hook, address and size of what an instruction does to memory; the size is a name where it is not constant."""
    operation = each.operation
    match each.opcode:
        case "load":
            kind, pointer, *_ = split_operands(operation.removeprefix("load "))
            if kind.startswith("atomic "):
                return [("wl_atomic", _address(pointer), bytes_of(kind.split(" ", 1)[1], structures))]
            if kind == "ptr" and pointer.startswith("ptr @"):
                return []  # where the simulator says that a shared variable lies
            return [("wl_read", _address(pointer), bytes_of(kind.removeprefix("volatile "), structures))]
        case "store":
            value, pointer, *_ = split_operands(operation.removeprefix("store "))
            is_atomic = value.startswith("atomic ")
            value = value.removeprefix("atomic ").removeprefix("volatile ")
            return [("wl_atomic" if is_atomic else "wl_write", _address(pointer), bytes_of(type_of(value), structures))]
        case "atomicrmw" | "cmpxchg":
            pointer, value, *_ = split_operands(operation)
            return [("wl_atomic", "ptr".join(pointer.split("ptr")[1:]).strip(), bytes_of(type_of(value), structures))]
        case "call":
            return _memory_call(operation)
    return []


def type_of(operand: str) -> str:
    """The type in `type value`, whatever the value is."""
    if operand[0] in "<[{":
        return operand[: _bracket_end(operand)]
    return operand.split(" ", 1)[0]


def _bracket_end(text: str) -> int:
    depth = 0
    for position, character in enumerate(text):
        depth += (character in "<[{(") - (character in ">]})")
        if depth == 0:
            return position + 1
    raise IrTextError(f"no end of the type: {text[:120]}")


def _memory_call(operation: str) -> list[tuple[str, str, int | str]]:
    found = _MEMORY.search(operation)
    if found is None:
        return []
    arguments, _ = arguments_of(operation, found.end() - 1)
    kind, *_, size = arguments[2].split()
    suffix = "" if size.isdigit() else "_long"
    if suffix and kind != "i64":
        raise IrTextError(f"a length that is no i64: {arguments[2]}")
    bytes_ = size if suffix else min(int(size), (1 << 32) - 1)
    written = (f"wl_write{suffix}", _address(arguments[0]), bytes_)
    return [written] if found[1] == "memset" else [(f"wl_read{suffix}", _address(arguments[1]), bytes_), written]


def _address(operand: str) -> str:
    """`ptr %p` and `ptr align 4 %p` name the same."""
    return _ORDERING.sub("", re.sub(r"^align \d+ ", "", operand.removeprefix("ptr").strip()))


def _inserted(block: Block, call: Instruction) -> Block:
    at = block.first_non_phi
    line = next((each.line for each in block.instructions[at:] if each.line), 0)
    call = replace(call, line=line)
    return replace(block, instructions=(*block.instructions[:at], call, *block.instructions[at:]))


def _allocas(function: Function) -> frozenset[str]:
    """Addresses that are made by `alloca`, or by going on from such a one."""
    found: set[str] = set()
    for block in function.blocks:
        for each in block.instructions:
            result = each.result
            if result is None:
                continue
            if each.opcode == "alloca":
                found.add(result)
            elif each.opcode == "getelementptr":
                operands = split_operands(each.operation.removeprefix("getelementptr "))
                if len(operands) > 1 and _address(operands[1]) in found:
                    found.add(result)
    return frozenset(found)


def _layout(kind: str, structures: Mapping[str, Sequence[str]], depth: int) -> tuple[int, int]:
    """Bytes and alignment."""
    if depth > 32:
        raise IrTextError("types inside of types without end")
    if kind in _SCALARS:
        return _SCALARS[kind], _SCALARS[kind]
    if re.fullmatch(r"i\d{1,5}", kind):
        size = 1
        while size * 8 < int(kind[1:]):
            size *= 2
        return size, min(size, 16)
    if found := _VECTOR.match(kind):
        size = int(found[1]) * _layout(found[2], structures, depth + 1)[0]
        return size, size
    if found := _ARRAY.match(kind):
        size, alignment = _layout(found[2], structures, depth + 1)
        return int(found[1]) * size, alignment
    if kind.startswith("{"):
        members: Sequence[str] = split_operands(kind.strip("{} "))
    elif kind in structures:
        members = structures[kind]
    else:
        raise IrTextError(f"a type of unknown size: {kind[:80]}")
    end, most = 0, 1
    for member in members:
        size, alignment = _layout(member, structures, depth + 1)
        end = -(-end // alignment) * alignment + size
        most = max(most, alignment)
    return -(-end // most) * most, most
