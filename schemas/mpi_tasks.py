"""Table `mpi_tasks`: programs whose MPI calls were taken out, and the calls."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import DERIVED_FROM, LANGUAGE, LICENSE, PATH, REPO_NAME, REVISION_ID
from warploom.schemas.syntax import MPI_CALLS
from warploom.schemas.table import Column, Table

MPI_TASKS = Table(
    name="mpi_tasks",
    version="1.0",
    description="Files that call MPI: the text, the text without the calls, and the calls.",
    key=("row_id",),
    columns=(
        Column("text", pa.string(), "The file's text with its MPI calls."),
        Column("row_id", pa.string(), "`mt_` id: the file's content."),
        LANGUAGE,
        *LICENSE,
        REPO_NAME,
        PATH,
        REVISION_ID,
        Column("code_stripped", pa.string(), "The text without the calls; lines that are left empty are gone."),
        Column("code_numbered", pa.string(), "`code_stripped` with the number of each line before it, from 1."),
        Column(
            "mpi_calls",
            MPI_CALLS,
            "The calls in order: line in `text`, stripped_line (the line of `code_stripped` that the call stood in or "
            "right before), function and arguments as written.",
        ),
        Column("n_mpi_calls", pa.int32(), "Calls in the file."),
        Column("length_bytes", pa.int64(), "Length of the text in UTF-8."),
        Column("n_lines", pa.int64(), "Lines of the text."),
        *DERIVED_FROM,
    ),
    references={
        "source_file_id": ("source_files", "row_id"),
        "repository_id": ("repositories", "repository_id"),
    },
)
