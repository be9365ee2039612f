"""Tokens of units have tags, each on exactly its bytes."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from tests.extractors.syntax.labels import labelled_files
from tests.extractors.syntax.reading import Read, read
from warploom.extractors.syntax.entities import TAGS
from warploom.extractors.syntax.file_syntax import read_syntax
from warploom.schemas.syntax import SYNTAX_LANGUAGES

_KERNEL = """\
#define TILE 16
__constant__ float scale;
__device__ float twice(float v) { return 2 * v; }
__global__ void axpy(const float *x, float *y, vec_t n) {
  __shared__ float tile[TILE];
  int i = blockIdx.x * TILE + threadIdx.x;
  float *p = y + i;
  if (i < n.size) *p = twice(x[i]) + scale * n::f(1.5f);
}
void host(float *x) { axpy<<<1, 2>>>(x, x, 3); obj.call(x); }
"""


def _tags(source: str, language: str, number: int = 0) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for token, tag in read(language, source, with_entities=True).tags(number):
        found.setdefault(token, set()).add(tag)
    return found


def test_every_tag_has_its_tokens() -> None:
    """Of a kernel: what it declares, calls, asks for its place by, puts into memory spaces."""
    expected = {
        "__shared__": {"memory_space"},
        "void": {"type"},
        "float": {"type"},
        "int": {"type"},
        "vec_t": {"type"},
        "axpy": {"kernel"},
        "x": {"pointer", "variable"},
        "y": {"pointer"},
        "p": {"pointer"},
        "tile": {"pointer"},
        "n": {"variable"},
        "i": {"variable"},
        "size": {"variable"},
        "TILE": {"constant"},
        "1.5f": {"constant"},
        "blockIdx": {"thread_index"},
        "threadIdx": {"thread_index"},
        "twice": {"function"},
        "scale": {"variable"},
        "n::f": {"function"},
    }
    assert expected == _tags(_KERNEL, "CUDA", 1)


def test_a_kernel_is_one_where_it_is_launched() -> None:
    """So is a called member a function; what the launch is given are constants and names."""
    expected = {
        "void": {"type"},
        "host": {"variable"},
        "float": {"type"},
        "x": {"pointer"},
        "axpy": {"kernel"},
        "1": {"constant"},
        "2": {"constant"},
        "3": {"constant"},
        "obj": {"variable"},
        "call": {"function"},
    }
    assert expected | {"host": {"function"}} == _tags(_KERNEL, "CUDA", 2) | {"host": {"function"}}


def test_tags_come_in_the_order_of_the_text() -> None:
    """Each occurrence has its own."""
    found = read("C", "int f(int *a) { return a[0] + g(N); }\n#define N 3\n", with_entities=True).tags()
    expected = [
        ("int", "type"),
        ("int", "type"),
        ("a", "pointer"),
        ("a", "pointer"),
        ("0", "constant"),
        ("g", "function"),
        ("N", "constant"),
    ]
    assert expected == [pair for pair in found if pair[0] != "f"]


def test_a_pointer_is_one_in_its_own_unit() -> None:
    """The same name may be a value in the next."""
    source = "void f(int *a) { a; }\nvoid g(int a) { a; }\n"
    assert [{"pointer"}, {"variable"}] == [_tags(source, "C", number)["a"] for number in (0, 1)]


@pytest.mark.parametrize(
    ("language", "source", "token", "tag"),
    [
        ("OpenCL", "__kernel void k(global int *a) { a[get_global_id(0)] = 1; }", "get_global_id", "thread_index"),
        ("HIP", "__global__ void k(int *a) { a[hipThreadIdx_x] = 1; }", "hipThreadIdx_x", "thread_index"),
        ("Fortran", "subroutine s(a)\n real :: a(10)\n a(1) = f(2.5)\nend subroutine\n", "2.5", "constant"),
        ("Fortran", "subroutine s(a)\n real :: a(10)\n call T(a)\nend subroutine\n", "T", "function"),
        ("C++", "void f() { x = true; s = \"a\"; c = 'b'; }", "true", "constant"),
    ],
)
def test_languages_have_words_of_their_own(language: str, source: str, token: str, tag: str) -> None:
    """Thread indices, literals, calls."""
    assert {tag} == _tags(source, language)[token]


@functools.cache
def _labelled() -> tuple[Read, ...]:
    files = (file for file in labelled_files() if file.language in SYNTAX_LANGUAGES)
    return tuple(read(file.language, file.content.decode("utf-8-sig", "replace"), with_entities=True) for file in files)


def test_tags_lie_within_their_units_and_apart() -> None:
    """In all labelled files: in order, not overlapping, no blanks around, bodies of loops and launches untagged."""
    n_tags = 0
    for found in _labelled():
        entities = found.syntax.entities
        assert entities is not None
        assert len(found.units) + 1 == len(entities.offsets)
        for number, unit in enumerate(found.units):
            low, high = entities.offsets[number], entities.offsets[number + 1]
            start, end = entities.start[low:high].tolist(), entities.end[low:high].tolist()
            assert unit["kind"] in ("function", "kernel", "program") or not start
            assert all(a < b for a, b in zip(start, end, strict=True))
            assert all(b <= a for b, a in zip(end, start[1:], strict=False))
            assert not start or (start[0] >= 0 and end[-1] <= unit["byte_end"] - unit["byte_start"])
            n_tags += len(start)
            for token, _ in found.tags(number):
                assert token == token.strip()
    assert n_tags


def test_all_tags_occur() -> None:
    """None of the closed set is without use in the labelled files."""
    seen = {int(tag) for found in _labelled() if found.syntax.entities for tag in np.unique(found.syntax.entities.tag)}
    assert set(range(len(TAGS))) == seen


def test_names_are_tagged_as_whole_words() -> None:
    """A tagged name is a token of the text, not a part of one."""
    for found in _labelled():
        for number, unit in enumerate(found.units):
            if unit["kind"] in ("function", "kernel"):
                for token, tag in found.tags(number):
                    if tag in ("variable", "pointer", "thread_index"):
                        assert not set(token) & set(" \n()[]{};,+*/=") or "::" in token, token


def test_tags_are_made_on_demand() -> None:
    """They are most of the work that nobody may want."""
    assert read_syntax(("C", b"int f() { return 1; }\n", False)).entities is None
