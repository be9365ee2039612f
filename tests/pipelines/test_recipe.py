"""Recipes: what is wrong is said by file, key and suggestion."""

from pathlib import Path

import pytest

from warploom.extractors.sources.local import LocalDirectory
from warploom.pipelines.recipe import load_recipe
from warploom.pipelines.toml_values import RecipeError

MINIMAL = '[dataset]\nname = "x"\n[[sources]]\nkind = "local"\npath = "code"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("git", "url", "https://me:hunter2@example.org/o/n"),
        ("git", "url", "https://hunter2@example.org/o/n"),
        ("git", "url", "https://example.org/o/n?private_token=hunter2"),
        ("github", "api", "https://me:hunter2@example.org"),
    ],
)
def test_secrets_in_urls_are_refused(tmp_path: Path, kind: str, key: str, value: str) -> None:
    """A recipe is published; and the message does not repeat them."""
    text = f'[dataset]\nname = "x"\n[[sources]]\nkind = "{kind}"\n{key} = "{value}"\n'
    with pytest.raises(RecipeError, match="a recipe is published") as raised:
        load_recipe(written(tmp_path, text))
    assert "hunter2" not in str(raised.value)


def test_relative_paths_start_at_the_recipe(tmp_path: Path) -> None:
    """A recipe means the same from any working directory."""
    (source,) = load_recipe(written(tmp_path, MINIMAL)).sources
    assert isinstance(source, LocalDirectory)
    assert str(tmp_path / "code") == source.path
    splits = load_recipe(written(tmp_path, MINIMAL + '[splits]\nearlier = "releases/1.0"\n')).splits
    assert str(tmp_path / "releases/1.0") == splits.earlier
    assert "" == load_recipe(written(tmp_path, MINIMAL)).splits.earlier


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MINIMAL.replace("path", "pth"), r"unknown key `pth`\. Did you mean `path`\?"),
        (MINIMAL.replace('"local"', '"locl"'), r"`locl` is none of .* Did you mean `local`\?"),
        (MINIMAL + "[limit]\n", r"unknown key `limit`\. Did you mean `limits`\?"),
        (MINIMAL + "[limits]\nmax_file_bytes = '1'\n", r"\[limits\]: max_file_bytes: must be of type int"),
        (MINIMAL.replace('name = "x"', 'name = "x"\nlicense_tiers = ["permisive"]'), r"Did you mean `permissive`\?"),
        (MINIMAL.replace('name = "x"', 'name = "x"\nlicense_tiers = ["unknown"]'), "no license permits nothing"),
        ('[dataset]\nname = "x"\n', "names no source"),
        ('[[sources]]\nkind = "local"\npath = "."\n', r"has no \[dataset\]"),
        ("[dataset]\nversion = '1'\n[[sources]]\nkind='local'\npath='.'\n", r"\[dataset\]: lacks name"),
        ("[dataset\n", "is not valid TOML"),
        (
            MINIMAL + "[splits]\ntest = 0.5\nvalidation = 0.5\n",
            r"\[splits\]: validation and test are 1.0 together",
        ),
        (MINIMAL + "[splits]\ntest = nan\n", "must be below 1"),
        (MINIMAL + "[splits]\ntest = -0.1\n", r"test: must not be negative"),
        (MINIMAL + "[splits]\nmax_group_share = 0.0\n", r"max_group_share: must be above 0 and at most 1"),
        (MINIMAL + "[splits]\ntset = 0.1\n", r"unknown key `tset`\. Did you mean `test`\?"),
        (MINIMAL + 'license_override = "MIT"\n', 'needs `visibility = "internal"`'),
    ],
)
def test_a_wrong_recipe_is_refused_with_the_next_step(tmp_path: Path, text: str, message: str) -> None:
    """Unknown keys, types and values are errors, never ignored."""
    with pytest.raises(RecipeError, match=message):
        load_recipe(written(tmp_path, text))


def test_a_missing_recipe_is_named(tmp_path: Path) -> None:
    """The error holds the path that was looked for."""
    with pytest.raises(RecipeError, match=r"nowhere\.toml: no such recipe"):
        load_recipe(tmp_path / "nowhere.toml")


def test_set_overrides_a_key_and_changes_the_digest(tmp_path: Path) -> None:
    """`--set` reaches nested keys, with TOML values; bare words are strings."""
    path = written(tmp_path, MINIMAL)
    changed = load_recipe(path, ["limits.max_file_bytes=1000", "dataset.version=2.0-rc"])
    assert (1000, "2.0-rc") == (changed.limits.max_file_bytes, changed.dataset.version)
    assert load_recipe(path).sha256 != changed.sha256


def test_the_digest_ignores_layout_and_comments(tmp_path: Path) -> None:
    """Two recipes that say the same are the same."""
    one = load_recipe(written(tmp_path, MINIMAL)).sha256
    assert one == load_recipe(written(tmp_path, "# a comment\n\n" + MINIMAL.replace(" = ", "="))).sha256


@pytest.mark.parametrize("day", ["2026-13-01", "28.11.2026", "20261128", "today"])
def test_a_day_that_is_none_is_refused(tmp_path: Path, day: str) -> None:
    """Days are written as YYYY-MM-DD."""
    text = MINIMAL.replace('name = "x"\n', f'name = "x"\npublished = "{day}"\n', 1)
    with pytest.raises(RecipeError, match="published: must be a day as YYYY-MM-DD"):
        load_recipe(written(tmp_path, text))


def test_files_that_a_recipe_names_start_at_the_recipe(tmp_path: Path) -> None:
    """Answers and tokenizer."""
    text = MINIMAL.replace('name = "x"\n', 'name = "x"\nanswers = "a.toml"\n', 1) + '[tokens]\ntokenizer = "t.json"\n'
    recipe = load_recipe(written(tmp_path, text))
    assert (str(tmp_path / "a.toml"), str(tmp_path / "t.json")) == (recipe.dataset.answers, recipe.tokens.tokenizer)
    recipe = load_recipe(written(tmp_path, MINIMAL))
    assert ("", "") == (recipe.dataset.answers, recipe.tokens.tokenizer)
