"""One job on the processor: its CPU side as native code, checked as on a GPU, timed, pinned, counted by callgrind."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from . import host
from .cpu_device import OPENMP_VARIABLE, CpuDevice, load_openmp
from .device import NoDeviceError
from .replay import Blob, Case, Checker
from .run_job import JobRunner

CHECK = "native"
THREADS_VARIABLE = "OMP_NUM_THREADS"
_BINDING = {"OMP_PROC_BIND": "close", "OMP_PLACES": "cores", "OMP_DYNAMIC": "false"}
_LIBRARY_THREADS = "OPENBLAS_NUM_THREADS"
FUNCTION = "side"
N_BARE = 2


class CpuRunner:
    """Runs CPU sides in this process, which is pinned while one runs: a serial one to one processor."""

    def __init__(self, checks: Mapping[str, str], blob: Blob, tell: Callable[[], None] = lambda: None) -> None:
        if host.ARCHITECTURE not in checks:
            raise NoDeviceError("the bundle has no code for processors: make it by `warploom bundle --native`")
        self._device, self._blob, self._tell = CpuDevice(), blob, tell
        self._checks = checks
        self._allowed = host.processors()
        for name in (THREADS_VARIABLE, _LIBRARY_THREADS):
            os.environ.setdefault(name, str(len(self._allowed)))
        for name, value in _BINDING.items():
            os.environ.setdefault(name, value)
        self._openmp: str | None = None
        self._runner = JobRunner(self._device, checks, blob, tell, flush_bytes=2 * host.cache_bytes())

    def run(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """As `JobRunner.run`, of the CPU side; `not_run` with the reason where there is no code of it to run here."""
        native = _native_of(job)
        obstacle = self._obstacle(native)
        if obstacle is not None:
            return self._not_run(job, obstacle)
        pinned = self._pin(is_alone=native["model"] != "openmp")
        try:
            result = self._runner.run(_as_launches(job, native))
        finally:
            self._pin(is_alone=False)
        timing = result["timing"]
        if timing is not None:
            n_threads = 1 if native["model"] != "openmp" else int(os.environ[THREADS_VARIABLE])
            result["timing"] = {
                **timing,
                "timer": "clock_monotonic",
                "compiler": native["compiler"],
                "flags": native["flags"],
                "n_threads": n_threads,
                "pinned": pinned,
            }
            result |= self._library(job, native)
        return {**result, "check": CHECK, "launch_errors_checked": False}

    def run_bare(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Call the CPU side on the inputs that are timed, for a tool that counts what it executes: `N_BARE` times, as
        the first call also pays for what is found and started once.
        """
        native = _native_of(job)
        obstacle = self._obstacle(native)
        if obstacle is not None:
            return self._not_run(job, obstacle)
        launched = _as_launches(job, native)
        module = self._device.load(self._blob(native["image"]))
        checker = Checker(self._device, self._blob(self._checks[host.ARCHITECTURE]))
        with Case(self._device, checker, module, launched["cases"][launched["timed"]], self._blob) as case:
            for _ in range(N_BARE):
                case.prepare()
                case.run()
        return {"job_id": job["job_id"], "outcome": "passed", "context_lost": False}

    def calibrate(self, job_id: str) -> dict[str, Any]:
        """As `JobRunner.calibrate`."""
        return self._runner.calibrate(job_id)

    def _library(self, job: Mapping[str, Any], native: Mapping[str, Any]) -> dict[str, Any]:
        """Times of a library's own function for it, on the same inputs; or why there are none."""
        if native.get("library") is None:
            return {}
        case = job["cases"][native["cases"][0]]
        told = self._runner.time_library(case, native["library"], "cpu", job["n_warmups"], job["n_samples"])
        n_threads = int(os.environ[_LIBRARY_THREADS])
        return {"library": {**told, "timer": "perf_counter", "n_threads": n_threads, "pinned": self._allowed}}

    def _obstacle(self, native: Mapping[str, Any]) -> str | None:
        if "why" in native:
            return str(native["why"])
        if native["model"] != "openmp":
            return None
        self._openmp = self._openmp or load_openmp()
        if self._openmp is None:
            return (
                "no OpenMP runtime of clang's kind (libomp.so.5, libiomp5.so) is here: apt install libomp5, or name "
                f"one in {OPENMP_VARIABLE}"
            )
        return None

    def _pin(self, *, is_alone: bool) -> list[int]:
        chosen = self._allowed[-1:] if is_alone else self._allowed  # the first one serves the machine's interrupts
        os.sched_setaffinity(0, chosen)
        return chosen

    def _not_run(self, job: Mapping[str, Any], why: str) -> dict[str, Any]:
        return {
            "job_id": job["job_id"],
            "check": CHECK,
            "outcome": "not_run",
            "reason": "no_native_code",
            "detail": why,
            "context_lost": False,
            "timing": None,
            "device": asdict(self._device.description),
        }


def has_code(job: Mapping[str, Any]) -> bool:
    """Whether the bundle has native code of the job's CPU side."""
    return "why" not in _native_of(job)


def _native_of(job: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = job.get("native") or {"why": "the bundle has no native code of it"}
    return found


def _as_launches(job: Mapping[str, Any], native: Mapping[str, Any]) -> dict[str, Any]:
    """The job with the call of the CPU side in place of the host's steps."""
    cases = [
        {
            **job["cases"][number],
            "program": 0,
            "steps": [["launch", FUNCTION, [1, 1, 1], [1, 1, 1], 0, native["arguments"][place]]],
        }
        for place, number in enumerate(native["cases"])
    ]
    return {
        **job,
        "programs": [{"shape": {}, "images": {host.ARCHITECTURE: native["image"]}}],
        "cases": cases,
        "repeated": [],
        "timed": 0,
    }
