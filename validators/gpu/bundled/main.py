"""The command that a bundle is: run its jobs on a device here, a few processes after another, and keep the results."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .cupy_device import CupyDevice, has_cupy
from .device import Device, DeviceError, NoDeviceError
from .driver import CudaDriver
from .groups import GROUP, STALL_S, STEP, Answer, ChildStartError, run_groups
from .jobs import Bundle, BundleError, part_of
from .journal import Journal, JournalError
from .replay import FailureError
from .run_job import JobRunner, small_cases
from .sanitizing import VARIABLE, find_sanitizer, sanitized_rows

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
        help="auto (CuPy where it is installed, else the bare driver), cupy, driver, or simulator; `:1` for GPU 1",
    )
    parser.add_argument("--part", default="1/1", help="K/N: only every N-th job, from the K-th on")
    parser.add_argument("--seconds", type=float, default=_SECONDS, help="limit of one job")
    parser.add_argument(
        "--stall", type=float, default=STALL_S, help="so long at least a job may show no progress before it has hung"
    )
    parser.add_argument("--group", type=int, default=GROUP, help="jobs to a process")
    parser.add_argument("--key", type=Path, help="file with the operator's key: results are signed with it")
    parser.add_argument(
        "--sanitize",
        action="store_true",
        help="afterwards, run small cases of what passed under compute-sanitizer, where it is",
    )
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    path = Path(bundle_path or sys.argv[0])
    try:
        part, parts = _part(options.part)
        with Bundle(path) as bundle:
            if options.child:
                return _serve(bundle, options.device, is_bare=options.bare)
            return _run(bundle, path, options, part, parts)
    except (BundleError, JournalError, NoDeviceError, ChildStartError, DeviceError, FailureError) as error:
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
    with Journal(options.out, bundle.bundle_id, f"{part}of{parts}", key) as journal:
        left = [job_id for job_id in mine if job_id not in journal.done]
        tell = _teller(len(mine), len(mine) - len(left), sum(_is_bad(row) for row in journal.done.values()))
        child = [sys.executable, str(path), "--child", "--device", options.device, "--out", str(options.out)]
        for answer in run_groups(left, child, seconds=options.seconds, group=options.group, stall=options.stall):
            row = _row(answer, options.device)
            journal.add(row)
            tell(_is_bad(row))
        n_bad = sum(_is_bad(row) for row in journal.done.values())
        passed = {job_id: row["device"] for job_id, row in journal.done.items() if not _is_bad(row)}
    if options.sanitize:
        n_bad += _sanitize(bundle, options, f"{part}of{parts}", key, [*child, "--bare"], passed)
    print(f"{len(mine) - n_bad} of {len(mine)} jobs passed; the results are in {options.out}", file=sys.stderr)
    return SOME_REFUSED if n_bad else DONE


def _sanitize(
    bundle: Bundle,
    options: argparse.Namespace,
    part: str,
    key: bytes | None,
    child: Sequence[str],
    passed: dict[str, dict[str, Any]],
) -> int:
    """Run what passed on a device under compute-sanitizer; how many jobs it finds something in."""
    sanitizer = find_sanitizer()
    if sanitizer is None or options.device.startswith("simulator"):
        why = f"it is not here: install it, or name it in {VARIABLE}" if sanitizer is None else "a simulator is no GPU"
        print(f"compute-sanitizer was not run: {why}", file=sys.stderr)
        return 0
    n_cases = {job["job_id"]: len(small_cases(job)) for job in bundle.jobs() if job["job_id"] in passed}
    with Journal(options.out, bundle.bundle_id, f"{part}-sanitizer", key) as journal:
        left = [job_id for job_id in passed if job_id not in journal.done and n_cases[job_id]]
        for row in sanitized_rows(left, n_cases.__getitem__, sanitizer, child, passed, options.seconds):
            journal.add(row)
        states = [state for row in journal.done.values() for state in row["tools"].values()]
        told = ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))
        print(f"compute-sanitizer {sanitizer[1]}: {told or 'no small case'}", file=sys.stderr)
        return sum(row["outcome"] == "failed" for row in journal.done.values())


def _row(answer: Answer, device: str) -> dict[str, Any]:
    if answer.result is not None:
        return answer.result
    reason = "hang" if answer.died == "hang" else "crashed"
    return {
        "job_id": answer.job_id,
        "outcome": "failed",
        "reason": reason,
        "detail": answer.died or "",
        "asked_device": device,
    }


def _is_bad(row: dict[str, Any]) -> bool:
    return row.get("outcome") != "passed"


def _serve(bundle: Bundle, asked: str, *, is_bare: bool) -> int:
    """A child: says that it is ready, and answers each id with a line."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints is no answer
    runner = _runner(bundle, asked, lambda: print(STEP.decode(), file=answers, flush=True), is_bare=is_bare)
    jobs = {job["job_id"]: job for job in bundle.jobs()}
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        result = runner(jobs[line.strip()])
        print(json.dumps(result, allow_nan=False), file=answers, flush=True)
        if result["context_lost"]:
            break
    return DONE


def _runner(
    bundle: Bundle, asked: str, tell: Callable[[], None], *, is_bare: bool
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    kind, _, number = asked.partition(":")
    if kind == "simulator":
        try:
            from warploom.validators.gpu.simulated import SimulatedRunner
        except ImportError as error:
            raise NoDeviceError(
                f"the simulator is Warploom's own and not here ({error}): pip install 'warploom[ir]', or use a GPU"
            ) from None
        return SimulatedRunner(bundle.blob, tell).run
    if kind not in ("auto", "cupy", "driver"):
        raise ValueError(f"device {asked!r}: there are auto, cupy, driver and simulator")
    index = int(number or 0)
    is_cupy = kind == "cupy" or (kind == "auto" and has_cupy())
    device: Device = CupyDevice(index) if is_cupy else CudaDriver(index)
    jobs = JobRunner(device, bundle.manifest["checks"], bundle.blob, tell)
    return jobs.run_bare if is_bare else jobs.run


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
