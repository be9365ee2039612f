"""Runners as jobs of Slurm: a scheduler here, and a job for each GPU that starts a worker of the farm."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from distributed import Client

from warploom.schemas.errors import UsageError

_WALLTIME = re.compile(r"(\d+-)?\d{1,3}:\d{2}:\d{2}")
_NAME = re.compile(r"[\w.+:,/@-]+")
"""What goes into a script of the shell as it stands."""


@dataclass(frozen=True, slots=True)
class SlurmOptions:
    """`[slurm]` of a file in TOML. Raises `UsageError` for what a job script cannot hold."""

    partition: str
    account: str = ""
    walltime: str = "01:00:00"
    modules: tuple[str, ...] = ()
    jobs: int = 1
    """Each has one GPU."""
    cores: int = 4
    memory: str = "16GB"
    interface: str = ""
    """Network interface that compute nodes reach this machine by; empty: what its name resolves to."""

    def __post_init__(self) -> None:
        texts = {
            "partition": self.partition,
            "account": self.account,
            "memory": self.memory,
            "interface": self.interface,
        }
        for name, text in (*texts.items(), *(("modules", module) for module in self.modules)):
            if not isinstance(text, str) or (text and not _NAME.fullmatch(text)):
                raise UsageError(f"[slurm] {name} = {text!r}: letters, digits and _ . + : , / @ - are allowed")
        if not self.partition:
            raise UsageError("[slurm] partition is missing")
        if not isinstance(self.walltime, str) or not _WALLTIME.fullmatch(self.walltime):
            raise UsageError(f"[slurm] walltime = {self.walltime!r}: give hours:minutes:seconds, as 04:00:00")
        for name in ("jobs", "cores"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise UsageError(f"[slurm] {name} = {value!r}: give a whole number from 1 on")


def read_slurm(path: Path) -> SlurmOptions:
    """The section `[slurm]` of a file. Raises `UsageError`."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from None
    section = given.get("slurm")
    if not isinstance(section, dict):
        raise UsageError(f"{path}: it has no section [slurm]")
    known = [field.name for field in fields(SlurmOptions)]
    for name in section:
        if name not in known:
            raise UsageError(f"{path}: [slurm] {name}: there are {', '.join(known)}")
    if not isinstance(section.get("modules", []), list):
        raise UsageError(f"{path}: [slurm] modules: give a list")
    if "partition" not in section:
        raise UsageError(f"{path}: [slurm] partition is missing")
    return SlurmOptions(**{**section, "modules": tuple(section.get("modules", ()))})


def slurm_cluster(options: SlurmOptions, temporary: Path) -> Any:
    """A scheduler with TLS that asks Slurm for workers; none is asked for yet. Raises `UsageError` without the extra.

    `temporary` is where its certificates lie: every node has to see it, and no other user.
    """
    try:
        from dask_jobqueue.slurm import SLURMCluster
    except ImportError as error:
        raise UsageError(f"--cluster slurm needs dask-jobqueue ({error}): pip install 'warploom[slurm]'") from None
    return SLURMCluster(
        queue=options.partition,
        account=options.account or None,
        walltime=options.walltime,
        cores=options.cores,
        processes=1,
        memory=options.memory,
        interface=options.interface or None,
        job_name="warploom-worker",
        job_extra_directives=["--gpus=1"],
        job_script_prologue=[f"module load {module}" for module in options.modules],
        worker_extra_args=["--preload", "warploom.pipelines.gpu_preload", "--resources", "GPU=1"],
        protocol="tls://",
        security=True,
        shared_temp_directory=str(temporary),
        scheduler_options={"dashboard": False},
    )


@contextmanager
def slurm_client(options: SlurmOptions, temporary: Path) -> Iterator[Client]:
    """A client of a farm on Slurm; its jobs end with it."""
    with slurm_cluster(options, temporary) as cluster, Client(cluster) as client:
        cluster.scale(jobs=options.jobs)
        yield client
