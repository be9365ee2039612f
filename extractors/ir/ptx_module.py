"""Takes a PTX module apart into its functions and variables, and puts modules together from some of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from warploom.extractors.ir.line_map import source_name
from warploom.schemas.errors import WarploomError

MAX_PIECES = 100_000
SYSTEM_CALLS = frozenset({"vprintf", "malloc", "free", "__assertfail"})
"""Functions of the driver."""
_HIDDEN = re.compile(r'//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|"[^"\n]*+"?')
"""Comments and strings; one that does not end reaches to the end of the text or line."""
_SHOWN = re.compile(r"[^\n]")
_SPACE = re.compile(r"\s*+")
_LINE_DIRECTIVE = re.compile(r"\.(version|target|address_size|file|loc)\b[^\n]*+")
_END = re.compile(r"[{};]")
_BRACE = re.compile(r"[{}]")
_FUNCTION = re.compile(r"\.(entry|func)\b")
_FUNCTION_NAME = re.compile(
    r"\.(?:entry|func)\b\s*+(?:\.noreturn\s++)?+(?:\([^)]*+\)\s*+)?+(?:\.noreturn\s++)?+([A-Za-z_$%][\w$]*+)"
)
_IDENTIFIER = re.compile(r"(?<![\w$.%])[A-Za-z_$][\w$]*+|%[A-Za-z_$][\w$]*+")
_DECLARED = re.compile(r"(?<![\w$.%])([A-Za-z_$%][\w$]*+)\s*+(?=[\[=;,])")
_LABEL = re.compile(r"^\s*+([A-Za-z_$%][\w$]*+):", re.MULTILINE)
_LOC = re.compile(r"\.loc\s++(\d+)\s++(\d+)\s++(\d+)")
_LOC_FILE = re.compile(r"\.loc\s++(\d+)")
_LOC_COMMENT = re.compile(r"^([ \t]*+\.loc[ \t][^\n/]*?)[ \t]*+//[^\n]*+$", re.MULTILINE)
"""Paths as the front end saw them."""
_INLINED_FILE = re.compile(r"\binlined_at\s++(\d+)")
_FILE = re.compile(r'\.file\s++(\d+)\s++"([^"]*+)"')
_LEAD = re.compile(r"(?:\s|[{}]|[A-Za-z_$%][\w$]*+:(?!:))*+")
_INSTRUCTION = re.compile(r"(?:@!?%?[\w$]++\s*+)?+([a-z][\w.:]*+)")
_THREADS = re.compile(r"\.(maxntid|reqntid)\s++(\d+)(?:\s*+,\s*+(\d+))?+(?:\s*+,\s*+(\d+))?+")


class PtxError(WarploomError):
    """A text that is no PTX module, or one too large or too oddly made to be taken apart."""


@dataclass(frozen=True, slots=True)
class PtxInstruction:
    """One instruction of a function."""

    opcode: str
    """With its modifiers, without its guard."""
    line: int
    """Counted from 1 within the piece."""
    file: int
    """Number of the `.file` of the last `.loc` before it; 0 where there was none."""
    source_line: int


@dataclass
class PtxPiece:
    """A function, a variable or a section of debugging strings, with what it names."""

    text: str
    masked: str
    """The same lines, comments and strings blank."""
    kind: str
    """entry, func, declaration, variable, alias or section."""
    names: tuple[str, ...]
    """What it defines or declares."""
    line: int
    """Its first line in the module it was taken from, counted from 1."""

    @cached_property
    def uses(self) -> frozenset[str]:
        """All identifiers in it."""
        return frozenset(_IDENTIFIER.findall(self.masked))

    @cached_property
    def instructions(self) -> tuple[PtxInstruction, ...]:
        """Those of its body, in order."""
        return tuple(_instructions(self.masked)) if self.kind in {"entry", "func"} else ()

    @cached_property
    def histogram(self) -> Counter[str]:
        """How often each opcode occurs."""
        return Counter(i.opcode for i in self.instructions)

    @cached_property
    def files(self) -> frozenset[int]:
        """Numbers of the files that its `.loc` name."""
        return frozenset(map(int, {*_LOC_FILE.findall(self.masked), *_INLINED_FILE.findall(self.masked)}))

    @property
    def is_dynamic_shared(self) -> bool:
        """A variable in shared memory whose size the launch decides."""
        return self.kind == "variable" and ".extern" in self.masked and ".shared" in self.masked

    @cached_property
    def n_lines(self) -> int:
        """Lines that it takes."""
        return self.text.count("\n") + 1

    @property
    def block_threads(self) -> int | None:
        """Most threads of a block, from `.maxntid` or `.reqntid` of an entry."""
        head = self.masked[: self.masked.find("{")]
        found = _THREADS.search(head)
        return None if found is None else int(found[2]) * int(found[3] or 1) * int(found[4] or 1)


@dataclass(frozen=True, slots=True)
class PtxKernel:
    """An entry and all that it needs, itself included, in the order of the text."""

    entry: PtxPiece
    pieces: tuple[PtxPiece, ...]

    @property
    def symbol(self) -> str:
        """Its name as the linker sees it."""
        return self.entry.names[0]

    @property
    def has_dynamic_shared(self) -> bool:
        """Whether the launch decides on a part of its shared memory."""
        return any(p.is_dynamic_shared for p in self.pieces)

    @property
    def length(self) -> int:
        """Characters of its pieces."""
        return sum(len(p.text) for p in self.pieces)

    @property
    def histogram(self) -> Counter[str]:
        """How often each opcode occurs, in its entry and in the functions that it may call."""
        return sum((p.histogram for p in self.pieces), Counter[str]())

    def open_calls(self) -> frozenset[str]:
        """Functions that it calls and nobody defines, but the driver's own, which the assembler knows."""
        defined = {n for p in self.pieces if p.kind in {"entry", "func", "alias"} for n in p.names}
        return frozenset(n for p in self.pieces if p.kind == "declaration" for n in p.names) - defined - SYSTEM_CALLS


@dataclass(frozen=True)
class PtxModule:
    """A module in pieces, in the order of the text."""

    header: tuple[str, ...]
    """`.version`, `.target` and `.address_size`, a line each."""
    pieces: tuple[PtxPiece, ...]
    files: dict[int, str]
    """Names of source files by number, without a trace of the machine."""
    _by_name: dict[str, list[int]] = field(repr=False)

    @cached_property
    def kernels(self) -> tuple[PtxKernel, ...]:
        """Its entries, each with all that it needs."""
        return tuple(PtxKernel(p, self.closure([p])) for p in self.pieces if p.kind == "entry")

    def closure(self, roots: Iterable[PtxPiece]) -> tuple[PtxPiece, ...]:
        """The pieces and all that they need, in the order of the text."""
        waiting = [self._index[id(p)] for p in roots]
        taken = set(waiting)
        while waiting:
            for name in self.pieces[waiting.pop()].uses:
                for other in self._by_name.get(name, ()):
                    if other not in taken:
                        taken.add(other)
                        waiting.append(other)
        return tuple(self.pieces[i] for i in sorted(taken))

    @cached_property
    def _index(self) -> dict[int, int]:
        return {id(p): i for i, p in enumerate(self.pieces)}

    def text(self, pieces: Sequence[PtxPiece]) -> str:
        """A module of these pieces alone; its lines are numbered as `first_lines` says."""
        files = sorted({n for p in pieces for n in p.files} & self.files.keys())
        parts = ["\n".join(self.header), *(p.text for p in pieces)]
        if files:
            parts.append("\n".join(f'.file {n} "{self.files[n]}"' for n in files))
        return "\n\n".join(parts) + "\n"

    def first_lines(self, pieces: Sequence[PtxPiece]) -> list[int]:
        """The line of `text(pieces)` on which each piece begins, counted from 1."""
        lines, line = [], len(self.header) + 2
        for piece in pieces:
            lines.append(line)
            line += piece.n_lines + 1
        return lines


def read_ptx(text: str) -> PtxModule:
    """Take a module apart, in time linear in its length. Raises `PtxError`."""
    masked = _HIDDEN.sub(_blank, text)
    header: dict[str, str] = {}
    pieces: list[PtxPiece] = []
    files: dict[int, str] = {}
    at = _after(_SPACE, masked, 0)
    line, counted = 1, 0
    while at < len(masked):
        directive = _LINE_DIRECTIVE.match(masked, at)
        end = directive.end() if directive else _end_of_piece(masked, at)
        if directive is None:
            line, counted = line + masked.count("\n", counted, at), at
            pieces.append(_piece(_LOC_COMMENT.sub(r"\1", text[at:end]), masked[at:end], line))
        elif directive[1] == "file":
            named = _FILE.match(text, at)
            if named:
                files[int(named[1])] = source_name(named[2])
        elif directive[1] != "loc":
            header[directive[1]] = text[at:end].rstrip()
        if len(pieces) > MAX_PIECES:
            raise PtxError(f"more than {MAX_PIECES} functions and variables")
        at = _after(_SPACE, masked, end)
    if "version" not in header or "target" not in header:
        raise PtxError("no .version and .target: this is no PTX module")
    kept = tuple(p for p in pieces if p.kind != "pragma")
    by_name: dict[str, list[int]] = {}
    for i, piece in enumerate(kept):
        for name in piece.names:
            by_name.setdefault(name, []).append(i)
    order = ("version", "target", "address_size")
    return PtxModule(tuple(header[n] for n in order if n in header), kept, files, by_name)


def _blank(hidden: re.Match[str]) -> str:
    text = hidden[0]
    return _SHOWN.sub(" ", text) if "\n" in text else " " * len(text)


def _end_of_piece(masked: str, at: int) -> int:
    first = _END.search(masked, at)
    if first is None or first[0] == "}":
        raise PtxError(f"no function, variable or directive: {masked[at : at + 40]!r}")
    if first[0] == ";":
        return first.end()
    depth, end = 0, len(masked)
    for brace in _BRACE.finditer(masked, first.start()):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            end = brace.end()
            break
    else:
        raise PtxError("a brace is not closed")
    head = masked[at : first.start()]
    if _FUNCTION.search(head) or head.lstrip().startswith((".section", "@@")):
        return end
    semicolon = masked.find(";", end)  # of a variable with its initial values
    if semicolon < 0:
        raise PtxError("a variable has no end")
    return semicolon + 1


def _piece(text: str, masked: str, line: int) -> PtxPiece:
    kind, names = "pragma", ()
    brace = masked.find("{")
    head = masked if brace < 0 else masked[:brace]
    function = _FUNCTION.search(head)
    if function is not None:
        name = _FUNCTION_NAME.search(head, function.start())
        if name is None:
            raise PtxError(f"a function without a name: {head[:60]!r}")
        return PtxPiece(text, masked, function[1] if brace >= 0 else "declaration", (name[1],), line)
    if masked.startswith((".pragma", ".branchtargets", ".calltargets")):
        return PtxPiece(text, masked, kind, names, line)
    if masked.startswith(".section"):
        return PtxPiece(text, masked, "section", tuple(_LABEL.findall(masked)), line)
    if masked.startswith(".alias"):
        return PtxPiece(text, masked, "alias", tuple(_IDENTIFIER.findall(masked)[:1]), line)
    equals = masked.find("=")
    declared = tuple(_DECLARED.findall(masked if equals < 0 else masked[: equals + 1]))
    if not declared:
        raise PtxError(f"no function, variable or directive: {masked[:40]!r}")
    return PtxPiece(text, masked, "variable", declared, line)


def _instructions(masked: str) -> Iterable[PtxInstruction]:
    """Instructions of a function's body; the statement of an instruction ends with a semicolon."""
    at = masked.find("{") + 1
    line, counted, file, source_line = 1, 0, 0, 0
    while at < len(masked):
        at = _after(_LEAD, masked, at)
        loc = _LOC.match(masked, at)
        if loc is not None:
            file, source_line = int(loc[1]), int(loc[2])
            newline = masked.find("\n", at)
            at = len(masked) if newline < 0 else newline
            continue
        found = _INSTRUCTION.match(masked, at)
        if found is not None:
            line, counted = line + masked.count("\n", counted, at), at
            yield PtxInstruction(found[1], line, file, source_line)
        end = masked.find(";", at)
        if end < 0:
            return
        at = end + 1


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    """The end of what the pattern matches at a place, or the place itself."""
    found = pattern.match(text, at)
    return at if found is None else found.end()
