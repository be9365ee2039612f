"""Try sizes of which a symbol is beyond 16 bits, or two are large: in full where affordable, else what is launched."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from warploom.extractors.inputs.corners import Corner, Filling, corners_of, filled
from warploom.extractors.inputs.drawing import Argument, DataSet, DrawError, draw, element_type, length_of
from warploom.extractors.inputs.expressions import ExpressionError
from warploom.extractors.inputs.specification import Array, Direction
from warploom.extractors.pairs.pair import Pair
from warploom.validators.proof.compare import Bound
from warploom.validators.proof.far_sizes import broad_sizes, far_sizes
from warploom.validators.proof.suite import Ask, Case, SuiteError, judge, own_outputs
from warploom.validators.proof.telling_sizes import telling_sizes
from warploom.validators.proof.trial import OK, SECONDS, UNWRITTEN, WRONG_RESULT, Failure, Runner, Subject, Trial
from warploom.validators.proof.where import POISONS

HOST_FUEL, DEVICE_FUEL = 3_000_000, 20_000_000
THOROUGH = 20
"""Times as many turns are given where a proof is thorough."""
MOST_THREADS, MOST_TOLD_THREADS = 4_000_000, 16_000_000
"""Of a case that is run in full where a proof is thorough; of all cases whose sizes constants of the code told."""
MOST_QUICK_THREADS = 150_000
"""Where it is not."""
MOST_WATCHED_THREADS, MOST_WATCHED = 600_000, 4
"""Of a case that is watched for races, and such cases."""
WATCHED_SECONDS = 5.0
_DRY = -1
_OUT_OF_REACH = frozenset({"out_of_fuel", "timed_out", "out_of_memory", "undefined_behaviour"})
"""How a CPU side may end where the work, or a sum of whole numbers, grows faster than the size."""
ROUGH_ULPS = float(1 << 14)
"""Of a result that may be rounded at all: a serial sum of 70,000 numbers drifts, and what is looked for here are wrong
addresses, which are no small errors."""
_TOO_LONG = frozenset({"out_of_fuel", "timed_out", "out_of_memory"})


@dataclass(slots=True)
class Stretch:
    """A size far beyond the ladder. `case` is what the CPU side did well there; None: it is not run in full."""

    size: Mapping[str, int]
    is_full: bool
    growth: float
    """How many times as large as in the ladder a symbol is: tolerances need not be made for sums of that length."""
    case: Case | None = None
    is_told: bool = False
    """Whether a constant of the code told of the size."""
    corner: Corner | None = None
    """Which arguments hold the ends of their ranges."""


def stretches_of(pair: Pair, seed: int, irs: Sequence[str], *, is_thorough: bool) -> list[Stretch]:
    """One for each symbol that lengths of arrays depend on, where constraints and memory allow it.

    All are run in full where the proof is to be thorough; so are then sizes in which several symbols are large, those
    that constants of the code tell, and the first once more with all arguments at the high ends of their ranges.
    Otherwise one at most, of every second computation.
    """
    far = list(far_sizes(pair.inputs))
    told: list[dict[str, int]] = []
    highest = Corner(Filling.HIGHEST)
    corners: list[Stretch] = []
    if is_thorough:
        told = list(telling_sizes(pair.inputs, irs, next(iter(pair.launch_shapes), {})))
        if highest in corners_of(pair.inputs):
            corners = [Stretch(size, True, 1.0, corner=highest) for size in far[:1]]
        far += broad_sizes(pair.inputs)
    sizes = [*far, *told]
    digest = hashlib.blake2b(f"{pair.spec_id}|{seed}".encode(), digest_size=4).digest()
    chosen = int.from_bytes(digest, "big") % (2 * len(far)) if far else 0
    largest = {name: max([1, *(size[name] for size in pair.inputs.sizes)]) for name in pair.inputs.symbols}
    growths = [max(size[name] / largest[name] for name in size) for size in sizes]
    made = [
        Stretch(size, is_thorough or number == chosen, max(1.0, growth), is_told=number >= len(far))
        for number, (size, growth) in enumerate(zip(sizes, growths, strict=True))
    ]
    for stretch in corners:
        stretch.growth = made[0].growth
    return [*made, *corners]


def try_on_host(
    runner: Runner, subject: Subject, pair: Pair, stretches: Sequence[Stretch], trial: Trial, ask: Ask = own_outputs
) -> None:
    """Run the CPU side, and ask the oracle, at each size that is to be run in full, until something is refused."""
    spec = pair.inputs
    data_set: DataSet = "wide" if spec.exact is None else "exact"
    # longer than the ladder's, sums of exact values need not be exact
    tolerance = spec.wide if spec.wide is not None else spec.exact
    times = THOROUGH if all(stretch.is_full for stretch in stretches) else 1
    seed = subject.cases[0].seed
    for stretch in stretches:
        if not stretch.is_full or tolerance is None:
            continue
        try:
            arguments = draw(spec, stretch.size, data_set, seed)
            if stretch.corner is not None:
                arguments = filled(spec, stretch.size, data_set, arguments, stretch.corner)
            bound = Bound.of(tolerance, stretch.size)
            if bound.ulps and stretch.growth > 1:
                # a tolerance that grows with what is summed has grown already
                largest = max(Bound.of(tolerance, size).ulps for size in spec.sizes)
                bound = replace(bound, ulps=max(bound.ulps, largest * stretch.growth, ROUGH_ULPS))
        except (DrawError, ExpressionError):
            continue  # what is only sound within the ladder
        case = Case(stretch.size, data_set, seed, arguments, None, bound, is_large=True, corner=stretch.corner)
        where = replace(subject.at(case), is_trapping=True)
        ran = runner.run(subject.program.entry, arguments, where, fuel=HOST_FUEL * times, seconds=SECONDS)
        if ran.outcome in _OUT_OF_REACH:
            continue
        trial.n_cases += 1
        if ran.outcome != OK:
            trial.failure = Failure(ran.outcome, where, ran.detail)
            return
        if pair.oracle is None:
            names = [param.name for param in spec.arrays if param.direction is not Direction.IN]
            case = replace(case, expected={name: np.array(ran.outputs[name]) for name in names})
        else:
            try:
                case = replace(case, expected=ask(pair, [arguments])[0])
            except SuiteError as error:
                trial.failure = Failure(error.reason, where, error.detail)
                return
            judged = judge(spec, case, ran.outputs, where.poison)
            if judged.mismatch is not None:
                trial.failure = Failure(WRONG_RESULT, where, str(judged.mismatch))
                return
        trial.n_passed += 1
        trial.n_trapping += 1
        stretch.case = case


def try_on_device(
    runner: Runner, subject: Subject, stretches: Sequence[Stretch], trial: Trial, *, is_trapping: bool
) -> None:
    """Run the GPU side where the CPU side did well, and its launcher alone elsewhere, until something is refused.

    Without traps, which is under further launch shapes, all is launched and nothing is run.
    """
    is_thorough = all(stretch.is_full for stretch in stretches)
    left = MOST_TOLD_THREADS
    for stretch in stretches:
        limit = left if stretch.is_told else MOST_THREADS if is_thorough else MOST_QUICK_THREADS
        if stretch.is_told and not (is_trapping and stretch.case is not None and left):
            continue
        is_full = is_trapping and stretch.case is not None
        case = stretch.case or _empty(subject, stretch.size)
        # the poison that no tolerance takes for a small number
        where = replace(subject.at(case), is_trapping=is_trapping, poison=POISONS[1])
        ran = runner.run(
            subject.program.entry,
            case.arguments,
            where,
            fuel=DEVICE_FUEL * (THOROUGH if is_thorough else 1),
            seconds=SECONDS,
            most_threads=limit if is_full else _DRY,
        )
        left -= min(left, ran.n_threads) if stretch.is_told else 0
        is_dry = ran.n_skipped > 0 or not is_full or ran.outcome in _TOO_LONG
        trial.n_cases += 1
        if ran.outcome == "launch_error" or (ran.outcome != OK and not is_dry):
            trial.failure = Failure(ran.outcome, where, ran.detail)
            return
        if not is_dry:
            trial.n_threads += ran.n_threads
            trial.largest_block = max(trial.largest_block, ran.largest_block)
            judged = judge(subject.spec, case, ran.outputs, where.poison)
            if judged.mismatch is not None:
                reason = UNWRITTEN if judged.mismatch.is_unwritten else WRONG_RESULT
                trial.failure = Failure(reason, where, str(judged.mismatch))
                return
        trial.n_passed += 1


def watch_far(runner: Runner, subject: Subject, stretches: Sequence[Stretch], trial: Trial) -> None:
    """The first few sizes that no constant told once more with accesses recorded, of a proof that is thorough."""
    cases = [stretch.case for stretch in stretches if stretch.case is not None and not stretch.is_told]
    for case in [case for case in cases if case.corner is None][:MOST_WATCHED]:
        where = replace(subject.at(case), records_races=True)
        ran = runner.run(
            subject.program.twin,
            case.arguments,
            where,
            fuel=DEVICE_FUEL * THOROUGH,
            seconds=WATCHED_SECONDS,
            most_threads=MOST_WATCHED_THREADS,
        )
        if ran.n_skipped or ran.outcome in _TOO_LONG:
            continue
        trial.n_race_cases += 1
        if ran.outcome != OK:
            trial.race = Failure(ran.outcome, where, ran.detail)
            return


def _empty(subject: Subject, size: Mapping[str, int]) -> Case:
    """A call that nothing is computed in: arrays hold zeros, numbers are drawn."""
    drawn = subject.cases[-1]
    spec = replace(subject.spec, params=tuple(p for p in subject.spec.params if not isinstance(p, Array)))
    arguments: dict[str, Argument] = draw(spec, size, drawn.data_set, drawn.seed)
    for array in subject.spec.arrays:
        arguments[array.name] = np.zeros(length_of(array, size), element_type(array))
    return Case(size, drawn.data_set, drawn.seed, arguments, None, drawn.bound, is_large=True)
