"""Bundles of jobs for the driver without a device: good ones, and planted ones that fault, hang and want all memory."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.validators.gpu.bundled import checks, stub
from warploom.extractors.inputs import drawing
from warploom.extractors.inputs.specification import Array, Direction, InputSpec
from warploom.validators.gpu.buffers import buffers
from warploom.validators.gpu.bundling import Blobs, pack_bundle
from warploom.validators.gpu.nvrtc import NvrtcError, Source
from warploom.validators.timing import N_TURNS

KERNELS = """
int pause(void);
int twice(const launch_t *launch) {
    const float *x = PARAMETER(const float *, 0); float *y = PARAMETER(float *, 1);
    for (int i = 0; i < PARAMETER(int, 2); i++) y[i] = 2 * x[i];
    return OK;
}
int faulty(const launch_t *launch) { return ILLEGAL_ADDRESS; }
int deadly(const launch_t *launch) { *(volatile int *)0 = 1; return OK; }
int hanging(const launch_t *launch) { for (;;) pause(); }
"""
PLANTED = {
    "faulty": "device_fault",
    "deadly": "crashed",
    "hanging": "hang",
    "hungry": "out_of_memory",
    "wrong": "wrong_result",
}
"""Kind of a planted job to the reason that its result has to name."""
SIZES = (0, 1, 31, 33, 255, 257, 1000, 4099)
SPEC = InputSpec((Array("x", "float32", "n", Direction.IN), Array("y", "float32", "n", Direction.OUT)), ("n",), ())
_ALL_MEMORY = 1 << 40


class StubCompiler:
    """Names what made the images; nothing is compiled by it."""

    name, digest = "stub", "0" * 64

    def compile(self, sources: Sequence[Source]) -> list[bytes | NvrtcError]:
        """Of no text."""
        raise NotImplementedError


def write_planted(path: Path, kinds: Sequence[str], sizes: Sequence[int] = SIZES, *, is_timed: bool = True) -> None:
    """Write a bundle with a job `gj_<number>_<kind>` for each kind: `good`, or one of `PLANTED`."""
    blobs = Blobs()
    image = blobs.add(stub.build_module(path.parent / "planted", KERNELS))
    checking = {"sm_90": blobs.add(checks.build(path.parent / "checks"))}
    jobs = [_job(f"gj_{k:04d}_{kind}", kind, image, sizes, blobs, is_timed) for k, kind in enumerate(kinds)]
    pack_bundle(path, jobs, blobs, "planted", checking, StubCompiler())


def _job(name: str, kind: str, image: str, sizes: Sequence[int], blobs: Blobs, is_timed: bool) -> dict[str, Any]:
    last = len(sizes) - 1
    return {
        "job_id": name,
        "pair_id": name,
        "suite_id": "is_1",
        "seed": 5,
        "programs": [{"shape": {}, "images": {"sm_90": image}}],
        # what is planted shows in the largest case alone, as it mostly does
        "cases": [_case(n, kind if k == last else "good", blobs) for k, n in enumerate(sizes)],
        "repeated": [last],
        "timed": last if is_timed else None,
        "n_warmups": 3,
        "n_samples": N_TURNS,
    }


def _case(n: int, kind: str, blobs: Blobs) -> dict[str, Any]:
    given, _ = buffers(SPEC, {"n": n}, "exact", 5)
    expected = 2 * drawing.draw(SPEC, {"n": n}, "exact", 5)["x"].astype(np.float64)
    if kind == "wrong":
        expected[n // 2] += 1
    arguments = [["pointer", "x", 0], ["pointer", "y", 0], ["bytes", struct.pack("<i", n).hex()]]
    kernel = kind if kind in ("faulty", "deadly", "hanging") else "twice"
    steps: list[list[Any]] = [["launch", kernel, [4, 1, 1], [256, 1, 1], 0, arguments]] if n else []
    if kind == "hungry":
        steps.insert(0, ["allocate", "t", _ALL_MEMORY])
    output = {
        "buffer": "y", "name": "y", "type": "float32", "length": n, "stride": 4, "offset": 0,
        "expected": blobs.add(expected.tobytes()), "ulps": 0.0, "scale": 0.0, "nan_equal": False,
    }  # fmt: skip
    return {
        "name": f"size n={n}",
        "program": 0,
        "data_set": "exact",
        "n_elements": 8 * n,
        "buffers": given,
        "steps": steps,
        "outputs": [output] if n else [],
    }


def mixed(n_good: int, n_planted: int) -> list[str]:
    """Kinds of a bundle's jobs: all planted kinds in turn, spread evenly among the good ones."""
    kinds = ["good"] * n_good
    names = list(PLANTED)
    for k in range(n_planted):
        kinds.insert((k + 1) * (n_good + n_planted) // (n_planted + 1), names[k % len(names)])
    return kinds
