"""`releases.json`: which releases were published at a place, and which of them were withdrawn and why."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from warploom.schemas.errors import UsageError, WarploomError
from warploom.schemas.versions import ReleaseVersion

RELEASES = "releases.json"
_FORMAT = "warploom-releases"


class ReleaseLogError(WarploomError):
    """What lies at `releases.json` is no log of releases."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(place, why)
        self.place, self.why = place, why

    def __str__(self) -> str:
        return f"{self.place}: no log of releases ({self.why}). Nothing was changed there"


@dataclass(frozen=True, slots=True)
class LoggedRelease:
    """One release: version, digest of its manifest, days as YYYY-MM-DD; not withdrawn while that day is empty."""

    version: str
    name: str
    manifest_sha256: str
    bytes: int
    published: str
    withdrawn: str = ""
    reason: str = ""

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.withdrawn)


@dataclass(frozen=True, slots=True)
class ReleaseLog:
    """All releases that a place ever had, in the order of their versions."""

    releases: tuple[LoggedRelease, ...] = ()

    @classmethod
    def parse(cls, text: str, place: str) -> ReleaseLog:
        """The log that a text holds; `ReleaseLogError` for anything else."""
        try:
            document: Any = json.loads(text)
            if document["format"] != _FORMAT:
                raise ReleaseLogError(place, "another format")
            found = tuple(LoggedRelease(**entry) for entry in document["releases"])
            for entry in found:
                ReleaseVersion.parse(entry.version)
        except (ValueError, KeyError, TypeError, UsageError) as error:
            raise ReleaseLogError(place, repr(error)) from None
        return cls(tuple(sorted(found, key=lambda entry: ReleaseVersion.parse(entry.version))))

    def to_json(self) -> str:
        """Sorted keys, one final newline."""
        oldest = self.oldest_permitted()
        document = {
            "format": _FORMAT,
            "oldest_permitted": oldest.version if oldest else None,
            "releases": [dataclasses.asdict(entry) for entry in self.releases],
        }
        return json.dumps(document, sort_keys=True, indent=2, ensure_ascii=False) + "\n"

    def of(self, version: str) -> LoggedRelease | None:
        """The release of a version, if there ever was one."""
        return next((entry for entry in self.releases if entry.version == version), None)

    def latest(self) -> LoggedRelease | None:
        """The last one that is not withdrawn."""
        return next((entry for entry in reversed(self.releases) if not entry.is_withdrawn), None)

    def oldest_permitted(self) -> LoggedRelease | None:
        """The first one after the last that was withdrawn; none where the last one of all was.

        Whoever holds an older one has to replace it: what a withdrawn release must not hold, those before it may hold.
        """
        last_withdrawn = max((i for i, entry in enumerate(self.releases) if entry.is_withdrawn), default=-1)
        return next(iter(self.releases[last_withdrawn + 1 :]), None)

    def with_release(self, entry: LoggedRelease) -> ReleaseLog:
        """The log with one more release."""
        others = [e for e in self.releases if e.version != entry.version]
        return ReleaseLog(tuple(sorted([*others, entry], key=lambda e: ReleaseVersion.parse(e.version))))

    def with_withdrawn(self, version: str, reason: str, day: str) -> ReleaseLog:
        """The log with a release marked; `UsageError` for one that was never published there."""
        entry = self.of(str(ReleaseVersion.parse(version)))
        if entry is None:
            known = ", ".join(e.version for e in self.releases) or "none"
            raise UsageError(f"{version}: no such release was published there. There are: {known}")
        if entry.is_withdrawn:
            return self
        return self.with_release(dataclasses.replace(entry, withdrawn=day, reason=reason))
