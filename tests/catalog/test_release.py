"""A release is a function of its shards and its provenance, and is finished last."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_release import provenance, small_rows, write_release, write_shards
from warploom.catalog import release as release_module
from warploom.catalog.explore import query
from warploom.catalog.manifest import ShardChangedError, withdraw_manifest
from warploom.catalog.release import finish_release
from warploom.schemas.manifest import ReleaseError, ShardReceipt, read_manifest
from warploom.schemas.release import MANIFEST

UNCOMPARED = "catalog.duckdb"


def digests(directory: Path) -> dict[str, str]:
    """SHA-256 of every file but the catalog."""
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.name != UNCOMPARED
    }


def test_the_same_rows_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    """Neither the directory nor the process' hash seed shows."""
    script = (
        "import sys, pathlib; from tests.small_release import write_release; write_release(pathlib.Path(sys.argv[1]))"
    )
    found = []
    for seed in ("0", "1"):
        directory = tmp_path / f"seed {seed}"
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", script, str(directory)], env=environment, cwd=root, check=True)
        found.append(digests(directory))
    assert found[0] == found[1]
    assert "README.md" in found[0]


def test_a_manifest_reads_back_as_it_was_written(tmp_path: Path) -> None:
    """`read_manifest` inverts `to_json`."""
    written = write_release(tmp_path)
    assert written == read_manifest(tmp_path)


def test_a_manifest_lists_every_file_but_itself_and_the_catalog(tmp_path: Path) -> None:
    """Nothing of a release is without a digest."""
    manifest = write_release(tmp_path)
    listed = {receipt.path: receipt.sha256 for receipt in manifest.files}
    listed |= {receipt.path: receipt.sha256 for table in manifest.tables.values() for receipt in table.files}
    assert {**listed, MANIFEST: digests(tmp_path)[MANIFEST]} == digests(tmp_path)


def test_a_manifest_counts_what_is_published(tmp_path: Path) -> None:
    """Counts by language and tier, license, reason and fate."""
    counts = write_release(tmp_path).counts
    assert [("C", "permissive", 2, 34), ("C++", "weak_copyleft", 1, 7)] == [
        (c.language, c.license_tier, c.n_files, c.n_bytes) for c in counts.languages[:2]
    ]
    assert [("binary", True, 1), ("license_not_allowed", False, 1), ("source_damaged", True, 1)] == [
        (c.reason, c.is_damage, c.n_subjects) for c in counts.reasons
    ]
    assert {"duplicate": 1, "not_source": 1, "published": 6, "quarantined": 2} == {
        c.fate: c.n_paths for c in counts.fates
    }


def test_a_manifest_knows_no_machine(tmp_path: Path) -> None:
    """No absolute path in it."""
    write_release(tmp_path)
    assert str(tmp_path) not in (tmp_path / MANIFEST).read_text()
    assert json.loads((tmp_path / MANIFEST).read_text())["format_version"] == "1.6"


def test_receipts_save_reading_shards(tmp_path: Path) -> None:
    """The digest of a receipt is believed."""
    write_shards(tmp_path, small_rows())
    path = tmp_path / "data/sample/train-00000-of-00001.parquet"
    receipt = ShardReceipt("data/sample/train-00000-of-00001.parquet", 3, path.stat().st_size, "ee" * 32)
    manifest = finish_release(tmp_path, provenance(), [receipt])
    assert "ee" * 32 == manifest.tables["sample"].files[0].sha256


def test_a_receipt_of_another_shard_is_an_error(tmp_path: Path) -> None:
    """Rows and size are compared."""
    write_shards(tmp_path, small_rows())
    receipt = ShardReceipt("data/sample/train-00000-of-00001.parquet", 3, 1, "ee" * 32)
    with pytest.raises(ShardChangedError, match="Something else wrote"):
        finish_release(tmp_path, provenance(), [receipt])


def test_a_failing_build_leaves_no_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old manifest goes before anything changes."""
    write_release(tmp_path)

    def fail(*_: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(release_module, "write_card", fail)
    with pytest.raises(OSError, match="disk full"):
        finish_release(tmp_path, provenance())
    with pytest.raises(ReleaseError, match="stopped while writing"):
        read_manifest(tmp_path)


def test_an_unfinished_release_is_not_read(tmp_path: Path) -> None:
    """Readers say what to do."""
    write_release(tmp_path)
    withdraw_manifest(tmp_path)
    with pytest.raises(ReleaseError, match="Run the build again"):
        query(tmp_path, "SELECT 1")


@pytest.mark.parametrize("make", [False, True])
def test_another_directory_is_not_a_release(tmp_path: Path, make: bool) -> None:
    """A missing and an empty directory are told apart from an unfinished one."""
    directory = tmp_path / "x"
    if make:
        directory.mkdir()
    with pytest.raises(ReleaseError, match="Name the directory"):
        read_manifest(directory)


def test_a_newer_format_is_not_read(tmp_path: Path) -> None:
    """It names the version to use."""
    write_release(tmp_path)
    text = (tmp_path / MANIFEST).read_text().replace('"format_version": "1.6"', '"format_version": "2.0"')
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(ReleaseError, match=r"format 2\.0"):
        read_manifest(tmp_path)


def test_finishing_again_removes_what_no_longer_belongs(tmp_path: Path) -> None:
    """License texts of an earlier release go."""
    write_release(tmp_path)
    (tmp_path / "LICENSES/Old-1.0.txt").write_text("gone")
    before = digests(tmp_path)
    finish_release(tmp_path, provenance())
    del before["LICENSES/Old-1.0.txt"]
    assert before == digests(tmp_path)


def test_a_release_may_lie_in_a_directory_of_any_name(tmp_path: Path) -> None:
    """Quotes and glob characters in the path are only characters."""
    directory = tmp_path / "it's [a-z]* {x}"
    write_release(directory)
    assert [6] == query(directory, "SELECT count(*) AS n FROM source_files")["n"].to_pylist()
