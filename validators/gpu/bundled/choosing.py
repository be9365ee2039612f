"""The device that a name stands for: `auto`, `cupy`, `driver` with a number behind a colon, `cpu`, or `simulator`."""

from __future__ import annotations

from .cpu_device import CpuDevice
from .cupy_device import CupyDevice, has_cupy
from .device import Device, NoDeviceError
from .driver import CudaDriver


def demand_name(name: str) -> None:
    """Raises `ValueError` for a name that there is not."""
    kind, colon, number = name.partition(":")
    is_numbered = kind in ("auto", "cupy", "driver")
    if not (is_numbered or kind in ("cpu", "simulator")) or (colon and not (is_numbered and number.isdigit())):
        raise ValueError(f"device {name!r}: there are auto, cupy, driver, cpu and simulator, `driver:1` for GPU 1")


def open_device(name: str) -> Device:
    """Open it. Raises `NoDeviceError` where it is not there, `ValueError` for a name that there is not."""
    demand_name(name)
    kind, _, number = name.partition(":")
    if kind == "simulator":
        try:
            from warploom.validators.gpu.simulated import SimulatedDevice
        except ImportError as error:
            raise no_simulator(error) from None
        return SimulatedDevice()
    if kind == "cpu":
        return CpuDevice()
    is_cupy = kind == "cupy" or (kind == "auto" and has_cupy())
    return CupyDevice(int(number or 0)) if is_cupy else CudaDriver(int(number or 0))


def no_simulator(error: ImportError) -> NoDeviceError:
    """Where Warploom is not installed beside the bundle."""
    return NoDeviceError(
        f"the simulator is Warploom's own and not here ({error}): pip install 'warploom[ir]', or use a GPU"
    )
