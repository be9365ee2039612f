"""A worker of the GPU farm: tells what its device can do, and runs slices of a bundle by the bundle's own runner."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dask
from distributed import Nanny, Worker, WorkerPlugin, get_worker

from warploom.pipelines.dask_security import Certificates, security_of
from warploom.schemas.errors import WarploomError

PLUGIN = "warploom-runner"
_TOLD_BYTES = 2_000
_OVERHEAD_S = 300.0
"""Beside the limits of its jobs: starts of processes, on a machine that does other things as well."""
_RUNS_A_JOB = 4
"""A job runs in its group, alone where that went wrong, and again where a successor is a victim; and once to spare."""
_RUNS_SANITIZED = 24
"""Four tools, and each time that a batch is halved until what ends it is alone."""


class RunnerFailedError(WarploomError):
    """A runner that could not run a slice: no job of it is to blame. Says which runner, and what it told."""

    def __init__(self, runner: str, why: str) -> None:
        super().__init__(runner, why)
        self.runner, self.why = runner, why

    def __str__(self) -> str:
        return f"runner {self.runner}: {self.why}"


class RunnerPlugin(WorkerPlugin):
    """What makes a Dask worker a runner: its device, and the name that its results bear."""

    name = PLUGIN

    def __init__(self, device: str, runner: str) -> None:
        self.device, self.runner = device, runner

    def run(self, content: bytes, n_jobs: int, seconds: float, directory: str, *, sanitize: bool) -> bytes:
        """The results of a slice, as its journals have them. Raises `RunnerFailedError`."""
        with tempfile.TemporaryDirectory(prefix="slice-", dir=directory) as place:
            bundle, out = Path(place, "slice.pyz"), Path(place, "results")
            bundle.write_bytes(content)
            argv = [sys.executable, str(bundle), "--out", str(out), "--device", self.device, "--with-parent"]
            argv += ["--runner", self.runner, "--seconds", str(seconds), *(["--sanitize"] if sanitize else [])]
            runs = _RUNS_A_JOB + (_RUNS_SANITIZED if sanitize else 0)
            with Path(place, "told").open("wb") as told:
                process = subprocess.Popen(
                    argv, stdin=subprocess.DEVNULL, stdout=told, stderr=told, start_new_session=True
                )
                try:
                    code = process.wait(_OVERHEAD_S + runs * n_jobs * seconds)
                except subprocess.TimeoutExpired:
                    raise RunnerFailedError(self.runner, f"{n_jobs} jobs took longer than all their limits") from None
                finally:
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
            journals = sorted(out.glob("results-*.jsonl"))
            if code not in (0, 3) or not journals:
                end = Path(place, "told").read_bytes()[-_TOLD_BYTES:].decode("utf-8", "replace").strip()
                raise RunnerFailedError(self.runner, f"the bundle ended with {code}: {end}")
            return b"".join(journal.read_bytes() for journal in journals)


def runner_name(description: Mapping[str, Any]) -> str:
    """The name of a runner that nobody named: the GPU's UUID, else the kind of the device with its version."""
    return str(description["uuid"] or f"{description['kind']}-{description['driver'] or 'unknown'}")


def run_slice(content: bytes, n_jobs: int, seconds: float, sanitize: bool) -> tuple[str, bytes]:
    """The runner that this worker is, and its results. Raises `RunnerFailedError`."""
    worker = get_worker()
    plugin = worker.plugins.get(PLUGIN)
    if not isinstance(plugin, RunnerPlugin):
        raise RunnerFailedError(worker.address, "it is no runner; start it by `warploom worker`")
    return plugin.runner, plugin.run(content, n_jobs, seconds, worker.local_directory, sanitize=sanitize)


def runner_of_worker(dask_worker: Worker) -> str | None:
    """The name of the runner that a worker is; None for a worker that is none."""
    plugin = dask_worker.plugins.get(PLUGIN)
    return plugin.runner if isinstance(plugin, RunnerPlugin) else None


async def serve(
    address: str, certificates: Certificates, device: str, runner: str, offers: Mapping[str, float]
) -> None:
    """Work for the scheduler at an address until it goes, or this process is told to stop.

    The worker is a process below a nanny, which starts it anew when it dies. Raises `OpenTransportError`, `UsageError`,
    and `OSError` where no scheduler answers.
    """
    security = security_of(address, certificates)
    dask.config.set({"distributed.worker.profile.enabled": False, "distributed.comm.timeouts.connect": "30s"})
    async with Nanny(
        address,
        nthreads=1,
        memory_limit=None,
        resources=dict(offers),
        security=security,
        plugins=(RunnerPlugin(device, runner),),
        death_timeout=60,
    ) as nanny:
        await nanny.finished()
