"""Whatever the tokens of a language come to, it is rows that agree with the text, or a `Reject`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.syntax.reading import Read, read
from warploom.extractors.syntax.mpi_tasks import mpi_task
from warploom.schemas.stage import Reject

_C = (
    "int ", "void ", "float *", "const ", "static ", "struct ", "enum ", "typedef ", "union ", "a", "b", "f",
    "n", "f(", "g()", "(", ")", "{", "}", "[", "]", ";", ",", "=", "+=", "==", "*", "&", "->", ".", "++", "? ",
    ": ", "1", "2.5f", '"s"', "'c'", '"', "'", "\\", "\n", "\r\n", " ", "\t", "// c\n", "/* d */", "/*", "*/",
    "#if A\n", "#ifdef B\n", "#else\n", "#elif C\n", "#endif\n", "#define M(x) x + y\n", "#define N 3\n",
    '#include "h.h"\n', "#", "for (;;) ", "for (int i = 0; i < n; i++) ", "while (a) ", "do ", "if (a) ",
    "else ", "switch (a) ", "case 1: ", "return ", "goto a;", "a: ", "void f(int *a, int b[3]) {",
    "int g(a) int a; {", "\n#pragma omp parallel for collapse(2)\n", "\n#pragma omp atomic\n",
    "\n#pragma acc loop \\\n seq\n", '_Pragma("omp barrier")', "MPI_Send(a, 1);", "CHECK(MPI_Init(0, 0));",
    "x = MPI_Wtime();", "clEnqueueNDRangeKernel(q, k, 1, 0, g, l, 0, 0, 0);", "API ", "__attribute__((x)) ",
    "sizeof(int)", "(float) ", "\u00e9", "\U0001f600", "\ufffd", "\0", "\f",
)  # fmt: skip
_CPP = (
    *_C, "class A ", "class A : public B {", "namespace n {", "namespace ", "template <class T, int N> ",
    "template <>", "a<int>", "<", ">", "::", "n::f(", "operator", "operator+(", "operator int()", "~A() {",
    "A() : a(1) {", "[&](int q) {", "auto ", "try {", "catch (...) {", "noexcept ", "-> int ", "&&", "...",
    "using B = ", "extern \"C\" ", "requires ", "concept C = ", "co_await ", "new ", "delete ", "this",
    "R\"(x)\"", "<=>", "decltype(a)", "1'000", "<%", ":>",
)  # fmt: skip
_CUDA = (
    *_CPP, "__global__ ", "__device__ ", "__shared__ ", "__launch_bounds__(128) ", "k<<<1, 2>>>(a);",
    "k<T><<<g, b, 0, s>>>(", "<<<", ">>>", "threadIdx.x", "hipLaunchKernelGGL(k, 1, 2, 0, 0, a);",
    "hipLaunchKernelGGL(", "cudaLaunchKernel(&k, 1, 2, a);", "__global__ void k(float *x) {",
    "asm(\"mov.u32 %0;\")", "__syncthreads();",
)  # fmt: skip
_OPENCL = (
    *_C, "__kernel void k(__global float *x) {", "kernel ", "__local ", "global ", "constant ",
    "read_only image2d_t x", "get_global_id(0)", "barrier(1);", "(float4)(a)",
)  # fmt: skip
_SYCL = (
    *_CPP, "q.parallel_for(r, [=](auto i) {", "h.single_task<class t>(", "parallel_for",
    "h.parallel_for<K<int>>(r, l);", "q.submit([&](sycl::handler &h) {", "});", "sycl::local_accessor<int> ",
)  # fmt: skip
_FORTRAN = (
    "subroutine s(a, n)\n", "end subroutine\n", "function f(x) result(y)\n", "end function\n", "program p\n",
    "end\n", "module m\n", "contains\n", "end module\n", "interface\n", "end interface\n", "type t\n",
    "end type\n", "do i = 1, n\n", "end do\n", "enddo\n", "do while (a)\n", "do 10 i = 1, n\n", "10 continue\n",
    "if (a) then\n", "else\n", "end if\n", "if (r == 0) call MPI_Send(a, ierr)\n", "call MPI_Init(ierr)\n",
    "t = MPI_Wtime()\n", "call s(a)\n", "real :: a(10)\n", "integer, intent(in) :: n\n", "implicit none\n",
    "use m\n", "!$omp parallel do\n", "!$omp end parallel do\n", "!$omp parallel\n", "!$omp end parallel\n",
    "!$omp sections\n", "!$omp section\n", "!$omp end sections\n", "!$acc loop &\n!$acc seq\n",
    "!$omp atomic\n", "a(i) = b(i) + 1\n", "x = 1", "a", "(", ")", "=", "+", "&\n", ";", "\n", "\r\n", " ", "'",
    '"', "! c\n", "#if A\n", "#else\n", "#endif\n", "#define N 3\n", '#include "h.h"\n',
    "call k<<<1, 2>>>(a)\n", "attributes(global) ", "where (a > 0)\n", "end where\n", "select case (a)\n",
    "case (1)\n", "end select\n", "forall (i = 1:n) a(i) = 1\n", "%", "::", "block\n", "end block\n", "\u00e9",
    "\0", "\t", "c old\n", "      ", "     &", "1.5d0", "entry e\n", "return\n",
)  # fmt: skip
_TOKENS = {
    "C": _C, "C++": _CPP, "CUDA": _CUDA, "HIP": _CUDA, "OpenCL": _OPENCL, "SYCL": _SYCL, "Fortran": _FORTRAN,
}  # fmt: skip


def _ranges(found: Read) -> Iterator[tuple[int, int]]:
    for row in (*found.units, *found.definitions, *found.directives, *found.mpi_calls):
        yield row["byte_start"], row["byte_end"]
    for row in found.directives:
        yield row["directive_start"], row["directive_end"]
    for row in found.mpi_calls:
        yield row["cut_start"], row["cut_end"]


def _lines(source: bytes, start: int, end: int) -> tuple[int, int]:
    return source.count(b"\n", 0, start) + 1, source.count(b"\n", 0, max(start, end - 1)) + 1


def _check(found: Read) -> None:
    source = found.source
    assert all(0 <= start <= end <= len(source) for start, end in _ranges(found))
    _check_units(found)
    for row in found.directives:
        place = (row["byte_start"], row["byte_end"])
        assert row["directive_start"] < row["directive_end"] <= row["byte_start"]
        if place[0] < place[1]:
            assert (row["line_start"], row["line_end"]) == _lines(source, *place)
        lines = (row["directive_line_start"], row["directive_line_end"])
        assert lines == _lines(source, row["directive_start"], row["directive_end"])
        assert row["unit_number"] is None or _holds(found.units[row["unit_number"]], row["directive_start"])
    for table, key in ((found.directives, "directive_start"), (found.mpi_calls, "byte_start")):
        keys = [row[key] for row in table]
        assert sorted(set(keys)) == keys
    keys = [(row["byte_start"], row["name"]) for row in found.definitions]
    assert len(set(keys)) == len(keys)
    for row in found.mpi_calls:
        assert row["cut_start"] <= row["byte_start"] < row["byte_end"] <= row["cut_end"]
        assert row["function"].upper().startswith("MPI_")
    assert len(found.mpi_calls) == len(mpi_task(source, found.mpi_calls).calls)
    assert 0 <= found.file["syntax_error_share"] <= 1


def _holds(unit: dict[str, Any], byte: int) -> bool:
    return bool(unit["byte_start"] <= byte < unit["byte_end"])


def _check_units(found: Read) -> None:
    entities = found.syntax.entities
    assert entities is not None
    assert len(found.units) == found.file["n_units"] == len(entities.offsets) - 1
    for number, unit in enumerate(found.units):
        start, end = unit["byte_start"], unit["byte_end"]
        assert number == unit["unit_number"]
        assert start < end
        assert (unit["line_start"], unit["line_end"]) == _lines(found.source, start, end)
        around = unit["enclosing_number"]
        if around is not None:
            outer = found.units[around]
            assert around < number
            assert outer["byte_start"] <= start
            assert end <= outer["byte_end"]
        is_body = unit["kind"] in ("function", "kernel", "program")
        needs = unit["needs_types"] + unit["needs_callees"] + unit["needs_names"]
        assert unit["is_self_contained"] == (not needs if is_body else None)
        assert "" not in (*unit["needs_types"], *unit["needs_callees"], *unit["needs_names"], unit["name"])
        assert (unit["loop_depth"] or 0) > 0 or unit["kind"] != "loop_nest"
        tags = slice(entities.offsets[number], entities.offsets[number + 1])
        starts, ends = entities.start[tags].tolist(), entities.end[tags].tolist()
        assert all(0 <= a < b <= end - start for a, b in zip(starts, ends, strict=True))
        assert all(b <= a for b, a in zip(ends, starts[1:], strict=False))
    ids = [(unit["kind"], unit["byte_start"], unit["byte_end"]) for unit in found.units]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("language", _TOKENS)
def test_any_tokens_are_rows_or_refused(language: str) -> None:
    """Ranges lie within the text and in order, units within those around, ids are single, lines agree with bytes."""

    @settings(max_examples=150)
    @given(st.lists(st.sampled_from(_TOKENS[language]), max_size=60).map("".join))
    def is_read(text: str) -> None:
        try:
            found = read(language, text, with_entities=True)
        except Reject:
            return
        _check(found)

    is_read()


@pytest.mark.parametrize("language", _TOKENS)
def test_any_text_is_rows_or_refused(language: str) -> None:
    """Of another language, or of none."""

    @settings(max_examples=50)
    @given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_CUDA + _FORTRAN), max_size=40).map("".join)))
    def is_read(text: str) -> None:
        try:
            found = read(language, text.encode("utf-8", "replace"), with_entities=True)
        except Reject:
            return
        _check(found)

    is_read()


@given(st.lists(st.sampled_from(_CUDA), max_size=40).map("".join))
def test_a_text_is_read_the_same_twice(text: str) -> None:
    """Nothing that was read before has a say."""
    try:
        first = read("CUDA", text)
    except Reject:
        return
    assert first.units == read("CUDA", text).units
    assert (first.definitions, first.directives) == (read("CUDA", text).definitions, read("CUDA", text).directives)
