"""Content-defined chunks: cut everything, within their bounds, and the same way behind an edit."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from warploom.extractors.content_chunks import MAX_BYTES, MIN_BYTES, chunks


def noise(n: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(n)


@pytest.mark.parametrize("size", [0, 1, MIN_BYTES - 1, MIN_BYTES, MIN_BYTES + 1, MAX_BYTES, 1_000_003])
@pytest.mark.parametrize("fill", ["noise", "zeros"])
def test_chunks_cover_a_file_within_their_bounds(tmp_path: Path, size: int, fill: str) -> None:
    """All but the last one are as long as the least at least, none is longer than the most."""
    path = tmp_path / "f"
    path.write_bytes(noise(size) if fill == "noise" else bytes(size))
    lengths = [length for _, length in chunks(path)]
    assert size == sum(lengths)
    assert all(MIN_BYTES <= n <= MAX_BYTES for n in lengths[:-1])
    assert all(0 < n <= MAX_BYTES for n in lengths)


def test_an_edit_changes_the_chunks_around_it_alone(tmp_path: Path) -> None:
    """Bytes put in near the front: behind them chunks are cut where they were."""
    (tmp_path / "a").write_bytes(data := noise(4_000_000))
    (tmp_path / "b").write_bytes(data[:500_000] + b"put in" + data[500_000:])
    known = {digest for digest, _ in chunks(tmp_path / "a")}
    new = [length for digest, length in chunks(tmp_path / "b") if digest not in known]
    assert 1 <= len(new) <= 3


def test_cuts_are_the_same_on_every_machine(tmp_path: Path) -> None:
    """A golden value: two versions of Warploom must agree on what they share."""
    (tmp_path / "a").write_bytes(noise(300_000))
    assert [91932, 40033, 97794, 69921, 320] == [length for _, length in chunks(tmp_path / "a")]
