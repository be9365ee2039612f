"""Reads texts for tests: rows of the work tables by column, and uses of names as words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from warploom.extractors.syntax import names
from warploom.extractors.syntax.cutters import cutter_of
from warploom.extractors.syntax.entities import TAGS
from warploom.extractors.syntax.file_syntax import FileSyntax, read_syntax
from warploom.extractors.syntax.names import Names, find_names
from warploom.schemas.syntax import (
    SYNTAX_DEFINITIONS,
    SYNTAX_DIRECTIVES,
    SYNTAX_FILES,
    SYNTAX_MPI_CALLS,
    SYNTAX_UNITS,
)
from warploom.schemas.table import Table

USES = ("read", "written", "declared", "called", "argument", "type", "member", "scope", "indirect")
"""What the bits of a use are called here, from the lowest."""
BITS = (
    names.READ, names.WRITE, names.DECLARE, names.CALL, names.ARGUMENT, names.TYPE, names.MEMBER, names.SCOPE,
    names.INDIRECT,
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """One text, taken apart."""

    language: str
    source: bytes
    syntax: FileSyntax
    file: dict[str, Any]
    units: list[dict[str, Any]]
    definitions: list[dict[str, Any]]
    directives: list[dict[str, Any]]
    mpi_calls: list[dict[str, Any]]

    def text(self, row: dict[str, Any]) -> str:
        """What is in a row's range."""
        return self.source[row["byte_start"] : row["byte_end"]].decode()

    def of_kind(self, *kinds: str) -> list[dict[str, Any]]:
        """Units of some kinds, in order."""
        return [unit for unit in self.units if unit["kind"] in kinds]

    def unit(self, name: str) -> dict[str, Any]:
        """The only unit of a name."""
        (found,) = (unit for unit in self.units if unit["name"] == name)
        return found

    def tags(self, number: int = 0) -> list[tuple[str, str]]:
        """Token and tag of each entity of a unit."""
        entities, start = self.syntax.entities, self.units[number]["byte_start"]
        assert entities is not None
        low, high = entities.offsets[number], entities.offsets[number + 1]
        spans = zip(entities.start[low:high], entities.end[low:high], entities.tag[low:high], strict=True)
        return [(self.source[start + a : start + b].decode(), TAGS[tag]) for a, b, tag in spans]


def read(language: str, text: str | bytes, *, with_entities: bool = False) -> Read:
    """Read a text in this process."""
    source = text.encode() if isinstance(text, str) else text
    syntax = read_syntax((language, source, with_entities))
    return Read(
        language,
        source,
        syntax,
        _rows(SYNTAX_FILES, [syntax.file])[0],
        _rows(SYNTAX_UNITS, syntax.units),
        _rows(SYNTAX_DEFINITIONS, syntax.definitions),
        _rows(SYNTAX_DIRECTIVES, syntax.directives),
        _rows(SYNTAX_MPI_CALLS, syntax.mpi_calls),
    )


def _rows(table: Table, rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    fields = [field for field in table.schema if field.name not in ("occurrence_id", "entities")]
    return [{f.name: _by_name(f.type, value) for f, value in zip(fields, row, strict=True)} for row in rows]


def _by_name(kind: pa.DataType, value: Any) -> Any:
    """The tuples of a list of structs by the names of their fields."""
    if not pa.types.is_list(kind) or not pa.types.is_struct(kind.value_type):
        return value
    names = [field.name for field in kind.value_type]
    return [dict(zip(names, item, strict=True)) for item in value]


def named(language: str, text: str) -> Names:
    """The names of a text, as its language means case."""
    cutter = cutter_of(language)
    found = find_names(cutter.grammar.parse(cutter.for_grammar(text.encode())), cutter.uses)
    return found.folded() if cutter.folds_case else found


def uses(language: str, text: str) -> list[tuple[str, frozenset[str]]]:
    """Each occurrence of a name in order, with its use in words."""
    found = named(language, text)
    pairs = zip(found.name.tolist(), found.use.tolist(), strict=True)
    return [(found.texts[name], words(use)) for name, use in pairs]


def words(use: int) -> frozenset[str]:
    """A use in words."""
    return frozenset(word for word, bit in zip(USES, BITS, strict=True) if use & bit)
