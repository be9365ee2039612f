"""A sample is a function of ids and seed, its allocation fair, and rates are those of the judgements."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_release import Corpus, Rows, small_rows, write_release, write_shards
from warploom.catalog.release import finish_release
from warploom.schemas.columns import LANGUAGES
from warploom.schemas.errors import UsageError
from warploom.schemas.manifest import ReleaseError, read_manifest
from warploom.schemas.reasons import Reason
from warploom.validators.audit_results import Audit, GroupResult, Judgement, estimate
from warploom.validators.audits import (
    LANGUAGE_FAMILIES,
    MIN_PER_STRATUM,
    Draw,
    Drawn,
    Sample,
    Stratum,
    allocate,
    divide,
    draw_sample,
    read_evidence,
)
from warploom.validators.intervals import clopper_pearson

OK, WRONG, UNSURE = Judgement


def corpus_rows(n: int = 60) -> Rows:
    """Published C and CUDA files, and every third as many refused ones, in one repository."""
    corpus = Corpus()
    place = corpus.repository("owner/many", "1" * 40, kind="git")
    for i in range(n):
        language, extension = ("CUDA", "cu") if i % 4 == 0 else ("C", "c")
        corpus.published(place, f"src/f{i}.{extension}", language, f"int v{i};\n")
    for i in range(n // 3):
        corpus.quarantined(place, f"gpl{i}.c", Reason.LICENSE_NOT_ALLOWED, "GPL-3.0-only is copyleft")
    corpus.quarantined(place, "bin.cu", Reason.BINARY)
    corpus.quarantined(corpus.repository("owner/none", "2"), None, Reason.LICENSE_UNKNOWN)
    return corpus.rows


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("many") / "r"
    write_release(directory, corpus_rows())
    return directory


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("small") / "r"
    write_release(directory)
    return directory


def test_every_language_has_a_family() -> None:
    """A language that is added is put into one on purpose."""
    assert set(LANGUAGES) == set(LANGUAGE_FAMILIES)


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=30), st.integers(60, 5_000))
def test_allocation_is_proportional_with_a_floor(populations: list[int], size: int) -> None:
    """All of the sample is drawn, no stratum beyond its rows or below its floor; those above share by population."""
    shares = allocate(populations, size)
    assert min(size, sum(populations)) == sum(shares)
    floors = [min(MIN_PER_STRATUM, n) for n in populations]
    assert all(floor <= share <= n for floor, share, n in zip(floors, shares, populations, strict=True))
    by_population = sorted(zip(populations, shares, strict=True))
    assert all(share <= larger for (n, share), (m, larger) in pairwise(by_population) if n < m)
    if size < sum(populations):
        above = [(n, share) for n, share, floor in zip(populations, shares, floors, strict=True) if share > floor + 1]
        for n, share in above:
            for other, other_share in above:
                assert abs(share * other - other_share * n) <= n + other  # each is less than one row off its share


def test_allocation_needs_room_for_every_stratum() -> None:
    """The message says how many rows would do."""
    with pytest.raises(UsageError, match=r"3 strata need 5 rows at least.*--sample 5 or more"):
        allocate([100, 1, 50], 4)
    assert [2, 1, 2] == allocate([100, 1, 50], 5)


def test_a_small_sample_has_coarser_strata() -> None:
    """Half of the sample stays to be shared by population; languages are given up first, the verdict never."""
    tiers, scopes = ("permissive", "weak_copyleft"), ("file", "package")
    counts = {
        (verdict, tier, scope, conflict, family): 100
        for verdict in ("published", "refused")
        for tier in tiers
        for scope in scopes
        for conflict in (False, True)
        for family in ("c", "gpu")
    }
    found = {size: divide(counts, size) for size in (128, 127, 64, 63, 32, 31, 16, 15, 8, 7, 1)}
    assert [5, 4, 4, 3, 3, 2, 2, 1, 1, 1, 1] == [depth for _, depth in found.values()]
    assert [32, 16, 16, 8, 8, 4, 4, 2, 2, 2, 2] == [len(strata) for strata, _ in found.values()]
    assert {3200} == {sum(strata.values()) for strata, _ in found.values()}
    assert Stratum("refused", "permissive", "file") in found[32][0]
    assert (divide(counts, 128), 5) == (divide(counts, 3200), divide(dict.fromkeys(counts, 1), 32)[1])


def test_a_coarse_sample_is_drawn_from_all_it_merges(many: Path) -> None:
    """The least hashes of both languages, named by what is still told apart."""
    ids = [row["occurrence_id"] for row in corpus_rows()["source_files"]]
    sample = draw_sample(many, size=11)
    published = sample.strata[0]
    expected = sorted(ids, key=lambda i: hashlib.sha256(f"0:{i}".encode()).hexdigest())[: len(published.ids)]
    assert (60, expected) == (published.population, list(published.ids))
    assert "published, permissive, repository, no conflict" == str(published.stratum)


def test_the_frame_is_published_files_and_refusals_by_license(many: Path) -> None:
    """What was refused as damaged is counted beside it; a whole repository is no path."""
    sample = draw_sample(many, size=30)
    expected = {
        Stratum("published", "permissive", "repository", False, "c"): 45,
        Stratum("published", "permissive", "repository", False, "gpu"): 15,
        Stratum("refused", "unknown", "none", False, "other"): 20,
    }
    assert expected == {drawn.stratum: drawn.population for drawn in sample.strata}
    assert ([17, 6, 7], 1) == ([len(drawn.ids) for drawn in sample.strata], sample.n_other_refused)


def test_the_draw_is_the_least_hashes(many: Path) -> None:
    """Anyone can draw the sample again with nothing but the ids and SHA-256."""
    rows = corpus_rows()
    ids = [row["occurrence_id"] for row in rows["source_files"] if row["language"] == "C"]
    expected = sorted(ids, key=lambda i: hashlib.sha256(f"7:{i}".encode()).hexdigest())[:17]
    assert expected == list(draw_sample(many, seed=7, size=30).strata[0].ids)


def test_the_draw_does_not_depend_on_files_or_order(many: Path, tmp_path: Path) -> None:
    """The same rows in other shards give the same ids; another seed gives others."""
    write_shards(tmp_path / "r", corpus_rows(), n_shards=5)
    finish_release(tmp_path / "r", read_manifest(many).provenance)
    assert draw_sample(many, size=30).strata == draw_sample(tmp_path / "r", size=30).strata
    assert draw_sample(many, size=30).order() != draw_sample(many, seed=1, size=30).order()


def test_a_larger_sample_holds_the_smaller_one(many: Path) -> None:
    """As long as the strata are the same; judging on after a first look wastes nothing then."""
    less, more = draw_sample(many, size=20), draw_sample(many, size=50)
    assert all(set(a.ids) < set(b.ids) for a, b in zip(less.strata, more.strata, strict=True))


def test_the_beginning_of_the_sheet_is_a_fair_sample(many: Path) -> None:
    """One of each stratum comes first; then every stratum is used up at its own pace."""
    sample = draw_sample(many, size=30)
    order = [drawn.stratum for _, drawn in sample.order()]
    strata = [drawn.stratum for drawn in sample.strata]
    assert strata == order[:3]
    half = [order[:15].count(drawn.stratum) / len(drawn.ids) for drawn in sample.strata]
    assert all(0.4 <= share <= 0.65 for share in half)
    assert {i for drawn in sample.strata for i in drawn.ids} == {identity for identity, _ in sample.order()}


def test_weights_stand_for_the_population(many: Path) -> None:
    """The weights of the drawn rows add up to all rows."""
    sample = draw_sample(many, size=30)
    assert 80 == pytest.approx(sum(drawn.weight for _, drawn in sample.order()))


def test_evidence_quotes_published_files_alone(small: Path) -> None:
    """Of what was refused the reason and the place are given, and nothing of its text."""
    sample = draw_sample(small, size=50)
    evidence = read_evidence(small, sample)
    rows = small_rows()
    texts = {row["path"]: row["text"].rstrip("\n") for row in rows["source_files"]}
    assert {**texts, "gpl.c": None} == {row.path: row.text for row in evidence}
    (refused,) = [row for row in evidence if row.text is None]
    assert ("license_not_allowed", "GPL-3.0-only is copyleft") == (refused.reason, refused.detail)
    published = next(row for row in evidence if row.path == "src/a.c")
    assert ("LICENSE", "cd" * 32, ("LICENSES/MIT.txt",)) == (
        published.evidence_path,
        published.evidence_sha256,
        published.license_texts,
    )
    assert ("repository: LICENSE says MIT (notice 1)",) == published.witnesses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int a;\n", "int a;"),
        ("a\r\nb\rc\n", "a\nb\nc"),
        ("x\n" * 15, "\n".join("x" * 15)),
        ("x\n" * 16, "\n".join("x" * 15) + "\n\u2026"),
        ("y" * 600, "y" * 600),
        ("y" * 601, "y" * 600 + "\n\u2026"),
    ],
)
def test_heads_are_bounded(tmp_path: Path, text: str, expected: str) -> None:
    """15 lines and 600 characters, and an ellipsis where more follows."""
    corpus = Corpus()
    corpus.published(corpus.repository("owner/one", "1" * 40), "a.c", "C", text)
    write_release(tmp_path / "r", corpus.rows)
    (row,) = read_evidence(tmp_path / "r", draw_sample(tmp_path / "r", size=5))
    assert expected == row.text


@pytest.mark.parametrize(("seed", "size"), [(0, 0), (0, -1), (0, 10_001), (10**18, 5)])
def test_impossible_draws_are_refused(many: Path, seed: int, size: int) -> None:
    """Out of range is no sample."""
    with pytest.raises(UsageError):
        draw_sample(many, seed=seed, size=size)


def test_a_damaged_release_is_not_sampled(tmp_path: Path) -> None:
    """A shard that is no Parquet is a message with a next step."""
    write_release(tmp_path / "r")
    for shard in (tmp_path / "r/data/quarantine").iterdir():
        shard.write_bytes(b"gone")
    with pytest.raises(ReleaseError, match=r"shards cannot be read.*warploom check"):
        draw_sample(tmp_path / "r")


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(-(10**17), 10**17), st.integers(1, 10_000))
def test_draws_are_read_back(digest: str, seed: int, size: int) -> None:
    """What a sheet states is what was drawn."""
    draw = Draw(digest, seed, size)
    assert draw == Draw.parse(str(draw))


@pytest.mark.parametrize("text", ["", "warploom-audit 9.0 release", str(Draw("a" * 63)), str(Draw("a" * 64)) + " x"])
def test_other_texts_are_no_draw(text: str) -> None:
    """Nor is another version's."""
    assert Draw.parse(text) is None


def two_strata() -> Sample:
    """100 published rows of which 4 are drawn, 10 refused of which all are."""
    published = Stratum("published", "permissive", "file", False, "c")
    refused = Stratum("refused", "copyleft", "file", True, "gpu")
    strata = (
        Drawn(published, 100, tuple(f"oc_p{i}" for i in range(4))),
        Drawn(refused, 10, tuple(f"oc_r{i}" for i in range(10))),
    )
    return Sample("n", "1", Draw("a" * 64), strata, 0)


def group(audit: Audit, name: str) -> GroupResult:
    (found,) = [group for group in audit.groups if group.group == name]
    return found


def test_rates_are_weighted_by_population() -> None:
    """1 of 4 stands for 25 of 100; 5 of 10, judged whole, for themselves."""
    judged = {f"oc_p{i}": OK for i in range(4)} | {f"oc_r{i}": WRONG if i < 5 else OK for i in range(10)}
    audit = estimate(two_strata(), judged | {"oc_p0": WRONG})
    everything = group(audit, "all")
    assert (30 / 110, 30 / 110) == pytest.approx((everything.rate_at_least, everything.rate_at_most), abs=1e-6)
    low, high = clopper_pearson(1, 4)
    assert (low, high) == pytest.approx((group(audit, "published").low, group(audit, "published").high), abs=2e-6)
    assert (0.5, 0.5, 0.5) == tuple(getattr(group(audit, "refused"), n) for n in ("rate_at_least", "low", "high"))
    assert (("oc_p0", "oc_r0", "oc_r1", "oc_r2", "oc_r3", "oc_r4"), ()) == (audit.wrong, audit.unsure)


def test_unsure_widens_to_both_sides() -> None:
    """The interval holds both what it would be if all were right and if all were wrong."""
    sure = {f"oc_p{i}": OK for i in range(4)}
    audit = estimate(two_strata(), sure | {"oc_p1": UNSURE, "oc_p0": WRONG})
    as_right = group(estimate(two_strata(), sure | {"oc_p0": WRONG}), "published")
    as_wrong = group(estimate(two_strata(), sure | {"oc_p1": WRONG, "oc_p0": WRONG}), "published")
    found = group(audit, "published")
    assert (0.25, 0.5) == (found.rate_at_least, found.rate_at_most)
    assert (as_right.low, as_wrong.high, 1) == (found.low, found.high, found.n_unsure)


def test_strata_without_judgement_are_not_covered() -> None:
    """They have no rate, and the whole says for how many it speaks."""
    audit = estimate(two_strata(), {"oc_p0": OK, "oc_p2": WRONG})
    everything = group(audit, "all")
    assert (110, 100, 14, 2) == (everything.population, everything.covered, everything.n_drawn, everything.n_judged)
    assert 0.5 == everything.rate_at_least
    assert (None, None) == (group(audit, "refused").rate_at_least, audit.strata[1].high)


def test_no_error_seen_is_not_no_error() -> None:
    """Unless everything was judged."""
    audit = estimate(two_strata(), {f"oc_p{i}": OK for i in range(4)} | {f"oc_r{i}": OK for i in range(10)})
    assert (0.0, 0.0) == (group(audit, "refused").rate_at_most, group(audit, "refused").high)
    assert (0.0, 0.0) == (audit.strata[1].low, audit.strata[1].high)
    assert 0.6024 == pytest.approx(group(audit, "published").high, abs=1e-4)


def test_limits_are_rounded_outward() -> None:
    """Six digits never leave out what the interval holds."""
    found = group(estimate(two_strata(), {f"oc_p{i}": WRONG if i == 0 else OK for i in range(4)}), "published")
    low, high = clopper_pearson(1, 4)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= low <= found.low + 1e-6
    assert found.high - 1e-6 <= high <= found.high


def test_what_is_published_names_no_path() -> None:
    """Ids, counts and rates alone, as JSON has them; equal judgements have an equal digest."""
    judged = {"oc_p0": WRONG, "oc_p1": OK}
    document = estimate(two_strata(), judged).to_json()
    assert document == json.loads(json.dumps(document))
    assert ["oc_p0"] == document["wrong"]
    assert hashlib.sha256(b"oc_p0 wrong\noc_p1 ok\n").hexdigest() == document["judgements_sha256"]
    again = estimate(two_strata(), dict(reversed(judged.items()))).to_json()
    assert document == again
