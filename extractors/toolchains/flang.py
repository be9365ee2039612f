"""Command lines of flang: Fortran to LLVM IR, and the modules that have to be there before."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from warploom.extractors.ir.compile_request import CompileRequest, Flags, Target, UnsupportedRequestError
from warploom.extractors.toolchains.fortran_modules import STUBS, ModulePlan, ModuleStep, is_fixed_form, is_preprocessed
from warploom.extractors.toolchains.tool import Tool

ENVIRONMENT: Final = MappingProxyType({"PWD": "/proc/self/cwd", "LC_ALL": "C"})
"""Flang makes file names absolute and writes them into messages of the run-time library, with no option to remap them.
LLVM believes PWD where it leads to the working directory, and this one does everywhere."""
MODULES = "../scratch/mod"
STUB_INCLUDES = STUBS / "include"
"""What programs include without having it, declared by ourselves; looked through last."""

_LEVELS: Final = MappingProxyType(
    {
        # There is no -disable-llvm-passes; a bisection that stops at once skips the passes of -O2 and nothing else.
        "unoptimised": ("-O2", "-mllvm", "-opt-bisect-limit=0", "-mllvm", "-opt-bisect-verbose=0"),
        "O0": ("-O0",),
        "O2": ("-O2",),
        "O3": ("-O3",),
    }
)
_LINE_LENGTHS = (72, 132)


def flang_command(
    tool: Tool,
    request: CompileRequest,
    output: str,
    plan: ModulePlan | None = None,
    *,
    modules: str = MODULES,
    fixed_line_length: int = 72,
) -> list[str]:
    """Bitcode of `request` at `output`; run it with `ENVIRONMENT`, after the commands of `module_commands`.

    Modules that the file defines go below `modules` too. `fixed_line_length` is 72 or 132, in columns.
    Raises `UnsupportedRequestError` for a level, target or language that flang has not.
    """
    if request.language != "Fortran":
        raise UnsupportedRequestError(tool.name, f"{request.language} is not Fortran")
    if request.level not in _LEVELS:
        raise UnsupportedRequestError(tool.name, f"there is no level {request.level}")
    if request.flags.forced_includes:
        raise UnsupportedRequestError(tool.name, "there is no option that includes a header before the first line")
    own = ModuleStep(request.path, is_stub=False)
    return tool.command(
        *_LEVELS[request.level],
        "-emit-llvm",
        "-c",
        "-gline-tables-only",
        *_target(tool, request),
        *_language(request.path, request.flags, fixed_line_length),
        *_search(request.flags, plan, modules),
        *("-module-dir", own_directory(own, modules)),
        *("-o", output),
        *("-x", "f95", _operand(request.path)),
    )


def module_commands(
    tool: Tool, plan: ModulePlan, flags: Flags, *, modules: str = MODULES, fixed_line_length: int = 72
) -> list[list[str]]:
    """What writes the modules of `plan`, in order; their directories (`module_directories`) have to be there.

    A step that fails leaves its modules out; the file that needs them fails by itself and says so.
    """
    commands = []
    for step in plan.steps:
        path = str(STUBS / step.path) if step.is_stub else step.path
        commands.append(
            tool.command(
                "-fsyntax-only",
                *_language(path, flags, fixed_line_length),
                *_search(flags, plan, modules),
                *("-module-dir", own_directory(step, modules)),
                *("-x", "f95", _operand(path)),
            )
        )
    return commands


def module_directories(request: CompileRequest, plan: ModulePlan | None = None, *, modules: str = MODULES) -> list[str]:
    """To be made before anything is run."""
    steps = (*(plan.steps if plan else ()), ModuleStep(request.path, is_stub=False))
    return [own_directory(step, modules) for step in steps]


def own_directory(step: ModuleStep, modules: str = MODULES) -> str:
    """Where the modules of one file are."""
    return posixpath.join(modules, step.directory)


def line_lengths(path: str, text: bytes) -> tuple[int, ...]:
    """Those worth a try for a source: more than one only where columns have a meaning and go beyond the 72nd."""
    if not is_fixed_form(path):
        return _LINE_LENGTHS[:1]
    return _LINE_LENGTHS if any(len(line.rstrip()) > _LINE_LENGTHS[0] for line in text.split(b"\n")) else (72,)


def _target(tool: Tool, request: CompileRequest) -> Iterator[str]:
    if request.target is Target.HOST:
        yield "--target=x86_64-unknown-linux-gnu"
        return
    if not (request.is_offload and request.target in (Target.NVPTX, Target.AMDGCN)):
        raise UnsupportedRequestError(tool.name, f"no code for {request.target} but OpenMP's target regions")
    yield from ("--target=x86_64-unknown-linux-gnu", "-fopenmp", f"--offload-arch={request.arch}")
    yield from ("--offload-device-only", "-nogpulib")


def _language(path: str, flags: Flags, fixed_line_length: int) -> Iterator[str]:
    if is_fixed_form(path):
        yield from ("-ffixed-form", f"-ffixed-line-length={fixed_line_length}")
    else:
        yield "-ffree-form"
    yield "-cpp" if is_preprocessed(path) or flags.defines else "-nocpp"
    if flags.is_openmp:
        yield "-fopenmp"
    for define in flags.defines:
        yield f"-U{define[1:]}" if define.startswith("-") else f"-D{define}"


def _search(flags: Flags, plan: ModulePlan | None, modules: str) -> Iterator[str]:
    directories: Sequence[str] = [own_directory(step, modules) for step in (plan.steps if plan else ())]
    for directory in dict.fromkeys((*flags.include_directories, *directories)):
        yield f"-I{directory}"
    yield f"-I{STUB_INCLUDES}"


def _operand(path: str) -> str:
    """A name that begins with a dash would be taken for an option, one with an at sign for a file of options."""
    return path if path.startswith("/") else f"./{path}"
