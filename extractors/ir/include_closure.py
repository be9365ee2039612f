"""Which files of a repository a source includes, where it has to look for them, and which headers nobody has."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from warploom.extractors.ir.header_templates import TEMPLATE_SUFFIXES
from warploom.extractors.ir.repository_files import RepositoryFiles, joined
from warploom.extractors.ir.safe_flags import MAX_DIRECTORIES, directory

MAX_FILES = 5_000
"""Of one closure; a source that includes more is cut off there."""


@dataclass(frozen=True, slots=True)
class IncludeClosure:
    """What a source includes, directly or not, whatever the conditions around its directives say."""

    directories: tuple[str, ...]
    """To be searched in this order; relative to the root of the repository, which is `.`."""
    files: tuple[str, ...]
    """Of the repository, the source first, in the order in which they were met."""
    templates: tuple[tuple[str, str], ...]
    """Headers that a build makes: path that it would have beside its template, and the template."""
    missing_headers: tuple[str, ...]
    """Names, as they are included, that neither the repository nor the known headers have; sorted."""


def include_closure(
    path: str,
    index: RepositoryFiles,
    *,
    first_directories: Sequence[str] = (),
    known_headers: Collection[str] = frozenset(),
    forced_includes: Sequence[str] = (),
    shadowing: Collection[str] = frozenset(),
) -> IncludeClosure:
    """Follow the includes of a source.

    `first_directories` are searched first and are part of the answer only as far as something was found there;
    `known_headers` are names that the compiler has without any flag: they are never looked for in the repository.
    `shadowing` are directories with headers of such names: no `<name>` alone is reason enough to search them, since
    the compiler's own headers would find theirs there.
    """
    return _Search(index, known_headers, first_directories, shadowing).follow([path, *forced_includes])


class _Search:
    def __init__(
        self, index: RepositoryFiles, known: Collection[str], first: Sequence[str], shadowing: Collection[str]
    ) -> None:
        self._index = index
        self._known = known
        self._shadowing = shadowing
        self._hints = [("" if place == "." else place) for place in first]
        self._chosen: dict[str, None] = {}
        self._found: dict[str, str | None] = {}
        """By name, of what no directory of its includer has: the directories only grow, so what was found remains."""
        self._templates: dict[str, str] = {}
        self._missing: dict[str, None] = {}

    def follow(self, paths: Sequence[str]) -> IncludeClosure:
        reached = dict.fromkeys(paths)
        queue = list(reached)
        for path in queue:  # it grows while it is read
            for name, is_quoted in self._index.includes(path):
                found = self._resolve(path, name, is_quoted=is_quoted)
                if found is not None and found not in reached and len(reached) < MAX_FILES:
                    reached[found] = None
                    queue.append(found)
        return IncludeClosure(
            tuple(place or "." for place in self._chosen),
            tuple(reached),
            tuple(self._templates.items()),
            tuple(sorted(self._missing)),
        )

    def _resolve(self, includer: str, name: str, *, is_quoted: bool) -> str | None:
        here = posixpath.dirname(includer)
        if is_quoted:
            beside = joined(here, name)
            if beside is not None and beside in self._index:
                return beside
        if name in self._known:
            return None
        if name in self._found:
            return self._found[name]
        found = self._search(includer, name, is_quoted=is_quoted)
        if found is not None or not includer.endswith(name):
            self._found[name] = found  # what a file does not find but for itself, another one may
        return found

    def _search(self, includer: str, name: str, *, is_quoted: bool) -> str | None:
        here = posixpath.dirname(includer)
        if name.startswith("/"):
            self._missing[name] = None
            return None
        for place in self._chosen:
            path = joined(place, name)
            if path is not None and path in self._index:
                return path
        for place in self._hints:
            path = joined(place, name)
            if path is not None and path in self._index:
                self._choose(place)
                return path
        plain = posixpath.normpath(name)
        if not plain.startswith("../"):
            found = self._index.nearest(here, plain, besides=includer)
            place = found[: len(found) - len(plain)].rstrip("/") if found else ""
            if found is not None and (is_quoted or "/" in plain or place not in self._shadowing):
                self._choose(place)
                return found
        else:
            found = self._climbing(here, plain)
            if found is not None:
                return found
        return self._template(here, name, plain, is_quoted=is_quoted)

    def _climbing(self, here: str, plain: str) -> str | None:
        """`<../src/a.h>` is found from any directory beside `src`."""
        below = plain.split("/")
        n_up = next((number for number, part in enumerate(below) if part != ".."), len(below))
        rest = "/".join(below[n_up:])
        found = self._index.nearest(here, rest) if rest else None
        if found is None:
            return None
        root = found[: len(found) - len(rest)].rstrip("/")
        for place in ("include", "/".join(below[n_up : 2 * n_up])):
            start = posixpath.join(root, place)
            if place.count("/") == n_up - 1 and self._index.has_directory(start):
                self._choose(start)
                return found
        return None

    def _template(self, here: str, name: str, plain: str, *, is_quoted: bool) -> str | None:
        for suffix in TEMPLATE_SUFFIXES:
            written = plain + suffix if not suffix.startswith("-") else plain.removesuffix(".h") + suffix
            template = self._index.nearest(here, written)
            if template is not None:
                place = template[: len(template) - len(written)].rstrip("/")
                made = joined(place, plain)
                if made is not None:
                    self._templates[made] = template
                    if not (is_quoted and place == here):
                        self._choose(place)
                    return template  # for what it includes itself
        self._missing[name] = None
        return None

    def _choose(self, place: str) -> None:
        taken = directory(place or ".")
        if taken is not None and len(self._chosen) < MAX_DIRECTORIES:
            self._chosen["" if taken == "." else taken] = None
