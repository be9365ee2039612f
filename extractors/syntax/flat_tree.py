"""A syntax tree as flat arrays in pre-order, cheap to scan, from a tree-sitter parse."""

from __future__ import annotations

import ctypes
import functools
import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import tree_sitter

from warploom.extractors.syntax.native_walk import EXTRA, FRAME, MISSING, NAMED, copy_tree
from warploom.schemas.errors import WarploomError

GRAMMARS = ("c", "cpp", "cuda", "fortran", "python", "julia", "rust")
"""Names of the grammars; `tree_sitter_NAME` is the module of each."""

_PROBES = {
    "c": b"int f(int *a){\n#if X\n#pragma omp for\n#endif\nfor(;;)a[0]+=1;}\nint",
    "cpp": b"template<class T>void A<T>::f(T&&x)const{auto y=[&](int q){return q;};}\n@",
    "cuda": b"__global__ void k(float*x){x[threadIdx.x]=0;}\nvoid h(){k<<<1,2>>>(p);}",
    "fortran": b"subroutine s(n)\n!$omp do\ndo i=1,n\n a(i)=1\nend do\nend subroutine\n(",
    "python": b"@d\ndef f(a, *, b=1):\n    for x in a:\n        yield x\n)",
    "julia": b'"""doc"""\nfunction f(x) where T\n  x .+= 1\nend\n@cuda threads=1 f(y)\n]',
    "rust": b"impl A { pub fn f<T>(&self, x: T) -> T { for i in 0..2 {} x } }\n}",
}
"""Text of every kind of node that the layout of a tree tells apart: aliases, fields, extras, errors."""


class LayoutError(WarploomError):
    """The installed tree-sitter keeps its trees in another way than the native copy expects."""

    def __init__(self, grammar: str, found: str) -> None:
        super().__init__(grammar, found)
        self.grammar, self.found = grammar, found

    def __str__(self) -> str:
        return (
            f"tree-sitter {tree_sitter.__name__}: trees of grammar {self.grammar} are not laid out as expected "
            f"({self.found}). Install the pinned versions: pip install --constraint requirements.lock warploom."
        )


@dataclass(frozen=True, slots=True)
class FlatTree:
    """The visible nodes of one tree in pre-order; arrays of length n, indices and byte offsets as int32.

    `last[i]` is one past the last descendant of node i, so that its children are `i + 1`, `last[i + 1]`, ... below
    `last[i]`. `field[i]` is 0 for a child without a name. The root is its own parent.
    """

    grammar: Grammar
    source: bytes
    kind: np.ndarray
    field: np.ndarray
    flags: np.ndarray
    start: np.ndarray
    end: np.ndarray
    last: np.ndarray
    parent: np.ndarray

    def __len__(self) -> int:
        return len(self.kind)


class Grammar:
    """One language's grammar: its parser, and its kinds and fields by name."""

    def __init__(self, name: str) -> None:
        handle = importlib.import_module(f"tree_sitter_{name}").language()
        self.name = name
        self.language = tree_sitter.Language(handle)
        self.address = _address(handle)
        self._parser = tree_sitter.Parser(self.language)
        self._capacity = 0
        self._arrays: tuple[np.ndarray, ...] = ()
        self._stack = np.empty((256, FRAME), np.int64)

    @functools.cached_property
    def kinds(self) -> dict[str, tuple[int, ...]]:
        """Numbers of each kind of node by name, for named nodes; a name may have several numbers."""
        return self._numbers(is_named=True)

    @functools.cached_property
    def tokens(self) -> dict[str, tuple[int, ...]]:
        """Numbers of each token that has no name of its own (`+=`, `__global__`), by its text."""
        return self._numbers(is_named=False)

    def _numbers(self, *, is_named: bool) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for number in range(self.language.node_kind_count):
            name = self.language.node_kind_for_id(number)
            if name and self.language.node_kind_is_named(number) == is_named:
                found.setdefault(name, []).append(number)
        return {name: tuple(numbers) for name, numbers in found.items()}

    @functools.cached_property
    def kind_names(self) -> tuple[str, ...]:
        """Name of each kind by number."""
        return tuple(self.language.node_kind_for_id(n) or "" for n in range(self.language.node_kind_count))

    def kind_mask(self, *names: str) -> np.ndarray:
        """Truth by kind number, for every named kind and token of these names; `KeyError` for a name there is not."""
        mask = np.zeros(65_536, np.bool_)
        for name in names:
            for number in self.kinds.get(name, ()) + self.tokens.get(name, ()) or (self._missing(name),):
                mask[number] = True
        return mask

    def kind_set(self, *names: str) -> frozenset[int]:
        """Numbers of all named kinds and tokens of these names; a name that this grammar lacks contributes none."""
        return frozenset(n for name in names for n in self.kinds.get(name, ()) + self.tokens.get(name, ()))

    def masks(self, *names: str) -> np.ndarray:
        """As `kind_mask`, for names of which this grammar may lack some."""
        mask = np.zeros(65_536, np.bool_)
        mask[list(self.kind_set(*names))] = True
        return mask

    def field_number(self, name: str) -> int:
        """Number of a field; `KeyError` for a name there is not."""
        number = self.language.field_id_for_name(name)
        return number if number is not None else self._missing(name)

    def _missing(self, name: str) -> int:
        raise KeyError(f"grammar {self.name} has no kind, token or field {name!r}")

    def parse(self, source: bytes) -> FlatTree:
        """The tree of a text; its arrays hold until the next call."""
        return self.flatten(self._parser.parse(source), source)

    def parse_only(self, source: bytes) -> tree_sitter.Tree:
        """The library's own tree: what a parse alone costs."""
        return self._parser.parse(source)

    def flatten(self, tree: tree_sitter.Tree, source: bytes) -> FlatTree:
        """Copy a tree of this grammar; the arrays hold until the next call."""
        expected = tree.root_node.descendant_count
        if self._capacity < expected:
            self._capacity = max(2 * expected, 1 << 14)
            types = (np.uint16, np.uint16, np.uint8, np.int32, np.int32, np.int32, np.int32)
            self._arrays = tuple(np.empty(self._capacity, t) for t in types)
        root = ctypes.c_int64.from_address(_tree_address(tree)).value
        n = -2
        while n == -2:
            scratch = (*self._arrays, self._stack)
            n = copy_tree(root, self.address, *scratch)
            if n == -2:
                self._stack = np.empty((4 * len(self._stack), FRAME), np.int64)
        if n != expected:
            raise LayoutError(self.name, f"{n} nodes instead of {expected}")
        return FlatTree(self, source, *(array[:n] for array in self._arrays))


@functools.cache
def grammar(name: str) -> Grammar:
    """The grammar of this process, its layout verified; raises `LayoutError` where it is another one."""
    made = Grammar(name)
    if sys.byteorder != "little":
        raise LayoutError(name, "a big-endian machine")
    verify(made, _PROBES[name])
    return made


def verify(made: Grammar, source: bytes) -> None:
    """Compare the native copy of a text's tree with the binding's own walk, node by node; raises `LayoutError`."""
    tree = made.parse_only(source)
    flat = made.flatten(tree, source)
    columns = (flat.kind, flat.field, flat.flags, flat.start, flat.end, flat.last, flat.parent)
    found = list(zip(*(column.tolist() for column in columns), strict=True))
    for number, (mine, theirs) in enumerate(zip(found, walk(tree), strict=True)):
        if mine != theirs:
            raise LayoutError(made.name, f"node {number} is {mine} instead of {theirs}")


def walk(tree: tree_sitter.Tree) -> list[tuple[int, ...]]:
    """Kind, field, flags, start, end, last and parent of each node in pre-order, by the binding's cursor."""
    rows = list(_steps(tree))
    last = [0] * len(rows)
    for index in range(len(rows) - 1, -1, -1):
        last[index] = max(last[index], index + 1)
        parent = rows[index][5]
        last[parent] = max(last[parent], last[index])
    return [(*row[:5], end, row[5]) for row, end in zip(rows, last, strict=True)]


def _steps(tree: tree_sitter.Tree) -> Iterator[tuple[int, ...]]:
    cursor = tree.walk()
    ancestors = [0]
    index = 0
    while True:
        node: Any = cursor.node
        flags = NAMED * node.is_named | MISSING * node.is_missing | EXTRA * node.is_extra
        yield node.kind_id, cursor.field_id or 0, flags, node.start_byte, node.end_byte, ancestors[-1]
        if cursor.goto_first_child():
            ancestors.append(index)
        else:
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    return
                ancestors.pop()
        index += 1


def _address(handle: Any) -> int:
    if isinstance(handle, int):
        return handle
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    address = pointer(handle, b"tree_sitter.Language")
    assert isinstance(address, int)  # noqa: S101 - a capsule holds no null pointer
    return address


def _tree_address(tree: tree_sitter.Tree) -> int:
    # struct Tree { PyObject_HEAD; TSTree *tree; ... } in the binding; what it points to begins with the root subtree
    return ctypes.c_int64.from_address(id(tree) + object.__basicsize__).value
