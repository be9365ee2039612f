"""`catalog.duckdb` and `views.sql`: open anywhere, move, describe themselves, and are equal for equal content."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.small_release import small_rows, write_release
from warploom.catalog.views import views_script
from warploom.schemas.release import PUBLISHED

CONTENT = (
    "SELECT view_name, sql, comment FROM duckdb_views() WHERE NOT internal "
    "UNION ALL SELECT table_name || '.' || column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal "
    "UNION ALL SELECT function_name, macro_definition, comment FROM duckdb_functions() "
    "WHERE NOT internal ORDER BY ALL"
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("views") / "r"
    write_release(directory)
    return directory


def count(connection: duckdb.DuckDBPyConnection, table: str = "source_files") -> int:
    row = connection.execute(f"FROM {table} SELECT count(*)").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("read_only", [True, False])
def test_the_catalog_opens_from_any_directory(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    """By an absolute path, while the process is elsewhere."""
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(str(directory / "catalog.duckdb"), read_only=read_only) as connection:
        assert 6 == count(connection)


def test_the_catalog_opens_by_a_relative_path(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside it, and from a folder below."""
    monkeypatch.chdir(directory)
    with duckdb.connect("catalog.duckdb", read_only=True) as connection:
        assert 6 == count(connection)
    monkeypatch.chdir(directory / "data")
    with duckdb.connect("../catalog.duckdb", read_only=True) as connection:
        assert 6 == count(connection)


@pytest.mark.parametrize("name", ["moved", "with space", "quote's [x]*", "\u00fcml\u00e4ut"])
def test_the_catalog_can_be_moved(directory: Path, tmp_path: Path, name: str) -> None:
    """It reads the data beside it, not where it was made, whatever the directory's name."""
    moved = tmp_path / name
    shutil.copytree(directory, moved)
    for shard in (moved / "data/source_files/cuda").iterdir():
        shard.unlink()
    with duckdb.connect(str(moved / "catalog.duckdb"), read_only=True) as connection:
        assert 4 == count(connection)


def test_an_attached_catalog_needs_the_variable(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the card says."""
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{directory}/catalog.duckdb' AS release (READ_ONLY)")
        connection.execute("USE release")
        with pytest.raises(duckdb.IOException):
            count(connection)
        connection.execute(f"SET VARIABLE release = '{directory}'")
        assert 6 == count(connection)


def test_views_sql_works_in_the_release_and_elsewhere(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a variable beside the data, with it anywhere; twice does no harm."""
    script = (directory / "views.sql").read_text()
    monkeypatch.chdir(directory)
    with duckdb.connect() as connection:
        connection.execute(script)
        assert 6 == count(connection)
    monkeypatch.chdir("/")
    with duckdb.connect() as connection:
        connection.execute(f"SET VARIABLE release = '{directory}'")
        connection.execute(script)
        connection.execute(script)
        assert 6 == count(connection)


def test_views_and_columns_carry_the_descriptions(directory: Path) -> None:
    """Comments are the schemas'."""
    with duckdb.connect(str(directory / "catalog.duckdb"), read_only=True) as connection:
        comments = dict(
            connection.execute(
                "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal"
            ).fetchall()
        )
        (of_view,) = connection.execute(
            "SELECT comment FROM duckdb_views() WHERE view_name = 'quarantine'"
        ).fetchone() or (None,)
    for folder, table in PUBLISHED.items():
        for column in table.columns:
            assert column.description == comments[f"{folder}.{column.name}"]
    assert PUBLISHED["quarantine"].description == of_view


def test_the_stack_v2_names_are_there(directory: Path) -> None:
    """The text is `content`, CUDA is `Cuda`."""
    with duckdb.connect(str(directory / "catalog.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "SELECT blob_id, path, content, license_type, is_vendor FROM as_the_stack_v2 WHERE language = 'Cuda' "
            "ORDER BY path DESC"
        ).fetchall()
    assert ("src/k.cu", "__global__ void k() {}\n", "permissive", False) == rows[0][1:]
    assert 40 == len(rows[0][0])


def test_the_names_of_compile_are_there(directory: Path) -> None:
    """ComPile's columns first, in its order and types, then the row's id. Content is bitcode, languages are small."""
    with duckdb.connect(str(directory / "catalog.duckdb"), read_only=True) as connection:
        described = connection.execute("DESCRIBE as_compile").fetchall()
        rows = connection.execute(
            "SELECT c.* FROM as_compile AS c JOIN ir_modules AS m USING (row_id) ORDER BY m.language, m.coverage"
        ).fetchall()
    assert [
        ("content", "BLOB"),
        ("license_expression", "VARCHAR"),
        ("license_source", "VARCHAR"),
        ("license_files", "VARCHAR[]"),
        ("package_source", "VARCHAR"),
        ("language", "VARCHAR"),
        ("row_id", "VARCHAR"),
    ] == [column[:2] for column in described]
    of_c, of_part, _ = rows
    assert b"BC\xc0\xde" == of_c[0][:4]
    assert ("MIT", "warploom", [], "pkg:generic/0@" + "1" * 40, "c") == of_c[1:6]
    assert ("cuda", ["/headers/cuda/warploom_cuda.h", "src/k.h"]) == (of_part[5], of_part[3])


def test_the_same_content_gives_the_same_catalog(directory: Path, tmp_path: Path) -> None:
    """Compared by content: views, columns, comments, macros."""
    write_release(tmp_path / "other", small_rows())
    contents = []
    for place in (directory, tmp_path / "other"):
        with duckdb.connect(str(place / "catalog.duckdb"), read_only=True) as connection:
            contents.append(connection.execute(CONTENT).fetchall())
    assert contents[0] == contents[1]
    assert str(directory) not in str(contents[0])


def test_a_table_without_shards_is_an_empty_view(tmp_path: Path) -> None:
    """With the types of the schema."""
    write_release(tmp_path, {folder: [] for folder in PUBLISHED})
    with duckdb.connect(str(tmp_path / "catalog.duckdb"), read_only=True) as connection:
        assert 0 == count(connection)
        types = dict(
            connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'source_files'"
            ).fetchall()
        )
    assert ("VARCHAR[]", "TIMESTAMP WITH TIME ZONE") == (types["detected_licenses"], types["revision_time"])


def test_an_empty_view_of_every_table_can_be_made(tmp_path: Path) -> None:
    """Every type that a table uses has a name in SQL."""
    with duckdb.connect() as connection:
        connection.execute(views_script(tmp_path))
        assert [0] * len(PUBLISHED) == [count(connection, folder) for folder in PUBLISHED]
