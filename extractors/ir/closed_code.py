"""Finds code behind conditions of the preprocessor that nobody fulfils, and the names whose definition opens it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from warploom.extractors.ir.code_mask import CodeMask, Directive, blank, mask_code
from warploom.extractors.ir.conditions import (
    MISSING,
    NOTHING_TOLD,
    UNDEFINED,
    UNKNOWN,
    Condition,
    Meaning,
    holds,
    name_condition,
    needed,
    read_condition,
)
from warploom.extractors.ir.repository_files import RepositoryFiles
from warploom.extractors.toolchains.clang import HEADERS

MAX_NAMES = 6
"""That are defined for one file."""
_MAX_ROUNDS = 4
_MAX_TRIED = 8
"""Sets of names that are weighed in a round."""
_MAX_BYTES = 4 * 1024 * 1024
_MAX_DEPTH = 200
_MAX_SIBLINGS = 64
"""Branches of one chain that are told apart."""
_DEFINE = re.compile(rb"^[ \t]*+#[ \t]*+define[ \t]++(\w{1,200})", re.MULTILINE)
_COMMENT = re.compile(rb"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?", re.DOTALL)
_KERNEL = re.compile(rb"\b__global__\b")
_SWITCH = re.compile(r"[A-Z][A-Z0-9_]{2,100}")
_TOLD_ELSEWHERE = re.compile(
    r"_H(?:PP|XX|H)?_*$|_CUH_*$|_INC(?:L(?:UDED)?)?_*$|VERSION|VER_|ARCH|_(?:MAX|MIN)$|^M_[A-Z0-9_]+$|^(?:NAN|INFINITY|NULL|EOF)$"
)
"""Guards of headers, versions and constants of libraries: what they are is not for a repository's build to say."""
_NEVER = re.compile(
    r"(?:^|_)(?:WIN|WIN32|WIN64|WINDOWS|MSVC|MSC|MINGW\w*|CYGWIN|APPLE|MAC|MACOS|OSX|DARWIN|ANDROID|IOS|BSD|AIX|ARM|ARM64|"
    r"AARCH64|NEON|PPC\w*|RISCV\w*|NO|NOT|DISABLED?|WITHOUT|SKIP|OMIT|EXCLUDE|DEBUG\w*|TRACE\w*|VERBOSE|TESTS?|TESTING|"
    r"UNITTESTS?|BENCH\w*|EXAMPLES?|PROFIL\w*|DEPRECATED|UNUSED|OBSOLETE|DOXYGEN\w*|SWIG\w*|LINT)(?:_|$)|^NDEBUG$|DEBUG$"
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


@dataclass(frozen=True, slots=True)
class Closed:
    """What of a text stands behind conditions that are false."""

    names: tuple[str, ...]
    """To be defined as 1, sorted; empty where nothing is closed or no name opens it."""
    n_open: int
    """Kernels for a device, else bytes of code, that are there without them."""
    n_opened: int
    """The same with them."""

    @property
    def is_mostly_closed(self) -> bool:
        return 2 * self.n_open < self.n_opened


NOTHING_CLOSED = Closed((), 0, 0)


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


def closed_code(
    text: bytes,
    language: str,
    *,
    given: Sequence[str],
    defined: Callable[[], Collection[str]],
    for_kernels: bool,
) -> Closed:
    """Which names open code of a text that is closed under the defines `given`; of kernels, or of all code.

    `defined` gives names that the text or what it includes defines: of these, and of those that belong to compilers
    and platforms, nothing is said. Takes linear time. More must be opened than is closed by the same names.
    """
    if len(text) > _MAX_BYTES or b"#" not in text or (for_kernels and _KERNEL.search(text) is None):
        return NOTHING_CLOSED
    mask = mask_code(text)
    pieces = _Pieces(text, mask, for_kernels=for_kernels)
    given_values = dict(map(_given, given))
    own = _Meanings(language, given_values, frozenset[str]())
    if not pieces.choose(own).names:
        return NOTHING_CLOSED  # as nearly all texts: what their headers define need not be known
    return pieces.choose(_Meanings(language, given_values, frozenset(defined())))


def _given(define: str) -> tuple[str, int | str]:
    if define.startswith("-"):
        return define[1:], UNDEFINED
    name, equals, value = define.partition("=")
    if not equals:
        return name, 1
    return name, int(value) if value.isascii() and value.isdigit() and len(value) < 10 else UNKNOWN


class _Meanings:
    """What names are, before any of them is chosen."""

    def __init__(self, language: str, given: dict[str, int | str], defined: frozenset[str]) -> None:
        self._given, self._defined = given, defined
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


@dataclass(slots=True)
class _Frame:
    """An open `#if`."""

    around: bool | None
    """What is around it is open."""
    need_around: frozenset[str] | None
    taken: bool | None = False
    """A branch before the current one is."""
    need_before: frozenset[str] | None = frozenset()
    """For the branches before not to be taken."""
    is_open: bool | None = None
    need: frozenset[str] | None = frozenset()
    n_branches: int = 0


class _Pieces:
    """A text between its conditional directives, each piece with its weight."""

    def __init__(self, text: bytes, mask: CodeMask, *, for_kernels: bool) -> None:
        self._events: list[tuple[str, Condition, int]] = []
        """Directive, condition and the weight of what follows it."""
        conditional = [d for d in mask.directives if d.name in _CONDITIONAL]
        weigh = _n_kernels if for_kernels else _n_code_bytes
        self._first = weigh(mask.code[: conditional[0].start if conditional else len(text)])
        ends = [d.start for d in conditional[1:]] + [len(text)]
        for directive, end in zip(conditional, ends, strict=False):
            weight = weigh(mask.code[directive.end : end])
            self._events.append((directive.name, _condition(text, directive), weight))

    def choose(self, meanings: _Meanings) -> Closed:
        """The names that open most, found greedily."""
        chosen = frozenset[str]()
        at_first = n_open = self._n_open(meanings.with_names(chosen))
        for _ in range(_MAX_ROUNDS):
            wanted: dict[frozenset[str], int] = {}
            for weight, need in self._closed(meanings.with_names(chosen)):
                if need and len(need | chosen) <= MAX_NAMES:
                    wanted[need] = wanted.get(need, 0) + weight
            for need in sorted(wanted, key=lambda names: (-wanted[names], len(names), sorted(names)))[:_MAX_TRIED]:
                n = self._n_open(meanings.with_names(chosen | need))
                if n > n_open:
                    chosen, n_open = chosen | need, n
                    break
            else:
                break
        return Closed(tuple(sorted(chosen)), at_first, n_open)

    def _n_open(self, meaning: Meaning) -> int:
        return sum(weight for weight, is_open, _ in self._walk(meaning) if is_open is not False)

    def _closed(self, meaning: Meaning) -> Iterator[tuple[int, frozenset[str] | None]]:
        for weight, is_open, need in self._walk(meaning):
            if weight and is_open is False:
                yield weight, need

    def _walk(self, meaning: Meaning) -> Iterator[tuple[int, bool | None, frozenset[str] | None]]:
        """Weight of each piece, whether it is open, and the names that open it."""
        yield self._first, True, frozenset()
        stack: list[_Frame] = []
        n_too_deep = 0
        for name, condition, weight in self._events:
            if name.startswith("if"):
                if len(stack) == _MAX_DEPTH:
                    n_too_deep += 1
                else:
                    top = stack[-1] if stack else None
                    frame = _Frame(top.is_open, top.need) if top else _Frame(True, frozenset())
                    stack.append(frame)
                    _enter(frame, condition, meaning)
            elif name == "endif":
                if n_too_deep:
                    n_too_deep -= 1
                elif stack:
                    stack.pop()
            elif stack and not n_too_deep:
                _enter(stack[-1], condition, meaning)
            if n_too_deep:
                yield weight, None, None
            elif stack:
                yield weight, stack[-1].is_open, stack[-1].need
            else:
                yield weight, True, frozenset()


def _enter(frame: _Frame, condition: Condition, meaning: Meaning) -> None:
    """The next branch of a chain."""
    frame.n_branches += 1
    if frame.n_branches > _MAX_SIBLINGS:
        frame.is_open, frame.need = None, None
        return
    value = holds(condition, meaning)
    parts = (frame.around, value, None if frame.taken is None else not frame.taken)
    frame.is_open = False if False in parts else None if None in parts else True
    frame.need = _united(_united(frame.need_around, frame.need_before), needed(condition, meaning))
    frame.need_before = _united(frame.need_before, needed(condition, meaning, wanted=False))
    frame.taken = True if True in (frame.taken, value) else None if None in (frame.taken, value) else False


def _united(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None or len(one) + len(other) > 2 * MAX_NAMES:
        return None
    return one | other


def _condition(text: bytes, directive: Directive) -> Condition:
    written = text[directive.start : directive.end]
    _, _, rest = written.partition(directive.name.encode())
    rest = _COMMENT.sub(lambda match: blank(match[0]), rest)
    name = directive.name
    if name in ("ifdef", "elifdef"):
        return name_condition(rest)
    if name in ("ifndef", "elifndef"):
        return name_condition(rest, is_negated=True)
    if name in ("if", "elif"):
        return read_condition(rest)
    return _TRUE if name == "else" else NOTHING_TOLD


_TRUE = Condition("number", number=1)
_CONDITIONAL = frozenset(["if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif"])


def _n_kernels(code: bytes) -> int:
    return len(_KERNEL.findall(code))


def _n_code_bytes(code: bytes) -> int:
    return len(code.translate(None, b" \t\r\n"))


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
