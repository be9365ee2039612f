"""Table `omp_directives`: OpenMP and OpenACC directives of published files, each with what it stands before."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import DERIVED_FROM, LANGUAGE, LICENSE, PATH, REPO_NAME, REVISION_ID
from warploom.schemas.syntax import BYTE_RANGE, DIRECTIVE
from warploom.schemas.table import Column, Table

OMP_DIRECTIVES = Table(
    name="omp_directives",
    version="1.0",
    description="OpenMP and OpenACC directives as structure, each with its loop or block.",
    key=("row_id",),
    columns=(
        Column(
            "text", pa.string(), "The loop, block or statement that the directive stands before; empty where none is."
        ),
        Column("row_id", pa.string(), "`od_` id: the file's content and the directive's byte range."),
        LANGUAGE,
        *LICENSE,
        REPO_NAME,
        PATH,
        REVISION_ID,
        *DIRECTIVE,
        Column(
            "pragma_after_scope", pa.string(), "The text, then the directive on a line of its own: as OMPGPT trains."
        ),
        Column("code_unit_id", pa.string(), "The function, kernel or program around it.", nullable=True),
        *BYTE_RANGE,
        *DERIVED_FROM,
    ),
    references={
        "source_file_id": ("source_files", "row_id"),
        "repository_id": ("repositories", "repository_id"),
        "code_unit_id": ("code_units", "row_id"),
    },
)
