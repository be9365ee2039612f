"""What a device is, told by a process of its own: the one that asks gets no context on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from warploom.schemas.errors import WarploomError
from warploom.validators.gpu.bundled.choosing import open_device
from warploom.validators.gpu.bundled.device import NoDeviceError

TOOLS = ("compute-sanitizer", "ncu", "nsys")
CPU = "cpu"
"""What a runner of CPU sides offers in place of `GPU`."""
_SECONDS = 120.0


class DeviceAbsentError(WarploomError):
    """No device of that name on this machine; says what was looked for."""

    def __init__(self, device: str, why: str) -> None:
        super().__init__(device, why)
        self.device, self.why = device, why

    def __str__(self) -> str:
        return f"--device {self.device}: {self.why}"


def probe(device: str) -> dict[str, Any]:
    """The device's `Description` as a mapping. Raises `DeviceAbsentError`."""
    argv = [sys.executable, "-m", __name__, device]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise DeviceAbsentError(device, f"it did not answer within {_SECONDS:.0f} s") from None
    if done.returncode:
        raise DeviceAbsentError(device, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "it crashed")
    return json.loads(done.stdout)


def capabilities(description: Mapping[str, Any]) -> dict[str, float]:
    """What a job can ask a runner for: `GPU`, `sm_90`, `memory_gb`, and tools by their names.

    Each is an amount. A job takes what it asks for while it runs, so that `GPU` 1 is one job at a time.
    """
    found: dict[str, float] = {str(description["kind"]): 1.0}
    if description["kind"] != CPU:
        found["GPU"] = 1.0
    if description.get("compute_capability"):
        found["sm_" + str(description["compute_capability"]).replace(".", "")] = 1.0
    if description.get("memory_bytes"):
        found["memory_gb"] = int(description["memory_bytes"]) / 1e9
    folders = os.pathsep.join(
        [os.environ.get("PATH", ""), str(Path(os.environ.get("CUDA_HOME", "/usr/local/cuda"), "bin"))]
    )
    if description["kind"] == CPU:
        return found
    return found | {tool: 1.0 for tool in TOOLS if shutil.which(tool, path=folders)}


def _main(device: str) -> int:
    try:
        description = open_device(device).description
    except (NoDeviceError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(asdict(description)))
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
