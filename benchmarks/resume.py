"""Kill a build at twenty random moments, let it go on, and compare every published byte with a clean run's."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import duckdb
import psutil
from measuring import BUILD, CACHE, N_WORKERS, BenchmarkError, Figure, environment, say, timed, warploom, write_result

NAME = "resume"
_KILLS = 20
_SEED = 20_240_607
_RECIPE = """\
[dataset]
name = "resume"
license_tiers = ["permissive"]
"""
_PACKAGES = (
    ("torch-scatter", "2.1.2"),
    ("torch-sparse", "0.6.18"),
    ("torch-cluster", "1.6.3"),
    ("torch-spline-conv", "1.2.2"),
    ("warp-rnnt", "0.7.0"),
    ("implicit", "0.7.3"),
    ("causal-conv1d", "1.7.0"),
    ("lightgbm", "4.7.0"),
    ("mmcv", "2.2.0"),
    ("mmcv-full", "1.7.2"),
    ("DCNv2", "0.4"),
    ("cuvec", "6.0.1"),
)


def measure() -> list[Figure]:
    """Half of the builds start with an empty cache of license answers, half with a full one."""
    place = BUILD / NAME
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    recipe = place / "resume.toml"
    entries = (f'\n[[sources]]\nkind = "pypi"\npackage = "{p}"\nversion = "{v}"\n' for p, v in _PACKAGES)
    recipe.write_text(_RECIPE + "".join(entries), encoding="utf-8")
    timed(warploom("fetch", recipe, "--cache", CACHE), place / "fetch.log")
    spans = {"cold": _span(recipe, place, is_warm=False)}
    shutil.copytree(place / "cache" / "licenses", place / "answers")
    wanted = published(place / "clean")
    spans["warm"] = _span(recipe, place, is_warm=True)
    if published(place / "clean") != wanted:
        raise BenchmarkError("build", "two clean builds differ")
    moments = random.Random(_SEED)
    trials = []
    for number in range(_KILLS):
        label = ("cold", "warm")[number % 2]
        # Stratified: one moment in each twentieth of the span, so that early and late phases are all hit.
        moment = spans[label] * (number + moments.random()) / _KILLS
        _fresh_cache(place, is_warm=label == "warm")
        _forget(place, "killed")
        trials.append(_kill_and_resume(_build(recipe, place, "killed"), place, moment, label, wanted))
        t = trials[-1]
        say(f"  {number + 1}/{_KILLS} {label}: killed at {moment:.1f} s ({t['was_at']}), {t['outcome']}")
    n_equal = sum(1 for t in trials if t["outcome"] == "equal")
    n_survivors = sum(len(t["survivors"]) for t in trials)
    figures = [
        Figure(NAME, "clean build until published, empty cache of answers", spans["cold"], "s"),
        Figure(NAME, "clean build until published, full cache of answers", spans["warm"], "s"),
        Figure(NAME, f"of {_KILLS} killed builds ended equal", n_equal, "builds", f"= {_KILLS}", n_equal == _KILLS),
        Figure(NAME, "processes that outlived the kill by 5 s", n_survivors, "", "= 0", n_survivors == 0),
        Figure(NAME, "files compared", len(wanted), "files"),
    ]
    write_result(NAME, figures, {"seed": _SEED, "trials": trials})
    shutil.rmtree(place)
    return figures


def published(release: Path) -> dict[str, str]:
    """Digest of every published file; of `catalog.duckdb` the digest of all it holds: rows, comments, definitions."""
    digests = {}
    for path in sorted(release.rglob("*")):
        if path.is_file() and path.name != "catalog.duckdb":
            digests[str(path.relative_to(release))] = hashlib.sha256(path.read_bytes()).hexdigest()
    with duckdb.connect(str(release / "catalog.duckdb"), read_only=True) as catalog:
        names = catalog.execute(
            "select table_name from information_schema.tables where table_schema = 'main' order by 1"
        ).fetchall()
        digest = hashlib.sha256()
        for query in (
            "select view_name, sql, comment from duckdb_views() where not internal order by 1",
            "select table_name, column_name, data_type, comment from duckdb_columns() where not internal order by 1, 2",
        ):
            digest.update(repr(catalog.execute(query).fetchall()).encode())
        here = Path.cwd()
        os.chdir(release)  # views may name their shards relative to the release
        try:
            for (name,) in names:
                rows = catalog.execute(f'select hash(t) as h from "{name}" as t order by h').fetchall()  # noqa: S608
                digest.update(repr((name, rows)).encode())
        finally:
            os.chdir(here)
        digests["catalog.duckdb"] = digest.hexdigest()
    return digests


def _span(recipe: Path, place: Path, *, is_warm: bool) -> float:
    """Seconds from the start of a clean build to its manifest, which is published last: what comes later only exits."""
    _forget(place, "clean")
    _fresh_cache(place, is_warm=is_warm)
    started = time.time()
    timed(_build(recipe, place, "clean"), place / "clean.log", allow=3, may_wait=False)
    return (place / "clean" / "manifest.json").stat().st_mtime - started


def _kill_and_resume(
    command: list[str], place: Path, moment: float, label: str, wanted: dict[str, str]
) -> dict[str, Any]:
    with (place / "killed.log").open("wb") as log:
        build = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment(),
            start_new_session=True,
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            build.wait(moment)
        was_done = build.poll() is not None
        tree = [] if was_done else psutil.Process(build.pid).children(recursive=True)
        if not was_done:
            os.killpg(build.pid, signal.SIGKILL)
        build.wait()
    _, survivors = psutil.wait_procs(tree, timeout=5)
    left = [" ".join(p.cmdline())[:120] for p in survivors if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    for process in survivors:
        process.kill()
    lines = (place / "killed.log").read_text(errors="replace").splitlines()
    started = time.perf_counter()
    timed(command, place / "resumed.log", allow=3, may_wait=False)
    found = published(place / "killed")
    differing = sorted(n for n in wanted.keys() | found.keys() if wanted.get(n) != found.get(n))
    return {
        "license_cache": label,
        "moment_s": moment,
        "was_done": was_done,
        "was_at": f"after {lines[-1]}" if lines else "start",
        "survivors": left,
        "resumed_s": time.perf_counter() - started,
        "outcome": "equal" if not differing else "DIFFERENT",
        "differing": differing,
    }


def _build(recipe: Path, place: Path, name: str) -> list[str]:
    return warploom(
        "build", recipe, "--out", place / name, "--cache", place / "cache", "--offline", "--workers", str(N_WORKERS)
    )


def _fresh_cache(place: Path, *, is_warm: bool) -> None:
    cache = place / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir()
    (cache / "pypi").symlink_to(CACHE / "pypi")
    if is_warm:
        shutil.copytree(place / "answers", cache / "licenses")


def _forget(place: Path, name: str) -> None:
    for directory in (place / name, place / f"{name}.work"):
        shutil.rmtree(directory, ignore_errors=True)
