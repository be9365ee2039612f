"""The SQL views over a release: `views.sql`, and `catalog.duckdb` that opens from any directory and can be moved."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa

from warploom.extractors.atomic import replacing, write_text
from warploom.schemas.kernel_pairs import KERNEL_PAIRS
from warploom.schemas.release import CATALOG, PUBLISHED, shard_glob, shards
from warploom.schemas.table import Table
from warploom.validators.license_counts import COLUMNS, COUNTED, DESCRIPTIONS
from warploom.validators.published import quoted

VIEWS = "views.sql"
VIEWS_HF = "views-hf.sql"
EXAMPLES = "examples.sql"

STORAGE_VERSION = "v1.4.0"
"""Oldest DuckDB that has to open the catalog."""
_BLOCK_BYTES = 16 * 1024
"""DuckDB's least: with its 256 KiB, a catalog of views is mostly empty."""

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


_HF_HEAD = """\
-- Views over this release where it lies on the Hugging Face Hub, at its tag. In any DuckDB with the extension httpfs:
-- SET VARIABLE repository = 'OWNER/NAME'; then .read this file. A variable `release` names another place instead.
CREATE OR REPLACE MACRO release_directory() AS coalesce(
    getvariable('release'),
    'hf://datasets/' || getvariable('repository') || '@{revision}'
);
"""


def views_script(directory: Path) -> str:
    """SQL that creates and comments all views and macros; the same for every machine and place."""
    parts = [_HEAD]
    for folder, table in PUBLISHED.items():
        files = [shard_glob(folder)] if shards(directory, folder) else []
        parts.append(_view(folder, table, files))
    parts.append(static_views(directory))
    return "\n".join(parts)


def hub_views_script(directory: Path, release: str) -> str:
    """The same over the files on the Hub, each by its name at the release's tag: nothing there has to be listed."""
    parts = [_HF_HEAD.format(revision=release or "main")]
    for folder, table in PUBLISHED.items():
        names = [path.relative_to(directory).as_posix() for path in shards(directory, folder)]
        parts.append(_view(folder, table, names))
    parts.append(static_views(directory))
    return "\n".join(parts)


def static_views(directory: Path) -> str:
    """SQL of the views and macros that stand on the tables' views; those over pairs where the release has any."""
    names = [VIEWS, "macros.sql", *(["pair_macros.sql"] if _has_pairs(directory) else [])]
    return "\n".join([_counting_views(), *(_packaged(name) for name in names)])


def _counting_views() -> str:
    """SQL of views that count the shards whenever they are asked; the catalog keeps what they said."""
    parts = ["-- Counts of the shards. In catalog.duckdb they are tables, counted when the release was made.\n"]
    for name, sql in COUNTED.items():
        parts.append(f"CREATE OR REPLACE VIEW {name} AS\n{sql};\n{_counts_comments(name, 'VIEW', sql)}")
    return "\n".join(parts)


def _counts_comments(name: str, kind: str, sql: str) -> str:
    lines = [f"COMMENT ON {kind} {name} IS {quoted(DESCRIPTIONS[name])};"]
    lines += [
        f"COMMENT ON COLUMN {name}.{column} IS {quoted(text)};"
        for column, text in COLUMNS.items()
        if re.search(rf"\b{column}\b", sql)
    ]
    return "\n".join(lines) + "\n"


def examples_script(directory: Path) -> str:
    """Example queries over the tables that the release has."""
    return _packaged(EXAMPLES) + (_packaged("pair_examples.sql") if _has_pairs(directory) else "")


def _has_pairs(directory: Path) -> bool:
    return bool(shards(directory, KERNEL_PAIRS.name))


def _packaged(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def write_views(directory: Path, release: str = "") -> list[str]:
    """Write `catalog.duckdb` and the scripts beside it; paths of the latter, relative to the release."""
    script = views_script(directory)
    write_text(directory / VIEWS, script)
    write_text(directory / VIEWS_HF, hub_views_script(directory, release))
    write_text(directory / EXAMPLES, examples_script(directory))
    # Made elsewhere: DuckDB takes `?` and a backslash in a database's path for something else.
    with tempfile.TemporaryDirectory(prefix="warploom-") as scratch, replacing(directory / CATALOG) as temporary:
        made = Path(scratch) / CATALOG
        _make_catalog(made, directory, script)
        shutil.copyfile(made, temporary)
    return [EXAMPLES, VIEWS_HF, VIEWS]


def _make_catalog(path: Path, directory: Path, script: str) -> None:
    with duckdb.connect() as connection:
        options = f"STORAGE_VERSION '{STORAGE_VERSION}', BLOCK_SIZE {_BLOCK_BYTES}"
        connection.execute(f"ATTACH {quoted(str(path))} AS catalog ({options})")
        connection.execute("USE catalog")
        connection.execute(f"SET VARIABLE release = {quoted(str(directory.absolute()))}")
        connection.execute(script)
        views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        for name, sql in COUNTED.items():
            if (name,) not in views:
                continue  # the scripts of an earlier version have none
            connection.execute(f"CREATE TEMP TABLE counted AS FROM {name} ORDER BY ALL")
            connection.execute(f"DROP VIEW {name}")
            connection.execute(f"CREATE TABLE {name} AS FROM counted")
            connection.execute("DROP TABLE counted")
            connection.execute(_counts_comments(name, "TABLE", sql))
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


def _view(folder: str, table: Table, files: list[str]) -> str:
    """SQL of a view over files or globs, relative to the release; an empty one over none."""
    if files:
        places = [f"release_directory() || {quoted('/' + name)}" for name in files]
        place = places[0] if len(places) == 1 else "[\n    " + ",\n    ".join(places) + "\n]"
        body = f"SELECT * FROM read_parquet({place}, hive_partitioning = false)"  # noqa: S608 - own names
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
