"""Removes a repository or a content, and all that descends from it, from a work directory and the downloads."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from warploom.extractors.atomic import write_text
from warploom.pipelines import lock, parts
from warploom.pipelines.downloads import downloads_of, remove_downloads, stores_named
from warploom.pipelines.places import PURGED, compile_cache, is_work
from warploom.pipelines.receipts import Receipt, Receipts
from warploom.pipelines.shards import read_shard
from warploom.pipelines.workdir import remove_uncommitted, sizes
from warploom.schemas.errors import UsageError
from warploom.schemas.source import Origin
from warploom.schemas.source_files import CONTENTS
from warploom.validators.optouts import COLUMNS, OptOuts, normal_name

_OF_ONE_BUCKET = frozenset({"read", "texts", "notices", "licenses", "compile", "benchmarks", "candidates", "select"})
"""Phases whose receipts carry the bucket of the repositories they are about; the others mix all buckets."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What was removed, and what could not be. `repositories` are names, or empty for a content."""

    target: str
    repositories: tuple[str, ...]
    files: int
    bytes: int
    downloads: tuple[str, ...]
    """Files and folders of the cache that were removed, relative to it."""


def purge(target: str, work: Path, cache: Path) -> Purged:
    """Remove `target`: `owner/name`, a URL, a purl, an `rp_` id, an `sf_` id or a `swh:1:cnt:` id.

    It is entered in the work directory's own list of opt-outs first, so that a purge that is killed is finished by
    saying it again, and no later build brings it back. Other repositories of the same bucket are computed again. The
    answers of compilers are removed as a whole: they hold code of repositories that they do not name.
    """
    if not is_work(work):
        raise UsageError(f"{work}: is no work directory of Warploom; nothing was removed")
    with ExitStack() as locks:
        locks.enter_context(lock.held(work / "lock", "purge"))
        for path in (*parts.lock_paths(work), work / "lock.merge"):
            lock.refuse_if_held(path)
        receipts = Receipts(work)
        read = [r for r in receipts.all() if r.phase == "read"]
        content = _content(target)
        if content is not None:
            hit = [r for r in read if _holds(work, r, content)]
            facts: list[Mapping[str, Any]] = []
            entries = [("content", content)]
        else:
            facts = [f for r in read for f in r.facts["repositories"] if _is_meant(target, f)]
            ids = {f["repository_id"] for f in facts}
            hit = [r for r in read if any(f["repository_id"] in ids for f in r.facts["repositories"])]
            if not facts and target.startswith("rp_"):
                raise UsageError(f"{target}: no such repository in {work}")
            names = {normal_name(n) for f in facts for n in (f["repo_name"], f["origin_url"])}
            names |= set() if target.startswith("rp_") else {_repository_name(target)}
            # What has no owner cannot be told from a word: its purl or URL stands for it.
            entries = [("repository", name) for name in sorted(names) if "/" in name]
        _enter(work / PURGED, entries, datetime.now(UTC).date())
        # First: a purge that is killed here still finds in the receipts what to remove.
        optouts = OptOuts(repositories=frozenset(name for scope, name in entries if scope == "repository"))
        downloads = [name for f in facts for name in downloads_of(cache, _origin(f))]
        removed = remove_downloads(cache, [*downloads, *stores_named(cache, optouts)])
        removed += _remove_answers(cache)
        before = sizes(work)
        _remove(work, receipts, {r.bucket for r in hit})
        after = sizes(work)
    return Purged(
        target,
        tuple(sorted({f["repo_name"] for f in facts})),
        len(before) - len(after),
        sum(before.values()) - sum(after.values()),
        tuple(removed),
    )


def _origin(facts: Mapping[str, Any]) -> Origin:
    return Origin(
        facts["source_kind"], facts["repo_name"], facts["origin_url"], facts["revision_id"], facts["archive_sha256"]
    )


def _content(target: str) -> str | None:
    digest = target.removeprefix("swh:1:cnt:").removeprefix("sf_")
    if digest == target:
        return None
    if len(digest) != 40 or set(digest) - set("0123456789abcdef"):
        raise UsageError(f"{target}: an id of a content ends in 40 hex digits")
    return "swh:1:cnt:" + digest


def _repository_name(target: str) -> str:
    normal = normal_name(target)
    if "/" not in normal:
        raise UsageError(
            f"{target}: name a repository (owner/name, URL, purl, rp_...) or a content (sf_..., swh:1:cnt:...)"
        )
    return normal


def _is_meant(target: str, facts: Mapping[str, Any]) -> bool:
    if target.startswith("rp_"):
        return bool(facts["repository_id"] == target)
    names = [n for n in (facts["repo_name"], facts["origin_url"], facts["moved_to"]) if n]
    return OptOuts(repositories=frozenset({_repository_name(target)})).names_repository(names)


def _holds(work: Path, read: Receipt, content: str) -> bool:
    for shard in read.of_table(CONTENTS.name):
        ids = read_shard(work, shard, CONTENTS, ["content_id"]).column("content_id")
        if pc.any(pc.equal(ids, content)).as_py():
            return True
    return False


def _enter(path: Path, entries: Iterable[tuple[str, str]], today: date) -> None:
    """Add lines to a list of opt-outs that are not there yet."""
    text = path.read_text("utf-8") if path.exists() else ",".join(COLUMNS) + "\n"
    known = {tuple(row[:2]) for row in csv.reader(io.StringIO(text))}
    added = io.StringIO()
    csv.writer(added, lineterminator="\n").writerows(
        (scope, name, today.isoformat()) for scope, name in entries if (scope, name) not in known
    )
    write_text(path, text + added.getvalue())


def _remove_answers(cache: Path) -> list[str]:
    """Remove what compilers answered; the folder's name, if it was there."""
    place = compile_cache(cache)
    if not place.is_dir():
        return []
    shutil.rmtree(place)
    return [place.name]


def _remove(work: Path, receipts: Receipts, buckets: set[str]) -> None:
    """Take back every commit that may hold anything of these buckets, and remove the files nothing commits to."""
    gone = [r.key for r in receipts.all() if r.phase not in _OF_ONE_BUCKET or r.bucket in buckets]
    receipts.forget(gone)
    shutil.rmtree(work / "assembly", ignore_errors=True)
    (work / "assembled.json").unlink(missing_ok=True)
    remove_uncommitted(work, receipts)
    for build in (work / "builds").glob("*.json"):  # what those builds used is gone
        build.unlink()
