"""Which runners are not to be believed: those whose answers on identical jobs are not what all others answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from warploom.validators.gpu.bundled.calibrating import PREFIX

MIN_RUNNERS = 3
"""Of two that disagree nobody knows which is right."""
MIN_DISSENTS = 2
"""A job can be at fault once: a race that one device shows and another does not."""
MIN_SHARE = 1 / 8
"""Of the jobs that a runner has in common with others: an honest one that runs for weeks meets several such jobs."""
_COMPARABLE = frozenset({"wrong_result", "out_of_bounds", "input_written"})
"""Failures that say what the kernel computed; others may be a matter of a device's memory, age, or load."""

Answers = Mapping[str, Mapping[str, str]]
"""What each runner said of each job, by job and runner."""


def answer_of(row: Mapping[str, Any]) -> str | None:
    """What a result says that every sound device must say as well; None where it says no such thing."""
    if row.get("outcome") == "passed":
        return "passed"
    reason = row.get("reason")
    return str(reason) if row.get("outcome") == "failed" and reason in _COMPARABLE else None


def wrong_calibration(row: Mapping[str, Any]) -> bool:
    """Whether it is a calibration whose known answers came out wrong: no second opinion is needed."""
    return str(row.get("job_id", "")).startswith(PREFIX) and row.get("reason") == "wrong_result"


def dissenters(answers: Answers) -> dict[str, str]:
    """Runners to be set aside, each with the reason in words; the same for any order of what is given."""
    found: dict[str, str] = {}
    while True:
        worst = _worst(answers, found.keys())
        if worst is None:
            return found
        runner, why = worst
        found[runner] = why


def _worst(answers: Answers, but: AbstractSet[str]) -> tuple[str, str] | None:
    compared: Counter[str] = Counter()
    dissents: dict[str, list[str]] = {}
    for job, said in sorted(answers.items()):
        left = {runner: answer for runner, answer in said.items() if runner not in but}
        if len(left) < MIN_RUNNERS:
            continue
        answer, n = Counter(left.values()).most_common(1)[0]
        if 2 * n <= len(left):
            continue
        compared.update(left.keys())
        for runner in (runner for runner, other in left.items() if other != answer):
            dissents.setdefault(runner, []).append(job)
    guilty = [
        (-len(jobs) / compared[runner], runner)
        for runner, jobs in dissents.items()
        if len(jobs) >= MIN_DISSENTS and len(jobs) > MIN_SHARE * compared[runner]
    ]
    if not guilty:
        return None
    _, runner = min(guilty)
    jobs = dissents[runner]
    return (
        runner,
        f"it disagrees with the others on {len(jobs)} of {compared[runner]} jobs that they share, as on {jobs[0]}",
    )
