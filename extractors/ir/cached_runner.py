"""Runs tools in the sandbox, or gives what they answered before to the same input."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.compile_cache import Answer, CompileCache, Read
from warploom.extractors.ir.running import write_input
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.extractors.toolchains.tool import Tool

_MAX_FILE_BYTES = 64 * 1024 * 1024


class CachedRunner:
    """A `running.Runner`. What a tool is given is its command line and all that lies in the scratch beforehand."""

    def __init__(self, sandbox: Sandbox, cache: CompileCache, tree: CodeTree, tools: Sequence[Tool]) -> None:
        self._sandbox, self._cache, self._tree = sandbox, cache, tree
        self._digests = {str(tool.path): tool.digest for tool in tools}

    @property
    def scratch(self) -> Path:
        """Where input lies and output comes."""
        return self._sandbox.scratch

    def run(self, argv: Sequence[str], *, limits: Limits, environment: Mapping[str, str]) -> Ran:
        """Run a tool; files that it writes lie in the scratch afterwards, whoever made them."""
        given = self._files()
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in given.items()}
        words = [self._digests[argv[0]], *argv[1:], sorted(digests.items()), sorted(environment.items())]
        key = hashlib.sha256(json.dumps(words).encode()).hexdigest()
        answer = self._cache.get(key, self._tree)
        if answer is not None:
            for name, content in answer.files.items():
                write_input(self.scratch / name, content)
            return Ran.answered(answer.exit_code, answer.stdout, answer.stderr)
        ran = self._sandbox.run(argv, limits=limits, environment=environment)
        if ran.exit_code is not None and not ran.is_over_limit and not ran.out_of_memory and not ran.stdout_dropped:
            made = {name: content for name, content in self._files().items() if given.get(name) != content}
            self._cache.add(key, self._tree, Answer(ran.exit_code, ran.stdout, ran.stderr, made), Read(()))
        return ran

    def _files(self) -> dict[str, bytes]:
        names = sorted(path.name for path in self.scratch.iterdir())
        return {name: self._sandbox.read_output(name, _MAX_FILE_BYTES) for name in names}
