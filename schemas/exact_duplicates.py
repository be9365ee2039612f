"""Work tables of exact deduplication: what competes for a content, and the decision for each competitor."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import CONTENT_ID, LICENSE, OCCURRENCE_ID, REPOSITORY_ID, TIMESTAMP
from warploom.schemas.table import Column, Table

_CANDIDATE = (
    OCCURRENCE_ID,
    REPOSITORY_ID,
    CONTENT_ID,
)
KEEP_ORDER = (
    Column("is_vendored", pa.bool_(), "Lies in a tree of somebody else's code."),
    Column("revision_time", TIMESTAMP, "Time of the revision; null sorts last.", nullable=True),
)
"""What puts one row before another, beside its license's tier and its id."""

DUPLICATE_CANDIDATES = Table(
    name="duplicate_candidates",
    version="1.1",
    description="What the choice among equal contents looks at.",
    key=("occurrence_id",),
    columns=(
        *_CANDIDATE,
        *LICENSE,
        Column("is_wanted", pa.bool_(), "Meets the recipe's filter."),
        *KEEP_ORDER,
    ),
)

EXACT_DUPLICATES = Table(
    name="exact_duplicates",
    version="1.1",
    description="Decision: which path represents each distinct content.",
    key=("occurrence_id",),
    columns=(
        *_CANDIDATE,
        *LICENSE,
        Column("is_published", pa.bool_(), "The content may be published, on its representative's account."),
        Column("is_representative", pa.bool_(), "This path's row is the one that is published."),
        Column("dedup_cluster_size", pa.int64(), "Paths of the corpus that hold exactly this content."),
        *KEEP_ORDER,
    ),
)
