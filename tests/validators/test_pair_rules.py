"""Each law of pairs: a good release breaks none, a bad one the one that it is to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.small_pairs import Believer, some_pairs
from tests.small_release import Rows, provenance, small_rows, write_release, write_shards
from warploom.pipelines.pair_sources import OWN_LICENSE
from warploom.validators.pair_rows import pair_row, spec_row, verdict_rows
from warploom.validators.published import connect
from warploom.validators.releases import check, check_rows


def pair_rows() -> Rows:
    """The small release with two computations in two schedules each, and one that is refused."""
    rows = small_rows()
    believer = Believer(doubts=3)
    pairs = list(some_pairs(0, 6))
    rows["input_specs"] = [spec_row(pairs[0].inputs)]
    rows["verdicts"], rows["kernel_pairs"], rows["refused_pairs"] = [], [], []
    for proof in believer.prove(pairs):
        row = pair_row(proof.pair, str(proof.level), OWN_LICENSE, proof.verdicts)
        row |= {"recipe": provenance().name, "recipe_version": provenance().version}
        rows["verdicts"] += verdict_rows(proof.pair, proof.verdicts, believer.surroundings())
        if str(proof.level) == "compiled":
            rows["refused_pairs"].append({**row, "stage": "prove", "reason": "wrong_result", "detail": "n=33"})
            continue
        first = next((r for r in rows["kernel_pairs"] if r["spec_id"] == row["spec_id"]), row)
        cluster = {"dedup_cluster_id": first["row_id"], "dedup_cluster_size": 2, "is_representative": first is row}
        rows["kernel_pairs"].append({**row, **cluster, "split_group": row["spec_id"], "split": "train"})
    return rows


def _set(table: str, number: int, **values: Any) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[table][number] |= values

    return change


def _without_verdict(check_: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        subject = rows["kernel_pairs"][0]["row_id"]
        rows["verdicts"] = [v for v in rows["verdicts"] if (v["subject_id"], v["check"]) != (subject, check_)]

    return change


def _fail(rows: Rows) -> None:
    subject = rows["kernel_pairs"][0]["row_id"]
    verdict = next(v for v in rows["verdicts"] if v["subject_id"] == subject)
    rows["verdicts"].append({**verdict, "row_id": "ve_other", "outcome": "failed"})


def _publish_refused(rows: Rows) -> None:
    row = rows["refused_pairs"].pop()
    gone = ("stage", "reason", "detail")
    cluster = {"dedup_cluster_id": row["row_id"], "dedup_cluster_size": 1, "is_representative": True}
    kept = {key: value for key, value in row.items() if key not in gone}
    rows["kernel_pairs"].append({**kept, **cluster, "split_group": row["spec_id"], "split": "train"})
    rows["refused_pairs"] = [r for r in rows["refused_pairs"] if r["spec_id"] != row["spec_id"]]
    ids = {r["row_id"] for name in ("kernel_pairs", "refused_pairs") for r in rows[name]}
    rows["verdicts"] = [v for v in rows["verdicts"] if v["subject_id"] in ids]


BROKEN: list[tuple[Callable[[Rows], None], set[tuple[str, str]]]] = [
    (lambda rows: None, set()),
    (_publish_refused, {("kernel_pairs", "failed_check")}),
    (_fail, {("kernel_pairs", "failed_check")}),
    *(
        (_without_verdict(name), {("kernel_pairs", "evidence")})
        for name in ("compiles", "hygiene", "agrees", "races", "null_kernels", "coverage")
    ),
    (_without_verdict("mutation"), {("kernel_pairs", "evidence"), ("kernel_pairs", "mutation_score")}),
    (_set("kernel_pairs", 0, level="agrees_on_gpu"), {("kernel_pairs", "gpu_evidence")}),
    (_set("kernel_pairs", 0, level="believed"), {("kernel_pairs", "closed_set")}),
    (_set("kernel_pairs", 0, mutation_score=0.5), {("kernel_pairs", "mutation_score")}),
    (_set("kernel_pairs", 0, largest_array=5000), {("kernel_pairs", "largest_array")}),
    (_set("kernel_pairs", 0, split="test"), {("kernel_pairs", "spec_split"), ("kernel_pairs", "shard")}),
    (_set("kernel_pairs", 0, dedup_cluster_size=9), {("kernel_pairs", "cluster")}),
    (_set("kernel_pairs", 0, cpu_text="int x;"), {("kernel_pairs", "text_digest")}),
    (_set("kernel_pairs", 0, license_tier="unknown"), {("kernel_pairs", "license")}),
    (_set("kernel_pairs", 0, recipe="other"), {("kernel_pairs", "recipe")}),
    (_set("kernel_pairs", 0, input_spec_id="is_none"), {("kernel_pairs", "reference")}),
    (_set("verdicts", 0, subject_id="kp_none"), {("verdicts", "subject"), ("kernel_pairs", "evidence")}),
    (_set("verdicts", 0, n_passed=99), {("verdicts", "counts")}),
    (_set("verdicts", 0, asan="spotless"), {("verdicts", "closed_set")}),
    (_set("verdicts", 0, suite_id="is_none"), {("verdicts", "reference")}),
]


@pytest.mark.parametrize(("change", "laws"), BROKEN)
def test_each_law(tmp_path: Path, change: Callable[[Rows], None], laws: set[tuple[str, str]]) -> None:
    rows = pair_rows()
    change(rows)
    write_shards(tmp_path, rows, n_shards=1)
    with connect(tmp_path) as connection:
        findings = check_rows(connection, provenance())
    assert {(finding.table, finding.rule) for finding in findings} == laws


def test_a_release_of_pairs_is_good(tmp_path: Path) -> None:
    """Its pages count them; and what is wrong with its rows is found in a whole release as well."""
    rows = pair_rows()
    write_release(tmp_path / "good", rows)
    assert [] == check(tmp_path / "good")
    _fail(rows)
    write_release(tmp_path / "bad", rows)
    assert [("kernel_pairs", "failed_check")] == [(f.table, f.rule) for f in check(tmp_path / "bad")]
