"""Results that runners brought back as rows of evidence: what belongs to a corpus, and what is refused and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warploom.schemas.errors import UsageError
from warploom.schemas.identity import verdict_id
from warploom.schemas.verdicts import MEASURES, TOOL_STATES, TOOLS
from warploom.validators.estimators.roofline import Roof
from warploom.validators.gpu.agreement import answer_of, dissenters
from warploom.validators.gpu.bundled.calibrating import PREFIX
from warploom.validators.gpu.bundled.journal import FORMAT, unsealed
from warploom.validators.gpu.bundled.sanitizing import TOOLS as SANITIZERS
from warploom.validators.gpu.result_texts import count, error, mapping, text
from warploom.validators.gpu.runner_rows import (
    calibration_row,
    device_of,
    health_of,
    is_wrong,
    kind_of,
    roof_of,
    runner_of,
    set_aside_row,
)
from warploom.validators.gpu.timing_rows import timing_rows

CHECK, SANITIZER, NATIVE = "device", "sanitizer", "native"
MAX_LINE_BYTES = 1 << 20
_PASSED, _FAILED, _NOT_RUN = "passed", "failed", "not_run"
_REASONS = frozenset(
    {
        "wrong_result",
        "out_of_bounds",
        "input_written",
        "device_fault",
        "hang",
        "crashed",
        "launch_error",
        "out_of_memory",
        "wrong_architecture",
        "device_error",
        "no_launch",
        "not_found",
        "wild_pointer",
        "divide_by_zero",
        "undefined_behaviour",
        "out_of_fuel",
        "divergent_barrier",
        "missing_thread_at_barrier",
        "absent_lane",
        "race",
        "stack_overflow",
        "forbidden_call",
        "timed_out",
        "aborted",
        "does_not_compile",
        "uninitialised",
        "tool_failed",
        "tool_absent",
        "no_small_case",
        "no_native_code",
    }
)
_OF_THE_RUNNER = frozenset({"out_of_memory", "wrong_architecture", "device_error"})
"""Reasons that speak of the device, not of the pair: their verdicts say `not_run`, and convict nobody."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A job that a corpus can have: the pair, its suite and the seed of its inputs."""

    pair_id: str
    suite_id: str
    seed: int


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is no evidence for this corpus."""

    file: str
    line: int
    why: str


@dataclass(slots=True)
class Results:
    """Rows for `verdicts` and `timings`, each once, and what was refused."""

    verdicts: dict[str, dict[str, Any]] = field(default_factory=dict)
    timings: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[RefusedLine] = field(default_factory=list)
    runners: dict[str, dict[str, Any]] = field(default_factory=dict)
    roofs: dict[str, Roof] = field(default_factory=dict)
    """By session: what its first calibration found of the device."""
    set_aside: dict[str, str] = field(default_factory=dict)
    """Runners whose verdicts and times are withdrawn, with the reason in words: none of theirs is here."""


def job_id_of(pair_id: str, suite_id: str, seed: int) -> str:
    """`gj_` and a digest: the same for the same pair, suite and seed, whichever bundle it is in."""
    return "gj_" + hashlib.sha256(f"{pair_id}\0{suite_id}\0{seed}".encode()).hexdigest()[:32]


def read_results(
    places: Sequence[Path],
    jobs: Mapping[str, Expected],
    key: bytes | None,
    there: Sequence[Mapping[str, Any]] = (),
    banned: Mapping[str, str] | None = None,
) -> Results:
    """Read files of results, and directories of them. Raises `UsageError` where there is none.

    A line counts if it is whole, has the digest it says, is signed where there is a key, belongs to a job of the corpus
    and says something that a runner can say. Whatever is read twice is there once. What a runner said that is not to
    be believed is withdrawn; `there` are verdicts that are known already, to compare with, `banned` runners that were
    set aside before, with the reason.
    """
    found = Results()
    files = [file for place in places for file in files_of(place)]
    if not files:
        raise UsageError(f"no results-*.jsonl in {', '.join(map(str, places))}")
    for file in files:
        if not file.stat().st_size:
            found.refused.append(RefusedLine(str(file), 1, "the file is empty: it has no header"))
        for number, line in _lines(file):
            try:
                row = unsealed(line, key)
                if number == 1:
                    _demand_format(row)
                else:
                    _take(found, row, jobs)
            except ValueError as error:
                found.refused.append(RefusedLine(str(file), number, str(error)))
                if number == 1:
                    break
    _withdraw(found, there, banned or {})
    return found


def _withdraw(found: Results, there: Sequence[Mapping[str, Any]], banned: Mapping[str, str]) -> None:
    """Take out what runners said whose answers are wrong, or other than all others'; a row says which and why."""
    wrong = {r["runner_id"]: "its calibration gave wrong answers" for r in found.runners.values() if is_wrong(r)}
    wrong |= banned
    answers: dict[str, dict[str, str]] = {}
    for verdict in (*there, *found.verdicts.values()):
        answer = answer_of(verdict)
        if verdict["check"] == CHECK and answer is not None and verdict["runner_id"] not in wrong:
            job = job_id_of(verdict["subject_id"], verdict["suite_id"], verdict["seeds"][0])
            answers.setdefault(job, {})[verdict["runner_id"]] = answer
    found.set_aside |= wrong | dissenters(answers)
    for runner, why in found.set_aside.items():
        row = set_aside_row(runner, why)
        found.runners[row["row_id"]] = row
    for rows in (found.verdicts, found.timings):
        for identity in [i for i, row in rows.items() if row["runner_id"] in found.set_aside]:
            del rows[identity]


def _demand_format(row: Mapping[str, Any]) -> None:
    if row.get("format") != FORMAT:
        raise ValueError(f"results of format {row.get('format')}, this version reads {FORMAT}")


def _take(found: Results, row: Mapping[str, Any], jobs: Mapping[str, Expected]) -> None:
    if str(row.get("job_id")).startswith(PREFIX):
        calibrated = calibration_row(row)
        found.runners[calibrated["row_id"]] = calibrated
        roof = roof_of(calibrated)
        if roof is not None:
            found.roofs.setdefault(str(calibrated["session_id"]), roof)
        return
    job = jobs.get(str(row.get("job_id")))
    if job is None:
        raise ValueError(f"job {str(row.get('job_id'))[:40]} is of another corpus, or its pair was left out")
    kind = kind_of(row)
    outcome, reason, check = row.get("outcome"), row.get("reason"), row.get("check", CHECK)
    tools = _states(row.get("tools"), outcome) if check == SANITIZER else dict.fromkeys(TOOLS, "not_run")
    known = (_PASSED, _FAILED) if check == CHECK else (_PASSED, _FAILED, _NOT_RUN)
    if check not in (CHECK, SANITIZER, NATIVE):
        raise ValueError(f"a check {str(check)[:20]!r}")
    if (check == NATIVE) != (kind == "cpu"):
        raise ValueError(f"check {check} by a runner of kind {kind}")
    if outcome not in known or (outcome == _PASSED) != (reason is None):
        raise ValueError(f"outcome {str(outcome)[:20]!r} with reason {str(reason)[:20]!r}")
    if reason is not None and reason not in _REASONS:
        raise ValueError(f"an unknown reason {str(reason)[:40]!r}")
    n_cases, n_passed = count(row.get("n_cases", 0)), count(row.get("n_passed", 0))
    if n_passed > n_cases or (outcome == _PASSED and (n_passed != n_cases or n_cases == 0)):
        raise ValueError(f"{outcome} with {n_passed} of {n_cases} cases")
    about = device_of(row)
    runner = runner_of(row)
    verdict: dict[str, Any] = {
        "subject_id": job.pair_id,
        "check": check,
        "outcome": "not_run" if reason in _OF_THE_RUNNER else outcome,
        "reason": reason,
        "detail": text(row.get("detail")) or "",
        "isolation": None,
        "runner_kind": kind,
        "runner_id": runner,
        "session_id": text(row.get("session")),
        "runner_health": health_of(row),
        **about,
        "suite_id": job.suite_id,
        "seeds": [job.seed],
        "n_cases": n_cases,
        "n_passed": n_passed,
        "comparator": None if check == SANITIZER else "ulps_at_scale",
        **{column.name: None for column in MEASURES},
        "max_abs_error": error(row.get("max_abs_error")),
        "max_rel_error": error(row.get("max_rel_error")),
        "max_ulp": error(row.get("max_ulp")),
        "nulls_rejected": [],
        "repeat_stable": row.get("repeat_stable") if isinstance(row.get("repeat_stable"), bool) else None,
        "launch_errors_checked": row.get("launch_errors_checked") is True,
        **tools,
        "log_tail": None,
    }
    verdict["row_id"] = verdict_id(json.dumps(verdict, sort_keys=True))
    timings = timing_rows(row, verdict, found.roofs.get(str(verdict["session_id"])))
    found.verdicts[verdict["row_id"]] = verdict
    found.timings |= {timing["row_id"]: timing for timing in timings}


def _states(given: Any, outcome: Any) -> dict[str, str]:
    """What each tool said, which has to be what the outcome says."""
    told = mapping(given)
    states = dict.fromkeys(TOOLS, "not_run") | {name: str(told.get(name)) for name in SANITIZERS}
    found = {states[name] for name in SANITIZERS}
    if not found <= set(TOOL_STATES) or not told.keys() <= set(SANITIZERS):
        raise ValueError("a tool, or a state of one, that is not known")
    if outcome != (_FAILED if "dirty" in found else _PASSED if "clean" in found else _NOT_RUN):
        raise ValueError(f"outcome {str(outcome)[:20]!r} of tools that say otherwise")
    return states


def files_of(place: Path) -> list[Path]:
    """The files of results in a directory, or the file itself; none where neither is there."""
    return sorted(place.glob("results-*.jsonl")) if place.is_dir() else [place] if place.is_file() else []


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    with file.open("rb") as lines:
        number = 0
        while line := lines.readline(MAX_LINE_BYTES + 1):
            number += 1
            yield number, line
