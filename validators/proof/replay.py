"""Repeat one run of a pair from what a verdict says of it, and show what both sides gave."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.corners import filled
from warploom.extractors.inputs.drawing import Argument, draw
from warploom.extractors.inputs.specification import Array, Direction
from warploom.extractors.pairs.pair import Pair
from warploom.schemas.errors import WarploomError
from warploom.validators.proof.aliasing import aliased
from warploom.validators.proof.compare import Bound, compare
from warploom.validators.proof.foreign import confined_values
from warploom.validators.proof.inexact_functions import STRICT_ORIGINS
from warploom.validators.proof.oracles import confined_outputs
from warploom.validators.proof.running import SimulatedRunner
from warploom.validators.proof.side_program import SideProgram, prepare
from warploom.validators.proof.suite import Case, Outputs, accepts
from warploom.validators.proof.trial import FUEL, SECONDS
from warploom.validators.proof.where import SideName, Where
from warploom.validators.simulate.confined import Lost
from warploom.validators.simulate.front_end import Compiled, compile_sides

_SECONDS = 120
_AROUND = 4
"""Elements that are shown before and behind the first wrong one."""


class ReplayError(WarploomError):
    """The run cannot be repeated: the pair does not compile, or has no such launch shape."""


@dataclass(frozen=True, slots=True)
class SideResult:
    """What one side gave: `outcome` as in `reasons`, `detail` where it ended, `outputs` where it ended well."""

    outcome: str
    detail: str
    outputs: Outputs


@dataclass(frozen=True, slots=True)
class Replay:
    """Both sides' results in one case. The side that `where` names ran as it says, the other one plainly."""

    pair: Pair
    where: Where
    arguments: Mapping[str, Argument]
    expected: Outputs | None
    sides: Mapping[SideName, SideResult]
    mutant: str
    """In words, where a mutant ran."""

    def __str__(self) -> str:
        return "\n".join(_told(self))


def replay(pair: Pair, where: Where) -> Replay:
    """Run both sides once, and the oracle, in the sandbox: what is replayed may be anybody's, whatever it says of its
    origin. Raises `ReplayError`, and what the simulator and the sandbox raise.
    """
    (compiled,) = compile_sides([pair])
    if not isinstance(compiled, Compiled):
        raise ReplayError(f"the {compiled.side} side does not compile: {compiled.error}")
    size = dict(where.size)
    arguments = draw(pair.inputs, size, where.data_set, where.seed)
    if where.corner is not None:
        arguments = filled(pair.inputs, size, where.data_set, arguments, where.corner)
    if where.alias is not None:
        together = aliased(arguments, where.alias)
        if together is None:
            raise ReplayError(f"{where.alias} are of different lengths at {size}")
        arguments = together
    expected = None if pair.oracle is None else confined_outputs(pair, [arguments])[0]
    results: dict[SideName, SideResult] = {}
    mutant = ""
    for side in ("cpu", "gpu"):
        asked = where if side == where.side else Where(side, where.size, where.data_set, where.seed, alias=where.alias)
        program = _program(pair, compiled, asked)
        if asked.mutant:
            mutant = str(program.mutants[asked.mutant - 1])
        job = RunJob(pair, program, asked, arguments, expected)
        results[side] = _result_of(job)
    return Replay(pair, where, arguments, expected, results, mutant)


def replay_detail(pair: Pair, detail: str) -> Replay:
    """The run that a verdict's `detail` names. Raises `WhereError` where it names none."""
    return replay(pair, Where.parse(detail))


def _program(pair: Pair, compiled: Compiled, where: Where) -> SideProgram:
    is_device = where.side == "gpu"
    side = pair.gpu if is_device else pair.cpu
    ir = compiled.cpu_trap_ir if where.is_trapping else compiled.cpu_ir
    if is_device:
        shapes = [tuple(shape.items()) for shape in pair.launch_shapes or ({},)]
        wanted = where.shape or shapes[0]
        if wanted not in shapes:
            raise ReplayError(f"the pair has no launch shape {dict(wanted)}")
        ir = compiled.gpu_trap_ir if where.is_trapping else compiled.gpu_irs[shapes.index(wanted)]
    # how many were chosen decides which number is which
    n_mutants = where.n_mutants if where.mutant else 0
    is_strict = where.is_trapping and pair.origin in STRICT_ORIGINS
    return prepare(ir, side.entry, is_device=is_device, n_mutants=n_mutants, seed=where.seed, is_strict=is_strict)


@dataclass(frozen=True, slots=True)
class RunJob:
    """One run of one side."""

    pair: Pair
    program: SideProgram
    where: Where
    arguments: Mapping[str, Argument]
    expected: Outputs | None


def _result_of(job: RunJob) -> SideResult:
    """In the sandbox; what comes out of it are words and the bytes of arrays as long as those that went in."""
    (said,), _ = confined_values(f"{__name__}:plain_result", [job], _SECONDS)
    if isinstance(said, Lost):
        return SideResult(said.how, said.detail, {})
    try:
        outputs = {str(name): _array(job.arguments, name, data) for name, data in said["outputs"].items()}
        return SideResult(str(said["outcome"])[:80], str(said["detail"])[:2000], outputs)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ReplayError(f"the run gave no answer: {type(error).__name__}") from None


def _array(arguments: Mapping[str, Argument], name: str, data: str) -> npt.NDArray[Any]:
    like = np.asarray(arguments[name])
    found = np.frombuffer(base64.b64decode(data, validate=True), like.dtype)
    if found.size != like.size:
        raise ValueError(name)
    return found


def plain_result(job: RunJob) -> dict[str, Any]:
    """In the sandbox: one run, as values of JSON."""
    result = _result(job)
    outputs = {name: base64.b64encode(np.asarray(value).tobytes()).decode() for name, value in result.outputs.items()}
    return {"outcome": result.outcome, "detail": result.detail, "outputs": outputs}


def _result(job: RunJob) -> SideResult:
    pair, program, where, arguments = job.pair, job.program, job.where, job.arguments
    is_device = where.side == "gpu"
    runner = SimulatedRunner.load(program, (program.entry, program.twin), pair.inputs, is_device=is_device)
    function = program.twin if where.records_races or where.mutant else program.entry
    tolerance = pair.inputs.exact if where.data_set == "exact" else pair.inputs.wide
    is_right = None
    if job.expected is not None and tolerance is not None:
        size = dict(where.size)
        case = Case(size, where.data_set, where.seed, arguments, job.expected, Bound.of(tolerance, size))
        is_right = partial(accepts, pair.inputs, case)
    ran = runner.run(function, arguments, where, fuel=FUEL, seconds=SECONDS, accepts=is_right)
    return SideResult(str(ran.outcome), ran.detail, {name: np.array(value) for name, value in ran.outputs.items()})


def _told(found: Replay) -> Iterator[str]:
    yield str(found.where)
    if found.mutant:
        yield f"mutant: {found.mutant}"
    for param in found.pair.inputs.params:
        value = found.arguments[param.name]
        if not isinstance(param, Array):
            yield f"{param.name} = {value}"
    for side, result in found.sides.items():
        yield f"{side}: {result.outcome}{f': {result.detail}' if result.detail else ''}"
    for param in found.pair.inputs.arrays:
        if param.direction is not Direction.IN:
            yield from _array_told(found, param)


def _array_told(found: Replay, param: Array) -> Iterator[str]:
    """The elements around the first one that differs, or the first ones."""
    columns: dict[str, npt.NDArray[Any]] = {}
    if found.expected is not None:
        columns["expected"] = np.asarray(found.expected[param.name])
    for side, result in found.sides.items():
        if param.name in result.outputs:
            columns[side] = result.outputs[param.name]
    if not columns:
        return
    reference, first = next(iter(columns.values())), 0
    for side in found.sides:
        if side in columns and columns[side].size == reference.size:
            difference = compare(columns[side], reference, _bound(found)).first
            if difference is not None:
                first = difference
                break
    begin, end = max(0, first - _AROUND), min(reference.size, first + _AROUND + 1)
    yield f"{param.name}[{begin}:{end}] of {reference.size}"
    for name, values in columns.items():
        yield f"  {name:>8}  " + "  ".join(str(value) for value in values[begin:end])


def _bound(found: Replay) -> Bound:
    spec = found.pair.inputs
    tolerance = spec.exact if found.where.data_set == "exact" else spec.wide
    return Bound(0.0, 0.0, nan_equal=True) if tolerance is None else Bound.of(tolerance, dict(found.where.size))
