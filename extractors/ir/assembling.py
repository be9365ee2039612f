"""Assembles kernels of a PTX module into machine code, together where that works and one by one where it does not."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from warploom.extractors.ir.ptx_module import PtxKernel, PtxModule, PtxPiece
from warploom.extractors.ir.ptxas_report import Resources, read_ptxas, read_res_usage, with_constant
from warploom.extractors.ir.running import Ran, Runner, Step, StepOutcome, run_step, write_input
from warploom.extractors.ir.sass_text import SassKernel, read_nvdisasm
from warploom.extractors.toolchains.tool import Tool

MAX_LISTING_BYTES = 256 * 1024 * 1024
_MAX_ALONE = 64
"""Kernels of one module that are tried one by one after they failed together."""
_MAX_TIMEOUTS = 2
_UNKNOWN_ARCH = "is not defined for option 'gpu-name'"


class Assembly(StrEnum):
    """What came of assembling a kernel."""

    DONE = "done"
    NO_ASSEMBLER = "no_assembler"
    FAILED = "failed"
    """The assembler refused the kernel, crashed, or wanted too much memory: the steps say which."""
    UNKNOWN_ARCH = "unknown_arch"
    """This version of the assembler does not know the architecture."""
    TIMED_OUT = "timed_out"
    NOT_TRIED = "not_tried"
    """Too many kernels of its module failed before."""


class Linkage(StrEnum):
    """How a kernel was assembled; the numbers of the two are not to be compared."""

    WHOLE_PROGRAM = "whole_program"
    """With all functions that it calls."""
    RELOCATABLE = "relocatable"
    """Calls stay open: registers are those of the calling convention, and what is called is not counted."""


@dataclass(frozen=True, slots=True)
class AssembledKernel:
    """What came of one kernel; null is what was not measured."""

    assembly: Assembly
    linkage: Linkage | None = None
    resources: Resources | None = None
    sass: SassKernel | None = None
    ptx_places: dict[int, tuple[PtxPiece, int]] = field(default_factory=dict, repr=False)
    """Where the lines of the assembled text that `sass` names come from: a piece, and the line in it from 1."""


@dataclass(slots=True)
class Assembler:
    """The tools, and how they are run; `steps` says what was run."""

    ptxas: Tool
    nvdisasm: Tool | None
    cuobjdump: Tool | None
    arch: str
    runner: Runner
    limits: Any
    steps: list[Step] = field(default_factory=list)

    def assemble(self, module: PtxModule, kernels: Sequence[PtxKernel]) -> list[AssembledKernel]:
        """One answer per kernel, in their order. Raises `OSError` where the scratch directory is not to be written."""
        found: dict[int, AssembledKernel] = {}
        for linkage in Linkage:
            is_open = linkage is Linkage.RELOCATABLE
            group = [i for i, k in enumerate(kernels) if bool(k.open_calls()) == is_open]
            if group:
                found |= self._group(module, kernels, group, linkage)
        return [found[i] for i in range(len(kernels))]

    def _group(
        self, module: PtxModule, kernels: Sequence[PtxKernel], group: list[int], linkage: Linkage
    ) -> dict[int, AssembledKernel]:
        together = self._together(module, [kernels[i] for i in group], linkage)
        if len(group) == 1 or together[0].assembly in {Assembly.DONE, Assembly.UNKNOWN_ARCH}:
            return dict(zip(group, together, strict=True))
        found: dict[int, AssembledKernel] = {}
        n_timed_out = 0
        for tried, i in enumerate(group):
            if tried >= _MAX_ALONE or n_timed_out >= _MAX_TIMEOUTS:
                found[i] = AssembledKernel(Assembly.NOT_TRIED)
                continue
            (found[i],) = self._together(module, [kernels[i]], linkage)
            n_timed_out += found[i].assembly is Assembly.TIMED_OUT
        return found

    def _together(self, module: PtxModule, kernels: Sequence[PtxKernel], linkage: Linkage) -> list[AssembledKernel]:
        """Kernels of one run of the assembler: all of them, or none."""
        pieces = module.closure(k.entry for k in kernels)
        source, cubin = self.runner.scratch / "kernels.ptx", self.runner.scratch / "kernels.cubin"
        cubin.unlink(missing_ok=True)
        write_input(source, module.text(pieces).encode())
        relocatable = ["--compile-only"] if linkage is Linkage.RELOCATABLE else []
        arguments = ["-v", "-lineinfo", f"-arch={self.arch}", *relocatable]
        step, ran = self._run(self.ptxas, *arguments, "-o", "../scratch/kernels.cubin", "../scratch/kernels.ptx")
        source.unlink(missing_ok=True)
        if step.outcome is not StepOutcome.DONE:
            cubin.unlink(missing_ok=True)
            return [AssembledKernel(_failure(step))] * len(kernels)
        resources = read_ptxas((ran.stderr + b"\n" + ran.stdout).decode("utf-8", "replace"))
        sass = self._disassemble(frozenset(k.symbol for k in kernels))
        if any(r.constant_bytes is None for r in resources.values()):
            banks = self._constant_banks()
            resources = {name: with_constant(r, banks.get(name)) for name, r in resources.items()}
        cubin.unlink(missing_ok=True)
        first_lines = module.first_lines(pieces)
        found = []
        for kernel in kernels:
            code = sass.get(kernel.symbol)
            places = _places(code, pieces, first_lines)
            found.append(AssembledKernel(Assembly.DONE, linkage, resources.get(kernel.symbol), code, places))
        return found

    def _disassemble(self, names: frozenset[str]) -> dict[str, SassKernel]:
        if self.nvdisasm is None:
            return {}
        step, ran = self._run(self.nvdisasm, "-c", "-gi", "-gp", "../scratch/kernels.cubin")
        if step.outcome is not StepOutcome.DONE or len(ran.stdout) > MAX_LISTING_BYTES:
            return {}
        return read_nvdisasm(ran.stdout.decode("utf-8", "replace"), names.__contains__)

    def _constant_banks(self) -> dict[str, dict[int, int]]:
        if self.cuobjdump is None:
            return {}
        step, ran = self._run(self.cuobjdump, "-res-usage", "../scratch/kernels.cubin")
        return read_res_usage(ran.stdout.decode("utf-8", "replace")) if step.outcome is StepOutcome.DONE else {}

    def _run(self, tool: Tool, *arguments: str) -> tuple[Step, Ran]:
        step, ran = run_step(self.runner, tool, arguments, self.limits)
        self.steps.append(step)
        return step, ran


def _failure(step: Step) -> Assembly:
    if step.outcome is StepOutcome.TIMED_OUT:
        return Assembly.TIMED_OUT
    return Assembly.UNKNOWN_ARCH if _UNKNOWN_ARCH in step.message else Assembly.FAILED


def _places(
    code: SassKernel | None, pieces: Sequence[PtxPiece], first_lines: Sequence[int]
) -> dict[int, tuple[PtxPiece, int]]:
    places: dict[int, tuple[PtxPiece, int]] = {}
    for line in {i.ptx_line for i in code.instructions if i.ptx_line} if code else ():
        index = bisect_right(first_lines, line) - 1
        if index >= 0 and line < first_lines[index] + pieces[index].n_lines:
            places[line] = (pieces[index], line - first_lines[index] + 1)
    return places
