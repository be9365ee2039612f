"""Compiles one file of a repository: asks the cache, then the compiler in the sandbox; cuts down what does not compile."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.compile_cache import Answer, CompileCache
from warploom.extractors.ir.compile_request import CompileRequest
from warploom.extractors.ir.compilers import Compiler, Heard
from warploom.extractors.ir.contributions import GENERATED
from warploom.extractors.ir.cutting import Cutter
from warploom.extractors.ir.standard_fallbacks import fallbacks
from warploom.extractors.sandboxed import Limits, Ran, Sandbox

MAX_BITCODE_BYTES = 64 * 1024 * 1024
_MAX_ROUNDS = 4
"""Of cutting: each takes away what the errors of the one before named."""
_OUTPUT, _DEPENDENCIES = "out.bc", "out.d"


class FileCompiler:
    """Compilers, one repository's tree, a sandbox around both, and the cache of what they answered before."""

    def __init__(self, tree: CodeTree, sandbox: Sandbox, cache: CompileCache, limits: Limits) -> None:
        self._tree, self._sandbox, self._cache, self._limits = tree, sandbox, cache, limits

    def compile(self, compiler: Compiler, request: CompileRequest, cutter: Cutter, added: Mapping[str, bytes]) -> list[Attempt]:
        """Attempts in order; only the last may have compiled.

        First the file as it is, under an older standard where the errors say so; then without the functions that hold
        errors, again and again; then, for a device, without any host function. `added` are headers that a build would
        have made.
        """
        attempts = [self.run(compiler, request, Variant(texts=added))]
        while not attempts[-1].is_compiled and attempts[-1].outcome == "failed":
            flags = fallbacks(attempts[-1].request.flags, attempts[-1].diagnostics)
            if flags is None or len(attempts) == _MAX_ROUNDS:
                break
            attempts.append(self.run(compiler, dataclasses.replace(request, flags=flags), Variant(texts=added)))
        return attempts

    def run(self, compiler: Compiler, request: CompileRequest, variant: Variant) -> Attempt:
        """One run, or what an earlier one answered."""
        with self._tree.replacing(variant.texts):
            argv = compiler.command(request, f"../scratch/{_OUTPUT}", f"../scratch/{_DEPENDENCIES}")
            public = compiler.public_argv(argv)
            key = _digest([compiler.tool.digest, public, self._tree.sha256(request.path)])
            answer = self._cache.get(key, self._tree)
            if answer is not None:
                return self._attempt(compiler, request, variant, public, answer)
            ran = self._sandbox.run(argv, limits=self._limits)
            failure = _failure(ran, self._limits)
            if failure is not None:
                self._sandbox.clear()
                outcome, detail = failure
                return self._failed(compiler, request, variant, public, outcome, detail)
            answer = Answer(
                ran.exit_code or 0,
                ran.stderr,
                self._sandbox.read_output(_OUTPUT, MAX_BITCODE_BYTES) if ran.exit_code == 0 else b"",
                self._sandbox.read_output(_DEPENDENCIES, 1 << 20) if ran.exit_code == 0 else b"",
            )
            self._sandbox.clear()
            attempt = self._attempt(compiler, request, variant, public, answer)
            own = [path for path in attempt.read if not path.startswith("/") or path.startswith(GENERATED)]
            self._cache.add(key, self._tree, answer, [p.removeprefix(GENERATED) for p in own] if attempt.is_compiled else None)
            return attempt


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _failure(ran: Ran, limits: Limits) -> tuple[str, str] | None:
    """Outcome and detail of a run that did not end by itself."""
    if ran.timed_out:
        return "timed_out", f"{limits.seconds:g} s"
    if ran.out_of_memory:
        return "out_of_memory", f"{limits.memory_bytes} bytes"
    if ran.exit_code is None:
        return "crashed", f"signal {ran.signal}"
    return None
