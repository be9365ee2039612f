"""Lists of sources in CSV and TOML: what they name, where their paths start, what is wrong in which line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.sources import listed
from warploom.extractors.sources.listed import ListFile, rooted
from warploom.schemas.source import FetchError, Listed

TABLE = """\
kind,url,ref,name,history
git,https://h.example/a/b.git,v1,a/b,false
git,https://h.example/c/d.git,2024,,

pypi,,,"a ""quoted"", name",
"""
TEXT = """\
[[sources]]
kind = "git"
url = "https://h.example/a/b.git"
history = false

[[sources]]
kind = "local"
path = "code"
exclude = ["*.bak"]
"""


def entries(folder: Path, name: str, content: str | bytes) -> tuple[Listed, ...]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return tuple(ListFile(str(folder / name)).entries(folder / "cache", offline=True))


def failure(folder: Path, name: str, content: str | bytes) -> str:
    with pytest.raises(FetchError) as caught:
        entries(folder, name, content)
    return str(caught.value)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table(tmp_path: Path, mark: str, end: str) -> None:
    """One source a row, in order, with its line; empty cells are not given, all others are text."""
    assert (
        Listed(
            "list.csv, line 2",
            {"kind": "git", "url": "https://h.example/a/b.git", "ref": "v1", "name": "a/b", "history": "false"},
            is_text=True,
        ),
        Listed("list.csv, line 3", {"kind": "git", "url": "https://h.example/c/d.git", "ref": "2024"}, is_text=True),
        Listed("list.csv, line 5", {"kind": "pypi", "name": 'a "quoted", name'}, is_text=True),
    ) == entries(tmp_path, "list.csv", mark + TABLE.replace("\n", end))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_tables_of_toml(tmp_path: Path, mark: str) -> None:
    """As in a recipe, with their types."""
    assert (
        Listed(
            "list.toml, [[sources]] number 1", {"kind": "git", "url": "https://h.example/a/b.git", "history": False}
        ),
        Listed(
            "list.toml, [[sources]] number 2",
            {"kind": "local", "path": str(tmp_path / "code"), "exclude": ["*.bak"]},
        ),
    ) == entries(tmp_path, "list.toml", mark + TEXT)


def test_lines_are_those_of_an_editor(tmp_path: Path) -> None:
    """A cell over several lines is one row; separators that are no line ends stay in their cell."""
    content = 'kind,name\nlocal,"a\nb\u2028c\x0b"\nlocal,d\n'
    found = entries(tmp_path, "list.csv", content)
    assert [("list.csv, line 2", "a\nb\u2028c\x0b"), ("list.csv, line 4", "d")] == [
        (row.where, row.entry["name"]) for row in found
    ]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"kind": "local", "path": "code"}, "/lists/code"),
        ({"kind": "archive", "path": "../x.tar"}, "/lists/../x.tar"),
        ({"kind": "archive", "path": "a:b"}, "/lists/a:b"),
        ({"kind": "local", "path": "/abs"}, "/abs"),
        ({"kind": "local", "path": "~/code"}, "~/code"),
        ({"kind": "local", "path": "a\0b"}, "a\0b"),
        ({"kind": "git", "url": "repo.git"}, "/lists/repo.git"),
        ({"kind": "git", "url": "./a:b/c"}, "/lists/./a:b/c"),
        ({"kind": "git", "url": "https://h.example/a"}, "https://h.example/a"),
        ({"kind": "git", "url": "user@h.example:a/b"}, "user@h.example:a/b"),
        ({"kind": "git", "url": "ext::sh -c id"}, "ext::sh -c id"),
        ({"kind": "git", "url": "file:///srv/a"}, "file:///srv/a"),
        ({"kind": "debian", "mirror": "pool"}, "/lists/pool"),
        ({"kind": "github", "ca_bundle": "ca.pem"}, "/lists/ca.pem"),
        ({"kind": "debian", "mirror": "http://h.example"}, "http://h.example"),
        ({"kind": "other", "url": "repo.git"}, "repo.git"),
        ({"kind": "local", "path": 7}, 7),
        ({"kind": "local", "path": ""}, ""),
    ],
)
def test_relative_paths_start_at_the_list(entry: dict[str, Any], expected: object) -> None:
    """URLs and homes stay; twice is as good as once."""
    once = rooted(entry, Path("/lists"))
    assert {**entry, list(entry)[-1]: str(Path(expected)) if str(expected).startswith("/") else expected} == once  # type: ignore[arg-type]
    assert once == rooted(once, Path("/elsewhere"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "list list.csv: names no source"),
        ("kind,name\n", "list list.csv: names no source"),
        ("name\nx\n", "list.csv, line 1: does not name each column once, `kind` among them"),
        ("kind,,name\n", "list.csv, line 1: does not name each column once"),
        ("kind,name,name\n", "list.csv, line 1: does not name each column once"),
        ("kind,name\ngit\n", "list.csv, line 2: has 1 cells, the first line 2"),
        ("kind,name\n\n\ngit,a,b\n", "list.csv, line 4: has 3 cells, the first line 2"),
        ("kind,name\ngit,a\n,b\n", "list.csv, line 3: has no kind"),
        ("kind,name\nlist,a\n", "list.csv, line 2: a list cannot hold another listing (`list`)"),
        ("kind,name\ngithub,a\n", "a list cannot hold another listing (`github`)"),
        ("kind,name\ngitlab,a\n", "a list cannot hold another listing (`gitlab`)"),
        ('kind,name\ngit,"a\n', "list.csv, line 2: is not valid CSV: unexpected end of data"),
        ('kind,name\ngit,a\ngit,"a"b\n', "list.csv, line 3: is not valid CSV: "),
        ("kind,name\ngit," + "x" * 200_000, "list.csv, line 2: is not valid CSV: field larger than field limit"),
        ("kind,name\ngit,a\0b\n", "list.csv, line 2: "),
        (b"kind,name\ngit,\xff\n", "list.csv, line 2: is not in UTF-8"),
    ],
)
def test_tables_that_are_none(tmp_path: Path, content: str | bytes, said: str) -> None:
    """With the line to correct."""
    assert said in failure(tmp_path, "list.csv", content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "list list.toml: names no source"),
        ("x = ", "list list.toml: is not valid TOML: Invalid value (at end of document)"),
        ("\nx = 1 2", "(at line 2, column 7)"),
        ("[dataset]\n", "unknown key `dataset`"),
        ("sources = 1", "`sources` is no array of tables"),
        ("[sources]\nkind='x'", "`sources` is no array of tables"),
        ("sources = [1]", "list.toml, [[sources]] number 1: is no table"),
        ("[[sources]]\npath = 'x'", "list.toml, [[sources]] number 1: has no kind"),
        ("[[sources]]\nkind = 1", "list.toml, [[sources]] number 1: has no kind"),
        ("[[sources]]\nkind = 'list'\npath = 'list.toml'", "a list cannot hold another listing"),
        ("x = " + "[" * 8000, "is nested too deeply"),
        ("a = 1\n" + "b." * 5000, "list.toml, line 2: is longer than 8192 characters"),
        (b"\n\n\xff", "list.toml, line 3: is not in UTF-8"),
    ],
)
def test_toml_that_is_none(tmp_path: Path, content: str | bytes, said: str) -> None:
    """With the place to correct."""
    assert said in failure(tmp_path, "list.toml", content)


def test_files_that_are_none(tmp_path: Path) -> None:
    """Missing, of another kind, a directory, a FIFO, a NUL: said, and nothing waits."""
    assert "is neither .csv nor .toml" in failure(tmp_path, "list.txt", "")
    os.mkfifo(tmp_path / "fifo.csv")
    (tmp_path / "folder.csv").mkdir()
    for name in ("missing.csv", "fifo.csv", "folder.csv", "a\0b.csv"):
        with pytest.raises(FetchError, match="Correct `path` in the recipe"):
            ListFile(str(tmp_path / name)).entries(tmp_path, offline=False)


def test_lists_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In bytes and in sources; at the bound they are read."""
    monkeypatch.setattr(listed, "MAX_ROWS", 2)
    assert 2 == len(entries(tmp_path, "list.csv", "kind\n" + "local\n" * 2))
    assert "list.csv, line 4: there are more than 2 sources" in failure(tmp_path, "list.csv", "kind\n" + "local\n" * 3)
    monkeypatch.setattr(listed, "_MAX_BYTES", {".csv": 11})
    assert 1 == len(entries(tmp_path, "list.csv", "kind\nlocal\n"))
    assert "is longer than 11 bytes" in failure(tmp_path, "list.csv", "kind\nlocal\n\n")


@given(
    st.sampled_from([".csv", ".toml"]), st.binary(max_size=100) | st.text("kind,=\"'\n[].sourcelab \r", max_size=100)
)
def test_any_bytes_are_entries_or_an_error(tmp_path_factory: pytest.TempPathFactory, ending: str, content: Any) -> None:
    """Never another exception."""
    prefix = "kind,a\n" if ending == ".csv" else "[[sources]]\nkind='x'\n"
    raw = content if isinstance(content, bytes) else content.encode()
    for data in (raw, prefix.encode() + raw):
        try:
            found = entries(tmp_path_factory.getbasetemp(), f"any{ending}", data)
        except FetchError:
            continue
        assert all(isinstance(row.entry["kind"], str) for row in found)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
    )
)
def test_cells_are_as_they_were_written(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """Whatever they hold, in a table that a CSV writer writes."""
    quoted = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in ["x", *row]) + "\n" for row in rows)
    found = entries(tmp_path_factory.getbasetemp(), "cells.csv", "kind,a,b\n" + quoted)
    assert [[row.entry.get("a", ""), row.entry.get("b", "")] for row in found] == rows
