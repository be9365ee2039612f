"""What a runner needs to time a pair's CPU side: its native code, its arguments, and a library's function for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from warploom.extractors.inputs.specification import Scalar
from warploom.extractors.pairs.pair import Pair
from warploom.validators.gpu.bundled.library_calls import KERNELS
from warploom.validators.gpu.native_images import NativeCompiler, NotNativeError
from warploom.validators.proof.suite import Case

_NAMED = "kernel:"
_NAMES_ITS_PARAMETERS = "reference"
"""The generator of pairs whose kernels and parameters `library_calls` knows by name."""


def native_job(
    pair: Pair, cases: Mapping[int, Case], compiler: NativeCompiler | None, keep: Callable[[bytes], str]
) -> dict[str, Any]:
    """For the cases of these numbers, in order, the first of which is timed; or `why` there is none."""
    if not cases:
        return {"why": "no size of it starts a kernel", "library": None}
    library = _library(pair, next(iter(cases.values())))
    if compiler is None:
        return {"why": "the bundle was made without --native", "library": library}
    try:
        image = compiler.image(pair)
    except NotNativeError as error:
        return {"why": str(error), "library": library}
    return {
        "image": keep(image),
        "model": pair.cpu.model,
        "language": pair.cpu.language,
        "compiler": compiler.name,
        "flags": compiler.flags(pair.cpu),
        "cases": list(cases),
        "arguments": [_arguments(pair, case) for case in cases.values()],
        "library": library,
    }


def _arguments(pair: Pair, case: Case) -> list[list[Any]]:
    return [
        ["bytes", np.asarray(case.arguments[param.name]).tobytes().hex()]
        if isinstance(param, Scalar)
        else ["pointer", param.name, 0]
        for param in pair.inputs.params
    ]


def _library(pair: Pair, timed: Case) -> dict[str, Any] | None:
    kernel = next((f.removeprefix(_NAMED) for f in pair.features if f.startswith(_NAMED)), None)
    if pair.generator != _NAMES_ITS_PARAMETERS or kernel not in KERNELS:
        return None
    scalars = [param.name for param in pair.inputs.params if isinstance(param, Scalar)]
    return {
        "kernel": kernel,
        "types": {array.name: array.type for array in pair.inputs.arrays},
        "scalars": {name: np.asarray(timed.arguments[name]).item() for name in scalars},
    }
