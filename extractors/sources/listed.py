"""A file that lists sources: a CSV table, or TOML as in a recipe."""

from __future__ import annotations

import csv
import io
import os
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from warploom.extractors.sources.github import GitHub
from warploom.extractors.sources.gitlab import GitLab
from warploom.schemas.source import FetchError, Listed

MAX_ROWS = 100_000
_MAX_BYTES = {".csv": 32 * 1024 * 1024, ".toml": 4 * 1024 * 1024}
_MAX_TOML_LINE = 8192
"""The parser takes the square of a dotted key's parts: 0.2 s for as many as fit into this."""
_PLACES = {"path": None, "ca_bundle": None, "url": "git", "mirror": "debian"}
"""Keys whose values may be files of this machine, and the kind whose key it is; None: any."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A recipe's `[[sources]]` entry of kind `list`: a file of entries of other kinds, but no further listings.

    In TOML they are `[[sources]]` tables. In CSV the first row names keys, `kind` among them, each other row is a
    source, an empty cell is a key that is not given, and values are text for the recipe to read. Files named in it by
    relative paths start at its own folder.
    """

    kind: ClassVar[str] = "list"
    path: str

    def entries(self, cache: Path, *, offline: bool) -> Sequence[Listed]:  # noqa: ARG002 - it is on this machine
        """The entries in the file's order; raises `FetchError` with the line to correct."""
        path = Path(self.path)
        if path.suffix.lower() not in _MAX_BYTES:
            raise FetchError(f"list {path}", "is neither .csv nor .toml", "Give it one of these endings, as it is.")
        text = _text(path, _MAX_BYTES[path.suffix.lower()])
        is_table = path.suffix.lower() == ".csv"
        found: list[Listed] = []
        for where, entry in _rows(path.name, text) if is_table else _tables(path.name, text):
            if len(found) == MAX_ROWS:
                raise FetchError(where, f"there are more than {MAX_ROWS} sources", "Split the list.")
            kind = entry.get("kind")
            if not isinstance(kind, str):
                raise FetchError(where, "has no kind", "Add the `kind` of the source.")
            if kind in (ListFile.kind, GitHub.kind, GitLab.kind):
                why = f"a list cannot hold another listing (`{kind}`)"
                raise FetchError(where, why, "Name it in the recipe itself.")
            found.append(Listed(where, rooted(entry, path.parent), is_text=is_table))
        if not found:
            raise FetchError(f"list {path.name}", "names no source", "Add some, or leave it out.")
        return tuple(found)


def rooted(entry: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """An entry whose relative paths start at a folder; URLs, `user@host:path` and `~/...` stay as they are."""
    return {key: _rooted(key, value, entry.get("kind"), folder) for key, value in entry.items()}


def _rooted(key: str, value: Any, kind: Any, folder: Path) -> Any:
    if key not in _PLACES or _PLACES[key] not in (None, kind) or not isinstance(value, str) or not value:
        return value
    if key != "path" and ":" in value.partition("/")[0]:
        return value  # a scheme, or the host of `host:path`
    if value.startswith("~") or "\0" in value:
        return value
    return str(folder / value)


def _text(path: Path, max_bytes: int) -> str:
    what = f"list {path}"
    try:
        # Opening a FIFO would wait for a writer.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FetchError(what, "is no file", "Correct `path` in the recipe.")
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise FetchError(what, (error.strerror or "unreadable").lower(), "Correct `path` in the recipe.") from None
    except ValueError:
        raise FetchError("list", "`path` holds a NUL", "Correct `path` in the recipe.") from None
    if len(data) > max_bytes:
        raise FetchError(what, f"is longer than {max_bytes} bytes", "Split the list.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FetchError(f"{path.name}, line {line}", "is not in UTF-8", "Save it in UTF-8.") from None


def _tables(name: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _MAX_TOML_LINE:
            why = f"is longer than {_MAX_TOML_LINE} characters"
            raise FetchError(f"{name}, line {number}", why, "Break it, or use a CSV file.")
    try:
        value = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        why = f"is not valid TOML: {error}" if isinstance(error, tomllib.TOMLDecodeError) else "is nested too deeply"
        raise FetchError(f"list {name}", why, "Correct it.") from None
    for key in value:
        if key != "sources":
            raise FetchError(f"list {name}", f"unknown key `{key}`", "A list holds [[sources]] alone.")
    entries = value.get("sources", [])
    if not isinstance(entries, list):
        raise FetchError(f"list {name}", "`sources` is no array of tables", "Write [[sources]] above each.")
    for number, entry in enumerate(entries, 1):
        where = f"{name}, [[sources]] number {number}"
        if not isinstance(entry, dict):
            raise FetchError(where, "is no table", "Write [[sources]] above each.")
        yield where, entry


def _rows(name: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for row in reader:
            where, line = f"{name}, line {line}", reader.line_num + 1
            if "\0" in "".join(row):
                raise FetchError(where, "holds a NUL", "Save it as a text file.")
            if header is None:
                header = _header(where, row)
            elif any(row):
                if len(row) != len(header):
                    why = f"has {len(row)} cells, the first line {len(header)}"
                    raise FetchError(where, why, "Correct it: text with a comma in it needs quotes.")
                yield where, {key: cell for key, cell in zip(header, row, strict=True) if cell}
    except csv.Error as error:
        raise FetchError(f"{name}, line {line}", f"is not valid CSV: {error}", "Correct it.") from None


def _header(where: str, row: list[str]) -> list[str]:
    if "kind" not in row or "" in row or len(set(row)) != len(row):
        raise FetchError(where, "does not name each column once, `kind` among them", "Add a first line of keys.")
    return row
