"""Finds and reads what an earlier release says of its splits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warploom.extractors.splits import EarlierSplitsError
from warploom.pipelines.shards import digest_file
from warploom.schemas.errors import UsageError
from warploom.schemas.identity import split_group_id
from warploom.schemas.manifest import read_manifest
from warploom.schemas.source_files import SOURCE_FILES
from warploom.schemas.splits import EARLIER_SPLITS, SPLITS_TABLE


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """The files that say it: shards of `splits`, or of `source_files` of a release that has no such table yet."""

    table: str
    files: tuple[tuple[str, int, str], ...]
    """Absolute path, length and SHA-256 of each."""

    def digest(self) -> list[object]:
        """What a result depends on: not where they lie."""
        return [self.table, [sha256 for _, _, sha256 in self.files]]

    def read(self) -> pa.Table:
        """`EARLIER_SPLITS`; `EarlierSplitsError` if the files are no longer what they were, or something else."""
        pieces = [EARLIER_SPLITS.schema.empty_table(), *map(self._read, self.files)]
        return pa.concat_tables(pieces)

    def _read(self, file: tuple[str, int, str]) -> pa.Table:
        path, *written = file
        try:
            if list(digest_file(Path(path))) != written:
                raise EarlierSplitsError(path, "is not what its manifest says, or has changed since the build began")
            if self.table == SPLITS_TABLE.name:
                return pq.read_table(path, columns=EARLIER_SPLITS.schema.names).cast(EARLIER_SPLITS.schema)
            rows = pq.read_table(path, columns=["row_id", "repo_name", "split"])
        except OSError as error:
            raise EarlierSplitsError(path, f"cannot be read ({error.strerror or error})") from None
        except (pa.ArrowException, ValueError) as error:
            raise EarlierSplitsError(path, f"has no table `{self.table}` ({error})") from None
        groups = pa.array([split_group_id(name) for name in rows.column("repo_name").to_pylist()], pa.string())
        columns = {
            "source_file_id": rows.column("row_id"),
            "repo_name": rows.column("repo_name"),
            "repository_group": groups,
            "split_group": groups,
            "split": rows.column("split"),
        }
        return pa.table(columns).select(EARLIER_SPLITS.schema.names).cast(EARLIER_SPLITS.schema)


def find_earlier(name: str, written: Iterable[Path]) -> EarlierRelease | None:
    """The release or Parquet file that a recipe names; nothing for an empty name.

    It must lie in none of the directories that a build writes (`UsageError`): its next run would read its own result.
    """
    if not name:
        return None
    path = Path(name).absolute()
    for place in written:
        if path.resolve().is_relative_to(place.resolve()):
            raise UsageError(f"splits.earlier {path}: lies in {place}, which this build writes. Name a copy elsewhere")
    if not path.is_dir():
        if not path.is_file():
            raise UsageError(f"splits.earlier {path}: no such release or file")
        return EarlierRelease(SPLITS_TABLE.name, ((str(path), *digest_file(path)),))
    tables = read_manifest(path).tables
    table = SPLITS_TABLE.name if SPLITS_TABLE.name in tables else SOURCE_FILES.name
    files = tuple((str(path / receipt.path), receipt.bytes, receipt.sha256) for receipt in tables[table].files)
    return EarlierRelease(table, files)
