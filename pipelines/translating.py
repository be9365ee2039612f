"""Asks candidates for translations of proven CPU sides, and makes pairs of what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pyarrow as pa

from warploom.extractors.candidates.asking import ChatEndpoint, Folder, Program
from warploom.extractors.candidates.unit import NoAnswerError, Unit
from warploom.extractors.licenses.spdx import all_of
from warploom.extractors.licenses.tiers import tier
from warploom.extractors.pairs.pair import Pair, Side
from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.pair_options import Candidates
from warploom.pipelines.pair_sources import Made
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, read_shard, write_shard
from warploom.schemas.input_specs import INPUT_SPECS
from warploom.schemas.kernel_pairs import PROVEN_PAIRS
from warploom.schemas.table import Column, Table
from warploom.validators.pair_rows import PairLicense, pair_of_row

_SAID_BY = "candidate"
_ORIGIN = "translated"

TRANSLATIONS = Table(
    name="translations",
    version="1.0",
    description="What a candidate answered.",
    key=("unit_id", "number"),
    columns=(
        Column("unit_id", pa.string(), "`kp_` id of the pair whose CPU side was asked for."),
        Column("number", pa.int32(), "Which of the translations of the unit."),
        Column("text", pa.string(), "The translation; null where there is none.", nullable=True),
        Column("problem", pa.string(), "Why there is none.", nullable=True),
    ),
)


@dataclass(frozen=True, slots=True)
class AskCandidate:
    """Ask one candidate for translations of the first proven CPU sides, each of another computation."""

    phase: ClassVar[str] = "translations"
    bucket: str
    candidate: Candidates
    pairs: tuple[ShardRef, ...]
    """`proven_pairs` of the slices, in order."""
    specs: tuple[ShardRef, ...]

    @property
    def fingerprint(self) -> str:
        inputs = [shard.sha256 for shard in (*self.pairs, *self.specs)]
        asked = _asked(self.candidate)
        files = asked.digest() if isinstance(asked, Folder) else ""
        settings = [repr(replace(self.candidate, path="")), files]
        return digest_of(inputs, settings, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        asked = _asked(self.candidate)
        rows: list[dict[str, Any]] = []
        n_units = 0
        for row, spec in units_of(space, self.pairs, self.specs, self.candidate.n_units):
            n_units += 1
            pair = pair_of_row(row, spec)
            unit = Unit(pair.spec_id, pair.cpu.language, pair.cpu.text, pair.cpu.entry, pair.description, pair.inputs)
            answers: list[tuple[str | None, str | None]]
            try:
                answers = [(text, None) for text in asked.ask(unit, self.candidate.n_each)]
            except NoAnswerError as error:
                answers = [(None, error.cause)]
            for number, (text, problem) in enumerate(answers):
                rows.append({"unit_id": row["row_id"], "number": number, "text": text, "problem": problem})
        relative = f"{TRANSLATIONS.name}/{self.bucket}/{fingerprint}.parquet"
        shard = write_shard(space.work, TRANSLATIONS, relative, [TRANSLATIONS.batch(rows)])
        counts = {"rows": len(rows), "units": n_units, "answers": sum(row["text"] is not None for row in rows)}
        return Receipt(self.phase, self.bucket, fingerprint, (shard,), counts)


@dataclass(frozen=True, slots=True)
class TranslatedPairs:
    """The pairs that a candidate's answers make with what was asked; the schedule is whatever it chose."""

    name: ClassVar[str] = _ORIGIN
    candidate: Candidates
    translations: ShardRef
    pairs_asked: tuple[ShardRef, ...]
    specs: tuple[ShardRef, ...]
    start: int
    count: int

    @property
    def bucket(self) -> str:
        return f"{self.name}-{self.candidate.name}-{self.start:05d}"

    def digest(self) -> list[object]:
        inputs = [self.translations.sha256, *(shard.sha256 for shard in (*self.pairs_asked, *self.specs))]
        return [self.name, repr(replace(self.candidate, path="")), inputs, self.start, self.count]

    def pairs(self, space: Workspace) -> Sequence[Made]:
        answers = read_shard(space.work, self.translations, TRANSLATIONS).to_pylist()
        mine = answers[self.start : self.start + self.count]
        units = {
            row["row_id"]: pair_of_row(row, spec)
            for row, spec in units_of(space, self.pairs_asked, self.specs, self.candidate.n_units)
        }
        return [self._made(units[answer["unit_id"]], answer) for answer in mine]

    def _made(self, unit: Pair, answer: dict[str, Any]) -> Made:
        text = answer["text"] or ""
        # A macro that the text does not know would change nothing, and be no other launch shape.
        shapes = tuple(shape for shape in unit.launch_shapes if all(name in text for name in shape)) or ({},)
        pair = replace(
            unit,
            schedule="unknown",
            gpu=Side("CUDA", "cuda", text, unit.cpu.entry),
            launch_shapes=shapes,
            origin=_ORIGIN,
            generator=f"{_SAID_BY} {self.candidate.name}"
            + (f" {self.candidate.model}" if self.candidate.model else ""),
            generator_version="unknown",
            generator_seed=answer["number"],
        )
        own = self.candidate.license_expression
        both = all_of([own, "Apache-2.0"])
        evidence = f"CPU side written by Warploom, Apache-2.0; translation: {self.candidate.license_evidence}"
        license_ = PairLicense("Apache-2.0", "permissive", both or own, tier(both), evidence)
        problem = None if answer["text"] is not None else ("no_answer", answer["problem"])
        return Made(pair, license_, problem)


def units_of(
    space: Workspace, pairs: Sequence[ShardRef], specs: Sequence[ShardRef], n: int
) -> list[tuple[dict[str, Any], str]]:
    """Rows of proven pairs, the first of each computation, with the texts of their specifications."""
    found: dict[str, dict[str, Any]] = {}
    texts: dict[str, str] = {}
    for shard, of_specs in zip(pairs, specs, strict=True):
        if len(found) >= n:
            break
        texts |= {row["row_id"]: row["text"] for row in read_shard(space.work, of_specs, INPUT_SPECS).to_pylist()}
        for row in read_shard(space.work, shard, PROVEN_PAIRS).to_pylist():
            if row["stage"] is None and row["cpu_language"] == "C" and len(found) < n:
                found.setdefault(row["spec_id"], row)
    return [(row, texts[row["input_spec_id"]]) for row in found.values()]


def _asked(options: Candidates) -> Program | Folder | ChatEndpoint:
    if options.kind == "program":
        return Program(options.name, options.command, options.timeout_s)
    if options.kind == "folder":
        return Folder(options.name, options.path)
    return ChatEndpoint(options.name, options.url, options.model, options.key_variable, options.timeout_s)
