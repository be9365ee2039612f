"""Cutting down: what holds an error goes, everything else stays where it is."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.code_mask import mask_code
from warploom.extractors.ir.cutting import Cutter, reduce
from warploom.extractors.ir.declarations import FileParts, top_level
from warploom.extractors.ir.diagnostics import Diagnostic, Place, read_diagnostics
from warploom.extractors.ir.instantiations import MAX_CHOICES, instantiate, refused_at
from warploom.extractors.ir.template_lists import parse_arguments
from warploom.extractors.syntax.file_syntax import FileSyntax, read_syntax

SOURCE = b"""#include <gone.h>
#include "own.h"
namespace n {
static int good(int a) { return a; }
extern "C" int bad(int a) {
#ifdef X
  return "}";
#endif
#define LATER 1
  return a;
}
struct S { int x; void m() { bad(1); } };
}
MAKE(int)
MAKE(float)
__global__ void k(float *a) { a[0] = LATER; }
template <typename T, int BLOCK> __global__ void t(T *a) { a[0] = BLOCK; }
void host(float *a) { t<double, 64><<<1, 64>>>(a); /* } */ }
"""
CODE = st.lists(
    st.sampled_from([*"{}();#\"'/*\\\n aif=<>", "namespace ", "#if 1\n", "#endif\n", 'R"(', "A(x)\n", "int f() {"]),
    max_size=60,
).map("".join)


def syntax_of(path: str, text: bytes) -> FileSyntax:
    return read_syntax(("CUDA", text, False))


def cutter(**files: bytes) -> Cutter:
    return Cutter({name.replace("_", "."): text for name, text in files.items()}.get, syntax_of)


def error(line: int, column: int = 1, *, path: str = "a.cu", message: str = "no") -> Diagnostic:
    return Diagnostic(Place(path, line, column), "error", message)


def changed_lines(before: bytes, after: bytes) -> list[int]:
    assert len(before) == len(after)
    pairs = zip(before.split(b"\n"), after.split(b"\n"), strict=True)
    return [number for number, (old, new) in enumerate(pairs, 1) if old != new]


def test_a_function_goes_with_what_stands_before_it() -> None:
    """Directives that others depend on stay."""
    made = cutter(a_cu=SOURCE)
    assert made.cut([error(7, 5)])
    text = made.texts["a.cu"]
    assert [5, 7, 10, 11] == changed_lines(SOURCE, text)
    assert [b"#ifdef X", b"#endif", b"#define LATER 1"] == [line for line in text.split(b"\n")[4:11] if line.strip()]
    assert [("function", "n::bad", 5, 11)] == [(o.kind, o.name, o.line_start, o.line_end) for o in made.omitted]


def test_a_missing_include_a_method_a_macros_call_and_a_kernel() -> None:
    """Each by itself, and the class around the method only when it holds an error, too."""
    made = cutter(a_cu=SOURCE)
    missing = error(1, 10, message="'gone.h' file not found")
    assert made.cut([missing, error(12, 33), error(14), error(16, 40)])
    assert [("include", 1), ("function", 12), ("declaration", 14), ("kernel", 16)] == [
        (o.kind, o.line_start) for o in made.omitted
    ]
    assert b"struct S { int x; " in made.texts["a.cu"]
    assert b"MAKE(float)" in made.texts["a.cu"]
    assert made.cut([error(12, 12)])
    assert b"struct" not in made.texts["a.cu"]


def test_an_error_elsewhere_goes_where_its_notes_point() -> None:
    """A header of the repository is cut like a source; one of the compiler's is not."""
    made = cutter(a_cu=SOURCE, own_h=b"int f(void);\nint g(void) { return x; }\n")
    there = Diagnostic(Place("/usr/include/vector", 9), "error", "no", (Place("/usr/x.h", 1), Place("own.h", 2, 20)))
    assert made.cut([there])
    assert {"own.h": b"int f(void);\n" + b" " * 25 + b"\n"} == made.texts
    assert not made.cut([error(3, path="/usr/include/vector")])


def test_host_functions_go_and_kernels_stay() -> None:
    """For a device's module."""
    made = cutter(a_cu=SOURCE)
    assert made.cut_host_functions("a.cu")
    assert {"n::good", "n::bad", "n::S::m", "host"} == {o.name for o in made.omitted}
    assert not made.cut_host_functions("a.cu")


def test_rounds_end_when_it_compiles_or_nothing_more_can_go() -> None:
    """Or after four."""

    def attempt(texts: Mapping[str, bytes]) -> Sequence[Diagnostic] | None:
        text = texts.get("a.cu", SOURCE)
        return None if b"bad(int" not in text else [error(5)]

    done = reduce(cutter(a_cu=SOURCE), attempt)
    assert (True, 1, 1) == (done.compiles, done.n_rounds, len(done.omitted))
    stuck = reduce(cutter(a_cu=SOURCE), lambda texts: [error(99)])
    assert (False, 0) == (stuck.compiles, stuck.n_rounds)
    endless = reduce(
        cutter(a_cu=b"int a;\n" * 9), lambda texts: [error(len(texts) and 1 + texts["a.cu"].count(b"  int"))]
    )
    assert endless.n_rounds <= 4


@given(CODE, st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=5))
def test_blanking_keeps_length_and_lines_and_adds_nothing(code: str, places: list[tuple[int, int]]) -> None:
    """Whatever the text and wherever the errors."""
    source = code.encode()
    made = cutter(a_cu=source)
    for line, column in places:
        before = made.texts.get("a.cu", source)
        made.cut([error(line, column)])
        after = made.texts.get("a.cu", source)
        assert len(before) == len(after)
        assert all(new in (old, ord(" ")) for old, new in zip(before, after, strict=True))
        assert [i for i, c in enumerate(before) if c == 10] == [i for i, c in enumerate(after) if c == 10]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (b"a // b \\\n c\nd", b"a d"),
        (b"a /* b\n */ c /", b"a c /"),
        (b"a /*/ b", b"a"),
        (b"f('\\'', 1'000'0, \"\\\"/*\") + 1", b"f( , 1'000'0, ) + 1"),
        (b"'a\nb \"c\nd", b"b d"),
        (b'x = R"-(\n"\')-" + y', b"x = + y"),
        (b'R"(a " b\nc', b"a c"),
        (b'R"abcdefghijklmnopq(a" b', b"R b"),
        (b"a\r\n\t#  define X \\\n 1\r\nb # c", b"a b # c"),
        (b"/**/#if 1\n", b""),
    ],
)
def test_what_is_masked(text: bytes, left: bytes) -> None:
    """Comments, literals with their escapes, raw strings, directives; no marks between digits."""
    assert mask_code(text).code.split() == left.split()


def test_masked_directives_have_their_places() -> None:
    """Of those in comments nothing is told."""
    text = b"// #if A\n  # define B \\\n 1\n#endif"
    found = [(d.name, text[d.start : d.end]) for d in mask_code(text).directives]
    assert found == [("define", b"  # define B \\\n 1"), ("endif", b"#endif")]


@given(CODE)
def test_masks_and_declarations_of_any_text(code: str) -> None:
    """A mask only blanks; declarations come in order and do not overlap."""
    source = code.encode()
    mask = mask_code(source)
    assert len(source) == len(mask.code)
    assert all(new in (old, ord(" ")) for old, new in zip(source, mask.code, strict=True))
    position = 0
    for start, end in top_level(mask):
        assert position <= start < end <= len(source)
        position = end


@pytest.mark.parametrize(
    "text",
    [b'R"(' * 300_000, b"/*" * 500_000, b"{" * 500_000, b"{};" * 300_000, b"A(" * 300_000, b"A()\n" * 200_000,
     b"#if 1\n{" * 100_000, b'"' * 500_000, b"namespace a {" * 50_000, b"x(){}," * 100_000, b"\\\n" * 300_000]
)  # fmt: skip
def test_masking_takes_linear_time(text: bytes) -> None:
    """Also where nothing closes."""
    start = time.process_time()
    top_level(mask_code(text))
    assert time.process_time() - start < 5


def test_diagnostics_have_their_places() -> None:
    """Of notes and of includes; other lines are passed over."""
    said = (
        "In file included from src/a.cu:3:\nIn file included from src/./b.h:4:\nx.h:1:2: error: oh no\n"
        "src/a.cu:9:3: note: in instantiation\n   code\ny.c:2:1: warning: w\nz.c:1:1: fatal error: 'q' file not found\n"
    )
    assert [
        Diagnostic(
            Place("x.h", 1, 2), "error", "oh no", (Place("src/b.h", 4), Place("src/a.cu", 3), Place("src/a.cu", 9, 3))
        ),
        Diagnostic(Place("y.c", 2, 1), "warning", "w"),
        Diagnostic(Place("z.c", 1, 1), "fatal error", "'q' file not found"),
    ] == read_diagnostics(said)
    assert len(read_diagnostics("a.c:1:1: error: x\n" * 5_000)) == 2_000


def test_a_kernel_template_gets_the_arguments_of_its_launch_else_defaults() -> None:
    """Behind the last line; a launch that was refused is not tried again."""
    syntax = syntax_of("", SOURCE)
    made = instantiate(SOURCE, syntax)
    assert made.text.startswith(SOURCE)
    assert [("t<double, 64>", "launch")] == [(i.text, i.origin) for i in made.instances]
    assert b"(void*)&t<double, 64>;" in made.text.split(b"\n")[made.first_line - 1]
    refused = refused_at(made, [made.first_line])
    texts = [instance.text for instance in refused]
    again = instantiate(SOURCE, syntax, refused=texts)
    assert [("t<float, 256>", "default")] == [(i.text, i.origin) for i in again.instances]
    third = instantiate(SOURCE, syntax, tries={"t": 1}, refused=texts)
    assert ["t<double, 128>"] == [i.text for i in third.instances]
    last = instantiate(SOURCE, syntax, tries={"t": MAX_CHOICES}, refused=texts)
    assert ((), "t") == (last.instances, last.given_up[0][0])


def test_what_arguments_cannot_be_thought_of_is_said() -> None:
    """Packs, templates and functions; parameters with defaults need none; names keep their namespace."""
    source = b"""namespace n { template <typename... A> __global__ void p(A... a) {}
template <class F> __global__ void f(F func) {}
template <template <class> class C> __global__ void c(C<int> *a) {}
enum E { X };
template <typename scalar_t, bool B, E e, int kDim = 3> __global__ void d(scalar_t *a) {} }
"""
    made = instantiate(source, syntax_of("", source))
    assert ["n::f", "n::c"] == [name for name, _ in made.given_up]
    assert ["n::p<>", "n::d<float, true, (E)0>"] == [i.text for i in made.instances]
    assert b"namespace n { __attribute__((used)) static void* const" in made.text


def test_argument_lists_end_at_their_bracket() -> None:
    """Nested ones included."""
    assert ("a<b, c>", "(d, e)") == parse_arguments("a<b,  c>, (d, e)> rest")
    assert parse_arguments("a, b") is None
    assert () == parse_arguments("> x")


def test_ranges_are_found_by_place() -> None:
    """The innermost first; a place beyond the end has none."""
    parts = FileParts(SOURCE, syntax_of("", SOURCE))
    assert ["n::S::m", "S"] == [part.name for part in parts.around(parts.offset(12, 33))][:2]
    assert [] == parts.around(parts.offset(999, 1))
