"""One job from its images to its verdict: every case, repeats of the largest, times with a cold cache."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from . import host
from .calibrating import Calibration
from .clocks import Clocks
from .device import Description, Device, DeviceError
from .library_calls import LibraryMissingError, library_call
from .replay import Blob, Case, Checker, FailureError, Worst, named
from .sanitizing import SMALL_BYTES

N_REPEATS = 10
"""Of the largest case of each data set, with equal bits each time or `repeat_stable` is false."""
FLUSH_BYTES = 256 * 1024 * 1024
"""Written before each timed run: more than the second-level cache of any device so far."""


class JobRunner:
    """Runs the jobs of one process on its device, one after the other."""

    def __init__(
        self,
        device: Device,
        checks: Mapping[str, str],
        blob: Blob,
        tell: Callable[[], None] = lambda: None,
        flush_bytes: int = FLUSH_BYTES,
    ) -> None:
        self._device, self._blob, self._tell = device, blob, tell
        self._flush_bytes = flush_bytes
        self._arch = _arch(device.description)
        self._checker = Checker(device, self._image(checks)[1])
        self._clocks = Clocks(device.description.uuid)

    def run(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """The result of a job: passed, or failed with a reason and the case that did not hold."""
        started = time.perf_counter()
        result: dict[str, Any] = {
            "job_id": job["job_id"],
            "outcome": "passed",
            "reason": None,
            "detail": "",
            "n_cases": len(job["cases"]),
            "n_passed": 0,
            "repeat_stable": None,
            "launch_errors_checked": True,
            "image": None,
            "timing": None,
            "context_lost": False,
            "device": asdict(self._device.description),
        }
        worst = Worst()
        where = "loading"
        modules: list[object] = []
        try:
            for program in job["programs"]:
                result["image"], image = self._image(program["images"])
                modules.append(self._device.load(image))
            for number, case in enumerate(job["cases"]):
                where = case["name"]
                self._one_case(job, number, modules[case["program"]], worst, result)
            asked = (job.get("native") or {}).get("library")
            if asked is not None and result["timing"] is not None and self._device.description.kind == "gpu":
                timed = job["cases"][job["timed"]]
                result["library"] = self.time_library(timed, asked, "gpu", job["n_warmups"], job["n_samples"])
                result["context_lost"] = result["library"].get("lost", False)
        except FailureError as failure:
            result.update(outcome="failed", reason=failure.reason, detail=f"{where}: {failure.detail}")
        except DeviceError as error:
            result.update(
                outcome="failed", reason=named(error), detail=f"{where}: {error}", context_lost=error.is_sticky
            )
        if not result["context_lost"]:
            with contextlib.suppress(DeviceError):  # what it says belongs to no case, and the next job will hear it
                for module in modules:
                    self._device.unload(module)
        return {**result, **asdict(worst), "seconds": time.perf_counter() - started}

    def run_bare(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Run the small cases for a tool that watches: each once, and nothing is looked at afterwards."""
        modules = [self._device.load(self._image(program["images"])[1]) for program in job["programs"]]
        for case in small_cases(job):
            module = modules[case["program"]]
            with Case(self._device, self._checker, module, case, self._blob, is_bare=True) as running:
                running.prepare()
                running.run()
                self._device.synchronize()
        for module in modules:
            self._device.unload(module)
        return {"job_id": job["job_id"], "outcome": "passed", "context_lost": False}

    def calibrate(self, job_id: str) -> dict[str, Any]:
        """How the device fares, as a result under an id of its own: failed where a known answer is another."""
        result: dict[str, Any] = {"job_id": job_id, "context_lost": False, "device": asdict(self._device.description)}
        try:
            measured = Calibration(self._device, self._checker, self._clocks).measure()
        except DeviceError as error:
            failed = {"outcome": "failed", "reason": named(error), "detail": str(error), "calibration": None}
            return {**result, **failed, "context_lost": error.is_sticky}
        if measured["answers"] == "right":
            return {**result, "outcome": "passed", "reason": None, "detail": "", "calibration": measured}
        detail = "the triad or the product of matrices is not what it must be"
        return {**result, "outcome": "failed", "reason": "wrong_result", "detail": detail, "calibration": measured}

    def _one_case(
        self, job: Mapping[str, Any], number: int, module: object, worst: Worst, result: dict[str, Any]
    ) -> None:
        with Case(self._device, self._checker, module, job["cases"][number], self._blob) as case:
            case.prepare()
            case.run()
            worst.widen(case.check())
            self._tell()
            result["n_passed"] += 1
            if number in job["repeated"]:
                is_stable = self._repeat(case, worst)
                result["repeat_stable"] = is_stable and result["repeat_stable"] is not False
            if number == job["timed"]:
                timing = self._time(case, job["n_warmups"], job["n_samples"], worst)
                result["timing"] = {**timing, "case": job["cases"][number]["name"], **job.get("work", {})}

    def _repeat(self, case: Case, worst: Worst) -> bool:
        kept = case.keep()
        try:
            is_stable = True
            for _ in range(N_REPEATS - 1):
                case.prepare()
                case.run()
                worst.widen(case.check())
                is_stable &= not case.differs_from(kept)
                self._tell()
        finally:
            for pointer in kept.values():
                self._device.release(pointer)
        return is_stable

    def time_library(
        self, case: Mapping[str, Any], asked: Mapping[str, Any], where: str, n_warmups: int, n_samples: int
    ) -> dict[str, Any]:
        """Times of a library's function for a case, its result checked; `why` there are none where that is so."""
        try:
            call = library_call(asked, where)
            with Case(self._device, self._checker, None, case, self._blob) as running:
                arrays = call.arrays(running.places())

                def once() -> float:
                    run, finish = call.bind(arrays)
                    elapsed = self._clocked(run, where)
                    finish()
                    return elapsed

                timing = self._sampled(running, n_warmups, n_samples, once)
                running.check()
        except LibraryMissingError as error:
            return {"why": str(error)}
        except Exception as error:  # a library may raise anything, and says nothing of the pair by that
            lost = isinstance(error, DeviceError) and error.is_sticky
            return {"why": f"the library's {asked['kernel']}: {type(error).__name__}: {error}"[:500], "lost": lost}
        return {**timing, "call": call.name, "version": call.version, "case": case["name"]}

    def _clocked(self, run: Callable[[], None], where: str) -> float:
        """In nanoseconds: by the device's own events, or by the clock where a processor runs it."""
        if where == "cpu":
            started = time.perf_counter_ns()
            run()
            return float(time.perf_counter_ns() - started)
        start = self._device.record()
        run()
        return self._device.elapsed_ns(start, self._device.record())

    def _time(self, case: Case, n_warmups: int, n_samples: int, worst: Worst) -> dict[str, Any]:
        timing = self._sampled(case, n_warmups, n_samples, case.run_timed)
        worst.widen(case.check())
        return timing

    def _sampled(self, case: Case, n_warmups: int, n_samples: int, once: Callable[[], float]) -> dict[str, Any]:
        """Samples of what `once` measures, each on fresh inputs and with a cache that was written over."""
        flushed_bytes = min(self._flush_bytes, self._device.free_bytes() // 4)
        flush = self._device.allocate(flushed_bytes)
        before = self._clocks.state()
        samples = []
        try:
            for number in range(n_warmups + n_samples):
                case.prepare()
                self._device.fill(flush, number & 0xFF, flushed_bytes)
                self._device.synchronize()
                elapsed = once()
                self._tell()
                if number >= n_warmups:
                    samples.append(elapsed)
        finally:
            self._device.release(flush)
        return {
            "samples_ns": samples,
            "n_warmups": n_warmups,
            "cold_l2": True,
            "timer": "events",
            "clocks_before": before,
            "clocks_after": self._clocks.state(),
        }

    def _image(self, images: Mapping[str, str]) -> tuple[str, bytes]:
        """The machine code for this device, else the PTX, which its driver compiles."""
        if self._arch in images:
            return self._arch, self._blob(images[self._arch])
        if "ptx" in images:
            return "ptx", self._blob(images["ptx"]) + b"\0"
        raise FailureError("wrong_architecture", f"the device is {self._arch}, there is {', '.join(sorted(images))}")


def small_cases(job: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is run under a sanitizer."""
    return [case for case in job["cases"] if case["n_elements"] <= SMALL_BYTES]


def _arch(description: Description) -> str:
    """What images are called by."""
    if description.kind == "cpu":
        return host.ARCHITECTURE
    return "sm_" + (description.compute_capability or "").replace(".", "")
