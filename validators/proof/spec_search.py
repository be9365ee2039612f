"""Looks, by running both sides of a pair under guards, for an input specification under which they agree."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from warploom.extractors.inputs.drawing import DATA_SETS, MAX_ELEMENTS, Argument, DataSet, DrawError, draw
from warploom.extractors.inputs.expressions import ExpressionError, evaluate, symbols_of
from warploom.extractors.inputs.fitting import Needed, fitted
from warploom.extractors.inputs.inference import InferenceError, with_ladder
from warploom.extractors.inputs.restrictions import Restriction, hypotheses, measuring_sizes
from warploom.extractors.inputs.spec_text import spec_to_text
from warploom.extractors.inputs.specification import (
    EXACT,
    Array,
    Direction,
    InputSpec,
    Kind,
    Scalar,
    Values,
)
from warploom.validators.proof.compare import Bound
from warploom.validators.proof.side_program import prepare
from warploom.validators.proof.spec_tolerances import Judged, same_bytes, with_tolerances
from warploom.validators.proof.suite import MIN_LARGEST, Case, Outputs
from warploom.validators.proof.where import POISONS
from warploom.validators.simulate.execution import How, Order, Outcome, Run, Side
from warploom.validators.simulate.loader import Program

SEED = 1
SEARCH_SECONDS = 90.0
"""Of processor time; no further hypothesis is tried after."""
_PLAIN = How()
_FUEL = 20_000_000
_RUN_SECONDS = 5.0
_ROOM = 64
"""Elements that an array has beyond the draft's length at first."""
_MOST_ROOM = 1 << 21
_LEAST_SIZES = 4
"""At which both sides run; of fewer nothing follows."""
_SIDES = ("cpu", "gpu")
_FUSED = "fused"


@dataclass(frozen=True, slots=True)
class SearchJob:
    """`spec` is the draft, with the CPU side's names. `constant` names arrays that both signatures only read."""

    spec: InputSpec
    cpu_ir: str
    gpu_ir: str
    fused_ir: str
    """The GPU side again, in which products may be fused with sums: results differ by roundings, no more."""
    cpu_entry: str
    gpu_entry: str
    constant: frozenset[str]
    hints: Mapping[str, tuple[str, ...]]
    """Lengths that reading of either side proposes, by array."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A size at which something is wrong, and what."""

    size: Mapping[str, int]
    said: str


@dataclass(slots=True)
class Attempt:
    """One restriction tried: the specification that came of it, and what is wrong with it still."""

    restriction: Restriction
    spec: InputSpec
    changes: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    passing: list[Mapping[str, int]] = field(default_factory=list)
    n_runs: int = 0


def search(job: SearchJob) -> dict[str, Any]:
    """In the sandbox: the specification as text, with what was changed; or why there is none. All values are JSON's.

    Raises `IrTextError`, `LoadError`, `ForbiddenError` for code that cannot be run at all.
    """
    machine = _Machine.of(job)
    first = _attempt(machine, job, Restriction())
    best = first
    if first.troubles:
        failing = [trouble.size for trouble in first.troubles]
        for restriction in hypotheses(failing, first.passing):
            if time.process_time() > SEARCH_SECONDS:
                break
            attempt = _attempt(machine, job, restriction)
            if not attempt.troubles:
                best = attempt
                break
    told = best.troubles[0] if best.troubles else None
    return {
        "spec": spec_to_text(best.spec) if told is None else None,
        "changes": best.changes,
        "restriction": str(best.restriction),
        "trouble": None if told is None else f"{_words(told.size)}: {told.said}",
        "n_runs": machine.n_runs,
    }


@dataclass(slots=True)
class _Machine:
    """Both programs, loaded once: any specification can be tried on them."""

    programs: Mapping[str, tuple[Program, str]]
    n_runs: int = 0

    @classmethod
    def of(cls, job: SearchJob) -> _Machine:
        loaded: dict[str, tuple[Program, str]] = {}
        irs = {"cpu": job.cpu_ir, "gpu": job.gpu_ir, _FUSED: job.fused_ir}
        for name, ir in irs.items():
            entry = job.cpu_entry if name == "cpu" else job.gpu_entry
            made = prepare(ir, entry, is_device=name != "cpu", n_mutants=0, seed=0, is_strict=name == "gpu")
            loaded[name] = Program(made.text, (made.entry,)), made.entry
        return cls(loaded)

    def run(self, name: str, spec: InputSpec, arguments: Mapping[str, Argument], how: How = _PLAIN) -> Run:
        program, entry = self.programs[name]
        side = Side(program, spec, is_device=name != "cpu")
        self.n_runs += 1
        return side.run(entry, arguments, replace(how, fuel=_FUEL, seconds=_RUN_SECONDS))


def _attempt(machine: _Machine, job: SearchJob, restriction: Restriction) -> Attempt:
    """Measure lengths, find directions and tolerances, and run all sizes of the ladder."""
    spec = restriction.restricted(_all_inout(job))
    attempt = Attempt(restriction, spec)
    sizes = measuring_sizes(spec.symbols)
    if restriction.sizes != "small":  # measured are small sizes all the same
        sizes = _distinct(restriction.size(size) for size in sizes)
    needed, changed = _measure(machine, spec, sizes, attempt)
    written = changed - job.constant
    if len(attempt.passing) < _LEAST_SIZES or len(set(map(_largest_of, attempt.passing))) < 2:
        return attempt
    attempt.troubles.clear()
    if not written:
        attempt.troubles.append(Trouble({}, "no array is written"))
        return attempt
    spec = _with_lengths(spec, needed, job.hints, attempt)
    params = [
        replace(p, direction=Direction.OUT if p.name in written else Direction.IN) if isinstance(p, Array) else p
        for p in spec.params
    ]
    spec = _laddered(_with_used_symbols(replace(spec, params=tuple(params))), restriction, attempt)
    if attempt.troubles:
        return attempt
    attempt.spec = _settled(machine, spec, attempt)
    return attempt


def _all_inout(job: SearchJob) -> InputSpec:
    """The draft with all that may be written taken for read and written, so that no run is stopped for that."""
    params = [
        replace(p, direction=Direction.IN if p.name in job.constant else Direction.INOUT) if isinstance(p, Array) else p
        for p in job.spec.params
    ]
    return replace(job.spec, params=tuple(params))


def _measure(
    machine: _Machine, spec: InputSpec, sizes: Sequence[Mapping[str, int]], attempt: Attempt
) -> tuple[dict[str, list[Needed]], set[str]]:
    """What each array needs at each size that runs at all, and which arrays are changed."""
    needed: dict[str, list[Needed]] = {array.name: [] for array in spec.arrays}
    changed: set[str] = set()
    for size in sizes:
        lengths = {array.name: max(0, _length(array, size)) + _ROOM for array in spec.arrays}
        trouble = _grow(machine, spec, size, lengths, changed)
        if trouble is not None:
            attempt.troubles.append(Trouble(size, trouble))
            continue
        attempt.passing.append(size)
        for array in spec.arrays:
            if not _is_bound_to_values(array):
                needed[array.name].append(Needed(size, _least(machine, spec, size, lengths, array)))
    return needed, changed


def _grow(
    machine: _Machine, spec: InputSpec, size: Mapping[str, int], lengths: dict[str, int], changed: set[str]
) -> str | None:
    """Lengths with which both sides run; what is wrong where there are none."""
    for name in _SIDES:
        while True:
            try:
                arguments = draw(_numbered(spec, lengths), size, "exact", SEED)
            except (DrawError, ExpressionError) as error:
                return str(error)
            ran = machine.run(name, _numbered(spec, lengths), arguments)
            if ran.outcome is Outcome.OK:
                changed |= {array for array, value in ran.outputs.items() if not same_bytes(value, arguments[array])}
                break
            wants_more = ran.array and ran.element >= lengths[ran.array] and lengths[ran.array] < _MOST_ROOM
            if not wants_more:
                return f"{name} side: {ran.outcome}: {ran.detail}"
            lengths[ran.array] = min(_MOST_ROOM, max(4 * lengths[ran.array], ran.element + 1))
    return None


def _least(
    machine: _Machine, spec: InputSpec, size: Mapping[str, int], lengths: Mapping[str, int], array: Array
) -> int:
    """The least length with which no access of either side lies outside, by halving."""

    def is_enough(n: int) -> bool:
        tried = _numbered(spec, {**lengths, array.name: n})
        arguments = draw(tried, size, "exact", SEED)
        return all(machine.run(name, tried, arguments).array != array.name for name in _SIDES)

    low, high = -1, lengths[array.name]
    guess = max(0, _length(array, size))
    for probe in (guess, guess - 1):
        if low < probe < high:
            low, high = (low, probe) if is_enough(probe) else (probe, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def _with_lengths(
    spec: InputSpec, needed: Mapping[str, Sequence[Needed]], hints: Mapping[str, tuple[str, ...]], attempt: Attempt
) -> InputSpec:
    params: list[Scalar | Array] = []
    for param in spec.params:
        if isinstance(param, Array) and needed[param.name]:
            asked = (param.length, *hints.get(param.name, ()))
            fit = fitted(needed[param.name], spec.symbols, asked)
            if fit is None:
                attempt.troubles.append(Trouble({}, f"no length covers all that is asked of {param.name}"))
            elif fit.expression != param.length:
                how = "" if fit.is_exact else ", which is more than was needed"
                attempt.changes.append(f"{param.name}: {fit.expression} elements instead of {param.length}{how}")
                param = replace(param, length=fit.expression)
        params.append(param)
    return replace(spec, params=tuple(params))


def _with_used_symbols(spec: InputSpec) -> InputSpec:
    """Symbols that are in no length and no bound are drawn like any number."""
    used: set[str] = set()
    for param in spec.params:
        values = param.values if isinstance(param, Array) else param.value
        used |= symbols_of(param.length) if isinstance(param, Array) else set()
        if isinstance(values, Values):
            used |= {
                name for bound in (values.low, values.high) if isinstance(bound, str) for name in symbols_of(bound)
            }
    params = [
        replace(p, value=Values(Kind.INTEGER, 1, 8)) if isinstance(p, Scalar) and p.value == p.name not in used else p
        for p in spec.params
    ]
    return replace(spec, params=tuple(params), symbols=tuple(name for name in spec.symbols if name in used))


def _laddered(spec: InputSpec, restriction: Restriction, attempt: Attempt) -> InputSpec:
    """With sizes that are kept to, up to one with a large array, and constraints that say so."""
    try:
        plain = with_ladder(spec)
        sizes = _distinct(restriction.size(size) for size in plain.sizes)
        for _ in range(12):
            if max(evaluate(array.length, sizes[-1]) for array in spec.arrays) >= MIN_LARGEST:
                break
            sizes[-1] = restriction.size({name: 2 * value + 1 for name, value in sizes[-1].items()})
        largest = max(evaluate(array.length, sizes[-1]) for array in spec.arrays)
        if len(spec.symbols) == 1 and largest > 2 * MIN_LARGEST:  # what it takes may grow with the square
            sizes[-1] = restriction.size(
                {name: value * MIN_LARGEST // largest + 9 for name, value in sizes[-1].items()}
            )
        return replace(spec, sizes=tuple(sizes), constraints=restriction.constraints(spec.symbols))
    except (InferenceError, ExpressionError) as error:
        attempt.troubles.append(Trouble({}, str(error)))
        return spec


def _settled(machine: _Machine, spec: InputSpec, attempt: Attempt) -> InputSpec:
    """Run the whole ladder under both data sets: directions by what is left unwritten, the tightest tolerances."""
    for _ in range(len(spec.arrays) + 1):
        unwritten: set[str] = set()
        cases: dict[DataSet, list[Judged]] = {name: [] for name in DATA_SETS}
        attempt.troubles.clear()
        attempt.passing.clear()
        for size in spec.sizes:
            said = _run_size(machine, spec, size, cases, unwritten)
            if said is None:
                attempt.passing.append(size)
            else:
                attempt.troubles.append(Trouble(size, said))
        if not unwritten:
            break
        attempt.changes += [f"{name}: not all is written, so its values count" for name in sorted(unwritten)]
        params = [
            replace(p, direction=Direction.INOUT) if isinstance(p, Array) and p.name in unwritten else p
            for p in spec.params
        ]
        spec = replace(spec, params=tuple(params))
    if attempt.troubles:
        return spec
    agreed, wrong = with_tolerances(spec, cases)
    attempt.troubles += [Trouble(case.size, f"the sides differ: {mismatch}") for case, mismatch in wrong]
    attempt.passing = [size for size in attempt.passing if size not in [case.size for case, _ in wrong]]
    return agreed


def _run_size(
    machine: _Machine,
    spec: InputSpec,
    size: Mapping[str, int],
    cases: dict[DataSet, list[Judged]],
    unwritten: set[str],
) -> str | None:
    """Both sides at a size, twice: what is wrong, None where nothing is. What they gave goes into `cases`."""
    for data_set in DATA_SETS:
        try:
            arguments = draw(spec, size, data_set, SEED)
        except (DrawError, ExpressionError) as error:
            return str(error)
        made: list[Outputs] = []
        for name in _SIDES:
            ways: list[tuple[int, bool, Order]] = [(POISONS[0], True, "forward"), (POISONS[1], False, "forward")]
            ways += [(POISONS[0], True, "reversed")] if name == "gpu" else []
            given: list[Outputs] = []
            for poison, flush_right, order in ways:
                ran = machine.run(name, spec, arguments, How(poison=poison, flush_right=flush_right, order=order))
                if ran.outcome is not Outcome.OK:
                    return f"{name} side: {ran.outcome}: {ran.detail}"
                given.append({key: np.array(value) for key, value in ran.outputs.items()})
            outs = [array.name for array in spec.arrays if array.direction is Direction.OUT]
            unwritten |= {key for key in outs if not same_bytes(given[0][key], given[1][key])}
            made += given
        ran = machine.run(_FUSED, spec, arguments)
        if ran.outcome is not Outcome.OK:
            return f"gpu side, with fused products: {ran.outcome}: {ran.detail}"
        made.append({key: np.array(value) for key, value in ran.outputs.items()})
        case = Case(size, data_set, SEED, arguments, made[0], Bound.of(EXACT, size))
        cases[data_set] += [(case, each) for each in made[1:]]
    return None


def _is_bound_to_values(array: Array) -> bool:
    """Whether the values of another array decide how long it must be, which no run can tell."""
    names = symbols_of(array.length)
    return any(name.endswith(("_limit", "_total")) for name in names)


def _numbered(spec: InputSpec, lengths: Mapping[str, int]) -> InputSpec:
    params = [replace(p, length=str(lengths[p.name])) if isinstance(p, Array) else p for p in spec.params]
    return replace(spec, params=tuple(params))


def _largest_of(size: Mapping[str, int]) -> int:
    return max(size.values(), default=0)


def _length(array: Array, size: Mapping[str, int]) -> int:
    try:
        return min(evaluate(array.length, size), MAX_ELEMENTS // 8)
    except ExpressionError:
        return 0


def _distinct(sizes: Iterator[dict[str, int]]) -> list[dict[str, int]]:
    return [dict(items) for items in dict.fromkeys(tuple(size.items()) for size in sizes)]


def _words(size: Mapping[str, int]) -> str:
    return " ".join(f"{name}={value}" for name, value in size.items()) or "all sizes"
