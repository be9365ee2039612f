"""A table's contract: its name, version, key, typed and described columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa


@dataclass(frozen=True)
class Column:
    """One column; the description travels in the Parquet field metadata and becomes the DuckDB comment."""

    name: str
    type: pa.DataType
    description: str
    nullable: bool = False


@dataclass(frozen=True)
class Table:
    """A named, versioned Arrow schema with a key.

    `references` maps a column to the `(table, column)` it links to. Versions are `major.minor`: an added column is
    minor, anything else is major and comes with a migration.
    """

    name: str
    version: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema, with descriptions as field metadata and the table's name, version and key as metadata."""
        fields = [
            pa.field(c.name, c.type, nullable=c.nullable, metadata={"description": c.description}) for c in self.columns
        ]
        return pa.schema(
            fields,
            metadata={
                "warploom.table": self.name,
                "warploom.version": self.version,
                "warploom.key": ",".join(self.key),
                "warploom.description": self.description,
            },
        )

    def batch(self, rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
        """Build a batch from row mappings; a missing or an unknown column is an error, not a null."""
        materialised = list(rows)
        names = set(self.schema.names)
        for row in materialised:
            if row.keys() != names:
                raise TableError(self.name, missing=names - row.keys(), unknown=row.keys() - names)
        return self._without_forbidden_nulls(pa.RecordBatch.from_pylist(materialised, schema=self.schema))

    def from_columns(self, **columns: Any) -> pa.RecordBatch:
        """Build a batch from one array or sequence per column, all of equal length; the same strictness as `batch`."""
        names = self.schema.names
        if columns.keys() != set(names):
            raise TableError(self.name, missing=set(names) - columns.keys(), unknown=columns.keys() - set(names))
        arrays = []
        for name in names:
            values, wanted = columns[name], self.schema.field(name).type
            if isinstance(values, pa.ChunkedArray):
                values = values.combine_chunks()
            if not isinstance(values, pa.Array):
                values = pa.array(values, wanted)
            arrays.append(values if values.type == wanted else values.cast(wanted))
        return self._without_forbidden_nulls(pa.RecordBatch.from_arrays(arrays, schema=self.schema))

    def empty(self) -> pa.RecordBatch:
        """A batch of this table without rows."""
        return pa.RecordBatch.from_pylist([], schema=self.schema)

    def _without_forbidden_nulls(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        # Arrow records that a field is not nullable and never looks.
        nulls = {c.name for c in self.columns if not c.nullable and batch.column(c.name).null_count}
        if nulls:
            raise TableError(self.name, missing=set(), unknown=set(), nulls=nulls)
        return batch


class TableError(ValueError):
    """Rows do not have exactly the table's columns, or hold nulls where the table allows none."""

    def __init__(self, table: str, missing: set[str], unknown: set[str], nulls: set[str] | None = None) -> None:
        super().__init__(table, missing, unknown, nulls)
        self.table, self.missing, self.unknown, self.nulls = table, missing, unknown, nulls or set()

    def __str__(self) -> str:
        found = (("missing columns", self.missing), ("unknown columns", self.unknown), ("nulls in", self.nulls))
        return f"table {self.table}: " + ", ".join(f"{what} {sorted(names)}" for what, names in found if names)
