"""Macros that decorate declarations and that no file defines: what they stand for, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.ir.compiling import error_at
from warploom.extractors.ir.diagnostics import Diagnostic, Place
from warploom.extractors.ir.macro_stand_ins import stand_ins


def found(text: str, *, defined: str = "") -> tuple[str, ...]:
    """For errors at each byte of a file."""
    errors = [
        Diagnostic(Place("a.h", number, column), "error", "expected parameter declarator")
        for number, line in enumerate(text.splitlines(), 1)
        for column in range(1, len(line) + 1)
    ]
    return stand_ins(errors, {"a.h": text.encode()}.get, defined.split().__contains__)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('P_OLD("use g()") static inline void f(void)\n{\n}\n', ["#define P_OLD(...)"]),
        ('P_EXTERN P_OLD("use g") int f(int);\n', ["#define P_OLD(...)"]),
        ("int f(const char *s, ...) P_FORMAT(1, 2);\n", ["#define P_FORMAT(...)"]),
        ("extern P_API(unsigned int) f(void);\n", ["#define P_API(x) x"]),
        ("P_API(void *) f(void);\n", ["#define P_API(x) x"]),
        ("namespace n {\nP_OLD(1) int f();\n}\n", ["#define P_OLD(...)"]),
        ('extern "C" {\nP_OLD(1) P_API(int) f();\n}\n', ["#define P_API(x) x", "#define P_OLD(...)"]),
    ],
)
def test_decorations_are_nothing_or_their_argument(text: str, lines: list[str]) -> None:
    """The argument where the declaration has no type without it."""
    assert lines == list(found(text))


@pytest.mark.parametrize(
    "text",
    [
        "void g(void)\n{\n    CHECK(f());\n    P_OLD(1) int x;\n}\n",
        "DEFINE_KERNEL(float);\n",
        "void FORTRAN_NAME(dgemm)(int *n);\n",
        "extern int P_GLOBAL(name);\n",
        "int x = P_VALUE(3);\n",
        "static const int P_NAMES(a)[] = {1};\n",
        "struct s {\n    P_OLD(1) int a;\n};\n",
        "#define OTHER P_OLD(1) int f();\n",
        "// P_OLD(1) int f();\n",
        "lower(1) int f(void);\n",
    ],
)
def test_what_may_be_more_than_a_decoration_is_left_alone(text: str) -> None:
    """Statements, names, values, definitions that a macro makes, and what is no code."""
    assert () == found(text)


def test_defined_names_and_warnings_say_nothing() -> None:
    """Whatever a name stands for in a file of the repository, it is not for us to say."""
    text = "P_OLD(1) int f(void);\n"
    assert () == found(text, defined="P_OLD")
    warning = Diagnostic(Place("a.h", 1, 1), "warning", "deprecated")
    outside = Diagnostic(Place("/toolchain/include/a.h", 1, 1), "error", "expected")
    assert () == stand_ins([warning, outside], {"a.h": text.encode()}.get, lambda _: False)
    assert () == stand_ins([error_at(9)], {"a.c": text.encode()}.get, lambda _: False)


_PIECES = ["P_OLD", "P_API", "(", ")", "int", " f", ";", "{", "}", "\n", '"', "//", "#define ", "=", "*", ",", "\\\n"]


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_any_text_gives_definitions_of_words_in_it(text: str) -> None:
    """Each once, sorted, and of these two meanings alone."""
    lines = found(text)
    assert sorted(set(lines)) == list(lines)
    for line in lines:
        name, _, rest = line.removeprefix("#define ").partition("(")
        assert name in text
        assert rest in ("...)", "x) x")


def test_long_lines_and_files_end_soon() -> None:
    """Errors all over a text that is one line of calls, and over one of a million declarations."""
    line = "P_OLD(1) " * 100_000
    assert () == found_at(line, 1)
    many = "P_OLD(1) int f(void);\n" * 100_000
    assert ("#define P_OLD(...)",) == found_at(many, 100_000)


def found_at(text: str, n_lines: int) -> tuple[str, ...]:
    errors = [Diagnostic(Place("a.h", n_lines, 1 + n), "error", "expected") for n in range(2_000)]
    return stand_ins(errors, {"a.h": text.encode()}.get, lambda _: False)
