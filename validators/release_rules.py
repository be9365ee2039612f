"""The laws that published rows obey, each as SQL that yields the ids of the rows that break it."""

# ruff: noqa: S608 - the names in these statements are those of our own schemas; values are parameters

from __future__ import annotations

from collections.abc import Iterator

from warploom.schemas.columns import LANGUAGES, LICENSE_SCOPES, LICENSE_TIERS, SOURCE_KINDS
from warploom.schemas.manifest import Provenance
from warploom.schemas.occurrences import OccurrenceFate
from warploom.schemas.reasons import Reason
from warploom.schemas.release import LANGUAGE_FOLDERS, PUBLISHED, SORTED_BY, SPLITS
from warploom.validators.benchmark_rules import benchmark_rules
from warploom.validators.compiled_rules import compiled_rules
from warploom.validators.likeness_rules import likeness_rules
from warploom.validators.pair_rules import pair_rules
from warploom.validators.rules import Rule
from warploom.validators.split_rules import split_rules
from warploom.validators.syntax_rules import syntax_rules


def rules(provenance: Provenance) -> Iterator[Rule]:
    """All laws of a release, those about keys first."""
    yield from _keys()
    yield from _references()
    yield from _closed_sets()
    yield from _order()
    yield from _texts()
    yield from _licenses(provenance)
    yield from _fates()
    yield from _repositories()
    yield from syntax_rules()
    yield from compiled_rules()
    yield from pair_rules(provenance)
    yield from likeness_rules()
    yield from split_rules()
    yield from benchmark_rules(provenance)
    yield Rule(
        "source_files",
        "recipe",
        "rows name another recipe or version than the manifest",
        "SELECT row_id FROM source_files WHERE (recipe, recipe_version) IS DISTINCT FROM (?, ?)",
        (provenance.name, provenance.version),
    )


def _keys() -> Iterator[Rule]:
    for folder, table in PUBLISHED.items():
        key = ", ".join(table.key)
        yield Rule(
            folder,
            "key_unique",
            f"several rows have the same {key}",
            f"SELECT {table.key[0]} FROM {folder} GROUP BY {key} HAVING count(*) > 1",
        )


def _references() -> Iterator[Rule]:
    for folder, table in PUBLISHED.items():
        if folder == "sample":
            continue  # its rows are rows of source_files
        for column, (target, target_column) in table.references.items():
            yield Rule(
                folder,
                "reference",
                f"{column} is no {target_column} of {target}",
                f"SELECT l.{table.key[0]} FROM {folder} AS l ANTI JOIN {target} AS r ON l.{column} = r.{target_column} "
                f"WHERE l.{column} IS NOT NULL",
            )
    yield Rule(
        "sample",
        "sample",
        "rows are not the rows of source_files",
        "SELECT s.row_id FROM sample AS s LEFT JOIN source_files AS f ON f.row_id = s.row_id "
        "WHERE (f.text_sha256, f.occurrence_id, f.license_expression, f.license_tier) "
        "IS DISTINCT FROM (s.text_sha256, s.occurrence_id, s.license_expression, s.license_tier) "
        "OR s.text_sha256 <> sha256(s.text)",
    )


def _closed_sets() -> Iterator[Rule]:
    sets: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
        ("language", LANGUAGES, ("source_files", "occurrences")),
        ("license_tier", LICENSE_TIERS, ("source_files", "file_licenses")),
        ("license_scope", LICENSE_SCOPES, ("source_files", "file_licenses")),
        ("source_kind", SOURCE_KINDS, ("source_files", "repositories", "quarantine")),
        ("split", SPLITS, ("source_files",)),
        ("fate", tuple(OccurrenceFate), ("occurrences",)),
        ("reason", tuple(Reason), ("quarantine",)),
    )
    for column, allowed, folders in sets:
        for folder in folders:
            yield Rule(
                folder,
                "closed_set",
                f"{column} holds a value outside its closed set",
                f"SELECT {PUBLISHED[folder].key[0]} FROM {folder} "
                f"WHERE {column} IS NOT NULL AND NOT list_contains(?, {column})",
                ([str(value) for value in allowed],),
            )
    yield Rule(
        "quarantine",
        "is_damage",
        "is_damage is not what the reason says",
        "SELECT subject_id FROM quarantine WHERE is_damage <> list_contains(?, reason)",
        ([str(reason) for reason in Reason if reason.is_damage],),
    )


def _order() -> Iterator[Rule]:
    for folder, columns in SORTED_BY.items():
        row = ", ".join(columns)
        yield Rule(
            folder,
            "order",
            f"rows of a shard are not sorted by {row}",
            f"SELECT id FROM (SELECT {PUBLISHED[folder].key[0]} AS id, row({row}) AS this, "
            f"lag(row({row})) OVER (PARTITION BY filename ORDER BY file_row_number) AS previous FROM {folder}_rows) "
            "WHERE previous > this",
        )
    folders = ", ".join(f"'{language}': '{slug}'" for language, slug in LANGUAGE_FOLDERS.items())
    yield Rule(
        "source_files",
        "folder",
        "rows lie in the folder of another language or the shard of another split",
        "SELECT row_id FROM source_files_rows WHERE parse_filename(parse_dirpath(filename)) "
        f"IS DISTINCT FROM map_extract_value(MAP {{{folders}}}, language) "
        "OR NOT starts_with(parse_filename(filename), split || '-')",
    )


def _texts() -> Iterator[Rule]:
    simple = (
        ("text_digest", "text_sha256 is not the text's", "text_sha256 <> sha256(text)"),
        ("text_length", "length_bytes is not the text's length", "length_bytes <> strlen(text)"),
        ("row_id", "row_id is not that of content_id", "row_id <> 'sf_' || substr(content_id, 11)"),
        (
            "content_digest",
            "content_id is not that of the text, though it was published as it was read",
            # Only then is the text the raw bytes: nothing was masked, and UTF-8 decodes without change.
            "NOT is_redacted AND encoding = 'utf-8' AND content_id <> "
            "'swh:1:cnt:' || sha1('blob ' || strlen(text) || chr(0) || text)",
        ),
    )
    for name, message, condition in simple:
        yield Rule("source_files", name, message, f"SELECT row_id FROM source_files WHERE {condition}")
    yield Rule(
        "source_files",
        "redactions",
        "is_redacted is not what redactions says",
        "SELECT row_id FROM source_files WHERE is_redacted <> (len(redactions) > 0)",
        needs=("redactions",),
    )
    yield Rule(
        "source_files",
        "duplicate_content",
        "the same content is published more than once",
        "SELECT min(row_id) FROM source_files GROUP BY content_id HAVING count(*) > 1",
    )


def _licenses(provenance: Provenance) -> Iterator[Rule]:
    yield Rule(
        "source_files",
        "license_tier",
        "license tiers that the recipe does not take are published",
        "SELECT row_id FROM source_files WHERE NOT list_contains(?, license_tier)",
        (list(provenance.license_tiers),),
    )
    yield Rule(
        "source_files",
        "license_evidence",
        "a license is published without its evidence (scope, and path and SHA-256 unless overridden)",
        "SELECT row_id FROM source_files WHERE license_expression IS NULL OR license_scope IS NULL OR "
        "(license_scope <> 'override' AND (license_evidence_path IS NULL OR license_evidence_sha256 IS NULL))",
    )
    yield Rule(
        "source_files",
        "license_decision",
        "the license is not the one that file_licenses decided for the path",
        "SELECT s.row_id FROM source_files AS s LEFT JOIN file_licenses AS l ON l.occurrence_id = s.occurrence_id "
        "WHERE (s.license_expression, s.license_tier, s.license_scope, s.license_evidence_sha256) "
        "IS DISTINCT FROM (l.license_expression, l.license_tier, l.license_scope, l.license_evidence_sha256)",
    )


def _fates() -> Iterator[Rule]:
    yield Rule(
        "occurrences",
        "published",
        "a path is published, but no row of source_files is its own",
        "SELECT o.occurrence_id FROM occurrences AS o LEFT JOIN source_files AS s ON s.occurrence_id = o.occurrence_id "
        "WHERE o.fate = 'published' AND (s.row_id, s.content_id) IS DISTINCT FROM (o.source_file_id, o.content_id)",
    )
    yield Rule(
        "source_files",
        "published",
        "a row's path is not published, or stands for several rows",
        "SELECT s.row_id FROM source_files AS s ANTI JOIN "
        "(SELECT occurrence_id FROM occurrences WHERE fate = 'published') AS o ON o.occurrence_id = s.occurrence_id "
        "UNION ALL SELECT min(row_id) FROM source_files GROUP BY occurrence_id HAVING count(*) > 1",
    )
    yield Rule(
        "occurrences",
        "duplicate",
        "a duplicate's content is not that of the row it points to",
        "SELECT o.occurrence_id FROM occurrences AS o LEFT JOIN source_files AS s ON s.row_id = o.source_file_id "
        "WHERE o.fate = 'duplicate' AND (o.source_file_id IS NULL OR s.content_id IS DISTINCT FROM o.content_id)",
    )
    yield Rule(
        "occurrences",
        "unpublished",
        "a path that is not published points to a row",
        "SELECT occurrence_id FROM occurrences "
        "WHERE fate IN ('not_source', 'quarantined') AND source_file_id IS NOT NULL",
    )
    yield Rule(
        "occurrences",
        "quarantined",
        "a path is quarantined without a reason",
        "SELECT o.occurrence_id FROM occurrences AS o ANTI JOIN quarantine AS q ON q.subject_id = o.occurrence_id "
        "WHERE o.fate = 'quarantined'",
    )
    yield Rule(
        "quarantine",
        "quarantined",
        "a reason is given for a path that is not quarantined, or for an unknown subject",
        "SELECT q.subject_id FROM quarantine AS q "
        "ANTI JOIN (SELECT occurrence_id AS id FROM occurrences WHERE fate = 'quarantined' "
        "UNION ALL SELECT repository_id FROM repositories) AS s ON s.id = q.subject_id",
    )


def _repositories() -> Iterator[Rule]:
    yield Rule(
        "repositories",
        "counts",
        "counts of paths, published, duplicates, not source and quarantined are not those of occurrences",
        "SELECT r.repository_id FROM repositories AS r LEFT JOIN (SELECT repository_id, count(*) AS n, "
        "count(*) FILTER (fate = 'published') AS p, count(*) FILTER (fate = 'duplicate') AS d, "
        "count(*) FILTER (fate = 'not_source') AS s, count(*) FILTER (fate = 'quarantined') AS q "
        "FROM occurrences GROUP BY repository_id) AS o USING (repository_id) "
        "WHERE (n_paths, n_published, n_duplicates, n_not_source, n_quarantined) IS DISTINCT FROM "
        "(coalesce(n, 0), coalesce(p, 0), coalesce(d, 0), coalesce(s, 0), coalesce(q, 0))",
    )
    for folder in ("source_files", "occurrences", "quarantine"):
        yield Rule(
            folder,
            "repository_copy",
            "repo_name or revision_id is not the repository's",
            f"SELECT l.{PUBLISHED[folder].key[0]} FROM {folder} AS l JOIN repositories AS r USING (repository_id) "
            "WHERE (l.repo_name, l.revision_id) <> (r.repo_name, r.revision_id)",
        )
