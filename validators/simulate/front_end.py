"""Compiles the sides of pairs to the text of LLVM IR that the simulator runs, many in few calls of the sandbox."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Self

from warploom.extractors.pairs.pair import Pair, Side
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.extractors.toolchains.clang import header_folders, system_flags
from warploom.extractors.toolchains.registry import ziglang_clang
from warploom.extractors.toolchains.tool import Tool
from warploom.validators.simulate import fortran_lowering
from warploom.validators.simulate.batches import SOURCE_NAME, Member, file_scope_names, includes, joined
from warploom.validators.simulate.externals import ForbiddenError, demand_small_frames
from warploom.validators.simulate.fortran_lowering import FortranError, FortranLowering
from warploom.validators.simulate.launch_limits import with_limits
from warploom.validators.simulate.launch_rewriting import LaunchError, rewritten
from warploom.validators.simulate.loose_alignment import is_wanted, loosened, set_apart
from warploom.validators.simulate.modules import Module
from warploom.validators.simulate.native_library import SimulatorError
from warploom.validators.simulate.shared_variables import with_slots

FLAGS = (
    "--target=x86_64-linux-gnu", "-march=x86-64-v3", "-O1", "-fno-vectorize", "-fno-slp-vectorize", "-fno-unroll-loops",
    "-ffp-contract=off", "-fno-math-errno", "-gline-tables-only", "-gno-key-instructions", "-fdebug-compilation-dir=.",
    "-fno-stack-protector", "-fno-exceptions", "-mllvm", "-disable-loop-idiom-all",
    "-mllvm", "-rotation-max-header-size=0",
    "-Wno-everything", "-Werror=uninitialized", "-Werror=sometimes-uninitialized",
    "-fno-ident", "-ferror-limit=100", "-fno-caret-diagnostics", "-S", "-emit-llvm",
)  # fmt: skip
"""No vectors and no fused operations: results are those of the operations as they are written. Loops stay as they are
written: one that is turned round has a guard of the compiler's making, and a mistake in that is nobody's mistake.
"""
FUSES = "-ffp-contract=fast-honor-pragmas"
"""For the plain build of a GPU side: the text then says which products may be fused with sums, as NVIDIA's compiler
does; our headers have pragmas where it never does.
"""
TRAPS = ("-fsanitize=signed-integer-overflow,shift,integer-divide-by-zero,float-cast-overflow,alignment",
         "-fsanitize-trap=all",
         "-fsanitize-debug-trap-reasons=none", "-ftrivial-auto-var-init=pattern",
         "-ftrivial-auto-var-init-max-size=65536")  # fmt: skip
_FUSION_PRAGMA = re.compile(
    r"#[ \t]*pragma[ \t]+(?:clang[ \t]+fp|STDC[ \t]+FP_CONTRACT)\b[^\n]*"
    r'|\b_Pragma\s*\(\s*"[ \t]*(?:clang[ \t]+fp|STDC[ \t]+FP_CONTRACT)\b[^"\n]*"\s*\)'
)
"""What our clang heeds and NVIDIA's compiler does not."""
_LANGUAGES = {"C": "c", "C++": "c++", "CUDA": "c++", "HIP": "c++", "Fortran": "ir", "LLVM": "ir"}
"""What clang is given: of Fortran, what flang makes of it."""
_DEVICE_HEADERS = {"CUDA": "cuda_runtime", "HIP": "hip/hip_runtime"}
"""By the languages of GPUs: what declares everything else."""
OWN_ORIGINS = frozenset({"written", "generated"})
"""Of pairs whose texts are ours. All others are foreign: compiled alone, and run in the sandbox only."""
_BATCH = 40
_MAX_BATCH_CHARACTERS = 400_000
_MAX_ATTEMPTS = 3
MAX_PLAIN_FRAME_BYTES = 1 << 20
"""Of a function without optimisation: an eighth of what a process usually has for all."""
_OUTPUT = "side.ll"
_LIMITS = Limits(seconds=60.0, memory_bytes=2 << 30, file_bytes=64 << 20, output_bytes=1 << 16)
_MAX_IR_BYTES = 32 << 20
_BLAMED = re.compile(rf"^{SOURCE_NAME}(\d\d):\d+:\d+: (?:fatal )?error: ", re.MULTILINE)
_PROGRESS = re.compile(r"^(attributes #\d+ = \{ [^\n]*?)\bmustprogress ", re.MULTILINE)
_ERROR = re.compile(r"^[^\n:]*:(\d+):\d+: (?:fatal )?error: ([^\n]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Compiled:
    """LLVM IR of both sides. Of the GPU's, one text for each launch shape, in order; traps are of the first shape."""

    cpu_ir: str
    gpu_irs: tuple[str, ...]
    cpu_trap_ir: str
    gpu_trap_ir: str


def obstacle(side: Side) -> str | None:
    """Why the simulator does not run the side's language here; None where it does."""
    if side.language not in _LANGUAGES:
        return f"the simulator does not run {side.language}"
    if side.language == "Fortran" and flang() is None:
        return f"the simulator runs Fortran by flang {_major()}, which is not here: apt install flang-{_major()}"
    return None


@dataclass(frozen=True, slots=True)
class Refused:
    """A side that does not compile: which, and clang's first error with its line."""

    side: str
    error: str


@dataclass(frozen=True, slots=True)
class _Job:
    """One program to compile in one way. `names` are None where it is to have a call of clang for itself."""

    side: str
    entry: str
    source: str
    language: str
    definitions: tuple[tuple[str, str], ...]
    is_trapping: bool
    is_hermetic: bool
    names: frozenset[str] | None
    is_loose: bool = False
    """Whether shared arrays are to be aligned as a device has them."""

    @property
    def is_device(self) -> bool:
        """Whether it is for the simulated GPU."""
        return self.language in _DEVICE_HEADERS


class FrontEnd:
    """A sandbox with clang in it; a context manager. Raises `SimulatorError` where there is no clang."""

    def __init__(self, place: Path) -> None:
        self._tool = clang()
        self._headers = Path(str(resources.files(__package__) / "headers")).resolve()
        readable = [*self._tool.prefixes, self._headers, *header_folders(self._tool)]
        self._sandbox = Sandbox(place, readable=[path for path in readable if path.exists()])
        self._place = place
        self._fortran: FortranLowering | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()
        if self._fortran is not None:
            self._fortran.close()

    @property
    def isolation(self) -> str:
        """The level under which the compiler runs."""
        return str(self._sandbox.level)

    def compile(self, pairs: Sequence[Pair]) -> list[Compiled | Refused]:
        """The IR of each pair's sides, or what clang has against it: the same for a pair whatever the others are.

        Programs of our own making share calls of clang; all others, and those that spoil a call, have one each.
        """
        planned: list[list[_Job] | Refused] = []
        for pair in pairs:
            obstacles = ((name, obstacle(side)) for name, side in (("cpu", pair.cpu), ("gpu", pair.gpu)))
            why = next((Refused(name, told) for name, told in obstacles if told is not None), None)
            try:
                planned.append(why or _jobs_of(pair))
            except LaunchError as error:
                planned.append(Refused("gpu", str(error)))
        jobs = [job for plan in planned if isinstance(plan, list) for job in plan]
        made = self._compile_together([job for job in jobs if job.names is not None])
        return [
            plan if isinstance(plan, Refused) else self._frames_refused(pair, plan[0]) or self._collected(plan, made)
            for pair, plan in zip(pairs, planned, strict=True)
        ]

    def _frames_refused(self, pair: Pair, job: _Job) -> Refused | None:
        """Of a CPU side that is not the generator's: objects that a plain build has on its stack, where the optimiser
        may have left nothing of them.
        """
        if pair.origin == "generated" or not job.is_hermetic:
            return None
        _, ir = self._clang(job, job.source, ["-O0", "-Xclang", "-disable-llvm-passes"])
        try:
            demand_small_frames(ir or "", MAX_PLAIN_FRAME_BYTES)
        except ForbiddenError as error:
            return Refused(job.side, str(error))
        return None

    def _collected(self, jobs: Sequence[_Job], made: Mapping[int, str]) -> Compiled | Refused:
        texts: list[str] = []
        for job in jobs:
            answer = made.get(id(job)) or self._compile_alone(job)
            if isinstance(answer, Refused):
                return answer
            texts.append(answer)
        cpu, cpu_trap, gpu_trap, *gpu = texts
        return Compiled(cpu, tuple(gpu), cpu_trap, gpu_trap)

    def _compile_together(self, jobs: Sequence[_Job]) -> dict[int, str]:
        """By the jobs' identity; what is missing has to be compiled alone."""
        made: dict[int, str] = {}
        for _, group in groupby(sorted(jobs, key=_kind_of), key=_kind_of):
            for batch in _batches(list(group)):
                made.update(self._compile_batch(batch))
        return made

    def _compile_batch(self, batch: Sequence[_Job]) -> dict[int, str]:
        left = list(batch)
        for _ in range(_MAX_ATTEMPTS):
            if len(left) < 2:
                return {}
            text = joined([Member(job.source, job.definitions, job.names or frozenset()) for job in left])
            ran, ir = self._clang(left[0], text, ())
            if ir is not None:
                module = Module(ir)
                if module.runs_by_itself:
                    return {}
                found = {id(job): module.program(job.entry, k, job.names or ()) for k, job in enumerate(left)}
                return {key: self._finished(left[0], cut) for key, cut in found.items() if cut is not None}
            blamed = {int(number) for number in _BLAMED.findall(ran.stderr.decode("utf-8", "replace"))}
            if not blamed:
                return {}
            left = [job for number, job in enumerate(left) if number not in blamed]
        return {}

    def _compile_alone(self, job: _Job) -> str | Refused:
        if job.language == "Fortran":
            try:
                source = self._flang().ir_of(job.source, is_trapping=job.is_trapping)
            except FortranError as refused:
                return Refused(job.side, str(refused))
        else:
            source = f'#line 1 "{SOURCE_NAME}00"\n{job.source}'
        plainly = ["-Xclang", "-disable-llvm-passes"] if job.is_loose else []
        ran, ir = self._clang(job, source, [*(f"-D{name}={value}" for name, value in job.definitions), *plainly])
        if ir is not None and job.is_loose:
            ran, ir = self._clang(replace(job, language="LLVM"), loosened(ir, job.source), [])
        if ir is None:
            found = _ERROR.search(ran.stderr.decode("utf-8", "replace"))
            error = f"line {found[1]}: {found[2]}" if found else (ran.error or "clang failed without an error")
            return Refused(job.side, error[:500])
        text = Module(ir).alone(job.entry)
        if text is None:
            return Refused(job.side, f"it defines no function {job.entry} with C linkage")
        return self._finished(job, set_apart(text) if job.is_loose else text)

    def _flang(self) -> FortranLowering:
        if self._fortran is None:
            tool = flang()
            if tool is None:
                raise SimulatorError("there is no flang, which compiles Fortran")
            self._fortran = FortranLowering(self._place / "fortran", tool)
        return self._fortran

    def _clang(self, job: _Job, source: str, definitions: Sequence[str]) -> tuple[Ran, str | None]:
        kind = _LANGUAGES[job.language]
        (self._sandbox.tree / SOURCE_NAME).write_text(source, encoding="utf-8")
        argv = self._tool.command("-x", kind, *FLAGS, *(TRAPS if job.is_trapping else ()), *definitions)
        argv += ["-std=c++17", "-fno-rtti"] if kind == "c++" else []
        # whatever calls a barrier must not be copied into both branches either
        argv += ["-fconvergent-functions"] if job.is_device else []
        argv += [FUSES] if job.is_device and not job.is_trapping else []
        if kind == "ir":
            pass
        elif job.is_hermetic:
            argv += ["-nostdinc++", "-U_GNU_SOURCE", "-isystem", str(self._headers), *system_flags(self._tool, "C")]
        else:
            argv += system_flags(self._tool, job.language)
        argv += ["-isystem", str(_openmp_headers())] if kind != "ir" else []
        ran = self._sandbox.run([*argv, "-o", f"../scratch/{_OUTPUT}", SOURCE_NAME], limits=_LIMITS)
        if not ran.is_success:
            return ran, None
        return ran, self._sandbox.read_output(_OUTPUT, _MAX_IR_BYTES).decode("utf-8")

    @staticmethod
    def _finished(job: _Job, text: str) -> str:
        # what else is in a call of clang decides whether it writes this of an intrinsic function
        text = _PROGRESS.sub(r"\1", text)
        return with_limits(with_slots(text)) if job.is_device else text


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
    found = ziglang_clang()
    if found is None:
        raise SimulatorError("the simulator compiles with ziglang's clang: pip install 'warploom[ir]'")
    return found


@functools.cache
def flang() -> Tool | None:
    """The flang whose IR our clang reads; None where there is none."""
    return fortran_lowering.flang(_major())


def _major() -> str:
    return clang().version.partition(".")[0]


def _jobs_of(pair: Pair) -> list[_Job]:
    cpu, gpu = pair.cpu, pair.gpu
    is_own = pair.origin in OWN_ORIGINS
    text = _FUSION_PRAGMA.sub("", rewritten(gpu.text))
    is_loose = pair.origin != "generated" and is_wanted(text)
    shapes = [_definitions(shape) for shape in pair.launch_shapes or ({},)]
    trapping = _job(gpu, "gpu", text, shapes[0], is_trapping=True, is_own=is_own)
    return [
        _job(cpu, "cpu", cpu.text, (), is_trapping=False, is_own=is_own),
        _job(cpu, "cpu", cpu.text, (), is_trapping=True, is_own=is_own),
        replace(trapping, names=None, is_loose=True) if is_loose else trapping,
        *(_job(gpu, "gpu", text, shape, is_trapping=False, is_own=is_own) for shape in shapes),
    ]


def _job(
    side: Side, name: str, text: str, definitions: tuple[tuple[str, str], ...], *, is_trapping: bool, is_own: bool
) -> _Job:
    header = _DEVICE_HEADERS.get(side.language)
    if header is not None and header not in text:
        text = f"#include <{header}.h>\n#line 1\n{text}"
    is_hermetic = header is not None or all(sign == "<" and h in _known_headers() for sign, h in includes(text))
    is_joined = is_own and is_hermetic and side.language != "Fortran"
    names = file_scope_names(text, side.language) if is_joined else None
    return _Job(name, side.entry, text, side.language, definitions, is_trapping, is_hermetic, names)


def _definitions(shape: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in shape.items())


def _options(job: _Job) -> list[str]:
    return [f"-D{name}={value}" for name, value in job.definitions]


def _kind_of(job: _Job) -> tuple[str, bool]:
    return job.language, job.is_trapping


def _batches(jobs: Sequence[_Job]) -> Iterator[list[_Job]]:
    batch: list[_Job] = []
    n_characters = 0
    for job in jobs:
        if batch and (len(batch) == _BATCH or n_characters + len(job.source) > _MAX_BATCH_CHARACTERS):
            yield batch
            batch, n_characters = [], 0
        batch.append(job)
        n_characters += len(job.source)
    if batch:
        yield batch


@functools.cache
def _known_headers() -> frozenset[str]:
    """Those of ours, of the compiler, and for OpenMP: a text that includes no other needs no C++ library."""
    own = {entry.name for entry in (resources.files(__package__) / "headers").iterdir()}
    return frozenset(own | {"stddef.h", "stdint.h", "float.h", "limits.h", "stdbool.h", "omp.h"})


def _openmp_headers() -> Path:
    from warploom.extractors.toolchains.clang import HEADERS

    return HEADERS / "openmp"
