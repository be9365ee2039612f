"""Measures what recipes filter by: comments, digits, tables of data, minified and test code; leaves nothing out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.comment_tokens import comment_bytes
from warploom.extractors.text_measures import count_bytes, is_blank, is_digit, rows_of
from warploom.schemas.source_files import MEASURED_TEXTS, REDACTED_TEXTS
from warploom.schemas.stage import Outcome, Scope, all_kept
from warploom.schemas.table import Table

_HEAD_BYTES = 16_384
_TEST_DIRECTORIES = re.compile(
    r"(?:^|/)(tests?|testing|unit_?tests?|test_?suites?|gtests?|regression_?tests?)/", re.IGNORECASE
)
_TEST_NAMES = re.compile(
    r"(?:^|/)(?:(?:test|tests|unittest)[_-][^/]*|[^/]*[_.-](?:test|tests|unittest|unittests|spec)|[^/]*[a-z0-9](?:Test|Tests)"
    r"|conftest|runtests|tests?)\.[A-Za-z0-9+]+$"
)
_TEST_HINT = r"gtest|gmock|catch|doctest|boost/test|pytest|unittest|using\s+test|pfunit|testdrive|funit"
"""A cheap pattern (RE2) that every head with one of the marks below matches; most others do not."""
_TEST_MARKS = re.compile(
    rb"^[ \t]*(?:#[ \t]*include[ \t]*[<\"](gtest/gtest\.h|gmock/gmock\.h|catch\.hpp|catch2/[\w./]+|doctest\.h"
    rb"|doctest/doctest\.h|boost/test/[\w./]+)[>\"]|(?:import|from)[ \t]+(pytest|unittest)\b|using[ \t]+(Test)\b"
    rb"|use[ \t]+(pfunit|testdrive|funit)\b)",
    re.MULTILINE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MeasureQuality:
    """Measure every text; every row is kept.

    A text is a table of data if at least `data_digit_share` of its visible bytes are decimal digits and it has
    `data_bytes` of them; it is minified if its lines are `minified_line_bytes` long on average and less than
    `minified_blank_share` of it is white space.
    """

    name: ClassVar[str] = "measure_quality"
    scope: ClassVar[Scope] = Scope.ROW
    accepts: ClassVar[Table] = REDACTED_TEXTS
    emits: ClassVar[tuple[Table, ...]] = (MEASURED_TEXTS,)
    data_digit_share: float = 0.3
    data_bytes: int = 4_096
    minified_line_bytes: int = 200
    minified_blank_share: float = 0.08

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome:
        view, offsets = rows_of(batch.column("text"))
        data, length = np.frombuffer(view, np.uint8), np.diff(offsets)
        n_digits, n_blank = count_bytes(data, offsets, is_digit), count_bytes(data, offsets, is_blank)
        n_visible = np.maximum(length - n_blank, 1)
        digit_share = n_digits / n_visible
        average_line = length / np.maximum(batch.column("n_lines").to_numpy(), 1)
        languages, paths = batch.column("language").to_pylist(), batch.column("path").to_pylist()
        comment_share, tests = [], []
        heads = pc.binary_slice(batch.column("text").cast(pa.binary()), 0, _HEAD_BYTES)
        may_import = pc.match_substring_regex(heads, _TEST_HINT, ignore_case=True).to_pylist()
        for i, (language, path) in enumerate(zip(languages, paths, strict=True)):
            text = view[offsets[i] : offsets[i + 1]]
            comment_share.append(comment_bytes(text, language) / max(len(text), 1))
            tests.append(evidence_of_test(path, heads[i].as_py() if may_import[i] else b""))
        return all_kept(
            self,
            batch,
            MEASURED_TEXTS.from_columns(
                **{name: batch.column(name) for name in REDACTED_TEXTS.schema.names},
                comment_share=comment_share,
                digit_share=digit_share,
                is_data_table=(digit_share >= self.data_digit_share) & (n_visible >= self.data_bytes),
                is_minified=(average_line >= self.minified_line_bytes) & (n_blank < self.minified_blank_share * length),
                is_test=[evidence is not None for evidence in tests],
                test_evidence=tests,
            ),
        )


def evidence_of_test(path: str, head: bytes) -> str | None:
    """The rule by which a file is test code, from its path or from what the head of its text imports; or None."""
    if directory := _TEST_DIRECTORIES.search(path):
        return f"directory {directory[1]}"
    if _TEST_NAMES.search(path):
        return f"name {path.rpartition('/')[2]}"
    if mark := _TEST_MARKS.search(head):
        return f"import {next(filter(None, mark.groups())).decode('ascii', 'replace')}"
    return None
