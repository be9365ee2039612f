"""Lowers the device bitcode of a translation unit for one NVIDIA architecture, kernel by kernel: PTX, SASS, resources,
instruction mixes, line maps, occupancy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from warploom.extractors.ir.assembling import AssembledKernel, Assembler, Assembly, Linkage
from warploom.extractors.ir.ir_lines import IrLines
from warploom.extractors.ir.line_map import LineMap, LineMapBuilder
from warploom.extractors.ir.occupancy import Occupancy, best_occupancy, occupancy
from warploom.extractors.ir.opcode_classes import mix, ptx_class, sass_class
from warploom.extractors.ir.ptx_module import PtxError, PtxKernel, PtxModule, read_ptx
from warploom.extractors.ir.ptxas_report import Resources
from warploom.extractors.ir.running import Runner, Step, StepOutcome, run_step, take_result, write_input
from warploom.extractors.ir.sass_text import SassKernel
from warploom.extractors.toolchains.places import Places
from warploom.extractors.toolchains.registry import found_tools
from warploom.extractors.toolchains.tool import Tool
from warploom.schemas.errors import UsageError

MAX_TEXT_BYTES = 256 * 1024
"""Of one kernel's IR, PTX or SASS; longer ones are measured, and their text and line maps left out."""
MAX_PTX_BYTES = 64 * 1024 * 1024
"""Of one translation unit."""
_ARCH = re.compile(r"sm_\d{2,3}[af]?")
_PTX_FEATURE = "+ptx88"
"""Version 8.8 of PTX, of CUDA 12.9: for all architectures, the newest that LLVM 22 and the pinned assembler know."""
_MATH = "__nv_"
"""How the names of libdevice's functions begin."""


class Libdevice(StrEnum):
    """What NVIDIA's library of math functions has to do with a kernel."""

    LINKED = "linked"
    """Its code is in the kernel's PTX and SASS: a contribution of the vendor."""
    EXTERNAL = "external"
    """The kernel calls it, and the calls stay open."""
    NOT_NEEDED = "not_needed"


class LoweringFailure(StrEnum):
    """Why a translation unit has no PTX."""

    COMPILER = "compiler"
    """It did not end well: the last step says how."""
    NO_OUTPUT = "no_output"
    """Nothing was written, or more than `MAX_PTX_BYTES`."""
    MALFORMED_PTX = "malformed_ptx"


@dataclass(frozen=True, slots=True)
class LoweringTools:
    """What lowers; PTX needs clang alone, what else is missing leaves null what it would have measured."""

    clang: Tool
    ptxas: Tool | None = None
    nvdisasm: Tool | None = None
    cuobjdump: Tool | None = None
    libdevice: Tool | None = None

    @classmethod
    def found(cls, places: Places | None = None, *, with_libdevice: bool = True) -> LoweringTools:
        """The best of each on this machine. Raises `UsageError` where there is no clang."""
        clang, ptxas, nvdisasm, cuobjdump, libdevice = (
            next(iter(found_tools(name, places)), None)
            for name in ("clang", "ptxas", "nvdisasm", "cuobjdump", "libdevice")
        )
        if clang is None:
            raise UsageError("no clang: pip install 'warploom[ir]'")
        return cls(clang, ptxas, nvdisasm, cuobjdump, libdevice if with_libdevice else None)


@dataclass(frozen=True, slots=True)
class KernelLowering:
    """All levels of one kernel. Lines count from 1 within the text that they belong to; null is what was not measured,
    or too long to be kept.
    """

    symbol: str
    arch: str
    nvvm_ir: str | None
    nvvm_lines: LineMap | None
    ptx: str | None
    """A module with this kernel and all that it needs, which assembles alone."""
    ptx_lines: LineMap | None
    ptx_histogram: dict[str, int]
    """By opcode, sorted; of the kernel and the functions that it may call, each once."""
    ptx_mix: dict[str, int]
    libdevice: Libdevice
    assembly: Assembly
    linkage: Linkage | None
    resources: Resources | None
    sass: str | None
    sass_lines: LineMap | None
    sass_ptx_lines: tuple[tuple[int, int], ...] | None
    """(line of the SASS, line of the PTX)."""
    sass_histogram: dict[str, int] | None
    sass_mix: dict[str, int] | None
    block_threads: int | None
    """Most threads of a block as the kernel's launch bounds state it."""
    has_dynamic_shared: bool
    """Shared memory that the launch decides on is in none of the numbers."""
    occupancy: Occupancy | None
    """At the stated size of blocks, else the best of all; null where registers are not final."""


@dataclass(frozen=True, slots=True)
class ModuleLowering:
    """What came of one translation unit."""

    kernels: tuple[KernelLowering, ...]
    """In the order of the PTX."""
    failure: LoweringFailure | None
    steps: tuple[Step, ...]


def lower(
    bitcode: bytes,
    arch: str,
    *,
    tools: LoweringTools,
    runner: Runner,
    limits: Any,
    module_text: str = "",
    ir_texts: Mapping[str, str] | None = None,
) -> ModuleLowering:
    """Lower a device module (nvptx64, before optimisation) for `arch` (`sm_80`, `sm_90a`, ...) at O3.

    `module_text` is the module as text, with its metadata, and `ir_texts` the text of each function by its symbol: of
    the level that rows are to show: parsed in an LLVM context of its own, else names of types depend on what was parsed
    before. All programs run through `runner` with `limits`, which have to let a disassembler print some dozens of
    megabytes: kernels that its listing does not reach have no SASS. What fails is in the answer; raises
    `UsageError` for an architecture that is none, and `OSError` where the scratch directory is unusable.
    """
    if not _ARCH.fullmatch(arch):
        raise UsageError(f"{arch}: no NVIDIA architecture; they are called sm_80, sm_90a and the like")
    steps: list[Step] = []
    module = _to_ptx(bitcode, arch, tools.clang, None, runner, limits, steps)
    if isinstance(module, LoweringFailure):
        return ModuleLowering((), module, tuple(steps))
    needing = {k.symbol for k in module.kernels if any(n.startswith(_MATH) for n in k.open_calls())}
    if needing and tools.libdevice is not None:
        module = _to_ptx(bitcode, arch, tools.clang, tools.libdevice, runner, limits, steps)
        if isinstance(module, LoweringFailure):
            return ModuleLowering((), module, tuple(steps))
    assembled = _assembled(module, arch, tools, runner, limits, steps)
    ir_lines = IrLines(module_text)
    texts = {ptx_name(symbol): text for symbol, text in (ir_texts or {}).items()}
    kernels = [
        _kernel(module, kernel, arch, code, texts.get(kernel.symbol), ir_lines, _libdevice(kernel, needing))
        for kernel, code in zip(module.kernels, assembled, strict=True)
    ]
    return ModuleLowering(tuple(kernels), None, tuple(steps))


def _to_ptx(
    bitcode: bytes, arch: str, clang: Tool, libdevice: Tool | None, runner: Runner, limits: Any, steps: list[Step]
) -> PtxModule | LoweringFailure:
    linked: tuple[str, ...] = ()
    scratch = runner.scratch
    write_input(scratch / "lowered.bc", bitcode)
    if libdevice is not None:
        write_input(scratch / "libdevice.bc", libdevice.path.read_bytes())
        linked = ("-Xclang", "-mlink-builtin-bitcode", "-Xclang", "../scratch/libdevice.bc")
    arguments = (
        *("-x", "ir", "--target=nvptx64-nvidia-cuda", f"-march={arch}", "-nogpulib", "--cuda-path=/nonexistent"),
        *("-Xclang", "-target-feature", "-Xclang", _PTX_FEATURE, "-Wno-override-module", *linked),
        *("-O3", "-fno-verbose-asm", "-S", "../scratch/lowered.bc", "-o", "../scratch/lowered.ptx"),
    )
    (scratch / "lowered.ptx").unlink(missing_ok=True)
    step, _ = run_step(runner, clang, arguments, limits)
    steps.append(step)
    (scratch / "lowered.bc").unlink(missing_ok=True)
    (scratch / "libdevice.bc").unlink(missing_ok=True)
    text = take_result(scratch / "lowered.ptx", MAX_PTX_BYTES)
    if step.outcome is not StepOutcome.DONE:
        return LoweringFailure.COMPILER
    if not text:
        return LoweringFailure.NO_OUTPUT
    try:
        return read_ptx(text.decode("utf-8"))
    except (PtxError, UnicodeDecodeError):
        return LoweringFailure.MALFORMED_PTX


def _assembled(
    module: PtxModule, arch: str, tools: LoweringTools, runner: Runner, limits: Any, steps: list[Step]
) -> list[AssembledKernel]:
    if tools.ptxas is None:
        return [AssembledKernel(Assembly.NO_ASSEMBLER)] * len(module.kernels)
    assembler = Assembler(tools.ptxas, tools.nvdisasm, tools.cuobjdump, arch, runner, limits, steps)
    return assembler.assemble(module, module.kernels)


def _kernel(
    module: PtxModule,
    kernel: PtxKernel,
    arch: str,
    code: AssembledKernel,
    nvvm_ir: str | None,
    ir_lines: IrLines,
    libdevice: Libdevice,
) -> KernelLowering:
    histogram = dict(sorted(kernel.histogram.items()))
    ptx = module.text(kernel.pieces) if kernel.length <= MAX_TEXT_BYTES else None
    ptx = _kept(ptx)
    nvvm_ir = _kept(nvvm_ir)
    sass = code.sass
    sass_text = _kept(sass.text) if sass is not None else None
    sass_histogram = dict(sorted(sass.histogram.items())) if sass is not None else None
    return KernelLowering(
        symbol=kernel.symbol,
        arch=arch,
        nvvm_ir=nvvm_ir,
        nvvm_lines=None if nvvm_ir is None else ir_lines.of(nvvm_ir),
        ptx=ptx,
        ptx_lines=None if ptx is None else _ptx_lines(module, kernel),
        ptx_histogram=histogram,
        ptx_mix=mix(histogram, ptx_class),
        libdevice=libdevice,
        assembly=code.assembly,
        linkage=code.linkage,
        resources=code.resources,
        sass=sass_text,
        sass_lines=None if sass is None or sass_text is None else _sass_lines(sass),
        sass_ptx_lines=(
            None
            if sass is None or sass_text is None or ptx is None
            else tuple(_sass_ptx_lines(module, kernel, sass, code))
        ),
        sass_histogram=sass_histogram,
        sass_mix=None if sass_histogram is None else mix(sass_histogram, sass_class),
        block_threads=kernel.entry.block_threads,
        has_dynamic_shared=kernel.has_dynamic_shared,
        occupancy=_occupancy(arch, kernel, code),
    )


def _libdevice(kernel: PtxKernel, needing: set[str]) -> Libdevice:
    if any(name.startswith(_MATH) for name in kernel.open_calls()):
        return Libdevice.EXTERNAL
    return Libdevice.LINKED if kernel.symbol in needing else Libdevice.NOT_NEEDED


def _kept(text: str | None) -> str | None:
    return text if text is not None and len(text.encode("utf-8", "surrogatepass")) <= MAX_TEXT_BYTES else None


def _ptx_lines(module: PtxModule, kernel: PtxKernel) -> LineMap:
    builder = LineMapBuilder()
    for piece, first in zip(kernel.pieces, module.first_lines(kernel.pieces), strict=True):
        for instruction in piece.instructions:
            file = module.files.get(instruction.file)
            if file is not None:
                builder.add(first + instruction.line - 1, file, instruction.source_line)
    return builder.built()


def _sass_lines(sass: SassKernel) -> LineMap:
    builder = LineMapBuilder()
    for instruction in sass.instructions:
        if instruction.file is not None and instruction.source_line is not None:
            builder.add(instruction.line, instruction.file, instruction.source_line)
    return builder.built()


def _sass_ptx_lines(
    module: PtxModule, kernel: PtxKernel, sass: SassKernel, code: AssembledKernel
) -> Iterator[tuple[int, int]]:
    first_lines = dict(zip(map(id, kernel.pieces), module.first_lines(kernel.pieces), strict=True))
    for instruction in sass.instructions:
        place = code.ptx_places.get(instruction.ptx_line or 0)
        if place is not None and id(place[0]) in first_lines:
            yield instruction.line, first_lines[id(place[0])] + place[1] - 1


def _occupancy(arch: str, kernel: PtxKernel, code: AssembledKernel) -> Occupancy | None:
    if code.resources is None or code.linkage is not Linkage.WHOLE_PROGRAM:
        return None
    registers, shared, threads = code.resources.registers, code.resources.shared_bytes, kernel.entry.block_threads
    if threads is None or not 1 <= threads <= 1024:
        return best_occupancy(arch, registers, shared)
    return occupancy(arch, registers, shared, threads)


def ptx_name(symbol: str) -> str:
    """What LLVM's back end makes of characters that PTX does not have in names."""
    return re.sub(r"[.@]", "_$_", symbol)
