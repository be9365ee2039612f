"""What a release directory holds: which tables, in which files, in which order."""

from __future__ import annotations

import re
from pathlib import Path

from warploom.schemas.code_units import CODE_UNITS
from warploom.schemas.columns import LANGUAGES
from warploom.schemas.compile_attempts import COMPILE_ATTEMPTS
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.gpu_lowerings import GPU_LOWERINGS
from warploom.schemas.input_specs import INPUT_SPECS
from warploom.schemas.ir_functions import IR_FUNCTIONS
from warploom.schemas.ir_modules import IR_MODULES
from warploom.schemas.kernel_pairs import KERNEL_PAIRS, REFUSED_PAIRS
from warploom.schemas.mpi_tasks import MPI_TASKS
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.schemas.occurrences import OCCURRENCES
from warploom.schemas.omp_directives import OMP_DIRECTIVES
from warploom.schemas.quarantine import QUARANTINE
from warploom.schemas.repositories import REPOSITORIES
from warploom.schemas.runners import RUNNERS
from warploom.schemas.source_files import SOURCE_FILES
from warploom.schemas.splits import SPLITS_TABLE
from warploom.schemas.table import Table
from warploom.schemas.timings import TIMINGS
from warploom.schemas.verdicts import VERDICTS

DATA = "data"
MANIFEST = "manifest.json"
CARD = "README.md"
DATASHEET = "DATASHEET.md"
PAGE = "datasheet.html"
CROISSANT = "croissant.json"
SPDX = "spdx.json"
CITATION = "CITATION.cff"
CATALOG = "catalog.duckdb"
WITHDRAWN = "WITHDRAWN.txt"
"""In a release that was withdrawn: the reason, for whoever comes by."""

SPLITS = ("train", "validation", "test")

PUBLISHED: dict[str, Table] = {
    "source_files": SOURCE_FILES,
    "sample": SOURCE_FILES,
    "code_units": CODE_UNITS,
    "omp_directives": OMP_DIRECTIVES,
    "mpi_tasks": MPI_TASKS,
    "ir_modules": IR_MODULES,
    "ir_functions": IR_FUNCTIONS,
    "gpu_lowerings": GPU_LOWERINGS,
    "kernel_pairs": KERNEL_PAIRS,
    "input_specs": INPUT_SPECS,
    "verdicts": VERDICTS,
    "timings": TIMINGS,
    "runners": RUNNERS,
    "refused_pairs": REFUSED_PAIRS,
    "compile_attempts": COMPILE_ATTEMPTS,
    "repositories": REPOSITORIES,
    "occurrences": OCCURRENCES,
    "file_licenses": FILE_LICENSES,
    "splits": SPLITS_TABLE,
    "quarantine": QUARANTINE,
    "near_duplicates": NEAR_DUPLICATES,
}
"""Folder under `data/` to the table its shards hold; `sample` is a choice among the rows of `source_files`."""

PAIRS = ("kernel_pairs", "input_specs", "verdicts", "timings", "runners", "refused_pairs")
"""Folders of pairs; a recipe that asks for none has no files in them."""

COMPILED = ("ir_modules", "ir_functions", "gpu_lowerings", "compile_attempts")
"""Folders of what was compiled; a recipe that compiles nothing has no rows in them."""

ADDED_LATER = frozenset({"code_units", "omp_directives", "mpi_tasks", *COMPILED, "near_duplicates", "splits", *PAIRS})
"""Folders that releases of earlier formats lack (1.1 all, 1.2 those of compiling, 1.3 the last two before pairs, 1.4
those of pairs): they are read."""

TRAINABLE = (
    "source_files", "sample", "code_units", "omp_directives", "mpi_tasks",
    "ir_modules", "ir_functions", "gpu_lowerings", "kernel_pairs",
)  # fmt: skip
"""Folders that the card offers as configurations; the others are evidence."""

LANGUAGE_FOLDERS: dict[str, str] = {name: name.lower().replace("+", "p") for name in LANGUAGES}
"""Language to its folder under `data/source_files/`: `C++` is `cpp`, the others are their name in lower case."""

SORTED_BY: dict[str, tuple[str, ...]] = {"source_files": ("language", "license_expression", "repo_name")}
"""Order of the rows inside a shard, by code point; further columns may break ties."""

SHARD_NAME = re.compile(r"(train|validation|test)-(\d{5})-of-(\d{5})\.parquet")


def shard_glob(folder: str) -> str:
    """Glob of a table's shards, relative to the release; `source_files` has a folder for each language."""
    return f"{DATA}/{folder}/*/*.parquet" if folder == "source_files" else f"{DATA}/{folder}/*.parquet"


def shards(directory: Path, folder: str) -> list[Path]:
    """Files named as shards of a table that are there, sorted by code point; empty where the table has none."""
    return sorted(path for path in directory.glob(shard_glob(folder)) if SHARD_NAME.fullmatch(path.name))
