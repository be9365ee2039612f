"""A build writes into directories that are its own, and into no others."""

from pathlib import Path

import pytest

from tests.pipelines.corpora import kernel, rows, small_corpus, write_recipe, write_tree
from warploom.pipelines import cli, exit_codes
from warploom.pipelines.places import claim
from warploom.schemas.errors import UsageError


def run(recipe: Path, out: Path, *options: str) -> int:
    """Build in this process."""
    return cli.run(["build", str(recipe), "--out", str(out), "--runner", "in_process", *options])


def test_a_directory_with_somebody_elses_files_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A release removes what it does not know: so it is never put where such things are."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=1)
    write_tree(tmp_path / "mine", {"data/precious.csv": b"1,2\n", "README.md": b"mine\n", "x.tmp-final": b"mine\n"})
    assert run(recipe, tmp_path / "mine", "--cache", str(tmp_path / "cache")) == exit_codes.USAGE
    assert "no release of Warploom" in capfd.readouterr().err
    assert {"data/precious.csv", "README.md", "x.tmp-final"} == {
        str(p.relative_to(tmp_path / "mine")) for p in (tmp_path / "mine").rglob("*") if p.is_file()
    }


def test_a_foreign_work_directory_is_neither_used_nor_cleaned(tmp_path: Path) -> None:
    """`clean` removes nothing from a directory that no build made."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=1)
    write_tree(tmp_path / "userdata", {"mine.parquet": b"mine"})
    cache = ("--cache", str(tmp_path / "cache"))
    assert run(recipe, tmp_path / "out", "--work", str(tmp_path / "userdata"), *cache) == exit_codes.USAGE
    assert cli.run(["clean", str(tmp_path / "out"), "--work", str(tmp_path / "userdata")]) == exit_codes.USAGE
    assert (tmp_path / "userdata/mine.parquet").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("out", "work", "cache"),
    [
        ("source/out", "work", "cache"),
        ("out", "source/work", "cache"),
        ("out", "work", "source/cache"),
        ("out", "out/work", "cache"),
        ("work/out", "work", "cache"),
        ("out", "work", "out"),
        (".", "work", "cache"),
    ],
)
def test_places_do_not_lie_in_each_other(tmp_path: Path, out: str, work: str, cache: str) -> None:
    """What one removes, the other would lose; and a source would read what is written into it."""
    source = tmp_path / "source"
    write_tree(source, {"a.c": kernel(1)})
    with pytest.raises(UsageError):
        claim(tmp_path / out, tmp_path / work, tmp_path / cache, [source])
    assert {source, source / "a.c"} == set(tmp_path.rglob("*"))


@pytest.mark.parametrize("name", ["with space", "q?x", "b[/x]", "quo'te\"", "grüße", "star*", "new\nline"])
def test_odd_names_are_no_trouble(tmp_path: Path, name: str) -> None:
    """Characters that a shell, a terminal or DuckDB take for something else."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=1)
    out = tmp_path / name / "out"
    assert run(recipe, out, "--cache", str(tmp_path / "cache")) == exit_codes.DONE
    assert cli.run(["check", str(out)]) == exit_codes.DONE
    assert cli.run(["sql", str(out), "select count(*) from source_files"]) == exit_codes.DONE


def test_a_backslash_in_a_place_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """DuckDB reads it as an escape: said at once, not after the work."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=1)
    assert run(recipe, tmp_path / "back\\slash" / "out", "--cache", str(tmp_path / "cache")) == exit_codes.USAGE
    assert "backslash" in capfd.readouterr().err


def test_the_current_directory_can_be_built_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--out .` in an empty directory, and again in the release that it became; then `clean .`."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=1)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for _ in range(2):
        assert run(recipe, Path(), "--cache", str(tmp_path / "cache")) == exit_codes.DONE
    assert cli.run(["clean", "."]) == exit_codes.DONE
    assert (tmp_path / "here.work").is_dir()


def test_a_changed_place_is_another_source_state(tmp_path: Path) -> None:
    """A copy may keep size and times and hold other bytes: moving a source's path reads it again."""
    for version, body in (("v1", b"int a = 1;\n"), ("v2", b"int a = 2;\n")):
        write_tree(tmp_path / version, {"LICENSE": b"SPDX-License-Identifier: MIT\n", "a.c": body})
    arguments = ("--cache", str(tmp_path / "cache"))
    for version in ("v1", "v2"):
        recipe = write_recipe(tmp_path / "recipe.toml", [tmp_path / version])
        recipe.write_text(recipe.read_text().replace(f'"local/{version}"', '"local/v"'))
        assert run(recipe, tmp_path / "out", *arguments) == exit_codes.DONE
        assert [(f"int a = {version[1]};\n",)] == rows(tmp_path / "out", "select text from source_files")


def test_a_lost_source_ends_with_3(tmp_path: Path) -> None:
    """However many good paths there are beside it."""
    recipe = small_corpus(tmp_path / "corpus", n_repositories=2)
    (tmp_path / "half.tar.gz").write_bytes(b"\x1f\x8b\x08\x00half")
    recipe.write_text(recipe.read_text() + f'[[sources]]\nkind = "archive"\npath = "{tmp_path}/half.tar.gz"\n')
    assert run(recipe, tmp_path / "out", "--cache", str(tmp_path / "cache")) == exit_codes.OVER_LIMIT
