"""Keeps files and directories that are no longer needed, for others: many times cheaper than to make as many anew."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_MAX_FILES = 20_000
_MAX_DIRECTORIES = 5_000
_MAX_BYTES = 256 * 1024 * 1024
"""Of all that is kept; what is given beyond is removed."""
_WRITE = os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class SpareFiles:
    """Files in a directory of their own, on the file system of the places that they come from and go to.

    A file system that was told to forget thousands of files takes long to make others: it looks for numbers that were
    not in use a moment ago. Nothing but this class may write in the directory.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._kept: list[tuple[str, int]] = []
        """Paths and sizes."""
        self._kept_directories: list[str] = []
        self._n_bytes = self._n_given = 0

    def give(self, place: str) -> None:
        """Take a file away from where it is; keep or remove it."""
        found = os.lstat(place)
        is_plain = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
        if not is_plain or len(self._kept) == _MAX_FILES or self._n_bytes + found.st_size > _MAX_BYTES:
            os.unlink(place)  # noqa: PTH108
            return
        self._kept.append((self._taken(place), found.st_size))
        self._n_bytes += found.st_size

    def give_directory(self, place: str) -> None:
        """Take an empty directory away from where it is; keep or remove it. Leaves one that is not empty."""
        if os.listdir(place):  # noqa: PTH208
            return
        if len(self._kept_directories) == _MAX_DIRECTORIES:
            os.rmdir(place)  # noqa: PTH106
        else:
            self._kept_directories.append(self._taken(place))

    def _taken(self, place: str) -> str:
        if not self._n_given:
            self._directory.mkdir(exist_ok=True)
        self._n_given += 1
        kept = f"{self._directory}/{self._n_given}"
        os.rename(place, kept)  # noqa: PTH104
        return kept

    def put(self, place: str) -> None:
        """Have one of the files lie at a place where there is none; its content is to be written over.

        Does nothing if none is kept. Raises `OSError`; the file is then kept as it was.
        """
        if self._kept:
            kept, size = self._kept[-1]
            os.rename(kept, place)  # noqa: PTH104
            self._kept.pop()
            self._n_bytes -= size

    def put_directory(self, place: str) -> None:
        """Make a directory where there is nothing. Raises `OSError`, `FileExistsError` where there is something."""
        if not self._kept_directories or os.path.lexists(place):
            os.mkdir(place)  # noqa: PTH102
            return
        os.rename(self._kept_directories[-1], place)  # noqa: PTH104
        self._kept_directories.pop()


def write_over(place: str, content: bytes, spare: SpareFiles | None = None) -> None:
    """Write a file, be it new or not; never through a link. Raises `OSError`."""
    if spare is not None and not os.path.lexists(place):
        spare.put(place)
    file = os.open(place, _WRITE | os.O_CREAT, 0o666)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
        os.ftruncate(file, len(content))
    finally:
        os.close(file)
