"""Runs phases: asks which jobs are done, runs the others, counts, and stops where it was told to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from warploom.extractors.atomic import write_json
from warploom.pipelines.progress import Display
from warploom.pipelines.receipts import PROVISIONAL, Receipt, Receipts
from warploom.pipelines.runner import Job, Runner, Workspace
from warploom.schemas.errors import UsageError

PHASES = (
    "read",
    "texts",
    "syntax",
    "notices",
    "license_texts",
    "recognize",
    "licenses",
    "compile",
    "fingerprints",
    "benchmarks",
    "candidates",
    "duplicates",
    "bands",
    "near_candidates",
    "near_decisions",
    "settle",
    "relate",
    "splits",
    "same_candidates",
    "same",
    "function_fingerprints",
    "function_bands",
    "function_candidates",
    "function_decisions",
    "select",
    "pairs_made",
    "pairs",
    "translations",
    "evidence",
    "pairs_alike",
    "derive",
    "release",
    "sample",
)
"""Steps of a build, in order; `--until` and `--only` name one of them."""


class NotReadyError(UsageError):
    """`--only PHASE` was asked for, and an earlier phase has work to do."""

    def __init__(self, only: str, phase: str, n_jobs: int) -> None:
        super().__init__(only, phase, n_jobs)
        self.only, self.phase, self.n_jobs = only, phase, n_jobs

    def __str__(self) -> str:
        return f"--only {self.only}: {self.phase} has {self.n_jobs} jobs to run first. Use --until {self.only}."


class StopRequestedError(Exception):
    """The phase that the run was to stop after has ended; the build catches it."""


@dataclass(slots=True)
class PhaseSummary:
    """What one phase did in this run."""

    name: str
    jobs: int
    ran: int
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Summary:
    """What a run did, for people and machines; `state` is published, up_to_date, part_done or stopped."""

    state: str
    fetched: dict[str, int]
    """What was brought to this machine, see `fetching.Fetched.counts`."""
    phases: list[PhaseSummary]
    totals: dict[str, int]
    seconds: float
    isolation: str | None = None
    """What compilers ran in; None where nothing is compiled."""
    is_over_damage_limit: bool = False
    largest_group: str | None = None
    """The group of repositories with the most files, see `extractors/splits.py`."""
    largest_group_share: float = 0.0

    @property
    def n_ran(self) -> int:
        """Jobs that ran; 0 when all was up to date."""
        return sum(p.ran for p in self.phases)


class PhaseRunner:
    """Runs the jobs of one phase after the other on a runner, and remembers which receipts the build rests on."""

    def __init__(
        self, space: Workspace, runner: Runner, display: Display, *, until: str | None, only: str | None
    ) -> None:
        self._space, self._runner, self._display = space, runner, display
        self._until, self._only = until, only
        self.receipts = Receipts(space.work)
        self.summaries: list[PhaseSummary] = []
        self._used: list[str] = []

    def run(self, name: str, jobs: Sequence[Job], *, is_kept: bool = True, is_memo: bool = False) -> list[Receipt]:
        """Run what is not done yet; receipts in the order of the jobs, or `StopRequestedError` if this was the last.

        `is_kept` is false for what `clean` may forget at once. `is_memo` marks jobs whose result lies in a cache
        outside the work directory: they were planned because it is not there, so their receipts prove nothing.
        """
        started = time.monotonic()
        pending = list(jobs) if is_memo else self.pending(jobs)
        if self._only is not None and name != self._only and pending:
            raise NotReadyError(self._only, name, len(pending))
        summary = PhaseSummary(name, len(jobs), len(pending), 0.0)
        self._display.begin(name, len(jobs), len(jobs) - len(pending))

        def done(receipt: Receipt) -> None:
            self._display.advance(receipt)
            for key, value in receipt.counts.items():
                summary.counts[key] = summary.counts.get(key, 0) + value

        # the longest first, where it is known: a long one at the end keeps one worker busy and the others waiting
        self._runner.run(sorted(pending, key=lambda job: -getattr(job, "weight", 0)), self._space, done)
        self._display.end()
        if summary.counts.get(PROVISIONAL):
            self._display.note(
                f"{summary.counts[PROVISIONAL]} license texts were too much for the engine: their files count as of "
                "unknown license, and the next build tries them again"
            )
        summary.seconds = time.monotonic() - started
        self.summaries.append(summary)
        receipts = []
        for job in jobs:
            receipt = self.receipts.get(job.phase, job.bucket, job.fingerprint)
            assert receipt is not None, f"{name}: {job.bucket} left no receipt"  # noqa: S101 - perform wrote it
            receipts.append(receipt)
            if is_kept:
                self._used.append(receipt.key)
        if name in (self._until, self._only):
            raise StopRequestedError
        return receipts

    def pending(self, jobs: Iterable[Job]) -> list[Job]:
        """Those of the jobs that have no receipt yet, or a provisional one."""
        found = ((job, self.receipts.get(job.phase, job.bucket, job.fingerprint)) for job in jobs)
        return [job for job, receipt in found if receipt is None or receipt.counts.get(PROVISIONAL)]

    def recall(self, phase: str, bucket: str, fingerprint: str) -> Receipt | None:
        """The receipt of a job that another process ran, now one that this build rests on."""
        receipt = self.receipts.get(phase, bucket, fingerprint)
        if receipt is not None:
            self._used.append(receipt.key)
        return receipt

    def remember(self) -> None:
        """Note which receipts this build used, for `clean --keep N`, and fold them into the index."""
        builds = self._space.work / "builds"
        numbers = [int(p.stem) for p in builds.glob("*.json")] if builds.is_dir() else []
        last = builds / f"{max(numbers, default=0):06d}.json"
        if last.is_file() and json.loads(last.read_bytes()) == sorted(self._used):
            return
        write_json(builds / f"{max(numbers, default=0) + 1:06d}.json", sorted(self._used))
        self.receipts.compact()
