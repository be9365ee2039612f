"""Small cases of jobs under compute-sanitizer, many in a process, halved until each finding has its job."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOOLS = ("memcheck", "racecheck", "initcheck", "synccheck")
VARIABLE = "WARPLOOM_COMPUTE_SANITIZER"
"""Names the tool where it is not found by itself."""
SMALL_BYTES = 64 * 1024
"""Cases with larger buffers are not run: under these tools a kernel takes a hundred times as long."""
BATCH = 32
"""Jobs to a process: to start one takes seconds."""
CLEAN, DIRTY, NOT_RUN, UNSUPPORTED = "clean", "dirty", "not_run", "unsupported"
_NAME = "compute-sanitizer"
_PRINTED = "50"
_MAX_LOG_BYTES = 1 << 20
_LINE = re.compile(r"^=========\s?(.*)$")
_SUMMARY = re.compile(r"ERROR SUMMARY: (\d+) errors?\b|RACECHECK SUMMARY: \d+ hazards? displayed \((\d+) errors?\b")
"""Of hazards those that are errors: a warning is an order that the tool could not see and did not miss."""
_CANNOT = re.compile(
    r"not supported|unsupported|Internal Sanitizer Error|before first instrumented API call", re.IGNORECASE
)
_KINDS = (
    (re.compile(r"Invalid __\w+__ \w+(?: \w+)? of size"), "out_of_bounds"),
    (re.compile(r"Race reported between|Potential \w+ hazard"), "race"),
    (re.compile(r"Uninitialized \S+(?: memory)? (?:read|access)"), "uninitialised"),
    (re.compile(r"Barrier error detected"), "divergent_barrier"),
)
_OTHER = "device_fault"


@dataclass(frozen=True)
class Report:
    """What a log says: the number of findings, None where it has no summary, and the first finding in a line."""

    n_found: int | None
    reason: str | None = None
    detail: str = ""
    cannot: str | None = None
    """Why the tool cannot do its work here, in its own words."""


@dataclass(frozen=True)
class Finding:
    """What came of one job under one tool."""

    state: str
    reason: str | None = None
    detail: str = ""


def find_sanitizer() -> tuple[str, str] | None:
    """Path and version of compute-sanitizer; None where it is not there, or does not say its version."""
    asked = os.environ.get(VARIABLE)
    homes = [os.environ.get(name) for name in ("CUDA_HOME", "CUDA_PATH")]
    places = os.pathsep.join(str(Path(home) / folder) for home in homes if home for folder in ("bin", _NAME))
    path = asked or shutil.which(_NAME) or (shutil.which(_NAME, path=places) if places else None)
    if path is None:
        return None
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\d+(?:\.\d+)+", told.stdout)
    return (path, found.group()) if found and told.returncode == 0 else None


def command(sanitizer: str, tool: str, log: Path, child: Sequence[str]) -> list[str]:
    """The command line that runs a child under a tool. Errors of calls are the runner's own business: it asks for all
    of them, and some are part of looking what a device can do.
    """
    options = ["--tool", tool, "--log-file", str(log), "--print-limit", _PRINTED, "--report-api-errors", "no"]
    return [sanitizer, *options, *child]


def read_report(text: str) -> Report:
    """Read a log. Of a finding the first line is kept, and where it is; no source is quoted."""
    found: int | None = None
    reason: str | None = None
    told: list[str] = []
    cannot: str | None = None
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        said = match.group(1)
        summary = _SUMMARY.search(said)
        if summary is not None:
            found = (found or 0) + int(summary.group(1) or summary.group(2))
        elif _CANNOT.search(said):
            cannot = cannot or said.strip()
        elif reason is None:
            kind = next((name for pattern, name in _KINDS if pattern.search(said)), None)
            if kind is not None:
                reason, told = kind, [said.strip()]
        elif len(told) < 3 and said.startswith("    "):
            told.append(said.strip())
    if found and reason is None:
        reason, told = _OTHER, ["a finding of a kind that is not known"]
    return Report(found, reason, ", ".join(told)[:500], cannot)


def run_tool(
    jobs: Sequence[str], tool: str, sanitizer: str, child: Sequence[str], seconds: float
) -> Iterator[tuple[str, Finding]]:
    """Run jobs under a tool, each once in the answers. `seconds` is for one job.

    A process with findings, or one that did not end well, is run again with half of its jobs, until the job that has
    them is alone.
    """
    waiting = [list(jobs[first : first + BATCH]) for first in range(0, len(jobs), BATCH)]
    while waiting:
        batch = waiting.pop(0)
        report, how = _run(batch, tool, sanitizer, child, seconds)
        if report.cannot is not None:
            yield from ((job, Finding(UNSUPPORTED, None, report.cannot[:500])) for job in batch)
        elif report.n_found == 0 and how is None:
            yield from ((job, Finding(CLEAN)) for job in batch)
        elif len(batch) > 1:
            middle = len(batch) // 2
            waiting[:0] = [batch[:middle], batch[middle:]]
        elif report.n_found:
            yield batch[0], Finding(DIRTY, report.reason, f"{tool}: {report.detail}")
        else:
            yield batch[0], Finding(NOT_RUN, None, f"{tool}: {how or 'no summary in its log'}")


def absent_row(job: str, reason: str, why: str, device: Mapping[str, Any]) -> dict[str, Any]:
    """The result of a job that no tool ran: `tool_absent`, or `no_small_case`."""
    return {
        "job_id": job,
        "check": "sanitizer",
        "outcome": NOT_RUN,
        "reason": reason,
        "detail": why,
        "n_cases": 0,
        "n_passed": 0,
        "tools": dict.fromkeys(TOOLS, NOT_RUN),
        "device": dict(device),
    }


def sanitized_rows(
    jobs: Sequence[str],
    n_cases: Callable[[str], int],
    sanitizer: tuple[str, str],
    child: Sequence[str],
    devices: Mapping[str, Mapping[str, Any]],
    seconds: float,
) -> Iterator[dict[str, Any]]:
    """A result for each job, after all tools: dirty under any is failed, and clean under one at least is passed.

    `devices` has the description of the device that each job passed on.
    """
    path, version = sanitizer
    for first in range(0, len(jobs), BATCH):
        batch = jobs[first : first + BATCH]
        found = {tool: dict(run_tool(batch, tool, path, child, seconds)) for tool in TOOLS}
        for job in batch:
            by_tool = {tool: found[tool][job] for tool in TOOLS}
            bad = next((each for each in by_tool.values() if each.state == DIRTY), None)
            n_ran = sum(each.state in (CLEAN, DIRTY) for each in by_tool.values())
            n_clean = sum(each.state == CLEAN for each in by_tool.values())
            missing = "; ".join(each.detail for each in by_tool.values() if each.state in (NOT_RUN, UNSUPPORTED))
            yield {
                "job_id": job,
                "check": "sanitizer",
                "outcome": "failed" if bad else "passed" if n_clean else "not_run",
                "reason": bad.reason if bad else None if n_clean else "tool_failed",
                "detail": bad.detail if bad else missing[:1_000],
                "n_cases": n_cases(job) * n_ran,
                "n_passed": n_cases(job) * n_clean,
                "tools": {tool: each.state for tool, each in by_tool.items()},
                "tool_version": version,
                "device": dict(devices[job]),
            }


def _run(
    jobs: Sequence[str], tool: str, sanitizer: str, child: Sequence[str], seconds: float
) -> tuple[Report, str | None]:
    """The report on a process, and what went wrong with it beside what was found, in words."""
    with tempfile.TemporaryDirectory(prefix="warploom-") as place:
        log = Path(place) / "log"
        argv = command(sanitizer, tool, log, child)
        process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        how: str | None = None
        try:
            asked = "".join(f"{job}\n" for job in jobs).encode()
            answers, _ = process.communicate(asked, timeout=seconds * (1 + len(jobs)))
            n_answers = sum(line.startswith(b"{") for line in answers.splitlines())
            if n_answers < len(jobs):
                how = f"ended with exit status {process.returncode} after {n_answers} of {len(jobs)} jobs"
        except subprocess.TimeoutExpired:
            how = "hang"
        finally:
            with contextlib.suppress(ProcessLookupError):  # what it started, too
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        return read_report(_end_of(log)), how


def _end_of(log: Path) -> str:
    """The log, or of a long one its begin and its end, where the summary is."""
    try:
        with log.open("rb") as file:
            content = file.read(_MAX_LOG_BYTES)
            length = log.stat().st_size
            if length > 2 * _MAX_LOG_BYTES:
                file.seek(length - _MAX_LOG_BYTES)
            content += file.read(_MAX_LOG_BYTES)
    except OSError:
        return ""
    return content.decode("utf-8", "replace")
