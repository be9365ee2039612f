"""A repository revision as a compiler needs it: masked texts, their licenses, includes and units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol

from warploom.schemas.stage import RepositoryView


class UnitPlace(NamedTuple):
    """Where a unit of code stands in its file."""

    kind: str
    name: str | None
    byte_start: int
    byte_end: int
    line_start: int
    line_end: int


class CodeView(RepositoryView, Protocol):
    """Adds to the view what earlier phases found out. All paths are those of `paths()`; others raise `KeyError`."""

    @property
    def state(self) -> str:
        """A digest of all that the view shows: equal states may be laid out once."""
        ...

    def texts(self) -> Mapping[str, bytes]:
        """Masked texts in UTF-8 by path: of all source files, and of others that may have a say in compiling them."""
        ...

    def content_id(self, path: str) -> str: ...

    def license_expression(self, path: str) -> str | None:
        """What was decided for the file; None where its license is unknown, or where it is no source file."""
        ...

    def language(self, path: str) -> str | None:
        """Of a source that the syntax phase read without harm; None of all else."""
        ...

    def includes(self, path: str) -> Sequence[str]:
        """Headers as the syntax phase found them; none where it did not look."""
        ...

    def units(self, path: str) -> Sequence[UnitPlace]: ...


def may_matter(path: str, included_names: AbstractSet[str]) -> bool:
    """Tell whether a file that is no source may be included, or say how something is built.

    `included_names` are the last components of what sources include, such as `tables.def`.
    """
    name = path.rpartition("/")[2]
    return name in included_names or name in _BUILD_NAMES or name.endswith(_ENDINGS)


_BUILD_NAMES = frozenset(
    [
        "CMakeLists.txt",
        "Makefile",
        "makefile",
        "GNUmakefile",
        "Makefile.am",
        "meson.build",
        "meson_options.txt",
        "BUILD",
        "BUILD.bazel",
        "compile_commands.json",
        "configure.ac",
        "configure.in",
        "Cargo.toml",
        "setup.cfg",
        "pyproject.toml",
    ]
)
_ENDINGS = (".cmake", ".mk", ".in", ".inc", ".inl", ".tcc", ".tpp", ".ipp", ".txx", ".def", ".impl", ".bzl", ".mak")
