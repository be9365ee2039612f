"""Build two releases that differ in one of fifty repositories: the bytes that they share, and what checking takes."""

from __future__ import annotations

import shutil
import time
from itertools import islice
from pathlib import Path

from measuring import BUILD, BenchmarkError, Figure, say, timed, warploom, write_result
from real_input import directories, source_files

from warploom.catalog.differences import difference, shared_bytes
from warploom.validators.releases import check

NAME = "shared_releases"
_N_REPOSITORIES = 50
_FILES_EACH = 180
_CHANGED = 17
"""The repository that moves between the releases: a third of its files get a line, two go, two come."""


def measure(files_each: int = _FILES_EACH) -> list[Figure]:
    """Real sources in fifty made-up repositories, which lie where their files did; built by one process."""
    folder = BUILD / NAME
    shutil.rmtree(folder, ignore_errors=True)
    n_bytes = write_repositories(folder, files_each)
    say(f"  {_N_REPOSITORIES} repositories, {n_bytes / 1e6:.0f} MB")
    seconds = _build(folder, "first")
    shutil.copytree(folder / "out", folder / "first")
    _move(folder)
    again = _build(folder, "second")
    total, shared = shared_bytes(folder / "first", folder / "out")
    found = difference(folder / "first", folder / "out")
    shards = [(t.n_shards_same, t.n_shards_new, t.bytes_same, t.bytes_new) for t in found.tables]
    n_same, n_new, bytes_same, bytes_new = (sum(column) for column in zip(*shards, strict=True))
    started = time.perf_counter()
    findings = check(folder / "out")
    checked = time.perf_counter() - started
    if findings:
        raise BenchmarkError("check", "; ".join(map(str, findings)))
    share = 100 * shared / total
    figures = [
        Figure(NAME, "release", total / 1e6, "MB"),
        Figure(NAME, "bytes in chunks that the one before has", share, "%", ">= 90 %", share >= 90),
        Figure(NAME, "bytes in shards that are the same", 100 * bytes_same / bytes_new, "%"),
        Figure(NAME, "shards that are the same", 100 * n_same / n_new, "%"),
        Figure(NAME, "first build", seconds, "s"),
        Figure(NAME, "second build", again, "s"),
        Figure(NAME, "check", checked, "s"),
        Figure(NAME, "check, per GB of release", checked / total * 1e9, "s", "<= 60 s", checked / total * 1e9 <= 60),
    ]
    write_result(NAME, figures, {t.table: [t.n_new, t.bytes_new, t.bytes_same] for t in found.tables})
    return figures


def write_repositories(folder: Path, files_each: int) -> int:
    """Write the repositories and a recipe over them; bytes of their files."""
    wanted = _N_REPOSITORIES * files_each
    paths = [path for directory in directories() for path in source_files(directory)]
    step = max(1, len(paths) // wanted)
    chosen = list(islice(paths[::step], wanted))
    recipe = ['[dataset]\nname = "shared"\nlicense_tiers = ["permissive", "weak_copyleft"]\n']
    n_bytes = 0
    for number in range(_N_REPOSITORIES):
        root = folder / "code" / f"r{number:02d}"
        for i, path in enumerate(chosen[number * files_each : (number + 1) * files_each]):
            data = path.read_bytes()
            target = root / f"src/{i:03d}_{path.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            n_bytes += len(data)
        (root / "LICENSE").write_text("SPDX-License-Identifier: MIT\n")
        recipe.append(f'[[sources]]\nkind = "local"\npath = "{root}"\nname = "owner/r{number:02d}"\n')
    (folder / "recipe.toml").write_text("".join(recipe))
    return n_bytes


def _move(folder: Path) -> None:
    files = sorted((folder / "code" / f"r{_CHANGED:02d}/src").iterdir())
    for path in files[::3]:
        comment = "#" if path.suffix == ".py" else "!" if path.suffix.startswith(".f") else "//"
        path.write_bytes(path.read_bytes() + f"\n{comment} one more line\n".encode())
    for path in files[1:7:3]:
        path.unlink()
    for i in range(2):
        (files[0].parent / f"new_{i}.c").write_text(f"int newly_there_{i}(int x)\n{{\n    return x + {i};\n}}\n")


def _build(folder: Path, log: str) -> float:
    places = ["--out", folder / "out", "--cache", folder / "cache"]
    command = warploom("build", folder / "recipe.toml", *places, "--runner", "in_process", "--release", "next")
    return timed(command, folder / f"{log}.log", may_wait=False).seconds
