"""Pairs and their proofs as rows of the published tables, and a published row as the pair that it was."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from warploom.extractors.inputs.expressions import evaluate
from warploom.extractors.inputs.spec_text import size_from_text, size_text, spec_from_text, spec_to_text
from warploom.extractors.inputs.specification import Array, Direction, InputSpec, Scalar, Values
from warploom.extractors.licenses.spdx import all_of
from warploom.extractors.pairs.pair import Pair, Side
from warploom.schemas.columns import LICENSE_TIERS
from warploom.schemas.errors import WarploomError
from warploom.schemas.identity import input_spec_id, kernel_pair_id, verdict_id
from warploom.schemas.kernel_pairs import LEVELS
from warploom.schemas.verdicts import MEASURES, TOOLS
from warploom.validators.proof.null_kernels import NULLS
from warploom.validators.proof.verdict import Check, Level, Outcome, Verdict

_LAUNCH = re.compile(r"[A-Za-z_][\w:]{0,200}(?:<[^<>;]{0,200}>)?\s{0,8}<<<[^;{}]{0,400}?>>>")


class Proven(Protocol):
    """What came of proving one pair."""

    @property
    def pair(self) -> Pair: ...

    @property
    def level(self) -> Level: ...

    @property
    def verdicts(self) -> Sequence[Verdict]: ...

    @property
    def mutation_score(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What checks ran in, as far as results may hang on it: no name of a machine, no clock."""

    isolation: str | None
    runner_kind: str
    runner_id: str
    seeds: tuple[int, ...]
    cuda_version: str | None = None


class Prover(Protocol):
    """What proves pairs: picklable, and the same verdicts each time."""

    def prove(self, pairs: Sequence[Pair]) -> Sequence[Proven]:
        """One for each pair, in order."""
        ...

    def surroundings(self) -> Surroundings: ...

    def digest(self) -> list[Any]:
        """What verdicts depend on besides the pairs: options, code, tools."""
        ...


@dataclass(frozen=True, slots=True)
class PairLicense:
    """The license of each side's text, and why it is that one."""

    cpu_expression: str
    cpu_tier: str
    gpu_expression: str
    gpu_tier: str
    evidence: str


class MeasureError(WarploomError):
    """A check measured something that the table has no column for."""

    def __init__(self, check: str, name: str) -> None:
        super().__init__(check, name)
        self.check, self.name = check, name

    def __str__(self) -> str:
        return f"check {self.check}: `verdicts` has no column {self.name}"


class PairRowError(WarploomError):
    """A row that says nothing that a pair could be; says what."""


def id_of(pair: Pair) -> str:
    """The pair's `kp_` id."""
    spec = input_spec_id(spec_to_text(pair.inputs))
    return kernel_pair_id(pair.cpu.text, pair.cpu.entry, pair.gpu.text, pair.gpu.entry, spec)


def pair_row(pair: Pair, level: str, license_: PairLicense, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """The columns of `kernel_pairs` that the pair and its proof alone decide."""
    spec = input_spec_id(spec_to_text(pair.inputs))
    row: dict[str, Any] = {
        "row_id": kernel_pair_id(pair.cpu.text, pair.cpu.entry, pair.gpu.text, pair.gpu.entry, spec),
        "license_expression": _both(license_.cpu_expression, license_.gpu_expression),
        "license_tier": _lesser(license_.cpu_tier, license_.gpu_tier),
        "gpu_schedule": pair.schedule,
        "gpu_wrapper": "host_launcher",
        "gpu_launches": [" ".join(found.split()) for found in _LAUNCH.findall(pair.gpu.text)],
        "gpu_launch_shapes": [size_text(shape) for shape in pair.launch_shapes],
        "spec_id": pair.spec_id,
        "family": pair.family,
        "description": pair.description,
        "features": sorted(pair.features),
        "input_spec_id": spec,
        "oracle_text": pair.oracle,
        "origin": pair.origin,
        "generator": pair.generator,
        "generator_version": pair.generator_version,
        "generator_seed": pair.generator_seed,
        "license_evidence": license_.evidence,
        "redistributable": True,
        "level": level,
        "mutation_score": _measure(verdicts, Check.MUTATION, "kill_rate"),
        "block_coverage": _measure(verdicts, Check.COVERAGE, "block_coverage"),
        "largest_array": largest_array(pair.inputs),
    }
    sides = (
        ("cpu", pair.cpu, license_.cpu_expression, license_.cpu_tier),
        ("gpu", pair.gpu, license_.gpu_expression, license_.gpu_tier),
    )
    for prefix, side, expression, tier in sides:
        encoded = side.text.encode()
        row |= {
            f"{prefix}_text": side.text,
            f"{prefix}_language": side.language,
            f"{prefix}_model": side.model,
            f"{prefix}_entry": side.entry,
            f"{prefix}_text_sha256": hashlib.sha256(encoded).hexdigest(),
            f"{prefix}_length_bytes": len(encoded),
            f"{prefix}_license_expression": expression,
            f"{prefix}_license_tier": tier,
        }
    return row


def pair_of_row(row: Mapping[str, Any], spec_text: str) -> Pair:
    """The pair that a row of `kernel_pairs` or `refused_pairs` and the text of its specification are.

    Raises `SpecTextError`, `PairRowError`.
    """
    try:
        shapes = tuple(size_from_text(shape) for shape in row["gpu_launch_shapes"])
    except ValueError as error:
        raise PairRowError(f"a launch shape that is none: {str(error)[:100]}") from None
    return Pair(
        spec_id=row["spec_id"],
        family=row["family"],
        schedule=row["gpu_schedule"],
        description=row["description"],
        cpu=Side(row["cpu_language"], row["cpu_model"], row["cpu_text"], row["cpu_entry"]),
        gpu=Side(row["gpu_language"], row["gpu_model"], row["gpu_text"], row["gpu_entry"]),
        inputs=spec_from_text(spec_text),
        oracle=row["oracle_text"],
        launch_shapes=shapes,
        origin=row["origin"],
        generator=row["generator"],
        generator_version=row["generator_version"],
        generator_seed=row["generator_seed"],
        features=tuple(row["features"]),
    )


def spec_row(spec: InputSpec, origin: str = "given") -> dict[str, Any]:
    """A row of `input_specs`."""
    text = spec_to_text(spec)
    return {
        "text": text,
        "row_id": input_spec_id(text),
        "params": [_param(param) for param in spec.params],
        "symbols": list(spec.symbols),
        "constraints": list(spec.constraints),
        "sizes": [size_text(size) for size in spec.sizes],
        "aliases": [f"{first}={second}" for first, second in spec.aliases],
        "data_sets": [name for name in ("exact", "wide") if getattr(spec, name) is not None],
        "exact_ulps": None if spec.exact is None else float(spec.exact.ulps),
        "wide_ulps": None if spec.wide is None else float(spec.wide.ulps),
        "wide_growth": None if spec.wide is None else spec.wide.growth,
        "properties": list(spec.properties),
        "n_sizes": len(spec.sizes),
        "largest_array": largest_array(spec),
        "origin": origin,
    }


def largest_array(spec: InputSpec) -> int:
    """Elements of the largest array at any size of the ladder. Raises `ExpressionError`."""
    return max((evaluate(array.length, size) for array in spec.arrays for size in spec.sizes), default=0)


def verdict_rows(pair: Pair, verdicts: Sequence[Verdict], surroundings: Surroundings) -> list[dict[str, Any]]:
    """Rows of `verdicts`, in the order of the checks. Raises `MeasureError`."""
    subject, suite = id_of(pair), input_spec_id(spec_to_text(pair.inputs))
    return [_verdict_row(verdict, subject, suite, surroundings) for verdict in verdicts]


def refusal(level: str, minimum: str, verdicts: Sequence[Verdict]) -> tuple[str, str] | None:
    """Reason and detail why a pair of this level is not published; None where it is."""
    failed = next((v for v in verdicts if v.outcome is Outcome.FAILED), None)
    if failed is not None:
        return failed.reason or str(failed.check), f"{failed.check}: {failed.detail}" if failed.detail else failed.check
    if LEVELS.index(level) >= LEVELS.index(minimum):
        return None
    missing = next((v for v in verdicts if v.outcome is Outcome.NOT_RUN), None)
    return "not_run", f"{missing.check}: {missing.reason or missing.detail}" if missing else f"level {level}"


def _verdict_row(verdict: Verdict, subject: str, suite: str, around: Surroundings) -> dict[str, Any]:
    row: dict[str, Any] = {
        "subject_id": subject,
        "check": str(verdict.check),
        "outcome": str(verdict.outcome),
        "reason": verdict.reason,
        "detail": verdict.detail,
        "isolation": verdict.isolation or around.isolation,
        "runner_kind": around.runner_kind,
        "runner_id": around.runner_id,
        "session_id": None,
        "runner_health": None,
        "device_name": None,
        "compute_capability": None,
        "driver": None,
        "cuda_version": verdict.cuda_version or (around.cuda_version if verdict.check is Check.COMPILES else None),
        "suite_id": suite,
        "seeds": list(around.seeds),
        "n_cases": verdict.n_cases,
        "n_passed": verdict.n_passed,
        "comparator": "ulps_at_scale" if verdict.check is Check.AGREES else None,
        **{column.name: None for column in MEASURES},
        "nulls_rejected": [name for name in NULLS if verdict.check is Check.NULL_KERNELS and name in _listed(verdict)],
        "repeat_stable": None,
        "launch_errors_checked": True if verdict.check is Check.AGREES else None,
        **dict.fromkeys(TOOLS, "not_run"),
        "log_tail": None,
    }
    columns = {column.name: column.type for column in MEASURES}
    for name, value in verdict.measures.items():
        if name not in columns:
            raise MeasureError(str(verdict.check), name)
        row[name] = int(value) if columns[name] == "int64" else float(value)
    row |= verdict.tools
    row["row_id"] = verdict_id(json.dumps(row, sort_keys=True))
    return row


def _listed(verdict: Verdict) -> list[str]:
    """What a passed check of null kernels names: a copy is none where it is what is asked for."""
    return verdict.detail.split(", ") if verdict.outcome is Outcome.PASSED else []


def _measure(verdicts: Sequence[Verdict], check: Check, name: str) -> float | None:
    return next((float(v.measures[name]) for v in verdicts if v.check is check and name in v.measures), None)


def _param(param: Scalar | Array) -> dict[str, Any]:
    values = param.values if isinstance(param, Array) else param.value
    is_out = isinstance(param, Array) and param.direction is Direction.OUT
    drawn = values if isinstance(values, Values) and not is_out else None
    return {
        "name": param.name,
        "kind": "array" if isinstance(param, Array) else "scalar",
        "type": param.type,
        "shape": param.length if isinstance(param, Array) else None,
        "direction": str(param.direction) if isinstance(param, Array) else None,
        "value": values if isinstance(values, str) else None,
        "distribution": str(drawn.kind) if drawn else None,
        "low": str(drawn.low) if drawn else None,
        "high": str(drawn.high) if drawn else None,
        "layout": (param.layout or None) if isinstance(param, Array) else None,
    }


def _both(first: str, second: str) -> str | None:
    return all_of([first, second])


def _lesser(first: str, second: str) -> str:
    return max(first, second, key=LICENSE_TIERS.index)
