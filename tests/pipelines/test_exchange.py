"""Laws of the exchange: nothing is lost, doubled or torn apart, and spilled bytes are checked."""

import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warploom.pipelines.exchange import partition_count, partition_of, parts_of, read_parts, write_spill
from warploom.pipelines.shards import ShardDamagedError
from warploom.schemas.table import Column, Table

PAIRS = Table("pairs", "1.0", "For tests.", ("key",), (Column("key", pa.string(), ""), Column("value", pa.int64(), "")))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 99)), max_size=30), max_size=4),
    st.sampled_from([1, 2, 8]),
)
def test_every_row_arrives_once_beside_all_rows_of_its_key(rows: list[list[tuple[str, int]]], n: int) -> None:
    """The exchange is a permutation of the rows that groups by key and keeps the mappers' order."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        spills = [
            write_spill(
                work,
                f"{i}.arrow",
                PAIRS.from_columns(key=[k for k, _ in part], value=[v for _, v in part]),
                "key",
                lambda key: partition_of(key, n),
            )
            for i, part in enumerate(rows)
        ]
        got = [
            [(r["key"], r["value"]) for r in read_parts(work, parts_of(spills, p), PAIRS).to_pylist()] for p in range(n)
        ]
    everything = [pair for part in rows for pair in part]
    assert [[pair for pair in everything if partition_of(pair[0], n) == p] for p in range(n)] == got


def test_a_changed_spill_file_is_noticed(tmp_path: Path) -> None:
    """A flipped bit is an error that names the file, not a wrong row."""
    spill = write_spill(tmp_path, "s.arrow", PAIRS.from_columns(key=["a"], value=[1]), "key", lambda _: 0)
    data = bytearray((tmp_path / "s.arrow").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "s.arrow").write_bytes(data)
    with pytest.raises(ShardDamagedError, match=r"s\.arrow"):
        read_parts(tmp_path, parts_of([spill], 0), PAIRS)


@pytest.mark.parametrize(("rows", "expected"), [(0, 1), (1, 1), (250_000, 1), (250_001, 2), (1_000_001, 8)])
def test_partitions_follow_from_the_number_of_rows_alone(rows: int, expected: int) -> None:
    """A power of two that keeps partitions at or below 250,000 rows on average."""
    assert expected == partition_count(rows)
