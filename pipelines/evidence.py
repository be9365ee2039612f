"""Results of runners as an input of a build: what they say of the pairs that are made, as rows of evidence."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from warploom.pipelines.fingerprints import code_digest, digest_of
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, digest_file, read_shard, write_shard
from warploom.schemas.errors import UsageError, WarploomError
from warploom.schemas.kernel_pairs import PROVEN_PAIRS
from warploom.schemas.runners import RUNNERS
from warploom.schemas.timings import TIMINGS
from warploom.schemas.verdicts import VERDICTS
from warploom.validators.gpu.levels import COLUMNS, DeviceEvidence, weigh
from warploom.validators.gpu.results import Expected, files_of, job_id_of, read_results
from warploom.validators.gpu.speedups import TimedPair, with_speedups

_RUN_ON_A_DEVICE = "CUDA"
_LEAST_LEVELS = ("agrees_on_cpu", "agrees_on_gpu")


class EvidenceError(WarploomError):
    """Results that a recipe names and that are no longer what they were; says which file."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path, self.why = path, why

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


@dataclass(frozen=True, slots=True)
class RunnerResults:
    """Files that runners wrote, and the operator's key where a recipe asks for signed ones."""

    files: tuple[tuple[str, int, str], ...]
    """Absolute path, length and SHA-256 of each."""
    key_file: str = ""

    def digest(self) -> list[object]:
        """What rows depend on: not where the files lie, and of the key no more than whether it is the same."""
        key = self.key()
        mark = None if key is None else hmac.new(key, b"results of runners", hashlib.sha256).hexdigest()
        return [sorted(sha256 for _, _, sha256 in self.files), mark]

    def key(self) -> bytes | None:
        """The operator's key; None where none is asked for. Raises `UsageError`."""
        return read_key(Path(self.key_file)) if self.key_file else None

    def paths(self) -> list[Path]:
        """The files, each still what it was when the build began; raises `EvidenceError`."""
        for path, *written in self.files:
            try:
                is_same = list(digest_file(Path(path))) == written
            except OSError as error:
                raise EvidenceError(path, f"cannot be read ({error.strerror or error})") from None
            if not is_same:
                raise EvidenceError(path, "has changed since the build began")
        return [Path(path) for path, _, _ in self.files]


def read_key(path: Path) -> bytes:
    """The operator's key out of its file, without what surrounds it. Raises `UsageError`."""
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(f"{path}: the operator's key cannot be read ({error.strerror or error})") from None
    if not key:
        raise UsageError(f"{path} is empty: it is to hold the operator's key")
    return key


def find_results(names: Sequence[str], key_file: str, written: Iterable[Path]) -> RunnerResults | None:
    """The files that a recipe's `evidence` names, and those in the directories that it names; None where it has none.

    None may lie where a build writes (`UsageError`): it would be gone with the next release.
    """
    if not names:
        return None
    outputs = [place.resolve() for place in written]
    files: list[Path] = []
    for name in names:
        path = Path(name).absolute()
        for place in outputs:
            if path.resolve().is_relative_to(place):
                raise UsageError(f"pairs.evidence {path}: lies in {place}, which this build writes. Keep it elsewhere")
        found = files_of(path)
        if not found:
            raise UsageError(f"pairs.evidence {path}: no such file, or no results-*.jsonl in it")
        files += found
    results = RunnerResults(tuple((str(path), *digest_file(path)) for path in sorted(set(files))), key_file)
    results.key()
    return results


@dataclass(frozen=True, slots=True)
class TakeEvidence:
    """Read the results against the pairs that were proven; lines on other pairs are counted and left."""

    phase: ClassVar[str] = "evidence"
    bucket: str
    results: RunnerResults
    slices: tuple[ShardRef, ...]
    """`proven_pairs`."""
    seed: int
    """Of the suite's inputs."""

    @property
    def fingerprint(self) -> str:
        inputs = [shard.sha256 for shard in self.slices]
        return digest_of(inputs, self.results.digest(), self.seed, code_digest(__name__))

    def run(self, space: Workspace) -> Receipt:
        fingerprint = self.fingerprint
        jobs: dict[str, Expected] = {}
        pairs: dict[str, TimedPair] = {}
        for shard in self.slices:
            columns = ("row_id", "input_spec_id", "gpu_language", "level", "spec_id", "gpu_schedule", "cpu_model")
            for row in read_shard(space.work, shard, PROVEN_PAIRS, columns).to_pylist():
                pairs[row["row_id"]] = TimedPair(row["spec_id"], row["gpu_schedule"], row["cpu_model"])
                if row["gpu_language"] == _RUN_ON_A_DEVICE and row["level"] in _LEAST_LEVELS:
                    job = Expected(row["row_id"], row["input_spec_id"], self.seed)
                    jobs[job_id_of(job.pair_id, job.suite_id, job.seed)] = job
        found = read_results(self.results.paths(), jobs, self.results.key())
        shards = tuple(
            write_shard(
                space.work,
                table,
                f"{table.name}/{self.phase}-{self.bucket}/{fingerprint}.parquet",
                [table.batch(rows)],
            )
            for table, rows in (
                (VERDICTS, _by_id(found.verdicts)),
                (TIMINGS, with_speedups(found.timings.values(), pairs)),
                (RUNNERS, _by_id(found.runners)),
            )
        )
        counts = {"verdicts": len(found.verdicts), "timings": len(found.timings), "refused": len(found.refused)}
        reasons = sorted({line.why for line in found.refused})[:5]
        return Receipt(self.phase, self.bucket, fingerprint, shards, counts, {"refused": reasons})


def _by_id(rows: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [rows[identity] for identity in sorted(rows)]


def read_evidence(space: Workspace, verdicts: ShardRef | None) -> DeviceEvidence:
    """What a shard of `verdicts` makes of pairs; nothing where there is none."""
    if verdicts is None:
        return DeviceEvidence()
    rows: list[dict[str, Any]] = read_shard(space.work, verdicts, VERDICTS, COLUMNS).to_pylist()
    return weigh(rows)
