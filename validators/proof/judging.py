"""Make verdicts, and the level of a pair, out of what its trials found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from warploom.extractors.pairs.pair import Pair
from warploom.validators.proof.reasons import ProofReason
from warploom.validators.proof.trial import Failure, MutantFate, Trial
from warploom.validators.proof.verdict import Check, Level, Outcome, Verdict

MIN_KILL_RATE = 0.9
"""Of the mutants of both sides that are not proven equivalent, and of each side's alone."""
MIN_COVERAGE = 0.9
"""Of the basic blocks of each side."""
FEW_MUTANTS = 20
"""A side that has fewer may let `SPARED` of them pass: one of nine is more than a tenth."""
SPARED = 1

_HYGIENIC = frozenset({ProofReason.UNDEFINED_BEHAVIOUR, ProofReason.DIVIDE_BY_ZERO})
"""What a trapping build finds, in words of the language instead of results."""
_OF_FORTRAN = {
    True: "; the Fortran side by checks of ours in the simulator, by gfortran's sanitizers and -fcheck without flang",
    False: "; the Fortran side by checks of ours alone, as flang has no UndefinedBehaviorSanitizer",
}
"""What looked at its arithmetic, by whether AddressSanitizer and with it UndefinedBehaviorSanitizer ran."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How far a pair got, with all verdicts in the order of `Check`."""

    pair: Pair
    level: Level
    verdicts: tuple[Verdict, ...]
    mutation_score: float | None
    """None where no mutant was tried."""
    block_coverage: float | None = None
    seeds: tuple[int, ...] = ()
    fates: tuple[MutantFate, ...] = ()
    """Of the mutants, those of the CPU side first."""

    @property
    def reason(self) -> str | None:
        """Of the first check that failed."""
        return next((v.reason for v in self.verdicts if v.outcome is Outcome.FAILED), None)


@dataclass(slots=True)
class Findings:
    """What is known of a pair so far."""

    pair: Pair
    refused: tuple[Check, str, str] | None = None
    """A check that failed without a trial, its reason and where."""
    device_compiler: str = ""
    device_note: str = ""
    """Why the CUDA side was not compiled for a device; empty where it was."""
    nulls_rejected: Sequence[str] = ()
    n_null_cases: int = 0
    compile_isolation: str | None = None
    """Level of the sandbox that compilers ran in."""
    trial_isolation: str | None = None
    """The same of the sides themselves; None where none was run."""
    cuda_version: str | None = None
    """Of the toolkit that the CUDA side was compiled with for a device."""
    asan: str = "not_run"
    asan_note: str = ""
    n_asan_cases: int = 0
    trials: list[tuple[str, Trial]] = field(default_factory=list)
    """By the side; of a GPU, one for each launch shape."""
    seeds: tuple[int, ...] = ()
    done: set[Check] = field(default_factory=set)
    """Checks that were run to their end, or to a failure that trials tell."""


def proof_of(found: Findings) -> Proof:
    """All verdicts of a pair; what is neither refused nor in `done` is `not_run`."""
    verdicts: list[Verdict] = []
    for check in Check:
        if found.refused is not None and found.refused[0] is check:
            _, reason, detail = found.refused
            verdicts.append(_placed(found, Verdict(check, Outcome.FAILED, reason, detail, 1, 0)))
        elif check in found.done:
            verdicts.append(_placed(found, _MAKERS[check](found)))
        else:
            verdicts.append(Verdict(check, Outcome.NOT_RUN, ProofReason.EARLIER_CHECK, "another check failed first"))
    fates = [fate for _, trial in found.trials for fate in trial.fates]
    score = sum(fate.killed_by is not None for fate in fates) / len(fates) if fates else None
    return Proof(
        found.pair, _level(verdicts), tuple(verdicts), score, _coverage(found.trials), found.seeds, tuple(fates)
    )


def first_failure(trials: Iterable[tuple[str, Trial]]) -> Failure | None:
    """Of the programs themselves, races included."""
    return next((f for _, trial in trials for f in (trial.failure, trial.race) if f is not None), None)


def is_hygienic(failure: Failure) -> bool:
    """Whether a failure is a matter of the language and not of the result."""
    return failure.reason in _HYGIENIC


def _placed(found: Findings, verdict: Verdict) -> Verdict:
    """With what the check ran in. Null kernels are no code of the pair's, unless its CPU side says what is expected."""
    if verdict.check is Check.COMPILES:
        return replace(verdict, isolation=found.compile_isolation, cuda_version=found.cuda_version)
    if verdict.outcome is Outcome.NOT_RUN or (verdict.check is Check.NULL_KERNELS and found.pair.oracle is not None):
        return verdict
    return replace(verdict, isolation=found.trial_isolation)


def _compiles(found: Findings) -> Verdict:
    said = f"; the CUDA side for a device by {found.device_compiler}" if found.device_compiler else ""
    note = f"; not for a device: {found.device_note}" if found.device_note else ""
    n = 2 + bool(found.device_compiler)
    return Verdict(Check.COMPILES, Outcome.PASSED, None, f"both sides by clang{said}{note}", n, n)


def _hygiene(found: Findings) -> Verdict:
    n = sum(trial.n_trapping for _, trial in found.trials) + found.n_asan_cases
    is_by_ubsan = found.pair.cpu.language != "Fortran"
    tools = {"asan": found.asan, "ubsan": "clean" if is_by_ubsan or found.asan == "clean" else "not_run"}
    failure = first_failure(found.trials)
    if failure is not None and failure.reason in _HYGIENIC:
        tools["ubsan"] = "dirty" if is_by_ubsan or failure.where.side == "gpu" else "not_run"
        return Verdict(Check.HYGIENE, Outcome.FAILED, failure.reason, str(failure), n, n - 1, tools=tools)
    if found.asan == "dirty":
        return Verdict(Check.HYGIENE, Outcome.FAILED, ProofReason.SANITIZER, found.asan_note, n, n - 1, tools=tools)
    note = f"; AddressSanitizer not run: {found.asan_note}" if found.asan_note else ""
    note += "" if is_by_ubsan else _OF_FORTRAN[found.asan == "clean"]
    return Verdict(Check.HYGIENE, Outcome.PASSED, None, f"no trap, no access beyond a window{note}", n, n, tools=tools)


def _agrees(found: Findings) -> Verdict:
    trials = [trial for _, trial in found.trials]
    n = sum(trial.n_cases for trial in trials)
    measures = {
        "max_abs_error": max((trial.max_abs for trial in trials), default=0.0),
        "max_rel_error": max((trial.max_rel for trial in trials), default=0.0),
        "max_ulp": max((trial.max_ulp for trial in trials), default=0.0),
    }
    n_passed = sum(trial.n_passed for trial in trials)
    failure = next((trial.failure for trial in trials if trial.failure is not None), None)
    if failure is not None:
        return Verdict(Check.AGREES, Outcome.FAILED, failure.reason, str(failure), n, n_passed, measures)
    return Verdict(Check.AGREES, Outcome.PASSED, None, f"{n} runs", n, n_passed, measures)


def _races(found: Findings) -> Verdict:
    trials = [trial for _, trial in found.trials]
    n = sum(trial.n_race_cases for trial in trials)
    race = next((trial.race for trial in trials if trial.race is not None), None)
    if race is not None:
        return Verdict(Check.RACES, Outcome.FAILED, race.reason, str(race), n, n - 1)
    if not n:
        return Verdict(Check.RACES, Outcome.NOT_RUN, ProofReason.UNSUPPORTED, "no side has threads")
    return Verdict(Check.RACES, Outcome.PASSED, None, f"{n} runs with accesses recorded", n, n)


def _null_kernels(found: Findings) -> Verdict:
    n = len(found.nulls_rejected)
    return Verdict(Check.NULL_KERNELS, Outcome.PASSED, None, ", ".join(found.nulls_rejected), n, n)


def _mutation(found: Findings) -> Verdict:
    by_side: dict[str, list[MutantFate]] = {}
    for side, trial in found.trials:
        by_side.setdefault(side, []).extend(trial.fates)
    fates = [fate for side in by_side.values() for fate in side]
    killed = sum(fate.killed_by is not None for fate in fates)
    if not fates:
        return Verdict(Check.MUTATION, Outcome.FAILED, ProofReason.NO_MUTANTS, "neither side has any")
    rate = killed / len(fates)
    measures = {"n_mutants": float(len(fates)), "n_killed": float(killed), "n_equivalent": 0.0, "kill_rate": rate}
    survivors = "; ".join(f"{side}: {fate.told}" for side in by_side for fate in by_side[side] if not fate.killed_by)
    counts = (len(fates), killed)
    is_low = rate < MIN_KILL_RATE or any(_is_low(side) for side in by_side.values())
    if is_low:
        detail = f"survivors: {survivors}"[:2000]
        return Verdict(Check.MUTATION, Outcome.FAILED, ProofReason.LOW_KILL_RATE, detail, *counts, measures)
    detail = f"survivors: {survivors}"[:2000] if survivors else "no survivor"
    return Verdict(Check.MUTATION, Outcome.PASSED, None, detail, *counts, measures)


def _is_low(fates: Sequence[MutantFate]) -> bool:
    survivors = sum(fate.killed_by is None for fate in fates)
    if len(fates) < FEW_MUTANTS and survivors <= SPARED:
        return False
    return bool(fates) and 1 - survivors / len(fates) < MIN_KILL_RATE


def _covered(found: Findings) -> Verdict:
    share = _coverage(found.trials)
    if share is None:
        return Verdict(Check.COVERAGE, Outcome.NOT_RUN, ProofReason.UNSUPPORTED, "no block was counted")
    n = sum(len(trial.hits) for _, trial in found.trials)
    reached = sum(sum(hit > 0 for hit in trial.hits) for _, trial in found.trials)
    measures = {"block_coverage": share}
    missed = "; ".join(f"{side} line {line}" for side, trial in found.trials for line in trial.lines_missed())
    sides = [trial.hits for _, trial in found.trials if trial.hits]
    if any(sum(hit > 0 for hit in hits) < MIN_COVERAGE * len(hits) for hits in sides):
        return Verdict(Check.COVERAGE, Outcome.FAILED, ProofReason.LOW_COVERAGE, missed[:2000], n, reached, measures)
    return Verdict(Check.COVERAGE, Outcome.PASSED, None, missed[:2000], n, reached, measures)


def _coverage(trials: Sequence[tuple[str, Trial]]) -> float | None:
    n = sum(len(trial.hits) for _, trial in trials)
    return sum(sum(hit > 0 for hit in trial.hits) for _, trial in trials) / n if n else None


_MAKERS = {
    Check.COMPILES: _compiles,
    Check.HYGIENE: _hygiene,
    Check.AGREES: _agrees,
    Check.RACES: _races,
    Check.NULL_KERNELS: _null_kernels,
    Check.MUTATION: _mutation,
    Check.COVERAGE: _covered,
}


def _level(verdicts: Sequence[Verdict]) -> Level:
    """`agrees_on_cpu` is every check passed; a run on a device comes later."""
    if all(verdict.outcome is Outcome.PASSED for verdict in verdicts):
        return Level.AGREES_ON_CPU
    return Level.COMPILED if verdicts[0].outcome is Outcome.PASSED else Level.PROPOSED
