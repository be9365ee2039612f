"""Writes modules of a release as files that LLVM's tools read, with a table of what they are."""

# ruff: noqa: S608 - ids are quoted; a condition runs in an engine without a way out

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa

from warploom.catalog.explore import QueryError, query
from warploom.extractors.atomic import write_text
from warploom.extractors.ir.foreign_modules import ForeignTexts
from warploom.schemas.errors import UsageError, WarploomError
from warploom.schemas.reject import Reject
from warploom.validators.filters import FilterError, check_expression

Format = Literal["ll", "bc"]
INDEX = "index.csv"
_ID = re.compile(r"ir_[0-9a-f]{32}")
_BATCH: Final = 16
"""Modules that are held at a time; a module has 64 MiB at most."""
_INDEX = (
    "row_id", "file", "repo_name", "path", "language", "target", "arch", "level", "is_offload", "coverage", "headers",
    "license_expression", "license_tier", "redistributable", "n_functions", "n_kernels", "n_instructions", "llvm_major",
    "structural_hash", "bitcode_sha256",
)  # fmt: skip
"""Columns of the index; `file` is empty for a module that could not be written."""


class NothingToExportError(WarploomError):
    """The release holds no compiled module, or no pair."""

    def __init__(self, directory: Path, table: str) -> None:
        super().__init__(directory, table)
        self.directory, self.table = directory, table

    def __str__(self) -> str:
        if self.table != "ir_modules":
            return f"{self.directory}: no pair to export. Ask for some in `[pairs]` of the recipe and build again."
        return (
            f"{self.directory}: no module to export: nothing was compiled. "
            "Name languages in `stages.compile_files.languages` of the recipe and build again."
        )


class FolderNotEmptyError(UsageError):
    """The folder to write into holds something already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return f"{self.folder}: is there and not an empty folder. Name another one."


class ConditionError(UsageError):
    """What was given as a condition is none over the columns of its table."""

    def __init__(self, condition: str, why: str) -> None:
        super().__init__(condition, why)
        self.condition, self.why = condition, why

    def __str__(self) -> str:
        return f"--where {self.condition!r}: {self.why}"


@dataclass(frozen=True, slots=True)
class Exported:
    """One module: the name of its file, or why there is none (`problem`)."""

    row_id: str
    file: str
    problem: str = ""


def export(
    directory: Path,
    folder: Path,
    format: Format,  # noqa: A002
    *,
    where: str = "",
    limit: int | None = None,
) -> list[Exported]:
    """Write one file per module that meets `where`, sorted by id, and `index.csv`; each module with what came of it.

    As `ll`, a module's text is the one that the release keeps (without debug metadata), else its bitcode printed, with
    them, in a child that damaged bitcode may end. Raises `FolderNotEmptyError`, `ConditionError`,
    `NothingToExportError`, and `ReleaseError` for what is no release.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmptyError(folder)
    ids = chosen(directory, where, limit)
    made_here = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    done: list[Exported] = []
    index: list[list[object]] = []
    try:
        with ForeignTexts() as texts:
            for row in _rows(directory, ids):
                exported = _write(folder, row, format, texts)
                done.append(exported)
                index.append([exported.file if name == "file" else row[name] for name in _INDEX])
    except BaseException:
        for path in folder.iterdir():  # it was empty
            path.unlink()
        if made_here:
            folder.rmdir()
        raise
    write_text(folder / INDEX, _csv(index))
    return done


def chosen(directory: Path, where: str, limit: int | None, table: str = "ir_modules") -> list[str]:
    """Ids of the rows that meet the condition. Raises `ConditionError` and `NothingToExportError`."""
    if not query(directory, f"SELECT 1 AS there FROM {table} LIMIT 1").num_rows:
        raise NothingToExportError(directory, table)
    first = "" if limit is None else f" LIMIT {int(limit)}"
    condition = where or "true"
    try:
        check_expression(condition)
        kind = query(directory, f"SELECT ({condition}) AS met FROM {table} LIMIT 0").schema.field(0).type
        if not pa.types.is_boolean(kind):
            raise ConditionError(where, f"is of type {kind}, must be a condition")
        found = query(directory, f"SELECT row_id FROM {table} WHERE ({condition}) ORDER BY row_id{first}")
    except (FilterError, QueryError) as error:
        why = error.why if isinstance(error, FilterError) else str(error).partition("\n")[0]
        raise ConditionError(where, why) from error
    ids: list[str] = found["row_id"].to_pylist()
    return ids


def _rows(directory: Path, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    columns = ", ".join(("text", "bitcode", *(name for name in _INDEX if name != "file")))
    for start in range(0, len(ids), _BATCH):
        batch = ", ".join("'" + row_id.replace("'", "''") + "'" for row_id in ids[start : start + _BATCH])
        table = query(directory, f"SELECT {columns} FROM ir_modules WHERE row_id IN ({batch}) ORDER BY row_id")
        yield from table.to_pylist()


def _write(folder: Path, row: dict[str, Any], format: Format, texts: ForeignTexts) -> Exported:  # noqa: A002
    row_id = row["row_id"]
    file = f"{row_id}.{format}"
    # A shard comes from anywhere, and with it what becomes the name of a file.
    if not _ID.fullmatch(row_id):
        return Exported(row_id, "", "is no id of a module")
    if format == "bc":
        content = row["bitcode"]
    elif row["text"] is not None:
        content = row["text"].encode()
    else:
        try:
            content = texts.print(row["bitcode"])
        except Reject as reject:
            return Exported(row_id, "", f"{reject.reason}: {reject.detail}")
    (folder / file).write_bytes(content)
    return Exported(row_id, file)


def _csv(rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_INDEX)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
