"""A repository laid out on disk for a compiler: its texts, some of them replaced for a while."""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any


class CodeTree:
    """Texts below `root`, by their paths.

    A path that this file system does not take (a name that is too long, a file where another path needs a directory) is
    left out.
    """

    def __init__(self, root: Path, texts: Mapping[str, bytes]) -> None:
        self._root = root
        self._replaced: dict[str, bytes] = {}
        self._digests: dict[str, str] = {}
        self._directories: set[Path] = set()
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
                    (self._root / path).unlink()
            self._replaced = {}

    def remove(self) -> None:
        """Take everything off the disk again; the directory itself stays."""
        for entry in os.scandir(self._root):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                Path(entry.path).unlink()

    def _digest_of(self, path: str) -> str:
        if path not in self._digests:
            self._digests[path] = hashlib.sha256(self._texts[path]).hexdigest()
        return self._digests[path]

    def _write(self, path: str, text: bytes) -> bool:
        place = self._root / path
        try:
            if place.parent not in self._directories:
                place.parent.mkdir(parents=True, exist_ok=True)
                self._directories.add(place.parent)
            place.write_bytes(text)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            return False
        except OSError as error:
            if error.errno in _NO_SUCH_NAME:
                return False
            raise
        return True


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


_NO_SUCH_NAME = frozenset({errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ})
