"""License detection on the starter's packages: with an empty cache of answers, and with the one it left."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from measuring import BUILD, CACHE, N_WORKERS, Figure, timed, warploom, write_result

NAME = "licenses"
_PHASES = ("notices", "license_texts", "recognize", "licenses")


def measure() -> list[Figure]:
    """Build the starter recipe twice from the downloads alone; the second time the engine's answers are there."""
    place = BUILD / NAME
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(CACHE / "licenses", ignore_errors=True)
    timed(warploom("fetch", "starter", "--cache", CACHE), place / "fetch.log")
    cold, warm = _build(place, "cold"), _build(place, "warm")
    recognized = _phase(cold, "recognize")
    n_texts = recognized["counts"].get("rows", 0)
    n_files = _phase(cold, "licenses")["counts"]["rows"]
    figures = [
        Figure(NAME, "source files", n_files, "files"),
        Figure(NAME, "distinct texts for the engine", n_texts, "texts"),
        Figure(NAME, "texts per second, cold", n_texts / max(recognized["seconds"], 1e-9), "texts/s"),
        Figure(NAME, "texts recognized, warm", _phase(warm, "recognize")["counts"].get("rows", 0), "texts"),
    ]
    for label, report in (("cold", cold), ("warm", warm)):
        figures += [Figure(NAME, f"{phase}, {label}", _phase(report, phase)["seconds"], "s") for phase in _PHASES]
        figures.append(Figure(NAME, f"whole build, {label}", report["seconds"], "s", "< 90", report["seconds"] < 90))
    seconds = [sum(_phase(r, p)["seconds"] for p in _PHASES) for r in (cold, warm)]
    megabytes = _phase(cold, "texts")["counts"]["bytes"] / 1e6
    for label, taken, goal in (("cold", seconds[0], 2.0), ("warm", seconds[1], 20.0)):
        speed = megabytes / max(taken, 1e-9) / N_WORKERS
        what = f"source through the license phases, {label}"
        figures.append(Figure(NAME, what, speed, "MB/s a core", f">= {goal:g}", speed >= goal))
    figures.append(Figure(NAME, "license phases, cold : warm", seconds[0] / max(seconds[1], 1e-9), "x"))
    write_result(NAME, figures, {"cold": cold, "warm": warm})
    shutil.rmtree(place)
    return figures


def _build(place: Path, label: str) -> dict[str, Any]:
    out = place / label
    timed(
        warploom("build", "starter", "--out", out, "--cache", CACHE, "--offline", "--workers", str(N_WORKERS)),
        place / f"{label}.log",
        allow=3,
    )
    report: dict[str, Any] = json.loads((place / f"{label}.work" / "run.json").read_bytes())
    return report


def _phase(report: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(p for p in report["phases"] if p["name"] == name)
    return found
