"""The laws of leaked benchmarks, and their counts in manifest and card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.small_release import Rows, small_rows, write_release
from warploom.schemas.manifest import BenchmarkCount, read_manifest
from warploom.schemas.reasons import Reason
from warploom.validators.releases import check

FLAG = {"train": "flag", "against": {"weaving": "ab" * 32}}
EXCLUDE = {**FLAG, "train": "exclude"}
HIT = {"benchmark": "weaving", "item": "runs", "method": "tokens", "score": 0.75}


def looked_up(*hits: dict[str, Any]) -> Rows:
    """The small release, looked up: the hits are of its last file, which is not in the sample."""
    rows = small_rows()
    for folder in ("source_files", "sample"):
        for row in rows[folder]:
            row["benchmark_hits"] = []
    rows["source_files"][-1]["benchmark_hits"] = list(hits)
    return rows


def broken(directory: Path, rows: Rows, decontamination: dict[str, Any]) -> set[str]:
    """Names of the laws about benchmarks that a release breaks."""
    write_release(directory, rows, decontamination=decontamination)
    return {f.rule for f in check(directory) if f.rule.startswith("benchmark") or "counts" in f.rule}


@pytest.mark.parametrize(
    ("rows", "decontamination", "laws"),
    [
        (small_rows(), {}, set()),
        (looked_up(), EXCLUDE, set()),
        (looked_up(HIT), FLAG, set()),
        (looked_up(HIT), EXCLUDE, {"benchmark_leak"}),
        (small_rows(), FLAG, {"benchmarks_looked_for"}),
        (looked_up(), {}, {"benchmarks_looked_for"}),
        (looked_up({**HIT, "benchmark": "other"}), FLAG, {"benchmark_hits"}),
        (looked_up({**HIT, "method": "guess"}), FLAG, {"benchmark_hits"}),
        (looked_up({**HIT, "score": 0.0}), FLAG, {"benchmark_hits"}),
        (looked_up({**HIT, "score": 1.5}), FLAG, {"benchmark_hits"}),
    ],
)
def test_each_law(tmp_path: Path, rows: Rows, decontamination: dict[str, Any], laws: set[str]) -> None:
    """A good release breaks none, a bad one the one that it is to."""
    assert laws == broken(tmp_path / "r", rows, decontamination)


def test_hits_are_counted_by_benchmark(tmp_path: Path) -> None:
    """Published files with their items, and refused paths by their best hit; in the manifest, and on the card."""
    rows = looked_up(HIT, {**HIT, "item": "weave"})
    rows["source_files"][-2]["benchmark_hits"] = [HIT]
    refused = next(row for row in rows["quarantine"] if row["reason"] == Reason.BINARY)
    refused.update(reason=str(Reason.BENCHMARK_HIT), detail="weaving: runs by words, score 0.50", is_damage=False)
    assert set() == broken(tmp_path / "r", rows, FLAG)
    manifest = read_manifest(tmp_path / "r")
    assert (BenchmarkCount("weaving", 2, 2, 1),) == manifest.counts.benchmarks
    assert FLAG == manifest.provenance.decontamination
    card = (tmp_path / "r" / "README.md").read_text()
    assert "| weaving | 2 | 2 | 1 |" in card
    (tmp_path / "r" / "README.md").write_text(card.replace("| weaving | 2 | 2 | 1 |", "| weaving | 0 | 0 | 0 |"))
    assert "card_counts" in {f.rule for f in check(tmp_path / "r")}
