"""Sizes far beyond a ladder hold what the specification demands, and fit into memory."""

from __future__ import annotations

from warploom.extractors.inputs.drawing import length_of
from warploom.extractors.inputs.expressions import evaluate
from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.validators.proof.far_sizes import MOST_ELEMENTS, broad_sizes, far_sizes

SPECS = {pair.spec_id: pair.inputs for pair in reference_pairs()}


def test_far_sizes_hold_the_constraints_and_fit() -> None:
    for spec in SPECS.values():
        found = [*far_sizes(spec), *broad_sizes(spec)]
        assert all(size not in found[:number] for number, size in enumerate(found))
        assert all(size not in [dict(each) for each in spec.sizes] for size in found)
        for size in found:
            assert all(evaluate(constraint, size) for constraint in spec.constraints)
            assert 0 < sum(length_of(array, size) for array in spec.arrays) <= MOST_ELEMENTS


def test_others_are_large_beside_a_far_one_and_two_are_large_together() -> None:
    spmv = next(spec for spec in SPECS.values() if spec.symbols == ("n_rows", "n_columns", "n_elements"))
    assert {"n_rows": 70_001, "n_columns": 300, "n_elements": 4133} in list(broad_sizes(spmv))
    transpose = next(spec for spec in SPECS.values() if spec.symbols == ("n", "m"))
    assert {"n": 4_999, "m": 61} in list(broad_sizes(transpose))
