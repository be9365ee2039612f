"""Pairs from loopy, where it is; without it, an error that says what to install."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from warploom.extractors.pairs.loopy_source import LoopyMissingError, generate_by_loopy

has_loopy = importlib.util.find_spec("loopy") is not None


def test_without_loopy_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "loopy", None)
    with pytest.raises(LoopyMissingError, match=r"warploom\[loopy\]"):
        next(generate_by_loopy(1, 1))


@pytest.mark.skipif(not has_loopy, reason="loopy is not installed")
@pytest.mark.filterwarnings("ignore")
def test_both_sides_come_from_one_loop_nest() -> None:
    pairs = list(generate_by_loopy(1, 3))
    assert pairs == list(generate_by_loopy(1, 3))
    for pair in pairs:
        assert f"void {pair.cpu.entry}(" in pair.cpu.text
        assert "blockIdx" in pair.gpu.text
        assert "<<<blocks, threads>>>" in pair.gpu.text
