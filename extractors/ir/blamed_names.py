"""Finds names whose definition avoids what a compiler complains of: an `#error`, or what lies behind a condition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from warploom.extractors.ir.code_mask import mask_code
from warploom.extractors.ir.conditional_pieces import MAX_NAMES, Pieces
from warploom.extractors.ir.diagnostics import Diagnostic, Place
from warploom.extractors.ir.name_meanings import DefinedNames, Meanings
from warploom.extractors.ir.repository_files import RepositoryFiles

_MAX_BYTES = 4 * 1024 * 1024
_MAX_TOTAL_BYTES = 32 * 1024 * 1024
"""Of all files that are looked through for one attempt."""
_MAX_WORDS = 32
_MAX_PLACES = 8
_MAX_FILES = 64
"""Whose conditions are read for one attempt."""
_N_ROUNDS = 3
"""Of following who includes a header."""
_MISSED = re.compile(
    r"(?:undeclared (?:library )?(?:identifier|function)|unknown type name|no template named) '(\w{3,100})'",
    re.ASCII,
)
_INCLUDED = re.compile(rb'^[ \t]*+#[ \t]*+include[ \t]*+["<]([^">\n]{1,300})', re.MULTILINE)
_NOTHING = re.compile(rb"(?!)")


class BlamedNames:
    """Of one repository."""

    def __init__(self, index: RepositoryFiles, defined: DefinedNames) -> None:
        self._index, self._defined = index, defined

    def of(
        self, errors: Sequence[Diagnostic], files: Sequence[str], *, language: str, given: Sequence[str]
    ) -> tuple[str, ...]:
        """Names to define as 1, sorted; `files` are those that the source may include, itself first.

        They have another branch taken than the one that an `#error` stands in, or open code and includes that declare
        what is missed.
        """
        refusing = dict.fromkeys(e.place for e in errors if e.message == "#error" and e.place.path in self._index)
        missed = dict.fromkeys(word for e in errors if e.is_error for word in _MISSED.findall(e.message))
        if not refusing and not missed:
            return ()
        meanings = Meanings(language, given, self._defined.of(files))
        found: dict[str, None] = {}
        for place in list(refusing)[:_MAX_PLACES]:
            found.update(dict.fromkeys(sorted(self._avoiding(place, meanings))))
        if missed:
            found.update(dict.fromkeys(self._declaring(list(missed)[:_MAX_WORDS], files, meanings)))
        return tuple(sorted(list(found)[:MAX_NAMES]))

    def _avoiding(self, place: Place, meanings: Meanings) -> frozenset[str]:
        text = self._index.text(place.path)
        if len(text) > _MAX_BYTES:
            return frozenset()
        before = 0
        for _ in range(place.line - 1):
            before = text.find(b"\n", before) + 1
            if before == 0:
                return frozenset()
        return Pieces(text, mask_code(text), lambda *_: 0).closed_by(before, meanings)

    def _declaring(self, words: Sequence[str], files: Sequence[str], meanings: Meanings) -> Iterable[str]:
        """Names that open declarations of these words, or includes of headers that have them."""
        either = "|".join(words).encode()
        defined = re.compile(rb"^[ \t]*+#[ \t]*+define[ \t]++(?:%b)\b" % either, re.MULTILINE)
        mentioned = re.compile(rb"\b(?:%b)\b" % either)
        paths = list(self._bounded(files))
        having = {path for path in paths[1:] if mentioned.search(self._index.text(path))}
        including = self._including(paths, having)
        n_read = 0
        for number, path in enumerate(paths):
            text = self._index.text(path)
            wanted = mentioned if number else _NOTHING  # a source may be full of what it misses
            reached = including.get(path, frozenset())
            if b"#if" not in text.replace(b" ", b"") or not (reached or defined.search(text) or wanted.search(text)):
                continue
            n_read += 1
            if n_read > _MAX_FILES:
                return
            pieces = Pieces(text, mask_code(text), _weigher(defined, wanted, reached))
            yield from pieces.choose(meanings).names

    def _bounded(self, files: Sequence[str]) -> Iterator[str]:
        n_bytes = 0
        for path in files:
            size = len(self._index.text(path)) if path in self._index else _MAX_BYTES + 1
            if size <= _MAX_BYTES:
                n_bytes += size
                if n_bytes > _MAX_TOTAL_BYTES:
                    return
                yield path

    def _including(self, paths: Sequence[str], having: set[str]) -> dict[str, frozenset[bytes]]:
        """By file, its includes that lead to one of those that have something."""
        leading = {path.rpartition("/")[2] for path in having}
        found: dict[str, frozenset[bytes]] = {}
        for _ in range(_N_ROUNDS):
            n_before = len(leading)
            for path in paths:
                names = (name for name, _ in self._index.includes(path) if name.rpartition("/")[2] in leading)
                reached = frozenset(name.encode() for name in names)
                if reached:
                    found[path] = reached
                    leading.add(path.rpartition("/")[2])
            if len(leading) == n_before:
                break
        return found


def _weigher(
    defined: re.Pattern[bytes], wanted: re.Pattern[bytes], reached: frozenset[bytes]
) -> Callable[[bytes, bytes], int]:
    def weigh(text: bytes, code: bytes) -> int:
        n_includes = sum(name in reached for name in _INCLUDED.findall(text))
        return n_includes + len(defined.findall(text)) + len(wanted.findall(code))

    return weigh
