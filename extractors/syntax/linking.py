"""Finds across a repository what a unit needs and which kernel a launch starts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from warploom.extractors.syntax.units import without_template_arguments

MAX_CONTEXT_BYTES = 16 * 1024
MAX_CONTEXT_PARTS = 64
MAX_AMBIGUOUS = 8
"""So many places may define a name that neither the file, its includes nor its directory define; more say nothing."""

_APART = frozenset({"Fortran", "Python", "Julia", "Rust"})
_FUNCTIONS = frozenset({"function", "kernel"})
_SEPARATOR = re.compile(r"::|\.|%")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that may contribute: its place, and what it includes."""

    path: str
    language: str
    license_expression: str
    includes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A definition or unit of a file, by byte range; `needs` are the names that it uses and nobody provides."""

    file: int
    kind: str
    """type, macro, global, function or kernel."""
    name: str
    start: int
    end: int
    needs: tuple[str, ...]
    row_id: str | None = None
    """Of a unit."""


@dataclass(frozen=True, slots=True)
class Context:
    """What closes a unit: parts in an order that declares before use, and whether nothing is missing."""

    parts: tuple[Part, ...]
    is_closed: bool


@dataclass(slots=True)
class _Places:
    """Parts of one name by file and by directory."""

    of_file: dict[int, list[Part]] = field(default_factory=dict)
    of_directory: dict[str, list[int]] = field(default_factory=dict)


class RepositoryIndex:
    """The definitions of one repository revision, to be asked from the place of a use.

    A name means: its definition in the same file, else in a file that this one includes, else in its directory, else
    anywhere if no more than `MAX_AMBIGUOUS` files define it; among several the first by path and place. Files
    contribute to others under the very same license alone.
    """

    def __init__(self, files: Sequence[Source], parts: Iterable[Part]) -> None:
        self._files = files
        self._by_base_name: dict[str, list[int]] = {}
        for number, file in enumerate(files):
            self._by_base_name.setdefault(posixpath.basename(file.path), []).append(number)
        self._names: dict[tuple[str, str], _Places] = {}
        for part in parts:
            places = self._names.setdefault(_key(files[part.file].language, part.name), _Places())
            if part.file not in places.of_file:
                places.of_directory.setdefault(posixpath.dirname(files[part.file].path), []).append(part.file)
            places.of_file.setdefault(part.file, []).append(part)
        self._included: dict[int, tuple[int, ...]] = {}
        self._resolved: dict[tuple[int, str, bool], Part | None] = {}

    def path(self, file: int) -> str:
        """Path of a file by its number."""
        return self._files[file].path

    def kernel(self, file: int, name: str) -> Part | None:
        """The kernel that a launch in a file starts."""
        return self._resolve(file, name, only_kernels=True)

    def context(self, file: int, needs: Sequence[str], own: tuple[int, int]) -> Context:
        """What a unit at bytes `own` of a file needs, and what that needs; empty if it grows beyond the limits."""
        ordered: list[Part] = []
        seen: set[tuple[int, int, int]] = {(file, *own)}
        is_closed = True
        n_bytes = 0
        # each frame: the part to be placed after its needs, the file, the needs that are left, whether they must be met
        stack: list[tuple[Part | None, int, list[str], bool]] = [(None, file, list(reversed(needs)), True)]
        while stack:
            part, at, left, is_strict = stack[-1]
            if not left:
                stack.pop()
                if part is not None:
                    ordered.append(part)
                continue
            found = self._resolve(at, left.pop(), only_kernels=False)
            if found is None:
                is_closed = is_closed and not is_strict
                continue
            place = (found.file, found.start, found.end)
            if place in seen:
                continue
            seen.add(place)
            n_bytes += found.end - found.start
            if n_bytes > MAX_CONTEXT_BYTES or len(seen) > MAX_CONTEXT_PARTS:
                return Context((), is_closed=False)
            # what a macro's words mean is not known before expansion: they may be anything
            stack.append((found, found.file, list(reversed(found.needs)), found.kind != "macro"))
        return Context(tuple(ordered), is_closed)

    def _resolve(self, file: int, name: str, *, only_kernels: bool) -> Part | None:
        key = (file, name, only_kernels)
        if key not in self._resolved:
            self._resolved[key] = self._look_up(file, name, only_kernels=only_kernels)
        return self._resolved[key]

    def _look_up(self, file: int, name: str, *, only_kernels: bool) -> Part | None:
        places = self._names.get(_key(self._files[file].language, simple_name(name)))
        if places is None:
            return None

        def first(files: Iterable[int]) -> Part | None:
            of_license = self._files[file].license_expression
            for number in files:
                if self._files[number].license_expression != of_license:
                    continue
                parts = [p for p in places.of_file[number] if not only_kernels or p.kind == "kernel"]
                if parts:
                    return parts[0]
            return None

        here = first([file] if file in places.of_file else [])
        if here is not None:
            return here
        included = first(n for n in self._includes(file) if n in places.of_file)
        if included is not None:
            return included
        beside = first(places.of_directory.get(posixpath.dirname(self._files[file].path), ()))
        if beside is not None:
            return beside
        return first(places.of_file) if len(places.of_file) <= MAX_AMBIGUOUS else None

    def _includes(self, file: int) -> tuple[int, ...]:
        """Files that a file includes, directly or not, nearest first; a header is whichever path ends with its name."""
        known = self._included.get(file)
        if known is not None:
            return known
        found: dict[int, None] = {}
        queue = [file]
        for at in queue:
            for name in self._files[at].includes:
                target = self._header(at, name)
                if target is not None and target not in found and len(found) < MAX_CONTEXT_PARTS:
                    found[target] = None
                    queue.append(target)
        self._included[file] = tuple(found)
        return self._included[file]

    def _header(self, file: int, name: str) -> int | None:
        directory = posixpath.dirname(self._files[file].path)
        beside = posixpath.normpath(posixpath.join(directory, name))
        candidates = self._by_base_name.get(posixpath.basename(name), ())
        ending = [n for n in candidates if self._files[n].path == beside]
        ending += [n for n in candidates if f"/{self._files[n].path}".endswith(f"/{name}")]
        return ending[0] if ending else None


def _key(language: str, name: str) -> tuple[str, str]:
    """Names mean the same in all of the C family, and nothing from one other language to the next."""
    if language == "Fortran":
        name = name.lower()
    return (language if language in _APART else "", name)


def simple_name(name: str) -> str:
    """The last part of a qualified name, without template arguments."""
    return _SEPARATOR.split(without_template_arguments(name))[-1].strip()


def context_text(parts: Sequence[Part], language: str, text_of: Callable[[Part], str]) -> str:
    """The parts' texts one after the other; a C type ends in a semicolon, which its node leaves out."""
    texts = []
    for part in parts:
        text = text_of(part).strip()
        is_bare = part.kind == "type" and text.endswith("}")
        texts.append(text + ";" if is_bare and language not in _APART else text)
    return "\n\n".join(texts)


def is_linkable(kind: str) -> bool:
    """A unit of this kind can be needed by another."""
    return kind in _FUNCTIONS
