"""Kernels by themselves, where their file as such gives none: which are tried, with what, and how often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.extractors.ir.code_views import MemoryView
from tests.extractors.ir.compiling import error_at, request_for
from tests.extractors.ir.test_compile_files import run, table
from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.compile_request import CompileRequest, Target
from warploom.extractors.ir.diagnostics import Diagnostic
from warploom.extractors.ir.unit_attempts import MAX_ATTEMPTS, MAX_UNITS, attempt_units
from warploom.extractors.ir.unit_text import UnitTexts
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox import best_isolation
from warploom.extractors.syntax.file_syntax import read_syntax

FILE = b"""\
#include "of.h"
#define BY(x) scaled(x)
namespace n {
using namespace other;
__device__ float scaled(float x) { return x * FACTOR; }
struct Broken { Gone x; };
__global__ void first(float *x, Sized s) { x[0] = BY(x[1]) * s.n; }
__global__ void second(float *x) { x[0] = 2; }
void host(float *x) { nonsense(x); }
}
"""
HEADER = b"struct Unused { Gone g; };\nstruct Sized { int n; };\n#define FACTOR 2\nGone more();\n"
ON_DEVICE = {"language": "CUDA", "target": Target.NVPTX, "arch": "sm_80"}


def texts_of(**files: bytes) -> UnitTexts:
    known = {name.replace("_", "."): text for name, text in files.items()}
    return UnitTexts(list(known), known.get, lambda _, text: read_syntax(("CUDA", text, False)))


def attempts_on(
    text: bytes, said: Callable[[Variant], Sequence[Diagnostic] | str], *, variant: Variant, outcome: str = "failed"
) -> list[Attempt]:
    """`said` is what the compiler answers: errors, or an outcome."""

    def run_it(request: CompileRequest, asked: Variant) -> Attempt:
        answer = said(asked)
        if isinstance(answer, str):
            return Attempt(request, asked, answer)
        return Attempt(request, asked, "failed" if answer else "compiled", errors=answer)

    last = Attempt(request_for("a.cu", **ON_DEVICE), variant, outcome)
    return attempt_units(run_it, last, texts_of(a_cu=text))


def test_a_kernel_stays_with_what_it_needs() -> None:
    """Of its file and of headers, each line in its place; namespaces, directives and `using` stay, too."""
    texts = texts_of(a_cu=FILE, of_h=HEADER)
    first, second = texts.lost(None)
    assert ("n::first (line 7)", "n::second (line 8)") == (first.label, second.label)
    made = texts.around(first, {})
    lines = [[line.rstrip() for line in text.split(b"\n")] for text in (made["a.cu"], FILE)]
    assert [n for n, (new, old) in enumerate(zip(*lines, strict=True), 1) if new != old] == [6, 8, 9]
    assert not any(lines[0][n - 1] for n in (6, 8, 9))
    assert [line.strip() for line in made["of.h"].split(b"\n")] == [
        *(b"", b"struct Sized { int n; };", b"#define FACTOR 2", b"", b"")
    ]
    assert {len(FILE), len(HEADER)} == {len(text) for text in made.values()}
    assert b"struct" not in texts.around(second, {})["of.h"]


def test_what_was_cut_already_stays_out_but_for_what_is_needed() -> None:
    """Directives that end a compilation are not brought back, and the kernel is."""
    cut = FILE.replace(b'#include "of.h"', b" " * 15).replace(b"__global__ void first", b" " * 21)
    texts = texts_of(a_cu=FILE, of_h=HEADER)
    made = texts.around(texts.lost(None)[0], {"a.cu": cut})
    assert made["a.cu"].startswith(b" " * 15 + b"\n#define")
    assert b"__global__ void first" in made["a.cu"]


def test_only_kernels_that_were_lost_are_tried() -> None:
    """Those that the last text has no code of; all where it did not compile."""
    start = FILE.index(b"__global__ void first")
    end = FILE.index(b"\n", start)
    cut = FILE[:start] + b" " * (end - start) + FILE[end:]
    variant = Variant("part", {"a.cu": cut}, ("n::first (kernel)",))
    (attempt,) = attempts_on(FILE, lambda _: (), variant=variant, outcome="compiled")
    assert ("n::first (line 7)", "unit", ()) == (attempt.unit, attempt.variant.coverage, attempt.variant.omitted)
    assert 2 == len(attempts_on(FILE, lambda _: (), variant=variant))
    assert [] == attempts_on(FILE, lambda _: (), variant=Variant(), outcome="compiled")


def test_templates_are_given_arguments() -> None:
    """Of launches, though the launch is blanked out; then others, three times at most."""
    text = b"template <typename T> __global__ void f(T *x) { x[0] = 1; }\nvoid h(int *x) { f<int><<<1, 1>>>(x); }\n"
    (attempt,) = attempts_on(text, lambda _: (), variant=Variant())
    assert ("f<int> (launch)",) == attempt.variant.instantiations
    row = attempt.row("oc_", 0, None)
    assert ("unit", ("f (line 1)", "f<int> (launch)")) == (row["coverage"], row["instantiations"])
    refused = attempts_on(text, lambda _: [error_at(3, path="a.cu")], variant=Variant())
    assert ("f<int> (launch)",) == refused[0].variant.instantiations
    assert 2 <= len(refused) <= 3
    assert len({attempt.variant.instantiations for attempt in refused}) == len(refused)
    assert 1 == len(attempts_on(text, lambda _: [error_at(1, path="x.h")], variant=Variant()))


def test_attempts_are_bounded() -> None:
    """However many kernels there are, and at the first limit."""
    plain = b"".join(b"__global__ void f%d() {}\n" % n for n in range(100))
    assert MAX_UNITS == len(attempts_on(plain, lambda _: [error_at(1)], variant=Variant()))
    assert 1 == len(attempts_on(plain, lambda _: "timed_out", variant=Variant()))
    kernels = b"".join(b"template <int N> __global__ void f%d() {}\n" % n for n in range(40))
    many = attempts_on(kernels, lambda _: [error_at(41, path="a.cu")], variant=Variant())
    assert MAX_UNITS <= len(many) <= MAX_ATTEMPTS


def test_too_much_is_not_read() -> None:
    """A file beyond the limit has no units; an endless chain of needs has no context."""
    huge = b"__global__ void f() {}\n" + b" " * (3 << 20)
    assert [] == texts_of(a_cu=huge).lost(None)
    chain = b"".join(b"struct S%d { S%d *p; };\n" % (n, n + 1) for n in range(1000))
    texts = texts_of(a_cu=chain + b"__global__ void f(S0 s) {}\n")
    made = texts.around(texts.lost(None)[0], {})
    assert b"__global__ void f(S0 s) {}" == made["a.cu"].strip()


CHAIN = b"".join(b"struct A%d { A%d x; };\n" % (n + 1, n) for n in range(12))
"""More than rounds of cutting take out: each one errs when the one before is gone."""
LOST = b"""\
#include "of.h"
namespace n {
__device__ float scaled(float x) { return x * FACTOR; }
__global__ void good(float *x, Sized s)
{
    x[s.n] = scaled(x[0]);
}
template <typename T> __global__ void fill(T *x, Sized s) { x[s.n] = 1; }
__global__ void never(A12 x) {}
}
"""
OTHERS = b"#pragma once\n#define FACTOR 2\nstruct Sized { int n; };\n"


@pytest.mark.skipif(best_isolation() is Isolation.NONE, reason="no isolation works on this machine")
@pytest.mark.xdist_group("compile")
def test_modules_of_units(tmp_path: Path) -> None:
    """Where neither the file nor a part of it compiles: one for each kernel, with lines and units of the file."""
    view = MemoryView({"a.cu": LOST + CHAIN, "of.h": OTHERS}, licenses={"of.h": "BSD-3-Clause"})
    outcome = run(view, tmp_path, a_cu="CUDA")
    modules = table(outcome, "compiled_modules")
    assert [("unit", [], names) for names in UNITS] == [
        (m["coverage"], m["omitted_units"], m["instantiations"]) for m in modules
    ]
    assert ["BSD-3-Clause AND MIT"] * 2 == [m["license_expression"] for m in modules]
    assert 2 == len({m["ir_module_id"] for m in modules})
    functions = [row for row in table(outcome, "compiled_functions") if row["is_kernel"]]
    assert [4, 8] == [row["source_line"] for row in functions]
    assert all(row["code_unit_id"] for row in functions)
    lowered = table(outcome, "compiled_kernels")
    assert {line["source_line"] for line in lowered[0]["ptx_lines"]} <= {3, 4, 5, 6, 7}
    assert functions[0]["code_unit_id"] == lowered[0]["code_unit_id"]
    told = table(outcome, "compile_attempts_of_files")
    assert ["never"] == [row["instantiations"][0][3:8] for row in told if (row["coverage"], row["outcome"]) == FAILED]
    assert not any(row["coverage"] == "unit" for row in told if row["target"] == "x86_64")
    again = [run(view, place, a_cu="CUDA") for place in (tmp_path, tmp_path / "2")]
    assert all(other.emitted == outcome.emitted for other in again)


FAILED = ("unit", "failed")
UNITS = (["n::good (line 4)"], ["n::fill (line 8)", "n::fill<float> (default)"])
