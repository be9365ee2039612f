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
        # what differs from run to run, from machine to machine, or with what lies beside a file
        "random() < 0.5",
        "now() > timestamp '2020-01-01'",
        "current_setting('threads') = '1'",
        "(select count(*) from files) < 3",
        "number_of_the_file % 2 = 0",
        "max_line_bytes < 1), (true",
        "sum(max_line_bytes) over () > 3",
        "max(max_line_bytes) > 3",
        "columns('max_line_bytes') > 3",
        "max_line_bytes < 1 order by 1",
    ],
)
def test_what_is_no_condition_over_measures_is_an_error(condition: str) -> None:
    """Unknown columns, the text, files of the machine, more than one statement."""
    with pytest.raises(FilterError):
        check_condition(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "path not like '%/old/%' and max_line_bytes between 1 and 50",
        "len(list_filter(redactions, lambda found: found.kind = 'email')) < 2 or max_line_bytes < 50",
        "case when is_test then false else max_line_bytes < 50 end",
        "regexp_matches(coalesce(path, ''), '^$') and max_line_bytes::varchar = '10'",
    ],
)
def test_conditions_may_use_what_sql_has_for_one_row(condition: str) -> None:
    """Operators, functions, lambdas, casts."""
    check_condition(condition)


def test_what_cannot_be_computed_is_not_met() -> None:
    """A path is no number; the other files are judged."""
    assert [True, False] == wanted("cast(path as int) = 1", _paths("1", "b", lines=(1, 2)))


def _paths(*paths: str, lines: tuple[int, ...]) -> pa.Table:
    table = files(*lines)
    return table.set_column(table.schema.get_field_index("path"), "path", pa.array(paths))
