"""One sandbox with a compiler for all tests of the simulator."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator

import pytest

from warploom.validators.simulate.front_end import FrontEnd, front_end


@pytest.fixture(scope="session")
def front() -> Iterator[FrontEnd]:
    pytest.importorskip("ziglang", reason="the simulator compiles with ziglang's clang")
    if sys.platform != "linux" or platform.machine() != "x86_64":
        pytest.skip("the simulator is for Linux on x86-64")
    with front_end() as made:
        yield made
