"""Runs the phases of pairs: slices of every source are proven, then all are related, until enough are proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warploom.extractors.splits import SplitRules
from warploom.pipelines.pair_relating import RelatePairs
from warploom.pipelines.pair_shards import PairShards
from warploom.pipelines.pair_sources import GeneratedPairs, PairSource, slice_seed
from warploom.pipelines.pairing import SLICE, ProvePairs
from warploom.pipelines.phases import PhaseRunner
from warploom.pipelines.progress import Display
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.recipe import Recipe
from warploom.schemas.input_specs import INPUT_SPECS
from warploom.schemas.kernel_pairs import PAIR_DECISIONS, PROVEN_PAIRS
from warploom.schemas.near_duplicates import NEAR_DUPLICATES
from warploom.schemas.verdicts import VERDICTS
from warploom.validators.pair_rows import Prover

_SPARE = 1.05
"""Pairs made for each one that is wanted, by the share of those made before that were published."""
_LEAST_SHARE = 0.2
"""Of pairs that are published, for the size of the next round."""


@dataclass(frozen=True, slots=True)
class PairPhases:
    """The phases of a recipe's `[pairs]`."""

    phases: PhaseRunner
    recipe: Recipe
    prover: Prover
    display: Display

    def run(self) -> PairShards:
        """Prove and relate; nothing where the recipe asks for no pairs."""
        fixed = self._fixed()
        if not fixed and not self.recipe.pairs.generate:
            return PairShards()
        n_fixed = sum(count for _, count in fixed)
        jobs = self._jobs(fixed, 0)
        wanted = self.recipe.pairs.generate
        most = -(-int(wanted * self.recipe.pairs.max_tries) // SLICE)
        n_slices, target = 0, -(-int(wanted * _SPARE) // SLICE)
        while True:
            fresh = [self._generated(number) for number in range(n_slices, target)]
            jobs += self._jobs(fresh, n_fixed + n_slices * SLICE)
            n_slices = target
            proven = self.phases.run("pairs", jobs)
            related = self._relate(proven)
            lacking = wanted - related.facts["n_generated"]
            if lacking <= 0 or n_slices >= most:
                break
            share = max(_LEAST_SHARE, related.facts["n_generated"] / (n_slices * SLICE))
            target = min(most, n_slices + max(1, -(-int(lacking / share * _SPARE) // SLICE)))
        if lacking > 0:
            made = n_slices * SLICE
            self.display.note(f"{wanted} generated pairs were wanted; {wanted - lacking} of {made} made are published")
        return PairShards(
            tuple((receipt.bucket, receipt.one(PROVEN_PAIRS.name)) for receipt in proven),
            tuple(receipt.one(INPUT_SPECS.name) for receipt in proven),
            tuple(receipt.one(VERDICTS.name) for receipt in proven),
            related.one(PAIR_DECISIONS.name),
            related.one(NEAR_DUPLICATES.name),
            tuple(related.facts["splits"]),
        )

    def _fixed(self) -> list[tuple[PairSource, int]]:
        """Slices of the sources whose number of pairs is known, with that number."""
        return []

    def _generated(self, number: int) -> tuple[PairSource, int]:
        asked = self.recipe.pairs
        seed = slice_seed(asked.seed, GeneratedPairs.name, number)
        return GeneratedPairs(number, seed, SLICE, asked.families), SLICE

    def _jobs(self, slices: Sequence[tuple[PairSource, int]], first: int) -> list[ProvePairs]:
        jobs = []
        for source, count in slices:
            jobs.append(ProvePairs(source.bucket, source, first, self.recipe.pairs.minimum_level, self.prover))
            first += count
        return jobs

    def _relate(self, proven: Sequence[Receipt]) -> Receipt:
        asked, splits = self.recipe.pairs, self.recipe.splits
        job = RelatePairs(
            "all",
            tuple((receipt.bucket, receipt.one(PROVEN_PAIRS.name)) for receipt in proven),
            asked.generate,
            asked.max_family_share,
            asked.alike_threshold,
            SplitRules(splits.validation, splits.test, splits.max_group_share, splits.salt),
        )
        (receipt,) = self.phases.run("pairs_alike", [job])
        return receipt
