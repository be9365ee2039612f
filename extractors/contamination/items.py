"""Reads the items of a benchmark: JSON, JSON lines, CSV or Parquet, packed or not, in an archive, or files of code."""

from __future__ import annotations

import csv
import functools
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from warploom.extractors import shallow_json
from warploom.extractors.contamination.index import ItemText
from warploom.extractors.languages import HEAD_BYTES, name_language
from warploom.extractors.sources.archive import Archive
from warploom.extractors.sources.decompress import decompressed
from warploom.schemas.errors import UsageError
from warploom.schemas.source import FetchError, ReadLimits, SourceError

MAX_BYTES: Final = 256 * 1024 * 1024
"""Of all that is read of one benchmark, unpacked."""
MAX_ITEMS: Final = 200_000
_LIMITS: Final = ReadLimits(max_file_bytes=MAX_BYTES, max_unpacked_bytes=4 * MAX_BYTES, max_files=200_000)
_PACKED: Final = (".gz", ".bz2", ".xz", ".zst")
_ARCHIVES: Final = (".tar", ".tgz", ".tbz2", ".txz", ".tzst", ".zip", ".whl")
_TABLES: Final = (".jsonl", ".ndjson", ".json", ".parquet", ".csv", ".tsv")
PROMPT, SOLUTION = FIELD_KINDS = ("prompt", "solution")
"""A prompt is looked for by its words; a solution by its tokens and functions as well."""


@dataclass(frozen=True, slots=True)
class ItemFields:
    """How the items of a benchmark are read from what holds them."""

    benchmark: str
    item: tuple[str, ...]
    """Fields that together are an item's id, joined by `/`; none: the number of the row, from 0."""
    fields: Mapping[str, str]
    """Fields with text, and what each is: prompt or solution. Of files of code there are none: each is a solution."""
    language: str | None = None
    """Of the code."""
    member: str = ""
    """End of the path, in an archive or a directory, of the file that holds the items; of code, a folder's."""


class ItemsError(UsageError):
    """What was given as a benchmark cannot be read as one; says where and why."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(where, why)
        self.where, self.why = where, why

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def read_items(path: Path, asked: ItemFields) -> Iterator[ItemText]:
    """All texts of all items; `ItemsError` for what is damaged, too large, or lacks the fields that were asked for."""
    files = _files(path, asked)
    if asked.fields:
        tables = [(name, content) for name, content in files if _suffix(name) in _TABLES]
        if not tables:
            raise ItemsError(str(path), "holds no JSON, JSON lines, CSV or Parquet file; say which with `member`")
        n = 0
        for name, content in tables:
            for row in _rows(name, content):
                yield from _texts(f"{name}: item {n}", row, n, asked)
                n += 1
                if n > MAX_ITEMS:
                    raise ItemsError(str(path), f"more than {MAX_ITEMS:,} items")
        if not n:
            raise ItemsError(str(path), "holds no item")
        return
    found = False
    for name, content in files:
        named = name_language(name, functools.partial(_head, content))
        if named is not None:
            found = True
            yield ItemText(asked.benchmark, name, "file", _decoded(name, content), named[0])
    if not found:
        raise ItemsError(str(path), "holds no file of code; name the fields of its items with --field")


def _head(content: bytes) -> bytes:
    return content[:HEAD_BYTES]


def _texts(where: str, row: Any, number: int, asked: ItemFields) -> Iterator[ItemText]:
    if not isinstance(row, Mapping):
        raise ItemsError(where, "is no object with fields")
    lacking = [name for name in (*asked.item, *asked.fields) if name not in row]
    if lacking:
        raise ItemsError(where, f"lacks {', '.join(lacking)}. It has {', '.join(map(str, row))}")
    item = "/".join(str(row[name]) for name in asked.item) or str(number)
    for name, kind in asked.fields.items():
        value = row[name]
        text = "\n".join(map(str, value)) if isinstance(value, list) else value
        if text is None or text == "":
            continue
        if not isinstance(text, str):
            raise ItemsError(where, f"{name} is no text")
        yield ItemText(asked.benchmark, item, name, text, asked.language, kind == SOLUTION)


def _files(path: Path, asked: ItemFields) -> Iterator[tuple[str, bytes]]:
    """(name, unpacked content) of every file that may hold items, sorted by name."""
    if path.is_dir():
        names = sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file() and not p.is_symlink())
        total = 0
        for name in names:
            if _is_wanted(name, asked):
                content = _unpacked(path / name)
                total += len(content)
                if total > MAX_BYTES:
                    raise ItemsError(str(path), f"more than {MAX_BYTES:,} bytes")
                yield name, content
        return
    if not path.is_file():
        raise ItemsError(str(path), "no such file or directory")
    if not path.name.lower().endswith(_ARCHIVES) and ".tar." not in path.name.lower():
        yield path.name, _unpacked(path)
        return
    try:
        entries = Archive(str(path), strip_components=1).fetch(Path(), offline=True).entries(_LIMITS)
        chosen = [(e.path, e.content) for e in entries if e.content is not None and _is_wanted(e.path, asked)]
    except (SourceError, FetchError) as error:
        raise ItemsError(str(path), f"is no archive that can be read ({error})") from None
    if sum(len(content) for _, content in chosen) > MAX_BYTES:
        raise ItemsError(str(path), f"more than {MAX_BYTES:,} bytes")
    yield from sorted((name, _unpack(name, content)) for name, content in chosen)


def _is_wanted(name: str, asked: ItemFields) -> bool:
    if asked.fields:
        return name.endswith(asked.member) if asked.member else _suffix(name) in _TABLES
    return not asked.member or f"/{name}".find(f"/{asked.member.strip('/')}/") >= 0


def _suffix(name: str) -> str:
    pure = PurePosixPath(name.lower())
    return PurePosixPath(pure.stem).suffix if pure.suffix in _PACKED else pure.suffix


def _unpacked(path: Path) -> bytes:
    with path.open("rb") as file:
        return _unpack(path.name, file.read(MAX_BYTES + 1))


def _unpack(name: str, content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise ItemsError(name, f"more than {MAX_BYTES:,} bytes")
    if not name.lower().endswith(_PACKED):
        return content
    whole = bytearray()
    try:
        for chunk in decompressed(io.BytesIO(content)):
            whole += chunk
            if len(whole) > MAX_BYTES:
                raise ItemsError(name, f"unpacks to more than {MAX_BYTES:,} bytes")
    except SourceError as error:
        raise ItemsError(name, f"cannot be unpacked ({error})") from None
    return bytes(whole)


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ItemsError(name, "is not in UTF-8") from None


def _rows(name: str, content: bytes) -> Sequence[Any]:
    suffix = _suffix(name)
    try:
        if suffix == ".parquet":
            return pq.read_table(pa.BufferReader(content)).to_pylist()
        if suffix in (".csv", ".tsv"):
            reader = csv.DictReader(
                io.StringIO(_decoded(name, content), newline=""), delimiter="\t" if suffix == ".tsv" else ","
            )
            return list(reader)
        if suffix == ".json":
            value = shallow_json.loads(content)
            if isinstance(value, Mapping):  # by id, or in columns of one key
                value = next((v for v in value.values() if isinstance(v, list)), list(value.values()))
            return value if isinstance(value, list) else [value]
        return [shallow_json.loads(line) for line in content.splitlines() if line.strip()]
    except (ValueError, csv.Error, pa.ArrowException, json.JSONDecodeError) as error:
        raise ItemsError(name, f"is no {suffix[1:]} that can be read ({str(error).splitlines()[0]})") from None
