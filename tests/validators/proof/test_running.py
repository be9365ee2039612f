"""Processes that prove several pairs: each job has one answer, whatever became of the others."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from warploom.schemas.errors import WarploomError
from warploom.validators.proof.running import MOST_JOBS, ChildLostError, in_children


def test_answers_come_in_order_from_as_few_processes_as_there_may_be() -> None:
    n = 2 * MOST_JOBS + 1
    answers = list(in_children([partial(_who, number) for number in range(n)], 5, 30, _always))
    assert [number for number, _ in answers] == list(range(n))
    assert len({process for _, process in answers}) == 3
    assert os.getpid() not in {process for _, process in answers}


def test_a_process_ends_with_the_first_answer_that_is_not_clean() -> None:
    answers = list(in_children([partial(_who, number) for number in range(4)], 5, 30, lambda a: a[0] != 1))
    first, second, third, fourth = (process for _, process in answers)
    assert first == second != third == fourth


@pytest.mark.parametrize(
    ("wrong", "how"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "crashed"),
        (lambda: os._exit(3), "crashed"),
        (lambda: time.sleep(60), "timed_out"),
    ],
    ids=["signal", "exit", "hang"],
)
def test_a_lost_job_costs_itself_alone(wrong: Callable[[], Any], how: str) -> None:
    jobs: list[Callable[[], Any]] = [partial(_who, 0), wrong, partial(_who, 2), partial(_who, 3)]
    first, lost, third, fourth = in_children(jobs, 5, 1, _always)
    assert (first[0], third[0], fourth[0]) == (0, 2, 3)
    assert isinstance(lost, ChildLostError)
    assert lost.how == how


def test_processor_time_is_each_jobs_own() -> None:
    """Two jobs that take more together than one may."""
    answers = list(in_children([partial(_spin, 0.6)] * 2 + [partial(_spin, 30)], 1, 30, _always))
    assert answers[:2] == [0.6, 0.6]
    assert isinstance(answers[2], ChildLostError)
    assert answers[2].how == "timed_out"


def test_an_error_of_ours_is_raised_here() -> None:
    answers = in_children([partial(_who, 0), _refuse], 5, 30, _always)
    assert next(answers)[0] == 0
    with pytest.raises(WarploomError, match="no such thing"):
        next(answers)


def _who(number: int) -> tuple[int, int]:
    return number, os.getpid()


def _always(_: object) -> bool:
    return True


def _spin(seconds: float) -> float:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def _refuse() -> None:
    raise WarploomError("no such thing")
