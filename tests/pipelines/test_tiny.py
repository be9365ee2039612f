"""The corpus `tiny`, built by the command: the fate of every path, the published texts, and the same bytes anywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pipelines.corpora import release_digests, rows
from warploom.pipelines import cli, exit_codes
from warploom.pipelines.cli_build import recipe_path

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "catalog" / "recipes"
GOLDEN = Path(__file__).parent / "golden" / "tiny.tsv"
FATES = """
select o.path, o.repo_name, o.language, o.fate, q.reason, l.license_expression, l.license_scope, s.encoding,
    s.is_vendored, s.is_generated
from occurrences o
left join quarantine q on q.subject_id = o.occurrence_id
left join file_licenses l on l.occurrence_id = o.occurrence_id
left join source_files s on s.occurrence_id = o.occurrence_id
order by o.repo_name, o.path
"""
BYTE_ORDER_MARKED = {"utf-16-le": "utf-16"}
"""Published encodings that name a byte order; Python drops the mark only under the name without one."""


def build(recipe: str | Path, folder: Path) -> Path:
    """Build into a folder with a cache of its own; the release."""
    arguments = ["build", str(recipe), "--out", str(folder / "out"), "--cache", str(folder / "cache")]
    assert cli.run([*arguments, "--runner", "in_process"]) == exit_codes.DONE
    return folder / "out"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the recipe that ships."""
    return build("tiny", tmp_path_factory.mktemp("tiny"))


def as_line(values: tuple[object, ...]) -> str:
    """A row as the golden file writes it: tabs between, `-` for null."""
    return "\t".join("-" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for v in values)


@pytest.mark.xdist_group("tiny")
def test_every_path_meets_its_expected_fate(release: Path) -> None:
    """Fate, reason, license and marks of all 89 paths are those that the fixture was written for."""
    heading, *expected = GOLDEN.read_text(encoding="utf-8").splitlines()
    assert heading.split("\t")[:4] == ["path", "repo", "language", "fate"]
    assert expected == [as_line(row) for row in rows(release, FATES)]


@pytest.mark.xdist_group("tiny")
def test_published_texts_are_the_decoded_fixtures(release: Path) -> None:
    """Not a character is lost or changed between the file and the corpus, line ends included."""
    published = rows(release, "select repo_name, path, encoding, text from source_files order by repo_name, path")
    expected, actual = {}, {}
    for repository, path, encoding, text in published:
        raw = (RECIPES / "tiny" / str(repository).removeprefix("local/") / str(path)).read_bytes()
        expected[repository, path] = raw.decode(BYTE_ORDER_MARKED.get(str(encoding), str(encoding)))
        actual[repository, path] = text
    assert len(published) == len(actual) == 64
    assert expected == actual


@pytest.mark.xdist_group("tiny")
def test_the_release_passes_its_own_check(release: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """`warploom check` finds nothing to object to."""
    assert exit_codes.DONE == cli.run(["check", str(release)]), capfd.readouterr().err


@pytest.mark.xdist_group("tiny")
def test_a_build_elsewhere_gives_the_same_bytes(release: Path, tmp_path: Path) -> None:
    """Another place of the recipe, its sources, the cache, the work and the release: every published byte is equal."""
    shutil.copy(RECIPES / "tiny.toml", tmp_path / "renamed.toml")
    shutil.copytree(RECIPES / "tiny", tmp_path / "tiny")
    elsewhere = build(tmp_path / "renamed.toml", tmp_path)
    assert release_digests(release) == release_digests(elsewhere)
    assert (release / "manifest.json").read_bytes() == (elsewhere / "manifest.json").read_bytes()


@pytest.mark.xdist_group("tiny")
def test_no_published_file_names_a_place_of_this_machine(release: Path) -> None:
    """Neither where it was built, nor where the sources lay; the catalog included."""
    places = {str(p).encode() for p in (release.parent, ROOT, recipe_path("tiny").parent, Path.home() / ".cache")}
    found = {
        str(path.relative_to(release)): place
        for path in release.rglob("*")
        if path.is_file()
        for place in places
        if place in path.read_bytes()
    }
    assert {} == found
