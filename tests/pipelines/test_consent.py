"""Consent: what was opted out is never stored and never published; a purge leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pipelines.corpora import release_digests, rows
from warploom.pipelines import cli, exit_codes
from warploom.pipelines.places import PURGED, compile_cache
from warploom.schemas.identity import content_id

HEADER = "// SPDX-License-Identifier: MIT\n"
SECRET = HEADER + "int only_here(void) { return 41; }\n"
SHARED = HEADER + "int shared(void) { return 7; }\n"


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    """Two repositories, one file in both."""
    for name, files in {
        "one": {"a.c": SECRET, "s.c": SHARED},
        "two": {"b.c": HEADER + "int b;\n", "s.c": SHARED},
    }.items():
        for path, text in files.items():
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / path).write_text(text)
    text = '[dataset]\nname = "consent"\n'
    for name in ("one", "two"):
        text += f'[[sources]]\nkind = "local"\npath = "{name}"\nname = "owner-{name}/{name}"\n'
    (tmp_path / "recipe.toml").write_text(text)
    return tmp_path / "recipe.toml"


def build(recipe: Path, out: str = "out", *more: str) -> Path:
    folder = recipe.parent
    arguments = ["build", str(recipe), "--out", str(folder / out), "--cache", str(folder / "cache")]
    assert exit_codes.DONE == cli.run([*arguments, "--runner", "in_process", *more])
    return folder / out


def opt_out(recipe: Path, line: str) -> None:
    (recipe.parent / "optouts.csv").write_text(f"scope,target,since\n{line},2026-11-24\n")
    recipe.write_text(recipe.read_text() + '[consent]\noptouts = ["optouts.csv"]\n')


def removals(release: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads((release / "manifest.json").read_bytes())["provenance"]["removals"]
    return found


def holding(folder: Path, needle: str) -> list[str]:
    """Files below a folder that hold a text, Parquet decoded by reading its bytes uncompressed."""
    import pyarrow.parquet as pq

    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".parquet":
                data += repr(pq.read_table(path).to_pydict()).encode()
            if needle.encode() in data:
                found.append(str(path.relative_to(folder)))
    return found


@pytest.mark.parametrize("line", ["owner,owner-one", "repository,owner-one/one"])
def test_what_is_opted_out_is_never_stored(recipe: Path, line: str) -> None:
    """Nothing of it is in work or release but one count; the shared file is published by the other repository."""
    opt_out(recipe, line)
    out = build(recipe)
    assert [] == holding(recipe.parent / "out.work", "only_here")
    assert ["manifest.json"] == holding(out, "owner-one")  # the recipe's own text
    assert {"repositories": 1, "contents": 0} == removals(out)
    assert [("owner-two/two", "b.c"), ("owner-two/two", "s.c")] == rows(
        out, "select repo_name, path from source_files order by path"
    )
    assert "1 repositories" in (out / "README.md").read_text()


def test_a_content_that_is_opted_out_goes_from_all_repositories(recipe: Path) -> None:
    """Both paths of it are counted, neither is listed."""
    opt_out(recipe, f"content,{content_id(SHARED.encode())}")
    out = build(recipe)
    assert {"repositories": 0, "contents": 2} == removals(out)
    assert [("a.c",), ("b.c",)] == rows(out, "select path from occurrences order by path")
    assert [] == holding(recipe.parent / "out.work", SHARED.strip())


def test_a_later_opt_out_removes_from_the_next_release(recipe: Path) -> None:
    """As if it never was there."""
    build(recipe)
    opt_out(recipe, "repository,owner-one/one")
    assert release_digests(build(recipe, "fresh")) == release_digests(build(recipe))


def test_a_purge_leaves_nothing_in_work_and_stays(recipe: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """No shard holds it; the next build says so, and later ones do not bring it back."""
    out = build(recipe)
    work = recipe.parent / "out.work"
    assert holding(work, "only_here")
    command = ["purge", str(out), "owner-one/one", "--cache", str(recipe.parent / "cache")]
    assert exit_codes.DONE == cli.run([*command, "--json"])
    assert ["owner-one/one"] == json.loads(capfd.readouterr().out)["repositories"]
    assert [] == holding(work, "only_here")
    assert [PURGED] == [
        name for name in holding(work, "owner-one") if not name.endswith(("run.json", "published.json"))
    ]
    build(recipe)
    assert [] == holding(out, "only_here")
    assert {"repositories": 1, "contents": 0} == removals(out)
    entered = (work / PURGED).read_text()
    assert exit_codes.DONE == cli.run(command)  # a second time finds nothing more to remove
    assert entered == (work / PURGED).read_text()


def test_a_purge_forgets_what_compilers_answered(recipe: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """All of it: answers hold code of repositories that they do not name."""
    out, cache = build(recipe), recipe.parent / "cache"
    answers = compile_cache(cache)
    answers.mkdir(parents=True, exist_ok=True)
    (answers / "0.arrow").write_bytes(b"only_here")
    assert exit_codes.DONE == cli.run(["purge", str(out), "owner-one/one", "--cache", str(cache), "--json"])
    assert "compiled" in json.loads(capfd.readouterr().out)["downloads"]
    assert not answers.exists()
    assert exit_codes.DONE == cli.run(["purge", str(out), "owner-one/one", "--cache", str(cache)])  # nothing is there


def test_a_purge_by_id_of_what_has_no_owner_bars_no_later_build(tmp_path: Path) -> None:
    """A name that is one word cannot stand in a list; the purl of the repository does."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.c").write_text(SECRET)
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('[dataset]\nname = "x"\n[[sources]]\nkind = "local"\npath = "tree"\nname = "plain"\n')
    out = build(recipe)
    ((identity,),) = rows(out, "select repository_id from repositories")
    assert exit_codes.DONE == cli.run(["purge", str(out), str(identity), "--cache", str(tmp_path / "cache")])
    assert [] == rows(build(recipe), "select path from source_files")


def test_a_purged_content_is_left_out(recipe: Path) -> None:
    """By the id of its row."""
    out = build(recipe)
    ((row,),) = rows(out, "select row_id from source_files where path = 's.c'")
    assert exit_codes.DONE == cli.run(["purge", str(out), str(row), "--cache", str(recipe.parent / "cache")])
    assert [] == holding(recipe.parent / "out.work", "int shared")
    assert {"repositories": 0, "contents": 2} == removals(build(recipe))


@pytest.mark.parametrize("target", ["name", "sf_12", "rp_000000000000000000000000"])
def test_a_target_that_names_nothing_is_a_usage_error(recipe: Path, target: str) -> None:
    """Nothing is removed."""
    out = build(recipe)
    before = release_digests(out)
    assert exit_codes.USAGE == cli.run(["purge", str(out), target, "--cache", str(recipe.parent / "cache")])
    assert before == release_digests(build(recipe))


def test_check_names_what_opted_out_since(recipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that is older than a wish fails its check."""
    from warploom.validators import releases

    out = build(recipe)
    listed = recipe.parent / "list.csv"
    listed.write_text("scope,target,since\nowner,owner-one,2026-11-24\n")
    monkeypatch.setattr(releases, "packaged_optouts", lambda: listed)
    assert exit_codes.FAILED == cli.run(["check", str(out)])
