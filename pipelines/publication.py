"""Puts a finished release in place of the one before: assembled beside it, swapped file by file, manifest last."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from warploom.catalog.release import finish_release
from warploom.extractors.atomic import replacing, write_json
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.shards import ShardRef, digest_file
from warploom.schemas.manifest import Provenance, ReleaseError, ShardReceipt, read_manifest
from warploom.schemas.release import CATALOG, MANIFEST
from warploom.schemas.versions import next_version

_RECORD = "published.json"
_NAMED = "release.json"


def publish(work: Path, out: Path, shards: Mapping[str, Receipt], provenance: Provenance) -> str:
    """Make `out` the release of these shards; `published`, or `up_to_date` where it already was."""
    state = digest_of(
        {name: [r.shards[0].path, r.shards[0].sha256] for name, r in shards.items()},
        repr(provenance),
        code_digest(finish_release.__module__),
        code_digest(__name__),
    )
    assembly, marker = work / "assembly", work / "assembled.json"
    if _read_json(marker) != state or not assembly.is_dir():
        marker.unlink(missing_ok=True)
        _assemble(work, assembly, {name: r.shards[0] for name, r in shards.items()}, provenance)
        write_json(marker, state)
    if _is_in_place(assembly, out) and not _changed(work, out):
        return "up_to_date"
    put_in_place(assembly, out)
    record = {name: [r.key, r.shards[0].path, r.shards[0].sha256, _stamp(out / name)] for name, r in shards.items()}
    write_json(work / _RECORD, record)
    return "published"


def name_release(
    work: Path, out: Path, shards: Mapping[str, Receipt], provenance: Provenance, asked: str, today: date
) -> Provenance:
    """Provenance with the version of the release: as asked, or with `next` another one if anything else changed.

    What a version stands for is written down before it is published: a build that is killed has it again.
    """
    if asked != "next":
        return dataclasses.replace(provenance, release=asked)
    state = digest_of({name: r.shards[0].sha256 for name, r in shards.items()}, repr(provenance))
    last = _read_json(work / _NAMED) or {}
    if last.get("state") == state:
        return dataclasses.replace(provenance, release=last["release"])
    earlier = last.get("release", "") or _release_of(out)
    release = next_version(earlier, today)
    write_json(work / _NAMED, {"state": state, "release": release})
    return dataclasses.replace(provenance, release=release)


def _release_of(out: Path) -> str:
    try:
        return read_manifest(out).provenance.release
    except ReleaseError:  # nothing was published here yet
        return ""


def damaged_shards(work: Path, out: Path) -> dict[str, str]:
    """Published shards whose bytes in the work directory are no longer those that were written, with their receipts.

    Shards are hard links, so whoever edits a published file edits the work directory's, too. Only files whose length
    or time changed are read. What is damaged is removed, so that its job can write it again.
    """
    damaged = {}
    for name, (key, path, sha256, _) in _changed(work, out).items():
        source = work / path
        if source.is_file() and digest_file(source)[1] == sha256:
            continue
        source.unlink(missing_ok=True)
        (work / "assembled.json").unlink(missing_ok=True)
        damaged[name] = key
    return damaged


def _changed(work: Path, out: Path) -> dict[str, list[Any]]:
    """Entries of the record whose file in `out` is missing or has another length or time than when it was put there."""
    record: dict[str, list[Any]] = _read_json(work / _RECORD) or {}
    return {name: entry for name, entry in record.items() if _stamp(out / name) != entry[3]}


def _stamp(path: Path) -> list[int] | None:
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):  # what it said is found out again
        return None


def _assemble(work: Path, assembly: Path, shards: Mapping[str, ShardRef], provenance: Provenance) -> None:
    """Build the whole release beside the old one: hard links to the shards, and everything made from them."""
    if assembly.exists():
        shutil.rmtree(assembly)
    receipts = []
    for name, shard in sorted(shards.items()):
        link_or_copy(work / shard.path, assembly / name)
        receipts.append(ShardReceipt(name, shard.rows, shard.bytes, shard.sha256))
    finish_release(assembly, provenance, receipts)


def put_in_place(assembly: Path, out: Path) -> None:
    """Make `out` hold exactly what `assembly` holds; a reader in between finds no manifest and says so.

    Files that are not the release's own (a `.git` folder, for example) are left alone, unless they are in its folders.
    """
    names = sorted(str(p.relative_to(assembly)) for p in assembly.rglob("*") if p.is_file() and p.name != MANIFEST)
    (out / MANIFEST).unlink(missing_ok=True)
    for name in names:
        _replace(assembly / name, out / name, may_link=name.startswith("data/"))
    wanted = set(names)
    for folder in ("data", "LICENSES"):
        for path in sorted((out / folder).rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif str(path.relative_to(out)) not in wanted:
                path.unlink()
    _replace(assembly / MANIFEST, out / MANIFEST, may_link=False)


def _is_in_place(assembly: Path, out: Path) -> bool:
    """Whether `out` already is this release: equal manifest, and every file there with its length."""
    try:
        if (assembly / MANIFEST).read_bytes() != (out / MANIFEST).read_bytes():
            return False
        files = [p for p in assembly.rglob("*") if p.is_file()]
        return all(_same_size(p, out / p.relative_to(assembly)) for p in files)
    except FileNotFoundError:
        return False


def _same_size(ours: Path, theirs: Path) -> bool:
    # The catalog is compared by content: two equal ones may differ in length.
    return theirs.is_file() if ours.name == CATALOG else ours.stat().st_size == theirs.stat().st_size


def _replace(source: Path, target: Path, *, may_link: bool) -> None:
    if (
        target.exists()
        and target.stat().st_ino == source.stat().st_ino
        and target.stat().st_dev == source.stat().st_dev
    ):
        return
    with replacing(target) as temporary:
        # Shards are linked; what people may want to edit in place is copied, so that the original stays.
        if may_link:
            link_or_copy(source, temporary)
        else:
            shutil.copyfile(source, temporary)


def link_or_copy(source: Path, target: Path) -> None:
    """The same file under another name, or a copy where links do not reach; the folder is made where it is missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, target)
