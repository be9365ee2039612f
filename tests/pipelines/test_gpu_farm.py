"""The farm: workers that die at random lose nothing and double nothing; a device that lies is set aside."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("ziglang", reason="needs the ziglang wheel, to compile")
pytest.importorskip("llvmlite", reason="needs llvmlite, to run")

from tests.pipelines.farm_of_simulators import Killer, scheduler, tiny_bundle, workers
from warploom.pipelines.dask_security import Certificates
from warploom.pipelines.gpu_farm import FarmOptions, Ran, client_of, run_on_cluster

N_JOBS, N_KILLS = 8, 4


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of tiny jobs."""
    path = tmp_path_factory.mktemp("farm") / "jobs.pyz"
    tiny_bundle(path, N_JOBS)
    return path


def verdicts(out: Path) -> Counter[tuple[str, str]]:
    """How often there is a verdict, by job and runner."""
    rows = [json.loads(line)["row"] for file in out.glob("results-*.jsonl") for line in file.read_bytes().splitlines()]
    return Counter((row["job_id"], row["runner"]) for row in rows if row.get("job_id", "").startswith("gj_"))


def run(bundle: Path, out: Path, address: str) -> Ran:
    options = FarmOptions(group=2, seconds=60, patience_s=90)
    return run_on_cluster(bundle, out, client_of(address, Certificates()), options, None, print, lambda: None)


def test_workers_that_are_killed_lose_nothing(bundle: Path, tmp_path: Path) -> None:
    """Every verdict is there exactly once."""
    with scheduler() as address, workers(address, tmp_path, ["a", "b"]):
        killer = Killer(address, N_KILLS, seed=1)
        killer.start()
        ran = run(bundle, tmp_path / "out", address)
        killer.stop.set()
        killer.join()
        assert len(killer.killed) == N_KILLS
        found = verdicts(tmp_path / "out")
        assert (ran.n_jobs, ran.n_failed, ran.lost, ran.set_aside) == (N_JOBS, 0, (), {})
        assert len({job for job, _ in found}) == N_JOBS
        assert set(found.values()) == {1}
