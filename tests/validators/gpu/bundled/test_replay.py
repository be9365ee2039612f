"""Cases of a job on the stub: what is drawn, what is compared, and each way in which a kernel can be wrong."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.validators.gpu.bundled import checks, stub
from warploom.extractors.inputs import drawing
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Values
from warploom.validators.gpu.buffers import buffers
from warploom.validators.gpu.bundled.device import DeviceError
from warploom.validators.gpu.bundled.driver import CudaDriver
from warploom.validators.gpu.bundled.replay import TYPES, Case, Checker, FailureError, Worst, named
from warploom.validators.proof.compare import Bound, compare

N = 1000
KERNELS = """
#define BODY(name, n, body) int name(const launch_t *launch) { \\
    const float *x = PARAMETER(const float *, 0); float *y = PARAMETER(float *, 1); (void)x; \\
    for (int i = 0; i < (n); i++) { body; } return OK; }
BODY(right, PARAMETER(int, 2), y[i] = 2 * x[i])
BODY(wrong, PARAMETER(int, 2), y[i] = i == 700 ? 3 : 2 * x[i])
BODY(lacking, PARAMETER(int, 2) - 1, y[i] = 2 * x[i])
BODY(beyond, PARAMETER(int, 2) + 1, y[i] = 2 * x[i])
BODY(before, PARAMETER(int, 2), y[i] = 2 * x[i]; y[-1] = 0)
BODY(vandal, PARAMETER(int, 2), y[i] = 2 * x[i]; if (i == 3) ((float *)x)[i] += 1)
int faulty(const launch_t *launch) { return ILLEGAL_ADDRESS; }
"""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes, bytes]:
    """The driver's library, the image of the checks, the image of the kernels."""
    root = tmp_path_factory.mktemp("stub")
    return str(stub.build_driver(root)), checks.build(root / "checks"), stub.build_module(root / "kernels", KERNELS)


@pytest.fixture(scope="module")
def device(places: tuple[str, bytes, bytes]) -> CudaDriver:
    """One for all that leaves the context alive."""
    return CudaDriver(library=places[0])


@pytest.fixture(scope="module")
def checker(device: CudaDriver, places: tuple[str, bytes, bytes]) -> Checker:
    """On that device."""
    return Checker(device, places[1])


SPEC = InputSpec((Array("x", "float32", "n", Direction.IN), Array("y", "float32", "n", Direction.OUT)), ("n",), ())


def job(kernel: str, **changed: Any) -> tuple[dict[str, Any], Callable[[str], bytes]]:
    """A case that doubles what is drawn, and where its blobs are."""
    drawn = drawing.draw(SPEC, {"n": N}, "exact", 5)
    expected = (2 * drawn["x"].astype(np.float64)).tobytes()
    sha256 = hashlib.sha256(expected).hexdigest()
    part = {
        "how": "eighths", "type": "float32", "seed": 5, "stream": 0, "space": drawing.space_of("exact", {"n": N}),
        "first": -16, "count": 33, "low": 0.0, "high": 0.0, "length": N, "stride": 4, "offset": 0,
    }  # fmt: skip
    output = {
        "buffer": "y", "name": "y", "type": "float32", "length": N, "stride": 4, "offset": 0, "expected": sha256,
        "ulps": 0.0, "scale": 0.0, "nan_equal": False,
    }  # fmt: skip
    arguments = [["pointer", "x", 0], ["pointer", "y", 0], ["bytes", struct.pack("<i", N).hex()]]
    case = {
        "buffers": [
            {"name": "x", "bytes": 4 * N, "direction": "in", "parts": [part]},
            {"name": "y", "bytes": 4 * N, "direction": "out", "parts": []},
        ],
        "steps": [["launch", kernel, [4, 1, 1], [256, 1, 1], 0, arguments]],
        "outputs": [output],
    }
    return case | changed, {sha256: expected}.__getitem__


def run(device: CudaDriver, checker: Checker, image: bytes, kernel: str, **changed: Any) -> Worst:
    """Run a case and look at it; whatever comes, the device has its memory back."""
    case, blob = job(kernel, **changed)
    before = device.free_bytes()
    try:
        with Case(device, checker, device.load(image), case, blob) as running:
            running.prepare()
            running.run()
            return running.check()
    finally:
        assert device.free_bytes() == before


def test_a_right_kernel_passes_with_equal_bits(
    device: CudaDriver, checker: Checker, places: tuple[str, bytes, bytes]
) -> None:
    """Drawn on the device, compared there."""
    assert run(device, checker, places[2], "right") == Worst()


@pytest.mark.parametrize(
    ("kernel", "reason", "detail"),
    [
        ("wrong", "wrong_result", r"y\[700\] and 0 more of 1000"),
        ("lacking", "wrong_result", r"y\[999\]"),
        ("beyond", "out_of_bounds", "0 bytes before and [1-4] behind y"),
        ("before", "out_of_bounds", "[1-4] bytes before and 0 behind y"),
        ("vandal", "input_written", "of x, which is only read"),
    ],
)
def test_a_wrong_kernel_is_named(
    device: CudaDriver, checker: Checker, places: tuple[str, bytes, bytes], kernel: str, reason: str, detail: str
) -> None:
    """The reason, and the place."""
    with pytest.raises(FailureError) as found:
        run(device, checker, places[2], kernel)
    assert found.value.reason == reason
    assert re.search(detail, found.value.detail)


def test_a_host_that_allocates_and_copies_is_repeated(
    device: CudaDriver, checker: Checker, places: tuple[str, bytes, bytes]
) -> None:
    """Through memory of its own, with constants that the host wrote."""
    case, _ = job("right")
    arguments = case["steps"][0][5]
    steps = [
        ["allocate", "t", 4 * N],
        ["write", "t", 0, "00000000"],
        ["fill", "t", 4, 0, 4 * N - 4],
        ["launch", "right", [1, 1, 1], [32, 1, 1], 0, [arguments[0], ["pointer", "t", 0], arguments[2]]],
        ["copy", "y", 0, "t", 0, 4 * N],
        ["free", "t"],
    ]
    assert run(device, checker, places[2], "right", steps=steps) == Worst()


def test_a_fault_is_named_and_loses_the_context(places: tuple[str, bytes, bytes], tmp_path: Path) -> None:
    """What the driver tells at the next wait."""
    own = CudaDriver(library=str(stub.build_driver(tmp_path)))
    case, blob = job("faulty")
    running = Case(own, Checker(own, places[1]), own.load(places[2]), case, blob)
    running.__enter__()
    running.prepare()
    running.run()
    with pytest.raises(DeviceError) as found:
        running.check()
    assert (named(found.value), found.value.is_sticky) == ("device_fault", True)


def test_repeats_are_compared_by_bits(device: CudaDriver, checker: Checker, places: tuple[str, bytes, bytes]) -> None:
    """The same bits twice, other bits after another kernel."""
    case, blob = job("right")
    with Case(device, checker, device.load(places[2]), case, blob) as running:
        running.prepare()
        running.run()
        kept = running.keep()
        assert not running.differs_from(kept)
        running._case = job("wrong")[0]  # type: ignore[misc]
        running.run()
        assert running.differs_from(kept)
        for pointer in kept.values():
            device.release(pointer)


_SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_SETTINGS
@given(
    st.sampled_from(TYPES),
    st.sampled_from([Values(Kind.REAL, 0.0, 3.5), Values(Kind.REAL, -2.0), Values(Kind.INTEGER, 0, 100)]),
    st.sampled_from(drawing.DATA_SETS),
    st.integers(0, 2**64 - 1),
    st.integers(0, 300),
)
def test_the_device_draws_the_same_bits(
    device: CudaDriver,
    checker: Checker,
    type_: str,
    values: Values,
    data_set: drawing.DataSet,
    seed: int,
    length: int,
) -> None:
    """Every type and way of drawing, as numpy does."""
    if type_.startswith("u"):
        values = replace(values, low=0)
    spec = InputSpec((Array("x", type_, "n", Direction.IN, values),), ("n",), ())
    expected = drawing.draw(spec, {"n": length}, data_set, seed)["x"].tobytes()
    assert _on_device(device, checker, spec, {"n": length}, data_set, seed) == expected


@_SETTINGS
@given(
    st.sampled_from([Kind.OFFSETS, Kind.PERMUTATION, Kind.ASCENDING, Kind.ZEROS]),
    st.integers(0, 2**64 - 1),
    st.integers(0, 99),
)
def test_what_takes_sorting_comes_as_bytes(
    device: CudaDriver, checker: Checker, kind: Kind, seed: int, length: int
) -> None:
    """The same as numpy's, since they are numpy's."""
    type_ = "float32" if kind is Kind.ASCENDING else "int32"
    spec = InputSpec((Array("x", type_, "n", Direction.IN, Values(kind, 0, 50)),), ("n",), ())
    expected = drawing.draw(spec, {"n": length}, "exact", seed)["x"].tobytes()
    assert _on_device(device, checker, spec, {"n": length}, "exact", seed) == expected


def test_members_of_structures_lie_where_c_lays_them(device: CudaDriver, checker: Checker) -> None:
    """With what is between them left as zeros."""
    fields = (("small", "int8"), ("real", "float64"), ("half", "float16"))
    values = Values(Kind.REAL, 0, 9)
    spec = InputSpec((Array("x", "body", "n", Direction.IN, values, fields=fields),), ("n",), ())
    expected = drawing.draw(spec, {"n": 77}, "wide", 3)["x"].tobytes()
    assert _on_device(device, checker, spec, {"n": 77}, "wide", 3) == expected


def _on_device(
    device: CudaDriver, checker: Checker, spec: InputSpec, size: dict[str, int], data_set: drawing.DataSet, seed: int
) -> bytes:
    [buffer], blobs = buffers(spec, size, data_set, seed)
    case = {"buffers": [buffer], "steps": [], "outputs": []}
    with Case(device, checker, None, case, blobs.__getitem__) as running:
        running.prepare()
        return device.read(running._at("x", 0), buffer["bytes"])


_REALS = st.floats(width=32) | st.sampled_from([0.0, -0.0, 1e-40, np.inf, -np.inf, np.nan, 1.0])


@_SETTINGS
@given(
    st.sampled_from(TYPES),
    st.lists(st.tuples(_REALS, st.integers(-3, 3)), max_size=200),
    st.sampled_from([0.0, 1.0, 2.5]),
    st.sampled_from([0.0, 1.0]),
    st.booleans(),
)
def test_the_device_compares_as_the_proof_does(
    device: CudaDriver,
    checker: Checker,
    type_: str,
    values: list[tuple[float, int]],
    ulps: float,
    scale: float,
    nan_equal: bool,
) -> None:
    """Errors, the first wrong element and their number, for reals of all kinds and whole numbers."""
    with np.errstate(all="ignore"):
        base = np.array([v for v, _ in values])
        steps = np.array([step for _, step in values], np.int64)
        if type_.startswith("float"):
            actual = base.astype(type_)
            expected = actual.astype(np.float64) * (1 + steps * np.finfo(type_).eps)
        else:
            whole = np.nan_to_num(base, posinf=99, neginf=-99).clip(-1e6, 1e6).astype(np.int64)
            actual = (np.abs(whole) + 3 if type_.startswith("u") else whole).astype(type_)
            expected = (actual.astype(np.int64) + steps).astype("uint64" if type_.startswith("u") else "int64")
    bound = Bound(ulps, scale, nan_equal)
    found = compare(actual, expected, bound)
    pointers = [device.allocate(a.nbytes) for a in (actual, expected)]
    for pointer, array in zip(pointers, (actual, expected), strict=True):
        device.write(pointer, array.tobytes())
    asked = {
        "length": len(actual), "stride": actual.itemsize, "offset": 0, "ulps": ulps, "scale": scale,
        "type": type_, "nan_equal": nan_equal,
    }  # fmt: skip
    worst, first, n_wrong = checker.compare(pointers[0], pointers[1], asked)
    for pointer in pointers:
        device.release(pointer)
    assert (first, n_wrong) == (found.first, found.n_wrong)
    assert worst.max_abs_error == pytest.approx(found.max_abs, nan_ok=True)
    assert worst.max_ulp == pytest.approx(found.max_ulp, nan_ok=True)
    assert worst.max_rel_error == pytest.approx(found.max_rel, nan_ok=True)
