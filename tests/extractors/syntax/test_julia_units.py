"""Units of Julia: definitions in all their spellings, macros before them, kernels, launches, and how names are used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.syntax.cutting import called, cut, defined, extents, kinds, seconds, take_apart, the_unit, uses
from warploom.extractors.syntax.julia_units import cutter

JULIA = cutter("Julia")

PIECES = st.sampled_from(
    [
        "function f(x::T, y=1; k...) where {T<:Real}\n", "f(x) = ", "Base.:+(a, b) = ", "(a::B)(x)::C where D = ",
        "end\n", "macro m(ex)\n", "module M\n", "struct S{T} <: A\n", "for i in 1:n, j = x\n", "while true\n",
        "do x\n", "begin\n", "@kernel ", "@cuda threads=1 blocks=2^8 ", "@cuda launch=false ", "@inline ",
        "Threads.@threads ", "@m(", "@a @b ", "k(b, 1)(x; ndrange=n)\n", '"""doc"""\n', '"', "$(x)", ":sym", ":(",
        "x -> ", "x.y[1] .+= 1\n", "[x for x in y]", "if a\n", "else\n", "let q = 1\n", "x, y = z\n", "(", ")", "[",
        "]", "{", "}", ";", "\n", "\n\n", " ", "# c\n", "#=", "=#", "@enum A b c\n", "const C{T} = D\n",
        "import A: b as c\n", "x'", "∇", "a::T * b = ", "where ", "::", "'", "`",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("function f(x) end", "f"),
        ("function f(x)::Int end", "f"),
        ("function f(x)::T where {T<:Real} where S\nend", "f"),
        ("f(x) = 1", "f"),
        ("f(x)::Int = 1", "f"),
        ("f(x)::T where T = 1", "f"),
        ("f(x::T) where {T<:Real, S} = x", "f"),
        ("Base.show(io::IO, x) = 1", "Base.show"),
        ("function Base.Broadcast.f(x) end", "Base.Broadcast.f"),
        ("Base.:+(a::A, b) = 1", "Base.+"),
        ("Base.:(==)(a, b) = 1", "Base.=="),
        ("+(a::A, b::A) = 1", "+"),
        ("-(a::A) = 1", "-"),
        ("a::A * b::A = 1", "*"),
        ("(a::A ⊗ b::A) = 1", "⊗"),
        ("!(x::A) = 1", "!"),
        ("A{T}(x) where T = 1", "A"),
        ("(f::Foo)(x) = 1", "Foo"),
        ("function (::Foo{T})(x) where T end", "Foo"),
        ("@eval $f(x) = 1", "$f"),
        ("@eval Base.$f(x) = 1", "Base.$f"),
        ("macro m(ex...) end", "@m"),
        ("∇!(xᵢ) = 1", "∇!"),
        ("x = begin f(y) = 1 end", "f"),
        ("let f(x) = 1\nend", "f"),
        ("g = x -> (f(x) = 1)", "f"),
    ],
)
def test_every_spelling_of_a_definition_is_a_function(text: str, name: str) -> None:
    """Long and short, operators, callable objects, constructors, interpolated names."""
    assert [("function", name)] == kinds(JULIA, text)


@pytest.mark.parametrize(
    "text",
    [
        "x -> x", "f = function (x) x end", "map(xs) do x\nx\nend", "function f end", "macro m end", "f(x) == 1",
        "f(x) .= 1", "f(x)[1] = 2", "f(x).y = 2", "x::Int = 3", "a[f(x)] = 1", "g(f(x) = 1)", "(a, b) = f(x)", "x = y",
    ],
)  # fmt: skip
def test_what_has_no_name_or_no_body_is_none(text: str) -> None:
    """Anonymous functions, generic functions without methods, assignments to what a call gives."""
    assert [] == kinds(JULIA, text)


def test_names_are_qualified_by_modules_and_hosts() -> None:
    """What is written with a module of its own keeps to that."""
    text = (
        "module A\nf() = 1\nmodule B\nfunction g()\n  inner(x) = x\n  h = y -> y\nend\nBase.show(x) = 1\nend\n"
        "macro m(x)\nend\nend\n"
    )
    expected = ["A.f", "A.B.g", "A.B.g.inner", "Base.show", "A.@m"]
    assert expected == [name for _, name in kinds(JULIA, text)]


def test_macros_before_a_definition_belong_to_it() -> None:
    """With what they are given; a macro whose argument it is not does not."""
    text = '"""doc"""\n@inline @foo(1) function f(x)\n x # c\nend # after\n@static if X\n g(x) = 1\nend\n'
    assert ["@inline @foo(1) function f(x)\n x # c\nend", "g(x) = 1"] == extents(JULIA, text)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("function f(x)::T where T\n x\nend", "function f(x)::T where T"),
        ("@inline f(x; y=2) = x == y", "@inline f(x; y=2) "),
        ("macro m(x) x end", "macro m(x)"),
    ],
)
def test_the_header_ends_with_the_signature(text: str, header: str) -> None:
    """Before the `=` of a short definition."""
    assert header == text[: the_unit(JULIA, text).header_end]


def test_parameters_are_those_of_the_signature() -> None:
    """Positional, keyword, collected, destructured and nameless ones; what a macro marks constant is."""
    text = "f(x, y::Vector{T}=z, ::Type{S}, (a, b)::Tuple, @Const(c), @nospecialize(d); k::Int=1, l, m...) = 1"
    expected = [
        ("x", "", True, False), ("y", "Vector{T}", True, False), (None, "Type{S}", False, False),
        (None, "Tuple", True, False), ("c", "", True, True), ("d", "", True, False), ("k", "Int", False, False),
        ("l", "", True, False), ("m", "", True, False),
    ]  # fmt: skip
    assert expected == [(p.name, p.type, p.is_indirect, p.is_const) for p in the_unit(JULIA, text).params]


def test_operators_have_their_operands_as_parameters() -> None:
    """As a call would."""
    assert [("a", "A"), ("b", "")] == [(p.name, p.type) for p in the_unit(JULIA, "a::A + b = 1").params]


def test_where_variables_are_template_parameters() -> None:
    """Of all clauses, in order, with their bounds."""
    unit = the_unit(JULIA, "function f(x)::T where {T<:Real, N} where S\nend")
    assert ["T<:Real", "N", "S"] == unit.template_parameters


@pytest.mark.parametrize(
    ("text", "doc"),
    [
        ('"""\n    f(x)\n\nDoes.\n"""\nf(x) = 1', "f(x)\n\nDoes."),
        ('"One line"\n@inline function f(x) end', "One line"),
        ('raw"""\\d"""\nf(x) = 1', "\\d"),
        ('@doc "Said" f(x) = 1', "Said"),
        ('@doc """Said""" function f(x) end', "Said"),
        ('"Not its own"\n\nf(x) = 1', None),
        ('"Not its own"\n# comment\nf(x) = 1', None),
        ('x = "Not its own"\nf(x) = 1', None),
        ("# A comment\nf(x) = 1", None),
        ('""\nf(x) = 1', None),
    ],
)
def test_the_string_right_before_is_the_doc(text: str, doc: str | None) -> None:
    """Before the macros too; a line between, and it documents nothing."""
    assert doc == the_unit(JULIA, text).doc


def test_loops_are_nests_from_their_macros_on() -> None:
    """One `for` is one loop however many variables it has; comprehensions are none."""
    text = (
        "Threads.@threads for i in 1:n, j in 1:m\n  for k in x\n    while a end\n  end\nend\n"
        "function f(x)\n  map(x) do y\n    while y end\n  end\n  [i for i in x]\nend\n"
    )
    nests = [unit for unit in cut(JULIA, text) if unit.kind.value == "loop_nest"]
    assert [(0, 3), (text.index("while y"), 1)] == [(nest.start, nest.loop_depth) for nest in nests]


def test_kernels_are_marked_or_launched() -> None:
    """By `@kernel`, with or without options, or by a launch anywhere in the file."""
    text = (
        "@kernel function a(x) end\n@kernel inbounds=true function b(x) end\nfunction c(x) end\nfunction d(x) end\n"
        "g(x) = @cuda threads=1 c(x)\n"
    )
    expected = [("kernel", "a"), ("kernel", "b"), ("kernel", "c"), ("function", "d"), ("function", "g")]
    assert [*expected, ("launch", "c")] == kinds(JULIA, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@cuda threads=256 f(x)", ("f", None, "256", None, None, ["x"])),
        ("@cuda threads=t blocks=2^8 f(x)", ("f", "2^8", "t", None, None, ["x"])),
        ("@cuda threads=(8, 8) blocks=b shmem=4n stream=s f(x, y)", ("f", "b", "(8, 8)", "4n", "s", ["x", "y"])),
        ("CUDA.@cuda(threads=2, f(x))", ("f", None, "2", None, None, ["x"])),
        ("CUDA.@sync @cuda threads=a blocks=b f(x)", ("f", "b", "a", None, None, ["x"])),
        ("@roc groupsize=64 gridsize=g f(x)", ("f", "g", "64", None, None, ["x"])),
        ("@oneapi items=i groups=g queue=q f(x)", ("f", "g", "i", None, "q", ["x"])),
        ("@metal threads=t groups=g M.f(x)", ("f", "g", "t", None, None, ["x"])),
        ("f(backend, 64)(x, y; ndrange=size(x))", ("f", "size(x)", "64", None, None, ["x", "y"])),
        ("f(backend)(x, ndrange=n, workgroupsize=8)", ("f", "n", "8", None, None, ["x"])),
        ("k = f(backend, 64)\nk(x; ndrange=n)", ("f", "n", "64", None, None, ["x"])),
        ("k(x; ndrange)", ("k", "ndrange", None, None, None, ["x"])),
        ("k = @cuda launch=false f(x)\nk(x; threads, blocks=3)", ("f", "3", "threads", None, None, ["x"])),
    ],
)
def test_launches_have_a_configuration(text: str, expected: tuple[object, ...]) -> None:
    """Under each package's own words, of which grid and block are ours."""
    unit = the_unit(JULIA, text)
    assert unit.launch is not None
    found = unit.launch
    assert expected == (unit.name, found.grid, found.block, found.shared_bytes, found.stream, found.arguments)
    assert {"julia_gpu"} == unit.tags


def test_a_kernel_of_the_file_is_launched_without_a_range_too() -> None:
    """The range may be part of the kernel's type."""
    text = "@kernel function f(x) end\nf(backend, 64, size(x))(x)\ng(y)(x)\n"
    assert [("kernel", "f"), ("launch", "f")] == kinds(JULIA, text)


def test_a_launch_reaches_over_its_macro_call() -> None:
    """Also where another macro stands before it, to which the parser gives its arguments."""
    text = "CUDA.@sync @cuda threads=a blocks=b f(x)\n"
    assert ["@cuda threads=a blocks=b f(x)"] == extents(JULIA, text)


@pytest.mark.parametrize(
    "text",
    ["f(x; ndrange=3) = 1", "function f(x; ndrange=n)::T where T\nend", "f(x)(y)", "@cuda launch=false f(x)", "@cuda"],
)
def test_other_calls_are_no_launches(text: str) -> None:
    """Signatures that take a range, curried calls, kernels that are compiled alone."""
    assert "launch" not in [kind for kind, _ in kinds(JULIA, text)]


@pytest.mark.parametrize(
    ("statement", "tag"),
    [
        ("Threads.@threads for i in x end", "julia_threads"),
        ("@threads :static for i in x end", "julia_threads"),
        ("@sync @spawn g(x)", "julia_threads"),
        ("@cuda g(x)", "julia_gpu"),
        ("@distributed (+) for i in x end", "julia_distributed"),
        ("pmap(g, x)", "julia_distributed"),
        ("@simd for i in x end", "simd"),
        ("LoopVectorization.@turbo for i in x end", "simd"),
    ],
)
def test_models_are_tags_of_the_units_around(statement: str, tag: str) -> None:
    """Of the function, and of the loop or launch itself."""
    text = f"function f(x)\n  {statement}\nend\nh(x) = 1\n"
    first, *_, last = cut(JULIA, text)
    assert ({tag}, set()) == (first.tags, last.tags)


def test_waiting_for_a_device_is_no_task() -> None:
    """`CUDA.@sync` is not `@sync`."""
    assert set() == the_unit(JULIA, "f(x) = CUDA.@sync g(x)").tags


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("x = y", "x", ["write"]),
        ("x = y", "y", ["read"]),
        ("x::T = y", "x", ["write"]),
        ("x::T = y", "T", ["type"]),
        ("x += 1", "x", ["read write"]),
        ("x .= 1", "x", ["read write"]),
        ("x[i] = 1", "x", ["write"]),
        ("x[i] = 1", "i", ["read"]),
        ("x.y[i] = 1", "x", ["write"]),
        ("x.y[i] = 1", "y", ["member"]),
        ("x, y = z", "y", ["write"]),
        ("(; x, y) = z", "y", ["write"]),
        ("f(x)[1] = 2", "f", ["read call"]),
        ("f(x).y = 2", "x", ["read argument"]),
        ("f(x) = y", "f", ["declare"]),
        ("f(x) = y", "x", ["declare"]),
        ("f(x::T, z=y; k=1)::R where T = y", "x", ["declare"]),
        ("f(x::T, z=y; k=1)::R where T = y", "T", ["type", "declare"]),
        ("f(x::T, z=y; k=1)::R where T = y", "k", ["declare"]),
        ("f(x::T, z=y; k=1)::R where T = y", "R", ["type"]),
        ("function f(x::A{T}, y...) where {T<:Real} end", "y", ["declare"]),
        ("function f(x::A{T}, y...) where {T<:Real} end", "A", ["type"]),
        ("function f(x::A{T}, y...) where {T<:Real} end", "Real", ["read"]),
        ("Base.show(x) = 1", "Base", ["read"]),
        ("f(x; k=y, l)", "x", ["read argument"]),
        ("f(x; k=y, l)", "k", []),
        ("f(x; k=y, l)", "l", ["read argument"]),
        ("f.(x)", "f", ["read call"]),
        ("x.f(y)", "f", ["call member"]),
        ("x.f(y)", "x", ["read argument"]),
        ("A{T}(x)", "A", ["read call"]),
        ("A{T}(x)", "T", ["type"]),
        ("x -> x", "x", ["declare", "read"]),
        ("map(y) do x, (z, w)\n z\nend", "z", ["declare", "read"]),
        ("for x in y end", "x", ["declare"]),
        ("[x for x in y]", "x", ["read", "declare"]),
        ("try\ncatch x\nend", "x", ["declare"]),
        ("try\ncatch\n f(x)\nend", "f", ["read call"]),
        ("local x", "x", ["declare"]),
        ("global x\nx = 1", "x", ["write"]),
        ("using A.x", "x", ["declare"]),
        ("using A.x", "A", ["scope"]),
        ("import A: b as x", "x", ["declare"]),
        ("export x", "x", []),
        (":x", "x", []),
        ("@m x", "@m", ["read call"]),
        ("@m x", "x", ["read"]),
        ("f(@nospecialize(x)) = 1", "x", ["declare"]),
        ("struct A{x} <: B\n y::C\nend", "x", ["declare type"]),
        ("struct A{x} <: B\n y::C\nend", "y", ["declare member"]),
        ('"$x"', "x", ["read"]),
    ],
)
def test_names_are_used_as_their_place_says(text: str, name: str, expected: list[str]) -> None:
    """Targets are written, what binds declares, a short definition declares what a call would read."""
    assert expected == uses(JULIA, text, name)


def test_calls_are_found_by_their_callee() -> None:
    """Plain, broadcast, of members, of macros; the head of a definition is none."""
    text = "f(x, k=1)\ng.(y)\na.h(z)\nA{T}(w)\n@m v\nq(p)::T where T = 1\nfunction r(p) end\n"
    expected = [("f", ["x", "k=1"]), ("g", ["y"]), ("h", ["z"]), ("A", ["w"]), ("@m", ["v"])]
    assert expected == called(JULIA, text)


def test_definitions_are_the_modules_own() -> None:
    """Types, constants, macros and values, also in modules and conditions; none of functions, loops or quoted code."""
    text = (
        "module M\nBase.@kwdef mutable struct S{T} <: A\n x::T = 1\n S(y) = new(y)\nend\nabstract type B end\n"
        "primitive type P 8 end\nconst C = 1\nconst V{T} = W{T}\n@enum E a b=2\nx, y = 1, 2\nz::Int = 3\n"
        "macro m(e) end\nf(x) = (q = 1)\nfunction g() q = 1 end\nif x\n c = 1\nend\nfor i in x\n q = 1\nend\n"
        "quote\n q = 1\nend\n@cuda threads=1 f(x)\nx[1] = 2\nx.q = 1\nend\n"
    )
    expected = [
        ("type", "S"), ("type", "B"), ("type", "P"), ("global", "C"), ("type", "V"), ("type", "E"), ("global", "a"),
        ("global", "b"), ("global", "x"), ("global", "y"), ("global", "z"), ("macro", "@m"), ("global", "c"),
    ]  # fmt: skip
    found = defined(JULIA, text)
    assert expected == [(kind, name) for kind, name, _ in found]
    assert found[0][2].startswith("Base.@kwdef mutable struct S")
    assert "const C = 1" == found[3][2]


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_taken_apart(text: str) -> None:
    """Whatever is written, units lie within it and in order, or it is refused."""
    take_apart(JULIA, text.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_apart(source: bytes) -> None:
    """No byte is too strange."""
    take_apart(JULIA, source)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000,
        "f(x) = " * 20_000 + "1",
        "@a " * 20_000 + "f(x) = 1",
        "@cuda " * 20_000 + "f(x)",
        "f(ndrange=" * 5_000 + "1" + ")" * 5_000,
        "f" + "(x)" * 20_000,
        "a" + ".b" * 30_000 + "(x; ndrange=1)",
        "f(x) " + "where T " * 20_000 + "= 1",
        "module M" + "x" * 100_000 + "\n" + "f(x) = 1\n" * 5_000 + "end",
        '"""doc"""\n' * 20_000,
        "x = (" * 5_000 + "1" + ")" * 5_000,
        "A" + "{T}" * 20_000 + "(x) = 1",
        "@m x=1 " * 10_000 + "\n",
    ],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    """Deep nesting, long chains and long names cost no more than their length."""
    assert seconds(JULIA, text) < 2
