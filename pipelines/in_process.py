"""The runner of tests and debuggers: one process, one job after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Job, Workspace, perform


class InProcess:
    """Runs jobs in this process, in order."""

    name: ClassVar[str] = "in_process"

    def run(self, jobs: Sequence[Job], space: Workspace, done: Callable[[Receipt], None]) -> None:
        for job in jobs:
            done(perform(job, job.fingerprint, space))

    def close(self) -> None:
        """Nothing to stop."""
