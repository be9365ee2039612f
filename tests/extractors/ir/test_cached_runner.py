"""Tools that are run once for the same input."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.extractors.ir.compiling import ScriptedSandbox, ending, writing
from warploom.extractors.ir.cached_runner import CachedRunner
from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.compile_cache import CompileCache
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Limits
from warploom.extractors.toolchains.tool import Tool

PTXAS = Tool("ptxas", "13.0", "a" * 64, Path("/opt/ptxas"))
ARGV = ["/opt/ptxas", "-arch", "sm_80", "../scratch/in.ptx"]


class Bench:
    """A runner in a place of its own; benches of the same folder share the cache on disk."""

    def __init__(self, folder: Path, *programs: Callable[[Path], Ran], tool: Tool = PTXAS) -> None:
        self.sandbox = ScriptedSandbox(folder / f"place{len(list(folder.iterdir()))}", list(programs))
        self.cache = CompileCache(folder / "cache")
        tree = CodeTree(self.sandbox.tree, {"a.cu": b""})
        self.runner = CachedRunner(self.sandbox, self.cache, tree, [tool])  # type: ignore[arg-type]

    def run(self, given: bytes = b".version 8.0", argv: list[str] = ARGV, **environment: str) -> Ran:
        """The tool on one file; what it leaves is taken away as lowering does."""
        self.sandbox.clear()
        (self.runner.scratch / "in.ptx").write_bytes(given)
        ran = self.runner.run(argv, limits=Limits(), environment=environment)
        self.cache.write()
        assert isinstance(ran, Ran)
        return ran

    def left(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.runner.scratch.iterdir()}


def test_the_same_input_runs_once(tmp_path: Path) -> None:
    """What it wrote lies there afterwards, whoever made it; by another process as well."""
    first, second = (Bench(tmp_path, writing(out_cubin=b"ELF")) for _ in range(2))
    ran = first.run()
    left = first.left()
    assert {"in.ptx": b".version 8.0", "out.cubin": b"ELF"} == left
    second.cache.refresh()
    answered = second.run()
    assert (left, []) == (second.left(), second.sandbox.commands)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (answered.exit_code, answered.stdout, answered.stderr)


def test_a_failure_is_an_answer_too(tmp_path: Path) -> None:
    """With what the tool said."""
    bench = Bench(tmp_path, ending(exit_code=255, stderr=b"ptxas fatal: no"))
    assert bench.run().stderr == bench.run().stderr == b"ptxas fatal: no"
    assert 1 == len(bench.sandbox.commands)


def test_other_input_is_another_question(tmp_path: Path) -> None:
    """The file, the command line, the environment, the tool."""
    bench = Bench(tmp_path, writing(out_cubin=b"ELF"))
    for _ in range(2):
        bench.run()
        bench.run(b".version 8.1")
        bench.run(argv=[*ARGV, "-O0"])
        bench.run(LC_ALL="C")
    assert 4 == len(bench.sandbox.commands)
    newer = Bench(tmp_path, writing(out_cubin=b"ELF"), tool=dataclasses.replace(PTXAS, digest="b" * 64))
    newer.run()
    assert 1 == len(newer.sandbox.commands)


def test_a_file_that_a_tool_overwrites_is_given_back_as_it_left_it(tmp_path: Path) -> None:
    """Never through a link that lies there."""
    bench = Bench(tmp_path, writing(in_ptx=b"changed"))
    bench.run()
    bench.run()
    assert {"in.ptx": b"changed"} == bench.left()
    assert 1 == len(bench.sandbox.commands)


@pytest.mark.parametrize(
    "how",
    [
        {"timed_out": True, "signal": 9},
        {"out_of_memory": True, "exit_code": 1},
        {"over_scratch": True, "signal": 9},
        {"signal": 11},
        {"error": "lost"},
        {"exit_code": 0, "stdout": b"half", "stdout_dropped": 7},
    ],
    ids=lambda how: next(iter(how)),
)
def test_what_may_end_otherwise_the_next_time_is_not_kept(tmp_path: Path, how: dict[str, object]) -> None:
    """Limits, crashes, lost sandboxes, and answers that are cut short."""
    bench = Bench(tmp_path, ending(**how))
    bench.run()
    bench.run()
    assert 2 == len(bench.sandbox.commands)
