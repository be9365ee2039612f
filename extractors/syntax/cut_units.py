"""Cut units, definitions, directives and MPI calls out of texts, in a supervised child."""

from __future__ import annotations

import atexit
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from warploom.extractors.supervised import SupervisedChild
from warploom.extractors.syntax.entities import TAGS, Entities
from warploom.extractors.syntax.file_syntax import FileSyntax
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.stage import ACCOUNTED, Fate, Outcome, Reject, Rejections, Scope
from warploom.schemas.syntax import (
    ENTITIES,
    SYNTAX_DEFINITIONS,
    SYNTAX_DIRECTIVES,
    SYNTAX_FILES,
    SYNTAX_LANGUAGES,
    SYNTAX_MPI_CALLS,
    SYNTAX_UNITS,
)
from warploom.schemas.table import Table

_START_TIMEOUT_S = 300.0
"""The first child on a machine compiles what is native, and keeps it."""


@dataclass(frozen=True, slots=True)
class CutUnits:
    """Cut every text of a language that has a grammar; a text that is too much for the parser is refused."""

    name: ClassVar[str] = "cut_units"
    scope: ClassVar[Scope] = Scope.ROW
    accepts: ClassVar[Table] = SOURCE_TEXTS
    emits: ClassVar[tuple[Table, ...]] = (
        SYNTAX_FILES,
        SYNTAX_UNITS,
        SYNTAX_DEFINITIONS,
        SYNTAX_DIRECTIVES,
        SYNTAX_MPI_CALLS,
    )
    tools: ClassVar[tuple[str, ...]] = (
        "tree-sitter",
        "tree-sitter-c",
        "tree-sitter-cpp",
        "tree-sitter-cuda",
        "tree-sitter-fortran",
        "tree-sitter-julia",
        "tree-sitter-python",
        "tree-sitter-rust",
    )
    entities: bool = True
    """Tag the tokens of functions, kernels and programs."""
    text_timeout_s: float = 60.0
    """For one text; generous, since a slow machine must refuse no text that a fast one takes."""
    memory_bytes: int = 1024 * 1024 * 1024
    """Of the child."""

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome:
        ids = batch.column("occurrence_id").to_pylist()
        languages = batch.column("language").to_pylist()
        read = [row for row, language in enumerate(languages) if language in SYNTAX_LANGUAGES]
        places: dict[str, int] = {}
        """Equal texts of a language are read once."""
        requests: list[tuple[str, bytes, bool]] = []
        contents = batch.column("content_id").to_pylist()
        numbers = []
        texts = batch.column("text")
        for row in read:
            key = f"{languages[row]} {contents[row]}"
            number = places.setdefault(key, len(requests))
            if number == len(requests):
                requests.append((languages[row], texts[row].as_buffer().to_pybytes(), self.entities))
            numbers.append(number)
        answers = child(self.text_timeout_s, self.memory_bytes).map(requests) if requests else []
        of_row = {row: answers[number] for row, number in zip(read, numbers, strict=True)}
        rejections = Rejections(self.name)
        fates, counts = [], []
        kept: list[tuple[str, FileSyntax | None]] = []
        for row, occurrence in enumerate(ids):
            answer = of_row.get(row)
            if isinstance(answer, Reject):
                rejections.add_row(batch, row, answer)
                fates.append(Fate.QUARANTINED)
                counts.append(0)
                continue
            kept.append((occurrence, answer))
            fates.append(Fate.KEPT)
            counts.append(1)
        return Outcome(
            emitted=tables(kept),
            quarantined=rejections.batch(),
            accounted=ACCOUNTED.from_columns(subject_id=ids, fate=fates, n_derived=counts),
        )


@functools.cache
def child(text_timeout_s: float, memory_bytes: int) -> SupervisedChild:
    """The child of this process; it lives as long."""
    made = SupervisedChild(
        "warploom.extractors.syntax.file_syntax:read_syntax",
        row_timeout_s=text_timeout_s,
        prepare="warploom.extractors.syntax.file_syntax:prepare",
        start_timeout_s=_START_TIMEOUT_S,
        memory_bytes=memory_bytes,
    )
    atexit.register(made.close)
    return made


def tables(kept: Sequence[tuple[str, FileSyntax | None]]) -> tuple[pa.RecordBatch, ...]:
    """The batches of `CutUnits.emits`, from (occurrence_id, what its text says or None where it has no grammar)."""
    found = [(occurrence, syntax) for occurrence, syntax in kept if syntax is not None]
    files = [(occurrence, *(_UNREAD if syntax is None else syntax.file)) for occurrence, syntax in kept]
    return (
        _batch(SYNTAX_FILES, files),
        _batch(
            SYNTAX_UNITS,
            [(occurrence, *row) for occurrence, syntax in found for row in syntax.units],
            entities=_entity_lists([(len(syntax.units), syntax.entities) for _, syntax in found]),
        ),
        _batch(SYNTAX_DEFINITIONS, [(o, *row) for o, syntax in found for row in syntax.definitions]),
        _batch(SYNTAX_DIRECTIVES, [(o, *row) for o, syntax in found for row in syntax.directives]),
        _batch(SYNTAX_MPI_CALLS, [(o, *row) for o, syntax in found for row in syntax.mpi_calls]),
    )


_UNREAD: tuple[Any, ...] = ([], [], None, None, [])
"""`syntax_files` of a text in a language without a grammar."""


def _batch(table: Table, rows: Sequence[tuple[Any, ...]], **extra: pa.Array) -> pa.RecordBatch:
    names = [name for name in table.schema.names if name not in extra]
    columns: Iterator[Sequence[Any]] = iter(zip(*rows, strict=True)) if rows else iter([()] * len(names))
    arrays = {name: _array(table.schema.field(name).type, c) for name, c in zip(names, columns, strict=True)}
    return table.from_columns(**arrays, **extra)


def _array(kind: pa.DataType, values: Sequence[Any]) -> pa.Array:
    """Arrow's own conversion, but for lists: most are empty, and each would cost as much as its values.

    Structs come as tuples in the order of their fields.
    """
    if pa.types.is_struct(kind):
        columns = zip(*values, strict=True) if values else [()] * kind.num_fields
        arrays = [_array(field.type, column) for field, column in zip(kind, columns, strict=True)]
        return pa.StructArray.from_arrays(arrays, fields=list(kind))
    if not pa.types.is_list(kind):
        return pa.array(values, kind)
    offsets = np.zeros(len(values) + 1, np.int32)
    np.cumsum([len(value) for value in values], out=offsets[1:])
    flat = _array(kind.value_type, list(chain.from_iterable(values)))
    return pa.ListArray.from_arrays(pa.array(offsets), flat, type=kind)


def _entity_lists(units: Sequence[tuple[int, Entities | None]]) -> pa.Array:
    """One list per unit, built from the arrays as they are; empty lists where nothing was tagged."""
    sizes = [np.zeros(n, np.int64) if e is None else np.diff(e.offsets) for n, e in units]
    tagged = [e for _, e in units if e is not None]
    offsets = np.zeros(sum(n for n, _ in units) + 1, np.int32)
    if sizes:
        np.cumsum(np.concatenate(sizes), out=offsets[1:])
    start, end, tag = (
        np.concatenate([getattr(e, name) for e in tagged]) if tagged else np.zeros(0, np.int32)
        for name in ("start", "end", "tag")
    )
    words = pa.DictionaryArray.from_arrays(pa.array(tag, pa.int32()), pa.array(TAGS)).cast(pa.string())
    values = pa.StructArray.from_arrays(
        [pa.array(start, pa.int32()), pa.array(end, pa.int32()), words], fields=list(ENTITIES.value_type)
    )
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, type=ENTITIES)
