"""How a file is compiled: as compile_commands.json or CMake say, else as the repository's files let us infer."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from warploom.extractors.ir.build_files import BuildFiles
from warploom.extractors.ir.compile_commands import own_compile_commands
from warploom.extractors.ir.compile_request import Flags
from warploom.extractors.ir.config_choices import choices
from warploom.extractors.ir.directives import line_start
from warploom.extractors.ir.header_templates import guessed_configuration, instantiate
from warploom.extractors.ir.include_closure import IncludeClosure, include_closure
from warploom.extractors.ir.missing_names import ConfigurationValues
from warploom.extractors.ir.repository_files import C_FAMILY, RepositoryFiles
from warploom.extractors.ir.safe_flags import checked
from warploom.extractors.ir.standard_fallbacks import fallbacks
from warploom.extractors.toolchains.clang import yielding_headers

_DEFAULTS = {"C": "gnu17", "C++": "gnu++17", "CUDA": "gnu++17", "HIP": "gnu++17", "SYCL": "gnu++17"}
_OPENMP = re.compile(
    rb"^[ \t]*+#[ \t]*+pragma[ \t]++omp\b|^[ \t]*+!\$omp\b|\b_Pragma[ \t]*+\([ \t]*+\"omp\b",
    re.MULTILINE | re.IGNORECASE,
)
_PRAGMA = re.compile(rb"#[ \t]*+pragma[ \t]++omp\b")
_GUARD = re.compile(
    rb"^[ \t]*+#[ \t]*+(?:ifndef[ \t]++(\w{1,200})|if[ \t]++!defined[ \t]*+\(?[ \t]*+(\w{1,200})[ \t]*+\)?)[ \t]*+\n"
    rb"[ \t]*+#[ \t]*+error\b",
    re.MULTILINE,
)
_CONFIGURATION = re.compile(
    r"(?:conf|config|configure|cfg|build_info|export|exports|api)(?:[_.-]\w{1,40})?\.h(?:pp|xx|h)?$", re.IGNORECASE
)
"""Names of headers that a build makes, by how they end."""


@dataclass(frozen=True, slots=True)
class HowToCompile:
    """The flags of a file, and the headers that have to be added to the repository for them."""

    flags: Flags
    closure: IncludeClosure
    added_headers: Mapping[str, bytes]
    """Made from templates or guessed, by path below the root; where these are used, `headers` is `stub`."""
    missing_headers: tuple[str, ...]
    """Names that remain without a header; an empty one may stand in for each."""


class FlagInference:
    """One repository, read once; asked for file after file."""

    def __init__(
        self,
        index: RepositoryFiles,
        known_headers: Collection[str] = frozenset(),
        *,
        cmake: Mapping[str, Flags] | None = None,
    ) -> None:
        """`known_headers` are names that the compiler finds without a flag; `cmake` is what CMake says by path."""
        self._index = index
        self._yielding = yielding_headers() & frozenset(known_headers)
        self._known = frozenset(known_headers) - self._yielding
        self._shadowing = frozenset(posixpath.dirname(p) for p in index if posixpath.basename(p) in self._known)
        self._own = own_compile_commands(index)
        self._cmake = cmake or {}
        self._build = BuildFiles(index)
        self._values = ConfigurationValues(index)
        self._made: dict[str, bytes] = {}
        self._needed: dict[str, tuple[str, ...]] = {}
        self._guess: bytes | None = None
        self._chosen: frozenset[str] | None = None

    def flags_for(self, path: str, language: str) -> HowToCompile:
        """How to compile a file of the repository; raises KeyError where there is none of this path."""
        said = self._own.get(path) or self._cmake.get(path)
        around = self._build.around(path)
        hints = said.include_directories if said else [d for facts in around for d in facts.include_directories]
        closure = include_closure(
            path,
            self._index,
            first_directories=hints,
            known_headers=self._known,
            shadowing=self._shadowing,
            forced_includes=[f for f in said.forced_includes if f in self._index] if said else (),
        )
        is_openmp = any(facts.is_openmp for facts in around) or _asks_for_openmp(self._index.text(path))
        added = {made: self._instantiated(template) for made, template in closure.templates}
        missing = []
        for name in closure.missing_headers:
            if name in self._yielding:
                continue
            if _CONFIGURATION.search(name) and ".." not in name and not name.startswith("/"):
                added[posixpath.join(GUESSED, name)] = self._guessed()
            else:
                missing.append(name)
        if said:
            # what a build makes lies outside of the repository: its directories come last, so nothing else changes
            flags = replace(said, include_directories=(*said.include_directories, *closure.directories))
            flags = replace(flags, standard=flags.standard or self._standard(path, language))
        else:
            flags = Flags(
                include_directories=closure.directories,
                defines=self._defines(path, closure.files),
                standard=self._standard(path, language),
                is_openmp=is_openmp,
            )
        if any(place.startswith(GUESSED + "/") for place in added):
            flags = replace(flags, include_directories=(*flags.include_directories, GUESSED))
        return HowToCompile(checked(flags), closure, added, tuple(missing))

    def after(
        self, flags: Flags, diagnostics: Sequence[str], *, language: str, tried: Collection[Flags] = ()
    ) -> Flags | None:
        """The flags to try next, after the messages of a failed attempt; None if they suggest nothing new.

        The attempt with the fewest errors is the one to go on from: a newer or older standard is not always better.
        """
        missed = self._values.defines(diagnostics)
        defined = {d.partition("=")[0] for d in flags.defines}
        new = [d for d in missed if d.partition("=")[0] not in defined]
        if new:
            return checked(replace(flags, defines=(*flags.defines, *new)))
        standards = {t.standard for t in tried}
        other = fallbacks(flags, diagnostics, language=language, tried=standards)
        return None if other is None else checked(other)

    def _standard(self, path: str, language: str) -> str:
        default = _DEFAULTS.get(language, "")
        return (self._build.standard(path, language) or default) if default else ""

    def _defines(self, path: str, files: Sequence[str]) -> tuple[str, ...]:
        facts = self._build.around(path)
        defines = {d: None for f in reversed(facts) for d in f.defines}
        conditional = {d.partition("=")[0]: d for f in facts for d in f.conditional_defines}
        if conditional:
            for file in files:
                for name in self._guards(file):
                    needed = conditional.get(name)
                    if needed is not None:
                        defines[needed] = None
        return tuple(defines)

    def _guards(self, file: str) -> tuple[str, ...]:
        """Names without which a file stops the compiler; headers are asked for by every source that includes them."""
        if file not in self._needed:
            found = _GUARD.finditer(self._index.text(file))
            self._needed[file] = tuple((match[1] or match[2]).decode() for match in found)
        return self._needed[file]

    def _instantiated(self, template: str) -> bytes:
        if template not in self._made:
            self._made[template] = instantiate(self._index.text(template), self._choices())
        return self._made[template]

    def _guessed(self) -> bytes:
        if self._guess is None:
            self._guess = guessed_configuration(self._c_family(), self._choices(), self._index.directives)
        return self._guess

    def _choices(self) -> frozenset[str]:
        if self._chosen is None:
            self._chosen = frozenset(choices(self._c_family(), self._index.directives))
        return self._chosen

    def _c_family(self) -> Iterator[bytes]:
        return (self._index.text(path) for path in self._index if path.endswith(C_FAMILY))


def _asks_for_openmp(text: bytes) -> bool:
    """Whether it has a directive of OpenMP, in comments or under conditions too; each file is asked."""
    lowered = text.lower()
    if b"!$omp" in lowered or b"_pragma" in lowered:
        return _OPENMP.search(text) is not None
    end = 0
    for match in _PRAGMA.finditer(lowered):
        if line_start(lowered, end, match.start()) >= 0:
            return True
        end = match.end()
    return False


GUESSED = "warploom-generated"
"""Directory, beside the repository's own, of headers that have no template."""
