"""Cuts files down to what compiles: takes out the functions and declarations that hold errors, and says which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from warploom.extractors.ir.code_mask import blank
from warploom.extractors.ir.declarations import FileParts, Part
from warploom.extractors.ir.diagnostics import Diagnostic, Place
from warploom.extractors.syntax.file_syntax import FileSyntax

MAX_ROUNDS = 4
MAX_BYTES = 4 * 1024 * 1024
"""Of a file that is cut; a longer one is left as it is."""
_NO_FILE = re.compile(r"'([^']{1,512})' file not found")
_KEPT_DIRECTIVES = frozenset(
    ["if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif", "define", "undef"]
)
"""They stay where something else goes: conditions must stay balanced, and a macro is used elsewhere, too."""
_CUT_DIRECTIVES = frozenset(["include", "include_next", "import", "error", "warning", "pragma"])
_DEVICE = re.compile(
    r"\b__(?:global|device)__\b|\bconstexpr\b|"
    r"\b[A-Z][A-Z0-9_]*(?:DEVICE|GLOBAL|KERNEL|GPU|CUDA|HIP|HD|INLINE|FUNC)[A-Z0-9_]*\b"
)
"""Words of a signature that put a function on a device, or may do so: what macros stand for is not known."""


@dataclass(frozen=True, slots=True)
class Omission:
    """What was taken out."""

    path: str
    kind: str
    """function, kernel, program, type, macro, global, declaration, include or directive."""
    name: str
    line_start: int
    line_end: int


@dataclass(frozen=True, slots=True)
class Reduction:
    """What came of cutting: texts that stand in for files, and what they lack."""

    texts: Mapping[str, bytes]
    """Of the files that were changed, by path; as long as the files, line for line."""
    omitted: tuple[Omission, ...]
    n_rounds: int
    compiles: bool


class Cutter:
    """The files of one attempt, of which more and more is taken out."""

    def __init__(
        self, read_text: Callable[[str], bytes | None], read_syntax: Callable[[str, bytes], FileSyntax | None]
    ) -> None:
        """`read_text` gives a file of the repository by path, `read_syntax` its units and definitions."""
        self._read_text = read_text
        self._read_syntax = read_syntax
        self._parts: dict[str, FileParts | None] = {}
        self._texts: dict[str, bytes] = {}
        self._omitted: dict[tuple[str, int, int], Omission] = {}

    @property
    def texts(self) -> dict[str, bytes]:
        """Of the files that were changed."""
        return dict(sorted(self._texts.items()))

    @property
    def omitted(self) -> tuple[Omission, ...]:
        """By path and place."""
        return tuple(self._omitted[key] for key in sorted(self._omitted))

    def cut(self, diagnostics: Iterable[Diagnostic]) -> bool:
        """Take out what holds these errors; False if none of them lies in something that can be taken out."""
        chosen: dict[str, dict[tuple[int, int], Part]] = {}
        for diagnostic in diagnostics:
            if not diagnostic.is_error:
                continue
            for place in (diagnostic.place, *diagnostic.around):
                part = self._part_at(place, diagnostic)
                if part is not None:
                    chosen.setdefault(place.path, {})[part.start, part.end] = part
                    break
        for path, parts in chosen.items():
            self._omit(path, parts.values())
        return bool(chosen)

    def cut_host_functions(self, path: str) -> bool:
        """Take out the functions of a file that are for the host alone: they do not reach a device's module."""
        parts = self._parts_of(path)
        host = [p for p in parts.bodies if p.kind != "kernel" and not _DEVICE.search(p.signature)] if parts else []
        host = [part for part in host if (path, part.start, part.end) not in self._omitted]
        self._omit(path, host)
        return bool(host)

    def _part_at(self, place: Place, diagnostic: Diagnostic) -> Part | None:
        """What is to go for an error at a place: the smallest part that holds it and is not gone already."""
        parts = self._parts_of(place.path)
        if parts is None:
            return None
        offset = parts.offset(place.line, place.column)
        directive = parts.directive_at(offset)
        if directive is not None and directive.name in _CUT_DIRECTIVES:
            kind, name = "directive", directive.name
            if directive.name.startswith("include"):
                missing = _NO_FILE.search(diagnostic.message)
                if missing is None or place != diagnostic.place:
                    return None  # the error lies in what is included
                kind, name = "include", missing[1]
            part = Part(directive.start, directive.end, kind, name)
            return None if (place.path, part.start, part.end) in self._omitted else part
        for part in parts.around(offset):
            if (place.path, part.start, part.end) not in self._omitted:
                return part
        return None

    def _omit(self, path: str, chosen: Iterable[Part]) -> None:
        parts = self._parts[path]
        if parts is None:
            return
        text = bytearray(self._texts.get(path, parts.text))
        for part in sorted(chosen, key=lambda part: (part.start, -part.end)):
            # what was blank stays blank: of directives that are kept, only those that are still there
            text[part.start : part.end] = _without(parts, part, bytes(text[part.start : part.end]))
            lines = parts.line(part.start), parts.line(max(part.start, part.end - 1))
            self._omitted[path, part.start, part.end] = Omission(path, part.kind, part.name, *lines)
        if text != parts.text:
            self._texts[path] = bytes(text)

    def _parts_of(self, path: str) -> FileParts | None:
        if path not in self._parts:
            text = self._read_text(path)
            syntax = self._read_syntax(path, text) if text is not None and len(text) <= MAX_BYTES else None
            self._parts[path] = FileParts(text, syntax) if text is not None and syntax is not None else None
        return self._parts[path]


def reduce(
    cutter: Cutter,
    attempt: Callable[[Mapping[str, bytes]], Sequence[Diagnostic] | None],
    *,
    rounds: int = MAX_ROUNDS,
) -> Reduction:
    """Compile and cut by turns, until it compiles, nothing more can be cut, or after so many rounds.

    `attempt` compiles with the changed texts in place of the files; it gives None where that works, else what the
    compiler said.
    """
    n_rounds = 0
    while True:
        said = attempt(cutter.texts)
        if said is None or n_rounds == rounds or not cutter.cut(said):
            return Reduction(cutter.texts, cutter.omitted, n_rounds, compiles=said is None)
        n_rounds += 1


def _without(parts: FileParts, part: Part, now: bytes) -> bytes:
    """A part blanked out, but for the directives that others depend on; `now` is what is left of it."""
    if part.kind in ("macro", "include", "directive"):
        return blank(now)
    pieces = []
    position = part.start
    for directive in parts.directives_in(part.start, part.end):
        if directive.name in _KEPT_DIRECTIVES:
            pieces += [
                blank(now[position - part.start : directive.start - part.start]),
                now[directive.start - part.start : directive.end - part.start],
            ]
            position = directive.end
    pieces.append(blank(now[position - part.start :]))
    return b"".join(pieces)
