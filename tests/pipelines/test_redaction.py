"""Planted keys of every kind, from the crawl to the release: none is kept where it could be read, or printed."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.extractors.redaction.planted import planted
from tests.pipelines.corpora import rows, write_recipe, write_tree
from warploom.pipelines import cli, exit_codes

MIT = "// SPDX-License-Identifier: MIT\n"
GPL = "// SPDX-License-Identifier: GPL-3.0-or-later\n"
PERSON = "// Copyright (c) 2020 Jane Weaver <jane@weavers.example>\n// Written by John Spinner\n// host: 8.8.4.4\n"


@pytest.fixture
def keys() -> list[str]:
    return [value for values in planted(7).values() for value in values]


def test_what_is_masked_is_in_no_table_and_no_message(
    tmp_path: Path, keys: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Published and refused files, a license file, undecodable bytes: only the raw contents of the work hold it."""
    lines = "".join(f'const char *k{i} = "{key}";\n' for i, key in enumerate(keys))
    files = {
        "published.c": MIT + PERSON + lines,
        "refused.c": GPL + PERSON + lines,
        "unlicensed/x.c": lines,
        "bad.c": lines + "\0\1\2",
        "with-mit/LICENSE": "MIT License\n\nCopyright (c) 2021 Jim Dyer <jim@dyers.example>\n\n" + lines[:200],
        "with-mit/y.c": "int y;\n",
    }
    write_tree(tmp_path / "tree", {path: text.encode() for path, text in files.items()})
    recipe = write_recipe(tmp_path / "recipe.toml", [tmp_path / "tree"], "[quarantine]\nmax_damaged_share = 1.0\n")
    out, work = tmp_path / "out", tmp_path / "out.work"
    options = ["--out", str(out), "--cache", str(tmp_path / "cache"), "--runner", "in_process"]
    assert exit_codes.DONE == cli.run(["build", str(recipe), *options])
    for (identity,) in rows(out, "select occurrence_id from occurrences"):
        assert exit_codes.DONE == cli.run(["explain", str(out), str(identity)])
    printed = capfd.readouterr()
    seen = printed.out + printed.err
    for path in (*out.rglob("*"), *work.rglob("*"), *(tmp_path / "cache").rglob("*")):
        if path.suffix == ".parquet" and "contents" not in path.parts:
            seen += str(pq.read_table(path).to_pydict())
        elif path.is_file() and path.suffix != ".parquet":
            seen += path.read_bytes().decode("utf-8", "replace")
    leaked = [
        value for value in (*keys, "weavers.example", "dyers.example", "John Spinner", "8.8.4.4") if value in seen
    ]
    assert [] == leaked
    assert "Jane Weaver" in (out / "NOTICE").read_text()
    assert exit_codes.DONE == cli.run(["check", str(out)])
    assert "| `github_token` | 6 | 1 |" in (out / "README.md").read_text()
    ((redactions,),) = rows(out, "select redactions from source_files where path = 'published.c'")
    assert {"email", "ip_address", "person", *planted(7)} <= {found["kind"] for found in redactions}  # type: ignore[attr-defined]
