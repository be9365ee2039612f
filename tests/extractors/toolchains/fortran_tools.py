"""Flang as these tests find it, and the layout that compilers run in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from warploom.extractors.toolchains.tool import Tool


def flang() -> Tool:
    """Flang 22, the major version that llvmlite reads; skips where there is none."""
    for name in ("flang-22", "flang-new-22", "flang"):
        found = shutil.which(name)
        if found is not None:
            return Tool("flang", "22", "", Path(found).resolve())
    pytest.skip("flang is not installed: apt-get install flang-22")
