"""Builds that compile: the same bytes however they are run, and no compiler run twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.corpora import MIT, command, in_this_process, release_digests, rows, write_recipe, write_tree
from warploom.extractors.ir import workshop as workshops
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox import best_isolation
from warploom.extractors.toolchains.registry import found_tools
from warploom.pipelines import cli, exit_codes
from warploom.pipelines.places import compile_cache
from warploom.schemas.release import COMPILED

pytestmark = [
    pytest.mark.skipif(best_isolation() is Isolation.NONE, reason="no isolation works on this machine"),
    pytest.mark.skipif(not found_tools("clang"), reason="no clang: pip install 'warploom[ir]'"),
    pytest.mark.xdist_group("compiling"),
]

STAGE = """
[stages.compile_files]
languages = ["C", "C++", "CUDA", "Python"]
lowering_archs = ["sm_80"]
use_cmake = false
"""
SCALE = b"""\
#include "scale.cuh"
__global__ void scale(float *x, float by, int n)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n)
        x[i] = scaled(x[i], by);
}
"""
FIRST = {
    "LICENSE": MIT,
    "src/scale.cu": SCALE,
    "src/scale.cuh": b"__device__ inline float scaled(float x, float by) { return x * by; }\n",
    "src/sum.c": b'#include "sum.h"\nint sum(const int *x, int n)\n{\n    int s = START;\n'
    b"    for (int i = 0; i < n; i++)\n        s += x[i];\n    return s;\n}\n",
    "src/sum.h": b"#define START 0\nint sum(const int *x, int n);\n",
    "src/other.c": b"int other(int a) { return a * 3; }\n",
    "src/broken.c": b"int good(void) { return 1; }\nint bad(void) { return no_such_thing; }\n",
}
SECOND = {
    "LICENSE": MIT,
    "poly.cpp": b"template <class T> T twice(T x) { return x + x; }\nint four() { return twice(2); }\n",
    "jit.py": b"from numba import njit\n\n\n@njit\ndef total(x, n):\n    s = 0.0\n"
    b"    for i in range(n):\n        s += x[i]\n    return s\n",
    "gpl.c": b"// SPDX-License-Identifier: GPL-3.0-only\nint gpl(void) { return 4; }\n",
    "uses.c": b'#include "gpl.h"\nint uses(void) { return value(); }\n',
    "gpl.h": b"// SPDX-License-Identifier: GPL-3.0-only\nstatic int value(void) { return 5; }\n",
}


def corpus(folder: Path, stage: str = STAGE) -> Path:
    """A recipe over two little repositories, in a folder that is the same whoever builds it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, files in (("first", FIRST), ("second", SECOND)):
        write_tree(folder / name, files)
    return write_recipe(folder / "recipe.toml", [folder / "first", folder / "second"], stage)


def arguments(recipe: Path, out: Path, cache: Path, *options: str) -> list[str]:
    chosen = options if "--runner" in options else ("--runner", "in_process", *options)
    return ["build", str(recipe), "--out", str(out), "--cache", str(cache), *chosen]


def build(recipe: Path, out: Path, cache: Path, *options: str, **environment: str) -> dict[str, Any]:
    """Build in a process of its own; what it says of the compile phase."""
    ran = command(*arguments(recipe, out, cache, *options), **environment)
    assert 0 == ran.returncode, ran.stderr
    return compile_phase(out)


def build_here(recipe: Path, out: Path, cache: Path) -> dict[str, Any]:
    """The same in this process, where it is not the process that is tested."""
    ran = in_this_process(*arguments(recipe, out, cache))
    assert 0 == ran.returncode, ran.stderr
    return compile_phase(out)


def compile_phase(out: Path) -> dict[str, Any]:
    report = json.loads((out.with_name(out.name + ".work") / "run.json").read_text())
    (phase,) = [phase for phase in report["phases"] if phase["name"] == "compile"]
    return dict(phase)


class Built:
    """A corpus, the release that one process makes of it, and the caches that it filled."""

    def __init__(self, folder: Path) -> None:
        self.recipe = corpus(folder / "corpus")
        self.cache, self.out = folder / "cache", folder / "out"
        self.phase = build(self.recipe, self.out, self.cache)
        self.digests = release_digests(self.out)

    def cache_without_answers(self, folder: Path) -> Path:
        """A cache that has what was read of license texts, and no answer of a compiler."""
        cache = folder / "cache"
        cache.mkdir()
        (cache / "licenses").symlink_to(self.cache / "licenses")
        return cache


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("built"))


def test_the_release_has_what_was_compiled_and_holds(built: Built) -> None:
    """Rows in all four tables, joined to each other; every law of a release holds."""
    assert exit_codes.DONE == cli.run(["check", str(built.out)])
    modules = rows(built.out, "select path, target, coverage, n_kernels from ir_modules order by all")
    assert [
        ("jit.py", "x86_64", "unit", 0),
        ("poly.cpp", "x86_64", "whole", 0),
        ("src/broken.c", "x86_64", "part", 0),
        ("src/other.c", "x86_64", "whole", 0),
        ("src/scale.cu", "nvptx64", "whole", 1),
        ("src/scale.cu", "x86_64", "whole", 0),
        ("src/sum.c", "x86_64", "whole", 0),
    ] == modules
    units = rows(
        built.out,
        "select f.symbol, u.path from ir_functions f join code_units u on f.code_unit_id = u.row_id order by all",
    )
    assert {("_Z6scaledff", "src/scale.cuh"), ("sum", "src/sum.c"), ("_Z5scalePffi", "src/scale.cu")} <= set(units)
    assert [("_Z5scalePffi", "sm_80", True)] == rows(
        built.out, "select symbol, arch, ptx is not null from gpu_lowerings"
    )
    assert [("uses.c", "refused", "license_not_allowed")] == rows(
        built.out, "select path, outcome, reason from compile_attempts where outcome = 'refused'"
    )
    assert [] == rows(built.out, "select path from compile_attempts where path = 'gpl.c'")
    assert built.phase["counts"]["compiler_runs"] > 0


def test_nothing_of_this_machine_is_published(built: Built) -> None:
    """No place, in no column of text and no bitcode."""
    for file in (built.out / "data").rglob("*.parquet"):
        if file.parts[-2] in COMPILED:
            assert [] == [name for name in (b"/tmp/", b"site-packages", b"/usr/", b"/home/") if name in _content(file)]


def _content(file: Path) -> bytes:
    import pyarrow.parquet as pq

    return repr(pq.read_table(file).to_pylist()).encode()


@pytest.mark.parametrize(
    "options",
    [
        ("--runner", "in_process"),
        ("--runner", "dask", "--workers", "2"),
        ("--runner", "beam", "--workers", "1"),
    ],
    ids="-".join,
)
def test_runners_agree(built: Built, tmp_path: Path, options: tuple[str, ...]) -> None:
    """From an empty cache each, under another hash seed, on other paths."""
    cache = built.cache_without_answers(tmp_path)
    with tempfile.TemporaryDirectory() as short:  # the name of a socket may not be long
        phase = build(built.recipe, tmp_path / "out", cache, *options, PYTHONHASHSEED="7", TMPDIR=short)
        left = [path.name for path in Path(short).glob("warploom-*")]
    assert built.phase["counts"]["compiler_runs"] == phase["counts"]["compiler_runs"]
    assert built.digests == release_digests(tmp_path / "out")
    assert [] == left  # no code of a repository stays behind


def test_parts_agree(built: Built, tmp_path: Path) -> None:
    """Two parts, the second of which publishes."""
    cache = built.cache_without_answers(tmp_path)
    for number in (2, 1):
        run = command if number == 1 else in_this_process
        ran = run(*arguments(built.recipe, tmp_path / "out", cache, "--part", f"{number}/2"))
        assert 0 == ran.returncode, ran.stderr
    assert built.digests == release_digests(tmp_path / "out")


def test_a_second_build_does_nothing(built: Built) -> None:
    """With the same work directory, no job; the published files are not touched."""
    before = {path: path.stat().st_mtime_ns for path in built.out.rglob("*")}
    ran = in_this_process(*arguments(built.recipe, built.out, built.cache))
    assert 0 == ran.returncode, ran.stderr
    assert "nothing to compute" in ran.stderr
    assert 0 == compile_phase(built.out)["ran"]
    assert before == {path: path.stat().st_mtime_ns for path in built.out.rglob("*")}


def test_a_new_work_directory_runs_no_compiler(built: Built, tmp_path: Path) -> None:
    """All is answered from the cache, failures and lowerings too, and comes to the same bytes."""
    phase = build(built.recipe, tmp_path / "out", built.cache)
    assert (True, 0) == (phase["ran"] > 0, phase["counts"]["compiler_runs"])
    assert built.digests == release_digests(tmp_path / "out")


def test_a_killed_build_goes_on_to_the_same_bytes(built: Built, tmp_path: Path) -> None:
    """SIGKILL to the whole process group while a compiler runs: nothing half done is taken for done."""
    cache, out = built.cache_without_answers(tmp_path), tmp_path / "out"
    words = [sys.executable, "-m", "warploom.pipelines.cli", *arguments(built.recipe, out, cache)]
    with subprocess.Popen(words, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = b""
        while b"compile" not in said:  # the phase that begins
            line = process.stderr.readline()
            assert line, said
            said += line
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGKILL)
    assert not (out / "manifest.json").exists()
    build_here(built.recipe, out, cache)
    assert built.digests == release_digests(out)


def test_a_changed_header_compiles_again_what_includes_it(built: Built, tmp_path: Path) -> None:
    """And nothing else but what failed, of which nobody knows what it read."""
    recipe = corpus(tmp_path / "corpus")
    build_here(recipe, tmp_path / "out", tmp_path / "cache")
    bitcodes = "select path, target, bitcode_sha256 from ir_modules order by all"
    before = rows(tmp_path / "out", bitcodes)
    header = tmp_path / "corpus" / "first" / "src" / "sum.h"
    header.write_bytes(header.read_bytes().replace(b"START 0", b"START 9"))
    phase = build_here(recipe, tmp_path / "out", tmp_path / "cache")
    changed = set(before) ^ set(rows(tmp_path / "out", bitcodes))
    assert {"src/sum.c"} == {str(row[0]) for row in changed}
    # sum.c, and broken.c as a whole: it failed in a tree that was another one
    assert 2 == phase["counts"]["compiler_runs"]


def test_below_the_least_isolation_nothing_is_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows say so; the rest of the build is as ever."""
    monkeypatch.setattr(workshops, "best_isolation", lambda: Isolation.NONE)
    workshops.workshop.cache_clear()
    try:
        recipe = corpus(tmp_path / "corpus", f'{STAGE}[sandbox]\nminimum = "userns"\n')
        assert exit_codes.DONE == cli.run(arguments(recipe, tmp_path / "out", tmp_path / "cache"))
    finally:
        workshops.workshop.cache_clear()
    told = rows(tmp_path / "out", "select distinct outcome, reason from compile_attempts order by all")
    assert [("not_run", "no_isolation"), ("not_run", "no_translation_unit")] == told
    assert [(0,)] == rows(tmp_path / "out", "select count(*) from ir_modules")
    assert rows(tmp_path / "out", "select path from source_files")
    assert 0 == compile_phase(tmp_path / "out")["counts"]["compiler_runs"]
    assert exit_codes.DONE == cli.run(["check", str(tmp_path / "out")])


def test_without_a_language_there_are_tables_without_rows(tmp_path: Path) -> None:
    """They pass the check; no job of the phase is planned."""
    recipe = corpus(tmp_path / "corpus", "")
    phase = build_here(recipe, tmp_path / "out", tmp_path / "cache")
    assert 0 == phase["jobs"]
    for folder in COMPILED:
        assert [(0,)] == rows(tmp_path / "out", f"select count(*) from {folder}")  # noqa: S608 - a closed set
    assert exit_codes.DONE == cli.run(["check", str(tmp_path / "out")])
    assert not compile_cache(tmp_path / "cache").exists()
