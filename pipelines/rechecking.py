"""Runs a random sample of what runners say again, where there is a device: a result that nobody had is found out."""

from __future__ import annotations

import hashlib
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warploom.schemas.errors import UsageError, WarploomError
from warploom.validators.gpu.bundling import Task, write_bundle
from warploom.validators.gpu.nvrtc import DeviceCompiler, NvrtcError, Source, nvrtc
from warploom.validators.gpu.probing import DeviceAbsentError, probe
from warploom.validators.gpu.results import CHECK, Expected, job_id_of, read_results

SHARE = 0.02
"""Of the results: 10 of 500. Who invented half of them is missed once in a thousand times, who a tenth, once in three:
the key is what authenticity rests on.
"""
_CLEAN_EXITS = (0, 3)


class DisagreementError(WarploomError):
    """Results that a run here refutes; nothing was taken in."""

    def __init__(self, runner: str, pair: str, said: str, here: str) -> None:
        super().__init__(runner, pair, said, here)
        self.runner, self.pair, self.said, self.here = runner, pair, said, here

    def __str__(self) -> str:
        return (
            f"runner {self.runner} says of {self.pair}: {self.said}; run again here: {self.here}. Nothing was taken "
            "in: leave this runner's results out, or give --recheck 0 where you know better"
        )


class RecheckError(WarploomError):
    """A sample that could not be run again although there is a device; says what the run told."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was run again: how many of the results, on what, drawn by which seed; or why nothing was."""

    n_results: int
    n_run: int
    device: str | None
    seed: int
    why_not: str = ""


class NoImages:
    """In place of a compiler where the simulator runs: it compiles texts itself."""

    name, digest = "none", "0" * 64

    def compile(self, sources: Sequence[Source]) -> list[bytes | NvrtcError]:
        """Nothing."""
        return [b"" for _ in sources]


def chosen(jobs: Sequence[str], share: float, seed: int) -> list[str]:
    """A sample of job ids, one at least where there is any: those whose digests with the seed are the least."""
    if not 0 <= share <= 1:
        raise UsageError(f"--recheck {share}: give a share from 0 to 1")
    ranked = sorted(set(jobs), key=lambda job: hashlib.sha256(f"{seed}\0{job}".encode()).digest())
    return ranked[: math.ceil(share * len(ranked))]


def recheck(
    verdicts: Sequence[Mapping[str, Any]],
    share: float,
    seed: int,
    device: str,
    tasks: Callable[[Sequence[str]], Sequence[Task]],
) -> Sample:
    """Run a share of the results on device checks again. Raises `DisagreementError`, `RecheckError`.

    Of a GPU on a GPU, of the simulator on the simulator: `device` is `auto`, or what a bundle's `--device` takes.
    `tasks` gives the pairs of some ids. What was not run, there or here, says nothing and is not compared.
    """
    told = [v for v in verdicts if v["check"] == CHECK and v["outcome"] in ("passed", "failed")]
    kind = "simulator" if device.startswith("simulator") else "gpu"
    mine = {job_id_of(v["subject_id"], v["suite_id"], v["seeds"][0]): v for v in told if v["runner_kind"] == kind}
    sample = chosen(list(mine), share, seed)
    if not sample:
        return Sample(len(told), 0, None, seed, "no share was asked for" if not share else f"none is of a {kind}")
    try:
        name = str(probe(device)["name"])
    except DeviceAbsentError as error:
        return Sample(len(told), 0, None, seed, str(error))
    here = _run(tasks(sorted({mine[job]["subject_id"] for job in sample})), device, kind)
    for verdict in told:
        job = job_id_of(verdict["subject_id"], verdict["suite_id"], verdict["seeds"][0])
        again = here.get(job)
        if verdict["runner_kind"] == kind and again is not None and again["outcome"] != "not_run":
            said, found = _words(verdict), _words(again)
            if verdict["outcome"] != again["outcome"]:
                raise DisagreementError(verdict["runner_id"], verdict["subject_id"], said, found)
    return Sample(len(told), len(here), name, seed)


def _run(tasks: Sequence[Task], device: str, kind: str) -> dict[str, Mapping[str, Any]]:
    """Verdicts by job."""
    compiler: DeviceCompiler = nvrtc() if kind == "gpu" else NoImages()
    jobs = {job_id_of(t.pair_id, t.suite_id, t.seed): Expected(t.pair_id, t.suite_id, t.seed) for t in tasks}
    with tempfile.TemporaryDirectory(prefix="warploom-") as place:
        bundle, out = Path(place) / "jobs.pyz", Path(place) / "results"
        write_bundle(bundle, tasks, "recheck", compiler)
        argv = [sys.executable, str(bundle), "--device", device, "--out", str(out)]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode not in _CLEAN_EXITS:
            raise RecheckError(f"the sample could not be run again on {device}: {done.stderr.strip()[-500:]}")
        found = read_results([out], jobs, None).verdicts.values()
    return {job_id_of(v["subject_id"], v["suite_id"], v["seeds"][0]): v for v in found}


def _words(verdict: Mapping[str, Any]) -> str:
    return str(verdict["outcome"]) + (f" ({verdict['reason']})" if verdict["reason"] else "")
