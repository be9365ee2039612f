"""Compilers behind one shape: command lines without places of a machine, products, errors. None of them is run."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.extractors.ir.compiling import request_for
from warploom.extractors.ir.compile_request import Flags, Target, UnsupportedRequestError
from warploom.extractors.ir.compilers import BITCODE, CLOSURE, Clang, Compiler
from warploom.extractors.ir.fortran_compiler import Flang
from warploom.extractors.ir.python_compiler import NumbaCompiler
from warploom.extractors.ir.rust_compiler import Rustc
from warploom.extractors.toolchains.clang import HEADERS
from warploom.extractors.toolchains.fortran_modules import ModuleGraph
from warploom.extractors.toolchains.numba_units import NumbaResultsError
from warploom.extractors.toolchains.tool import Tool

ROOTS = [Path("/opt/one"), Path("/home/somebody/.venv/lib/python3.11/site-packages")]
FORTRAN = {"k.f90": b"module k\nend module\n", "src/a.f90": b"use k\nuse mpi\nend\n"}
RUST = {"lib.rs": b"", "Cargo.toml": b'[package]\nname = "x"\nversion = "1.0"\nedition = "2021"\n'}


NAMES = {"/headers", "/toolchain", "/warploom", "/nonexistent", "/proc"}
"""What an absolute path may begin with."""
_ABSOLUTE = re.compile(r"(?:^|\0|=|-I)(/[^/\0]*)")


def compilers(root: Path) -> dict[str, Compiler]:
    """All of them, as if installed below a directory."""
    zig, flang = root / "ziglang", root / "llvm-22"
    rust = root / "rust"
    return {
        "C": Clang(Tool("clang", "22.1.8", "a" * 64, zig / "zig", ("clang",), "ziglang 0.17.0", (zig,))),
        "Fortran": Flang(
            Tool("flang", "22.1.8", "b" * 64, flang / "bin" / "flang-22", (), "debian", (flang,)),
            ModuleGraph.of(FORTRAN),
            FORTRAN,
        ),
        "Rust": Rustc.of(Tool("rustc", "1.95.0", "c" * 64, rust / "bin" / "rustc", (), "rustup", (rust,)), RUST),
        "Python": NumbaCompiler(Tool("numba", "0.68", "d" * 64, root / "bin" / "python", (), "wheel", (root,))),
    }


REQUESTS = [
    request_for("src/a.c", flags=Flags(("include",), ("N=1",), "gnu17", is_openmp=True)),
    request_for("src/a.cpp", language="C++"),
    request_for("src/a.cu", language="CUDA", target=Target.NVPTX, arch="sm_80"),
    request_for("src/a.cu", language="CUDA"),
    request_for("src/a.hip", language="HIP", target=Target.AMDGCN, arch="gfx90a"),
    request_for("src/a.cl", language="OpenCL", target=Target.SPIRV, arch=""),
    request_for("src/a.c", target=Target.NVPTX, arch="sm_80", is_offload=True),
    request_for("src/a.f90", language="Fortran"),
    request_for("lib.rs", language="Rust"),
    request_for("a.py", language="Python"),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda r: f"{r.language}-{r.target}")
def test_a_published_command_line_holds_no_place_of_a_machine(request_: Any) -> None:
    """It is the same wherever the compiler is installed, and names the tool instead of its program."""
    made = [compilers(root) for root in ROOTS]
    family = request_.language if request_.language in made[0] else "C"
    chosen = [of_root[family] for of_root in made]
    first, second = ((c, c.command(request_), c.preparations(request_)) for c in chosen)
    assert first[1].public == second[1].public
    assert [command.public for command in first[2]] == [command.public for command in second[2]]
    for compiler, command, prepared in (first, second):
        for words in (command, *prepared):
            assert compiler.tool.name == words.public[0]
            assert set(_ABSOLUTE.findall("\0".join(words.public))) <= NAMES
        assert str(compiler.tool.path) == command.argv[0]


def test_a_published_command_line_can_be_told_from_another() -> None:
    """What differs in the question differs in it: it is the cache's key."""
    clang = compilers(ROOTS[0])["C"]
    base = request_for("a.c")
    others = [
        dataclasses.replace(base, level="O2"),
        dataclasses.replace(base, path="b.c"),
        dataclasses.replace(base, flags=Flags(defines=("N=1",))),
        dataclasses.replace(base, flags=Flags(defines=("-N",))),
        dataclasses.replace(base, flags=Flags(include_directories=("x",))),
        dataclasses.replace(base, flags=Flags(standard="c99")),
        dataclasses.replace(base, flags=Flags(is_openmp=True)),
        dataclasses.replace(base, flags=Flags(forced_includes=("x.h",))),
        dataclasses.replace(base, language="C++"),
    ]
    assert 1 + len(others) == len({clang.command(request).public for request in (base, *others)})


def test_clangs_product_has_what_it_read() -> None:
    """Places by their names; what lies nowhere that is known is told as outside."""
    root = ROOTS[0]
    clang = compilers(root)["C"]
    inside = f"out.bc: src/a.c src/a.h {root}/ziglang/lib/include/stddef.h {HEADERS}/mpi/mpi.h\n"
    (product,) = clang.products(request_for(), {BITCODE: b"BC", CLOSURE: inside.encode()})
    assert {"src/a.c", "src/a.h", "/toolchain/clang/lib/include/stddef.h", "/headers/mpi/mpi.h"} == set(product.read)
    for place in ("/etc/passwd", "../outside.h"):
        (product,) = clang.products(request_for(), {BITCODE: b"BC", CLOSURE: f"out.bc: a.c {place}\n".encode()})
        assert ".." in product.read


def test_flang_compiles_modules_before_what_uses_them() -> None:
    """Ours for what is missing, which the product names as read."""
    flang = compilers(ROOTS[0])["Fortran"]
    request = request_for("src/a.f90", language="Fortran")
    prepared = [command.public[-1] for command in flang.preparations(request)]
    assert 2 == len(prepared)
    assert "./k.f90" in prepared
    command = flang.command(request)
    assert command.directories
    assert not [d for d in command.directories if d.startswith(("/", ".."))]
    (product,) = flang.products(request, {BITCODE: b"BC"})
    assert ("src/a.f90", "k.f90") == product.read[:2]
    assert [path for path in product.read if path.startswith("/headers/fortran/")]


def test_rustcs_words_may_be_cut_off() -> None:
    """As of output beyond the limit: the lines before count."""
    rustc = compilers(ROOTS[0])["Rust"]
    line = json.dumps({"message": "cannot find macro `m`", "level": "error", "code": None, "spans": []})
    said = rustc.errors(b"", f'{line}\n{line}\n{{"message": "half'.encode())
    assert ("macro", "m", 2) == (said.reason, said.detail, len(said.errors))
    assert ("other", None) == (rustc.errors(b"", b"").reason, rustc.errors(b"", b'{"half').detail)


def test_numba_has_one_level_and_no_more() -> None:
    """Its modules are taken before its optimiser has them."""
    numba = compilers(ROOTS[0])["Python"]
    with pytest.raises(UnsupportedRequestError, match="before O2 could matter"):
        numba.command(request_for("a.py", language="Python", level="O2"))


def test_numbas_results_are_those_of_a_target() -> None:
    """A line without a module is none; what is no result is said."""
    numba = compilers(ROOTS[0])["Python"]
    unit = {"name": "f", "decorator": "njit", "signature": "int64", "bitcode": "0.bc", "line": 1, "end_line": 2}
    lines = [
        {**unit, "reads": ["b.py"]},
        {**unit, "name": "g", "bitcode": None, "reason": "no", "reads": []},
        {**unit, "name": "k", "decorator": "cuda.jit", "bitcode": "1.bc", "reads": []},
    ]
    files = {"numba/results.jsonl": "".join(json.dumps(line) + "\n" for line in lines).encode()}
    files |= {"numba/0.bc": b"BC0", "numba/1.bc": b"BC1"}
    (product,) = numba.products(request_for("a.py", language="Python"), files)
    assert (b"BC0", "f(int64) (stated)", ("a.py", "b.py", "/toolchain/numba/")) == (
        *(product.bitcode, product.unit, product.read),
    )
    (kernel,) = numba.products(request_for("a.py", language="Python", target=Target.NVPTX), files)
    assert b"BC1" == kernel.bitcode
    with pytest.raises(NumbaResultsError):
        numba.products(request_for("a.py"), {"numba/results.jsonl": b'{"name": 3}\n'})
