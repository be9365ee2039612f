"""What tar and zip members have in common, and the ceiling on what an archive may unpack to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from warploom.schemas.reasons import Reason
from warploom.schemas.source import ReadLimits, SourceError
from warploom.schemas.stage import Reject

RATIO_APPLIES_BEYOND = 64 * 1024**2
"""Bytes that any archive may unpack to, however small it is: a good ratio alone makes no bomb."""


class MemberKind(Enum):
    """What a member of an archive is."""

    FILE = auto()
    DIRECTORY = auto()
    SYMBOLIC_LINK = auto()
    HARD_LINK = auto()
    SPECIAL = auto()


@dataclass(frozen=True, slots=True)
class Member:
    """One member; `read` gives its `length_bytes` of content and must be called before the next member is asked for."""

    name: bytes
    kind: MemberKind
    length_bytes: int
    mtime: int | None
    """Seconds since 1970, as recorded."""
    read: Callable[[], bytes]
    target: bytes = b""
    reject: Reject | None = None
    """Why its content cannot be had (encrypted, sparse, of an unknown type)."""


def no_content() -> bytes:
    """Content of a member that has none."""
    return b""


class Ceiling:
    """Refuses an archive as soon as it has unpacked, or declares that it will, to more than the limits allow."""

    def __init__(self, archive_bytes: int, limits: ReadLimits) -> None:
        self._archive_bytes = archive_bytes
        self._ceiling = min(limits.max_unpacked_bytes, max(RATIO_APPLIES_BEYOND, limits.max_ratio * archive_bytes))

    def check(self, unpacked_bytes: int) -> None:
        """Raise `SourceError` (`source_bomb`) if that many bytes are too many."""
        if unpacked_bytes > self._ceiling:
            raise SourceError(
                Reason.SOURCE_BOMB,
                f"{self._archive_bytes} bytes unpack to {unpacked_bytes} or more, limit {self._ceiling}",
            )


def damaged(detail: str) -> SourceError:
    """The error for an archive that is truncated or corrupt."""
    return SourceError(Reason.SOURCE_DAMAGED, detail)
