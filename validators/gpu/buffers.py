"""How the arrays of a call come to a device: a few numbers to draw them by, or their bytes where that takes sorting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from warploom.extractors.inputs.drawing import (
    DataSet,
    bounds,
    draw,
    eighths,
    element_type,
    length_of,
    space_of,
    stream_of,
)
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind


def buffers(
    spec: InputSpec, size: Mapping[str, int], data_set: DataSet, seed: int
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """A buffer for each array, in order, as `bundled.replay` reads it, and the bytes that it names by their SHA-256.

    Raises `DrawError` as `drawing.draw` does.
    """
    found: list[dict[str, Any]] = []
    blobs: dict[str, bytes] = {}
    drawn: Mapping[str, Any] | None = None
    for number, param in enumerate(spec.params):
        if not isinstance(param, Array):
            continue
        type_, length = element_type(param), length_of(param, size)
        parts: list[dict[str, Any]] = []
        if param.direction is not Direction.OUT and length and param.values.kind is not Kind.ZEROS:
            if param.values.kind in (Kind.REAL, Kind.INTEGER):
                parts = list(_drawn(param, number, size, data_set, seed))
            else:
                drawn = drawn if drawn is not None else draw(spec, size, data_set, seed)
                content = np.ascontiguousarray(drawn[param.name]).tobytes()
                sha256 = hashlib.sha256(content).hexdigest()
                blobs[sha256] = content
                parts = [{"how": "blob", "offset": 0, "sha256": sha256}]
        found.append(
            {
                "name": param.name,
                "bytes": length * type_.itemsize,
                "direction": str(param.direction),
                "parts": parts,
            }
        )
    return found, blobs


def _drawn(
    param: Array, number: int, size: Mapping[str, int], data_set: DataSet, seed: int
) -> Iterator[dict[str, Any]]:
    whole = element_type(param)
    for member, (name, (member_type, offset)) in enumerate(_members(whole).items()):
        label = f"{param.name}.{name}" if name else param.name
        low, high = bounds(label, param.values, member_type, size, data_set)
        how, first, count = "between", 0, 0
        if isinstance(low, int) and isinstance(high, int):
            how, first, count = "whole", low, high - low + 1
        elif data_set == "exact":
            how = "eighths"
            first, count = eighths(label, low, high)
        yield {
            "how": how,
            "type": member_type.name,
            "seed": seed,
            "stream": stream_of(number, member),
            "space": space_of(data_set, size),
            "first": (first + (1 << 63)) % (1 << 64) - (1 << 63),
            "count": count % (1 << 64),
            "low": float(low),
            "high": float(high),
            "length": length_of(param, size),
            "stride": whole.itemsize,
            "offset": offset,
        }


def _members(whole: np.dtype[Any]) -> dict[str, tuple[np.dtype[Any], int]]:
    """Type and offset of each member; of a plain element the one of no name."""
    if whole.names is None or whole.fields is None:
        return {"": (whole, 0)}
    return {name: (whole.fields[name][0], whole.fields[name][1]) for name in whole.names}
