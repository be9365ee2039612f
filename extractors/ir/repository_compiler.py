"""Compiles files of one repository, each for all its targets: by whole files first, then by what of them compiles."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.cached_runner import CachedRunner
from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.code_view import CodeView
from warploom.extractors.ir.compile_cache import Answer, CompileCache
from warploom.extractors.ir.compile_request import CompileRequest, Flags, Target
from warploom.extractors.ir.compilers import Compiler
from warploom.extractors.ir.contributions import GENERATED
from warploom.extractors.ir.infer_flags import FlagInference, HowToCompile
from warploom.extractors.ir.lowering import KernelLowering, LoweringTools, lower
from warploom.extractors.ir.module_facts import ModuleFacts
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.extractors.ir.missing_names import ConfigurationValues
from warploom.extractors.ir.running import CRASHES
from warploom.extractors.ir.strategies import Sources, bring_to_compile
from warploom.extractors.syntax.file_syntax import FileSyntax, read_syntax
from warploom.extractors.ir.translation_units import TranslationUnits
from warploom.extractors.ir.workshop import Workshop
from warploom.extractors.sandboxed import Limits, Ran
from warploom.extractors.scratch import OutputError

MAX_BITCODE_BYTES = 64 * 1024 * 1024
_MAX_LISTING_BYTES = 64 * 1024 * 1024
_MAX_CLOSURE_BYTES = 1024 * 1024
_OFFLOAD = re.compile(rb"^[ \t]*#[ \t]*pragma[ \t]+omp\b[^\n]*\b(?:target|declare[ \t]+target)\b", re.MULTILINE)
_OUTPUT, _CLOSURE = "out.bc", "out.d"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a recipe asks for."""

    levels: tuple[str, ...]
    device_archs: tuple[str, ...]
    lowering_archs: tuple[str, ...]
    use_host_side: bool
    cut_down: bool
    limits: Limits


class RepositoryCompiler:
    """One repository laid out in the sandbox; a context manager, since the next one needs the place."""

    def __init__(self, view: CodeView, shop: Workshop, cache: CompileCache, wishes: Wishes) -> None:
        self._view, self._shop, self._cache, self._wishes = view, shop, cache, wishes
        self._tree = CodeTree(shop.sandbox.tree, view.texts())
        files = RepositoryFiles(self._tree.texts)
        self._flags = FlagInference(files, shop.known_headers)
        self._units = TranslationUnits(files)
        self._sources = Sources(self._tree.texts.get, self._read_syntax, ConfigurationValues(files))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tree.remove()

    def compile(self, path: str, language: str) -> list[Attempt]:
        """All attempts on a file, in order; those that compiled carry bitcode."""
        compiler = self._shop.compiler(language)
        how = self._flags.flags_for(path, language)
        requests = list(self._requests(path, language, how.flags))
        if path not in self._tree.texts:
            return [_not_run(request, "unusual_path", None) for request in requests[:1]]
        role = self._units.role(path)
        if not role.is_unit:
            return [_not_run(request, "no_translation_unit", role.reason) for request in requests[:1]]
        if compiler is None:
            return [_not_run(request, "no_compiler", language) for request in requests[:1]]
        if not self._shop.may_run:
            return [_not_run(request, "no_isolation", str(self._shop.isolation)) for request in requests[:1]]
        attempts: list[Attempt] = []
        for request in requests:
            attempts += self._compile(compiler, request, how)
        return attempts

    def lower(self, attempt: Attempt, facts: ModuleFacts) -> Iterator[tuple[KernelLowering, LoweringTools]]:
        """The kernels of a device module, for each device that the recipe names."""
        tools = self._shop.lowering_tools
        if tools is None or attempt.request.level != self._wishes.levels[0]:
            return
        if not any(function.is_kernel for function in facts.functions):
            return
        texts = {f.symbol: f.text for f in facts.functions if f.is_kernel and f.text is not None}
        used = [tool for field in dataclasses.fields(tools) if (tool := getattr(tools, field.name)) is not None]
        runner = CachedRunner(self._shop.sandbox, self._cache, self._tree, used)
        # a listing of the disassembler that is cut short has no machine code of the kernels that it does not reach
        limits = dataclasses.replace(self._wishes.limits, output_bytes=_MAX_LISTING_BYTES)
        for arch in self._wishes.lowering_archs:
            try:
                lowered = lower(
                    attempt.bitcode, arch, tools=tools, runner=runner, limits=limits, ir_texts=texts
                )
            finally:
                self._shop.sandbox.clear()
            for kernel in lowered.kernels:
                yield kernel, tools

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
            return self._run(compiler, asked, variant)

        attempts = bring_to_compile(run, request, how, self._sources, cut_down=self._wishes.cut_down)
        last = attempts[-1]
        if last.is_compiled:
            attempts += [run(dataclasses.replace(last.request, level=l), last.variant) for l in self._wishes.levels[1:]]
        return attempts

    def _read_syntax(self, path: str, text: bytes) -> FileSyntax | None:
        """Of a text that the syntax phase read: others may be a parser's undoing."""
        language = self._view.language(path)
        return None if language is None else read_syntax((language, text, False))

    def _run(self, compiler: Compiler, request: CompileRequest, variant: Variant) -> Attempt:
        """One run of the compiler, or what an earlier one answered."""
        with self._tree.replacing(variant.texts):
            argv = compiler.command(request, f"../scratch/{_OUTPUT}", f"../scratch/{_CLOSURE}")
            made = Attempt(request, variant, "", compiler.tool, compiler.public_argv(argv))
            key = _digest([compiler.tool.digest, made.argv, self._tree.sha256(request.path)])
            answer = self._cache.get(key, self._tree)
            if answer is not None:
                return self._heard(compiler, made, answer)
            sandbox = self._shop.sandbox
            ran = sandbox.run(argv, limits=self._wishes.limits)
            try:
                failure = _failure(ran, self._wishes.limits)
                if failure is not None:
                    outcome, reason, detail = failure
                    return dataclasses.replace(made, outcome=outcome, reason=reason, detail=detail)
                files: dict[str, bytes] = {}
                if ran.exit_code == 0:
                    for name, limit in ((_OUTPUT, MAX_BITCODE_BYTES), (_CLOSURE, _MAX_CLOSURE_BYTES)):
                        files[name] = sandbox.read_output(name, limit)
                answer = Answer(ran.exit_code or 0, b"", ran.stderr, files)
            except OutputError as error:
                return dataclasses.replace(made, outcome="failed", reason="no_output", detail=str(error))
            finally:
                sandbox.clear()
            heard = self._heard(compiler, made, answer)
            own = [path.removeprefix(GENERATED) for path in heard.read if _is_in_tree(path)]
            self._cache.add(key, self._tree, answer, own if heard.is_compiled else None)
            return heard

    def _heard(self, compiler: Compiler, made: Attempt, answer: Answer) -> Attempt:
        """The attempt with what an answer says; the cache's as the compiler's."""
        if answer.exit_code != 0:
            errors = compiler.errors(answer.stderr)
            return dataclasses.replace(
                made,
                outcome="failed",
                reason=errors.reason,
                detail=errors.detail,
                exit_code=answer.exit_code,
                errors=errors.errors,
            )
        texts = self._tree.texts
        read = [path if path.startswith("/") or path in texts else GENERATED + path for path in compiler.read(answer.files[_CLOSURE])]
        return dataclasses.replace(made, outcome="compiled", exit_code=0, bitcode=answer.files[_OUTPUT], read=tuple(read))


def _is_in_tree(path: str) -> bool:
    return not path.startswith("/") or path.startswith(GENERATED)


def _not_run(request: CompileRequest, reason: str, detail: str | None) -> Attempt:
    return Attempt(request, Variant(), "not_run", reason=reason, detail=detail)


def _failure(ran: Ran, limits: Limits) -> tuple[str, str, str | None] | None:
    """Outcome, reason and detail of a run that did not end by itself."""
    if ran.error is not None:
        return "not_run", "sandbox_lost", ran.error
    if ran.timed_out:
        return "timed_out", "time", f"{limits.seconds:g} s"
    if ran.out_of_memory:
        return "out_of_memory", "memory", f"{limits.memory_bytes} bytes"
    if ran.over_scratch or ran.over_processes:
        return "crashed", "processes" if ran.over_processes else "disk", None
    if ran.exit_code is None or ran.exit_code in CRASHES:
        return "crashed", "signal", f"signal {ran.signal}" if ran.exit_code is None else f"exit code {ran.exit_code}"
    return None


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
