"""The driver through ctypes, against a library that has no device behind it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.validators.gpu.bundled import stub
from warploom.validators.gpu.bundled.device import DeviceError, NoDeviceError
from warploom.validators.gpu.bundled.driver import LIBRARY_VARIABLE, CudaDriver
from warploom.validators.gpu.bundled.main import main

SCALE = """
int scale(const launch_t *launch) {
    unsigned n = launch->grid[0] * launch->block[0];
    float *x = PARAMETER(float *, 0);
    for (unsigned i = 0; i < n; i++) x[i] *= PARAMETER(float, 1);
    return OK;
}
int faulty(const launch_t *launch) { return ILLEGAL_ADDRESS; }
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Path of the stub, compiled once."""
    return str(stub.build_driver(tmp_path_factory.mktemp("driver")))


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A module with two kernels."""
    return stub.build_module(tmp_path_factory.mktemp("module"), SCALE)


def test_a_kernel_runs_on_what_was_written(library: str, image: bytes) -> None:
    """Memory there and back, arguments by their bytes, the launch's shape."""
    device = CudaDriver(library=library)
    function = device.function(device.load(image), "scale")
    pointer = device.allocate(32)
    device.write(pointer, struct.pack("8f", *range(8)))
    start = device.record()
    device.launch(function, (2, 1, 1), (4, 1, 1), 0, [struct.pack("Q", pointer), struct.pack("f", 0.5)])
    device.synchronize()
    assert device.elapsed_ns(start, device.record()) >= 0
    assert struct.unpack("8f", device.read(pointer, 32)) == tuple(k / 2 for k in range(8))
    device.copy(pointer + 16, pointer, 16)
    device.fill(pointer, 0, 4)
    assert struct.unpack("8f", device.read(pointer, 32)) == (0, 0.5, 1, 1.5, 0, 0.5, 1, 1.5)
    device.release(pointer)


def test_the_device_is_described(library: str) -> None:
    """Everything that a verdict records."""
    found = CudaDriver(library=library).description
    assert (found.kind, found.name, found.compute_capability, found.cuda_version) == ("gpu", "Stub", "9.0", "13.0")
    assert found.uuid == "a0" * 16
    assert found.memory_bytes == 1 << 28


def test_memory_that_is_not_there_is_told_and_the_next_job_goes_on(library: str) -> None:
    """An error that leaves the context alive."""
    device = CudaDriver(library=library)
    before = device.free_bytes()
    with pytest.raises(DeviceError, match="OUT_OF_MEMORY") as refused:
        device.allocate(1 << 40)
    assert not refused.value.is_sticky
    pointer = device.allocate(1 << 20)
    assert device.free_bytes() == before - (1 << 20)
    device.release(pointer)
    assert device.free_bytes() == before


@pytest.mark.parametrize(
    ("use", "told"),
    [
        (lambda d, i: d.load(b"\x7fELF" + bytes(100)), "cuModuleLoadData: CUDA_ERROR_INVALID_IMAGE"),
        (lambda d, i: d.function(d.load(i), "absent"), "cuModuleGetFunction: CUDA_ERROR_NOT_FOUND"),
        (lambda d, i: d.launch(d.function(d.load(i), "scale"), (0, 1, 1), (1, 1, 1), 0, []), "cuLaunchKernel"),
    ],
)
def test_what_the_driver_refuses_names_the_call(library: str, image: bytes, use: object, told: str) -> None:
    """The call, the error's name, its text."""
    with pytest.raises(DeviceError, match=told):
        use(CudaDriver(library=library), image)  # type: ignore[operator]


def test_a_lost_context_says_so(tmp_path: Path, image: bytes) -> None:
    """After a fault nothing works any more, and the error says that it is so."""
    device = CudaDriver(library=str(stub.build_driver(tmp_path)))  # its own: the others' context stays alive
    device.launch(device.function(device.load(image), "faulty"), (1, 1, 1), (1, 1, 1), 0, [])
    with pytest.raises(DeviceError, match="ILLEGAL_ADDRESS") as refused:
        device.synchronize()
    assert refused.value.is_sticky
    with pytest.raises(DeviceError):
        device.allocate(1)


def test_no_driver_and_no_device_say_what_to_do(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is not there, and a driver that shows nothing."""
    with pytest.raises(NoDeviceError, match=LIBRARY_VARIABLE):
        CudaDriver(library="libnosuchcuda.so.9")
    monkeypatch.setenv("WARPLOOM_STUB_COUNT", "0")
    with pytest.raises(NoDeviceError, match="the driver shows 0"):
        CudaDriver(library=library)


def test_a_library_that_is_no_driver_says_so() -> None:
    """Named by mistake, or by a machine whose driver is older than all that are supported."""
    with pytest.raises(NoDeviceError, match=r"libm\.so\.6 has no cuInit: it is no CUDA driver"):
        CudaDriver(0, "libm.so.6")


@pytest.mark.parametrize("name", ["gpu", "cpu:1", "simulator:0", "driver:", "driver:x", "cuda:0", ""])
def test_a_device_that_there_is_not_is_a_wrong_call(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is read or written."""
    code = main(["--out", str(tmp_path / "r"), "--device", name], str(tmp_path / "none.pyz"))
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert f"device {name!r}: there are auto, cupy" in capsys.readouterr().err
