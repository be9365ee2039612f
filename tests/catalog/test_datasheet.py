"""`DATASHEET.md`: seven sections, honest numbers, answers as text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.small_release import write_release
from warploom.catalog.datasheet_answers import PARTS, AnswersError, read_answers, unanswered
from warploom.validators.releases import check


def written(folder: Path, text: str) -> Path:
    path = folder / "answers.toml"
    path.write_text(text)
    return path


def datasheet(folder: Path, **changes: Any) -> str:
    write_release(folder, **{"answers": read_answers(), **changes})
    return (folder / "DATASHEET.md").read_text()


def test_the_sections_are_the_seven(tmp_path: Path) -> None:
    """In their order, each with all its questions."""
    text = datasheet(tmp_path)
    assert [
        "1. Motivation",
        "2. Composition",
        "3. Collection process",
        "4. Preprocessing, cleaning and labelling",
        "5. Uses",
        "6. Distribution",
        "7. Maintenance",
    ] == re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert [q.text for part in PARTS for q in part.questions] == re.findall(r"^\*\*(.*\?)\*\*$", text, re.MULTILINE)
    assert "\n\n\n" not in text


def test_numbers_are_counted(tmp_path: Path) -> None:
    """Tables, rows by language, tier and split, fates, reasons, times of the sources."""
    text = datasheet(tmp_path)
    assert "| source\\_files | 6 |" in text or "| `source_files` | 6 |" in text
    assert "| C | permissive | train | 2 | 34 |  |" in text
    assert "| `not_source` | 1 |" in text
    assert "3 revisions of 3 repositories or packages were read (git: 1, pypi: 2)." in text
    assert "Their revisions are of 2024-05-06 to 2024-05-06." in text


def test_what_nobody_answered_is_said(tmp_path: Path) -> None:
    """Of the general answers some are left to the corpus."""
    open_questions = unanswered(read_answers())
    text = datasheet(tmp_path)
    assert f"**{len(open_questions)} questions are not answered.**" in text
    assert len(open_questions) == text.count("*Not answered.*")
    assert "motivation.funding" in open_questions
    everything = "\n".join(f'[datasheet.{p.key}]\n{q.key} = "So."\n' for p in PARTS for q in p.questions[:1])
    fewer = unanswered(read_answers(written(tmp_path, everything)))
    assert {p.key + "." + p.questions[0].key for p in PARTS}.isdisjoint(fewer)


def test_a_corpus_answers_for_itself(tmp_path: Path) -> None:
    """Its file goes before the general one, key by key; versions are listed and the oldest permitted one named."""
    own = written(
        tmp_path,
        '[corpus]\ncreators = ["A. Weaver"]\noldest_permitted = "1.1.0"\ncontact = "me@example.org"\n'
        '[[versions]]\nversion = "1.2.0"\npublished = 2026-11-28\nnote = "more | kernels"\n'
        '[[versions]]\nversion = "1.1.0"\n'
        '[datasheet.motivation]\nfunding = "Nobody, with `code`."\n',
    )
    answers = read_answers(own)
    assert answers["datasheet"]["motivation.purpose"].startswith("To train and test models")
    for name in ("DATASHEET.md", "README.md"):
        write_release(tmp_path / "r", answers=answers, removals={"repositories": 2, "contents": 1})
        text = (tmp_path / "r" / name).read_text()
        assert "The oldest version that may still be used is 1.1.0." in text
        assert "| 1.2.0 | 2026-11-28 | more \\| kernels |" in text
        assert "Left out because their owners asked for it: 2 repositories and 1 paths." in text
        assert "me\\@example.org" in text
    assert "Nobody, with `code`" in (tmp_path / "r/DATASHEET.md").read_text()
    assert [] == check(tmp_path / "r")


def test_an_answer_cannot_break_the_page(tmp_path: Path) -> None:
    """Maintainers' texts are text: no heading, table, mark or element comes out of them."""
    own = written(
        tmp_path,
        "[datasheet.motivation]\npurpose = '''# Head\n\n"
        "<script>x</script> <!-- counts: fates --> | a | b |\n\n`<b>`'''\n",
    )
    text = datasheet(tmp_path / "r", answers=read_answers(own))
    assert "\n\\# Head\n\n\\<script\\>x\\</script\\> \\<!-- counts: fates --\\> \\| a \\| b \\|\n\n`<b>`\n" in text
    assert [] == check(tmp_path / "r")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[datashet]\n", "unknown key `datashet`. Did you mean `datasheet`?"),
        ("[datasheet.motivations]\n", "Did you mean `motivation`?"),
        ('[datasheet.motivation]\npurpse = ""\n', "Did you mean `purpose`?"),
        ("[datasheet.motivation]\npurpose = 3\n", "must be a text, not 3"),
        ("datasheet = 3\n", "must be a table, not 3"),
        ('[corpus]\ncreators = "me"\n', "must be a list"),
        ("[corpus]\ncreators = [3]\n", "must list texts"),
        ('[[versions]]\nnote = "x"\n', "has no `version`"),
        ('[[versions]]\nversion = "1"\npublished = "today"\n', "must be a date"),
        ("[corpus\n", "cannot be read"),
    ],
)
def test_a_wrong_file_of_answers_is_refused(tmp_path: Path, text: str, why: str) -> None:
    """By file and key, with a suggestion."""
    with pytest.raises(AnswersError) as raised:
        read_answers(written(tmp_path, text))
    assert why in str(raised.value)
    assert "answers.toml" in str(raised.value)


def test_a_missing_file_of_answers_is_refused(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(AnswersError, match="no such file of answers"):
        read_answers(tmp_path / "none.toml")
