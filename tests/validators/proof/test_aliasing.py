"""Arrays that may be the same are the same in some cases, all others never; what only works apart is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.validators.planted.hostile import RIGHT
from tests.validators.proof.test_prove import OPTIONS, pytestmark  # noqa: F401 - the same tools
from warploom.extractors.pairs.pair import Pair
from warploom.validators.proof.aliasing import AliasError, aliases_of
from warploom.validators.proof.prove import prove
from warploom.validators.proof.replay import replay_detail
from warploom.validators.proof.suite import cases_of
from warploom.validators.proof.where import Where

IN_PLACE = replace(RIGHT, inputs=replace(RIGHT.inputs, aliases=(("y", "x"),)))


def neighbours(*, may_alias: bool) -> Pair:
    """Each element is the next one: in place, the last is what the first has become."""
    body = "y[i] = x[(i + 1) % n];"
    return replace(
        IN_PLACE if may_alias else RIGHT,
        cpu=replace(RIGHT.cpu, text=RIGHT.cpu.text.replace("y[i] = 2.0f * x[i];", body)),
        gpu=replace(RIGHT.gpu, text=RIGHT.gpu.text.replace("y[i] = 2.0f * x[i];", body)),
        oracle="def oracle(numpy, n, x, y):\n    return {'y': numpy.roll(x, -1)}\n",
    )


def test_cases_in_place_are_added_to_those_apart() -> None:
    apart, both = cases_of(RIGHT, 1), cases_of(IN_PLACE, 1)
    assert next(case for case in both if case.alias is None).size == apart[0].size
    assert {case.alias for case in apart} == {None}
    in_place = [case for case in both if case.alias is not None]
    assert {case.alias for case in in_place} == {("x", "y")}
    assert len(in_place) == len([case for case in apart if not case.is_large])
    assert all((case.arguments["x"] == case.arguments["y"]).all() for case in in_place)


def test_what_works_in_place_passes_and_what_does_not_is_refused_and_replayed() -> None:
    right, apart, wrong = prove([IN_PLACE, neighbours(may_alias=False), neighbours(may_alias=True)], OPTIONS)
    assert (right.reason, apart.reason) == (None, None)
    assert wrong.reason == "wrong_result"
    detail = next(v.detail for v in wrong.verdicts if v.outcome == "failed")
    assert "x and y the same" in detail
    assert Where.parse(detail).alias == ("x", "y")
    ours = str(replay_detail(neighbours(may_alias=True), detail))
    assert "the same" in ours
    assert str(replay_detail(replace(neighbours(may_alias=True), origin="mined"), detail)) == ours  # in the sandbox


@pytest.mark.parametrize("aliases", [(("x", "x"),), (("x", "n"),), (("y", "y"),)])
def test_what_cannot_be_the_same(aliases: tuple[tuple[str, str], ...]) -> None:
    spec = replace(RIGHT.inputs, aliases=aliases)
    with pytest.raises(AliasError):
        aliases_of(spec)
    (proof,) = prove([replace(RIGHT, inputs=spec)], OPTIONS)
    assert proof.reason == "bad_specification"
