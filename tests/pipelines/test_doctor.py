"""What `doctor` prints can be typed as it stands."""

from __future__ import annotations

import pytest

from warploom.extractors.toolchains.registry import Missing
from warploom.pipelines import doctor


def test_extras_are_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A console would take their brackets for its markup."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(doctor, "_DISTRIBUTIONS", (("no-such-library", "it", "pip install 'warploom[beam]'"),))
    monkeypatch.setattr(doctor, "find_tools", lambda: (Missing("tool", "that", "pip install 'warploom[cuda]'"),))
    doctor.doctor()
    printed = capsys.readouterr().out
    assert "pip install 'warploom[beam]'" in printed
    assert "pip install 'warploom[cuda]'" in printed
