"""Whether our declarations of CUDA change kernels: structural hashes with them against those with the real toolkit.

Files of CUDA are brought to compile with our headers as a build does, by ziglang's clang. What then compiles (the file,
or what is left of it, with its instances of templates) is compiled twice more by Debian's clang of the same version:
with our headers, and with those of a real toolkit. Kernels are compared where both compile, unoptimised, for sm_80.
The toolkit is the directory that WARPLOOM_BENCH_CUDA names, or the one of NVIDIA's wheels in this environment.
"""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import importlib.util
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import real_input
import ziglang
from measuring import BUILD, BenchmarkError, Figure, say, write_result
from unpacked_view import UnpackedView

from warploom.extractors.ir.attempts import Attempt
from warploom.extractors.ir.code_tree import CodeTree
from warploom.extractors.ir.compile_cache import CompileCache, caching
from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.ir.compilers import clang_readable
from warploom.extractors.ir.foreign_modules import read_in_child
from warploom.extractors.ir.module_facts import FunctionFacts
from warploom.extractors.ir.repository_compiler import RepositoryCompiler
from warploom.extractors.ir.workshop import Workshop
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandboxed import Limits, Sandbox
from warploom.extractors.toolchains.clang import HEADERS, clang_command
from warploom.extractors.toolchains.registry import found_tools
from warploom.schemas.reject import Reject

NAME = "stub_headers"
_GOAL = 95.0
_PACKAGES = ("mmcv", "mmcv-full", "deepspeed", "lightgbm", "xgboost", "petsc", "cupy")
_FILES = int(os.environ.get("WARPLOOM_BENCH_FILES", "40"))
"""Of each package, picked by the hash of their paths."""
_MAX_BITCODE_BYTES = 64 * 1024 * 1024
_BESIDE = "warploom-beside"
_BESIDE_TEXTS = {
    f"{_BESIDE}/before.h": b"""\
#define WARPLOOM_C extern "C"
#define WARPLOOM_DEFAULT(...) = __VA_ARGS__
template <class A, class B> __host__ inline decltype(true ? A() : B()) min(A a, B b) { return b < a ? b : a; }
template <class A, class B> __host__ inline decltype(true ? A() : B()) max(A a, B b) { return a < b ? b : a; }
""",
    f"{_BESIDE}/cuda_profiler_api.h": b"""\
extern "C" cudaError_t cudaProfilerStart(void);
extern "C" cudaError_t cudaProfilerStop(void);
""",
}
"""What the host's side needs with the real toolkit, so that more files compile: nvcc has `min` and `max` for it, clang
has not, our other headers expect our own words, and the wheels lack a header that declares two functions."""
_SHOWN = 12
"""Differences that are told."""


@dataclass(frozen=True, slots=True)
class _Side:
    """Kernels by symbol, or why there are none."""

    kernels: dict[str, FunctionFacts] | None
    error: str = ""


def measure() -> list[Figure]:
    """Shares of kernels, in percent."""
    cuda = _toolkit()
    if cuda is None:
        say("  no CUDA toolkit is here: install the extra [cuda], or name one in WARPLOOM_BENCH_CUDA")
        return []
    figures: list[Figure] = []
    total: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    differences: Counter[str] = Counter()
    details: dict[str, Any] = {}
    for directory in real_input.directories():
        if directory.name not in _PACKAGES:
            continue
        counts: Counter[str] = Counter()
        unequal: dict[str, list[str]] = defaultdict(list)
        for path, ours, stub, real in _compiled(directory, cuda):
            counts["files"] += 1
            for one, other, what in ((ours, stub, "compiler"), (stub, real, "headers"), (ours, real, "both")):
                if one.kernels is None or other.kernels is None:
                    continue
                counts[f"{what}: files"] += 1
                for symbol in one.kernels.keys() | other.kernels.keys():
                    counts[f"{what}: kernels"] += 1
                    found = [side.kernels.get(symbol) for side in (one, other) if side.kernels is not None]
                    if None not in found and found[0].structural_hash == found[1].structural_hash:  # type: ignore[union-attr]
                        counts[f"{what}: equal"] += 1
                    elif what == "headers":
                        unequal[path].append(symbol)
                        differences.update(_differences(*found))
            if real.kernels is None:
                errors[real.error] += 1
        total.update(counts)
        details[directory.name] = {**counts, "unequal": unequal}
        say(f"  {directory.name}: {dict(counts)}")
        figures += _figures(directory.name, counts)
    figures += _figures("all", total, _GOAL)
    for what, n in differences.most_common(_SHOWN):
        say(f"  {n} kernels: {what}")
    for what, n in errors.most_common(_SHOWN):
        say(f"  {n} files not with the real toolkit: {what}")
    write_result(
        NAME, figures, {**details, "differences": differences.most_common(100), "errors": errors.most_common(100)}
    )
    return figures


def _figures(name: str, counts: Counter[str], goal: float | None = None) -> list[Figure]:
    figures = []
    for what, meaning in (
        ("headers", "ours : the toolkit's, one compiler"),
        ("both", "ziglang and ours : Debian and the toolkit's"),
    ):
        n = counts[f"{what}: kernels"]
        if n:
            share = 100 * counts[f"{what}: equal"] / n
            figures.append(
                Figure(
                    *(NAME, f"{name}: {n} kernels of {counts[f'{what}: files']} files, equal, {meaning}", share, "%"),
                    *(() if goal is None else (f">= {goal:g}", share >= goal)),
                )
            )
    return figures


def _toolkit() -> Path | None:
    named = os.environ.get("WARPLOOM_BENCH_CUDA")
    if named:
        return Path(named)
    found = importlib.util.find_spec("nvidia")
    for place in (found.submodule_search_locations or ()) if found else ():
        for toolkit in sorted(Path(place).glob("cu[0-9]*")):
            if (toolkit / "include" / "cuda_runtime.h").is_file():
                return toolkit
    return None


def _compiled(directory: Path, cuda: Path) -> Iterator[tuple[str, _Side, _Side, _Side]]:
    """Of each file: by ziglang's clang with our headers, by Debian's with ours, by Debian's with the toolkit's."""
    view = UnpackedView(directory)
    paths = [path for path in view.paths() if path.endswith(".cu")]
    paths = sorted(paths, key=lambda path: hashlib.sha256(path.encode()).digest())[:_FILES]
    shop = Workshop("ziglang", Isolation.SECCOMP_LANDLOCK)
    libraries = Path(ziglang.__file__).parent / "lib"
    mine = shop.clang
    debian = next((t for t in found_tools("clang") if mine and _is_twin(t.shipped_by, t.version, mine.version)), None)
    if mine is None or debian is None:
        raise BenchmarkError("clang", "needs ziglang, and Debian's clang of the same version")
    wishes = CompileFiles(device_archs=("sm_80",), lowering_archs=(), use_host_side=False).wishes()
    readable = sorted({*clang_readable(debian), libraries.parent, HEADERS, cuda.resolve()})
    with tempfile.TemporaryDirectory(prefix="warploom-bench-") as name:
        root = Path(name).resolve()
        with (
            caching(CompileCache(BUILD / NAME / "cache")),
            Sandbox(root, readable=readable, level=shop.isolation) as box,
        ):
            tree = CodeTree(box.tree, view.texts())
            compiler = RepositoryCompiler(view, shop, wishes)
            try:
                for path in paths:
                    last = [a for a in compiler.compile(path, "CUDA") if a.is_compiled and not a.is_superseded][-1:]
                    for attempt in last:
                        ours = _side(attempt.bitcode)
                        if ours.kernels:
                            yield (
                                path,
                                ours,
                                *(_again(box, tree, attempt, debian, libraries, c) for c in (None, cuda)),
                            )
            finally:
                compiler.close()


def _is_twin(shipped_by: str, version: str, wanted: str) -> bool:
    return not shipped_by.startswith("ziglang") and version.split(".")[0] == wanted.split(".")[0]


def _again(box: Sandbox, tree: CodeTree, attempt: Attempt, clang: Any, libraries: Path, cuda: Path | None) -> _Side:
    request, texts = attempt.request, attempt.variant.texts
    if cuda is not None:
        flags = dataclasses.replace(
            request.flags,
            forced_includes=(f"{_BESIDE}/before.h", *request.flags.forced_includes),
            include_directories=(*request.flags.include_directories, _BESIDE),
        )
        request, texts = dataclasses.replace(request, flags=flags), {**texts, **_BESIDE_TEXTS}
    argv = clang_command(clang, request, "../scratch/out.bc", cuda=cuda, libraries=libraries)
    with tree.replacing(texts):
        ran = box.run(argv, limits=Limits(seconds=120.0))
        if cuda is not None and not ran.is_success:  # what clang cannot read of CCCL, our own headers declare
            folder = str(cuda / "include" / "cccl")
            fewer = [a for a, b in zip(argv, [*argv[1:], ""], strict=True) if folder not in (a, b)]
            ran = box.run(fewer, limits=Limits(seconds=120.0))
    try:
        if not ran.is_success:
            first = next((line for line in ran.stderr.decode(errors="replace").splitlines() if "error:" in line), "?")
            return _Side(None, first.partition("error:")[2].strip()[:120])
        return _side(box.read_output("out.bc", _MAX_BITCODE_BYTES))
    finally:
        box.clear()


def _side(bitcode: bytes) -> _Side:
    facts = read_in_child(bitcode)
    if isinstance(facts, Reject):
        return _Side(None, facts.detail or "")
    return _Side({f.symbol: f for f in facts.functions if f.is_kernel})


def _differences(one: FunctionFacts | None, other: FunctionFacts | None) -> Sequence[str]:
    """The first lines that differ, without the numbers of values."""
    if one is None or other is None:
        return ["only with ours" if other is None else "only with the toolkit's"]
    texts = [_lines(side.text or "") for side in (one, other)]
    changed = [line for line in difflib.ndiff(*texts, linejunk=None, charjunk=None) if line[:1] in "+-"]
    return [" | ".join(" ".join(line.split())[:110] for line in changed[:2])]


def _lines(text: str) -> list[str]:
    words = [" ".join("%" if w.startswith("%") else w for w in line.split(" ")) for line in text.splitlines()]
    return [line for line in words if line.strip()][:400]


if __name__ == "__main__":
    from measuring import table

    print(table(measure()))
