"""Reads back what a card claims: its tables of counts, and its configurations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from huggingface_hub import metadata_load

from warploom.schemas.manifest import Counts
from warploom.schemas.release import SPLITS

CARD_FAILURES = 10
"""Reasons for failing to compile that a card lists, the commonest ones."""

_BLOCK = re.compile(r"^<!-- counts: (\w+) -->\n(.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)


class CardError(Exception):
    """The card cannot be read as one that Warploom wrote."""


def is_split(counts: Counts) -> bool:
    """Whether there is anything but train, so that a card has a table of splits."""
    return any(count.split != SPLITS[0] for count in counts.splits)


def card_counts(card: Path, widths: Mapping[str, int]) -> dict[str, list[tuple[str | int, ...]]]:
    """Rows of each marked table, its first `widths[name]` cells; a cell of digits and commas is a number."""
    try:
        text = card.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CardError("the card is not UTF-8") from error
    found: dict[str, list[tuple[str | int, ...]]] = {}
    for name, body in _BLOCK.findall(text):
        lines = body.splitlines()[2:]
        found[name] = [tuple(_cell(cell) for cell in line.split("|")[1 : 1 + widths.get(name, 0)]) for line in lines]
    return found


def config_patterns(card: Path) -> list[tuple[str, str]]:
    """(configuration, glob of data files) for every pattern in the card's YAML, the default configuration first."""
    try:
        metadata: Any = metadata_load(card)
        configs = sorted((metadata or {}).get("configs") or [], key=lambda config: not config.get("default", False))
        return [(config["config_name"], entry["path"]) for config in configs for entry in config["data_files"]]
    except (AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise CardError(f"the card's configurations cannot be read ({error!r})") from error


def _cell(cell: str) -> str | int:
    bare = cell.strip().strip("`")
    digits = bare.replace(",", "")
    return int(digits) if digits.isdecimal() else bare
