"""The command that a bundle is: run its jobs on a device here, a few processes after another, and keep the results."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from .calibrating import PREFIX, calibration_id
from .callgrind import Instructions, as_columns
from .choosing import demand_name, no_simulator, open_device
from .cpu_runner import CHECK as NATIVE
from .cpu_runner import CpuRunner, has_code
from .device import DeviceError, NoDeviceError
from .groups import GROUP, STALL_S, STEP, Answer, ChildStartError, run_groups
from .host import host_id
from .jobs import Bundle, BundleError, part_of
from .journal import Journal, JournalError
from .parent import end_with_parent
from .replay import FailureError
from .run_job import JobRunner, small_cases
from .sanitizing import SMALL_BYTES, VARIABLE, absent_row, find_sanitizer, sanitized_rows

DONE, FAILED, USAGE, SOME_REFUSED = range(4)
"""Exit codes: all jobs have a result and passed; nothing could be run; a wrong call; all have one, some failed."""
_SECONDS = 120.0
_TELL_S = 2.0


def main(argv: Sequence[str] | None = None, bundle_path: str | None = None) -> int:
    """Run what the arguments say; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python3 jobs.pyz",
        description="Runs the jobs of this bundle on a GPU, and writes a result for each. It can be stopped and "
        "started again at any time: what has a result is not run again.",
    )
    parser.add_argument("--out", required=True, type=Path, help="directory for the results")
    parser.add_argument(
        "--device",
        default="auto",
        help="auto (CuPy where it is installed, else the bare driver), cupy, driver, or simulator; `:1` for GPU 1; "
        "cpu times the CPU sides on this machine's processor",
    )
    parser.add_argument("--part", default="1/1", help="K/N: only every N-th job, from the K-th on")
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="limit of one job")
    parser.add_argument(
        "--stall", type=float, default=STALL_S, help="so long at least a job may show no progress before it has hung"
    )
    parser.add_argument("--group", type=int, default=GROUP, help="jobs to a process")
    parser.add_argument("--key", type=Path, help="file with the operator's key: results are signed with it")
    parser.add_argument("--runner", help="name of this runner in the results, where the device's own will not do")
    parser.add_argument("--with-parent", action="store_true", help="end when the process that started this one ends")
    parser.add_argument(
        "--sanitize",
        action="store_true",
        help="afterwards, run small cases of what passed under compute-sanitizer, where it is",
    )
    parser.add_argument(
        "--no-instructions", action="store_true", help="with --device cpu: do not count instructions by valgrind"
    )
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    path = Path(bundle_path or sys.argv[0])
    try:
        part, parts = _part(options.part)
        demand_name(options.device)
        if options.child or options.with_parent:
            end_with_parent()
        with Bundle(path) as bundle:
            if options.child:
                return _serve(bundle, options.device, is_bare=options.bare)
            return _run(bundle, path, options, part, parts)
    except ChildStartError as error:
        print(error.own or f"error: {error}", file=sys.stderr)
        return FAILED
    except (BundleError, JournalError, NoDeviceError, DeviceError, FailureError) as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE


def _run(bundle: Bundle, path: Path, options: argparse.Namespace, part: int, parts: int) -> int:
    key = options.key.read_bytes().strip() if options.key else None
    if key == b"":
        raise ValueError(f"{options.key} is empty: it is to hold the operator's key")
    mine = part_of([job["job_id"] for job in bundle.jobs()], part, parts)
    is_cpu = options.device == "cpu"
    name = f"{part}of{parts}" + ("-cpu" if is_cpu else "")
    with Journal(options.out, bundle.bundle_id, name, key) as journal:
        left = [job_id for job_id in mine if job_id not in journal.done]
        tell = _teller(len(mine), len(mine) - len(left), _n_bad(journal))
        session = secrets.token_hex(8)
        asked = [calibration_id(session, "start"), *left, calibration_id(session, "end")] if left else []
        child = [sys.executable, str(path), "--child", "--device", options.device, "--out", str(options.out)]
        start: Mapping[str, Any] = {}
        counted: Instructions | None = None
        if is_cpu and not options.no_instructions:
            has_code_of = {job["job_id"] for job in bundle.jobs() if has_code(job)}
            counted = Instructions([job_id for job_id in left if job_id in has_code_of], [*child, "--bare"])
        for answer in run_groups(asked, child, seconds=options.seconds, group=options.group, stall=options.stall):
            row = {**_row(answer, options.device, start), "session": session, **_signs(options)}
            if counted is not None and row.get("timing"):
                row["timing"] = {**row["timing"], **as_columns(counted.of(row["job_id"]))}
            start = start or row  # the first of a session is its calibration
            journal.add(row | {"health": _health(start)})
            if not _is_calibration(row):
                tell(_is_bad(row))
        n_bad, n_not_run = _n_bad(journal), sum(row["outcome"] == "not_run" for row in journal.done.values())
        good = {job_id: row["device"] for job_id, row in journal.done.items() if row["outcome"] == "passed"}
    if options.sanitize:
        passed = {job_id: good[job_id] for job_id in mine if job_id in good}
        n_bad += _sanitize(bundle, options, f"{part}of{parts}", key, [*child, "--bare"], passed)
    told = f", {n_not_run} were not run" if n_not_run else ""
    n_passed = len(mine) - n_bad - n_not_run
    print(f"{n_passed} of {len(mine)} jobs passed{told}; the results are in {options.out}", file=sys.stderr)
    return SOME_REFUSED if n_bad else DONE


def _sanitize(
    bundle: Bundle,
    options: argparse.Namespace,
    part: str,
    key: bytes | None,
    child: Sequence[str],
    passed: Mapping[str, Mapping[str, Any]],
) -> int:
    """Run what passed on a device under compute-sanitizer; how many jobs it finds something in."""
    sanitizer = find_sanitizer()
    if sanitizer is None or options.device.startswith("simulator"):
        why = f"it is not here: install it, or name it in {VARIABLE}" if sanitizer is None else "a simulator is no GPU"
        print(f"compute-sanitizer was not run: {why}", file=sys.stderr)
        # apart, so that where the tool comes later the same command runs it
        with Journal(options.out, bundle.bundle_id, f"{part}-sanitizer-absent", key) as journal:
            for job_id, device in passed.items():
                if job_id not in journal.done:
                    journal.add(absent_row(job_id, "tool_absent", why, device) | _signs(options))
        return 0
    n_cases = {job["job_id"]: len(small_cases(job)) for job in bundle.jobs() if job["job_id"] in passed}
    with Journal(options.out, bundle.bundle_id, f"{part}-sanitizer", key) as journal:
        left = [job_id for job_id in passed if job_id not in journal.done and n_cases[job_id]]
        for job_id in (job_id for job_id in passed if job_id not in journal.done and not n_cases[job_id]):
            why = f"no case has buffers of {SMALL_BYTES} bytes or less"
            journal.add(absent_row(job_id, "no_small_case", why, passed[job_id]) | _signs(options))
        for row in sanitized_rows(left, n_cases.__getitem__, sanitizer, child, passed, options.seconds):
            journal.add(row | _signs(options))
        states = [state for row in journal.done.values() for state in row["tools"].values()]
        told = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
        print(f"compute-sanitizer {sanitizer[1]}: {told or 'no small case'}", file=sys.stderr)
        return sum(row["outcome"] == "failed" for row in journal.done.values())


def _signs(options: argparse.Namespace) -> dict[str, Any]:
    """What every line says of who wrote it."""
    return {"runner": options.runner, "host": host_id()}


def _row(answer: Answer, device: str, start: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a job; of one that told none what is known, with the device that its session began on."""
    if answer.result is not None:
        return answer.result
    reason = "hang" if answer.died == "hang" else "crashed"
    return {
        **({"check": NATIVE} if device == "cpu" else {}),
        "job_id": answer.job_id,
        "outcome": "failed",
        "reason": reason,
        "detail": answer.died or "",
        "asked_device": device,
        "device": start.get("device"),
    }


def _health(start: Mapping[str, Any]) -> str:
    """What the calibration at a session's start found: right or wrong answers, or none."""
    return str((start.get("calibration") or {}).get("answers", "not_run"))


def _is_calibration(row: Mapping[str, Any]) -> bool:
    return str(row["job_id"]).startswith(PREFIX)


def _n_bad(journal: Journal) -> int:
    return sum(_is_bad(row) and not _is_calibration(row) for row in journal.done.values())


def _is_bad(row: Mapping[str, Any]) -> bool:
    return row.get("outcome") not in ("passed", "not_run")


def _serve(bundle: Bundle, device: str, *, is_bare: bool) -> int:
    """A child: says that it is ready, and answers each id with a line."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints is no answer
    runner = _runner(bundle, device, lambda: print(STEP.decode(), file=answers, flush=True))
    run = runner.run_bare if is_bare and isinstance(runner, JobRunner | CpuRunner) else runner.run
    jobs = {job["job_id"]: job for job in bundle.jobs()}
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        asked = line.strip()
        result = runner.calibrate(asked) if asked.startswith(PREFIX) else run(jobs[asked])
        print(json.dumps(result, allow_nan=False), file=answers, flush=True)
        if result["context_lost"]:
            break
    return DONE


class _Runner(Protocol):
    def run(self, job: Mapping[str, Any]) -> dict[str, Any]: ...

    def calibrate(self, job_id: str) -> dict[str, Any]: ...


def _runner(bundle: Bundle, asked: str, tell: Callable[[], None]) -> _Runner:
    if asked == "cpu":
        return CpuRunner(bundle.manifest["checks"], bundle.blob, tell)
    if asked.partition(":")[0] != "simulator":
        return JobRunner(open_device(asked), bundle.manifest["checks"], bundle.blob, tell)
    try:
        from warploom.validators.gpu.simulated import SimulatedRunner
    except ImportError as error:
        raise no_simulator(error) from None
    return SimulatedRunner(bundle.blob, tell)


def _part(text: str) -> tuple[int, int]:
    part, slash, parts = text.partition("/")
    if not (slash and part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise ValueError(f"part {text!r}: give K/N with K from 1 to N")
    return int(part), int(parts)


def _teller(n_jobs: int, n_done: int, n_bad: int) -> Callable[[bool], None]:
    """Told of each result: prints now and then how far it is, how fast, and how long it will take."""
    started = told = time.monotonic()
    done, bad = n_done, n_bad

    def tell(is_bad: bool) -> None:
        nonlocal told, done, bad
        done, bad = done + 1, bad + is_bad
        now = time.monotonic()
        if now - told < _TELL_S and done < n_jobs:
            return
        told = now
        rate = (done - n_done) / max(now - started, 1e-9)
        left_s = (n_jobs - done) / rate
        print(f"{done}/{n_jobs} jobs, {bad} failed, {rate:.1f} a second, {left_s:.0f} s left", file=sys.stderr)

    return tell
