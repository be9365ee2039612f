"""The cache of recognised texts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warploom.extractors.licenses import matches as module
from warploom.extractors.licenses.matches import DamagedSegmentWarning, LicenseMatches
from warploom.extractors.licenses.recognition import Recognition

MIT = Recognition("MIT", 93.75, "engine 1.0")
NONE = Recognition(None, 0.0, "engine 1.0", is_disclaimer=True)


def _sha(number: int) -> str:
    return f"{number:064x}"


def _segments(directory: Path) -> list[Path]:
    return sorted(directory.rglob("*.jsonl"))


def test_answers_outlive_the_handle(tmp_path: Path) -> None:
    """What one run adds the next one finds."""
    LicenseMatches.open(tmp_path).add({_sha(1): MIT, _sha(2): NONE})
    reopened = LicenseMatches.open(tmp_path)
    assert (MIT, NONE, None) == (reopened.get(_sha(1)), reopened.get(_sha(2)), reopened.get(_sha(3)))


def test_missing(tmp_path: Path) -> None:
    """Texts without an answer, sorted, each once."""
    matches = LicenseMatches.open(tmp_path)
    matches.add({_sha(1): MIT})
    assert [_sha(2), _sha(3)] == matches.missing([_sha(3), _sha(1), _sha(2), _sha(3)])


def test_equal_answers_make_one_segment(tmp_path: Path) -> None:
    """Two writers with the same answers write the same file."""
    one, two = LicenseMatches.open(tmp_path), LicenseMatches.open(tmp_path)
    one.add({_sha(1): MIT})
    two.add({_sha(1): MIT})
    assert 1 == len(_segments(tmp_path))


def test_concurrent_writers_lose_nothing(tmp_path: Path) -> None:
    """Answers of writers that do not see each other are all there afterwards."""
    writers = [LicenseMatches.open(tmp_path) for _ in range(8)]
    for number, writer in enumerate(writers):
        writer.add({_sha(number): MIT})
    assert [] == LicenseMatches.open(tmp_path).missing(map(_sha, range(8)))


def test_damaged_segment_is_ignored(tmp_path: Path) -> None:
    """A damaged segment warns, loses its own answers only, and is written anew with them."""
    matches = LicenseMatches.open(tmp_path)
    matches.add({_sha(1): MIT})
    (damaged,) = _segments(tmp_path)
    matches.add({_sha(2): NONE})
    damaged.write_bytes(damaged.read_bytes()[:20])
    with pytest.warns(DamagedSegmentWarning):
        reopened = LicenseMatches.open(tmp_path)
    assert (None, NONE) == (reopened.get(_sha(1)), reopened.get(_sha(2)))
    reopened.add({_sha(1): MIT})
    assert MIT == LicenseMatches.open(tmp_path).get(_sha(1))


def test_many_segments_are_merged(tmp_path: Path) -> None:
    """More than `MAX_SEGMENTS` become one, and nothing is lost."""
    writer = LicenseMatches.open(tmp_path)
    for number in range(module.MAX_SEGMENTS + 1):
        writer.add({_sha(number): MIT})
    merged = LicenseMatches.open(tmp_path)
    assert (1, module.MAX_SEGMENTS + 1) == (len(_segments(tmp_path)), len(merged))


def test_other_policy_other_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers of another engine or policy are not seen."""
    LicenseMatches.open(tmp_path).add({_sha(1): MIT})
    monkeypatch.setattr(module, "policy_digest", lambda: "another")
    assert LicenseMatches.open(tmp_path).get(_sha(1)) is None


def test_failed_write_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the disk is full, the answer is not there and neither is half a file."""

    def full(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    matches = LicenseMatches.open(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        matches.add({_sha(1): MIT})
    assert (None, []) == (matches.get(_sha(1)), [p for p in tmp_path.rglob("*") if p.is_file()])
