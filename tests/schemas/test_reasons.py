"""Reasons are a closed, described set."""

from __future__ import annotations

import pickle

import pytest

from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reason_says_what_it_means(reason: Reason) -> None:
    """Its name is its value, its description a sentence, and it says whether the input is damaged."""
    assert reason.name.lower() == reason == str(reason)
    assert reason.description.endswith(".")
    assert isinstance(reason.is_damage, bool)


def test_a_reject_survives_pickling() -> None:
    """It crosses processes, with the very same reason."""
    reject = pickle.loads(pickle.dumps(Reject(Reason.EMPTY, "no bytes")))  # noqa: S301
    assert (Reason.EMPTY, "no bytes", "empty: no bytes") == (reject.reason, reject.detail, str(reject))
    assert reject.reason is Reason.EMPTY
