"""Croissant, SPDX and citation: valid by the tools of their makers, with the shards' checksums, and loadable."""

from __future__ import annotations

import dataclasses
import json
import logging
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from tests.future_tables import future_tables
from tests.small_release import HOSTILE, write_release
from warploom.catalog.croissant import croissant
from warploom.catalog.datasheet_answers import read_answers
from warploom.catalog.dates import release_date, release_time
from warploom.schemas.manifest import read_manifest
from warploom.schemas.release import PUBLISHED


def document(directory: Path, name: str = "croissant.json") -> dict[str, Any]:
    read: dict[str, Any] = json.loads((directory / name).read_bytes())
    return read


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("descriptions") / "r"
    write_release(directory, answers=read_answers(), published="2026-11-28")
    return directory


@pytest.mark.filterwarnings("ignore")  # pandas' and rdflib's own
@pytest.mark.parametrize("future", [False, True])
def test_croissant_is_valid_and_every_record_set_loads(
    directory: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, future: bool
) -> None:
    """No error, no warning, by mlcroissant; with as many records as there are rows, of tables unheard of too."""
    mlc = pytest.importorskip("mlcroissant")
    if future:
        directory = tmp_path
        with future_tables() as rows:
            write_release(directory, rows, answers=read_answers(), published="2026-11-28", name=HOSTILE)
    with caplog.at_level(logging.WARNING):
        dataset = mlc.Dataset(jsonld=str(directory / "croissant.json"))
    assert set() == dataset.metadata.ctx.issues.errors
    assert set() == dataset.metadata.ctx.issues.warnings
    assert [] == [record.message for record in caplog.records]
    loaded = {r.id: len(list(dataset.records(r.id))) for r in dataset.metadata.record_sets}
    assert {folder: t.rows for folder, t in read_manifest(directory).tables.items() if t.rows} == loaded
    assert ("unheard_of" in loaded) == future


@pytest.mark.filterwarnings("ignore")
def test_croissant_gives_what_is_in_a_row(directory: Path) -> None:
    """Texts come back as they were published, and lists of structs as lists."""
    mlc = pytest.importorskip("mlcroissant")
    dataset = mlc.Dataset(jsonld=str(directory / "croissant.json"))
    texts = {record["source_files/text"] for record in dataset.records("source_files")}
    assert "int b; /* gr\u00fc\u00df \u4f60\u597d */\n".encode() in texts


def test_croissant_has_the_checksum_of_every_shard(directory: Path) -> None:
    """And its length; and the responsible-AI fields that somebody answered."""
    said = document(directory)
    files = {f["contentUrl"]: (f["sha256"], f["contentSize"]) for f in said["distribution"] if "sha256" in f}
    receipts = [r for table in read_manifest(directory).tables.values() for r in table.files]
    assert {r.path: (r.sha256, f"{r.bytes} B") for r in receipts} == files
    assert {"rai:dataCollection", "rai:dataBiases", "rai:personalSensitiveInformation"} <= said.keys()
    assert "2026-11-28" == said["datePublished"]
    names = ("Apache-2.0", "MIT", "MPL-2.0")
    assert [f"https://spdx.org/licenses/{name}.html" for name in names] == said["license"]
    assert "creator" not in said


@pytest.mark.parametrize(
    ("version", "said"),
    [("1.2.0", "1.2.0"), ("2026.11", "2026.11.0"), ("7", "7.0.0"), ("1.2.0-rc1", "1.2.0-rc1"), ("new", None)],
)
def test_versions_are_those_that_croissant_knows(directory: Path, version: str, said: str | None) -> None:
    """What is none is left out."""
    manifest = read_manifest(directory)
    changed = dataclasses.replace(manifest, provenance=dataclasses.replace(manifest.provenance, version=version))
    assert said == croissant(changed).get("version")


@pytest.mark.parametrize(
    ("published", "release", "said"),
    [
        ("2026-01-02", "2026.11.28", ("2026-01-02", "2026-01-02")),
        ("", "2026.11.28", (None, "2026-11")),  # the 29th release of a month, no day
        ("2026-01-02", "", ("2026-01-02", "2026-01-02")),
        ("", "", (None, None)),
    ],
)
def test_the_day_is_the_recipes_and_the_month_the_releases(
    directory: Path, published: str, release: str, said: tuple[str | None, str | None]
) -> None:
    """Never the clock's."""
    provenance = dataclasses.replace(read_manifest(directory).provenance, published=published, release=release)
    assert said == (release_date(provenance), release_time(provenance))


@pytest.mark.filterwarnings("ignore")
def test_a_month_is_day_enough_for_croissant(tmp_path: Path) -> None:
    """A release that is named and dated by its version alone is valid without a warning."""
    mlc = pytest.importorskip("mlcroissant")
    write_release(tmp_path, answers=read_answers(), release="2026.11.3")
    dataset = mlc.Dataset(jsonld=str(tmp_path / "croissant.json"))
    assert set() == dataset.metadata.ctx.issues.warnings
    assert "2026.11.3" == dataset.metadata.version
    for name in ("README.md", "DATASHEET.md", "datasheet.html"):
        assert "small 2026.11.3" in (tmp_path / name).read_text()


def test_spdx_is_read_by_its_makers_model(directory: Path) -> None:
    """Every element has a type and properties of SPDX 3, links lead to elements, and files have their digests."""
    bindings = pytest.importorskip("spdx_python_model")
    model = bindings.v3_0_1
    objects = model.SHACLObjectSet()
    with (directory / "spdx.json").open("rb") as handle:
        model.JSONLDDeserializer().read(handle, objects)
    objects.link()
    assert set() == objects.missing_ids
    for element in objects.foreach():
        # The model's own serializer refuses an object that lacks a property or has too many.
        model.JSONLDSerializer().serialize_data(model.SHACLObjectSet([element]))
    (package,) = objects.foreach_type("dataset_DatasetPackage", match_subclass=False)
    receipts = [r for table in read_manifest(directory).tables.values() for r in table.files]
    assert sum(r.bytes for r in receipts) == package.dataset_datasetSize
    files = {f.name: f.verifiedUsing[0].hashValue for f in objects.foreach_type("software_File")}
    assert {r.path: r.sha256 for r in receipts} == files


def test_spdx_without_a_day_has_the_time_of_the_newest_source(tmp_path: Path) -> None:
    """SPDX asks for a time, and a clock is none of ours."""
    write_release(tmp_path)
    assert "2024-05-06T07:08:09Z" == document(tmp_path, "spdx.json")["@graph"][0]["created"]
    write_release(tmp_path, {folder: [] for folder in PUBLISHED})
    assert "1970-01-01T00:00:00Z" == document(tmp_path, "spdx.json")["@graph"][0]["created"]


def test_a_citation_has_what_the_format_asks_for(directory: Path, tmp_path: Path) -> None:
    """Version of the format, message, title, authors; those that the corpus names, if it does."""
    said = yaml.safe_load((directory / "CITATION.cff").read_text())
    assert {"cff-version": "1.2.0", "title": "small", "version": "1.2.0", "type": "dataset"}.items() <= said.items()
    assert "2026-11-28" == str(said["date-released"])
    assert [{"name": "makers of small"}] == said["authors"]
    assert "license" not in said
    (tmp_path / "answers.toml").write_text('[corpus]\ncreators = ["A: B", "- C"]\n')
    write_release(tmp_path / "r", answers=read_answers(tmp_path / "answers.toml"), name="a: - b\n---")
    said = yaml.safe_load((tmp_path / "r/CITATION.cff").read_text())
    assert ([{"name": "A: B"}, {"name": "- C"}], "a: - b ---") == (said["authors"], said["title"])
