"""Writes `manifest.json`, last of all: a directory without it is an unfinished release."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from warploom.extractors.atomic import write_text
from warploom.schemas.errors import WarploomError
from warploom.schemas.manifest import Counts, FileReceipt, Manifest, Provenance, PublishedTable, ShardReceipt
from warploom.schemas.release import MANIFEST, PUBLISHED, shards


class ShardChangedError(WarploomError):
    """A shard is not what the receipt handed in for it says."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}. Something else wrote into the release; run the build again."


def withdraw_manifest(directory: Path) -> None:
    """Declare a release unfinished, before anything in it changes."""
    (directory / MANIFEST).unlink(missing_ok=True)


def draft_manifest(
    directory: Path, provenance: Provenance, counts: Counts, receipts: Iterable[ShardReceipt] = ()
) -> Manifest:
    """What the manifest will say, but for the files beside the shards, which are made from it.

    A shard with a receipt is not read again: its size and its rows are compared (`ShardChangedError`), its digest is
    believed.
    """
    known = {receipt.path: receipt for receipt in receipts}
    tables = {}
    for folder, table in PUBLISHED.items():
        found = tuple(_receipt(directory, path, known) for path in shards(directory, folder))
        tables[folder] = PublishedTable(
            schema_version=table.version,
            rows=sum(receipt.rows for receipt in found),
            bytes=sum(receipt.bytes for receipt in found),
            files=found,
        )
    return Manifest(provenance, tables, counts, ())


def write_manifest(directory: Path, draft: Manifest, files: Iterable[str]) -> Manifest:
    """Write the manifest of a directory in which all else is in place; `files` are relative to it."""
    others = []
    for relative in sorted(set(files)):
        path = directory / relative
        others.append(FileReceipt(relative, path.stat().st_size, sha256_of(path)))
    manifest = dataclasses.replace(draft, files=tuple(others))
    write_text(directory / MANIFEST, manifest.to_json())
    return manifest


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes in hex, read in pieces."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _receipt(directory: Path, path: Path, known: dict[str, ShardReceipt]) -> ShardReceipt:
    relative = path.relative_to(directory).as_posix()
    size = path.stat().st_size
    rows = pq.read_metadata(path).num_rows
    given = known.get(relative)
    if given is None:
        return ShardReceipt(relative, rows, size, sha256_of(path))
    if (given.rows, given.bytes) != (rows, size):
        raise ShardChangedError(
            relative, f"{rows} rows in {size} bytes, written were {given.rows} rows in {given.bytes} bytes"
        )
    return given
