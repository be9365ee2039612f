"""Maps the instructions of LLVM IR as text to lines of the source, through the metadata of their module."""

from __future__ import annotations

import re

from warploom.extractors.ir.line_map import LineMap, LineMapBuilder

_NODE = re.compile(r"^!(\d+) = (?:distinct )?!(DI\w+)\((.*)\)$", re.MULTILINE)
_ATTACHED = ", !dbg !"
_NUMBER = re.compile(r"\d++")
_STRING = re.compile(r'"[^"]*+"')
"""Quotes inside are written as `\\22`."""
_ANSWERS = frozenset({"DILocation", "DISubprogram", "DILexicalBlock", "DILexicalBlockFile", "DINamespace", "DIFile"})
_LINE = re.compile(r"\bline: (\d+)")
_SCOPE = re.compile(r"\bscope: !(\d+)")
_FILE = re.compile(r"\bfile: !(\d+)")
_FILENAME = re.compile(r'\bfilename: "([^"]*+)"')
_ESCAPED = re.compile(r"\\([0-9A-Fa-f]{2})")
_MAX_SCOPES = 16
"""Every block names its file; only what LLVM's printer left incomplete needs the block around it."""


class IrLines:
    """The debugging metadata of one module, read once for all its functions."""

    def __init__(self, module_text: str) -> None:
        self._nodes = {
            int(m[1]): m[3] if m[2] == "DIFile" else _STRING.sub("", m[3])
            for m in _NODE.finditer(module_text)
            if m[2] in _ANSWERS
        }
        self._places: dict[int, tuple[str, int] | None] = {}

    def of(self, function_text: str) -> LineMap:
        """The line map of one function's text, as the module prints it; linear in its length."""
        builder = LineMapBuilder()
        for at, line in enumerate(function_text.split("\n"), start=1):
            attached = line.rfind(_ATTACHED)  # the last one: inline assembly may hold another in its text
            if attached < 0 or line.startswith("define"):
                continue
            number = _NUMBER.match(line, attached + len(_ATTACHED))
            place = self._place(int(number[0])) if number else None
            if place is not None:
                builder.add(at, *place)
        return builder.built()

    def _place(self, location: int) -> tuple[str, int] | None:
        """File and line of a location: where the code stands, not where it was inlined."""
        if location not in self._places:
            node = self._nodes.get(location, "")
            line, file = _LINE.search(node), self._file(node)
            self._places[location] = (file, int(line[1])) if line and file else None
        return self._places[location]

    def _file(self, node: str) -> str | None:
        for _ in range(_MAX_SCOPES):
            file = _FILE.search(node)
            if file is not None:
                name = _FILENAME.search(self._nodes.get(int(file[1]), ""))
                return _unescaped(name[1]) if name else None
            scope = _SCOPE.search(node)
            if scope is None:
                return None
            node = self._nodes.get(int(scope[1]), "")
        return None


def _unescaped(name: str) -> str:
    raw = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), name)
    return raw.encode("latin-1", "replace").decode("utf-8", "replace")
