"""Subcommand `run-bundle`: jobs of a bundle on a farm of workers."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from warploom.pipelines.cli_gpu import operator_key
from warploom.pipelines.dask_security import Certificates
from warploom.pipelines.exit_codes import DONE, FAILED, OVER_LIMIT
from warploom.pipelines.gpu_farm import FarmOptions, client_of, run_on_cluster
from warploom.pipelines.ingesting import ingest_results
from warploom.pipelines.slurm_farm import read_slurm, slurm_client
from warploom.schemas.errors import UsageError
from warploom.validators.gpu.probing import CPU

_ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON on stdout.")]


def run_bundle(
    bundle: Path,
    /,
    *,
    out: Path,
    cluster: str,
    slurm: Path | None = None,
    into: Path | None = None,
    needs: str = "GPU=1",
    sanitize: Annotated[bool, Parameter(negative="")] = False,
    group: int = 16,
    seconds: float = 120.0,
    patience: float = 600.0,
    ingest_every: float = 300.0,
    key: Path | None = None,
    tls_ca: Path | None = None,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    json_: _Json = False,
) -> int:
    """Run a bundle on a farm of workers. Stopped or killed, the same command goes on where it stopped.

    Parameters
    ----------
    bundle
        File that `warploom bundle` made.
    out
        Directory for the results.
    cluster
        Address of a Dask scheduler that has workers: `tls://host:8786`; plain `tcp://` on loopback alone. Or `slurm`:
        then this command is the scheduler, and a job of Slurm for each GPU a worker.
    slurm
        File in TOML whose `[slurm]` says partition, account, walltime and modules; goes with `--cluster slurm`.
    into
        Directory of the release that the bundle was made of: results are ingested as they come.
    needs
        What a worker must offer: `GPU=1,sm_90=1,memory_gb=40,compute-sanitizer=1`; `cpu=1` for times of CPU sides.
    sanitize
        Run small cases of what passed under compute-sanitizer too; where a worker has none, verdicts say `not_run`.
    group
        Jobs that are sent to a worker at once.
    seconds
        Limit of one job.
    patience
        Seconds without any worker after which it ends.
    ingest_every
        Seconds between two times that results are ingested.
    key
        File with the operator's key: results are signed with it.
    tls_ca
        Certificate of who signs the farm's certificates, PEM. Without these three, Dask's settings count.
    tls_cert
        Certificate of this machine, PEM.
    tls_key
        Its key, PEM.
    """
    if group < 1 or seconds <= 0:
        raise UsageError("--group and --seconds: give more than 0")
    if (cluster == "slurm") != (slurm is not None):
        raise UsageError("--cluster slurm and --slurm FILE go together")
    options = FarmOptions(_needs(needs), group, seconds, patience, sanitize)
    if slurm is None:
        connect = client_of(cluster, Certificates(tls_ca, tls_cert, tls_key))
    else:
        out.mkdir(parents=True, exist_ok=True)
        connect = slurm_client(read_slurm(slurm), out)
    secret = operator_key(key)
    last = time.monotonic()

    def keep() -> None:
        nonlocal last
        if into is not None and time.monotonic() - last >= ingest_every:
            ingest_results(into, [out], secret)
            last = time.monotonic()

    ran = run_on_cluster(bundle, out, connect, options, secret, _ERRORS.print, keep)
    if into is not None:
        ingest_results(into, [out], secret)
    if json_:
        told = {"jobs": ran.n_jobs, "failed": ran.n_failed, "lost": ran.lost, "set_aside": dict(ran.set_aside)}
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        _ERRORS.print(
            f"{ran.n_jobs - ran.n_failed - len(ran.lost)} of {ran.n_jobs} jobs passed; the results are in {out}"
        )
        for job in ran.lost[:20]:
            _ERRORS.print(f"no verdict: {job}: every worker that was given it was lost")
    return FAILED if ran.lost else OVER_LIMIT if ran.n_failed else DONE


def _needs(text: str) -> dict[str, float]:
    needs: dict[str, float] = {}
    for part in text.split(","):
        name, _, amount = part.strip().partition("=")
        try:
            needs[name] = float(amount or 1)
        except ValueError:
            raise UsageError(f"--needs {part!r}: give NAME=AMOUNT, as memory_gb=40") from None
        if not name or not needs[name] > 0:
            raise UsageError(f"--needs {part!r}: give NAME=AMOUNT, as memory_gb=40")
    return needs if CPU in needs else {"GPU": 1.0} | needs
