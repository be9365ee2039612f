"""What the generator gives: the same for a seed everywhere, unlike each other, of many kinds, with exact inputs."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from warploom.extractors.inputs.drawing import draw, length_of
from warploom.extractors.pairs.families.catalogue import FAMILIES
from warploom.extractors.pairs.generating import generate
from warploom.extractors.pairs.likeness import Likeness, shingles
from warploom.extractors.pairs.pair import Pair
from warploom.extractors.pairs.steering import Histograms
from warploom.schemas.errors import UsageError

N_PAIRS = 240
DIGEST = """
import hashlib
from warploom.extractors.pairs.generating import generate
print(hashlib.sha256(repr(list(generate(3, 25))).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return list(generate(1, N_PAIRS))


def test_the_same_under_any_hash_seed() -> None:
    here = hashlib.sha256(repr(list(generate(3, 25))).encode()).hexdigest()
    for hash_seed in ("0", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        ran = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True, timeout=120
        )
        assert ran.stdout.strip() == here


def test_a_longer_run_begins_like_a_shorter_one(pairs: list[Pair]) -> None:
    assert list(generate(1, 40)) == pairs[:40]
    assert list(generate(2, 5)) != pairs[:5]


def test_many_kinds_and_none_outweighs(pairs: list[Pair]) -> None:
    families = Counter(pair.family for pair in pairs)
    assert len(families) >= 20
    assert max(families.values()) <= 0.15 * N_PAIRS
    assert {"naive", "grid_stride", "unrolled", "shared_memory", "warp_shuffle", "tiled"} <= {
        pair.schedule for pair in pairs
    }
    assert {"float32", "float64", "int32", "uint32"} <= {
        feature.removeprefix("type:") for pair in pairs for feature in pair.features if feature.startswith("type:")
    }


def test_computations_are_unlike_each_other(pairs: list[Pair]) -> None:
    firsts = {pair.spec_id: pair for pair in reversed(pairs)}
    assert len(firsts) > N_PAIRS / 5
    known = Likeness(0.7)
    near = 0
    for pair in firsts.values():
        own = shingles(pair.cpu.text)
        near += known.closest(own) > 0
        known.add(own)
    assert near == 0


def test_schedules_of_a_computation_share_its_id_and_nothing_else_does(pairs: list[Pair]) -> None:
    by_id: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_id.setdefault(pair.spec_id, []).append(pair)
    for group in by_id.values():
        assert len({pair.schedule for pair in group}) == len(group)
        assert len({pair.family for pair in group}) == 1
        assert len({pair.gpu.text for pair in group}) == len(group)


def test_ladders_reach_thousands_and_no_stack_array_is_large(pairs: list[Pair]) -> None:
    for pair in pairs:
        spec = pair.inputs
        assert len(spec.sizes) == 8
        assert all(set(size) == set(spec.symbols) for size in spec.sizes)
        largest = max(length_of(array, size) for array in spec.arrays for size in spec.sizes)
        assert largest >= 4096, pair.family
        assert "malloc" not in pair.cpu.text
        assert len(pair.launch_shapes) == 2


def test_an_oracle_takes_what_is_drawn_and_is_finite(pairs: list[Pair]) -> None:
    """Of one pair of each family, at a middle size; the exact data set stays exact in the element type."""
    for pair in {pair.family: pair for pair in pairs}.values():
        size = pair.inputs.sizes[4]
        arguments = draw(pair.inputs, size, "exact", 5)
        assert pair.oracle is not None
        names: dict[str, object] = {}
        exec(pair.oracle, names)  # noqa: S102 (written by the generator)
        expected = names["oracle"](np, **arguments)  # type: ignore[operator]
        outputs = [array for array in pair.inputs.arrays if array.direction != "in"]
        assert set(expected) == {array.name for array in outputs}
        for array in outputs:
            value = expected[array.name]
            assert len(value) == length_of(array, size)
            if array.fields:
                continue
            assert np.isfinite(value.astype(np.float64)).all()
            if array.type.startswith("float") and pair.inputs.exact is not None and not pair.inputs.exact.ulps:
                assert np.array_equal(value.astype(array.type).astype(np.float64), value)


def test_histograms_say_what_was_taken() -> None:
    taken = Histograms()
    made = list(generate(7, 30, histograms=taken))
    assert sum(taken.schedules.values()) == len(made)
    assert sum(taken.families.values()) == len({pair.spec_id for pair in made})
    assert taken.operators


def test_families_can_be_chosen() -> None:
    assert {pair.family for pair in generate(1, 6, {"sort": 1.0})} == {"sort"}
    with pytest.raises(UsageError, match="known are"):
        next(generate(1, 1, {"sorting": 1.0}))
    assert set(FAMILIES) >= {"stencil_3d", "sparse_csr", "histogram", "scan"}
