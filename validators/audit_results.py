"""Turns the judgements of a sample into error rates with their intervals, for each stratum and for the release."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from warploom.validators.audits import (
    FORMAT,
    FORMAT_VERSION,
    PUBLISHED_VERDICT,
    REFUSED_VERDICT,
    Drawn,
    Sample,
    Stratum,
)
from warploom.validators.intervals import CONFIDENCE, Tally, clopper_pearson, stratified


class Judgement(StrEnum):
    """What a person says of a decision."""

    OK = "ok"
    WRONG = "wrong"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class StratumResult:
    """Judgements of one stratum; limits are Clopper and Pearson's, or the rate itself where every row was judged."""

    stratum: Stratum
    population: int
    n_drawn: int
    n_judged: int
    n_wrong: int
    n_unsure: int
    rate_at_least: float | None
    rate_at_most: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """Error rate of strata together, weighted by population: all of them, what was published, what was refused.

    `rate_at_least` takes unsure for right and `rate_at_most` for wrong; the interval reaches from the lower limit of
    the one to the upper limit of the other. It speaks for `covered` of the population: strata with no judgement are
    left out.
    """

    group: str
    population: int
    covered: int
    n_drawn: int
    n_judged: int
    n_wrong: int
    n_unsure: int
    rate_at_least: float | None
    rate_at_most: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Audit:
    """Error rates of a release, and the ids that were judged wrong or unsure."""

    sample: Sample
    groups: tuple[GroupResult, ...]
    strata: tuple[StratumResult, ...]
    wrong: tuple[str, ...]
    unsure: tuple[str, ...]
    judgements_sha256: str
    """Of the lines `id judgement`, sorted: what a sheet says, however a spreadsheet has saved it."""

    def to_json(self) -> dict[str, Any]:
        """What is published: no path, no text and no note, so that what is removed later is not named here."""
        sample = self.sample
        return {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "release": {
                "name": sample.name,
                "version": sample.version,
                "manifest_sha256": sample.draw.manifest_sha256,
            },
            "draw": {"seed": sample.draw.seed, "size": sample.draw.size, "n_other_refused": sample.n_other_refused},
            "confidence": CONFIDENCE,
            "groups": [dataclasses.asdict(group) for group in self.groups],
            "strata": [dataclasses.asdict(result) for result in self.strata],
            "wrong": list(self.wrong),
            "unsure": list(self.unsure),
            "judgements_sha256": self.judgements_sha256,
        }


def estimate(sample: Sample, judgements: Mapping[str, Judgement]) -> Audit:
    """Error rates from the judgements of sampled ids; ids without one count as not judged.

    What was judged of a stratum is taken for a random part of it, as the order of the sheet makes it for whoever starts
    at the top. Limits are rounded outward to six digits.
    """
    strata = tuple(_stratum_result(drawn, judgements) for drawn in sample.strata)
    groups = [_group_result("all", strata)]
    groups += [
        _group_result(verdict, [result for result in strata if result.stratum.verdict == verdict])
        for verdict in (PUBLISHED_VERDICT, REFUSED_VERDICT)
    ]
    lines = "".join(f"{identity} {judgement}\n" for identity, judgement in sorted(judgements.items()))
    return Audit(
        sample=sample,
        groups=tuple(groups),
        strata=strata,
        wrong=tuple(sorted(i for i, judgement in judgements.items() if judgement == Judgement.WRONG)),
        unsure=tuple(sorted(i for i, judgement in judgements.items() if judgement == Judgement.UNSURE)),
        judgements_sha256=hashlib.sha256(lines.encode()).hexdigest(),
    )


def _stratum_result(drawn: Drawn, judgements: Mapping[str, Judgement]) -> StratumResult:
    said = [judgements[identity] for identity in drawn.ids if identity in judgements]
    n, n_wrong, n_unsure = len(said), said.count(Judgement.WRONG), said.count(Judgement.UNSURE)
    rates: tuple[float, ...] | tuple[None, ...] = (None, None, None, None)
    if n:
        least, most = n_wrong / n, (n_wrong + n_unsure) / n
        low, high = clopper_pearson(n_wrong, n)[0], clopper_pearson(n_wrong + n_unsure, n)[1]
        rates = _rounded(least, most, *((least, most) if n == drawn.population else (low, high)))
    return StratumResult(drawn.stratum, drawn.population, len(drawn.ids), n, n_wrong, n_unsure, *rates)


def _group_result(group: str, strata: Sequence[StratumResult]) -> GroupResult:
    judged = [result for result in strata if result.n_judged]
    covered = sum(result.population for result in judged)
    rates: tuple[float, ...] | tuple[None, ...] = (None, None, None, None)
    if judged:
        as_right = [Tally(result.population, result.n_judged, result.n_wrong) for result in judged]
        as_wrong = [Tally(result.population, result.n_judged, result.n_wrong + result.n_unsure) for result in judged]
        least, most = (
            math.fsum(tally.population * tally.n_wrong / tally.n_judged for tally in tallies) / covered
            for tallies in (as_right, as_wrong)
        )
        rates = _rounded(least, most, stratified(as_right)[0], stratified(as_wrong)[1])
    return GroupResult(
        group,
        sum(result.population for result in strata),
        covered,
        sum(result.n_drawn for result in strata),
        sum(result.n_judged for result in strata),
        sum(result.n_wrong for result in strata),
        sum(result.n_unsure for result in strata),
        *rates,
    )


def _rounded(least: float, most: float, low: float, high: float) -> tuple[float, float, float, float]:
    """Six digits, limits outward; so that libraries that differ in the last bits publish the same."""
    least, most = round(least, 6), round(most, 6)
    outward = 1e-9  # what lies on a digit, but for the last bits, stays on it
    return (
        least,
        most,
        max(0.0, min(least, math.floor(low * 1e6 + outward) / 1e6)),
        min(1.0, max(most, math.ceil(high * 1e6 - outward) / 1e6)),
    )
