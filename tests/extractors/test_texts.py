"""Decoding without loss, refusing what is not text, measuring what is."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.contents import named_contents
from warploom.extractors import text_measures
from warploom.extractors.encodings import decode
from warploom.extractors.texts import DecodeTexts
from warploom.schemas.source_files import DECODED_TEXTS
from warploom.schemas.stage import Fate, Reject


def decoded(*contents: bytes, **options: int) -> list[dict[str, Any]]:
    batch = named_contents({f"{i:03}.c": content for i, content in enumerate(contents)})
    rows: list[dict[str, Any]] = DecodeTexts(**options)(batch).emitted[0].to_pylist()
    return rows


def refused(content: bytes, **options: int) -> str | None:
    outcome = DecodeTexts(**options)(named_contents({"a.c": content}))
    (row,) = outcome.quarantined.to_pylist() or [None]
    return None if row is None else f"{row['reason']}: {row['detail']}"


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (b"int a;\n", "int a;\n", "utf-8"),
        ("// naïve 漢字 🙂\n".encode(), "// naïve 漢字 🙂\n", "utf-8"),
        (b"\xef\xbb\xbfint a;", "int a;", "utf-8-sig"),
        ("\ufeffint ä;".encode("utf-16-le"), "int ä;", "utf-16-le"),
        ("\ufeffint ä;".encode("utf-16-be"), "int ä;", "utf-16-be"),
        ("\ufeffint 🙂;".encode("utf-32-le"), "int 🙂;", "utf-32-le"),
        ("\ufeffint 🙂;".encode("utf-32-be"), "int 🙂;", "utf-32-be"),
        ("int main() { return 0; }\r\n".encode("utf-16-le"), "int main() { return 0; }\r\n", "utf-16-le"),
        ("int main() { return 0; }\r\n".encode("utf-16-be"), "int main() { return 0; }\r\n", "utf-16-be"),
        ("! Müller, 20 °C, 5 µm".encode("latin-1"), "! Müller, 20 °C, 5 µm", "latin-1"),
        ("// “naïve” \u2013 isn\u2019t it…".encode("cp1252"), "// “naïve” \u2013 isn\u2019t it…", "cp1252"),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n", "utf-8"),
        (b"int a;\x1a", "int a;\x1a", "utf-8"),
        (b"a\fb\x0b\x1b[0m", "a\fb\x0b\x1b[0m", "utf-8"),
    ],
)
def test_text_is_decoded_without_loss(content: bytes, text: str, encoding: str) -> None:
    """Only the byte order mark goes; line ends stay."""
    (row,) = decoded(content)
    assert (text, encoding) == (row["text"], row["encoding"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty: 0 bytes, no visible character"),
        (b" \r\n\t\n", "empty: 5 bytes, no visible character"),
        (b"\xef\xbb\xbf \n", "empty: 5 bytes, no visible character"),
        ("\u3000\u00a0\n".encode(), "empty: 6 bytes, no visible character"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0", "binary: NUL at byte 7, 5 of them in 12 bytes"),
        (b"int a;\0", "binary: NUL at byte 6, 1 of them in 7 bytes"),
        (b"\xef\xbb\xbfint\0a;", "binary: NUL at character 3"),
        (b"\x01\x02\x03\x04\x05\x06", "binary: 6 control characters among 6"),
        (b"\xff\x01\x02\x03\x04\x05\x06", "binary: 6 control characters among 7"),
        (b"\xff\xfe\x00\xd8a\0", "undecodable: not utf-16-le at byte 0"),
        (b"\xff\xfea", "undecodable: not utf-16-le at byte 0"),
        ("// 漢字コード".encode("euc-jp"), "undecodable: not UTF-8 at byte 3"),
        ("// 漢字コード".encode("shift-jis"), "undecodable: not UTF-8 at byte 3"),
        ("// 中文注释".encode("gb18030"), "undecodable: not UTF-8 at byte 3"),
        ("// Привет".encode("koi8-r"), "undecodable: not UTF-8 at byte 3"),
        ("// Привет".encode("cp1251"), "undecodable: not UTF-8 at byte 3"),
        ("// möglich für".encode("cp437"), "undecodable: not UTF-8 at byte 4"),
        ("// déjà vu".encode("mac-roman"), "undecodable: not UTF-8 at byte 4"),
        ("// naïve ".encode() + "naïve".encode("latin-1"), "undecodable: not UTF-8 at byte 12"),
        (b"\xed\xa0\x80", "undecodable: not UTF-8 at byte 0"),
    ],
)
def test_what_is_not_text_is_refused(content: bytes, reason: str) -> None:
    """A text in the wrong encoding would be worse than none."""
    found = refused(content)
    assert found is not None
    assert found.startswith(reason)


def test_a_long_line_is_refused() -> None:
    """The limit is inclusive and counts bytes of UTF-8 without the line end."""
    assert refused(b"a" * 10 + b"\r\n", max_line_bytes=10) is None
    assert "line_too_long: a line of 11 bytes, limit 10" == refused(b"b\n" + b"a" * 11, max_line_bytes=10)
    assert "line_too_long: a line of 12 bytes, limit 10" == refused("ä".encode() * 6 + b"\n", max_line_bytes=10)


def test_measures() -> None:
    """Bytes, lines and shares are those of the text in UTF-8; the raw content has a digest of its own."""
    raw = "\ufeffä 1\r\nbc".encode("utf-16-le")
    (row,) = decoded(raw)
    text = "ä 1\r\nbc".encode()
    assert {
        "text": "ä 1\r\nbc",
        "text_sha256": hashlib.sha256(text).hexdigest(),
        "content_sha256": hashlib.sha256(raw).hexdigest(),
        "encoding": "utf-16-le",
        "length_bytes": 8,
        "n_lines": 2,
        "max_line_bytes": 4,
        "alphanumeric_share": 3 / 8,
    } == {name: row[name] for name in DECODED_TEXTS.schema.names if name in row and name not in named_columns()}


def named_columns() -> set[str]:
    return set(named_contents({}).schema.names)


def test_every_row_is_accounted_for() -> None:
    """Kept and refused ones, in the order they came; refused ones keep their path."""
    batch = named_contents({"a.c": b"int a;", "b.c": b"", "c.c": b"\0", "d.c": b"\xe9 a"})
    outcome = DecodeTexts()(batch)
    assert batch.column("occurrence_id").to_pylist() == outcome.accounted.column("subject_id").to_pylist()
    assert [Fate.KEPT, Fate.QUARANTINED, Fate.QUARANTINED, Fate.KEPT] == outcome.accounted.column("fate").to_pylist()
    assert ["b.c", "c.c"] == outcome.quarantined.column("path").to_pylist()
    assert ["a.c", "d.c"] == outcome.emitted[0].column("path").to_pylist()


def by_hand(content: bytes) -> tuple[object, ...] | None:
    """The measures of one content, the slow way."""
    try:
        text, encoding = decode(content)
    except Reject:
        return None
    raw = text.encode()
    lines = raw.split(b"\n")
    ends = [line.removesuffix(b"\r") for line in lines[:-1]] + lines[-1:]
    return (
        text,
        hashlib.sha256(raw).hexdigest(),
        hashlib.sha256(content).hexdigest(),
        encoding,
        len(raw),
        len(lines) - (not lines[-1]),
        max(map(len, ends)),
        sum(c in b"0123456789" or chr(c).isalpha() for c in raw if c < 128) / len(raw) if raw else 0,
    )


CONTENTS = st.one_of(
    st.binary(max_size=30),
    st.text("ab1 \r\n\tä漢\x1a\x00", max_size=30).map(str.encode),
    st.text("ab1 \r\n\tä€\u2019", max_size=20).map(lambda t: t.encode("cp1252", "ignore")),
    st.text("ab1\r\nä", max_size=20).flatmap(
        lambda t: st.sampled_from(["utf-8-sig", "utf-16", "utf-16-be", "utf-32"]).map(t.encode)
    ),
)


@given(st.lists(CONTENTS, max_size=8), st.integers(0, 3))
def test_batches_measure_as_single_contents_do(contents: list[bytes], start: int) -> None:
    """Whatever its neighbours and whatever the slice: the vectorised path and the slow one agree."""
    batch = named_contents({f"{i}.c": content for i, content in enumerate(contents)}).slice(start)
    outcome = DecodeTexts()(batch)
    names = DECODED_TEXTS.schema.names[DECODED_TEXTS.schema.get_field_index("text") :]
    found = [tuple(row.values()) for row in outcome.emitted[0].select(names).to_pylist()]
    expected = [by_hand(content) for content in contents[start:]]
    assert [row for row in expected if row is not None and str(row[0]).strip()] == found
    assert batch.num_rows == outcome.accounted.num_rows == len(found) + outcome.quarantined.num_rows
    outcome.emitted[0].validate(full=True)


@given(st.lists(st.text("ab\r\n", max_size=40).map(str.encode), max_size=6))
def test_lines_are_the_same_in_blocks_of_any_size(contents: list[bytes]) -> None:
    """Where a group of rows or a block of a long row ends has no influence."""
    view = np.frombuffer(b"".join(contents), np.uint8)
    offsets = np.cumsum([0, *map(len, contents)])
    whole = text_measures.measure_lines(view, offsets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_measures, "_GROUP", 12)
        patch.setattr(text_measures, "_BLOCK", 5)
        parts = text_measures.measure_lines(view, offsets)
    assert [column.tolist() for column in whole] == [column.tolist() for column in parts]


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), min_size=1))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    """Nor changed."""
    if text[0] != "\ufeff":
        assert (text, "utf-8") == decode(text.encode())


def test_large_lines_and_files_are_cheap() -> None:
    """A 30 MB line, and 30 MB of line ends, each in a fraction of a second."""
    start = time.process_time()
    assert "line_too_long: a line of 30000000 bytes, limit 262144" == refused(b"a" * 30_000_000)
    (row,) = decoded(b"\n" * 15_000_000 + b"a\r\n" * 5_000_000 + b"bc")
    assert (20_000_001, 2) == (row["n_lines"], row["max_line_bytes"])
    assert time.process_time() - start < 5


def test_texts_are_not_copied_where_all_is_utf8() -> None:
    """The emitted column shares its bytes with the batch."""
    batch = named_contents({"a.c": b"int a;" * 100, "b.c": b"int b;"})
    text = DecodeTexts()(batch).emitted[0].column("text")
    assert batch.column("content").buffers()[2].address == text.buffers()[2].address
    assert pa.string() == text.type
