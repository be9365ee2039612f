"""Reads a compile_commands.json, a repository's own or one that CMake wrote, as flags by path."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from warploom.extractors import shallow_json
from warploom.extractors.ir.compile_request import Flags, FlagsOrigin
from warploom.extractors.ir.repository_files import RepositoryFiles, joined
from warploom.extractors.ir.safe_flags import from_arguments
from warploom.schemas.errors import WarploomError

NAME = "compile_commands.json"
MAX_BYTES = 32 * 1024 * 1024
MAX_ENTRIES = 100_000
_MAX_ARGUMENTS = 4_096
"""Of one entry; what stands behind is not read."""
_MAX_COMMAND = 262_144
_MAX_PATH = 4_096
_WORD = re.compile(r"""(?:[^\s"'\\]++|"(?:[^"\\]|\\.)*+"|'[^']*+'|\\.)++""", re.DOTALL)
_PIECE = re.compile(r"""[^\s"'\\]++|"((?:[^"\\]|\\.)*+)"|'([^']*+)'|\\(.)""", re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\$`])')
_PATHS = ("-I", "-isystem", "-iquote", "-idirafter", "-include")


class CompileCommandsError(WarploomError):
    """A compile_commands.json that cannot be read, is too large or is none."""


@dataclass(frozen=True, slots=True)
class _Entry:
    directory: str
    file: str
    arguments: tuple[str, ...]


def read_compile_commands(
    data: bytes,
    index: RepositoryFiles,
    *,
    root: str | None = None,
    elsewhere: Mapping[str, str] | None = None,
    origin: FlagsOrigin = FlagsOrigin.COMPILE_COMMANDS,
) -> Mapping[str, Flags]:
    """Flags by path in the repository, of the entries whose file is there; the first entry of a file holds.

    `root` is where the repository lay when the file was written; by default it is what most entries say, whose files
    are found in the repository by the end of their path; `elsewhere` are other directories of that machine, with what
    stands for them in the repository. Raises CompileCommandsError.
    """
    entries = _entries(data)
    if root is None:
        root = _root_of(entries, index)
    roots = {**(elsewhere or {}), root: ""}
    flags: dict[str, Flags] = {}
    for entry in entries:
        path = _inside(roots, entry.directory, entry.file)
        if path is None or path not in index or path in flags:
            continue
        taken = from_arguments(_mapped(entry, roots, index))
        flags[path] = replace(taken, origin=origin)
    return flags


def own_compile_commands(index: RepositoryFiles) -> Mapping[str, Flags]:
    """What the repository's own files of this name say, nearest to the root first; unreadable ones say nothing."""
    flags: dict[str, Flags] = {}
    for path in sorted(index.ending_in(NAME), key=lambda path: (path.count("/"), path))[:8]:
        try:
            found = read_compile_commands(index.text(path), index)
        except CompileCommandsError:
            continue  # a broken one is as good as none: flags are inferred then, and the origin says so
        for source, of_source in found.items():
            flags.setdefault(source, of_source)
    return flags


def words(command: str) -> list[str]:
    """A command split as a shell does, without expanding anything; linear, at most 4096 words."""
    found = []
    for match in _WORD.finditer(command[:_MAX_COMMAND]):
        found.append("".join(map(_unquoted, _PIECE.finditer(match[0]))))
        if len(found) == _MAX_ARGUMENTS:
            break
    return found


def _unquoted(piece: re.Match[str]) -> str:
    if piece[1] is not None:
        return _ESCAPE.sub(r"\1", piece[1])
    return piece[2] if piece[2] is not None else piece[3] if piece[3] is not None else piece[0]


def _entries(data: bytes) -> list[_Entry]:
    if len(data) > MAX_BYTES:
        raise CompileCommandsError(f"{NAME} has {len(data)} bytes, more than {MAX_BYTES}")
    try:
        rows: Any = shallow_json.loads(data)
    except ValueError as error:
        raise CompileCommandsError(f"{NAME} cannot be read: {error}") from error
    if not isinstance(rows, list):
        raise CompileCommandsError(f"{NAME} is no list")
    entries = []
    for row in rows[:MAX_ENTRIES]:
        if not isinstance(row, dict):
            continue
        directory, file = row.get("directory", ""), row.get("file")
        if not isinstance(directory, str) or not isinstance(file, str) or max(len(directory), len(file)) > _MAX_PATH:
            continue
        arguments, command = row.get("arguments"), row.get("command")
        if isinstance(arguments, list):
            taken = [a for a in arguments[:_MAX_ARGUMENTS] if isinstance(a, str) and len(a) <= _MAX_PATH]
        elif isinstance(command, str):
            taken = [word for word in words(command) if len(word) <= _MAX_PATH]
        else:
            continue
        entries.append(_Entry(directory, posixpath.normpath(file), tuple(taken)))
    return entries


def _root_of(entries: Sequence[_Entry], index: RepositoryFiles) -> str:
    """Where the repository lay: what remains of a file's path before the longest end that is a path in it."""
    votes: Counter[str] = Counter()
    for entry in entries[:1_000]:
        full = posixpath.normpath(posixpath.join(entry.directory, entry.file))
        parts = full.split("/")
        for number in range(len(parts)):
            if "/".join(parts[number:]) in index:
                votes["/".join(parts[:number]) or ("/" if full.startswith("/") else "")] += 1
                break
    return min(votes, key=lambda place: (-votes[place], place)) if votes else ""


def _inside(roots: Mapping[str, str], directory: str, path: str) -> str | None:
    """The path in the repository of a path as the author's machine had it; None where it lay outside."""
    full = posixpath.normpath(posixpath.join(directory, path))
    for root, meant in roots.items():
        if not root:
            return joined(meant, full)
        if full == root or full.startswith(root.rstrip("/") + "/"):
            return joined(meant, full[len(root.rstrip("/")) :].lstrip("/") or ".")
    return None


def _mapped(entry: _Entry, roots: Mapping[str, str], index: RepositoryFiles) -> list[str]:
    """The arguments, with paths relative to the root of the repository; what lies elsewhere is left out."""
    mapped: list[str] = []
    place = 0
    while place < len(entry.arguments):
        argument = entry.arguments[place]
        place += 1
        flag = next((f for f in _PATHS if argument.startswith(f)), None)
        if flag is None or argument.startswith("-include-"):
            mapped.append(argument)
            if argument in ("-D", "-U") and place < len(entry.arguments):  # so that a define is never read as a flag
                mapped.append(entry.arguments[place])
                place += 1
            continue
        value = argument[len(flag) :]
        if not value:
            if place == len(entry.arguments):
                break
            value = entry.arguments[place]
            place += 1
        inside = _inside(roots, entry.directory, value)
        if inside is None:
            continue
        is_there = inside in index if flag == "-include" else index.has_directory(inside)
        if is_there:
            mapped += [flag, inside or "."]
    return mapped
