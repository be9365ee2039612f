"""SQL in a release: what defines and asks passes, whatever writes, loads or opens is found, however it is hidden."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from warploom.validators.releases import check
from warploom.validators.scripts import problems_of


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "WITH x AS (COPY (SELECT 1) TO '/tmp/x') SELECT * FROM x",
        "CREATE OR REPLACE VIEW v AS WITH x AS (copy source_files to 'x') FROM x",
        "EXPLAIN ANALYZE COPY t TO 'x'",
        "EXPORT DATABASE 'x'",
        "ATTACH 'x.db'",
        "INSTALL httpfs; LOAD httpfs",
        "INSERT INTO source_files VALUES (1)",
        "CREATE TABLE t AS SELECT 1",
        "CREATE OR REPLACE TEMP TABLE t AS SELECT 1",
        "CREATE SECRET s (TYPE s3)",
        "SET enable_external_access = true",
        "SET /* a comment */ memory_limit = '1GB'",
        "PRAGMA database_list",
        "DROP VIEW source_files",
        ".shell rm -r /",
        "SELECT 'it''s'; -- a comment\nDELETE FROM t",
        "SELECT $$ '$$; COPY t TO 'x'; SELECT $$' $$",
        "SELECT /* ' */ 1; COPY t TO 'x' /* ' */",
    ],
)
def test_what_writes_is_found(sql: str) -> None:
    """Also inside a query, in small letters, between comments."""
    assert problems_of(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'COPY this', \"update\" FROM source_files -- DROP nothing",
        "SET VARIABLE one = (SELECT min(row_id) FROM code_units)",
        "CREATE OR REPLACE MACRO m(a) AS TABLE SELECT a; COMMENT ON MACRO TABLE m IS 'INSERT, say'",
        "/* COPY */ FROM license_report()",
        "",
    ],
)
def test_what_defines_and_asks_passes(sql: str) -> None:
    """Words in texts, names and comments do nothing."""
    assert [] == problems_of(sql)


@pytest.mark.parametrize("name", ["views.sql", "views-hf.sql", "examples.sql"])
def test_a_script_that_writes_is_found(name: str, copy_release: Callable[..., Path], tmp_path: Path) -> None:
    """With its name and the word."""
    release = copy_release(tmp_path / "r")
    with (release / name).open("a") as script:
        script.write("\nCOPY source_files TO 'stolen.csv';\n")
    (finding,) = [f for f in check(release) if f.rule == "sql"]
    assert (name,) == finding.examples
    assert "COPY" in finding.message


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE license_counts SET n_rows = n_rows + 1 WHERE language = 'CUDA'", "license_counts"),
        ("UPDATE license_counts SET license_expression = NULL WHERE language = 'CUDA'", "license_counts"),
        ("INSERT INTO license_totals FROM license_totals", "license_totals"),
        ("DELETE FROM license_totals", "license_totals"),
        ("ALTER TABLE license_totals ALTER n_files TYPE INTEGER[] USING [n_files]", "license_totals"),
        ("ALTER TABLE license_counts DROP COLUMN n_lines", "license_counts"),
        ("DROP TABLE license_counts", "license_counts"),
        ("DROP TABLE license_counts; CREATE VIEW license_counts AS FROM license_totals", "license_counts"),
    ],
)
def test_counts_in_the_catalog_that_lie_are_found(
    sql: str, table: str, copy_release: Callable[..., Path], tmp_path: Path
) -> None:
    """They are counted again in the shards."""
    release = copy_release(tmp_path / "r")
    with duckdb.connect(str(release / "catalog.duckdb")) as connection:
        connection.execute(sql)
    (finding,) = check(release)
    assert ("catalog_counts", (table,)) == (finding.rule, finding.examples)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE OR REPLACE VIEW as_compile AS WITH x AS (COPY (SELECT 1) TO '/tmp/never.csv') SELECT 1",
        "CREATE TABLE loot AS SELECT 1",
    ],
)
def test_a_catalog_that_does_more_is_found(sql: str, copy_release: Callable[..., Path], tmp_path: Path) -> None:
    """It has no digest in the manifest, so what it defines is looked at."""
    release = copy_release(tmp_path / "r")
    catalog = tmp_path / "catalog.duckdb"
    shutil.copyfile(release / "catalog.duckdb", catalog)
    with duckdb.connect(str(catalog)) as connection:
        connection.execute(f"SET VARIABLE release = '{release}'")
        try:
            connection.execute(sql)
        except duckdb.Error:
            pytest.skip("this DuckDB takes no such view")
    shutil.copyfile(catalog, release / "catalog.duckdb")
    assert ["sql"] == [f.rule for f in check(release)]
