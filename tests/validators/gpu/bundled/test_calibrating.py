"""Calibrations on the stub: times and answers, and a device that computes wrong now and then."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import pytest

from tests.validators.gpu.bundled import checks, stub
from warploom.validators.gpu.bundled.calibrating import N_SAMPLES, Calibration
from warploom.validators.gpu.bundled.clocks import Clocks
from warploom.validators.gpu.bundled.driver import CudaDriver
from warploom.validators.gpu.bundled.replay import Checker

N_TRIAD, SIZE = 1 << 12, 24


class Faulty:
    """A device one of whose results is off by one after so many launches of a kernel."""

    def __init__(self, device: CudaDriver, function: object, at: int) -> None:
        self._device, self._function, self._left = device, function, at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._device, name)

    def launch(self, function: object, grid: Any, block: Any, shared: int, arguments: Sequence[bytes]) -> None:
        self._device.launch(function, grid, block, shared, arguments)
        if function is self._function:
            self._left -= 1
            if self._left == 0:
                pointer = struct.unpack("<Q", arguments[0])[0] + 8 * (SIZE - 1)
                last = struct.unpack("<f", self._device.read(pointer, 4))[0]
                self._device.write(pointer, struct.pack("<f", last + 1))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[CudaDriver, Checker]:
    """The stub, and the kernels on it."""
    root = tmp_path_factory.mktemp("stub")
    device = CudaDriver(library=str(stub.build_driver(root)))
    return device, Checker(device, checks.build(root / "checks"))


def test_a_sound_device(found: tuple[CudaDriver, Checker]) -> None:
    """Ten times of each kernel, the amount of work, right answers; all memory is given back."""
    device, checker = found
    before = device.free_bytes()
    measured = Calibration(device, checker, Clocks(None), N_TRIAD, SIZE).measure()
    assert measured["answers"] == "right"
    assert [len(measured[name]) for name in ("triad_ns", "multiply_ns")] == [N_SAMPLES] * 2
    assert (measured["triad_bytes"], measured["multiply_flops"]) == (24 * N_TRIAD, 2 * SIZE**3)
    assert device.free_bytes() == before


@pytest.mark.parametrize("kernel", ["triad", "multiply"])
def test_one_wrong_value_at_the_end_is_seen(found: tuple[CudaDriver, Checker], kernel: str) -> None:
    """Of the last run of many."""
    device, checker = found
    n_launches = N_SAMPLES + (2 if kernel == "triad" else 1)
    faulty: Any = Faulty(device, getattr(checker, kernel), n_launches)
    assert Calibration(faulty, checker, Clocks(None), N_TRIAD, SIZE).measure()["answers"] == "wrong"
