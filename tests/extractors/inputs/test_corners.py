"""What arguments hold at the ends of their ranges."""

from __future__ import annotations

import numpy as np
import pytest

from tests.extractors.inputs.test_drawing import SPEC
from warploom.extractors.inputs.corners import Corner, Filling, corners_of, filled
from warploom.extractors.inputs.drawing import Argument, draw
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Kind, Scalar, Values

SIZE = {"n": 4099}
DRAWN = draw(SPEC, SIZE, "wide", 1)


def at(filling: Filling, array: str = "") -> dict[str, Argument]:
    return filled(SPEC, SIZE, "wide", DRAWN, Corner(filling, array))


def test_all_arguments_are_at_one_end() -> None:
    low, high = at(Filling.LOWEST), at(Filling.HIGHEST)
    assert (low["alpha"], high["alpha"]) == (-8.0, 8.0)
    assert (low["shift"], high["shift"]) == (1, 7)
    assert set(np.asarray(low["x"])) == {-8.0}
    assert set(np.asarray(high["mask"])) == {(1 << 64) - 1}
    assert set(np.asarray(high["columns"])) == {4098}
    assert set(np.asarray(high["particles"])["cell"]) == {2}
    assert list(np.asarray(low["order"])) == list(range(4099))
    assert list(np.asarray(high["order"])) == list(range(4098, -1, -1))
    assert list(np.asarray(low["offsets"])[-2:]) == [0, 3 * 4099]
    assert list(np.asarray(high["offsets"])[:2]) == [0, 3 * 4099]
    for made in (low, high):
        assert made["n"] == 4099
        assert not np.asarray(made["sums"]).any()
        assert {name: value.dtype for name, value in made.items()} == {n: v.dtype for n, v in DRAWN.items()}


def test_ends_take_turns_and_zeros_have_both_signs() -> None:
    turns, zeros = at(Filling.ALTERNATING), at(Filling.ZEROS)
    assert list(np.asarray(turns["x"])[:3]) == [-8.0, 8.0, -8.0]
    assert list(np.asarray(turns["keys"])) == sorted(np.asarray(turns["keys"]))
    assert list(np.signbit(np.asarray(zeros["x"])[:4])) == [False, True, False, True]
    assert not np.asarray(zeros["x"]).any()
    assert zeros["shift"] == DRAWN["shift"]  # 1 to 7


def test_an_array_apart_leaves_all_others_as_they_were_drawn() -> None:
    made = at(Filling.HIGHEST, "x")
    assert set(np.asarray(made["x"])) == {8.0}
    assert all(made[name] is DRAWN[name] for name in made if name != "x")


@pytest.mark.parametrize("n", [0, 1])
def test_short_arrays_have_ends_too(n: int) -> None:
    drawn = draw(SPEC, {"n": n}, "exact", 1)
    for corner in corners_of(SPEC):
        made = filled(SPEC, {"n": n}, "exact", drawn, corner)
        assert [np.shape(value) for value in made.values()] == [np.shape(value) for value in drawn.values()]


def test_corners_are_named_so_that_they_can_be_read_back() -> None:
    corners = list(corners_of(SPEC))
    assert [Corner.parse(str(corner)) for corner in corners] == corners
    assert len(set(corners)) == len(corners) == 4 + 2 * 4
    with pytest.raises(ValueError, match="sideways"):
        Corner.parse("sideways x")


def test_the_least_of_all_numbers_is_among_them_and_nothing_to_draw_has_no_corners() -> None:
    limits = np.iinfo(np.int64)
    values = Values(Kind.INTEGER, int(limits.min), int(limits.max))
    spec = InputSpec((Array("keys", "int64", "n", Direction.INOUT, values),), ("n",), ({"n": 3},))
    drawn = draw(spec, {"n": 3}, "wide", 1)
    made = filled(spec, {"n": 3}, "wide", drawn, Corner(Filling.ALTERNATING))
    assert list(np.asarray(made["keys"])) == [limits.min, limits.max, limits.min]
    empty = InputSpec((Scalar("n", "int32", "n"), Array("y", "int32", "n", Direction.OUT)), ("n",), ({"n": 3},))
    assert not list(corners_of(empty))
