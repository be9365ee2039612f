"""Splits: nothing that belongs together is taken apart, what was published stays, order does not matter."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.splits import (
    EarlierSplitsError,
    FileSplits,
    GroupTooLargeError,
    SplitRules,
    decide_splits,
    drawn_split,
)
from warploom.schemas.identity import split_group_id
from warploom.schemas.splits import ALIKE, EARLIER_SPLITS, GROUPED_REPOSITORIES, SPLIT_FILES
from warploom.schemas.table import Table

HALVES = SplitRules(0.3, 0.3, 1.0)
Row = dict[str, Any]


@dataclass
class Corpus:
    """Files in repositories, with what is known of them."""

    files: list[tuple[str, str, str]] = field(default_factory=list)
    """File, repository, representative."""
    repositories: list[Row] = field(default_factory=list)
    forks: list[tuple[str, str]] = field(default_factory=list)
    alike: list[tuple[str, str]] = field(default_factory=list)

    def repository(self, name: str, *, of: str = "", roots: Sequence[str] = (), revision: str = "") -> str:
        identity = f"rp_{name}{revision}"
        self.repositories.append(
            {"repository_id": identity, "repo_name": name, "root_commits": list(roots), "fork_of": of or None}
        )
        return identity

    def split(self, earlier: Sequence[Row] = (), rules: SplitRules = HALVES) -> FileSplits:
        return decide_splits(
            _table(SPLIT_FILES, [dict(zip(SPLIT_FILES.schema.names, f, strict=True)) for f in self.files]),
            _table(GROUPED_REPOSITORIES, self.repositories),
            forks=_pairs(self.forks),
            alike=_pairs(self.alike),
            earlier=_table(EARLIER_SPLITS, earlier),
            rules=rules,
        )

    def decided(self, earlier: Sequence[Row] = (), rules: SplitRules = HALVES) -> dict[str, Row]:
        """Decisions by file."""
        return {row["source_file_id"]: row for row in self.split(earlier, rules).decisions.to_pylist()}

    def published(self, earlier: Sequence[Row] = (), rules: SplitRules = HALVES) -> list[Row]:
        """What a release would hand to the next one."""
        name_of = {r["repository_id"]: r["repo_name"] for r in self.repositories}
        rows = (row for row in self.split(earlier, rules).decisions.to_pylist() if row["bridge_to"] is None)
        return [
            {**{n: row[n] for n in EARLIER_SPLITS.schema.names if n in row}, "repo_name": name_of[row["repository_id"]]}
            for row in rows
        ]


def _table(table: Table, rows: Sequence[Row]) -> pa.Table:
    return pa.Table.from_batches([table.batch(rows)], table.schema)


def _pairs(pairs: Sequence[tuple[str, str]]) -> pa.Table:
    return _table(ALIKE, [{"subject_id": a, "other_id": b} for a, b in pairs])


def name_in(split: str, prefix: str = "o/", rules: SplitRules = HALVES) -> str:
    """Name of a repository whose own group is drawn into this split."""
    number = ("train", "validation", "test").index(split)
    return next(n for i in range(1_000) if drawn_split(split_group_id(n := f"{prefix}{i}"), rules) == number)


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """Repositories with forks, clusters of near-duplicates over them, pairs that go across clusters."""
    corpus = Corpus()
    n_repositories = draw(st.integers(1, 8))
    for i in range(n_repositories):
        parent = draw(st.none() | st.integers(0, n_repositories))
        corpus.repository(
            f"o/{i}",
            of="" if parent is None else f"o/{parent}",
            roots=draw(st.lists(st.sampled_from("ab"), max_size=1)) if i % 3 == 0 else [],
        )
    n_files = draw(st.integers(0, 20))
    represents = [draw(st.booleans()) for _ in range(n_files)]
    leaders = [i for i in range(n_files) if represents[i]]
    for i in range(n_files):
        leader = i if represents[i] or not leaders else draw(st.sampled_from(leaders))
        gone = not represents[i] and draw(st.integers(0, 5)) == 0  # whose representative is not published
        repository = corpus.repositories[draw(st.integers(0, n_repositories - 1))]["repository_id"]
        corpus.files.append((f"sf_{i:02}", repository, "sf_gone" if gone else f"sf_{leader:02}"))
    if n_files:
        ids = st.integers(0, n_files - 1).map(lambda i: f"sf_{i:02}")
        corpus.alike = draw(st.lists(st.tuples(ids, ids), max_size=10))
    named = st.sampled_from([r["repository_id"] for r in corpus.repositories])
    corpus.forks = draw(st.lists(st.tuples(named, named), max_size=1))
    return corpus


def part_of(corpus: Corpus, wanted: set[str]) -> Corpus:
    """The corpus with these repositories alone; clusters whose representative is not in it have another one."""
    files = [f for f in corpus.files if f[1] in wanted]
    there = {f[0] for f in files}
    first: dict[str, str] = {}
    for file, _, by in sorted(files):
        first.setdefault(by, by if by in there else file)
    repositories = [r for r in corpus.repositories if r["repository_id"] in wanted]
    files = [(file, repository, first[by]) for file, repository, by in files]
    return Corpus(files, repositories, corpus.forks, corpus.alike)


def clusters(corpus: Corpus, decided: dict[str, Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for file, _, by in corpus.files:
        if decided[file]["bridge_to"] is None:
            found.setdefault(by, []).append(decided[file])
    return found


@given(corpora())
def test_no_cluster_group_or_pair_is_taken_apart(corpus: Corpus) -> None:
    """Whatever is like each other, and whatever is of one origin, is in one split."""
    decided = corpus.decided()
    for cluster in clusters(corpus, decided).values():
        assert 1 == len({(row["split"], row["split_group"]) for row in cluster})
    kept = {file: row["split"] for file, row in decided.items() if row["bridge_to"] is None}
    assert all(kept[a] == kept[b] for a, b in corpus.alike if a in kept and b in kept)
    assert len({row["split_group"] for row in decided.values()}) == len(
        {(row["split_group"], row["split"]) for row in decided.values()}
    )


@given(corpora())
def test_who_is_held_out_bridges_two_splits(corpus: Corpus) -> None:
    """It is alike to a file that is published in another split; nobody is held out for less."""
    decided = corpus.decided()
    alike = {frozenset(pair) for pair in corpus.alike} | {frozenset((file, by)) for file, _, by in corpus.files}
    for file, row in decided.items():
        other = row["bridge_to"]
        if other is not None:
            assert frozenset((file, other)) in alike
            assert decided[other]["bridge_to"] is None
            assert decided[other]["split"] != row["split"]


@given(corpora(), st.randoms(use_true_random=False))
def test_order_does_not_matter(corpus: Corpus, shuffler: random.Random) -> None:
    """Neither that of files nor of repositories, pairs, their sides, or earlier rows."""
    some = {r["repository_id"] for r in corpus.repositories[::2]}
    earlier = part_of(corpus, some).published()

    def turned(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [pair if shuffler.random() < 0.5 else (pair[1], pair[0]) for pair in mixed(pairs)]

    def mixed(rows: list[Any]) -> list[Any]:
        return shuffler.sample(rows, len(rows))

    other = Corpus(mixed(corpus.files), mixed(corpus.repositories), turned(corpus.forks), turned(corpus.alike))
    assert corpus.decided(earlier) == other.decided(mixed(earlier))


@given(corpora(), st.randoms(use_true_random=False))
def test_what_was_published_never_moves(corpus: Corpus, chooser: random.Random) -> None:
    """Sources come, forks are found, salt and shares change: rows of every earlier release stay, and are published."""
    wanted: set[str] = set()
    earlier: list[Row] = []
    for repository in chooser.sample([r["repository_id"] for r in corpus.repositories], len(corpus.repositories)):
        wanted.add(repository)
        now = part_of(corpus, wanted)
        rules = SplitRules(0.4, 0.4, 1.0, str(len(wanted)))
        decided = now.decided(earlier, rules)
        for row in earlier:
            stays = decided[row["source_file_id"]]
            assert (row["split"], row["split_group"]) == (stays["split"], stays["split_group"])
            assert stays["bridge_to"] is None
            assert stays["reason"] in ("earlier", "earlier_conflict")
        for cluster in clusters(now, decided).values():
            assert 1 == len({r["split"] for r in cluster}) or "earlier_conflict" in {r["reason"] for r in cluster}
        kept = {file: row for file, row in decided.items() if row["bridge_to"] is None}
        for a, b in now.alike:
            if a in kept and b in kept and kept[a]["split"] != kept[b]["split"]:
                assert {"earlier_conflict"} == {kept[a]["reason"], kept[b]["reason"]}
        earlier = now.published(earlier, rules)


@given(corpora())
def test_a_second_release_of_the_same_is_the_same(corpus: Corpus) -> None:
    """Given its own splits as the earlier ones, nobody moves and the same are held out."""
    first = corpus.decided()
    second = corpus.decided(corpus.published())
    for file, row in first.items():
        names = ("split", "split_group", "repository_group")
        assert [row[n] for n in names] == [second[file][n] for n in names]
        assert (row["bridge_to"] is None) == (second[file]["bridge_to"] is None)


@given(corpora())
def test_without_shares_all_is_train(corpus: Corpus) -> None:
    """Nothing is held out, and no group is too large."""
    decided = corpus.split(rules=SplitRules(max_group_share=0.0001)).decisions.to_pylist()
    assert all((row["split"], row["bridge_to"]) == ("train", None) for row in decided)
    assert {row["reason"] for row in decided} <= {"unsplit", "follows"}


def test_shares_are_about_right() -> None:
    """Of many groups as many are drawn as asked for; another salt draws others."""
    rules = SplitRules(0.1, 0.05)
    drawn = [drawn_split(split_group_id(f"o/{i}"), rules) for i in range(20_000)]
    counts = Counter(drawn)
    assert abs(counts[1] / 20_000 - 0.1) < 0.01
    assert abs(counts[2] / 20_000 - 0.05) < 0.01
    salted = [drawn_split(split_group_id(f"o/{i}"), SplitRules(0.1, 0.05, salt="x")) for i in range(20_000)]
    both = sum(a == b == 2 for a, b in zip(drawn, salted, strict=True))
    assert both < 120  # 50 by chance


@given(st.text(), st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0, 0.1), st.floats(0, 0.1))
def test_a_larger_share_moves_no_group_out_of_it(
    name: str, validation: float, test: float, more_validation: float, more_test: float
) -> None:
    """What was drawn for test or validation is still, whatever is added to either."""
    before = drawn_split(name, SplitRules(validation, test))
    after = drawn_split(name, SplitRules(validation + more_validation, test + more_test))
    assert before in (0, after)


def test_what_makes_a_group() -> None:
    """Revisions, parents there or not, root commits, verdicts; in chains, too. Its id is its first name's."""
    corpus = Corpus()
    places = [
        corpus.repository("o/a", revision="1"),
        corpus.repository("o/a", revision="2"),
        corpus.repository("o/b", of="o/a"),
        corpus.repository("o/c", roots=["r", "q"]),
        corpus.repository("o/d", roots=["q"], of="o/b"),
        corpus.repository("o/e", of="n/gone"),
        corpus.repository("o/f", of="n/gone"),
        corpus.repository("o/g"),
        corpus.repository("o/h"),
        corpus.repository("o/i"),
    ]
    corpus.forks = [(places[8], places[7]), ("rp_unknown", places[9])]
    corpus.files = [(f"sf_{i}", place, f"sf_{i}") for i, place in enumerate(places)]
    decided = corpus.decided()
    expected = ["o/a"] * 5 + ["n/gone"] * 2 + ["o/g"] * 2 + ["o/i"]
    assert [split_group_id(name) for name in expected] == [decided[f"sf_{i}"]["split_group"] for i in range(10)]


def test_a_member_that_comes_first_does_not_rename_a_known_group() -> None:
    """Nor does the one leave that gave the group its name."""
    corpus = Corpus()
    corpus.files = [("sf_b", corpus.repository("o/b"), "sf_b"), ("sf_c", corpus.repository("o/c", of="o/b"), "sf_c")]
    earlier = corpus.published()
    later = Corpus()
    later.files = [("sf_a", later.repository("o/a", of="o/c"), "sf_a"), ("sf_d", later.repository("o/c"), "sf_d")]
    decided = later.decided(earlier)
    assert {split_group_id("o/b")} == {row["split_group"] for row in decided.values()}
    assert {"earlier_group"} == {row["reason"] for row in decided.values()}
    assert {row["split"] for row in earlier} == {row["split"] for row in decided.values()}


def test_a_newcomer_between_two_known_groups_joins_the_one_in_test() -> None:
    """What is once in test must not be trained on; the groups themselves stay as they are."""
    train, test = name_in("train"), name_in("test")
    corpus = Corpus()
    corpus.files = [("sf_1", corpus.repository(train), "sf_1"), ("sf_2", corpus.repository(test), "sf_2")]
    earlier = corpus.published()
    corpus.files.append(("sf_3", corpus.repository("o/new", of=train, roots=["r"]), "sf_3"))
    corpus.files.append(("sf_4", corpus.repository("o/newer", of=test, roots=["r"]), "sf_4"))
    decided = corpus.decided(earlier)
    assert ["train", "test", "test", "test"] == [decided[f"sf_{i}"]["split"] for i in (1, 2, 3, 4)]
    assert {split_group_id(test)} == {decided[f"sf_{i}"]["split_group"] for i in (2, 3, 4)}


def test_a_follower_between_two_splits_is_held_out() -> None:
    """It is alike to its own representative in test, and to a file of train; both of those are published."""
    corpus = Corpus()
    train, test = corpus.repository(name_in("train")), corpus.repository(name_in("test"))
    corpus.files = [("sf_9", test, "sf_9"), ("sf_1", train, "sf_9"), ("sf_5", train, "sf_5")]
    corpus.alike = [("sf_5", "sf_1")]
    decided = corpus.decided()
    assert (None, "sf_5", None) == tuple(decided[f"sf_{i}"]["bridge_to"] for i in (9, 1, 5))
    # It was there before: the newcomer is held out instead.
    alone = Corpus(corpus.files[:2], corpus.repositories)
    again = corpus.decided(alone.published())
    assert (None, None, "sf_1") == tuple(again[f"sf_{i}"]["bridge_to"] for i in (9, 1, 5))
    assert "test" == again["sf_1"]["split"]


def test_a_newcomer_that_represents_earlier_rows_follows_them() -> None:
    """Its repository is drawn into test; what it represents has been in train."""
    train, test = name_in("train"), name_in("test")
    corpus = Corpus()
    corpus.files = [("sf_2", corpus.repository(train), "sf_2")]
    earlier = corpus.published()
    corpus.files = [("sf_2", f"rp_{train}", "sf_1"), ("sf_1", corpus.repository(test), "sf_1")]
    decided = corpus.decided(earlier)
    assert ("train", "follows", split_group_id(train), split_group_id(test)) == tuple(
        decided["sf_1"][n] for n in ("split", "reason", "split_group", "repository_group")
    )
    assert ("train", "earlier") == (decided["sf_2"]["split"], decided["sf_2"]["reason"])


def test_earlier_rows_that_turn_out_alike_stay_and_say_so() -> None:
    """They lie in two splits; the newcomer that represents them both is held out."""
    corpus = Corpus()
    corpus.files = [
        ("sf_1", corpus.repository(name_in("train")), "sf_1"),
        ("sf_2", corpus.repository(name_in("test")), "sf_2"),
    ]
    earlier = corpus.published()
    places = [f[1] for f in corpus.files]
    corpus.files = [("sf_1", places[0], "sf_3"), ("sf_2", places[1], "sf_3"), ("sf_3", places[0], "sf_3")]
    decided = corpus.decided(earlier)
    assert [("train", "earlier_conflict"), ("test", "earlier_conflict")] == [
        (decided[f"sf_{i}"]["split"], decided[f"sf_{i}"]["reason"]) for i in (1, 2)
    ]
    assert "sf_1" == decided["sf_3"]["bridge_to"]
    # Found alike by a pair alone, in clusters of their own.
    apart = Corpus([(f"sf_{i + 1}", place, f"sf_{i + 1}") for i, place in enumerate(places)], corpus.repositories)
    apart.alike = [("sf_2", "sf_1")]
    assert {"earlier_conflict"} == {row["reason"] for row in apart.decided(earlier).values()}


def test_a_group_that_is_too_large_fails_with_its_name() -> None:
    """The message has the group, its repositories and share, the limit, and what to do."""
    corpus = Corpus()
    places = [corpus.repository(f"o/{i}", of="" if i > 3 else "o/0") for i in range(10)]
    corpus.files = [(f"sf_{i}", place, f"sf_{i}") for i, place in enumerate(places)]
    with pytest.raises(GroupTooLargeError) as caught:
        corpus.split(rules=SplitRules(0.1, 0.1, 0.39))
    for part in (split_group_id("o/0"), "o/0, o/1, o/2 and 1 more", "40.0%", "39.0%", "raise splits.max_group_share"):
        assert part in str(caught.value)
    assert 0.4 == corpus.split(rules=SplitRules(0.1, 0.1, 0.4)).largest_group_share


def test_earlier_splits_that_contradict_themselves_are_refused() -> None:
    """A group in two splits, a file twice, a split of no name."""
    row = {"source_file_id": "sf_1", "repo_name": "o/a", "repository_group": "sg_1", "split_group": "sg_1"}
    for rows, said in (
        ([{**row, "split": "train"}, {**row, "split": "test", "source_file_id": "sf_2"}], "sg_1 lies in two splits"),
        ([{**row, "split": "train"}] * 2, "is there twice"),
        ([{**row, "split": "dev"}], "none of train, validation, test"),
    ):
        with pytest.raises(EarlierSplitsError, match=said):
            Corpus().split(rows)


def test_files_that_cannot_be_are_refused() -> None:
    """There twice, nowhere, or represented by what is itself represented."""
    corpus = Corpus()
    place = corpus.repository("o/a")
    for files in (
        [("sf_1", place, "sf_1")] * 2,
        [("sf_1", "rp_nowhere", "sf_1")],
        [("sf_1", place, "sf_2"), ("sf_2", place, "sf_3"), ("sf_3", place, "sf_3")],
    ):
        corpus.files = files
        with pytest.raises(ValueError, match="a file"):
            corpus.split()


def test_a_hundred_thousand_alike_files_take_no_time_at_all() -> None:
    """One cluster, one chain of forks: nothing is compared with everything."""
    corpus = Corpus()
    places = [corpus.repository(f"o/{i:05}", of=f"o/{i - 1:05}" if i else "") for i in range(20_000)]
    corpus.files = [(f"sf_{i:06}", places[i % 20_000], "sf_000000") for i in range(100_000)]
    corpus.alike = [(f"sf_{i:06}", f"sf_{i - 1:06}") for i in range(1, 100_000)]
    assert (1.0, 100_000) == ((s := corpus.split()).largest_group_share, s.n_files)
