"""What a compiler complained of, without the paths of this machine, and which cause that amounts to."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from warploom.extractors.ir.diagnostics import Diagnostic, read_diagnostics

MOST_CHARACTERS = 300
"""Of one message; what is longer ends in an ellipsis."""
_MOST_BYTES = 1 << 20
"""Of output that is read: limits of the sandbox are far above, and nobody needs more to name a cause."""
_MOST_FILES = 1 << 16

_LOCATION = re.compile(r"(?<![\w.])/(?:[^\s'\":,;()<>]+/)[^\s'\":,;()<>]*")
_CATEGORY = re.compile(r" \[(?:[^\[\]]*,)?(?P<category>[A-Z][\w -]*(?:Issue|Restriction|Deprecations|Statement))\]\Z")
_ASSERTED = re.compile(r"\Astatic assertion failed.*", re.DOTALL)
"""What follows is text of the code: kept out, like that of `#error`."""
_ESCAPED = re.compile(r"\\([ #])")
_QUOTED = re.compile(r"'([^'\n]{1,200})'")


class Cause(StrEnum):
    """Why a compilation failed, by its first error."""

    MISSING_HEADER = "missing_header"
    UNKNOWN_TYPE = "unknown_type"
    UNDECLARED_NAME = "undeclared_name"
    NO_MEMBER = "no_member"
    NO_MATCH = "no_match"
    """Functions of that name are there; none takes the arguments."""
    TEMPLATE = "template"
    REMOVED_INTERFACE = "removed_interface"
    LANGUAGE_STANDARD = "language_standard"
    SYNTAX = "syntax"
    INLINE_ASSEMBLY = "inline_assembly"
    GPU_FEATURE = "gpu_feature"
    TYPES = "types"
    """Conversions, initialisations and operators between types that do not fit."""
    USER_ERROR = "user_error"
    """The code itself refuses: `#error` or a static assertion."""
    LIMIT = "limit"
    COMMAND = "command"
    """The command line was refused before a file was read."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a compilation failed, and the name that it is about: a header, a type, a function; else empty."""

    cause: Cause
    name: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """Files that a compilation read, each sorted and once."""

    repository: tuple[str, ...]
    """Relative to its root."""
    toolchain: tuple[str, ...]
    """As `/toolchain/NAME/...`."""
    stubs: tuple[str, ...]
    """Our own declarations, as `/headers/...`: with any of them, the headers were stubs."""
    absent: tuple[str, ...]
    """Headers that nobody has, for which an empty file stood, by the name they are included under."""
    elsewhere: int = 0
    """How many lay in none of these places; they are counted and not told."""


def errors_of(output: bytes, names: Sequence[tuple[str, str]]) -> list[Diagnostic]:
    """The errors in what clang printed, in order.

    `names` are prefixes of paths with what they are called, longest first, as `clang.prefix_names` gives them; every
    other absolute path is masked.
    """
    found = read_diagnostics(output[:_MOST_BYTES].decode("utf-8", "replace"))
    return [_told(error, names) for error in found if error.is_error]


def _told(error: Diagnostic, names: Sequence[tuple[str, str]]) -> Diagnostic:
    message, category = _without_category(error.message)
    if category == "User-Defined Issue":
        message = "#error"
    message = _masked(_ASSERTED.sub("static assertion failed", message), names)
    if len(message) > MOST_CHARACTERS:
        message = message[: MOST_CHARACTERS - 1] + "…"
    place = replace(error.place, path=_named(error.place.path, names))
    around = tuple(replace(other, path=_named(other.path, names)) for other in error.around)
    return Diagnostic(place, error.severity, message, around)


def reason_of(errors: Sequence[Diagnostic]) -> Reason:
    """The cause by the first error."""
    if not errors:
        return Reason(Cause.OTHER)
    first = errors[0]
    name = _QUOTED.search(first.message)
    about = name[1] if name else ""
    for cause, pattern in _CAUSES:
        if pattern.search(first.message):
            if cause in (Cause.UNDECLARED_NAME, Cause.UNKNOWN_TYPE, Cause.NO_MEMBER) and _REMOVED.fullmatch(about):
                return Reason(Cause.REMOVED_INTERFACE, about)
            return Reason(cause, "" if cause in _NAMELESS else about)
    return Reason(Cause.COMMAND if not first.place.path else Cause.OTHER)


def read_closure(text: str, names: Sequence[tuple[str, str]], absent: str = "") -> Closure:
    """What `-MF` wrote: rules of make whose prerequisites are the files that were read.

    `absent` is the directory of empty headers as the command line named it. At most 65,536 files are kept.
    """
    repository: set[str] = set()
    toolchain: set[str] = set()
    stubs: set[str] = set()
    missing: set[str] = set()
    elsewhere = 0
    names = tuple(names)
    for number, path in enumerate(_prerequisites(text)):
        if number >= _MOST_FILES:
            break
        if absent and path.startswith(absent.rstrip("/") + "/"):
            missing.add(path[len(absent.rstrip("/")) + 1 :])
            continue
        named = _known_name(path, names) if path.startswith("/") and len(path) < 512 else _named(path, names)
        if named.startswith("/headers/"):
            stubs.add(named)
        elif named.startswith("/toolchain/"):
            toolchain.add(named)
        elif named.startswith(("/", "../")):
            elsewhere += 1
        else:
            repository.add(named)
    return Closure(
        repository=tuple(sorted(repository)),
        toolchain=tuple(sorted(toolchain)),
        stubs=tuple(sorted(stubs)),
        absent=tuple(sorted(missing)),
        elsewhere=elsewhere,
    )


def _prerequisites(text: str) -> Iterable[str]:
    """Names after the first colon; a backslash joins lines and keeps spaces and hashes, a dollar is doubled."""
    _, _, rest = text.partition(":")
    for word in re.findall(r"(?:\\[ #\\]|\$\$|[^\s\\]|\\(?!\n))+", rest):
        yield word if "\\" not in word and "$" not in word else _ESCAPED.sub(r"\1", word).replace("$$", "$")


def _named(path: str, names: Sequence[tuple[str, str]]) -> str:
    """A path as it is called everywhere, without the detours that included names make."""
    if path.startswith("<"):
        return ""
    normal = posixpath.normpath(path) if path else ""
    for prefix, name in names:
        if normal == prefix or normal.startswith(prefix + "/"):
            return name + normal[len(prefix) :]
    return "/elsewhere" if normal.startswith("/") and not normal.startswith(("/toolchain/", "/headers/")) else normal


_known_name = functools.lru_cache(maxsize=8192)(_named)
"""Of places outside of the repository: file after file includes the same ones."""


def _without_category(message: str) -> tuple[str, str]:
    """A message, and what clang puts behind it in brackets on being asked."""
    match = _CATEGORY.search(message[-100:])
    return (message[: len(message) - len(match[0])], match["category"]) if match else (message, "")


def _masked(message: str, names: Sequence[tuple[str, str]]) -> str:
    return _LOCATION.sub(lambda match: _named(match[0], names), message)


_NAMELESS = {Cause.SYNTAX, Cause.INLINE_ASSEMBLY, Cause.USER_ERROR, Cause.LIMIT, Cause.TYPES, Cause.LANGUAGE_STANDARD}
_REMOVED = re.compile(
    r"cudaThread\w+|cuda(?:Un)?[Bb]ind\w+|cudaGetTextureReference|tex(?:ture|1D\w*|2D\w*|3D\w*)|__shfl(?:_\w+)?|surface|"
    r"cublas(?:Init|Shutdown|Alloc|Free|GetError)|CUT_\w+|CUDA_SAFE_CALL|cutil\w+|THC\w*|cusparse[SDCZ]csr\w+|"
    r"cudaMemcpy(?:To|From)Array\w*|cudaDeviceGetSharedMemConfig"
)
_CAUSES = tuple(
    (cause, re.compile(pattern))
    for cause, pattern in (
        (Cause.MISSING_HEADER, r"file not found"),
        (Cause.LIMIT, r"recursive template instantiation exceeded|nested too deeply|#include nested|"
                      r"maximum (?:depth|step)|exceeds maximum|bracket nesting|too large|evaluation exceeded|"
                      r"file '.*' too large|ran out of source locations"),
        (Cause.INLINE_ASSEMBLY, r"\basm\b|inline assembly|constraint"),
        (Cause.USER_ERROR, r"^static assertion failed|static_assert|^#error"),
        (Cause.GPU_FEATURE, r"needs target feature|target feature|__host__ function|__device__ (?:function|variable)|"
                            r"__global__|__shared__|__constant__|kernel call|is not supported on this target|"
                            r"GPU arch|dynamic initialization|address space|device code"),
        (Cause.LANGUAGE_STANDARD, r"C\+\+\d\d|C\d\d standard|extension used|is a keyword|concept|requires clause"),
        (Cause.UNKNOWN_TYPE, r"unknown type name|no type named|incomplete type|unknown class name|undeclared type|"
                             r"unknown template name|no template named"),
        (Cause.UNDECLARED_NAME, r"undeclared (?:identifier|function|label)|use of undeclared|undeclared"),
        (Cause.NO_MEMBER, r"no member named"),
        (Cause.NO_MATCH, r"no matching|too (?:few|many) arguments|is ambiguous|ambiguous"),
        (Cause.TEMPLATE, r"template|specialization|instantiat"),
        (Cause.SYNTAX, r"^expected |extraneous|unterminated|missing terminat|a type specifier is required|stray|"
                       r"invalid token|unmatched|unbalanced|unexpected|without #if|null character"),
        (Cause.TYPES, r"invalid operands|no viable|cannot (?:convert|initialize)|incompatible|conversion|redefinition|"
                      r"conflicting types|cannot be|not assignable|not a |not an? |called object|member reference"),
    )
)  # fmt: skip
