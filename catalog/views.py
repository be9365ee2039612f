"""The SQL views over a release: `views.sql`, and `catalog.duckdb` that opens from any directory and can be moved."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa

from warploom.extractors.atomic import replacing, write_text
from warploom.schemas.release import CATALOG, PUBLISHED, shard_glob, shards
from warploom.schemas.table import Table
from warploom.validators.published import quoted

VIEWS = "views.sql"

STORAGE_VERSION = "v1.4.0"
"""Oldest DuckDB that has to open the catalog."""

_HEAD = """\
-- Views over the Parquet files of this release. From this directory: duckdb -init views.sql
-- From elsewhere: SET VARIABLE release = '/path/to/this/directory'; then .read this file.

-- DuckDB has no path relative to a database file. Its default temp_directory, though, is that file's path with `.tmp`,
-- and is read when a view is bound: so an opened catalog finds its data wherever the directory was moved to. The
-- variable comes first, for a catalog that is ATTACHed, or opened with another temp_directory.
CREATE OR REPLACE MACRO release_directory() AS regexp_replace(
    coalesce(
        getvariable('release'),
        nullif(parse_dirpath(current_setting('temp_directory')), ''),
        '.'
    ),
    '([*?\\[])', '[\\1]', 'g'
);
"""


def views_script(directory: Path) -> str:
    """SQL that creates and comments all views; the same for every machine and place."""
    parts = [_HEAD]
    for folder, table in PUBLISHED.items():
        has_shards = bool(shards(directory, folder))
        parts.append(_view(folder, table, has_shards=has_shards))
    parts.append(static_views())
    return "\n".join(parts)


def static_views() -> str:
    """SQL of the views that stand on the tables' views."""
    return Path(__file__).with_name(VIEWS).read_text(encoding="utf-8")


def write_views(directory: Path) -> str:
    """Write `views.sql` and `catalog.duckdb`; the path of the former, relative to the release."""
    script = views_script(directory)
    write_text(directory / VIEWS, script)
    # Made elsewhere: DuckDB takes `?` and a backslash in a database's path for something else.
    with tempfile.TemporaryDirectory(prefix="warploom-") as scratch, replacing(directory / CATALOG) as temporary:
        made = Path(scratch) / CATALOG
        _make_catalog(made, directory, script)
        shutil.copyfile(made, temporary)
    return VIEWS


def _make_catalog(path: Path, directory: Path, script: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {quoted(str(path))} AS catalog (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE catalog")
        connection.execute(f"SET VARIABLE release = {quoted(str(directory.absolute()))}")
        connection.execute(script)
        connection.execute("USE memory")
        connection.execute("DETACH catalog")


def comments_script(folder: str, table: Table) -> str:
    """SQL that comments a view and its columns with the table's descriptions."""
    description = table.description
    if folder != table.name:
        description = f"A choice among the rows of {table.name}. {description}"
    lines = [f"COMMENT ON VIEW {folder} IS {quoted(description)};"]
    lines += [
        f'COMMENT ON COLUMN {folder}."{column.name}" IS {quoted(column.description)};' for column in table.columns
    ]
    return "\n".join(lines) + "\n"


def _view(folder: str, table: Table, *, has_shards: bool) -> str:
    if has_shards:
        glob = quoted("/" + shard_glob(folder))
        body = f"SELECT * FROM read_parquet(release_directory() || {glob}, hive_partitioning = false)"  # noqa: S608 - own names
    else:
        nulls = ", ".join(f'NULL::{sql_type(column.type)} AS "{column.name}"' for column in table.columns)
        body = f"SELECT {nulls} WHERE false"
    return f"CREATE OR REPLACE VIEW {folder} AS\n{body};\n{comments_script(folder, table)}"


def sql_type(kind: pa.DataType) -> str:
    """DuckDB's name of an Arrow type; `KeyError` for one that no table uses yet."""
    if pa.types.is_list(kind):
        return sql_type(kind.value_type) + "[]"
    if pa.types.is_struct(kind):
        return "STRUCT(" + ", ".join(f'"{field.name}" {sql_type(field.type)}' for field in kind) + ")"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP WITH TIME ZONE" if kind.tz else "TIMESTAMP"
    names = {
        pa.string(): "VARCHAR",
        pa.binary(): "BLOB",
        pa.bool_(): "BOOLEAN",
        pa.int32(): "INTEGER",
        pa.int64(): "BIGINT",
        pa.float64(): "DOUBLE",
    }
    return names[kind]
