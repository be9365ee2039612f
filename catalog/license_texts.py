"""Full texts of licenses by SPDX id, out of the data files of the installed license engine."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

from warploom.schemas.errors import WarploomError

_SPDX_KEY = re.compile(rb"^spdx_license_key: *(\S+) *$", re.MULTILINE)
_OTHER_KEYS = re.compile(rb"^other_spdx_license_keys:\n((?: +- .*\n)+)", re.MULTILINE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_OPERATORS = frozenset({"AND", "OR", "WITH"})
_HEAD_BYTES = 8_192
"""The front matter of all but a few licenses ends within it, and the keys stand near its start."""


class LicenseTextsError(WarploomError):
    """The license engine's data files are not where its package should have them."""


def license_ids(expression: str) -> tuple[str, ...]:
    """License and exception ids that an SPDX expression names, each once and sorted."""
    # No parser: ids are all that matters here, and license-expression's fails on `()` with an IndexError.
    return tuple(sorted(set(_ID.findall(expression)) - _OPERATORS))


def license_text(license_id: str) -> str | None:
    """Text of a license or exception, ending in one line end; None if the engine's data have no such id or no text.

    Generic ids ("some proprietary license") have none.
    """
    if not _ID.fullmatch(license_id):
        return None
    path = _paths().get(license_id)
    if path is None:
        return None
    content = path.read_text(encoding="utf-8")
    if content.startswith("---\n"):
        content = (content + "\n").split("\n---\n", 1)[1]
    return content.strip("\n") + "\n" if content.strip() else None


@cache
def _paths() -> dict[str, Path]:
    # Reading 2,600 heads takes 0.05 s; importing the engine would load an index of 400 MB.
    spec = importlib.util.find_spec("licensedcode")
    if spec is None or not spec.submodule_search_locations:
        raise LicenseTextsError("the package scancode-toolkit-mini is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "data" / "licenses"
    paths: dict[str, Path] = {}
    others: dict[str, Path] = {}
    for path in sorted(folder.glob("*.LICENSE")):
        with path.open("rb") as handle:
            head = handle.read(_HEAD_BYTES)
        found = _SPDX_KEY.search(head)
        if found:
            paths.setdefault(found[1].decode(), path)
        listed = _OTHER_KEYS.search(head)
        if listed:
            for line in listed[1].splitlines():
                others.setdefault(line.strip(b" -").decode(), path)
    if not paths:
        raise LicenseTextsError(f"no license text in {folder}")
    return {**others, **paths}
