"""Looks into a finished release: SQL without a way out of it, all that is known of an id, a repository's fate."""

# ruff: noqa: S608 - what is formatted into these statements is our own; values are parameters

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset as pads

from warploom.catalog import explore_compiled as compiled
from warploom.catalog.answers import Answers, Section
from warploom.catalog.explore_benchmarks import benchmark_hits_of
from warploom.catalog.explore_likeness import likeness_of, likeness_of_contents
from warploom.catalog.explore_pairs import explain_pair
from warploom.catalog.views import comments_script, static_views
from warploom.schemas.errors import WarploomError
from warploom.schemas.manifest import read_manifest
from warploom.schemas.release import PUBLISHED
from warploom.schemas.table import Table
from warploom.validators.published import MEMORY_LIMIT, connect, shard_paths

_HEAD_CHARACTERS = 300


class QueryError(WarploomError):
    """DuckDB refused a query or failed at it; the text says why."""


def query(directory: Path, sql: str, *, memory_limit: str = MEMORY_LIMIT) -> pa.Table:
    """Result of the last statement of `sql` over the tables of a release; `QueryError` if it fails.

    A statement without a result gives a table without columns.

    The engine reads through Arrow data sets and has no access to files or network itself, so no statement can write,
    load or attach anything: DuckDB would let a query over allowed directories write into them (`WITH x AS (COPY ...)`).
    """
    manifest = read_manifest(directory)
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "python_enable_replacements": "false",
        "memory_limit": memory_limit,
    }
    with tempfile.TemporaryDirectory(prefix="warploom-") as scratch:
        config["temp_directory"] = scratch
        with duckdb.connect(config=config) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for folder, table in PUBLISHED.items():
                connection.register(f"{folder}_shards", _arrow_source(shard_paths(directory, folder, manifest), table))
                columns = ", ".join(f'"{name}"' for name in table.schema.names)
                connection.execute(f"CREATE VIEW {folder} AS SELECT {columns} FROM {folder}_shards")
                connection.execute(comments_script(folder, table))
            connection.execute(static_views(directory))
            connection.execute("SET lock_configuration = true")
            try:
                relation = connection.sql(sql)
                return pa.table({}) if relation is None else relation.to_arrow_table()
            except duckdb.Error as error:
                raise QueryError(str(error)) from error


def _arrow_source(paths: list[Path], table: Table) -> pads.Dataset | pa.Table:
    # DuckDB reads the first column for `count(*)`: a narrow one in front of the texts makes that 40 times faster.
    fields = sorted(table.schema, key=lambda f: f.type.bit_width if pa.types.is_primitive(f.type) else 2**10)
    schema = pa.schema(fields)
    if not paths:
        return pa.Table.from_pylist([], schema=schema)
    return pads.dataset([str(path) for path in paths], schema=schema, format="parquet")


def explain(directory: Path, identity: str) -> list[Section]:
    """All that is known of an id of any kind (`sf_`, `oc_`, `ir_`, `swh:1:cnt:`, ...) or of the paths that hold a text.

    Empty if the release knows nothing of it. Texts are cut to their head.
    """
    with connect(directory, read_manifest(directory)) as connection:
        answers = Answers(connection)
        if identity.startswith(("sf_", "swh:1:cnt:")):
            content = "swh:1:cnt:" + identity.removeprefix("sf_").removeprefix("swh:1:cnt:")
            return _explain_content(answers, content)
        if identity.startswith("oc_"):
            return _explain_occurrence(answers, identity)
        if identity.startswith(("cu_", "od_", "mt_")):
            own = _explain_derived(answers, identity)
            return [*own, *likeness_of(answers, identity), *compiled.of_unit(answers, identity)]
        if identity.startswith(compiled.PREFIXES):
            return [*compiled.explain_compiled(answers, identity), *likeness_of(answers, identity)]
        if identity.startswith(("kp_", "is_", "ve_")):
            return [*explain_pair(answers, identity), *likeness_of(answers, identity)]
        if identity.startswith("rp_"):
            return [*_explain_repositories(answers, [identity]), *likeness_of(answers, identity)]
        (paths,) = answers.of(
            "Paths that contain it",
            "SELECT occurrence_id, path, repo_name, fate FROM occurrences WHERE contains(path, ?) "
            "ORDER BY length(path), path, occurrence_id",
            identity,
        ) or (None,)
        if paths is None:
            return []
        if paths.table.num_rows == 1 and not paths.n_more:
            return _explain_occurrence(answers, paths.table.column("occurrence_id")[0].as_py())
        return [paths]


def find(directory: Path, repository: str) -> list[Section]:
    """What of a repository is in: its revisions, paths by fate, published files by license, refusals by reason.

    `repository` is its name, or a part of it where no name is equal. Empty if the release knows none.
    """
    with connect(directory, read_manifest(directory)) as connection:
        answers = Answers(connection)
        for condition in ("repo_name = ?", "contains(lower(repo_name), lower(?))"):
            ids = connection.execute(
                f"SELECT repository_id FROM repositories WHERE {condition} ORDER BY ALL",
                [repository],
            ).fetchall()
            if ids:
                return _explain_repositories(answers, [identity for (identity,) in ids])
        return []


def _explain_content(answers: Answers, content: str) -> list[Section]:
    return [
        *answers.of(
            "Source file",
            f"SELECT * EXCLUDE (text), left(text, {_HEAD_CHARACTERS}) AS text_head "
            "FROM source_files WHERE content_id = ?",
            content,
        ),
        *answers.of(
            "Paths that hold this content",
            "SELECT occurrence_id, fate, repo_name, path, revision_id FROM occurrences WHERE content_id = ? "
            "ORDER BY fate <> 'published', repo_name, path, occurrence_id",
            content,
        ),
        *benchmark_hits_of(answers, [content]),
        *likeness_of_contents(answers, [content]),
        *answers.of(
            "Split",
            "SELECT split, reason, split_group, repository_group FROM splits "
            "WHERE source_file_id = 'sf_' || substr(?, 11) AND reason <> 'unsplit'",
            content,
        ),
        *compiled.of_file(answers, content),
        *_evidence(answers, "l.content_id = ?", content),
        *answers.of(
            "Refused",
            "SELECT q.subject_id, q.reason, q.stage, q.detail, q.repo_name, q.path FROM quarantine AS q "
            "JOIN occurrences AS o ON o.occurrence_id = q.subject_id WHERE o.content_id = ? "
            "ORDER BY q.repo_name, q.path, q.subject_id",
            content,
        ),
    ]


_DERIVED = {
    "cu_": ("Code unit", "code_units", "text, context, entities", ", left(context, {n}) AS context_head"),
    "od_": ("Directive", "omp_directives", "text, pragma_after_scope", ""),
    "mt_": ("MPI task", "mpi_tasks", "text, code_stripped, code_numbered", ", left(code_numbered, {n}) AS code_head"),
}
"""By prefix of the id: title, table, columns that are too long to show, and the heads shown instead."""


def _explain_derived(answers: Answers, identity: str) -> list[Section]:
    title, table, left_out, heads = _DERIVED[identity[:3]]
    heads = f", left(text, {_HEAD_CHARACTERS}) AS text_head" + heads.format(n=_HEAD_CHARACTERS)
    return [
        *answers.of(title, f"SELECT * EXCLUDE ({left_out}){heads} FROM {table} WHERE row_id = ?", identity),
        *answers.of(
            "Launched from",
            "SELECT row_id, path, line_start, launch_grid, launch_block, launch_shared_bytes, launch_stream "
            "FROM code_units WHERE launched_unit_id = ? ORDER BY path, line_start, row_id",
            identity,
        ),
        *answers.of(
            "Units inside",
            "SELECT row_id, kind, name, line_start, line_end FROM code_units WHERE enclosing_unit_id = ? "
            "ORDER BY line_start, row_id",
            identity,
        ),
        *answers.of(
            "From the file",
            "SELECT s.row_id, s.repo_name, s.path, s.language, s.license_expression, s.license_tier, s.occurrence_id "
            f"FROM source_files AS s JOIN {table} AS t ON t.source_file_id = s.row_id WHERE t.row_id = ?",
            identity,
        ),
    ]


def _explain_occurrence(answers: Answers, occurrence: str) -> list[Section]:
    sql = "SELECT content_id FROM occurrences WHERE occurrence_id = ? AND content_id IS NOT NULL"
    contents = [c for found in answers.of("", sql, occurrence) for c in found.table.column(0).to_pylist()]
    return [
        *answers.of("Path", "SELECT * FROM occurrences WHERE occurrence_id = ?", occurrence),
        *answers.of(
            "Why it was refused",
            "SELECT reason, stage, detail, is_damage FROM quarantine WHERE subject_id = ?",
            occurrence,
        ),
        *answers.of(
            "Published as",
            # Releases of older minor versions have fewer of these.
            "SELECT COLUMNS('^(row_id|repo_name|path|language|license_expression|license_tier|length_bytes|is_vendored"
            "|is_generated|is_test|redactions)$'), "
            f"left(text, {_HEAD_CHARACTERS}) AS text_head FROM (SELECT s.* FROM occurrences AS o "
            "JOIN source_files AS s ON s.row_id = o.source_file_id WHERE o.occurrence_id = ?)",
            occurrence,
        ),
        *answers.of(
            "License decision",
            "SELECT license_expression, license_tier, license_scope, license_evidence_path, license_evidence_sha256, "
            "license_detector, license_conflict, detected_licenses, copyright_statements "
            "FROM file_licenses WHERE occurrence_id = ?",
            occurrence,
        ),
        *benchmark_hits_of(answers, contents),
        *(s for content in contents for s in likeness_of_contents(answers, [content])),
        *(s for content in contents for s in compiled.of_file(answers, content)),
        *_evidence(answers, "l.occurrence_id = ?", occurrence),
        *answers.of(
            "Other paths with the same content",
            "SELECT n.occurrence_id, n.fate, n.repo_name, n.path, n.revision_id FROM occurrences AS o "
            "JOIN occurrences AS n ON n.content_id = o.content_id AND n.occurrence_id <> o.occurrence_id "
            "WHERE o.occurrence_id = ? ORDER BY n.fate <> 'published', n.repo_name, n.path, n.occurrence_id",
            occurrence,
        ),
        *answers.of(
            "Repository",
            "SELECT r.* FROM repositories AS r JOIN occurrences AS o USING (repository_id) WHERE o.occurrence_id = ?",
            occurrence,
        ),
    ]


def _evidence(answers: Answers, condition: str, value: str) -> list[Section]:
    return answers.of(
        "License evidence",
        "SELECT w.scope, w.path, w.expression, w.score, w.detector, w.sha256, l.path AS evidence_for "
        f"FROM file_licenses AS l, unnest(l.license_witnesses) AS u(w) WHERE {condition} ORDER BY l.path, w.score DESC",
        value,
    )


def _explain_repositories(answers: Answers, identities: Sequence[str]) -> list[Section]:
    ids = list(identities)
    return [
        *answers.of("Repository", "SELECT * FROM repositories WHERE list_contains(?, repository_id) ORDER BY ALL", ids),
        *answers.of(
            "Refused as a whole",
            "SELECT subject_id, reason, stage, detail FROM quarantine WHERE list_contains(?, subject_id) ORDER BY ALL",
            ids,
        ),
        *answers.of(
            "Paths",
            "SELECT fate, count(*) AS n_paths FROM occurrences WHERE list_contains(?, repository_id) "
            "GROUP BY ALL ORDER BY ALL",
            ids,
        ),
        *answers.of(
            "Published files",
            "SELECT language, license_expression, license_tier, count(*) AS n_files, "
            "sum(length_bytes)::BIGINT AS n_bytes FROM source_files WHERE list_contains(?, repository_id) "
            "GROUP BY ALL ORDER BY n_files DESC, language, license_expression",
            ids,
        ),
        *answers.of(
            "Refused paths",
            "SELECT reason, detail, count(*) AS n_paths, min(path) AS example FROM quarantine "
            "WHERE list_contains(?, repository_id) AND path IS NOT NULL "
            "GROUP BY ALL ORDER BY n_paths DESC, reason, detail",
            ids,
        ),
    ]
