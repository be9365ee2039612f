"""What runners found: taken in by hand or by a build, it gives the same rows; levels rise by devices alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.corpora import release_digests, rows
from tests.small_pairs import Believer, SmallPairs
from warploom.pipelines import pair_phases
from warploom.pipelines.corpus import Build, BuildOptions
from warploom.pipelines.evidence import find_results
from warploom.pipelines.in_process import InProcess
from warploom.pipelines.ingesting import ingest_results
from warploom.pipelines.phases import Summary
from warploom.pipelines.progress import SilentDisplay
from warploom.pipelines.recipe import load_recipe
from warploom.schemas.errors import UsageError
from warploom.validators.gpu.bundled.journal import sealed
from warploom.validators.gpu.results import job_id_of
from warploom.validators.releases import check

RECIPE = """
[dataset]
name = "pairs"

[splits]
test = 0.3

[pairs]
generate = 24
alike_threshold = 0.95
max_family_share = 0.5
"""
DEVICE = {
    "kind": "gpu", "name": "A Device", "compute_capability": "9.0", "memory_bytes": 1, "driver": "580.1",
    "cuda_version": "13.0", "uuid": "ab" * 16,
}  # fmt: skip
TIMING = {"samples_ns": [3.0, 1.0, 2.0], "n_warmups": 3, "cold_l2": True, "timer": "events", "clocks_before": {}}
KEY = b"the operator's"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    def generator(_: object, number: int, count: int) -> SmallPairs:
        return SmallPairs(1000 * number, count)

    monkeypatch.setattr(pair_phases.PairPhases, "_generator", generator)


def build(folder: Path, more: str = "", out: str = "out") -> Summary:
    recipe = folder / f"{out}.toml"
    recipe.write_text(RECIPE + more)
    options = BuildOptions(folder / out, folder / f"{out}.work", folder / "cache")
    return Build(load_recipe(recipe), options, InProcess(), SilentDisplay(), Believer()).run()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture
def plain(place: Path) -> Path:
    """A release that no runner has seen, made once."""
    if not (place / "out").exists():
        build(place)
    return place / "out"


def results(place: Path, release: Path, changes: dict[int, dict[str, Any]], key: bytes | None = None) -> Path:
    """What a runner says of the first pairs, all passed but for what is changed."""
    pairs = rows(release, "select row_id, input_spec_id from kernel_pairs order by row_id limit 8")
    lines = [sealed({"bundle_id": "gb_1", "format": 1, "part": "1of1"}, key)]
    for number, (pair, suite) in enumerate(pairs):
        good = {
            "job_id": job_id_of(pair, suite, 1), "outcome": "passed", "reason": None, "detail": "", "n_cases": 4,
            "n_passed": 4, "repeat_stable": True, "launch_errors_checked": True, "device": DEVICE, "timing": TIMING,
        }  # fmt: skip
        lines.append(sealed(good | changes.get(number, {}), key))
    place.mkdir(exist_ok=True)
    (place / "results-1of1.jsonl").write_bytes(b"".join(lines))
    return place


def data_digests(release: Path) -> dict[str, str]:
    return {name: digest for name, digest in release_digests(release).items() if name.startswith("data/")}


SIMULATED = {"device": DEVICE | {"kind": "simulator"}, "timing": None}
NO_MEMORY = {"outcome": "failed", "reason": "out_of_memory", "detail": "n=33", "n_passed": 0, "timing": None}
WRONG = {"outcome": "failed", "reason": "wrong_result", "detail": "n=33: y[3]", "n_passed": 1, "timing": None}
NO_DRIVER = {"device": DEVICE | {"driver": None}}
UNWATCHED = {"launch_errors_checked": False}


def test_only_a_device_with_a_driver_raises_a_level(plain: Path, tmp_path: Path) -> None:
    """No simulator, nothing that was not run; the release stays good, and a build from the results says the same."""
    found = results(tmp_path / "r", plain, {0: SIMULATED, 1: NO_MEMORY, 2: NO_DRIVER, 3: UNWATCHED})
    shutil.copytree(plain, tmp_path / "out")
    taken = ingest_results(tmp_path / "out", [found], None)
    assert (taken.n_confirmed, taken.refuted, taken.refused) == (4, (), ())
    assert check(tmp_path / "out") == []
    levels = rows(tmp_path / "out", "select level from kernel_pairs order by row_id limit 8")
    assert levels == [("agrees_on_cpu",)] * 4 + [("agrees_on_gpu",)] * 4
    assert set(ingest_results(tmp_path / "out", [found], None).added.values()) == {0}

    build(tmp_path, 'evidence = ["r"]\n', "again")
    assert check(tmp_path / "again") == []
    assert data_digests(tmp_path / "again") == data_digests(tmp_path / "out")
    assert build(tmp_path, 'evidence = ["r"]\n', "again").state == "up_to_date"


def test_what_a_device_refutes_is_refused_and_replaced(plain: Path, tmp_path: Path) -> None:
    """By hand it is named; a build has it among the refused, and makes another pair in its place."""
    found = results(tmp_path / "r", plain, {2: WRONG})
    shutil.copytree(plain, tmp_path / "out")
    taken = ingest_results(tmp_path / "out", [found], None)
    ((wrong,),) = rows(plain, "select row_id from kernel_pairs order by row_id limit 1 offset 2")
    assert taken.refuted == (wrong,)
    assert {finding.rule for finding in check(tmp_path / "out")} == {"failed_check"}

    build(tmp_path, 'evidence = ["r"]\n', "again")
    assert check(tmp_path / "again") == []
    assert rows(tmp_path / "again", "select count(*) from kernel_pairs") == [(24,)]
    refused = rows(tmp_path / "again", "select row_id, reason, detail from refused_pairs where stage = 'device'")
    assert refused == [(wrong, "wrong_result", "device: n=33: y[3]")]


def test_who_demands_a_device_gets_what_one_confirms(plain: Path, tmp_path: Path) -> None:
    """All others are refused, and say what is missing."""
    results(tmp_path / "r", plain, {0: SIMULATED})
    build(tmp_path, 'evidence = ["r"]\nminimum_level = "agrees_on_gpu"\nmax_tries = 1.0\n')
    ((level, n),) = rows(tmp_path / "out", "select level, count(*) from kernel_pairs group by all")
    assert level == "agrees_on_gpu"
    assert 0 < n < 8
    missing = "select count(*) > 0 from refused_pairs where stage = 'device' and reason = 'not_run'"
    assert rows(tmp_path / "out", missing) == [(True,)]
    assert check(tmp_path / "out") == []


def test_a_build_believes_the_key_of_its_operator(plain: Path, tmp_path: Path) -> None:
    """Signed by another's key, the results count for nothing; another key is another build."""
    results(tmp_path / "r", plain, {}, KEY)
    more = 'evidence = ["r"]\nevidence_key = "key"\n'
    for key, n in ((b"theirs", 0), (KEY, 8)):
        (tmp_path / "key").write_bytes(key + b"\n")
        build(tmp_path, more)
        confirmed = "select count(*) from kernel_pairs where level = 'agrees_on_gpu'"
        assert rows(tmp_path / "out", confirmed) == [(n,)]


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("nothing", "", "no such file"),
        ("empty", "", "no results-"),
        ("out", "", "which this build writes"),
        ("r", "empty.key", "is empty"),
        ("r", "no.key", "cannot be read"),
    ],
)
def test_evidence_that_cannot_be_used_says_why(tmp_path: Path, name: str, key: str, said: str) -> None:
    """Before anything is made."""
    for folder in ("empty", "out", "r"):
        (tmp_path / folder).mkdir()
    (tmp_path / "empty.key").write_bytes(b"\n")
    (tmp_path / "r" / "results-1of1.jsonl").write_bytes(b"")
    with pytest.raises(UsageError, match=said):
        find_results([str(tmp_path / name)], str(tmp_path / key) if key else "", [tmp_path / "out"])


def test_a_runner_that_disagrees_is_taken_out(plain: Path, tmp_path: Path) -> None:
    """Two others say otherwise: its verdicts and times go, levels that rested on it fall, and it stays out."""
    shutil.copytree(plain, tmp_path / "out")
    liar = results(tmp_path / "l", plain, {n: {"runner": "liar"} | (WRONG if n < 2 else {}) for n in range(8)})
    taken = ingest_results(tmp_path / "out", [liar], None)
    assert (taken.n_confirmed, len(taken.refuted), dict(taken.set_aside)) == (6, 2, {})
    others = [
        results(tmp_path / name, plain, {n: {"runner": name} | ({} if n < 2 else NO_MEMORY) for n in range(8)})
        for name in ("a", "b")
    ]
    taken = ingest_results(tmp_path / "out", others, None)
    assert (taken.n_confirmed, taken.refuted, list(taken.set_aside)) == (2, (), ["liar"])
    assert check(tmp_path / "out") == []
    levels = rows(tmp_path / "out", "select level from kernel_pairs order by row_id limit 8")
    assert levels == [("agrees_on_gpu",)] * 2 + [("agrees_on_cpu",)] * 6
    runners = "select distinct runner_id from {} where runner_kind = 'gpu' order by all"
    assert rows(tmp_path / "out", runners.format("verdicts")) == [("a",), ("b",)]
    assert rows(tmp_path / "out", runners.format("timings")) == [("a",), ("b",)]
    assert rows(tmp_path / "out", "select runner_id, event from runners") == [("liar", "set_aside")]
    again = ingest_results(tmp_path / "out", [liar, *others], None)
    assert (set(again.added.values()), list(again.set_aside)) == ({0}, ["liar"])

    build(tmp_path, 'evidence = ["l", "a", "b"]\n', "again")
    assert data_digests(tmp_path / "again") == data_digests(tmp_path / "out")


def test_a_wrong_calibration_takes_a_runner_out(plain: Path, tmp_path: Path) -> None:
    """Nobody else is needed to say so; and what is no calibration is refused."""
    shutil.copytree(plain, tmp_path / "out")
    wrong = {
        "job_id": "calibration:5e:end", "session": "5e", "outcome": "failed", "reason": "wrong_result", "detail": "",
        "device": DEVICE, "calibration": {"answers": "wrong", "triad_ns": [1.0], "multiply_ns": [2.0]},
    }  # fmt: skip
    bad = wrong | {"job_id": "calibration:5e:middle"}
    found = results(tmp_path / "r", plain, {0: wrong, 1: bad})
    taken = ingest_results(tmp_path / "out", [found], None)
    assert list(taken.set_aside) == [DEVICE["uuid"]]
    assert [line.why for line in taken.refused] == ["a calibration of no session"]
    assert taken.added == {"verdicts": 0, "timings": 0, "runners": 2}
    assert check(tmp_path / "out") == []
    events = rows(tmp_path / "out", "select event, answers, triad_ns from runners order by all")
    assert events == [("end", "wrong", [1.0]), ("set_aside", "not_run", [])]
