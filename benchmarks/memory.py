"""Peak memory of every process of a build of 1 GB: as fifty repositories, and as a single one."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import real_input
from measuring import BUILD, N_WORKERS, BenchmarkError, Figure, environment, say, warploom, write_result

NAME = "memory"
_COPIES = 5
_LIMIT_BYTES = 1_000_000_000
_EVERY_S = 0.05


@dataclass(slots=True)
class Peak:
    """The most that one process held: role, bytes, the last line of the build's log by then, seconds since start."""

    role: str
    rss_bytes: int = 0
    after: str = ""
    at_s: float = 0.0


def measure() -> list[Figure]:
    """Build both and watch; the license answers are warmed up on the plain input, the engine is watched there."""
    place = BUILD / NAME
    shutil.rmtree(place, ignore_errors=True)
    answers = place / "cache"
    plain = real_input.write_recipe(place / "plain.toml", real_input.directories(), "memory")
    peaks = {"with the license engine": _watch(plain, place / "plain", answers)}
    sources = real_input.variants(_COPIES, place / "input")
    _, n_bytes = real_input.source_bytes(sources)
    say(f"{n_bytes / 1e6:,.0f} MB of source files")
    many = real_input.write_recipe(place / "many.toml", sources, "memory")
    one = real_input.write_recipe(place / "one.toml", [place / "input"], "memory")
    peaks["1 GB in 50 repositories"] = _watch(many, place / "many", answers)
    peaks["1 GB in one repository"] = _watch(one, place / "one", answers)
    figures = [Figure(NAME, "input", n_bytes / 1e6, "MB")]
    for label, found in peaks.items():
        for role in ("driver", "worker", "license engine"):
            largest = max((p.rss_bytes for p in found if p.role == role), default=0)
            is_bound = role == "worker"
            if largest:
                figures.append(
                    Figure(
                        NAME,
                        f"{label}: {role}",
                        largest / 1e6,
                        "MB",
                        "< 1000" if is_bound else "",
                        largest < _LIMIT_BYTES if is_bound else None,
                    )
                )
    write_result(NAME, figures, peaks)
    shutil.rmtree(place)
    return figures


def _watch(recipe: Path, out: Path, cache: Path) -> list[Peak]:
    """Build with two workers, looking at every process of the tree twenty times a second; largest first."""
    log = out.with_name(out.name + ".log")
    peaks: dict[tuple[int, float], Peak] = {}
    with log.open("wb") as output:
        build = subprocess.Popen(
            warploom("build", recipe, "--out", out, "--cache", cache, "--workers", str(N_WORKERS)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment(),
        )
        root = psutil.Process(build.pid)
        started = time.monotonic()
        while build.poll() is None:
            for process in _tree(root):
                _look(process, peaks, build.pid, log, time.monotonic() - started)
            time.sleep(_EVERY_S)
    if build.returncode not in (0, 3):
        raise BenchmarkError(f"build {recipe}", f"exit code {build.returncode}\n{log.read_text()[-2000:]}")
    work = out.with_name(out.name + ".work")
    seconds = json.loads((work / "run.json").read_bytes())["seconds"]
    found = sorted(peaks.values(), key=lambda p: -p.rss_bytes)
    for peak in found[:4]:
        say(f"  {recipe.stem} ({seconds:.0f} s): {peak.role} {peak.rss_bytes / 1e6:,.0f} MB, after: {peak.after}")
    for directory in (out, work):
        shutil.rmtree(directory)
    return found


def _tree(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _look(
    process: psutil.Process, peaks: dict[tuple[int, float], Peak], driver: int, log: Path, seconds: float
) -> None:
    try:
        key = (process.pid, process.create_time())
        if key not in peaks:
            peaks[key] = Peak(_role(process, driver))
        rss = process.memory_info().rss
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return
    peak = peaks[key]
    if rss > peak.rss_bytes:
        peak.rss_bytes, peak.at_s = rss, seconds
        lines = log.read_text(errors="replace").splitlines()
        peak.after = lines[-1] if lines else "start"


def _role(process: psutil.Process, driver: int) -> str:
    if process.pid == driver:
        return "driver"
    command = " ".join(process.cmdline())
    if "supervised_child" in command:
        return "license engine"
    return "worker" if "spawn_main" in command or "forkserver" in command else "other"
