"""Compiles files of one repository, each for all its targets: by whole files first, then by what of them compiles."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.blamed_names import BlamedNames
from warploom.extractors.ir.cached_runner import CachedRunner
from warploom.extractors.ir.closed_code import Closed, closed_code
from warploom.extractors.ir.cmake_commands import SECONDS, Compilers, cmake_commands
from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.code_view import CodeView
from warploom.extractors.ir.compile_cache import current
from warploom.extractors.ir.compile_request import CompileRequest, Flags, Target
from warploom.extractors.ir.compile_runs import CompileRuns
from warploom.extractors.ir.compilers import Clang, Compiler
from warploom.extractors.ir.infer_flags import FlagInference, HowToCompile
from warploom.extractors.ir.lowering import lower
from warploom.extractors.ir.missing_names import ConfigurationValues
from warploom.extractors.ir.module_facts import ModuleFacts
from warploom.extractors.ir.module_rows import Lowered
from warploom.extractors.ir.name_meanings import DefinedNames
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.extractors.ir.strategies import Sources, bring_to_compile
from warploom.extractors.ir.translation_units import TranslationUnits
from warploom.extractors.ir.workshop import Workshop
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Limits
from warploom.extractors.syntax.file_syntax import FileSyntax, read_syntax
from warploom.extractors.toolchains.clang import system_flags

_MAX_LISTING_BYTES = 64 * 1024 * 1024
_CMAKE_LIMITS = Limits(seconds=SECONDS, memory_bytes=2 << 30, scratch_bytes=512 << 20, processes=128)
_NUMBA = b"numba"
_OFFLOAD = re.compile(rb"^[ \t]*#[ \t]*pragma[ \t]+omp\b[^\n]*\b(?:target|declare[ \t]+target)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a recipe asks for."""

    levels: tuple[str, ...]
    device_archs: tuple[str, ...]
    lowering_archs: tuple[str, ...]
    use_host_side: bool
    use_cmake: bool
    cut_down: bool
    limits: Limits


class RepositoryCompiler:
    """One repository laid out in the sandbox; to be closed before the next one takes the place.

    Asks the `compile_cache` of the block around.
    """

    def __init__(self, view: CodeView, shop: Workshop, wishes: Wishes) -> None:
        self._view, self._shop, self._wishes = view, shop, wishes
        self._tree = CodeTree(shop.sandbox.tree, view.texts(), shop.spare)
        files = RepositoryFiles(self._tree.texts)
        self._cmake_headers: frozenset[str] = frozenset()
        self._flags = FlagInference(files, shop.known_headers, cmake=self._asked_cmake(files))
        self._units = TranslationUnits(files)
        self._runs = CompileRuns(self._tree, shop.sandbox, wishes.limits)
        self._compilers: dict[str, Compiler | None] = {}
        self._defined = DefinedNames(files)
        values = ConfigurationValues(files)
        self._blamed = BlamedNames(files, self._defined)
        self._sources = Sources(self._tree.texts.get, self._read_syntax, values, self._closed_code, self._blamed_names)

    def close(self) -> None:
        """Leave the place empty."""
        self._tree.remove()
        self._runs.clear()

    def _asked_cmake(self, files: RepositoryFiles) -> Mapping[str, Flags]:
        """How CMake compiles the repository's files, by path; the headers that it makes are laid beside them."""
        cmake, clang, sandbox = self._shop.tool("cmake"), self._shop.clang, self._shop.sandbox
        if not self._wishes.use_cmake or cmake is None or clang is None or not self._shop.may_run:
            return {}

        def run(
            argv: Sequence[str], *, environment: Mapping[str, str], cwd: Literal["tree", "scratch"] = "tree"
        ) -> Ran:
            return sandbox.run(argv, limits=_CMAKE_LIMITS, environment=environment, cwd=cwd)

        flags = (tuple(system_flags(clang, "C")), tuple(system_flags(clang, "C++")))
        compilers = Compilers(tuple(clang.command()), tuple(clang.command("--driver-mode=g++")), *flags, clang.version)
        answer = cmake_commands(sandbox, run, files, compilers, cmake=str(cmake.path))
        sandbox.clear()
        self._tree.lay(answer.headers)
        self._cmake_headers = frozenset(path.rpartition("/")[2] for path in answer.headers)
        return answer.flags

    def compile(self, path: str, language: str) -> list[Attempt]:
        """All attempts on a file, in order; those that compiled carry bitcode."""
        if path not in self._tree.texts:
            return [_not_run(CompileRequest(path, language, Target.HOST, "", Flags()), "unusual_path", None)]
        how = self._flags.flags_for(path, language)
        # what CMake has made is better than what stands in for it
        added = {p: text for p, text in how.added_headers.items() if p.rpartition("/")[2] not in self._cmake_headers}
        how = dataclasses.replace(how, added_headers=added)
        requests = list(self._requests(path, language, how.flags))
        role = self._units.role(path)
        if not role.is_unit or (language == "Python" and _NUMBA not in self._tree.texts[path]):
            reason = role.reason if not role.is_unit else "numba decorates nothing"
            return [_not_run(request, "no_translation_unit", reason) for request in requests[:1]]
        compiler = self._compiler(language)
        if compiler is None:
            return [_not_run(request, "no_compiler", language) for request in requests[:1]]
        if not self._shop.may_run:
            return [_not_run(request, "no_isolation", None) for request in requests[:1]]
        attempts: list[Attempt] = []
        for request in requests:
            attempts += self._compile(compiler, request, how)
        return attempts

    def lower(self, attempt: Attempt, facts: ModuleFacts) -> Iterator[Lowered]:
        """The kernels of a device module, for each device that the recipe names."""
        tools = self._shop.lowering_tools
        if tools is None or attempt.request.level != self._wishes.levels[0]:
            return
        if not facts.n_kernels:
            return
        texts = {f.symbol: f.text for f in facts.functions if f.is_kernel and f.text is not None}
        used = [tool for field in dataclasses.fields(tools) if (tool := getattr(tools, field.name)) is not None]
        runner = CachedRunner(self._shop.sandbox, current(), self._tree, used)
        # a listing of the disassembler that is cut short has no machine code of the kernels that it does not reach
        limits = dataclasses.replace(self._wishes.limits, output_bytes=_MAX_LISTING_BYTES)
        for arch in self._wishes.lowering_archs:
            self._runs.clear()  # all that lies in the scratch counts as input
            try:
                lowered = lower(attempt.bitcode, arch, tools=tools, runner=runner, limits=limits, ir_texts=texts)
            finally:
                self._runs.clear()
            yield Lowered(arch, lowered, tools)

    def _compiler(self, language: str) -> Compiler | None:
        """What compiles a language, with what it needs to know of the repository."""
        if language not in self._compilers:
            self._compilers[language] = self._shop.compiler(language, self._tree.texts)
        return self._compilers[language]

    def _requests(self, path: str, language: str, flags: Flags) -> Iterator[CompileRequest]:
        """The file for each target, at the first level."""
        level = self._wishes.levels[0]
        for target, arch in self._targets(language):
            yield CompileRequest(path, language, target, arch, flags, level)
        if language in ("C", "C++") and _OFFLOAD.search(self._tree.texts.get(path, b"")):
            for target, arch in self._devices(Target.NVPTX, Target.AMDGCN):
                yield CompileRequest(path, language, target, arch, flags, level, is_offload=True)

    def _targets(self, language: str) -> Iterator[tuple[Target, str]]:
        if language == "CUDA":
            yield from self._devices(Target.NVPTX)
        elif language == "HIP":
            yield from self._devices(Target.AMDGCN)
        elif language == "OpenCL":
            yield Target.SPIRV, ""
            return
        if language not in ("CUDA", "HIP") or self._wishes.use_host_side:
            yield Target.HOST, "x86-64"

    def _devices(self, *targets: Target) -> Iterator[tuple[Target, str]]:
        """The first device of each kind."""
        for target in targets:
            prefix = "sm_" if target is Target.NVPTX else "gfx"
            yield from [(target, arch) for arch in self._wishes.device_archs if arch.startswith(prefix)][:1]

    def _compile(self, compiler: Compiler, request: CompileRequest, how: HowToCompile) -> list[Attempt]:
        """One target: at the first level by all means, then at the others as that went."""

        def run(asked: CompileRequest, variant: Variant) -> Attempt:
            return self._runs.run(compiler, asked, variant)[0]

        if request.language not in Clang.LANGUAGES:
            return [a for lv in self._wishes.levels for a in self._runs.run(compiler, _at(request, lv), Variant())]
        attempts = bring_to_compile(run, request, how, self._sources, cut_down=self._wishes.cut_down)
        last = [attempt for attempt in attempts if not attempt.unit][-1]
        for made in (last, *(attempt for attempt in attempts if attempt.unit)):
            if made.is_compiled:
                at_levels = [run(_at(made.request, level), made.variant) for level in self._wishes.levels[1:]]
                attempts += [dataclasses.replace(attempt, unit=made.unit) for attempt in at_levels]
        return attempts

    def _closed_code(self, request: CompileRequest, files: Sequence[str]) -> Closed:
        """What of the main file is closed; of a file with kernels these count, whichever side of it is compiled."""
        text = self._tree.texts[request.path]
        return closed_code(
            text,
            request.language,
            given=request.flags.defines,
            defined=lambda: self._defined.of(files),
            for_kernels=request.language in ("CUDA", "HIP") and b"__global__" in text,
        )

    def _blamed_names(self, attempt: Attempt, files: Sequence[str]) -> Sequence[str]:
        request = attempt.request
        return self._blamed.of(attempt.errors, files, language=request.language, given=request.flags.defines)

    def _read_syntax(self, path: str, text: bytes) -> FileSyntax | None:
        """Of a text that the syntax phase read: others may be a parser's undoing."""
        language = self._view.language(path)
        return None if language is None else read_syntax((language, text, False))


def _at(request: CompileRequest, level: str) -> CompileRequest:
    return dataclasses.replace(request, level=level)


def _not_run(request: CompileRequest, reason: str, detail: str | None) -> Attempt:
    return Attempt(request, Variant(), "not_run", reason=reason, detail=detail)


_OPEN: dict[Workshop, tuple[tuple[str, Wishes], RepositoryCompiler]] = {}
"""What each workshop of this process has laid out: the next portion of the same repository finds it there."""


def repository_compiler(view: CodeView, shop: Workshop, wishes: Wishes) -> RepositoryCompiler:
    """The compiler of a repository, which stays open until another one is asked for."""
    key = (view.state, wishes)
    known = _OPEN.pop(shop, None)
    if known is not None and known[0] != key:
        known[1].close()
        known = None
    if known is None:
        known = (key, RepositoryCompiler(view, shop, wishes))
    _OPEN[shop] = known  # only now: one that failed halfway is not to be found
    return known[1]
