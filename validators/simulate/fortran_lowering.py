"""Lowers Fortran by flang to LLVM IR that nobody has optimised, which clang then takes as it takes its own."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.extractors.toolchains.flang import ENVIRONMENT
from warploom.extractors.toolchains.registry import found_tools
from warploom.extractors.toolchains.tool import Tool
from warploom.schemas.errors import WarploomError
from warploom.validators.simulate.fortran_traps import with_traps

SOURCE_NAME = "wl_side.f90"
FLAGS = (
    "--target=x86_64-linux-gnu", "-march=x86-64-v3",
    # of the passes those of Fortran run, which write array expressions as loops, and those of LLVM do not
    "-O1", "-mllvm", "-opt-bisect-limit=0", "-mllvm", "-opt-bisect-verbose=0",
    # arrays whose length is an argument lie in windows of their own then, and not on the stack
    "-mmlir", "-fdynamic-heap-array",
    "-ffp-contract=off", "-fcomplex-arithmetic=improved", "-gline-tables-only",
    "-ffree-form", "-nocpp", "-S", "-emit-llvm",
)  # fmt: skip
_OUTPUT = "side.ll"
_LIMITS = Limits(seconds=60.0, memory_bytes=2 << 30, file_bytes=64 << 20, output_bytes=1 << 16)
_MAX_IR_BYTES = 32 << 20
_ERROR = re.compile(r"^[^\n:]*:(\d+):\d+: (?:fatal )?error: ([^\n]*)", re.MULTILINE)
_COMDAT = re.compile(r"^\$\S+ = comdat any\n", re.MULTILINE)
_COMDAT_USE = re.compile(r"^(@.*), comdat((?:, align \d+)?)$", re.MULTILINE)
_MODULO = re.compile(r"^declare [^@\n]*(@_FortranAModuloReal([48]))\([^\n]*$", re.MULTILINE)
_MODULO_TEXT = """define internal {kind} {name}({kind} %a, {kind} %p, ptr %file, i32 %line) alwaysinline {{
  %rest = frem {kind} %a, %p
  %is_rest = fcmp une {kind} %rest, 0.0
  %is_rest_below = fcmp olt {kind} %rest, 0.0
  %is_p_below = fcmp olt {kind} %p, 0.0
  %is_apart = xor i1 %is_rest_below, %is_p_below
  %is_moved = and i1 %is_rest, %is_apart
  %moved = fadd {kind} %rest, %p
  %result = select i1 %is_moved, {kind} %moved, {kind} %rest
  ret {kind} %result
}}"""
"""The one function of flang's run-time library that arithmetic needs: the rest is given the sign of the divisor."""
_KEPT = 64
"""Programs whose IR is remembered: each is asked for twice, with traps and without."""


class FortranError(WarploomError):
    """What flang has against a program: its first error, with the line."""


class FortranLowering:
    """Flang in a sandbox of its own, entered with the first program."""

    def __init__(self, place: Path, tool: Tool) -> None:
        self._tool = tool
        self._sandbox = Sandbox(place, readable=[path for path in tool.prefixes if path.exists()])
        self._lowered = functools.lru_cache(maxsize=_KEPT)(self._lower)

    def close(self) -> None:
        """End what runs in the sandbox."""
        self._sandbox.close()

    def ir_of(self, source: str, *, is_trapping: bool) -> str:
        """IR of a program in free form, OpenMP's directives being comments. Raises `FortranError`."""
        answer = self._lowered(source)
        if isinstance(answer, FortranError):
            raise answer
        return with_traps(answer) if is_trapping else answer

    def _lower(self, source: str) -> str | FortranError:
        (self._sandbox.tree / SOURCE_NAME).write_text(source, encoding="utf-8")
        argv = self._tool.command(*FLAGS, "-o", f"../scratch/{_OUTPUT}", "-x", "f95", f"./{SOURCE_NAME}")
        ran = self._sandbox.run(argv, limits=_LIMITS, environment=ENVIRONMENT)
        if not ran.is_success:
            found = _ERROR.search(ran.stderr.decode("utf-8", "replace"))
            error = f"line {found[1]}: {found[2]}" if found else (ran.error or "flang failed without an error")
            return FortranError(error[:500])
        return _completed(self._sandbox.read_output(_OUTPUT, _MAX_IR_BYTES).decode("utf-8"))


def flang(major: str) -> Tool | None:
    """The flang of a major version of LLVM: only that one's clang reads what it prints. None where there is none."""
    return next((tool for tool in found_tools("flang") if tool.version.partition(".")[0] == major), None)


def _completed(ir: str) -> str:
    """With what is asked of the run-time library, and constants that are the module's own."""
    text = _COMDAT.sub("", _COMDAT_USE.sub(r"\1\2", ir))
    return _MODULO.sub(
        lambda found: _MODULO_TEXT.format(kind="float" if found[2] == "4" else "double", name=found[1]), text
    )
