"""The one exception that is data: a row is bad, for a reason of the closed set."""

from __future__ import annotations

from warploom.schemas.reasons import Reason


class Reject(Exception):  # noqa: N818 - not an error: the row's bad, and that is data
    """Raised by the code that handles one row: the row is bad, for this reason. The only exception that is data."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"
