"""Runs a compiler on a file in the sandbox, or takes what it answered before, and tells what came of it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import posixpath
from collections.abc import Iterable, Sequence
from typing import Any

from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.compile_cache import Answer, Read, current
from warploom.extractors.ir.compile_request import CompileRequest
from warploom.extractors.ir.compilers import Command, Compiler, Errors, Product
from warploom.extractors.ir.contributions import GENERATED, is_foreign
from warploom.extractors.ir.foreign_modules import to_bitcode, to_text
from warploom.extractors.ir.running import CRASHES
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.extractors.scratch import OutputError
from warploom.extractors.toolchains.offload_names import portable_offload_names
from warploom.schemas.errors import WarploomError
from warploom.schemas.reject import Reject

_OFFLOAD = b"__omp_offloading_"
"""How the names of OpenMP's target regions begin."""
_ASKS_FOR_FILES = b"__has_include"


class CompileRuns:
    """Compiler runs on the tree of one repository."""

    def __init__(self, tree: CodeTree, sandbox: Sandbox, limits: Limits) -> None:
        self._tree, self._sandbox, self._limits = tree, sandbox, limits
        self._prepared: set[tuple[str, ...]] = set()

    def run(self, compiler: Compiler, request: CompileRequest, variant: Variant) -> list[Attempt]:
        """What came of one request: one attempt, or one for each module where a run makes several."""
        with self._tree.replacing(variant.texts):
            try:
                command = compiler.command(request)
            except WarploomError as error:
                return [Attempt(request, variant, "not_run", reason="not_supported", detail=str(error))]
            made = Attempt(request, variant, "", compiler.tool, command.public)
            # with the places of this machine: answers name files by them
            words = [compiler.tool.digest, list(command.argv), command.public, sorted(command.environment.items())]
            key = _digest([*words, self._tree.sha256(request.path)])
            answer = current().get(key, self._tree)
            if answer is not None:
                return self._heard(compiler, made, answer)
            for preparation in compiler.preparations(request):
                self._prepare(preparation)
            answered = self._ask(command)
            if not isinstance(answered, Answer):
                outcome, reason, detail = answered
                return [dataclasses.replace(made, outcome=outcome, reason=reason, detail=detail)]
            heard = self._heard(compiler, made, answered)
            current().add(key, self._tree, answered, self._rests_on(request, answered, heard))
            return heard

    def _rests_on(self, request: CompileRequest, answer: Answer, heard: Sequence[Attempt]) -> Read | None:
        """What an answer holds for; None where any other file of the tree may have a say."""
        if answer.exit_code != 0:
            return None
        read = {path for attempt in heard for path in attempt.read}
        of_tree = sorted({*_of_tree(read), request.path})
        if not all(self._tree.has(path) for path in of_tree):
            return None  # what says so is code of the repository
        if any(_ASKS_FOR_FILES in self._tree.text(path) for path in of_tree):
            return None  # a file that is not there was asked for, and nothing says which
        return Read(of_tree, sorted({path.rpartition("/")[2] for path in read}))

    def clear(self) -> None:
        """Empty the scratch, what preparations made included."""
        self._sandbox.clear()
        self._prepared.clear()

    def _prepare(self, command: Command) -> None:
        if command.public not in self._prepared:
            self._prepared.add(command.public)
            self._make_directories(command)
            self._sandbox.run(command.argv, limits=self._limits, environment=command.environment)

    def _make_directories(self, command: Command) -> None:
        for directory in command.directories:
            place = self._sandbox.scratch
            for name in directory.split("/"):
                place /= name
                if not place.exists():
                    place.mkdir()
                    place.chmod(0o777)  # programs may run as somebody else

    def _ask(self, command: Command) -> Answer | tuple[str, str, str | None]:
        """The answer; or outcome, reason and detail of a run that gave none that would come again."""
        self._make_directories(command)
        ran = self._sandbox.run(command.argv, limits=self._limits, environment=command.environment)
        try:
            failure = _failure(ran, self._limits)
            if failure is not None:
                return failure
            files: dict[str, bytes] = {}
            if ran.exit_code == 0:
                for name, limit in command.outputs.items():
                    if name in command.optional and not (self._sandbox.scratch / name).exists():
                        continue
                    files[name] = self._sandbox.read_output(name, limit)
            return Answer(ran.exit_code or 0, ran.stdout, ran.stderr, files)
        except OutputError as error:
            return "failed", "no_output", str(error)
        finally:
            self._tidy(command)

    def _tidy(self, command: Command) -> None:
        """Leave nothing but what preparations have made."""
        kept = {directory.partition("/")[0] for directory in command.directories}
        if not kept:
            self.clear()
            return
        for entry in self._sandbox.scratch.iterdir():
            if entry.name not in kept:
                if entry.is_symlink() or not entry.is_dir():
                    entry.unlink()
                else:  # not of our making
                    self.clear()
                    return

    def _heard(self, compiler: Compiler, made: Attempt, answer: Answer) -> list[Attempt]:
        """The attempts with what an answer says; the cache's as the compiler's."""
        if answer.exit_code != 0:
            try:
                said = compiler.errors(answer.stdout, answer.stderr)
            except WarploomError as error:
                said = Errors((), "other", str(error))
            failed = dataclasses.replace(made, outcome="failed", reason=said.reason, detail=said.detail)
            return [dataclasses.replace(failed, exit_code=answer.exit_code, errors=said.errors)]
        try:
            products = compiler.products(made.request, answer.files)
        except WarploomError as error:
            return [dataclasses.replace(made, outcome="failed", reason="no_output", detail=str(error))]
        if not products:
            return [dataclasses.replace(made, outcome="failed", reason="nothing_left", exit_code=0)]
        return [self._compiled(made, product) for product in products]

    def _compiled(self, made: Attempt, product: Product) -> Attempt:
        read = tuple(self._named(path) for path in product.read)
        if any(path.startswith("../") or path == ".." or is_foreign(path) for path in read):
            return dataclasses.replace(made, outcome="refused", reason="include_outside", detail=None)
        bitcode = product.bitcode
        if _OFFLOAD in bitcode:
            # named by the compiler after device and inode of the file, so that no two machines would agree
            try:
                text = to_text(bitcode).decode("utf-8", "surrogateescape")
                named = portable_offload_names(text, made.request.path)
                bitcode = to_bitcode(named.encode("utf-8", "surrogateescape"))
            except Reject as reject:
                return dataclasses.replace(made, outcome="failed", reason="bitcode", detail=reject.detail)
        return dataclasses.replace(
            made,
            outcome="compiled",
            exit_code=0,
            bitcode=bitcode,
            read=read,
            unit=product.unit,
        )

    def _named(self, path: str) -> str:
        """A file as contributions are told: what lies in the tree and is none of the repository's was made for it."""
        if path.startswith("/"):
            return path
        path = posixpath.normpath(path)
        return path if path in self._tree.texts or path.split("/")[0] == ".." else GENERATED + path


def _of_tree(read: Iterable[str]) -> list[str]:
    return [path.removeprefix(GENERATED) for path in read if not path.startswith("/") or path.startswith(GENERATED)]


def _failure(ran: Ran, limits: Limits) -> tuple[str, str, str | None] | None:
    """Outcome, reason and detail of a run that did not end by itself."""
    if ran.error is not None or ran.may_be_outside:
        return "not_run", "sandbox_lost", ran.error or f"ended by signal {ran.signal} from outside"
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
