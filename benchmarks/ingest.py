"""Read, decode, hash, exact duplicates, Parquet over 200 MB of real source: ours and datatrove's, in one run.

Ours does more on the way (languages, masking, measures, marks, notices, evidence tables, catalog); the phases of
licenses and of syntax are taken out of its time and reported apart. The peer is timed three times: on the same files,
on them with its own masking of e-mail and IP addresses, and on their decoded texts ready-made in the format that it
reads faster.

What of ours is the peer's job is estimated: the whole without these phases, the sample, and that share of the
phase `texts` that its other stages take of a processor in one process.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import real_input
from measuring import (
    BUILD,
    N_WORKERS,
    ROOT,
    Figure,
    Run,
    alternate,
    best,
    environment,
    middle,
    say,
    timed,
    warploom,
    write_result,
)

from warploom.extractors.texts import DecodeTexts
from warploom.pipelines.receipts import Receipts
from warploom.pipelines.row_stages import RunRowStages
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import one_batch, read_shard
from warploom.pipelines.stages import TEXT_STAGES
from warploom.schemas.source_files import CONTENTS

NAME = "ingest"
PEER = "datatrove[io,processing]==0.10.1"
LICENSE_PHASES = ("notices", "license_texts", "recognize", "licenses")
SYNTAX_PHASES = ("syntax", "derive")
_GOAL = 2.0


def measure(repeats: int = 3) -> list[Figure]:
    """Alternate both; MB are those of the source files given to both, seconds those of the whole processes."""
    directories = real_input.directories()
    n_files, n_bytes = real_input.source_bytes(directories)
    megabytes = n_bytes / 1e6
    say(f"{n_files:,} source files, {megabytes:.1f} MB")
    place = BUILD / NAME
    recipe = real_input.write_recipe(place / "recipe.toml", directories, "ingest")
    peer = peer_python()
    texts = _texts_for_peer(directories)
    reports: list[dict[str, Any]] = []
    licenses = place / "license-cache"

    def ours(number: int) -> Run:
        return _ours(recipe, place / "ours", licenses, reports, number)

    def theirs(form: str) -> Run:
        target = place / "datatrove"
        shutil.rmtree(target, ignore_errors=True)
        script = str(Path(__file__).with_name("datatrove_ingest.py"))
        source = directories[0].parent if form in ("files", "masked") else texts / form
        return timed([str(peer), script, form, str(source), str(target), str(N_WORKERS)], place / "peer.log")

    # The first runs fill the page cache, name the licenses once, and tell which format the peer reads faster.
    shutil.rmtree(licenses, ignore_errors=True)
    cold = ours(0)
    tried = {form: theirs(form) for form in ("jsonl", "parquet")}
    form = min(tried, key=lambda f: tried[f].seconds)
    reports_cold, reports[:] = reports[0], []
    runs = alternate(
        repeats,
        warploom=ours,
        datatrove_files=lambda _: theirs("files"),
        datatrove_masked=lambda _: theirs("masked"),
        datatrove=lambda _: theirs(form),
    )
    n_published = reports[0]["totals"]["published"]
    n_peer = sum(pq.read_metadata(p).num_rows for p in (place / "datatrove" / "data").glob("*.parquet"))

    licensing = [sum(p["seconds"] for p in r["phases"] if p["name"] in LICENSE_PHASES) for r in reports]
    syntax = [sum(p["seconds"] for p in r["phases"] if p["name"] in SYNTAX_PHASES) for r in reports]
    own = [run.seconds - a - b for run, a, b in zip(runs["warploom"], licensing, syntax, strict=True)]
    whole = [run.seconds for run in runs["warploom"]]
    other = [run.seconds for run in runs["datatrove"]]
    files = [run.seconds for run in runs["datatrove_files"]]
    masked = [run.seconds for run in runs["datatrove_masked"]]
    apart = (*LICENSE_PHASES, *SYNTAX_PHASES)
    phases = [sum(p["seconds"] for p in r["phases"] if p["name"] not in apart) for r in reports]
    around = [
        run.seconds - sum(p["seconds"] for p in r["phases"]) for run, r in zip(runs["warploom"], reports, strict=True)
    ]
    others = _share_of_other_stages(place / "ours.work")
    spared = [_phases(r)["texts"] * others + _phases(r)["sample"] for r in reports]
    alike = [seconds - less for seconds, less in zip(own, spared, strict=True)]
    cold_licensing = sum(p["seconds"] for p in reports_cold["phases"] if p["name"] in LICENSE_PHASES)
    figures = [
        Figure(NAME, "input", megabytes, "MB"),
        Figure(NAME, "warploom without licensing and syntax, best", megabytes / best(own), "MB/s"),
        Figure(NAME, "warploom without licensing and syntax, median", megabytes / middle(own), "MB/s"),
        Figure(NAME, "its phases alone, median", megabytes / middle(phases), "MB/s"),
        Figure(NAME, "imports, publication, end, median", middle(around), "s"),
        Figure(NAME, f"datatrove ({form}), best", megabytes / best(other), "MB/s"),
        Figure(NAME, f"datatrove ({form}), median", megabytes / middle(other), "MB/s"),
        Figure(NAME, "datatrove (the same files), best", megabytes / best(files), "MB/s"),
        Figure(NAME, "datatrove (the same files), median", megabytes / middle(files), "MB/s"),
        Figure(NAME, "warploom : datatrove on the same files, median", middle(files) / middle(own), "x"),
        Figure(NAME, "warploom : datatrove on the same files, masking too, median", middle(masked) / middle(own), "x"),
        _ratio(f"warploom : datatrove ({form}), best", best(other) / best(own)),
        _ratio(f"warploom : datatrove ({form}), median", middle(other) / middle(own)),
        Figure(NAME, "share of other stages in the phase texts", 100 * others, "%"),
        Figure(NAME, "warploom, the peer's job alone (estimate), median", megabytes / middle(alike), "MB/s"),
        Figure(NAME, f"the same : datatrove ({form}), median", middle(other) / middle(alike), "x"),
        Figure(NAME, "the same : datatrove on the same files, median", middle(files) / middle(alike), "x"),
        Figure(NAME, "whole of warploom, licensing warm : datatrove, median", middle(other) / middle(whole), "x"),
        Figure(NAME, "syntax phases: units, directives, MPI tasks", middle(syntax), "s"),
        Figure(NAME, "license phases, warm cache", middle(licensing), "s"),
        Figure(NAME, "license phases, cold cache", cold_licensing, "s"),
        Figure(NAME, "processor time, whole of warploom", middle([r.cpu_s for r in runs["warploom"]]), "s"),
        Figure(NAME, f"processor time, datatrove ({form})", middle([r.cpu_s for r in runs["datatrove"]]), "s"),
        Figure(NAME, "rows published, warploom", n_published, "rows"),
        Figure(NAME, "rows published, datatrove", n_peer, "rows"),
    ]
    details = {
        "peer": PEER,
        "input_files": n_files,
        "input_bytes": n_bytes,
        "runs": runs,
        "cold": cold,
        "peer_formats": tried,
        "phases": [_phases(r) for r in reports],
        "phases_cold": _phases(reports_cold),
    }
    write_result(NAME, figures, details)
    for directory in ("ours", "ours.work", "datatrove"):
        shutil.rmtree(place / directory, ignore_errors=True)
    return figures


def peer_python() -> Path:
    """The interpreter of the peer's own environment, made on the first call."""
    home = ROOT / "build" / "peers" / "datatrove"
    python = home / "bin" / "python"
    marker = home / "installed"
    if not marker.is_file() or marker.read_text() != PEER:
        shutil.rmtree(home, ignore_errors=True)
        say(f"installing {PEER}")
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, env=environment())
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", PEER], check=True, env=environment())
        marker.write_text(PEER)
    return python


def _ratio(what: str, value: float) -> Figure:
    return Figure(NAME, what, value, "x", f">= {_GOAL:g}", value >= _GOAL)


def _ours(recipe: Path, out: Path, cache: Path, reports: list[dict[str, Any]], number: int) -> Run:
    work = out.with_name(out.name + ".work")
    for directory in (out, work):
        shutil.rmtree(directory, ignore_errors=True)
    command = warploom("build", recipe, "--out", out, "--cache", cache, "--workers", str(N_WORKERS))
    run = timed(command, out.with_name(f"ours-{number}.log"), allow=3)
    reports.append(json.loads((work / "run.json").read_bytes()))
    return run


def _phases(report: dict[str, Any]) -> dict[str, float]:
    return {phase["name"]: round(phase["seconds"], 3) for phase in report["phases"]} | {"all": report["seconds"]}


def _share_of_other_stages(work: Path) -> float:
    """Processor time of all text stages but decoding, as a share of the whole jobs' of the phase; 0 to 1."""
    stages = tuple(cls() for cls in TEXT_STAGES)
    space = Workspace(work, work, work)
    whole = other = 0.0
    for receipt in Receipts(work).all():
        for shard in receipt.of_table(CONTENTS.name) if receipt.phase == "read" else ():
            started = time.process_time()
            RunRowStages("texts", receipt.bucket, shard, stages).run(space)
            whole += time.process_time() - started
            batch = one_batch(read_shard(work, shard, CONTENTS))
            for stage in stages:
                started = time.process_time()
                (batch,) = stage(batch).emitted
                other += 0 if isinstance(stage, DecodeTexts) else time.process_time() - started
    return other / whole


def _texts_for_peer(directories: list[Path]) -> Path:
    """The same texts as JSON lines and as Parquet, dealt evenly into a few files per worker."""
    root = BUILD / "texts"
    marker = root / "complete"
    if marker.is_file():
        return root
    shutil.rmtree(root, ignore_errors=True)
    n_shards = 4 * N_WORKERS
    shards: list[list[dict[str, str]]] = [[] for _ in range(n_shards)]
    sizes = [0] * n_shards
    for directory in directories:
        for path in real_input.source_files(directory):
            content = path.read_bytes()
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError:
                text = content.decode("latin-1")
            lightest = sizes.index(min(sizes))
            shards[lightest].append({"text": text, "id": str(path.relative_to(directory.parent))})
            sizes[lightest] += len(content)
    for form in ("jsonl", "parquet"):
        (root / form).mkdir(parents=True)
    for number, rows in enumerate(shards):
        with (root / "jsonl" / f"{number:02d}.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        pq.write_table(pa.Table.from_pylist(rows), root / "parquet" / f"{number:02d}.parquet", compression="lz4")
    marker.touch()
    return root
