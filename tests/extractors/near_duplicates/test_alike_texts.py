"""Texts at hand: the first of several alike is kept, others stand for themselves."""

from __future__ import annotations

from fractions import Fraction

from warploom.extractors.fingerprints.scheme import TOKENS
from warploom.extractors.near_duplicates.alike_texts import decide_texts
from warploom.extractors.near_duplicates.bands import bands_for
from warploom.extractors.near_duplicates.criterion import Criterion, Measure

_CRITERION = Criterion(Measure.JACCARD, Fraction(7, 10), *bands_for(0.7, 256))


def _function(name: str, operators: str) -> str:
    lines = "".join(f"  {name}[{i}] = x[{i}] {operator} y[{i + 1}];\n" for i, operator in enumerate(operators))
    return f"void f(float *{name}, const float *x, const float *y) {{\n{lines}}}\n"


def test_the_first_of_several_alike_is_kept() -> None:
    texts = [
        _function("out", "+-*/" * 8),
        "",
        _function("out", "+-*/" * 8) + "// a comment\n",
        _function("out", "+-*/" * 7 + "+-**"),
        _function("sum", "*" * 32),
    ]
    joined = decide_texts(texts, ["C"] * len(texts), TOKENS, _CRITERION).joined
    assert sorted(zip(joined.document.tolist(), joined.representative.tolist(), strict=True)) == [(2, 0), (3, 0)]
    scores = dict(zip(joined.document.tolist(), (joined.n_common / joined.n_union).tolist(), strict=True))
    assert scores[2] == 1.0
    assert 0.7 <= scores[3] < 1.0


def test_no_text_is_no_decision() -> None:
    assert not len(decide_texts([], [], TOKENS, _CRITERION).joined.document)
