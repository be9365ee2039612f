"""Jobs for tests of the sandbox around the simulator: good ones, and ones that do what hostile code does."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from typing import Any

from tests.validators.simulate.samples import arguments, spec
from warploom.schemas.errors import UsageError
from warploom.validators.simulate.execution import How, Side
from warploom.validators.simulate.loader import Program


def twice(job: Any) -> Any:
    """Twice a number; a word is what to do instead."""
    if job == "kill":
        os.kill(os.getpid(), signal.SIGSEGV)
    if job == "exit":
        os._exit(0)
    if job == "loop":
        while True:
            pass
    if job == "parent":
        os.kill(os.getppid(), signal.SIGKILL)
    if job == "error":
        raise UsageError("no such number")
    if job == "write":
        try:
            with open("/tmp/wl_written", "w"):  # noqa: PTH123, S108 - must fail
                return "written"
        except OSError:
            return "refused"
    if job == "allocate":
        return len(bytearray(8 << 30))
    return 2 * job


def simulate(job: Mapping[str, Any]) -> Any:
    """Run the IR of a GPU side; how it ended, and the sum of what it wrote."""
    side = Side(Program(job["ir"], ("launch",)), spec(), is_device=True)
    found = side.run("launch", arguments(), How(seconds=1.0))
    return [found.outcome, float(found.outputs["y"].sum()) if found.outputs else None]
