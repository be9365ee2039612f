"""What is drawn for a call: kinds, types, structures, both data sets; and that nothing but the seed decides."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.inputs.drawing import DATA_SETS, DrawError, bounds, draw, space_of
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Values

IN, OUT, INOUT = Direction.IN, Direction.OUT, Direction.INOUT
PARTICLES = (("x", "float32"), ("mass", "float64"), ("cell", "int32"))
SPEC = InputSpec(
    params=(
        Scalar("n", "int32", "n"),
        Scalar("alpha", "float32", Values(Kind.REAL)),
        Scalar("shift", "uint8", Values(Kind.INTEGER, 1, 7)),
        Array("x", "float32", "n", IN),
        Array("half", "float16", "n", IN),
        Array("mask", "uint64", "n", IN, Values(Kind.INTEGER, 0, (1 << 64) - 1)),
        Array("y", "float64", "n + 1", OUT),
        Array("offsets", "int32", "n + 1", IN, Values(Kind.OFFSETS, 0, "3 * n")),
        Array("columns", "int64", "3 * n", IN, Values(Kind.INTEGER, 0, "n - 1")),
        Array("order", "int32", "n", IN, Values(Kind.PERMUTATION)),
        Array("keys", "float32", "n", IN, Values(Kind.ASCENDING, 0, 4)),
        Array("sums", "float32", "n", INOUT, Values(Kind.ZEROS)),
        Array("particles", "particle", "n", INOUT, fields=PARTICLES),
    ),
    symbols=("n",),
    sizes=({"n": 0}, {"n": 1}, {"n": 4099}),
)


def test_the_same_bytes_everywhere() -> None:
    digest = hashlib.sha256()
    for data_set in DATA_SETS:
        for size in SPEC.sizes:
            for name, value in draw(SPEC, size, data_set, 2026).items():
                digest.update(f"{name} {value.dtype} {value.shape}".encode() + value.tobytes())
    assert digest.hexdigest() == "41e381260dea53361834544f73cfcd15a1b109c861802b7c19484ce03f13e065"


@pytest.mark.parametrize("data_set", DATA_SETS)
@pytest.mark.parametrize("n", [0, 1, 2, 1000])
def test_every_kind_is_what_it_says(data_set: str, n: int) -> None:
    drawn = draw(SPEC, {"n": n}, data_set, 7)
    assert list(drawn) == [param.name for param in SPEC.params]
    assert drawn["n"] == n
    assert drawn["n"].dtype == np.int32
    assert 1 <= drawn["shift"] <= 7
    assert drawn["y"].tolist() == [0.0] * (n + 1)
    assert not drawn["sums"].any()
    offsets = drawn["offsets"]
    assert (offsets[0], offsets[-1]) == (0, 3 * n)
    assert (np.diff(offsets) >= 0).all()
    assert ((drawn["columns"] >= 0) & (drawn["columns"] < max(n, 1))).all()
    assert sorted(drawn["order"].tolist()) == list(range(n))
    assert (np.diff(drawn["keys"]) >= 0).all()
    reach = 2 if data_set == "exact" else 8
    for reals in (drawn["x"], drawn["half"], drawn["particles"]["x"], drawn["particles"]["mass"]):
        assert (np.abs(reals) <= reach).all()
        assert data_set == "wide" or (reals * 8 == np.round(reals * 8)).all()
    assert set(drawn["particles"]["cell"].tolist()) <= set(range(-2, 3))
    if n == 1000:
        assert len(set(offsets.tolist())) > 100
        assert np.abs(drawn["x"]).max() > 0.9 * reach
        assert drawn["mask"].max() > 1 << 63
        assert len(set(drawn["x"].tolist())) == 33 if data_set == "exact" else 1000
        assert (drawn["particles"]["x"] != drawn["particles"]["mass"]).mean() > 0.9


def test_structures_lie_as_in_c() -> None:
    type_ = draw(SPEC, {"n": 1}, "exact", 1)["particles"].dtype
    assert (type_.itemsize, [type_.fields[name][1] for name, _ in PARTICLES]) == (24, [0, 8, 16])


@given(st.integers(0, (1 << 64) - 1), st.sampled_from(DATA_SETS), st.integers(0, 50))
def test_draws_repeat_and_seeds_data_sets_and_sizes_tell_apart(seed: int, data_set: str, n: int) -> None:
    once, again = (draw(SPEC, {"n": n + 40}, data_set, seed) for _ in range(2))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(once.values(), again.values(), strict=True))
    for other in (draw(SPEC, {"n": n + 40}, data_set, seed ^ 1), draw(SPEC, {"n": n + 41}, data_set, seed)):
        assert once["x"].tobytes() != other["x"][: n + 40].tobytes()


def test_the_space_does_not_hang_on_the_order_of_symbols() -> None:
    assert space_of("exact", {"a": 1, "b": 2}) == space_of("exact", {"b": 2, "a": 1})
    assert space_of("exact", {"a": 1}) != space_of("wide", {"a": 1})


@pytest.mark.parametrize(
    ("values", "type_", "wide"),
    [
        (Values(Kind.REAL, -1, 2), "float32", (-4, 8)),
        (Values(Kind.REAL, 0.5, 2, wide_high=3.0), "float64", (2.0, 3.0)),
        (Values(Kind.INTEGER, 1, 9), "int32", (1, 9)),
        (Values(Kind.INTEGER, 1, 9, wide_low=-9), "int32", (-9, 9)),
        (Values(Kind.REAL, -1.5, 2.5), "int32", (-1, 2)),
    ],
)
def test_how_far_the_wide_data_set_reaches(values: Values, type_: str, wide: tuple[float, float]) -> None:
    assert bounds("x", values, np.dtype(type_), {}, "wide") == wide


@pytest.mark.parametrize(
    ("param", "cause"),
    [
        (Array("x", "float32", "n - 9", IN), "-1 elements"),
        (Array("x", "float32", "n * 9000000", IN), "72000000 elements"),
        (Array("x", "int32", "n", IN, Values(Kind.INTEGER, 0, "n - 9")), "nothing lies between 0 and -1"),
        (Array("x", "uint8", "n", IN, Values(Kind.INTEGER, 0, 256)), "more than uint8 holds"),
        (Array("x", "float16", "n", IN, Values(Kind.REAL, 0, 70000)), "more than float16 holds"),
        (Array("x", "float32", "n", IN, Values(Kind.REAL, 0.01, 0.02)), "no multiple of 1/8"),
        (Array("x", "float32", "n", IN, Values(Kind.REAL, 0, float("nan"))), "bounds 0"),
        (Array("x", "int8", "n", IN, Values(Kind.OFFSETS, 0, "n * 40")), "offsets to 320"),
        (Array("x", "int8", "n * 20", IN, Values(Kind.PERMUTATION)), "160 elements"),
        (Scalar("n", "int8", "n * 40"), "320 is more"),
        (Scalar("a", "int32", Values(Kind.PERMUTATION)), "not drawn as permutation"),
    ],
)
def test_specifications_that_contradict_themselves(param: Array | Scalar, cause: str) -> None:
    with pytest.raises(DrawError, match=f"parameter '{param.name}'") as error:
        draw(replace(SPEC, params=(param,)), {"n": 8}, "exact", 1)
    assert cause in str(error.value)
