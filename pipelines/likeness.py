"""Runs the phases that find what is alike: files by bands, units and functions by keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from warploom.pipelines.exchange import Part, Spill, all_parts, partition_count, parts_of
from warploom.pipelines.fingerprinting import FingerprintFunctions, fingerprints_table
from warploom.pipelines.near_deduplicating import DecideNear, FindCandidates, SpillBands, by_place
from warploom.pipelines.near_functions import SpillFunctionBands
from warploom.pipelines.near_methods import Method, function_method, methods_of
from warploom.pipelines.near_repositories import RelateRepositories
from warploom.pipelines.near_settling import SettleNear
from warploom.pipelines.phases import PhaseRunner
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.recipe_tables import NearDuplicates
from warploom.pipelines.release_plan import BucketReceipts
from warploom.pipelines.same_rows import FindSameRows, SpillSame
from warploom.pipelines.shards import ShardRef
from warploom.schemas.fingerprints import CANDIDATE_PAIRS, COMPARED_DOCUMENTS, CROWDED_BANDS, UNIT_DIGESTS
from warploom.schemas.ir import COMPILED_FUNCTIONS, COMPILED_MODULES
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.schemas.source_files import SOURCE_TEXTS

_BAND_ROWS = 4_000_000
"""Of 16 bytes, in a partition."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is alike in the whole corpus."""

    near: Spill
    """`near_decisions` by bucket."""
    splits: Spill
    """`split_decisions` by bucket."""
    same: tuple[Spill, ...]
    """`same_decisions` by bucket."""
    evidence: tuple[ShardRef, ...]
    """Shards of `near_duplicates`."""

    @property
    def same_everywhere(self) -> tuple[Part, ...]:
        """What was decided on all units and functions."""
        numbers = sorted({int(number) for spill in self.same for number in spill["parts"]})
        return tuple(part for number in numbers for part in self.same_of(number))

    def near_of(self, bucket: int) -> tuple[Part, ...]:
        """What was decided on a bucket's paths."""
        return parts_of([self.near], bucket)

    def same_of(self, bucket: int) -> tuple[Part, ...]:
        """What was decided on a bucket's units and functions."""
        return parts_of(self.same, bucket)


def find_likeness(
    phases: PhaseRunner,
    options: NearDuplicates,
    buckets: Sequence[BucketReceipts],
    routed: Sequence[Spill],
    split: Callable[[Spill, Sequence[ShardRef]], Spill],
) -> Likeness:
    """Find it; `routed` are the decisions on exact duplicates, by bucket.

    `split` splits files by `near_decisions` and `near_duplicates` of files, and says by bucket which ones are left: of
    others no unit and no function is compared, lest it stand for one that is published.
    """
    methods = methods_of(options)
    decisions = {b.number: parts_of(routed, b.number) for b in buckets}
    of_method = {
        m.name: {b.number: tuple(f.one(fingerprints_table(m.scheme)) for f in b.fingerprints) for b in buckets}
        for m in methods
    }
    texts = {b.number: tuple(t.one(SOURCE_TEXTS.name) for t in b.texts) for b in buckets}
    n_texts = sum(shard.rows for shards in texts.values() for shard in shards)
    n_partitions = partition_count(n_texts * max(m.criterion.n_bands for m in methods), _BAND_ROWS)
    bands = phases.run(
        "bands",
        [
            SpillBands(
                b.read.bucket,
                decisions[b.number],
                texts[b.number],
                {name: of_bucket[b.number] for name, of_bucket in of_method.items()},
                methods,
                n_partitions,
            )
            for b in buckets
        ],
    )
    compared = tuple(r.one(COMPARED_DOCUMENTS.name) for r in bands)
    spills = {m.name: [r.facts["spills"][m.name] for r in bands] for m in methods}
    places = {name: _all_places(of_bucket) for name, of_bucket in of_method.items()}
    names = ("near_candidates", "near_decisions")
    near = _decide(phases, names, methods, spills, compared, places, _all_places(texts), n_partitions)
    repositories = [facts for b in buckets for facts in b.read.facts["repositories"]]
    (settled,) = phases.run(
        "settle",
        [
            SettleNear(
                "near",
                near,
                compared,
                tuple(decisions.values()),
                {facts["repository_id"]: facts["repo_name"] for facts in repositories},
                options.source_files == "drop",
                options.max_lost_share,
            )
        ],
    )
    spill: Spill = settled.facts["spill"]
    times = {facts["repository_id"]: facts["revision_time"] for facts in repositories}
    (relate,) = phases.run("relate", [RelateRepositories("all", all_parts(routed), times, options.fork_threshold)])
    related = relate.one(NEAR_DUPLICATES.name)
    splits = split(spill, (*near.values(), related))
    same = _find_same(phases, buckets, compared, splits)
    same_spills = tuple(r.facts["spill"] for r in same)
    functions = _find_functions(phases, options, buckets, compared, splits, same_spills)
    evidence = (*near.values(), related, *(r.one(NEAR_DUPLICATES.name) for r in same), functions)
    return Likeness(spill, splits, same_spills, evidence)


def _all_places(of_buckets: Mapping[int, Sequence[ShardRef]]) -> dict[int, ShardRef]:
    """Shards of all slices by place."""
    return {place: s for number, shards in of_buckets.items() for place, s in by_place(number, shards).items()}


def _decide(
    phases: PhaseRunner,
    names: tuple[str, str],
    methods: Sequence[Method],
    spills: Mapping[str, Sequence[Spill]],
    compared: tuple[ShardRef, ...],
    places: Mapping[str, Mapping[int, ShardRef]],
    texts: Mapping[int, ShardRef],
    n_partitions: int,
) -> dict[str, ShardRef]:
    """What the methods find in their partitions: shards of `near_duplicates` by method."""
    searches = [(m, n) for m in methods for n in range(n_partitions)]
    found = phases.run(
        names[0],
        [
            FindCandidates(names[0], f"{m.name}-{n:04d}", parts_of(spills[m.name], n), places[m.name], m)
            for m, n in searches
        ],
    )
    mine: dict[str, list[Receipt]] = {m.name: [] for m in methods}
    for (m, _), receipt in zip(searches, found, strict=True):
        mine[m.name].append(receipt)
    decided = phases.run(
        names[1],
        [
            DecideNear(
                names[1],
                m.name,
                tuple(r.one(CANDIDATE_PAIRS.name) for r in mine[m.name]),
                tuple(r.one(CROWDED_BANDS.name) for r in mine[m.name]),
                compared,
                places[m.name],
                texts,
                m,
            )
            for m in methods
        ],
    )
    return {m.name: r.one(NEAR_DUPLICATES.name) for m, r in zip(methods, decided, strict=True)}


def _find_functions(
    phases: PhaseRunner,
    options: NearDuplicates,
    buckets: Sequence[BucketReceipts],
    compared: Sequence[ShardRef],
    splits: Spill,
    same: Sequence[Spill],
) -> ShardRef:
    method = function_method(options)
    table = fingerprints_table(method.scheme)
    texts = {b.number: tuple(c.one(COMPILED_FUNCTIONS.name) for c in b.compiled) for b in buckets}
    made = iter(
        phases.run(
            "function_fingerprints",
            [
                FingerprintFunctions(b.read.bucket, shard, method.scheme, options.device)
                for b in buckets
                for shard in texts[b.number]
            ],
        )
    )
    fingerprints = {number: tuple(next(made).one(table) for _ in shards) for number, shards in texts.items()}
    n_functions = sum(shard.rows for shards in texts.values() for shard in shards)
    n_partitions = partition_count(n_functions * method.criterion.n_bands, _BAND_ROWS)
    bands = phases.run(
        "function_bands",
        [
            SpillFunctionBands(
                b.read.bucket,
                files,
                parts_of([splits], b.number),
                parts_of(same, b.number),
                texts[b.number],
                fingerprints[b.number],
                method,
                n_partitions,
            )
            for b, files in zip(buckets, compared, strict=True)
        ],
    )
    found = _decide(
        phases,
        ("function_candidates", "function_decisions"),
        [method],
        {method.name: [r.facts["spill"] for r in bands]},
        tuple(r.one(COMPARED_DOCUMENTS.name) for r in bands),
        {method.name: _all_places(fingerprints)},
        _all_places(texts),
        n_partitions,
    )
    return found[method.name]


def _find_same(
    phases: PhaseRunner, buckets: Sequence[BucketReceipts], compared: Sequence[ShardRef], splits: Spill
) -> list[Receipt]:
    units = {b.number: tuple(f.one(UNIT_DIGESTS.name) for f in b.fingerprints) for b in buckets}
    compiled = {
        b.number: tuple((c.one(COMPILED_MODULES.name), c.one(COMPILED_FUNCTIONS.name)) for c in b.compiled)
        for b in buckets
    }
    n_rows = sum(s.rows for shards in units.values() for s in shards)
    n_rows += sum(functions.rows for shards in compiled.values() for _, functions in shards)
    n_partitions = partition_count(2 * n_rows)
    spilled = phases.run(
        "same_candidates",
        [
            SpillSame(
                b.read.bucket, shard, parts_of([splits], b.number), units[b.number], compiled[b.number], n_partitions
            )
            for b, shard in zip(buckets, compared, strict=True)
        ],
    )
    spills = [r.facts["spill"] for r in spilled]
    return phases.run("same", [FindSameRows(f"{n:04d}", parts_of(spills, n)) for n in range(n_partitions)])
