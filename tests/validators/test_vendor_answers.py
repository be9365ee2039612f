"""Answers to questions about vendors' terms: what may be passed on, and what keeps a row from it."""

import pytest

from warploom.validators.vendor_answers import LIBDEVICE, VendorAnswersError, redistributable_vendors

ANSWER = """
[[answers]]
vendor = "nvidia-libdevice"
redistributable = true
evidence = "a letter"
decided = 2026-01-31
"""


def test_nothing_is_answered_as_shipped() -> None:
    """Until somebody writes it down."""
    assert () == redistributable_vendors()


def test_an_answer_counts_and_the_last_one_overrules() -> None:
    """As a decision may be taken back."""
    assert (LIBDEVICE,) == redistributable_vendors(ANSWER)
    assert () == redistributable_vendors(ANSWER + ANSWER.replace("true", "false"))


@pytest.mark.parametrize(
    "text",
    [
        ANSWER.replace('evidence = "a letter"\n', ""),
        ANSWER.replace('"a letter"', '""'),
        ANSWER.replace("2026-01-31", '"yesterday"'),
        ANSWER.replace("nvidia-libdevice", "acme"),
        ANSWER.replace("redistributable = true", 'redistributable = "yes"'),
    ],
)
def test_an_answer_without_evidence_is_none(text: str) -> None:
    """It is refused loudly."""
    with pytest.raises(VendorAnswersError):
        redistributable_vendors(text)
