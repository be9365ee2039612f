"""Puts a finished release in place of the one before: assembled beside it, swapped file by file, manifest last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from warploom.catalog.release import finish_release
from warploom.extractors.atomic import replacing
from warploom.pipelines.shards import ShardRef
from warploom.schemas.manifest import Provenance, ShardReceipt
from warploom.schemas.release import CATALOG, MANIFEST


def assemble(work: Path, shards: Mapping[str, ShardRef], provenance: Provenance) -> Path:
    """Build the whole release in `work/assembly`: hard links to the shards, and everything made from them."""
    assembly = work / "assembly"
    if assembly.exists():
        shutil.rmtree(assembly)
    receipts = []
    for name, shard in sorted(shards.items()):
        target = assembly / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _link_or_copy(work / shard.path, target)
        receipts.append(ShardReceipt(name, shard.rows, shard.bytes, shard.sha256))
    finish_release(assembly, provenance, receipts)
    return assembly


def swap(assembly: Path, out: Path) -> None:
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


def is_in_place(assembly: Path, out: Path) -> bool:
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
            _link_or_copy(source, temporary)
        else:
            shutil.copyfile(source, temporary)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, target)
