"""Cuts the machine code of kernels out of what `nvdisasm` prints, with the lines that each instruction came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_SECTION = re.compile(r"^//-+ \.text\.(\S+) +-+$")
_ANY_SECTION = re.compile(r"^//-+ \S+ +-+$")
_FILE = re.compile(r'^\s*//## File "([^"]*)", line (\d+)')
_PTX_FILE = ".nv_debug_ptx_txt"
_INSTRUCTION = re.compile(r"^\s*/\*([0-9a-f]{4,})\*/\s+(.*?)\s*(?:/\*.*)?$")
_OPCODE = re.compile(r"(?:@!?U?P[T\d]+\s+)?([A-Z][\w.]*)")
_SIZE = re.compile(r"^\s*\.size\s+\S+,\((\S+) - ")
_LABEL = re.compile(r"^(\.?[A-Za-z_$.][\w$.]*):\s*$")
_NUMBERED = re.compile(r"\.L_x_\d+")
_IS_PADDING = re.compile(r"NOP\b")


@dataclass(frozen=True, slots=True)
class SassInstruction:
    """One instruction and where it came from; null where the tools said nothing of it."""

    opcode: str
    """With its modifiers, without its guard."""
    line: int
    """Of the kernel's text, counted from 1."""
    file: str | None
    source_line: int | None
    ptx_line: int | None
    """Of the module that was assembled, counted from 1."""


@dataclass(frozen=True, slots=True)
class SassKernel:
    """The code of one kernel with the device functions that were assembled into its section."""

    text: str
    """Labels, numbered in the order of appearance, and instructions with their addresses; no padding at the end."""
    instructions: tuple[SassInstruction, ...]

    @property
    def histogram(self) -> Counter[str]:
        """How often each opcode occurs."""
        return Counter(i.opcode for i in self.instructions)


def read_nvdisasm(listing: str, wanted: Callable[[str], bool]) -> dict[str, SassKernel]:
    """Kernels by symbol, of those that are `wanted`, from `nvdisasm -c -gi -gp`; linear in the length of the listing.

    A kernel whose end is not in the listing is left out.
    """
    found: dict[str, SassKernel] = {}
    reader: _Reader | None = None
    symbol = ""
    for line in _lines(listing):
        section = _SECTION.match(line)
        if section is not None or _ANY_SECTION.match(line):
            if reader is not None and reader.is_whole:
                found[symbol] = reader.kernel()
            reader, symbol = None, ""
            if section is not None and wanted(section[1]):
                reader, symbol = _Reader(), section[1]
        elif reader is not None:
            reader.read(line)
    if reader is not None and reader.is_whole:
        found[symbol] = reader.kernel()
    return found


def _lines(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield text[at:end]
        at = end + 1


@dataclass(slots=True)
class _Reader:
    """One section."""

    _out: list[str] = field(default_factory=list)
    _found: list[SassInstruction] = field(default_factory=list)
    _labels: dict[str, str] = field(default_factory=dict)
    _file: str | None = None
    _line: int | None = None
    _ptx_line: int | None = None
    _is_new_place: bool = False
    """The annotations since the last instruction have named a place in the source: further ones are its callers."""

    _end: str = ""
    """The label behind the last instruction."""
    is_whole: bool = False

    def read(self, line: str) -> None:
        """Take the next line of the section."""
        annotation = _FILE.match(line)
        if annotation is not None:
            if annotation[1].startswith(_PTX_FILE):
                self._ptx_line = int(annotation[2])
            elif not self._is_new_place:
                self._file, self._line, self._is_new_place = annotation[1], int(annotation[2]), True
            return
        instruction = _INSTRUCTION.match(line)
        if instruction is not None:
            body = _NUMBERED.sub(self._renamed, instruction[2])
            self._out.append(f"/*{instruction[1]}*/ {body}")
            opcode = _OPCODE.match(body)
            if opcode is not None:
                self._found.append(SassInstruction(opcode[1], len(self._out), self._file, self._line, self._ptx_line))
            self._is_new_place = False
            return
        size = _SIZE.match(line)
        if size is not None:
            self._end = self._end or size[1]
        label = _LABEL.match(line)
        self.is_whole = self.is_whole or (label is not None and label[1] == self._end)
        if label is not None and not label[1].startswith(".text."):
            if not label[1].startswith(".L"):  # another function begins; of one without line tables nothing is printed
                self._file = self._line = self._ptx_line = None
            self._out.append(_NUMBERED.sub(self._renamed, label[1]) + ":")

    def kernel(self) -> SassKernel:
        """What was read, without the NOPs and the labels that only fill the section up."""
        while self._out and (self._out[-1].endswith(":") or _IS_PADDING.match(self._out[-1].partition("*/ ")[2])):
            if self._found and self._found[-1].line == len(self._out):
                self._found.pop()
            self._out.pop()
        return SassKernel("".join(f"{line}\n" for line in self._out), tuple(self._found))

    def _renamed(self, label: re.Match[str]) -> str:
        return self._labels.setdefault(label[0], f".L_x_{len(self._labels)}")
