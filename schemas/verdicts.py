"""Table `verdicts`: each check of each pair with its evidence; rows are added, never changed, and in no identity."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import STRINGS
from warploom.schemas.table import Column, Table

CHECKS = (
    "compiles", "hygiene", "agrees", "races", "null_kernels", "mutation", "coverage", "device", "sanitizer", "native",
)  # fmt: skip
VERDICT_OUTCOMES = ("passed", "failed", "not_run")
RUNNER_KINDS = ("cpu", "simulator", "gpu")
TOOL_STATES = ("clean", "dirty", "not_run", "unsupported")
TOOLS = ("asan", "ubsan", "tsan", "memcheck", "racecheck", "initcheck", "synccheck")

MEASURES = (
    Column("max_abs_error", pa.float64(), "Largest distance from what was expected.", nullable=True),
    Column("max_rel_error", pa.float64(), "The same relative to what was expected.", nullable=True),
    Column("max_ulp", pa.float64(), "The same in units in the last place.", nullable=True),
    Column("n_mutants", pa.int64(), "Wrong variants that were tried, of both sides.", nullable=True),
    Column("n_killed", pa.int64(), "Of those, the refused ones.", nullable=True),
    Column(
        "n_equivalent", pa.int64(), "Of those, the ones proven to compute the same: they count nowhere.", nullable=True
    ),
    Column("kill_rate", pa.float64(), "n_killed / (n_mutants - n_equivalent).", nullable=True),
    Column("block_coverage", pa.float64(), "Share of the basic blocks of IR that the suite reaches.", nullable=True),
)
"""Numbers that a check measures; those it does not are null."""

VERDICTS = Table(
    name="verdicts",
    version="1.1",
    description="Checks of pairs: what came of each, with the evidence.",
    key=("row_id",),
    columns=(
        Column("row_id", pa.string(), "`ve_` id: a digest of the row."),
        Column("subject_id", pa.string(), "`kp_` id of what was checked, in `kernel_pairs` or `refused_pairs`."),
        Column("check", pa.string(), "One of: " + ", ".join(CHECKS) + "."),
        Column("outcome", pa.string(), "One of: " + ", ".join(VERDICT_OUTCOMES) + "."),
        Column("reason", pa.string(), "Why it failed or was not run; one of a closed set.", nullable=True),
        Column("detail", pa.string(), "Where: size, data set, element, thread."),
        Column("isolation", pa.string(), "What the code ran in.", nullable=True),
        Column("runner_kind", pa.string(), "One of: " + ", ".join(RUNNER_KINDS) + "."),
        Column("runner_id", pa.string(), "What ran it, with its version or digest."),
        Column("session_id", pa.string(), "Session in `runners`; null where no runner ran it.", nullable=True),
        Column("runner_health", pa.string(), "Its calibration before: right, wrong or not_run answers.", nullable=True),
        Column("device_name", pa.string(), "Of a GPU.", nullable=True),
        Column("compute_capability", pa.string(), "Of a GPU.", nullable=True),
        Column("driver", pa.string(), "Of a GPU.", nullable=True),
        Column("cuda_version", pa.string(), "Of the CUDA toolkit that took part.", nullable=True),
        Column("suite_id", pa.string(), "`is_` id of the specification that the inputs were drawn from."),
        Column("seeds", pa.list_(pa.int64()), "Seeds of the inputs; with `suite_id` they replay the check."),
        Column("n_cases", pa.int64(), "Cases of the check: sizes, data sets, placements, launch shapes, orders."),
        Column("n_passed", pa.int64(), "Of these, how many held."),
        Column("comparator", pa.string(), "How results were compared.", nullable=True),
        *MEASURES,
        Column("nulls_rejected", STRINGS, "Null kernels that the suite refused."),
        Column("repeat_stable", pa.bool_(), "Repeats on a device gave equal bits.", nullable=True),
        Column("launch_errors_checked", pa.bool_(), "The launch's error was asked for.", nullable=True),
        *(Column(tool, pa.string(), "One of: " + ", ".join(TOOL_STATES) + ".") for tool in TOOLS),
        Column("log_tail", pa.string(), "End of what a tool said, masked; quotes no source.", nullable=True),
    ),
    references={"suite_id": ("input_specs", "row_id")},
)
