"""A repository laid out on disk for a compiler: its texts, some of them replaced for a while.

Paths are strings here: for thousands of small files, `pathlib` takes as long as the system.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from warploom.extractors.ir.spare_files import SpareFiles, write_over


class CodeTree:
    """Texts below `root`, by their paths.

    A path that this file system does not take (a name that is too long, a file where another path needs a directory) is
    left out.
    """

    def __init__(self, root: Path, texts: Mapping[str, bytes], spare: SpareFiles | None = None) -> None:
        """`spare` has files to write over, and is given them back."""
        root.mkdir(parents=True, exist_ok=True)
        self._root = str(root)
        self._spare = spare
        self._replaced: dict[str, bytes] = {}
        self._digests: dict[str, str] = {}
        self._directories = {""}
        """Those that are there, by their path below the root."""
        self._texts = {path: text for path, text in texts.items() if self._write(path, text)}
        self._made: dict[str, bytes] = {}

    @property
    def texts(self) -> Mapping[str, bytes]:
        """Text by path, as the repository has it."""
        return self._texts

    def lay(self, made: Mapping[str, bytes]) -> None:
        """Add files that are none of the repository's, such as headers that its build makes."""
        self._made |= {path: text for path, text in made.items() if path not in self._texts and self._write(path, text)}

    @functools.cached_property
    def by_name(self) -> Mapping[str, Sequence[str]]:
        """Paths by their last component, sorted."""
        found: dict[str, list[str]] = {}
        for path in sorted(self._texts):
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def digest(self) -> str:
        """Digest over all paths and texts, as they lie there now."""
        others = sorted({*self._replaced, *self._made})
        return _digest([self._own_digest, *((path, self.sha256(path)) for path in others)])

    @functools.cached_property
    def _own_digest(self) -> str:
        return _digest([(path, self._digest_of(path)) for path in sorted(self._texts)])

    def places(self, names: Iterable[str]) -> str:
        """Digest over where the tree has files whose last component is one of `names`: what includes could mean."""
        return _digest([(name, self.by_name.get(name, ())) for name in sorted(set(names))])

    def sha256(self, path: str) -> str:
        """SHA-256 of a file as it lies there now; `KeyError` if the tree has none of that path."""
        for others in (self._replaced, self._made):
            if path in others:
                return hashlib.sha256(others[path]).hexdigest()
        return self._digest_of(path)

    def has(self, path: str) -> bool:
        """Whether a file of that path lies there now."""
        return any(path in there for there in (self._replaced, self._made, self._texts))

    def text(self, path: str) -> bytes:
        """A file as it lies there now; `KeyError` if the tree has none of that path."""
        for others in (self._replaced, self._made):
            if path in others:
                return others[path]
        return self._texts[path]

    @property
    def replaced(self) -> Mapping[str, bytes]:
        """What stands in the place of files now."""
        return self._replaced

    @contextlib.contextmanager
    def replacing(self, texts: Mapping[str, bytes]) -> Iterator[None]:
        """Let other texts stand at some paths, new ones among them, until the end of the block."""
        self._replaced = {path: text for path, text in texts.items() if self._write(path, text)}
        try:
            yield
        finally:
            for path in self._replaced:
                if path in self._texts or path in self._made:
                    self._write(path, self._texts.get(path) or self._made.get(path, b""))
                else:
                    os.unlink(f"{self._root}/{path}")  # noqa: PTH108
            self._replaced = {}

    def remove(self) -> None:
        """Take everything off the disk again; the directory itself stays."""
        for path in (*self._texts, *self._made):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                if self._spare is None:
                    os.unlink(f"{self._root}/{path}")  # noqa: PTH108
                else:
                    self._spare.give(f"{self._root}/{path}")
        for directory in sorted(self._directories - {""}, key=len, reverse=True):
            with contextlib.suppress(OSError):  # no longer there, or not of our making
                if self._spare is None:
                    os.rmdir(f"{self._root}/{directory}")  # noqa: PTH106
                else:
                    self._spare.give_directory(f"{self._root}/{directory}")
        for entry in os.scandir(self._root):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)  # noqa: PTH108

    def _digest_of(self, path: str) -> str:
        if path not in self._digests:
            self._digests[path] = hashlib.sha256(self._texts[path]).hexdigest()
        return self._digests[path]

    def _write(self, path: str, text: bytes) -> bool:
        try:
            self._make_directory(path.rpartition("/")[0])
            write_over(f"{self._root}/{path}", text, self._spare)
        except OSError as error:
            if error.errno in _NO_SUCH_PATH:
                return False
            raise
        return True

    def _make_directory(self, path: str) -> None:
        missing = []
        while path not in self._directories:
            missing.append(path)
            path = path.rpartition("/")[0]
        for directory in reversed(missing):
            place = f"{self._root}/{directory}"
            try:
                if self._spare is None:
                    os.mkdir(place)  # noqa: PTH102
                else:
                    self._spare.put_directory(place)
            except FileExistsError:
                if not stat.S_ISDIR(os.lstat(place).st_mode):
                    raise
            self._directories.add(directory)


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


_NO_SUCH_PATH = frozenset((errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ, errno.EEXIST, errno.ENOTDIR, errno.EISDIR))
