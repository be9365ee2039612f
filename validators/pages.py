"""Compares what card, datasheet, page, Croissant and SPDX document say with what was counted in the shards."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from warploom.schemas.manifest import Counts, Manifest
from warploom.schemas.release import CARD, CITATION, CROISSANT, DATASHEET, PAGE, SPDX, TRAINABLE
from warploom.validators.card_counts import CardError, card_counts, config_patterns
from warploom.validators.figures import Cells
from warploom.validators.page_counts import WIDTHS, expected_counts
from warploom.validators.visible import plain

Complaint = tuple[str, list[str], str]
"""Rule, examples, message."""

_COUNTS = "counts in {} are not those of the shards"
_ROWS = re.compile(r"^([\d,]+) rows?\.")
_SINCE = "1.5"
"""Version of `source_files` with which these pages came."""


def check_pages(
    directory: Path, manifest: Manifest, counts: Counts, figures: Mapping[str, Cells]
) -> Iterator[Complaint]:
    """Everything that a page of the release says and the shards do not; none of the files of an earlier format."""
    expected = expected_counts(manifest, counts)
    yield from _card(directory, manifest, expected)
    listed = {receipt.path for receipt in manifest.files}
    pages = (DATASHEET, PAGE, CROISSANT, SPDX, CITATION)
    if tuple(map(int, manifest.tables["source_files"].schema_version.split("."))) >= tuple(map(int, _SINCE.split("."))):
        missing = [name for name in pages if name not in listed]
        if missing:
            yield "page_missing", missing, "the manifest does not list these pages"
    for name, check in ((DATASHEET, _datasheet), (PAGE, _page), (CROISSANT, _croissant), (SPDX, _spdx)):
        path = directory / name
        if name in listed and path.is_file():  # `file_missing` has said so otherwise
            try:
                wrong = check(path, manifest, expected, figures)
            except (CardError, ValueError, KeyError, TypeError, AttributeError) as error:
                yield "page_unreadable", [name], f"{name} is not what Warploom writes ({error!r})"
                continue
            if wrong:
                yield "page_counts", wrong, _COUNTS.format(name)


def _card(directory: Path, manifest: Manifest, expected: Mapping[str, Any]) -> Iterator[Complaint]:
    card = directory / CARD
    if not card.is_file():
        return  # `file_missing` has said so
    try:
        said = card_counts(card, WIDTHS)
        patterns = config_patterns(card)
    except CardError as error:
        yield "card", [CARD], str(error)
        return
    wrong = [name for name in expected if said.get(name) != expected[name]]
    if wrong:
        yield "card_counts", wrong, _COUNTS.format("the card")
    barren = [
        f"{config}: {pattern}"
        for config, pattern in patterns
        if not any(pq.read_metadata(path).num_rows for path in directory.glob(pattern))
    ]
    if barren:
        yield "card_configs", barren, "configurations in the card match no rows"
    rows = {folder: table.rows for folder, table in manifest.tables.items()}
    default = [config for config, _ in patterns][:1]
    should = [folder for folder in TRAINABLE if rows.get(folder)][:1]
    if default != should:
        yield "card_configs", [CARD], "the card lacks a configuration"


def _datasheet(path: Path, _: Manifest, expected: Mapping[str, Any], __: Mapping[str, Cells]) -> list[str]:
    said = card_counts(path, WIDTHS)
    return [name for name in expected if said.get(name) != expected[name]]


def _page(path: Path, _: Manifest, expected: Mapping[str, Any], figures: Mapping[str, Cells]) -> list[str]:
    reader = _TableReader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    wrong = [name for name, rows in figures.items() if reader.figures.get(name) != rows]
    wrong += [name for name in reader.figures if name not in figures]
    tables = {name: expected[name] for name in ("tables", "extents") if name in expected}
    wrong += [name for name, rows in tables.items() if reader.counts.get(name) != _cells(rows)]
    return sorted(set(wrong))


def _cells(rows: list[tuple[str | int, ...]]) -> Cells:
    return [tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) for row in rows]


def _croissant(path: Path, manifest: Manifest, _: Mapping[str, Any], __: Mapping[str, Cells]) -> list[str]:
    document = json.loads(path.read_bytes())
    said_files = {
        entry["contentUrl"]: (entry["sha256"], entry["contentSize"])
        for entry in document["distribution"]
        if entry["@type"] == "cr:FileObject"
    }
    files = {r.path: (r.sha256, f"{r.bytes} B") for table in manifest.tables.values() for r in table.files}
    wrong = [name for name in {**files, **said_files} if files.get(name) != said_files.get(name)]
    said_rows = {entry["name"]: _n_rows(entry["description"]) for entry in document["recordSet"]}
    rows = {folder: table.rows for folder, table in manifest.tables.items() if table.rows}
    wrong += [folder for folder in {**rows, **said_rows} if rows.get(folder) != said_rows.get(folder)]
    return wrong if document["name"] == plain(manifest.provenance.name) else [*wrong, "name"]


def _n_rows(description: str) -> int | None:
    found = _ROWS.match(description)
    return int(found[1].replace(",", "")) if found else None


def _spdx(path: Path, manifest: Manifest, _: Mapping[str, Any], __: Mapping[str, Cells]) -> list[str]:
    graph = json.loads(path.read_bytes())["@graph"]
    said = {e["name"]: e["verifiedUsing"][0]["hashValue"] for e in graph if e["type"] == "software_File"}
    files = {r.path: r.sha256 for table in manifest.tables.values() for r in table.files}
    wrong = [name for name in {**files, **said} if files.get(name) != said.get(name)]
    (package,) = [e for e in graph if e["type"] == "dataset_DatasetPackage"]
    size = sum(r.bytes for table in manifest.tables.values() for r in table.files)
    return wrong if package["dataset_datasetSize"] == size else [*wrong, "dataset_datasetSize"]


class _TableReader(HTMLParser):
    """Reads the bodies of a page's marked tables, by figure and by count."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.figures: dict[str, Cells] = {}
        self.counts: dict[str, Cells] = {}
        self._rows: Cells | None = None
        self._row: list[str] | None = None
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            for attribute, into in (("data-figure", self.figures), ("data-counts", self.counts)):
                name = dict(attrs).get(attribute)
                if name is not None:
                    self._rows = into[name] = []
        elif tag == "tr" and self._rows is not None:
            self._row = []
        elif tag == "td" and self._row is not None:
            self._row.append("")
            self._is_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._rows = None
        elif tag == "tr" and self._rows is not None and self._row:
            self._rows.append(tuple(self._row))
            self._row = None
        elif tag == "td":
            self._is_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_cell and self._row:
            self._row[-1] += data
