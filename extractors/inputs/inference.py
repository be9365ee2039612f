"""Drafts an input specification for hand-written code from its signature, subscripts, loop bounds, guards and launches.

A draft is a proposal: `refinement.refine` runs it under guards until it is clean, and only then it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from warploom.extractors.inputs.c_functions import Parameter
from warploom.extractors.inputs.code_reading import Access, Reading, read_function
from warploom.extractors.inputs.expressions import ExpressionError, evaluate, symbols_of
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Tolerance, Values
from warploom.extractors.inputs.structures import structures_of
from warploom.schemas.errors import WarploomError

MIN_LARGEST = 4096
"""Elements of the largest array of the largest size."""
_LADDER = (0, 1, 2, 5, 17, 31, 33, 66)
_LONG_LADDER = (0, 1, 31, 33, 255, 257, 1023, 4099)
"""Of one symbol: below, at and above warps and blocks."""
_GUESSED = ": its length is a guess until it is run"
_TYPES: Mapping[str, str] = {
    "half": "float16", "__half": "float16", "float": "float32", "double": "float64",
    "char": "int8", "signed char": "int8", "unsigned char": "uint8", "short": "int16", "unsigned short": "uint16",
    "int": "int32", "unsigned": "uint32", "unsigned int": "uint32", "long": "int64", "unsigned long": "uint64",
    "long long": "int64", "unsigned long long": "uint64", "size_t": "uint64", "ptrdiff_t": "int64",
    **{f"{sign}int{bits}_t": f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}  # fmt: skip


class InferenceError(WarploomError):
    """A function of which no specification can be drafted; says which parameter and why."""

    def __init__(self, entry: str, cause: str) -> None:
        super().__init__(entry, cause)
        self.entry, self.cause = entry, cause

    def __str__(self) -> str:
        return f"{self.entry}: {self.cause}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed specification, with what it rests on (`evidence`) and what was not understood (`notes`)."""

    spec: InputSpec
    evidence: tuple[str, ...]
    notes: tuple[str, ...]


def draft_spec(text: str, entry: str) -> Draft:
    """Read `entry` in a file of C, C++ or CUDA. Raises `InferenceError` and `CodeReadingError`."""
    reading = read_function(text, entry)
    if not any(parameter.is_pointer for parameter in reading.parameters):
        raise InferenceError(entry, "no parameter is a pointer")
    structures = structures_of(text, _TYPES)
    for parameter in reading.parameters:
        if parameter.type not in _TYPES and not (parameter.is_pointer and parameter.type in structures):
            raise InferenceError(entry, f"parameter {parameter.name} is of type {parameter.type}")
    lengths, evidence = _lengths(reading)
    indexed = {
        access.index.of for access in reading.accesses if access.index.of and access.index.of not in reading.offsets
    }
    written = {access.array for access in reading.accesses if access.is_write}
    read = {access.array for access in reading.accesses if access.is_read}
    params: list[Scalar | Array] = []
    symbols = {name for length in lengths.values() for name in symbols_of(length)}
    if any(note.endswith(_GUESSED) for note in reading.notes):
        symbols |= {p.name for p in reading.parameters if _is_count(p)}
    symbols |= {f"{name}_total" for name in reading.offsets} | {f"{name}_limit" for name in indexed}
    for p in reading.parameters:
        if p.is_pointer and p.type in structures:
            name, direction = p.type.removeprefix("struct "), _direction(p, read, written)
            params.append(Array(p.name, name, lengths[p.name], direction, fields=structures[p.type]))
        elif p.is_pointer:
            values = _values(p, reading, indexed)
            params.append(Array(p.name, _TYPES[p.type], lengths[p.name], _direction(p, read, written), values))
        else:
            params.append(_scalar(p, symbols))
    named = tuple(sorted(symbols, key=lambda name: _place(name, reading.parameters)))
    is_real = any(isinstance(p, Array) and p.type.startswith("float") for p in params)
    wide = Tolerance(64.0, "1", 1.0) if is_real else Tolerance()
    spec = InputSpec(tuple(params), named, (), (), (), Tolerance(), wide)
    return Draft(with_ladder(spec, entry), tuple(evidence), tuple(reading.notes))


def with_ladder(spec: InputSpec, entry: str = "") -> InputSpec:
    """The specification with sizes from 0 to one with an array of 4,096 elements; symbols differ from each other, so
    that one length is not taken for another. Raises `InferenceError` where none is so large.
    """
    steps = list(_LONG_LADDER if len(spec.symbols) == 1 else _LADDER)
    sizes = [_size(spec.symbols, step) for step in steps]
    while _largest(spec, sizes[-1]) < MIN_LARGEST:
        steps[-1] *= 2
        sizes[-1] = _size(spec.symbols, steps[-1])
        if steps[-1] > 1 << 16:
            raise InferenceError(entry, "no size makes an array of 4,096 elements")
    kept = [size for size in sizes if _is_possible(spec, size)]
    return replace(spec, sizes=tuple(kept))


def _size(symbols: Sequence[str], step: int) -> dict[str, int]:
    return {name: step + (place if step > 1 else 0) for place, name in enumerate(symbols)}


def _largest(spec: InputSpec, size: Mapping[str, int]) -> int:
    return max(evaluate(array.length, size) for array in spec.arrays)


def _is_possible(spec: InputSpec, size: Mapping[str, int]) -> bool:
    """Whether an array of indices has something to point at wherever it has elements."""
    for array in spec.arrays:
        try:
            length = evaluate(array.length, size)
            high = evaluate(array.values.high, size) if isinstance(array.values.high, str) else array.values.high
        except ExpressionError:
            return False
        if length < 0 or (length > 0 and isinstance(array.values.high, str) and high < 0):
            return False
    return True


def _lengths(reading: Reading) -> tuple[dict[str, str], list[str]]:
    """Length of each array: one more than the highest index of its subscripts, or a symbol of its own."""
    lengths: dict[str, str] = {}
    evidence: list[str] = []
    for p in reading.parameters:
        if not p.is_pointer:
            continue
        mine = [a for a in reading.accesses if a.array == p.name]
        found = dict.fromkeys(_one_more(a, reading) for a in mine if a.index.high is not None)
        usable = _greatest([length for length in found if _is_usable(length)])
        if usable:
            lengths[p.name] = usable[0] if len(usable) == 1 else f"max({', '.join(usable[:8])})"
            evidence.append(f"{p.name}: {lengths[p.name]} elements, by {len(mine)} subscripts")
        else:
            counts = [q.name for q in reading.parameters if _is_count(q)]
            lengths[p.name] = counts[0] if counts else f"{p.name}_length"
            evidence.append(f"{p.name}: no subscript tells its length")
            # any of them may have to do with it: running tells which
            reading.notes.append(f"{p.name}{_GUESSED}")
    return lengths, evidence


def _greatest(lengths: Sequence[str]) -> list[str]:
    """Those that no other one exceeds wherever they were tried: of `n` and `n + 1` the latter."""
    names = sorted({name for length in lengths for name in symbols_of(length)})
    trials = [{name: value * (place + 2) for place, name in enumerate(names)} for value in (1, 7, 64)]
    values = {length: [evaluate(length, trial) for trial in trials] for length in lengths}
    kept: list[str] = []
    for length in sorted(lengths, key=lambda length: (values[length], -len(length)), reverse=True):
        mine = values[length]
        if not any(all(a <= b for a, b in zip(mine, values[other], strict=True)) for other in kept):
            kept.append(length)
    return kept


def _one_more(access: Access, reading: Reading) -> str:
    high = access.index.high or "0"
    for name in reading.offsets:
        high = high.replace(f"{name}_limit - 1", f"{name}_total")
    if high.isdecimal():
        return str(int(high) + 1)
    return high.removesuffix(" - 1") if high.endswith(" - 1") else f"{high} + 1"


def _is_count(p: Parameter) -> bool:
    return not p.is_pointer and _TYPES.get(p.type, "").lstrip("u").startswith("int")


def _is_usable(expression: str) -> bool:
    try:
        symbols_of(expression)
    except ExpressionError:
        return False
    return True


def _direction(p: Parameter, read: set[str], written: set[str]) -> Direction:
    if p.is_const or p.name not in written:
        return Direction.IN
    return Direction.INOUT if p.name in read else Direction.OUT


def _values(p: Parameter, reading: Reading, indexed: set[str]) -> Values:
    if p.name in reading.offsets:
        return Values(Kind.OFFSETS, 0, f"{p.name}_total")
    if p.name in indexed:
        most = 127 if _TYPES[p.type] == "int8" else 255 if _TYPES[p.type] == "uint8" else None
        limit = f"{p.name}_limit - 1"
        return Values(Kind.INTEGER, 0, limit if most is None else f"min({limit}, {most})")
    if _TYPES[p.type].startswith("float"):
        return Values(Kind.REAL)
    return Values(Kind.INTEGER, 0 if _TYPES[p.type].startswith("u") else -8, 8)


def _scalar(p: Parameter, symbols: set[str]) -> Scalar:
    type_ = _TYPES[p.type]
    if p.name in symbols:
        return Scalar(p.name, type_, p.name)
    if type_.startswith("float"):
        return Scalar(p.name, type_, Values(Kind.REAL))
    return Scalar(p.name, type_, Values(Kind.INTEGER, 1, 8))


def _place(name: str, parameters: Sequence[Parameter]) -> tuple[int, str]:
    places = [number for number, p in enumerate(parameters) if p.name == name]
    return (places[0] if places else len(parameters), name)
