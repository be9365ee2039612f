"""Compiles the sides of pairs to the text of LLVM IR that the simulator runs, many in few calls of the sandbox."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from warploom.extractors.pairs.pair import Pair, Side
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.extractors.toolchains.clang import header_folders, system_flags
from warploom.extractors.toolchains.registry import found_tools
from warploom.extractors.toolchains.tool import Tool
from warploom.validators.simulate.launch_rewriting import LaunchError, rewritten
from warploom.validators.simulate.native_library import SimulatorError
from warploom.validators.simulate.shared_variables import with_slots

FLAGS = (
    "--target=x86_64-linux-gnu", "-march=x86-64-v3", "-O1", "-fno-vectorize", "-fno-slp-vectorize", "-fno-unroll-loops",
    "-ffp-contract=off", "-fno-math-errno", "-gline-tables-only", "-fno-stack-protector", "-fno-exceptions",
    "-mllvm", "-disable-loop-idiom-all", "-mllvm", "-rotation-max-header-size=0", "-fno-ident", "-w", "-ferror-limit=3", "-fno-caret-diagnostics", "-S", "-emit-llvm",
)  # fmt: skip
"""No vectors and no fused operations: results are those of the operations as they are written. Loops stay as they are
written too: a loop that is turned round has a guard of the compiler's making, and a mistake in that is nobody's mistake.
"""
TRAPS = ("-fsanitize=signed-integer-overflow,shift,integer-divide-by-zero,float-cast-overflow", "-fsanitize-trap=all")
_LANGUAGES = {"C": ("c", ".c"), "C++": ("c++", ".cpp"), "CUDA": ("c++", ".cpp")}
_LIMITS = Limits(seconds=60.0, memory_bytes=2 << 30, file_bytes=64 << 20, output_bytes=1 << 16)
_MAX_IR_BYTES = 8 << 20
_ERROR = re.compile(r"^[^\n:]*:(\d+):\d+: (?:fatal )?error: ([^\n]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Compiled:
    """LLVM IR of both sides. Of the GPU's, one text for each launch shape, in order; traps are of the first shape."""

    cpu_ir: str
    gpu_irs: tuple[str, ...]
    cpu_trap_ir: str
    gpu_trap_ir: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A side that does not compile: which, and clang's first error with its line."""

    side: str
    error: str


@dataclass(frozen=True, slots=True)
class _Job:
    side: str
    source: str
    language: str
    definitions: tuple[str, ...]
    is_trapping: bool
    is_device: bool


class FrontEnd:
    """A sandbox with clang in it; a context manager. Raises `SimulatorError` where there is no clang."""

    def __init__(self, place: Path) -> None:
        self._tool = clang()
        self._headers = Path(str(resources.files(__package__) / "headers")).resolve()
        readable = [*self._tool.prefixes, self._headers, *header_folders(self._tool)]
        self._sandbox = Sandbox(place, readable=[path for path in readable if path.exists()])

    def __enter__(self) -> FrontEnd:
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()

    @property
    def isolation(self) -> str:
        """The level under which the compiler runs."""
        return str(self._sandbox.level)

    def compile(self, pairs: Sequence[Pair]) -> list[Compiled | Refused]:
        """The IR of each pair's sides, or what clang has against it."""
        return [self._compile_pair(pair) for pair in pairs]

    def _compile_pair(self, pair: Pair) -> Compiled | Refused:
        try:
            jobs = _jobs_of(pair)
        except LaunchError as error:
            return Refused("gpu", str(error))
        texts: list[str] = []
        for job in jobs:
            answer = self._run(job)
            if isinstance(answer, Refused):
                return answer
            texts.append(answer)
        cpu, cpu_trap, gpu_trap, *gpu = texts
        return Compiled(cpu, tuple(gpu), cpu_trap, gpu_trap)

    def _run(self, job: _Job) -> str | Refused:
        kind, suffix = _LANGUAGES[job.language]
        name = f"side{suffix}"
        (self._sandbox.tree / name).write_text(job.source, encoding="utf-8")
        argv = self._tool.command("-x", kind, *FLAGS, *(TRAPS if job.is_trapping else ()), *job.definitions)
        if job.is_device:
            argv += ["-std=c++17", "-nostdinc++", "-fno-rtti", "-U_GNU_SOURCE", "-isystem", str(self._headers)]
            argv += system_flags(self._tool, "C")
        else:
            argv += system_flags(self._tool, job.language)
            argv += ["-isystem", str(_openmp_headers())]
        ran = self._sandbox.run([*argv, "-o", "../scratch/side.ll", name], limits=_LIMITS)
        if not ran.is_success:
            said = ran.stderr.decode("utf-8", "replace")
            found = _ERROR.search(said)
            error = f"line {found[1]}: {found[2]}" if found else (ran.error or "clang failed without an error")
            return Refused(job.side, error[:500])
        ir = self._sandbox.read_output("side.ll", _MAX_IR_BYTES).decode("utf-8")
        return with_slots(ir) if job.is_device else ir


@contextmanager
def front_end() -> Iterator[FrontEnd]:
    """One in a directory of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="warploom-front-end-") as place, FrontEnd(Path(place).resolve()) as made:
        yield made


def compile_sides(pairs: Sequence[Pair]) -> list[Compiled | Refused]:
    """As `FrontEnd.compile`, in a sandbox of its own."""
    with front_end() as made:
        return made.compile(pairs)


@functools.cache
def clang() -> Tool:
    """Ziglang's clang, so that the same text becomes the same IR everywhere."""
    found = [tool for tool in found_tools("clang") if tool.path.name == "zig"]
    if not found:
        raise SimulatorError("the simulator compiles with ziglang's clang: pip install 'warploom[ir]'")
    return found[0]


def _jobs_of(pair: Pair) -> list[_Job]:
    cpu, gpu = pair.cpu, pair.gpu
    text = rewritten(gpu.text)
    shapes = [_definitions(shape) for shape in pair.launch_shapes or ({},)]
    return [
        _job(cpu, "cpu", cpu.text, (), is_trapping=False),
        _job(cpu, "cpu", cpu.text, (), is_trapping=True),
        _job(gpu, "gpu", text, shapes[0], is_trapping=True),
        *(_job(gpu, "gpu", text, shape, is_trapping=False) for shape in shapes),
    ]


def _job(side: Side, name: str, text: str, definitions: tuple[str, ...], *, is_trapping: bool) -> _Job:
    is_device = side.language == "CUDA"
    if side.language not in _LANGUAGES:
        raise SimulatorError(f"the simulator reads {', '.join(_LANGUAGES)}, not {side.language}")
    if is_device and "cuda_runtime" not in text:
        text = "#include <cuda_runtime.h>\n#line 1\n" + text
    return _Job(name, text, side.language, definitions, is_trapping, is_device)


def _definitions(shape: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"-D{name}={value}" for name, value in shape.items())


def _openmp_headers() -> Path:
    from warploom.extractors.toolchains.clang import HEADERS

    return HEADERS / "openmp"
