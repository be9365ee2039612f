"""Turns a directory of Parquet shards into a release: licenses, views, card and datasheet, and the manifest last."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from warploom.catalog.card import write_card
from warploom.catalog.citation import write_citation
from warploom.catalog.croissant import write_croissant
from warploom.catalog.datasheet import write_datasheet
from warploom.catalog.datasheet_page import write_page
from warploom.catalog.manifest import draft_manifest, withdraw_manifest, write_manifest
from warploom.catalog.notice import write_license_texts, write_licenses_csv, write_notice
from warploom.catalog.spdx import write_spdx
from warploom.catalog.views import write_views
from warploom.schemas.manifest import Manifest, Provenance, ShardReceipt
from warploom.validators.figures import count_figures
from warploom.validators.published import connect, pair_licenses, recount


def finish_release(directory: Path, provenance: Provenance, receipts: Iterable[ShardReceipt] = ()) -> Manifest:
    """Make everything of a release but its shards, out of its shards.

    Without its manifest a directory is unfinished; it is withdrawn first and written last. `receipts` of shards that
    were just written save reading them once more.
    """
    withdraw_manifest(directory)
    # The catalog needs no counts, and DuckDB and the disk leave a processor to it.
    with ThreadPoolExecutor(1) as pool, connect(directory) as connection:
        views = pool.submit(write_views, directory, provenance.release)
        counts = recount(connection)
        manifest = draft_manifest(directory, provenance, counts, receipts)
        files = [write_licenses_csv(directory, counts.licenses)]
        of_files = [count.license_expression for count in counts.licenses]
        texts, missing = write_license_texts(directory, [*of_files, *pair_licenses(connection)])
        files += texts
        files.append(write_notice(directory, connection, provenance, missing))
        files += views.result()
        files.append(write_card(directory, connection, manifest))
        files.append(write_datasheet(directory, connection, manifest))
        files.append(write_page(directory, connection, manifest, count_figures(connection)))
        files.append(write_spdx(directory, connection, manifest))
    files += [write_croissant(directory, manifest), write_citation(directory, manifest)]
    return write_manifest(directory, manifest, files)
