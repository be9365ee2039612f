"""How near-duplicates of files are found: which fingerprints, and from which score on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from warploom.extractors.fingerprints.scheme import Scheme
from warploom.extractors.near_duplicates.bands import bands_for
from warploom.extractors.near_duplicates.criterion import Criterion, Measure, as_threshold
from warploom.pipelines.recipe import NearDuplicates

NORMALISED_LENGTH = 9
"""Tokens of a shingle where names and literals are equal: five of these say little."""


@dataclass(frozen=True, slots=True)
class Method:
    """One way to find near-duplicates."""

    name: str
    """One of `METHODS`."""
    scheme: Scheme
    criterion: Criterion

    def digest(self) -> list[Any]:
        """What of it a result depends on."""
        return [self.name, str(self.scheme), repr(self.criterion)]


def methods_of(near: NearDuplicates) -> tuple[Method, Method]:
    """Those that a recipe asks for: by tokens as they are, and with names and literals made equal."""
    tokens = Scheme(n_permutations=near.permutations)
    normalised = Scheme(NORMALISED_LENGTH, is_normalised=True, n_permutations=near.permutations)
    return (
        Method("tokens", tokens, _criterion(near.threshold, near.permutations)),
        Method("normalised", normalised, _criterion(near.clone_threshold, near.permutations)),
    )


def _criterion(threshold: float, n_permutations: int) -> Criterion:
    return Criterion(Measure.JACCARD, as_threshold(threshold), *bands_for(min(threshold, 0.99), n_permutations))
