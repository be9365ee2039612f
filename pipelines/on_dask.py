"""The default runner: Dask, as an embedded cluster on this machine or on a scheduler that is already there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

import dask
from distributed import Client, LocalCluster, as_completed

from warploom.pipelines import fork_server
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Job, JobError, OpenTransportError, Workspace, perform
from warploom.schemas.errors import WarploomError

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_IN_FLIGHT_PER_WORKER = 4
_LOST_WORKERS_ALLOWED = 20


class OnDask:
    """Runs jobs on a Dask cluster, started at the first job and only then.

    A lost worker convicts nobody: Dask suspects every task it held, so its jobs are run again, and a job that loses
    `_LOST_WORKERS_ALLOWED` workers fails the run without quarantining a row.
    """

    name: ClassVar[str] = "dask"

    def __init__(self, workers: int, cluster: str | None = None) -> None:
        if cluster is not None:
            _refuse_open_transport(cluster)
        self._workers, self._address = workers, cluster
        if cluster is None:
            fork_server.start()
        self._cluster: LocalCluster | None = None
        self._client: Client | None = None

    def run(self, jobs: Sequence[Job], space: Workspace, done: Callable[[Receipt], None]) -> None:
        if not jobs:
            return
        client = self._connect()
        waiting = iter(jobs)
        window = _IN_FLIGHT_PER_WORKER * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        running = as_completed(with_results=True, raise_errors=False)
        labels: dict[Any, str] = {}

        def submit() -> None:
            job = next(waiting, None)
            if job is not None:
                future = client.submit(perform, job, job.fingerprint, space, pure=False)
                labels[future.key] = f"{job.phase}/{job.bucket}"
                running.add(future)

        for _ in range(window):
            submit()
        for future, result in running:
            label = labels.pop(future.key)
            if future.status == "error":
                _, error, _ = result
                if isinstance(error, WarploomError):
                    raise error
                raise JobError(label, f"{type(error).__name__}: {error}", "") from error
            if future.status == "cancelled":
                raise JobError(label, "the cluster cancelled it", "")
            done(result)
            submit()

    def close(self) -> None:
        """Stop what was started here; a foreign scheduler is left running."""
        if self._client is not None:
            self._client.close()
            self._client = None
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None

    def _connect(self) -> Client:
        if self._client is None:
            dask.config.set(
                {
                    "distributed.scheduler.allowed-failures": _LOST_WORKERS_ALLOWED,
                    # Nobody looks at how workers fare, and looking takes the interpreter from jobs: 6 % of their time.
                    "distributed.admin.tick.interval": "1s",
                    "distributed.admin.tick.limit": "60s",
                    "distributed.admin.system-monitor.interval": "10s",
                    "distributed.worker.profile.enabled": False,
                    "distributed.comm.timeouts.connect": "30s",
                    "distributed.worker.multiprocessing-method": "forkserver",
                }
            )
            try:
                if self._address is None:
                    self._cluster = _embedded_cluster(self._workers)
                self._client = Client(self._cluster if self._address is None else self._address)
            except (OSError, RuntimeError) as error:
                raise ClusterError(self._address, str(error).splitlines()[0]) from None
        return self._client


class ClusterError(WarploomError):
    """No scheduler answers at an address, or the embedded cluster (`address` None) does not start."""

    def __init__(self, address: str | None, why: str) -> None:
        super().__init__(address, why)
        self.address, self.why = address, why

    def __str__(self) -> str:
        if self.address is None:
            return f"the embedded Dask cluster did not start ({self.why}). --runner in_process needs no network at all"
        return f"--cluster {self.address}: no scheduler answers ({self.why})"


def _embedded_cluster(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",  # None would take a fixed port
        scheduler_kwargs={"dashboard": False},
        security=True,  # a loopback port is open to every user of this machine
        silence_logs=logging.CRITICAL,
        memory_limit=0,
    )


def _refuse_open_transport(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "tls" and parts.hostname not in _LOOPBACK:
        raise OpenTransportError(address)
