"""`build --release`: a new version for whatever changed, the same one for the same, also after a kill."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.pipelines.corpora import release_digests, small_corpus
from warploom.pipelines import cli, exit_codes, publication
from warploom.schemas.manifest import read_manifest
from warploom.schemas.versions import next_version


def build(recipe: Path, *more: str) -> Path:
    out = recipe.parent / "out"
    arguments = ["build", str(recipe), "--out", str(out), "--cache", str(recipe.parent / "cache")]
    assert exit_codes.DONE == cli.run([*arguments, "--runner", "in_process", *more])
    return out


def version(out: Path) -> str:
    return read_manifest(out).provenance.release


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    return small_corpus(tmp_path, n_repositories=2, n_files=2)


def test_the_next_version_comes_with_a_change_alone(recipe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same again is up to date; a new file makes a new version."""
    out = build(recipe, "--release", "next")
    first, digests = version(out), release_digests(out)
    capsys.readouterr()
    build(recipe, "--release", "next", "--json")
    assert "up_to_date" == json.loads(capsys.readouterr().out)["state"]
    assert digests == release_digests(out)
    (recipe.parent / "repo0/src/new.c").write_text("int newly_there;\n")
    build(recipe, "--release", "next")
    assert next_version(first, date.min) == version(out)


def test_a_build_that_is_killed_before_it_publishes_keeps_its_version(
    recipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is not used up."""
    out = build(recipe, "--release", "2026.10.4")
    (recipe.parent / "repo0/src/new.c").write_text("int newly_there;\n")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publication, "_replace", killed)
        arguments = ["build", str(recipe), "--out", str(out), "--cache", str(recipe.parent / "cache")]
        assert exit_codes.FAILED == cli.run([*arguments, "--runner", "in_process", "--release", "next"])
    assert not (out / "manifest.json").exists()
    named = json.loads((recipe.parent / "out.work/release.json").read_bytes())["release"]
    build(recipe, "--release", "next")
    assert named == version(out)
    assert named > "2026.10.4"


def test_a_version_as_asked_changes_no_shard(recipe: Path) -> None:
    """It stands in the manifest; rows carry the recipe's."""
    before = release_digests(build(recipe))
    after = release_digests(build(recipe, "--release", "2026.12.1"))
    changed = {name for name in before if before[name] != after[name]}
    assert not any(name.startswith("data/") for name in changed)
    assert "manifest.json" in changed


@pytest.mark.parametrize("text", ["2026.1.0", "v1", "latest"])
def test_another_form_of_version_is_a_usage_error(recipe: Path, text: str) -> None:
    """Nothing is built."""
    arguments = ["build", str(recipe), "--out", str(recipe.parent / "out"), "--release", text]
    assert exit_codes.USAGE == cli.run(arguments)
    assert not (recipe.parent / "out").exists()
