"""Compares two releases: which rows came, went or changed in each table, why, and how many bytes the two share."""

# ruff: noqa: S608 - what is formatted into these statements is our own; values are parameters

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warploom.extractors.content_chunks import chunks
from warploom.schemas.manifest import Manifest, read_manifest
from warploom.schemas.release import PUBLISHED
from warploom.validators.optouts import OptOuts
from warploom.validators.published import MEMORY_LIMIT, confined_connection, glob_literal, quoted, shard_paths

MAX_EXAMPLES = 3

_UNCOMPARED = ("recipe_version",)
"""Says the same of all rows: another one changes none of them."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Rows that came or went for one reason, with up to three of their ids."""

    reason: str
    n_rows: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableDifference:
    """One table in two releases. `changed` rows have the same key and another value; `bytes` are of shards."""

    table: str
    n_old: int
    n_new: int
    n_changed: int
    added: tuple[Cause, ...]
    removed: tuple[Cause, ...]
    n_shards_old: int
    n_shards_new: int
    n_shards_same: int
    bytes_new: int
    bytes_same: int

    @property
    def n_added(self) -> int:
        return sum(cause.n_rows for cause in self.added)

    @property
    def n_removed(self) -> int:
        return sum(cause.n_rows for cause in self.removed)

    @property
    def is_same(self) -> bool:
        return not (self.n_added or self.n_removed or self.n_changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two releases, by their versions (or else the recipe's), table by table."""

    old: str
    new: str
    tables: tuple[TableDifference, ...]

    @property
    def is_same(self) -> bool:
        return all(table.is_same for table in self.tables)


def difference(old: Path, new: Path, optouts: OptOuts | None = None, *, memory_limit: str = MEMORY_LIMIT) -> Difference:
    """What changed from one release to the other; `ReleaseError` for a directory that is none.

    `optouts` are lists by which rows that went because somebody opted out are told from others: a release names nobody.
    Shards of equal digest are not read, since no row of theirs can differ.
    """
    before, after = read_manifest(old), read_manifest(new)
    with _connect(old, before, new, after, memory_limit) as connection:
        _note_optouts(connection, optouts or OptOuts())
        tables = tuple(
            _table(connection, folder, before, after)
            for folder in PUBLISHED
            if folder in before.tables or folder in after.tables
        )
    return Difference(_version(before), _version(after), tables)


def removed_rows(old: Path, new: Path, optouts: OptOuts | None = None) -> Iterator[tuple[str, str, str]]:
    """(table, id, reason) of every row that went, sorted: what a user of the old release has to delete."""
    before, after = read_manifest(old), read_manifest(new)
    with _connect(old, before, new, after, MEMORY_LIMIT) as connection:
        _note_optouts(connection, optouts or OptOuts())
        for folder in PUBLISHED:
            if folder in before.tables or folder in after.tables:
                _compare(connection, folder)
                gone = f"SELECT id, {_reason_gone(folder)} FROM gone AS g ORDER BY ALL"
                for identity, reason in connection.execute(gone).fetchall():
                    yield folder, identity, reason


def shared_bytes(old: Path, new: Path) -> tuple[int, int]:
    """Bytes of all files of `new`, and those of them that lie in chunks which `old` holds: they need not be sent again.

    Chunks are cut by content (`extractors/content_chunks.py`); both releases are read whole.
    """
    known = {digest for path in _all_files(old) for digest, _ in chunks(path)}
    total = same = 0
    for path in _all_files(new):
        for digest, length in chunks(path):
            total += length
            if digest in known:
                same += length
            known.add(digest)
    return total, same


def _all_files(directory: Path) -> list[Path]:
    manifest = read_manifest(directory)
    shards = [receipt.path for table in manifest.tables.values() for receipt in table.files]
    return [directory / name for name in (*sorted(shards), *(receipt.path for receipt in manifest.files))]


def _version(manifest: Manifest) -> str:
    return manifest.provenance.release or manifest.provenance.version


@contextmanager
def _connect(
    old: Path, before: Manifest, new: Path, after: Manifest, memory_limit: str
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Views `old.TABLE` and `new.TABLE` over all shards, and `TABLE_other` over those that the other one has not."""
    with confined_connection(memory_limit) as connection:
        for schema, directory, mine, theirs in (("old", old, before, after), ("new", new, after, before)):
            connection.execute(f"CREATE SCHEMA {schema}")
            for folder in PUBLISHED:
                digests = {r.path: r.sha256 for r in mine.tables[folder].files} if folder in mine.tables else {}
                known = {r.sha256 for r in theirs.tables[folder].files} if folder in theirs.tables else set()
                paths = shard_paths(directory, folder, mine)
                other = [p for p in paths if digests[p.relative_to(directory).as_posix()] not in known]
                _view(connection, f"{schema}.{folder}", folder, paths)
                _view(connection, f"{schema}.{folder}_other", folder, other)
        yield connection


def _view(connection: duckdb.DuckDBPyConnection, name: str, folder: str, paths: list[Path]) -> None:
    if paths:
        files = ", ".join(quoted(glob_literal(path)) for path in paths)
        connection.execute(
            f"CREATE VIEW {name} AS FROM read_parquet([{files}], hive_partitioning = false, union_by_name = true)"
        )
        return
    connection.register("no_rows", PUBLISHED[folder].empty())
    connection.execute(f"CREATE TABLE {name} AS FROM no_rows")
    connection.unregister("no_rows")


def _note_optouts(connection: duckdb.DuckDBPyConnection, optouts: OptOuts) -> None:
    """Table `opted_out` of ids of repositories and contents of the old release that a list names."""
    columns = connection.execute(
        "SELECT repository_id, COLUMNS('^(repo_name|origin_url|moved_to|fork_of)$') FROM old.repositories"
    ).fetchall()
    ids = [row[0] for row in columns if optouts.names_repository([n for n in row[1:] if n])]
    connection.execute("CREATE TABLE opted_out (id VARCHAR)")
    connection.execute("INSERT INTO opted_out SELECT unnest(?::VARCHAR[])", [[*ids, *sorted(optouts.contents)]])


def _compare(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Tables `gone`, `come` (with the place of their rows, where the table has it) and `kept` of one table."""
    table = PUBLISHED[folder]
    key = " || ' ' || ".join(table.key)
    sides = {}
    for schema in ("old", "new"):
        columns = connection.table(f"{schema}.{folder}").columns
        sides[schema] = columns
    both = [c for c in sides["old"] if c in sides["new"] and c not in _UNCOMPARED]
    digest = "hash(" + ", ".join(f'"{c}"' for c in both) + ")"
    for schema, name in (("old", "left_side"), ("new", "right_side")):
        place = ", ".join(c if c in sides[schema] else f"NULL::VARCHAR AS {c}" for c in _PLACE if c not in table.key)
        keys = ", ".join(table.key)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {key} AS id, {digest} AS digest, {keys}"
            f"{', ' + place if place else ''} FROM {schema}.{folder}_other"
        )
    connection.execute("CREATE OR REPLACE TEMP TABLE gone AS FROM left_side AS l ANTI JOIN right_side USING (id)")
    connection.execute("CREATE OR REPLACE TEMP TABLE come AS FROM right_side AS r ANTI JOIN left_side USING (id)")


_PLACE = ("repository_id", "repo_name", "path", "content_id", "source_file_id")
"""Columns by which the reason is found for which a row came or went; tables have some of them."""


def _table(connection: duckdb.DuckDBPyConnection, folder: str, before: Manifest, after: Manifest) -> TableDifference:
    _compare(connection, folder)
    (n_changed,) = connection.execute(
        "SELECT count(*) FROM left_side AS l JOIN right_side AS r USING (id) WHERE l.digest <> r.digest"
    ).fetchone() or (0,)
    old_files = before.tables[folder].files if folder in before.tables else ()
    new_files = after.tables[folder].files if folder in after.tables else ()
    known = {receipt.sha256 for receipt in old_files}
    same = [receipt for receipt in new_files if receipt.sha256 in known]
    return TableDifference(
        folder,
        sum(r.rows for r in old_files),
        sum(r.rows for r in new_files),
        int(n_changed),
        _causes(connection, f"SELECT id, {_reason_come(folder)} AS reason FROM come AS g"),
        _causes(connection, f"SELECT id, {_reason_gone(folder)} AS reason FROM gone AS g"),
        len(old_files),
        len(new_files),
        len(same),
        sum(r.bytes for r in new_files),
        sum(r.bytes for r in same),
    )


def _causes(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Cause, ...]:
    rows = connection.execute(
        f"SELECT reason, count(*), min(id, {MAX_EXAMPLES}) FROM ({sql}) GROUP BY reason ORDER BY count(*) DESC, reason"
    ).fetchall()
    return tuple(Cause(reason, n, tuple(examples)) for reason, n, examples in rows)


def _reason_gone(folder: str) -> str:
    """SQL over a row `g` of `gone`: why it is no longer there."""
    columns = _columns_of(folder)
    tests: list[tuple[str, str]] = []
    if "repository_id" in columns:
        tests.append(("g.repository_id IN (FROM opted_out)", "'opted_out'"))
    if folder in ("source_files", "sample"):
        content = "g.content_id"
    elif "source_file_id" in columns:
        content = "'swh:1:cnt:' || substr(g.source_file_id, 4)"
    else:
        content = "g.content_id" if "content_id" in columns else ""
    if content:
        tests.append((f"{content} IN (FROM opted_out)", "'opted_out'"))
    if folder == "sample":
        tests.append((f"{content} IN (SELECT content_id FROM new.source_files)", "'drawn_otherwise'"))
    elif content and folder not in ("occurrences", "file_licenses", "source_files"):
        tests.append((f"{content} IN (SELECT content_id FROM new.source_files)", "'made_otherwise'"))
    if "repo_name" in columns:
        tests.append(("g.repo_name NOT IN (SELECT repo_name FROM new.repositories)", "'repository_no_longer_a_source'"))
    elif "repository_id" in columns:
        tests.append(
            (
                "g.repository_id NOT IN (SELECT o.repository_id FROM old.repositories AS o "
                "SEMI JOIN new.repositories AS n ON o.repo_name = n.repo_name)",
                "'repository_no_longer_a_source'",
            )
        )
    if folder == "repositories":
        tests.append(("true", "'revision_moved'"))
    if folder == "quarantine":
        tests.append(("g.subject_id IN (SELECT occurrence_id FROM new.occurrences)", "'no longer refused'"))
    if content and folder not in ("occurrences", "file_licenses"):
        refused = _refusal_of(content, "new")
        tests.append((f"{refused} IS NOT NULL", f"'refused: ' || {refused}"))
        tests.append(
            (f"{content} IN (SELECT content_id FROM new.occurrences WHERE fate = 'not_source')", "'not_source'")
        )
    if {"repo_name", "path"} <= columns:
        tests.append(("(g.repo_name, g.path) IN (SELECT (repo_name, path) FROM new.occurrences)", "'text_changed'"))
        tests.append(("g.path IS NOT NULL", "'path_removed'"))
    return _first(tests, "'no_longer_made'")


def _reason_come(folder: str) -> str:
    """SQL over a row `g` of `come`: why it was not there before."""
    columns = _columns_of(folder)
    tests: list[tuple[str, str]] = []
    content = "g.content_id" if folder in ("source_files", "sample") else ""
    if not content and "source_file_id" in columns and folder != "occurrences":
        content = "'swh:1:cnt:' || substr(g.source_file_id, 4)"
    if content and folder != "source_files":
        tests.append(
            (
                f"{content} IN (SELECT content_id FROM old.source_files)",
                "'drawn_otherwise'" if folder == "sample" else "'made_otherwise'",
            )
        )
    if "repo_name" in columns:
        tests.append(("g.repo_name NOT IN (SELECT repo_name FROM old.repositories)", "'new_repository'"))
    if folder == "repositories":
        tests.append(("true", "'revision_moved'"))
    if folder == "quarantine":
        reason = "(SELECT min(q.reason) FROM new.quarantine AS q WHERE q.subject_id = g.subject_id)"
        tests.append(("true", f"'refused: ' || {reason}"))
    if content:
        refused = _refusal_of(content, "old")
        tests.append((f"{refused} IS NOT NULL", f"'no longer refused: ' || {refused}"))
    if {"repo_name", "path"} <= columns:
        tests.append(("(g.repo_name, g.path) IN (SELECT (repo_name, path) FROM old.occurrences)", "'text_changed'"))
        tests.append(("g.path IS NOT NULL", "'new_path'"))
    return _first(tests, "'newly_made'")


def _refusal_of(content: str, release: str) -> str:
    """SQL of the reason for which a content was refused in `old` or `new`; null where it was not."""
    return (
        f"(SELECT min(q.reason) FROM {release}.occurrences AS o JOIN {release}.quarantine AS q "
        f"ON q.subject_id = o.occurrence_id WHERE o.content_id = {content})"
    )


def _columns_of(folder: str) -> set[str]:
    return {c for c in (*_PLACE, *PUBLISHED[folder].key) if c in PUBLISHED[folder].schema.names}


def _first(tests: Iterable[tuple[str, str]], otherwise: str) -> str:
    cases = " ".join(f"WHEN {condition} THEN {value}" for condition, value in tests)
    return f"CASE {cases} ELSE {otherwise} END" if cases else otherwise
