"""Runs the phases that need one bucket alone, from what was read to what its files were compiled to."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warploom.extractors.ir.compile_files import CompileFiles
from warploom.extractors.licenses.detect import DetectLicenses
from warploom.pipelines.code_views import CodeBucket
from warploom.pipelines.compiling import CompilePortion, portions
from warploom.pipelines.decontaminating import BenchmarkIndexes, FindBenchmarkHits
from warploom.pipelines.fingerprinting import FingerprintTexts
from warploom.pipelines.licensing import CollectLicenseTexts, DecideLicenses, Noticed, recognition_jobs
from warploom.pipelines.near_methods import methods_of
from warploom.pipelines.phases import PhaseRunner
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.recipe import Recipe
from warploom.pipelines.release_plan import BucketReceipts
from warploom.pipelines.row_stages import RunRowStages
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef
from warploom.pipelines.stages import NOTICE_STAGES, SYNTAX_STAGES, TEXT_STAGES
from warploom.pipelines.token_counting import CountTokens, TokenizerFile
from warploom.schemas.decontamination import BENCHMARK_MATCHES
from warploom.schemas.file_licenses import FILE_LICENSES
from warploom.schemas.notices import NOTICES
from warploom.schemas.source_files import CONTENTS, SOURCE_TEXTS, TOKEN_COUNTS
from warploom.schemas.syntax import SYNTAX_FILES, SYNTAX_UNITS


@dataclass(frozen=True, slots=True)
class BucketPhases:
    """The phases of a recipe; parts of a build run them for their own buckets, and share what came of them."""

    phases: PhaseRunner
    space: Workspace
    recipe: Recipe
    stages: Mapping[str, Any]
    indexes: BenchmarkIndexes | None
    tokenizer: TokenizerFile | None = None

    def run(self, read: Sequence[Receipt]) -> list[BucketReceipts]:
        """Texts and syntax per slice, licenses per bucket, compiling per portion of it, fingerprints per slice."""
        slices = [(r.bucket, s) for r in read for s in r.of_table(CONTENTS.name)]
        texts = self._row_phase("texts", slices, TEXT_STAGES)
        text_shards = [(t.bucket, t.one(SOURCE_TEXTS.name)) for t in texts]
        syntax = self._row_phase("syntax", text_shards, SYNTAX_STAGES)
        notices = self._row_phase("notices", text_shards, NOTICE_STAGES)
        of_texts, of_syntax, of_notices = (_by_bucket(read, receipts) for receipts in (texts, syntax, notices))
        stage = self.stages[DetectLicenses.name]
        decide: list[DecideLicenses] = []
        collect: list[CollectLicenseTexts] = []
        for r in read:
            noticed = Noticed(
                tuple(r.facts["repositories"]),
                tuple(r.of_table(CONTENTS.name)),
                tuple(n.one(NOTICES.name) for n in of_notices[r.bucket]),
            )
            collect.append(CollectLicenseTexts(r.bucket, noticed))
            decide.append(DecideLicenses(r.bucket, noticed, stage))
        if any(self.phases.pending(decide)):
            collected = self.phases.run("license_texts", collect, is_kept=False)
            self.phases.run("recognize", recognition_jobs(self.space, collected), is_kept=False, is_memo=True)
        licenses = self.phases.run("licenses", decide)
        of_bucket = {
            r.bucket: BucketReceipts(r, tuple(of_texts[r.bucket]), tuple(of_syntax[r.bucket]), decided)
            for r, decided in zip(read, licenses, strict=True)
        }
        compiled = self.phases.run("compile", [job for b in of_bucket.values() for job in self._compile_jobs(b)])
        schemes = tuple(method.scheme for method in methods_of(self.recipe.near_duplicates))
        fingerprints = self.phases.run(
            "fingerprints",
            [
                FingerprintTexts(bucket, shard, s.one(SYNTAX_UNITS.name), schemes, self.recipe.near_duplicates.device)
                for (bucket, shard), s in zip(text_shards, syntax, strict=True)
            ],
        )
        indexes = self.indexes
        looked_up = [] if indexes is None else [FindBenchmarkHits(*text_shard, indexes) for text_shard in text_shards]
        hits = self.phases.run("benchmarks", looked_up)
        tokenizer = self.tokenizer
        counted = [] if tokenizer is None else [CountTokens(*text_shard, tokenizer) for text_shard in text_shards]
        tokens = self.phases.run("tokens", counted)
        of_compiled, of_fingerprints, of_hits, of_tokens = (
            _by_bucket(read, r) for r in (compiled, fingerprints, hits, tokens)
        )
        return [
            dataclasses.replace(
                b,
                compiled=tuple(of_compiled[name]),
                fingerprints=tuple(of_fingerprints[name]),
                hits=None if self.indexes is None else tuple(h.one(BENCHMARK_MATCHES.name) for h in of_hits[name]),
                tokens=None if tokenizer is None else tuple(t.one(TOKEN_COUNTS.name) for t in of_tokens[name]),
            )
            for name, b in of_bucket.items()
        ]

    def _compile_jobs(self, bucket: BucketReceipts) -> Sequence[CompilePortion]:
        stage = self.stages[CompileFiles.name]
        code = CodeBucket(
            tuple(bucket.read.facts["repositories"]),
            tuple(bucket.read.of_table(CONTENTS.name)),
            tuple(t.one(SOURCE_TEXTS.name) for t in bucket.texts),
            tuple(s.one(SYNTAX_FILES.name) for s in bucket.syntax),
            tuple(s.one(SYNTAX_UNITS.name) for s in bucket.syntax),
            bucket.licenses.one(FILE_LICENSES.name),
        )
        n_texts: Counter[str] = Counter()
        for receipt in bucket.texts:
            n_texts.update({language: rows for language, (rows, _) in receipt.facts["languages"].items()})
        return portions(bucket.read.bucket, code, stage, n_texts)

    def _row_phase(
        self, name: str, shards: Sequence[tuple[str, ShardRef]], chain: Sequence[type[Any]]
    ) -> list[Receipt]:
        stages = tuple(self.stages[cls.name] for cls in chain)
        return self.phases.run(name, [RunRowStages(name, bucket, shard, stages) for bucket, shard in shards])


def _by_bucket(read: Sequence[Receipt], receipts: Sequence[Receipt]) -> dict[str, list[Receipt]]:
    grouped: dict[str, list[Receipt]] = {r.bucket: [] for r in read}
    for receipt in receipts:
        grouped[receipt.bucket].append(receipt)
    return grouped
