"""Compile the files of a repository to LLVM modules, and kernels on to PTX and machine code, in a sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from warploom.extractors.ir.code_view import CodeView
from warploom.extractors.ir.missing_tools import told_missing
from warploom.extractors.ir.module_rows import ModuleRows
from warploom.extractors.ir.repository_compiler import Wishes, repository_compiler
from warploom.extractors.ir.workshop import TOOLS_OF, Workshop, workshop
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandboxed import Limits
from warploom.extractors.toolchains.registry import Found, find_tools
from warploom.schemas.ir import COMPILE_ATTEMPTS_OF_FILES, COMPILED_FUNCTIONS, COMPILED_KERNELS, COMPILED_MODULES
from warploom.schemas.source_files import SOURCE_PLACES
from warploom.schemas.stage import ACCOUNTED, Fate, Outcome, Rejections, Scope
from warploom.schemas.table import Table


@dataclass(frozen=True, slots=True)
class CompileFiles:
    """Compile every source of the chosen languages; each becomes as many modules as it has targets and levels.

    A file that does not compile is none that is refused: it becomes no module, and `compile_attempts_of_files` has the
    reason. So it is with all files where no compiler or no isolation is to be had, as `not_run`.
    """

    name: ClassVar[str] = "compile_files"
    scope: ClassVar[Scope] = Scope.REPOSITORY
    accepts: ClassVar[Table] = SOURCE_PLACES
    emits: ClassVar[tuple[Table, ...]] = (
        COMPILED_MODULES,
        COMPILED_FUNCTIONS,
        COMPILED_KERNELS,
        COMPILE_ATTEMPTS_OF_FILES,
    )
    tools: ClassVar[tuple[str, ...]] = ("llvmlite", "numba")
    languages: tuple[str, ...] = ()
    """Languages to compile; none by default, since it takes longer than all the rest of a build."""
    compiler: str = "ziglang"
    """Which clang: `ziglang`, or a major version of Debian's such as `22`."""
    levels: tuple[str, ...] = ("unoptimised",)
    device_archs: tuple[str, ...] = ("sm_80", "gfx90a")
    """Devices that modules are made for; the first of each kind."""
    lowering_archs: tuple[str, ...] = ("sm_80", "sm_90")
    """Devices that CUDA kernels are lowered to PTX and machine code for; none to leave it out."""
    use_host_side: bool = True
    """Compile the host's side of CUDA and HIP as well."""
    use_cmake: bool = True
    """Configure a repository that has a CMakeLists.txt, in the sandbox, where CMake is installed."""
    cut_down: bool = True
    """Leave out functions that do not compile, and make instances of templates that nothing instantiates."""
    seconds: float = 60.0
    """Limit of one compiler run; generous, since a slow machine must leave out no file that a fast one compiles."""
    memory_bytes: int = 4 * 1024 * 1024 * 1024
    """Limit of one compiler run."""
    license_tiers: tuple[str, ...] = ("permissive",)
    minimum_isolation: str = Isolation.SECCOMP_LANDLOCK

    def toolchains(self) -> list[Any]:
        """What a result depends on besides: the tools that are there, our declarations, and isolation enough or not."""
        found = [f.tool for f in find_tools() if isinstance(f, Found)]
        shop = self.workshop()
        own = [tool.digest for tool in (shop.clang, shop.tool("flang"), shop.tool("numba")) if tool is not None]
        return [[[tool.name, tool.version, tool.digest] for tool in found], own, shop.may_run]

    def tool_versions(self) -> dict[str, str]:
        """Versions of what its languages are compiled with here."""
        shop = self.workshop()
        wanted = {name for language in self.languages for name in TOOLS_OF.get(language, ("clang",))}
        if "CUDA" in self.languages and self.lowering_archs:
            wanted |= {"ptxas", "nvdisasm", "libdevice"}
        tools = {name: shop.clang if name == "clang" else shop.tool(name) for name in wanted}
        return {name: tool.version for name, tool in sorted(tools.items()) if tool is not None}

    def missing(self) -> list[str]:
        """What it does not do here for lack of a tool, in a sentence each."""
        return list(told_missing(self.workshop(), self.languages, self.lowering_archs)) if self.languages else []

    def workshop(self) -> Workshop:
        """The sandbox and the tools of this process."""
        return workshop(self.compiler, self.minimum_isolation)

    def wishes(self) -> Wishes:
        """What is asked of the compilers."""
        limits = Limits(seconds=self.seconds, memory_bytes=self.memory_bytes)
        return Wishes(
            self.levels,
            self.device_archs,
            self.lowering_archs,
            self.use_host_side,
            self.use_cmake,
            self.cut_down,
            limits,
        )

    def __call__(self, batch: pa.RecordBatch, view: CodeView, /) -> Outcome:
        rows = ModuleRows(view, self.license_tiers)
        counts: list[int] = []
        names = ("occurrence_id", "path", "language")
        compiler = repository_compiler(view, self.workshop(), self.wishes())
        for occurrence, path, language in zip(*(batch.column(name).to_pylist() for name in names), strict=True):
            counts.append(rows.add(occurrence, path, compiler.compile(path, language), compiler.lower))
        return Outcome(
            emitted=rows.batches(),
            quarantined=Rejections(self.name).batch(),
            accounted=ACCOUNTED.from_columns(
                subject_id=batch.column("occurrence_id"),
                fate=[Fate.KEPT if n == 1 else Fate.DERIVED for n in counts],
                n_derived=counts,
            ),
        )
