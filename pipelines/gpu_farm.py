"""Sends the jobs of a bundle to runners of a Dask cluster, until each has a verdict by a runner that is believed."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import dask
from distributed import Client, Future, wait
from distributed.scheduler import KilledWorker

from warploom.pipelines.dask_security import Certificates, security_of
from warploom.pipelines.farm_errors import FarmError, FarmStalledError, NoRunnerError
from warploom.pipelines.gpu_results import FarmResults, rows_of
from warploom.pipelines.gpu_worker import RunnerFailedError, run_slice, runner_of_worker
from warploom.validators.gpu.agreement import MIN_RUNNERS
from warploom.validators.gpu.bundled.jobs import BundleError
from warploom.validators.gpu.bundled.journal import JournalError
from warploom.validators.gpu.slicing import Slicer

SAMPLE_SHARE = 1 / 50
MIN_SAMPLE = 3
"""Jobs that every runner runs, so that a runner that answers otherwise than all others is found."""
_LOOK_S, _TELL_S = 0.5, 5.0
_CALL_S = 120.0
"""Limit of a question to the scheduler: it asks workers that may die in this moment."""
_IDLE_S = 30.0
"""So long a slice may be nobody's work while a runner that could do it is idle: the scheduler has lost sight of it."""
_SPARE = 2
"""Slices that wait for each runner, so that none is idle while one is cut."""
_MAX_ATTEMPTS = 12
"""Times that a slice is sent when its worker died or did not run it: nobody is convicted of that, and it has an end."""
_MAX_FAILURES = 3
"""Slices in a row that a runner does not run: its driver, or its machine, is at fault."""


@dataclass(frozen=True, slots=True)
class FarmOptions:
    """What each job asks of a runner, jobs to a slice, limit of a job, patience without a runner: both in seconds."""

    needs: Mapping[str, float] = field(default_factory=lambda: {"GPU": 1.0})
    group: int = 16
    seconds: float = 120.0
    patience_s: float = 600.0
    sanitize: bool = False
    """Ask for what compute-sanitizer finds as well."""


@dataclass(frozen=True, slots=True)
class Ran:
    """Jobs with a verdict that counts, those of them that failed, those without one, and runners set aside."""

    n_jobs: int
    n_failed: int
    lost: tuple[str, ...]
    set_aside: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Work:
    jobs: tuple[str, ...]
    attempts: int = 0
    address: str | None = None
    """Of the only worker that is to do it."""
    runner: str = ""
    """That it is."""


class Farm:
    """One run of one bundle on one cluster."""

    def __init__(
        self,
        client: Client,
        slicer: Slicer,
        results: FarmResults,
        options: FarmOptions,
        tell: Callable[[str], None],
        progress: Callable[[], None] = lambda: None,
    ) -> None:
        self._client, self._slicer, self._results, self._options = client, slicer, results, options
        self._tell, self._progress = tell, progress
        self._jobs = slicer.job_ids
        self._sample = dict.fromkeys(sample_of(self._jobs))
        self._runners: dict[str, str | None] = {}
        """By worker's address; None for a worker that is none."""
        self._set_aside: dict[str, str] = {}
        self._waiting: deque[_Work] = deque()
        self._running: dict[Future[Any], _Work] = {}
        self._asked: set[tuple[str, str]] = set()
        """Jobs that a runner was asked for as one of several."""
        self._n_asked: Counter[tuple[str, str]] = Counter()
        self._failures: Counter[str] = Counter()
        self._lost: set[str] = set()
        self._counted = 0.0
        self._unseen: dict[Future[Any], float] = {}
        """Slices that are nobody's work, since when."""

    def run(self) -> Ran:
        """Run what has no verdict yet. Raises `NoRunnerError`, `FarmStalledError`, `FarmError`, `BundleError`."""
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"})
        self._judge()
        self._enqueue([job for job in self._left() if job not in self._sample])
        seen = told = moved = time.monotonic()
        said = ""
        try:
            while True:
                n_alive = self._look()
                now = time.monotonic()
                seen = now if n_alive else seen
                self._submit(n_alive)
                if not self._running and not self._waiting and set(self._left()) <= self._lost:
                    break
                if now - seen > self._options.patience_s:
                    raise NoRunnerError(len(self._left()), self._options.patience_s, ", ".join(self._options.needs))
                moved = now if self._running else moved
                if now - moved > self._options.patience_s:
                    raise FarmStalledError(self._options.patience_s, self._state())
                where = f"{len(self._jobs) - len(self._left())}/{len(self._jobs)} jobs, {n_alive} runners"
                if now - told > _TELL_S and where != said:
                    told, said = now, where
                    self._tell(where)
                self._collect()
        finally:
            self._client.cancel(list(self._running))
        failed = [job for job in self._jobs if (p := self._believed(job)) and not all(p.values())]
        return Ran(len(self._jobs), len(failed), tuple(self._left()), dict(self._set_aside))

    def _believed(self, job: str) -> dict[str, bool]:
        return {r: passed for r, passed in self._results.runners_of(job).items() if r not in self._set_aside}

    def _left(self) -> list[str]:
        return [job for job in self._jobs if not self._is_done(job)]

    def _is_done(self, job: str) -> bool:
        """It has a verdict, and where tools are asked for one of theirs, or is wrong without them."""
        said = self._believed(job)
        if not said or not self._options.sanitize or not all(said.values()):
            return bool(said)
        return any(runner not in self._set_aside for runner in self._results.sanitized_by(job))

    def _enqueue(self, jobs: Sequence[str], attempts: int = 0) -> None:
        size = self._options.group
        self._waiting.extend(_Work(tuple(jobs[k : k + size]), attempts) for k in range(0, len(jobs), size))

    def _look(self) -> int:
        """Who is there: newcomers get the sample, those set aside are sent away. How many are believed."""
        # Not `scheduler_info`: the client's own look at a few workers, now and then, would come between.
        scheduler = self._client.scheduler
        if scheduler is None:
            raise FarmError("the scheduler is gone; what is done is kept: give the same command again")
        try:
            workers = self._client.sync(scheduler.identity, n_workers=-1, callback_timeout=_CALL_S)["workers"]
        except TimeoutError:
            raise FarmStalledError(_CALL_S, f"the scheduler does not answer; {self._state()}") from None
        able = [address for address, about in workers.items() if self._is_able(about)]
        new = [address for address in able if address not in self._runners]
        if new:
            with contextlib.suppress(TimeoutError):  # who did not answer is new again the next time
                self._runners |= self._client.run(
                    runner_of_worker, workers=new, on_error="ignore", callback_timeout=_CALL_S
                )
        self._runners = {address: name for address, name in self._runners.items() if address in able}
        gone = [future for future, work in self._running.items() if work.address and work.address not in self._runners]
        for future in gone:
            self._forget(self._running.pop(future))
            future.cancel()
        doomed = [address for address, name in self._runners.items() if name is None or name in self._set_aside]
        if any(self._runners[address] in self._set_aside for address in doomed):
            bad = [address for address in doomed if self._runners[address] is not None]
            with contextlib.suppress(TimeoutError):  # what it says does not count, whether it goes or not
                self._client.retire_workers(bad, close_workers=True, callback_timeout=_CALL_S)
        believed = {a: n for a, n in self._runners.items() if n is not None and a not in doomed}
        for address, runner in believed.items():
            known = self._results.sanitized_by if self._options.sanitize else self._results.runners_of
            self._ask(address, runner, [job for job in self._sample if not self._is_told(job, runner, known(job))])
        if len(set(believed.values())) >= MIN_RUNNERS:
            self._second_opinions(believed)
        self._send_again_what_nobody_does(believed)
        return len(believed)

    def _is_told(self, job: str, runner: str, known: Collection[str]) -> bool:
        """What is asked of a job is known of a runner; tools are not asked about what is wrong without them."""
        return runner in known or self._results.runners_of(job).get(runner) is False

    def _send_again_what_nobody_does(self, believed: Mapping[str, str]) -> None:
        now, scheduler = time.monotonic(), self._client.scheduler
        pending = {future: work for future, work in self._running.items() if future.status == "pending"}
        self._unseen = {future: since for future, since in self._unseen.items() if future in pending}
        if now - self._counted < _TELL_S or scheduler is None:
            return
        self._counted = now
        try:
            at_work = self._client.sync(scheduler.processing, workers=None, callback_timeout=_CALL_S)
        except TimeoutError:
            return
        done = {key for keys in at_work.values() for key in keys}
        idle = {address for address in believed if not at_work.get(address)}
        for future, work in pending.items():
            if future.key in done or not (work.address in idle if work.address else idle):
                self._unseen.pop(future, None)
            elif now - self._unseen.setdefault(future, now) > _IDLE_S:
                self._tell(f"{len(work.jobs)} jobs were nobody's work for {_IDLE_S:.0f} s, and are sent again")
                self._again(self._running.pop(future), None)
                future.cancel()

    def _state(self) -> str:
        """Where everything is, for whoever has to find out why nothing goes on."""
        running = [
            f"{len(work.jobs)} jobs {future.status} at {work.address or 'any'}, attempt {work.attempts + 1}"
            for future, work in self._running.items()
        ]
        return (
            f"{len(self._left())} of {len(self._jobs)} jobs are left, {len(self._lost)} lost, "
            f"{len(self._waiting)} slices wait, running: {'; '.join(running) or 'none'}; runners: "
            + (", ".join(f"{name} at {address}" for address, name in sorted(self._runners.items())) or "none")
            + f"; set aside: {', '.join(sorted(self._set_aside)) or 'none'}"
        )

    def _is_able(self, about: Mapping[str, Any]) -> bool:
        offers = about.get("resources", {})
        return all(offers.get(name, 0) >= amount for name, amount in self._options.needs.items())

    def _ask(self, address: str, runner: str, jobs: Sequence[str]) -> None:
        asked = tuple(job for job in jobs if (job, runner) not in self._asked)
        for job in asked:
            self._asked.add((job, runner))
            self._n_asked[job, runner] += 1
            if self._n_asked[job, runner] > _MAX_ATTEMPTS:  # it stays asked for, and has no verdict by this runner
                self._lost.add(job)
        asked = tuple(job for job in asked if job not in self._lost)
        if asked:
            self._start(_Work(asked, address=address, runner=runner))

    def _second_opinions(self, believed: Mapping[str, str]) -> None:
        """What failed at one runner is run by two others: a device that computes wrong accuses kernels."""
        for job, said in self._results.answers.items():
            given = {runner for runner in said if runner not in self._set_aside}
            asked = {runner for runner in believed.values() if (job, runner) in self._asked} | given
            if all(said[runner] == "passed" for runner in given):
                continue
            for address, runner in believed.items():
                if len(asked) < MIN_RUNNERS and runner not in asked:
                    asked.add(runner)
                    self._ask(address, runner, [job])

    def _submit(self, n_alive: int) -> None:
        n_open = sum(1 for work in self._running.values() if work.address is None)
        while self._waiting and n_open < _SPARE * n_alive:
            work = self._waiting.popleft()
            jobs = tuple(job for job in work.jobs if not self._is_done(job))
            if jobs:
                self._start(_Work(jobs, work.attempts))
                n_open += 1

    def _start(self, work: _Work) -> None:
        future = self._client.submit(
            run_slice,
            self._slicer.cut(work.jobs),
            len(work.jobs),
            self._options.seconds,
            self._options.sanitize,
            resources=dict(self._options.needs),
            workers=None if work.address is None else [work.address],
            priority=0 if work.address is None else 10,
            pure=False,
        )
        self._running[future] = work

    def _collect(self) -> None:
        if not self._running:
            time.sleep(_LOOK_S)
            return
        try:
            done = wait(list(self._running), timeout=_LOOK_S, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return
        for future in done:
            work = self._running.pop(future)
            if future.status == "finished":
                self._take(work, *future.result())
            elif future.status == "error":
                self._again(work, future.exception())
            else:
                self._again(work, None)
        self._judge()
        self._progress()

    def _take(self, work: _Work, runner: str, content: bytes) -> None:
        self._failures[runner] = 0
        try:
            self._results.add(runner, rows_of(content, self._slicer.bundle_id))
        except ValueError as error:
            self._again(work, RunnerFailedError(runner, f"its results are {error}"))
            return
        known = self._results.sanitized_by if self._options.sanitize else self._results.runners_of
        missing = tuple(job for job in work.jobs if not self._is_told(job, runner, known(job)))
        if missing:
            self._again(replace(work, jobs=missing), RunnerFailedError(runner, f"it left out {len(missing)} jobs"))
        elif runner in self._set_aside:
            self._waiting.append(work)

    def _again(self, work: _Work, error: BaseException | None) -> None:
        """A slice that came to nothing: lost workers convict nobody; what kills them time and again is found alone."""
        if isinstance(error, RunnerFailedError):
            self._tell(str(error))
            self._failures[error.runner] += 1
            if self._failures[error.runner] >= _MAX_FAILURES:
                self._put_aside(error.runner, f"it does not run jobs: {error.why}")
        elif error is not None and not isinstance(error, KilledWorker):
            raise error
        self._forget(work)
        if work.address is not None:
            return
        if work.attempts >= _MAX_ATTEMPTS:
            self._lost.update(work.jobs)
            return
        half = (len(work.jobs) + 1) // 2 if isinstance(error, KilledWorker) else len(work.jobs)
        for jobs in (work.jobs[:half], work.jobs[half:]):
            if jobs:
                self._waiting.append(_Work(jobs, work.attempts + 1))

    def _forget(self, work: _Work) -> None:
        if work.address is not None:
            self._asked -= {(job, work.runner) for job in work.jobs}

    def _judge(self) -> None:
        for runner, why in self._results.not_believed().items():
            self._put_aside(runner, why)

    def _put_aside(self, runner: str, why: str) -> None:
        if runner in self._set_aside:
            return
        self._set_aside[runner] = why
        self._tell(f"runner {runner} is set aside, and what it said is withdrawn: {why}")
        works = [work for work in (*self._waiting, *self._running.values()) if work.address is None]
        queued = {job for work in works for job in work.jobs}
        self._enqueue([job for job in self._left() if job not in queued and job not in self._sample])


def sample_of(jobs: Sequence[str]) -> list[str]:
    """The jobs that every runner runs: the same ones on each start."""
    count = min(len(jobs), max(MIN_SAMPLE, round(SAMPLE_SHARE * len(jobs))))
    return sorted(jobs, key=lambda job: hashlib.sha256(job.encode()).digest())[:count]


def run_on_cluster(
    bundle: Path,
    out: Path,
    cluster: AbstractContextManager[Client],
    options: FarmOptions,
    key: bytes | None,
    tell: Callable[[str], None],
    progress: Callable[[], None],
) -> Ran:
    """Run a bundle on a cluster's workers. Raises `FarmError`, `NoRunnerError`."""
    try:
        slicer = Slicer(bundle)
        try:
            with FarmResults(out, slicer.bundle_id, key) as results, cluster as client:
                return Farm(client, slicer, results, options, tell, progress).run()
        finally:
            slicer.close()
    except (BundleError, JournalError) as error:
        raise FarmError(str(error)) from None


@contextmanager
def client_of(address: str, certificates: Certificates) -> Iterator[Client]:
    """A client of the scheduler at an address. Raises `OpenTransportError`, `UsageError`, `FarmError`."""
    security = security_of(address, certificates)
    dask.config.set({"distributed.comm.timeouts.connect": "30s"})
    try:
        client = Client(address, security=security)
    except OSError as error:
        raise FarmError(f"--cluster {address}: no scheduler answers ({str(error).splitlines()[0]})") from None
    with client:
        yield client
