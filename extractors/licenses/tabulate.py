"""Makes the tables `licenses.csv` and `known_notices.csv` anew from the license engine's database.

Run after an upgrade of scancode-toolkit: `python -m warploom.extractors.licenses.tabulate DIRECTORY`. The first table
maps SPDX ids to tiers by the engine's categories; the second holds digests of folded notices (no texts) whose license
the engine's rules state outright, so that the commonest notices are recognised without loading the engine.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import Any

from warploom.extractors.licenses.known_notices import KEY_HEX_DIGITS
from warploom.extractors.licenses.notices import text_sha256
from warploom.extractors.licenses.rights import folded_license

TIER_OF_CATEGORY = {
    "Permissive": "permissive",
    "Public Domain": "permissive",
    "Copyleft Limited": "weak_copyleft",
    "Copyleft": "copyleft",
    "Source-available": "proprietary",
    "Free Restricted": "proprietary",
    "Proprietary Free": "proprietary",
    "Commercial": "proprietary",
    "Patent License": "unknown",
    "CLA": "unknown",
    "Unstated License": "unknown",
}
_TIER_OF_KEY = {
    "cecill-1.1": "copyleft",
    "cecill-2.0": "copyleft",
    "cecill-2.0-fr": "copyleft",
    "cecill-2.1": "copyleft",
    "cecill-2.1-fr": "copyleft",
    "cecill-c": "weak_copyleft",
}
"""Where the engine's category is not that of the text: CeCILL binds whole works (5.3), CeCILL-C the licensed files."""
_NON_COMMERCIAL = re.compile(r"(?:^|-)nc(?:-|$)|non-?commercial|(?:^|-)academic(?:-|$)|research-only", re.IGNORECASE)
_PERMISSIVE = ("apache-2.0", "mit", "mit-0", "bsd-new", "bsd-simplified", "boost-1.0", "isc", "zlib", "cc0-1.0")
_WEAK = ("mpl-2.0", "mpl-1.1", "epl-1.0", "epl-2.0", "lgpl-2.0-plus", "lgpl-2.1", "lgpl-2.1-plus")
_COPYLEFT = (
    "lgpl-3.0",
    "lgpl-3.0-plus",
    "gpl-2.0",
    "gpl-2.0-plus",
    "gpl-3.0",
    "gpl-3.0-plus",
    "agpl-3.0",
    "agpl-3.0-plus",
)
_COMMON = frozenset({*_PERMISSIVE, *_WEAK, *_COPYLEFT})
_FEWEST_WORDS = 7
_OUR_OWN = (
    {
        "spdx_id": "LicenseRef-warploom-non-commercial",
        "current": "",
        "tier": "non_commercial",
        "is_exception": "no",
    },
)


def licenses_rows(licenses: dict[str, Any]) -> list[dict[str, str]]:
    """Rows of `licenses.csv`, sorted by id: every id of the database with its tier, old ids with their current form."""
    rows: dict[str, dict[str, str]] = {}
    ids = {key: license_.spdx_license_key for key, license_ in licenses.items() if license_.spdx_license_key}
    for key in sorted(licenses, key=lambda key: (licenses[key].is_deprecated, key)):
        license_ = licenses[key]
        tier = _TIER_OF_KEY.get(key, TIER_OF_CATEGORY[license_.category])
        if tier in ("proprietary", "non_commercial") and _NON_COMMERCIAL.search(f"{key} {license_.short_name}"):
            tier = "non_commercial"
        current = license_.spdx_license_key or ""
        if license_.is_deprecated and license_.replaced_by:
            current = _current(license_.replaced_by, ids, licenses)
        for spdx_id in filter(None, (license_.spdx_license_key, *license_.other_spdx_license_keys)):
            rows.setdefault(
                spdx_id.lower(),
                {
                    "spdx_id": spdx_id,
                    "current": "" if current in ("", spdx_id) else current,
                    "tier": tier,
                    "is_exception": "yes" if license_.is_exception and " " not in current else "no",
                },
            )
    for row in _OUR_OWN:
        rows[row["spdx_id"].lower()] = row
    return [rows[key] for key in sorted(rows)]


def _current(replaced_by: list[str], ids: dict[str, str], licenses: dict[str, Any]) -> str:
    # Each entry is an expression over the engine's keys, or an exception that belongs to the entry before it.
    text = ""
    for expression in dict.fromkeys(replaced_by):
        words = [ids.get(word, word.upper()) for word in re.findall(r"[^\s()]+|[()]", expression)]
        if text:
            text += " WITH " if expression in licenses and licenses[expression].is_exception else " AND "
        text += " ".join(words)
    return text


def known_notices_rows(rules: list[Any], licenses: dict[str, Any]) -> list[dict[str, str]]:
    """Rows of `known_notices.csv`: digests of the folded texts of full-relevance rules for common licenses."""
    rows = {}
    for rule in rules:
        states = rule.is_license_text or rule.is_license_notice
        if not states or rule.is_false_positive or rule.relevance < 100 or rule.language != "en":
            continue
        if rule.license_expression not in _COMMON:
            continue
        folded = folded_license(rule.text)
        if folded.count(" ") + 1 >= _FEWEST_WORDS:
            rows[text_sha256(folded)[:KEY_HEX_DIGITS]] = licenses[rule.license_expression].spdx_license_key
    return [{"key": key, "expression": rows[key]} for key in sorted(rows)]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(directory: str) -> None:
    """Write both tables into a directory."""
    from warploom.extractors.licenses import index

    rules = index.load().rules_by_rid
    from licensedcode.models import load_licenses

    licenses = load_licenses(with_deprecated=True)
    _write(Path(directory, "licenses.csv"), licenses_rows(licenses))
    _write(Path(directory, "known_notices.csv"), known_notices_rows(rules, licenses))


if __name__ == "__main__":
    main(sys.argv[1])
