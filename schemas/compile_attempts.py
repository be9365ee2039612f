"""Table `compile_attempts`: every attempt to compile a published file, with its diagnostics."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import LANGUAGE, PATH, REPO_NAME, REPOSITORY_ID
from warploom.schemas.ir import ATTEMPT
from warploom.schemas.table import Column, Table

COMPILE_ATTEMPTS = Table(
    name="compile_attempts",
    version="1.0",
    description="Every attempt to compile a published file: how, and what came of it.",
    key=("source_file_id", "attempt_number"),
    columns=(
        Column("source_file_id", pa.string(), "`sf_` id of the file."),
        REPOSITORY_ID,
        REPO_NAME,
        PATH,
        LANGUAGE,
        *ATTEMPT,
        Column("ir_module_id", pa.string(), "The module that came out and is published.", nullable=True),
    ),
    references={
        "source_file_id": ("source_files", "row_id"),
        "repository_id": ("repositories", "repository_id"),
        "ir_module_id": ("ir_modules", "row_id"),
    },
)
