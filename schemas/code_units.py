"""Table `code_units`: functions, kernels, programs, loop nests and launches of published files."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import CONTENT_ID, DERIVED_FROM, LANGUAGE, LICENSE, PATH, REPO_NAME, REVISION_ID, STRINGS
from warploom.schemas.near_duplicates import SAME, SAME_CLONES
from warploom.schemas.syntax import BYTE_RANGE, ENTITIES, UNIT
from warploom.schemas.table import Column, Table

CODE_UNITS = Table(
    name="code_units",
    version="1.1",
    description="Units of code cut out of syntax trees: functions, kernels, programs, loop nests, launches.",
    key=("row_id",),
    columns=(
        Column("text", pa.string(), "The unit's text as it stands in the file."),
        Column("row_id", pa.string(), "`cu_` id: the file's content, the byte range and the kind."),
        LANGUAGE,
        *LICENSE,
        REPO_NAME,
        PATH,
        REVISION_ID,
        *UNIT,
        Column("enclosing_unit_id", pa.string(), "The unit right around this one, where it is a row.", nullable=True),
        Column("launched_unit_id", pa.string(), "Of a launch: the kernel, where it was found.", nullable=True),
        Column("n_launch_sites", pa.int32(), "Of a kernel: launches found in the repository.", nullable=True),
        Column(
            "context",
            pa.string(),
            "Definitions of the repository that the unit needs, in an order that declares before use; null where it "
            "needs none or none was found. Only files under the very license of the unit's file contribute.",
            nullable=True,
        ),
        Column("context_paths", STRINGS, "Paths of the files that the context is taken from, sorted."),
        Column(
            "is_closed",
            pa.bool_(),
            "Unit and context need nothing else; null where `is_self_contained` is.",
            nullable=True,
        ),
        Column(
            "entities",
            ENTITIES,
            "Tags of tokens (variable, pointer, constant, type, function, kernel, thread_index, memory_space) by byte "
            "range of `text` in UTF-8; of functions, kernels and programs.",
        ),
        *SAME,
        *SAME_CLONES,
        *BYTE_RANGE,
        Column("length_bytes", pa.int64(), "Length of the text in UTF-8."),
        *DERIVED_FROM,
        CONTENT_ID,
    ),
    references={
        "source_file_id": ("source_files", "row_id"),
        "repository_id": ("repositories", "repository_id"),
        "enclosing_unit_id": ("code_units", "row_id"),
        "launched_unit_id": ("code_units", "row_id"),
    },
)
