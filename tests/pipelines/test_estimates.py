"""What `build --dry-run` predicts: disk and time of what is at hand, nothing of what is not known."""

from __future__ import annotations

from pathlib import Path

from tests.pipelines.corpora import MIT, write_tree
from warploom.pipelines.corpus import BuildOptions
from warploom.pipelines.estimates import BuildPlan, estimate
from warploom.pipelines.recipe import load_recipe


def plan(folder: Path, sources: str) -> BuildPlan:
    (folder / "recipe.toml").write_text(f'[dataset]\nname = "x"\n{sources}')
    options = BuildOptions(folder / "out", folder / "work", folder / "cache")
    return estimate(load_recipe(folder / "recipe.toml"), options)


def test_disk_grows_with_the_archives(tmp_path: Path) -> None:
    """Work is several times the release, and both are more for more input."""
    plans = []
    for size in (1_000_000, 100_000_000):
        with (tmp_path / "a.tar.gz").open("wb") as archive:
            archive.truncate(size)
        plans.append(plan(tmp_path, '[[sources]]\nkind = "archive"\npath = "a.tar.gz"\nname = "o/a"\n'))
    small, large = plans
    assert small.work_bytes is not None
    assert large.work_bytes is not None
    assert large.release_bytes is not None
    assert 5 * small.work_bytes < large.work_bytes
    assert 3 * large.release_bytes < large.work_bytes


def test_of_a_directory_nothing_is_predicted(tmp_path: Path) -> None:
    """Its size is not known before it is read."""
    write_tree(tmp_path / "code", {"LICENSE": MIT})
    found = plan(tmp_path, '[[sources]]\nkind = "local"\npath = "code"\nname = "o/a"\n')
    assert (None, None, None) == (found.seconds, found.work_bytes, found.release_bytes)
