"""Representatives whose likeness was confirmed on the texts: what only collides is decided again without that pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from warploom.extractors.near_duplicates.candidates import Candidates
from warploom.extractors.near_duplicates.confirm import Confirmed
from warploom.extractors.near_duplicates.criterion import Criterion
from warploom.extractors.near_duplicates.documents import Documents
from warploom.extractors.near_duplicates.representatives import Comparisons, Decisions, decide

MAX_ROUNDS = 4
"""After so many, who still only collides joins nobody: a hostile author must not make the search go on for ever."""

Confirm = Callable[[np.ndarray, np.ndarray], list[Confirmed]]
"""Counts by their texts for pairs (document, representative), in their order."""


@dataclass(frozen=True, slots=True)
class ConfirmedDecisions:
    """As `Decisions`; what joined has the counts by the texts, and so have the pairs whose hashes only collide."""

    joined: Comparisons
    rejected: Comparisons
    collisions: Comparisons
    decisions: Decisions
    """The last round's."""
    n_rounds: int


def decide_confirmed(
    documents: Documents,
    candidates: Candidates,
    criterion: Criterion,
    confirm: Confirm,
    max_rounds: int = MAX_ROUNDS,
) -> ConfirmedDecisions:
    """Decide, confirm what joined, and decide again without the pairs that are too different by their texts.

    Each pair is confirmed once. A document of the last round's collisions is kept, as representative of nobody.
    """
    known: dict[tuple[int, int], Confirmed] = {}
    collided: list[tuple[int, int]] = []
    banned: tuple[np.ndarray, np.ndarray] | None = None
    decisions = decide(documents, candidates, criterion)
    n_rounds = 1
    while True:
        pairs = list(zip(decisions.joined.document.tolist(), decisions.joined.representative.tolist(), strict=True))
        unknown = [pair for pair in pairs if pair not in known]
        if unknown:
            asked = np.array(unknown, np.int64)
            answers = confirm(asked[:, 0].copy(), asked[:, 1].copy())
            known.update(zip(unknown, answers, strict=True))
        wrong = {pair for pair in pairs if not _is_alike(known[pair], criterion)}
        collided += [pair for pair in pairs if pair in wrong]
        if not wrong or n_rounds == max_rounds:
            break
        banned = (np.array([late for late, _ in collided]), np.array([early for _, early in collided]))
        decisions = decide(documents, candidates, criterion, banned)
        n_rounds += 1
    return ConfirmedDecisions(
        joined=_comparisons([pair for pair in pairs if pair not in wrong], known),
        rejected=decisions.rejected,
        collisions=_comparisons(sorted(collided, key=lambda pair: documents.rank[list(pair)].tolist()), known),
        decisions=decisions,
        n_rounds=n_rounds,
    )


def _is_alike(counts: Confirmed, criterion: Criterion) -> bool:
    if not counts.n_common:
        return False
    score: Fraction = criterion.score(counts.n_common, counts.n_first, counts.n_second)
    return score >= criterion.threshold


def _comparisons(pairs: list[tuple[int, int]], known: dict[tuple[int, int], Confirmed]) -> Comparisons:
    counts = [known[pair] for pair in pairs]
    columns = (
        [late for late, _ in pairs],
        [early for _, early in pairs],
        [found.n_common for found in counts],
        [found.n_first + found.n_second - found.n_common for found in counts],
    )
    return Comparisons(*(np.array(column, np.int64) for column in columns))
