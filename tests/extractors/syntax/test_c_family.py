"""Units, parameters, launches and documentation in C, C++, CUDA, HIP, OpenCL and SYCL."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extractors.syntax.reading import read
from warploom.extractors.syntax.c_family import LANGUAGES, cutter
from warploom.schemas.stage import Reject


def _qualified(language: str, text: str) -> list[tuple[str, str]]:
    return [(unit["name"], unit["qualified_name"]) for unit in read(language, text).of_kind("function", "kernel")]


def _params(language: str, text: str) -> list[dict[str, Any]]:
    return read(language, text).units[0]["params"]


def _types(language: str, text: str) -> list[tuple[str | None, str]]:
    return [(param["name"], param["type"]) for param in _params(language, text)]


def _launch(language: str, statement: str) -> tuple[Any, ...]:
    (unit,) = read(language, f"void f() {{ {statement} }}\n").of_kind("launch")
    places = ("name", "launch_grid", "launch_block", "launch_shared_bytes", "launch_stream", "launch_arguments")
    return tuple(unit[place] for place in places)


def test_scopes_qualify_names() -> None:
    """Namespaces, classes, unions; not those without a name, nor the function around a local class."""
    source = """\
namespace a::b { inline namespace v1 { namespace {
struct C { struct D; void m() {} };
struct C::D { void e() {} };
} } }
void ::a::b::C<int>::g() {}
void a::f() { struct L { void in() {} }; }
union U { int x; void u() {} };
class A final : public B<int> { ~A() {} };
"""
    expected = [
        ("m", "a::b::v1::C::m"),
        ("e", "a::b::v1::C::D::e"),
        ("g", "a::b::C::g"),
        ("f", "a::f"),
        ("in", "L::in"),
        ("u", "U::u"),
        ("~A", "A::~A"),
    ]
    assert expected == _qualified("C++", source)


def test_template_heads_belong_to_the_unit() -> None:
    """All of them, with the parameters as written; a specialisation has none, and arguments are no part of a name."""
    source = """\
template <class T, int N = 3, typename... R> struct A { int x; };
template <class T>
template <class U, int N = 3>
U A<T, N>::get(U u) const { return u; }
template <> int n::A<std::pair<int, int>>::get<float>(float u) { return 1; }
"""
    found = read("C++", source)
    assert [("get", "A::get"), ("get", "n::A::get")] == _qualified("C++", source)
    assert [["class T", "class U", "int N = 3"], []] == [unit["template_parameters"] for unit in found.units]
    assert "template <class T> template <class U, int N = 3> U A<T, N>::get(U u) const" == found.units[0]["signature"]
    assert [(2, 4), (5, 5)] == [(unit["line_start"], unit["line_end"]) for unit in found.units]


@pytest.mark.parametrize(
    ("definition", "name"),
    [
        ("V operator+(V const &o) { return o; }", "operator+"),
        ("bool operator()(int a) { return a; }", "operator()"),
        ("V &operator [] (int i) { return *this; }", "operator[]"),
        ("bool operator<(V<int> const &o) const { return 1; }", "operator<"),
        ("auto operator<=>(V const &o) const { return 0; }", "operator<=>"),
        ("V *operator->() { return this; }", "operator->"),
        ("void *operator new(size_t n) { return 0; }", "operator new"),
        ("explicit operator bool() const { return 1; }", "operator bool"),
        ("operator const char *() const { return 0; }", "operator const char *"),
        ('long double operator"" _km(long double x) { return x; }', 'operator""_km'),
    ],
)
def test_operators_are_functions(definition: str, name: str) -> None:
    """Their symbol is a part of the name, and so is the type of a conversion."""
    assert [(name, f"V::{name}")] == _qualified("C++", f"struct V {{ {definition} }};")


@pytest.mark.parametrize(
    ("definition", "name", "qualified_name"),
    [
        ("V<T> V<T>::operator-(V<T> const &o) { return o; }", "operator-", "V::operator-"),
        ("n::V<int>::operator int *() const { return 0; }", "operator int *", "n::V::operator int *"),
        ("std::ostream &operator<<(std::ostream &o, V v) { return o; }", "operator<<", "operator<<"),
    ],
)
def test_operators_out_of_their_class(definition: str, name: str, qualified_name: str) -> None:
    """The scope before the word is the name's."""
    assert [(name, qualified_name)] == _qualified("C++", definition)


@pytest.mark.parametrize(
    ("definition", "signature"),
    [
        ("int f(int a) try { return a; } catch (...) { return 0; }", "int f(int a)"),
        ("S::S(int a) try : b(a) {} catch (...) {}", "S::S(int a)"),
        ("S::S(int a) : b(a), c{1} { g(); }", "S::S(int a)"),
        ("[[nodiscard]] static int f() noexcept(true) { return 1; }", "[[nodiscard]] static int f() noexcept(true)"),
        ("__attribute__((noinline)) int f() { return 1; }", "__attribute__((noinline)) int f()"),
        ('extern "C" int f(void) { return 1; }', 'extern "C" int f(void)'),
        ("auto f(int a) -> int { return a; }", "auto f(int a) -> int"),
        ("constexpr int f() requires true { return 1; }", "constexpr int f() requires true"),
    ],
)  # fmt: skip
def test_signatures_run_up_to_the_body(definition: str, signature: str) -> None:
    """Or to the initialisers, or to the `try`; the unit begins with the specifiers and attributes before."""
    (unit,) = read("C++", f"int before;\n{definition}\n").units
    assert (signature, 2) == (unit["signature"], unit["line_start"])


def test_extern_c_blocks_hold_units_of_their_own() -> None:
    """Other than the keyword before one definition."""
    source = 'extern "C" {\nint f(void) { return 1; }\nint g(void) { return 1; }\n}\n'
    assert ["int f(void)", "int g(void)"] == [unit["signature"] for unit in read("C++", source).units]


def test_definitions_without_a_body_are_no_units() -> None:
    """Declarations, defaulted and deleted functions, and what is a variable."""
    assert [] == read("C++", "int f(int);\nint g() = delete;\nstruct D { D() = default; };\nauto h = [] {};\n").units


def test_functions_of_old_c_are_units() -> None:
    """With types after the list, and with the name on a line of its own; the grammar knows none that give pointers."""
    source = "int add(a, b) int a, *b; { return a; }\nstatic double\nold(x)\ndouble x;\n{ return 0; }\n"
    found = read("C", source)
    assert [("add", 1, 1), ("old", 2, 5)] == [(u["name"], u["line_start"], u["line_end"]) for u in found.units]


def test_declarators_hide_the_name() -> None:
    """A function that gives a pointer to a function is named where its parameters are."""
    source = "int (*choose(int op, int (*cb)(int)))(int, int) { return 0; }\nchar (&pick())[3] { return x; }\n"
    assert [("choose", "choose"), ("pick", "pick")] == _qualified("C++", source)
    assert [("op", "int"), ("cb", "int (* )(int)")] == _types("C++", source)


def test_types_of_parameters_are_as_written() -> None:
    """Without the name and the default; `void` and `...` are none, and a name may be missing."""
    source = (
        "void f(int, const char *, float (*m)[4], struct s x, unsigned long long y, int *const p, int a[static 3], ...)"
        " { }\nvoid g(void) { }\n"
    )
    expected = [
        (None, "int"),
        (None, "const char *"),
        ("m", "float (* )[4]"),
        ("x", "struct s"),
        ("y", "unsigned long long"),
        ("p", "int *const"),
        ("a", "int [static 3]"),
    ]
    assert expected == _types("C", source)
    assert [] == read("C", source).unit("g")["params"]


def test_types_of_parameters_of_cpp() -> None:
    """References, templates, packs; a default is cut off, whatever is in it."""
    source = (
        "template <class... Ts> void f(std::vector<int> &v, T &&t, auto... xs, Ts &&...ys, "
        "std::function<void(int)> g = [](int) {}, int x = a < b ? 1 : 2) { }"
    )
    expected = [
        ("v", "std::vector<int> &"),
        ("t", "T &&"),
        ("xs", "auto..."),
        ("ys", "Ts &&..."),
        ("g", "std::function<void(int)>"),
        ("x", "int"),
    ]
    assert expected == _types("C++", source)


@pytest.mark.parametrize(
    ("parameter", "is_const", "is_restrict"),
    [
        ("const float *a", True, False),
        ("float const *const a", True, False),
        ("float *const a", False, False),
        ("const T &a", True, False),
        ("float *__restrict__ a", False, True),
        ("const float *__restrict a", True, True),
        ("const_iterator *a", False, False),
    ],
)
def test_const_is_what_a_parameter_points_to(parameter: str, is_const: bool, is_restrict: bool) -> None:
    """Not the pointer itself."""
    (found,) = _params("CUDA", f"__global__ void k({parameter}) {{ }}")
    assert (is_const, is_restrict) == (found["is_const"], found["is_restrict"])


def test_pointers_of_kernels_are_global() -> None:
    """Arrays are pointers, too; values, references and functions have no space, nor has what another function takes."""
    parameters = "(const float *a, int n, T &r, int m[3], void (*op)(int), float **p)"
    spaces = [p["address_space"] for p in _params("CUDA", f"__global__ void k{parameters} {{ }}")]
    assert ["global", None, None, "global", None, "global"] == spaces
    assert {None} == {p["address_space"] for p in _params("CUDA", f"__device__ void k{parameters} {{ }}")}


def test_opencl_says_the_space() -> None:
    """With and without underscores; images have an access in its place."""
    source = (
        "__kernel void k(__global const float *restrict a, global float *b, __local float *tmp, constant int *c, "
        "__private int d, int n, read_only image2d_t img, __write_only image2d_t out) { }"
    )
    expected = [
        ("a", "global"),
        ("b", "global"),
        ("tmp", "local"),
        ("c", "constant"),
        ("d", "private"),
        ("n", None),
        ("img", None),
        ("out", None),
    ]
    params = _params("OpenCL", source)
    assert expected == [(param["name"], param["address_space"]) for param in params]
    assert ("__global const float *restrict", "read_only image2d_t") == (params[0]["type"], params[6]["type"])


def test_directions_are_what_the_body_does() -> None:
    """A pointer that a callee gets may be written there; a value and what is const are never written outside."""
    source = (
        "void f(const int *a, int *b, int *c, int *d, int n, int *e) { b[n] = a[n]; c[0] += 1; g(d); n = 2; }\n"
        "void g(int *p, int *q) { p[0] = 1; if (p) q[1]; }\n"
    )
    found = read("C", source)
    directions = [[p["direction"] for p in unit["params"]] for unit in found.units]
    assert [["in", "out", "inout", None, "in", "unused"], ["inout", "in"]] == directions


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("CUDA", "__global__ void"),
        ("CUDA", "template <class T> static __global__ void __launch_bounds__(128)"),
        ("HIP", "extern \"C\" __global__ void"),
        ("OpenCL", "__kernel void"),
        ("OpenCL", "kernel __attribute__((reqd_work_group_size(64, 1, 1))) void"),
    ],
)  # fmt: skip
def test_kernels_say_that_they_are(language: str, head: str) -> None:
    """By a word before the name."""
    (unit,) = read(language, f"{head} k(int n) {{ }}\n").units
    assert ("kernel", "k") == (unit["kind"], unit["name"])


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("k<<<g, b>>>(a, 1);", ("k", "g", "b", None, None, ["a", "1"])),
        ("k <<< 1 , 2 >>> ( x ) ;", ("k", "1", "2", None, None, ["x"])),
        (
            "ns::k<T, 3><<<dim3(n / 2, 1), b, 64 * sizeof(float), s>>>(a, f(b, c));",
            ("k", "dim3(n / 2, 1)", "b", "64 * sizeof(float)", "s", ["a", "f(b, c)"]),
        ),
        ("k<int><<<n > 2 ? n : 2, 128>>>();", ("k", "n > 2 ? n : 2", "128", None, None, [])),
        ("k<std::pair<int, int>><<<1, 2>>>(x);", ("k", "1", "2", None, None, ["x"])),
        ("k<(N > 2)><<<1, 2>>>(x);", ("k", "1", "2", None, None, ["x"])),
        ("(*table[i])<<<1, 2>>>(x);", ("table", "1", "2", None, None, ["x"])),
        ("set.kern<<<1, 2>>>(x);", ("kern", "1", "2", None, None, ["x"])),
        (
            "cudaLaunchKernel((void *)k, g, b, args, 0, s);",
            ("k", "g", "b", "0", "s", ["args"]),
        ),
        ("cudaLaunchKernel((const void *)ns::k<int>, g, b, a);", ("k", "g", "b", None, None, ["a"])),
        ("cudaLaunchKernel(reinterpret_cast<const void *>(&k<T>), g, b, a);", ("k", "g", "b", None, None, ["a"])),
        ("CHECK(cudaLaunchCooperativeKernel(&k, g, b, a, 0, s));", ("k", "g", "b", "0", "s", ["a"])),
    ],
)
def test_launches_of_cuda(statement: str, expected: tuple[Any, ...]) -> None:
    """Kernel, grid, block, shared bytes, stream and arguments as written."""
    assert expected == _launch("CUDA", statement)


@pytest.mark.parametrize("kernel", ["k", "(k<float, 4>)", "HIP_KERNEL_NAME(k<float>)", "ns::k<float>"])
def test_launches_of_hip(kernel: str) -> None:
    """A macro hides the commas of template arguments, or parentheses do."""
    found = _launch("HIP", f"hipLaunchKernelGGL({kernel}, dim3(1, 2), b, 0, s, a, n);")
    assert ("k", "dim3(1, 2)", "b", "0", "s", ["a", "n"]) == found


def test_launches_of_opencl_name_no_kernel() -> None:
    """It is an object; sizes are the fifth and sixth argument."""
    found = _launch("C", "err = clEnqueueNDRangeKernel(q, kern, 1, NULL, &global, &local, 0, NULL, NULL);")
    assert (None, "&global", "&local", None, None, []) == found


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("q.parallel_for(sycl::range<1>(n), [=](auto i) {});", (None, "sycl::range<1>(n)", [])),
        ("h->parallel_for<class axpy>(r, [=](auto i) {});", ("axpy", "r", [])),
        ("h.parallel_for<ns::K<int>>(r, f);", ("K", "r", [])),
        ("h.single_task<struct t>([=] {});", ("t", None, ["[=] {}"])),
        ("q.parallel_for(r, sycl::reduction(p, add<>()), f);", (None, "r", ["sycl::reduction(p, add<>())"])),
    ],
)  # fmt: skip
def test_launches_of_sycl(statement: str, expected: tuple[Any, ...]) -> None:
    """The name is a type among the template arguments; the last argument is the kernel itself."""
    name, grid, *_, arguments = _launch("SYCL", statement)
    assert expected == (name, grid, arguments)


def test_other_languages_have_no_launches_of_sycl() -> None:
    """`parallel_for` is many libraries' word."""
    assert [] == read("C++", "void f() { Kokkos::parallel_for(n, g); }").of_kind("launch")


@pytest.mark.parametrize("shell", ["k<<<1, 2>>>({});", "x = hipLaunchKernelGGL(k, 1, 2, 0, 0, {});"])
def test_launches_nest_to_a_limit(shell: str) -> None:
    """Each repeats its arguments; nobody nests a hundred."""
    source = "k(1)"
    for _ in range(101):
        source = shell.format(source).removeprefix("x = ").rstrip(";")
    with pytest.raises(Reject, match="too_deep"):
        read("CUDA", f"void f() {{ {source}; }}")


@pytest.mark.parametrize(
    ("comment", "doc"),
    [
        ("/** Adds.\n *  Two. */\n", "Adds.\n Two."),
        ("/// one\n/// two\n", "one\ntwo"),
        ("//! what\n", "what"),
        ("/* a */ ", "a"),
        ("/* a */\n// b\n", "a\nb"),
        ("// far\n\n", None),
        ("int x; // of x\n", None),
        ("// of the include\n#include <a.h>\n", None),
        ("//\n", None),
    ],
)
def test_the_comment_right_above_documents(comment: str, doc: str | None) -> None:
    """Markers go; a blank line, code, or words that are missing make it none."""
    assert doc == read("C", f"{comment}int f() {{ return 1; }}\n").unit("f")["doc"]


def test_comments_document_from_above_specifiers_and_macros() -> None:
    """Above the template head, the macro and the kernel's word, in a class as well."""
    source = "struct A {\n  // doc\n  template <class T>\n  EXPORT_API static int f() { return 1; }\n};\n"
    unit = read("C++", source).unit("f")
    assert ("doc", 3) == (unit["doc"], unit["line_start"])


@pytest.mark.parametrize(
    ("loops", "depths"),
    [
        ("for (;;) for (;;) { while (1) x(); }", [3]),
        ("for (;;) { for (;;) ; for (;;) do { } while (1); }", [3]),
        ("for (auto a : b) x(); while (1) ;", [1, 1]),
        ("for (;;) auto l = [&] { for (;;) for (;;) ; };", [3]),
        ("x();", []),
    ],
)
def test_nests_are_as_deep_as_their_deepest_loop(loops: str, depths: list[int]) -> None:
    """One unit for each outermost loop."""
    assert depths == [unit["loop_depth"] for unit in read("C++", f"void f() {{ {loops} }}").of_kind("loop_nest")]


def test_units_know_the_one_around() -> None:
    """Loops and launches their function; functions of local classes the outer one."""
    source = "void f() { for (;;) k<<<1, 2>>>(); struct L { void g() { while (1) ; } }; }\n"
    found = [(u["kind"], u["enclosing_number"]) for u in read("CUDA", source).units]
    expected = [("function", None), ("loop_nest", 0), ("launch", 1), ("function", 0), ("loop_nest", 3)]
    assert expected == found


def test_scopes_nest_to_a_limit() -> None:
    """A text that goes deeper is refused as a whole."""
    assert 1 == len(read("C++", "namespace a {" * 99 + "void f() {}" + "}" * 99).units)
    with pytest.raises(Reject, match="too_deep"):
        read("C++", "namespace a {" * 101 + "}" * 101)


def test_every_language_of_the_family_has_a_cutter() -> None:
    """One for a process."""
    assert {"C", "C++", "CUDA", "HIP", "OpenCL", "SYCL"} == set(LANGUAGES)
    assert all(cutter(language) is cutter(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("C++", "class { #p\nc {} f"),
        ("C++", "void v::[] {}"),
        ("Fortran", "attributes(global) &\nfunction\nend\n"),
    ],
)
def test_what_the_grammar_misses_is_no_name(language: str, text: str) -> None:
    """It may make up a name of no length for what is broken."""
    assert all(unit["name"] for unit in read(language, text).of_kind("function"))


@pytest.mark.parametrize("broken", ["<<<1>>>(k<<<2>>>", "k<<<1, 2>>>;", "hipLaunchKernel ><<<1>>>(a);"])
def test_what_is_no_call_is_no_launch(broken: str) -> None:
    """And no call is two."""
    launches = read("CUDA", f"void f() {{ {broken} }}\n").of_kind("launch")
    assert len(launches) == len({(unit["byte_start"], unit["byte_end"]) for unit in launches}) < 2


def test_members_of_the_name_of_a_function_of_mpi_are_none() -> None:
    """So no two calls begin at one byte."""
    assert ["MPI_Init"] == [
        call["function"] for call in read("C++", "void f() { MPI_Init().MPI_Send(); x.MPI_Recv(); }").mpi_calls
    ]


def test_a_name_is_defined_once_at_a_place() -> None:
    """`struct s { } s;` gives it to a type and to a variable."""
    found = read("C", "struct s { int a; } s;\nint b, b;\n").definitions
    assert [("s", 0), ("b", 23)] == [(definition["name"], definition["byte_start"]) for definition in found]
