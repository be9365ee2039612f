"""Build corpora of three sizes: what work directory, release, files and processor time take per byte of input."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from measuring import BUILD, Figure, say, timed, warploom, write_result
from shared_releases import write_repositories

NAME = "sizing"
FILES_EACH = (10, 30, 90)
"""Files in each of fifty repositories."""


def measure(files_each: tuple[int, ...] = FILES_EACH) -> list[Figure]:
    """One process, everything of a recipe but compiling; text alone is counted as input."""
    figures, details = [], []
    for n in files_each:
        folder = BUILD / NAME / str(n)
        shutil.rmtree(folder, ignore_errors=True)
        n_bytes = write_repositories(folder, n)
        places = ["--out", folder / "out", "--cache", folder / "cache"]
        command = warploom("build", folder / "recipe.toml", *places, "--runner", "in_process")
        run = timed(command, folder / "build.log", may_wait=False)
        (work, work_files), (out, out_files) = _size(folder / "out.work"), _size(folder / "out")
        mb = n_bytes / 1e6
        row = {
            "input MB": mb, "work MB per MB": work / n_bytes, "release MB per MB": out / n_bytes,
            "files of work": work_files, "files of release": out_files, "processor s per MB": run.cpu_s / mb,
        }  # fmt: skip
        details.append({**row, "load": os.getloadavg()})
        say("  " + ", ".join(f"{name} {value:,.2f}" for name, value in row.items()))
        figures += [
            Figure(NAME, f"{mb:.0f} MB: {name}", value, "") for name, value in row.items() if name != "input MB"
        ]
    write_result(NAME, figures, details)
    return figures


def _size(folder: Path) -> tuple[int, int]:
    """Bytes and number of files; one that has several names counts once, and shards lie in the work directory."""
    seen = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        if path.is_file():
            seen[status.st_ino] = status.st_size
    return sum(seen.values()), len(seen)
