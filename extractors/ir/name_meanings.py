"""What names of the preprocessor mean to a build that nobody has configured, and which of them it may define."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Sequence

from warploom.extractors.ir.conditions import MISSING, UNDEFINED, UNKNOWN, Meaning
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.extractors.toolchains.clang import HEADERS

_DEFINE = re.compile(rb"^[ \t]*+#[ \t]*+define[ \t]++(\w{1,200})", re.MULTILINE)
_SWITCH = re.compile(r"[A-Z][A-Z0-9_]{2,100}")
_TOLD_ELSEWHERE = re.compile(
    r"_H(?:PP|XX|H)?_*$|_CUH_*$|_INC(?:L(?:UDED)?)?_*$|VERSION|VER_|ARCH|_(?:MAX|MIN)$|^M_[A-Z0-9_]+$|"
    r"^(?:NAN|INFINITY|NULL|EOF)$"
)
"""Guards of headers, versions and constants of libraries: what they are is not for a repository's build to say."""
_NEVER = re.compile(
    r"(?:^|_)(?:WIN|WIN32|WIN64|WINDOWS|MSVC|MSC|MINGW\w*|CYGWIN|APPLE|MAC|MACOS|OSX|DARWIN|ANDROID|IOS|BSD|AIX|ARM|ARM64|"
    r"AARCH64|NEON|PPC\w*|RISCV\w*|NO|NOT|DISABLED?|WITHOUT|SKIP|OMIT|EXCLUDE|DEBUG\w*|TRACE\w*|VERBOSE|TESTS?|TESTING|"
    r"UNITTESTS?|NEVER|NOTDEF\w*|NOTYET|TODO|FIXME|BROKEN|OLD|ORIG\w*|DEAD|BENCH\w*|EXAMPLES?|"
    r"PROFIL\w*|DEPRECATED|UNUSED|OBSOLETE|DOXYGEN\w*|SWIG\w*|LINT)(?:_|$)|^NDEBUG$|DEBUG$"
)
"""Platforms other than the one that code is compiled for, and what no build of a release defines."""
_HIP = re.compile(
    r"(?:^|_)(?:HIP\w*|ROCM\w*|AMD\w*|HCC\w*|MUSA\w*|SYCL|ONEAPI|DPCPP|METAL|VULKAN|CANN|MLU\w*|NPU)(?:_|$)"
)
_CUDA = re.compile(r"(?:^|_)(?:CUDA\w*|NVCC|NVIDIA|MUSA\w*|SYCL|ONEAPI|DPCPP|METAL|VULKAN|CANN|MLU\w*|NPU)(?:_|$)")
_FOREIGN_DEVICES = {"CUDA": _HIP, "HIP": _CUDA}
"""By language: names of devices that its code is not compiled for."""
_ABSENT = re.compile(
    r"_WIN\w*|_MSC_\w+|__APPLE__|__MINGW\w*|__CYGWIN__|__ANDROID__|__INTEL_\w+|__ICC|__PGI\w*|__IBM\w+|__NVCOMPILER\w*|"
    r"__SYCL\w*|SYCL_\w+|__INTELLISENSE__|__ARM\w*|__aarch64__|__OPENCL\w*|__MUSA\w*|__DOXYGEN__|__GCCXML__"
)
_ABSENT_UNLESS_HIP = re.compile(r"__HIP\w*|__HCC\w*|HIP_VERSION\w*|__AMDGCN\w*")


class DefinedNames:
    """Names that the files of a repository define somewhere."""

    def __init__(self, index: RepositoryFiles) -> None:
        self._index = index
        self._of_file: dict[str, frozenset[str]] = {}

    def of(self, paths: Iterable[str]) -> frozenset[str]:
        """All that any of these files defines, under whatever condition."""
        found: set[str] = set()
        for path in paths:
            if path not in self._of_file:
                self._of_file[path] = _defined_in(self._index.text(path)) if path in self._index else frozenset()
            found |= self._of_file[path]
        return frozenset(found)


class Meanings:
    """What names are, before any of them is chosen."""

    def __init__(self, language: str, given: Sequence[str], defined: Collection[str]) -> None:
        """Under the defines `given`; `defined` are names that files define, of which nothing is known."""
        self._given, self._defined = dict(map(_given, given)), defined
        self._foreign = _FOREIGN_DEVICES.get(language)
        self._is_hip = language == "HIP"
        self._known: dict[str, int | str] = {}

    def with_names(self, chosen: frozenset[str]) -> Meaning:
        """The meanings once these are 1."""
        return lambda name: 1 if name in chosen else self._meaning(name)

    def _meaning(self, name: str) -> int | str:
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> int | str:
        if name in self._given:
            return self._given[name]
        if name in self._defined or name in _own_names():
            return UNKNOWN
        if _ABSENT.fullmatch(name) or (not self._is_hip and _ABSENT_UNLESS_HIP.fullmatch(name)):
            return UNDEFINED
        if not _SWITCH.fullmatch(name):
            return UNKNOWN
        if _NEVER.search(name) or (self._foreign is not None and self._foreign.search(name)):
            return UNDEFINED
        return UNKNOWN if _TOLD_ELSEWHERE.search(name) else MISSING


def _given(define: str) -> tuple[str, int | str]:
    if define.startswith("-"):
        return define[1:], UNDEFINED
    name, equals, value = define.partition("=")
    if not equals:
        return name, 1
    return name, int(value) if value.isascii() and value.isdigit() and len(value) < 10 else UNKNOWN


def _defined_in(text: bytes) -> frozenset[str]:
    return frozenset(name.decode("utf-8", "replace") for name in _DEFINE.findall(text))


@functools.cache
def _own_names() -> frozenset[str]:
    """What our own declarations define."""
    found: set[str] = set()
    for path in sorted(HEADERS.rglob("*")):
        if path.is_file():
            found |= _defined_in(path.read_bytes())
    return frozenset(found)
