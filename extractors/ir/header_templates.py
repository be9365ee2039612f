"""Makes the headers that a build would make: from templates with every feature off, or from what code asks of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from warploom.extractors.ir.config_choices import asked_for
from warploom.extractors.ir.directives import Read, directives, line_start

TEMPLATE_SUFFIXES = (
    ".in",
    ".cmake",
    ".cmake.in",
    ".in.cmake",
    ".cmakein",
    ".meson",
    ".tmpl",
    ".template",
    "-in.h",
    ".hin",
)
"""What a template's name has behind the header's; one that begins with `-` stands before the extension."""
_MAX_NAMES = 20_000

SIZES = {
    "CHAR": 1, "SHORT": 2, "INT": 4, "UNSIGNED_INT": 4, "LONG": 8, "LONG_LONG": 8, "UNSIGNED_LONG": 8,
    "UNSIGNED_LONG_LONG": 8, "FLOAT": 4, "DOUBLE": 8, "LONG_DOUBLE": 16, "SIZE_T": 8, "VOID_P": 8, "VOIDP": 8,
    "VOID_PTR": 8, "PTRDIFF_T": 8, "OFF_T": 8, "TIME_T": 8, "WCHAR_T": 4, "PID_T": 4, "INT64_T": 8, "INT32_T": 4,
    "INTPTR_T": 8, "BOOL": 1, "_BOOL": 1, "__INT64": 0, "INT_P": 8, "UINTPTR_T": 8, "SSIZE_T": 8,
}  # fmt: skip
"""Bytes of C's types on 64-bit Linux, by the end of a macro's name behind SIZEOF_."""
_FACTS = {
    "STDC_HEADERS": "1", "WORDS_BIGENDIAN": "", "HAVE_LONG_LONG": "1", "HAVE_LONG_LONG_INT": "1",
    "HAVE_UNSIGNED_LONG_LONG_INT": "1", "HAVE__BOOL": "1", "HAVE_STDBOOL": "1", "HAVE_C99_COMPLEX": "1",
    "HAVE_PTRDIFF_T": "1", "HAVE_INTTYPES": "1", "HAVE_STDINT": "1", "TIME_WITH_SYS_TIME": "1", "HAVE_INT64_T": "1",
    "HAVE_UINT64_T": "1", "HAVE_INT32_T": "1", "HAVE_UINT32_T": "1", "HAVE_INT16_T": "1", "HAVE_UINT16_T": "1",
    "HAVE_INT8_T": "1", "HAVE_UINT8_T": "1", "HAVE_UINTPTR_T": "1", "HAVE_INTPTR_T": "1", "HAVE_SIZE_T": "1",
}  # fmt: skip
_STANDARD_HEADERS = frozenset(
    [
        "ASSERT",
        "CTYPE",
        "ERRNO",
        "FLOAT",
        "INTTYPES",
        "LIMITS",
        "LOCALE",
        "MATH",
        "MEMORY",
        "SETJMP",
        "SIGNAL",
        "STDARG",
        "STDBOOL",
        "STDDEF",
        "STDINT",
        "STDIO",
        "STDLIB",
        "STRING",
        "STRINGS",
        "SYS_STAT",
        "SYS_TYPES",
        "SYS_TIME",
        "SYS_PARAM",
        "SYS_RESOURCE",
        "SYS_MMAN",
        "SYS_WAIT",
        "SYS_UTSNAME",
        "SYS_SOCKET",
        "TIME",
        "UNISTD",
        "FCNTL",
        "DLFCN",
        "PTHREAD",
        "SCHED",
        "PWD",
        "NETDB",
        "DIRENT",
        "COMPLEX",
        "FENV",
        "MALLOC",
    ]
)
_TYPE_NAME = re.compile(r"(?:^|_)(?:TYPE|T|INT|TYPEDEF)$|_t$|_type$")
_LINE = re.compile(
    rb"^([ \t]*+#[ \t]*+)(undef|cmakedefine01|cmakedefine|mesondefine)[ \t]++([A-Za-z_]\w{0,199})([^\n]*+)$",
    re.MULTILINE,
)
_HOLE = re.compile(rb"@[A-Za-z_]\w{0,199}@|\$\{[A-Za-z_]\w{0,199}\}")
_TYPEDEF = re.compile(rb"^[ \t]*+typedef\b[^\n]*+$", re.MULTILINE)
_DECORATIONS = (
    (re.compile(r"_RESTRICT$"), "__restrict"),
    (re.compile(r"(?:^|_)STATIC_INLINE$"), "static inline"),
    (re.compile(r"_INLINE$"), "inline"),
    (re.compile(r"_FUNC(?:TION)?_NAME(?:_C|_CXX)?$"), "__func__"),
    (re.compile(r"_UINTPTR_T$"), "__UINTPTR_TYPE__"),
    (re.compile(r"_INTPTR_T$"), "__INTPTR_TYPE__"),
    (
        re.compile(
            r"_(?:DEPRECATED|UNUSED|NORETURN|NODISCARD|EXPORT|NO_EXPORT|API|DLLEXPORT|VISIBILITY|ATTRIBUTE)(?:_\w+)?$"
        ),
        "",
    ),
)
"""What words mean that decorate declarations, by the end of their names; where a configuration has to define them."""
_DECORATING = (
    rb"_(?:RESTRICT|INLINE|FUNCTION_NAME|FUNC_NAME|U?INTPTR_T|DEPRECATED|UNUSED|NORETURN|NODISCARD|EXPORT|NO_EXPORT|API|"
    rb"DLLEXPORT|VISIBILITY|ATTRIBUTE)"
)
_DECORATING_PART = re.compile(_DECORATING)
_DECORATION = re.compile(rb"([A-Z][A-Z0-9_]{0,60}" + _DECORATING + rb"(?:_[A-Z0-9_]{1,40})?)\b[ \t]*+([(,)=:\n]?)")
_MAX_BEFORE = 61
"""Bytes of a decoration's name before the part that tells it."""
_WORD_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_TYPES = re.compile(rb"typedef[ \t]++(?:(?:unsigned|signed|const)[ \t]++)?([A-Z][A-Z0-9_]{1,80}_TYPE)[ \t]++\w{1,100};")
"""Types that a configuration names."""
_DEFINE = re.compile(rb"[ \t]++(\w{1,200})")
_CONDITIONS = frozenset((b"if", b"elif", b"ifdef", b"ifndef"))
_SIZEOF = re.compile(rb"\b(?:[A-Z][A-Z0-9]{0,30}_)?SIZEOF_[A-Z_]\w{0,60}\b")
_HAVE = re.compile(rb"(?:\b(\w{1,60})[ \t]*+\([ \t]*+)?\b((?:[A-Z][A-Z0-9_]{0,60}_)?HAVE_[A-Z0-9_]{1,60})\b")


def instantiate(template: bytes, chosen: Collection[str] = frozenset()) -> bytes:
    """A template of autoconf, CMake or Meson as a header for 64-bit Linux with every feature off.

    Lines stay where they are. What is a fact of the language's standard on that platform is not off: sizes of types,
    headers that C has. `@NAME@` becomes 0, or `int` in a typedef. Names that are `chosen` are on.
    """
    typed = _TYPEDEF.sub(lambda line: _HOLE.sub(b"int", line[0]), template)
    lined = _LINE.sub(lambda line: _line(line, chosen), typed)
    return _HOLE.sub(_hole, lined)


def _line(match: re.Match[bytes], chosen: Collection[str]) -> bytes:
    start, command, name, rest = match.groups()
    word = name.decode("ascii", "replace")
    value = "1" if word in chosen else fact(word)
    if value is None and command == b"cmakedefine01":
        value = "0"
    if not value:
        return b"/* #undef " + name + b" */"
    if command == b"cmakedefine" and b"@" not in rest and b"$" not in rest and rest.strip():
        value = rest.strip().decode("utf-8", "replace")
    return start + b"define " + name + b" " + value.encode()


def _hole(match: re.Match[bytes]) -> bytes:
    name = match[0].strip(b"@${}").decode("ascii", "replace")
    value = fact(name)
    if value:
        return value.encode()
    return b"int" if _TYPE_NAME.search(name) else b"0"


def fact(name: str) -> str | None:
    """The value of a macro that says something about every 64-bit Linux, by its name; empty for what is not so there.

    A project's prefix may stand before it: `FFTW_SIZEOF_INT` is `SIZEOF_INT`. None for everything that is a choice.
    """
    before, found, kind = name.partition("SIZEOF_")
    if found and (not before or before.endswith("_")):
        size = SIZES.get(kind.upper())
        return None if size is None else str(size) if size else ""
    if name in _FACTS:
        return _FACTS[name]
    before, found, header = name.partition("HAVE_")
    if found and (not before or before.endswith("_")):
        if header.endswith("_H") and header[:-2] in _STANDARD_HEADERS:
            return "1"
        return _FACTS.get("HAVE_" + header)
    return None


def guessed_configuration(texts: Iterable[bytes], chosen: Collection[str] = (), read: Read = directives) -> bytes:
    """A header for a configuration that has no template, from all texts of a repository.

    It has the facts that conditions in them ask for, what only decorates declarations and is defined nowhere, and the
    `chosen` names. Sorted, each under its own `#ifndef`. What a file defines behind an `#undef` of its own, another
    defines first: that is no definition.
    """
    names: set[str] = set(chosen)
    decorations: dict[str, set[bytes]] = {}
    """By name, what comes behind."""
    defined: set[str] = set()
    types: set[str] = set()
    for text in texts:
        is_asking = len(names) + len(decorations) < _MAX_NAMES
        undefined: set[bytes] = set()
        for line in read(text):
            if line.name == b"define":
                named = _DEFINE.match(text, line.rest)
                if named is not None and named[1] not in undefined:
                    defined.add(named[1].decode())
            elif line.name == b"undef":
                named = _DEFINE.match(text, line.rest)
                if named is not None:
                    undefined.add(named[1])
            elif is_asking and line.name in _CONDITIONS:
                _add_asked(names, text[line.rest : line.end])
        if is_asking:
            for word, follower in _decorations(text):
                decorations.setdefault(word.decode(), set()).add(follower)
            if b"_TYPE" in text:
                types.update(_configured_types(text))
    values = dict.fromkeys(sorted(types - defined), "int") | dict.fromkeys(sorted(chosen), "1")
    for name in names:
        if name not in values and (value := fact(name)):
            values[name] = value
    for name, followers in decorations.items():
        if name in defined or followers & {b"=", b":"}:  # an enumerator
            continue
        # one that another macro is given is called there
        is_called = bool(followers & {b"(", b","})
        for ending, meaning in _DECORATIONS:
            if ending.search(name):
                values[f"{name}(...)" if is_called and not meaning else name] = meaning
                break
    return "".join(_block(name, values[name]) for name in sorted(values)).encode()


def _block(name: str, value: str) -> str:
    return f"#ifndef {name.partition('(')[0]}\n#define {name} {value}".rstrip() + "\n#endif\n"


def _decorations(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Words that decorate, with what comes behind each; `=` for one alone on its line before a comma."""
    end = 0
    for part in _DECORATING_PART.finditer(text):
        start = part.start()
        if start < end:
            continue
        least = max(end, start - _MAX_BEFORE)
        while start > least and text[start - 1] in _WORD_BYTES:
            start -= 1
        if start and text[start - 1] in _WORD_BYTES:  # too long a word
            continue
        match = _DECORATION.match(text, start)
        if match is None:
            continue
        line = text.rfind(b"\n", end, start)
        is_first = line >= 0 and not text[line + 1 : start].strip(b" \t")
        end = match.end()
        yield match[1], b"=" if is_first and match[2] == b"," else match[2]


def _configured_types(text: bytes) -> Iterator[str]:
    end = 0
    for match in _TYPES.finditer(text):
        if line_start(text, end, match.start()) >= 0:
            yield match[1].decode()
        end = match.end()


def _add_asked(names: set[str], condition: bytes) -> None:
    if b"SIZEOF_" in condition:
        names.update(word.decode() for word in _SIZEOF.findall(condition))
    for macro, word in _HAVE.findall(condition) if b"HAVE_" in condition else ():
        # `defined(HAVE_X)` asks for the name as it stands
        asked = asked_for("" if macro == b"defined" else macro.decode(), word.decode())
        if asked is not None:
            names.add(asked)
