"""Near-duplicates through a whole build: what is flagged, what is dropped, what stops a build."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.pipelines.corpora import MIT, in_this_process, kernel, rows, write_recipe, write_tree
from warploom.catalog.explore import explain
from warploom.validators.releases import check

_DROP = '[near_duplicates]\nsource_files = "drop"\ncode_units = "drop"\n'
_LINES = [
    f"    total {a}= weights[{i}] {b} samples[{i * 7 % 31}] {c} offsets[{i * 3 % 17}];\n"
    for i, (a, b, c) in enumerate(list(itertools.product("+-*/", repeat=3))[:40])
]


def _long(name: str, lines: list[str]) -> bytes:
    return f"double {name}(const double *weights, const double *samples)\n{{\n{''.join(lines)}}}\n".encode()


_ORIGINAL = _long("blend", _LINES)
_EDITED = _long("blend", [*_LINES[:38], "    total *= 2;\n", *_LINES[39:]])
_RENAMED = (
    _ORIGINAL.replace(b"weights", b"w").replace(b"samples", b"s").replace(b"total", b"t").replace(b"blend", b"mix")
)


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two repositories: the first has a vendored original, the second the edited, renamed and copied ones."""
    folder = tmp_path_factory.mktemp("near")
    first = {"LICENSE": MIT, "third_party/blend.c": _ORIGINAL, "src/other.c": kernel(3, 30)}
    second = {
        "LICENSE": MIT,
        "src/edited.c": _EDITED,
        "lib/copy.c": _EDITED,
        "src/renamed.c": _RENAMED,
        "src/alone.c": b"int alone(void) { return 1; }\n",
    }
    for name, files in (("first", first), ("second", second)):
        write_tree(folder / name, files)
    return [folder / "first", folder / "second"]


def _build(folder: Path, roots: list[Path], extra: str, *options: str) -> Path:
    recipe = write_recipe(folder / "recipe.toml", roots, extra)
    done = in_this_process(
        "build", recipe, "--out", folder / "out", "--work", folder / "work", "--runner", "in_process", *options
    )
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_flagged(roots: list[Path], tmp_path: Path) -> None:
    """All are published; the original is vendored, so the edited one represents it."""
    out = _build(tmp_path, roots, "")
    assert check(out) == []
    found = rows(
        out,
        "SELECT path, is_representative, dedup_near_size, dedup_clone_size FROM source_files ORDER BY path",
    )
    assert found == [
        ("src/alone.c", True, 1, 1),
        ("src/edited.c", True, 2, 3),
        ("src/other.c", True, 1, 1),
        ("src/renamed.c", True, 1, 3),
        ("third_party/blend.c", False, 2, 3),
    ]
    pairs = rows(
        out,
        "SELECT method, verdict, kept_for, n_common, n_union, score FROM near_duplicates "
        "WHERE level = 'file' AND verdict = 'duplicate'",
    )
    assert sorted(row[:3] for row in pairs) == [
        ("normalised", "duplicate", "id"),
        ("normalised", "duplicate", "original"),
        ("tokens", "duplicate", "original"),
    ]
    assert all(common / union == score for *_, common, union, score in pairs)


def test_dropped(roots: list[Path], tmp_path: Path) -> None:
    """The representative alone is published; every path of the other says why, and no reference breaks."""
    out = _build(tmp_path, roots, _DROP)
    assert check(out) == []
    paths = {path for (path,) in rows(out, "SELECT path FROM source_files")}
    assert "third_party/blend.c" not in paths
    assert "src/renamed.c" in paths  # clones by other names are flagged only
    refused = rows(out, "SELECT path, reason, detail FROM quarantine WHERE reason = 'near_duplicate'")
    (representative,) = {i for i, n in rows(out, "SELECT row_id, dedup_near_size FROM source_files") if n == 2}
    assert [row[0] for row in refused] == ["third_party/blend.c"]
    assert representative in str(refused[0][2])
    assert "original" in str(refused[0][2])
    (subject,) = (
        s
        for (s,) in rows(
            out, "SELECT subject_id FROM near_duplicates WHERE method = 'tokens' AND verdict = 'duplicate'"
        )
    )
    titles = [section.title for section in explain(out, str(subject))]
    assert {"Represented by", "Refused"} <= set(titles)


def test_same_units(tmp_path: Path) -> None:
    """Units that are the same but for layout and comments are one; those with other names are clones."""
    body = "{\n  double s = 0;\n  for (int i = 0; i < n; i++)\n    s += x[i] * x[i];\n  return s;\n}\n"
    files = {
        "LICENSE": MIT,
        "a.c": ("double norm(const double *x, int n)\n" + body + kernel(1).decode()).encode(),
        "b.c": ("/* again */ double norm(const double *x,\n   int n) " + body + kernel(2).decode()).encode(),
        "c.c": (
            "double other(const double *y, int m)\n" + body.replace("x", "y").replace("n;", "m;") + kernel(5).decode()
        ).encode(),
    }
    write_tree(tmp_path / "repo", files)
    out = _build(tmp_path, [tmp_path / "repo"], '[near_duplicates]\ncode_units = "drop"\n')
    assert check(out) == []
    named = rows(
        out,
        "SELECT name, dedup_cluster_size, dedup_clone_size FROM code_units "
        "WHERE kind = 'function' AND name IN ('norm', 'other') ORDER BY name",
    )
    assert named == [("norm", 2, 3), ("other", 1, 3)]
    assert rows(out, "SELECT count(*) FROM code_units WHERE kind = 'loop_nest'") == [(2,)]


def test_a_source_that_would_be_lost(tmp_path: Path) -> None:
    """The build stops before anything is published, and says which source loses how much."""
    first = {
        "LICENSE": MIT,
        **{
            f"src/k{i}.c": _long(f"blend{i}", [*_LINES, *[f"    total += {i}{j};\n" for j in range(30)]])
            for i in range(25)
        },
    }
    write_tree(tmp_path / "first", first)
    recipe = write_recipe(
        tmp_path / "recipe.toml", [tmp_path / "first"], '[near_duplicates]\nsource_files = "drop"\nthreshold = 0.4\n'
    )
    places = ("--out", tmp_path / "out", "--work", tmp_path / "work", "--runner", "in_process")
    done = in_this_process("build", recipe, *places)
    assert done.returncode == 1
    assert "local/first: 24 of 25 files (96%)" in done.stderr
    assert "max_lost_share" in done.stderr
    assert not (tmp_path / "out" / "manifest.json").exists()
    done = in_this_process("build", recipe, *places, "--set", "near_duplicates.max_lost_share=1.0")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "out", "SELECT count(*) FROM source_files") == [(1,)]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('source_files = "delete"', "none of flag, drop"),
        ("threshold = 0.0", "above 0 and at most 1"),
        ("permutations = 30", "multiple of 4"),
        ("treshold = 0.5", "Did you mean `threshold`"),
    ],
)
def test_options_that_mean_nothing(setting: str, message: str, tmp_path: Path) -> None:
    """A recipe's typing error is told, with what would be right."""
    write_tree(tmp_path / "repo", {"LICENSE": MIT, "a.c": kernel(1)})
    recipe = write_recipe(tmp_path / "recipe.toml", [tmp_path / "repo"], f"[near_duplicates]\n{setting}\n")
    done = in_this_process("build", recipe, "--out", tmp_path / "out", "--work", tmp_path / "work")
    assert done.returncode == 2
    assert message in done.stderr


def test_forks_and_vendored_repositories(tmp_path: Path) -> None:
    """Repositories that share most of their files are forks; one that another holds as a whole is vendored."""
    library = {f"src/k{i}.c": kernel(i, 20) for i in range(8)}
    write_tree(tmp_path / "library", {"LICENSE": MIT, **library})
    write_tree(tmp_path / "fork", {"LICENSE": MIT, **library, "src/mine.c": kernel(90)})
    holder = {f"third_party/{path}": content for path, content in library.items()}
    holder |= {f"own/k{i}.c": kernel(100 + i, 25) for i in range(12)}
    write_tree(tmp_path / "holder", {"LICENSE": MIT, **holder})
    out = _build(tmp_path, [tmp_path / "library", tmp_path / "fork", tmp_path / "holder"], "")
    assert check(out) == []
    found = rows(
        out,
        "SELECT s.repo_name AS subject, o.repo_name AS other, verdict, n_common FROM near_duplicates "
        "JOIN repositories AS s ON s.repository_id = subject_id JOIN repositories AS o ON o.repository_id = other_id "
        "WHERE level = 'repository' ORDER BY ALL",
    )
    assert {tuple(sorted(map(str, row[:2]))) + row[2:] for row in found} == {
        ("local/fork", "local/library", "fork", 8),
        ("local/fork", "local/holder", "vendored", 8),
        ("local/holder", "local/library", "vendored", 8),
    }
    assert all(other == "local/holder" for _, other, verdict, _ in found if verdict == "vendored")
