"""Where names occur and how they are used: the families of C; Fortran's are in `test_fortran`."""

from __future__ import annotations

import functools
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.syntax.reading import named, uses, words
from warploom.extractors.syntax.names import CALL, READ, WRITE, Names


def _uses_in(statement: str, language: str = "C++") -> dict[str, str]:
    """All uses of each name in a statement, joined, as one text."""
    found: dict[str, frozenset[str]] = {}
    for name, use in uses(language, f"void f() {{ {statement} }}\n")[1:]:
        found[name] = found.get(name, frozenset()) | use
    return {name: " ".join(sorted(use)) for name, use in found.items()}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("x = y;", {"x": "written", "y": "read"}),
        ("x += y;", {"x": "read written", "y": "read"}),
        ("x++; --y;", {"x": "read written", "y": "read written"}),
        ("x[i] = y[j];", {"x": "written", "i": "read", "y": "read", "j": "read"}),
        ("x[i][k] -= 1;", {"x": "read written", "i": "read", "k": "read"}),
        ("*p = *q;", {"p": "written", "q": "read"}),
        ("*(p + i) = 1;", {"p": "written", "i": "read"}),
        ("(x) = 1;", {"x": "written"}),
        ("((int *) x)[0] = 1;", {"x": "written"}),
        ("x = y = z;", {"x": "written", "y": "written", "z": "read"}),
        ("if (x == y) return z;", {"x": "read", "y": "read", "z": "read"}),
        ("s.a = t->b;", {"s": "written", "a": "member", "t": "read", "b": "member"}),
        ("s.a.b[i] = 1;", {"s": "written", "a": "member", "b": "member", "i": "read"}),
    ],
)
def test_what_is_assigned_is_written(statement: str, expected: dict[str, str]) -> None:
    """Through subscripts, pointers, members, parentheses and casts; all but a plain `=` read as well."""
    assert expected == _uses_in(statement)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "g(x, y[i], &z);",
            {"g": "called read", "x": "argument read", "y": "argument read", "i": "read", "z": "argument read"},
        ),
        ("g(h(x));", {"g": "called read", "h": "called read", "x": "argument read"}),
        ("x.g(y);", {"x": "argument read", "g": "called member", "y": "argument read"}),
        ("p->q.g();", {"p": "argument read", "q": "member", "g": "called member"}),
        ("x = g();", {"x": "written", "g": "called read"}),
        ("n::m::g(x);", {"n::m::g": "called read", "x": "argument read"}),
        ("g<T>(x);", {"g": "called read", "T": "type", "x": "argument read"}),
        ("x.template g<3>();", {"x": "argument read", "g": "called member"}),
        ("(*table[i])(x);", {"table": "called read", "i": "read", "x": "argument read"}),
    ],
)
def test_what_is_called(statement: str, expected: dict[str, str]) -> None:
    """A name handed over as it is is an argument: what the callee does with it is not known."""
    assert expected == _uses_in(statement)


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("int a = b;", {"a": "declared", "b": "read"}),
        ("int *a, b[3], **c;", {"a": "declared indirect", "b": "declared indirect", "c": "declared indirect"}),
        ("int &a = b; auto &&c = d;", {"a": "declared indirect", "b": "read", "c": "declared indirect", "d": "read"}),
        ("T a; struct S *b;", {"T": "type", "a": "declared", "S": "type", "b": "declared indirect"}),
        ("int (*a)(int b);", {"a": "declared indirect", "b": "declared"}),
        ("for (auto x : xs) x;", {"x": "declared read", "xs": "read"}),
        ("auto [a, b] = c;", {"a": "declared", "b": "declared", "c": "read"}),
        ("using A = B;", {"A": "declared type", "B": "type"}),
        ("goto end; end: ;", {}),
    ],
)
def test_what_is_declared(declaration: str, expected: dict[str, str]) -> None:
    """Pointers, references and arrays are declared indirect."""
    assert expected == _uses_in(declaration)


def test_parameters_and_functions_are_declared() -> None:
    """So are enumerators, types of `typedef`, macros with their parameters, parameters of templates."""
    source = """\
#define M(a) N
#ifdef GUARD
#endif
enum E { ONE, TWO = THREE };
typedef struct S *P;
template <class T, typename U = int> void f(T x, U *y = z);
"""
    found = {name: " ".join(sorted(use)) for name, use in uses("C++", source)}
    expected = {
        "M": "declared", "a": "declared", "E": "type", "ONE": "declared", "TWO": "declared", "THREE": "read",
        "S": "type", "P": "declared indirect type", "T": "type", "U": "type", "f": "declared", "x": "declared",
        "y": "declared indirect", "z": "read",
    }  # fmt: skip
    assert expected == {name: use for name, use in found.items() if name != "GUARD"}


def test_names_are_numbered_once_in_the_order_they_occur() -> None:
    """Equal texts have one number; the index leads back."""
    found = named("C", "int b = a + b * c + a;\n")
    assert ["b", "a", "c"] == found.texts
    assert [0, 1, 0, 2, 1] == found.name.tolist()
    assert {"b": 0, "a": 1, "c": 2} == found.index


def test_bytes_that_are_no_text_are_replaced() -> None:
    """A name is text whatever the bytes; long names and beginnings of one another differ."""
    found = named("C", f"int {'x' * 5000}, {'x' * 4999}, \u00e9t\u00e9;\n")
    assert ["x" * 5000, "x" * 4999, "\u00e9t\u00e9"] == found.texts


def test_folding_joins_what_differs_in_case() -> None:
    """Numbers run on without gaps, in the order of the first occurrence; uses stay with their occurrence."""
    numbers = np.array([0, 1, 2, 3, 1], np.int32)
    names = Names(np.arange(5, dtype=np.int32), numbers, np.arange(5, dtype=np.uint16), ["Ab", "c", "AB", "C"])
    folded = names.folded()
    assert (["ab", "c"], [0, 1, 0, 1, 1]) == (folded.texts, folded.name.tolist())
    assert names.use.tolist() == folded.use.tolist()


def test_folding_nothing_is_nothing() -> None:
    """A text without names."""
    empty = np.empty(0, np.int32)
    assert [] == Names(empty, empty, empty.astype(np.uint16), []).folded().texts


def test_ranges_join_uses_and_keep_order() -> None:
    """Of the first range, of an inner one, of an empty one."""
    source = "void f() { b = 1; g(a); b++; }\n"
    names = named("C", source)
    nodes = names.node.tolist()
    whole, inner, nothing = names.of_ranges([nodes[1], nodes[2], 5], [nodes[-1] + 1, nodes[3] + 1, 5])
    words_of = [(names.texts[number], sorted(words(use))) for number, use in whole.items()]
    expected = [("b", ["read", "written"]), ("g", ["called", "read"]), ("a", ["argument", "read"])]
    assert expected == words_of
    assert ["g", "a"] == [names.texts[number] for number in inner]
    assert {} == nothing


_occurrences = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 4), st.sampled_from([READ, WRITE, CALL])))


@given(_occurrences, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_ranges_are_what_a_loop_would_find(
    occurrences: list[tuple[int, int, int]], ranges: list[tuple[int, int]]
) -> None:
    """The law: all uses of a name between two nodes, joined, names in the order they first occur."""
    nodes = np.cumsum([step for step, _, _ in occurrences]).astype(np.int32)
    name = np.array([number for _, number, _ in occurrences], np.int32)
    use = np.array([bits for _, _, bits in occurrences], np.uint16)
    names = Names(nodes, name, use, list("abcde"))
    ordered = [(min(pair), max(pair)) for pair in ranges]
    expected = []
    for first, last in ordered:
        group: dict[int, list[int]] = {}
        for node, (_, number, bits) in zip(nodes.tolist(), occurrences, strict=True):
            if first <= node < last:
                group.setdefault(number, []).append(bits)
        expected.append({number: functools.reduce(operator.or_, bits) for number, bits in group.items()})
    found = names.of_ranges([first for first, _ in ordered], [last for _, last in ordered])
    assert [list(group.items()) for group in expected] == [list(group.items()) for group in found]
