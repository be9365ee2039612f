"""What a repository's build files say of standards, defines, directories and OpenMP, as far as it is literal."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from warploom.extractors.ir.repository_files import RepositoryFiles, joined
from warploom.extractors.ir.safe_flags import define, directory, standard

MAX_BYTES = 4 * 1024 * 1024
"""Of one build file; what is longer is not read: no person wrote it."""
MAX_FILES = 5_000
_MAX_FOUND = 512
_NAMES = frozenset(
    [
        "CMakeLists.txt",
        "setup.py",
        "setup.cfg",
        "meson.build",
        "Makefile",
        "makefile",
        "GNUmakefile",
        "Makefile.am",
        "Makefile.in",
        "configure.ac",
        "configure.in",
        "BUILD",
        "BUILD.bazel",
        "SConstruct",
        "SConscript",
        "pyproject.toml",
    ]
)
_SUFFIXES = (".cmake", ".mk", ".make", ".bazel", ".bzl", ".pro", ".mak")

_COMMENT = re.compile(rb"(?:^|[ \t;)])#[^\n]*+", re.MULTILINE)
_STD_FLAG = re.compile(rb"-{1,2}std[=,]((?:c|gnu)(?:\+\+)?[0-9][0-9a-z])\b")
_CMAKE_STANDARD = re.compile(rb"\bCMAKE_(C|CXX|CUDA)_STANDARD[ \t\n]{1,16}\"?([0-9]{2})\b")
_PROPERTY = re.compile(rb"\b(C|CXX|CUDA)_STANDARD[ \t\n]{1,16}([0-9]{2})\b")
_FEATURE = re.compile(rb"\b(c|cxx|cuda)_std_([0-9]{2})\b")
_MESON = re.compile(rb"\b(c|cpp)_std[ \t]{0,8}=[ \t]{0,8}'?([a-z+]{1,6}[0-9][0-9a-z])")
_OPENMP = re.compile(
    rb"-f?openmp\b|\bOpenMP::OpenMP_C|\bfind_package[ \t]{0,8}\([ \t]{0,8}OpenMP\b|dependency\('openmp'"
)
_DASH_D = re.compile(rb"(?:^|[\s\"'(,\[])-D[ \t]?([A-Za-z_]\w{0,199}(?:=[^\s\"'),\]\\;]{0,200})?)", re.MULTILINE)
_DASH_I = re.compile(rb"(?:^|[\s\"'(,\[=])-I[ \t]?([\w./${}()-]{1,300})", re.MULTILINE)
_COMMAND = re.compile(
    rb"\b(?:(if|endif|function|endfunction|macro|endmacro)[ \t]{0,16}\(|"
    rb"(add_definitions|add_compile_definitions|target_compile_definitions|include_directories|"
    rb"target_include_directories)[ \t]{0,16}\(((?:[^()]|\([^()]{0,200}+\)){0,20000}+)\))",
    re.IGNORECASE,
)
_MACRO_PAIR = re.compile(
    rb"[(\[]\s{0,40}['\"]([A-Za-z_]\w{0,199})['\"]\s{0,40},\s{0,40}(None|['\"][^'\"\n]{0,200}['\"])\s{0,40},?\s{0,40}[)\]]"
)
_PYTHON_DIRECTORIES = re.compile(rb"include_dirs\s{0,20}=\s{0,20}\[([^\]]{0,5000})\]")
_QUOTED = re.compile(rb"['\"]([^'\"\n]{1,300})['\"]")
_WHOLE = frozenset({b"PRIVATE", b"PUBLIC", b"INTERFACE", b"SYSTEM", b"BEFORE", b"AFTER"})
_HERE = (
    b"${CMAKE_CURRENT_SOURCE_DIR}",
    b"${CMAKE_CURRENT_LIST_DIR}",
    b"$(CURDIR)",
    b"$(srcdir)",
    b"${srcdir}",
    b"@srcdir@",
)
_TOP = (b"${CMAKE_SOURCE_DIR}", b"${PROJECT_SOURCE_DIR}", b"$(top_srcdir)", b"${top_srcdir}", b"@top_srcdir@")


@dataclass(slots=True)
class BuildFacts:
    """What the build files of one directory say."""

    c_standard: str = ""
    cpp_standard: str = ""
    cuda_standard: str = ""
    is_openmp: bool = False
    defines: dict[str, None] = field(default_factory=dict)
    """Unconditional ones, in order."""
    conditional_defines: dict[str, None] = field(default_factory=dict)
    include_directories: dict[str, None] = field(default_factory=dict)
    """Relative to the root, in order."""


class BuildFiles:
    """The facts of a repository by the directory of the build file."""

    def __init__(self, index: RepositoryFiles) -> None:
        self._of_directory: dict[str, BuildFacts] = {}
        self._chains: dict[str, tuple[BuildFacts, ...]] = {}
        self._index = index
        paths = [path for path in index if _is_build_file(path)]
        for path in sorted(paths, key=lambda path: (path.count("/"), path))[:MAX_FILES]:
            text = index.text(path)
            if len(text) <= MAX_BYTES:
                facts = self._of_directory.setdefault(posixpath.dirname(path), BuildFacts())
                _read(facts, posixpath.basename(path), posixpath.dirname(path), text, index)

    def around(self, path: str) -> tuple[BuildFacts, ...]:
        """Facts of the directories around a file, the innermost first."""
        place = posixpath.dirname(path)
        chain = self._chains.get(place)
        if chain is None:
            found = []
            around = place
            while True:
                if around in self._of_directory:
                    found.append(self._of_directory[around])
                if not around:
                    break
                around = posixpath.dirname(around)
            chain = self._chains[place] = tuple(found)
        return chain

    def standard(self, path: str, language: str) -> str:
        """The standard that the nearest build file asks for; empty where none does."""
        for facts in self.around(path):
            own = facts.c_standard if language == "C" else facts.cpp_standard
            if language in ("CUDA", "HIP"):
                own = facts.cuda_standard or own
            if own:
                return own
        return ""


def _is_build_file(path: str) -> bool:
    name = posixpath.basename(path)
    return name in _NAMES or name.endswith(_SUFFIXES)


def _read(facts: BuildFacts, name: str, place: str, raw: bytes, index: RepositoryFiles) -> None:
    text = _COMMENT.sub(b"", raw)
    _read_standards(facts, text)
    facts.is_openmp = facts.is_openmp or _OPENMP.search(text) is not None
    if name == "CMakeLists.txt" or name.endswith(".cmake"):
        _read_cmake(facts, place, text, index)
        return
    if name.endswith((".py", "SConstruct", "SConscript")):
        for match in _bounded(_MACRO_PAIR.finditer(text)):
            value = b"" if match[2] == b"None" else b"=" + match[2][1:-1]
            _add(facts.conditional_defines, define((match[1] + value).decode("utf-8", "replace")))
        for match in _bounded(_PYTHON_DIRECTORIES.finditer(text)):
            for quoted in _bounded(_QUOTED.finditer(match[1])):
                _add_directory(facts, place, quoted[1], index)
    for match in _bounded(_DASH_D.finditer(text)):
        # a makefile's lines may belong to any target, and its conditions are not read
        _add(facts.conditional_defines, define(match[1].decode("utf-8", "replace")))
    for match in _bounded(_DASH_I.finditer(text)):
        _add_directory(facts, place, match[1], index)


def _read_standards(facts: BuildFacts, text: bytes) -> None:
    found: list[tuple[str, str]] = []
    for match in _bounded(_STD_FLAG.finditer(text)):
        word = match[1].decode()
        found.append(("cxx" if "++" in word else "c", word.replace("c++", "gnu++") if word.startswith("c++") else word))
    for pattern in (_CMAKE_STANDARD, _PROPERTY, _FEATURE):
        for match in _bounded(pattern.finditer(text)):
            kind = match[1].decode().lower()
            year = match[2].decode()
            found.append((kind, f"gnu{year}" if kind == "c" else f"gnu++{year}"))
    found += [("c" if match[1] == b"c" else "cxx", match[2].decode()) for match in _bounded(_MESON.finditer(text))]
    for kind, word in found:
        taken = standard(_gnu(word))
        if taken is None:
            continue
        if kind == "c":
            facts.c_standard = _newer(facts.c_standard, taken)
        elif kind == "cxx":
            facts.cpp_standard = _newer(facts.cpp_standard, taken)
        else:
            facts.cuda_standard = _newer(facts.cuda_standard, taken)


def _gnu(word: str) -> str:
    """The dialect with extensions: what compiles without them compiles with them, too."""
    return "gnu" + word[1:] if word.startswith("c") else word


def _newer(one: str, other: str) -> str:
    """Where a file names several, the branches of old compilers name the older."""
    return max(one, other, key=lambda word: (_year(word), word))


def _year(word: str) -> int:
    digits = word[-2:].replace("x", "1").replace("0", "0")
    number = {"1y": 14, "1z": 17, "2a": 20, "2b": 23, "2c": 26, "9x": 99, "1x": 11}.get(word[-2:])
    if number is None:
        number = int(digits) if digits.isdigit() else 0
    return number + 100 if number < 80 else number


def _read_cmake(facts: BuildFacts, place: str, text: bytes, index: RepositoryFiles) -> None:
    depth = 0
    for match in _COMMAND.finditer(text):
        command = (match[1] or match[2]).lower()
        if command in (b"if", b"function", b"macro"):
            depth += 1
        elif command in (b"endif", b"endfunction", b"endmacro"):
            depth = max(0, depth - 1)
        elif command in (b"include_directories", b"target_include_directories"):
            for word in _cmake_words(match[3])[command.startswith(b"target") :]:
                _add_directory(facts, place, word, index)
        elif command.endswith(b"definitions"):
            into = facts.conditional_defines if depth else facts.defines
            if len(into) >= _MAX_FOUND:
                continue
            for word in _cmake_words(match[3])[command.startswith(b"target") :]:
                if command == b"add_definitions" and not word.startswith((b"-D", b"/D")):
                    continue
                bare = word[2:] if word.startswith((b"-D", b"/D")) else word
                _add(into, define(bare.decode("utf-8", "replace")))


def _cmake_words(text: bytes) -> list[bytes]:
    return [word.strip(b'"') for word in text.split()[:_MAX_FOUND] if word not in _WHOLE]


def _add(into: dict[str, None], word: str | None) -> None:
    if word is not None and len(into) < _MAX_FOUND:
        into[word] = None


def _add_directory(facts: BuildFacts, place: str, written: bytes, index: RepositoryFiles) -> None:
    if len(facts.include_directories) >= _MAX_FOUND:
        return
    around: Sequence[str] = (place, "")
    for here in _HERE:
        if written.startswith(here):
            written, around = written[len(here) :].lstrip(b"/") or b".", (place,)
    for top in _TOP:
        if written.startswith(top):
            written, around = written[len(top) :].lstrip(b"/") or b".", ("", *_upwards(place))
    if b"$" in written or b"@" in written or b"<" in written:
        return
    for start in around:
        inside = joined(start, written.decode("utf-8", "replace"))
        if inside is None:
            continue
        taken = directory(inside or ".")
        if taken is not None and index.has_directory(inside):
            facts.include_directories[taken] = None
            return


def _upwards(place: str) -> Iterable[str]:
    while place:
        yield place
        place = posixpath.dirname(place)


def _bounded(matches: Iterable[re.Match[bytes]]) -> Iterable[re.Match[bytes]]:
    for _, match in zip(range(_MAX_FOUND), matches, strict=False):
        yield match
