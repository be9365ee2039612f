"""A release without what owners asked to be left out: nothing of it stays, laws hold, other shards are untouched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipelines.corpora import MIT, kernel, release_digests, rows, write_recipe, write_tree
from tests.pipelines.test_consent import holding
from warploom.catalog.differences import difference
from warploom.pipelines import cli, exit_codes
from warploom.pipelines.leaving_out import LeaveOutError, leave_out
from warploom.schemas.errors import UsageError
from warploom.schemas.manifest import read_manifest
from warploom.validators.optouts import OptOuts
from warploom.validators.releases import check

SPLIT = "[splits]\nvalidation = 0.3\ntest = 0.3\nmax_group_share = 1.0\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built release of eight repositories with files in common, files alike, units alike, and three splits."""
    folder = tmp_path_factory.mktemp("corpus")
    roots = []
    for r in range(8):
        files = {f"src/k{i}.c": kernel(100 * r + i) for i in range(6)}
        files |= {"LICENSE": MIT, "src/shared.c": kernel(7), "README.md": b"# A repository\n", "src/empty.c": b""}
        files["src/alike.c"] = kernel(31, 40) + b"/* only %d */\n" % r
        files["src/marked.c"] = b"double only_of_%d(double x)\n{\n    return x * %d.0;\n}\n" % (r, r)
        roots.append(folder / f"repo{r}")
        write_tree(roots[-1], files)
    recipe = write_recipe(folder / "recipe.toml", roots, SPLIT)
    arguments = ["--out", str(folder / "out"), "--cache", str(folder / "cache"), "--runner", "in_process"]
    assert exit_codes.DONE == cli.run(["build", str(recipe), *arguments, "--release", "2026.10.3"])
    return folder / "out"


def test_nothing_of_a_repository_stays(corpus: Path, tmp_path: Path) -> None:
    """No text, no name, no id; what others hold of it is refused; the laws hold, and the count says one."""
    before = release_digests(corpus)
    (lost,) = rows(corpus, "select repo_name from source_files where contains(text, 'kernel_7(')")[0]
    number = str(lost)[-1]
    left = leave_out(corpus, tmp_path / "new", OptOuts(repositories=frozenset({str(lost)})), "2026.10.4")
    assert [] == check(tmp_path / "new")
    assert ["manifest.json"] == holding(tmp_path / "new", str(lost))  # the recipe's own text
    assert [] == holding(tmp_path / "new", f"only_of_{number}")
    assert (1, 0) == (left.repositories, left.contents)
    manifest = read_manifest(tmp_path / "new")
    assert ("2026.10.4", {"repositories": 1, "contents": 0}) == (
        manifest.provenance.release,
        manifest.provenance.removals,
    )
    # The shared file was published from that repository: the other seven paths wait for the next build.
    assert [("opted_out_elsewhere", 7)] == rows(
        tmp_path / "new",
        "select reason, count(*) from quarantine where path = 'src/shared.c' group by all",
    )
    assert before == release_digests(corpus)


def test_near_duplicates_of_what_is_gone_stand_for_themselves(corpus: Path, tmp_path: Path) -> None:
    """Where the representative went, nobody compared the others with each other; elsewhere clusters get smaller."""
    ((representative, size),) = rows(
        corpus,
        "select repo_name, dedup_near_size from source_files where path = 'src/alike.c' and is_representative",
    )
    assert 8 == size
    names = frozenset({str(representative)})
    leave_out(corpus, tmp_path / "one", OptOuts(repositories=names), "2026.10.4")

    alike = (
        "select distinct dedup_near_size, is_representative from source_files where path = 'src/alike.c' order by all"
    )
    assert [(1, True)] == rows(tmp_path / "one", alike)
    other = next(f"local/repo{r}" for r in range(8) if f"local/repo{r}" not in names)
    leave_out(corpus, tmp_path / "two", OptOuts(repositories=frozenset({other})), "2026.10.4")
    assert [(7, False), (7, True)] == rows(tmp_path / "two", alike)
    assert [] == check(tmp_path / "two")


def test_a_content_goes_from_all_its_paths(corpus: Path, tmp_path: Path) -> None:
    """Eight paths in as many repositories, which stay."""
    ((content,),) = rows(corpus, "select content_id from source_files where path = 'src/shared.c'")
    left = leave_out(corpus, tmp_path / "new", OptOuts(contents=frozenset({str(content)})), "2026.10.4")
    assert (0, 8) == (left.repositories, left.contents)
    assert [] == check(tmp_path / "new")
    assert [(0,)] == rows(tmp_path / "new", "select count(*) from occurrences where path = 'src/shared.c'")
    assert [(8,)] == rows(tmp_path / "new", "select count(*) from repositories")
    assert [] == holding(tmp_path / "new", "kernel_7(")


def test_only_shards_that_hold_it_are_written(corpus: Path, tmp_path: Path) -> None:
    """The others are the very files of the release before."""
    ((content, split),) = rows(
        corpus, "select content_id, split from source_files where path = 'src/marked.c' and repo_name = 'local/repo3'"
    )
    left = leave_out(corpus, tmp_path / "new", OptOuts(contents=frozenset({str(content)})), "2026.10.4")
    (files,) = [t for t in difference(corpus, tmp_path / "new").tables if t.table == "source_files"]
    assert 1 == files.n_shards_new - files.n_shards_same
    same = [p for p in (tmp_path / "new/data/source_files").rglob("*.parquet") if not p.name.startswith(str(split))]
    assert same
    assert all(p.samefile(corpus / p.relative_to(tmp_path / "new")) for p in same)
    assert left.shards_kept >= len(same)


def test_everything_may_go(corpus: Path, tmp_path: Path) -> None:
    """An owner of all there is leaves an empty release, which is a release all the same."""
    leave_out(corpus, tmp_path / "new", OptOuts(owners=frozenset({"local"})), "2026.10.4")
    assert [] == check(tmp_path / "new")
    assert [(0, 0)] == rows(
        tmp_path / "new", "select (select count(*) from source_files), (select count(*) from repositories)"
    )


def test_what_was_compiled_goes_with_its_file(copy_release: Callable[..., Path], tmp_path: Path) -> None:
    """Also a module of another file that includes it: its code is in there."""
    small = copy_release(tmp_path / "small", release="2026.11.0")
    (closed,) = rows(
        small,
        "select c.content_id as content from ir_modules, unnest(include_closure) as u(c) "
        "where c.content_id is not null and c.content_id <> ir_modules.content_id limit 1",
    )
    left = leave_out(small, tmp_path / "new", OptOuts(contents=frozenset({str(closed[0])})), "2026.11.1")
    assert [] == check(tmp_path / "new")
    assert left.rows["ir_modules"] >= 1
    including = "select count(*) from ir_modules where list_contains([c.content_id for c in include_closure], '{}')"
    assert [(0,)] == rows(tmp_path / "new", including.format(closed[0]))


def test_nothing_named_is_nothing_done(corpus: Path, tmp_path: Path) -> None:
    """No directory is made."""
    left = leave_out(corpus, tmp_path / "new", OptOuts(owners=frozenset({"nobody"})), "2026.10.4")
    assert ("", False) == (left.release, (tmp_path / "new").exists())


def test_what_is_there_is_not_overwritten(corpus: Path, tmp_path: Path) -> None:
    """Not even an older result."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new/mine").write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        leave_out(corpus, tmp_path / "new", OptOuts(owners=frozenset({"local"})), "2026.10.4")


def test_a_release_of_other_schemas_is_refused(copy_release: Callable[..., Path], tmp_path: Path) -> None:
    """Its rows are not understood well enough to be taken apart."""
    small = copy_release(tmp_path / "small")
    document = json.loads((small / "manifest.json").read_text())
    document["tables"]["splits"]["schema_version"] = "0.9"
    (small / "manifest.json").write_text(json.dumps(document))
    with pytest.raises(LeaveOutError, match="splits"):
        leave_out(small, tmp_path / "new", OptOuts(owners=frozenset({"owner"})), "2026.10.4")


def test_the_command_takes_the_lists_and_the_next_version(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then `diff` says which rows went because of whom."""
    (tmp_path / "lists.csv").write_text("scope,target,since\nrepository,local/repo5,2026-11-27\n")
    lists = ["--optouts", str(tmp_path / "lists.csv")]
    assert exit_codes.DONE == cli.run(["leave-out", str(corpus), "--out", str(tmp_path / "new"), *lists, "--json"])
    left = json.loads(capsys.readouterr().out)
    assert left["release"] > "2026.10.3"
    removed = ["--removed", str(tmp_path / "removed.csv")]
    assert exit_codes.DONE == cli.run(
        ["diff", str(corpus), str(tmp_path / "new"), *lists, *removed, "--chunks", "--json"]
    )
    document = json.loads(capsys.readouterr().out)
    (files,) = [t for t in document["tables"] if t["table"] == "source_files"]
    assert {"opted_out"} == {cause["reason"] for cause in files["removed"]}
    assert 0 < document["chunks"]["bytes_shared"] < document["chunks"]["bytes_new"]
    lines = (tmp_path / "removed.csv").read_text().splitlines()
    assert "table,id,reason" == lines[0]
    assert sum(t["n_old"] - t["n_new"] for t in document["tables"]) <= len(lines) - 1
