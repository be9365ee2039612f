"""Tables are strict about their columns."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
from functools import partial

import pyarrow as pa
import pytest

import warploom.schemas
from warploom.schemas.table import Column, Table, TableError

PEOPLE = Table(
    name="people",
    version="1.0",
    description="For tests.",
    key=("name",),
    columns=(Column("name", pa.string(), "Who."), Column("age", pa.int64(), "Years.", nullable=True)),
)

ALL_TABLES = sorted(
    {
        table.name: table
        for module in pkgutil.iter_modules(warploom.schemas.__path__)
        for table in vars(importlib.import_module(f"warploom.schemas.{module.name}")).values()
        if isinstance(table, Table)
    }.values(),
    key=lambda table: table.name,
)


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_every_table_is_well_formed(table: Table) -> None:
    """Unique columns, a key among them, descriptions that end like sentences, references that exist."""
    names = [column.name for column in table.columns]
    assert sorted(set(names)) == sorted(names)
    assert set(table.key) <= set(names)
    assert set(table.references) <= set(names)
    assert [] == [c.name for c in table.columns if not c.description.endswith(".")]
    assert [] == [c.name for c in table.columns if c.nullable and c.name in table.key]
    by_name = {other.name: other for other in ALL_TABLES}
    for target, column in table.references.values():
        assert column in by_name[target].schema.names


def test_the_schema_carries_descriptions_and_key() -> None:
    """They travel in the Parquet metadata."""
    assert b"Who." == PEOPLE.schema.field("name").metadata[b"description"]
    assert (b"people", b"1.0", b"name") == tuple(
        PEOPLE.schema.metadata[f"warploom.{what}".encode()] for what in ("table", "version", "key")
    )


def test_rows_and_columns_build_the_same_batch() -> None:
    """Plain sequences, arrays and chunked arrays are all fine, and values are cast to the table's types."""
    expected = PEOPLE.batch([{"name": "a", "age": 1}, {"name": "b", "age": None}])
    ages = pa.chunked_array([pa.array([1], pa.int32()), pa.array([None], pa.int32())])
    assert expected.equals(PEOPLE.from_columns(name=["a", "b"], age=ages), check_metadata=True)
    assert PEOPLE.empty().equals(PEOPLE.batch([]), check_metadata=True)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"name": "a"}, "table people: missing columns ['age']"),
        ({"name": "a", "age": 1, "size": 2}, "table people: unknown columns ['size']"),
        ({"name": "a", "Age": 1}, "table people: missing columns ['age'], unknown columns ['Age']"),
        ({"name": None, "age": 1}, "table people: nulls in ['name']"),
    ],
)
def test_wrong_rows_are_errors(row: dict[str, object], message: str) -> None:
    """Missing, unknown and forbidden nulls, by rows and by columns alike."""
    columns = {name: [value] for name, value in row.items()}
    for build in (partial(PEOPLE.batch, [row]), partial(PEOPLE.from_columns, **columns)):
        with pytest.raises(TableError) as caught:
            build()
        assert message == str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))  # noqa: S301


def test_columns_of_unequal_length_are_an_error() -> None:
    """Arrow refuses them."""
    with pytest.raises(ValueError, match="length"):
        PEOPLE.from_columns(name=["a", "b"], age=[1])
