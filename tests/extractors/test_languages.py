"""Languages by path and by marks in the code."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.contents import contents
from warploom.extractors.language_marks import JUDGES
from warploom.extractors.languages import HEAD_BYTES, NameLanguages, name_language
from warploom.schemas.columns import LANGUAGES
from warploom.schemas.stage import Fate


def language(path: str, content: bytes = b"") -> str | None:
    named = name_language(path, lambda: content[:HEAD_BYTES])
    return None if named is None else named[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.c", "C"),
        ("a/b.C", "C++"),
        ("a/FILE.C", "C"),
        ("a/b.cpp", "C++"),
        ("a/b.CPP", "C++"),
        ("a/b.hpp", "C++"),
        ("a/b.cu", "CUDA"),
        ("a/b.cuh", "CUDA"),
        ("a/b.hip", "HIP"),
        ("a/b.h", "C"),
        ("a/b.f90", "Fortran"),
        ("a/b.F90", "Fortran"),
        ("a/b.F", "Fortran"),
        ("a/b.cuf", "Fortran"),
        ("a/b.py", "Python"),
        ("a/b.pyi", "Python"),
        ("a/b.jl", "Julia"),
        ("a/b.rs", "Rust"),
        ("a/b.ispc", "ISPC"),
        ("a/SConstruct", "Python"),
        ("a/b.h.in", None),
        ("a/b.md", None),
        ("a/b.pyx", None),
        ("a/b.cl", None),
        ("a/.c", None),
        ("a/Makefile", None),
        ("a/._b.c", None),
        ("a/b.", None),
        ("", None),
    ],
)
def test_paths_decide_where_they_can(path: str, expected: str | None) -> None:
    """Extensions in any case, except where case is the difference."""
    assert expected == language(path)


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        # .h: C or more
        ("x.h", b'#ifdef __cplusplus\nextern "C" {\n#endif\nint f(int);\n#ifdef __cplusplus\n}\n#endif\n', "C"),
        ("x.h", b"#ifdef __cplusplus\n#include <vector>\nnamespace a {}\n#endif\nint f(int);\n", "C"),
        ("x.h", b"#ifndef __cplusplus\n#include <stdbool.h>\n#else\n#include <cstdint>\n#endif\nint f(int);\n", "C"),
        ("x.h", b"namespace a {\nint f(int);\n}\n", "C++"),
        ("x.h", b"template <typename T> T f(T);\n", "C++"),
        ("x.h", b"#pragma once\n#include <vector>\n", "C++"),
        ("x.h", b"#pragma once\n#include <torch/extension.h>\n", "C++"),
        ("x.h", b"class A : public B {\n};\n", "C++"),
        ("x.h", b"int f(std::string s);\n", "C++"),
        ("x.h", b"int class_of(int x); /* template<class T> std::vector */ // namespace a {\n", "C"),
        ("x.h", b'const char *s = "template<typename T> namespace a { std::x";\n', "C"),
        ("x.h", b"int a[] = {'\"'}; // namespace b {\nint f(void);\n", "C"),
        ("x.h", b"@interface A : NSObject\n@end\n", None),
        ("mpif.h", b"      INTEGER MPI_ANY\n      PARAMETER (MPI_ANY=-1)\n", "Fortran"),
        ("x.h", b"      integer :: n\n", "Fortran"),
        # CUDA, HIP, SYCL
        ("x.h", b"__global__ void k(float *x);\n", "CUDA"),
        ("x.h", b"// __global__ is for kernels\nvoid k(float *x);\n", "C"),
        ("x.hpp", b"template <int N> void f() { k<N><<<1, N, 0, s>>>(p); }\n", "CUDA"),
        ("x.hpp", b"void f() { std::cout << 1 << 2; x = a <<b>> c; }\n", "C++"),
        ("x.hpp", b"#define HD __host__ __device__\nHD int f(); int g(); int h();\n", "C++"),
        (
            "x.hpp",
            b"#ifdef __CUDACC__\n__device__ int f();\n#endif\nint g(); int h(); int i(); int j(); int k();\n",
            "C++",
        ),
        ("x.hpp", b"#ifdef USE_CUDA\n__device__ int f(); int g(); int h(); int i();\n#endif\n", "CUDA"),
        ("x.h", b"#include <cuda_runtime.h>\nint launch(cudaStream_t s);\n", "C"),
        ("x.cu", b"#include <hip/hip_runtime.h>\n__global__ void k();\n", "HIP"),
        ("x.cu", b"#ifdef A\n#include <hip/hip_runtime.h>\n#else\n#include <cuda_runtime.h>\n#endif\n", "CUDA"),
        ("x.cpp", b'#include "hip/hip_runtime.h"\nint main() {}\n', "HIP"),
        ("x.cpp", b"#include <sycl/sycl.hpp>\nint main() {}\n", "SYCL"),
        ("x.cpp", b"#include <CL/sycl.hpp>\nint main() {}\n", "SYCL"),
        ("x.cpp", b"void f(sycl::queue &q);\n", "SYCL"),
        ("x.cpp", b"// like sycl::queue\nvoid f();\n", "C++"),
        # .f and .inc
        ("x.f", b"C comment\n      SUBROUTINE F(X)\n      END\n", "Fortran"),
        ("x.f", b"\\ a comment\n: square ( n -- n ) dup * ;\n", None),
        ("x.f", b"", "Fortran"),
        ("x.inc", b"      integer n\n      common /blk/ n\n", "Fortran"),
        ("x.inc", b"#define A 1\nint f(void);\n", "C"),
        ("x.inc", b"template <class T> void f() {}\n", "C++"),
        ("x.inc", b"0x12, 0x34,\n0x56, 0x78,\n", "C"),
        ("x.inc", b"<?php echo 1; ?>\n", None),
        ("x.inc", b"<div>\n</div>\n", None),
        ("x.inc", b"%macro A 1\n mov eax, %1\n%endmacro\n", None),
        ("x.inc", b'SRC_URI = "file://x"\ninherit cmake\ndo_install() {\n}\n', None),
        ("x.inc", b"# if you must\nifeq ($(CC),gcc)\nCFLAGS += -O2\nendif\n", None),
        ("x.inc", b"plain words\n", None),
        # .cl, .rs, no extension
        ("x.cl", b"__kernel void f(__global float *x) {}\n", "OpenCL"),
        ("x.cl", b"kernel void f(global float *x) {}\n", "OpenCL"),
        ("x.cl", b"float f(float x) {\n  return x;\n}\n", "OpenCL"),
        ("x.cl", b";;; Lisp\n(defun f (x) x)\n", None),
        ("x.cl", b"(in-package :f)\n", None),
        ("x.cl", b"class Main inherits IO {\n};\n", None),
        ("x.rs", b"#pragma version(1)\n#pragma rs java_package_name(a)\n", None),
        ("tool", b"#!/usr/bin/env python3\nprint(1)\n", "Python"),
        ("tool", b"#!/usr/bin/python\n", "Python"),
        ("tool", b"#!/usr/bin/env -S python3 -u\n", "Python"),
        ("tool", b"#!/bin/sh\n# python\n", None),
        # what only looks like source
        ("x.cu", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", None),
        ("x.h", "\ufeffnamespace a {\n}\n".encode("utf-16-le"), "C++"),
    ],
)
def test_marks_decide_where_paths_leave_a_choice(path: str, content: bytes, expected: str | None) -> None:
    """Comments, strings and branches for another compiler do not count."""
    assert expected == language(path, content)


def test_evidence_names_the_rule() -> None:
    """The extension alone, or with the mark."""
    assert ("Python", "extension .py") == name_language("a.PY", lambda: b"")
    assert ("C++", "extension .h, mark template<") == name_language("a.h", lambda: b"template <int N> struct A;")
    assert ("Python", "first line #!python") == name_language("a", lambda: b"#!/usr/bin/python")


def test_rows_in_no_language_are_derived_and_not_refused() -> None:
    """Every row is accounted for, in order."""
    batch = contents({"a.c": b"int a;", "README": b"text", "b.py": b"b = 1", "c.png": b"\x89PNG"})
    outcome = NameLanguages()(batch)
    (named,) = outcome.emitted
    assert ["a.c", "b.py"] == named.column("path").to_pylist()
    assert [b"int a;", b"b = 1"] == named.column("content").to_pylist()
    assert ["C", "Python"] == named.column("language").to_pylist()
    assert 0 == outcome.quarantined.num_rows
    assert batch.column("occurrence_id").to_pylist() == outcome.accounted.column("subject_id").to_pylist()
    assert [Fate.KEPT, Fate.DERIVED, Fate.KEPT, Fate.DERIVED] == outcome.accounted.column("fate").to_pylist()
    assert [1, 0, 1, 0] == outcome.accounted.column("n_derived").to_pylist()


def test_a_slice_is_a_batch() -> None:
    """Offsets into a parent's buffers are respected; an empty batch is fine."""
    batch = contents({"a.h": b"class A {};", "b.h": b"int b;", "c.h": b"class C {};"})
    assert ["C", "C++"] == NameLanguages()(batch.slice(1)).emitted[0].column("language").to_pylist()
    assert 0 == NameLanguages()(batch.slice(3)).emitted[0].num_rows


EXTENSIONS = sorted({*JUDGES, "c", "py", "txt", "C", "F"})


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="/\0"), max_size=6), max_size=3),
    st.sampled_from(["", *EXTENSIONS]),
    st.binary(max_size=200),
)
def test_any_path_and_content_has_an_answer(parts: list[str], extension: str, content: bytes) -> None:
    """Never an exception, and never a language outside the closed list."""
    named = name_language("/".join(parts) + "." + extension, lambda: content)
    assert named is None or named[0] in LANGUAGES


PIECES = [
    b"/*", b"*/", b"//", b'"', b"'", b'R"x(', b"\\", b"\n", b" " * 40, b"\t", b"#if __cplusplus\n", b"#endif\n", b"#",
    b"#define ", b"class ", b"template", b"<", b"<<<", b">>>", b"(", b")", b"::", b"a", b"operator", b"integer ", b": ",
    b"#include <", b"__device__", b"sycl", b"hip/hip_", b"{", b";", b"call a", b"1,", b"0x", b"using a", b"mov ",
]  # fmt: skip


@pytest.mark.parametrize("extension", sorted(set(JUDGES) - {"cc", "cp", "cxx", "c++", "hh", "hp", "hxx", "h++", "ipp"}))
def test_hostile_content_takes_linear_time(extension: str) -> None:
    """A head full of one construct, or of a mixture of two, is judged in well under a second."""
    rng = random.Random(extension)
    heads = [(piece * HEAD_BYTES)[:HEAD_BYTES] for piece in PIECES]
    heads += [((a + b) * HEAD_BYTES)[:HEAD_BYTES] for a, b in (rng.sample(PIECES, 2) for _ in range(20))]
    heads += [(a + b * HEAD_BYTES)[: HEAD_BYTES - 1] + b"x" for a, b in (rng.sample(PIECES, 2) for _ in range(20))]
    for head in heads:
        start = time.process_time()
        JUDGES[extension](head)
        assert time.process_time() - start < 1.0, head[:80]
