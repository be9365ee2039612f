"""The one shape of every processing step: batches in, an `Outcome` out, every row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Protocol

import pyarrow as pa

from warploom.schemas.quarantine import REJECTIONS
from warploom.schemas.reject import Reject as Reject
from warploom.schemas.table import Column, Table, TableError


class Scope(StrEnum):
    """How much a stage sees at once."""

    ROW = "row"
    """A batch alone."""
    REPOSITORY = "repository"
    """A batch and a read-only view of its whole repository revision."""
    GLOBAL = "global"
    """One partition of an exchange: all rows of the corpus that share a key are in the same batch."""


class Fate(StrEnum):
    """What became of an input row in one stage."""

    KEPT = "kept"
    DERIVED = "derived"
    QUARANTINED = "quarantined"


ACCOUNTED = Table(
    name="accounted",
    version="1.0",
    description="What one stage did with each of its input rows.",
    key=("subject_id",),
    columns=(
        Column("subject_id", pa.string(), "Id of the input row."),
        Column("fate", pa.string(), "kept, derived or quarantined."),
        Column("n_derived", pa.int32(), "Rows emitted for it."),
    ),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage returns: one batch per emitted table in the order of `emits`, the rejected rows, the account.

    Law, tested for every stage: each input id occurs exactly once in `accounted`.
    """

    emitted: tuple[pa.RecordBatch, ...]
    quarantined: pa.RecordBatch
    accounted: pa.RecordBatch


class RepositoryView(Protocol):
    """Read-only sight of one whole repository revision: every file, the refused ones too."""

    @property
    def repository_id(self) -> str: ...

    @property
    def repo_name(self) -> str: ...

    @property
    def source_kind(self) -> str: ...

    @property
    def license_override(self) -> str | None:
        """SPDX expression that the recipe states for this repository where its files state none."""
        ...

    def paths(self) -> Sequence[str]:
        """All paths whose content is there, sorted by code point."""
        ...

    def read(self, path: str) -> bytes:
        """Raw bytes of a file; `KeyError` for a path that is not in `paths()`."""
        ...


class _StageBase(Protocol):
    name: ClassVar[str]
    scope: ClassVar[Scope]
    accepts: ClassVar[Table]
    emits: ClassVar[tuple[Table, ...]]


class RowStage(_StageBase, Protocol):
    """A stage of scope ROW. Fields of the dataclass are its options."""

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome: ...


class RepositoryStage(_StageBase, Protocol):
    """A stage of scope REPOSITORY: the batch holds rows of the view's repository only."""

    def __call__(self, batch: pa.RecordBatch, view: RepositoryView, /) -> Outcome: ...


class GlobalStage(_StageBase, Protocol):
    """A stage of scope GLOBAL, called once per partition of an exchange on `exchange_key`."""

    exchange_key: ClassVar[str]

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome: ...


def all_kept(stage: _StageBase, batch: pa.RecordBatch, *emitted: pa.RecordBatch) -> Outcome:
    """The outcome of a stage that refuses nothing and makes one row of each."""
    return Outcome(
        emitted=emitted,
        quarantined=Rejections(stage.name).batch(),
        accounted=ACCOUNTED.from_columns(
            subject_id=batch.column(stage.accepts.key[0]),
            fate=[Fate.KEPT] * batch.num_rows,
            n_derived=[1] * batch.num_rows,
        ),
    )


def each_row(
    stage: _StageBase,
    batch: pa.RecordBatch,
    handle: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]],
    *,
    columns: Sequence[str] | None = None,
) -> Outcome:
    """Run `handle` on every row and account for it; for stages that emit one table.

    `handle` gets the row as a mapping (of `columns`, or of all) and returns the rows it becomes, all with equal keys;
    columns of the emitted table that it leaves out are taken over from the input row, without a copy through Python.
    A `Reject` it raises becomes a quarantine row; any other exception is a defect and propagates.
    """
    (table,) = stage.emits
    subject = stage.accepts.key[0]
    names = list(columns) if columns is not None else batch.schema.names
    lists = {name: batch.column(name).to_pylist() for name in {*names, subject}}
    ids = lists[subject]
    made: list[Mapping[str, Any]] = []
    origin: list[int] = []
    rejections = Rejections(stage.name)
    fates: list[str] = []
    counts: list[int] = []
    for i in range(batch.num_rows):
        try:
            produced = list(handle({name: lists[name][i] for name in names}))
        except Reject as reject:
            rejections.add_row(batch, i, reject)
            fates.append(Fate.QUARANTINED)
            counts.append(0)
            continue
        made.extend(produced)
        origin.extend([i] * len(produced))
        fates.append(Fate.KEPT if len(produced) == 1 else Fate.DERIVED)
        counts.append(len(produced))
    given = made[0].keys() if made else set()
    allowed = given & set(table.schema.names)
    for row in made:
        if row.keys() != allowed:
            raise TableError(table.name, missing=allowed - row.keys(), unknown=row.keys() - allowed)
    indices = pa.array(origin, pa.int64())
    arrays = {
        name: [row[name] for row in made] if name in given or not made else batch.column(name).take(indices)
        for name in table.schema.names
    }
    return Outcome(
        emitted=(table.from_columns(**arrays) if made else table.empty(),),
        quarantined=rejections.batch(),
        accounted=ACCOUNTED.from_columns(subject_id=ids, fate=fates, n_derived=counts),
    )


class Rejections:
    """Collects rejected rows of one stage."""

    def __init__(self, stage: str) -> None:
        self._stage = stage
        self._rows: list[dict[str, Any]] = []

    def add(self, *, subject_id: str, repository_id: str, path: str | None, reject: Reject) -> None:
        """Record one rejected path, or a rejected repository (`path` None)."""
        self._rows.append(
            {
                "subject_id": subject_id,
                "repository_id": repository_id,
                "path": path,
                "stage": self._stage,
                "reason": str(reject.reason),
                "detail": reject.detail,
            }
        )

    def add_row(self, batch: pa.RecordBatch, index: int, reject: Reject) -> None:
        """Record row `index` of a batch that has `occurrence_id`, `repository_id` and `path`."""
        self.add(
            subject_id=batch.column("occurrence_id")[index].as_py(),
            repository_id=batch.column("repository_id")[index].as_py(),
            path=batch.column("path")[index].as_py(),
            reject=reject,
        )

    def batch(self) -> pa.RecordBatch:
        """All recorded rejections, in the order they came."""
        return REJECTIONS.batch(self._rows)
