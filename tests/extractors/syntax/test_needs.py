"""What a unit needs from elsewhere: what it uses, and neither it nor a known interface provides."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.syntax.reading import read
from warploom.extractors.syntax.needs import macro_needs


def _needs(row: dict[str, Any]) -> tuple[list[str], list[str], list[str], bool]:
    return row["needs_types"], row["needs_callees"], row["needs_names"], row["is_self_contained"]


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("int f(int a) { int b = a; return b; }", ([], [], [], True)),
        ("int f(int n) { return n ? f(n - 1) : 0; }", ([], [], [], True)),
        ("T f(S *s) { struct U u; return g(s->x, u.y[N]) + z; }", (["S", "T", "U"], ["g"], ["N", "z"], False)),
        ("void f(size_t n) { printf(\"%d\", (int) sqrt(n)); MPI_Barrier(MPI_COMM_WORLD); }", ([], [], [], True)),
        ("void f() { g(); g(); h(g); }", ([], ["g", "h"], [], False)),
        ("void f() { T g; g(); }", (["T"], [], [], False)),
        ("void f() { goto end; end: ; }", ([], [], [], True)),
    ],
)  # fmt: skip
def test_what_nobody_provides_is_needed(source: str, needs: tuple[list[str], list[str], list[str], bool]) -> None:
    """Types, callees and other names, sorted; not members, labels, parameters, locals, the unit itself."""
    assert needs == _needs(read("C", source).units[0])


def test_callees_come_in_the_order_of_their_first_call() -> None:
    """Provided ones included."""
    assert ["z", "printf", "a"] == read("C", 'void f() { z(); printf("%d", a(z())); }').units[0]["callees"]


def test_case_means_nothing_to_fortran() -> None:
    """Names are compared and listed in lower case; elements of arrays are no calls."""
    source = "subroutine S(A, n)\n real :: a(n)\n integer :: I\n a(i) = B(N) + SQRT(Cc)\n call s2(I)\nend subroutine\n"
    found = read("Fortran", source).units[0]
    assert (["b", "s2"], ["cc"]) == (found["needs_callees"], found["needs_names"])


def test_definitions_need_as_units_do() -> None:
    """All in one list; the name that is defined is its own."""
    source = (
        "struct node { struct node *next; T value; int n[MAX]; };\nint table[N] = { f(x) };\n#define M(a) (a + N)\n"
    )
    found = {d["name"]: (d["kind"], d["needs"]) for d in read("C", source).definitions}
    expected = {
        "node": ("type", ["MAX", "T"]),
        "table": ("global", ["N", "f", "x"]),
        "M": ("macro", ["N"]),
    }
    assert expected == found


@pytest.mark.parametrize(
    ("definition", "needs"),
    [
        ("#define N 16", []),
        ("#define N M", ["M"]),
        ("#define SQ(x) ((x) * (x) + OFFSET)", ["OFFSET"]),
        ("#  define F( a , b ) g(a, b, s.member)", ["g", "s"]),
        ("#define S \"words in here\" + 'c' /* and words */ + A // more", ["A"]),
        ("#define LONG one + \\\n  two", ["one", "two"]),
        ('#define OPEN "never closed words', []),
        ("#define HEX 0xFF + 1e5f", []),
        ("#define P printf", []),
        ("#include <a.h>", []),
    ],
)
def test_words_of_a_macro_may_be_names(definition: str, needs: list[str]) -> None:
    """Not its parameters, nor what is in literals, comments and numbers, nor members."""
    assert needs == macro_needs("C", definition.encode())


@given(st.text(st.sampled_from("\"'\\/* ab(\n#"), max_size=40))
def test_any_macro_has_an_answer(body: str) -> None:
    """Sorted, each once."""
    found = macro_needs("C", f"#define A {body}".encode())
    assert sorted(set(found)) == found


def test_conditions_of_the_preprocessor_need_nothing() -> None:
    """A macro that is asked for and not defined is 0."""
    text = "int f(int a) {\n#if defined(DEBUG) && LEVEL\n  a += 1;\n#endif\n#ifdef TRACE\n  a += 2;\n#endif\n}\n"
    assert [] == read("C", text).unit("f")["needs_names"]


def test_definitions_with_errors_define_nothing() -> None:
    """C++ that the grammar of C reads gives no names to C."""
    found = read("C", "typedef std::pair<size, size> both;\ntypedef int size_type;\n")
    assert ["size_type"] == [definition["name"] for definition in found.definitions]
