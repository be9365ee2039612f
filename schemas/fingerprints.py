"""Work tables of near-duplicates: what is compared, and pairs that were."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import CONTENT_ID, OCCURRENCE_ID, REPOSITORY_ID
from warploom.schemas.exact_duplicates import KEEP_ORDER
from warploom.schemas.table import Column, Table

KEPT_BY = (Column("tier", pa.int8(), "Number of the license's tier, the most permissive first."), *KEEP_ORDER)
"""What puts one row before another."""
DOCUMENT = Column("document", pa.int64(), "Bucket, slice and row of a document: 24, 16 and 24 bits.")

BAND_KEYS = Table(
    name="band_keys",
    version="1.0",
    description="Documents by the hash of each band of their signature.",
    key=("key", "document"),
    columns=(Column("key", pa.uint64(), "Hash of a band's number and values."), DOCUMENT),
)

COMPARED_DOCUMENTS = Table(
    name="compared_documents",
    version="1.0",
    description="What is compared: texts that represent published contents, or functions of their modules.",
    key=("document",),
    columns=(
        DOCUMENT,
        Column("subject_id", pa.string(), "Id of its row, published or not."),
        OCCURRENCE_ID,
        REPOSITORY_ID,
        CONTENT_ID,
        *KEPT_BY,
    ),
)

CANDIDATE_PAIRS = Table(
    name="candidate_pairs",
    version="1.0",
    description="Pairs of documents that agree in a band and in about as many values as near-duplicates do.",
    key=("first", "second"),
    columns=(
        Column("first", pa.int64(), "The document of the lower number."),
        Column("second", pa.int64(), "The other one."),
        Column("matches", pa.int32(), "Equal values of their signatures."),
    ),
)

CROWDED_BANDS = Table(
    name="crowded_bands",
    version="1.0",
    description="Documents of bands that too many share for each to be paired with each.",
    key=("band", "document"),
    columns=(Column("band", pa.int64(), "Number of the band among the crowded ones of its partition."), DOCUMENT),
)

SAME_CANDIDATES = Table(
    name="same_candidates",
    version="1.0",
    description="Units and functions by a key that is equal where they are the same.",
    key=("method", "subject_id"),
    columns=(
        Column("method", pa.string(), "What the key is made of."),
        Column("same_key", pa.string(), "Equal for rows that are the same."),
        Column("subject_id", pa.string(), "Id of the row."),
        REPOSITORY_ID,
        *KEPT_BY,
    ),
)

SAME_DECISIONS = Table(
    name="same_decisions",
    version="1.0",
    description="Decision for each row that is the same as another one.",
    key=("method", "subject_id"),
    columns=(
        Column("method", pa.string(), "What the key is made of."),
        Column("subject_id", pa.string(), "Id of the row."),
        REPOSITORY_ID,
        Column("representative_id", pa.string(), "Id of the row that comes first among those that are the same."),
        Column("cluster_size", pa.int64(), "Rows that are the same."),
        Column("kept_for", pa.string(), "What puts that one first; null for itself.", nullable=True),
    ),
)

UNIT_DIGESTS = Table(
    name="unit_digests",
    version="1.0",
    description="Digests of the tokens of units: equal where the units are.",
    key=("occurrence_id", "kind", "byte_start", "byte_end"),
    columns=(
        OCCURRENCE_ID,
        Column("kind", pa.string(), "Kind of the unit."),
        Column("byte_start", pa.int64(), "First byte of the unit in the text."),
        Column("byte_end", pa.int64(), "One past its last byte."),
        Column("same_tokens", pa.string(), "Digest of its tokens; null without any.", nullable=True),
        Column("same_normalised", pa.string(), "The same with names and literals made equal.", nullable=True),
    ),
)
