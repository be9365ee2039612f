"""The section `[slurm]`, and the script that a job of Slurm is; no Slurm is asked for anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from warploom.pipelines.slurm_farm import SlurmOptions, read_slurm, slurm_cluster
from warploom.schemas.errors import UsageError

GOOD = '[slurm]\npartition = "gpu"\naccount = "ab123"\nwalltime = "02:30:00"\nmodules = ["cuda/13.0", "python/3.12"]\n'


def read(tmp_path: Path, text: str) -> SlurmOptions:
    path = tmp_path / "farm.toml"
    path.write_text(text)
    return read_slurm(path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", r"no section \[slurm\]"),
        ("[slurm]\n", "partition is missing"),
        ('[slurm]\npartition = "gpu"\nqueue = "x"\n', "queue: there are partition, account"),
        ('[slurm]\npartition = "gpu; rm -r ."\n', "are allowed"),
        ('[slurm]\npartition = "gpu"\nmodules = ["$(id)"]\n', "are allowed"),
        ('[slurm]\npartition = "gpu"\nmodules = "cuda"\n', "give a list"),
        ('[slurm]\npartition = "gpu"\nwalltime = "forever"\n', "hours:minutes:seconds"),
        ('[slurm]\npartition = "gpu"\njobs = 0\n', "whole number"),
        ("[slurm\n", "farm.toml"),
    ],
)
def test_what_no_job_script_can_hold_is_refused(tmp_path: Path, text: str, why: str) -> None:
    """With the key that is wrong."""
    with pytest.raises(UsageError, match=why):
        read(tmp_path, text)


def test_the_script_of_a_job(tmp_path: Path) -> None:
    """It asks for one GPU, loads the modules, and starts a worker that is a runner and speaks TLS."""
    pytest.importorskip("dask_jobqueue", reason="needs the extra [slurm]")
    with slurm_cluster(read(tmp_path, GOOD), tmp_path) as cluster:
        script = cluster.job_script()
        assert cluster.scheduler_address.startswith("tls://")
    lines = script.splitlines()
    assert {"#SBATCH -p gpu", "#SBATCH -A ab123", "#SBATCH -t 02:30:00", "#SBATCH --gpus=1"} <= set(lines)
    start = next(number for number, line in enumerate(lines) if "dask_worker" in line)
    assert lines.index("module load cuda/13.0") < lines.index("module load python/3.12") < start
    for option in ("--preload warploom.pipelines.gpu_preload", "--resources GPU=1", "--nthreads 4", "--tls-key"):
        assert option in lines[start], option
    subprocess.run(["/bin/sh", "-n"], input=script, text=True, check=True)
