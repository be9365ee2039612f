"""`build --part K/N`: parts mark what they finished, and the last one finds all marks there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from warploom.extractors.atomic import write_json
from warploom.schemas.errors import WarploomError


class PartLostError(WarploomError):
    """A part's mark names work that is gone."""

    def __init__(self, bucket: str) -> None:
        super().__init__(bucket)
        self.bucket = bucket

    def __str__(self) -> str:
        return f"bucket {self.bucket} was marked as done and its work is gone. Run all parts again."


def lock_path(work: Path, part: tuple[int, int]) -> Path:
    """Lock of one part: parts run side by side, the same part does not."""
    return work / f"lock.part-{part[0]}-of-{part[1]}"


def lock_paths(work: Path) -> list[Path]:
    """Locks of all parts that are at work, or died at it."""
    return sorted(work.glob("lock.part-*-of-*[0-9]"))


def mark_done(work: Path, plan: str, part: tuple[int, int], read: Mapping[str, str]) -> None:
    """Note that a part is done: `read` maps its buckets to the fingerprints of their read jobs."""
    write_json(_mark(work, plan, part[0], part[1]), dict(read))


def all_done(work: Path, plan: str, of: int) -> dict[str, str] | None:
    """Buckets of all parts and their read fingerprints, or None while a part is missing."""
    merged: dict[str, str] = {}
    for number in range(1, of + 1):
        try:
            merged.update(json.loads(_mark(work, plan, number, of).read_bytes()))
        except FileNotFoundError:
            return None
    return merged


def done_otherwise(work: Path, plan: str, of: int) -> list[int]:
    """Parts that are done for other states of the sources only: with those of this plan they make no corpus."""
    numbers = range(1, of + 1)
    return [
        n
        for n in numbers
        if not _mark(work, plan, n, of).exists() and any((work / "parts").glob(f"*-{n}-of-{of}.json"))
    ]


def forget_all(work: Path) -> None:
    """Remove all marks after the merge, those of rounds that were never finished included."""
    for mark in (work / "parts").glob("*.json"):
        mark.unlink(missing_ok=True)


def _mark(work: Path, plan: str, number: int, of: int) -> Path:
    return work / "parts" / f"{plan}-{number}-of-{of}.json"
