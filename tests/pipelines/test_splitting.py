"""Splits of whole builds: forks and near-duplicates stay together, releases follow one another, and nobody moves."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.extractors.sources.git_repositories import TIME, BareRepository
from tests.pipelines.corpora import MIT, release_digests, rows, write_tree
from warploom.extractors.splits import EarlierSplitsError, SplitRules, drawn_split
from warploom.pipelines import cli, corpus, exit_codes
from warploom.pipelines.earlier_release import find_earlier
from warploom.pipelines.exchange import Spill
from warploom.pipelines.shards import ShardRef, write_shard
from warploom.schemas.errors import UsageError
from warploom.schemas.identity import code_unit_id, content_id, repository_id, source_file_id, split_group_id
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.schemas.splits import SPLITS_TABLE

RULES = SplitRules(0.3, 0.3, 1.0)
SPLITS = "[splits]\nvalidation = 0.3\ntest = 0.3\nmax_group_share = 1.0\n"
PUBLISHED = "select repo_name, path, split, split_group from source_files order by all"


def name_in(split: str, prefix: str) -> str:
    """Name of a repository whose group is drawn into this split."""
    number = ("train", "validation", "test").index(split)
    return next(n for i in range(1_000) if drawn_split(split_group_id(n := f"{prefix}{i}"), RULES) == number)


TRAIN, TEST, VALIDATION = name_in("train", "local/a"), name_in("test", "local/b"), name_in("validation", "local/c")
FORK, UPSTREAM = name_in("train", "o/z"), name_in("test", "o/u")


def text(topic: str, changed: range = range(0), n_lines: int = 40) -> bytes:
    """A function about a topic. Of two that differ in k lines (40 - k) / (40 + k) of all shingles are common."""
    names = [f"{topic}_{'new' if i in changed else 'old'}{i}" for i in range(n_lines)]
    lines = [f"  {n}a = {n}b({n}x[{i}], {n}y[{i * 7 % 31}], {n}z);" for i, n in enumerate(names)]
    return f"void {topic}(double *x, double *y)\n{{\n{chr(10).join(lines)}\n}}\n".encode()


class Sources:
    """A recipe over local repositories and two git repositories, one the fork of the other."""

    def __init__(self, folder: Path, *, few: bool = False) -> None:
        self.folder = folder
        self.local: list[str] = []
        self.git = ""
        if not few:
            self._add_all()

    def _add_all(self) -> None:
        for name, files in {
            TRAIN: {"mine.c": text("stencil"), "shared.c": text("reduce")},
            TEST: {
                "mine.c": text("gather"),
                # alike to the other one's, which is no copy: who follows whom is for the order to decide
                "third_party/near.c": text("stencil", range(3)),
            },
            VALIDATION: {"mine.c": text("scan"), "same.c": text("reduce")},
        }.items():
            self.add(name, files)
        folder = self.folder
        upstream, fork = BareRepository(folder / "upstream.git"), BareRepository(folder / "fork.git")
        files = {"LICENSE": MIT, "up.c": text("solve")}
        root = upstream.commit(upstream.files(files))
        assert root == fork.commit(fork.files(files))
        fork.commit(fork.files({**files, "new.c": text("precondition")}), [root], seconds=TIME + 100)
        for name, path in ((UPSTREAM, upstream.path), (FORK, fork.path)):
            self.git += f'[[sources]]\nkind = "git"\nurl = "{path}"\nref = "main"\nname = "{name}"\n'

    def add(self, name: str, files: dict[str, bytes]) -> None:
        write_tree(self.folder / name, {"LICENSE": MIT, **files})
        self.local.append(f'[[sources]]\nkind = "local"\npath = "{name}"\nname = "{name}"\n')

    def recipe(self, extra: str = SPLITS) -> Path:
        path = self.folder / "recipe.toml"
        path.write_text('[dataset]\nname = "split"\n' + "".join(self.local) + self.git + extra)
        return path

    def run(self, out: str = "out", extra: str = SPLITS) -> int:
        arguments = ["build", str(self.recipe(extra)), "--out", str(self.folder / out), "--runner", "in_process"]
        return cli.run([*arguments, "--cache", str(self.folder / "cache")])

    def build(self, out: str = "out", extra: str = SPLITS) -> Path:
        assert self.run(out, extra) == exit_codes.DONE
        assert cli.run(["check", str(self.folder / out)]) == exit_codes.DONE
        return self.folder / out


@pytest.fixture
def also_alike(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes, bytes]]:
    """Pairs that are found alike beside those that the build finds: level, and two texts or two repository ids."""
    pairs: list[tuple[str, bytes, bytes]] = []

    def split(build: corpus.Build, buckets: Any, routed: Any, near: Spill, compared: Sequence[ShardRef]) -> Spill:
        rows = [
            {
                **dict.fromkeys(NEAR_DUPLICATES.schema.names),
                "level": level,
                "method": "tokens" if level == "file" else "contents",
                "subject_id": source_file_id(content_id(one)) if level == "file" else one.decode(),
                "other_id": source_file_id(content_id(other)) if level == "file" else other.decode(),
                "score": 0.75,
                "threshold": 0.7,
                "verdict": "duplicate" if level == "file" else "fork",
                "scheme": "by hand",
            }
            for level, one, other in pairs
        ]
        place = f"near_duplicates/by_hand-{len(pairs)}.parquet"
        shard = write_shard(build._space.work, NEAR_DUPLICATES, place, [NEAR_DUPLICATES.batch(rows)])
        return original(build, buckets, routed, near, (*compared, shard))

    original = corpus.Build._split
    monkeypatch.setattr(corpus.Build, "_split", split)
    return pairs


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sources, Path]:
    """A release with splits."""
    sources = Sources(tmp_path_factory.mktemp("splits"))
    return sources, sources.build()


def split_of(out: Path) -> dict[tuple[object, object], object]:
    """Split of each published file by repository and path."""
    return {(name, path): split for name, path, split, _ in rows(out, PUBLISHED)}


@pytest.mark.xdist_group("splits")
def test_each_repository_is_in_the_split_of_its_group(built: tuple[Sources, Path]) -> None:
    """Drawn by its name; the fork goes with what comes first by name of those that share a root commit."""
    _, out = built
    split = split_of(out)
    assert ["train", "test", "validation"] == [split[name, "mine.c"] for name in (TRAIN, TEST, VALIDATION)]
    assert {"test"} == {of for (name, _), of in split.items() if name in (FORK, UPSTREAM)}
    groups = rows(out, "select distinct split_group from splits where repo_name like 'o/%'")
    assert [(split_group_id(min(FORK, UPSTREAM)),)] == groups


@pytest.mark.xdist_group("splits")
def test_a_near_duplicate_follows_what_represents_it(built: tuple[Sources, Path]) -> None:
    """It lies in a repository of test; the original is in train, and so is it."""
    _, out = built
    assert "train" == split_of(out)[TEST, "third_party/near.c"]
    decided = rows(
        out,
        "select s.reason, s.split_group, s.repository_group from splits s "
        "join source_files f on f.row_id = s.source_file_id where f.path = 'third_party/near.c'",
    )
    assert [("follows", split_group_id(TRAIN), split_group_id(TEST))] == decided


@pytest.mark.xdist_group("splits")
def test_shards_and_derived_rows_go_by_split(built: tuple[Sources, Path]) -> None:
    """Units lie beside their files; evidence and the sample have no split."""
    _, out = built
    units = rows(out, "select split, count(*) from code_units group by all order by all")
    assert rows(out, "select split, sum(n_units)::bigint from source_files group by all order by all") == units
    assert ["test", "train", "validation"] == [split for split, _ in units]
    for folder in ("source_files/c", "code_units"):
        names = {path.name.partition("-")[0] for path in (out / "data" / folder).glob("*.parquet")}
        assert {"test", "train", "validation"} == names
    for folder in ("sample", "splits", "occurrences", "compile_attempts", "mpi_tasks"):
        assert {"train"} == {path.name.partition("-")[0] for path in (out / "data" / folder).glob("*.parquet")}
    assert {("train",)} == set(rows(out, "select split from sample"))


@pytest.mark.xdist_group("splits")
def test_a_second_build_computes_nothing_and_one_elsewhere_the_same(built: tuple[Sources, Path]) -> None:
    """Splits are a function of recipe and sources."""
    sources, out = built
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    sources.build()
    assert before == {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    assert release_digests(out) == release_digests(sources.build("elsewhere"))


@pytest.mark.xdist_group("splits")
def test_an_earlier_release_binds_the_next_one(built: tuple[Sources, Path]) -> None:
    """Other shares, another salt, new sources: who was published stays; newcomers go with what they are alike to."""
    first, out = built
    sources = Sources(first.folder / "second")
    new, bridge = name_in("test", "local/n"), name_in("train", "local/q")
    sources.add(new, {"near.c": text("scan", range(2)), "mine.c": text("transpose")})
    # between `gather`, in test, and `broadcast`, a newcomer that the salt draws elsewhere
    sources.add(bridge, {"third_party/half.c": text("gather", range(3))})
    salted = '[splits]\nvalidation = 0.1\ntest = 0.1\nsalt = "x"\nmax_group_share = 1.0\nearlier = "../out"\n'
    later = sources.build("later", salted)
    before, after = ({row[:2]: row[2:] for row in rows(o, PUBLISHED)} for o in (out, later))
    assert before == {place: after[place] for place in before}
    reasons = dict(rows(later, "select reason, count(*) from splits group by all"))
    assert len(before) == reasons["earlier"]
    assert "validation" == after[new, "near.c"][0]
    assert "test" == after[bridge, "third_party/half.c"][0]
    # the release and its table alone are the same input
    table = min((out / "data/splits").glob("*.parquet"))
    shutil.copy(table, sources.folder / "splits.parquet")
    by_file = sources.build("by_file", salted.replace("../out", "splits.parquet"))
    assert rows(later, "from splits order by all") == rows(by_file, "from splits order by all")


@pytest.mark.xdist_group("splits")
def test_a_bridge_is_held_out_with_all_its_copies(tmp_path: Path, also_alike: list[tuple[str, bytes, bytes]]) -> None:
    """What is alike to a file of train and to one of test is quarantined, wherever it lies, and says to what."""
    sources = Sources(tmp_path, few=True)
    head, middle, tail = (text("bridge", range(n)) for n in (0, 4, 10))
    left, right, copy = name_in("train", "local/l"), name_in("test", "local/r"), name_in("train", "local/m")
    sources.add(left, {"head.c": head})
    sources.add(right, {"tail.c": tail, "third_party/middle.c": middle})
    sources.add(copy, {"third_party/same.c": middle})
    also_alike.append(("file", middle, tail))
    out = sources.build()
    assert {(left, "head.c"): "train", (right, "tail.c"): "test"} == split_of(out)
    held = rows(out, "select repo_name, path, is_damage from quarantine where reason = 'split_bridge' order by all")
    assert sorted([(right, "third_party/middle.c", False), (copy, "third_party/same.c", False)]) == held
    ((detail,),) = rows(out, "select distinct detail from quarantine where reason = 'split_bridge'")
    assert f"would be in train, and is alike to {source_file_id(content_id(tail))} in another split" == detail
    # Once it was published it stays, and what comes to represent it goes where it is.
    sources.local.pop()
    (sources.folder / left / "head.c").unlink()
    write_tree(sources.folder / left, {"other.c": text("other")})
    expected = {(left, "other.c"): "train", (right, "tail.c"): "test", (right, "third_party/middle.c"): "test"}
    assert expected == split_of(sources.build("first"))
    write_tree(sources.folder / left, {"head.c": head})
    second = sources.build("second", SPLITS + 'earlier = "first"\n')
    assert {**expected, (left, "head.c"): "test"} == split_of(second)


@pytest.mark.xdist_group("splits")
def test_units_of_what_is_held_out_stand_for_none(tmp_path: Path, also_alike: list[tuple[str, bytes, bytes]]) -> None:
    """A recipe that publishes equal units once publishes the one that is left."""
    sources = Sources(tmp_path, few=True)
    head, middle, tail = (text("bridge", range(n)) for n in (0, 4, 10))

    def unit(source: bytes) -> str:
        return code_unit_id(content_id(source), "function", 0, len(middle.rstrip()))

    # the same unit in a file that is unlike, of an id that comes later
    more = (middle + b"".join(text(f"more{n}_{i}") for i in range(6)) for n in range(100))
    apart = next(source for source in more if unit(source) > unit(middle))
    sources.add(name_in("train", "local/l"), {"head.c": head, "third_party/apart.c": apart})
    sources.add(name_in("test", "local/r"), {"tail.c": tail, "third_party/middle.c": middle})
    also_alike.append(("file", middle, tail))
    out = sources.build("out", SPLITS + '[near_duplicates]\ncode_units = "drop"\n')
    assert [("third_party/middle.c",)] == rows(out, "select path from quarantine where reason = 'split_bridge'")
    published = rows(out, "select row_id, path from code_units where path like 'third_party/%' and name = 'bridge'")
    assert [(unit(apart), "third_party/apart.c")] == published


@pytest.mark.xdist_group("splits")
def test_verdicts_on_forks_join_groups(tmp_path: Path, also_alike: list[tuple[str, bytes, bytes]]) -> None:
    """One of the two would be in train by itself."""
    sources = Sources(tmp_path, few=True)
    one, other = name_in("test", "local/a"), name_in("train", "local/b")
    sources.add(one, {"a.c": text("one")})
    sources.add(other, {"b.c": text("other")})
    also_alike.append(("repository", *(repository_id("local", name, "").encode() for name in (one, other))))
    assert {"test"} == set(split_of(sources.build()).values())


@pytest.mark.xdist_group("splits")
def test_a_large_group_stops_the_build(built: tuple[Sources, Path], capfd: pytest.CaptureFixture[str]) -> None:
    """It names the group, and nothing is published; without splits nobody asks."""
    sources, _ = built
    assert exit_codes.FAILED == sources.run("large", "[splits]\ntest = 0.3\nmax_group_share = 0.2\n")
    assert "raise splits.max_group_share" in " ".join(capfd.readouterr().err.split())
    assert not (sources.folder / "large" / "manifest.json").exists()


@pytest.mark.xdist_group("splits")
def test_what_was_written_before_there_were_splits_binds_as_well(built: tuple[Sources, Path], tmp_path: Path) -> None:
    """A release of an older format says what it has in `source_files`."""
    _, out = built
    old = Path(shutil.copytree(out, tmp_path / "old"))
    shutil.rmtree(old / "data/splits")
    manifest = (old / "manifest.json").read_text().replace('"splits": {\n', '"unknown": {\n')
    (old / "manifest.json").write_text(manifest)
    found = find_earlier(str(old), [tmp_path / "new"])
    assert found is not None
    read = found.read()
    assert sorted(row[0] for row in rows(out, "select row_id from source_files")) == sorted(
        read.column("source_file_id").to_pylist()
    )
    assert split_group_id(TRAIN) in read.column("split_group").to_pylist()


def test_an_earlier_release_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """Not there, no table of splits, changed, or where this build writes."""
    with pytest.raises(UsageError, match="no such release or file"):
        find_earlier(str(tmp_path / "none"), [])
    path = tmp_path / "a" / "splits.parquet"
    path.parent.mkdir()
    pq.write_table(pa.table({"a": [1]}), path)
    with pytest.raises(UsageError, match="which this build writes"):
        find_earlier(str(path), [tmp_path / "a"])
    for content in (path.read_bytes(), b"no parquet"):
        path.write_bytes(content)
        found = find_earlier(str(path), [])
        assert found is not None
        with pytest.raises(EarlierSplitsError, match="has no table `splits`"):
            found.read()
    pq.write_table(SPLITS_TABLE.schema.empty_table(), path)
    found = find_earlier(str(path), [])
    assert found is not None
    assert 0 == found.read().num_rows
    path.write_bytes(b"")
    with pytest.raises(EarlierSplitsError, match="has changed"):
        found.read()
    assert find_earlier("", [tmp_path]) is None
