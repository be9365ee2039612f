"""Table `ir_modules`: published files as LLVM modules, one row per file, target and level."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import CONTENT_ID, DERIVED_FROM, LANGUAGE, LICENSE, PATH, REPO_NAME, REVISION_ID
from warploom.schemas.ir import COMPILED_MODULES
from warploom.schemas.table import Column, Table

_OWN = {column.name: column for column in COMPILED_MODULES.columns}
_ELSEWHERE = ("occurrence_id", "ir_module_id", "text", "license_expression", "license_tier")

IR_MODULES = Table(
    name="ir_modules",
    version="1.0",
    description="LLVM modules of published files, with the command that made them.",
    key=("row_id",),
    columns=(
        _OWN["text"],
        Column("row_id", pa.string(), "`ir_` id: the file's content, the command line, target, level and toolchain."),
        LANGUAGE,
        *LICENSE,
        REPO_NAME,
        PATH,
        REVISION_ID,
        *(column for name, column in _OWN.items() if name not in _ELSEWHERE),
        *DERIVED_FROM,
        CONTENT_ID,
    ),
    references={
        "source_file_id": ("source_files", "row_id"),
        "repository_id": ("repositories", "repository_id"),
    },
)
