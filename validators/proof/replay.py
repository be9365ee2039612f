"""Repeat one run of a pair from what a verdict says of it, and show what both sides gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from warploom.extractors.inputs.corners import filled
from warploom.extractors.inputs.drawing import Argument, draw
from warploom.extractors.inputs.specification import Array, Direction
from warploom.extractors.pairs.pair import Pair
from warploom.schemas.errors import WarploomError
from warploom.validators.proof.compare import Bound, compare
from warploom.validators.proof.running import SimulatedRunner, in_child
from warploom.validators.proof.side_program import SideProgram, prepare
from warploom.validators.proof.suite import Outputs, outputs_at
from warploom.validators.proof.trial import FUEL, SECONDS
from warploom.validators.proof.where import SideName, Where
from warploom.validators.simulate.front_end import Compiled, compile_sides

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
    """Run both sides once. Raises `ReplayError`, and what the simulator raises."""
    (compiled,) = compile_sides([pair])
    if not isinstance(compiled, Compiled):
        raise ReplayError(f"the {compiled.side} side does not compile: {compiled.error}")
    size = dict(where.size)
    arguments = draw(pair.inputs, size, where.data_set, where.seed)
    if where.corner is not None:
        arguments = filled(pair.inputs, size, where.data_set, arguments, where.corner)
    expected = None if pair.oracle is None else outputs_at(pair, arguments)
    results: dict[SideName, SideResult] = {}
    mutant = ""
    for side in ("cpu", "gpu"):
        asked = where if side == where.side else Where(side, where.size, where.data_set, where.seed)
        program = _program(pair, compiled, asked)
        if asked.mutant:
            mutant = str(program.mutants[asked.mutant - 1])
        results[side] = in_child(lambda p=program, w=asked: _result(pair, p, w, arguments), 120, 3600.0)  # type: ignore[misc]
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
    return prepare(ir, side.entry, is_device=is_device, n_mutants=n_mutants, seed=where.seed)


def _result(pair: Pair, program: SideProgram, where: Where, arguments: Mapping[str, Argument]) -> SideResult:
    is_device = where.side == "gpu"
    runner = SimulatedRunner.load(program, (program.entry, program.twin), pair.inputs, is_device=is_device)
    function = program.twin if where.records_races or where.mutant else program.entry
    ran = runner.run(function, arguments, where, fuel=FUEL, seconds=SECONDS)
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
