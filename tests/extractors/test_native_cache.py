"""What numba keeps of compiled functions is not used once any source behind it has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CALLER = """
import numba
from stamped.callee import twice
from warploom.extractors.native_cache import keyed_by_sources

@keyed_by_sources
@numba.njit(cache=True)
def of_three():
    return twice(3)

print(of_three(), sum(of_three.stats.cache_hits.values()))
"""
CALLEE = """
import numba
from stamped.number import NUMBER

@numba.njit
def twice(x):
    return NUMBER * x
"""


def test_a_change_in_another_file_is_noticed(tmp_path: Path) -> None:
    package = tmp_path / "stamped"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "caller.py").write_text(CALLER)
    (package / "callee.py").write_text(CALLEE)
    (package / "number.py").write_text("NUMBER = 2\n")

    paths = os.pathsep.join([str(tmp_path), *sys.path])

    def run() -> list[int]:
        ran = subprocess.run(
            [sys.executable, "-c", "import stamped.caller"],
            env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert 0 == ran.returncode, ran.stderr
        return [int(word) for word in ran.stdout.split()]

    assert [6, 0] == run()
    assert [6, 1] == run()
    (package / "callee.py").write_text(CALLEE.replace("NUMBER * x", "NUMBER * x + 1"))
    assert [7, 0] == run()
    assert [7, 1] == run()
    (package / "number.py").write_text("NUMBER = 5\n")
    assert [16, 0] == run()
