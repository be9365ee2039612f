"""Macros where the grammar knows none: the functions beside them keep their names, starts and parameters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.syntax.reading import read
from warploom.extractors.syntax.c_preprocessing import readable


def _units(language: str, text: str) -> list[dict[str, Any]]:
    return read(language, text).units


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("int f(int a) NOTHROW { return a; }", "f"),
        ("struct S { int f(int a) const NOTHROW(true) { return a; } };", "S::f"),
        ("template <class T> inline T f(T a) NOTHROW(is_plain(T))\n{ return a; }", "f"),
        ("template <> FAST_CODE vec4 f<half, vec4>(half a) { return a; }", "f"),
        ("DEV_CODE _HOT_CODE pair<a, b> f(int a) { return a; }", "f"),
        ("DEV_CODE static HOT_CODE num::half f() { return 0; }", "f"),
        ("DEV_CODE bool (f)(float a) { return a; }", "f"),
        ("BEGIN_SPACE\nnamespace n { int f() { return 0; } }", "n::f"),
        ("BEGIN_SPACE END_SPACE\nnamespace n { int f() { return 0; } }", "n::f"),
        ('OLD_CALL(3, 1, "g()", ) static inline int f() { return 0; }', "f"),
        ("MAKE_ONE(a)\nMAKE_ONE(b)\n\nvoid f() { }", "f"),
        ("struct S { DEV_CODE HOT_CODE S(int a) : a(a) {} int a; };", "S::S"),
        ("struct S { DEV_CODE S() noexcept(true)\n : a{1} {} int a; };", "S::S"),
        ("void f(part* NO_ALIAS p, long n) { p[0] = n; }", "f"),
        ("struct S { operator part<int>&() { return p; } };", "S::operator part<int>&"),
        ("struct S { operator float*() { return p; } };", "S::operator float*"),
        ("void apply_operator_(int a) { }", "apply_operator_"),
    ],
)
def test_a_function_beside_macros_has_its_name(text: str, name: str) -> None:
    """One function, named with its scopes, whatever macros stand around it."""
    functions = [unit["qualified_name"] for unit in _units("C++", text) if unit["kind"] == "function"]
    assert [name] == functions


def test_a_kernel_follows_macro_calls() -> None:
    """Macro calls without semicolons do not swallow the kernel behind them."""
    text = "MAKE_ONE(half)\n\n__global__ void k(float *x) { x[0] = 1; }"
    assert [("kernel", "k")] == [(unit["kind"], unit["name"]) for unit in _units("CUDA", text)]


def test_a_kernel_in_a_comment_is_none() -> None:
    """What a comment between template and name says does not make a kernel; nor does a class that is named so."""
    text = "template <class T> /* __global__ */ kernel &f(T a) { return a; }"
    assert ["function"] == [unit["kind"] for unit in _units("C++", text)]


def test_loops_of_macros_are_calls_with_a_block() -> None:
    """A loop that a macro opens is no function: its arguments are read, its body belongs to the function around it."""
    text = "void f(int n, double *y) {\n  EACH_ONE(i, n) {\n    y[i] = 1;\n  }\n  ForAll_(list) {\n    g();\n  }\n}\n"
    (unit,) = _units("C++", text)
    assert ["EACH_ONE", "ForAll_", "g"] == unit["callees"]
    params = unit["params"]
    assert isinstance(params, list)
    assert [("n", "in"), ("y", "out")] == [(p["name"], p["direction"]) for p in params]


def test_definitions_of_macros_outside_of_functions_stay() -> None:
    """The same words outside of a body are a definition that a macro names."""
    text = "namespace n {\n  TEST_CASE(a, b) {\n    f();\n  }\n}\n"
    assert ["n::TEST_CASE"] == [unit["qualified_name"] for unit in _units("C++", text)]


def test_comments_do_not_end_macros() -> None:
    """What follows a comment in a macro's body is still the macro's."""
    text = "#define TWO \\\n  int f() { return 1; } /* one */ \\\n  int g() { return 2; }\n"
    assert [] == _units("C++", text)


def test_a_start_has_its_macros() -> None:
    """The macro on the line above belongs to a function, other macros above do not."""
    text = "BEGIN_SPACE\n\nDEV_CODE\nstatic int f() { return 0; }\n"
    assert ["DEV_CODE static int f()"] == [unit["signature"] for unit in _units("C++", text)]


def test_members_called_may_write_their_object() -> None:
    """An object that a method is called on is in, out or both: nobody knows; a constant one is in."""
    (unit,) = _units(
        "C++", "void f(queue &q, const queue &r, vector<const int *> &v) { q.submit(r.size()); v[0] = 0; }"
    )
    params = unit["params"]
    assert isinstance(params, list)
    assert [None, "in", "out"] == [param["direction"] for param in params]


@pytest.mark.parametrize(
    "piece",
    [
        b"FOO ",
        b"FOO(",
        b"FOO\n",
        b"FOO(x)\n",
        b") FOO(",
        b">FOO a(",
        b"template<> FOO ",
        b"* FOO x,",
        b"#define /* \\\n",
    ],
)
def test_length_and_lines_stay(piece: bytes) -> None:
    """Whatever is passed over, every byte keeps its place and every line end is one; in linear time, or this hangs."""
    text = piece * 20_000
    read = readable(text)
    assert len(text) == len(read)
    assert [b for b in text if b == 10] == [b for b in read if b == 10]
