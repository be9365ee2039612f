"""The C program of a pair draws what numpy draws, calls the entry, and prints the bits of what came of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.extractors.inputs.test_drawing import SPEC as ALL_KINDS
from warploom.catalog.pair_driver import DriverError, cases_of, driver_source, outputs_as_text
from warploom.extractors.inputs import philox
from warploom.extractors.inputs.drawing import draw
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Values

SEED = (1 << 63) + 77
SPEC = InputSpec(
    tuple(
        Array(p.name, p.type, p.length, Direction.INOUT, p.values, p.fields)
        if isinstance(p, Array) and p.direction is Direction.IN
        else p
        for p in ALL_KINDS.params
    ),
    ("n",),
    ({"n": 0}, {"n": 1}, {"n": 133}),
)
"""All kinds of values, all of them printed."""

CALLEE = """
#include <stdint.h>
void f(int32_t n, float alpha, uint8_t shift, void *x, void *half, void *mask, double *y, void *offsets, void *columns,
       void *order, void *keys, void *sums, void *particles)
{
    (void)x, (void)half, (void)mask, (void)offsets, (void)columns, (void)order, (void)keys, (void)sums, (void)particles;
    y[n] = (double)alpha + shift;
}
"""


def test_the_program_draws_what_numpy_draws(tmp_path: Path) -> None:
    gcc = shutil.which("gcc")
    if gcc is None:
        pytest.skip("no gcc here")
    (tmp_path / "philox.h").write_text(philox.c_source())
    (tmp_path / "main.c").write_text(driver_source(SPEC, "f", SEED))
    (tmp_path / "f.c").write_text(CALLEE)
    flags = ["-O2", "-std=c99", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function"]
    subprocess.run([gcc, *flags, "main.c", "f.c", "-o", "main"], cwd=tmp_path, check=True, timeout=60)
    for number, (size, data_set) in enumerate(cases_of(SPEC)):
        printed = subprocess.run(
            [tmp_path / "main", str(number)], check=True, capture_output=True, text=True, timeout=60
        ).stdout
        drawn = draw(SPEC, size, data_set, SEED)
        y = drawn["y"]
        y[size["n"]] = float(drawn["alpha"]) + int(drawn["shift"])  # type: ignore[index]
        expected = outputs_as_text({a.name: drawn[a.name] for a in SPEC.arrays})  # type: ignore[misc]
        assert printed == expected, (size, data_set)


def test_what_no_program_can_do_is_told() -> None:
    spec = InputSpec((Scalar("h", "float16", Values(Kind.REAL)),), ("n",), ({"n": 1},))
    with pytest.raises(DriverError, match="halves"):
        driver_source(spec, "f", 1)
