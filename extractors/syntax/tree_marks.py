"""Programming models and features that the syntax tree gives away where no single name does."""

from __future__ import annotations

import functools
import itertools
import re

import numpy as np

from warploom.extractors.syntax.flat_tree import FlatTree, Grammar, grammar
from warploom.extractors.syntax.marks import NONE, OWN_MODEL, Marks, marks_of_kinds
from warploom.extractors.syntax.units import Nodes

_DEVICE_LANGUAGES = ("CUDA", "HIP", "OpenCL")
_VECTOR_POINTER = re.compile(
    rb"\s*(?:(?:const|volatile|(?:__)?(?:global|local|constant|private|generic))\s+)*"
    rb"(?:(?:u?char|u?short|u?int|u?long|u?longlong|float|double|half)(?:2|3|4|8|16)|__half2|__nv_bfloat162)\b"
    rb"\s*(?:const|volatile|__restrict__)?\s*\*[^*]*"
)
_MAX_TYPE_BYTES = 96
_MAX_ASSEMBLER_BYTES = 1 << 16
_MAX_SPECIFIERS = 16
_MAX_DECLARATION_NODES = 512
"""One declaration may bear a qualifier any number of times: what each looks through is bounded."""

_PTX = re.compile(
    rb"(?<![a-z0-9_.:])[a-z][a-z0-9_]*(?:\.[a-z0-9_]+|::[a-z0-9_]+)*?"
    rb"\.(?:[usbf](?:8|16|32|64)|b128|f16x2|bf16x2?|pred|sync|aligned|global|shared|gpu|sys|cta)\b"
)
_PTX_MARKS = (
    (re.compile(rb"\b(?:mma|wmma|wgmma|tcgen05)\."), "tensor_cores"),
    (re.compile(rb"\bcp\.(?:reduce\.)?async\b"), "async_copy"),
    (re.compile(rb"\b(?:shfl|vote|match|redux)\.|\bactivemask\."), "warp_intrinsics"),
    (re.compile(rb"\bbar(?:rier)?\.(?:cta\.)?(?:sync|arrive|red)\b"), "barrier"),
    (re.compile(rb"\bbarrier\.cluster\."), "block_clusters"),
    (re.compile(rb"\bbar\.warp\.sync\b"), "warp_sync"),
    (re.compile(rb"\b(?:atom|red)\."), "atomics"),
    (re.compile(rb"\b(?:ld|st)\.[a-z0-9_.:]{0,96}\bv[248]\b"), "vector_loads"),
    (re.compile(rb"\b(?:membar|fence)\."), "memory_fence"),
)
_GCN_MARKS = (
    (re.compile(rb"\bv_s?w?mfmac?_|\bv_mfma_|\bv_s?wmma"), "tensor_cores"),
    (re.compile(rb"\bs_barrier\b"), "barrier"),
    (re.compile(rb"\bds_b?permute_b32\b"), "warp_intrinsics"),
)

_OPENCL_SPACES = {b"local": "shared_memory", b"constant": "constant_memory"}
_OPENCL_SPACE = re.compile(rb"(?:__)?(local|constant)\b")
_FORTRAN_ATTRIBUTES = {
    "constant": "constant_memory",
    "device": None,
    "managed": "unified_memory",
    "pinned": "pinned_memory",
    "shared": "shared_memory",
    "texture": "textures",
}


def marks_of_tree(language: str, source: bytes, tree: FlatTree) -> list[tuple[int, Marks]]:
    """Nodes that say something, in order, with what they say; `source` is the text as written.

    A node's marks hold for every unit whose range of nodes has it.
    """
    reader = _reader(language, tree.grammar.name)
    marks = reader.marks
    nodes = Nodes(tree)
    nodes.source = source
    found = []
    for node in np.flatnonzero(reader.is_marked[tree.kind]).tolist():
        said = marks.get(nodes.kind[node], NONE) | reader.beyond(nodes, node)
        if said:
            found.append((node, said))
    return found


@functools.cache
def _reader(language: str, name: str) -> _Reader:
    return _Reader(language, grammar(name))


class _Reader:
    """What one language's grammar is looked at for."""

    def __init__(self, language: str, g: Grammar) -> None:
        self.language = language
        self.marks: dict[int, Marks] = {}
        for name, marks in marks_of_kinds(language, g.name).items():
            for number in g.kind_set(name):
                self.marks[number] = marks
        self._names = g.kind_names
        is_device = language in _DEVICE_LANGUAGES
        self._asm = g.kind_set("gnu_asm_expression") if is_device and language != "OpenCL" else frozenset()
        self._types = g.kind_set("type_descriptor") if is_device else frozenset()
        self._shared = g.kind_set("__shared__")
        self._spaces = g.kind_set("type_qualifier") if language == "OpenCL" else frozenset()
        attributes = (*_FORTRAN_ATTRIBUTES, "codimension") if language == "Fortran" else ()
        self._attributes = g.kind_set(*attributes)
        self.is_marked = np.zeros(65_536, np.bool_)
        looked_at = {*self.marks, *self._asm, *self._types, *self._shared, *self._spaces, *self._attributes}
        self.is_marked[list(looked_at)] = True

    def beyond(self, nodes: Nodes, node: int) -> Marks:
        """What a node says together with those around it."""
        kind = nodes.kind[node]
        if kind in self._types:
            return self._cast(nodes, node)
        if kind in self._asm:
            text = nodes.source[nodes.start[node] : min(nodes.end[node], nodes.start[node] + _MAX_ASSEMBLER_BYTES)]
            return marks_of_assembler(self.language, text)
        if kind in self._shared:
            return self._extern(nodes, node)
        if kind in self._spaces:
            space = _OPENCL_SPACE.match(nodes.source, nodes.start[node])
            return frozenset({"opencl", _OPENCL_SPACES[space[1]]}) if space else NONE
        if kind in self._attributes:
            return self._attribute(nodes, node)
        return NONE

    def _kind(self, nodes: Nodes, node: int) -> str:
        number = nodes.kind[node]
        return self._names[number] if number < len(self._names) else ""  # an error has no number of the grammar

    def _extern(self, nodes: Nodes, node: int) -> Marks:
        declaration = nodes.parent[nodes.parent[node]]
        for child in itertools.islice(nodes.children(declaration), _MAX_SPECIFIERS):
            if self._kind(nodes, child) == "storage_class_specifier" and nodes.text(child) == "extern":
                return frozenset({"dynamic_shared_memory"})
        return NONE

    def _cast(self, nodes: Nodes, node: int) -> Marks:
        """Pointers to short vectors, in a cast of either kind: what goes through them moves several values at once."""
        start, end = nodes.start[node], nodes.end[node]
        above = nodes.parent[node]
        if self.language == "OpenCL":  # the grammar's text lacks the space's name, the qualifier may begin earlier
            end = min(end, start + _MAX_TYPE_BYTES)
        if end - start > _MAX_TYPE_BYTES or not _VECTOR_POINTER.fullmatch(nodes.source, start, end):
            return NONE
        if self._kind(nodes, above) == "template_argument_list":
            function = nodes.parent[above]
            if not nodes.source.startswith(b"reinterpret_cast", nodes.start[function]):
                return NONE
        elif self._kind(nodes, above) != "cast_expression":
            return NONE
        return frozenset({"vector_loads", "vector_types"})

    def _attribute(self, nodes: Nodes, node: int) -> Marks:
        above = nodes.parent[node]
        if self._kind(nodes, above) != "type_qualifier":  # Fortran reserves no word: it is a name here
            return NONE
        word = self._kind(nodes, node)
        if word == "codimension":
            return frozenset({"coarrays"})
        feature = _FORTRAN_ATTRIBUTES[word]
        marks = {"cuda_fortran"} | ({feature} if feature else set())
        if word == "shared":
            declaration = nodes.parent[above]
            inside = range(declaration, min(nodes.last[declaration], declaration + _MAX_DECLARATION_NODES))
            if any(self._kind(nodes, n) == "assumed_size" for n in inside):
                marks.add("dynamic_shared_memory")
        return frozenset(marks)


def marks_of_assembler(language: str, text: bytes) -> Marks:
    """What assembler in CUDA or HIP says: PTX is known by the types in its instructions, AMD's by single ones."""
    marks = set()
    if _PTX.search(text):
        marks = {"inline_ptx"} | {mark for pattern, mark in _PTX_MARKS if pattern.search(text)}
        if language == "CUDA":
            marks.add(OWN_MODEL[language])
    elif language == "HIP":
        marks = {mark for pattern, mark in _GCN_MARKS if pattern.search(text)}
    return frozenset(marks)
