"""Tables fit the terminal."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from warploom.catalog.render import render_table

cells = st.lists(st.text(max_size=60), min_size=3, max_size=3)


def test_a_small_table_is_drawn_as_it_is() -> None:
    """Numbers to the right, a rule under the head."""
    table = pa.table({"tier": ["permissive", None], "n": [5, 10]})
    assert "tier         n\n----------  --\npermissive   5\n-           10" == render_table(table)


def test_the_widest_column_gives_way() -> None:
    """Cut cells end in an ellipsis."""
    table = pa.table({"a": ["short"], "text": ["x" * 100]})
    assert "short  " + "x" * 12 + "\u2026" == render_table(table, 20).splitlines()[-1]


def test_an_id_in_front_stays_whole() -> None:
    """It is there to be copied."""
    table = pa.table({"row_id": ["sf_" + "a" * 40] * 2, "path": ["p" * 90] * 2, "repo_name": ["r" * 90] * 2})
    assert "sf_" + "a" * 40 + "  ppp" in render_table(table)


def test_one_row_of_many_columns_is_a_record() -> None:
    """One line for each column."""
    table = pa.table({f"column{i}": [i] for i in range(6)})
    assert "column0  0\ncolumn1  1" == "\n".join(render_table(table).splitlines()[:2])


def test_values_of_all_types() -> None:
    """Lists, structs, times, bytes and yes or no."""
    table = pa.table(
        {
            "l": [["a", "b"]],
            "s": [{"x": 1}],
            "t": [datetime(2024, 1, 2, tzinfo=UTC)],
            "y": [True],
            "b": [b"\x01"],
        }
    )
    assert "a, b  x=1  2024-01-02 00:00:00+00:00  yes  01" == render_table(table).splitlines()[-1]


def test_columns_of_one_name_are_both_drawn() -> None:
    """As a join gives them."""
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["n", "n"])
    assert "n  n\n-  -\n1  2" == render_table(table)


def test_nothing_to_draw() -> None:
    """No columns, no rows."""
    assert "(no columns)" == render_table(pa.table({}))
    assert "a\n-" == render_table(pa.table({"a": pa.array([], pa.string())}))


@given(rows=st.lists(cells, min_size=1, max_size=4), width=st.integers(40, 120))
def test_no_line_is_wider_than_the_terminal(rows: list[list[str]], width: int) -> None:
    """Whatever the cells hold, wide characters too, no line moves the cursor or runs over."""
    table = pa.table({f"column_{i}": [row[i] for row in rows] for i in range(3)})
    drawn = render_table(table, width)
    assert len(rows) + 2 == len(drawn.split("\n"))
    assert all(cell_len(line) <= width for line in drawn.split("\n"))
    assert "\x1b" not in drawn
