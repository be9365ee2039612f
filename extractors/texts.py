"""Decode raw contents to text without loss, or refuse them, and measure the texts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from warploom.extractors.encodings import decode
from warploom.extractors.text_measures import count_bytes, is_alphanumeric, measure_lines, rows_of
from warploom.schemas.reasons import Reason
from warploom.schemas.source_files import DECODED_TEXTS, NAMED_CONTENTS
from warploom.schemas.stage import ACCOUNTED, Fate, Outcome, Reject, Rejections, Scope
from warploom.schemas.table import Table

_BLOCK = 1 << 18
"""Bytes that are looked at together, so that temporaries stay in the cache."""
_BOM = b"\xef\xbb\xbf"
_TAKEN_OVER = tuple(name for name in DECODED_TEXTS.schema.names if name in NAMED_CONTENTS.schema.names)


@dataclass(frozen=True, slots=True)
class DecodeTexts:
    """Decode every content, refuse what is not text, and measure what is; line ends stay as they are."""

    name: ClassVar[str] = "decode_texts"
    scope: ClassVar[Scope] = Scope.ROW
    accepts: ClassVar[Table] = NAMED_CONTENTS
    emits: ClassVar[tuple[Table, ...]] = (DECODED_TEXTS,)
    max_line_bytes: int = 262_144
    """A text with a longer line is refused (`line_too_long`): it is data or minified, and stalls parsers."""

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome:
        content = batch.column("content")
        rejects: dict[int, Reject] = {}
        texts, encodings = _decode_all(content, rejects)
        view, offsets = rows_of(texts)
        raw, raw_offsets = rows_of(content)
        data = np.frombuffer(view, np.uint8)
        n_lines, longest = measure_lines(data, offsets)
        n_alphanumeric = count_bytes(data, offsets, is_alphanumeric)
        kept: list[int] = []
        measures: dict[str, list[Any]] = {
            "text_sha256": [],
            "content_sha256": [],
            "alphanumeric_share": [],
        }
        for i in range(batch.num_rows):
            if i in rejects:
                continue
            text = view[offsets[i] : offsets[i + 1]]
            if not n_alphanumeric[i] and not str(text, "utf-8").strip():
                rejects[i] = Reject(Reason.EMPTY, f"{raw_offsets[i + 1] - raw_offsets[i]} bytes, no visible character")
                continue
            if longest[i] > self.max_line_bytes:
                detail = f"a line of {longest[i]} bytes, limit {self.max_line_bytes}"
                rejects[i] = Reject(Reason.LINE_TOO_LONG, detail)
                continue
            kept.append(i)
            digest = hashlib.sha256(text).hexdigest()
            measures["text_sha256"].append(digest)
            if encodings[i] != "utf-8":
                digest = hashlib.sha256(raw[raw_offsets[i] : raw_offsets[i + 1]]).hexdigest()
            measures["content_sha256"].append(digest)
            measures["alphanumeric_share"].append(float(n_alphanumeric[i]) / len(text))
        taken = batch.select(_TAKEN_OVER).take(pa.array(kept, pa.int64()))
        rejections = Rejections(self.name)
        for i in sorted(rejects):
            rejections.add_row(batch, i, rejects[i])
        return Outcome(
            emitted=(
                DECODED_TEXTS.from_columns(
                    **{name: taken.column(name) for name in _TAKEN_OVER},
                    **measures,
                    text=texts if len(kept) == len(texts) else texts.take(pa.array(kept, pa.int64())),
                    encoding=[encodings[i] for i in kept],
                    length_bytes=np.diff(offsets)[kept],
                    n_lines=n_lines[kept],
                    max_line_bytes=longest[kept],
                ),
            ),
            quarantined=rejections.batch(),
            accounted=ACCOUNTED.from_columns(
                subject_id=batch.column("occurrence_id"),
                fate=[Fate.QUARANTINED if i in rejects else Fate.KEPT for i in range(batch.num_rows)],
                n_derived=[int(i not in rejects) for i in range(batch.num_rows)],
            ),
        )


def _decode_all(content: pa.BinaryArray, rejects: dict[int, Reject]) -> tuple[pa.StringArray, list[str]]:
    """Texts (of rejected rows: empty) and the names of their encodings; no copy where all is plain UTF-8."""
    encodings = ["utf-8"] * len(content)
    odd = set(_invalid_utf8(content, 0)) | _suspicious(content)
    if not odd:
        return content.cast(pa.string()), encodings
    decoded: list[str] = []
    order = list(range(len(content)))
    for i in sorted(odd):
        text = ""
        try:
            text, encodings[i] = decode(content[i].as_py())
        except Reject as reject:
            rejects[i] = reject
        order[i] = len(content) + len(decoded)
        decoded.append(text)
    both = pa.concat_arrays([content, pa.array(decoded, pa.string()).cast(pa.binary())])
    return both.take(pa.array(order, pa.int64())).cast(pa.string()), encodings


def _invalid_utf8(content: pa.BinaryArray, first: int) -> list[int]:
    """Rows that are not valid UTF-8, found by halves: the check itself runs at several GB/s."""
    try:
        content.cast(pa.string())
    except pa.ArrowInvalid:
        if len(content) == 1:
            return [first]
        middle = len(content) // 2
        return _invalid_utf8(content[:middle], first) + _invalid_utf8(content[middle:], first + middle)
    return []


def _suspicious(content: pa.BinaryArray) -> set[int]:
    """Rows with a byte order mark or a control character that is no white space."""
    view, offsets = rows_of(content)
    rows: set[int] = set()
    data = np.frombuffer(view, np.uint8)
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        # Unsigned wrap-around: NUL to BS are 0 to 8, shift-out to unit separator 14 to 31.
        controls = (block < 9) | ((block - 14) < 18)
        if controls.any():
            found = np.flatnonzero(controls) + start
            rows.update(np.unique(np.searchsorted(offsets, found, side="right") - 1).tolist())
    lengths = np.diff(offsets)
    starts = offsets[:-1][lengths >= 3]
    marked = (data[starts] == _BOM[0]) & (data[starts + 1] == _BOM[1]) & (data[starts + 2] == _BOM[2])
    rows.update(np.flatnonzero(lengths >= 3)[marked].tolist())
    return rows
