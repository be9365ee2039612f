"""Tier of a license expression: what it permits, in six steps from `permissive` to `unknown`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from license_expression import LicenseWithExceptionSymbol

from warploom.extractors.licenses.spdx import known_licenses, parsed_expression
from warploom.schemas.columns import LICENSE_TIERS

_WEAKENING = frozenset({"permissive", "weak_copyleft"})


@lru_cache(4_096)
def tier(expression: str | None) -> str:
    """Tier of an SPDX expression: AND is its least permissive part, OR its most permissive one, null is `unknown`.

    An exception that permits linking or generated output (Classpath, GCC runtime) makes copyleft weak; no exception
    makes a license less permissive.
    """
    if expression is None:
        return "unknown"
    tree = parsed_expression(expression)
    return "unknown" if tree is None else LICENSE_TIERS[_rank(tree)]


def tier_rank(name: str) -> int:
    """Place of a tier in `LICENSE_TIERS`, 0 the most permissive."""
    return LICENSE_TIERS.index(name)


def _rank(node: Any) -> int:
    if isinstance(node, LicenseWithExceptionSymbol):
        base = _symbol_tier(node.license_symbol.key)
        if base == "copyleft" and _symbol_tier(node.exception_symbol.key) in _WEAKENING:
            base = "weak_copyleft"
        return tier_rank(base)
    if node.isliteral:
        return tier_rank(_symbol_tier(node.key))
    ranks = [_rank(part) for part in node.args]
    return max(ranks) if node.operator.strip() == "AND" else min(ranks)


def _symbol_tier(key: str) -> str:
    table = known_licenses()
    found = table.get(key.lower()) or table.get(key.removesuffix("+").lower())
    return "unknown" if found is None else found.tier
