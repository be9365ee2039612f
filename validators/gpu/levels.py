"""What evidence from devices makes of pairs: which it confirms, which it refutes, and what says nothing of either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

COLUMNS = (
    "row_id", "subject_id", "check", "outcome", "reason", "detail", "runner_kind", "driver", "launch_errors_checked",
)  # fmt: skip
"""Of `verdicts`, what is read here."""
DEVICE_CHECKS = ("device", "sanitizer")
"""Checks that a runner makes."""


@dataclass(frozen=True, slots=True)
class DeviceEvidence:
    """Pairs by what runners found of them; who is refuted by one is confirmed by none."""

    confirmed: frozenset[str] = frozenset()
    refuted: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Reason and detail of the first verdict against it, by the verdicts' ids."""


def weigh(verdicts: Iterable[Mapping[str, Any]]) -> DeviceEvidence:
    """Weigh rows of `verdicts`, in any order.

    Only a device with a driver confirms, and only where launch errors were asked for: a simulator is no GPU. What
    failed refutes, wherever it ran. What was not run (no memory left, no code for the architecture) does neither.
    """
    confirmed: set[str] = set()
    refuted: dict[str, tuple[str, str]] = {}
    for row in sorted(verdicts, key=lambda row: str(row["row_id"])):
        if row["check"] not in DEVICE_CHECKS:
            continue
        if row["outcome"] == "failed":
            told = str(row["reason"] or row["check"]), f"{row['check']}: {row['detail']}"
            refuted.setdefault(str(row["subject_id"]), told)
        elif row["outcome"] == "passed" and row["check"] == "device" and _is_device(row):
            confirmed.add(str(row["subject_id"]))
    return DeviceEvidence(frozenset(confirmed - refuted.keys()), refuted)


def _is_device(row: Mapping[str, Any]) -> bool:
    return row["runner_kind"] == "gpu" and row["driver"] is not None and row["launch_errors_checked"] is True
