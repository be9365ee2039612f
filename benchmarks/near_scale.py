"""The measured stage on 100,000, 300,000 and a million synthetic texts of two workers: seconds, memory, linearity.

A text is up to 128 words of seven letters. A fifth are copies of an earlier text with up to 25 words changed; one in
ten stems from a single form, as license headers and generated tables do, so that a million texts make a bucket of
100,000.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from measuring import ROOT, Figure, say, timed

SIZES = (100_000, 300_000, 1_000_000)
_LIMIT_BYTES = 24_000_000_000
_WORDS = 128
_FEWEST_WORDS = 40
_VOCABULARY = 20_000
_CHUNK = 50_000
_SEED = 20_240_601


def write_texts(n: int, directory: Path) -> int:
    """`n` texts for `near_stage.py`; their bytes."""
    directory.mkdir(parents=True, exist_ok=True)
    draw = np.random.Generator(np.random.PCG64(_SEED))
    letters = draw.integers(97, 123, (_VOCABULARY, 8), dtype=np.uint8)
    letters[:, 7] = 32
    form = draw.integers(0, _VOCABULARY, _WORDS)
    ends = [np.zeros(1, np.int64)]
    total = 0
    with (directory / "data.bin").open("wb") as out:
        for start in range(0, n, _CHUNK):
            count = min(_CHUNK, n - start)
            ids = draw.integers(0, _VOCABULARY, (count, _WORDS))
            lengths = draw.integers(_FEWEST_WORDS, _WORDS + 1, count)
            kinds = draw.random(count)
            copies = np.flatnonzero((kinds < 0.2) & (np.arange(count) > 0))
            originals = (draw.random(len(copies)) * copies).astype(np.int64)
            changes = draw.integers(0, 26, len(copies))
            for copy, original, changed in zip(copies.tolist(), originals.tolist(), changes.tolist(), strict=True):
                places = draw.integers(0, _WORDS, changed)
                kept = ids[copy, places]
                ids[copy] = ids[original]
                ids[copy, places] = kept
                lengths[copy] = lengths[original]
            formed = np.flatnonzero(kinds >= 0.9)
            places = draw.integers(0, _WORDS, len(formed))
            kept = ids[formed, places]
            ids[formed] = form
            ids[formed, places] = kept
            lengths[formed] = _WORDS
            is_word = np.arange(_WORDS) < lengths[:, None]
            out.write(letters[ids[is_word]].tobytes())
            ends.append(total + 8 * np.cumsum(lengths))
            total = int(ends[-1][-1])
    np.save(directory / "offsets.npy", np.concatenate(ends))
    return total


def measure(name: str, place: Path) -> tuple[list[Figure], list[dict[str, Any]]]:
    """One run per size; time per text must not grow by more than half from the smallest to the largest."""
    figures = []
    reports = []
    script = str(Path(__file__).with_name("near_stage.py"))
    for n in SIZES:
        n_bytes = write_texts(n, place / "texts")
        free = psutil.virtual_memory().available
        say(f"  {n:,} synthetic texts, {n_bytes / 1e6:,.0f} MB; {free / 1e9:.1f} GB of memory are free")
        command = [sys.executable, script, "token", "0.7", "2", str(place / "texts"), str(place / "found")]
        timed(command, place / "stage.log", env={"PYTHONPATH": str(ROOT / "src")})
        report = json.loads((place / "found" / "report.json").read_bytes())
        reports.append({"n": n, "bytes": n_bytes, **report})
        seconds, cpu = (sum(lap[of] for lap in report["phases"].values()) for of in ("seconds", "cpu_s"))
        peak = report["peak_bytes"]
        is_last = n == SIZES[-1]
        figures += [
            Figure(name, f"{n:,} synthetic texts, 2 cores, wall", seconds, "s"),
            Figure(name, f"{n:,} synthetic texts, processor time a million", cpu / n * 1e6, "s"),
            Figure(
                name,
                f"{n:,} synthetic texts, peak memory",
                peak / 1e9,
                "GB",
                "< 24" if is_last else "",
                peak < _LIMIT_BYTES if is_last else None,
            ),
        ]
        say(f"  {seconds:.1f} s, {cpu:.1f} s of processor, {peak / 1e9:.2f} GB, {report['joined']:,} joined")
    small, large = (sum(lap["cpu_s"] for lap in r["phases"].values()) / r["n"] for r in (reports[0], reports[-1]))
    growth = large / small
    figures.append(Figure(name, "time a text, largest : smallest", growth, "x", "<= 1.5", growth <= 1.5))
    shutil.rmtree(place)
    return figures, reports
