"""Table `gpu_lowerings`: kernels at every level from NVVM IR to machine code, one row per kernel and device."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import DERIVED_FROM, LANGUAGE, LICENSE, PATH, REPO_NAME, REVISION_ID
from warploom.schemas.ir import LOWERING
from warploom.schemas.table import Column, Table

GPU_LOWERINGS = Table(
    name="gpu_lowerings",
    version="1.0",
    description="CUDA kernels of published modules as NVVM IR, PTX and machine code, with what the assembler says.",
    key=("row_id",),
    columns=(
        Column("text", pa.string(), "The kernel's source, where the unit was found.", nullable=True),
        Column("row_id", pa.string(), "`gl_` id: the module, the symbol and the device."),
        LANGUAGE,
        *LICENSE,
        REPO_NAME,
        PATH,
        REVISION_ID,
        Column("symbol", pa.string(), "The kernel's name in the module."),
        Column("arch", pa.string(), "Device that PTX and machine code are for: sm_80, sm_90, ..."),
        Column("ir_module_id", pa.string(), "The module it is lowered from."),
        Column("ir_function_id", pa.string(), "The function in it."),
        Column("code_unit_id", pa.string(), "The unit of source that it comes from, where found.", nullable=True),
        *LOWERING,
        Column("redistributable", pa.bool_(), "The module is, and no vendor's code was linked in."),
        *DERIVED_FROM,
    ),
    references={
        "source_file_id": ("source_files", "row_id"),
        "repository_id": ("repositories", "repository_id"),
        "ir_module_id": ("ir_modules", "row_id"),
        "ir_function_id": ("ir_functions", "row_id"),
        "code_unit_id": ("code_units", "row_id"),
    },
)
