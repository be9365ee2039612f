"""Values for the constants of a configuration that code uses and that the compiler therefore misses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from warploom.extractors.ir.header_templates import TEMPLATE_SUFFIXES, fact
from warploom.extractors.ir.repository_files import C_FAMILY, RepositoryFiles
from warploom.extractors.ir.safe_flags import define

_MISSED = re.compile(r"(use of undeclared identifier|unknown type name) '([A-Z][A-Z0-9_]{2,100})'")
_WORD = re.compile(rb"^[ \t]*+#[ \t]*+define[ \t]++(\w{1,200})(?:[ \t]++([0-9]{1,9}))?", re.MULTILINE)
_VALUE = re.compile(rb"\b([A-Z][A-Z0-9_]{2,100})\b[\])\"']{0,3}[ \t,=:\[(\"']{1,6}([0-9]{1,9})\b")
_BUILD = (".txt", ".cmake", ".ac", ".in", ".am", ".mk", ".py", ".build", ".bzl", ".bazel", *TEMPLATE_SUFFIXES)
_SIZES = re.compile(
    r"(?:MAX|DIM|SIZE|LEN|LENGTH|NUM|COUNT|BITS|WIDTH|ALIGN|ALIGNMENT|LIMIT|DEPTH|THREADS|CPUS?)(?:_|$)"
)
_MAX_BYTES = 4 * 1024 * 1024
_MAX_NAMES = 64


class ConfigurationValues:
    """What the build files and templates of a repository say of its constants, read when first asked for."""

    def __init__(self, index: RepositoryFiles) -> None:
        self._index = index
        self._defined: Mapping[str, str] | None = None
        self._values: Mapping[str, str] = {}

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

    def _value(self, name: str, *, is_type: bool) -> str:
        """Empty where files define it as something else than one number."""
        said = self._known().get(name)
        if said is not None:
            return "" if is_type else said
        if is_type:
            return "int"
        return self._values.get(name) or fact(name) or ("1" if _SIZES.search(name) else "0")

    def _known(self) -> Mapping[str, str]:
        if self._defined is None:
            defined: dict[str, str] = {}
            values: dict[str, str] = {}
            for path in self._index:
                text = self._index.text(path)
                if len(text) > _MAX_BYTES:
                    continue
                if path.endswith(_BUILD):
                    for name, value in _VALUE.findall(text):
                        values.setdefault(name.decode(), value.decode())
                elif path.endswith(C_FAMILY):
                    for name, value in _WORD.findall(text):
                        number = value.decode()
                        if defined.setdefault(name.decode(), number) != number:
                            defined[name.decode()] = ""
            self._defined, self._values = defined, values
        return self._defined
