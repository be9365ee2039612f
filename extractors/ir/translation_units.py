"""Tells which files of a repository are compiled for themselves, and which are only parts of others."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from warploom.extractors.ir.repository_files import RepositoryFiles

_SOURCES = frozenset(
    [
        ".c",
        ".cc",
        ".cpp",
        ".cxx",
        ".c++",
        ".cp",
        ".C",
        ".CPP",
        ".cu",
        ".hip",
        ".cl",
        ".ocl",
        ".f",
        ".F",
        ".for",
        ".FOR",
        ".ftn",
        ".f77",
        ".f90",
        ".F90",
        ".f95",
        ".F95",
        ".f03",
        ".F03",
        ".f08",
        ".F08",
        ".fpp",
        ".rs",
        ".py",
    ]
)
_KERNEL_HEADERS = frozenset({".cuh", ".hiph"})
_KERNEL = re.compile(rb"\b__global__\b")
_COMMENT = re.compile(rb"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|\"(?:[^\"\\\n]|\\.)*+\"?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Role:
    """What a file is to a compiler."""

    is_unit: bool
    reason: str
    """`source`, `header with kernels`, `header`, `included by others` or `no code`."""


class TranslationUnits:
    """The roles of a repository's files."""

    def __init__(self, index: RepositoryFiles) -> None:
        self._index = index
        self._included: set[str] = set()
        for path in index:
            if not _may_include(path):
                continue
            here = posixpath.dirname(path)
            for name, _ in index.includes(path):
                if posixpath.splitext(name)[1] in _SOURCES:
                    found = index.nearest(here, posixpath.normpath(name))
                    if found is not None and found != path:
                        self._included.add(found)

    def role(self, path: str) -> Role:
        """A source that other files include is none for itself: it is compiled as a part of them."""
        extension = posixpath.splitext(path)[1]
        if extension in _SOURCES:
            return Role(False, "included by others") if path in self._included else Role(True, "source")
        if extension in _KERNEL_HEADERS:
            code = _COMMENT.sub(b" ", self._index.text(path))
            return Role(True, "header with kernels") if _KERNEL.search(code) else Role(False, "header")
        return Role(False, "header" if _may_include(path) else "no code")


def _may_include(path: str) -> bool:
    return posixpath.splitext(path)[1].lower() in _INCLUDING


_HEADERS = frozenset(
    [".h", ".hh", ".hpp", ".hxx", ".h++", ".inc", ".inl", ".tcc", ".tpp", ".ipp", ".ixx", ".txx", ".def", ".impl"]
)
_INCLUDING = frozenset(extension.lower() for extension in _SOURCES | _KERNEL_HEADERS) | _HEADERS
