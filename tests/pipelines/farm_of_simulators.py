"""A farm on this machine for tests and benchmarks: a scheduler, workers by the command, tiny jobs, the simulator."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from distributed import Client, LocalCluster

from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.pipelines.dask_security import Certificates, security_of
from warploom.validators.gpu.bundling import Task, write_bundle
from warploom.validators.gpu.nvrtc import NvrtcError, Source

LIE = """
import sys
if "--child" in sys.orig_argv:
    from warploom.validators.gpu.simulated import SimulatedRunner
    honest = SimulatedRunner.run
    def run(self, job):
        return {**honest(self, job), "outcome": "failed", "reason": "wrong_result", "detail": "a lie"}
    SimulatedRunner.run = run
"""


class NoCompiler:
    """Images that no device would load; the simulator compiles texts itself."""

    name, digest = "none", "0" * 64

    def compile(self, sources: Sequence[Source]) -> list[bytes | NvrtcError]:
        """Each text under its architecture."""
        return [f"{one.architecture} {one.definitions}\n{one.text}".encode() for one in sources]


def tiny_bundle(path: Path, n_jobs: int) -> list[str]:
    """One computation under many seeds, at one small size; the ids of its pairs."""
    pair = next(p for p in reference_pairs() if (p.cpu.entry, p.cpu.language, p.schedule) == ("axpy", "C", "naive"))
    tiny = replace(
        pair, inputs=replace(pair.inputs, sizes=pair.inputs.sizes[-2:]), launch_shapes=pair.launch_shapes[:1]
    )
    tasks = [Task(f"kp_{number}", "is_0", tiny, number) for number in range(n_jobs)]
    assert write_bundle(path, tasks, "corpus", NoCompiler()) == []
    return [task.pair_id for task in tasks]


@contextlib.contextmanager
def scheduler(certificates: Certificates | None = None) -> Iterator[str]:
    """The address of a scheduler without workers; with TLS where certificates are given."""
    security = None if certificates is None else security_of("tls://127.0.0.1", certificates)
    with LocalCluster(
        n_workers=0,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
        security=security,
        protocol="tcp://" if security is None else "tls://",
    ) as cluster:
        yield cluster.scheduler_address


def wait_for_workers(address: str, certificates: Certificates, n_workers: int) -> None:
    """Until so many are there."""
    with Client(address, security=security_of(address, certificates)) as client:
        client.wait_for_workers(n_workers, timeout=120)


@contextlib.contextmanager
def workers(
    address: str,
    place: Path,
    names: Sequence[str],
    lying: Sequence[str] = (),
    certificates: Certificates | None = None,
) -> Iterator[None]:
    """One process of `warploom worker` for each name; those that lie say of each job that it is wrong."""
    lies = place / "lies"
    lies.mkdir(parents=True, exist_ok=True)
    (lies / "sitecustomize.py").write_text(LIE)
    started = []
    try:
        for name in names:
            environment = dict(os.environ)
            if name in lying:
                environment["PYTHONPATH"] = os.pathsep.join([str(lies), environment.get("PYTHONPATH", "")])
            argv = [sys.executable, "-m", "warploom.pipelines.cli", "worker", address]
            argv += ["--device", "simulator", "--name", name]
            if certificates is not None:
                argv += ["--tls-ca", str(certificates.ca), "--tls-cert", str(certificates.certificate)]
                argv += ["--tls-key", str(certificates.key)]
            with (place / f"{name}.log").open("wb") as log:
                started.append(subprocess.Popen(argv, stdout=log, stderr=log, env=environment, cwd=place))
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Killer(threading.Thread):
    """Kills a worker by its process id, chosen at random, whenever one is at work, so many times.

    Up to `pause_s` seconds lie between two looks.
    """

    def __init__(
        self, address: str, n_kills: int, seed: int, pause_s: float = 0.5, certificates: Certificates | None = None
    ) -> None:
        super().__init__(daemon=True)
        self._security = security_of(address, certificates or Certificates())
        self._pause_s = pause_s
        self._address, self._n_kills, self._random = address, n_kills, random.Random(seed)
        self.killed: list[int] = []
        self.stop = threading.Event()

    def run(self) -> None:
        """Until all kills are done, or it is told to stop."""
        with Client(self._address, security=self._security) as client:
            while len(self.killed) < self._n_kills and not self.stop.is_set():
                time.sleep(self._random.uniform(0.05, self._pause_s))
                busy = [address for address, tasks in client.processing().items() if tasks]
                pids = client.run(os.getpid, workers=busy, on_error="ignore") if busy else {}
                pid = self._random.choice(sorted(pids.values())) if pids else None
                if pid is not None and pid not in self.killed:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        self.killed.append(pid)
