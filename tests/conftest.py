"""What holds for all tests: none needs a quiet machine, so hypothesis has no deadlines, and none waits for a disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.small_release import write_release

settings.register_profile("any_machine", deadline=None)
settings.load_profile("any_machine")


@pytest.fixture(scope="session", autouse=True)
def _nothing_waits_for_the_disk() -> Iterator[None]:
    """A build syncs three hundred files, against power cuts, which no test brings about; it waits for most of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


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
