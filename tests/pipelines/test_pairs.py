"""Pairs from recipe to release: slices, refusals, splits, candidates; killed and again; the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.corpora import release_digests, rows
from tests.small_pairs import Believed, Believer, SmallPairs, pair
from warploom.extractors.pairs.pair import Pair
from warploom.pipelines import pair_phases
from warploom.pipelines.corpus import Build, BuildOptions
from warploom.pipelines.in_process import InProcess
from warploom.pipelines.on_beam import OnBeam
from warploom.pipelines.on_dask import OnDask
from warploom.pipelines.pair_phases import OfflineError
from warploom.pipelines.phases import Summary
from warploom.pipelines.progress import SilentDisplay
from warploom.pipelines.recipe import load_recipe
from warploom.pipelines.runner import JobError, Runner
from warploom.pipelines.toml_values import RecipeError
from warploom.schemas.errors import WarploomError
from warploom.validators.pair_rows import Prover
from warploom.validators.releases import check

RECIPE = """
[dataset]
name = "pairs"

[splits]
test = 0.3

[pairs]
generate = 90
max_family_share = 0.2
alike_threshold = 0.95

[[pairs.candidates]]
name = "mine"
kind = "folder"
path = "folder"
license_expression = "MIT"
license_evidence = "Written by hand."
n_units = 3
"""


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    def generator(_: object, number: int, count: int) -> SmallPairs:
        return SmallPairs(1000 * number, count)

    monkeypatch.setattr(pair_phases.PairPhases, "_generator", generator)


def build(folder: Path, out: str = "out", runner: Runner | None = None, prover: Prover | None = None) -> Summary:
    recipe = folder / "recipe.toml"
    if not recipe.exists():
        recipe.write_text(RECIPE)
        (folder / "folder").mkdir()
        (folder / "folder" / f"{pair(0).spec_id}.cu").write_text(pair(0).gpu.text + "// by hand\n")
    options = BuildOptions(folder / out, folder / f"{out}.work", folder / "cache")
    used = runner or InProcess()
    try:
        return Build(load_recipe(recipe), options, used, SilentDisplay(), prover or Believer()).run()
    finally:
        used.close()


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pairs")


@pytest.fixture
def built(reference: Path) -> Path:
    """A release, made once."""
    if not (reference / "out").exists():
        build(reference)
    return reference / "out"


def test_a_release_of_pairs_alone_is_good(built: Path) -> None:
    assert check(built) == []
    assert rows(built, "select origin, count(*) from kernel_pairs group by all order by all") == [
        ("generated", 90),
        ("translated", 1),
    ]
    of_family = rows(built, "select count(*) from kernel_pairs where origin = 'generated' group by family")
    assert max(of_family) <= (18,)
    assert (built / "LICENSES" / "Apache-2.0.txt").is_file()
    assert (built / "LICENSES" / "MIT.txt").is_file()


def test_a_computation_lies_in_one_split_with_all_its_schedules(built: Path) -> None:
    splits = dict(rows(built, "select split, count(*) from kernel_pairs group by all"))
    assert set(splits) == {"train", "test"}
    assert rows(built, "select max(dedup_cluster_size) from kernel_pairs") == [(3,)]  # the translation is of the first


def test_what_is_refused_says_why_and_keeps_its_verdicts(built: Path) -> None:
    reasons = {row[:3] for row in rows(built, "select origin, stage, reason from refused_pairs")}
    assert reasons >= {
        ("generated", "prove", "wrong_result"),
        ("generated", "near_duplicates", "near_duplicate"),
        ("translated", "candidates", "no_answer"),
    }
    ((checks,),) = rows(
        built,
        "select count(*) from refused_pairs p join verdicts v on v.subject_id = p.row_id "
        "where p.reason = 'wrong_result' and v.outcome = 'failed' and v.detail = 'n=33, y[3]'",
    )
    assert checks > 0
    likeness = rows(built, "select distinct level, verdict from near_duplicates where verdict = 'duplicate'")
    assert likeness == [("pair", "duplicate")]


def test_the_data_set_loads(built: Path, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    loaded = datasets.load_dataset(str(built), "kernel_pairs", split="test", cache_dir=str(tmp_path))
    assert {"cpu_text", "gpu_text", "spec_id", "level"} <= set(loaded.column_names)
    assert len(loaded) == rows(built, "select count(*) from kernel_pairs where split = 'test'")[0][0]


def test_a_second_run_does_nothing(built: Path, reference: Path) -> None:
    again = build(reference)
    assert (again.state, again.n_ran) == ("up_to_date", 0)


def test_another_candidate_asks_for_no_other_proof(built: Path, tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / "folder" / f"{pair(1).spec_id}.cu").write_text(pair(1).gpu.text + "// too\n")
    again = build(tmp_path)
    ran = [(phase.name, phase.ran) for phase in again.phases if phase.ran and phase.name in ("pairs", "translations")]
    assert ran == [("translations", 1), ("pairs", 1)]
    assert rows(tmp_path / "out", "select count(*) from kernel_pairs where origin = 'translated'") == [(2,)]


@pytest.mark.parametrize("made", ["dask", "beam"])
@pytest.mark.xdist_group("parity")
def test_runners_agree(built: Path, reference: Path, made: str) -> None:
    if made == "beam":
        pytest.importorskip("apache_beam")
    build(reference, made, OnDask(2) if made == "dask" else OnBeam(1))
    assert release_digests(reference / made) == release_digests(built)


def test_no_endpoint_is_asked_offline(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    asked = "kind = 'http'\nurl = 'http://127.0.0.1:9/v1'\nmodel = 'm'"
    recipe.write_text(RECIPE.replace('kind = "folder"\npath = "folder"', asked))
    options = BuildOptions(tmp_path / "out", tmp_path / "work", tmp_path / "cache", offline=True)
    with pytest.raises(OfflineError, match="mine"):
        Build(load_recipe(recipe), options, InProcess(), SilentDisplay(), Believer()).run()


class PowerCutError(Exception):
    """Nothing that anybody foresaw."""


@dataclass(frozen=True, slots=True)
class Unlucky:
    """Believes like the others, until it comes to one number."""

    number: int

    def prove(self, pairs: Sequence[Pair]) -> list[Believed]:
        if any(one.generator_seed == self.number for one in pairs):
            raise PowerCutError
        return Believer().prove(pairs)

    def surroundings(self) -> Any:
        return Believer().surroundings()

    def digest(self) -> list[Any]:
        return Believer().digest()


def test_a_build_that_died_goes_on_where_it_stopped(
    tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(JobError, match="PowerCutError"):
        build(tmp_path, prover=Unlucky(40))
    again = build(tmp_path, prover=Unlucky(-1))
    first = next(phase for phase in again.phases if phase.name == "pairs")
    assert (first.jobs, first.ran) == (4, 1)
    assert rows(tmp_path / "out", "select count(*) from kernel_pairs") == rows(
        built, "select count(*) from kernel_pairs"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("[pairs]\ngenerates = 1", "Did you mean `generate`"),
        ('[pairs]\nminimum_level = "agrees_on_cp"', "Did you mean `agrees_on_cpu`"),
        ("[pairs]\nmax_family_share = 0.0", "must be above 0"),
        ("[pairs]\nmax_tries = 0.5", "must be at least 1"),
        ("[pairs]\ngenerate = -1", "must not be negative"),
        ("[[pairs.candidates]]\nname = 'a'\nkind = 'http'", "lacks license_expression"),
        (
            "[[pairs.candidates]]\nname='a'\nkind='http'\nurl='http://u:p@h/v1'\nmodel='m'\nlicense_expression='MIT'\n"
            "license_evidence='x'",
            "holds a user",
        ),
        (
            "[[pairs.candidates]]\nname='a'\nkind='program'\nlicense_expression='MIT'\nlicense_evidence='x'",
            "needs `command`",
        ),
        (
            "[[pairs.candidates]]\nname='a'\nkind='folder'\npath='x'\nlicense_evidence='x'\n"
            "license_expression='my own'",
            "no SPDX license expression",
        ),
    ],
)
def test_recipes_that_cannot_be_used(tmp_path: Path, change: str, said: str) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(f'[dataset]\nname = "pairs"\n{change}\n')
    with pytest.raises((RecipeError, WarploomError)) as error:
        load_recipe(recipe)
    assert said in str(error.value)
