"""The order in which rows that are alike are kept, and rows that are the same, against plain Python."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.keep_order import clusters_of, in_keep_order, kept_for
from warploom.extractors.same_rows import find_same
from warploom.schemas.fingerprints import SAME_CANDIDATES

_TIMES = (None, datetime(1970, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC))
_ROW = st.tuples(
    st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 5), st.booleans(), st.sampled_from(_TIMES)
)


def _table(drawn: list[tuple[Any, ...]]) -> pa.Table:
    names = ("method", "same_key", "tier", "is_vendored", "revision_time")
    rows = [
        {**dict(zip(names, row, strict=True)), "subject_id": f"s{n:03d}", "repository_id": "rp_1"}
        for n, row in enumerate(drawn)
    ]
    return pa.Table.from_batches([SAME_CANDIDATES.batch(rows)])


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    time = row["revision_time"]
    return row["tier"], row["is_vendored"], time is None, time, row["subject_id"]


def _reason(first: dict[str, Any], other: dict[str, Any]) -> str:
    names = {"tier": "license_tier", "is_vendored": "original", "revision_time": "earlier"}
    return next((reason for name, reason in names.items() if first[name] != other[name]), "id")


@given(st.lists(_ROW, max_size=30))
def test_order_and_its_reasons(drawn: list[tuple[Any, ...]]) -> None:
    """The more permissive, the original, the earlier, the smaller id; no time is the latest."""
    table = _table(drawn)
    rows = table.to_pylist()
    order = in_keep_order(table, "subject_id").tolist()
    assert [rows[n]["subject_id"] for n in order] == [row["subject_id"] for row in sorted(rows, key=_key)]
    pairs = list(pairwise(order))
    kept, others = (pa.array([pair[n] for pair in pairs], pa.int64()).to_numpy() for n in (0, 1))
    assert kept_for(table, kept, others).to_pylist() == [_reason(rows[a], rows[b]) for a, b in pairs]


@given(st.lists(st.sampled_from("abc"), max_size=20))
def test_clusters(keys: list[str]) -> None:
    """Cluster by cluster, each in its order."""
    clusters = clusters_of(pa.array(keys, pa.string()))
    assert clusters.order.tolist() == sorted(range(len(keys)), key=lambda n: keys[n])
    ordered = [keys[n] for n in clusters.order.tolist()]
    assert clusters.first.tolist() == [ordered.index(key) for key in ordered]
    assert clusters.sizes.tolist() == [keys.count(key) for key in ordered]


@given(st.lists(_ROW, max_size=30), st.randoms(use_true_random=False))
def test_rows_that_are_the_same(drawn: list[tuple[Any, ...]], random: Any) -> None:
    """Of each method and key the first one represents all, whatever the order of the rows."""
    table = _table(drawn)
    shuffled = list(range(table.num_rows))
    random.shuffle(shuffled)
    found = find_same(table.take(pa.array(shuffled, pa.int64())))
    assert found.equals(find_same(table))
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in sorted(table.to_pylist(), key=_key):
        groups.setdefault((row["method"], row["same_key"]), []).append(row)
    expected = {
        (row["method"], row["subject_id"]): (
            members[0]["subject_id"],
            len(members),
            None if row is members[0] else _reason(members[0], row),
        )
        for members in groups.values()
        if len(members) > 1
        for row in members
    }
    assert expected == {
        (row["method"], row["subject_id"]): (row["representative_id"], row["cluster_size"], row["kept_for"])
        for row in found.to_pylist()
    }
