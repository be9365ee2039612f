"""Runs the cases of a job on a device: inputs drawn, steps of the host repeated, outputs and guards checked there."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .device import Device, DeviceError

Blob = Callable[[str], bytes]

GUARD_BYTES = 4_096
"""On each side of each buffer: an index that is one row out still lands there."""
GUARD, POISON = 0xA5, 0xFF
"""Fills of guards, and of what is to be written: a NaN in each type of reals, -1 in each of whole numbers."""
BLOCKS, THREADS = 64, 128
_FOUND = struct.Struct("<dddQQ")
_NONE = (1 << 64) - 1
_DRAWN = struct.Struct("<QQQQQqddIIii")
_COMPARED = struct.Struct("<QQQddii")
TYPES = (
    "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
)  # fmt: skip
"""In the order of check.cu."""
HOWS = ("whole", "eighths", "between")


@dataclass(frozen=True)
class FailureError(Exception):
    """A case that did not hold: the reason from the closed set of verdicts, and where."""

    reason: str
    detail: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


@dataclass
class Worst:
    """The largest errors of all cases so far."""

    max_abs_error: float = 0.0
    max_rel_error: float = 0.0
    max_ulp: float = 0.0

    def widen(self, other: Worst) -> None:
        """Take in what another comparison found."""
        self.max_abs_error = max(self.max_abs_error, other.max_abs_error)
        self.max_rel_error = max(self.max_rel_error, other.max_rel_error)
        self.max_ulp = max(self.max_ulp, other.max_ulp)


class Checker:
    """The kernels of check.cu on a device, and room for what they find."""

    def __init__(self, device: Device, image: bytes) -> None:
        self._device = device
        module = device.load(image)
        self._draw, self._compare, self._changed, self.triad, self.multiply = (
            device.function(module, name) for name in ("wl_draw", "wl_compare", "wl_changed", "wl_triad", "wl_multiply")
        )
        self._found = device.allocate(BLOCKS * _FOUND.size)

    def draw(self, pointer: int, asked: Mapping[str, Any]) -> None:
        """Fill a parameter, or a member of its structures, with what its seed says."""
        drawn = _DRAWN.pack(
            asked["seed"], asked["count"], asked["length"], asked["stride"], asked["offset"], asked["first"],
            asked["low"], asked["high"], asked["stream"], asked["space"], TYPES.index(asked["type"]),
            HOWS.index(asked["how"]),
        )  # fmt: skip
        self._launch(self._draw, [_pointer(pointer), drawn])

    def compare(self, actual: int, expected: int, asked: Mapping[str, Any]) -> tuple[Worst, int | None, int]:
        """Errors, the first element that lies too far, and how many do."""
        how = _COMPARED.pack(
            asked["length"], asked["stride"], asked["offset"], asked["ulps"], asked["scale"],
            TYPES.index(asked["type"]), asked["nan_equal"],
        )  # fmt: skip
        self._launch(self._compare, [_pointer(actual), _pointer(expected), how, _pointer(self._found)])
        found = list(_FOUND.iter_unpack(self._device.read(self._found, BLOCKS * _FOUND.size)))
        worst = Worst(*(max(block[k] for block in found) for k in range(3)))
        first = min(block[3] for block in found)
        return worst, None if first == _NONE else first, sum(block[4] for block in found)

    def n_changed(self, pointer: int, length: int, *, copy: int = 0, value: int = 0) -> int:
        """How many bytes differ from a copy's, or from a value."""
        if length == 0:
            return 0
        arguments = [_pointer(pointer), _pointer(copy), struct.pack("<i", value), _pointer(length)]
        self._launch(self._changed, [*arguments, _pointer(self._found)])
        return sum(struct.unpack(f"<{BLOCKS}Q", self._device.read(self._found, 8 * BLOCKS)))

    def _launch(self, function: object, arguments: list[bytes]) -> None:
        self._device.launch(function, (BLOCKS, 1, 1), (THREADS, 1, 1), 0, arguments)


class Case:
    """One call of a pair's GPU side with its buffers on the device; a context manager that gives them back.

    Raises `DeviceError` where the device refuses, `FailureError` from `check`.
    """

    def __init__(
        self,
        device: Device,
        checker: Checker,
        module: object,
        case: Mapping[str, Any],
        blob: Blob,
        *,
        is_bare: bool = False,
    ) -> None:
        self._device, self._checker, self._module, self._case, self._blob = device, checker, module, case, blob
        self._is_bare = is_bare
        """Without guards and poison: for tools that watch the memory themselves, to which both are memory in use."""
        self._guard_bytes = 0 if is_bare else GUARD_BYTES
        self._buffers: dict[str, tuple[int, int]] = {}
        """Where the guarded part begins, and how many bytes it has."""
        self._copies: dict[str, int] = {}
        self._functions: dict[str, object] = {}

    def __enter__(self) -> Case:
        try:
            self._place()
        except BaseException:
            self._give_back()
            raise
        return self

    def _place(self) -> None:
        for buffer in self._case["buffers"]:
            self._allocate(buffer["name"], buffer["bytes"])
            if buffer["direction"] != "out":
                self._copies[buffer["name"]] = pointer = self._device.allocate(buffer["bytes"])
                self._contents(pointer, buffer)

    def __exit__(self, *_: object) -> None:
        self._give_back()

    def _give_back(self) -> None:
        for name in list(self._buffers):
            self._release(name)
        for pointer in self._copies.values():
            self._device.release(pointer)
        self._copies.clear()

    def prepare(self) -> None:
        """Give every buffer its contents: inputs, poison where all is to be written; and every guard its fill."""
        for buffer in self._case["buffers"]:
            start, length = self._buffers[buffer["name"]]
            self._guards(start, length)
            if buffer["direction"] == "out":
                self._poison(start, length)
            else:
                self._device.copy(start, self._copies[buffer["name"]], length)

    def places(self) -> dict[str, tuple[int, int]]:
        """Address and bytes of each buffer."""
        return dict(self._buffers)

    def run(self) -> None:
        """Repeat what the host did: allocations, copies, launches, in their order."""
        for step in self._case["steps"]:
            self._take(step)

    def run_timed(self) -> float:
        """As `run`; the time on the device in ns from before the first launch to behind the last."""
        steps = self._case["steps"]
        launches = [number for number, step in enumerate(steps) if step[0] == "launch"]
        if not launches:
            raise FailureError("no_launch", "the host starts no kernel at this size")
        for step in steps[: launches[0]]:
            self._take(step)
        start = self._device.record()
        for step in steps[launches[0] : launches[-1] + 1]:
            self._take(step)
        elapsed = self._device.elapsed_ns(start, self._device.record())
        for step in steps[launches[-1] + 1 :]:
            self._take(step)
        return elapsed

    def check(self) -> Worst:
        """Wait, and look at everything. Raises `FailureError` with the first thing that is wrong."""
        self._device.synchronize()
        for name, (start, length) in self._buffers.items():
            below = self._checker.n_changed(start - GUARD_BYTES, GUARD_BYTES, value=GUARD)
            above = self._checker.n_changed(start + length, GUARD_BYTES, value=GUARD)
            if below or above:
                raise FailureError("out_of_bounds", f"{below} bytes before and {above} behind {name} were written")
        for buffer in self._case["buffers"]:
            start, length = self._buffers[buffer["name"]]
            if buffer["direction"] == "in":
                changed = self._checker.n_changed(start, length, copy=self._copies[buffer["name"]])
                if changed:
                    raise FailureError("input_written", f"{changed} bytes of {buffer['name']}, which is only read")
        worst = Worst()
        for output in self._case["outputs"]:
            expected = self._blob(output["expected"])
            pointer = self._device.allocate(len(expected))
            try:
                self._device.write(pointer, expected)
                found, first, n_wrong = self._checker.compare(self._buffers[output["buffer"]][0], pointer, output)
            finally:
                self._device.release(pointer)
            if first is not None:
                raise FailureError(
                    "wrong_result",
                    f"{output['name']}[{first}] and {n_wrong - 1} more of {output['length']}: {found.max_ulp:.3g} ulp "
                    f"off, {output['ulps']:.3g} are allowed",
                )
            worst.widen(found)
        return worst

    def keep(self) -> dict[str, int]:
        """Copies of the outputs, to compare repeats with; the caller releases them."""
        kept = {}
        for buffer in self._case["buffers"]:
            if buffer["direction"] != "in":
                start, length = self._buffers[buffer["name"]]
                kept[buffer["name"]] = pointer = self._device.allocate(length)
                self._device.copy(pointer, start, length)
        return kept

    def differs_from(self, kept: Mapping[str, int]) -> bool:
        """Whether any output has other bits than the copy."""
        return any(self._checker.n_changed(*self._buffers[name], copy=pointer) for name, pointer in kept.items())

    def _take(self, step: list[Any]) -> None:
        name, *arguments = step
        takes: dict[str, Callable[..., None]] = {
            "allocate": self._allocate_step,
            "free": self._release,
            "fill": self._fill,
            "copy": self._copy,
            "write": self._write,
            "launch": self._launch,
        }
        takes[name](*arguments)

    def _contents(self, pointer: int, buffer: Mapping[str, Any]) -> None:
        self._device.fill(pointer, 0, buffer["bytes"])
        for part in buffer["parts"]:
            if part["how"] == "blob":
                self._device.write(pointer + part["offset"], self._blob(part["sha256"]))
            else:
                self._checker.draw(pointer, part)

    def _allocate(self, name: str, length: int) -> None:
        start = self._device.allocate(length + 2 * self._guard_bytes) + self._guard_bytes
        self._buffers[name] = (start, length)

    def _allocate_step(self, name: str, length: int) -> None:
        self._allocate(name, length)
        self._guards(self._buffers[name][0], length)
        self._poison(self._buffers[name][0], length)

    def _poison(self, start: int, length: int) -> None:
        if not self._is_bare:
            self._device.fill(start, POISON, length)

    def _guards(self, start: int, length: int) -> None:
        if self._is_bare:
            return
        self._device.fill(start - GUARD_BYTES, GUARD, GUARD_BYTES)
        self._device.fill(start + length, GUARD, GUARD_BYTES)

    def _release(self, name: str) -> None:
        start, _ = self._buffers.pop(name)
        self._device.release(start - self._guard_bytes)

    def _at(self, name: str, offset: int) -> int:
        return self._buffers[name][0] + offset

    def _fill(self, name: str, offset: int, value: int, length: int) -> None:
        self._device.fill(self._at(name, offset), value, length)

    def _copy(self, to: str, to_offset: int, source: str, offset: int, length: int) -> None:
        self._device.copy(self._at(to, to_offset), self._at(source, offset), length)

    def _write(self, name: str, offset: int, data: str) -> None:
        self._device.write(self._at(name, offset), bytes.fromhex(data))

    def _launch(self, kernel: str, grid: list[int], block: list[int], shared_bytes: int, arguments: list[Any]) -> None:
        function = self._functions.get(kernel)
        if function is None:
            function = self._functions[kernel] = self._device.function(self._module, kernel)
        values = [_pointer(self._at(a[1], a[2])) if a[0] == "pointer" else bytes.fromhex(a[1]) for a in arguments]
        self._device.launch(function, _dim(grid), _dim(block), shared_bytes, values)


def named(error: DeviceError) -> str:
    """The reason of a verdict for what a device refused."""
    if error.call == "simulate":  # it names its outcomes as verdicts do
        return error.name
    name = error.name.upper()
    if "MEMORY" in name and "OUT_OF" in name:
        return "out_of_memory"
    if "ILLEGAL_ADDRESS" in name or "MISALIGNED" in name or "INVALID_ADDRESS" in name or "INVALID_PC" in name:
        return "device_fault"
    if "TIMEOUT" in name:
        return "hang"
    if error.call == "cuLaunchKernel" or "LAUNCH" in name:
        return "launch_error"
    if "NO_BINARY" in name or "INVALID_IMAGE" in name or "INVALID_PTX" in name or "UNSUPPORTED_PTX" in name:
        return "wrong_architecture"
    return "device_error"


def _dim(values: list[int]) -> tuple[int, int, int]:
    x, y, z = values
    return x, y, z


def _pointer(value: int) -> bytes:
    return struct.pack("<Q", value)
