"""The section `[slurm]`, the script that a job of Slurm is, and a farm of them by a stand-in; no Slurm is asked."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipelines.farm_of_simulators import tiny_bundle
from warploom.pipelines.slurm_farm import SlurmOptions, read_slurm, slurm_cluster
from warploom.schemas.errors import UsageError
from warploom.validators.gpu.bundled.jobs import Bundle
from warploom.validators.gpu.results import Expected, read_results

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


SBATCH = """#!/bin/sh
# as Slurm: the job's script is copied and started, and its number told
cp "$1" "{place}/job.sh"
setsid /bin/sh "{place}/job.sh" > "{place}/job.log" 2>&1 < /dev/null &
echo "$!" >> "{place}/pids"
echo "Submitted batch job $!"
"""


def test_jobs_go_to_workers_of_slurm_that_offer_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a stand-in for `sbatch`: the worker says what its device is, results and what no tool could say come back."""
    for name, extra in (("dask_jobqueue", "[slurm]"), ("ziglang", "[ir]"), ("llvmlite", "[ir]")):
        pytest.importorskip(name, reason=f"needs the extra {extra}")
    tiny_bundle(tmp_path / "jobs.pyz", 2)
    (tmp_path / "farm.toml").write_text('[slurm]\npartition = "gpu"\ncores = 1\n')
    commands = {"sbatch": SBATCH.format(place=tmp_path), "scancel": "#!/bin/sh\n"}
    (tmp_path / "bin").mkdir()
    for name, text in commands.items():
        (tmp_path / "bin" / name).write_text(text)
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]]))
    monkeypatch.setenv("WARPLOOM_DEVICE", "simulator")
    monkeypatch.setenv("SLURM_JOB_ID", "1")
    argv = [sys.executable, "-m", "warploom.pipelines.cli", "run-bundle", str(tmp_path / "jobs.pyz")]
    argv += ["--out", str(tmp_path / "out"), "--cluster", "slurm"]
    argv += ["--slurm", str(tmp_path / "farm.toml"), "--needs", "simulator=1", "--sanitize", "--patience", "300"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=600)
    finally:
        for pid in (tmp_path / "pids").read_text().split() if (tmp_path / "pids").exists() else []:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(int(pid), signal.SIGKILL)
    assert done.returncode == 0, done.stderr
    with Bundle(tmp_path / "jobs.pyz") as given:
        jobs = {j["job_id"]: Expected(j["pair_id"], j["suite_id"], j["seed"]) for j in given.jobs()}
    found = read_results([tmp_path / "out"], jobs, None)
    told = sorted((v["subject_id"], v["check"], v["outcome"], v["reason"]) for v in found.verdicts.values())
    assert told == [
        row
        for pair in ("kp_0", "kp_1")
        for row in ((pair, "device", "passed", None), (pair, "sanitizer", "not_run", "tool_absent"))
    ]
    assert found.refused == []
