"""`catalog.duckdb` and `views.sql`: open anywhere, move, describe themselves, and are equal for equal content."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.small_release import small_rows, write_release
from warploom.catalog.explore import query
from warploom.catalog.views import views_script
from warploom.schemas.release import PUBLISHED, shards
from warploom.validators.license_counts import COUNTED

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


def statements(script: str) -> list[str]:
    """Statements of a script, as DuckDB's own parser cuts them."""
    return [statement.query for statement in duckdb.extract_statements(script)]


def test_every_example_runs_from_another_directory(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the catalog, read-only; and those over tables with rows give some."""
    monkeypatch.chdir(tmp_path)
    script = (directory / "examples.sql").read_text()
    with duckdb.connect(str(directory / "catalog.duckdb"), read_only=True) as connection:
        n_rows = [len(connection.execute(statement).fetchall()) for statement in statements(script)]
    assert len(n_rows) > 20
    assert sum(n > 0 for n in n_rows) >= 16


def test_the_macros_answer(directory: Path) -> None:
    """Each with a row that is known of the small release."""
    with duckdb.connect(str(directory / "catalog.duckdb"), read_only=True) as connection:

        def first(sql: str) -> tuple[object, ...]:
            return connection.execute(sql).fetchone() or ()

        assert ("permissive", "MIT", 3) == first("FROM license_report()")[:3]
        assert ("CUDA", "permissive", "MIT", 2) == first("FROM licenses_of('source_files') WHERE language = 'CUDA'")
        assert first("FROM licenses_of('code_units')")
        assert ("detect_licenses", "binary", True, 1, 1) == first("FROM refusal_report() WHERE is_damage")
        assert ("src/k.cu",) == first("SELECT path FROM files_with('cuda') ORDER BY path DESC")
        assert ("quarantined", "license_not_allowed") == first("SELECT fate, reason FROM fate_of('gpl')")
        (unit,) = first("SELECT row_id FROM code_units WHERE kind = 'kernel'")
        for start in (unit, first("SELECT row_id FROM gpu_lowerings")[0], first("SELECT row_id FROM ir_functions")[0]):
            kinds = [row[0] for row in connection.execute("SELECT DISTINCT kind FROM lineage(?)", [start]).fetchall()]
            assert {"repository", "path", "license", "source file"} <= set(kinds)
        assert first("SELECT id FROM lineage(?) WHERE kind = 'gpu lowering'".replace("?", f"'{unit}'"))
        assert () == first("FROM lineage('nothing')")


def test_all_macros_have_a_comment(directory: Path) -> None:
    """It shows how to call them."""
    with duckdb.connect(str(directory / "catalog.duckdb"), read_only=True) as connection:
        macros = connection.execute(
            "SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal AND function_type = 'table_macro'"
        ).fetchall()
    assert len(macros) >= 9
    assert all(comment and f"{name}(" in comment for name, comment in macros)


def test_macros_over_pairs_are_there_with_pairs_alone(tmp_path: Path, directory: Path) -> None:
    """A release without the table has none of them, and its other macros work."""
    has_pairs = bool(shards(directory, "kernel_pairs"))
    assert has_pairs == ("pairs_with" in (directory / "views.sql").read_text())
    assert "pairs_with" not in views_script(tmp_path)


def test_the_views_for_the_hub_name_every_file_at_the_tag(tmp_path: Path) -> None:
    """And they hold what the local ones hold, over the same files at another place."""
    write_release(tmp_path / "r", release="2026.11.0")
    script = (tmp_path / "r/views-hf.sql").read_text()
    assert "'hf://datasets/' || getvariable('repository') || '@2026.11.0'" in script
    for path in (tmp_path / "r/data").rglob("*.parquet"):
        assert f"release_directory() || '/{path.relative_to(tmp_path / 'r')}'" in script
    with duckdb.connect() as connection:
        connection.execute(f"SET VARIABLE release = '{tmp_path}/r'")
        connection.execute(script)
        assert 6 == count(connection)
        assert connection.execute("FROM license_report()").fetchall()


def test_sql_through_the_command_knows_the_macros(directory: Path) -> None:
    """`warploom sql` has an engine of its own."""
    assert query(directory, "FROM license_report()").num_rows > 0


def test_the_catalog_holds_the_counts_that_the_scripts_make(directory: Path, tmp_path: Path) -> None:
    """Tables there, so that no shard is read; views over the shards in the scripts, with the same rows and comments."""
    answers = []
    for name in COUNTED:
        with duckdb.connect(str(directory / "catalog.duckdb"), read_only=True) as connection:
            held = connection.execute(f"FROM {name} ORDER BY ALL").fetchall()
            comments = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"
            of_table = connection.execute(comments, [name]).fetchall()
        with duckdb.connect() as connection:
            connection.execute(f"SET VARIABLE release = '{directory}'")
            connection.execute((directory / "views.sql").read_text())
            assert held == connection.execute(f"FROM {name} ORDER BY ALL").fetchall()
            assert of_table == connection.execute(comments, [name]).fetchall()
        assert all(comment for _, comment in of_table)
        answers += held
    assert len(answers) > 5
    bare = tmp_path / "catalog.duckdb"
    shutil.copyfile(directory / "catalog.duckdb", bare)
    with duckdb.connect(str(bare), read_only=True) as connection:
        assert connection.execute("FROM licenses_of('code_units')").fetchall()
        with pytest.raises(duckdb.IOException):
            count(connection)
