"""The simulator as a device that jobs are replayed on, where there is no GPU: `runner_kind` is simulator."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warploom.extractors.inputs.specification import InputSpec
from warploom.extractors.pairs.pair import Pair, Side
from warploom.validators.gpu import checking
from warploom.validators.gpu.bundled.device import Description, DeviceError, Dim, OwnMemory, packed
from warploom.validators.gpu.bundled.replay import Blob
from warploom.validators.gpu.bundled.run_job import JobRunner
from warploom.validators.simulate.execution import MAX_PARAMETERS, Outcome
from warploom.validators.simulate.front_end import Refused, compile_sides
from warploom.validators.simulate.kernel_entries import defined_functions
from warploom.validators.simulate.loader import Program
from warploom.validators.simulate.native_library import Index, Options, Report, library, source_digest

_SECONDS = 60.0
_DEVICE = 2
_POISON = 0xA5
_OUTCOMES = tuple(Outcome)
_CHECKS = "checks"
_LAUNCHER = """
extern "C" void wl_launch_checks(char *bytes, struct drawn_t drawn, struct compared_t how, struct found_t *found)
{
    wl_draw<<<1, 1>>>(bytes, drawn);
    wl_compare<<<1, 1>>>(bytes, bytes, how, found);
    wl_changed<<<1, 1>>>((unsigned char *)bytes, (unsigned char *)bytes, 0, 0, (wide_t *)found);
    wl_triad<<<1, 1>>>((double *)bytes, (double *)bytes, (double *)bytes, 0, 0);
    wl_multiply<<<1, 1>>>((float *)bytes, (float *)bytes, (float *)bytes, 0);
}
"""
"""What is compiled of a text is what its entry reaches."""


class Repeated(ctypes.Structure):
    """`wl_repeated`."""

    _fields_ = (
        ("grid", Index),
        ("block", Index),
        ("shared_bytes", ctypes.c_uint64),
        ("entry", ctypes.c_void_p),
        ("arguments", ctypes.c_void_p),
        ("argument_bytes", ctypes.c_uint64),
    )


@dataclass(frozen=True, slots=True)
class _Function:
    program: Program
    address: int


class SimulatedDevice(OwnMemory):
    """Buffers in guarded windows, kernels as fibers. An image is the text of LLVM IR. One in a process."""

    def __init__(self) -> None:
        self._library = library()
        self._options = Options.in_dll(self._library, "wl_choices")
        self._report = Report.in_dll(self._library, "wl_result")
        self._free = list(range(MAX_PARAMETERS - 1, -1, -1))
        self._windows: dict[int, int] = {}
        self.description = Description("simulator", "Warploom simulator", None, None, source_digest()[:16], None, None)

    def free_bytes(self) -> int:
        """Enough for what is flushed before a timed run to be small: there is no cache to flush."""
        return 1 << 22

    def load(self, image: bytes) -> Program:
        ir = image.rstrip(b"\0").decode()
        return Program(ir, (), defined_functions(ir))

    def function(self, module: object, name: str) -> _Function:
        if not isinstance(module, Program) or name not in module.kernels:
            raise DeviceError("simulate", 1, "not_found", f"no kernel {name}", False)
        return _Function(module, module.kernels[name])

    def unload(self, module: object) -> None:
        """The engine goes with the last reference to it."""

    def allocate(self, n_bytes: int) -> int:
        if not self._free:
            raise DeviceError("simulate", 2, "out_of_memory", f"more than {MAX_PARAMETERS} buffers", False)
        self._options.alignment = 256
        window = self._free.pop()
        place = self._library.wl_place(window, max(1, n_bytes), 1, _POISON, 1, _DEVICE)
        if not place:
            self._free.append(window)
            raise DeviceError("simulate", 2, "out_of_memory", f"{n_bytes:,} bytes", False)
        self._windows[int(place)] = window
        return int(place)

    def release(self, pointer: int) -> None:
        window = self._windows.pop(pointer)
        self._library.wl_release(window)
        self._free.append(window)

    def launch(self, function: object, grid: Dim, block: Dim, shared_bytes: int, arguments: Sequence[bytes]) -> None:
        if not isinstance(function, _Function):
            raise TypeError("a function of another device")
        options = self._options
        options.fuel, options.microseconds = 1 << 62, int(_SECONDS * 1e6)
        options.order, options.flush_right, options.poison = 0, 1, _POISON
        options.races, options.separate, options.alignment, options.records = 0, 1, 256, 0
        function.program.use()
        pointers, kept = packed(arguments)
        asked = Repeated(
            Index(*grid), Index(*block), shared_bytes, function.address, ctypes.addressof(pointers), 8 * len(kept)
        )
        repeat = ctypes.cast(self._library.wl_repeat, ctypes.c_void_p)
        code = self._library.wl_run(repeat, ctypes.addressof(asked))
        if code:
            outcome = _OUTCOMES[code]
            told = self._report.text.decode("utf-8", "replace")
            place = f"thread {self._report.thread} of block {self._report.block}"
            raise DeviceError("simulate", code, str(outcome), f"{told}{', ' if told else ''}{place}", False)

    def synchronize(self) -> None:
        """Everything has happened already."""

    def record(self) -> int:
        """Nothing is timed: the simulator's time is nobody's."""
        return 0

    def elapsed_ns(self, start: object, end: object) -> float:  # noqa: ARG002 - of no use to who has no time
        raise DeviceError("simulate", 3, "not_timed", "a simulator has no time of its own", False)


class SimulatedRunner:
    """Runs jobs on the simulator: compiles their texts, as it can run no machine code of a GPU."""

    def __init__(self, blob: Blob, tell: Callable[[], None] = lambda: None) -> None:
        self._blob = blob
        text = checking.source() + _LAUNCHER
        self._images: dict[str, bytes] = {_CHECKS: _compiled(text, "wl_launch_checks", ({},))[0]}
        self._runner = JobRunner(SimulatedDevice(), {"ptx": _CHECKS}, self._content, tell)

    def run(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """As `JobRunner.run`, without times."""
        shapes = [program["shape"] for program in job["programs"]]
        text = self._blob(job["simulated"]["gpu_text"]).decode()
        names = [f"{job['job_id']}/{number}" for number in range(len(shapes))]
        self._images |= dict(zip(names, _compiled(text, job["simulated"]["entry"], shapes), strict=True))
        programs = [{"shape": shape, "images": {"ptx": name}} for shape, name in zip(shapes, names, strict=True)]
        try:
            return self._runner.run({**job, "programs": programs, "timed": None})
        finally:
            for name in names:
                del self._images[name]

    def calibrate(self, job_id: str) -> dict[str, Any]:
        """As `JobRunner.calibrate`, without times."""
        return self._runner.calibrate(job_id)

    def _content(self, name: str) -> bytes:
        return self._images[name] if name in self._images else self._blob(name)


def _compiled(text: str, entry: str, shapes: Sequence[Mapping[str, int]]) -> list[bytes]:
    unused = Side("C", "serial", "void wl_unused(void) {}\n", "wl_unused")
    spec = InputSpec((), (), ())
    pair = Pair("", "", "", "", unused, Side("CUDA", "cuda", text, entry), spec, None, tuple(shapes), "", "", "", None)
    (made,) = compile_sides([pair])
    if isinstance(made, Refused):
        raise DeviceError("simulate", 4, "does_not_compile", made.error, False)
    return [ir.encode() for ir in made.gpu_irs]
