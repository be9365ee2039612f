"""The recipe's filter in a whole build: what it leaves out is refused by name, and a wanted twin takes its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.corpora import rows
from warploom.pipelines import cli, exit_codes

HEADER = "// SPDX-License-Identifier: MIT\n"


def build(folder: Path, condition: str) -> int:
    """Three files: a short one, a long one, and a twin of a file that lies in a vendored tree first."""
    for path, text in {
        "short.c": "int a;\n",
        "long.c": "int b;" * 30 + "\n",
        "third_party/t.c": "int t;\n",
        "t.c": "int t;\n",
    }.items():
        place = folder / "code" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(HEADER + text)
    recipe = folder / "recipe.toml"
    recipe.write_text(
        f'[dataset]\nname = "f"\nfilter = "{condition}"\n[[sources]]\nkind = "local"\npath = "code"\nname = "o/n"\n'
    )
    places = ["--out", str(folder / "out"), "--cache", str(folder / "cache")]
    return cli.run(["build", str(recipe), *places, "--runner", "in_process"])


def test_what_the_filter_leaves_out_is_refused_by_name(tmp_path: Path) -> None:
    """The others are published; the twin that meets the condition represents both."""
    assert exit_codes.DONE == build(tmp_path, "max_line_bytes < 100 and not is_vendored")
    out = tmp_path / "out"
    assert [("long.c", "filtered_out")] == rows(out, "select path, reason from quarantine")
    expected = [
        ("long.c", "quarantined"),
        ("short.c", "published"),
        ("t.c", "published"),
        ("third_party/t.c", "duplicate"),
    ]
    assert expected == rows(out, "select path, fate from occurrences order by path")
    assert exit_codes.DONE == cli.run(["check", str(out)])


def test_a_filter_that_is_none_stops_before_anything_is_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With the key and DuckDB's word."""
    assert exit_codes.USAGE == build(tmp_path, "size > 3")
    assert "dataset.filter" in capfd.readouterr().err
