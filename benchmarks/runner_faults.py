"""20 planted faulting, hanging and memory-hungry jobs among 200 good ones: none lost, and what they cost in time."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from measuring import BUILD, ROOT, Figure, say, write_result

from warploom.validators.gpu.bundled.calibrating import PREFIX
from warploom.validators.gpu.bundled.driver import LIBRARY_VARIABLE

sys.path.insert(0, str(ROOT))
from tests.validators.gpu.bundled import stub
from tests.validators.gpu.bundled.planted_jobs import PLANTED, mixed, write_planted

NAME = "runner_faults"
_N_GOOD, _N_PLANTED = 200, 20
_MOST = 2.0


def measure() -> list[Figure]:
    """Run bundles with and without the planted jobs on the driver without a device, under the runner's own limits."""
    place = BUILD / NAME
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    library = stub.build_driver(place)
    write_planted(place / "clean.pyz", mixed(_N_GOOD, 0))
    write_planted(place / "planted.pyz", mixed(_N_GOOD, _N_PLANTED))
    clean_s, clean_cpu_s, clean = _run(place / "clean.pyz", library)
    planted_s, planted_cpu_s, planted = _run(place / "planted.pyz", library)
    wanted = {
        name: (None if kind == "good" else PLANTED[kind])
        for k, kind in enumerate(mixed(_N_GOOD, _N_PLANTED))
        for name in [f"gj_{k:04d}_{kind}"]
    }
    n_good = sum(planted.get(name, "lost") is None for name, reason in wanted.items() if reason is None)
    n_named = sum(planted.get(name) == reason for name, reason in wanted.items() if reason is not None)
    n_lost = len(wanted.keys() - planted.keys())
    say(f"  clean {clean_s:.1f} s, with planted jobs {planted_s:.1f} s")
    ratio = planted_s / clean_s
    figures = [
        Figure(NAME, "good verdicts", n_good, f"of {_N_GOOD}", f"= {_N_GOOD}", n_good == _N_GOOD),
        Figure(NAME, "named failures", n_named, f"of {_N_PLANTED}", f"= {_N_PLANTED}", n_named == _N_PLANTED),
        Figure(NAME, "lost", n_lost, "jobs", "= 0", n_lost == 0 and len(planted) == len(wanted)),
        Figure(NAME, "time over that of the good ones alone", ratio, "times", f"<= {_MOST:g}", ratio <= _MOST),
        Figure(NAME, "the same of processor time, in which no waiting is", planted_cpu_s / clean_cpu_s, "times"),
    ]
    write_result(NAME, figures, {"clean_s": clean_s, "planted_s": planted_s, "clean_passed": len(clean)})
    return figures


def _run(bundle: Path, library: Path) -> tuple[float, float, dict[str, str | None]]:
    """Seconds by the clock and of processors, and the reason of each job's result."""
    out = bundle.with_suffix("")
    argv = [sys.executable, str(bundle), "--device", "driver", "--out", str(out)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    subprocess.run(argv, check=False, env={**os.environ, LIBRARY_VARIABLE: str(library)}, capture_output=True)
    seconds = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    lines = (out / "results-1of1.jsonl").read_bytes().splitlines()[1:]
    rows = [json.loads(line)["row"] for line in lines]
    return seconds, busy, {row["job_id"]: row["reason"] for row in rows if not row["job_id"].startswith(PREFIX)}
