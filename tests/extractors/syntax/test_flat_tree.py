"""The native copy of a tree is the tree."""

from __future__ import annotations

import dataclasses
import pickle
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.extractors.syntax.labels import LabelledFile, labelled_files
from warploom.extractors.syntax import flat_tree
from warploom.extractors.syntax.flat_tree import GRAMMARS, FlatTree, Grammar, LayoutError, grammar, verify, walk

_GRAMMAR_OF = {
    "C": "c", "OpenCL": "c", "C++": "cpp", "SYCL": "cpp", "CUDA": "cuda", "HIP": "cuda", "Fortran": "fortran",
    "Python": "python", "Julia": "julia", "Rust": "rust",
}  # fmt: skip
_FRAGMENTS = (
    b"int f(int *a) {", b"}", b"(", b")", b"<", b">", b"[", b"]", b"template<class T>", b"k<<<1, 2>>>(a);", b"#if X\n",
    b"#endif\n", b"#pragma omp for\n", b"for (;;)", b"subroutine s\n", b"end\n", b"do i = 1, n\n", b"!$omp do\n",
    b"def f(a):\n    ", b"@d\n", b"'''", b'"', b"\\", b"\r\n", b"\n", b"\t", b"function f(x)\n", b"impl A {", b"fn f()",
    b"//", b"/*", b"*/", b"\0", b"\xff\xfe", "\u00e9\u4e2d\U0001f600".encode(), b" ", b"x", b"1.5e3", b"::", b"->",
    b"=",
)  # fmt: skip
_texts = st.one_of(st.binary(max_size=60), st.lists(st.sampled_from(_FRAGMENTS), max_size=25).map(b"".join))


def _files() -> list[LabelledFile]:
    return list(labelled_files())


@pytest.mark.parametrize("file", _files(), ids=lambda file: file.path.name)
def test_labelled_files_are_copied_as_they_are(file: LabelledFile) -> None:
    """Kind, field, flags, bytes, last and parent of each node are those that the binding's cursor tells."""
    verify(grammar(_GRAMMAR_OF[file.language]), file.content)


@pytest.mark.parametrize("name", GRAMMARS)
def test_any_bytes_are_copied_as_they_are(name: str) -> None:
    """Errors, missing tokens, bytes that are no UTF-8, and the other languages' words included."""

    @given(_texts)
    @example(b"")
    @example(b"\0" * 300)
    def is_copied(source: bytes) -> None:
        verify(grammar(name), source)

    is_copied()


@pytest.mark.parametrize("name", GRAMMARS)
def test_large_trees_are_copied_as_they_are(name: str) -> None:
    """More nodes than the arrays held before, deeper than the stack at first, tokens too long for a word."""
    made = Grammar(name)
    for source in (b"((" * 200 + b"x" * 300 + b"))" * 200, b"x = (1)\n" * 3_500, b" \n" * 200 + b"x = 1\n"):
        verify(made, source)


@given(_texts)
def test_last_and_parent_bound_each_other(source: bytes) -> None:
    """A node's parent comes before it and ends no earlier; children follow one another up to their parent's last."""
    tree = grammar("cuda").parse(source)
    parent, last, n = tree.parent.tolist(), tree.last.tolist(), len(tree)
    assert (0, n) == (parent[0], last[0])
    for node in range(1, n):
        assert parent[node] < node < last[node] <= last[parent[node]]
    for node in range(n):
        child = node + 1
        while child < last[node]:
            assert node == parent[child]
            child = last[child]
        assert last[node] == child


@given(_texts)
def test_children_lie_within_their_parent(source: bytes) -> None:
    """Bytes are within the text, begin in the order of the nodes, and a child's are its parent's."""
    tree = grammar("cpp").parse(source)
    start, end = tree.start, tree.end
    assert bool((start <= end).all())
    assert not len(end) or int(end.max()) <= len(source)
    assert bool((np.diff(start) >= 0).all())
    inside = np.arange(1, len(tree))
    assert bool((start[inside] >= start[tree.parent[inside]])[tree.parent[inside] > 0].all())
    assert bool((end[inside] <= end[tree.parent[inside]]).all())


def test_a_tree_holds_until_the_next() -> None:
    """The arrays are those of the grammar, used again."""
    made = grammar("c")
    first = made.parse(b"int x;")
    copied = first.kind.copy()
    made.parse(b"void f() { g(1, 2); }")
    assert not np.array_equal(copied, first.kind)


@pytest.mark.parametrize("column", ["kind", "field", "flags", "start", "end", "last", "parent"])
def test_another_layout_is_refused(column: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One number that differs from the binding's, in whichever array."""
    made = Grammar("c")
    flatten = Grammar.flatten

    def changed(self: Grammar, tree: Any, source: bytes) -> FlatTree:
        flat = flatten(self, tree, source)
        values = getattr(flat, column).copy()
        values[-1] += 1
        return dataclasses.replace(flat, **{column: values})

    monkeypatch.setattr(Grammar, "flatten", changed)
    with pytest.raises(LayoutError, match=r"grammar c .*node \d+ is"):
        verify(made, b"int x;\n")


def test_another_number_of_nodes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """So is a copy that ran out of its arrays."""
    monkeypatch.setattr(flat_tree, "copy_tree", lambda *_: -1)
    with pytest.raises(LayoutError, match="-1 nodes instead of"):
        Grammar("c").parse(b"int x;\n")


def test_a_big_endian_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of a tree are read as little-endian ones."""
    monkeypatch.setattr(sys, "byteorder", "big")
    with pytest.raises(LayoutError, match="big-endian"):
        grammar.__wrapped__("c")


def test_layout_errors_survive_pickling() -> None:
    """They cross from child to parent."""
    error = LayoutError("c", "found")
    assert str(error) == str(pickle.loads(pickle.dumps(error)))  # noqa: S301


def test_the_binding_walks_as_expected() -> None:
    """What the copy is compared with is itself compared with a tree by hand."""
    made = grammar("c")
    rows = walk(made.parse_only(b"x;"))
    found = [(made.kind_names[kind], start, end, last, parent) for kind, _, _, start, end, last, parent in rows]
    expected = [
        ("translation_unit", 0, 2, 4, 0),
        ("expression_statement", 0, 2, 4, 0),
        ("identifier", 0, 1, 3, 1),
        (";", 1, 2, 4, 1),
    ]
    assert expected == found


def test_unknown_names_are_errors() -> None:
    """A kind or field that a grammar lacks is a defect of the caller; `masks` takes those of several grammars."""
    made = grammar("c")
    with pytest.raises(KeyError, match="class_specifier"):
        made.kind_mask("class_specifier")
    with pytest.raises(KeyError, match="nothing"):
        made.field_number("nothing")
    assert not made.masks("class_specifier").any()
    assert frozenset() == made.kind_set("class_specifier")
