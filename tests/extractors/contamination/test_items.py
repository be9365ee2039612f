"""Benchmarks are read in whatever form they come, and what cannot be read says where and why."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warploom.extractors.contamination import items
from warploom.extractors.contamination.index import ItemText
from warploom.extractors.contamination.items import ItemFields, ItemsError, read_items

ROWS = [
    {"id": "x/0", "ask": "Sort them.", "answer": "sorted(x)", "tests": ["a", "b"]},
    {"id": "x/1", "ask": "Count them.", "answer": "len(x)", "tests": []},
]
ASKED = ItemFields("b", ("id",), {"ask": "prompt", "answer": "solution", "tests": "prompt"}, "Python")
EXPECTED = [
    ItemText("b", "x/0", "ask", "Sort them.", "Python", is_solution=False),
    ItemText("b", "x/0", "answer", "sorted(x)", "Python"),
    ItemText("b", "x/0", "tests", "a\nb", "Python", is_solution=False),
    ItemText("b", "x/1", "ask", "Count them.", "Python", is_solution=False),
    ItemText("b", "x/1", "answer", "len(x)", "Python"),
]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS).encode()


def tar_of(path: Path, **members: bytes) -> Path:
    """A packed archive with one folder, as source distributions are."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(f"b-1.0/data/{name.replace('__', '.')}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def test_every_form_gives_the_same_items(tmp_path: Path) -> None:
    """JSON lines, JSON by list, by key and by id, packed, Parquet, in archives and directories."""
    (tmp_path / "a.jsonl").write_bytes(LINES + b"\n")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINES))
    (tmp_path / "a.json").write_text(json.dumps(ROWS))
    (tmp_path / "keyed.json").write_text(json.dumps({"version": 1, "items": ROWS}))
    (tmp_path / "by_id.json").write_text(json.dumps({row["id"]: row for row in ROWS}))
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "a.parquet")
    tar_of(tmp_path / "b.tar.gz", items__jsonl__gz=gzip.compress(LINES), other__txt=b"no items")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("b/a.jsonl", LINES)
        archive.writestr("b/c.py", "x = 1\n")
    folder = tmp_path / "folder" / "deep"
    folder.mkdir(parents=True)
    (folder / "a.jsonl").write_bytes(LINES)
    for name in ("a.jsonl", "a.jsonl.gz", "a.json", "keyed.json", "by_id.json", "a.parquet", "b.tar.gz", "b.zip"):
        assert EXPECTED == list(read_items(tmp_path / name, ASKED)), name
    assert EXPECTED == list(read_items(tmp_path / "folder", ASKED))


def test_a_member_is_chosen_by_the_end_of_its_path(tmp_path: Path) -> None:
    """Of several files with items."""
    path = tar_of(tmp_path / "b.tgz", a__jsonl=LINES, b__jsonl=LINES.replace(b"x/", b"y/"))
    asked = ItemFields("b", ("id", "ask"), {"answer": "solution"}, "Python", "data/b.jsonl")
    assert ["y/0/Sort them.", "y/1/Count them."] == [text.item for text in read_items(path, asked)]


def test_tables_of_text_and_items_without_ids(tmp_path: Path) -> None:
    """CSV with quoted line ends; items are numbered."""
    (tmp_path / "a.csv").write_text('ask,answer\n"Sort\nthem.",sorted\nCount,len\n')
    texts = list(read_items(tmp_path / "a.csv", ItemFields("b", (), {"ask": "prompt"})))
    assert [("0", "Sort\nthem."), ("1", "Count")] == [(t.item, t.text) for t in texts]


def test_files_of_code_are_items(tmp_path: Path) -> None:
    """By their path, in the language that it names; what is no code is none, and links are not followed."""
    (tmp_path / "level").mkdir()
    (tmp_path / "level" / "a.py").write_text("x = 1\n")
    (tmp_path / "level" / "b.cu").write_text("__global__ void k() {}\n")
    (tmp_path / "notes.txt").write_text("none")
    (tmp_path / "c.py").symlink_to(tmp_path / "level" / "a.py")
    texts = list(read_items(tmp_path, ItemFields("b", (), {})))
    assert [("level/a.py", "Python"), ("level/b.cu", "CUDA")] == [(t.item, t.language) for t in texts]
    with pytest.raises(ItemsError, match="no file of code"):
        list(read_items(tmp_path / "notes.txt", ItemFields("b", (), {})))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.jsonl", b'{"id": 1}\n', "lacks ask, answer, tests. It has id"),
        ("a.jsonl", b"{\n", "is no jsonl"),
        ("a.jsonl", b"[" * 200 + b"]" * 200, "nested deeper"),
        ("a.jsonl", b"3\n", "is no object"),
        ("a.jsonl", b'{"id": 1, "ask": {}, "answer": "", "tests": null}\n', "ask is no text"),
        ("a.json", b"\xff\xfe", "is no json"),
        ("a.json", b"[]", "holds no item"),
        ("a.parquet", b"PAR1", "is no parquet"),
        ("a.csv", b"\xff", "is not in UTF-8"),
        ("a.jsonl.gz", b"\x1f\x8b broken", "cannot be unpacked"),
        ("a.tar.gz", b"no archive", "is no archive"),
        ("a.txt", b"text", "holds no JSON"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    """And where."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ItemsError, match=why) as raised:
        list(read_items(tmp_path / name, ASKED))
    assert name in str(raised.value)


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packed file, a large one, and too many items."""
    monkeypatch.setattr(items, "MAX_BYTES", 10_000)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b" " * 1_000_000))
    with pytest.raises(ItemsError, match="unpacks to more"):
        list(read_items(tmp_path / "a.jsonl.gz", ASKED))
    (tmp_path / "a.jsonl").write_bytes(LINES * 200)
    with pytest.raises(ItemsError, match="more than 10,000 bytes"):
        list(read_items(tmp_path / "a.jsonl", ASKED))
    monkeypatch.setattr(items, "MAX_ITEMS", 3)
    (tmp_path / "b.jsonl").write_bytes(LINES * 2)
    with pytest.raises(ItemsError, match="more than 3 items"):
        list(read_items(tmp_path / "b.jsonl", ASKED))


def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    """No traceback."""
    with pytest.raises(ItemsError, match="no such file"):
        list(read_items(tmp_path / "none.jsonl", ASKED))
