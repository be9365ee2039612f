"""Runners that disagree: who is set aside, and who never is."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.gpu.agreement import answer_of, dissenters, wrong_calibration

HONEST = ("a", "b", "c")


def answers(n_jobs: int, says: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What each runner answers on each job, by its function."""
    return {f"gj_{job}": {runner: says[runner](job) for runner in says} for job in range(n_jobs)}


def passes(job: int) -> str:
    return "passed"


@given(st.integers(2, 40), st.integers(0, 1 << 30))
def test_one_that_computes_wrong_is_set_aside(n_jobs: int, seed: int) -> None:
    """It errs on two jobs at least, and on a quarter of all; nobody else is touched, in any order."""
    draw = random.Random(seed)
    wrong = set(draw.sample(range(n_jobs), max(2, n_jobs // 4)))
    said = answers(
        n_jobs, {**dict.fromkeys(HONEST, passes), "liar": lambda job: "wrong_result" if job in wrong else "passed"}
    )
    found = dissenters(said)
    assert list(found) == ["liar"]
    assert f"on {len(wrong)} of {n_jobs} jobs" in found["liar"]
    shuffled = list(said.items())
    draw.shuffle(shuffled)
    assert dissenters(dict(shuffled)) == found


@given(st.dictionaries(st.sampled_from([f"gj_{k}" for k in range(30)]), st.sampled_from(["passed", "wrong_result"])))
def test_of_two_nobody_is(other: dict[str, str]) -> None:
    """Nothing says which of them is right."""
    assert dissenters({job: {"a": "passed", "b": answer} for job, answer in other.items()}) == {}


@given(st.integers(0, 29), st.sampled_from(HONEST))
def test_one_job_is_not_enough(job: int, runner: str) -> None:
    """A race may show on one device alone."""
    says = {name: (lambda k, name=name: "wrong_result" if (name, k) == (runner, job) else "passed") for name in HONEST}
    assert dissenters(answers(30, says)) == {}


def test_a_job_that_fails_everywhere_accuses_nobody() -> None:
    """All say the same."""
    assert dissenters(answers(5, dict.fromkeys(HONEST, lambda job: "wrong_result"))) == {}


def test_two_that_lie_are_both_found() -> None:
    """The first set aside, the second is judged anew."""
    lies = {"x": lambda job: "wrong_result", "y": lambda job: "out_of_bounds"}
    assert set(dissenters(answers(4, {**dict.fromkeys((*HONEST, "d"), passes), **lies}))) == {"x", "y"}


def test_what_a_device_lacks_is_no_answer() -> None:
    """Memory, machine code, time: a smaller device is as honest."""
    for reason in ("out_of_memory", "wrong_architecture", "hang", "crashed"):
        assert answer_of({"outcome": "failed", "reason": reason}) is None
    assert answer_of({"outcome": "failed", "reason": "wrong_result"}) == "wrong_result"
    assert answer_of({"outcome": "passed", "reason": None}) == "passed"


def test_only_wrong_answers_of_a_calibration_convict() -> None:
    """No memory for it is no lie."""
    wrong = {"job_id": "calibration:1:start", "reason": "wrong_result"}
    assert wrong_calibration(wrong)
    assert not wrong_calibration({**wrong, "reason": "out_of_memory"})
    assert not wrong_calibration({**wrong, "job_id": "gj_1"})
