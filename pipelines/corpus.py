"""The ordered stages of a corpus: from sources to a published release, resuming wherever an earlier run stopped."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from warploom.catalog.release import finish_release
from warploom.extractors.atomic import remove_temporaries, write_json
from warploom.extractors.exact_duplicates import FindExactDuplicates
from warploom.extractors.languages import NameLanguages
from warploom.extractors.licenses.detect import DetectLicenses
from warploom.extractors.licenses.notices import CutNotices
from warploom.extractors.texts import DecodeTexts
from warploom.extractors.vendored import MarkFiles
from warploom.pipelines import lock, parts
from warploom.pipelines.deduplicating import FindDuplicates, SpillCandidates
from warploom.pipelines.exchange import partition_count, parts_of
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.licensing import CollectLicenseTexts, DecideLicenses, recognition_jobs
from warploom.pipelines.progress import Display
from warploom.pipelines.publication import assemble, is_in_place, swap
from warploom.pipelines.reading import ReadSources
from warploom.pipelines.receipts import Receipt, Receipts
from warploom.pipelines.recipe import Recipe, RecipeError, options_of, suggestion
from warploom.pipelines.release_plan import SAMPLE_NAME, Bucket, shard_jobs
from warploom.pipelines.release_shards import WriteSample
from warploom.pipelines.row_stages import RunRowStages
from warploom.pipelines.runner import Job, Runner, Workspace
from warploom.pipelines.selecting import SelectFiles
from warploom.pipelines.shards import ShardRef
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.identity import bucket_of_repo_name, repository_id
from warploom.schemas.manifest import Provenance
from warploom.schemas.notices import NOTICES
from warploom.schemas.quarantine import REJECTIONS
from warploom.schemas.source import LocalSource
from warploom.schemas.source_files import CONTENTS, SOURCE_TEXTS

STAGES: tuple[type[Any], ...] = (
    NameLanguages,
    DecodeTexts,
    MarkFiles,
    CutNotices,
    DetectLicenses,
    FindExactDuplicates,
)
"""Every stage, in order; their fields are the keys of a recipe's `[stages.NAME]`."""

PHASES = (
    "read",
    "texts",
    "license_texts",
    "recognize",
    "licenses",
    "candidates",
    "duplicates",
    "select",
    "release",
    "sample",
)
"""Steps of a build, in order; `--until` and `--only` name one of them."""


class NotReadyError(Exception):
    """`--only PHASE` was asked for, and an earlier phase has work to do."""

    def __init__(self, only: str, phase: str, n_jobs: int) -> None:
        super().__init__(only, phase, n_jobs)
        self.only, self.phase, self.n_jobs = only, phase, n_jobs

    def __str__(self) -> str:
        return f"--only {self.only}: {self.phase} has {self.n_jobs} jobs to run first. Use --until {self.only}."


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What one invocation asks for; nothing in it but `first_paths` changes what is published."""

    out: Path
    work: Path
    cache: Path
    offline: bool = False
    first_paths: int | None = None
    part: tuple[int, int] | None = None
    until: str | None = None
    only: str | None = None


@dataclass(slots=True)
class PhaseSummary:
    """What one phase did in this run."""

    name: str
    jobs: int
    ran: int
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Summary:
    """What a run did, for people and machines; `state` is published, up_to_date, part_done or stopped."""

    state: str
    phases: list[PhaseSummary]
    totals: dict[str, int]
    seconds: float
    is_over_damage_limit: bool = False

    @property
    def n_ran(self) -> int:
        """Jobs that ran; 0 when all was up to date."""
        return sum(p.ran for p in self.phases)


def make_stages(recipe: Recipe) -> dict[str, Any]:
    """One configured instance of every stage; a recipe's unknown stage or option is an error with a suggestion."""
    types = {cls.name: cls for cls in STAGES}
    for name in recipe.stages:
        if name not in types:
            raise RecipeError(
                f"[stages.{name}]", f"no such stage.{suggestion(name, list(types))} Known: {', '.join(types)}"
            )
    stages: dict[str, Any] = {
        name: options_of(cls, dict(recipe.stages.get(name, {})), f"[stages.{name}]") for name, cls in types.items()
    }
    if "license_tiers" in recipe.stages.get(FindExactDuplicates.name, {}):
        raise RecipeError("[stages.find_exact_duplicates]", "license_tiers is set in [dataset]")
    stages[FindExactDuplicates.name] = FindExactDuplicates(license_tiers=recipe.dataset.license_tiers)
    return stages


def fetch_sources(recipe: Recipe, cache: Path, *, offline: bool, display: Display) -> list[LocalSource]:
    """Bring every source to this machine, several at a time, in the recipe's order."""
    with ThreadPoolExecutor(max_workers=8) as pool:
        fetched = list(pool.map(lambda s: s.fetch(cache, offline=offline), recipe.sources))
    seen: dict[str, str] = {}
    for source in fetched:
        origin = source.origin
        key = repository_id(origin.source_kind, origin.repo_name, origin.pinned_revision)
        if key in seen:
            raise RecipeError("[[sources]]", f"{origin.origin_url} is named twice; give one of them another `name`")
        seen[key] = origin.origin_url
    display.note(f"{len(fetched)} sources at hand")
    return fetched


class Build:
    """One run of a recipe. Every phase asks first which of its jobs are done, and runs the others."""

    def __init__(self, recipe: Recipe, options: BuildOptions, runner: Runner, display: Display) -> None:
        self._recipe, self._options, self._runner, self._display = recipe, options, runner, display
        self._stages = make_stages(recipe)
        self._space = Workspace(options.work, options.cache / "licenses")
        self._receipts = Receipts(options.work)
        self._used: list[str] = []
        self._phases: list[PhaseSummary] = []
        self._started = time.monotonic()

    def run(self) -> Summary:
        """Build and publish; or stop earlier, as the options say."""
        options = self._options
        options.out.mkdir(parents=True, exist_ok=True)
        options.work.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as locks:
            for path in self._lock_paths():
                locks.enter_context(lock.held(path, f"build {self._recipe.dataset.name}"))
            if options.part is None:
                remove_temporaries(options.work)
                remove_temporaries(options.out)
            return self._run()

    def _lock_paths(self) -> list[Path]:
        if self._options.part is not None:
            return [parts.lock_path(self._options.work, self._options.part)]
        return [self._options.out / ".warploom.lock", self._options.work / "lock"]

    def _run(self) -> Summary:
        options = self._options
        sources = fetch_sources(self._recipe, options.cache, offline=options.offline, display=self._display)
        read_jobs = self._read_jobs(sources)
        if options.part is not None:
            number, of = options.part
            mine = [job for job in read_jobs if int(job.bucket) % of == number - 1]
            read = self._phase("read", mine)
            if read is None or self._bucket_phases(read) is None:
                return self._summary("stopped")
            parts.mark_done(options.work, self._plan_digest(), options.part, {r.bucket: r.fingerprint for r in read})
            return self._merge()
        read = self._phase("read", read_jobs)
        return self._summary("stopped") if read is None else self._finish(read)

    def _merge(self) -> Summary:
        """The last part to end does what needs all buckets."""
        options = self._options
        assert options.part is not None  # noqa: S101 - the caller has a part
        _, of = options.part
        done = parts.all_done(options.work, self._plan_digest(), of)
        if done is None:
            self._display.note(f"part {options.part[0]} of {of} is done; the last one to finish publishes")
            return self._summary("part_done")
        try:
            with (
                lock.held(options.out / ".warploom.lock", "merge parts"),
                lock.held(options.work / "lock", "merge parts"),
            ):
                read = []
                for bucket, fingerprint in sorted(done.items()):
                    receipt = self._receipts.get("read", bucket, fingerprint)
                    if receipt is None:
                        raise parts.PartLostError(bucket)
                    read.append(receipt)
                summary = self._finish(read)
                parts.forget(options.work, self._plan_digest(), of)
                return summary
        except lock.LockedError:
            self._display.note("all parts are done; another one is publishing")
            return self._summary("part_done")

    def _plan_digest(self) -> str:
        return digest_of(self._recipe.sha256, self._options.first_paths)

    def _read_jobs(self, sources: Sequence[LocalSource]) -> list[ReadSources]:
        buckets: dict[int, list[LocalSource]] = {}
        for source in sources:
            buckets.setdefault(bucket_of_repo_name(source.origin.repo_name), []).append(source)
        jobs = []
        for bucket, members in sorted(buckets.items()):
            members.sort(key=lambda s: (s.origin.repo_name, s.origin.source_kind, s.origin.pinned_revision))
            states = tuple(s.state() for s in members)
            jobs.append(
                ReadSources(f"{bucket:04d}", tuple(members), states, self._recipe.limits, self._options.first_paths)
            )
        return jobs

    def _bucket_phases(self, read: Sequence[Receipt]) -> tuple[list[list[Receipt]], list[Receipt]] | None:
        """What needs one bucket alone: texts per slice, licenses per bucket."""
        chain = tuple(self._stages[cls.name] for cls in (NameLanguages, DecodeTexts, MarkFiles, CutNotices))
        slices = [(r.bucket, s) for r in read for s in r.of_table(CONTENTS.name)]
        texts = self._phase("texts", [RunRowStages(bucket, s, chain) for bucket, s in slices])
        if texts is None:
            return None
        by_bucket: dict[str, list[Receipt]] = {r.bucket: [] for r in read}
        for receipt in texts:
            by_bucket[receipt.bucket].append(receipt)
        grouped = [by_bucket[r.bucket] for r in read]
        decide: list[DecideLicenses] = []
        collect: list[CollectLicenseTexts] = []
        for r, of_bucket in zip(read, grouped, strict=True):
            notices = tuple(t.one(NOTICES.name) for t in of_bucket)
            repositories = tuple(r.facts["repositories"])
            contents = tuple(r.of_table(CONTENTS.name))
            collect.append(CollectLicenseTexts(r.bucket, repositories, contents, notices))
            decide.append(DecideLicenses(r.bucket, repositories, contents, notices, self._stages[DetectLicenses.name]))
        if any(self._pending(decide)):
            collected = self._phase("license_texts", collect)
            if collected is None:
                return None
            if self._phase("recognize", recognition_jobs(self._space, collected), is_kept=False) is None:
                return None
        licenses = self._phase("licenses", decide)
        return None if licenses is None else (grouped, licenses)

    def _finish(self, read: Sequence[Receipt]) -> Summary:
        local = self._bucket_phases(read)
        if local is None:
            return self._summary("stopped")
        texts, licenses = local
        selected = self._select(read, texts, licenses)
        if selected is None:
            return self._summary("stopped")
        buckets = [
            Bucket(r, tuple(t), license_receipt, chosen)
            for r, t, license_receipt, chosen in zip(read, texts, licenses, selected, strict=True)
        ]
        shards = self._release(buckets)
        if shards is None:
            return self._summary("stopped")
        state = self._publish(shards)
        self._remember()
        totals = {
            name: sum(r.counts.get(name, 0) for r in selected) for name in ("published", "refused", "damaged", "paths")
        }
        summary = self._summary(state, totals)
        limit = self._recipe.quarantine.max_damaged_share * max(1, totals["paths"])
        summary.is_over_damage_limit = totals["damaged"] > limit
        return summary

    def _select(
        self, read: Sequence[Receipt], texts: Sequence[Sequence[Receipt]], licenses: Sequence[Receipt]
    ) -> list[Receipt] | None:
        n_partitions = partition_count(sum(r.one(FILE_LICENSES.name).rows for r in licenses))
        candidates = self._phase(
            "candidates",
            [
                SpillCandidates(
                    r.bucket,
                    tuple(t.one(SOURCE_TEXTS.name) for t in of_bucket),
                    license_receipt.one(FILE_LICENSES.name),
                    tuple((f["repository_id"], f["revision_time"]) for f in r.facts["repositories"]),
                    n_partitions,
                )
                for r, of_bucket, license_receipt in zip(read, texts, licenses, strict=True)
            ],
        )
        if candidates is None:
            return None
        spills = [r.facts["spill"] for r in candidates]
        stage = self._stages[FindExactDuplicates.name]
        decisions = self._phase(
            "duplicates", [FindDuplicates(f"{n:04d}", parts_of(spills, n), stage) for n in range(n_partitions)]
        )
        if decisions is None:
            return None
        routed = [r.facts["spill"] for r in decisions]
        return self._phase(
            "select",
            [
                SelectFiles(
                    r.bucket,
                    tuple(r.facts["repositories"]),
                    tuple(r.of_table(CONTENTS.name)),
                    tuple(t.one(SOURCE_TEXTS.name) for t in of_bucket),
                    (
                        *r.of_table(REJECTIONS.name),
                        *(t.one(REJECTIONS.name) for t in of_bucket),
                        *license_receipt.of_table(REJECTIONS.name),
                    ),
                    license_receipt.one(FILE_LICENSES.name),
                    parts_of(routed, int(r.bucket)),
                    self._recipe.dataset.license_tiers,
                )
                for r, of_bucket, license_receipt in zip(read, texts, licenses, strict=True)
            ],
        )

    def _release(self, buckets: Sequence[Bucket]) -> dict[str, ShardRef] | None:
        """The release's shards by their published names."""
        dataset = self._recipe.dataset
        jobs = shard_jobs(buckets, dataset.name, dataset.version)
        written = self._phase("release", list(jobs.values()))
        if written is None:
            return None
        shards = {name: receipt.shards[0] for name, receipt in zip(jobs, written, strict=True)}
        trainable = tuple(ref for name, ref in shards.items() if name.startswith("data/source_files/"))
        sample = self._phase("sample", [WriteSample("sample", trainable)])
        return None if sample is None else {**shards, SAMPLE_NAME: sample[0].shards[0]}

    def _publish(self, shards: Mapping[str, ShardRef]) -> str:
        dataset = self._recipe.dataset
        provenance = Provenance(
            dataset.name,
            dataset.version,
            dataset.description,
            dataset.license_tiers,
            self._recipe.sha256,
            self._recipe.text,
            version("warploom"),
            {name: version(name) for name in ("pyarrow", "scancode-toolkit-mini", "license-expression")},
        )
        work, out = self._options.work, self._options.out
        state = digest_of(
            {name: [s.path, s.sha256] for name, s in shards.items()},
            repr(provenance),
            code_digest(finish_release.__module__),
            code_digest(assemble.__module__),
        )
        marker = work / "assembled.json"
        assembly = work / "assembly"
        if _read_text(marker) != state or not assembly.is_dir():
            marker.unlink(missing_ok=True)
            assemble(work, shards, provenance)
            write_json(marker, state)
        if is_in_place(assembly, out):
            return "up_to_date"
        swap(assembly, out)
        return "published"

    def _phase(self, name: str, jobs: Sequence[Job], *, is_kept: bool = True) -> list[Receipt] | None:
        """Run what is not done yet; receipts in the order of the jobs, or None if the run stops after this phase."""
        started = time.monotonic()
        pending = self._pending(jobs)
        if self._options.only is not None and name != self._options.only and pending:
            raise NotReadyError(self._options.only, name, len(pending))
        summary = PhaseSummary(name, len(jobs), len(pending), 0.0)
        self._display.begin(name, len(jobs), len(jobs) - len(pending))

        def done(receipt: Receipt) -> None:
            self._display.advance(receipt)
            for key, value in receipt.counts.items():
                summary.counts[key] = summary.counts.get(key, 0) + value

        self._runner.run(pending, self._space, done)
        self._display.end()
        summary.seconds = time.monotonic() - started
        self._phases.append(summary)
        receipts = []
        for job in jobs:
            receipt = self._receipts.get(job.phase, job.bucket, job.fingerprint)
            assert receipt is not None, f"{name}: {job.bucket} left no receipt"  # noqa: S101 - perform wrote it
            receipts.append(receipt)
            if is_kept:
                self._used.append(receipt.key)
        return None if name in (self._options.until, self._options.only) else receipts

    def _pending(self, jobs: Iterable[Job]) -> list[Job]:
        return [job for job in jobs if self._receipts.get(job.phase, job.bucket, job.fingerprint) is None]

    def _remember(self) -> None:
        """Note which receipts this build used, for `clean --keep N`, and fold them into the index."""
        builds = self._options.work / "builds"
        numbers = [int(p.stem) for p in builds.glob("*.json")] if builds.is_dir() else []
        last = builds / f"{max(numbers, default=0):06d}.json"
        if last.is_file() and json.loads(last.read_bytes()) == sorted(self._used):
            return
        write_json(builds / f"{max(numbers, default=0) + 1:06d}.json", sorted(self._used))
        self._receipts.compact()

    def _summary(self, state: str, totals: dict[str, int] | None = None) -> Summary:
        return Summary(state, self._phases, totals or {}, time.monotonic() - self._started)


def _read_text(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
