"""The law of accounting: every input row is kept, derived or quarantined, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, ClassVar

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.contents import contents
from warploom.schemas.reasons import Reason
from warploom.schemas.source_files import CONTENTS
from warploom.schemas.stage import ACCOUNTED, Fate, Reject, Scope, each_row
from warploom.schemas.table import Column, Table, TableError

WORDS = Table(
    name="words",
    version="1.0",
    description="For tests.",
    key=("occurrence_id", "word"),
    columns=(
        Column("word", pa.string(), "The word."),
        Column("occurrence_id", pa.string(), "Where."),
        Column("path", pa.string(), "Where."),
    ),
)


class SplitWords:
    """One row for each word of a content."""

    name: ClassVar[str] = "split_words"
    scope: ClassVar[Scope] = Scope.ROW
    accepts: ClassVar[Table] = CONTENTS
    emits: ClassVar[tuple[Table, ...]] = (WORDS,)


def words(row: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    if b"bad" in row["content"]:
        raise Reject(Reason.BINARY, "it is bad")
    return ({"word": word.decode()} for word in row["content"].split())


@given(
    st.lists(st.lists(st.sampled_from([b"a", b"b", b"bad"]), max_size=3).map(b" ".join), max_size=8), st.integers(0, 2)
)
def test_each_input_row_is_accounted_for_once(texts: list[bytes], start: int) -> None:
    """In order, with as many derived rows as were emitted for it; slices as well."""
    batch = contents({f"{i}": text for i, text in enumerate(texts)}).slice(start)
    texts = texts[start:]
    outcome = each_row(SplitWords(), batch, words, columns=["content"])
    n = [0 if b"bad" in text else len(text.split()) for text in texts]
    assert batch.column("occurrence_id").to_pylist() == outcome.accounted.column("subject_id").to_pylist()
    assert n == outcome.accounted.column("n_derived").to_pylist()
    fates = [
        Fate.QUARANTINED if b"bad" in t else Fate.KEPT if k == 1 else Fate.DERIVED
        for t, k in zip(texts, n, strict=True)
    ]
    assert fates == outcome.accounted.column("fate").to_pylist()
    assert [str(i + start) for i, k in enumerate(n) for _ in range(k)] == outcome.emitted[0].column("path").to_pylist()
    assert fates.count(Fate.QUARANTINED) == outcome.quarantined.num_rows
    assert (WORDS.schema, ACCOUNTED.schema) == (outcome.emitted[0].schema, outcome.accounted.schema)


def test_a_reject_becomes_a_quarantine_row() -> None:
    """With the stage, the reason and what was seen."""
    batch = contents({"a": b"bad"})
    expected = {
        "subject_id": batch.column("occurrence_id")[0].as_py(),
        "repository_id": batch.column("repository_id")[0].as_py(),
        "path": "a",
        "stage": "split_words",
        "reason": "binary",
        "detail": "it is bad",
    }
    assert [expected] == each_row(SplitWords(), batch, words).quarantined.to_pylist()


def test_any_other_exception_is_a_defect() -> None:
    """It propagates; rows may be bad, code may not."""

    def broken(row: Mapping[str, Any]) -> Iterable[dict[str, str]]:
        raise KeyError(row["path"])

    with pytest.raises(KeyError):
        each_row(SplitWords(), contents({"a": b"a"}), broken)


def test_rows_with_other_columns_than_the_tables_are_errors() -> None:
    """Also where a later row differs from the first."""
    batch = contents({"a": b"a", "b": b"b"})
    for made in ({"a": {"wrod": "x"}}, {"a": {"word": "x", "size": 1}}, {"a": {"word": "x"}, "b": {"path": "y"}}):
        with pytest.raises(TableError):
            each_row(SplitWords(), batch, partial(_look_up, made))


def _look_up(made: Mapping[str, Any], row: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return [made[row["path"]]] if row["path"] in made else []
