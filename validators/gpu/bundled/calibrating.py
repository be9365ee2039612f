"""How a device fares before and after its jobs: bandwidth and a product of matrices, both with known answers."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Sequence
from operator import mul
from typing import Any

from .clocks import Clocks
from .device import Device
from .replay import BLOCKS, THREADS, Checker

N_SAMPLES = 10
PREFIX = "calibration:"
_TRIAD_ELEMENTS, _MATRIX = 1 << 24, 512
_SMALL_TRIAD, _SMALL_MATRIX = 1 << 10, 16
"""Where nothing is timed: only the answers count."""
_B, _C, _FACTOR = 0x3F, 0x40, 2.0
"""Bytes that b and c are filled with, which makes reals of them; a product with 2 rounds nothing, fused or not."""
_N_LOOKED_AT = 4_096
_SEED = 20_261_128


def calibration_id(session: str, moment: str) -> str:
    """What stands for a job's id where a session is calibrated, at its `start` or `end`."""
    return f"{PREFIX}{session}:{moment}"


class Calibration:
    """Measures a device; 10 samples each, in ns, none on a device without time. Raises `DeviceError`."""

    def __init__(
        self, device: Device, checker: Checker, clocks: Clocks, n_triad: int = _TRIAD_ELEMENTS, size: int = _MATRIX
    ) -> None:
        self._device, self._checker, self._clocks = device, checker, clocks
        self._is_timed = device.description.kind == "gpu"
        self._n_triad, self._size = (n_triad, size) if self._is_timed else (_SMALL_TRIAD, _SMALL_MATRIX)

    def measure(self) -> dict[str, Any]:
        """What goes into a calibration row: sizes, samples, the clocks before, and whether the answers were right."""
        clocks = self._clocks.state()
        n, size = min(self._n_triad, self._device.free_bytes() // 64), self._size
        triad_ns, is_triad_right = self._triad(n)
        multiply_ns, is_product_right = self._multiply(size)
        return {
            "triad_bytes": 3 * 8 * n,
            "triad_ns": triad_ns,
            "multiply_flops": 2 * size**3,
            "multiply_ns": multiply_ns,
            "clocks": clocks,
            "answers": "right" if is_triad_right and is_product_right else "wrong",
        }

    def _triad(self, n: int) -> tuple[list[float], bool]:
        pointers = [self._device.allocate(8 * n) for _ in range(4)]
        first, again, b, c = pointers
        try:
            self._device.fill(b, _B, 8 * n)
            self._device.fill(c, _C, 8 * n)

            def run(into: int) -> None:
                arguments = [_pointer(into), _pointer(b), _pointer(c), struct.pack("<d", _FACTOR), _pointer(n)]
                self._launch(self._checker.triad, 16 * BLOCKS if self._is_timed else 1, arguments)

            run(first)
            samples = self._sampled(lambda: run(again))
            known = struct.unpack("<d", bytes([_B] * 8))[0] + _FACTOR * struct.unpack("<d", bytes([_C] * 8))[0]
            looked_at = min(n, _N_LOOKED_AT)
            found = self._device.read(first + 8 * (n - looked_at), 8 * looked_at)
            is_right = found == struct.pack("<d", known) * looked_at
            return samples, is_right and not self._checker.n_changed(again, 8 * n, copy=first)
        finally:
            for pointer in pointers:
                self._device.release(pointer)

    def _multiply(self, n: int) -> tuple[list[float], bool]:
        draw = random.Random(_SEED)
        a, b = ([float(draw.randrange(-8, 9)) for _ in range(n * n)] for _ in range(2))
        pointers = [self._device.allocate(4 * n * n) for _ in range(3)]
        at_a, at_b, at_c = pointers
        try:
            self._device.write(at_a, struct.pack(f"<{n * n}f", *a))
            self._device.write(at_b, struct.pack(f"<{n * n}f", *b))

            def run() -> None:
                arguments = [_pointer(at_c), _pointer(at_a), _pointer(at_b), struct.pack("<i", n)]
                self._launch(self._checker.multiply, 16 * BLOCKS if self._is_timed else 1, arguments)

            samples = self._sampled(run)
            c = struct.unpack(f"<{n * n}f", self._device.read(at_c, 4 * n * n))
        finally:
            for pointer in pointers:
                self._device.release(pointer)
        # Freivalds' check: whole numbers that float32 holds, so both sides are equal or a product is wrong.
        vector = [float(draw.randrange(1, 1_000)) for _ in range(n)]
        return samples, _times(c, vector) == _times(a, _times(b, vector))

    def _sampled(self, run: Callable[[], None]) -> list[float]:
        run()
        samples = []
        for _ in range(N_SAMPLES):
            if self._is_timed:
                start = self._device.record()
                run()
                samples.append(self._device.elapsed_ns(start, self._device.record()))
        self._device.synchronize()
        return samples

    def _launch(self, function: object, blocks: int, arguments: list[bytes]) -> None:
        self._device.launch(function, (blocks, 1, 1), (THREADS, 1, 1), 0, arguments)


def _times(matrix: Sequence[float], vector: Sequence[float]) -> list[float]:
    n = len(vector)
    return [sum(map(mul, matrix[row * n : row * n + n], vector)) for row in range(n)]


def _pointer(value: int) -> bytes:
    return struct.pack("<Q", value)
