"""Schemes: their stored form, what they refuse, and that two never mix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.fingerprints.minhash import permutations_of
from warploom.extractors.fingerprints.scheme import NORMALISED, TOKENS, Scheme, SchemeError, same_scheme


def test_the_stored_form() -> None:
    assert "token5/1:affine32:256:1" == str(TOKENS)
    assert "normalised6/1:affine32:256:1" == str(NORMALISED)
    assert ("token5", "normalised6") == (TOKENS.name, NORMALISED.name)


@given(
    st.builds(
        Scheme,
        st.integers(1, 64),
        st.booleans(),
        st.integers(1, 1024).map(lambda n: 4 * n),
        st.integers(0, 2**32 - 1),
        st.integers(1, 99),
        st.sampled_from(["affine32", "affine64"]),
    )
)
def test_the_stored_form_is_read_back(scheme: Scheme) -> None:
    assert scheme == Scheme.parse(str(scheme))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "token5",
        "token0/1:affine32:256:1",
        "word5/1:affine32:256:1",
        "token5/1:affine32:256:1\n",
        "token5/1:affine32:256",
        "token5/1:affine32:255:1",
        "token99/1:affine32:256:1",
        "token5/1:affine32:256:01",
        "token5/1:affine32:256:4294967296",
        "token5/1:affine32:0:1",
        "token5/1:affine32:99999996:1",
        "token1\u0665/1:affine32:256:1",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(SchemeError):
        Scheme.parse(text)


def test_two_schemes_never_mix() -> None:
    assert TOKENS == same_scheme(TOKENS, str(TOKENS))
    for other in (NORMALISED, Scheme(seed=2), Scheme(version=2), Scheme(n_permutations=128), Scheme(6)):
        with pytest.raises(SchemeError, match="2 schemes cannot be compared"):
            same_scheme(TOKENS, str(other))


@pytest.mark.parametrize("scheme", [Scheme(version=2), Scheme(permutation_scheme="affine64")])
def test_signatures_of_another_version_are_not_made(scheme: Scheme) -> None:
    with pytest.raises(SchemeError, match="cannot be made here"):
        permutations_of(scheme)
