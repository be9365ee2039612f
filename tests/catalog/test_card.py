"""The card: valid YAML, honest numbers, and nothing that crawled names could break."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from huggingface_hub import DatasetCard

from tests.small_release import HOSTILE, Corpus, Rows, small_rows, write_release
from warploom.catalog import card as card_module
from warploom.schemas.release import COMPILED, PUBLISHED


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("card") / "r"
    write_release(directory)
    return directory


def test_the_yaml_offers_the_trainable_tables(directory: Path) -> None:
    """`source_files` is the default; each language there is, the sample and what was cut out of files follow."""
    data = DatasetCard.load(directory / "README.md").data
    names = [config["config_name"] for config in data["configs"]]
    assert [
        "source_files",
        "source_files-c",
        "source_files-cpp",
        "source_files-cuda",
        "source_files-fortran",
        "sample",
        "code_units",
        "omp_directives",
        "mpi_tasks",
        "ir_modules",
        "ir_functions",
        "gpu_lowerings",
    ] == names
    assert [True] + [False] * 11 == [config.get("default", False) for config in data["configs"]]
    assert ["n<1K"] == data["size_categories"]


def test_hostile_names_stay_text(directory: Path) -> None:
    """No HTML, link, code or table row comes out of a repository's name."""
    text = (directory / "README.md").read_text()
    assert "<script>" not in text.replace("\\<", "")
    assert "\n| C | **fake** | 999 |" not in text
    (line,) = [line for line in text.splitlines() if "drop table" in line]
    assert 9 == line.replace("\\|", "").count("|")
    assert HOSTILE not in text


def test_a_description_cannot_break_the_card(tmp_path: Path) -> None:
    """Names and descriptions of the recipe are text too."""
    write_release(
        tmp_path, {folder: [] for folder in PUBLISHED}, description="---\n# <b>hi</b>\nconfigs: []", name="a: b\n---\n"
    )
    card = DatasetCard.load(tmp_path / "README.md")
    assert "a: b ---" == card.data["pretty_name"]
    assert "<b>" not in card.text.replace("\\<", "")


def test_long_tables_say_what_they_leave_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the sources and licenses is counted."""
    monkeypatch.setattr(card_module, "MAX_REPOSITORIES", 2)
    monkeypatch.setattr(card_module, "MAX_LICENSES", 1)
    write_release(tmp_path)
    text = (tmp_path / "README.md").read_text()
    assert "And 1 more, see the table `repositories`." in text
    assert "And 3 more expressions, see `licenses.csv`." in text


def test_a_release_without_rows_offers_nothing_to_load(tmp_path: Path) -> None:
    """No configuration without rows."""
    rows: Rows = {folder: [] for folder in PUBLISHED}
    write_release(tmp_path, rows)
    card = DatasetCard.load(tmp_path / "README.md")
    assert not card.data.get("configs")
    assert "0 source files" in card.text


@pytest.mark.parametrize(("rows", "category"), [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**9, "n>1B")])
def test_size_categories_are_the_hubs(rows: int, category: str) -> None:
    """Limits belong to the larger category."""
    assert category == card_module._size_category(rows)


def test_the_example_loads_a_language_that_is_there(tmp_path: Path) -> None:
    """The card's code names configurations of this release."""
    corpus = Corpus()
    corpus.published(corpus.repository("owner/one", "1"), "a.jl", "Julia", "x = 1\n")
    write_release(tmp_path, corpus.rows)
    assert '"source_files-julia"' in (tmp_path / "README.md").read_text()


def test_the_card_says_what_was_compiled(directory: Path) -> None:
    """By language and target: files, whole, in part, modules, functions, kernels; and why the others were not."""
    text = (directory / "README.md").read_text()
    (compiled,) = re.findall(r"<!-- counts: compiled -->\n.*\n.*\n((?:.*\n)*?)<!-- end -->", text)
    assert compiled.splitlines() == [
        "| C | `x86_64` | 2 | 1 | 0 | 1 | 0 | 0 |",
        "| CUDA | `nvptx64` | 1 | 1 | 0 | 1 | 1 | 1 |",
        "| CUDA | `x86_64` | 1 | 0 | 1 | 1 | 1 | 0 |",
        "| Fortran | `x86_64` | 1 | 0 | 0 | 0 | 0 | 0 |",
    ]
    (failures,) = re.findall(r"<!-- counts: failures -->\n.*\n.*\n((?:.*\n)*?)<!-- end -->", text)
    assert failures.splitlines() == ["| `no_compiler` | 1 |", "| `other` | 1 |"]


def test_the_card_keeps_to_the_commonest_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And counts the others."""
    monkeypatch.setattr(card_module, "CARD_FAILURES", 1)
    write_release(tmp_path)
    text = (tmp_path / "README.md").read_text()
    assert "And 1 more reasons; see the table `compile_attempts`" in text
    assert "| `other` | 1 |" not in text


def test_a_release_without_compiled_code_says_nothing_of_it(tmp_path: Path) -> None:
    """No heading, no tables."""
    write_release(tmp_path, {**small_rows(), **{folder: [] for folder in COMPILED}})
    text = (tmp_path / "README.md").read_text()
    assert "What was compiled" not in text
    assert "counts: compiled" not in text
    assert "\n\n\n" not in text


def test_the_keys_that_the_card_draws_are_those_of_the_schemas(directory: Path) -> None:
    """Every reference of a table to another one is in the diagram, and no other."""
    drawn, target = set(), ""
    for line in (directory / "README.md").read_text().splitlines():
        found = re.fullmatch(r"(\w+\.\w+)? *(?:<--\+--|\+--|<-----) (\w+)\.(\w+).*", line)
        if found:
            target = found[1] or target
            drawn.add((found[2], found[3], target))
    known = {
        (folder, column, f"{to}.{key}")
        for folder, table in PUBLISHED.items()
        for column, (to, key) in table.references.items()
        if folder != "sample"
    }
    assert drawn - known == {
        ("verdicts", "subject_id", "kernel_pairs.row_id"),
        ("quarantine", "subject_id", "occurrences.occurrence_id"),
    }
    assert known <= drawn
