"""The license engine itself: its index in little memory, and which of its matches count."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from warploom.extractors.licenses import engine
from warploom.extractors.licenses.known_notices import known_notice
from warploom.extractors.licenses.notices import text_sha256
from warploom.extractors.licenses.rights import fold, folded_license
from warploom.extractors.licenses.tiers import tier


def _license(key: str) -> str:
    """Text of a license from the installed engine's data."""
    package = importlib.util.find_spec("licensedcode")
    assert package is not None
    assert package.origin is not None
    text = (Path(package.origin).parent / "data" / "licenses" / f"{key}.LICENSE").read_text(encoding="utf-8")
    return text.split("---", 2)[2]


def _tier(text: str) -> str:
    return tier(engine.match_text(text).expression)


@pytest.mark.parametrize(
    ("key", "expected"),
    [("mit", "MIT"), ("bsd-new", "BSD-3-Clause"), ("lgpl-2.1", "LGPL-2.1-only"), ("nvidia-sdk-12.8", None)],
)
def test_license_texts(key: str, expected: str | None) -> None:
    """Whole license texts are recognised."""
    found = engine.match_text(folded_license(_license(key)))
    assert (expected or f"LicenseRef-scancode-{key}", engine.engine_version()) == (found.expression, found.detector)


def test_changed_text_is_recognised_approximately() -> None:
    """A few changed words lower the score, not the answer."""
    words = folded_license(_license("mit")).split()
    words[20:22] = ["entirely", "other"]
    found = engine.match_text(" ".join(words))
    assert ("MIT", True) == (found.expression, 80 <= found.score < 100)


def test_restriction_beside_a_license_binds() -> None:
    """A permissive license with a clause added is as restricted as the clause."""
    text = folded_license(_license("mit"))
    assert "permissive" == _tier(text)
    assert _tier(text + " this software is for non commercial use only") in ("non_commercial", "proprietary")
    assert "non_commercial" == _tier(text + " the authors permit evaluation and research use only")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Licensed under the MIT License.", "permissive"),
        ("Licensed under the Apache License, Version 2.0 or the GPL version 2, see LICENSE", "copyleft"),
        ("ACME CONFIDENTIAL AND PROPRIETARY. Disclosure is strictly prohibited.", "proprietary"),
        ("Free for academic use only.", "non_commercial"),
        ("For the license information refer to format.h", "unknown"),
        ("See LICENSE for details", "unknown"),
        ("Ask the author before you use this.", "unknown"),
    ],
)
def test_tier_of_notice(text: str, expected: str) -> None:
    """Short notices end in the right tier, doubt in `unknown`."""
    assert expected == _tier(fold(text))


def test_half_a_match_hides_no_restriction() -> None:
    """What half a rule displaces is looked for again; a permissive word beside it does not decide alone."""
    notice = (
        "Under the terms of a contract with Weave Corporation, the government retains certain rights in this software. "
        "This software is distributed under the GNU General Public License."
    )
    assert "GPL-1.0-or-later" == engine.match_text(fold(notice)).expression
    assert "copyleft" == _tier(fold(notice + " It contains a function in the public domain."))


def test_what_looks_like_its_kin_is_named_after_its_name() -> None:
    """The notice of CeCILL-C is that of CeCILL 2 in all other words."""
    index, _ = engine._engine()
    cecill_2 = next(rule.text for rule in index.rules_by_rid if rule.identifier == "cecill-2.0_5.RULE")
    found = [engine.match_text(fold(text)).expression for text in (cecill_2, cecill_2.replace("CeCILL", "CeCILL-C"))]
    assert ["CECILL-2.0", "CECILL-C"] == found
    assert ["copyleft", "weak_copyleft"] == [tier(expression) for expression in found]


def test_disclaimer() -> None:
    """A warranty disclaimer alone names no license and is known as what it is."""
    found = engine.match_text(
        fold("This software is provided as is, without warranty of any kind, express or implied.")
    )
    assert (None, True) == (found.expression, found.is_disclaimer)


def test_known_notices_agree_with_the_engine() -> None:
    """What is recognised by digest the engine recognises alike."""
    for key in ("mit", "apache-2.0", "bsd-simplified", "mpl-2.0"):
        text = folded_license(_license(key))
        known = known_notice(text_sha256(text))
        assert known is not None
        assert engine.match_text(text).expression == known.expression


def test_rule_filter_is_exact() -> None:
    """Narrowing the rules changes no match."""
    from licensedcode.query import build_query

    index, rule_filter = engine._engine()
    everything = set(range(len(index.rules_by_rid))) & set(index.sets_by_rid and rule_filter._needed)
    words = folded_license(_license("bsd-new")).split()
    del words[30:33]
    found = []
    for rules in (everything, None):
        query = build_query(query_string=" ".join(words), idx=index)
        index.approx_matchable_rids = rules or rule_filter.candidates(query.tokens)
        found.append([(m.rule.identifier, m.score(), str(m.qspan)) for m in index.match_query(query)])
    assert found[0] == found[1] != []


def test_rebuilt_parts_equal_what_the_index_held() -> None:
    """Word counts and positions made on demand are those of the rule's words."""
    index, _ = engine._engine()
    rule = next(iter(index.approx_matchable_rids))
    words = list(index.tids_by_rid[rule])
    assert {word: words.count(word) for word in words} == dict(index.msets_by_rid[rule])
    positions = index.high_postings_by_rid[rule]
    assert all(words[place] == word < index.len_legalese for word, places in positions.items() for place in places)


_PEAK = """
import re
from pathlib import Path
from warploom.extractors.licenses import engine
engine.prepare()
engine.match_text("licensed under some license of which nobody knows the name or the terms")
# Not `ru_maxrss`: a process inherits that from the one that started it.
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from Linux's /proc")
def test_memory_of_the_process_that_holds_the_engine() -> None:
    """Loading and matching stay under 1 GB."""
    done = subprocess.run([sys.executable, "-c", _PEAK], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1000


def test_importing_loads_nothing() -> None:
    """No module of ours imports the engine before it is needed."""
    code = (
        "import sys, warploom.extractors.licenses.detect, warploom.extractors.licenses.matches;"
        "print(any(name.startswith(('licensedcode', 'scancode')) for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "False" == done.stdout.strip()
