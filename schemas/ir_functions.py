"""Table `ir_functions`: functions of modules, joined to the units of source that they come from."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import DERIVED_FROM, LANGUAGE, LICENSE, PATH, REPO_NAME, REVISION_ID
from warploom.schemas.ir import CODE_FACTS, COMPILED_FOR, FUNCTION
from warploom.schemas.near_duplicates import SAME
from warploom.schemas.table import Column, Table

IR_FUNCTIONS = Table(
    name="ir_functions",
    version="1.1",
    description="Functions of published modules that files of the repository define.",
    key=("row_id",),
    columns=(
        Column("text", pa.string(), "Its IR without debug metadata; null above 256 KB.", nullable=True),
        Column("row_id", pa.string(), "`if_` id: the module and the symbol."),
        LANGUAGE,
        *LICENSE,
        REPO_NAME,
        PATH,
        REVISION_ID,
        Column("ir_module_id", pa.string(), "The module it is in."),
        Column("code_unit_id", pa.string(), "The unit of source that it comes from, where found.", nullable=True),
        *FUNCTION,
        *COMPILED_FOR,
        *CODE_FACTS,
        *SAME,
        Column("redistributable", pa.bool_(), "As the module's."),
        *DERIVED_FROM,
    ),
    references={
        "source_file_id": ("source_files", "row_id"),
        "repository_id": ("repositories", "repository_id"),
        "ir_module_id": ("ir_modules", "row_id"),
        "code_unit_id": ("code_units", "row_id"),
    },
)
