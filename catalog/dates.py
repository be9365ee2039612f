"""Name and day of a release, as its recipe and its version say them: no clock has a say."""

from __future__ import annotations

from warploom.schemas.manifest import Provenance
from warploom.schemas.versions import ReleaseVersion


def release_name(provenance: Provenance) -> str:
    """Version of the release, or of the recipe where the release has none."""
    return provenance.release or provenance.version


def release_date(provenance: Provenance) -> str | None:
    """YYYY-MM-DD as the recipe says it; None where it does not."""
    return provenance.published or None


def release_time(provenance: Provenance) -> str | None:
    """The day, or at least the month that the release's version names, YYYY-MM; None where neither says anything."""
    if provenance.published or not provenance.release:
        return release_date(provenance)
    version = ReleaseVersion.parse(provenance.release)
    return f"{version.year:04d}-{version.month:02d}"
