"""Checks a published release against its own manifest, card and laws: `check` returns what is wrong."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warploom.schemas.manifest import Counts, Manifest, Provenance, ReleaseError, ShardReceipt, read_manifest
from warploom.schemas.release import (
    ADDED_LATER,
    CATALOG,
    DATA,
    MANIFEST,
    PUBLISHED,
    SHARD_NAME,
    WITHDRAWN,
)
from warploom.schemas.table import Table
from warploom.validators.figures import count_figures
from warploom.validators.license_counts import lying_counts
from warploom.validators.optouts import packaged_optouts, read_optouts
from warploom.validators.pages import check_pages
from warploom.validators.published import MEMORY_LIMIT, connect, recount, shard_paths
from warploom.validators.release_rules import rules
from warploom.validators.scripts import script_problems
from warploom.validators.secrets_left import rows_with_secrets

MAX_EXAMPLES = 3
_TEMPORARY = re.compile(r"\.tmp-|\.(tmp|partial)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One law that a release breaks: where, which, how often, and up to three examples (ids or paths)."""

    table: str
    rule: str
    count: int
    examples: tuple[str, ...]
    message: str

    def __str__(self) -> str:
        shown = ", ".join(self.examples)
        return f"{self.table}: {self.message} ({self.rule}, {self.count}{': ' + shown if shown else ''})"


def check(directory: Path, *, memory_limit: str = MEMORY_LIMIT) -> list[Finding]:
    """Everything that is wrong with a release; empty for a good one.

    Files first: with a shard missing, changed or of another schema, its contents are not looked at, since each of
    their findings would only repeat that. `memory_limit` bounds DuckDB; what does not fit spills to disk.
    """
    try:
        manifest = read_manifest(directory)
    except ReleaseError as error:
        return [Finding("release", "manifest", 1, (MANIFEST,), f"{error.why}. {error.next_step}")]
    findings = [*_files(directory, manifest), *_strays(directory, manifest)]
    shard_findings = _shards(directory, manifest)
    findings += shard_findings
    if not shard_findings:
        with connect(directory, manifest, memory_limit=memory_limit) as connection:
            findings += check_rows(connection, manifest.provenance, manifest.tables)
            counts = recount(connection)
            findings += _counts(manifest, counts)
            for rule, examples, message in check_pages(directory, manifest, counts, count_figures(connection)):
                findings += _finding("release", rule, examples, message)
            findings += _opted_out(connection)
            findings += _catalog_counts(directory, connection)
        findings += _secrets(directory, manifest)
    findings += _catalog(directory, manifest)
    for name, problems in script_problems(directory).items():
        findings += _finding(
            "release", "sql", [name], f"SQL does more than to define and to ask: {', '.join(problems)}"
        )
    if (directory / WITHDRAWN).exists():
        findings += _finding("release", "withdrawn", [WITHDRAWN], "the release was withdrawn: use a later one")
    return findings


def _opted_out(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Whoever opted out since this was published is to be left out by the next release."""
    optouts = read_optouts(packaged_optouts())
    # Releases of older minor versions have fewer of these.
    rows = connection.execute(
        "SELECT COLUMNS('^(repo_name|origin_url|moved_to|fork_of)$') FROM repositories"
    ).fetchall()
    found = [names[0] for names in rows if optouts.names_repository([n for n in names if n])]
    contents = connection.execute(
        "SELECT DISTINCT content_id FROM occurrences WHERE list_contains(?, content_id)", [sorted(optouts.contents)]
    ).fetchall()
    found += [content for (content,) in contents]
    return _finding("repositories", "opted_out", found, "whose owners opted out: build again, it leaves them out")


_TEXTS = {"source_files": ("text",), "kernel_pairs": ("cpu_text", "gpu_text")}
"""Tables whose texts no other table has, and their columns; what was cut out of a file is checked there."""


def _secrets(directory: Path, manifest: Manifest) -> list[Finding]:
    findings = []
    for folder, columns in _TEXTS.items():
        found = rows_with_secrets(shard_paths(directory, folder, manifest), "row_id", columns)
        findings += _finding(folder, "secret", sorted(set(found)), "texts hold a private key or a token")
    return findings


def _finding(table: str, rule: str, examples: list[str], message: str) -> list[Finding]:
    if not examples:
        return []
    return [Finding(table, rule, len(examples), tuple(sorted(examples)[:MAX_EXAMPLES]), message)]


def _files(directory: Path, manifest: Manifest) -> list[Finding]:
    """Files beside the shards: there, and as long and with the digest that the manifest says."""
    missing, changed = [], []
    for receipt in manifest.files:
        path = directory / receipt.path
        if not path.is_file():
            missing.append(receipt.path)
        elif path.stat().st_size != receipt.bytes or _sha256(path) != receipt.sha256:
            changed.append(receipt.path)
    return [
        *_finding("release", "file_missing", missing, "files that the manifest lists are not there"),
        *_finding("release", "file_changed", changed, "files differ from the manifest's digest"),
    ]


def _strays(directory: Path, manifest: Manifest) -> list[Finding]:
    """Nothing under `data/` that is not listed, and no temporary file anywhere."""
    listed = {receipt.path for table in manifest.tables.values() for receipt in table.files}
    strays = [
        path.relative_to(directory).as_posix()
        for path in directory.rglob("*")
        if not path.is_dir() and _TEMPORARY.search(path.name)
    ]
    strays += [
        relative
        for path in (directory / DATA).rglob("*")
        if not path.is_dir() and (relative := path.relative_to(directory).as_posix()) not in listed
    ]
    return _finding("release", "stray_file", sorted(set(strays)), "files that the release does not list")


def _shards(directory: Path, manifest: Manifest) -> list[Finding]:
    findings: list[Finding] = []
    for folder in PUBLISHED:
        if folder not in manifest.tables and folder not in ADDED_LATER:
            findings += _finding(folder, "table_missing", [folder], "the manifest does not list this table")
    for folder, published in manifest.tables.items():
        if folder not in PUBLISHED:
            findings += _finding(folder, "table_unknown", [folder], "this version of Warploom has no such table")
            continue
        broken: dict[str, list[str]] = {}
        for receipt in published.files:
            rule = _shard_rule(directory, receipt, PUBLISHED[folder], published.schema_version)
            if rule is not None:
                broken.setdefault(rule, []).append(receipt.path)
        for rule, paths in sorted(broken.items()):
            findings += _finding(folder, rule, paths, _SHARD_RULES[rule])
        totals = (sum(receipt.rows for receipt in published.files), sum(receipt.bytes for receipt in published.files))
        if totals != (published.rows, published.bytes):
            findings += _finding(folder, "table_totals", [folder], "rows or bytes are not the sum of the shards'")
    return findings


_SHARD_RULES = {
    "shard_missing": "shards that the manifest lists are not there",
    "shard_name": "shards are not named SPLIT-NNNNN-of-NNNNN.parquet with a number below the total",
    "shard_size": "shards are longer or shorter than the manifest says",
    "shard_digest": "shards differ from the manifest's digest",
    "shard_unreadable": "shards are no whole Parquet files",
    "shard_rows": "shards hold more or fewer rows than the manifest says",
    "shard_schema": "shards have columns, types or a schema version other than the table's",
    "empty_row_group": "shards have a row group without rows, which `load_dataset` cannot read",
}


def _shard_rule(directory: Path, receipt: ShardReceipt, table: Table, version: str) -> str | None:
    path = directory / receipt.path
    name = SHARD_NAME.fullmatch(path.name)
    if name is None or int(name[2]) >= int(name[3]):
        return "shard_name"
    if not path.is_file():
        return "shard_missing"
    if path.stat().st_size != receipt.bytes:
        return "shard_size"
    if _sha256(path) != receipt.sha256:
        return "shard_digest"
    try:
        with pq.ParquetFile(path) as file:
            metadata, schema = file.metadata, file.schema_arrow
    except (pa.ArrowInvalid, OSError):
        return "shard_unreadable"
    if metadata.num_rows != receipt.rows:
        return "shard_rows"
    if any(metadata.row_group(i).num_rows == 0 for i in range(metadata.num_row_groups)):
        return "empty_row_group"
    if not _schema_fits(schema, table, version):
        return "shard_schema"
    return None


def _schema_fits(schema: pa.Schema, table: Table, version: str) -> bool:
    """Equal columns and version; an older minor version may lack columns that were added since."""
    metadata = {key.decode(): value.decode() for key, value in (schema.metadata or {}).items()}
    written = metadata.get("warploom.version", "")
    if metadata.get("warploom.table") != table.name or written != version:
        return False
    if written == table.version:
        return bool(schema.equals(table.schema))
    major, _, minor = written.partition(".")
    own_major, _, own_minor = table.version.partition(".")
    if major != own_major or not minor.isdigit() or int(minor) > int(own_minor):
        return False
    return all(name in table.schema.names and schema.field(name) == table.schema.field(name) for name in schema.names)


def check_rows(
    connection: duckdb.DuckDBPyConnection, provenance: Provenance, folders: Collection[str] = tuple(PUBLISHED)
) -> list[Finding]:
    """What is wrong with the rows alone, of tables that `published.connect` opened; `folders` are those there are."""
    findings = []
    for rule in rules(provenance):
        if rule.table not in folders:
            continue
        if rule.needs and not set(rule.needs) <= set(connection.table(rule.table).columns):
            continue
        # `min(id, n)` keeps n values: examples cost no memory, however many rows break the rule.
        sql = f"SELECT count(*), min(id, {MAX_EXAMPLES}) FROM ({rule.sql}) AS broken(id)"  # noqa: S608 - own SQL
        row = _in_memory_there_is(connection, sql, rule.parameters)
        if row is not None and row[0]:
            examples = tuple(str(value) for value in row[1] or ())
            findings.append(Finding(rule.table, rule.name, row[0], examples, rule.message))
    return findings


def _in_memory_there_is(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: tuple[object, ...]
) -> tuple[Any, ...] | None:
    """The one row of a query. Joins of texts keep a partition for each thread: with one thread, more of them spill."""
    try:
        return connection.execute(sql, list(parameters)).fetchone()
    except duckdb.OutOfMemoryException:
        connection.execute("SET threads = 1")
        try:
            return connection.execute(sql, list(parameters)).fetchone()
        finally:
            connection.execute("RESET threads")


def _counts(manifest: Manifest, counts: Counts) -> list[Finding]:
    different = [
        name
        for name in (field.name for field in dataclasses.fields(Counts))
        if getattr(counts, name) != getattr(manifest.counts, name)
    ]
    return _finding("release", "manifest_counts", different, "counts in the manifest are not those of the shards")


def _catalog(directory: Path, manifest: Manifest) -> list[Finding]:
    """The catalog opens and has a view over every table; its bytes are not compared."""
    path = directory / CATALOG
    if not path.is_file():
        return _finding("release", "file_missing", [CATALOG], "files that the manifest lists are not there")
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            views = {
                name
                for (name,) in connection.execute(
                    "SELECT view_name FROM duckdb_views() WHERE NOT internal AND database_name = current_database()"
                ).fetchall()
            }
    except duckdb.Error as error:
        return _finding("release", "catalog", [CATALOG], f"the catalog does not open: {str(error).splitlines()[0]}")
    lacking = [folder for folder in manifest.tables if folder in PUBLISHED and folder not in views]
    return _finding("release", "catalog", lacking, "the catalog has no view over these tables")


def _catalog_counts(directory: Path, connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """The tables of the catalog say what the shards do; that it does not open is `_catalog`'s finding."""
    path = directory / CATALOG
    try:
        lying = lying_counts(path, connection) if path.is_file() else []
    except duckdb.Error:
        return []
    return _finding("release", "catalog_counts", lying, "the catalog's tables are not what the shards count")


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
