"""Code that the preprocessor splits is read by one branch, and macros around declarations are passed over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.syntax.reading import read
from warploom.extractors.syntax.c_preprocessing import readable, start_with_macros
from warploom.extractors.syntax.flat_tree import grammar


def _lines(source: str) -> list[str]:
    """The lines of the readable text that hold anything."""
    return [line.strip() for line in readable(source.encode()).decode().splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (
            "#ifdef A\nvoid f(int a) {\n#else\nvoid f(void) {\n#endif\n  x();\n}\n",
            ["void f(int a) {", "x();", "}"],
        ),
        ("#if A\nint f(int a)\n#else\nint f(void)\n#endif\n{ return 1; }\n", ["int f(int a)", "{ return 1; }"]),
        ("#if A\nf() {\n#elif B\ng() {\n#elif C\nh() {\n#endif\n}\n", ["f() {", "}"]),
        (
            "#if A\n  for (i = 0; i < n; i++) {\n#else\n  for (;;) {\n#endif\n  x();\n  }\n",
            ["for (i = 0; i < n; i++) {", "x();", "}"],
        ),
        ("if (a) {\n#if A\n} else {\n  y();\n#endif\n}\n", ["if (a) {", "} else {", "y();", "}"]),
        ("#if A\n#else\nif (a)\n#endif\nx();\n", ["if (a)", "x();"]),
        ("x(a,\n#if A\n  b\n#else\n  c\n#endif\n);\n", ["x(a,", "b", ");"]),
        ("#  if 0\nf() {\n#  else\ng() {\n#  endif\n}\n", ["g() {", "}"]),
        ("#if A // {\nf() {\n#else /* { */\ng() {\n#endif\n}\n", ["f() {", "}"]),
        ("#if A && \\\n  B\nf() {\n#else\ng() {\n#endif\n}\n", ["f() {", "}"]),
        ("#if A\r\nf() {\r\n#else\r\ng() {\r\n#endif\r\n}\r\n", ["f() {", "}"]),
    ],
)
def test_what_is_split_is_read_by_its_first_branch(source: str, lines: list[str]) -> None:
    """Heads, loops, conditions, arguments; a branch that holds nothing or is `#if 0` is not the first."""
    assert lines == _lines(source)


def test_nested_conditionals_are_resolved_from_the_inside() -> None:
    """The outer one sees what its inner ones keep; one that splits nothing stays."""
    split = "#if A\n#if B\nf() {\n#else\ng() {\n#endif\n#else\nh() {\n#endif\n}\n"
    assert ["f() {", "}"] == _lines(split)
    inner = "#if A\nint a;\n#if B\nf() {\n#else\ng() {\n#endif\n}\n#endif\n"
    assert ["#if A", "int a;", "f() {", "}", "#endif"] == _lines(inner)


@pytest.mark.parametrize(
    "source",
    [
        "#if A\nint f(void) { return 1; }\n#else\nint f(void) { return 2; }\n#endif\n",
        "#ifndef H\n#define H\nint x;\n#endif\n",
        "#if A\n  x();\n#elif B\n#else\n  y();\n#endif\n",
        'char *a = "\\\n#if A {";\n',
        "/*\n#if A {\n*/\n// #if B {\nint x; /* } */\n",
        "char a = '{'; char *b = \"}\";\n#if A\nchar c = '\\'', d = '}';\n#endif\n",
        "int n = 1'000;\n#if A\nint m = 0x1'F;\n#endif\n",
        "#endif\n#else\nint x;\n",
        "#if A\nvoid f() {\n",
        "FILE *open(void) { return 0; }\n",
        "void f() { RETURN_IF (x); FOO bar(1); ABC x; MAX(a, b); }\n",
        "struct FOO { int x; };\nstatic const DWORD n = 1;\n",
        "return ABC (x);\nelse ABC (y);\n",
        "char *a = \"<% %> <: :> %:\"; /* <% */ // :>\nchar b = '<%';\nstd::vector<::a> v;\n",
    ],
)
def test_text_that_splits_nothing_stays(source: str) -> None:
    """Whole definitions, guards, directives in literals and comments, calls of macros, what is open or stray."""
    assert source == readable(source.encode()).decode()


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("EXPORT_API static int *f(void) { }", "static int *f(void) { }"),
        ("EXPORT_API MORE_API int g() { }", "int g() { }"),
        ("HOST_DEVICE ~A() { }", "~A() { }"),
        ("void WINAPI f(int a) { }", "void        f(int a) { }"),
        ("static void STDCALL g(void) { }", "static void         g(void) { }"),
        ("class EXPORT_API A : public B { };", "class            A : public B { };"),
        ("struct ALIGN(16) A { };", "struct           A { };"),
        ("void f(void) NOEXCEPT { }", "void f(void)          { }"),
        ("void f() const OVERRIDE\n{ }", "void f() const         \n{ }"),
        ("%:define X <% a<:3:> %>", "# define X {  a[ 3 ]  }"),
        ("a<::b> c; d<::> = e<:::f:>;", "a<::b> c; d[  ] = e[ ::f ];"),
    ],
)
def test_macros_around_declarations_are_passed_over(source: str, line: str) -> None:
    """Before, between type and name, in the head of a class, behind the parameters; digraphs are read, too."""
    assert line.strip() == readable(source.encode()).decode().strip()


def test_units_begin_with_their_macros() -> None:
    """The text of the unit is as written."""
    found = read("C++", "int x;\nEXPORT_API MORE_API int f() { return 1; }\n")
    assert "EXPORT_API MORE_API int f() { return 1; }" == found.text(found.units[0])
    assert "EXPORT_API MORE_API int f()" == found.units[0]["signature"]


def test_units_begin_with_their_macros_alone() -> None:
    """What stands before on the same line is no part."""
    assert 7 == start_with_macros(b"int x; f() {}", b"int x; f() {}", 7)
    assert 0 == start_with_macros(b"ABC int f() {}", b"    int f() {}", 4)
    assert 4 == start_with_macros(b"a<% int f() {}", b"    int f() {}", 4)


def test_units_of_a_split_file_are_found() -> None:
    """Lines are those of the text as written, from the first head on."""
    source = "#if A\nvoid f(int a)\n#else\nvoid f(void)\n#endif\n{\n  x();\n}\nvoid g() { }\n"
    found = [(unit["name"], unit["line_start"], unit["line_end"]) for unit in read("C", source).units]
    assert [("f", 2, 8), ("g", 9, 9)] == found


_PIECES = (
    "#if A\n", "#ifdef B\n", "#if 0\n", "#else\n", "#elif C\n", "#endif\n", "# if D \\\n x\n", "{", "}", "(", ")", ";",
    "\n", "\r\n", " ", "void f()", "x", '"', "'", "\\", "/*", "*/", "//", "ABC ", "class ", "const ", "<%", "%>", "<:",
    ":>", "%:", "\u00e9", "1'0", "#define X {\n", "#pragma omp for\n",
)  # fmt: skip
_soups = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@given(_soups)
def test_every_byte_keeps_its_place(source: str) -> None:
    """Length and line ends are kept, and what changes becomes a blank or is a digraph."""
    written = source.encode()
    read_as = readable(written)
    assert len(written) == len(read_as)
    for before, after in zip(written, read_as, strict=True):
        assert before == after or (before not in b"\r\n" and after in b" {}[]#")


@given(_soups)
def test_a_readable_text_is_readable(source: str) -> None:
    """What has been read by one branch has nothing left to choose."""
    once = readable(source.encode())
    assert once == readable(once)


@given(st.lists(st.sampled_from([p for p in _PIECES if "#" not in p and p.strip().islower()]), max_size=40))
def test_a_text_without_conditionals_and_macros_stays(pieces: list[str]) -> None:
    """Byte for byte."""
    source = "".join(pieces).encode()
    assert source == readable(source)


def test_a_split_file_has_no_error() -> None:
    """That is what it is for."""
    source = b"void f() {\n#if A\n  for (;;) {\n#else\n  while (1) {\n#endif\n  }\n}\n"
    assert grammar("c").parse_only(source).root_node.has_error
    assert not grammar("c").parse_only(readable(source)).root_node.has_error
