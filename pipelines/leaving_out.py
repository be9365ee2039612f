"""Makes a new release out of a finished one without what owners asked to be left out since; needs no work directory."""

# ruff: noqa: S608 - what is formatted into these statements is our own; values are parameters

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warploom.catalog.release import finish_release
from warploom.extractors.atomic import remove_temporaries
from warploom.pipelines.publication import link_or_copy
from warploom.pipelines.release_parquet import write_release_shard
from warploom.schemas.errors import UsageError, WarploomError
from warploom.schemas.identity import bucket_of_repo_name
from warploom.schemas.manifest import Manifest, ShardReceipt, read_manifest
from warploom.schemas.quarantine import QUARANTINE
from warploom.schemas.reasons import Reason
from warploom.schemas.release import LANGUAGE_FOLDERS, PUBLISHED, SHARD_NAME
from warploom.validators.optouts import OptOuts
from warploom.validators.published import connect

_STAGE = "leave_out"
_SIZES = (("dedup_cluster_id", "dedup_cluster_size"), ("dedup_clone_id", "dedup_clone_size"))
"""Columns of a row's representative and of how many it represents; those of `source_files` are named otherwise."""
_FILE_SIZES = (("dedup_cluster_id", "dedup_near_size"), ("dedup_clone_id", "dedup_clone_size"))


class LeaveOutError(WarploomError):
    """A release cannot be written anew as it is."""

    def __init__(self, directory: str, why: str) -> None:
        super().__init__(directory, why)
        self.directory, self.why = directory, why

    def __str__(self) -> str:
        return f"{self.directory}: {self.why}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a new release lacks: `repositories` and paths of withheld `contents`, rows by table, shards rewritten."""

    release: str
    repositories: int
    contents: int
    rows: Mapping[str, int]
    shards_rewritten: int
    shards_kept: int


def leave_out(release: Path, out: Path, optouts: OptOuts, version: str) -> LeftOut:
    """Write `out`, the release `version` without whatever `optouts` name and all that descends from it.

    Shards without such rows are linked, not written. A path of another repository that holds a content which is gone
    is refused as `opted_out_elsewhere`: its own text and license were never published, and the next build does so.
    Near-duplicates of what is gone stand for themselves until then. Nothing is written where nothing is named:
    `release` of the result is empty then.
    """
    manifest = read_manifest(release)
    refuse_older(release, manifest)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out}: is there already. Name a new directory for the new release")
    with connect(release, manifest) as connection:
        n_repositories, n_contents = _mark(connection, optouts)
        if not _count(connection, "dropped"):
            return LeftOut("", 0, 0, {}, 0, sum(len(t.files) for t in manifest.tables.values()))
        plan = _Plan(connection)
        remove_temporaries(out)
        receipts, dropped, n_rewritten = _write(release, out, manifest, plan)
    removals = {
        "repositories": manifest.provenance.removals.get("repositories", 0) + n_repositories,
        "contents": manifest.provenance.removals.get("contents", 0) + n_contents,
    }
    finish_release(out, dataclasses.replace(manifest.provenance, release=version, removals=removals), receipts)
    return LeftOut(version, n_repositories, n_contents, dropped, n_rewritten, len(receipts) - n_rewritten)


def refuse_older(release: Path, manifest: Manifest) -> None:
    """Raise `LeaveOutError` for a release whose tables have other versions than this code writes."""
    for folder, published in manifest.tables.items():
        if folder not in PUBLISHED or published.schema_version != PUBLISHED[folder].version:
            raise LeaveOutError(
                str(release), f"its table {folder} was written by another version of Warploom. Use that one, or build"
            )


def _mark(connection: duckdb.DuckDBPyConnection, optouts: OptOuts) -> tuple[int, int]:
    """Fill the tables `dropped` (ids that go), `withheld` (contents that were named), `lost` (contents that go).

    How many repositories go, and how many further paths for their content.
    """
    named = connection.execute(
        "SELECT repository_id, COLUMNS('^(repo_name|origin_url|moved_to|fork_of)$') FROM repositories"
    ).fetchall()
    repositories = [row[0] for row in named if optouts.names_repository([n for n in row[1:] if n])]
    connection.execute("CREATE TABLE dropped (id VARCHAR)")
    connection.execute("INSERT INTO dropped SELECT unnest(?::VARCHAR[])", [repositories])
    connection.execute("CREATE TABLE withheld (content_id VARCHAR)")
    connection.execute("INSERT INTO withheld SELECT unnest(?::VARCHAR[])", [sorted(optouts.contents)])
    (n_paths,) = connection.execute(
        "SELECT count(*) FROM occurrences WHERE content_id IN (FROM withheld) AND repository_id NOT IN (FROM dropped)"
    ).fetchone() or (0,)
    connection.execute(
        "CREATE TABLE lost AS SELECT content_id FROM source_files "
        "WHERE repository_id IN (FROM dropped) OR content_id IN (FROM withheld)"
    )
    connection.execute("INSERT INTO dropped SELECT 'sf_' || substr(content_id, 11) FROM lost")
    connection.execute(
        "INSERT INTO dropped SELECT occurrence_id FROM occurrences "
        "WHERE repository_id IN (FROM dropped) OR content_id IN (FROM withheld)"
    )
    before = -1
    while before != (before := _count(connection, "dropped")):  # a row that goes takes those with it that need it
        for folder, table in PUBLISHED.items():
            if len(table.key) == 1 and folder not in ("occurrences", "quarantine", "sample"):
                connection.execute(
                    f"INSERT INTO dropped SELECT {table.key[0]} FROM {folder} WHERE ({condition(folder)}) "
                    f"AND {table.key[0]} NOT IN (FROM dropped)"
                )
    return len(repositories), int(n_paths)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    (n,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
    return int(n)


def condition(folder: str) -> str:
    """SQL over a table's own columns: whether a row goes because of one of the table `dropped`."""
    table = PUBLISHED[folder]
    tests = [f"{table.key[0]} IN (FROM dropped)"]
    if folder != "occurrences":  # a path whose content is gone stays, as a refused one
        nullable = {column.name for column in table.columns if column.nullable}
        tests += [f"{column} IN (FROM dropped)" for column in table.references if column not in nullable]
    tests += [f"{c} IN (FROM dropped)" for c in ("subject_id", "other_id") if c in table.schema.names]
    if "repository_id" in table.schema.names:
        tests.append("repository_id IN (FROM dropped)")
    if folder == "occurrences":
        tests.append("content_id IN (FROM withheld)")
    if "include_closure" in table.schema.names:  # it holds the code of what it includes
        tests.append(
            "EXISTS (SELECT 1 FROM (SELECT unnest(include_closure) AS c) WHERE c.content_id IN (FROM withheld))"
        )
    return " OR ".join(dict.fromkeys(tests))


class _Plan:
    """What to do with the rows of each table."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.refused = self._refused()

    def _refused(self) -> list[dict[str, Any]]:
        """New rows of `quarantine`, one for each path of others that holds a content which is gone."""
        rows = self._connection.execute(
            "SELECT o.occurrence_id, o.repository_id, o.repo_name, o.revision_id, o.path, r.source_kind, r.origin_url "
            "FROM occurrences AS o JOIN repositories AS r USING (repository_id) WHERE o.fate = 'duplicate' "
            "AND o.content_id IN (FROM lost) AND o.occurrence_id NOT IN (FROM dropped) ORDER BY ALL"
        ).fetchall()
        reason = Reason.OPTED_OUT_ELSEWHERE
        names = ("subject_id", "repository_id", "repo_name", "revision_id", "path", "source_kind", "origin_url")
        more = {"stage": _STAGE, "reason": str(reason), "detail": reason.description, "is_damage": reason.is_damage}
        return [{**dict(zip(names, row, strict=True)), **more} for row in rows]

    def dropped_rows(self, folder: str) -> dict[str, set[int]]:
        """Numbers of the rows that go, by the shard's absolute path."""
        return self._by_file(folder, condition(folder))

    def _by_file(self, folder: str, where: str) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for file, number in self._connection.execute(
            f"SELECT filename, file_row_number FROM {folder}_rows WHERE {where}"
        ).fetchall():
            found.setdefault(file, set()).add(number)
        return found

    def changes(self, folder: str) -> dict[str, dict[int, dict[str, Any]]]:
        """New values of columns of rows that stay, by shard and number of the row."""
        found: dict[str, dict[int, dict[str, Any]]] = {}
        for names, sql in self._change_queries(folder):
            for file, number, *values in self._connection.execute(sql).fetchall():
                found.setdefault(file, {}).setdefault(number, {}).update(zip(names, values, strict=True))
        return found

    def _change_queries(self, folder: str) -> Iterator[tuple[tuple[str, ...], str]]:
        table = PUBLISHED[folder]
        stays = f"NOT coalesce(({condition(folder)}), false)"
        place = f"SELECT filename, file_row_number, {{}} FROM {folder}_rows AS t {{}} WHERE {stays} AND {{}}"
        nullable = {column.name for column in table.columns if column.nullable}
        for column in table.references:
            if column in nullable and folder != "occurrences":
                yield (column,), place.format("NULL", "", f"{column} IN (FROM dropped)")
        if folder == "occurrences":
            values = "'quarantined', NULL"
            yield ("fate", "source_file_id"), place.format(values, "", "source_file_id IN (FROM dropped)")
        if folder == "repositories":
            counts = (
                "(SELECT repository_id, count(*) AS n, count(*) FILTER (fate = 'published') AS p, "
                "count(*) FILTER (fate = 'duplicate' AND coalesce(source_file_id NOT IN (FROM dropped), true)) AS d, "
                "count(*) FILTER (fate = 'not_source') AS s, count(*) FILTER (fate = 'quarantined' "
                "OR coalesce(source_file_id IN (FROM dropped), false)) AS q FROM occurrences "
                "WHERE occurrence_id NOT IN (FROM dropped) GROUP BY ALL)"
            )
            names = ("n_paths", "n_published", "n_duplicates", "n_not_source", "n_quarantined")
            now = "coalesce(c.n, 0), coalesce(c.p, 0), coalesce(c.d, 0), coalesce(c.s, 0), coalesce(c.q, 0)"
            yield (
                names,
                f"SELECT filename, file_row_number, {now} FROM repositories_rows AS t LEFT JOIN {counts} AS c "
                f"USING (repository_id) WHERE repository_id NOT IN (FROM dropped) "
                f"AND ({', '.join('t.' + n for n in names)}) <> ({now})",
            )
        if folder in ("source_files", "sample"):
            paths = (
                "JOIN (SELECT content_id, count(*) AS n FROM occurrences WHERE occurrence_id IN (FROM dropped) "
                "AND fate IN ('published', 'duplicate') GROUP BY ALL) AS d USING (content_id)"
            )
            yield ("dedup_cluster_size",), place.format("dedup_cluster_size - d.n", paths, "true")
            yield from self._clusters(folder, place, "source_files", _FILE_SIZES)
        elif "dedup_cluster_id" in table.schema.names:
            sizes = [pair for pair in _SIZES if pair[0] in table.schema.names]
            yield from self._clusters(folder, place, folder, sizes)

    def _clusters(
        self, folder: str, place: str, of: str, sizes: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        """Rows whose representative is gone stand for themselves; clusters are smaller by what is gone."""
        for identity, size in sizes:
            gone = (
                f"JOIN (SELECT {identity} AS cluster, count(*) AS n FROM {of} WHERE {condition(of)} GROUP BY ALL) "
                f"AS d ON d.cluster = {identity}"
            )
            yield (size,), place.format(f"{size} - d.n", gone, f"{identity} NOT IN (FROM dropped)")
            names: tuple[str, ...] = (identity, size)
            values = "row_id, 1"
            if (folder in ("source_files", "sample")) and identity == "dedup_cluster_id":
                names, values = (*names, "is_representative"), f"{values}, true"
            yield names, place.format(values, "", f"{identity} IN (FROM dropped)")


def _write(release: Path, out: Path, manifest: Manifest, plan: _Plan) -> tuple[list[ShardReceipt], dict[str, int], int]:
    """Write or link every shard; their receipts, rows that went by table, and how many were written."""
    receipts: list[ShardReceipt] = []
    dropped_rows: dict[str, int] = {}
    n_rewritten = 0
    for folder, published in manifest.tables.items():
        dropped, changes = plan.dropped_rows(folder), plan.changes(folder)
        added = _by_shard(plan.refused, [r.path for r in published.files]) if folder == "quarantine" else {}
        dropped_rows[folder] = sum(map(len, dropped.values()))
        made: list[ShardReceipt] = []
        for receipt in published.files:
            source, target = release / receipt.path, out / receipt.path
            key = str(source.absolute())
            if key not in dropped and key not in changes and receipt.path not in added:
                link_or_copy(source, target)
                made.append(receipt)
                continue
            batches = _batches(source, dropped.get(key, set()), changes.get(key, {}))
            if receipt.path in added:
                batches = iter([_merged(batches, added[receipt.path])])
            n_rows = receipt.rows - len(dropped.get(key, ())) + len(added.get(receipt.path, ()))
            ref = write_release_shard(out, PUBLISHED[folder], receipt.path, batches, n_rows)
            made.append(ShardReceipt(receipt.path, ref.rows, ref.bytes, ref.sha256))
            n_rewritten += 1
        receipts += _without_empty(out, folder, made)
    return receipts, {name: n for name, n in dropped_rows.items() if n}, n_rewritten


def _batches(path: Path, dropped: set[int], changes: Mapping[int, Mapping[str, Any]]) -> Iterator[pa.RecordBatch]:
    """Rows of a shard that stay, with their new values, a row group at a time."""
    start = 0
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        for group in range(file.metadata.num_row_groups):
            table = file.read_row_group(group)
            here = {n - start: values for n, values in changes.items() if start <= n < start + table.num_rows}
            for name in sorted({name for values in here.values() for name in values}):
                column = table.column(name).to_pylist()
                for number, values in here.items():
                    if name in values:
                        column[number] = values[name]
                position = table.schema.get_field_index(name)
                field = table.schema.field(position)
                table = table.set_column(position, field, pa.array(column, field.type))
            stays = pa.array([start + i not in dropped for i in range(table.num_rows)], pa.bool_())
            yield from table.filter(stays).to_batches()
            start += table.num_rows


def _by_shard(rows: Sequence[dict[str, Any]], paths: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Rows by the shard that a build would write them into: buckets of repositories, modulo the number of shards."""
    ordered = sorted(paths)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(ordered[bucket_of_repo_name(row["repo_name"]) % len(ordered)], []).append(row)
    return found


def _merged(batches: Iterator[pa.RecordBatch], rows: Sequence[dict[str, Any]]) -> pa.RecordBatch:
    """`quarantine` rows of a shard with further ones, in the order of that table."""
    schema = QUARANTINE.schema
    whole = pa.Table.from_batches([*(b.cast(schema) for b in batches), QUARANTINE.batch(rows)], schema)
    order = [(name, "ascending") for name in ("repo_name", "repository_id", "path", "subject_id")]
    sorted_rows = whole.take(pc.sort_indices(whole, order)).combine_chunks()
    return sorted_rows.to_batches()[0]


def _without_empty(out: Path, folder: str, made: list[ShardReceipt]) -> list[ShardReceipt]:
    """Shards but those of splits or languages that have no row left; train of a table without languages stays."""
    rows: dict[tuple[str, str], int] = {}
    for receipt in made:
        rows[_share(receipt)] = rows.get(_share(receipt), 0) + receipt.rows
    kept = []
    for receipt in made:
        parent, split = _share(receipt)
        is_language = Path(parent).name in LANGUAGE_FOLDERS.values() and folder == "source_files"
        if rows[parent, split] or (split == "train" and not is_language):
            kept.append(receipt)
        else:
            (out / receipt.path).unlink()
    return kept


def _share(receipt: ShardReceipt) -> tuple[str, str]:
    path = Path(receipt.path)
    match = SHARD_NAME.fullmatch(path.name)
    if match is None:
        raise LeaveOutError(receipt.path, "is no shard's name. `warploom check` says what else is wrong")
    return str(path.parent), match[1]
