"""Receipts are what makes a job's output exist."""

from pathlib import Path

import pytest

from warploom.extractors.atomic import remove_temporaries, replacing
from warploom.pipelines.receipts import Receipt, Receipts
from warploom.pipelines.shards import ShardDamagedError, ShardRef, open_shard, write_shard
from warploom.schemas.picks import PICKS


def make(bucket: str, fingerprint: str) -> Receipt:
    shard = ShardRef("t", f"t/{bucket}/{fingerprint}.parquet", 1, 2, "ab")
    return Receipt("texts", bucket, fingerprint, (shard,), {"rows": 1}, {"x": [1, "y"]})


def test_compaction_keeps_every_receipt_readable(tmp_path: Path) -> None:
    """Single files become one index; a receipt reads back equal before and after."""
    receipts = Receipts(tmp_path)
    made = [make(f"{i:04d}", f"f{i}") for i in range(5)]
    for receipt in made:
        receipts.write(receipt)
    receipts.compact()
    assert made == [Receipts(tmp_path).get("texts", r.bucket, r.fingerprint) for r in made]
    assert [tmp_path / "receipts/texts.jsonl"] == [p for p in tmp_path.rglob("*") if p.is_file()]


def test_compaction_can_forget(tmp_path: Path) -> None:
    """What the last builds did not use is gone after `compact(keep=...)`."""
    receipts = Receipts(tmp_path)
    old, new = make("0001", "old"), make("0001", "new")
    receipts.write(old)
    receipts.write(new)
    receipts.compact(keep=[new.key])
    assert [new] == receipts.all()


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    """An exception while writing leaves neither a file nor a temporary."""
    with pytest.raises(RuntimeError), replacing(tmp_path / "x") as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert [] == list(tmp_path.iterdir())


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    """Temporaries of killed writers go; finished files stay."""
    (tmp_path / "a.parquet.tmp-0123456789ab").write_text("half")
    (tmp_path / "a.parquet").write_text("whole")
    assert remove_temporaries(tmp_path) == 1
    assert ["a.parquet"] == [p.name for p in tmp_path.iterdir()]


@pytest.mark.parametrize("change", ["truncate", "flip", "remove"])
def test_a_damaged_shard_is_never_read(tmp_path: Path, change: str) -> None:
    """The digest is verified on read: a changed work file is an error with the next step."""
    shard = write_shard(tmp_path, PICKS, "picks/x.parquet", [PICKS.empty()])
    path = tmp_path / shard.path
    data = path.read_bytes()
    if change == "remove":
        path.unlink()
    else:
        path.write_bytes(data[:-1] if change == "truncate" else data[:10] + bytes([data[10] ^ 1]) + data[11:])
    with pytest.raises(ShardDamagedError, match="build again"):
        open_shard(tmp_path, shard)
