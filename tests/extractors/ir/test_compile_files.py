"""Files compiled in the sandbox by the stage: modules, functions, lowerings and attempts as rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.extractors.ir.code_views import MemoryView
from warploom.extractors.ir.compile_cache import CompileCache, caching
from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox import best_isolation
from warploom.schemas.identity import occurrence_id
from warploom.schemas.source_files import SOURCE_PLACES
from warploom.schemas.stage import Outcome

pytestmark = [
    pytest.mark.skipif(best_isolation() is Isolation.NONE, reason="no isolation works on this machine"),
    pytest.mark.xdist_group("compile"),
]

KERNEL = b"""\
#include "scale.cuh"
__global__ void scale(float *x, float by, int n)
{
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n)
        x[i] = scaled(x[i], by);
}
void launch(float *x, int n) { scale<<<(n + 255) / 256, 256>>>(x, 2.0f, n); }
"""
HEADER = b"__device__ inline float scaled(float x, float by) { return x * by; }\n"
STAGE = CompileFiles(languages=("C", "C++", "CUDA"), lowering_archs=("sm_80",), use_cmake=False, seconds=30.0)


def run(view: MemoryView, cache: Path, stage: CompileFiles = STAGE, **languages: str) -> Outcome:
    """The stage on files of a view, given as `name_extension=language`."""
    paths = {name.replace("_", "."): language for name, language in languages.items()}
    rows = [
        {
            "occurrence_id": occurrence_id(view.repository_id, path),
            "repository_id": view.repository_id,
            "path": path,
            "content_id": view.content_id(path),
            "language": language,
        }
        for path, language in paths.items()
    ]
    with caching(CompileCache(cache)):
        return stage(SOURCE_PLACES.batch(rows), view)


def table(outcome: Outcome, name: str) -> list[dict[str, Any]]:
    """Rows of one emitted table."""
    tables = {t.name: batch for t, batch in zip(CompileFiles.emits, outcome.emitted, strict=True)}
    return list(tables[name].to_pylist())


def attempts(outcome: Outcome) -> list[tuple[str, str, str, str | None]]:
    return [
        (row["target"], row["coverage"], row["outcome"], row["reason"])
        for row in table(outcome, "compile_attempts_of_files")
    ]


def test_a_kernel_becomes_modules_functions_and_a_lowering(tmp_path: Path) -> None:
    """Host and device, each function joined to its unit, also where a header defines it."""
    view = MemoryView({"scale.cu": KERNEL, "scale.cuh": HEADER})
    outcome = run(view, tmp_path, scale_cu="CUDA", scale_cuh="CUDA")
    modules = table(outcome, "compiled_modules")
    assert ["nvptx64", "x86_64"] == [row["target"] for row in modules]
    device = modules[0]
    assert (1, "stub", "whole", True) == tuple(
        device[name] for name in ("n_kernels", "headers", "coverage", "is_verified")
    )
    assert device["bitcode"].startswith(b"BC\xc0\xde")
    assert str(Path.home()) not in str(device["compile_argv"])
    functions = {
        row["symbol"]: row
        for row in table(outcome, "compiled_functions")
        if row["ir_module_id"] == device["ir_module_id"]
    }
    kernel = functions["_Z5scalePffi"]
    assert (True, "scale.cu", 2) == (kernel["is_kernel"], kernel["source_path"], kernel["source_line"])
    inner = functions["_Z6scaledff"]
    assert (view.content_id("scale.cuh"), "scale.cuh") == (inner["unit_content_id"], inner["source_path"])
    (lowering,) = table(outcome, "compiled_kernels")
    assert ".visible .entry _Z5scalePffi" in lowering["ptx"]
    assert lowering["text"].startswith("__global__ void scale")
    assert set(range(2, 8)).issuperset(
        {line["source_line"] for line in lowering["ptx_lines"] if line["path"] == "scale.cu"}
    )
    assert ("not_run", "no_translation_unit") == attempts(outcome)[-1][2:]
    assert [2, 0] == outcome.accounted.column("n_derived").to_pylist()


def test_what_does_not_compile_is_left_out(tmp_path: Path) -> None:
    """The others of the file are compiled, lines as they were; the row says what is missing."""
    text = (
        b"int good(int a) { return a + 1; }\n"
        b"int bad(int a) { return undeclared_thing(a, b c); }\n"
        b"int other(void) { return 2; }\n"
    )
    outcome = run(MemoryView({"a.c": text}), tmp_path, a_c="C")
    (module,) = table(outcome, "compiled_modules")
    assert ("part", ["bad (function)"]) == (module["coverage"], module["omitted_units"])
    lines = {row["symbol"]: row["source_line"] for row in table(outcome, "compiled_functions")}
    assert {"good": 1, "other": 3} == lines
    assert [("whole", "failed"), ("part", "compiled")] == [a[1:3] for a in attempts(outcome)]
    whole = run(MemoryView({"a.c": text}), tmp_path / "2", CompileFiles(languages=("C",), cut_down=False), a_c="C")
    assert [("x86_64", "whole", "failed", "syntax")] == attempts(whole) or "failed" == attempts(whole)[0][2]


def test_templates_of_kernels_get_instances(tmp_path: Path) -> None:
    """As the launch says, else by defaults that the row names."""
    text = b"""\
template <typename T, int BLOCK> __global__ void fill(T *x, T value, int n)
{
    for (int i = blockIdx.x * BLOCK + threadIdx.x; i < n; i += BLOCK * gridDim.x) x[i] = value;
}
"""
    (module,) = table(run(MemoryView({"f.cu": text}), tmp_path, f_cu="CUDA"), "compiled_modules")[:1]
    assert 1 == module["n_kernels"]
    assert ["fill<float, 256> (default)"] == module["instantiations"]


def test_the_second_time_compiles_nothing(tmp_path: Path) -> None:
    """The same rows come from the cache, failures too; a change runs what depends on it."""
    view = MemoryView({"scale.cu": KERNEL, "scale.cuh": HEADER, "bad.c": b"int x = ;\n"})
    first = run(view, tmp_path, scale_cu="CUDA", bad_c="C")
    cache = CompileCache(tmp_path)
    rows = {"scale_cu": "CUDA", "bad_c": "C"}
    with caching(cache):
        second = STAGE(_places(view, rows), view)
        assert 0 == cache.n_misses
        assert cache.n_hits > 0
    assert first.emitted == second.emitted
    changed = MemoryView({"scale.cu": KERNEL, "scale.cuh": HEADER + b"\n", "bad.c": b"int x = ;\n"})
    with caching(cache):
        STAGE(_places(changed, rows), changed)
        assert cache.n_misses > 0


def _places(view: MemoryView, languages: Mapping[str, str]) -> pa.RecordBatch:
    return SOURCE_PLACES.batch(
        {
            "occurrence_id": occurrence_id(view.repository_id, path),
            "repository_id": view.repository_id,
            "path": path,
            "content_id": view.content_id(path),
            "language": language,
        }
        for path, language in ((name.replace("_", "."), language) for name, language in languages.items())
    )


def test_a_license_that_is_not_asked_for_keeps_a_module_out(tmp_path: Path) -> None:
    """A header's as well as the file's; the attempt says so."""
    texts = {"a.c": b'#include "a.h"\nint f(void) { return g(); }\n', "a.h": b"static int g(void) { return 1; }\n"}
    outcome = run(MemoryView(texts, {"a.h": "GPL-3.0-only"}), tmp_path, a_c="C")
    assert [] == table(outcome, "compiled_modules")
    assert [("refused", "license_not_allowed")] == [a[2:] for a in attempts(outcome)]
    unknown = run(MemoryView(texts, {"a.h": None}), tmp_path, a_c="C")
    assert [("refused", "license_unknown")] == [a[2:] for a in attempts(unknown)]


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        (b'#include "/etc/passwd"\nint a;\n', {"failed", "compiled"}),
        (b"#include </dev/zero>\nint a;\n", {"failed", "compiled"}),
        (b'#include "a.c"\n', {"failed"}),
        (b'__asm__(".incbin \\"/etc/passwd\\"");\nint a;\n', {"failed"}),
        (b"#embed </etc/passwd>\nint a;\n", {"failed", "compiled"}),
        (b'#pragma clang plugin evil\n#pragma comment(lib, "x")\nint a;\n', {"compiled"}),
        (b"char big[2000000000] = {1};\n", {"failed", "compiled", "out_of_memory", "timed_out", "crashed"}),
    ],
    ids=["passwd", "zero", "itself", "incbin", "embed", "plugin", "array"],
)
def test_hostile_sources_are_told_and_nothing_escapes(tmp_path: Path, text: bytes, outcomes: set[str]) -> None:
    """Limits hold, and no byte of the machine is in any row."""
    stage = CompileFiles(languages=("C",), seconds=5.0, memory_bytes=1 << 30)
    outcome = run(MemoryView({"a.c": text}), tmp_path, stage, a_c="C")
    seen = {row["outcome"] for row in table(outcome, "compile_attempts_of_files")}
    assert seen & outcomes
    for batch in outcome.emitted:
        assert "root:x:0" not in str(batch.to_pylist())


def test_a_template_that_never_ends_meets_a_limit(tmp_path: Path) -> None:
    """The compiler's own or ours: the row has the reason."""
    text = b"template <int N> struct T { typedef typename T<N + 1>::t t; };\nT<0>::t x;\n"
    stage = CompileFiles(languages=("C++",), seconds=10.0, cut_down=False)
    outcome = run(MemoryView({"a.cpp": text}), tmp_path, stage, a_cpp="C++")
    (attempt,) = table(outcome, "compile_attempts_of_files")
    assert attempt["outcome"] in ("failed", "timed_out", "crashed", "out_of_memory")
    assert attempt["reason"] is not None


def test_code_of_the_standard_library_brings_its_license(tmp_path: Path) -> None:
    """Templates of libc++ become part of the module; the row says under which terms."""
    text = b"#include <algorithm>\n#include <vector>\nvoid f(std::vector<int> &v) { std::sort(v.begin(), v.end()); }\n"
    (module,) = table(run(MemoryView({"a.cpp": text}), tmp_path, a_cpp="C++"), "compiled_modules")
    assert "Apache-2.0 WITH LLVM-exception AND MIT" == module["license_expression"]
    assert "permissive" == module["license_tier"]
    closure = [row for row in module["include_closure"] if row["contributed_code"]]
    assert all(row["path"].startswith("/toolchain/ziglang/lib/libcxx/") for row in closure)
    assert "real" == module["headers"]


def test_code_behind_a_condition_that_nobody_sets_is_no_module(tmp_path: Path) -> None:
    """It would count as compiled, and hold nothing of the file."""
    text = b"#ifdef _WIN32\nint f(void) { return 1; }\n#endif\n"
    outcome = run(MemoryView({"a.c": text}), tmp_path, a_c="C")
    assert [] == table(outcome, "compiled_modules")
    assert ("failed", "nothing_left") == attempts(outcome)[-1][2:]


def test_code_behind_a_condition_that_a_build_would_set_is_opened(tmp_path: Path) -> None:
    """On both sides; the module's flags say how, and what was empty is none."""
    text = b"#if defined(USE_CUDA)\n#include <vector>\n__global__ void f(float *x) { x[0] = 1; }\n#endif\n"
    outcome = run(MemoryView({"a.cu": text}), tmp_path, a_cu="CUDA")
    modules = table(outcome, "compiled_modules")
    assert [("nvptx64", 1), ("x86_64", 0)] == sorted((row["target"], row["n_kernels"]) for row in modules)
    assert all("-DUSE_CUDA=1" in row["compile_argv"] for row in modules)
    first = table(outcome, "compile_attempts_of_files")[0]
    assert (None, "compiled") == (first["ir_module_id"], first["outcome"])
