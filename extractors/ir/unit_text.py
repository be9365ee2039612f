"""Blanks out of a file, and of what it includes, all but one unit and the definitions that it needs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from warploom.extractors.ir.code_mask import blank
from warploom.extractors.ir.declarations import FileParts, Part
from warploom.extractors.syntax.file_syntax import FileSyntax, Row
from warploom.extractors.syntax.linking import Part as LinkedPart
from warploom.extractors.syntax.linking import RepositoryIndex, Source, is_linkable
from warploom.schemas.syntax import SYNTAX_DEFINITIONS, SYNTAX_FILES, SYNTAX_UNITS

_MAX_FILES = 64
"""Of a closure, nearest first; others stay as they are."""
_MAX_BYTES = 2 * 1024 * 1024
"""Of all of them together."""
_KEPT = frozenset(["if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif", "define", "undef"])
_USING = re.compile(rb"using\s+(?:namespace\b[^=;{}]*+|[^=;{}]*+);")
_FORWARD = re.compile(rb"(?:struct|class|union)\s+\w+\s*+;|[^;{}=]*?\b__device__\b[^;{}=]*+;")
_FILE = {name: place for place, name in enumerate(SYNTAX_FILES.schema.names[1:])}
_UNIT = {name: place for place, name in enumerate(SYNTAX_UNITS.schema.names[1:])}
_DEFINITION = {name: place for place, name in enumerate(SYNTAX_DEFINITIONS.schema.names[1:])}


@dataclass(frozen=True, slots=True)
class Kernel:
    """A kernel of the file, as its syntax has it."""

    row: Row

    @property
    def name(self) -> str:
        """With its namespaces."""
        return self.row[_UNIT["qualified_name"]] or self.row[_UNIT["name"]] or ""

    @property
    def label(self) -> str:
        """Its name and where it begins, since branches and overloads share names."""
        return f"{self.name} (line {self.row[_UNIT['line_start']]})"

    @property
    def span(self) -> tuple[int, int]:
        """Its first byte, and one past its last."""
        return self.row[_UNIT["byte_start"]], self.row[_UNIT["byte_end"]]

    @property
    def is_template(self) -> bool:
        """A compiler emits nothing of it without arguments."""
        return bool(self.row[_UNIT["template_parameters"]])


@dataclass(slots=True)
class _File:
    path: str
    text: bytes
    syntax: FileSyntax
    parts: FileParts | None = field(default=None)


class UnitTexts:
    """A file and what it includes, read once; asked for kernel after kernel."""

    def __init__(
        self,
        files: Sequence[str],
        read_text: Callable[[str], bytes | None],
        read_syntax: Callable[[str, bytes], FileSyntax | None],
    ) -> None:
        """`files` are those of the closure, the main one first."""
        self._files: list[_File] = []
        n_bytes = 0
        for path in files[:_MAX_FILES]:
            text = read_text(path)
            if text is None or n_bytes + len(text) > _MAX_BYTES:
                continue
            n_bytes += len(text)
            syntax = read_syntax(path, text)
            if syntax is not None:
                self._files.append(_File(path, text, syntax))
        self._is_read = bool(self._files) and self._files[0].path == files[0]
        # what is kept stays where it is, so that the license of each file counts for the module anyway
        sources = [Source(f.path, "", "", tuple(f.syntax.file[_FILE["includes"]])) for f in self._files]
        self._index = RepositoryIndex(sources, [p for n, f in enumerate(self._files) for p in _linked(n, f.syntax)])

    def lost(self, now: bytes | None) -> list[Kernel]:
        """Kernels of the file, in order, that are blank in the text that compiled; all of them where none did."""
        if not self._is_read:
            return []
        kernels = [Kernel(row) for row in self._files[0].syntax.units if row[_UNIT["kind"]] == "kernel"]
        named = [kernel for kernel in kernels if kernel.name]
        return [kernel for kernel in named if now is None or not now[kernel.span[0] :][:1].strip()]

    def alone(self, kernel: Kernel) -> tuple[bytes, FileSyntax]:
        """The file's text, and its syntax with no other kernel, but all launches."""
        main = self._files[0]
        rows = [row for row in main.syntax.units if row is kernel.row or row[_UNIT["kind"]] == "launch"]
        return main.text, FileSyntax(main.syntax.file, rows, [], [], [], None)

    def around(self, kernel: Kernel, now: Mapping[str, bytes]) -> dict[str, bytes]:
        """Texts with the kernel, what it needs, and directives; all as long as the files, line for line.

        `now` are texts that have been cut already: of what is not needed, their directives are taken.
        """
        needs = [*(kernel.row[_UNIT[name]] for name in ("needs_types", "needs_callees", "needs_names"))]
        context = self._index.context(0, [name for group in needs for name in group], kernel.span)
        wanted: dict[int, list[tuple[int, int]]] = {0: [kernel.span]}
        for part in context.parts:
            wanted.setdefault(part.file, []).append((part.start, part.end))
        texts = {}
        for number, file in enumerate(self._files):
            cut = now.get(file.path, file.text)
            if len(cut) != len(file.text):
                continue  # made by something else than cutting
            text = _only(file, cut, sorted(wanted.get(number, ())))
            if text != file.text:
                texts[file.path] = text
        return texts


def _linked(number: int, syntax: FileSyntax) -> list[LinkedPart]:
    parts = [
        LinkedPart(
            number,
            row[_DEFINITION["kind"]],
            row[_DEFINITION["name"]],
            row[_DEFINITION["byte_start"]],
            row[_DEFINITION["byte_end"]],
            tuple(row[_DEFINITION["needs"]]),
        )
        for row in syntax.definitions
    ]
    for row in syntax.units:
        kind, name, start, end = (row[_UNIT[c]] for c in ("kind", "name", "byte_start", "byte_end"))
        if name and is_linkable(kind):
            needs = tuple(n for c in ("needs_types", "needs_callees", "needs_names") for n in row[_UNIT[c]])
            parts.append(LinkedPart(number, kind, name, start, end, needs))
    return sorted(parts, key=lambda part: part.start)


def _only(file: _File, cut: bytes, wanted: Sequence[tuple[int, int]]) -> bytes:
    """The declarations that hold what is wanted, with namespaces and directives; of all else, blanks."""
    if file.parts is None:
        file.parts = FileParts(file.text, file.syntax)
    text = bytearray(cut)
    starts = [start for start, _ in wanted]
    for declaration in file.parts.declarations:
        start, end = declaration.start, declaration.end
        place = bisect_right(starts, end - 1)
        if place and any(last > start for _, last in wanted[max(0, place - _MAX_NESTED) : place]):
            text[start:end] = file.text[start:end]
        elif not _is_cheap(file.text, declaration):
            text[start:end] = _blanked(file.parts, declaration, bytes(text[start:end]))
    return bytes(text)


_MAX_NESTED = 64
"""Wanted ranges before the end of a declaration that are looked at: no context has more."""


def _is_cheap(text: bytes, declaration: Part) -> bool:
    """It only makes names known, and needs little itself."""
    start, end = declaration.start, declaration.end
    if end - start > _MAX_CHEAP:
        return False
    written = text[start:end]
    return _USING.fullmatch(written) is not None or _FORWARD.fullmatch(written) is not None


_MAX_CHEAP = 1_000
"""Bytes."""


def _blanked(parts: FileParts, part: Part, now: bytes) -> bytes:
    """Blank but for conditions, which must stay balanced, and macros; `now` is what is left of the part."""
    pieces, position = [], part.start
    for directive in parts.directives_in(part.start, part.end):
        if directive.name in _KEPT:
            pieces.append(blank(now[position - part.start : directive.start - part.start]))
            pieces.append(now[directive.start - part.start : directive.end - part.start])
            position = directive.end
    pieces.append(blank(now[position - part.start :]))
    return b"".join(pieces)
