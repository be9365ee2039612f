"""Digests that name a tool on every machine: over the content of what its answers depend on, never over where it lies.

A digest is SHA-256 over the lines `NAME SHA256` of the parts, sorted; names are relative to the tool. A tool of one
file has the SHA-256 of that file. Files of a wheel are not read: the wheel's RECORD has their hashes. Other files are
read once per process, as long as their length, time and inode stay.
"""

from __future__ import annotations

import base64
import csv
import functools
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution
from pathlib import Path

from warploom.extractors.toolchains.version_probe import ask

_OWN_LIBRARY = re.compile(r"lib(?:LLVM|clang|flang|Flang|MLIR|rustc_driver|std-|Fortran)[\w.+-]*")
"""Shared libraries in which a compiler lives; the C library and its like are left out."""
_LOADED = re.compile(r"^\s*(\S+) => (/\S+) \(0x", re.MULTILINE)
_MAX_TREE_FILES = 20_000


def file_digest(path: Path) -> str:
    """SHA-256 of a file's content. Raises `OSError`."""
    state = path.stat()
    return _sha256(str(path), state.st_size, state.st_mtime_ns, state.st_ino)


def combined_digest(parts: Mapping[str, str]) -> str:
    """Digest over names of parts and their digests."""
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(parts.items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


def tree_digests(root: Path, folders: Iterable[str]) -> dict[str, str]:
    """SHA-256 of every file in `folders` of `root` (or of such a file itself), by its path relative to `root`.

    Symbolic links to directories are not followed. Raises `OSError`.
    """
    found: dict[str, str] = {}
    for folder in folders:
        top = root / folder
        if top.is_file():
            found[folder] = file_digest(top)
        for directory, _, names in os.walk(top):
            for name in names:
                path = Path(directory, name)
                if path.is_file():
                    found[path.relative_to(root).as_posix()] = file_digest(path)
            if len(found) > _MAX_TREE_FILES:
                raise OSError(f"{top}: more than {_MAX_TREE_FILES} files, this is no compiler's folder")
    return found


def recorded_digests(distribution: Distribution) -> dict[str, str]:
    """SHA-256 of a wheel's own files by path relative to its site-packages, from its RECORD.

    What an installer adds (scripts, byte code, its notes in `.dist-info`) is left out: that differs between machines.
    """
    found: dict[str, str] = {}
    for row in csv.reader((distribution.read_text("RECORD") or "").splitlines()):
        if len(row) < 2 or not row[1].startswith("sha256=") or row[0].startswith(("..", "/")):
            continue
        if row[0].split("/", 1)[0].endswith(".dist-info") or row[0].endswith(".pyc"):
            continue
        encoded = row[1].removeprefix("sha256=")
        found[row[0]] = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).hex()
    return found


def with_own_libraries(program: Path) -> dict[str, str]:
    """Digests of a program and of the shared libraries with the compiler itself that the loader finds for it.

    Raises `OSError` and, where the loader does not answer, `ProbeError`.
    """
    found = {"program": file_digest(program)}
    for name, path in _LOADED.findall(ask([str(program)], {"LD_TRACE_LOADED_OBJECTS": "1"})):
        if _OWN_LIBRARY.match(name):
            found[name] = file_digest(Path(path))
    return found


@functools.cache
def _sha256(path: str, size: int, mtime_ns: int, inode: int) -> str:  # noqa: ARG001 - the key of the cache
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
