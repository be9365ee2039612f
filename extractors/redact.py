"""Mask persons and secrets in texts, and measure anew what was masked: no later stage sees the values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pyarrow as pa

from warploom.extractors.redaction.masking import redact_signed
from warploom.extractors.redaction.signs import signs_of_bytes
from warploom.extractors.text_measures import count_bytes, is_alphanumeric, measure_lines, rows_of
from warploom.schemas.source_files import DECODED_TEXTS, REDACTED_TEXTS
from warploom.schemas.stage import Outcome, Scope, all_kept
from warploom.schemas.table import Table

_MEASURED_ANEW = ("text", "text_sha256", "length_bytes", "max_line_bytes", "alphanumeric_share")
"""Lines stay as many as they were."""


@dataclass(frozen=True, slots=True)
class RedactTexts:
    """Mask e-mail addresses, public IP addresses, authors' names, keys and tokens; every row is kept."""

    name: ClassVar[str] = "redact_texts"
    scope: ClassVar[Scope] = Scope.ROW
    accepts: ClassVar[Table] = DECODED_TEXTS
    emits: ClassVar[tuple[Table, ...]] = (REDACTED_TEXTS,)

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome:
        redactions: list[list[dict[str, object]]] = [[]] * batch.num_rows
        changed: dict[int, str] = {}
        view, offsets = rows_of(batch.column("text"))
        for i, (start, end) in enumerate(pairwise(offsets.tolist())):
            seen = signs_of_bytes(view[start:end])
            if not seen:
                continue
            redacted = redact_signed(str(view[start:end], "utf-8"), seen)
            if redacted.counts:
                redactions[i] = [{"kind": kind, "n": n} for kind, n in redacted.counts.items()]
                changed[i] = redacted.text
        columns = {name: batch.column(name) for name in DECODED_TEXTS.schema.names}
        if changed:
            columns |= _replaced(columns, changed)
        return all_kept(
            self,
            batch,
            REDACTED_TEXTS.from_columns(
                **columns, is_redacted=[i in changed for i in range(batch.num_rows)], redactions=redactions
            ),
        )


def _replaced(columns: dict[str, pa.Array], changed: dict[int, str]) -> dict[str, pa.Array]:
    """The columns that depend on the text, with those of changed texts in their rows."""
    texts = pa.array(changed.values(), pa.string())
    view, offsets = rows_of(texts)
    data, length = np.frombuffer(view, np.uint8), np.diff(offsets)
    new = {
        "text": texts,
        "text_sha256": [hashlib.sha256(view[a:b]).hexdigest() for a, b in pairwise(offsets)],
        "length_bytes": length,
        "max_line_bytes": measure_lines(data, offsets)[1],
        "alphanumeric_share": count_bytes(data, offsets, is_alphanumeric) / np.maximum(length, 1),
    }
    order = np.arange(len(columns["text"]))
    order[list(changed)] = len(order) + np.arange(len(changed))
    return {
        name: pa.concat_arrays([columns[name], pa.array(new[name], columns[name].type)]).take(pa.array(order))
        for name in _MEASURED_ANEW
    }
