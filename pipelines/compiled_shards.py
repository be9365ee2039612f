"""Writes the release's shards of what was compiled: modules, functions, kernels' lowerings, attempts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from warploom.pipelines.doubles import Doubles
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.release_parquet import write_release_shard
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard
from warploom.pipelines.syntax_bucket import PublishedFile, SyntaxBucket, published_files, take_over
from warploom.schemas.code_units import CODE_UNITS
from warploom.schemas.compile_attempts import COMPILE_ATTEMPTS
from warploom.schemas.gpu_lowerings import GPU_LOWERINGS
from warploom.schemas.identity import gpu_lowering_id, ir_function_id
from warploom.schemas.ir import COMPILE_ATTEMPTS_OF_FILES, COMPILED_FUNCTIONS, COMPILED_KERNELS, COMPILED_MODULES
from warploom.schemas.ir_functions import IR_FUNCTIONS
from warploom.schemas.ir_modules import IR_MODULES
from warploom.schemas.occurrences import OCCURRENCES, OccurrenceFate
from warploom.schemas.table import Table
from warploom.validators.vendor_answers import LIBDEVICE, redistributable_vendors

_OF_MODULE = (
    "ir_module_id", "license_expression", "license_tier", "redistributable", "target", "arch", "level", "is_offload",
)  # fmt: skip
"""What functions and lowerings take over from their module."""


@dataclass(frozen=True, slots=True)
class CompiledBucket:
    """What one bucket contributes: its published files, and the work tables of its compile jobs."""

    published: SyntaxBucket
    compiled: Mapping[str, tuple[ShardRef, ...]]
    """Work tables by name."""

    def digest(self) -> list[Any]:
        """What of it a result depends on."""
        compiled = {name: [s.sha256 for s in refs] for name, refs in self.compiled.items()}
        return [self.published.digest(), compiled]


@dataclass(frozen=True, slots=True)
class WriteCompiled:
    """Write one shard of a table of what was compiled, in the order of buckets and compile jobs."""

    phase: ClassVar[str] = "derive"
    bucket: str
    table: Table
    inputs: tuple[CompiledBucket, ...]
    recipe: str
    recipe_version: str
    split: str | None = "train"
    """None for a table that is not split."""

    @property
    def fingerprint(self) -> str:
        inputs = [bucket.digest() for bucket in self.inputs]
        answers = redistributable_vendors()
        recipe = (self.recipe, self.recipe_version, self.split)
        return digest_of(self.table.name, inputs, recipe, answers, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        """Write the shard; the caller commits the receipt."""
        fingerprint = self.fingerprint
        recipe = {"origin": "crawled", "recipe": self.recipe, "recipe_version": self.recipe_version}
        name = f"release/{self.table.name}/{self.bucket}-{fingerprint}.parquet"
        ref = write_release_shard(space.work, self.table, name, self._batches(space, recipe), self._sum("rows"))
        return Receipt(self.phase, self.bucket, fingerprint, (ref,), {"rows": ref.rows})

    def _batches(self, space: Workspace, recipe: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
        for bucket in self.inputs:
            if not any(ref.rows for ref in bucket.compiled[_GROWS_FROM[self.table.name].name]):
                continue
            slices = published_files(space, bucket.published, recipe, self.split)
            files = {o: f for _, found in slices for o, f in found.items()}
            for batch in _ROWS[self.table.name](space, bucket, files):
                if batch.num_rows:
                    yield batch

    def n_bytes(self) -> int:
        """Bytes of the work tables it grows from."""
        return self._sum("bytes")

    def _sum(self, what: str) -> int:
        name = _GROWS_FROM[self.table.name].name
        return sum(getattr(ref, what) for bucket in self.inputs for ref in bucket.compiled[name])


def _ir_modules(
    space: Workspace, bucket: CompiledBucket, files: Mapping[str, PublishedFile]
) -> Iterator[pa.RecordBatch]:
    for shard in bucket.compiled[COMPILED_MODULES.name]:
        taken = _of_files(read_shard(space.work, shard, COMPILED_MODULES), files)
        of_row = _files_of(taken, files)
        own = {"row_id": taken.column("ir_module_id"), "content_id": [file.content_id for file in of_row]}
        yield take_over(IR_MODULES, taken, of_row, own)


def _ir_functions(
    space: Workspace, bucket: CompiledBucket, files: Mapping[str, PublishedFile]
) -> Iterator[pa.RecordBatch]:
    doubles = Doubles(space.work, bucket.published.same)

    def own(taken: pa.Table) -> dict[str, Any]:
        pairs = zip(*(taken.column(c).to_pylist() for c in ("ir_module_id", "symbol")), strict=True)
        ids = [ir_function_id(*pair) for pair in pairs]
        return {"row_id": ids, **doubles.columns("structural_hash", "dedup_cluster", ids)}

    for batch in _with_modules(space, bucket, files, COMPILED_FUNCTIONS, IR_FUNCTIONS, own):
        yield bucket.published.published_rows(space.work, IR_FUNCTIONS.name, batch)


def _gpu_lowerings(
    space: Workspace, bucket: CompiledBucket, files: Mapping[str, PublishedFile]
) -> Iterator[pa.RecordBatch]:
    def own(taken: pa.Table) -> dict[str, Any]:
        made = _lowering_ids(taken)
        functions = bucket.published.replaced(space.work, IR_FUNCTIONS.name, made["ir_function_id"])
        return {**made, "ir_function_id": functions}

    yield from _with_modules(space, bucket, files, COMPILED_KERNELS, GPU_LOWERINGS, own)


def _lowering_ids(taken: pa.Table) -> dict[str, Any]:
    columns = [taken.column(c).to_pylist() for c in ("ir_module_id", "symbol", "lowering_arch")]
    linked = pc.equal(taken.column("libdevice"), "linked")
    if LIBDEVICE in redistributable_vendors():
        linked = pc.and_(linked, False)
    return {
        "row_id": [gpu_lowering_id(*key) for key in zip(*columns, strict=True)],
        "ir_function_id": [ir_function_id(*key) for key in zip(*columns[:2], strict=True)],
        "arch": taken.column("lowering_arch"),
        "redistributable": pc.and_not(taken.column("redistributable"), linked),
    }


def _with_modules(
    space: Workspace,
    bucket: CompiledBucket,
    files: Mapping[str, PublishedFile],
    source: Table,
    table: Table,
    ids: Callable[[pa.Table], dict[str, Any]],
) -> Iterator[pa.RecordBatch]:
    published = _published_contents(space, bucket.published)
    for modules, shard in zip(bucket.compiled[COMPILED_MODULES.name], bucket.compiled[source.name], strict=True):
        taken = _of_files(read_shard(space.work, shard, source), files)
        facts = read_shard(space.work, modules, COMPILED_MODULES, ("occurrence_id", *_OF_MODULE))
        places = {key: row for row, key in enumerate(_keys(facts))}
        of_module = facts.take(pa.array([places[key] for key in _keys(taken)], pa.int64()))
        for name in _OF_MODULE[1:]:
            taken = taken.append_column(name, of_module.column(name))
        # a unit is published with its content, wherever that one's row comes from
        is_there = pc.is_in(taken.column("unit_content_id"), published)
        found = pc.if_else(is_there, taken.column("code_unit_id"), pa.scalar(None, pa.string()))
        units = bucket.published.replaced(space.work, CODE_UNITS.name, found.to_pylist())
        yield take_over(table, taken, _files_of(taken, files), {"code_unit_id": units, **ids(taken)})


def _keys(table: pa.Table) -> Iterator[tuple[str, str]]:
    return zip(*(table.column(c).to_pylist() for c in ("occurrence_id", "ir_module_id")), strict=True)


def _compile_attempts(
    space: Workspace, bucket: CompiledBucket, files: Mapping[str, PublishedFile]
) -> Iterator[pa.RecordBatch]:
    for shard in bucket.compiled[COMPILE_ATTEMPTS_OF_FILES.name]:
        taken = _of_files(read_shard(space.work, shard, COMPILE_ATTEMPTS_OF_FILES), files)
        yield take_over(COMPILE_ATTEMPTS, taken, _files_of(taken, files), {})


def _of_files(rows: pa.Table, files: Mapping[str, PublishedFile]) -> pa.Table:
    return rows.filter(pc.is_in(rows.column("occurrence_id"), pa.array(list(files), pa.string())))


def _files_of(rows: pa.Table, files: Mapping[str, PublishedFile]) -> Sequence[PublishedFile]:
    return [files[occurrence] for occurrence in rows.column("occurrence_id").to_pylist()]


def _published_contents(space: Workspace, bucket: SyntaxBucket) -> pa.Array:
    occurrences = read_shard(space.work, bucket.occurrences, OCCURRENCES, ("fate", "content_id"))
    fates = pa.array((str(OccurrenceFate.PUBLISHED), str(OccurrenceFate.DUPLICATE)))
    return pc.unique(occurrences.filter(pc.is_in(occurrences.column("fate"), fates)).column("content_id"))


_ROWS: dict[str, Callable[[Workspace, CompiledBucket, Mapping[str, PublishedFile]], Iterator[pa.RecordBatch]]] = {
    IR_MODULES.name: _ir_modules,
    IR_FUNCTIONS.name: _ir_functions,
    GPU_LOWERINGS.name: _gpu_lowerings,
    COMPILE_ATTEMPTS.name: _compile_attempts,
}
_GROWS_FROM = {
    IR_MODULES.name: COMPILED_MODULES,
    IR_FUNCTIONS.name: COMPILED_FUNCTIONS,
    GPU_LOWERINGS.name: COMPILED_KERNELS,
    COMPILE_ATTEMPTS.name: COMPILE_ATTEMPTS_OF_FILES,
}
COMPILED_TABLES = (IR_MODULES, IR_FUNCTIONS, GPU_LOWERINGS, COMPILE_ATTEMPTS)
"""Tables of what was compiled, of published files."""
