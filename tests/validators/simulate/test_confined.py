"""Foreign code runs in the sandbox, a fork for each job; what a job destroys is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validators.simulate.samples import kernel, pair
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox import best_isolation
from warploom.validators.simulate.confined import Confined, Lost
from warploom.validators.simulate.front_end import Compiled, FrontEnd

ROOT = Path(__file__).resolve().parents[3]


def test_each_job_has_its_own_end(tmp_path: Path, front: FrontEnd) -> None:
    """Simulated code, a crash, silence, an attack on who answers, files, memory: the others go on."""
    if best_isolation() is Isolation.NONE:
        pytest.skip("no isolation works here")
    compiled = front.compile([pair(), pair(kernel("y[n] = 1.0f;"))])
    right, wrong = ({"ir": one.gpu_irs[0]} for one in compiled if isinstance(one, Compiled))
    with Confined(tmp_path / "place", seconds=2.0, modules=[ROOT]) as confined:
        assert confined.map("tests.validators.simulate.jobs:simulate", [right, wrong]) == [
            ["ok", 300.0 * 301.0],
            ["out_of_bounds", None],
        ]
        jobs = ["kill", 1, "loop", "error", "write", "allocate", "parent", 2, "exit"]
        answers = confined.map("tests.validators.simulate.jobs:twice", jobs)
    assert [answer.how if isinstance(answer, Lost) else answer for answer in answers] == [
        "crashed", 2, "timed_out", "failed", "refused", "failed", "crashed", 4, "crashed",
    ]  # fmt: skip
