"""Writes files so that a reader finds all of a file or nothing of it, whenever the writer is killed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TEMPORARY_MARK = ".tmp-"
_TEMPORARY = re.compile(r"\.tmp-[0-9a-f]{12}$")


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on success fsync it and rename it into place, on failure remove it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}{TEMPORARY_MARK}{uuid.uuid4().hex[:12]}")
    try:
        yield temporary
        with temporary.open("rb+") as handle:
            os.fsync(handle.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    # The directory is not synced: file systems that keep a journal keep the order of renames, so a receipt never
    # survives a power cut without its shards; and a receipt that is lost costs one job.


def write_bytes(path: Path, data: bytes) -> None:
    """Replace the file at `path` by `data`."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Replace the file at `path` by a text in UTF-8, line ends as they are."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Replace the file at `path` by `value` as JSON with sorted keys."""
    write_bytes(path, json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n")


def remove_temporaries(root: Path) -> int:
    """Remove what killed writers left below `root`; only under the lock. Returns how many."""
    if not root.is_dir():
        return 0
    removed = 0
    for directory, _, names in os.walk(root):
        for name in names:
            if _TEMPORARY.search(name):
                (Path(directory) / name).unlink(missing_ok=True)
                removed += 1
    return removed
