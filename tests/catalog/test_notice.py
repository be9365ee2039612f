"""NOTICE, licenses.csv and LICENSES/ name everyone who is owed notice."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.small_release import Corpus, write_release
from warploom.catalog import notice as notice_module


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("notice") / "r"
    write_release(directory)
    return directory


def test_licenses_csv_counts_each_expression(directory: Path) -> None:
    """One line per expression and tier, sorted."""
    with (directory / "licenses.csv").open(newline="") as lines:
        rows = list(csv.reader(lines))
    assert ["expression", "tier", "n_files", "n_bytes", "n_repositories"] == rows[0]
    assert ["MIT", "permissive", "3", "52", "2"] in rows
    assert sorted(rows[1:]) == rows[1:]


def test_every_id_of_an_expression_has_its_text(directory: Path) -> None:
    """Exceptions and alternatives too."""
    names = sorted(path.name for path in (directory / "LICENSES").iterdir())
    assert ["Apache-2.0.txt", "LLVM-exception.txt", "MIT.txt", "MPL-2.0.txt"] == names
    assert "Permission is hereby granted" in (directory / "LICENSES/MIT.txt").read_text()


def test_a_repository_is_named_with_its_licenses_and_statements(directory: Path) -> None:
    """Each distinct statement once, sorted."""
    text = (directory / "NOTICE").read_text()
    block = text[text.index("owner/one") :].split("-" * 100)[0]
    assert "  MIT: 2 files\n    Copyright 2020 A\n    Copyright 2021 B\n" in block
    assert "  origin: pkg:generic/0@" in block


def test_a_repository_without_published_files_is_not_named(directory: Path) -> None:
    """Nothing of it is passed on."""
    assert "pypi/refused" not in (directory / "NOTICE").read_text()


def test_hostile_statements_stay_on_their_line(directory: Path) -> None:
    """Line ends become spaces, invisible characters escapes."""
    assert "    Copyright <b>x</b> 2\\u202e0\n" in (directory / "NOTICE").read_text()


def test_a_license_without_a_text_is_said(tmp_path: Path) -> None:
    """Nothing is left out silently."""
    corpus = Corpus()
    corpus.published(corpus.repository("o/n", "1"), "a.c", "C", "x", expression="LicenseRef-own AND MIT")
    write_release(tmp_path, corpus.rows)
    assert "their text: LicenseRef-own\n" in (tmp_path / "NOTICE").read_text()


def test_an_id_that_is_a_path_is_not_written(tmp_path: Path) -> None:
    """An expression names no file outside LICENSES/."""
    corpus = Corpus()
    corpus.published(corpus.repository("o/n", "1"), "a.c", "C", "x", expression="../../evil OR MIT")
    write_release(tmp_path / "r", corpus.rows)
    assert [] == list(tmp_path.rglob("*evil*"))


def test_statements_beyond_the_bound_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is cut says how much and where it is."""
    monkeypatch.setattr(notice_module, "MAX_STATEMENTS", 2)
    corpus = Corpus()
    holders = tuple(f"Copyright {i} H" for i in range(5))
    corpus.published(corpus.repository("o/n", "1"), "a.c", "C", "x", copyrights=holders)
    write_release(tmp_path, corpus.rows)
    text = (tmp_path / "NOTICE").read_text()
    assert "Copyright 1 H\n    and 3 more: column `copyright_statements`" in text
