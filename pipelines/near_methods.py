"""How near-duplicates are found: which fingerprints, and from which score on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from warploom.extractors.fingerprints.scheme import NORMALISED, TOKENS, Scheme
from warploom.extractors.near_duplicates.bands import bands_for
from warploom.extractors.near_duplicates.criterion import Criterion, Measure, as_threshold
from warploom.pipelines.recipe_tables import NearDuplicates

_MIN_CLONE = 50
"""Distinct shingles. With names alike, few say little: lists of imports and tiny headers resemble each other."""


@dataclass(frozen=True, slots=True)
class Method:
    """One way to find near-duplicates."""

    name: str
    """One of `METHODS`."""
    level: str
    """One of `LEVELS`."""
    scheme: Scheme
    criterion: Criterion
    min_shingles: int = 1
    """Of a document that is compared at all."""

    def digest(self) -> list[Any]:
        """What of it a result depends on."""
        return [self.name, self.level, str(self.scheme), repr(self.criterion), self.min_shingles]


def methods_of(near: NearDuplicates) -> tuple[Method, Method]:
    """Those that a recipe asks for: by tokens as they are, and with names and literals made equal."""
    tokens, normalised = (replace(scheme, n_permutations=near.permutations) for scheme in (TOKENS, NORMALISED))
    return (
        Method("tokens", "file", tokens, _criterion(near.threshold, near.permutations)),
        Method("normalised", "file", normalised, _criterion(near.clone_threshold, near.permutations), _MIN_CLONE),
    )


def function_method(near: NearDuplicates) -> Method:
    """How functions of LLVM IR are compared: by the tokens of their text."""
    scheme = replace(TOKENS, n_permutations=near.permutations)
    return Method("tokens", "ir_function", scheme, _criterion(near.ir_threshold, near.permutations))


def _criterion(threshold: float, n_permutations: int) -> Criterion:
    return Criterion(Measure.JACCARD, as_threshold(threshold), *bands_for(min(threshold, 0.99), n_permutations))
