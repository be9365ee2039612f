"""What every benchmark needs: places, timed processes, a quiet machine, a table and a JSON file of figures."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil

ROOT = Path(__file__).parent.parent
BUILD = ROOT / "build" / "benchmarks"
CACHE = BUILD / "cache"
N_WORKERS = 2
_PR_SET_CHILD_SUBREAPER = 36
_QUIET_SHARE = 0.15
_QUIET_WAIT_S = float(os.environ.get("WARPLOOM_BENCH_QUIET_S", "120"))


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a summary: what it is, its unit, the goal in words, and whether it is met (None: no goal)."""

    benchmark: str
    what: str
    value: float
    unit: str
    goal: str = ""
    is_met: bool | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One timed process: wall and processor seconds of it and its descendants, and what else the machine did.

    `busy_before` is the share of all processors in use right before it started, 0 to 1.
    """

    seconds: float
    cpu_s: float
    busy_before: float
    exit_code: int


class BenchmarkError(Exception):
    """A measured command did not do what was to be measured."""

    def __init__(self, command: str, why: str) -> None:
        super().__init__(command, why)
        self.command, self.why = command, why

    def __str__(self) -> str:
        return f"{self.command}: {self.why}"


def warploom(*arguments: str | Path) -> list[str]:
    """The command line of this checkout's `warploom`."""
    return [sys.executable, "-m", "warploom.pipelines.cli", *map(str, arguments)]


def timed(
    command: Sequence[str],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    allow: int = 0,
    may_wait: bool = True,
) -> Run:
    """Run a command to its end, its output in `log`; any exit code but 0 and `allow` is a `BenchmarkError`.

    Waits for a quiet machine before it starts, unless the time does not matter (`may_wait` false).
    """
    busy = wait_until_quiet() if may_wait else 0.0
    log.parent.mkdir(parents=True, exist_ok=True)
    adopt_orphans()
    before = os.times()
    with log.open("wb") as out:
        started = time.perf_counter()
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=environment(env), cwd=cwd
        )
        seconds = time.perf_counter() - started
    bury_orphans()
    after = os.times()
    if done.returncode not in (0, allow):
        tail = log.read_text(errors="replace")[-2_000:]
        raise BenchmarkError(" ".join(command), f"exit code {done.returncode}\n{tail}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, cpu, busy, done.returncode)


def adopt_orphans() -> None:
    """Have the kernel hand this process whatever outlives its parent, so that its processor time is counted too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def bury_orphans() -> None:
    """Wait for all adopted processes to end."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of this process with some variables set; none of them colours or widens what is logged.

    Bytecode is kept, as that of installed packages is: else a checkout's modules are compiled anew in every process.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_COLOR": "1", "TERM": "dumb", **(extra or {})}


def wait_until_quiet() -> float:
    """Wait a while for others to leave the processors alone; the busy share seen last, 0 to 1."""
    deadline = time.monotonic() + _QUIET_WAIT_S
    while True:
        busy = psutil.cpu_percent(interval=1.0) / 100
        if busy <= _QUIET_SHARE or time.monotonic() > deadline:
            return busy


def alternate(repeats: int, **contestants: Callable[[int], Run]) -> dict[str, list[Run]]:
    """Run the contestants in turn, `repeats` times over, so that whatever else the machine does hits all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in contestants}
    for n in range(repeats):
        for name, contestant in contestants.items():
            run = contestant(n)
            runs[name].append(run)
            say(f"  {name} {n + 1}/{repeats}: {run.seconds:.2f} s ({run.cpu_s:.2f} s of processor)")
    return runs


def best(values: Sequence[float]) -> float:
    """The smallest value."""
    return min(values)


def middle(values: Sequence[float]) -> float:
    """The median."""
    return median(values)


def say(line: str) -> None:
    """One line of progress, on stderr."""
    print(line, file=sys.stderr, flush=True)


def write_result(name: str, figures: Sequence[Figure], details: Any) -> Path:
    """Write `build/benchmarks/NAME.json`: figures, details, and the machine they were taken on."""
    path = BUILD / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "benchmark": name,
        "machine": {
            "processors": os.cpu_count(),
            "memory_bytes": psutil.virtual_memory().total,
            "system": platform.system(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
            "load_average": os.getloadavg(),
        },
        "figures": [asdict(figure) for figure in figures],
        "details": details,
    }
    path.write_text(json.dumps(document, indent=1, default=str) + "\n", encoding="utf-8")
    return path


def table(figures: Sequence[Figure]) -> str:
    """The figures as aligned lines of text."""
    rows = [("benchmark", "what", "value", "", "goal", "")]
    for f in figures:
        met = {None: "", True: "met", False: "MISSED"}[f.is_met]
        rows.append((f.benchmark, f.what, f"{f.value:,.2f}", f.unit, f.goal, met))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = []
    for row in rows:
        cells = [c.rjust(w) if n == 2 else c.ljust(w) for n, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
