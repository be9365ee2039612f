"""Laws of the choice among equal contents: complete, independent of order, and by the documented precedence."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.exact_duplicates import FindExactDuplicates
from warploom.schemas.columns import LICENSE_TIERS
from warploom.schemas.exact_duplicates import DUPLICATE_CANDIDATES
from warploom.schemas.identity import content_id, occurrence_id, repository_id
from warploom.schemas.stage import Fate

Row = dict[str, Any]

REPOSITORY = repository_id("local", "local/x", "")
EARLY, LATE = datetime(1999, 12, 31, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def candidate(number: int, **fields: Any) -> Row:
    """One candidate; ids rise with `number`."""
    row = {
        "occurrence_id": f"oc_{number:032x}",
        "repository_id": REPOSITORY,
        "content_id": content_id(b"same"),
        "license_expression": None,
        "license_tier": "permissive",
        "is_vendored": False,
        "revision_time": None,
        "is_wanted": True,
    }
    return row | fields


@st.composite
def corpora(draw: st.DrawFn) -> list[Row]:
    """Candidates with few contents and times, so that every tie occurs; ids in no order."""
    n = draw(st.integers(0, 24))
    return [
        candidate(
            0,
            occurrence_id=occurrence_id(REPOSITORY, f"src/{i}.c"),
            content_id=content_id(bytes([draw(st.integers(0, 4))])),
            license_tier=draw(st.sampled_from(LICENSE_TIERS)),
            is_vendored=draw(st.booleans()),
            revision_time=draw(st.sampled_from([None, EARLY, LATE])),
        )
        for i in range(n)
    ]


tier_choices = st.lists(st.sampled_from(LICENSE_TIERS), max_size=3, unique=True).map(tuple)


def decide(rows: list[Row], tiers: tuple[str, ...] = ("permissive",)) -> dict[str, Row]:
    """Decisions by occurrence."""
    (decisions,) = FindExactDuplicates(tiers)(DUPLICATE_CANDIDATES.batch(rows)).emitted
    decided = {row["occurrence_id"]: row for row in decisions.to_pylist()}
    assert len(decided) == decisions.num_rows
    return decided


def representative(*rows: Row, tiers: tuple[str, ...] = ("permissive",)) -> str:
    """The one that is chosen, given all rows of one content, whichever comes first."""
    chosen = {
        tuple(o for o, d in decide(list(order), tiers).items() if d["is_representative"])
        for order in (rows, rows[::-1])
    }
    ((only,),) = chosen
    return only


@given(corpora(), tier_choices)
def test_every_candidate_is_accounted_for_once(rows: list[Row], tiers: tuple[str, ...]) -> None:
    """Nothing is dropped or refused here: one decision and one `kept` for each candidate."""
    outcome = FindExactDuplicates(tiers)(DUPLICATE_CANDIDATES.batch(rows))
    (decisions,) = outcome.emitted
    ids = [row["occurrence_id"] for row in rows]
    assert Counter(ids) == Counter(decisions.column("occurrence_id").to_pylist())
    assert [(i, Fate.KEPT, 1) for i in ids] == [tuple(row.values()) for row in outcome.accounted.to_pylist()]
    assert 0 == outcome.quarantined.num_rows


@given(corpora(), tier_choices)
def test_every_content_has_one_representative(rows: list[Row], tiers: tuple[str, ...]) -> None:
    """However many paths hold it, and whether it may be published or not."""
    chosen = Counter(d["content_id"] for d in decide(rows, tiers).values() if d["is_representative"])
    assert dict.fromkeys({row["content_id"] for row in rows}, 1) == chosen


@given(corpora(), tier_choices)
def test_cluster_sizes_count_the_paths_of_a_content(rows: list[Row], tiers: tuple[str, ...]) -> None:
    """Every path of a content is told how many there are, itself included."""
    sizes = Counter(row["content_id"] for row in rows)
    decided = decide(rows, tiers)
    assert {row["occurrence_id"]: sizes[row["content_id"]] for row in rows} == {
        occurrence: decision["dedup_cluster_size"] for occurrence, decision in decided.items()
    }


@given(corpora(), tier_choices)
def test_a_content_is_published_if_any_of_its_paths_may_be(rows: list[Row], tiers: tuple[str, ...]) -> None:
    """All paths of a content agree on it, and only a path of an allowed tier represents it then."""
    allowed = {row["content_id"] for row in rows if row["license_tier"] in tiers}
    decided = decide(rows, tiers)
    assert {row["occurrence_id"]: row["content_id"] in allowed for row in rows} == {
        occurrence: decision["is_published"] for occurrence, decision in decided.items()
    }
    published = [d for d in decided.values() if d["is_published"] and d["is_representative"]]
    assert all(d["license_tier"] in tiers for d in published)


@given(corpora(), tier_choices)
def test_a_decision_carries_its_candidate_unchanged(rows: list[Row], tiers: tuple[str, ...]) -> None:
    """Repository, content and license are the path's own, not those of the representative."""
    names = ("repository_id", "content_id", "license_expression", "license_tier")
    decided = decide(rows, tiers)
    for row in rows:
        assert [row[n] for n in names] == [decided[row["occurrence_id"]][n] for n in names]


@given(corpora(), tier_choices, st.randoms(use_true_random=False))
def test_the_order_of_candidates_decides_nothing(
    rows: list[Row], tiers: tuple[str, ...], shuffler: random.Random
) -> None:
    """Mappers may come in any order: every decision is the same, and so is their order."""
    shuffled = rows.copy()
    shuffler.shuffle(shuffled)
    assert list(decide(rows, tiers).values()) == list(decide(shuffled, tiers).values())


@given(corpora(), tier_choices)
def test_the_representative_is_the_least_by_the_documented_order(rows: list[Row], tiers: tuple[str, ...]) -> None:
    """Allowed, most permissive, original, earliest with unknown times last, then the id."""

    def rank(row: Row) -> tuple[object, ...]:
        time = row["revision_time"]
        return (
            row["license_tier"] not in tiers,
            LICENSE_TIERS.index(row["license_tier"]),
            row["is_vendored"],
            time is None,
            time or EARLY,
            row["occurrence_id"],
        )

    least: dict[str, Row] = {}
    for row in rows:
        least[row["content_id"]] = min(least.get(row["content_id"], row), row, key=rank)
    chosen = {o for o, decision in decide(rows, tiers).items() if decision["is_representative"]}
    assert {row["occurrence_id"] for row in least.values()} == chosen


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ({"license_tier": "copyleft", "is_vendored": True}, {"license_tier": "permissive"}),
        ({"license_tier": "copyleft", "is_vendored": True}, {"license_tier": "non_commercial"}),
        ({"revision_time": EARLY}, {"is_vendored": True, "revision_time": EARLY}),
        ({}, {"is_vendored": True, "revision_time": EARLY}),
        ({"revision_time": EARLY}, {"revision_time": LATE}),
        ({"revision_time": LATE}, {"revision_time": None}),
    ],
    ids=["allowed", "most permissive of the allowed", "original", "original though later", "earliest", "null is last"],
)
def test_what_comes_before_what(winner: Row, loser: Row) -> None:
    """Each criterion decides against all that come after it, the lower id included."""
    tiers = ("copyleft", "non_commercial")
    lost, won = (
        candidate(1, **{"license_tier": "copyleft"} | loser),
        candidate(2, **{"license_tier": "copyleft"} | winner),
    )
    assert won["occurrence_id"] == representative(lost, won, tiers=tiers)


def test_the_id_breaks_the_last_tie() -> None:
    """Of paths that differ in nothing else, the one with the lowest id."""
    assert candidate(1)["occurrence_id"] == representative(candidate(2), candidate(1), candidate(3))
