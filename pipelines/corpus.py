"""One build of a corpus: from sources to a published release, resuming wherever an earlier run stopped."""

from __future__ import annotations

import contextlib
import functools
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from warploom.catalog.charts import MISSING, drawing_versions
from warploom.catalog.datasheet_answers import read_answers, unanswered
from warploom.extractors.atomic import remove_temporaries
from warploom.extractors.exact_duplicates import FindExactDuplicates
from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.sources.local import LocalDirectory, LocalTree
from warploom.extractors.splits import SplitRules
from warploom.pipelines import lock, parts
from warploom.pipelines.bucket_phases import BucketPhases
from warploom.pipelines.decontaminating import BenchmarkIndexes, find_indexes
from warploom.pipelines.deduplicating import FindDuplicates, SpillCandidates
from warploom.pipelines.doubles import DROPPED_BY
from warploom.pipelines.earlier_release import EarlierRelease, find_earlier
from warploom.pipelines.evidence import RunnerResults, find_results
from warploom.pipelines.exchange import Spill, all_parts, partition_count, parts_of
from warploom.pipelines.fetching import fetch_sources, optouts_of
from warploom.pipelines.fingerprints import digest_of
from warploom.pipelines.likeness import Likeness, find_likeness
from warploom.pipelines.pair_phases import PairPhases
from warploom.pipelines.pair_shards import PairShards, likeness_of_pairs, pair_jobs
from warploom.pipelines.phases import PhaseRunner, StopRequestedError, Summary
from warploom.pipelines.places import claim, compile_cache
from warploom.pipelines.progress import Display
from warploom.pipelines.publication import damaged_shards, name_release, publish
from warploom.pipelines.reading import ReadSources
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.recipe import Recipe
from warploom.pipelines.release_plan import (
    SAMPLE_NAME,
    Bucket,
    BucketReceipts,
    compiled_jobs,
    derived_jobs,
    likeness_jobs,
    shard_jobs,
    without_empty_splits,
)
from warploom.pipelines.release_shards import WriteSample
from warploom.pipelines.runner import Runner, Workspace
from warploom.pipelines.selecting import SelectFiles
from warploom.pipelines.shards import ShardRef
from warploom.pipelines.splitting import DecideSplits
from warploom.pipelines.stages import make_stages
from warploom.pipelines.token_counting import TokenizerFile, find_tokenizer
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.identity import bucket_of_repo_name
from warploom.schemas.manifest import Provenance
from warploom.schemas.path_histories import PATH_HISTORIES
from warploom.schemas.quarantine import REJECTIONS
from warploom.schemas.source import LocalSource
from warploom.schemas.source_files import CONTENTS, SOURCE_TEXTS
from warploom.validators.pair_rows import Prover
from warploom.validators.simulator_prover import SimulatorProver

_SAMPLED = re.compile("data/source_files/[^/]+/train-[^/]+")


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What one invocation asks for; of it `first_paths` changes what is published, and `release` its name."""

    out: Path
    work: Path
    cache: Path
    offline: bool = False
    first_paths: int | None = None
    part: tuple[int, int] | None = None
    until: str | None = None
    only: str | None = None
    release: str = ""
    """Version of the release, or `next`; empty for none."""
    today: date = date.min
    """Of which `next` makes a version."""


class Build:
    """One run of a recipe. Every phase asks first which of its jobs are done, and runs the others."""

    def __init__(
        self,
        recipe: Recipe,
        options: BuildOptions,
        runner: Runner,
        display: Display,
        prover: Prover | None = None,
    ) -> None:
        self._prover = prover or SimulatorProver()
        self._recipe, self._options, self._runner, self._display = recipe, options, runner, display
        self._stages = make_stages(recipe)
        self._space = Workspace(options.work, options.cache / "licenses", compile_cache(options.cache))
        self._phases = PhaseRunner(self._space, runner, display, until=options.until, only=options.only)
        self._n_opted_out = 0
        self._fetched: dict[str, int] = {}
        self._withheld: tuple[str, ...] = ()
        self._earlier: EarlierRelease | None = None
        self._results: RunnerResults | None = None
        self._indexes: BenchmarkIndexes | None = None
        self._tokenizer: TokenizerFile | None = None
        own = recipe.dataset.answers
        self._answers = read_answers(Path(own) if own else None)
        self._largest_group: tuple[str | None, float] = (None, 0.0)
        self._started = time.monotonic()

    def run(self) -> Summary:
        """Build and publish; or stop earlier, as the options say."""
        options = self._options
        self._indexes = find_indexes(self._recipe.decontamination.against)
        self._tokenizer = find_tokenizer(self._recipe.tokens.tokenizer)
        local = [Path(s.path) for s in self._recipe.sources if isinstance(s, LocalDirectory)]
        claim(options.out, options.work, options.cache, local)
        written = (options.out, options.work)
        self._earlier = find_earlier(self._recipe.splits.earlier, written)
        asked = self._recipe.pairs
        self._results = find_results(asked.evidence, asked.evidence_key, written)
        with contextlib.ExitStack() as locks:
            for path in self._lock_paths():
                locks.enter_context(lock.held(path, f"build {self._recipe.dataset.name}"))
            # Looked at after taking our own: of a whole build and a part that start at once, one sees the other.
            for path in self._foreign_locks():
                lock.refuse_if_held(path)
            if options.part is None:
                remove_temporaries(options.work)
                remove_temporaries(options.out)
            try:
                return self._run()
            except StopRequestedError:
                return self._summary("stopped")

    def _lock_paths(self) -> list[Path]:
        if self._options.part is not None:
            return [parts.lock_path(self._options.work, self._options.part)]
        return [self._options.out / ".warploom.lock", self._options.work / "lock"]

    def _foreign_locks(self) -> list[Path]:
        work = self._options.work
        return [work / "lock"] if self._options.part is not None else parts.lock_paths(work)

    def _run(self) -> Summary:
        options = self._options
        optouts = optouts_of(self._recipe, options.work)
        fetched = fetch_sources(self._recipe, options.cache, optouts, offline=options.offline, display=self._display)
        if self._recipe.listings:
            claim(options.out, options.work, options.cache, _directories(fetched.sources))
        self._n_opted_out, self._fetched = fetched.n_opted_out, fetched.counts()
        self._withheld = tuple(sorted(optouts.contents))
        read_jobs = self._read_jobs(fetched.sources)
        if options.part is not None:
            number, of = options.part
            mine = [job for job in read_jobs if int(job.bucket) % of == number - 1]
            read = self._phases.run("read", mine)
            self._of_buckets(read)
            # The plan names the state of every source: parts of different rounds do not mix.
            plan = digest_of(self._recipe.sha256, [[job.bucket, job.fingerprint] for job in read_jobs])
            parts.mark_done(options.work, plan, options.part, {r.bucket: r.fingerprint for r in read})
            return self._merge(plan)
        return self._finish(self._phases.run("read", read_jobs))

    def _merge(self, plan: str) -> Summary:
        """The last part to end does what needs all buckets."""
        options = self._options
        assert options.part is not None  # noqa: S101 - the caller has a part
        _, of = options.part
        done = parts.all_done(options.work, plan, of)
        if done is None:
            self._display.note(f"part {options.part[0]} of {of} is done; the last one to finish publishes")
            if others := parts.done_otherwise(options.work, plan, of):
                numbers = ", ".join(map(str, others))
                self._display.note(f"done for other states of the sources, to be run again: parts {numbers} of {of}")
            return self._summary("part_done")
        try:
            with (
                lock.held(options.out / ".warploom.lock", "merge parts"),
                lock.held(options.work / "lock.merge", "merge parts"),
            ):
                read = []
                for bucket, fingerprint in sorted(done.items()):
                    receipt = self._phases.recall("read", bucket, fingerprint)
                    if receipt is None:
                        raise parts.PartLostError(bucket)
                    read.append(receipt)
                summary = self._finish(read)
                parts.forget_all(options.work)
                return summary
        except lock.LockedError:
            self._display.note("all parts are done; another one is publishing")
            return self._summary("part_done")

    def _read_jobs(self, sources: Sequence[LocalSource]) -> list[ReadSources]:
        buckets: dict[int, list[LocalSource]] = {}
        for source in sources:
            buckets.setdefault(bucket_of_repo_name(source.origin.repo_name), []).append(source)
        jobs = []
        for bucket, members in sorted(buckets.items()):
            members.sort(key=lambda s: (s.origin.repo_name, s.origin.source_kind, s.origin.pinned_revision))
            states = tuple(s.state() for s in members)
            jobs.append(
                ReadSources(
                    f"{bucket:04d}",
                    tuple(members),
                    states,
                    self._recipe.limits,
                    self._options.first_paths,
                    self._withheld,
                )
            )
        return jobs

    def _of_buckets(self, read: Sequence[Receipt]) -> list[BucketReceipts]:
        phases = BucketPhases(self._phases, self._space, self._recipe, self._stages, self._indexes, self._tokenizer)
        return phases.run(read)

    def _finish(self, read: Sequence[Receipt]) -> Summary:
        made = self._of_buckets(read)
        routed = self._find_exact_duplicates(made)
        split = functools.partial(self._split, made, routed)
        likeness = find_likeness(self._phases, self._recipe.near_duplicates, made, routed, split)
        selected = self._select(made, routed, likeness)
        near = self._recipe.near_duplicates
        dropping = [name for name in DROPPED_BY if getattr(near, name) == "drop"]
        replacing = dict.fromkeys(dropping, likeness.same_everywhere)
        buckets = [
            Bucket(of_bucket, chosen, likeness.same_of(of_bucket.number), replacing)
            for of_bucket, chosen in zip(made, selected, strict=True)
        ]
        damaged = damaged_shards(self._options.work, self._options.out)
        for name in damaged:
            self._display.note(f"{name} was changed since it was published; it is written again")
        if damaged:
            self._phases.receipts.forget(damaged.values())
        n_withheld = sum(f["n_withheld"] for r in read for f in r.facts["repositories"])
        removals = {"repositories": self._n_opted_out, "contents": n_withheld}
        phases = PairPhases(
            self._phases, self._recipe, self._prover, self._display, self._options.offline, self._results
        )
        pairs = phases.run()
        state = self._publish(self._release(buckets, likeness, pairs), removals)
        self._phases.remember()
        counted = ("published", "refused", "damaged", "lost", "paths")
        totals = {name: sum(r.counts.get(name, 0) for r in selected) for name in counted}
        summary = self._summary(state, totals)
        limit = self._recipe.quarantine.max_damaged_share * max(1, totals["paths"])
        summary.is_over_damage_limit = totals["damaged"] > limit or totals["lost"] > 0
        return summary

    def _find_exact_duplicates(self, buckets: Sequence[BucketReceipts]) -> list[Spill]:
        """Decisions of all partitions, by bucket."""
        n_partitions = partition_count(sum(b.licenses.one(FILE_LICENSES.name).rows for b in buckets))
        candidates = self._phases.run(
            "candidates",
            [
                SpillCandidates(
                    b.read.bucket,
                    tuple(t.one(SOURCE_TEXTS.name) for t in b.texts),
                    b.licenses.one(FILE_LICENSES.name),
                    tuple((f["repository_id"], f["revision_time"]) for f in b.read.facts["repositories"]),
                    n_partitions,
                    self._recipe.dataset.filter,
                    tuple(shard for s in b.syntax for shard in s.of_table(REJECTIONS.name)),
                )
                for b in buckets
            ],
        )
        spills = [r.facts["spill"] for r in candidates]
        stage = self._stages[FindExactDuplicates.name]
        decisions = self._phases.run(
            "duplicates", [FindDuplicates(f"{n:04d}", parts_of(spills, n), stage) for n in range(n_partitions)]
        )
        return [r.facts["spill"] for r in decisions]

    def _select(self, buckets: Sequence[BucketReceipts], routed: Sequence[Spill], likeness: Likeness) -> list[Receipt]:
        return self._phases.run(
            "select",
            [
                SelectFiles(
                    b.read.bucket,
                    tuple(b.read.facts["repositories"]),
                    tuple(b.read.of_table(CONTENTS.name)),
                    tuple(b.read.of_table(PATH_HISTORIES.name)),
                    tuple(t.one(SOURCE_TEXTS.name) for t in b.texts),
                    (
                        *b.read.of_table(REJECTIONS.name),
                        *(shard for t in (*b.texts, *b.syntax) for shard in t.of_table(REJECTIONS.name)),
                        *b.licenses.of_table(REJECTIONS.name),
                    ),
                    b.licenses.one(FILE_LICENSES.name),
                    parts_of(routed, b.number),
                    likeness.near_of(b.number),
                    parts_of([likeness.splits], b.number),
                    self._recipe.dataset.license_tiers,
                    b.hits or () if self._recipe.decontamination.train == "exclude" else (),
                )
                for b in buckets
            ],
        )

    def _split(
        self, buckets: Sequence[BucketReceipts], routed: Sequence[Spill], near: Spill, compared: Sequence[ShardRef]
    ) -> Spill:
        """Decisions on all files, by bucket."""
        asked = self._recipe.splits
        job = DecideSplits(
            "all",
            all_parts(routed),
            all_parts([near]),
            tuple(compared),
            tuple(facts for b in buckets for facts in b.read.facts["repositories"]),
            SplitRules(asked.validation, asked.test, asked.max_group_share, asked.salt),
            self._earlier,
            tuple(shard for b in buckets for shard in b.hits or ()),
        )
        (receipt,) = self._phases.run(job.phase, [job])
        self._largest_group = receipt.facts["largest_group"], receipt.facts["largest_group_share"]
        spill: Spill = receipt.facts["spill"]
        return spill

    def _release(self, buckets: Sequence[Bucket], likeness: Likeness, pairs: PairShards) -> dict[str, Receipt]:
        """Receipts of the release's shards by their published names."""
        dataset = self._recipe.dataset
        shards: dict[str, Receipt] = {}
        named = (buckets, dataset.name, dataset.version)
        for phase, jobs in (
            ("derive", {**derived_jobs(*named), **compiled_jobs(*named)}),
            (
                "release",
                {
                    **shard_jobs(*named),
                    **likeness_jobs([*likeness.evidence, *likeness_of_pairs(pairs)]),
                    **pair_jobs(pairs, dataset.name, dataset.version),
                },
            ),
        ):
            shards.update(zip(jobs, self._phases.run(phase, list(jobs.values())), strict=True))
        shards = without_empty_splits(shards)
        trainable = tuple(r.shards[0] for name, r in shards.items() if _SAMPLED.fullmatch(name))
        (sample,) = self._phases.run("sample", [WriteSample("sample", trainable)])
        return {**shards, SAMPLE_NAME: sample}

    def _publish(self, shards: Mapping[str, Receipt], removals: Mapping[str, int]) -> str:
        dataset = self._recipe.dataset
        compiling = self._stages[CompileFiles.name]
        compilers = compiling.tool_versions() if compiling.languages else {}
        provenance = Provenance(
            dataset.name,
            dataset.version,
            dataset.description,
            dataset.license_tiers,
            self._recipe.sha256,
            self._recipe.text,
            self._options.first_paths,
            version("warploom"),
            {name: version(name) for name in ("pyarrow", "scancode-toolkit-mini", "license-expression")}
            | compilers
            | drawing_versions(),
            removals,
            self._decontamination(),
            answers=self._answers,
            tokenizer={}
            if self._tokenizer is None
            else {"name": self._tokenizer.name, "sha256": self._tokenizer.sha256},
            published=dataset.published,
            visibility=dataset.visibility,
        )
        self._tell_what_is_missing()
        options = self._options
        named = name_release(options.work, options.out, shards, provenance, options.release, options.today)
        return publish(options.work, options.out, shards, named)

    def _tell_what_is_missing(self) -> None:
        """What the release would have with another tool, its pages with another library, or another answer."""
        for sentence in self._stages[CompileFiles.name].missing():
            self._display.note(sentence)
        if not drawing_versions():
            self._display.note(f"datasheet.html has no pictures, its tables alone: {MISSING} and build again")
        open_questions = unanswered(self._answers)
        if open_questions:
            self._display.note(
                f"{len(open_questions)} questions of the datasheet are not answered: {', '.join(open_questions)}; "
                "name a file of answers in the recipe ([dataset] answers)"
            )

    def _decontamination(self) -> dict[str, Any]:
        if self._indexes is None:
            return {}
        return {"train": self._recipe.decontamination.train, "against": dict(self._indexes.benchmarks)}

    def _summary(self, state: str, totals: dict[str, int] | None = None) -> Summary:
        seconds = time.monotonic() - self._started
        compiling = self._stages[CompileFiles.name]
        isolation = str(compiling.workshop().isolation) if compiling.languages else None
        summary = Summary(state, self._fetched, self._phases.summaries, totals or {}, seconds, isolation)
        summary.largest_group, summary.largest_group_share = self._largest_group
        return summary


def _directories(sources: Sequence[LocalSource]) -> list[Path]:
    return [source.path for source in sources if isinstance(source, LocalTree)]
