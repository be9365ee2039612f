"""Lets through of a command line only what cannot name a program, a plugin or a file outside of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from warploom.extractors.ir.compile_request import Flags
from warploom.extractors.ir.repository_files import joined

MAX_DIRECTORIES = 256
MAX_DEFINES = 256
MAX_FORCED_INCLUDES = 16
STANDARDS = frozenset(
    [f"{dialect}{year}" for dialect in ("c", "gnu") for year in ("89", "90", "99", "9x", "11", "1x", "17", "18")]
    + [f"{dialect}{year}" for dialect in ("c", "gnu") for year in ("2x", "23", "2y")]
    + [f"{dialect}++{year}" for dialect in ("c", "gnu") for year in ("98", "03", "11", "0x", "14", "1y", "17", "1z")]
    + [f"{dialect}++{year}" for dialect in ("c", "gnu") for year in ("20", "2a", "23", "2b", "26", "2c")]
    + ["iso9899:1990", "iso9899:1999", "iso9899:2011"]
    + ["f95", "f2003", "f2008", "f2018", "f2023", "legacy"]
)
_DIRECTORY = re.compile(r"[\w.+@%=~, -][\w.+@%=~, /-]{0,1023}")
_NAME = re.compile(r"-?[A-Za-z_]\w{0,199}", re.ASCII)
_VALUE = re.compile(
    r"""
    -?[\w.]{1,200}                          # a number or a name
    | \(-?[\w.]{1,200}\)
    | [A-Za-z_]\w{0,99}(?:(?:::|[ ])[A-Za-z_]\w{0,99}){1,7}[ ]?\*?  # unsigned long, std::size_t
    | "(?:[\w+=:,-]|[ .](?![.]))[\w.+=:, /-]{0,500}"                # a string; paths in it are looked at below
    | ""
    """,
    re.ASCII | re.VERBOSE,
)
_OPENMP = frozenset({"-fopenmp", "-qopenmp", "-openmp", "-fopenmp=libomp", "-mp", "-xopenmp", "-fopenmp-simd"})


def directory(path: str) -> str | None:
    """A directory relative to the root, written one way; None if it is absolute, leaves it or looks like a flag."""
    if not path or path.startswith(("/", "-", "@", "=", "~")) or not _DIRECTORY.fullmatch(path):
        return None
    inside = joined("", path)
    return None if inside is None or inside.startswith(("-", "@", "=", "~")) else inside or "."


def define(text: str) -> str | None:
    """`NAME`, `NAME=VALUE` or `-NAME` as it may be handed on, with a literal value; None for anything else."""
    name, equals, value = text.partition("=")
    if not _NAME.fullmatch(name):
        return None
    if not equals:
        return name
    if name.startswith("-"):
        return None
    if not value:
        return name + "="
    if not _VALUE.fullmatch(value) or ".." in value or value.startswith(('"/', '" /')):
        return None
    return text


def standard(text: str) -> str | None:
    """A language standard as `-std=` takes it."""
    return text if text in STANDARDS else None


def checked(flags: Flags) -> Flags:
    """The same flags without what is not let through, each once, and bounded."""
    return replace(
        flags,
        include_directories=_bounded((directory(d) for d in flags.include_directories), MAX_DIRECTORIES),
        defines=_bounded((define(d) for d in flags.defines), MAX_DEFINES),
        standard=standard(flags.standard) or "",
        forced_includes=_bounded((directory(d) for d in flags.forced_includes), MAX_FORCED_INCLUDES),
    )


def from_arguments(arguments: Sequence[str], *, language_flag: str = "") -> Flags:
    """What of a compiler's arguments is let through; paths stand relative to the root of the repository already.

    Arguments that are not known are passed over, with the value that belongs to them where it stands apart.
    """
    directories: list[str] = []
    defines: list[str] = []
    forced: list[str] = []
    chosen = language_flag
    is_openmp = False
    for flag, value in _pairs(arguments):
        if flag in ("-I", "-isystem", "-iquote", "-idirafter"):
            directories.append(value)
        elif flag == "-D":
            defines.append(value)
        elif flag == "-U":
            defines.append("-" + value)
        elif flag == "-include":
            forced.append(value)
        elif flag == "-std":
            chosen = value
        elif flag in _OPENMP:
            is_openmp = True
    return checked(Flags(tuple(directories), tuple(defines), chosen, is_openmp, tuple(forced)))


_WITH_VALUE = ("-isystem", "-iquote", "-idirafter", "-include", "-I", "-D", "-U")
_PASSED_ON = ("-Xclang", "-Xcompiler", "-Xlinker", "-Xpreprocessor", "-Xassembler", "-mllvm", "-Xptxas", "-Xcudafe")
_PASSED_OVER = frozenset(
    (*_PASSED_ON, "-o", "-MF", "-MT", "-MQ", "-x", "-arch", "-target", "-gencode", "-B", "-T", "-L", "-l", "-imacros",
     "-isysroot", "-wrapper", "-specs", "-ccbin", "--param", "-z", "-u", "-aux-info", "--options-file", "-optf",
     "-include-pch", "-iprefix", "-iwithprefix", "-load", "-plugin", "--config", "-cxx-isystem", "-F", "-iframework")
)  # fmt: skip
"""Flags that are not taken, whose value stands in the next argument: it must not be read as a flag."""


def _pairs(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(arguments):
        argument = arguments[place]
        place += 1
        if argument in _PASSED_OVER:
            if argument == "-Xcompiler" and place < len(arguments) and arguments[place] in _OPENMP:
                yield arguments[place], ""
            place += 1
            continue
        if argument.startswith(("-std=", "--std=")):
            yield "-std", argument.partition("=")[2]
            continue
        for flag in _WITH_VALUE:
            if argument == flag:
                if place < len(arguments):
                    yield flag, arguments[place]
                place += 1
                break
            if argument.startswith(flag) and not (flag == "-include" or argument.startswith("-include")):
                yield flag, argument[len(flag) :]
                break
        else:
            yield argument, ""


def _bounded(values: Iterable[str | None], limit: int) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for value in values:
        if value is not None:
            kept[value] = None
            if len(kept) == limit:
                break
    return tuple(kept)
