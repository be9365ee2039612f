"""Values for the constants of a configuration that code uses and that the compiler therefore misses."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from warploom.extractors.ir.header_templates import TEMPLATE_SUFFIXES, fact
from warploom.extractors.ir.repository_files import C_FAMILY, RepositoryFiles
from warploom.extractors.ir.safe_flags import define

_MISSED = re.compile(r"(use of undeclared identifier|unknown type name) '([A-Z][A-Z0-9_]{2,100})'")
_WORD = re.compile(rb"[ \t]++(\w{1,200})(?:[ \t]++([0-9]{1,9}))?")
_BEHIND = rb"\b[\])\"']{0,3}[ \t,=:\[(\"']{1,6}([0-9]{1,9})\b"
_VALUE = re.compile(rb"\b([A-Z][A-Z0-9_]{2,100})" + _BEHIND)
_BUILD = (".txt", ".cmake", ".ac", ".in", ".am", ".mk", ".py", ".build", ".bzl", ".bazel", *TEMPLATE_SUFFIXES)
_SIZES = re.compile(
    r"(?:MAX|DIM|SIZE|LEN|LENGTH|NUM|COUNT|BITS|WIDTH|ALIGN|ALIGNMENT|LIMIT|DEPTH|THREADS|CPUS?)(?:_|$)"
)
_MAX_BYTES = 4 * 1024 * 1024
_MAX_NAMES = 64
_MAX_ALONE = 8
"""Names that are looked for one by one; to find the values of all takes as long as that."""


class ConfigurationValues:
    """What the build files and templates of a repository say of its constants, read when first asked for."""

    def __init__(self, index: RepositoryFiles) -> None:
        self._index = index
        self._alone: dict[str, str | None] = {}

    def defines(self, diagnostics: Iterable[str]) -> tuple[str, ...]:
        """Defines for the constants and types that errors name; sorted.

        Where files of the repository define a name, it is the number that they agree upon, or the name is left out.
        Else a number comes from a build file or another template; else it is 1 for sizes and 0 for everything else.
        """
        found: dict[str, str] = {}
        for line in diagnostics:
            for what, name in _MISSED.findall(line):
                if len(found) == _MAX_NAMES or name in found:
                    continue
                value = self._value(name, is_type=what.startswith("unknown"))
                if value:
                    found[name] = value
        texts = (define(f"{name}={value}") for name, value in sorted(found.items()))
        return tuple(text for text in texts if text is not None)

    def is_defined(self, name: str) -> bool:
        """A file of the repository defines this name, as whatever."""
        return name in self._defined

    def _value(self, name: str, *, is_type: bool) -> str:
        """Empty where files define it as something else than one number."""
        said = self._defined.get(name)
        if said is not None:
            return "" if is_type else said
        if is_type:
            return "int"
        return self._said(name) or fact(name) or ("1" if _SIZES.search(name) else "0")

    @functools.cached_property
    def _defined(self) -> Mapping[str, str]:
        """By name, the number that all definitions agree upon."""
        defined: dict[str, str] = {}
        for text in self._texts(lambda path: path.endswith(C_FAMILY) and not path.endswith(_BUILD)):
            for line in self._index.directives(text):
                found = _WORD.match(text, line.rest) if line.name == b"define" else None
                if found is not None:
                    number = (found[2] or b"").decode()
                    if defined.setdefault(found[1].decode(), number) != number:
                        defined[found[1].decode()] = ""
        return defined

    def _said(self, name: str) -> str | None:
        """As in `_values`."""
        if name not in self._alone and len(self._alone) >= _MAX_ALONE:
            return self._values.get(name)
        if name not in self._alone:
            word = name.encode()
            value = re.compile(word + rb"(?<!\w" + word + rb")" + _BEHIND)
            texts = self._texts(lambda path: path.endswith(_BUILD))
            found = (value.search(text) for text in texts if word in text)
            self._alone[name] = next((match[1].decode() for match in found if match is not None), None)
        return self._alone[name]

    @functools.cached_property
    def _values(self) -> Mapping[str, str]:
        """By name, the number that stands behind it first in a build file."""
        values: dict[str, str] = {}
        for text in self._texts(lambda path: path.endswith(_BUILD)):
            for name, value in _VALUE.findall(text):
                values.setdefault(name.decode(), value.decode())
        return values

    def _texts(self, wanted: Callable[[str], bool]) -> Iterator[bytes]:
        texts = (self._index.text(path) for path in self._index if wanted(path))
        return (text for text in texts if len(text) <= _MAX_BYTES)
