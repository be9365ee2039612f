"""Generated pairs hold: both sides agree with each other and the oracle, and mistakes show."""

from __future__ import annotations

import pytest

from warploom.extractors.pairs.generating import generate, generate_half
from warploom.validators.proof.prove import ProofOptions, prove
from warploom.validators.proof.verdict import Level

FAMILIES = ("elementwise", "stencil_2d", "contraction", "scan", "histogram", "fused")


@pytest.mark.parametrize("family", FAMILIES)
def test_generated_pairs_are_proven(family: str) -> None:
    pairs = list(generate(21, 2, {family: 1.0}))
    for proof in prove(pairs, ProofOptions(n_mutants=8, is_device_compiled=False)):
        assert proof.level is Level.AGREES_ON_CPU, [(v.check, v.reason, v.detail) for v in proof.verdicts]
        assert proof.mutation_score is not None
        assert proof.mutation_score >= 0.9
        assert proof.block_coverage == 1.0


def test_pairs_in_half_precision_are_proven() -> None:
    """Where each step is rounded on one side, and the whole expression on the other."""
    for proof in prove(list(generate_half(21, 6)), ProofOptions(n_mutants=8, is_device_compiled=False)):
        assert proof.level is Level.AGREES_ON_CPU, [(v.check, v.reason, v.detail) for v in proof.verdicts]
