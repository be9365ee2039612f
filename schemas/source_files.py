"""Table `source_files` and the work tables it grows from: raw contents, named contents, decoded and marked texts."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import (
    CONTENT_ID,
    LANGUAGE,
    LICENSE,
    LICENSE_EVIDENCE,
    OCCURRENCE_ID,
    PATH,
    REPO_NAME,
    REPOSITORY_ID,
    REVISION_ID,
    TIMESTAMP,
    WHENCE,
)
from warploom.schemas.decontamination import BENCHMARK_HITS
from warploom.schemas.splits import SPLIT_GROUP
from warploom.schemas.syntax import SYNTAX
from warploom.schemas.table import Column, Table

_OCCURRENCE = (
    OCCURRENCE_ID,
    REPOSITORY_ID,
    PATH,
    CONTENT_ID,
)
_NAMED = (
    LANGUAGE,
    Column("language_evidence", pa.string(), "What named the language: the extension, or a mark in the content."),
)
_TEXT = (
    Column("text", pa.string(), "The decoded text; byte ranges and `text_sha256` refer to its UTF-8 form."),
    Column("text_sha256", pa.string(), "SHA-256 of the text in UTF-8, hex."),
    Column("content_sha256", pa.string(), "SHA-256 of the raw bytes, hex."),
    Column(
        "encoding",
        pa.string(),
        "Encoding of the raw bytes: utf-8, utf-8-sig, utf-16-le, utf-16-be, utf-32-le, utf-32-be, latin-1, cp1252.",
    ),
    Column("length_bytes", pa.int64(), "Length of the text in UTF-8."),
    Column("n_lines", pa.int64(), "Lines, an unterminated last one included."),
    Column("max_line_bytes", pa.int64(), "Length of the longest line in UTF-8, without its line end."),
    Column("alphanumeric_share", pa.float64(), "Share of ASCII letters and digits among the bytes, 0 to 1."),
)
_REDACTION = (
    Column("is_redacted", pa.bool_(), "The text differs from the decoded content because something was masked."),
    Column(
        "redactions",
        pa.list_(pa.struct([pa.field("kind", pa.string(), False), pa.field("n", pa.int64(), False)])),
        "What was masked, by kind in order, and how often; never the value.",
    ),
)
_QUALITY = (
    Column("comment_share", pa.float64(), "Share of bytes in comments, 0 to 1, as regular expressions find them."),
    Column("digit_share", pa.float64(), "Share of decimal digits among the bytes that are no white space, 0 to 1."),
    Column("is_data_table", pa.bool_(), "Numbers for the most part, see the stage `measure_quality`."),
    Column("is_minified", pa.bool_(), "Long lines with hardly any white space, see the stage `measure_quality`."),
    Column("is_test", pa.bool_(), "Test code."),
    Column("test_evidence", pa.string(), "The rule that says so.", nullable=True),
)
_MARKS = (
    Column("is_vendored", pa.bool_(), "Lies in a tree of somebody else's code."),
    Column("vendored_evidence", pa.string(), "The rule that says so.", nullable=True),
    Column("is_generated", pa.bool_(), "Written by a tool."),
    Column("generated_evidence", pa.string(), "The rule or mark that says so.", nullable=True),
)

_DEDUP = (
    Column("dedup_cluster_id", pa.string(), "`sf_` id of what represents it among its near-duplicates, or its own."),
    Column("dedup_near_size", pa.int64(), "Distinct contents of that cluster, published or not."),
    Column("is_representative", pa.bool_(), "It represents that cluster."),
    Column("dedup_clone_id", pa.string(), "The same as `dedup_cluster_id` with names and literals made equal."),
    Column("dedup_clone_size", pa.int64(), "Distinct contents of that one."),
)

CONTENTS = Table(
    name="contents",
    version="1.0",
    description="Raw bytes of every file read, source or not.",
    key=("occurrence_id",),
    columns=(
        *_OCCURRENCE,
        Column("content_bytes", pa.int64(), "Length of the raw bytes."),
        Column("content", pa.binary(), "The raw bytes."),
    ),
)

NAMED_CONTENTS = Table(
    name="named_contents",
    version="1.0",
    description="Raw bytes of every file in a known language.",
    key=("occurrence_id",),
    columns=(*CONTENTS.columns, *_NAMED),
)

DECODED_TEXTS = Table(
    name="decoded_texts",
    version="1.0",
    description="Texts with their measures.",
    key=("occurrence_id",),
    columns=(*_OCCURRENCE, *_NAMED, *_TEXT),
)

REDACTED_TEXTS = Table(
    name="redacted_texts",
    version="1.0",
    description="Texts with their measures, persons and secrets masked.",
    key=("occurrence_id",),
    columns=(*DECODED_TEXTS.columns, *_REDACTION),
)

MEASURED_TEXTS = Table(
    name="measured_texts",
    version="1.0",
    description="Masked texts with all their measures.",
    key=("occurrence_id",),
    columns=(*REDACTED_TEXTS.columns, *_QUALITY),
)

SOURCE_TEXTS = Table(
    name="source_texts",
    version="1.1",
    description="Masked texts with their measures, marked as vendored or generated.",
    key=("occurrence_id",),
    columns=(*MEASURED_TEXTS.columns, *_MARKS),
)

SOURCE_PLACES = Table(
    name="source_places",
    version="1.0",
    description="Where sources stand, without their texts: what a stage is given that reads these through a view.",
    key=("occurrence_id",),
    columns=(*_OCCURRENCE, LANGUAGE),
)

_MEASURES = {column.name: column for column in (*_TEXT, *_REDACTION, *_QUALITY, *_MARKS, *_NAMED)}

TOKEN_COUNTS = Table(
    name="token_counts",
    version="1.0",
    description="Tokens of texts, by the recipe's tokenizer.",
    key=("occurrence_id",),
    columns=(OCCURRENCE_ID, Column("n_tokens", pa.int64(), "Tokens of the text, without special ones.")),
)

SOURCE_FILES = Table(
    name="source_files",
    version="1.5",
    description="Licensed source files, one row per distinct content.",
    key=("row_id",),
    columns=(
        _MEASURES["text"],
        Column("row_id", pa.string(), "`sf_` id: the git blob SHA-1 of the raw content."),
        LANGUAGE,
        *LICENSE,
        REPO_NAME,
        PATH,
        REVISION_ID,
        Column("extension", pa.string(), "Extension of the path in lower case, without the dot."),
        _MEASURES["length_bytes"],
        _MEASURES["n_lines"],
        Column(
            "n_tokens",
            pa.int64(),
            "Tokens of the text by the recipe's tokenizer, without special ones; null where it names none.",
            nullable=True,
        ),
        _MEASURES["max_line_bytes"],
        _MEASURES["alphanumeric_share"],
        _MEASURES["is_vendored"],
        _MEASURES["vendored_evidence"],
        _MEASURES["is_generated"],
        _MEASURES["generated_evidence"],
        *_QUALITY,
        *SYNTAX,
        *LICENSE_EVIDENCE,
        CONTENT_ID,
        _MEASURES["text_sha256"],
        *_REDACTION,
        _MEASURES["encoding"],
        _MEASURES["language_evidence"],
        Column("dedup_cluster_size", pa.int64(), "Paths of the corpus that hold exactly this content."),
        *_DEDUP,
        BENCHMARK_HITS,
        REPOSITORY_ID,
        Column("occurrence_id", pa.string(), "`oc_` id of the path that represents the content."),
        *WHENCE,
        Column("revision_time", TIMESTAMP, "Time of the revision, see `repositories`.", nullable=True),
        Column("origin", pa.string(), "crawled, written, mined, generated, translated or mutated."),
        Column("recipe", pa.string(), "Name of the recipe's dataset."),
        Column("recipe_version", pa.string(), "Version of the recipe's dataset."),
        Column("split", pa.string(), "train, validation or test."),
        SPLIT_GROUP,
    ),
    references={
        "repository_id": ("repositories", "repository_id"),
        "occurrence_id": ("occurrences", "occurrence_id"),
    },
)
