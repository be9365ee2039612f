"""Keeps what compilers answered, across runs and repositories: the same text, flags and toolchain run once."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from warploom.extractors.atomic import replacing
from warploom.extractors.ir.code_tree import CodeTree

_SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("holds_for", pa.string()),
        ("exit_code", pa.int32()),
        ("stdout", pa.binary()),
        ("stderr", pa.binary()),
        ("names", pa.list_(pa.string())),
        ("contents", pa.list_(pa.binary())),
    ]
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said: exit code, what it printed, and the files that it wrote, by name."""

    exit_code: int
    stdout: bytes
    stderr: bytes
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Read:
    """What a program read."""

    paths: Sequence[str]
    """Of the tree."""
    names: Sequence[str] = ()
    """Last components of other files, whose place one of the tree could take."""


class CompileCache:
    """Answers by a key over command line, toolchain and input; several where the files that it includes differ.

    An answer holds where every file of the tree that was read is the same, and where nothing else has appeared under
    the name of a file that was read, be it of the tree or of a toolchain. An answer whose files are not known, as of a
    compilation that failed, holds for a tree that is the same as a whole. What is added is written by `write`, as one
    file; a file that is damaged counts as not there.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._places: dict[str, list[tuple[Path, int]]] = {}
        """By key: pack and row."""
        self._fresh: dict[str, list[tuple[str, Answer]]] = {}
        self._known: set[Path] = set()
        self.n_hits = 0
        self.n_misses = 0
        self.refresh()

    def refresh(self) -> None:
        """Learn of packs that others have written."""
        if not self._directory.is_dir():
            return
        for path in sorted(self._directory.glob("*.arrow")):
            if path in self._known:
                continue
            self._known.add(path)
            try:
                pack = _read(path)
            except (pa.ArrowInvalid, OSError):
                continue
            if pack.schema != _SCHEMA:  # of another version
                continue
            keys = pack.column("key").to_pylist()
            for row, key in enumerate(keys):
                self._places.setdefault(key, []).append((path, row))

    def get(self, key: str, tree: CodeTree) -> Answer | None:
        """The answer that holds for what lies in the tree now."""
        answer = self._find(key, tree)
        self.n_hits += answer is not None
        self.n_misses += answer is None
        return answer

    def _find(self, key: str, tree: CodeTree) -> Answer | None:
        for holds_for, answer in self._fresh.get(key, ()):
            if _holds(json.loads(holds_for), tree):
                return answer
        for path, row in self._places.get(key, ()):
            try:
                pack = _read(path)
            except (pa.ArrowInvalid, OSError):  # removed by a purge, or damaged
                continue
            if _holds(json.loads(pack.column("holds_for")[row].as_py()), tree):
                exit_code, stdout, stderr, names, contents = (
                    pack.column(name)[row].as_py() for name in _SCHEMA.names[2:]
                )
                return Answer(exit_code, stdout, stderr, dict(zip(names, contents, strict=True)))
        return None

    def add(self, key: str, tree: CodeTree, answer: Answer, read: Read | None) -> None:
        """Keep an answer; `read` is what it rests on, None where that is not known."""
        holds_for: dict[str, Any] = {"tree": tree.digest()}
        if read is not None:
            names = sorted({*read.names, *(path.rpartition("/")[2] for path in read.paths)})
            digests = {path: tree.sha256(path) for path in read.paths}
            holds_for = {"read": digests, "names": names, "places": tree.places(names)}
        self._fresh.setdefault(key, []).append((json.dumps(holds_for, sort_keys=True), answer))

    def write(self) -> None:
        """Write what was added since the last time."""
        rows = [(key, *pair) for key, pairs in sorted(self._fresh.items()) for pair in pairs]
        if not rows:
            return
        table = pa.Table.from_pylist(
            [
                {
                    "key": key,
                    "holds_for": holds_for,
                    "exit_code": answer.exit_code,
                    "stdout": answer.stdout,
                    "stderr": answer.stderr,
                    "names": list(answer.files),
                    "contents": list(answer.files.values()),
                }
                for key, holds_for, answer in rows
            ],
            schema=_SCHEMA,
        )
        name = hashlib.sha256("".join(key + holds_for for key, holds_for, _ in rows).encode()).hexdigest()
        path = self._directory / f"{name[:32]}.arrow"
        with replacing(path) as temporary, pa.OSFile(str(temporary), "wb") as sink:
            options = pa.ipc.IpcWriteOptions(compression="zstd")
            with pa.ipc.new_file(sink, _SCHEMA, options=options) as writer:
                writer.write_table(table)
        self._fresh = {}
        self.refresh()


def _read(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


def _holds(holds_for: Mapping[str, Any], tree: CodeTree) -> bool:
    if "tree" in holds_for:
        return bool(holds_for["tree"] == tree.digest())
    if not {"read", "names", "places"} <= holds_for.keys():
        return False  # an earlier version wrote it, and did not say enough
    read = holds_for["read"]
    try:
        same = all(tree.sha256(path) == digest for path, digest in read.items())
    except KeyError:
        return False
    return same and bool(holds_for["places"] == tree.places(holds_for["names"]))


_CURRENT: ContextVar[CompileCache] = ContextVar("compile_cache")


@contextlib.contextmanager
def caching(cache: CompileCache) -> Iterator[None]:
    """Let stages that compile ask this cache, and write what they add at the end of the block."""
    token = _CURRENT.set(cache)
    try:
        yield
        cache.write()
    finally:
        _CURRENT.reset(token)


def current() -> CompileCache:
    """The cache of the block around; `LookupError` outside of one."""
    return _CURRENT.get()
