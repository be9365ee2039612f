"""The recipe's filter: an SQL condition over measures, and nothing else."""

from __future__ import annotations

import pyarrow as pa
import pytest

from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.validators.filters import COLUMNS, FilterError, check_condition, wanted


def files(*lines: int | None) -> pa.Table:
    schema = SOURCE_TEXTS.schema
    values = {name: pa.nulls(len(lines), schema.field(name).type) for name in COLUMNS}
    return pa.table({**values, "max_line_bytes": pa.array(lines, pa.int64())})


def test_without_a_filter_all_are_wanted() -> None:
    """Also those without measures."""
    assert [True, True] == wanted("", files(1, None))


def test_a_condition_chooses_rows_in_their_order() -> None:
    """Null is no."""
    assert [True, False, False] == wanted("max_line_bytes < 100", files(1, 100, None))


@pytest.mark.parametrize(
    "condition",
    [
        "max_line < 100",
        "text like '%x%'",
        "max_line_bytes <",
        "true); drop table files; select (true",
        "max_line_bytes in (select 1 from read_text('/etc/hostname'))",
        "true; select true",
        "'abc'",
    ],
)
def test_what_is_no_condition_over_measures_is_an_error(condition: str) -> None:
    """Unknown columns, the text, files of the machine, more than one statement."""
    with pytest.raises(FilterError):
        check_condition(condition)
