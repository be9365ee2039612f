"""Table `near_duplicates` and the work tables of its decision: which rows are alike, how much, and which is kept."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import CONTENT_ID, OCCURRENCE_ID, REPOSITORY_ID
from warploom.schemas.table import Column, Table

LEVELS = ("file", "unit", "ir_function", "repository", "pair")
METHODS = ("tokens", "normalised", "same_tokens", "same_normalised", "structural_hash", "contents")
VERDICTS = ("duplicate", "alike", "rejected", "collision", "fork", "vendored")
KEPT_FOR = ("license_tier", "original", "earlier", "id")

NEAR_DUPLICATES = Table(
    name="near_duplicates",
    version="1.0",
    description="Rows that were compared because they look alike: the score, the verdict, and why the other is kept.",
    key=("level", "method", "subject_id", "other_id"),
    columns=(
        Column("level", pa.string(), "What is compared: " + ", ".join(LEVELS) + "."),
        Column("method", pa.string(), "By what: " + ", ".join(METHODS) + "; see docs/design/duplicates.md."),
        Column("subject_id", pa.string(), "Id of the row that was decided on: `sf_`, `cu_`, `if_`, `rp_` or `kp_`."),
        Column("other_id", pa.string(), "Id of the row that it was compared with, which comes first in keep order."),
        Column("score", pa.float64(), "Similarity, 0 to 1: n_common / n_union, of repositories n_common / n_subject."),
        Column("n_common", pa.int64(), "Distinct shingles (contents, of repositories) that both hold.", nullable=True),
        Column("n_union", pa.int64(), "Distinct shingles that either holds.", nullable=True),
        Column("threshold", pa.float64(), "The least score of a duplicate."),
        Column(
            "verdict",
            pa.string(),
            "duplicate: the other one represents it; alike: another representative that it is as like; rejected: a "
            "candidate below the threshold; collision: alike by their hashes alone; fork, vendored: of repositories.",
        ),
        Column(
            "kept_for",
            pa.string(),
            "What puts the other one first: " + ", ".join(KEPT_FOR) + "; null where both stay.",
            nullable=True,
        ),
        Column("scheme", pa.string(), "Tokenizer, shingles, hashes and their version."),
    ),
)

SAME = (
    Column("dedup_cluster_id", pa.string(), "Row that represents those that are the same, or its own."),
    Column("dedup_cluster_size", pa.int64(), "Rows that are the same, published or not."),
)
"""Of a table whose rows are compared by keys."""
SAME_CLONES = (
    Column("dedup_clone_id", pa.string(), "The same as `dedup_cluster_id` with names and literals made equal."),
    Column("dedup_clone_size", pa.int64(), "Rows of that cluster."),
)
"""Of one whose rows are compared with names made equal as well."""

LIKENESS = (
    Column("near_content_id", pa.string(), "Content that represents it among its near-duplicates, or its own."),
    Column("near_cluster_size", pa.int64(), "Distinct contents that one represents, itself included."),
    Column("clone_content_id", pa.string(), "The same by the method `normalised`."),
    Column("clone_cluster_size", pa.int64(), "The same by the method `normalised`."),
)

NEAR_DECISIONS = Table(
    name="near_decisions",
    version="1.0",
    description="Decision for each path whose content is like another one's.",
    key=("occurrence_id",),
    columns=(
        OCCURRENCE_ID,
        REPOSITORY_ID,
        CONTENT_ID,
        *LIKENESS,
        Column(
            "dropped_for",
            pa.string(),
            "Why the recipe publishes its representative alone; null where it is published.",
            nullable=True,
        ),
    ),
)
