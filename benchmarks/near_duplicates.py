"""Near duplicates among 10,000 real files and 2,000 planted variants: speed against three peers, recall, false merges.

Each contestant runs in a process of its own on the same texts; what counts is processor time of its phases, reading
and imports left out. datasketch and rensa get shingles of the same tokens by one regex of Python, propose pairs at 0.7
and verify none; ours verifies exactly. datatrove is slow: it gets a fixed part of the texts, and ours the same part.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import near_scale
import numpy as np
from measuring import ROOT, Figure, best, environment, say, timed, write_result
from near_corpus import PLACE, Corpus, corpus
from near_truth import Ints, Truth, truth_of
from planted_variants import KINDS

NAME = "near_duplicates"
THRESHOLD = 0.7
_PEERS = {
    "minhash": ("datasketch==2.0.0", "rensa==0.5.0"),
    "datatrove-minhash": ("datatrove[io,processing]==0.10.1", "spacy==3.8.18"),
}
_PART_BYTES = 20_000_000
_N_UNRELATED = 10_000
_UNRELATED = 0.3
_NEIGHBOURS = 30
_OURS = ("token", "normalised")
_PLANTED_GOALS = {"renamed": 0.95, "10 % of lines": 0.95, "20 % of lines": 0.8}
_SPEED_GOALS = {"datasketch 128": 20.0, "rensa 128": 8.0, "datatrove": 50.0}


def measure(repeats: int = 2, has_scale: bool = True) -> list[Figure]:
    """Speeds are of the best of the repeats; what is found is the same in each of them."""
    texts = corpus()
    truth = truth_of(texts)
    whole, part, nothing = (PLACE / name for name in ("whole", "part", "nothing"))
    texts.write(whole)
    subset = texts.part(_places_of_part(texts))
    subset.write(part)
    texts.part([0]).write(nothing)
    megabytes, part_megabytes = texts.offsets[-1] / 1e6, subset.offsets[-1] / 1e6
    reports: dict[str, list[dict[str, Any]]] = {}
    for n in range(repeats):
        for label, texts_at, workers, run in _contestants(whole, part, nothing):
            report = run(n)
            reports.setdefault(f"{label}, {workers}, {texts_at.name}", []).append(report)
            say(f"  {label}, {workers} workers, {texts_at.name}, {n + 1}/{repeats}: " + _in_words(report))
    figures = [
        Figure(NAME, "real files, no two equal", texts.kinds.count(""), "files"),
        Figure(NAME, "their texts and the planted ones", megabytes, "MB"),
        Figure(NAME, "texts of fewer than five tokens", int((truth.n_tokens < 5).sum()), "files"),
        Figure(NAME, "true pairs of 0.7 and more", len(truth.pairs), "pairs"),
        Figure(NAME, "true pairs of 0.8 and more", int((truth.jaccard >= 0.8).sum()), "pairs"),
    ]
    figures += _speeds(reports, megabytes, part_megabytes)
    found = {method: _found(method) for method in _OURS}
    figures += _recall(truth, found)
    figures += _planted(texts, found)
    figures += _false_merges(texts, truth, found)
    details: dict[str, Any] = {"peers": _PEERS, "reports": reports, "part_files": len(subset)}
    details["joined_by_normalised"] = _joined_by_normalised(texts, truth, found["normalised"])
    details["guards_of_normalised"] = _guards(texts, truth, found["normalised"])
    if has_scale:
        more, details["scale"] = near_scale.measure(NAME, PLACE / "scale")
        figures += more
    write_result(NAME, figures, details)
    for directory in (whole, part, nothing):
        shutil.rmtree(directory)
    return figures


def peer_python(name: str) -> Path:
    """The interpreter of a peer's own environment, made on the first call."""
    home = ROOT / "build" / "peers" / name
    python, marker = home / "bin" / "python", home / "installed"
    wanted = " ".join(_PEERS[name])
    if not marker.is_file() or marker.read_text() != wanted:
        shutil.rmtree(home, ignore_errors=True)
        say(f"installing {wanted}")
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, env=environment())
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *_PEERS[name]], check=True, env=environment())
        marker.write_text(wanted)
    return python


def run_stage(method: str, threshold: float, workers: int, texts: Path, out: Path) -> dict[str, Any]:
    """Ours, once: the report of `near_stage.py`, with the whole process's run."""
    script = str(Path(__file__).with_name("near_stage.py"))
    command = [sys.executable, script, method, str(threshold), str(workers), str(texts), str(out)]
    run = timed(command, out.with_name(f"{out.name}.log"), env={"PYTHONPATH": str(ROOT / "src")})
    return {**json.loads((out / "report.json").read_bytes()), "process": run}


def _contestants(whole: Path, part: Path, nothing: Path) -> list[Any]:
    here = Path(__file__).parent
    runs: list[Any] = []

    def ours(method: str, workers: int, texts: Path) -> None:
        out = PLACE / "found" / f"{method}-{workers}-{texts.name}"
        runs.append((method, texts, workers, lambda _: run_stage(method, THRESHOLD, workers, texts, out)))

    def minhash(peer: str, permutations: int, workers: int) -> None:
        out = PLACE / "found" / f"{peer}-{permutations}-{workers}"
        command = [str(peer_python("minhash")), str(here / "peer_minhash.py"), peer, str(permutations), str(workers)]
        command += [str(whole / "texts"), str(out)]
        threads = {"RAYON_NUM_THREADS": str(workers)}

        def run(_: int) -> dict[str, Any]:
            done = timed(command, out.with_name(f"{out.name}.log"), env=threads)
            return {**json.loads((out / "report.json").read_bytes()), "process": done}

        runs.append((f"{peer} {permutations}", whole, workers, run))

    def datatrove(texts: Path, workers: int) -> None:
        out = PLACE / "found" / f"datatrove-{workers}"
        script = str(here / "peer_datatrove_minhash.py")
        command = [str(peer_python("datatrove-minhash")), script, str(workers), str(texts / "texts"), str(out)]

        def run(_: int) -> dict[str, Any]:
            shutil.rmtree(out, ignore_errors=True)
            done = timed(command, out.with_name(f"{out.name}.log"))
            return {"phases": {"all": {"seconds": done.seconds, "cpu_s": done.cpu_s}}, "process": done}

        runs.append(("datatrove", texts, workers, run))

    for method in _OURS:
        for workers in (1, 2):
            ours(method, workers, whole)
    ours("token", 1, part)
    ours("token", 2, part)
    for workers in (1, 2):
        minhash("datasketch", 128, workers)
        minhash("datasketch", 256, workers)
        minhash("rensa", 128, workers)
        datatrove(part, workers)
        datatrove(nothing, workers)
    return runs


def _in_words(report: dict[str, Any]) -> str:
    return ", ".join(f"{name} {lap['cpu_s']:.2f} s" for name, lap in report["phases"].items()) + " of processor"


def _seconds(reports: Sequence[dict[str, Any]], of: str = "cpu_s", phase: str = "") -> float:
    """The least over the repeats, of one phase or of all together."""
    return best([sum(lap[of] for name, lap in r["phases"].items() if phase in ("", name)) for r in reports])


def _speeds(reports: dict[str, list[dict[str, Any]]], megabytes: float, part_megabytes: float) -> list[Figure]:
    figures = []
    signing = megabytes / _seconds(reports["token, 1, whole"], phase="signatures")
    figures.append(Figure(NAME, "signatures, 256 permutations", signing, "MB/s a core", ">= 100", signing >= 100))
    whole = megabytes / _seconds(reports["token, 1, whole"])
    figures.append(Figure(NAME, "whole stage, verified", whole, "MB/s a core", ">= 100", whole >= 100))
    both = megabytes / (_seconds(reports["token, 1, whole"]) + _seconds(reports["normalised, 1, whole"]))
    figures.append(Figure(NAME, "both signatures, each decided and verified", both, "MB/s a core"))
    for label, goal in {**_SPEED_GOALS, "datasketch 256": 0.0}.items():
        is_part = label == "datatrove"
        name, size = ("part", part_megabytes) if is_part else ("whole", megabytes)
        for workers, of in ((1, "cpu_s"), (2, "seconds")):
            taken = _seconds(reports[f"{label}, {workers}, {name}"], of)
            if is_part:  # its imports and the making of its processes
                taken -= _seconds(reports[f"{label}, {workers}, nothing"], of)
            ratio = taken / _seconds(reports[f"token, {workers}, {name}"], of)
            unit = "MB/s a core" if workers == 1 else "MB/s on 2 cores, wall"
            figures.append(Figure(NAME, label, size / taken, unit))
            if workers == 1 and goal:
                what = f"verified stage : {label}, processor time"
                figures.append(Figure(NAME, what, ratio, "x", f">= {goal:g}", ratio >= goal))
            else:
                how = "processor time" if workers == 1 else "2 cores, wall"
                figures.append(Figure(NAME, f"verified stage : {label}, {how}", ratio, "x"))
    return figures


def _found(method: str) -> dict[str, Any]:
    with np.load(PLACE / "found" / f"{method}-1-whole" / "found.npz") as held:
        found: dict[str, Any] = {name: held[name] for name in held.files}
    near = found["pairs"][found["scores"] >= THRESHOLD]
    found["near"] = {(int(min(a, b)), int(max(a, b))) for a, b in near}
    large = np.repeat(np.arange(len(found["large_offsets"]) - 1), np.diff(found["large_offsets"]))
    found["groups"] = {}
    for group, text in zip(large.tolist(), found["large_members"].tolist(), strict=True):
        found["groups"].setdefault(text, set()).add(group)
    found["representative"] = dict(found["joined"].tolist())
    return found


def _is_found(found: dict[str, Any], a: int, b: int) -> bool:
    """Proposed, and of a score of the threshold: as a pair, or as two of one large group."""
    none: set[int] = set()
    return (a, b) in found["near"] or bool(found["groups"].get(a, none) & found["groups"].get(b, none))


def _kept(found: dict[str, Any], text: int) -> int:
    """What stands for a text: its representative, or itself."""
    return found["representative"].get(text, text)


def _recall(truth: Truth, found: dict[str, dict[str, Any]]) -> list[Figure]:
    figures = []
    pairs = [(int(a), int(b)) for a, b in truth.pairs]
    peers = {}
    for label in ("datasketch-128", "datasketch-256", "rensa-128"):
        peers[label] = {(int(a), int(b)) for a, b in np.load(PLACE / "found" / f"{label}-1" / "pairs.npy")}
    for least, goal in ((0.8, 0.98), (0.7, 0.95)):
        wanted = [pair for pair, score in zip(pairs, truth.jaccard, strict=True) if score >= least]
        share = sum(_is_found(found["token"], *pair) for pair in wanted) / len(wanted)
        what = f"recall of true pairs of {least} and more"
        figures.append(Figure(NAME, f"{what}: token", share, "", f">= {goal}", share >= goal))
        joined = found["token"]["representative"]
        left = sum(a not in joined and b not in joined for a, b in wanted)
        figures.append(Figure(NAME, f"of these, pairs of which both are kept: token, {least}", left, "pairs"))
        for label, proposed in peers.items():
            figures.append(Figure(NAME, f"{what}: {label}", sum(p in proposed for p in wanted) / len(wanted), ""))
    for label, proposed in peers.items():
        right = sum(pair in proposed for pair in pairs)
        figures.append(
            Figure(NAME, f"share of its pairs that are true ones of 0.7: {label}", right / len(proposed), "")
        )
    return figures


def _planted(texts: Corpus, found: dict[str, dict[str, Any]]) -> list[Figure]:
    """A variant counts where it and its original are proposed and verified, or have one representative."""
    figures = []
    for kind in KINDS:
        places = [n for n in range(len(texts)) if texts.kinds[n] == kind]
        hits = {method: [n for n in places if _is_planted_found(found[method], texts, n)] for method in _OURS}
        for method in _OURS:
            share = len(hits[method]) / len(places)
            goal = _PLANTED_GOALS.get(kind) if method == "normalised" else None
            is_met = None if goal is None else share >= goal
            figures.append(Figure(NAME, f"planted, {kind}: {method}", share, "", f">= {goal}" if goal else "", is_met))
        either = len(set(hits["token"]) | set(hits["normalised"])) / len(places)
        figures.append(Figure(NAME, f"planted, {kind}: either", either, ""))
    return figures


def _is_planted_found(found: dict[str, Any], texts: Corpus, n: int) -> bool:
    original = texts.originals[n]
    return _is_found(found, original, n) or _kept(found, original) == _kept(found, n)


def _false_merges(texts: Corpus, truth: Truth, found: dict[str, dict[str, Any]]) -> list[Figure]:
    figures = []
    joined = found["token"]["joined"]
    wrong = int((truth.similarity(joined) < THRESHOLD).sum())
    figures.append(Figure(NAME, "joined by tokens", len(joined), "files"))
    figures.append(Figure(NAME, "of these, of less than 0.7 to what is kept", wrong, "files", "0", wrong == 0))
    for place, reach in (("any two files", 0), ("two files of one folder or close by", _NEIGHBOURS)):
        pairs = _unrelated_pairs(texts, truth, reach)
        for method in _OURS:
            merged = sum(_kept(found[method], a) == _kept(found[method], b) for a, b in pairs)
            what = f"of {len(pairs):,} times {place} of less than {_UNRELATED}, merged: {method}"
            is_goal = not reach or method == "token"
            figures.append(
                Figure(NAME, what, merged, "pairs", "0" if is_goal else "", merged == 0 if is_goal else None)
            )
    return figures


def _unrelated_pairs(texts: Corpus, truth: Truth, reach: int) -> list[tuple[int, int]]:
    """Real files of an exact similarity below 0.3, at most `reach` apart in the order of their paths (0: any)."""
    n_real = texts.kinds.count("")
    pairs: dict[tuple[int, int], None] = {}
    n = 0
    while len(pairs) < _N_UNRELATED:
        digest = hashlib.sha256(b"unrelated %d" % n).digest()
        a = int.from_bytes(digest[:8], "big") % n_real
        step = 1 + int.from_bytes(digest[8:16], "big") % (reach or n_real - 1)
        b = (a + step) % n_real
        pair = (min(a, b), max(a, b))
        n += 1
        if pair not in pairs and truth.similarity(np.array([pair]))[0] < _UNRELATED:
            pairs[pair] = None
    return list(pairs)


def _guards(texts: Corpus, truth: Truth, found: dict[str, Any]) -> list[dict[str, Any]]:
    """What the normalised signature would join with a higher threshold and of files with enough shingles alone."""
    n_real = texts.kinds.count("")
    sizes = found["sizes"]
    joined, scores = found["joined"], found["joined_scores"]
    similarity = truth.similarity(joined)
    is_real = (joined < n_real).all(axis=1)
    smaller = np.minimum(sizes[joined[:, 0]], sizes[joined[:, 1]])
    pair_scores = {
        (int(a), int(b)): float(s) for (a, b), s in zip(np.sort(found["pairs"]), found["scores"], strict=True)
    }
    rows = []
    for threshold in (0.7, 0.8, 0.85, 0.9):
        for fewest in (0, 50, 100, 150, 200):
            is_joined = is_real & (scores >= threshold) & (smaller >= fewest)
            row: dict[str, Any] = {"threshold": threshold, "fewest_shingles": fewest, "real": int(is_joined.sum())}
            row["real_of_token_similarity_below_0.2"] = int((is_joined & (similarity < 0.2)).sum())
            for kind in _PLANTED_GOALS:
                places = [n for n in range(n_real, len(texts)) if texts.kinds[n] == kind]
                hits = [
                    min(sizes[n], sizes[o := texts.originals[n]]) >= fewest and pair_scores.get((o, n), 0) >= threshold
                    for n in places
                ]
                row[kind] = float(sum(hits) / len(hits))
            rows.append(row)
    return rows


def _joined_by_normalised(texts: Corpus, truth: Truth, found: dict[str, Any]) -> dict[str, Any]:
    """How alike by exact tokens the real files are that the normalised signature joins, and the least alike of them."""
    n_real = texts.kinds.count("")
    real: Ints = found["joined"][(found["joined"] < n_real).all(axis=1)]
    scores = truth.similarity(real)
    counts, _ = np.histogram(scores, bins=np.linspace(0, 1, 11))
    least = np.argsort(scores, kind="stable")[:40]
    return {
        "pairs": len(real),
        "token_similarity_in_tenths": counts.tolist(),
        "least_alike": [
            (texts.names[a], texts.names[b], round(float(scores[n]), 3), int(truth.n_tokens[a]), int(truth.n_tokens[b]))
            for n, (a, b) in zip(least.tolist(), real[least].tolist(), strict=True)
        ],
    }


def _places_of_part(texts: Corpus) -> list[int]:
    """A fixed part of about `_PART_BYTES`, planted ones in their share."""
    order = sorted(range(len(texts)), key=lambda n: hashlib.sha256(texts.names[n].encode()).digest())
    sizes = np.cumsum([texts.offsets[n + 1] - texts.offsets[n] for n in order])
    return sorted(order[: int(np.searchsorted(sizes, _PART_BYTES))])
