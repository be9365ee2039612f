"""Calendar versions of releases: `2026.11.0`, `2026.11.1`, in the order in which they came out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from warploom.schemas.errors import UsageError

_FORM = re.compile(r"(\d{4})\.(0[1-9]|1[0-2])\.(0|[1-9]\d{0,5})", re.ASCII)


class VersionError(UsageError):
    """A release's version is none of the calendar."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"release version `{self.text}`: must read YYYY.MM.N, such as 2026.11.0"


@dataclass(frozen=True, slots=True, order=True)
class ReleaseVersion:
    """Year and month of a release, and how many came out in that month before it."""

    year: int
    month: int
    number: int

    @classmethod
    def parse(cls, text: str) -> ReleaseVersion:
        """The version that a text says; `VersionError` if it says none."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise VersionError(text)
        return cls(*map(int, match.groups()))

    def __str__(self) -> str:
        return f"{self.year:04d}.{self.month:02d}.{self.number}"


def next_version(earlier: str, today: date) -> str:
    """The version that comes after `earlier` (empty for none): this month's first one, or one more.

    A clock that runs behind gives no version before `earlier`.
    """
    first = ReleaseVersion(today.year, today.month, 0)
    if not earlier:
        return str(first)
    before = ReleaseVersion.parse(earlier)
    return str(first if before < first else ReleaseVersion(before.year, before.month, before.number + 1))
