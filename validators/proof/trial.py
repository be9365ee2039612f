"""Try one side of a pair: the program itself in all its cases, then its mutants until a case refuses each.

What is run: the trapping build flush right in the threads' own order; the plain build flush left, a GPU's in reversed
order, and with exact data apart from both ends, a GPU's in a shuffled order; the twin with accesses recorded; the
mutants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Protocol

import numpy as np

from warploom.extractors.inputs.drawing import Argument
from warploom.extractors.inputs.specification import Direction, InputSpec
from warploom.validators.proof.edits import Operator
from warploom.validators.proof.mutants import Mutant
from warploom.validators.proof.side_program import SideProgram
from warploom.validators.proof.suite import Case, Outputs, accepts, judge
from warploom.validators.proof.where import POISONS, SideName, Where

FUEL = 100_000_000
"""Heads of loops and entries of functions that a program itself may pass in a run."""
MUTANT_FUEL = (5, 10_000)
"""For a mutant: so many times what the program itself took in the case, and so much more."""
SECONDS = 20.0
"""Of processor time, for one run."""
HEAVY_FUEL = 1_000_000
"""A case that takes more runs once in the plain build; of its data sets, only the first is watched for races."""
RACE_FUEL = 300_000
"""A survivor is watched for races in the cases that take at most so much."""
OK = "ok"
WRONG_RESULT = "wrong_result"
UNWRITTEN = "unwritten_output"
NO_KERNEL = "no_kernel"
RACE = "race"
_EFFECTS = frozenset({WRONG_RESULT, UNWRITTEN, "undefined_behaviour", "out_of_bounds", "absent_lane"})
"""What a race, or an access out of bounds, may show as."""
_CAUSES = frozenset({RACE, "out_of_bounds", "wild_pointer"})
_MOST_CAUSES = 8
"""Cases besides the one that failed in which its cause is looked for."""
_THREADED = frozenset({Operator.DELETED_BARRIER, Operator.ATOMIC, Operator.SHUFFLE})
"""Mistakes that mostly show as races, which are therefore looked for first."""


class Run(Protocol):
    """What came of a run."""

    @property
    def outcome(self) -> str:
        """`ok`, or what ended it."""

    @property
    def detail(self) -> str:
        """Where it ended, in words."""

    @property
    def outputs(self) -> Outputs:
        """Arrays that are not only read, by name, after a run that is `ok`."""

    @property
    def fuel_used(self) -> int:
        """Heads of loops and entries of functions."""

    @property
    def n_threads(self) -> int:
        """Of a GPU, that were started."""

    @property
    def n_skipped(self) -> int:
        """Launches that were checked and did not run, since they were too large."""

    @property
    def largest_block(self) -> int:
        """Threads of the largest block that was launched."""


class Runner(Protocol):
    """A loaded program of one side."""

    def run(
        self,
        function: str,
        arguments: Mapping[str, Argument],
        where: Where,
        *,
        fuel: int,
        seconds: float,
        most_threads: int = 0,
        accepts: Callable[[Outputs], bool] | None = None,
    ) -> Run:
        """Call a function of the program, under the placement, poison, order and mutant that `where` says.

        Launches beyond `most_threads`, where it is not 0, are checked, and do not run. Where several orders are tried,
        outputs that are not accepted end it.
        """

    def hits(self, n_blocks: int) -> Sequence[int]:
        """How often each block was reached so far."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run was refused."""

    reason: str
    where: Where
    seen: str

    def __str__(self) -> str:
        return f"{self.where}: {self.seen}"


@dataclass(frozen=True, slots=True)
class MutantFate:
    """How a mutant ended; `killed_by` None: it passed the suite."""

    number: int
    operator: str
    told: str
    killed_by: str | None


@dataclass(slots=True)
class Trial:
    """What was found out about one side under one launch shape."""

    failure: Failure | None = None
    race: Failure | None = None
    n_cases: int = 0
    n_passed: int = 0
    n_trapping: int = 0
    """Cases that passed in the trapping build."""
    n_race_cases: int = 0
    n_threads: int = 0
    """Of a GPU, that the program's own runs started."""
    largest_block: int = 0
    """Threads of the largest block of these runs."""
    max_abs: float = 0.0
    max_rel: float = 0.0
    max_ulp: float = 0.0
    hits: Sequence[int] = ()
    fuel: list[int] = field(default_factory=list)
    """That the program took in each case."""
    fates: list[MutantFate] = field(default_factory=list)
    lines: Sequence[int] = ()
    """Of the source, where the blocks begin that `hits` counts."""

    def lines_missed(self) -> list[int]:
        """Where blocks begin that no case reached."""
        return [line for line, hit in zip(self.lines, self.hits, strict=True) if not hit]


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose side it is, and what it is tried with."""

    side: SideName
    program: SideProgram
    spec: InputSpec
    cases: Sequence[Case]
    shape: tuple[tuple[str, int], ...] = ()
    large: Sequence[Case] = ()
    """Cases beyond the ladder, which are run in the trapping build alone, and watched for races."""
    corners: Sequence[Case] = ()
    """Cases with the ends of ranges, which are run once in each build of the first launch shape."""

    def at(self, case: Case) -> Where:
        """The plainest run of a case."""
        return Where(
            self.side,
            tuple(case.size.items()),
            case.data_set,
            case.seed,
            self.shape,
            alias=case.alias,
            corner=case.corner,
        )


def expected_by(runner: Runner, subject: Subject, case: Case) -> Case:
    """The case with the outputs of this run as what is expected. Where the run fails, nothing is: it fails again."""
    ran = runner.run(subject.program.entry, case.arguments, subject.at(case), fuel=FUEL, seconds=SECONDS)
    names = [param.name for param in subject.spec.arrays if param.direction is not Direction.IN]
    made = {
        name: np.array(ran.outputs[name]) if ran.outcome == OK else np.asarray(case.arguments[name]) for name in names
    }
    return replace(case, expected=made)


def try_trapping(runner: Runner, subject: Subject, trial: Trial) -> None:
    """All cases in the build that traps where the language gives no meaning, flush right.

    Stops at the first run that is refused, for whatever reason.
    """
    for case in (*subject.cases, *subject.corners, *subject.large):
        where = replace(subject.at(case), is_trapping=True)
        trial.n_cases += 1
        trial.failure, _ = _tried(runner, subject, case, where, subject.program.entry, trial, FUEL)
        if trial.failure is not None:
            return
        trial.n_trapping += 1
        trial.n_passed += 1


def try_program(runner: Runner, subject: Subject, trial: Trial) -> None:
    """All cases in the plain build at both ends of the windows, on a GPU also in other orders of threads.

    Stops at the first run that is refused.
    """
    # a CPU's two builds differ in nothing that the ends of ranges would show
    for case in (*subject.cases, *(subject.corners if subject.side == "gpu" else ())):
        most = 0
        for where in _plain_runs(subject, case):
            trial.n_cases += 1
            trial.failure, used = _tried(runner, subject, case, where, subject.program.entry, trial, FUEL)
            if trial.failure is not None:
                return
            trial.n_passed += 1
            most = max(most, used)
            if most > HEAVY_FUEL or case.corner is not None:
                break
        trial.fuel.append(most)
    if subject.side == "gpu" and not trial.n_threads:
        trial.failure = Failure(NO_KERNEL, subject.at(subject.cases[-1]), "no case starts a thread")
        return
    trial.hits = tuple(runner.hits(len(subject.program.blocks)))
    trial.lines = tuple(block.line for block in subject.program.blocks)


def try_races(runner: Runner, subject: Subject, trial: Trial) -> None:
    """All cases of a GPU's side once more, with accesses recorded, until the first race.

    Of the cases with the ends of ranges, the first is watched, in which threads meet most.
    """
    for number, case in enumerate((*subject.cases, *subject.corners[:1], *subject.large)):
        is_heavy = number < len(trial.fuel) and trial.fuel[number] > HEAVY_FUEL
        if is_heavy and case.data_set != subject.cases[0].data_set:
            continue
        where = replace(subject.at(case), records_races=True, order="shuffled" if number % 2 else "forward")
        trial.n_race_cases += 1
        trial.race, _ = _tried(runner, subject, case, where, subject.program.twin, trial, FUEL)
        if trial.race is not None:
            return


def try_cause(runner: Runner, subject: Subject, trial: Trial) -> None:
    """Where a run was refused for what another fault may show as, look for that one, and blame it.

    It is looked for with accesses recorded and at both ends of the windows: in the same case first, then in others.
    """
    if trial.failure is None or trial.failure.reason not in _EFFECTS:
        return
    failed = trial.failure.where
    cases = (*subject.cases, *subject.corners)
    wanted = (failed.size, failed.data_set, failed.corner)
    is_same = [(tuple(case.size.items()), case.data_set, case.corner) == wanted for case in cases]
    first = [case for case, same in zip(cases, is_same, strict=True) if same]
    rest = [c for c, same in zip(cases, is_same, strict=True) if not same and c.data_set == "exact" and not c.corner]
    for case in (*first, *rest[:_MOST_CAUSES]):
        for watched in _watched_runs(subject, case, failed):
            trial.n_race_cases += watched.records_races
            found, _ = _tried(runner, subject, case, watched, subject.program.twin, None, FUEL)
            if found is None or found.reason not in _CAUSES:
                continue
            if found.reason == RACE:
                trial.race, trial.failure = found, None
            else:
                trial.failure = found
            return


def _watched_runs(subject: Subject, case: Case, failed: Where) -> Iterator[Where]:
    where = subject.at(case)
    if subject.side == "gpu":
        for order in dict.fromkeys((failed.order, "forward", "reversed")):
            yield replace(where, records_races=True, order=order)
    yield replace(where, flush_right=False, poison=POISONS[1])
    yield where


def try_mutants(runner: Runner, subject: Subject, trial: Trial) -> None:
    """Each mutant in case after case until one refuses it; what refused the last ones is tried first."""
    order = sorted(range(len(subject.cases)), key=lambda number: (trial.fuel[number], number))
    # neither empty nor long: most mistakes show there
    middle = next((n for n in order if trial.fuel[n] >= 200), order[-1])
    order.remove(middle)
    order.insert(0, middle)
    for mutant in subject.program.mutants:
        killer = None
        for case_number, where in _mutant_runs(subject, trial, mutant, order):
            case = subject.cases[case_number]
            factor, more = MUTANT_FUEL
            fuel = factor * trial.fuel[case_number] + more
            failure, _ = _tried(runner, subject, case, where, subject.program.twin, None, fuel)
            if failure is not None:
                killer = failure.reason
                if order[0] != case_number and trial.fuel[case_number] <= 4 * trial.fuel[order[0]] + 1000:
                    order.remove(case_number)
                    order.insert(0, case_number)
                break
        trial.fates.append(MutantFate(mutant.number, mutant.operator, str(mutant), killer))


def _plain_runs(subject: Subject, case: Case) -> Iterator[Where]:
    where = replace(subject.at(case), flush_right=False, poison=POISONS[1])
    yield where if subject.side == "cpu" else replace(where, order="reversed")
    if case.data_set == "exact":
        yield replace(where, flush_right=True, is_scattered=True, poison=POISONS[0], order="shuffled")


def _mutant_runs(subject: Subject, trial: Trial, mutant: Mutant, order: Sequence[int]) -> Iterator[tuple[int, Where]]:
    """One after the other, as most mutants are refused by the first."""

    def base(number: int) -> Where:
        size, case = tuple(subject.cases[number].size.items()), subject.cases[number]
        n_mutants = len(subject.program.mutants)
        return Where(
            subject.side, size, case.data_set, case.seed, subject.shape, mutant=mutant.number, n_mutants=n_mutants
        )

    def plain() -> Iterator[tuple[int, Where]]:
        for number in numbers:
            where = base(number)
            yield number, where
            yield number, replace(where, flush_right=False, poison=POISONS[1])

    def watched() -> Iterator[tuple[int, Where]]:
        for number in numbers:
            if trial.fuel[number] <= RACE_FUEL:
                yield number, replace(base(number), records_races=True)

    def turned() -> Iterator[tuple[int, Where]]:
        for number in numbers:
            yield number, replace(base(number), order="reversed")

    numbers = tuple(order)
    if subject.side == "cpu":
        yield from plain()
    elif mutant.operator in _THREADED:
        yield from chain(watched(), plain(), turned())
    else:
        yield from chain(plain(), watched(), turned())


def _tried(
    runner: Runner, subject: Subject, case: Case, where: Where, function: str, trial: Trial | None, fuel: int
) -> tuple[Failure | None, int]:
    """Run once, and compare what was written. With a trial, the errors' extremes are noted there."""
    ran = runner.run(
        function, case.arguments, where, fuel=fuel, seconds=SECONDS, accepts=partial(accepts, subject.spec, case)
    )
    if trial is not None:
        trial.n_threads += ran.n_threads
        trial.largest_block = max(trial.largest_block, ran.largest_block)
    if ran.outcome != OK:
        return Failure(ran.outcome, where, ran.detail), ran.fuel_used
    judged = judge(subject.spec, case, ran.outputs, where.poison)
    if trial is not None:
        trial.max_abs = max(trial.max_abs, judged.max_abs)
        trial.max_rel = max(trial.max_rel, judged.max_rel)
        trial.max_ulp = max(trial.max_ulp, judged.max_ulp)
    if judged.mismatch is None:
        return None, ran.fuel_used
    reason = UNWRITTEN if judged.mismatch.is_unwritten else WRONG_RESULT
    return Failure(reason, where, str(judged.mismatch)), ran.fuel_used
