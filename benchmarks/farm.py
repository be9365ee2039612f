"""Kill workers of a farm at 20 random moments, by process id, and count every verdict: simulator as the device."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

from measuring import BUILD, ROOT, Figure, say, write_result

sys.path.insert(0, str(ROOT))

from tests.pipelines.farm_of_simulators import Killer, scheduler, tiny_bundle, workers
from warploom.pipelines.dask_security import Certificates
from warploom.pipelines.gpu_farm import FarmOptions, client_of, run_on_cluster

NAME = "farm"
_JOBS, _KILLS, _SEED = 60, 20, 20_261_128
_RUNNERS = ("a", "b")


def measure() -> list[Figure]:
    """The clean time, and the time with kills of a fresh start; all verdicts by job and runner."""
    place = BUILD / NAME
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    bundle = place / "jobs.pyz"
    tiny_bundle(bundle, _JOBS)
    spans = {}
    found: Counter[tuple[str, str]] = Counter()
    n_killed, n_lost = 0, 0
    for name, n_kills in (("clean", 0), ("killed", _KILLS)):
        (place / name).mkdir()
        with scheduler() as address, workers(address, place / name, _RUNNERS):
            killer = Killer(address, n_kills, _SEED, pause_s=2.0)
            killer.start()
            started = time.monotonic()
            options = FarmOptions(group=4, seconds=60, patience_s=120)
            ran = run_on_cluster(
                bundle, place / name / "out", client_of(address, Certificates()), options, None, say, lambda: None
            )
            spans[name] = time.monotonic() - started
            killer.stop.set()
            killer.join(60)
        n_killed, n_lost = len(killer.killed), len(ran.lost) + ran.n_failed
        found = _verdicts(place / name / "out")
    n_jobs = len({job for job, _ in found})
    n_double = sum(count > 1 for count in found.values())
    figures = [
        Figure(NAME, "jobs without a kill", spans["clean"], "s"),
        Figure(NAME, f"the same with {_KILLS} kills", spans["killed"], "s"),
        Figure(NAME, "workers killed while at work", n_killed, "", f"= {_KILLS}", n_killed == _KILLS),
        Figure(NAME, f"of {_JOBS} jobs have a verdict", n_jobs, "jobs", f"= {_JOBS}", n_jobs == _JOBS),
        Figure(NAME, "verdicts that are there more than once", n_double, "", "= 0", n_double == 0),
        Figure(NAME, "jobs lost or failed", n_lost, "jobs", "= 0", n_lost == 0),
    ]
    write_result(NAME, figures, {"seed": _SEED})
    return figures


def _verdicts(out: Path) -> Counter[tuple[str, str]]:
    rows = [json.loads(line)["row"] for file in out.glob("results-*.jsonl") for line in file.read_bytes().splitlines()]
    return Counter((row["job_id"], row["runner"]) for row in rows if row.get("job_id", "").startswith("gj_"))
