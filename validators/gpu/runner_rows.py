"""Rows of `runners`, and what each line of results says of the runner that wrote it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from warploom.schemas.identity import runner_event_id
from warploom.validators.estimators.roofline import Roof
from warploom.validators.gpu.bundled.calibrating import PREFIX
from warploom.validators.gpu.result_texts import mapping, optional_count, text
from warploom.validators.timing import hodges_lehmann

_KINDS = ("gpu", "simulator", "cpu")
_HEALTH = ("right", "wrong", "not_run")
_MOMENTS = ("start", "end")
_MAX_SAMPLES = 100
_MOST_WORK = (1 << 62) - 1


def kind_of(row: Mapping[str, Any]) -> str:
    """Gpu, simulator or cpu; of a child that died before it told, what was asked for. Raises `ValueError`."""
    named = str(row.get("asked_device", "")).partition(":")[0]
    asked = named if named in ("simulator", "cpu") else "gpu"
    kind = mapping(row.get("device")).get("kind") or asked
    if kind not in _KINDS:
        raise ValueError(f"a runner of kind {str(kind)[:40]!r}")
    return str(kind)


def device_of(row: Mapping[str, Any]) -> dict[str, str | None]:
    """The columns that say what the device is."""
    device = mapping(row.get("device"))
    return {
        "device_name": text(device.get("name")),
        "compute_capability": text(device.get("compute_capability")),
        "driver": text(device.get("driver")),
        "cuda_version": text(device.get("cuda_version")),
    }


def runner_of(row: Mapping[str, Any]) -> str:
    """The name that the operator gave it, else the device's UUID, else the kind with the driver's version."""
    device = mapping(row.get("device"))
    given = text(row.get("runner")) or text(device.get("uuid"))
    return given or f"{kind_of(row)}-{text(device.get('driver')) or 'unknown'}"


def health_of(row: Mapping[str, Any]) -> str:
    """What the calibration before it found. Raises `ValueError`."""
    health = row.get("health", "not_run")
    if health not in _HEALTH:
        raise ValueError(f"a health of {str(health)[:20]!r}")
    return str(health)


def calibration_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `runners` of the line of a calibration. Raises `ValueError` for what no runner says."""
    session, _, moment = str(row.get("job_id")).removeprefix(PREFIX).partition(":")
    if moment not in _MOMENTS or session != row.get("session"):
        raise ValueError("a calibration of no session")
    measured = mapping(row.get("calibration"))
    answers = measured.get("answers", "not_run")
    if answers not in _HEALTH or (row.get("outcome") == "passed") != (answers == "right"):
        raise ValueError(f"a calibration with {str(answers)[:20]!r} answers that {str(row.get('outcome'))[:20]!r}")
    clocks = mapping(measured.get("clocks"))
    made = {
        "runner_id": runner_of(row),
        "runner_kind": kind_of(row),
        "session_id": text(session),
        "event": moment,
        "answers": answers,
        "detail": " ".join(filter(None, (text(row.get("reason")), text(row.get("detail"))))),
        **device_of(row),
        "triad_bytes": optional_count(measured.get("triad_bytes"), _MOST_WORK),
        "triad_ns": _samples(measured.get("triad_ns", [])),
        "multiply_flops": optional_count(measured.get("multiply_flops"), _MOST_WORK),
        "multiply_ns": _samples(measured.get("multiply_ns", [])),
        "sm_mhz": optional_count(clocks.get("sm_mhz")),
        "memory_mhz": optional_count(clocks.get("memory_mhz")),
        "temperature_c": optional_count(clocks.get("temperature_c")),
    }
    return {"row_id": runner_event_id(json.dumps(made, sort_keys=True)), **made}


def roof_of(row: Mapping[str, Any]) -> Roof | None:
    """What a row of `runners` found the device to do; None where answers were wrong, or nothing was timed."""
    measured = (row["triad_bytes"], row["triad_ns"]), (row["multiply_flops"], row["multiply_ns"])
    if row["answers"] != "right" or not all(amount and samples for amount, samples in measured):
        return None
    return Roof(*(amount / hodges_lehmann(samples).value for amount, samples in measured))


def is_wrong(row: Mapping[str, Any]) -> bool:
    """Whether a row of `runners` says that known answers came out wrong."""
    return row["answers"] == "wrong"


def set_aside_row(runner: str, why: str) -> dict[str, Any]:
    """A row of `runners` that says that a runner's verdicts are withdrawn."""
    empty = ("session_id", "device_name", "compute_capability", "driver", "cuda_version", "triad_bytes")
    numbers = ("multiply_flops", "sm_mhz", "memory_mhz", "temperature_c")
    made: dict[str, Any] = {
        "runner_id": runner,
        "runner_kind": "unknown",
        "event": "set_aside",
        "answers": "not_run",
        "detail": why,
        "triad_ns": [],
        "multiply_ns": [],
        **dict.fromkeys((*empty, *numbers)),
    }
    return {"row_id": runner_event_id(runner, "set_aside"), **made}


def _samples(given: Any) -> list[float]:
    if not isinstance(given, list) or len(given) > _MAX_SAMPLES:
        raise ValueError("times that are none")
    if any(not isinstance(s, int | float) or isinstance(s, bool) or not (math.isfinite(s) and s > 0) for s in given):
        raise ValueError("a time that is no positive number")
    return [float(sample) for sample in given]
