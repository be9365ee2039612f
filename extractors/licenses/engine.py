"""Recognises the license of folded texts with scancode-toolkit's engine, and says which of its matches count.

Importing this module loads nothing; `prepare` or the first text loads the index (3 s, peak under 0.9 GB) into the
process, which is meant to be a supervised child.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from typing import Any, NamedTuple

from warploom.extractors.licenses.recognition import Recognition
from warploom.extractors.licenses.spdx import all_of, family, license_ids, normalised
from warploom.extractors.licenses.tiers import tier

ENGINE = "scancode-toolkit-mini"
"""Distribution of the engine: its version is part of every answer."""
MIN_COVERAGE = 80.0
"""An approximate match names a license if it covers this much of the rule, in percent."""
MIN_COVERAGE_OF_RESTRICTION = 50.0
"""Less is asked of a match that takes rights away: a doubtful copyleft notice counts, a doubtful permissive one not."""
MIN_SCORE = 80.0
_WHOLE = 100.0
MAX_WORDS = 20_000
"""Longer texts are not matched: they are collections, not licenses, and cost minutes."""

_RESTRICTIVE_TIERS = frozenset({"weak_copyleft", "copyleft", "non_commercial", "proprietary"})
_DISCLAIMERS = frozenset({"warranty-disclaimer", "here-disclaimer"})
_PROPRIETARY = "LicenseRef-scancode-proprietary-license"
_NON_COMMERCIAL = "LicenseRef-warploom-non-commercial"
_RESTRICTIONS = (
    (
        re.compile(
            r"\b(?:trade secrets?|without an express (?:license|written) agreement|strictly (?:prohibited|forbidden)"
            r"|(?:proprietary|confidential)"
            r" (?:and (?:confidential|proprietary|trade)|information|software|source|material|to)"
            r"|may not be (?:used copied|copied|reproduced|disclosed|distributed|redistributed)"
            r"|not for (?:re)?distribution|end user license agreement|eula|internal use only)\b"
        ),
        _PROPRIETARY,
    ),
    (
        re.compile(
            r"\bnon ?commercial(?:ly)?\b"
            r"|\b(?:academic|research|educational|evaluation)(?: \w+){0,3} (?:use|purposes?) only\b"
            r"|\bonly for (?:academic|research|educational|evaluation)\b"
            r"|\bcommercial use (?:is )?(?:not|prohibited|requires)"
            r"|\bno commercial use\b|\bnot (?:be used )?for commercial\b|\bnvidia source code license\b"
        ),
        _NON_COMMERCIAL,
    ),
)
"""What takes rights away, sought among the words that no counted match covers."""
_GENERIC = {"proprietary": _PROPRIETARY, "non_commercial": _NON_COMMERCIAL}


class _Counted(NamedTuple):
    expression: str
    score: float
    is_name: bool


@cache
def engine_version() -> str:
    """Name and version of the engine, as evidence names it: `scancode-toolkit 32.5.0`."""
    return "scancode-toolkit " + version(ENGINE)


def prepare() -> None:
    """Load the engine's index now, so that no text's time limit pays for it."""
    _engine()


@cache
def _engine() -> tuple[Any, Any]:
    from warploom.extractors.licenses import index

    loaded = index.load()
    return loaded, index.RuleFilter(loaded)


def match_text(text: str) -> Recognition:
    """Recognise one folded text; the answer depends on the text and the engine's version alone."""
    words = text.split()
    if not words or len(words) > MAX_WORDS:
        return Recognition(None, 0.0, engine_version())
    matches, hidden, left_over = _match(text, words)
    counted = _counted(matches)
    known = {family(license_id) for match in counted for license_id in license_ids(match.expression)}
    counted += [
        match
        for match in _counted(hidden)
        if tier(match.expression) in _RESTRICTIVE_TIERS and family(match.expression) not in known
    ]
    is_disclaimer = any(m.rule.license_expression in _DISCLAIMERS and m.coverage() >= MIN_COVERAGE for m in matches)
    expressions = {match.expression for match in counted}
    expressions |= {restriction for pattern, restriction in _RESTRICTIONS if pattern.search(left_over)}
    return Recognition(
        expression=all_of(expressions),
        score=min((match.score for match in counted), default=0.0),
        detector=engine_version() if counted or not expressions else "restrictive-phrase",
        is_disclaimer=is_disclaimer and not expressions,
    )


def _match(text: str, words: list[str]) -> tuple[list[Any], list[Any], str]:
    """Matches, exact matches that stand where the former are no evidence, and the words that no evidence covers.

    An approximate match with half of a long rule displaces the exact ones inside it. Nothing is concluded from that
    half, so what it hides is looked for again, or "distributed under the GNU General Public License" would say nothing.
    """
    index, rule_filter = _engine()  # first: it imports the engine without its side effects

    from licensedcode.query import build_query
    from licensedcode.stopwords import STOPWORDS

    query = build_query(query_string=text, idx=index, text_line_threshold=15, bin_line_threshold=50)
    if query is None:
        return [], [], text
    index.approx_matchable_rids = rule_filter.candidates(query.tokens)
    matches = index.match_query(query)
    covered = {position for match in matches if _is_evidence(match) for position in match.qspan}
    hidden = []
    if not all(map(_is_evidence, matches)):
        # Matching uses a query up.
        query = build_query(query_string=text, idx=index, text_line_threshold=15, bin_line_threshold=50)
        exact = index.match_query(query, approximate=False)
        hidden = [match for match in exact if covered.isdisjoint(match.qspan)]
    left_over, position = [], 0
    for word in words:
        is_counted_word = word in index.dictionary and word not in STOPWORDS
        if not is_counted_word or position not in covered:
            left_over.append(word)
        position += is_counted_word
    return matches, hidden, " ".join(left_over)


def _is_evidence(match: Any) -> bool:
    rule = match.rule
    if rule.is_license_clue or rule.is_license_intro or rule.is_false_positive:
        return False
    return bool(match.coverage() >= MIN_COVERAGE and match.score() >= MIN_SCORE)


def _counted(matches: list[Any]) -> list[_Counted]:
    found = []
    for match in matches:
        rule = match.rule
        if rule.is_license_clue or rule.is_license_intro or rule.license_expression in _DISCLAIMERS:
            continue
        expression = _spdx(rule.license_expression)
        if expression is None:
            continue
        # A single word such as "gpl" names a subject, not a license.
        is_weak = rule.length == 1 and not rule.is_license_tag
        is_doubtful = not _is_evidence(match)
        takes_rights = tier(expression) in _RESTRICTIVE_TIERS and match.coverage() >= MIN_COVERAGE_OF_RESTRICTION
        if is_weak or (is_doubtful and not takes_rights):
            continue
        if is_doubtful and (takes := _GENERIC.get(tier(expression))):
            # Half a match with one of hundreds of agreements tells their kind, not which one it is.
            expression = takes
        found.append(_Counted(expression, match.score(), rule.is_license_reference or rule.is_license_tag))
    if any(match.expression == "CECILL-C" for match in found):
        # Its notice is that of CeCILL 2 but for the name, and so matches it almost.
        found = [m for m in found if not m.expression.startswith("CECILL-2") or m.score == _WHOLE]
    stated = {family(match.expression) for match in found if not match.is_name}
    # "Software License Agreement (BSD License)" above the text of a BSD license adds nothing to it.
    return [match for match in found if not match.is_name or family(match.expression) not in stated]


@cache
def _spdx(engine_expression: str) -> str | None:
    from licensedcode.cache import build_spdx_license_expression, get_cache

    expression = normalised(build_spdx_license_expression(engine_expression, get_cache().licensing))
    return None if expression is None or tier(expression) == "unknown" else expression
