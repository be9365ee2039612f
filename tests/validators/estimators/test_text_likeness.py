"""BLEU against its definition and against what is reckoned by hand; CodeBLEU's parts by what they are to see."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.validators.estimators.code_structure import data_flow, subtrees
from warploom.validators.estimators.text_likeness import bleu, code_bleu, tokens_of

_TEXTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=9)
LOOP = "void f(int n, float *x) { for (int i = 0; i < n; i++) { float t = x[i]; x[i] = t * t; } }"


def by_definition(candidate: Sequence[str], references: Sequence[Sequence[str]]) -> float:
    """One candidate: each precision by looking for every gram in turn."""
    shares = []
    for n in range(1, 5):
        grams = [tuple(candidate[k : k + n]) for k in range(len(candidate) - n + 1)]
        matched = 0
        for gram in set(grams):
            most = max(
                sum(tuple(one[k : k + n]) == gram for k in range(len(one) - n + 1)) for one in map(list, references)
            )
            matched += min(grams.count(gram), most)
        shares.append(matched / len(grams) if grams else 0.0)
    if min(shares) == 0:
        return 0.0
    nearest = min(references, key=lambda one: (abs(len(one) - len(candidate)), len(one)))
    penalty = min(1.0, math.exp(1 - len(nearest) / len(candidate)))
    return penalty * math.prod(shares) ** 0.25


@given(_TEXTS, st.lists(_TEXTS, min_size=1, max_size=3))
def test_bleu_is_its_definition(candidate: list[str], references: list[list[str]]) -> None:
    assert bleu([candidate], [references]) == pytest.approx(by_definition(candidate, references))


def test_bleu_as_reckoned_by_hand() -> None:
    """Clipped counts, the penalty for brevity, counts of a whole corpus, smoothing."""
    reference = ["the", "loop", "adds", "each", "row", "to", "the", "sum"]
    candidate = ["the", "loop", "adds", "each", "row", "to", "a", "sum"]
    # precisions 7/8, 5/7, 4/6, 3/5, of equal length
    assert bleu([candidate], [[reference]]) == pytest.approx((7 / 8 * 5 / 7 * 4 / 6 * 3 / 5) ** 0.25)
    short = reference[:5]
    assert bleu([short], [[reference]]) == pytest.approx(math.exp(1 - 8 / 5))
    # both together: 12/13, 9/11, 7/9, 5/7, lengths 13 and 16
    together = math.exp(1 - 16 / 13) * (12 / 13 * 9 / 11 * 7 / 9 * 5 / 7) ** 0.25
    assert bleu([candidate, short], [[reference], [reference]]) == pytest.approx(together)
    assert bleu([["sum"] * 4], [[["sum", "of", "x", "y"]]]) == 0.0
    # 1/4, then (0 + 1) / (3 + 1), (0 + 1) / (2 + 1), (0 + 1) / (1 + 1)
    smoothed = bleu([["sum"] * 4], [[["sum", "of", "x", "y"]]], is_smoothed=True)
    assert smoothed == pytest.approx((1 / 4 * 1 / 4 * 1 / 3 * 1 / 2) ** 0.25)


@pytest.mark.parametrize(("candidates", "references"), [([], []), ([["a"]], [[]]), ([["a"]], [])])
def test_without_a_reference_there_is_no_bleu(candidates: list[list[str]], references: list[list[list[str]]]) -> None:
    with pytest.raises(ValueError):
        bleu(candidates, references)


def test_tokens_of_a_kernel() -> None:
    """Launches, literals, operators of several characters; no comments."""
    text = 'k<<<g, 256>>>(x, 1.5e-3f); // go\na->b += 0x1Fu; s = "a\\"b"; /* x\ny */'
    assert tokens_of(text) == [
        "k", "<<<", "g", ",", "256", ">>>", "(", "x", ",", "1.5e-3f", ")", ";", "a", "->", "b", "+=", "0x1Fu", ";", "s",
        "=", '"a\\"b"', ";",
    ]  # fmt: skip


def test_code_bleu_sees_through_names() -> None:
    """The same text is 1; with other names structure and data flow still are, tokens are not."""
    assert code_bleu(LOOP, LOOP, "C").value == pytest.approx(1.0)
    renamed = code_bleu(LOOP.replace("float t", "float v").replace("t * t", "v * v"), LOOP, "CUDA")
    assert (renamed.syntax, renamed.data_flow) == (1.0, 1.0)
    assert renamed.ngrams < renamed.weighted_ngrams < 1.0


def test_code_bleu_sees_what_is_computed_from_what() -> None:
    """Two variables swapped change the flow and no kind of a node."""
    first, second = "void f(int a, int b) { int c = a; b = c; }", "void f(int a, int b) { int c = b; a = c; }"
    found = code_bleu(second, first, "C++")
    assert found.syntax == 1.0
    assert found.data_flow is not None
    assert found.data_flow < 1.0
    assert data_flow(first, "C") == [
        ("v0", "comes_from", ("v0",)),
        ("v2", "computed_from", ("v0",)),
        ("v2", "comes_from", ("v2",)),
        ("v1", "computed_from", ("v2",)),
    ]


def test_data_flow_of_elements_steps_and_calls() -> None:
    """An element is written to its array, from its index too; `+=` reads what was there; a function is no variable."""
    found = data_flow("void f(float *a, int i, float s) { a[i] = g(s); a[i] += s; i++; }", "C")
    computed = [edge for edge in found if edge[1] == "computed_from"]
    assert computed == [
        ("v0", "computed_from", ("v1", "v2")),
        ("v0", "computed_from", ("v0", "v1", "v2")),
        ("v1", "computed_from", ("v1",)),
    ]


def test_without_data_flow_the_other_parts_count() -> None:
    found = code_bleu("int f(void) { return 1; }", "int f(void) { return 2; }", "C")
    assert found.data_flow is None
    assert found.value == pytest.approx((found.ngrams + found.weighted_ngrams + found.syntax) / 3)


@given(st.text(alphabet="(){};=x*i[]+ \n", max_size=80))
def test_any_text_has_a_structure(text: str) -> None:
    """Numbers from 0 to 1, the same each time."""
    found = code_bleu(text, LOOP, "CUDA")
    assert all(part is None or 0.0 <= part <= 1.0 for part in (found.ngrams, found.syntax, found.data_flow))
    assert subtrees(text, "C") == subtrees(text, "C")


def test_deep_text_ends() -> None:
    """Nested as deep as a file may be."""
    assert subtrees("int x = " + "(" * 20_000, "C") is not None


@pytest.mark.parametrize(("text", "language"), [("x", "COBOL"), ("x" * (1 << 18), "C")])
def test_what_is_not_compared_is_refused(text: str, language: str) -> None:
    with pytest.raises(ValueError):
        data_flow(text, language)
