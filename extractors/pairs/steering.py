"""Steers drawing towards what has been rare: families, types, operators and schedules, with their histograms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Histograms:
    """What has been taken: numbers of computations by family, type and feature, and of pairs by schedule."""

    families: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    operators: Counter[str] = field(default_factory=Counter)
    features: Counter[str] = field(default_factory=Counter)
    schedules: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Computations that were drawn and not taken, by reason."""

    def take(self, family: str, features: Iterable[str]) -> None:
        """Count a computation."""
        self.families[family] += 1
        for feature in features:
            kind, _, name = feature.partition(":")
            if kind == "type":
                self.types[name] += 1
            elif kind == "op":
                self.operators[name] += 1
            else:
                self.features[feature] += 1


def steered(weights: Mapping[str, float], taken: Mapping[str, int]) -> dict[str, float]:
    """Weights, raised for what has been taken less often than its weight asks for, lowered for what was more often."""
    whole, seen = sum(weights.values()), sum(taken.get(name, 0) for name in weights)
    found = {}
    for name, weight in weights.items():
        expected = weight / whole * (seen + len(weights))
        found[name] = weight * min(4.0, max(0.25, expected / (taken.get(name, 0) + 1.0)))
    return found


def emphasis(taken: Mapping[str, int], weights: Mapping[str, float]) -> dict[str, float]:
    """Factors of operators' weights: up to 3 for what is rarer than its weight asks for."""
    whole, seen = sum(weights.values()), sum(taken.get(name, 0) for name in weights)
    return {
        name: min(3.0, max(0.5, (weight / whole * (seen + len(weights))) / (taken.get(name, 0) + 1.0)))
        for name, weight in weights.items()
    }
