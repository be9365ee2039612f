"""Answers out of the sandbox: what is right comes back the same, and what is forged is none."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.proof.trial import Failure, MutantFate, Trial
from warploom.validators.proof.trial_answers import TrialAnswer, TrialAnswerError, from_plain, to_plain
from warploom.validators.proof.verdict import Check
from warploom.validators.proof.where import Where

WHERE = Where("gpu", (("n", 33),), "wide", 1, (("BLOCK_SIZE", 32),), order="shuffled", alias=("x", "y"))
TRIAL = Trial(
    failure=Failure("wrong_result", WHERE, "y[3] is 1"),
    n_cases=7,
    max_rel=0.5,
    hits=[1, 0],
    lines=[3, 4],
    fuel=[5],
    fates=[MutantFate(1, "index", "index in line 3", "out_of_bounds"), MutantFate(2, "constant", "a constant", None)],
)
ANSWER = TrialAnswer([("cpu", Trial(hits=[], lines=[])), ("gpu", TRIAL)], "copy")
REFUSED = TrialAnswer([], refused=(Check.COMPILES, "forbidden_call", "fork"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


@pytest.mark.parametrize("answer", [ANSWER, REFUSED])
def test_an_answer_comes_back_the_same(answer: TrialAnswer) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(answer)))) == answer


@given(st.data(), VALUES)
def test_forged_answers_are_none(data: Any, forged: Any) -> None:
    """One value of a right answer is replaced: what is read all the same can be written again."""
    plain = json.loads(json.dumps(to_plain(ANSWER)))
    whole = copy.deepcopy(plain)
    place = plain
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            place[key] = forged
            break
        place = place[key]
    try:
        read = from_plain(plain)
    except TrialAnswerError:
        return
    assert set(json.loads(json.dumps(to_plain(read)))) == set(whole)


@pytest.mark.parametrize("forged", [None, [], {}, {"trials": 1}, {"trials": [["tpu", {}]], "null_refusal": ""}])
def test_what_is_no_answer(forged: Any) -> None:
    with pytest.raises(TrialAnswerError):
        from_plain(forged)


def test_a_check_that_trials_tell_is_not_refused_by_name() -> None:
    plain = to_plain(REFUSED) | {"refused": ["races", "race", "somewhere"]}
    with pytest.raises(TrialAnswerError):
        from_plain(plain)
