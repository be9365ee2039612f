"""The state of a work directory: one receipt per finished job, written last, is what makes its output exist."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warploom.extractors.atomic import write_bytes, write_json
from warploom.pipelines.shards import ShardDamagedError, ShardRef

PROVISIONAL = "provisional"
"""Count of a receipt: answers that another try may better. Such a job is run again by the next build."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one job left behind; a pure function of the job's inputs, so equal wherever and whenever it ran."""

    phase: str
    bucket: str
    fingerprint: str
    shards: tuple[ShardRef, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """What the progress display and the run summary add up: rows, bytes, quarantined, ..."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What later phases need to know without opening a shard."""

    @property
    def key(self) -> str:
        return receipt_key(self.phase, self.bucket, self.fingerprint)

    def of_table(self, name: str) -> list[ShardRef]:
        """The shards of one table, in the order in which the job made them."""
        return [s for s in self.shards if s.table == name]

    def one(self, name: str) -> ShardRef:
        """The only shard of a table."""
        (shard,) = self.of_table(name)
        return shard

    def to_json(self) -> dict[str, Any]:
        return {
            "phase": self.phase,
            "bucket": self.bucket,
            "fingerprint": self.fingerprint,
            "shards": [s.to_json() for s in self.shards],
            "counts": dict(self.counts),
            "facts": dict(self.facts),
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Receipt:
        return Receipt(
            value["phase"],
            value["bucket"],
            value["fingerprint"],
            tuple(ShardRef(**s) for s in value["shards"]),
            value["counts"],
            value["facts"],
        )


def receipt_key(phase: str, bucket: str, fingerprint: str) -> str:
    """Name of a receipt, unique in a work directory."""
    return f"{phase}/{bucket}/{fingerprint}"


class Receipts:
    """All receipts of a work directory: single files as jobs end, compacted into one index per phase after a build."""

    def __init__(self, work: Path) -> None:
        self._root = work / "receipts"
        self._index: dict[str, dict[str, Receipt]] = {}

    def get(self, phase: str, bucket: str, fingerprint: str) -> Receipt | None:
        """The receipt of a finished job, or None if it has to run."""
        key = receipt_key(phase, bucket, fingerprint)
        try:  # a single file is newer than the index: a provisional receipt is written again
            return Receipt.from_json(json.loads((self._root / f"{key}.json").read_bytes()))
        except FileNotFoundError:
            return self._phase(phase).get(key)

    def write(self, receipt: Receipt) -> None:
        """Commit a job's output."""
        write_json(self._root / f"{receipt.key}.json", receipt.to_json())

    def all(self) -> list[Receipt]:
        """Every receipt there is, indexed or not."""
        found = {key: r for index in self._root.glob("*.jsonl") for key, r in self._phase(index.stem).items()}
        for receipt in self._single():
            found[receipt.key] = receipt
        return list(found.values())

    def forget(self, keys: Iterable[str]) -> None:
        """Take commits back: their jobs run again. Only under the lock."""
        self.compact(keep={r.key for r in self.all()}.difference(keys))

    def compact(self, keep: Iterable[str] | None = None) -> None:
        """Fold single receipts into one file per phase; with `keep`, forget all others. Only under the lock."""
        kept = None if keep is None else set(keep)
        singles = sorted(self._root.rglob("*.json"))
        by_phase: dict[str, dict[str, Receipt]] = {}
        for receipt in self.all():
            if kept is None or receipt.key in kept:
                by_phase.setdefault(receipt.phase, {})[receipt.key] = receipt
        for phase, receipts in by_phase.items():
            lines = [json.dumps(receipts[k].to_json(), sort_keys=True, ensure_ascii=False) for k in sorted(receipts)]
            write_bytes(self._root / f"{phase}.jsonl", ("\n".join(lines) + "\n").encode())
        for index in self._root.glob("*.jsonl"):
            if index.stem not in by_phase:
                index.unlink()
        # The index is durable, so the files that went into it are copies now; one that came since is left.
        for path in singles:
            path.unlink(missing_ok=True)
        for folder in sorted({path.parent for path in singles}):
            with contextlib.suppress(OSError):  # not empty: a job ended meanwhile
                folder.rmdir()
        self._index.clear()

    def _single(self) -> Iterable[Receipt]:
        for path in sorted(self._root.rglob("*.json")):
            yield Receipt.from_json(json.loads(path.read_bytes()))

    def _phase(self, phase: str) -> dict[str, Receipt]:
        if phase not in self._index:
            self._index[phase] = {}
            path = self._root / f"{phase}.jsonl"
            if path.is_file():
                try:
                    with path.open(encoding="utf-8") as lines:
                        receipts = [Receipt.from_json(json.loads(line)) for line in lines]
                except (ValueError, KeyError, TypeError) as error:
                    raise ShardDamagedError(str(path), f"it is not what was written ({error})") from None
                self._index[phase] = {r.key: r for r in receipts}
        return self._index[phase]
