"""Input specifications as JSON and back: one text for each, so that its digest names it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from warploom.extractors.inputs.specification import (
    ELEMENT_TYPES,
    Array,
    Direction,
    InputSpec,
    Kind,
    Scalar,
    Tolerance,
    Values,
)
from warploom.schemas.errors import WarploomError


class SpecTextError(WarploomError):
    """A text that is no input specification; says where."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return f"input specification: {self.why}"


def spec_to_text(spec: InputSpec) -> str:
    """JSON with sorted keys and without white space; sizes and tuples become objects and lists."""
    return json.dumps(_plain(spec), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def spec_from_text(text: str) -> InputSpec:
    """The specification that `spec_to_text` wrote. Raises `SpecTextError` for anything else."""
    try:
        given = json.loads(text)
        return InputSpec(
            params=tuple(_param(param) for param in given["params"]),
            symbols=tuple(given["symbols"]),
            sizes=tuple({str(name): int(value) for name, value in size.items()} for size in given["sizes"]),
            constraints=tuple(given["constraints"]),
            aliases=tuple((first, second) for first, second in given["aliases"]),
            exact=None if given["exact"] is None else Tolerance(**given["exact"]),
            wide=None if given["wide"] is None else Tolerance(**given["wide"]),
            properties=tuple(given["properties"]),
        )
    except KeyError as error:
        raise SpecTextError(f"lacks {error.args[0]}") from None
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise SpecTextError(str(error)) from None


def size_text(size: Mapping[str, int]) -> str:
    """A size or a launch shape in a line: `n=31,m=7`."""
    return ",".join(f"{name}={value}" for name, value in size.items())


def size_from_text(text: str) -> dict[str, int]:
    """What `size_text` wrote. Raises ValueError for anything else."""
    return {name: int(value) for name, _, value in (part.partition("=") for part in text.split(",") if part)}


def _plain(value: Any) -> Any:
    if isinstance(value, Scalar | Array):
        return {"is": type(value).__name__.lower(), **_fields(value)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, int | float | str | None):
        return value if type(value) in (int, float, str, bool, type(None)) else str(value)
    raise SpecTextError(f"{type(value).__name__} has no place in a specification")


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def _values(given: Mapping[str, Any]) -> Values:
    return Values(**{**given, "kind": Kind(given["kind"])})


def _demand_known(types: Sequence[str]) -> None:
    for type_ in types:
        if type_ not in ELEMENT_TYPES:
            raise SpecTextError(f"{type_!r} is no type of an element")


def _param(given: Mapping[str, Any]) -> Scalar | Array:
    rest = {key: value for key, value in given.items() if key != "is"}
    if given["is"] == "scalar":
        value = rest["value"]
        _demand_known([rest["type"]])
        return Scalar(**{**rest, "value": value if isinstance(value, str) else _values(value)})
    if given["is"] != "array":
        raise SpecTextError(f"a parameter is a scalar or an array, not {given['is']}")
    fields = tuple((name, type_) for name, type_ in rest["fields"])
    _demand_known([type_ for _, type_ in fields] or [rest["type"]])
    direction, values = Direction(rest["direction"]), _values(rest["values"])
    return Array(**{**rest, "fields": fields, "direction": direction, "values": values})
