"""The laws of near-duplicates: what rows say of their clusters is what the evidence says."""

# ruff: noqa: S608 - the names in these statements are those of our own schemas; values are parameters

from __future__ import annotations

from collections.abc import Iterator

from warploom.schemas.near_duplicates import KEPT_FOR, LEVELS, METHODS, VERDICTS
from warploom.validators.rules import Rule

_CLUSTERS = (
    ("source_files", "file", "tokens", "dedup_cluster_id"),
    ("source_files", "file", "normalised", "dedup_clone_id"),
    ("code_units", "unit", "same_tokens", "dedup_cluster_id"),
    ("code_units", "unit", "same_normalised", "dedup_clone_id"),
    ("ir_functions", "ir_function", "structural_hash", "dedup_cluster_id"),
)
"""Table, level, method, and the column that names a row's representative."""


def likeness_rules() -> Iterator[Rule]:
    """All laws of near-duplicates."""
    for column, allowed in (("level", LEVELS), ("method", METHODS), ("verdict", VERDICTS), ("kept_for", KEPT_FOR)):
        yield Rule(
            "near_duplicates",
            "closed_set",
            f"{column} holds a value outside its closed set",
            f"SELECT subject_id FROM near_duplicates WHERE {column} IS NOT NULL AND NOT list_contains(?, {column})",
            (list(allowed),),
        )
    yield Rule(
        "near_duplicates",
        "score",
        "the score is not that of the counts, or the verdict not that of the score",
        "SELECT subject_id FROM near_duplicates WHERE verdict IN ('duplicate', 'alike', 'rejected') AND ("
        "(n_union IS NOT NULL AND score <> n_common / n_union) "
        # a threshold is a decimal number, its double may lie a bit above the share that meets it
        "OR (verdict <> 'rejected') <> (score >= threshold - 1e-12))",
    )
    yield Rule(
        "near_duplicates",
        "one_representative",
        "a row has several representatives, or one that another row represents",
        "SELECT subject_id FROM near_duplicates WHERE verdict = 'duplicate' "
        "GROUP BY level, method, subject_id HAVING count(*) > 1 UNION ALL "
        "SELECT a.subject_id FROM near_duplicates AS a SEMI JOIN near_duplicates AS b ON (a.level, a.method, "
        "a.other_id) = (b.level, b.method, b.subject_id) AND b.verdict = 'duplicate' WHERE a.verdict = 'duplicate'",
    )
    for folder, level, method, column in _CLUSTERS:
        yield Rule(
            folder,
            "representative",
            f"{column} is not what near_duplicates says",
            f"SELECT t.row_id FROM {folder} AS t LEFT JOIN (SELECT subject_id, other_id FROM near_duplicates "
            "WHERE (level, method, verdict) = (?, ?, 'duplicate')) AS n ON n.subject_id = t.row_id "
            f"WHERE t.{column} <> coalesce(n.other_id, t.row_id)",
            (level, method),
            needs=(column,),
        )
    yield Rule(
        "source_files",
        "is_representative",
        "is_representative is not what dedup_cluster_id says",
        "SELECT row_id FROM source_files WHERE is_representative <> (dedup_cluster_id = row_id)",
        needs=("is_representative",),
    )
