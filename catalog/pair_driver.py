"""Writes a C program that calls one side of a pair on the inputs of its specification, drawn from the seed alone.

The same text compiles as C and as CUDA: with nvcc the arrays go to the device before the call and come back after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from warploom.extractors.inputs.drawing import (
    DataSet,
    bounds,
    draw,
    eighths,
    length_of,
    space_of,
    stream_of,
)
from warploom.extractors.inputs.expressions import evaluate
from warploom.extractors.inputs.spec_text import size_text
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Values
from warploom.schemas.errors import WarploomError

_C_TYPES = {
    "float16": "uint16_t", "float32": "float", "float64": "double",
    **{f"{sign}int{bits}": f"{sign}int{bits}_t" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}  # fmt: skip

_HEAD = """\
/* Calls `%(entry)s` on inputs that are drawn from the seed alone: ./program CASE prints every output, element by
 * element, as the bits of its value. Cases: %(cases)s.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "philox.h"

#ifdef __CUDACC__
#include <cuda_runtime.h>
#define CHECK(call) do { cudaError_t error = (call); if (error != cudaSuccess) { \\
    fprintf(stderr, "%%s: %%s\\n", #call, cudaGetErrorString(error)); exit(2); } } while (0)
extern "C"
#endif
void %(entry)s(%(prototype)s);

#define SEED %(seed)sull

static void *room(size_t bytes)
{
    void *made = calloc(bytes ? bytes : 1, 1);
    if (made == NULL)
        exit(3);
    return made;
}

static void *to_device(void *host, size_t bytes)
{
#ifdef __CUDACC__
    void *device;
    CHECK(cudaMalloc(&device, bytes ? bytes : 1));
    CHECK(cudaMemcpy(device, host, bytes, cudaMemcpyHostToDevice));
    return device;
#else
    (void)bytes;
    return host;
#endif
}

static void from_device(void *host, void *device, size_t bytes)
{
#ifdef __CUDACC__
    CHECK(cudaMemcpy(host, device, bytes, cudaMemcpyDeviceToHost));
#else
    (void)host, (void)device, (void)bytes;
#endif
}

static void show(const char *name, size_t element, const void *value, size_t bytes)
{
    uint64_t bits = 0;
    if (bytes == 1) bits = *(const uint8_t *)value;
    if (bytes == 2) { uint16_t part; memcpy(&part, value, 2); bits = part; }
    if (bytes == 4) { uint32_t part; memcpy(&part, value, 4); bits = part; }
    if (bytes == 8) memcpy(&bits, value, 8);
    printf("%%s %%zu %%0*" PRIx64 "\\n", name, element, (int)(2 * bytes), bits);
}

struct keyed { uint64_t key; int64_t number; };

static int by_key(const void *first, const void *second)
{
    const struct keyed *a = (const struct keyed *)first, *b = (const struct keyed *)second;
    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->number > b->number) - (a->number < b->number);
}

#define ORDER(name, type) static int name(const void *first, const void *second) \\
    { type a = *(const type *)first, b = *(const type *)second; return (a > b) - (a < b); }
"""


class DriverError(WarploomError):
    """A specification that no C program can be written for; says which parameter and why."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name, self.why = name, why

    def __str__(self) -> str:
        return f"parameter {self.name!r}: {self.why}"


def driver_source(spec: InputSpec, entry: str, seed: int) -> str:
    """The program's text; it has a case for each size and data set, numbered in order.

    Raises `DriverError`, `DrawError` or `ExpressionError` for a specification under which that is impossible.
    """
    cases = list(cases_of(spec))
    prototype = ", ".join(f"{'void *' if isinstance(p, Array) else _scalar_type(p) + ' '}{p.name}" for p in spec.params)
    described = ", ".join(f"{number} is {size_text(size)} {data_set}" for number, (size, data_set) in enumerate(cases))
    parts = [_HEAD % {"entry": entry, "prototype": prototype, "seed": seed, "cases": described}]
    parts += _structures(spec)
    sorted_types = {a.type for a in spec.arrays if a.values.kind in (Kind.ASCENDING, Kind.OFFSETS) and not a.fields}
    parts += [f"ORDER(by_{type_}, {_C_TYPES[type_]})\n" for type_ in sorted(sorted_types - {"float16"})]
    for number, (size, data_set) in enumerate(cases):
        parts.append(f"\nstatic void case_{number}(void)\n{{\n")
        parts += [f"    {line}\n" for line in _case(spec, entry, size, data_set, seed)]
        parts.append("}\n")
    calls = "".join(f"    case {number}: case_{number}(); return 0;\n" for number in range(len(cases)))
    parts.append(
        "\nint main(int argc, char **argv)\n{\n"
        f"    switch (argc > 1 ? atoi(argv[1]) : 0) {{\n{calls}    default: return 1;\n    }}\n}}\n"
    )
    return "".join(parts)


def cases_of(spec: InputSpec) -> Iterator[tuple[Mapping[str, int], DataSet]]:
    """Sizes and data sets in the order of the program's cases."""
    names: tuple[DataSet, ...] = ("exact", "wide")
    used = [name for name in names if getattr(spec, name) is not None]
    for size in spec.sizes:
        for name in used:
            yield size, name


def outputs_as_text(arrays: Mapping[str, np.ndarray[Any, Any]]) -> str:
    """What the program prints of these outputs."""
    lines = []
    for name, array in arrays.items():
        fields = array.dtype.names or ("",)
        for element in range(len(array)):
            for member in fields:
                value = array[element][member] if member else array[element]
                shown = f"{name}.{member}" if member else name
                lines.append(f"{shown} {element} {value.tobytes()[::-1].hex()}\n")
    return "".join(lines)


def _structures(spec: InputSpec) -> list[str]:
    made: dict[str, str] = {}
    for array in spec.arrays:
        if array.fields:
            members = "".join(f"    {_C_TYPES[type_]} {name};\n" for name, type_ in array.fields)
            made[array.type] = f"\nstruct wl_{array.type} {{\n{members}}};\n"
    return list(made.values())


def _scalar_type(param: Scalar) -> str:
    if param.type == "float16":
        raise DriverError(param.name, "halves by value are passed in no way that all C compilers share")
    return _C_TYPES[param.type]


def _case(spec: InputSpec, entry: str, size: Mapping[str, int], data_set: DataSet, seed: int) -> Iterator[str]:
    space = space_of(data_set, size)
    values = draw(spec, size, data_set, seed)
    arguments = []
    for number, param in enumerate(spec.params):
        if isinstance(param, Scalar):
            value = param.value
            made = (
                _number(values[param.name].item(), param.type)
                if isinstance(value, str)
                else _drawn(param.name, value, param.type, size, data_set, stream_of(number), space, "0")
            )
            yield f"{_C_TYPES[param.type]} {param.name} = ({_C_TYPES[param.type]}){made};"
            arguments.append(param.name)
            continue
        length = length_of(param, size)
        type_ = f"struct wl_{param.type}" if param.fields else _C_TYPES[param.type]
        yield f"const size_t n_{param.name} = {length}, s_{param.name} = n_{param.name} * sizeof({type_});"
        yield f"{type_} *{param.name} = ({type_} *)room(s_{param.name});"
        if length and param.direction is not Direction.OUT:
            yield from _fill(param, size, data_set, number, space, length)
        yield f"void *d_{param.name} = to_device({param.name}, s_{param.name});"
        arguments.append(f"d_{param.name}")
    yield f"{entry}({', '.join(arguments)});"
    yield "#ifdef __CUDACC__"
    yield "CHECK(cudaGetLastError());"
    yield "CHECK(cudaDeviceSynchronize());"
    yield "#endif"
    for array in spec.arrays:
        if array.direction is Direction.IN:
            continue
        yield f"from_device({array.name}, d_{array.name}, s_{array.name});"
        yield f"for (size_t i = 0; i < n_{array.name}; i++) {{"
        for name in [name for name, _ in array.fields] or [""]:
            place = f"{array.name}[i].{name}" if name else f"{array.name}[i]"
            shown = f"{array.name}.{name}" if name else array.name
            yield f'    show("{shown}", i, &{place}, sizeof {place});'
        yield "}"


def _fill(
    param: Array, size: Mapping[str, int], data_set: DataSet, number: int, space: int, length: int
) -> Iterator[str]:
    name, kind, stream = param.name, param.values.kind, stream_of(number)
    if kind is Kind.PERMUTATION:
        yield f"struct keyed *k_{name} = (struct keyed *)room(n_{name} * sizeof(struct keyed));"
        yield f"for (size_t i = 0; i < n_{name}; i++) {{"
        yield f"    k_{name}[i].key = wl_bits(SEED, {stream}u, {space}u, i);"
        yield f"    k_{name}[i].number = (int64_t)i;"
        yield "}"
        yield f"qsort(k_{name}, n_{name}, sizeof(struct keyed), by_key);"
        yield f"for (size_t i = 0; i < n_{name}; i++) {name}[i] = ({_C_TYPES[param.type]})k_{name}[i].number;"
        return
    if kind is Kind.OFFSETS:
        end = evaluate(param.values.high, size) if isinstance(param.values.high, str) else int(param.values.high)
        type_ = _C_TYPES[param.type]
        if length > 1:
            whole = f"wl_whole(SEED, {stream}u, {space}u, i, 0, {end + 1}ull)"
            yield f"for (size_t i = 0; i + 2 < n_{name}; i++) {name}[i + 1] = ({type_}){whole};"
            yield f"qsort({name} + 1, n_{name} - 2, sizeof({type_}), by_{param.type});"
            yield f"{name}[n_{name} - 1] = {end};"
        return
    if kind is Kind.ZEROS:
        return
    if kind is Kind.ASCENDING and (param.fields or param.type == "float16"):
        raise DriverError(name, "sorted structures or halves")
    yield f"for (size_t i = 0; i < n_{name}; i++) {{"
    for member, (field, type_) in enumerate(param.fields or (("", param.type),)):
        place = f"{name}[i].{field}" if field else f"{name}[i]"
        drawn = _drawn(name, param.values, type_, size, data_set, stream_of(number, member), space, "i")
        yield f"    {place} = ({_C_TYPES[type_]}){drawn};"
    yield "}"
    if kind is Kind.ASCENDING:
        yield f"qsort({name}, n_{name}, sizeof({_C_TYPES[param.type]}), by_{param.type});"


def _drawn(
    name: str,
    values: Values,
    type_: str,
    size: Mapping[str, int],
    data_set: DataSet,
    stream: int,
    space: int,
    number: str,
) -> str:
    if values.kind is Kind.ZEROS:
        return "0"
    low, high = bounds(name, values, np.dtype(type_), size, data_set)
    where = f"SEED, {stream}u, {space}u, {number}"
    if isinstance(low, int) and isinstance(high, int):
        count = (high - low + 1) % (1 << 64)
        drawn = f"wl_whole({where}, (int64_t){low % (1 << 64)}ull, {count}ull)"
    elif data_set == "exact":
        first, count = eighths(name, low, high)
        drawn = f"wl_eighths({where}, {first}, {count}ull)"
    else:
        drawn = f"wl_between({where}, {float(low).hex()}, {float(high).hex()})"
    return f"wl_half_bits((double){drawn})" if type_ == "float16" else drawn


def _number(value: float, type_: str) -> str:
    if type_.startswith(("float",)):
        return float(value).hex()
    return f"{value % (1 << 64)}ull"
