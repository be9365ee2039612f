"""License texts come out of the installed engine's data, by SPDX id."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.catalog.license_texts import _paths, license_ids, license_text


@pytest.mark.parametrize(
    ("expression", "ids"),
    [
        ("MIT", ("MIT",)),
        (
            "Apache-2.0 WITH LLVM-exception OR (MIT AND BSD-3-Clause)",
            ("Apache-2.0", "BSD-3-Clause", "LLVM-exception", "MIT"),
        ),
        ("MIT OR MIT", ("MIT",)),
        ("MIT AND", ("MIT",)),
        ("()", ()),
        ("", ()),
    ],
)
def test_ids_of_an_expression(expression: str, ids: tuple[str, ...]) -> None:
    """Licenses and exceptions, once, sorted; whether or not it parses."""
    assert ids == tuple(sorted(license_ids(expression)))


@pytest.mark.parametrize(
    "identity", ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "LLVM-exception", "BSL-1.0"]
)
def test_common_licenses_have_texts(identity: str) -> None:
    """Without the front matter of the data file."""
    text = license_text(identity)
    assert text is not None
    assert "spdx_license_key" not in text
    assert text.endswith("\n")
    assert not text.startswith(("\n", "---\n"))


@pytest.mark.parametrize("identity", ["", "No-Such-License", "../MIT", "MIT/../MIT", "a\nb"])
def test_unknown_and_unsafe_ids_have_no_text(identity: str) -> None:
    """Nor do they name a file."""
    assert license_text(identity) is None


@given(st.text(alphabet="MITANDORWH()+-. \n\x00<", max_size=30))
def test_any_expression_is_answered(expression: str) -> None:
    """Whatever stands in a row, its ids are a sorted tuple."""
    ids = license_ids(expression)
    assert ids == tuple(sorted(set(ids)))


def test_the_engine_is_not_imported() -> None:
    """Its index of hundreds of megabytes is not needed for texts."""
    script = (
        "import sys; from warploom.catalog.license_texts import _paths, license_text; "
        "license_text('MIT'); print('licensedcode' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "False\n" == done.stdout


def test_a_generic_license_has_no_text() -> None:
    """Fifteen entries of the engine's data are a head without a body: no text, and no error."""
    assert license_text("LicenseRef-scancode-generic-exception") is None


def test_every_entry_can_be_read() -> None:
    """No id that an expression may hold ends a build."""
    for identity in _paths():
        text = license_text(identity)
        assert text is None or text.strip()
