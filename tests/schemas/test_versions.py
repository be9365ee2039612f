"""Versions of releases: they follow the calendar, and come after one another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.schemas.versions import ReleaseVersion, VersionError, next_version

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize("text", ["2026.11.0", "2026.01.12", "1999.12.999999"])
def test_a_version_reads_as_it_was_written(text: str) -> None:
    """And back."""
    assert text == str(ReleaseVersion.parse(text))


@pytest.mark.parametrize(
    "text", ["", "next", "2026.11", "2026.1.0", "2026.13.0", "2026.00.0", "2026.11.01", "26.11.0", "v2026.11.0",
             "2026.11.0\n", "2026.11.-1", "\u0662026.11.0", "2026.11.9999999"]
)  # fmt: skip
def test_what_is_no_version_is_refused(text: str) -> None:
    """With the text."""
    with pytest.raises(VersionError):
        ReleaseVersion.parse(text)


def test_the_first_version_is_the_months_first() -> None:
    """There is none before it."""
    assert "2026.11.0" == next_version("", date(2026, 11, 28))


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_every_next_version_comes_after_the_one_before(days: list[date]) -> None:
    """Also if a clock runs backwards."""
    version = ""
    for day in days:
        after = next_version(version, day)
        assert not version or ReleaseVersion.parse(version) < ReleaseVersion.parse(after)
        version = after


def test_numbers_are_compared_as_numbers() -> None:
    """2026.11.10 comes after 2026.11.9."""
    assert ReleaseVersion.parse("2026.11.9") < ReleaseVersion.parse("2026.11.10") < ReleaseVersion.parse("2026.12.0")
