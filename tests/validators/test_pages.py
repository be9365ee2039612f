"""Pages that lie: whatever card, datasheet, page, Croissant or SPDX say beside the shards is refused."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from tests.small_release import write_release
from warploom.catalog.datasheet_answers import read_answers
from warploom.catalog.manifest import sha256_of
from warploom.schemas.manifest import FileReceipt, read_manifest
from warploom.schemas.release import MANIFEST
from warploom.validators.figures import MAX_CELL, shown
from warploom.validators.releases import check


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("good") / "release"
    write_release(directory, answers=read_answers())
    assert [] == check(directory)
    return directory


@pytest.fixture
def release(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "release"))


def rewritten(directory: Path, name: str, text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Rules that are broken, with their examples, after a page and its digest were replaced."""
    (directory / name).write_text(text)
    manifest = read_manifest(directory)
    receipt = FileReceipt(name, (directory / name).stat().st_size, sha256_of(directory / name))
    files = tuple(receipt if r.path == name else r for r in manifest.files)
    (directory / MANIFEST).write_text(dataclasses.replace(manifest, files=files).to_json())
    return [(finding.rule, finding.examples) for finding in check(directory)]


@pytest.mark.parametrize(
    ("name", "old", "new", "example"),
    [
        ("DATASHEET.md", "| C | permissive | 2 | 34 |", "| C | permissive | 2 | 35 |", "languages"),
        ("DATASHEET.md", "| permissive | train | 2 | 34 |  |", "| permissive | train | 2 | 34 | 9 |", "extents"),
        ("DATASHEET.md", "<!-- counts: fates -->", "", "fates"),
        ("README.md", "| C | permissive | train | 2 | 34 |  |", "| C | permissive | test | 2 | 34 |  |", "extents"),
        ("datasheet.html", '<td>MIT</td><td>permissive</td><td class="n">3</td>',
         '<td>MIT</td><td>permissive</td><td class="n">300</td>', "licenses"),
        ("datasheet.html", 'data-figure="flow"', 'data-figure="flows"', "flow"),
        ("datasheet.html", '<td>source_files</td><td class="n">6</td>', '<td>source_files</td><td class="n">7</td>',
         "tables"),
        ("croissant.json", '"description": "6 rows. Licensed', '"description": "7 rows. Licensed', "source_files"),
        ("croissant.json", '"name": "small"', '"name": "large"', "name"),
        ("spdx.json", '"dataset_datasetSize": ', '"dataset_datasetSize": 1', "dataset_datasetSize"),
    ],
)  # fmt: skip
def test_a_page_that_lies_is_refused(release: Path, name: str, old: str, new: str, example: str) -> None:
    """With the page and what is wrong in it."""
    text = (release / name).read_text()
    assert old in text
    ((rule, examples),) = rewritten(release, name, text.replace(old, new, 1))
    assert ("card_counts" if name == "README.md" else "page_counts") == rule
    assert example in examples


@pytest.mark.parametrize("name", ["croissant.json", "spdx.json"])
def test_a_checksum_that_is_not_the_shards_is_refused(release: Path, name: str) -> None:
    """The shard is named."""
    receipt = read_manifest(release).tables["occurrences"].files[0]
    text = (release / name).read_text().replace(receipt.sha256, "0" * 64)
    assert [("page_counts", (receipt.path,))] == rewritten(release, name, text)


@pytest.mark.parametrize("name", ["croissant.json", "spdx.json", "datasheet.html", "DATASHEET.md"])
@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"@graph": [3]}', "\x00" * 100, "{" * 5000])
def test_a_page_of_another_form_is_refused(release: Path, name: str, text: str) -> None:
    """A finding, not a crash."""
    ((rule, _),) = rewritten(release, name, text)
    assert rule in ("page_counts", "page_unreadable")


def test_a_page_that_is_not_listed_is_refused(release: Path) -> None:
    """A release of today has all of them."""
    manifest = read_manifest(release)
    files = tuple(r for r in manifest.files if r.path != "croissant.json")
    (release / MANIFEST).write_text(dataclasses.replace(manifest, files=files).to_json())
    assert [("page_missing", ("croissant.json",))] == [(f.rule, f.examples) for f in check(release)]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "yes"),
        (1234567, "1,234,567"),
        (0.1 + 0.2, "0.3"),
        ("a\n\u202eb", "a \\u202eb"),
        ("x" * 500, "x" * (MAX_CELL - 1) + "\u2026"),
    ],
)
def test_cells_are_short_visible_lines(value: object, cell: str) -> None:
    """Whatever stands in a row."""
    assert cell == shown(value)
