"""Subcommands for releases in time: `publish`, `withdraw`, `diff`, `leave-out`."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
from cyclopts import Parameter
from rich.console import Console

from warploom.catalog import differences
from warploom.catalog.render import render_table
from warploom.pipelines.exit_codes import DONE
from warploom.pipelines.leaving_out import leave_out as leave_out_of
from warploom.pipelines.publish_places import open_place
from warploom.pipelines.publishing import Sending, publish_release, withdraw_release
from warploom.schemas.manifest import read_manifest
from warploom.schemas.versions import ReleaseVersion, next_version
from warploom.validators.optouts import OptOuts, packaged_optouts, read_optouts

_ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON on stdout.")]
_Lists = Annotated[
    tuple[Path, ...], Parameter(name="--optouts", negative="", help="List of opt-outs, beside the one of Warploom.")
]
_Internal = Annotated[
    bool, Parameter(name="--internal-host", negative="", help="Insiders alone can read what lies there.")
]


def publish(
    directory: Path,
    *,
    to: str,
    dry_run: bool = False,
    private: bool = False,
    internal_host: _Internal = False,
    json_: _Json = False,
) -> int:
    """Check a release and publish it under its version. Interrupted, the same command goes on where it stopped.

    Parameters
    ----------
    directory
        Directory of the release, built with `--release`.
    to
        `hf://datasets/OWNER/NAME`, a directory, or any URL that fsspec knows (`s3://bucket/corpus`).
    dry_run
        Show what would be sent; send nothing.
    private
        Make a new repository of the Hub a private one.
    """
    place = open_place(to, private=private, is_internal_host=internal_host)
    sending = publish_release(directory, place, _today(), _ERRORS.print, dry_run=dry_run)
    if json_:
        _print_json({**dataclasses.asdict(sending), "bytes_to_send": sending.bytes_to_send})
    _tell(sending)
    return DONE


def _tell(sending: Sending) -> None:
    if sending.state == "up_to_date":
        _ERRORS.print(f"{sending.place} has {sending.version} already: nothing to send")
        return
    would = "would be " if sending.state == "dry_run" else ""
    if would:
        for file in sending.send:
            _ERRORS.print(f"send    {file.path} ({file.bytes:,} bytes)")
        for path in sending.remove:
            _ERRORS.print(f"remove  {path}")
    _ERRORS.print(
        f"{sending.version}: {len(sending.send)} files, {sending.bytes_to_send:,} bytes, "
        f"{would}sent to {sending.place}; {len(sending.reuse)} are there already, {len(sending.remove)} {would}removed"
    )


def withdraw(
    version: str,
    *,
    at: str,
    reason: str,
    delete: bool = False,
    json_: _Json = False,
) -> int:
    """Mark a published release as withdrawn, in the log of the place where it is.

    Parameters
    ----------
    version
        Version of the release, such as 2026.11.0.
    at
        Where it was published, as given to `publish --to`.
    reason
        Why, for those who used it.
    delete
        Remove its files too, or on the Hub its tag (the history of a repository keeps the files).
    """
    entry = withdraw_release(open_place(at), version, reason, _today(), delete=delete)
    if json_:
        _print_json(dataclasses.asdict(entry))
    _ERRORS.print(f"{entry.version} is withdrawn from {at}: {entry.reason}")
    return DONE


def diff(
    old: Path,
    new: Path,
    *,
    optouts: _Lists = (),
    removed: Path | None = None,
    chunks: bool = False,
    json_: _Json = False,
) -> int:
    """Compare two releases, table by table: rows that came, went or changed, and why.

    Parameters
    ----------
    old
        Directory of the earlier release.
    new
        Directory of the later one.
    removed
        Write a CSV file of all rows that went: table, id, reason.
    chunks
        Also read all files to see how many bytes of the later one lie in chunks that the earlier one has.
    """
    lists = _read_lists(optouts)
    found = differences.difference(old, new, lists)
    if removed is not None:
        with removed.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(("table", "id", "reason"))
            writer.writerows(differences.removed_rows(old, new, lists))
    shared = differences.shared_bytes(old, new) if chunks else None
    if json_:
        document = dataclasses.asdict(found)
        if shared is not None:
            document["chunks"] = {"bytes_new": shared[0], "bytes_shared": shared[1]}
        _print_json(document)
    else:
        sys.stdout.write(_shown(found))
        if shared is not None:
            share = shared[1] / max(1, shared[0])
            sys.stdout.write(f"{share:.1%} of the {shared[0]:,} bytes of {new} lie in chunks that {old} has\n")
    return DONE


def _shown(found: differences.Difference) -> str:
    tables = [
        {
            "table": t.table,
            "old": t.n_old,
            "new": t.n_new,
            "added": t.n_added,
            "removed": t.n_removed,
            "changed": t.n_changed,
            "shards_same": f"{t.n_shards_same}/{t.n_shards_new}",
        }
        for t in found.tables
    ]
    causes = [
        {"table": t.table, "rows": sign, "why": c.reason, "n": c.n_rows, "such_as": ", ".join(c.examples)}
        for t in found.tables
        for sign, of in (("removed", t.removed), ("added", t.added))
        for c in of
    ]
    text = f"{found.old} -> {found.new}\n{render_table(pa.Table.from_pylist(tables), 160)}\n"
    return text + (f"\n{render_table(pa.Table.from_pylist(causes), 160)}\n" if causes else "")


def leave_out(
    directory: Path,
    *,
    out: Path,
    optouts: _Lists = (),
    release: str = "next",
    json_: _Json = False,
) -> int:
    """Write a new release without what owners asked to be left out, and all that was made of it.

    It takes no work directory and no source. What other repositories hold of it is refused until the next build.

    Parameters
    ----------
    directory
        Directory of the release; it stays as it is.
    out
        Directory of the new one, which must not be there yet.
    release
        Its version, or `next`.
    """
    version = release
    if release == "next":
        version = next_version(read_manifest(directory).provenance.release, _today())
    left = leave_out_of(directory, out, _read_lists(optouts), str(ReleaseVersion.parse(version)))
    if json_:
        _print_json(dataclasses.asdict(left))
    if not left.release:
        _ERRORS.print(f"{directory} holds nothing of what the lists name: no release was written")
        return DONE
    rows = ", ".join(f"{n:,} {table}" for table, n in left.rows.items())
    _ERRORS.print(f"{out}: {left.release}, without {left.repositories} repositories and {left.contents} paths ({rows})")
    _ERRORS.print(f"{left.shards_rewritten} shards written, {left.shards_kept} as they were")
    return DONE


def _read_lists(paths: Sequence[Path]) -> OptOuts:
    found = read_optouts(packaged_optouts())
    for path in paths:
        found |= read_optouts(path)
    return found


def _today() -> date:
    return datetime.now(UTC).date()


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, indent=1, ensure_ascii=False, default=str)
    sys.stdout.write("\n")
