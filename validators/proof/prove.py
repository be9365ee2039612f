"""Prove pairs: cheap refusals first, then compiles for all together, then the runs of each in forks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from warploom.extractors.inputs.drawing import draw
from warploom.extractors.isolation import Isolation
from warploom.extractors.pairs.pair import Pair
from warploom.validators.proof.compare import CompareError
from warploom.validators.proof.device_compile import (
    compile_for_device,
    device_compiler,
    too_many_registers,
)
from warploom.validators.proof.foreign import run_confined
from warploom.validators.proof.inexact_functions import STRICT_ORIGINS
from warploom.validators.proof.judging import Findings, Proof, first_failure, is_hygienic, proof_of
from warploom.validators.proof.null_kernels import NullCase, demanded_nulls, rejected_nulls
from warploom.validators.proof.oracles import confined_outputs, forked_outputs
from warploom.validators.proof.reasons import ProofReason
from warploom.validators.proof.running import ChildLostError, SimulatedRunner, in_children
from warploom.validators.proof.sanitizers import Sanitized, run_sanitized
from warploom.validators.proof.side_program import ProgramError, SideProgram, prepare
from warploom.validators.proof.stretching import Stretch, stretches_of, try_on_device, try_on_host, watch_far
from warploom.validators.proof.suite import Ask, Case, SuiteError, cases_of, corner_cases_of, own_outputs
from warploom.validators.proof.text_rules import chosen_by_compilers
from warploom.validators.proof.trial import (
    Subject,
    Trial,
    expected_by,
    try_cause,
    try_mutants,
    try_program,
    try_races,
    try_trapping,
)
from warploom.validators.proof.trial_answers import TrialAnswer, to_plain
from warploom.validators.proof.verdict import Check
from warploom.validators.proof.where import SideName
from warploom.validators.simulate.execution import forget_arguments
from warploom.validators.simulate.externals import ForbiddenError
from warploom.validators.simulate.front_end import OWN_ORIGINS, Compiled, front_end, obstacle
from warploom.validators.simulate.ir_operands import IrTextError
from warploom.validators.simulate.loader import LoadError, make_ready

PAIR_SECONDS, PATIENCE_S = 120, 3600.0
"""For all runs of a pair: processor time, and time by the clock for a machine that has much else to do."""


@dataclass(frozen=True, slots=True)
class ProofOptions:
    """How thoroughly. What verdicts say depends on these, the pair and the tools alone."""

    seed: int = 1
    n_mutants: int = 30
    """At most, of each side."""
    is_device_compiled: bool = True
    """By nvcc, where it is."""
    sanitized_origins: tuple[str, ...] = ("written", "translated", "mined")
    """Origins of pairs whose CPU side is run under AddressSanitizer too; all have guarded windows and traps."""
    stretched_origins: tuple[str, ...] = ("written", "translated", "mined")
    """Origins of pairs that are run in full at all sizes beyond 16 bits; of others, at most one size is."""
    trusts_texts: bool = True
    """Whether oracles, and what pairs say of their origin, are ours. What a release says that anybody may have made is
    not: then all code runs in the sandbox only.
    """

    def is_own(self, pair: Pair) -> bool:
        """Whether the pair's code is ours."""
        return self.trusts_texts and pair.origin in OWN_ORIGINS

    @property
    def ask(self) -> Ask:
        """What runs oracles, outside of the sandbox."""
        return own_outputs if self.trusts_texts else confined_outputs


def prove(pairs: Sequence[Pair], options: ProofOptions = ProofOptions()) -> list[Proof]:
    """A proof for each pair, in order. Nothing that is wrong with a pair is raised; `SimulatorError` is, where the
    simulator cannot work on this machine.
    """
    found = [Findings(pair, seeds=(options.seed,)) for pair in pairs]
    suites = [_suite(each, options) for each in found]
    left = [number for number, each in enumerate(found) if each.refused is None]
    with front_end() as made:
        compiled = dict(zip(left, made.compile([pairs[number] for number in left]), strict=True))
        for number in left:
            found[number].compile_isolation = made.isolation
    left = [number for number in left if _is_compiled(found[number], compiled[number])]
    if left:
        make_ready()  # once, and not in the process of each pair
    _for_device(found, left, options)
    tried: list[tuple[Findings, TrialJob]] = []
    for number in left:
        side = compiled[number]
        if found[number].refused is None and isinstance(side, Compiled):
            found[number].done.add(Check.COMPILES)
            tried.append((found[number], TrialJob(found[number].pair, side, suites[number], options)))
    for each, job, answer in _answers(tried, options):
        _note(each, answer, job)
    return [proof_of(each) for each in found]


def _answers(
    tried: Sequence[tuple[Findings, TrialJob]], options: ProofOptions
) -> Iterator[tuple[Findings, TrialJob, TrialAnswer]]:
    """What came of each. Code that is not ours runs in the sandbox, all of it for one start."""
    foreign = [(found, job) for found, job in tried if not options.is_own(job.pair)]
    if foreign:
        confined = run_confined(f"{__name__}:foreign_trials", [job for _, job in foreign], PAIR_SECONDS)
        for (found, job), answer in zip(foreign, confined.answers, strict=True):
            found.trial_isolation = confined.level
            yield found, job, answer
    own = [(found, job) for found, job in tried if options.is_own(job.pair)]
    answers = in_children([partial(_own_trials, job) for _, job in own], PAIR_SECONDS, PATIENCE_S, _is_clean)
    for (found, job), answer in zip(own, answers, strict=True):
        found.trial_isolation = str(Isolation.NONE)
        is_lost = isinstance(answer, ChildLostError)
        yield found, job, TrialAnswer([], refused=(Check.AGREES, answer.how, answer.detail)) if is_lost else answer


@dataclass(frozen=True, slots=True)
class TrialJob:
    """All that the runs of a pair need."""

    pair: Pair
    compiled: Compiled
    cases: Sequence[Case]
    options: ProofOptions


def foreign_trials(job: TrialJob) -> dict[str, Any]:
    """In the sandbox: the trials, as values of JSON."""
    return to_plain(_trials_or_refusal(job))


def _own_trials(job: TrialJob) -> TrialAnswer:
    """In a fork, whose next pair finds nothing of this one's."""
    try:
        return _trials_or_refusal(job)
    finally:
        forget_arguments()


def _is_clean(answer: TrialAnswer) -> bool:
    """Nothing happened that might have spoilt the process which it happened in."""
    return answer.refused is None and first_failure(answer.trials) is None


def _trials_or_refusal(job: TrialJob) -> TrialAnswer:
    try:
        return TrialAnswer(*_trials(job.pair, job.compiled, job.cases, job.options))
    except ProgramError as error:
        return TrialAnswer([], refused=(Check.COMPILES, ProofReason.NO_ENTRY, str(error)))
    except ForbiddenError as error:
        return TrialAnswer([], refused=(Check.COMPILES, ProofReason.FORBIDDEN_CALL, str(error)))
    except (LoadError, IrTextError) as error:
        return TrialAnswer([], refused=(Check.COMPILES, ProofReason.UNSUPPORTED, str(error)))


def _suite(found: Findings, options: ProofOptions) -> list[Case]:
    """The cases, and whether they refuse the null kernels."""
    pair = found.pair
    for side in (pair.cpu, pair.gpu):
        if (why := obstacle(side)) is not None:
            found.refused = (Check.COMPILES, ProofReason.UNSUPPORTED, why)
            return []
        if what := chosen_by_compilers(side.text, side.language):
            found.refused = (Check.COMPILES, ProofReason.UNSUPPORTED, f"{side.model} side, {what}")
            return []
    try:
        cases = cases_of(pair, options.seed, options.ask)
        if pair.oracle is not None:
            _try_nulls(found, cases, options)
        cases += corner_cases_of(pair, options.seed, options.ask)
    except SuiteError as error:
        found.refused = (Check.AGREES, error.reason, error.detail)
        return []
    except CompareError as error:
        found.refused = (Check.AGREES, ProofReason.BAD_ORACLE, str(error))
        return []
    return cases


def _try_nulls(found: Findings, cases: Sequence[Case], options: ProofOptions) -> None:
    spec = found.pair.inputs
    missing = set(demanded_nulls(spec))
    # the cases in the middle of the ladder are neither empty nor long
    order = sorted(range(len(cases)), key=lambda number: (abs(number - len(cases) // 2), number))
    for number in order:
        case = cases[number]
        if not case.is_drawn or case.alias:
            continue
        assert case.expected is not None  # noqa: S101 - there is an oracle
        (before,) = options.ask(found.pair, [draw(spec, case.size, case.data_set, options.seed + 1)])
        missing -= set(rejected_nulls(spec, [NullCase(case.arguments, case.expected, before, case.bound)]))
        if not missing:
            break
    found.nulls_rejected = [name for name in demanded_nulls(spec) if name not in missing]
    if missing:
        found.refused = (Check.NULL_KERNELS, ProofReason.NULL_KERNEL_PASSES, ", ".join(sorted(missing)))
    else:
        found.done.add(Check.NULL_KERNELS)


def _is_compiled(found: Findings, answer: object) -> bool:
    if isinstance(answer, Compiled):
        return True
    side, error = getattr(answer, "side", "?"), getattr(answer, "error", str(answer))
    found.refused = (Check.COMPILES, ProofReason.DOES_NOT_COMPILE, f"{side} side: {error}")
    return False


def _for_device(found: Sequence[Findings], left: Sequence[int], options: ProofOptions) -> None:
    tool = device_compiler() if options.is_device_compiled else None
    if tool is None:
        for number in left:
            found[number].device_note = "no nvcc" if options.is_device_compiled else "not asked for"
        return
    answers = compile_for_device([found[number].pair for number in left], tool)
    for number, answer in zip(left, answers, strict=True):
        if answer is None:
            found[number].device_note = f"{found[number].pair.gpu.language} is not CUDA"
        else:
            found[number].cuda_version = answer.cuda_version
        if answer is not None and answer.error is not None:
            reason = ProofReason.DOES_NOT_COMPILE_FOR_DEVICE
            found[number].refused = (Check.COMPILES, reason, f"{answer.compiler}: {answer.error}")
        elif answer is not None:
            found[number].device_compiler = answer.compiler


def _note(found: Findings, answer: TrialAnswer, job: TrialJob) -> None:
    """Note in `found` what came of all runs of a pair."""
    found.trials, null_refusal = answer.trials, answer.null_refusal
    if answer.refused is not None:
        found.refused = answer.refused
        return
    if null_refusal:
        found.refused = (Check.NULL_KERNELS, ProofReason.NULL_KERNEL_PASSES, null_refusal)
    failure = first_failure(found.trials)
    if failure is not None and is_hygienic(failure):
        found.done.add(Check.HYGIENE)
        return
    if failure is None:
        failure_of_registers = _too_many_registers(found, job.options)
        if failure_of_registers:
            found.refused = (Check.COMPILES, ProofReason.LAUNCH_ERROR, failure_of_registers)
            return
        _sanitize(found, job.cases, job.options)
        found.done.update(Check)
        if found.pair.oracle is None and null_refusal == "":
            found.nulls_rejected = demanded_nulls(found.pair.inputs)
        return
    if any(trial.race is not None for _, trial in found.trials):
        found.done.add(Check.RACES)
    else:
        found.done.add(Check.AGREES)


def _too_many_registers(found: Findings, options: ProofOptions) -> str:
    """How the largest block asks for more registers than a device has, if it does; empty where nobody can tell."""
    block = max((trial.largest_block for side, trial in found.trials if side == "gpu"), default=0)
    tool = device_compiler() if options.is_device_compiled and found.pair.gpu.language == "CUDA" else None
    return "" if tool is None else too_many_registers(found.pair, tool, block)


def _sanitize(found: Findings, cases: Sequence[Case], options: ProofOptions) -> None:
    if found.pair.origin not in options.sanitized_origins:
        found.asan_note = f"not asked for where the origin is {found.pair.origin}"
        return
    tried = [case for case in cases if not case.is_large and not case.alias]
    answer = run_sanitized(found.pair.cpu, found.pair.inputs, [case.arguments for case in tried])
    if not isinstance(answer, Sanitized):
        found.asan_note = answer.cause
        return
    found.n_asan_cases = len(tried)
    found.asan = "clean" if answer.finding is None else "dirty"
    if answer.finding is not None:
        case = f"; {tried[answer.case]}" if answer.case is not None and answer.case < len(tried) else ""
        found.asan_note = f"{answer.compiler}: {answer.finding}{case}"


def _trials(
    pair: Pair, compiled: Compiled, cases: Sequence[Case], options: ProofOptions
) -> tuple[list[tuple[str, Trial]], str]:
    """In the child: the CPU side, then the GPU side under each launch shape, until something is refused."""
    trials: list[tuple[str, Trial]] = []
    cpu = prepare(compiled.cpu_ir, pair.cpu.entry, is_device=False, n_mutants=options.n_mutants, seed=options.seed)
    refusal = ""
    if pair.oracle is None:
        runner = SimulatedRunner.load(cpu, (cpu.entry, cpu.twin), pair.inputs, is_device=False)
        cases = [expected_by(runner, Subject("cpu", cpu, pair.inputs, [case]), case) for case in cases]
        refusal = _passing_nulls(runner, Subject("cpu", cpu, pair.inputs, cases), options.seed + 1)
    is_thorough = pair.origin in options.stretched_origins
    stretches = stretches_of(pair, options.seed, (compiled.cpu_ir, compiled.gpu_irs[0]), is_thorough=is_thorough)
    ask = own_outputs if options.trusts_texts else forked_outputs
    trial = _side(pair, "cpu", cpu, compiled.cpu_trap_ir, cases, stretches, ask=ask)
    trials.append(("cpu", trial))
    if trial.failure is not None:
        return trials, refusal
    for number, (ir, shape) in enumerate(zip(compiled.gpu_irs, pair.launch_shapes or ({},), strict=False)):
        is_first = number == 0
        n_mutants = options.n_mutants if is_first else 0
        gpu = prepare(ir, pair.gpu.entry, is_device=True, n_mutants=n_mutants, seed=options.seed)
        trap_ir = compiled.gpu_trap_ir if is_first else None
        trial = _side(pair, "gpu", gpu, trap_ir, cases, stretches, tuple(shape.items()))
        trials.append(("gpu", trial))
        if trial.failure is not None or trial.race is not None:
            return trials, refusal
    return trials, refusal


def _side(
    pair: Pair,
    name: SideName,
    program: SideProgram,
    trap_ir: str | None,
    cases: Sequence[Case],
    stretches: Sequence[Stretch],
    shape: tuple[tuple[str, int], ...] = (),
    *,
    ask: Ask = own_outputs,
) -> Trial:
    is_device = name == "gpu"
    is_strict = is_device and pair.origin in STRICT_ORIGINS
    trial = Trial()
    drawn = [case for case in cases if case.is_drawn]
    large = [case for case in cases if case.is_large]
    corners = [case for case in cases if case.corner is not None and trap_ir is not None]
    subject = Subject(name, program, pair.inputs, drawn, shape, large, corners)
    if trap_ir is not None:
        runner, trapped = _trapping(subject, trap_ir, has_twin=False, is_strict=is_strict)
        try_trapping(runner, trapped, trial)
        if trial.failure is None and is_device:
            try_on_device(runner, trapped, stretches, trial, is_trapping=True)
        elif trial.failure is None:
            try_on_host(runner, trapped, pair, stretches, trial, ask)
        if trial.failure is not None:
            try_cause(*_trapping(subject, trap_ir, has_twin=True, is_strict=is_strict), trial)
            return trial
    runner = SimulatedRunner.load(program, (program.entry, program.twin), pair.inputs, is_device=is_device)
    try_program(runner, subject, trial)
    try_cause(runner, subject, trial)
    if trial.failure is not None or trial.race is not None:
        return trial
    if is_device and trap_ir is None:
        try_on_device(runner, subject, stretches, trial, is_trapping=False)
        if trial.failure is not None:
            return trial
    if is_device:
        try_races(runner, subject, trial)
        if trial.race is None and is_strict and trap_ir is not None:
            watch_far(runner, subject, stretches, trial)
        if trial.race is not None:
            return trial
    try_mutants(runner, subject, trial)
    return trial


def _trapping(subject: Subject, ir: str, *, has_twin: bool, is_strict: bool) -> tuple[SimulatedRunner, Subject]:
    """The build that traps; accesses are recorded in its twin, which only what was refused needs."""
    is_device, entry = subject.side == "gpu", subject.program.entry
    made = prepare(
        ir,
        entry,
        is_device=is_device,
        n_mutants=0,
        seed=0,
        has_twin=has_twin,
        counts_blocks=False,
        is_strict=is_strict,
    )
    entries = dict.fromkeys((made.entry, made.twin))
    runner = SimulatedRunner.load(made, tuple(entries), subject.spec, is_device=is_device)
    return runner, replace(subject, program=made)


def _passing_nulls(runner: SimulatedRunner, subject: Subject, seed: int) -> str:
    """Null kernels that pass a suite whose expected results are the CPU side's. What a call before would have left is
    its results on other data.
    """
    spec, cases = subject.spec, [case for case in subject.cases if case.is_drawn and not case.alias]
    missing = set(demanded_nulls(spec))
    for number in sorted(range(len(cases)), key=lambda number: abs(number - len(cases) // 2)):
        case = cases[number]
        assert case.expected is not None  # noqa: S101 - made by the caller
        other = replace(case, seed=seed, arguments=draw(spec, case.size, case.data_set, seed))
        before = expected_by(runner, subject, other).expected
        assert before is not None  # noqa: S101 - as above
        missing -= set(rejected_nulls(spec, [NullCase(case.arguments, case.expected, before, case.bound)]))
        if not missing:
            break
    return ", ".join(sorted(missing))
