"""Where a build may write: directories that are its own, apart from each other and from what is read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from warploom.extractors.atomic import write_json
from warploom.schemas.errors import UsageError
from warploom.schemas.manifest import FORMAT
from warploom.schemas.release import MANIFEST

MARK = "warploom-work.json"
"""Written into a work directory before anything else; nothing is ever removed from a directory without it."""
PURGED = "purged.csv"
"""List of opt-outs in a work directory: what `warploom purge` removed and a later build must not bring back."""
_MAY_BE_THERE = frozenset({".git", ".gitattributes", ".gitignore", ".warploom.lock"})


def claim(out: Path, work: Path, cache: Path, read: Iterable[Path]) -> None:
    """Make `out` and `work`, or refuse with `UsageError`; `read` are the directories of local sources.

    A directory with somebody's files in it is never built into: a release removes what it does not know.
    """
    for path in (out, work, cache):
        try:
            str(path).encode("utf-8")
        except UnicodeEncodeError:
            raise UsageError(f"{str(path)!r}: the path is not valid UTF-8. Name another directory") from None
        if "\\" in str(path):
            raise UsageError(f"{path}: DuckDB takes a backslash in a path for an escape. Name another directory")
    _refuse_nesting(out, work, cache, read)
    if _is_used(work) and not is_work(work):
        raise UsageError(f"{work}: is not empty and no work directory of Warploom. Name another one with --work")
    if _is_used(out) and not _is_release(out) and not _is_claimed(work, out):
        raise UsageError(f"{out}: is not empty and no release of Warploom. Name another --out, or empty it")
    out.mkdir(parents=True, exist_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    if not _is_claimed(work, out):
        write_json(work / MARK, {"out": str(out)})


def compile_cache(cache: Path) -> Path:
    """Where below the cache the answers of compilers are."""
    return cache / "compiled"


def is_work(directory: Path) -> bool:
    """Tell whether a directory was made as a work directory."""
    return (directory / MARK).is_file()


def _refuse_nesting(out: Path, work: Path, cache: Path, read: Iterable[Path]) -> None:
    places = {"--out": out.resolve(), "--work": work.resolve(), "--cache": cache.resolve()}
    for (one, first), (other, second) in combinations(places.items(), 2):
        if first.is_relative_to(second) or second.is_relative_to(first):
            raise UsageError(f"{one} {first} and {other} {second}: neither may lie in the other")
    for source in read:
        resolved = source.resolve()
        for option, place in places.items():
            if place.is_relative_to(resolved):
                raise UsageError(f"{option} {place}: lies in the source {resolved}, which would read what it writes")
            if option != "--cache" and resolved.is_relative_to(place):
                raise UsageError(f"{option} {place}: holds the source {resolved}, which a build would overwrite")


def _is_used(directory: Path) -> bool:
    return directory.is_dir() and any(p.name not in _MAY_BE_THERE for p in directory.iterdir())


def _is_release(out: Path) -> bool:
    document = _read(out / MANIFEST)
    return isinstance(document, dict) and document.get("format") == FORMAT


def _is_claimed(work: Path, out: Path) -> bool:
    return _read(work / MARK) == {"out": str(out)}


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
