"""Instructions that CPU sides execute, counted by callgrind, many jobs to a process: a cost that no noise moves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .cpu_runner import N_BARE

BATCH = 64
"""Jobs to a process: to start Python under valgrind takes a second."""
_FUNCTION = "host_side"
_TOTALS = re.compile(r"^totals: (\d+)", re.MULTILINE)
_START_S = 300.0
_SLOWER = 100.0
"""Callgrind runs code fifty times as slowly as the processor, and this is a limit, not an estimate."""
_MAX_BYTES = 1 << 26
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
"""How often threads look whether there is work is a matter of chance; and only the first one is counted."""


@dataclass(frozen=True)
class Count:
    """Instructions of one call of a CPU side; None with the reason in `counter`, which else names what counted."""

    instructions: int | None
    counter: str


def find_valgrind() -> tuple[str, str] | None:
    """Path and version; None where it is not there."""
    path = shutil.which("valgrind")
    if path is None:
        return None
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    return path, told.strip().removeprefix("valgrind-")


class Instructions:
    """Counts jobs in batches, when the first of a batch is asked for. `child` answers ids as `main._serve` does."""

    def __init__(self, jobs: Sequence[str], child: Sequence[str]) -> None:
        self._jobs, self._child = list(jobs), list(child)
        self._valgrind = find_valgrind()
        self._found: dict[str, Count] = {}

    def of(self, job: str) -> Count:
        """Of one job, and of its batch."""
        if self._valgrind is None:
            return Count(None, "not_run: valgrind is not here")
        if job not in self._found:
            first = self._jobs.index(job) // BATCH * BATCH
            self._count(self._jobs[first : first + BATCH])
        return self._found[job]

    def _count(self, jobs: Sequence[str]) -> None:
        left = list(jobs)
        while left:
            answered, how = self._run(left)
            self._found |= answered
            left = left[len(answered) :]
            if left:  # the first that has no count ended the process, and its successors have another
                self._found[left[0]] = Count(None, f"not_run: callgrind {how}")
                left = left[1:]

    def _run(self, jobs: Sequence[str]) -> tuple[dict[str, Count], str]:
        """Counts of the first jobs, in their order, and how the process ended."""
        path, version = self._valgrind or ("", "")
        with tempfile.TemporaryDirectory(prefix="warploom-") as place:
            out = Path(place) / "counts"
            argv = [path, "--tool=callgrind", "-q", f"--callgrind-out-file={out}", "--combine-dumps=yes"]
            argv += [f"--toggle-collect={_FUNCTION}", f"--dump-after={_FUNCTION}", "--dump-line=no", *self._child]
            asked = "".join(f"{job}\n" for job in jobs)
            limit = _START_S + _SLOWER * len(jobs)
            try:
                done = subprocess.run(
                    argv,
                    input=asked,
                    capture_output=True,
                    text=True,
                    timeout=limit,
                    check=False,
                    env={**os.environ, **_ONE_THREAD},
                )
                how = f"ended with exit status {done.returncode}"
                passed = [line for line in done.stdout.splitlines() if line.startswith("{")]
            except subprocess.TimeoutExpired:
                how, passed = f"took longer than {limit:.0f} s", []
            totals = _totals(out)
        found: dict[str, Count] = {}
        for job, answer in zip(jobs, passed, strict=False):
            if '"not_run"' in answer:
                found[job] = Count(None, "not_run: there is no code of it to count here")
            elif len(totals) >= N_BARE:
                found[job] = Count(totals[N_BARE - 1], f"callgrind {version}")
                del totals[:N_BARE]
            else:
                break
        return found, how


def _totals(out: Path) -> list[int]:
    """Of each part of a file: one for each call."""
    try:
        with out.open(encoding="ascii", errors="replace") as file:
            return [int(total) for total in _TOTALS.findall(file.read(_MAX_BYTES))]
    except OSError:
        return []


def as_columns(count: Count) -> Mapping[str, int | str | None]:
    """What goes into a time."""
    return {"instructions": count.instructions, "instruction_counter": count.counter}
