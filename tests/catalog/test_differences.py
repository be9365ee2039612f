"""Differences of two releases: what came and went, why, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_release import HOSTILE, Rows, small_rows, write_release
from warploom.catalog.differences import TableDifference, difference, removed_rows, shared_bytes
from warploom.schemas.manifest import ReleaseError
from warploom.schemas.reasons import Reason
from warploom.validators.optouts import OptOuts


@pytest.fixture
def old(copy_release: Callable[..., Path], tmp_path: Path) -> Path:
    return copy_release(tmp_path / "old", release="2026.10.0")


def without(rows: Rows, path: str) -> dict[str, object]:
    """Take a published path and all that was made of it away; the path's row of occurrences is left to the caller."""
    (file,) = [row for row in rows["source_files"] if row["path"] == path]
    for folder, of_table in rows.items():
        if folder not in ("occurrences", "file_licenses", "near_duplicates"):
            key = "row_id" if folder in ("source_files", "sample") else "source_file_id"
            rows[folder] = [row for row in of_table if row.get(key) != file["row_id"]]
    return file


def of(tables: tuple[TableDifference, ...], name: str) -> TableDifference:
    (found,) = [table for table in tables if table.table == name]
    return found


def causes(table: TableDifference) -> tuple[dict[str, int], dict[str, int]]:
    return {c.reason: c.n_rows for c in table.added}, {c.reason: c.n_rows for c in table.removed}


def test_equal_releases_differ_in_nothing(old: Path, copy_release: Callable[..., Path], tmp_path: Path) -> None:
    """All shards are the same, all bytes are shared."""
    new = copy_release(tmp_path / "new", release="2026.11.0", description="Said otherwise.")
    found = difference(old, new)
    assert (True, "2026.10.0", "2026.11.0") == (found.is_same, found.old, found.new)
    assert all(t.n_shards_same == t.n_shards_new and t.bytes_same == t.bytes_new for t in found.tables)
    total, same = shared_bytes(old, old)
    assert total == same


def test_a_path_that_went_away(old: Path, tmp_path: Path) -> None:
    """Its file and its occurrence went because the path did."""
    rows = small_rows()
    without(rows, "m.cpp")
    rows["occurrences"] = [row for row in rows["occurrences"] if row["path"] != "m.cpp"]
    write_release(tmp_path / "new", rows)
    tables = difference(old, tmp_path / "new").tables
    assert ({}, {"path_removed": 1}) == causes(of(tables, "source_files"))
    assert ({}, {"path_removed": 1}) == causes(of(tables, "occurrences"))
    # And seen from the other side.
    tables = difference(tmp_path / "new", old).tables
    assert ({"new_path": 1}, {}) == causes(of(tables, "source_files"))


def test_a_file_that_is_refused_now(old: Path, tmp_path: Path) -> None:
    """The reason is the quarantine's, for the file and for what was made of it."""
    rows = small_rows()
    file = without(rows, "src/a.c")
    (place,) = [row for row in rows["occurrences"] if row["path"] == "src/a.c"]
    place.update(fate="quarantined", source_file_id=None)
    like = next(row for row in rows["quarantine"] if row["path"] == "gpl.c")
    more = {"subject_id": place["occurrence_id"], "path": "src/a.c", "reason": str(Reason.BENCHMARK_HIT)}
    rows["quarantine"].append({**like, **more})
    write_release(tmp_path / "new", rows)
    tables = difference(old, tmp_path / "new").tables
    assert ({}, {"refused: benchmark_hit": 1}) == causes(of(tables, "source_files"))
    assert {"refused: benchmark_hit"} == set(causes(of(tables, "mpi_tasks"))[1])
    assert ({"refused: benchmark_hit": 1}, {}) == causes(of(tables, "quarantine"))
    assert (1, {}, {}) == (of(tables, "occurrences").n_changed, *causes(of(tables, "occurrences")))
    back = difference(tmp_path / "new", old).tables
    assert ({"no longer refused: benchmark_hit": 1}, {}) == causes(of(back, "source_files"))
    assert ({}, {"no longer refused": 1}) == causes(of(back, "quarantine"))
    assert ("source_files", file["row_id"], "refused: benchmark_hit") in list(removed_rows(old, tmp_path / "new"))


def test_a_repository_that_is_gone_or_opted_out(old: Path, tmp_path: Path) -> None:
    """Only a list can tell the two apart: a release names nobody."""
    rows = small_rows()
    gone = next(row["repository_id"] for row in rows["repositories"] if row["repo_name"] == HOSTILE)
    rows = {name: [r for r in table if r.get("repository_id") != gone] for name, table in rows.items()}
    write_release(tmp_path / "new", rows)
    plain = difference(old, tmp_path / "new").tables
    listed = difference(old, tmp_path / "new", OptOuts(repositories=frozenset({HOSTILE.lower()}))).tables
    assert ({}, {"repository_no_longer_a_source": 2}) == causes(of(plain, "source_files"))
    assert ({}, {"repository_no_longer_a_source": 1}) == causes(of(plain, "repositories"))
    assert {"repository_no_longer_a_source"} == set(causes(of(plain, "file_licenses"))[1])
    by_list = OptOuts(contents=frozenset(r["content_id"] for r in small_rows()["source_files"]))
    assert ({}, {"opted_out": 2}) == causes(of(difference(old, tmp_path / "new", by_list).tables, "source_files"))
    assert listed  # a hostile name is no pattern


def test_a_value_that_changed_is_no_row_that_came_or_went(old: Path, tmp_path: Path) -> None:
    """One row of one table; the recipe's version, which all rows carry, changes none."""
    rows = small_rows()
    rows["source_files"][0]["n_lines"] = 77
    for row in (r for table in rows.values() for r in table if "recipe_version" in r):
        row["recipe_version"] = "9.9.9"
    write_release(tmp_path / "new", rows, version="9.9.9")
    changed = {t.table: t.n_changed for t in difference(old, tmp_path / "new").tables if not t.is_same}
    assert {"source_files": 1} == changed


def test_a_table_that_only_one_of_them_has(old: Path, tmp_path: Path) -> None:
    """An older release without a table reads as one without rows."""
    manifest = (old / "manifest.json").read_text()
    import json

    document = json.loads(manifest)
    del document["tables"]["mpi_tasks"]
    (old / "manifest.json").write_text(json.dumps(document))
    write_release(tmp_path / "new")
    assert ({"made_otherwise": 1}, {}) == causes(of(difference(old, tmp_path / "new").tables, "mpi_tasks"))


def test_what_is_no_release_is_refused(old: Path, tmp_path: Path) -> None:
    """With the directory that is none."""
    with pytest.raises(ReleaseError, match="nowhere"):
        difference(old, tmp_path / "nowhere")
