"""What a candidate is given: a function, what it may be called with, and what is wanted of its translation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Scalar
from warploom.schemas.errors import WarploomError

MAX_TEXT_BYTES = 1 << 20
"""Of one translation."""
_C_TYPES = {"float16": "__half", "float32": "float", "float64": "double"}


class NoAnswerError(WarploomError):
    """A candidate gave no translation: `cause` says why, without what it was asked with (keys) or what it said."""

    def __init__(self, candidate: str, cause: str) -> None:
        super().__init__(candidate, cause)
        self.candidate, self.cause = candidate, cause

    def __str__(self) -> str:
        return f"{self.candidate}: {self.cause}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A CPU side. `spec_id` names the computation."""

    spec_id: str
    language: str
    text: str
    entry: str
    description: str
    inputs: InputSpec

    def as_json(self) -> str:
        """What a program gets on its standard input."""
        params = [_param(param) for param in self.inputs.params]
        facts: dict[str, Any] = {
            "spec_id": self.spec_id,
            "language": self.language,
            "text": self.text,
            "entry": self.entry,
            "description": self.description,
            "target": "CUDA",
            "signature": self.signature(),
            "params": params,
        }
        return json.dumps(facts, ensure_ascii=False)

    def signature(self) -> str:
        """The host launcher that is wanted, as C++ declares it."""
        return f'extern "C" void {self.entry}({", ".join(_declared(param) for param in self.inputs.params)})'

    def prompt(self) -> str:
        """What a chat model is asked."""
        arrays = "\n".join(
            f"- {param.name}: {param.length} elements, {_DIRECTIONS[param.direction]}" for param in self.inputs.arrays
        )
        return (
            f"Translate this {self.language} function to CUDA. {self.description}\n\n"
            f"```{self.language.lower()}\n{self.text}\n```\n\n"
            "Answer with one complete CUDA file in one fenced block, and nothing else. It must define the host "
            "launcher\n\n"
            f"    {self.signature()}\n\n"
            "Its pointers are device memory. It starts the kernels on the default stream and does not wait for them; "
            "it may allocate more device memory and must free what it allocates. Any sizes may come, zero too. Include "
            f"what you use of cuda_runtime.h, math.h and stdint.h, and no other header.\n\nArrays:\n{arrays}\n"
        )


_DIRECTIONS = {
    Direction.IN: "read only",
    Direction.OUT: "every element is to be written; what it holds before is undefined",
    Direction.INOUT: "read and written",
}


def _param(param: Scalar | Array) -> dict[str, str]:
    if isinstance(param, Scalar):
        return {"name": param.name, "kind": "scalar", "type": param.type}
    return {
        "name": param.name,
        "kind": "array",
        "type": param.type,
        "length": param.length,
        "direction": str(param.direction),
    }


def _declared(param: Scalar | Array) -> str:
    type_ = param.type if isinstance(param, Array) and param.fields else _C_TYPES.get(param.type, f"{param.type}_t")
    if isinstance(param, Scalar):
        return f"{type_} {param.name}"
    return f"{'const ' if param.direction is Direction.IN else ''}{type_} *{param.name}"
