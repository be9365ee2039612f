"""The benchmarks that Warploom knows: where their text is to be had, and how their items are read."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from warploom.extractors.contamination.items import ItemFields


@dataclass(frozen=True, slots=True)
class KnownBenchmark:
    """Facts of one benchmark, see `benchmarks.toml`; what it has not is empty."""

    name: str
    title: str
    license: str
    language: str
    where: str
    member: str
    item: tuple[str, ...]
    fields: Mapping[str, str]
    package: str = ""
    version: str = ""
    sha256: str = ""

    def item_fields(self) -> ItemFields:
        """How its items are read."""
        return ItemFields(self.name, self.item, self.fields, self.language, self.member)


@functools.cache
def known_benchmarks() -> Mapping[str, KnownBenchmark]:
    """All of them by name, in the order of the file."""
    text = files("warploom.catalog").joinpath("benchmarks.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["benchmarks"]
    return {entry["name"]: KnownBenchmark(**{**entry, "item": tuple(entry["item"])}) for entry in entries}
