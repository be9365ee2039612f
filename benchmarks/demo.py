"""What a stranger waits for: clone and `make demo` with cold caches, the starter recipe alone, a second build."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from measuring import ROOT, Figure, Run, timed, write_result

NAME = "demo"


def measure() -> list[Figure]:
    """Everything happens in a directory of its own; only the committed state of this checkout is cloned."""
    with TemporaryDirectory(prefix="warploom-demo-") as scratch:
        place = Path(scratch)
        clone = place / "warploom"
        env = {"XDG_CACHE_HOME": str(place / "cache"), "PIP_NO_CACHE_DIR": "1", "PYTHONPATH": ""}
        command = str(clone / ".venv" / "bin" / "warploom")

        def step(name: str, *arguments: str, cwd: Path = clone) -> Run:
            return timed(arguments, place / f"{name}.log", env=env, cwd=cwd)

        runs = {
            "clone": step("clone", "git", "clone", "--quiet", str(ROOT), str(clone), cwd=place),
            "make demo": step("demo", "make", "demo"),
            "second build": step("second", command, "build", "starter", "--out", "demo"),
        }
        shutil.rmtree(place / "cache")
        runs["starter, cold"] = step("cold", command, "build", "starter", "--out", "cold")
        runs["starter, warm"] = step("warm", command, "build", "starter", "--out", "warm")
        lines = (place / "cold.log").read_text(errors="replace").splitlines()
    both = runs["clone"].seconds + runs["make demo"].seconds
    cold, second = runs["starter, cold"].seconds, runs["second build"].seconds
    figures = [
        Figure(NAME, "git clone and make demo, caches cold", both, "s", "< 240", both < 240),
        Figure(NAME, "starter recipe, caches cold", cold, "s", "< 90", cold < 90),
        Figure(NAME, "starter recipe, downloads and license answers at hand", runs["starter, warm"].seconds, "s"),
        Figure(NAME, "second build", second, "s", "< 5", second < 5),
    ]
    write_result(NAME, figures, {"runs": runs, "cold": lines, "processors": os.cpu_count()})
    return figures
