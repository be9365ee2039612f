"""Explains a pair: both sides beside each other, what they are called with, what was checked, and one check again."""

# ruff: noqa: S608 - what is formatted into these statements is our own; values are parameters

from __future__ import annotations

import itertools
from typing import Any

import pyarrow as pa

from warploom.catalog.answers import Answers, Section
from warploom.catalog.kernel_levels import listing
from warploom.schemas.verdicts import CHECKS
from warploom.validators.replaying import both_results, replay

_LONG = "cpu_text, gpu_text, oracle_text, cpu_text_sha256, gpu_text_sha256"
_VERDICT = (
    'v."check", v.outcome, v.reason, v.n_cases, v.n_passed, v.max_ulp, v.n_mutants, v.n_killed, v.block_coverage, '
    "v.detail"
)


def explain_pair(answers: Answers, identity: str) -> list[Section]:
    """All that is known of a pair, published or refused, or of a verdict's or a specification's (`ve_`, `is_`)."""
    if identity.startswith("ve_"):
        return _verdict(answers, identity)
    if identity.startswith("is_"):
        return _spec(answers, identity)
    found = [
        (table, row)
        for table in ("kernel_pairs", "refused_pairs")
        for section in answers.of("", f"SELECT * FROM {table} WHERE row_id = ?", identity)
        for row in section.table.to_pylist()
    ]
    if not found:
        return []
    ((table, row),) = found
    title = "Pair" if table == "kernel_pairs" else "Pair, refused"
    spec = answers.of("", "SELECT text FROM input_specs WHERE row_id = ?", row["input_spec_id"])
    return [
        *answers.of(title, f"SELECT * EXCLUDE ({_LONG}) FROM {table} WHERE row_id = ?", identity),
        side_by_side(row),
        *listing("Oracle: expected outputs, from neither side", row["oracle_text"], name="python"),
        *_inputs(answers, row["input_spec_id"]),
        *answers.of(
            "Checks",
            f"SELECT {_VERDICT} FROM verdicts AS v WHERE v.subject_id = $1 "
            'ORDER BY list_position($2, v."check"), v.row_id',
            identity,
            list(CHECKS),
        ),
        *answers.of(
            "Other schedules of the computation",
            "SELECT row_id, origin, gpu_schedule, cpu_language, cpu_model, level FROM kernel_pairs "
            "WHERE spec_id = ? AND row_id <> ? ORDER BY gpu_schedule, row_id",
            row["spec_id"],
            identity,
        ),
        *(_replayed(answers, row, spec[0].table.column(0)[0].as_py()) if spec else []),
    ]


def side_by_side(row: dict[str, Any]) -> Section:
    """The lines of both texts beside each other."""
    sides = [row["cpu_text"].splitlines(), row["gpu_text"].splitlines()]
    lines = list(itertools.zip_longest(*sides, fillvalue=""))
    table = pa.table(
        {
            f"{row['cpu_language']} ({row['cpu_model']})": pa.array([cpu for cpu, _ in lines], pa.string()),
            f"{row['gpu_language']} ({row['gpu_schedule']})": pa.array([gpu for _, gpu in lines], pa.string()),
        }
    )
    return Section("Both sides", table)


def _inputs(answers: Answers, spec: str) -> list[Section]:
    return [
        *answers.of(
            "Called with",
            "SELECT p.name, p.kind, p.type, p.shape, p.direction, p.value, p.distribution, p.low, p.high "
            "FROM input_specs AS s, unnest(s.params) AS u(p) WHERE s.row_id = ?",
            spec,
        ),
        *answers.of("Input specification", "SELECT * EXCLUDE (text, params) FROM input_specs WHERE row_id = ?", spec),
    ]


def _spec(answers: Answers, identity: str) -> list[Section]:
    return [
        *_inputs(answers, identity),
        *answers.of(
            "Pairs",
            "SELECT row_id, family, gpu_schedule, level FROM kernel_pairs WHERE input_spec_id = ? ORDER BY row_id",
            identity,
        ),
    ]


def _verdict(answers: Answers, identity: str) -> list[Section]:
    return answers.of("Verdict", "SELECT * FROM verdicts WHERE row_id = ?", identity)


def _replayed(answers: Answers, row: dict[str, Any], spec_text: str) -> list[Section]:
    """The first check that failed, or else the agreement, once more from its seed."""
    sql = (
        'SELECT "check", outcome, seeds, detail FROM verdicts WHERE subject_id = ? AND len(seeds) > 0 '
        "ORDER BY outcome <> 'failed', \"check\" <> 'agrees', row_id LIMIT 1"
    )
    found = [then for section in answers.of("", sql, row["row_id"]) for then in section.table.to_pylist()]
    sections: list[Section] = []
    for then in found:
        detail = then.pop("detail")
        again = pa.Table.from_pylist([replay(row, spec_text, **then)])
        sections.append(Section("Checked again now, from its seed", again))
        if then["outcome"] == "failed" and (lines := both_results(row, spec_text, detail)):
            table = pa.table({"result": pa.array(lines, pa.string())})
            sections.append(Section("What both sides gave in that run", table))
    return sections
