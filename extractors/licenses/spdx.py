"""SPDX license expressions: read, brought up to date, combined and written in one canonical form."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from license_expression import (
    ExpressionError,
    ExpressionParseError,
    LicenseSymbol,
    LicenseWithExceptionSymbol,
    Licensing,
)

MAX_EXPRESSION_CHARS = 400
# license-expression also takes the signs of boolean algebra, as in "MIT & ~X".
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:-]*\+?|[()\s]")


class License(NamedTuple):
    """What is known of one SPDX id: its current form (an expression, where an old id was split), its tier."""

    current: str
    tier: str
    is_exception: bool


@cache
def known_licenses() -> dict[str, License]:
    """All licenses and exceptions of the table, by id in lower case."""
    lines = (files(__package__) / "licenses.csv").read_text(encoding="utf-8").splitlines()
    return {
        row["spdx_id"].lower(): License(row["current"] or row["spdx_id"], row["tier"], row["is_exception"] == "yes")
        for row in csv.DictReader(lines)
    }


@lru_cache(4_096)
def normalised(expression: str) -> str | None:
    """Canonical form: current ids in their proper case, sorted, duplicates gone; None if any part is not understood."""
    parsed = parsed_expression(expression)
    return None if parsed is None else str(parsed.simplify())


def parsed_expression(expression: str) -> Any:
    """Parse into license-expression's tree over current SPDX ids; None for whatever is not an expression over them."""
    if len(expression) > MAX_EXPRESSION_CHARS or _TOKEN.sub("", expression):
        return None
    licensing = Licensing()
    try:
        tree = licensing.parse(expression, simple=True)
    except (ExpressionError, ExpressionParseError, IndexError, AssertionError):  # the last two for "()" and "( AND"
        return None
    if tree is None:
        return None
    replaced = {}
    for symbol in tree.symbols:
        current = _current(symbol)
        if current is None:
            return None
        replaced[symbol] = licensing.parse(current, simple=True)
    return tree.subs(replaced)


def all_of(expressions: Iterable[str]) -> str | None:
    """AND of canonical expressions in canonical form; None of none."""
    return _joined("AND", expressions)


def any_of(expressions: Iterable[str]) -> str | None:
    """OR of canonical expressions in canonical form; None of none."""
    return _joined("OR", expressions)


def license_ids(expression: str) -> list[str]:
    """Ids of the licenses and exceptions of a canonical expression, sorted."""
    return sorted(set(re.findall(r"[A-Za-z0-9.+:-]+", expression)) - {"AND", "OR", "WITH"})


def family(expression: str) -> str:
    """What stands before the version in an expression's first id: `BSD` of `BSD-3-Clause`."""
    return re.split(r"-\d", expression, maxsplit=1)[0]


def _joined(operator: str, expressions: Iterable[str]) -> str | None:
    distinct = sorted(set(expressions))
    if len(distinct) < 2:
        return distinct[0] if distinct else None
    text = f" {operator} ".join(f"({expression})" for expression in distinct)
    # Canonical parts always parse; the bound on length is for what comes from outside.
    return str(Licensing().parse(text, simple=True).simplify())


def _current(symbol: LicenseSymbol | LicenseWithExceptionSymbol) -> str | None:
    if isinstance(symbol, LicenseWithExceptionSymbol):
        license_, exception = _one(symbol.license_symbol.key), _one(symbol.exception_symbol.key)
        if license_ is None or exception is None or license_.is_exception or not exception.is_exception:
            return None
        if " " in license_.current or " " in exception.current:
            return None
        return f"{license_.current} WITH {exception.current}"
    found = _one(symbol.key)
    return None if found is None or found.is_exception else found.current


def _one(key: str) -> License | None:
    table = known_licenses()
    found = table.get(key.lower())
    if found is None and key.endswith("+"):
        # "or any later version" of a license whose later versions have no id of their own
        base = table.get(key[:-1].lower())
        if base is not None and not base.is_exception and " " not in base.current:
            later = table.get(base.current.lower().removesuffix("-only") + "-or-later")
            found = later or License(base.current + "+", base.tier, is_exception=False)
    return found
