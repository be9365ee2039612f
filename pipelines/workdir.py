"""Prunes a work directory down to what its last builds used."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from warploom.extractors.atomic import remove_temporaries
from warploom.pipelines import lock, parts
from warploom.pipelines.places import is_work
from warploom.pipelines.receipts import Receipts
from warploom.schemas.errors import UsageError


@dataclass(frozen=True, slots=True)
class Pruned:
    """What `clean` removed."""

    files: int
    bytes: int


def prune(work: Path, keep: int) -> Pruned:
    """Keep what the last `keep` builds used and remove everything else; with 0, all of it."""
    if not is_work(work):
        raise UsageError(f"{work}: is no work directory of Warploom; nothing was removed")
    with lock.held(work / "lock", "clean"):
        for path in (*parts.lock_paths(work), work / "lock.merge"):
            lock.refuse_if_held(path)
        files = sizes(work)
        before = len(files), sum(files.values())
        remove_temporaries(work)
        builds = sorted((work / "builds").glob("*.json")) if (work / "builds").is_dir() else []
        if keep and (not builds or list((work / "parts").glob("*.json"))):
            # No build has ended here, or parts of one are done: what there is will be needed.
            files = sizes(work)
            return Pruned(before[0] - len(files), before[1] - sum(files.values()))
        kept = builds[len(builds) - keep :] if keep else []
        used: set[str] = set()
        for build in kept:
            used.update(json.loads(build.read_bytes()))
        for build in builds:
            if build not in kept:
                build.unlink()
        receipts = Receipts(work)
        receipts.compact(keep=used)
        if not keep:
            shutil.rmtree(work / "assembly", ignore_errors=True)
            (work / "assembled.json").unlink(missing_ok=True)
        remove_uncommitted(work, receipts)
        files = sizes(work)
    return Pruned(before[0] - len(files), before[1] - sum(files.values()))


def remove_uncommitted(work: Path, receipts: Receipts) -> None:
    """Remove every work file that no receipt commits to; the assembled release is left. Only under the lock."""
    alive = {shard.path for receipt in receipts.all() for shard in receipt.shards}
    alive |= {r.facts["spill"]["path"] for r in receipts.all() if "spill" in r.facts}
    for suffix in (".parquet", ".arrow"):
        for path in work.rglob(f"*{suffix}"):
            relative = str(path.relative_to(work))
            if relative not in alive and not relative.startswith("assembly/"):
                path.unlink()


def sizes(work: Path) -> dict[Path, int]:
    """Every file below it, with its length in bytes."""
    return {p: p.stat().st_size for p in work.rglob("*") if p.is_file()}
