"""Runs the host side of pairs in the sandbox and reads what it did with the device: steps that a runner can repeat.

Whoever's release it is, its launchers run nowhere else. What comes out is looked at step by step: a runner repeats it
on a device that other programs use, too.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.specification import Direction
from warploom.extractors.pairs.pair import Pair
from warploom.schemas.errors import WarploomError
from warploom.validators.gpu.work import flops_of_call
from warploom.validators.proof.foreign import confined_values
from warploom.validators.proof.suite import Case
from warploom.validators.simulate.confined import Lost
from warploom.validators.simulate.execution import How, Outcome, Side
from warploom.validators.simulate.front_end import Compiled
from warploom.validators.simulate.ir_operands import IrTextError
from warploom.validators.simulate.kernel_entries import with_recording
from warploom.validators.simulate.loader import Program
from warploom.validators.simulate.recording import Step

SECONDS = 120
"""Of processor time, for all calls of a pair."""
_MOST_STEPS = 1 << 16
_MOST_ARGUMENTS = 256
_MOST_TEXT = 200
_MOST_BLOCKS = 1 << 31


class UnrepeatableError(WarploomError):
    """A pair whose calls cannot be repeated elsewhere; says why."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


@dataclass(frozen=True, slots=True)
class HostJob:
    """A pair with the cases that its host side is to be called in."""

    pair: Pair
    compiled: Compiled
    cases: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Call:
    """What the host did in one case, and what the device wrote where no oracle says what must come out."""

    steps: Sequence[Step]
    outputs: Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class HostCalls:
    """For each launch shape a call for each case; and the operations on reals of the case that is timed, or None where
    nobody can say how many they are.
    """

    programs: Sequence[Sequence[Call]]
    flops: int | None


def calls_of(jobs: Sequence[HostJob]) -> list[HostCalls | UnrepeatableError]:
    """What came of each, for one start of the sandbox. Raises as `foreign.confined_values`."""
    if not jobs:
        return []
    said, _ = confined_values(f"{__name__}:plain_calls", list(jobs), SECONDS)
    return [_read(job, one) for job, one in zip(jobs, said, strict=True)]


def timed_case(job: HostJob, programs: Sequence[Sequence[Call]]) -> list[int]:
    """The largest case of each data set with a launch, under the first shape."""
    best: dict[str, int] = {}
    sizes = [
        sum(np.asarray(case.arguments[array.name]).nbytes for array in job.pair.inputs.arrays) for case in job.cases
    ]
    for number, (case, call) in enumerate(zip(job.cases, programs[0], strict=True)):
        if not any(step[0] == "launch" for step in call.steps):
            continue
        before = best.get(case.data_set)
        if before is None or sizes[number] >= sizes[before]:
            best[case.data_set] = number
    return sorted(best.values())


def plain_calls(job: HostJob) -> dict[str, Any]:
    """In the sandbox: all calls, as values of JSON."""
    programs: list[list[Call]] = []
    for ir in job.compiled.gpu_irs:
        side = Side(Program(with_recording(ir), (job.pair.gpu.entry,)), job.pair.inputs, is_device=True)
        try:
            programs.append([_called(job, case, side) for case in job.cases])
        except UnrepeatableError as error:
            return {"left": [error.reason, error.detail]}
        finally:
            side.release()
    timed = timed_case(job, programs)
    try:
        flops = flops_of_call(job.pair, job.compiled.cpu_ir, job.cases[timed[0]].arguments) if timed else None
    except IrTextError:
        flops = None
    return {"programs": [[_plain(call) for call in program] for program in programs], "flops": flops}


def _called(job: HostJob, case: Case, side: Side) -> Call:
    ran = side.run(job.pair.gpu.entry, case.arguments, How(records_steps=True))
    if ran.outcome is not Outcome.OK:
        raise UnrepeatableError(str(ran.outcome), f"{case}: {ran.detail}")
    return Call(list(ran.steps), {} if case.expected is not None else ran.outputs)


def _plain(call: Call) -> list[Any]:
    outputs = {name: base64.b64encode(np.asarray(value).tobytes()).decode() for name, value in call.outputs.items()}
    return [call.steps, outputs]


def _read(job: HostJob, said: object) -> HostCalls | UnrepeatableError:
    if isinstance(said, Lost):
        kind, _, words = said.detail.partition(": ")
        if said.how == "failed" and kind.isidentifier():
            return UnrepeatableError("not_repeatable", words[:500])
        return UnrepeatableError(said.how, said.detail[:500])
    try:
        given = cast("dict[str, Any]", said)
        if "left" in given:
            reason, detail = given["left"]
            return UnrepeatableError(_word(reason), str(detail)[:500])
        programs = [
            [_call(job, case, *call) for case, call in zip(job.cases, program, strict=True)]
            for program, _ in zip(given["programs"], job.compiled.gpu_irs, strict=True)
        ]
        flops = given["flops"]
        return HostCalls(programs, None if flops is None else _number(flops, 1 << 62))
    except UnrepeatableError as error:
        return error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return UnrepeatableError("not_repeatable", f"no answer of its host side: {type(error).__name__}: {error}"[:500])


def _call(job: HostJob, case: Case, steps: Any, outputs: Any) -> Call:
    arrays = {array.name: np.asarray(case.arguments[array.name]) for array in job.pair.inputs.arrays}
    sizes = {name: array.nbytes for name, array in arrays.items()}
    if not isinstance(steps, list) or len(steps) > _MOST_STEPS:
        raise TypeError(f"at most {_MOST_STEPS} steps are wanted")
    read = [_step(step, sizes) for step in steps]
    if any(step[0] == "launch" and not step[1] for step in read):
        raise UnrepeatableError("not_repeatable", f"{case}: a kernel without a name")
    found: dict[str, npt.NDArray[Any]] = {}
    for array in job.pair.inputs.arrays if case.expected is None else ():
        if array.direction is not Direction.IN:
            like = arrays[array.name]
            found[array.name] = np.frombuffer(base64.b64decode(outputs[array.name], validate=True), like.dtype)
            if found[array.name].size != like.size:
                raise ValueError(f"{array.name} is of another length")
    return Call(read, found)


def _step(step: Any, sizes: dict[str, int]) -> Step:
    """The step, where it reaches nothing outside of the buffers; `sizes` says which there are, in bytes."""
    name, *rest = step
    if name == "allocate":
        buffer, n_bytes = rest
        if not isinstance(buffer, str) or len(buffer) > _MOST_TEXT or buffer in sizes:
            raise ValueError("a buffer of a new name is wanted")
        sizes[buffer] = _number(n_bytes, 1 << 40)
    elif name == "free":
        (buffer,) = rest
        del sizes[buffer]
    elif name == "fill":
        buffer, offset, value, length = rest
        _number(abs(value), 1 << 32)
        _demand_inside(sizes, buffer, offset, length)
    elif name == "copy":
        buffer, offset, source, start, length = rest
        _demand_inside(sizes, buffer, offset, length)
        _demand_inside(sizes, source, start, length)
    elif name == "write":
        buffer, offset, data = rest
        _demand_inside(sizes, buffer, offset, len(bytes.fromhex(data)))
    elif name == "launch":
        _launch(*rest, sizes=sizes)
    else:
        raise ValueError("a step of another name")
    return [name, *rest]


def _launch(kernel: Any, grid: Any, block: Any, shared_bytes: Any, arguments: Any, *, sizes: Mapping[str, int]) -> None:
    if not isinstance(kernel, str):
        raise TypeError("a kernel's name is wanted")
    for dimensions in (grid, block):
        if not isinstance(dimensions, list) or len(dimensions) != 3:
            raise TypeError("three numbers are wanted")
        for dimension in dimensions:
            _number(dimension, _MOST_BLOCKS)
    _number(shared_bytes, 1 << 30)
    if not isinstance(arguments, list) or len(arguments) > _MOST_ARGUMENTS:
        raise TypeError("a list of arguments is wanted")
    for kind, *value in arguments:
        if kind == "pointer":
            buffer, offset = value
            if buffer not in sizes or not isinstance(offset, int):
                raise ValueError("a pointer into no buffer")
        elif kind == "bytes":
            (data,) = value
            bytes.fromhex(data)
        else:
            raise ValueError("an argument of another kind")


def _demand_inside(sizes: Mapping[str, int], buffer: Any, offset: Any, length: Any) -> None:
    end = _number(offset, 1 << 40) + _number(length, 1 << 40)
    if end > sizes[buffer]:
        raise ValueError("a step beyond the end of a buffer")


def _number(value: Any, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise TypeError(f"a number from 0 to {most} is wanted")
    return value


def _word(value: Any) -> str:
    if value not in {str(outcome) for outcome in Outcome}:
        raise ValueError("another reason")
    return str(value)
