"""`check`: silent on good releases, and one finding for each law that is broken."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.small_release import Rows, provenance, small_rows, split_rows, write_release, write_shards
from warploom.catalog import views
from warploom.catalog.croissant import write_croissant
from warploom.catalog.explore import explain, query
from warploom.catalog.manifest import draft_manifest, write_manifest
from warploom.catalog.release import finish_release
from warploom.catalog.spdx import write_spdx
from warploom.schemas import manifest as manifests
from warploom.schemas.manifest import Manifest, read_manifest
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.schemas.release import ADDED_LATER, COMPILED, MANIFEST, PUBLISHED, shards
from warploom.validators import published
from warploom.validators.published import connect
from warploom.validators.releases import check, check_rows

NOWHERE = "oc_" + "0" * 32


def found(directory: Path) -> list[tuple[str, str]]:
    return sorted({(finding.table, finding.rule) for finding in check(directory)})


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("good") / "release"
    write_release(directory)
    return directory


@pytest.fixture
def release(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "release"))


def test_a_good_release_has_no_findings(good: Path) -> None:
    """Nothing is wrong with what `finish_release` makes."""
    assert check(good) == []


def test_a_release_without_rows_is_good(tmp_path: Path) -> None:
    """Empty tables break no law."""
    write_release(tmp_path / "r", {folder: [] for folder in PUBLISHED})
    assert check(tmp_path / "r") == []


def test_a_release_with_nothing_published_is_good(tmp_path: Path) -> None:
    """All refused is an answer."""
    rows = small_rows()
    kept = rows["quarantine"][-1]
    repository = rows["repositories"][-1]
    empty: Rows = {folder: [] for folder in PUBLISHED}
    write_release(tmp_path / "r", {**empty, "repositories": [repository], "quarantine": [kept]})
    assert check(tmp_path / "r") == []


def test_a_finding_names_rule_count_and_examples(tmp_path: Path) -> None:
    """Ids of up to three rows stand for all that break a law."""
    rows = small_rows()
    for row in rows["file_licenses"]:
        row["repository_id"] = "rp_none"
    write_release(tmp_path / "r", rows)
    (finding,) = check(tmp_path / "r")
    ids = sorted(row["occurrence_id"] for row in rows["file_licenses"])
    assert ("file_licenses", "reference", 7, tuple(ids[:3])) == (
        finding.table,
        finding.rule,
        finding.count,
        finding.examples,
    )
    assert ids[0] in str(finding)


# What is wrong with the rows, and the laws that this breaks. The last source file (`m.cpp`) is not in the sample.
Broken = tuple[Callable[[Rows], object], list[tuple[str, str]]]


def _by(rows: Rows, folder: str, **values: object) -> dict[str, object]:
    (row,) = [row for row in rows[folder] if all(row[name] == value for name, value in values.items())]
    return row


def _change_text(rows: Rows) -> None:
    text = "int n;\n"
    rows["source_files"][-1].update(text=text, text_sha256=hashlib.sha256(text.encode()).hexdigest())


def _same_content(rows: Rows) -> None:
    rows["source_files"][-1]["content_id"] = rows["source_files"][0]["content_id"]


def _forget_published(rows: Rows) -> None:
    _by(rows, "occurrences", path="m.cpp").update(fate="not_source", source_file_id=None)
    place = rows["repositories"][1]
    place["n_published"] -= 1
    place["n_not_source"] += 1


def _lone_published(rows: Rows) -> None:
    _by(rows, "occurrences", path="README").update(fate="published")
    place = rows["repositories"][0]
    place["n_published"] += 1
    place["n_not_source"] -= 1


def _reason_for_source(rows: Rows) -> None:
    subject = _by(rows, "occurrences", path="README")["occurrence_id"]
    rows["quarantine"].append({**rows["quarantine"][0], "subject_id": subject, "path": "README"})


def _near_duplicates_apart(rows: Rows) -> None:
    for row in (rows["source_files"][-1], rows["splits"][-1]):
        row.update(split="test", split_group="sg_new")
    first, last = rows["source_files"][0], rows["source_files"][-1]
    last.update(dedup_cluster_id=first["row_id"], is_representative=False)
    row = dict.fromkeys(NEAR_DUPLICATES.schema.names) | {"level": "file", "method": "tokens", "verdict": "duplicate"}
    row |= {"score": 0.9, "threshold": 0.7, "kept_for": "id", "scheme": "token5/1:affine32:256:1"}
    rows["near_duplicates"].append({**row, "subject_id": last["row_id"], "other_id": first["row_id"]})


def _known_apart(rows: Rows) -> None:
    _near_duplicates_apart(rows)
    rows["splits"][-1]["reason"] = "earlier_conflict"


ROWS: dict[str, Broken] = {
    "nothing": (lambda _: None, []),
    "quarantine row twice": (
        lambda r: r["quarantine"].append(r["quarantine"][0]),
        [("quarantine", "key_unique")],
    ),
    "license row twice": (
        lambda r: r["file_licenses"].append(r["file_licenses"][0]),
        [("file_licenses", "key_unique")],
    ),
    "repository twice": (
        lambda r: r["repositories"].append(r["repositories"][0]),
        [("repositories", "key_unique")],
    ),
    "sample row twice": (lambda r: r["sample"].append(r["sample"][0]), [("sample", "key_unique")]),
    "occurrence twice": (
        lambda r: r["occurrences"].append(r["occurrences"][0]),
        [("occurrences", "key_unique"), ("repositories", "counts")],
    ),
    "source file twice": (
        lambda r: r["source_files"].append(r["source_files"][-1]),
        [("source_files", "duplicate_content"), ("source_files", "key_unique"), ("source_files", "published")],
    ),
    "license of no path": (
        lambda r: r["file_licenses"][-1].update(occurrence_id=NOWHERE),
        [("file_licenses", "reference")],
    ),
    "duplicate of nothing": (
        lambda r: _by(r, "occurrences", fate="duplicate").update(source_file_id="sf_0"),
        [("occurrences", "duplicate"), ("occurrences", "reference")],
    ),
    "duplicate without a row": (
        lambda r: _by(r, "occurrences", fate="duplicate").update(source_file_id=None),
        [("occurrences", "duplicate")],
    ),
    "duplicate of other content": (
        lambda r: _by(r, "occurrences", fate="duplicate").update(content_id="swh:1:cnt:0"),
        [("occurrences", "duplicate")],
    ),
    "unknown language": (
        lambda r: _by(r, "occurrences", path="README").update(language="COBOL"),
        [("occurrences", "closed_set")],
    ),
    "unknown source kind": (
        lambda r: r["repositories"][0].update(source_kind="ftp"),
        [("repositories", "closed_set")],
    ),
    "unknown tier": (
        lambda r: r["file_licenses"][-1].update(license_tier="free"),
        [("file_licenses", "closed_set")],
    ),
    "unknown scope": (
        lambda r: r["file_licenses"][-1].update(license_scope="galaxy"),
        [("file_licenses", "closed_set")],
    ),
    "damage that is none": (
        lambda r: r["quarantine"][0].update(is_damage=True),
        [("quarantine", "is_damage")],
    ),
    "digest of another text": (
        lambda r: r["source_files"][-1].update(text_sha256="00" * 32),
        [("source_files", "text_digest")],
    ),
    "wrong length": (lambda r: r["source_files"][-1].update(length_bytes=1), [("source_files", "text_length")]),
    "text of another content": (_change_text, [("source_files", "content_digest")]),
    "same content twice": (
        _same_content,
        [
            ("occurrences", "published"),
            ("source_files", "content_digest"),
            ("source_files", "duplicate_content"),
            ("source_files", "row_id"),
        ],
    ),
    "license without evidence": (
        lambda r: r["source_files"][-1].update(license_evidence_path=None),
        [("source_files", "license_evidence")],
    ),
    "license without decision": (
        lambda r: _by(r, "file_licenses", path="m.cpp").update(license_expression="MIT"),
        [("source_files", "license_decision")],
    ),
    "row of an unpublished path": (_forget_published, [("source_files", "published")]),
    "published path without a row": (_lone_published, [("occurrences", "published")]),
    "unpublished path with a row": (
        lambda r: _by(r, "occurrences", path="README").update(source_file_id=r["source_files"][0]["row_id"]),
        [("occurrences", "unpublished")],
    ),
    "refused without a reason": (lambda r: r["quarantine"].pop(0), [("occurrences", "quarantined")]),
    "reason for what is not refused": (_reason_for_source, [("quarantine", "quarantined")]),
    "wrong counts": (
        lambda r: r["repositories"][0].update(n_published=3, n_duplicates=1),
        [("repositories", "counts")],
    ),
    "paths that do not add up": (
        lambda r: r["repositories"][2].update(n_paths=1),
        [("repositories", "counts")],
    ),
    "another repository's name": (
        lambda r: _by(r, "occurrences", path="README").update(repo_name="owner/two"),
        [("occurrences", "repository_copy")],
    ),
    "another recipe": (lambda r: r["source_files"][-1].update(recipe="other"), [("source_files", "recipe")]),
    "file of another group": (
        lambda r: r["source_files"][-1].update(split_group="sg_0"),
        [("source_files", "splits")],
    ),
    "group of another split": (
        lambda r: (r["source_files"][-1].update(split="test"), r["splits"][-1].update(split="test")),
        [("source_files", "folder"), ("source_files", "split_group"), ("splits", "split_group")],
    ),
    "split of no file": (
        lambda r: r["splits"][-1].update(source_file_id="sf_0"),
        [("source_files", "splits"), ("splits", "reference")],
    ),
    "near-duplicates of two splits": (
        _near_duplicates_apart,
        [("source_files", "folder"), ("source_files", "split_cluster")],
    ),
    "near-duplicates that an earlier release has apart": (_known_apart, [("source_files", "folder")]),
    "unknown reason of a split": (lambda r: r["splits"][0].update(reason="luck"), [("splits", "closed_set")]),
    "sample that is for tests": (lambda r: r["sample"][0].update(split="test"), [("sample", "split")]),
    "unit of another split": (
        lambda r: r["code_units"][0].update(split="test"),
        [("code_units", "file_copy"), ("code_units", "shard")],
    ),
    "sample of nothing": (
        lambda r: r["sample"][0].update(license_expression="BSD-3-Clause"),
        [("sample", "sample")],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_broken_rows_are_found(name: str, tmp_path: Path) -> None:
    """Each law is found broken, and no other."""
    damage, expected = ROWS[name]
    rows = small_rows()
    damage(rows)
    write_shards(tmp_path, rows, n_shards=1)
    with connect(tmp_path) as connection:
        findings = check_rows(connection, provenance())
    assert expected == sorted((finding.table, finding.rule) for finding in findings)


def test_tiers_outside_the_recipe_are_found(tmp_path: Path) -> None:
    """The manifest's tiers bind."""
    write_release(tmp_path / "r", license_tiers=("permissive",))
    assert [("source_files", "license_tier")] == found(tmp_path / "r")


def test_unsorted_shards_are_found(tmp_path: Path) -> None:
    """Rows of a shard keep the release's order."""
    write_shards(tmp_path / "r", small_rows(), n_shards=1, descending=True)
    finish_release(tmp_path / "r", provenance())
    assert [("source_files", "order")] == found(tmp_path / "r")


def test_a_row_in_the_wrong_folder_is_found(tmp_path: Path) -> None:
    """A language's folder holds that language."""
    write_shards(tmp_path / "r", small_rows())
    (tmp_path / "r/data/source_files/c").rename(tmp_path / "r/data/source_files/rust")
    finish_release(tmp_path / "r", provenance())
    assert [("source_files", "folder")] == found(tmp_path / "r")


def test_a_split_in_the_wrong_shard_is_found(tmp_path: Path) -> None:
    """A shard's name says the split of its rows."""
    rows = small_rows()
    for row in (rows["source_files"][-1], rows["splits"][-1]):
        row.update(split="test", split_group="sg_new")
    write_release(tmp_path / "r", rows)
    assert [("source_files", "folder")] == found(tmp_path / "r")


def test_no_manifest_is_an_unfinished_release(release: Path) -> None:
    """It says what to do."""
    (release / MANIFEST).unlink()
    (finding,) = check(release)
    assert "manifest" == finding.rule
    assert "Run the build again" in finding.message


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": "other"}', '{"format": "warploom-release"}'])
def test_a_damaged_manifest_is_found(release: Path, content: str) -> None:
    """A manifest of another shape is a finding, not a crash."""
    (release / MANIFEST).write_text(content)
    assert [("release", "manifest")] == found(release)


@pytest.mark.parametrize("name", ["NOTICE", "licenses.csv", "LICENSES/MIT.txt", "views.sql", "catalog.duckdb"])
def test_a_missing_file_is_found(release: Path, name: str) -> None:
    """Whatever the release consists of has to be there."""
    (release / name).unlink()
    assert [("release", "file_missing")] == found(release)


def test_a_changed_file_is_found(release: Path) -> None:
    """A digest guards every file."""
    with (release / "NOTICE").open("a") as notice:
        notice.write("and me\n")
    assert [("release", "file_changed")] == found(release)


@pytest.mark.parametrize(
    "name",
    ["data/sample/extra.parquet", "data/sample/.hidden", "README.md.tmp-17", "data/quarantine/x.parquet.partial"],
)
def test_a_stray_file_is_found(release: Path, name: str) -> None:
    """A killed writer leaves nothing behind that could be taken for data."""
    (release / name).write_bytes(b"")
    assert [("release", "stray_file")] == found(release)


def test_a_missing_shard_is_found(release: Path) -> None:
    """Contents are not looked at then."""
    shards(release, "occurrences")[0].unlink()
    assert [("occurrences", "shard_missing")] == found(release)


def test_a_longer_shard_is_found(release: Path) -> None:
    """A shard has the manifest's length."""
    with shards(release, "occurrences")[0].open("ab") as shard:
        shard.write(b"x")
    assert [("occurrences", "shard_size")] == found(release)


def test_a_changed_shard_is_found(release: Path) -> None:
    """One flipped bit is enough."""
    path = shards(release, "occurrences")[0]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert [("occurrences", "shard_digest")] == found(release)


def rewrite_manifest(directory: Path, manifest: Manifest | None = None) -> None:
    """Write a manifest that fits what lies there now."""
    old = manifest or read_manifest(directory)
    draft = draft_manifest(directory, old.provenance, old.counts)
    write_croissant(directory, draft)  # of these two a shard's digest is a part
    with duckdb.connect() as nothing:
        nothing.execute("CREATE TABLE repositories (revision_time TIMESTAMP)")
        write_spdx(directory, nothing, draft)
    write_manifest(directory, draft, [receipt.path for receipt in old.files])


def test_an_unreadable_shard_is_found(release: Path) -> None:
    """A digest that fits does not make a Parquet file."""
    manifest = read_manifest(release)
    path = shards(release, "occurrences")[0]
    path.write_bytes(b"PAR1 no more")
    table = manifest.tables["occurrences"]
    receipt = dataclasses.replace(table.files[0], bytes=12, sha256=hashlib.sha256(b"PAR1 no more").hexdigest())
    tables = {**manifest.tables, "occurrences": dataclasses.replace(table, bytes=12, files=(receipt,))}
    (release / MANIFEST).write_text(dataclasses.replace(manifest, tables=tables).to_json())
    assert [("occurrences", "shard_unreadable")] == found(release)


def edit_table(directory: Path, folder: str, **changes: object) -> None:
    """Replace fields of a table's first receipt (or of the table) in the manifest."""
    manifest = read_manifest(directory)
    table = manifest.tables[folder]
    of_table = {k: v for k, v in changes.items() if k.startswith("total_")}
    receipt = dataclasses.replace(table.files[0], **{k: v for k, v in changes.items() if k not in of_table})  # type: ignore[arg-type]
    edited = dataclasses.replace(
        table,
        files=(receipt, *table.files[1:]),
        **{k.removeprefix("total_"): v for k, v in of_table.items()},  # type: ignore[arg-type]
    )
    changed = dataclasses.replace(manifest, tables={**manifest.tables, folder: edited})
    (directory / MANIFEST).write_text(changed.to_json())


def test_wrong_rows_in_the_manifest_are_found(release: Path) -> None:
    """Rows are counted in the shard."""
    edit_table(release, "occurrences", rows=11, total_rows=11)
    assert [("occurrences", "shard_rows")] == found(release)


def test_wrong_totals_in_the_manifest_are_found(release: Path) -> None:
    """A table's rows are the sum of its shards'."""
    edit_table(release, "occurrences", total_rows=11)
    assert [("occurrences", "table_totals")] == found(release)


def test_a_table_that_is_not_listed_is_found(release: Path) -> None:
    """Every table belongs to a release; what is not listed is stray."""
    manifest = read_manifest(release)
    tables = {name: table for name, table in manifest.tables.items() if name != "quarantine"}
    (release / MANIFEST).write_text(dataclasses.replace(manifest, tables=tables).to_json())
    assert [("quarantine", "table_missing"), ("release", "stray_file")] == found(release)


def test_a_misnamed_shard_is_found(release: Path) -> None:
    """A shard's number is below the number of shards."""
    path = shards(release, "quarantine")[0]
    path.rename(path.with_name("train-00002-of-00001.parquet"))
    rewrite_manifest(release)
    assert [("quarantine", "shard_name")] == found(release)


def rewrite_shard(directory: Path, folder: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Replace a table's first shard, and the manifest to fit."""
    path = shards(directory, folder)[0]
    pq.write_table(change(pq.read_table(path)), path)
    manifest = read_manifest(directory)
    rewrite_manifest(directory, manifest)


def test_another_major_version_is_found(release: Path) -> None:
    """The schema's version is the table's."""
    rewrite_shard(
        release,
        "quarantine",
        lambda t: t.replace_schema_metadata({**t.schema.metadata, b"warploom.version": b"2.0"}),
    )
    assert [("quarantine", "shard_schema")] == found(release)


def test_a_missing_column_is_found(release: Path) -> None:
    """Columns are the table's."""
    rewrite_shard(release, "quarantine", lambda t: t.drop_columns(["detail"]))
    assert [("quarantine", "shard_schema")] == found(release)


def test_another_type_is_found(release: Path) -> None:
    """Types are the table's."""
    rewrite_shard(release, "quarantine", lambda t: t.cast(_with_large_detail(t.schema)))
    assert [("quarantine", "shard_schema")] == found(release)


def _with_large_detail(schema: pa.Schema) -> pa.Schema:
    index = schema.get_field_index("detail")
    return schema.set(index, schema.field(index).with_type(pa.large_string()))


def test_an_empty_row_group_is_found(tmp_path: Path) -> None:
    """`load_dataset` cannot read one."""
    rows = small_rows()
    write_shards(tmp_path / "r", rows)
    path = shards(tmp_path / "r", "sample")[0]
    pq.write_table(pa.Table.from_batches([PUBLISHED["sample"].empty()]), path)
    finish_release(tmp_path / "r", provenance())
    assert [("sample", "empty_row_group")] == found(tmp_path / "r")


def test_wrong_counts_in_the_manifest_are_found(release: Path) -> None:
    """Counts are recomputed from the shards."""
    manifest = read_manifest(release)
    fates = (dataclasses.replace(manifest.counts.fates[0], n_paths=99), *manifest.counts.fates[1:])
    counts = dataclasses.replace(manifest.counts, fates=fates)
    (release / MANIFEST).write_text(dataclasses.replace(manifest, counts=counts).to_json())
    assert [("release", "manifest_counts")] == found(release)


def edit_card(directory: Path, old: str, new: str) -> None:
    """Replace a text in the card, and its digest in the manifest."""
    card = directory / "README.md"
    text = card.read_text()
    assert old in text
    card.write_text(text.replace(old, new))
    rewrite_manifest(directory)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| C | permissive | 2 |", "| C | permissive | 3 |"),
        ("| `binary` | yes | 1 |", "| `binary` | no | 1 |"),
        ("| published | 6 |", "| published | 1,006 |"),
        ("| occurrences | 10 |", "| occurrences | 11 |"),
        ("<!-- counts: fates -->", ""),
        ("| CUDA | `nvptx64` | 1 | 1 | 0 | 1 | 1 | 1 |", "| CUDA | `nvptx64` | 1 | 1 | 0 | 1 | 1 | 2 |"),
        ("| `no_compiler` | 1 |", "| `no_compiler` | 0 |"),
        ("<!-- counts: compiled -->", ""),
    ],
)
def test_wrong_counts_in_the_card_are_found(release: Path, old: str, new: str) -> None:
    """The card's tables are recomputed from the shards."""
    edit_card(release, old, new)
    assert [("release", "card_counts")] == found(release)


def test_a_configuration_without_rows_is_found(release: Path) -> None:
    """A pattern of the card matches rows."""
    edit_card(release, "data/source_files/cuda/train-*.parquet", "data/source_files/cuda/test-*.parquet")
    assert [("release", "card_configs")] == found(release)


def test_another_default_configuration_is_found(release: Path) -> None:
    """`source_files` is what `load_dataset(DIR)` loads."""
    edit_card(release, "  default: true\n", "")
    edit_card(release, "- config_name: sample\n", "- config_name: sample\n  default: true\n")
    assert [("release", "card_configs")] == found(release)


@pytest.mark.parametrize("yaml", ["configs: 3\n", "configs: [3]\n", "configs:\n- config_name: [\n"])
def test_a_damaged_card_is_found(release: Path, yaml: str) -> None:
    """A card that cannot be read is a finding, not a crash."""
    text = (release / "README.md").read_text()
    edit_card(release, text[: text.index("\n---\n") + 5], f"---\n{yaml}---\n")
    assert [("release", "card")] == found(release)


def test_a_damaged_catalog_is_found(release: Path) -> None:
    """A catalog that does not open is a finding, not a crash."""
    (release / "catalog.duckdb").write_bytes(b"no database" * 1000)
    assert [("release", "catalog")] == found(release)


def test_an_older_minor_version_stays_readable(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column that was added since is no finding."""
    table = PUBLISHED["quarantine"]
    added = dataclasses.replace(table.columns[-1], name="is_new", nullable=True)
    monkeypatch.setitem(
        PUBLISHED, "quarantine", dataclasses.replace(table, version="1.1", columns=(*table.columns, added))
    )
    assert [] == found(release)


def test_the_first_version_of_source_files_stays_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules and counts about columns that it lacks have nothing to say, and `explain` shows what there is."""
    later = {"redactions", "comment_share", "digit_share", "is_data_table", "is_minified", "is_test", "test_evidence"}
    later |= {"programming_models", "feature_tags", "n_units", "syntax_error_share", "split_group"}
    rows = {
        folder: [{k: v for k, v in row.items() if k not in later} for row in of]
        for folder, of in small_rows().items()
        if folder not in ADDED_LATER
    }
    with monkeypatch.context() as past, _without(ADDED_LATER):
        for folder in ("source_files", "sample"):
            columns = tuple(column for column in PUBLISHED[folder].columns if column.name not in later)
            past.setitem(PUBLISHED, folder, dataclasses.replace(PUBLISHED[folder], version="1.0", columns=columns))
        _know_nothing_of_compiling(past)
        write_release(tmp_path / "r", rows)
    assert [] == found(tmp_path / "r")
    identity = next(row["occurrence_id"] for row in rows["source_files"])
    assert "Published as" in [section.title for section in explain(tmp_path / "r", identity)]


def test_format_1_3_stays_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without groups and the table `splits`: nothing is said of them."""
    rows = small_rows()
    for folder in ("source_files", "sample"):
        for row in rows[folder]:
            del row["split_group"]
    with monkeypatch.context() as past, _without({"splits"}):
        for folder in ("source_files", "sample"):
            columns = tuple(column for column in PUBLISHED[folder].columns if column.name != "split_group")
            past.setitem(PUBLISHED, folder, dataclasses.replace(PUBLISHED[folder], version="1.2", columns=columns))
        past.setattr(manifests, "FORMAT_VERSION", "1.3")
        write_release(tmp_path / "r", rows)
    assert [] == found(tmp_path / "r")
    assert 0 == query(tmp_path / "r", "FROM splits").num_rows
    assert (6,) == tuple(query(tmp_path / "r", "SELECT count(*) AS n FROM source_files").to_pydict()["n"])


def test_a_release_with_splits_is_good(tmp_path: Path) -> None:
    """Its shards are named by split, the card has a table of them, and a table without rows of a split has none."""
    write_release(tmp_path, split_rows("owner/one", "test"), by_split=True)
    assert [] == check(tmp_path)
    counts = [dataclasses.astuple(count)[:2] for count in read_manifest(tmp_path).counts.splits]
    assert [("test", 4), ("train", 2)] == counts
    card = (tmp_path / "README.md").read_text()
    assert "\n| test | 4 | " in card


@contextmanager
def _without(folders: Collection[str]) -> Iterator[None]:
    """No such tables; afterwards all of them in their old order, which a release's card goes by."""
    known = dict(PUBLISHED)
    for folder in folders:
        del PUBLISHED[folder]
    try:
        yield
    finally:
        PUBLISHED.clear()
        PUBLISHED.update(known)


def _know_nothing_of_compiling(past: pytest.MonkeyPatch) -> None:
    """Views and counts that read tables of compiled code have come since."""
    past.setattr(views, "static_views", lambda *_: "")
    for counts in ("_COMPILED", "_FAILURES", "_LIKENESS", "_PAIRS", "_REFUSED_PAIRS", "_PAIR_LICENSES"):
        past.setattr(published, counts, "SELECT 1 WHERE false")


def test_format_1_2_stays_readable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without folders of what was compiled: the checks hold, their tables are empty, and `explain` has less to say."""
    rows = {folder: of for folder, of in small_rows().items() if folder not in COMPILED}
    with monkeypatch.context() as past, _without(COMPILED):
        _know_nothing_of_compiling(past)
        past.setattr(manifests, "FORMAT_VERSION", "1.2")
        write_release(tmp_path / "r", rows)
        text = (tmp_path / "r" / MANIFEST).read_text()
        for name in ("compiled", "failures"):  # counts of 1.3
            text, n = re.subn(rf',\n    "{name}": \[\]|"{name}": \[\],\n    ', "", text)
            assert n == 1
        (tmp_path / "r" / MANIFEST).write_text(text)
    assert '"format_version": "1.2"' in text
    assert [] == found(tmp_path / "r")
    for folder in (*COMPILED, "as_compile"):
        assert 0 == query(tmp_path / "r", f"FROM {folder}").num_rows
    (kernel,) = [row["row_id"] for row in rows["source_files"] if row["path"] == "src/k.cu"]
    told = [section.title for section in explain(tmp_path / "r", kernel)]
    assert ["Source file", "Paths that hold this content", "License evidence"] == told
    assert [] == explain(tmp_path / "r", "ir_0")


def test_a_query_that_does_not_fit_is_asked_again_in_one_thread(release: Path) -> None:
    """With its answer, and the threads that there were afterwards; one that does not fit then either is an error."""

    class Scarce:
        """A connection whose first questions about threads and rules find no memory."""

        def __init__(self, connection: duckdb.DuckDBPyConnection, n_failures: int) -> None:
            self.connection, self.left, self.threads = connection, n_failures, list[str]()

        def table(self, name: str) -> duckdb.DuckDBPyRelation:
            return self.connection.table(name)

        def execute(self, sql: str, parameters: object = None) -> duckdb.DuckDBPyConnection:
            if "threads" in sql:
                self.threads.append(sql)
            elif self.left:
                self.left -= 1
                raise duckdb.OutOfMemoryException("no memory")
            return self.connection.execute(sql, parameters)

    manifest = read_manifest(release)
    with connect(release) as connection:
        (before,) = connection.execute("SELECT current_setting('threads')").fetchone() or (None,)
        scarce = Scarce(connection, 1)
        assert [] == check_rows(scarce, manifest.provenance)  # type: ignore[arg-type]
        assert ["SET threads = 1", "RESET threads"] == scarce.threads
        assert (before,) == connection.execute("SELECT current_setting('threads')").fetchone()
        with pytest.raises(duckdb.OutOfMemoryException):
            check_rows(Scarce(connection, 2), manifest.provenance)  # type: ignore[arg-type]
