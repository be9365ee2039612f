"""The farm: workers that die at random lose nothing and double nothing; a device that lies is set aside."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("ziglang", reason="needs the ziglang wheel, to compile")
pytest.importorskip("llvmlite", reason="needs llvmlite, to run")

from tests.pipelines.farm_of_simulators import Killer, scheduler, tiny_bundle, wait_for_workers, workers
from warploom.pipelines import cli
from warploom.pipelines.dask_security import Certificates, security_of
from warploom.pipelines.farm_errors import NoRunnerError
from warploom.pipelines.gpu_farm import FarmOptions, Ran, client_of, run_on_cluster
from warploom.pipelines.runner import OpenTransportError
from warploom.schemas.errors import UsageError
from warploom.validators.gpu.bundled.jobs import Bundle
from warploom.validators.gpu.probing import capabilities
from warploom.validators.gpu.results import Expected, read_results

N_JOBS, N_KILLS = 5, 4


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of tiny jobs."""
    path = tmp_path_factory.mktemp("farm") / "jobs.pyz"
    tiny_bundle(path, N_JOBS)
    return path


def jobs_in(file: Path) -> list[tuple[str, str]]:
    """Job and runner of each verdict."""
    rows = [json.loads(line)["row"] for line in file.read_bytes().splitlines()]
    return [(row["job_id"], row["runner"]) for row in rows if row.get("job_id", "").startswith("gj_")]


def verdicts(out: Path) -> Counter[tuple[str, str]]:
    """How often there is a verdict, by job and runner."""
    return Counter(found for file in out.glob("results-*.jsonl") for found in jobs_in(file))


def run(bundle: Path, out: Path, address: str, made: Certificates) -> Ran:
    """On a farm, its slices small."""
    options = FarmOptions(group=2, seconds=60, patience_s=90)
    return run_on_cluster(bundle, out, client_of(address, made), options, None, print, lambda: None)


def page_block(word: str) -> str:
    """The only script of docs/gpu.md with a word in it."""
    text = (Path(__file__).parents[2] / "docs/gpu.md").read_text()
    (block,) = (found for found in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if word in found)
    return str(block)


def test_a_job_array_shares_the_jobs(bundle: Path, tmp_path: Path) -> None:
    """The script of the page, each task of it by hand: parts are disjoint, and all there is."""
    (tmp_path / "bin").mkdir()
    srun = tmp_path / "bin" / "srun"
    srun.write_text('#!/bin/sh\nexec "$@" --device simulator\n')
    srun.chmod(0o755)
    shutil.copy(bundle, tmp_path / "jobs.pyz")
    path = os.pathsep.join([str(srun.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    for task in ("1", "2"):
        array = {"SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_TASK_COUNT": "2"}
        script = page_block("#SBATCH")
        subprocess.run(["/bin/sh", "-ec", script], cwd=tmp_path, check=True, env={**os.environ, **array, "PATH": path})
    parts = [{job for job, _ in jobs_in(tmp_path / "results" / f"results-{k}of2.jsonl")} for k in (1, 2)]
    with Bundle(bundle) as given:
        assert parts[0] | parts[1] == {job["job_id"] for job in given.jobs()}
    assert not parts[0] & parts[1]
    assert all(parts)


def certificates(place: Path) -> Certificates:
    """As docs/gpu.md says how to make them."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl, to make certificates")
    subprocess.run(["/bin/sh", "-ec", page_block("openssl").replace("gpu-node-1", "127.0.0.1")], cwd=place, check=True)
    return Certificates(place / "ca.pem", place / "127.0.0.1.pem", place / "127.0.0.1.key")


def test_workers_that_are_killed_and_one_that_lies(bundle: Path, tmp_path: Path) -> None:
    """Every verdict is there exactly once. Two agree against the liar, whose verdicts are withdrawn at the farm and
    when results are read. All over TLS.
    """
    made = certificates(tmp_path)
    names = ["honest-1", "honest-2", "liar"]
    with scheduler(made) as address, workers(address, tmp_path, names, lying=["liar"], certificates=made):
        assert address.startswith("tls://")
        wait_for_workers(address, made, len(names))
        killer = Killer(address, N_KILLS, seed=1, certificates=made)
        killer.start()
        ran = run(bundle, tmp_path / "out", address, made)
        killer.stop.set()
        killer.join(60)
        assert not killer.is_alive(), f"the killer hangs; it killed {killer.killed}"
    assert len(killer.killed) == N_KILLS
    assert (ran.n_jobs, ran.n_failed, ran.lost, list(ran.set_aside)) == (N_JOBS, 0, (), ["liar"])
    found = verdicts(tmp_path / "out")
    assert len({job for job, runner in found if runner != "liar"}) == N_JOBS
    assert set(found.values()) == {1}
    with Bundle(bundle) as given:
        jobs = {j["job_id"]: Expected(j["pair_id"], j["suite_id"], j["seed"]) for j in given.jobs()}
    results = read_results([tmp_path / "out"], jobs, None)
    assert list(results.set_aside) == ["liar"]
    assert {row["outcome"] for row in results.verdicts.values()} == {"passed"}
    assert {row["subject_id"] for row in results.verdicts.values()} == {job.pair_id for job in jobs.values()}
    assert {row["runner_health"] for row in results.verdicts.values()} == {"right"}
    sessions = {row["session_id"] for row in results.runners.values() if row["event"] == "start"}
    assert {row["session_id"] for row in results.verdicts.values()} <= sessions
    assert [row["runner_id"] for row in results.runners.values() if row["event"] == "set_aside"] == ["liar"]
    assert results.refused == []


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "ws://10.0.0.1:8786", "10.0.0.1:8786"])
def test_plain_transport_is_for_loopback_alone(bundle: Path, tmp_path: Path, address: str) -> None:
    """The worker, and who sends jobs, say so before they connect."""
    for command in (["worker", address], ["run-bundle", str(bundle), "--out", str(tmp_path), "--cluster", address]):
        with pytest.raises(OpenTransportError, match="loopback"):
            cli.make_app()(command, exit_on_error=False, print_error=False)


def test_tls_without_certificates_says_what_to_give() -> None:
    """Not Dask's own error."""
    with pytest.raises(UsageError, match="--tls-ca"):
        security_of("tls://10.0.0.1:8786", Certificates())


def test_what_a_worker_offers() -> None:
    """Labels of a device, for `--needs`."""
    about = {"kind": "gpu", "compute_capability": "9.0", "memory_bytes": 80_000_000_000}
    offers = capabilities(about)
    assert (offers["GPU"], offers["sm_90"], offers["memory_gb"], offers["gpu"]) == (1, 1, 80, 1)
    assert "sm_80" not in offers


def test_a_farm_without_workers_ends(bundle: Path, tmp_path: Path) -> None:
    """After the patience that it has, with what to do."""
    with scheduler() as address:
        options = FarmOptions(needs={"GPU": 1, "sm_90": 1}, patience_s=0.5)
        with pytest.raises(NoRunnerError, match="GPU, sm_90"):
            run_on_cluster(
                bundle, tmp_path / "out", client_of(address, Certificates()), options, None, print, lambda: None
            )
