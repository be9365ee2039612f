"""Scopes around a place are bounded in number and in the length of their names."""

from __future__ import annotations

import pytest

from warploom.extractors.syntax.units import MAX_DEPTH, MAX_SCOPE_CHARACTERS, Enclosure
from warploom.schemas.stage import Reject


def test_a_path_has_the_names_of_what_is_open() -> None:
    """What has ended is none of them, and what has no name leaves no mark."""
    enclosure = Enclosure()
    enclosure.enter(0, 5, "ended")
    enclosure.enter(5, 20, "outer")
    enclosure.enter(6, 20, "")
    assert "outer.f" == enclosure.path(".", "f")


def test_deep_scopes_are_refused() -> None:
    """Each would be searched for each name."""
    enclosure = Enclosure()
    with pytest.raises(Reject):
        for depth in range(MAX_DEPTH + 1):
            enclosure.enter(depth, 1000, "a")


def test_long_scopes_are_refused() -> None:
    """Each name in them would repeat theirs; those that have ended do not count."""
    enclosure = Enclosure()
    for node in range(10):
        enclosure.enter(node, node + 1, "a" * MAX_SCOPE_CHARACTERS)
    with pytest.raises(Reject):
        enclosure.enter(9, 10, "a")
