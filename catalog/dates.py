"""The day of a release, as its recipe or its version says it: no clock has a say."""

from __future__ import annotations

import re
from datetime import date

from warploom.schemas.manifest import Provenance

_CALENDAR = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})(?:\D.*)?")


def release_date(provenance: Provenance) -> str | None:
    """YYYY-MM-DD; of a version such as 2026.11.28 where the recipe names no day; None where neither says one."""
    if provenance.published:
        return provenance.published
    found = _CALENDAR.fullmatch(provenance.version)
    if found:
        try:
            return date(*map(int, found.groups())).isoformat()
        except ValueError:
            return None
    return None
