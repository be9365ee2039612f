"""What holds for all tests: hypothesis without deadlines, since no test may need a quiet machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.small_release import write_release

settings.register_profile("any_machine", deadline=None)
settings.load_profile("any_machine")


@pytest.fixture(scope="session")
def copy_release(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a copy of the small release at a place, with fields of its provenance replaced; each is written once."""
    written: dict[str, Path] = {}

    def copied(target: Path, **changes: Any) -> Path:
        key = repr(sorted(changes.items()))
        if key not in written:
            written[key] = tmp_path_factory.mktemp("small") / "release"
            write_release(written[key], **changes)
        shutil.copytree(written[key], target)
        return target

    return copied
