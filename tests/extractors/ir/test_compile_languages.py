"""Every language through the stage, with the compilers of this machine: modules for all its targets and levels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.extractors.ir.code_views import MemoryView
from warploom.extractors.ir.compile_cache import CompileCache, caching
from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.ir.foreign_modules import to_text
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox import best_isolation
from warploom.extractors.toolchains.registry import found_tools
from warploom.schemas.identity import occurrence_id
from warploom.schemas.source_files import SOURCE_PLACES

pytestmark = [
    pytest.mark.skipif(best_isolation() is Isolation.NONE, reason="no isolation works on this machine"),
    pytest.mark.xdist_group("compile"),
]
needs_clang = pytest.mark.skipif(not found_tools("clang"), reason="no clang: pip install 'warploom[ir]'")
needs_flang = pytest.mark.skipif(not found_tools("flang"), reason="no flang: apt-get install flang-22")
needs_rustc = pytest.mark.skipif(not found_tools("rustc"), reason="no rustc: see https://rustup.rs")
needs_numba = pytest.mark.skipif(not found_tools("numba"), reason="no numba")

FORTRAN = Path(__file__).parents[1] / "toolchains" / "fortran"
LEVELS = ("unoptimised", "O0", "O2", "O3", "Os", "Oz")
Rows = dict[str, list[dict[str, Any]]]


def compiled(folder: Path, language: str, texts: Mapping[str, bytes], *paths: str, **options: Any) -> Rows:
    """Rows of the stage's tables, by table, for files of a repository; for all of them by default."""
    stage = CompileFiles(**{"languages": (language,), "lowering_archs": (), "use_cmake": False, **options})
    view = MemoryView(texts)
    rows = [
        {
            "occurrence_id": occurrence_id(view.repository_id, path),
            "repository_id": view.repository_id,
            "path": path,
            "content_id": view.content_id(path),
            "language": language,
        }
        for path in (paths or sorted(texts))
    ]
    with caching(CompileCache(folder / "cache")):
        outcome = stage(SOURCE_PLACES.batch(rows), view)
    return {table.name: batch.to_pylist() for table, batch in zip(CompileFiles.emits, outcome.emitted, strict=True)}


def outcomes(rows: Rows) -> list[tuple[str, str, str, str | None]]:
    return [(r["target"], r["level"], r["outcome"], r["reason"]) for r in rows["compile_attempts_of_files"]]


SUM = b"""\
static int square(int v) { return v * v; }
int sum(const int *x, int n)
{
    int s = 0;
    for (int i = 0; i < n; i++)
        s += square(x[i]);
    return s;
}
"""


@needs_clang
def test_every_level_is_another_module(tmp_path: Path) -> None:
    """Optimisers inline, vectorise and unroll: what they leave differs as they do."""
    rows = compiled(tmp_path, "C", {"a.c": SUM}, levels=LEVELS)["compiled_modules"]
    n = {row["level"]: row["n_instructions"] for row in rows}
    assert set(LEVELS) == set(n)
    assert 6 == len({row["ir_module_id"] for row in rows})
    # small code keeps one loop, fast code vectorises it beside the rest; what optimisers are given marks lifetimes
    assert n["Oz"] <= n["Os"] < n["O0"] < n["unoptimised"]
    assert n["Os"] < min(n["O2"], n["O3"])
    assert {"O0": 1, "unoptimised": 1, "O2": 2, "O3": 2, "Os": 1, "Oz": 1} == {r["level"]: r["n_loops"] for r in rows}
    widths = {row["level"]: row["vector_width_bits"] for row in rows}
    assert (0, 0, 0) == tuple(widths[level] or 0 for level in ("unoptimised", "O0", "Oz"))
    assert min(widths["O2"], widths["O3"]) >= 128
    functions = {row["level"]: row["n_functions"] for row in rows}
    assert (2, 1) == (functions["O0"], functions["O2"])  # inlined, and gone


OFFLOAD = b"""\
void scale(double *x, double by, int n)
{
#pragma omp target teams distribute parallel for map(tofrom: x[0:n])
    for (int i = 0; i < n; i++)
        x[i] *= by;
}
"""


@needs_clang
def test_target_regions_become_kernels_of_both_devices(tmp_path: Path) -> None:
    """Beside the host's module, under names that no machine puts its mark on."""
    rows = compiled(tmp_path, "C", {"a.c": OFFLOAD})["compiled_modules"]
    assert {("x86_64", False, 0), ("nvptx64", True, 1), ("amdgcn", True, 1)} == {
        (row["target"], row["is_offload"], row["n_kernels"]) for row in rows
    }
    again = compiled(tmp_path / "again", "C", {"a.c": OFFLOAD})["compiled_modules"]
    assert [row["bitcode_sha256"] for row in rows] == [row["bitcode_sha256"] for row in again]


@needs_clang
def test_hip_becomes_a_kernel(tmp_path: Path) -> None:
    """For the first AMD device, and the host's side of it."""
    text = b"#include <hip/hip_runtime.h>\n__global__ void twice(float *x) { x[threadIdx.x] *= 2; }\n"
    rows = compiled(tmp_path, "HIP", {"a.hip": text})["compiled_modules"]
    assert {("amdgcn", "gfx90a", 1), ("x86_64", "x86-64", 0)} == {
        (row["target"], row["arch"], row["n_kernels"]) for row in rows
    }


@needs_clang
def test_opencl_becomes_a_kernel(tmp_path: Path) -> None:
    """For SPIR-V."""
    text = b"__kernel void twice(__global float *x) { x[get_global_id(0)] *= 2; }\n"
    rows = compiled(tmp_path, "OpenCL", {"a.cl": text})
    assert [("spirv64", 1)] == [(row["target"], row["n_kernels"]) for row in rows["compiled_modules"]]
    (function,) = [f for f in rows["compiled_functions"] if f["is_kernel"]]
    assert ("twice", 1) == (function["symbol"], function["source_line"])


@needs_flang
def test_every_fortran_fixture_compiles(tmp_path: Path) -> None:
    """With modules of other files, in the sandbox; each file as a whole, with nothing left out."""
    texts = {path.name: path.read_bytes() for path in sorted(FORTRAN.iterdir())}
    sources = [name for name in texts if not name.endswith((".h", ".inc"))]
    rows = compiled(tmp_path, "Fortran", texts, *sources)
    failed = [(r["reason"], r["detail"]) for r in rows["compile_attempts_of_files"] if r["outcome"] != "compiled"]
    assert [] == failed
    modules = {row["occurrence_id"]: row for row in rows["compiled_modules"]}
    assert len(sources) == len(modules)
    assert {"whole"} == {row["coverage"] for row in modules.values()}
    assert all(row["is_verified"] for row in modules.values())
    closures = [{entry["path"] for entry in row["include_closure"]} for row in modules.values()]
    assert {"shapes.f90"} < set().union(*closures)  # a module's source is part of what uses it
    assert any(path.startswith("/headers/fortran/") for closure in closures for path in closure)  # mpi


@needs_flang
def test_modules_outlast_files_of_other_languages(tmp_path: Path) -> None:
    """Which empty the scratch in between: what uses a module compiles all the same."""
    use = b"subroutine s%d\n  use k\n  print *, n\nend subroutine\n"
    texts = {"a.f90": use % 1, "b.c": SUM, "c.f90": use % 2, "k.f90": b"module k\n  integer :: n = 3\nend module\n"}
    stage = CompileFiles(languages=("C", "Fortran"), lowering_archs=(), use_cmake=False)
    view = MemoryView(texts)
    rows = [
        {
            "occurrence_id": occurrence_id(view.repository_id, path),
            "repository_id": view.repository_id,
            "path": path,
            "content_id": view.content_id(path),
            "language": "C" if path.endswith(".c") else "Fortran",
        }
        for path in sorted(texts)
    ]
    with caching(CompileCache(tmp_path)):
        outcome = stage(SOURCE_PLACES.batch(rows), view)
    assert [1, 1, 1, 1] == outcome.accounted.column("n_derived").to_pylist()


@needs_flang
def test_a_level_that_flang_has_not_is_not_run(tmp_path: Path) -> None:
    """The others are."""
    rows = compiled(tmp_path, "Fortran", {"a.f90": b"subroutine s\nend subroutine\n"}, levels=("O0", "Os"))
    assert [("x86_64", "O0", "compiled", None), ("x86_64", "Os", "not_run", "not_supported")] == outcomes(rows)


RUST = {
    "Cargo.toml": b'[package]\nname = "solver"\nversion = "1.2.3"\nedition = "2021"\n',
    "src/lib.rs": b"mod kernels;\n"
    b"pub fn twice(x: &[f64]) -> Vec<f64> { x.iter().map(|v| kernels::double(*v)).collect() }\n"
    b'pub fn version() -> &\'static str { env!("CARGO_PKG_VERSION") }\n',
    "src/kernels.rs": b"pub fn double(v: f64) -> f64 { v * 2.0 }\n",
}


@needs_rustc
def test_a_crate_is_compiled_by_its_root(tmp_path: Path) -> None:
    """Its other files are part of it; the standard library's code brings its license."""
    rows = compiled(tmp_path, "Rust", RUST, "src/lib.rs")
    (module,) = rows["compiled_modules"]
    closure = {entry["path"]: entry for entry in module["include_closure"]}
    assert {"src/kernels.rs"} == {path for path in closure if not path.startswith("/")}
    library = [entry for path, entry in closure.items() if path.startswith("/toolchain/rustc/")]
    assert {"Apache-2.0 OR MIT"} == {entry["license_expression"] for entry in library}
    assert "MIT" in module["license_expression"]
    places = {row["source_path"] for row in rows["compiled_functions"]}
    assert {"src/lib.rs", "src/kernels.rs"} <= places
    assert not any(path.startswith("/") for path in places)


@needs_rustc
def test_a_crates_version_is_part_of_the_question(tmp_path: Path) -> None:
    """It comes by the environment, and becomes part of the module."""
    first = compiled(tmp_path, "Rust", RUST, "src/lib.rs")["compiled_modules"]
    newer = {**RUST, "Cargo.toml": RUST["Cargo.toml"].replace(b"1.2.3", b"1.2.4")}
    second = compiled(tmp_path, "Rust", newer, "src/lib.rs")["compiled_modules"]
    assert b'c"1.2.3"' in to_text(first[0]["bitcode"])
    assert b'c"1.2.4"' in to_text(second[0]["bitcode"])


@needs_rustc
@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (b'pub const X: &str = include_str!("/usr/include/stdio.h");\n', {"failed", "refused"}),
        (b'pub const X: &[u8] = include_bytes!("../../../../etc/passwd");\n', {"failed", "refused"}),
        (b"pub fn f() { undeclared::thing(); }\n", {"failed"}),
        (b"fn f() -> u8 { no_such_name }\n" * 1_500, {"failed", "timed_out"}),
        (b"\xff\xfe", {"failed"}),
    ],
    ids=["absolute", "outside", "undeclared", "many errors", "no text"],
)
def test_hostile_rust_is_told(tmp_path: Path, text: bytes, outcome: set[str]) -> None:
    """Also what makes a compiler say more than anybody keeps."""
    rows = compiled(tmp_path, "Rust", {"a.rs": text}, seconds=30.0)
    (attempt,) = rows["compile_attempts_of_files"]
    assert attempt["outcome"] in outcome
    assert b"root:x:0" not in repr(rows).encode()


PYTHON = b"""\
from numba import njit, float64


@njit(float64(float64[::1]))
def total(x):
    s = 0.0
    for i in range(x.shape[0]):
        s += x[i]
    return s


@njit
def twice(x):
    return x * 2


def plain(x):
    return x
"""


@needs_numba
def test_python_becomes_a_module_for_each_function(tmp_path: Path) -> None:
    """That numba decorates; each row says with which types, and who chose them."""
    rows = compiled(tmp_path, "Python", {"a.py": PYTHON})["compiled_modules"]
    assert 2 == len({row["ir_module_id"] for row in rows}) == len(rows)
    assert {"unit"} == {row["coverage"] for row in rows}
    named = sorted(row["instantiations"][0] for row in rows)
    assert named[0].startswith("total(")
    assert named[0].endswith("(stated)")
    assert named[1].startswith("twice(")
    assert named[1].endswith("(inferred)")
    assert {"BSD-2-Clause AND MIT"} == {row["license_expression"] for row in rows}


@needs_numba
def test_two_functions_of_a_name_are_two_modules(tmp_path: Path) -> None:
    """Or one: but no two rows have one id."""
    rows = compiled(tmp_path, "Python", {"a.py": PYTHON + PYTHON.replace(b"* 2", b"* 3")})["compiled_modules"]
    assert len(rows) == len({row["ir_module_id"] for row in rows})


@needs_numba
def test_python_has_one_level(tmp_path: Path) -> None:
    """What numba's compiler makes before its optimiser has it."""
    rows = compiled(tmp_path, "Python", {"a.py": PYTHON}, levels=("unoptimised", "O2"))
    assert [("compiled", "unoptimised")] * 2 + [("not_run", "O2")] == [
        (r["outcome"], r["level"]) for r in rows["compile_attempts_of_files"]
    ]


@needs_numba
@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (b"import numba\nx = [\n", "failed"),
        (b"import numba\nwhile True: pass\n@numba.njit\ndef f(x): return x\n", None),
        (b"import numba\n@numba.njit\ndef f(x): return no_such(x)\n", "failed"),
        (b"# numba is not used\n", "failed"),
        (b"x = 1\n", "not_run"),
    ],
    ids=["syntax", "endless", "name", "comment", "none"],
)
def test_python_that_does_not_compile_is_told(tmp_path: Path, text: bytes, outcome: str | None) -> None:
    """With an outcome; statements that never end do not keep the stage."""
    rows = compiled(tmp_path, "Python", {"a.py": text}, seconds=20.0)
    (attempt,) = rows["compile_attempts_of_files"]
    assert outcome in (None, attempt["outcome"])


@needs_clang
@pytest.mark.parametrize(
    "place", ["/home/somebody/parser.y", "../../parser.y", "parser.y", "library/x.c", "/toolchain/cuda/x.h"]
)
def test_what_generated_code_says_of_its_origin_is_no_contribution(tmp_path: Path, place: str) -> None:
    """Flex, Bison and their like name files that nobody was given: such a module is the file's alone."""
    text = b'int f(int x) { return x; }\n#line 7 "' + place.encode() + b'"\nint g(int x) { return x + 1; }\n'
    rows = compiled(tmp_path, "C", {"a.c": text})
    (module,) = rows["compiled_modules"]
    assert [] == module["include_closure"]
    assert ("MIT", "real") == (module["license_expression"], module["headers"])
    assert ["f"] == [row["symbol"] for row in rows["compiled_functions"]]


@needs_clang
def test_a_decoration_that_nobody_defines_costs_no_function(tmp_path: Path) -> None:
    """The file is compiled whole, by a guess that the attempt tells: once as nothing, once as the type it is given."""
    text = b'F_OLD("use g") static inline int f(int x) { return x + 1; }\nextern F_API(int) g(int x);\n'
    text += b"F_API(int) g(int x) { return f(x); }\n"
    rows = compiled(tmp_path, "C", {"a.c": text})
    (module,) = rows["compiled_modules"]
    assert ("whole", 2, "stub") == (module["coverage"], module["n_functions"], module["headers"])
    first, *_, last = rows["compile_attempts_of_files"]
    assert ("failed", "compiled") == (first["outcome"], last["outcome"])
    forced = [word for word in last["compile_argv"] if word.endswith("decorations.h")]
    assert 1 == len(forced)
    assert all("decorations.h" not in word for word in first["compile_argv"])
