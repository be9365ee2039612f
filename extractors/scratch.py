"""A directory that hostile programs wrote in: read what they left, and empty it, whatever lies in it."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from warploom.schemas.errors import WarploomError

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class OutputError(WarploomError):
    """A program did not leave a regular file of a bearable size under the name."""

    def __init__(self, name: str, cause: str) -> None:
        super().__init__(name, cause)
        self.name, self.cause = name, cause

    def __str__(self) -> str:
        return f"output {self.name!r}: {self.cause}"


def read_output(scratch: Path, name: str, max_bytes: int) -> bytes:
    """The content of the regular file `name`, a relative path of plain components; no link is followed.

    Raises `OutputError`; nothing is read of a file above `max_bytes`. Nobody may write meanwhile.
    """
    parts = name.split("/")
    if "\0" in name or any(part in ("", ".", "..") for part in parts):
        raise OutputError(name, "not the name of a file in the scratch")
    try:
        place = os.open(scratch, _FLAGS | os.O_DIRECTORY)
        try:
            for part in parts[:-1]:
                inner = os.open(part, _FLAGS | os.O_DIRECTORY, dir_fd=place)
                os.close(place)
                place = inner
            # Asked before it is opened: to open a device may already do something.
            _demand_regular(name, os.stat(parts[-1], dir_fd=place, follow_symlinks=False), max_bytes)
            file = os.open(parts[-1], _FLAGS, dir_fd=place)
        finally:
            os.close(place)
        with open(file, "rb", buffering=0) as stream:  # noqa: PTH123 - a descriptor
            _demand_regular(name, os.fstat(file), max_bytes)
            content = bytearray()
            while len(content) <= max_bytes and (chunk := stream.read(min(1 << 20, max_bytes + 1 - len(content)))):
                content += chunk
    except OSError as error:
        raise OutputError(name, error.strerror or type(error).__name__) from error
    if len(content) > max_bytes:
        raise OutputError(name, f"larger than {max_bytes} bytes")
    return bytes(content)


def _demand_regular(name: str, found: os.stat_result, max_bytes: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OutputError(name, "not a regular file")
    if found.st_size > max_bytes:
        raise OutputError(name, f"{found.st_size} bytes, more than {max_bytes}")


def clear(scratch: Path) -> None:
    """Remove all that lies in it; the directory itself stays.

    Takes time in proportion to the number of entries, and two descriptors whatever the depth: what lies deep is lifted
    to the top first. No link is followed. Nobody may write meanwhile. Raises `OSError` if the system refuses.
    """
    if not stat.S_ISDIR(os.lstat(scratch).st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(scratch))
    scratch.chmod(0o700)
    top = os.open(scratch, _FLAGS | os.O_DIRECTORY)
    mark = os.urandom(8).hex()  # nobody can have taken the names to come
    free = (f"{mark}-{number}" for number in itertools.count())
    try:
        while names := _directories_after_unlinking(top):
            for name in names:
                _lift_content(top, name, free)
    finally:
        os.close(top)


def _directories_after_unlinking(place: int) -> list[str]:
    directories: list[str] = []
    with os.scandir(place) as entries:
        found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    for name, is_directory in found:
        if is_directory:
            directories.append(name)
        else:
            os.unlink(name, dir_fd=place)
    return directories


def _lift_content(top: int, name: str, free: Iterator[str]) -> None:
    """Empty and remove a directory of the top: its directories become the top's own."""
    with contextlib.suppress(OSError):
        os.rmdir(name, dir_fd=top)
        return
    os.chmod(name, 0o700, dir_fd=top)
    place = os.open(name, _FLAGS | os.O_DIRECTORY, dir_fd=top)
    try:
        for inner in _directories_after_unlinking(place):
            os.chmod(inner, 0o700, dir_fd=place)  # to move a directory is to write in it: its parent is an entry
            os.rename(inner, next(free), src_dir_fd=place, dst_dir_fd=top)
    finally:
        os.close(place)
    os.rmdir(name, dir_fd=top)
