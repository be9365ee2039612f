"""What runs jobs: the shape of a job, of a runner, and the one function that every runner calls."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from warploom.pipelines.receipts import Receipt, Receipts
from warploom.schemas.errors import UsageError, WarploomError


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where jobs read and write. Paths only: it travels to every worker."""

    work: Path
    license_cache: Path
    compile_cache: Path


class Job(Protocol):
    """A unit of work: picklable, deterministic, and named by everything its result depends on."""

    @property
    def phase(self) -> str: ...

    @property
    def bucket(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    def run(self, space: Workspace) -> Receipt:
        """Write the output shards and return their receipt; `perform` commits it."""
        ...


class Runner(Protocol):
    """Runs jobs in any order, anywhere. Their receipts are in the work directory when `run` returns."""

    name: ClassVar[str]

    def run(self, jobs: Sequence[Job], space: Workspace, done: Callable[[Receipt], None]) -> None:
        """Run all jobs; call `done` in this process as each ends; raise `JobError` on the first defect."""
        ...

    def close(self) -> None: ...


class JobError(WarploomError):
    """A job failed: a defect in the code or the machine, never a bad row."""

    def __init__(self, job: str, why: str, trace: str) -> None:
        super().__init__(job, why, trace)
        self.job, self.why, self.trace = job, why, trace

    def __str__(self) -> str:
        return f"{self.job}: {self.why}"


class DiskFullError(WarploomError):
    """The disk ran full; what was committed stays."""

    def __init__(self, job: str, path: str) -> None:
        super().__init__(job, path)
        self.job, self.path = job, path

    def __str__(self) -> str:
        return f"{self.job}: no space left while writing {self.path}. Free some and build again: finished work is kept."


class OpenTransportError(UsageError):
    """A scheduler without encryption off this machine: anybody on the network could run code in it."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address

    def __str__(self) -> str:
        return (
            f"{self.address}: plain tcp is accepted on loopback alone. Start the scheduler with TLS and name tls://..."
        )


class VersionSkewError(WarploomError):
    """A worker runs other code, or other tools, than the process that planned the job."""

    def __init__(self, job: str) -> None:
        super().__init__(job)
        self.job = job

    def __str__(self) -> str:
        return f"{self.job}: the worker's code differs from the planner's. Install the same Warploom on every machine."


def perform(job: Job, fingerprint: str, space: Workspace) -> Receipt:
    """Run one job and commit its receipt; whatever goes wrong is raised as a picklable error naming the job.

    `fingerprint` is the planner's: a worker that comes to another one would file its result under the wrong name.
    """
    label = f"{job.phase}/{job.bucket}"
    if job.fingerprint != fingerprint:
        raise VersionSkewError(label)
    failure: WarploomError
    try:
        receipt = job.run(space)
        Receipts(space.work).write(receipt)
    except WarploomError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            failure = DiskFullError(label, str(error.filename or space.work))
        else:
            failure = JobError(label, f"{type(error).__name__}: {error}", traceback.format_exc())
    except Exception as error:
        failure = JobError(label, f"{type(error).__name__}: {error}", traceback.format_exc())
    else:
        return receipt
    # Raised out here: an exception in its context would be pickled with it, and not every one can be.
    raise failure
