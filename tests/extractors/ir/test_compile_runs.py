"""What is made of a compiler's run: the attempt, what of it is kept, and what is left for the next one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.extractors.ir.compiling import OK, ScriptedCompiler, ScriptedSandbox, ending, request_for, writing
from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.compile_cache import CompileCache, caching
from warploom.extractors.ir.compile_runs import CompileRuns
from warploom.extractors.ir.foreign_modules import to_bitcode, to_text
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Limits

TEXTS = {"a.c": b'#include "a.h"\n', "a.h": b"int x;\n", "b.h": b"int y;\n"}
GOOD = writing(out_bc=b"BC", out_d=b"a.h")
COMPILER = ScriptedCompiler()
WHOLE = Variant()


class Bench:
    """A tree, a sandbox and a cache; the next `Bench` of the same folder stands for the next build."""

    def __init__(self, folder: Path, texts: dict[str, bytes], *programs: Callable[[Path], Ran]) -> None:
        self.cache = CompileCache(folder / "cache")
        self.sandbox = ScriptedSandbox(folder / f"place{len(list(folder.iterdir()))}", list(programs))
        self.runs = CompileRuns(CodeTree(self.sandbox.tree, texts), self.sandbox, Limits(seconds=7.5))  # type: ignore[arg-type]

    def run(self, compiler: ScriptedCompiler = COMPILER, variant: Variant = WHOLE, **request: Any) -> Attempt:
        with caching(self.cache):
            (attempt,) = self.runs.run(compiler, request_for(**request), variant)
        return attempt

    @property
    def n_runs(self) -> int:
        return len(self.sandbox.commands)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Left without a file outside of places and cache."""
    yield tmp_path
    assert {p.name.rstrip("0123456789") for p in tmp_path.iterdir()} <= {"cache", "place"}


def test_a_run_that_succeeds_is_told_and_leaves_nothing(folder: Path) -> None:
    """Bitcode, the files that were read, the command line as it is published."""
    bench = Bench(folder, TEXTS, GOOD)
    attempt = bench.run()
    assert ("compiled", None, b"BC", 0) == (attempt.outcome, attempt.reason, attempt.bitcode, attempt.exit_code)
    assert ("a.c", "a.h") == attempt.read
    assert ("fakec", "unoptimised", "a.c") == attempt.argv
    assert [] == list(bench.sandbox.scratch.iterdir())


def test_the_same_question_is_answered_from_the_cache(folder: Path) -> None:
    """By the next build as well; another level, file or compiler is another question."""
    first = Bench(folder, TEXTS, GOOD)
    attempt = first.run()
    assert attempt == first.run()
    second = Bench(folder, TEXTS, GOOD)
    assert attempt == second.run()
    assert (1, 0) == (first.n_runs, second.n_runs)
    second.run(level="O2")
    other = dataclasses.replace(COMPILER.tool, digest="e" * 64)
    second.run(ScriptedCompiler(other))
    second.run(ScriptedCompiler(environment={"CARGO_PKG_VERSION": "2.0"}))
    assert 3 == second.n_runs


@pytest.mark.parametrize(
    ("change", "n_runs"),
    [
        ({"b.h": b"int z;\n"}, 0),
        ({"new.h": b""}, 0),
        ({"a.h": b"int z;\n"}, 1),
        ({"a.c": b"int z;\n"}, 1),
        ({"include/a.h": b""}, 1),
        ({"include/stdio.h": b""}, 1),
    ],
    ids=["unread", "new", "header", "source", "shadow", "shadow of a toolchain's"],
)
def test_a_change_asks_again_where_it_may_matter(folder: Path, change: dict[str, bytes], n_runs: int) -> None:
    """What was read, and what could now be found in its place; nothing else."""
    program = writing(out_bc=b"BC", out_d=b"a.h /toolchain/ziglang/libc/include/stdio.h")
    Bench(folder, TEXTS, program).run()
    bench = Bench(folder, {**TEXTS, **change}, program)
    bench.run()
    assert n_runs == bench.n_runs


def test_who_asks_for_files_holds_for_the_whole_tree(folder: Path) -> None:
    """`__has_include` of a file that is not there leaves no trace of its name."""
    texts = {**TEXTS, "a.h": b"#if __has_include(<config.h>)\n#endif\n"}
    Bench(folder, texts, GOOD).run()
    same, more = Bench(folder, texts, GOOD), Bench(folder, {**texts, "config.h": b""}, GOOD)
    same.run()
    more.run()
    assert (0, 1) == (same.n_runs, more.n_runs)


def test_what_code_says_that_it_read_may_be_anything(folder: Path) -> None:
    """Numba's results come from the repository's own statements."""
    bench = Bench(folder, TEXTS, writing(out_bc=b"BC", out_d=b"no/such/file.py"))
    assert ("a.c", "/generated/no/such/file.py") == bench.run().read
    bench.run()
    assert 1 == bench.n_runs


def test_a_failure_is_kept_for_the_tree(folder: Path) -> None:
    """Nobody knows what it read."""
    program = ending(exit_code=1, stderr=b"expected expression")
    failed = Bench(folder, TEXTS, program).run()
    assert ("failed", "syntax", 1, ["expected expression"]) == (
        *(failed.outcome, failed.reason, failed.exit_code),
        failed.messages,
    )
    same = Bench(folder, TEXTS, program)
    assert failed == same.run()
    changed = Bench(folder, {**TEXTS, "b.h": b""}, program)
    changed.run()
    assert (0, 1) == (same.n_runs, changed.n_runs)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"timed_out": True, "signal": 9}, ("timed_out", "time", "7.5 s")),
        ({"out_of_memory": True, "signal": 9}, ("out_of_memory", "memory", "4294967296 bytes")),
        ({"out_of_memory": True, "exit_code": 1}, ("out_of_memory", "memory", "4294967296 bytes")),
        ({"over_scratch": True, "signal": 9}, ("crashed", "disk", None)),
        ({"over_processes": True, "signal": 9}, ("crashed", "processes", None)),
        ({"signal": 11}, ("crashed", "signal", "signal 11")),
        ({"exit_code": 139}, ("crashed", "signal", "exit code 139")),
        ({"exit_code": 70}, ("crashed", "signal", "exit code 70")),
        ({"signal": 9}, ("not_run", "sandbox_lost", "ended by signal 9 from outside")),
        ({"signal": 15}, ("not_run", "sandbox_lost", "ended by signal 15 from outside")),
        ({"error": "the server was silent"}, ("not_run", "sandbox_lost", "the server was silent")),
    ],
    ids=lambda value: "-".join(map(str, value)),
)
def test_limits_crashes_and_lost_sandboxes_are_told_apart_and_not_kept(
    folder: Path, how: dict[str, Any], told: tuple[str, str, str | None]
) -> None:
    """They may end otherwise the next time, so the next time tries."""
    bench = Bench(folder, TEXTS, ending(**how), GOOD)
    attempt = bench.run()
    assert told == (attempt.outcome, attempt.reason, attempt.detail)
    assert "compiled" == bench.run().outcome


@pytest.mark.parametrize(
    ("program", "detail"),
    [
        (writing(out_d=b""), "output 'out.bc': No such file or directory"),
        (writing(out_bc=b"B" * 101, out_d=b""), "output 'out.bc': 101 bytes, more than 100"),
        (lambda s: ((s / "out.bc").symlink_to("/etc/passwd"), OK)[1], "output 'out.bc': not a regular file"),
        (lambda s: ((s / "out.bc").mkdir(), OK)[1], "output 'out.bc': not a regular file"),
    ],
    ids=["missing", "large", "link", "directory"],
)
def test_output_that_cannot_be_taken_is_a_failure(folder: Path, program: Callable[[Path], Ran], detail: str) -> None:
    """And the scratch is empty for the next file all the same."""
    bench = Bench(folder, TEXTS, program)
    attempt = bench.run()
    assert ("failed", "no_output", detail) == (attempt.outcome, attempt.reason, attempt.detail)
    assert [] == list(bench.sandbox.scratch.iterdir())


def test_output_that_may_be_missing_is_no_failure(folder: Path) -> None:
    """As of functions that a file has not; without any, there is nothing left."""
    compiler = ScriptedCompiler(optional=frozenset({"out.bc"}))
    attempt = Bench(folder, TEXTS, writing(out_d=b"")).run(compiler)
    assert ("failed", "nothing_left", 0) == (attempt.outcome, attempt.reason, attempt.exit_code)


@pytest.mark.parametrize("path", ["../outside.h", "..", "x/../../y.h", "/etc/passwd", "/usr/include/stdio.h"])
def test_what_lies_outside_may_not_become_part_of_a_module(folder: Path, path: str) -> None:
    """Nobody knows a license of it, and no other machine has it."""
    attempt = Bench(folder, TEXTS, writing(out_bc=b"BC", out_d=path.encode())).run()
    assert ("refused", "include_outside", b"") == (attempt.outcome, attempt.reason, attempt.bitcode)


def test_what_the_tree_has_beside_the_repository_is_named_so(folder: Path) -> None:
    """Headers that were made for an attempt, and places that are equal everywhere."""
    read = b"made/config.h ./a.h /headers/cuda/cuda.h /toolchain/ziglang/x.h"
    attempt = Bench(folder, TEXTS, writing(out_bc=b"BC", out_d=read)).run(variant=Variant(texts={"made/config.h": b""}))
    expected = ("a.c", "/generated/made/config.h", "a.h", "/headers/cuda/cuda.h", "/toolchain/ziglang/x.h")
    assert expected == attempt.read


def test_a_text_that_stands_in_is_part_of_the_question(folder: Path) -> None:
    """It lies there while the compiler runs, and is gone afterwards."""
    seen: list[bytes] = []
    bench = Bench(folder, TEXTS, lambda s: (seen.append((s.parent / "tree" / "a.c").read_bytes()), GOOD(s))[1])
    for text in (b"one", b"two", b"one"):
        bench.run(variant=Variant("part", {"a.c": text}, ("f (function)",)))
    bench.run()
    assert [b"one", b"two", TEXTS["a.c"]] == seen


def test_what_a_compiler_cannot_do_is_not_run(folder: Path) -> None:
    """And says what."""
    attempt = Bench(folder, TEXTS, GOOD).run(ScriptedCompiler(refuses="there is no level Os"))
    assert ("not_run", "not_supported", "fakec cannot do this: there is no level Os") == (
        *(attempt.outcome, attempt.reason, attempt.detail),
    )


def test_messages_that_nobody_understands_are_a_failure(folder: Path) -> None:
    """Of this file, not of the build: what a compiler prints is the repository's doing."""
    attempt = Bench(folder, TEXTS, ending(exit_code=1)).run(ScriptedCompiler(misunderstands=True))
    assert ("failed", "other", "these are no messages") == (attempt.outcome, attempt.reason, attempt.detail)


MODULES = ScriptedCompiler(prepared=(("prepare", "k"), ("prepare", "l")), directories=("modules/k", "modules/l"))


def test_preparations_run_once_in_a_repository(folder: Path) -> None:
    """Their output outlasts the commands; with an answer from the cache none is run."""
    bench = Bench(folder, TEXTS, GOOD)
    bench.run(MODULES)
    bench.run(MODULES, level="O2")
    assert ["k", "l", "unoptimised", "O2"] == [command[1] for command in bench.sandbox.commands]
    assert ["modules"] == [p.name for p in bench.sandbox.scratch.iterdir()]
    later = Bench(folder, TEXTS, GOOD)
    later.run(MODULES)
    assert 0 == later.n_runs


@pytest.mark.parametrize("by", ["another compiler", "a directory in the scratch", "a caller"])
def test_preparations_run_again_after_a_clear(folder: Path, by: str) -> None:
    """Whoever emptied the scratch has taken their output along."""
    bench = Bench(folder, TEXTS, GOOD)
    bench.run(MODULES)
    if by == "another compiler":
        bench.run(path="b.h")
    elif by == "a caller":
        bench.runs.clear()
    else:
        bench.sandbox.programs[:] = [lambda s: ((s / "other").mkdir(), GOOD(s))[1], GOOD]
        bench.run(MODULES, level="O3")
    bench.sandbox.commands.clear()
    bench.run(MODULES, level="O2")
    assert ["k", "l", "O2"] == [command[1] for command in bench.sandbox.commands]
    assert (bench.sandbox.scratch / "modules" / "k").is_dir()


LARGE = ScriptedCompiler(outputs={"out.bc": 100_000, "out.d": 1000})


def test_regions_for_a_device_are_named_alike_everywhere(folder: Path) -> None:
    """The compiler names them after device and inode of the file."""
    first, second = (
        Bench(folder, TEXTS, writing(out_bc=to_bitcode(_region(name)), out_d=b"")).run(LARGE, level=name)
        for name in ("803_a8d4d2", "10302_3fa40d7")
    )
    assert first.bitcode == second.bitcode
    assert b"__omp_offloading_" in to_text(first.bitcode)
    assert b"803_a8d4d2" not in to_text(first.bitcode)


def _region(inode: str) -> bytes:
    name = f"__omp_offloading_{inode}_sum_l3"
    return f'target triple = "nvptx64-nvidia-cuda"\ndefine void @{name}() {{\n  ret void\n}}\n'.encode()


def test_damaged_bitcode_of_regions_is_a_failure(folder: Path) -> None:
    """It is read in a child."""
    attempt = Bench(folder, TEXTS, writing(out_bc=b"BC\xc0\xde__omp_offloading_x", out_d=b"")).run()
    assert ("failed", "bitcode") == (attempt.outcome, attempt.reason)
