"""The Beam runner: jobs as a PTransform on any Beam runner, the in-process portable one by default."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.pvalue import PCollection

from warploom.pipelines.receipts import Receipt, Receipts
from warploom.pipelines.runner import Job, JobError, Workspace, perform

# Named in full: the short default tries to download a runner binary at each start.
_LOCAL_RUNNER = "apache_beam.runners.portability.fn_api_runner.FnApiRunner"


class PerformJobs(beam.PTransform[Any, Any]):
    """Perform jobs from a PCollection of (fingerprint, job); yields the fingerprints. Receipts are written."""

    def __init__(self, space: Workspace) -> None:
        super().__init__()
        self._space = space

    def expand(self, jobs: PCollection[Any]) -> PCollection[Any]:
        space = self._space
        return jobs | "Spread" >> beam.Reshuffle() | "Perform" >> beam.Map(_perform_planned, space)


def _perform_planned(planned: tuple[str, Job], space: Workspace) -> str:
    fingerprint, job = planned
    perform(job, fingerprint, space)
    return fingerprint


@contextlib.contextmanager
def _stderr_into(log: Path) -> Iterator[None]:
    """Send what Beam's worker processes write to stderr, dozens of lines a phase, to a file instead."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with log.open("ab") as sink:
            os.dup2(sink.fileno(), 2)
        yield
    finally:
        sys.stderr.flush()
        os.dup2(kept, 2)
        os.close(kept)


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if "Error" in line]
    return lines[-1] if lines else type(error).__name__


class OnBeam:
    """Runs each phase's jobs as one Beam pipeline; the work directory must be visible to its workers."""

    name: ClassVar[str] = "beam"

    def __init__(self, workers: int, arguments: Sequence[str] = ()) -> None:
        self._arguments = list(arguments)
        if not any(a.startswith("--runner") for a in self._arguments):
            self._arguments += [f"--runner={_LOCAL_RUNNER}"]
            if workers > 1:
                self._arguments += [f"--direct_num_workers={workers}", "--direct_running_mode=multi_processing"]

    def run(self, jobs: Sequence[Job], space: Workspace, done: Callable[[Receipt], None]) -> None:
        if not jobs:
            return
        phase, log = jobs[0].phase, space.work / "beam.log"
        planned = [(job.fingerprint, job) for job in jobs]
        try:
            pipeline = beam.Pipeline(options=PipelineOptions(self._arguments))
            _ = pipeline | "Jobs" >> beam.Create(planned, reshuffle=False) | PerformJobs(space)
            with _stderr_into(log):
                pipeline.run().wait_until_finish()
        except Exception as error:
            # Beam hands on the text of what its workers raised, not the exception.
            raise JobError(phase, f"the Beam pipeline failed, see {log}: {_last_line(error)}", str(error)) from error
        receipts = Receipts(space.work)
        for job in jobs:
            receipt = receipts.get(job.phase, job.bucket, job.fingerprint)
            if receipt is None:  # a runner that reports success without having run everything
                raise JobError(f"{job.phase}/{job.bucket}", "the Beam runner ended without running it", "")
            done(receipt)

    def close(self) -> None:
        """Each pipeline ends by itself."""
