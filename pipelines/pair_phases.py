"""Runs the phases of pairs: they are made, proven in slices, and related, until enough are proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warploom.catalog.pair_records import DEFAULT_SEED
from warploom.extractors.splits import SplitRules
from warploom.pipelines.evidence import RunnerResults, TakeEvidence
from warploom.pipelines.pair_relating import RelatePairs
from warploom.pipelines.pair_shards import PairShards
from warploom.pipelines.pair_sources import (
    SLICE,
    Generator,
    Half,
    Loopy,
    MakePairs,
    PairMaker,
    PairSource,
    ReferenceSet,
    block_seed,
    slices_of,
)
from warploom.pipelines.pairing import ProvePairs
from warploom.pipelines.phases import PhaseRunner
from warploom.pipelines.progress import Display
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.recipe import Recipe
from warploom.pipelines.translating import TRANSLATIONS, AskCandidate, TranslatedPairs
from warploom.schemas.errors import UsageError
from warploom.schemas.input_specs import INPUT_SPECS
from warploom.schemas.kernel_pairs import PAIR_DECISIONS, PROVEN_PAIRS
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.schemas.runners import RUNNERS
from warploom.schemas.timings import TIMINGS
from warploom.schemas.verdicts import VERDICTS
from warploom.validators.pair_rows import Prover

_ON_THE_CPU, _ON_A_DEVICE = "agrees_on_cpu", "agrees_on_gpu"
_LEAST_BLOCK = 24
"""Pairs that are made at once at least."""
_SPARE = 1.15
"""Pairs made for each one that is wanted, by the share of those made before that were published."""
_LEAST_SHARE = 0.2
"""Of pairs that are published, for the size of the next block."""


class OfflineError(UsageError):
    """An endpoint would have to be asked, and no socket may be opened."""

    def __init__(self, candidate: str) -> None:
        super().__init__(candidate)
        self.candidate = candidate

    def __str__(self) -> str:
        return f"candidate {self.candidate}: has not answered yet. Build once without --offline; answers are kept."


@dataclass(frozen=True, slots=True)
class PairPhases:
    """The phases of a recipe's `[pairs]`."""

    phases: PhaseRunner
    recipe: Recipe
    prover: Prover
    display: Display
    is_offline: bool = False
    results: RunnerResults | None = None
    """Of runners, that the recipe names."""

    def run(self) -> PairShards:
        """Make, prove and relate; nothing where the recipe asks for no pairs."""
        wanted = self.recipe.pairs.generate
        makers = self._makers()
        if not makers and not wanted:
            return PairShards()
        most = max(_LEAST_BLOCK, int(wanted * self.recipe.pairs.max_tries))
        n_made, size, number = 0, min(most, max(_LEAST_BLOCK, int(wanted * _SPARE))), 0
        while True:
            if wanted:
                makers.append((f"{Generator.name}{number}", self._generator(number, size)))
                n_made += size
                number += 1
            made = self.phases.run("pairs_made", [MakePairs(bucket, maker) for bucket, maker in makers])
            sources: list[PairSource] = [one for receipt in made for one in slices_of(receipt)]
            proven = self.phases.run("pairs", self._jobs(sources, 0))
            taken = self._take(proven)
            related = self._relate(proven, taken)
            n_published = related.facts["n_generated"]
            if n_published >= wanted or n_made >= most:
                break
            lacking = (wanted - n_published) / max(_LEAST_SHARE, n_published / n_made)
            size = min(most - n_made, max(_LEAST_BLOCK, int(lacking * _SPARE)))
        if self.recipe.candidates:
            proven = self._translate(proven, len(sources) * SLICE)
            taken = self._take(proven)
            related = self._relate(proven, taken)
        if n_published < wanted:
            self.display.note(
                f"{wanted} generated pairs were wanted; of {n_made} that were made {n_published} are published"
            )
        if taken is not None and taken.counts["refused"]:
            why = "; ".join(taken.facts["refused"])
            self.display.note(f"evidence: {taken.counts['refused']} lines count for nothing here: {why}")
        return PairShards(
            tuple((receipt.bucket, receipt.one(PROVEN_PAIRS.name)) for receipt in proven),
            tuple(receipt.one(INPUT_SPECS.name) for receipt in proven),
            tuple(receipt.one(VERDICTS.name) for receipt in proven),
            related.one(PAIR_DECISIONS.name),
            related.one(NEAR_DUPLICATES.name),
            tuple(related.facts["splits"]),
            None if taken is None else taken.one(VERDICTS.name),
            None if taken is None else taken.one(TIMINGS.name),
            None if taken is None else taken.one(RUNNERS.name),
        )

    def _translate(self, proven: Sequence[Receipt], first: int) -> list[Receipt]:
        """All slices, those that candidates' answers make among them."""
        pairs = tuple(receipt.one(PROVEN_PAIRS.name) for receipt in proven)
        specs = tuple(receipt.one(INPUT_SPECS.name) for receipt in proven)
        asked = [AskCandidate(one.name, one, pairs, specs) for one in self.recipe.candidates]
        for job in self.phases.pending(asked) if self.is_offline else ():
            if isinstance(job, AskCandidate) and job.candidate.kind == "http":
                raise OfflineError(job.candidate.name)
        answers = self.phases.run("translations", asked)
        sources: list[PairSource] = []
        for candidate, receipt in zip(self.recipe.candidates, answers, strict=True):
            shard = receipt.one(TRANSLATIONS.name)
            for start in range(0, shard.rows, SLICE):
                count = min(SLICE, shard.rows - start)
                sources.append(TranslatedPairs(candidate, shard, pairs, specs, start, count))
        return [*proven, *self.phases.run("pairs", self._jobs(sources, first))]

    def _makers(self) -> list[tuple[str, PairMaker]]:
        """Makers of a number of pairs that is known, by the names of their jobs."""
        asked = self.recipe.pairs
        makers: list[tuple[str, PairMaker]] = []
        if asked.reference:
            makers.append((ReferenceSet.name, ReferenceSet()))
        if asked.half:
            makers.append((Half.name, Half(block_seed(asked.seed, 0), asked.half)))
        if asked.loopy:
            makers.append((Loopy.name, Loopy(block_seed(asked.seed, 0), asked.loopy)))
        return makers

    def _generator(self, number: int, count: int) -> PairMaker:
        asked = self.recipe.pairs
        return Generator(block_seed(asked.seed, number), count, asked.families)

    def _jobs(self, sources: Sequence[PairSource], first: int) -> list[ProvePairs]:
        """Numbers have room for a whole slice of each source."""
        minimum = self.recipe.pairs.minimum_level
        if minimum == _ON_A_DEVICE:
            minimum = _ON_THE_CPU  # as far as a proof gets; the rest is up to the evidence
        return [
            ProvePairs(source.bucket, source, first + place * SLICE, minimum, self.prover)
            for place, source in enumerate(sources)
        ]

    def _take(self, proven: Sequence[Receipt]) -> Receipt | None:
        """What runners found of these pairs; None where the recipe names no results."""
        if self.results is None:
            return None
        seeds = self.prover.surroundings().seeds
        job = TakeEvidence(
            "all",
            self.results,
            tuple(receipt.one(PROVEN_PAIRS.name) for receipt in proven),
            seeds[0] if seeds else DEFAULT_SEED,
        )
        (receipt,) = self.phases.run(job.phase, [job])
        return receipt

    def _relate(self, proven: Sequence[Receipt], taken: Receipt | None) -> Receipt:
        asked, splits = self.recipe.pairs, self.recipe.splits
        job = RelatePairs(
            "all",
            tuple((receipt.bucket, receipt.one(PROVEN_PAIRS.name)) for receipt in proven),
            asked.generate,
            asked.max_family_share,
            asked.alike_threshold,
            SplitRules(splits.validation, splits.test, splits.max_group_share, splits.salt),
            None if taken is None else taken.one(VERDICTS.name),
            asked.minimum_level == _ON_A_DEVICE,
        )
        (receipt,) = self.phases.run("pairs_alike", [job])
        return receipt
