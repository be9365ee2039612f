"""SPDX expressions and tiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.licenses.spdx import all_of, any_of, known_licenses, license_ids, normalised
from warploom.extractors.licenses.tiers import tier, tier_rank
from warploom.schemas.columns import LICENSE_TIERS

IDS = (
    "MIT",
    "Apache-2.0",
    "BSD-3-Clause",
    "MPL-2.0",
    "GPL-2.0-only",
    "GPL-3.0-or-later WITH GCC-exception-3.1",
    "CC-BY-NC-4.0",
)
EXPRESSIONS = st.recursive(
    st.sampled_from(IDS),
    lambda inner: st.builds(lambda op, a, b: f"({a}) {op} ({b})", st.sampled_from(["AND", "OR"]), inner, inner),
    max_leaves=6,
).filter(lambda text: len(text) < 190)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("mit", "MIT"),
        ("GPL-2.0", "GPL-2.0-only"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("LGPL-2.1+", "LGPL-2.1-or-later"),
        ("EPL-1.0+", "EPL-1.0+"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-or-later WITH Classpath-exception-2.0"),
        ("Apache-2.0 with LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
        ("MIT OR Apache-2.0", "Apache-2.0 OR MIT"),
        ("(MIT AND (MIT))", "MIT"),
        ("LicenseRef-scancode-proprietary-license", "LicenseRef-scancode-proprietary-license"),
    ],
)
def test_normalised(given_: str, expected: str) -> None:
    """Old ids, case and order come out in one form."""
    assert expected == normalised(given_)


@pytest.mark.parametrize(
    "text",
    [
        *("", "UNKNOWN", "MIT License", "MIT and", "((", "MIT WITH MIT", "GCC-exception-3.1", "LicenseRef-Mine"),
        *(
            "MIT/X11",
            "NOT MIT",
            "MIT " * 500,
            "(" * 300 + "MIT" + ")" * 300,
            "()",
            "( AND",
            "MIT & MIT",
            "MIT | MIT",
            "~MIT",
            "MIT + MIT",
        ),
    ],
)
def test_not_understood(text: str) -> None:
    """What is not an expression over known ids is None, never an exception."""
    assert normalised(text) is None


@given(st.text(alphabet=st.sampled_from("MITGPL-2.0+ ()ANDORWITHlx:/"), max_size=60))
def test_any_text_is_expression_or_none(text: str) -> None:
    """Normalising any text succeeds, and a second time changes nothing."""
    once = normalised(text)
    assert once is None or once == normalised(once)


@given(EXPRESSIONS, EXPRESSIONS)
def test_and_is_the_least_permissive(one: str, two: str) -> None:
    """The tier of a conjunction is that of its worse part, whatever the order."""
    parts = [normalised(one), normalised(two)]
    both = all_of(part for part in parts if part)
    assert both == all_of(reversed([part for part in parts if part]))
    assert tier_rank(tier(both)) <= max(tier_rank(tier(part)) for part in parts)
    assert tier_rank(tier(f"({one}) AND ({two})")) == max(tier_rank(tier(one)), tier_rank(tier(two)))


@given(EXPRESSIONS)
def test_canonical_form_keeps_the_tier(expression: str) -> None:
    """Simplifying never changes what is permitted."""
    assert tier(expression) == tier(normalised(expression))


def test_or_is_the_most_permissive() -> None:
    """One may choose the better of two licenses."""
    assert "permissive" == tier(any_of(["GPL-3.0-only", "MIT"]))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Apache-2.0", "permissive"),
        ("CC0-1.0", "permissive"),
        ("Apache-2.0 WITH LLVM-exception", "permissive"),
        ("MPL-2.0", "weak_copyleft"),
        ("LGPL-2.1-or-later", "weak_copyleft"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "weak_copyleft"),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", "weak_copyleft"),
        ("GPL-2.0-or-later", "copyleft"),
        ("AGPL-3.0-only", "copyleft"),
        ("EPL-1.0+", "weak_copyleft"),
        ("CC-BY-NC-4.0", "non_commercial"),
        ("LicenseRef-warploom-non-commercial", "non_commercial"),
        ("LicenseRef-scancode-nvidia-sdk-eula-v0.11", "proprietary"),
        ("LicenseRef-scancode-unknown-license-reference", "unknown"),
        ("LicenseRef-Mine", "unknown"),
        ("not an expression", "unknown"),
        (None, "unknown"),
    ],
)
def test_tier(expression: str | None, expected: str) -> None:
    """Categories of licenses become tiers; exceptions weaken copyleft and nothing else."""
    assert expected == tier(expression)


def test_table_is_closed() -> None:
    """Every current form in the table is itself understood, and every tier is one of ours."""
    for license_ in known_licenses().values():
        assert license_.tier in LICENSE_TIERS
        if license_.is_exception:
            assert license_.current.lower() in known_licenses()
        else:
            assert normalised(license_.current) is not None


def test_license_ids() -> None:
    """The ids of an expression, without its operators."""
    assert ["GCC-exception-3.1", "GPL-3.0-or-later", "MIT"] == license_ids(
        "MIT AND GPL-3.0-or-later WITH GCC-exception-3.1"
    )
