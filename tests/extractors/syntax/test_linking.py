"""What a unit needs is found where a compiler would look first, and never under another license."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.syntax.linking import (
    MAX_AMBIGUOUS,
    MAX_CONTEXT_BYTES,
    MAX_CONTEXT_PARTS,
    Context,
    Part,
    RepositoryIndex,
    Source,
    context_text,
    is_linkable,
    simple_name,
)

_OWN = (0, 1)


def _source(path: str, *includes: str, license_expression: str = "MIT") -> Source:
    return Source(path, "C", license_expression, includes)


def _part(file: int, name: str, *needs: str, kind: str = "function", start: int = 10, size: int = 10) -> Part:
    return Part(file, kind, name, start, start + size, needs)


def _found(index: RepositoryIndex, name: str, file: int = 0) -> str | None:
    """Path of the file that a name is found in."""
    parts = index.context(file, [name], _OWN).parts
    return index.path(parts[0].file) if parts else None


def test_the_nearest_definition_is_meant() -> None:
    """The file itself, then what it includes, then its directory, then anywhere."""
    files = [_source("src/a.c", "lib/far.h"), _source("inc/lib/far.h"), _source("src/b.c"), _source("other/c.c")]
    parts = [_part(file, "f") for file in (3, 2, 1, 0)]
    for n_known, path in ((4, "src/a.c"), (3, "inc/lib/far.h"), (2, "src/b.c"), (1, "other/c.c")):
        assert path == _found(RepositoryIndex(files, parts[:n_known]), "f")
    assert None is _found(RepositoryIndex(files, []), "f")


def test_headers_include_headers() -> None:
    """Nearest first, each once, in circles as well."""
    files = [
        _source("a.c", "b.h"),
        _source("b.h", "c.h"),
        _source("c.h", "b.h", "d.h"),
        _source("d.h"),
        _source("z/e.c"),
    ]
    assert "d.h" == _found(RepositoryIndex(files, [_part(4, "f"), _part(3, "f")]), "f")
    assert "c.h" == _found(RepositoryIndex(files, [_part(3, "f"), _part(2, "f")]), "f")


def test_a_header_beside_the_file_comes_first() -> None:
    """A path that goes up leads where it says; else any path that ends so."""
    files = [_source("src/a.c", "../inc/h.h"), _source("far/inc/h.h"), _source("inc/h.h"), _source("src/sub/k.h")]
    parts = [_part(1, "f"), _part(2, "f")]
    assert "inc/h.h" == _found(RepositoryIndex(files, parts), "f")
    ends = [_source("src/a.c", "sub/k.h"), _source("z/other_sub/k.h"), _source("deep/sub/k.h")]
    assert "deep/sub/k.h" == _found(RepositoryIndex(ends, parts), "f")


def test_licenses_never_mix() -> None:
    """A nearer definition under another license is passed over, whatever both licenses allow."""
    files = [
        _source("a.c", "b.h", license_expression="MIT"),
        _source("b.h", license_expression="BSD-3-Clause"),
        _source("c.c", license_expression="MIT OR Apache-2.0"),
        _source("z/d.c", license_expression="MIT"),
    ]
    parts = [_part(file, "f") for file in (1, 2, 3)]
    assert "z/d.c" == _found(RepositoryIndex(files, parts), "f")
    assert None is _found(RepositoryIndex(files, parts[:2]), "f")


def test_a_name_that_many_define_says_nothing() -> None:
    """Unless one of them is near."""
    files = [_source("src/a.c"), *(_source(f"d{n}/x.c") for n in range(MAX_AMBIGUOUS + 1))]
    parts = [_part(number, "f") for number in range(1, len(files))]
    assert "d0/x.c" == _found(RepositoryIndex(files, parts[:MAX_AMBIGUOUS]), "f")
    assert None is _found(RepositoryIndex(files, parts), "f")
    assert "src/a.c" == _found(RepositoryIndex(files, [*parts, _part(0, "f")]), "f")


def test_what_is_needed_comes_before_what_needs_it() -> None:
    """Each once, in the order of the needs."""
    parts = [
        _part(0, "f", "T", "g", start=10),
        _part(0, "g", "U", start=30),
        _part(0, "T", "U", kind="type", start=50),
        _part(0, "U", kind="type", start=70),
    ]
    context = RepositoryIndex([_source("a.c")], parts).context(0, ["f", "g", "T"], _OWN)
    assert (["U", "T", "g", "f"], True) == ([part.name for part in context.parts], context.is_closed)


def test_circles_end() -> None:
    """Two that need one another, and the unit that is needed by what it needs."""
    parts = [_part(0, "f", "g", start=10), _part(0, "g", "f", "main", start=30), _part(0, "main", "f", start=50)]
    context = RepositoryIndex([_source("a.c")], parts).context(0, ["f"], (50, 60))
    assert (["g", "f"], True) == ([part.name for part in context.parts], context.is_closed)


def test_what_is_missing_leaves_it_open() -> None:
    """Also if a part of the context misses it; the rest is given all the same."""
    index = RepositoryIndex([_source("a.c")], [_part(0, "f", "nowhere")])
    context = index.context(0, ["f"], _OWN)
    assert (["f"], False) == ([part.name for part in context.parts], context.is_closed)
    assert Context((), is_closed=False) == index.context(0, ["nowhere"], _OWN)
    assert Context((), is_closed=True) == index.context(0, [], _OWN)


def test_a_macro_may_miss_its_words() -> None:
    """They mean what they mean where it is used; those that are found come along."""
    parts = [_part(0, "M", "T", "x", kind="macro", start=10), _part(0, "T", "gone", kind="type", start=30)]
    context = RepositoryIndex([_source("a.c")], parts[:1]).context(0, ["M"], _OWN)
    assert (["M"], True) == ([part.name for part in context.parts], context.is_closed)
    context = RepositoryIndex([_source("a.c")], parts).context(0, ["M"], _OWN)
    assert (["T", "M"], False) == ([part.name for part in context.parts], context.is_closed)


@pytest.mark.parametrize(
    ("n_parts", "size", "n_found"),
    [
        (MAX_CONTEXT_PARTS - 1, 10, MAX_CONTEXT_PARTS - 1),
        (MAX_CONTEXT_PARTS, 10, 0),
        (4, MAX_CONTEXT_BYTES // 4, 4),
        (4, MAX_CONTEXT_BYTES // 4 + 1, 0),
    ],
)
def test_a_context_beyond_the_limits_is_none(n_parts: int, size: int, n_found: int) -> None:
    """Neither a part of it, which would not close the unit."""
    chain = [_part(0, f"f{n}", f"f{n + 1}", start=n * size + 1, size=size) for n in range(n_parts - 1)]
    chain.append(_part(0, f"f{n_parts - 1}", start=n_parts * size, size=size))
    context = RepositoryIndex([_source("a.c")], chain).context(0, ["f0"], _OWN)
    assert (n_found, n_found > 0) == (len(context.parts), context.is_closed)


def test_a_launch_starts_a_kernel() -> None:
    """Its kernel is a kernel, though a function of that name is nearer; its name may be written with its scope."""
    files = [_source("a.cu"), _source("b.cu")]
    kernel = Part(1, "kernel", "k", 10, 20, (), "cu_1")
    index = RepositoryIndex(files, [_part(0, "k"), kernel])
    assert kernel == index.kernel(0, "k")
    assert kernel == index.kernel(0, "ns::k<float, A<int>>")
    assert None is index.kernel(0, "other")
    assert "a.cu" == _found(index, "k")


@pytest.mark.parametrize(
    ("name", "simple"),
    [
        ("f", "f"),
        ("a::b::f", "f"),
        ("f<int>", "f"),
        ("a<b<c>, d>::f<e::g>", "f"),
        ("grid%cell%f", "f"),
        ("m.f", "f"),
        ("::f", "f"),
        ("a < b", "a < b"),
    ],
)
def test_simple_names_have_no_scope(name: str, simple: str) -> None:
    """Nor template arguments, which may have scopes of their own."""
    assert simple == simple_name(name)


def test_simple_names_of_very_deep_ones_take_no_time() -> None:
    """Template arguments within template arguments, without end."""
    assert "f" == simple_name("a<" * 200_000 + ">" * 200_000 + "::f")


def test_types_of_c_end_in_a_semicolon() -> None:
    """Their node leaves it out; parts stand one after the other with a line between."""
    texts = {"T": "struct T { int x; }", "f": "void f() { }\n", "A": "using A = int;"}
    parts = [_part(0, "T", kind="type"), _part(0, "f"), _part(0, "A", kind="type")]
    c_text = context_text(parts, "C++", lambda part: texts[part.name])
    assert "struct T { int x; };\n\nvoid f() { }\n\nusing A = int;" == c_text
    assert "struct T { int x; }" == context_text(parts[:1], "Rust", lambda part: texts[part.name])


def test_functions_and_kernels_are_linkable() -> None:
    """Programs, loops and launches have no name that another could use."""
    kinds = ("function", "kernel", "program", "loop_nest", "launch")
    assert ["function", "kernel"] == [kind for kind in kinds if is_linkable(kind)]


_numbers = st.integers(0, 7)


@given(
    st.lists(st.tuples(_numbers, _numbers, st.lists(_numbers, max_size=4), st.booleans()), max_size=25),
    st.lists(st.sampled_from(["MIT", "BSD"]), min_size=8, max_size=8),
    st.lists(_numbers, max_size=4),
)
def test_contexts_declare_before_use(
    drawn: list[tuple[int, int, list[int], bool]], licenses: list[str], needs: list[int]
) -> None:
    """The laws: each part once, none of another license, and in a closed context without circles needs come first."""
    files = [Source(f"d{n % 3}/f{n}.c", "C", licenses[n], (f"f{(n + 1) % 8}.c",)) for n in range(8)]
    parts = [
        Part(
            file, "macro" if is_macro else "function", f"n{name}", 20 * at, 20 * at + 10, tuple(f"n{n}" for n in names)
        )
        for at, (file, name, names, is_macro) in enumerate(drawn, 1)
    ]
    context = RepositoryIndex(files, parts).context(0, [f"n{n}" for n in needs], _OWN)
    places = [(part.file, part.start) for part in context.parts]
    assert len(places) == len(set(places))
    assert {licenses[0]} >= {licenses[part.file] for part in context.parts}
    defined = {part.name for part in context.parts}
    if context.is_closed:
        assert {f"n{n}" for n in needs} <= defined
        for part in context.parts:
            assert part.kind == "macro" or set(part.needs) <= defined
