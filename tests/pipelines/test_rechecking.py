"""A sample of results is run again: what holds is taken, what does not stops all, and without a device it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.pipelines import rechecking
from warploom.pipelines.rechecking import DisagreementError, Sample, chosen, recheck
from warploom.schemas.errors import UsageError
from warploom.validators.gpu.bundling import Task
from warploom.validators.gpu.results import job_id_of


def verdict(pair: str, *, kind: str = "gpu", outcome: str = "passed", reason: str | None = None) -> dict[str, Any]:
    told = {"subject_id": pair, "suite_id": "is_1", "seeds": [1], "check": "device", "runner_kind": kind}
    return told | {"runner_id": "A", "outcome": outcome, "reason": reason}


def no_tasks(_: Sequence[str]) -> list[Task]:
    return []


@given(st.sets(st.text(max_size=5), max_size=60), st.floats(0, 1), st.integers(0, 2**32))
def test_a_sample_is_the_seeds(jobs: set[str], share: float, seed: int) -> None:
    """As large as asked, one at least, whatever the order."""
    found = chosen(sorted(jobs), share, seed)
    assert found == chosen(sorted(jobs, reverse=True), share, seed)
    assert share * len(jobs) <= len(found) <= share * len(jobs) + 1
    assert bool(found) == bool(jobs and share)
    assert set(found) <= jobs


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_one(share: float) -> None:
    with pytest.raises(UsageError, match="from 0 to 1"):
        chosen(["a"], share, 1)


def test_without_a_device_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing to run, and nothing to run on."""
    monkeypatch.setenv("WARPLOOM_CUDA_DRIVER", "libnosuch.so")
    assert recheck([verdict("kp_1")], 0.0, 1, "driver", no_tasks) == Sample(1, 0, None, 1, "no share was asked for")
    assert recheck([verdict("kp_1")], 0.5, 1, "simulator", no_tasks).why_not == "none is of a simulator"
    found = recheck([verdict("kp_1")], 0.5, 1, "driver", no_tasks)
    assert (found.n_run, found.device) == (0, None)
    assert "no CUDA driver" in found.why_not


def test_what_was_not_run_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """No memory left here says nothing of there; another outcome does, with who, what and which."""
    again: dict[str, Mapping[str, Any]] = {}
    monkeypatch.setattr(rechecking, "probe", lambda _: {"name": "Here"})
    monkeypatch.setattr(rechecking, "_run", lambda *_: again)
    again[job_id_of("kp_1", "is_1", 1)] = verdict("kp_1", outcome="not_run", reason="out_of_memory")
    assert recheck([verdict("kp_1")], 1.0, 7, "auto", no_tasks) == Sample(1, 1, "Here", 7)
    again[job_id_of("kp_1", "is_1", 1)] = verdict("kp_1", outcome="failed", reason="race")
    with pytest.raises(DisagreementError, match=r"A says of kp_1: passed; run again here: failed \(race\)"):
        recheck([verdict("kp_1")], 1.0, 7, "auto", no_tasks)


def test_a_lie_about_a_simulator_is_found_out() -> None:
    """Run for real: a right kernel that passed holds, a wrong one that is said to have passed does not."""
    pytest.importorskip("ziglang", reason="needs the ziglang wheel, to compile")
    pytest.importorskip("llvmlite", reason="needs llvmlite, to run")
    right = next(p for p in reference_pairs() if (p.cpu.entry, p.cpu.language, p.schedule) == ("axpy", "C", "naive"))
    wrong = replace(right, gpu=replace(right.gpu, text=right.gpu.text.replace("y[i] = ", "y[i] = 1.0f + ")))
    assert wrong.gpu.text != right.gpu.text
    for pair, holds in ((right, True), (wrong, False)):

        def tasks(only: Sequence[str], pair: Any = pair) -> list[Task]:
            return [Task(name, "is_1", pair, 1) for name in only]

        told = [verdict("kp_1", kind="simulator")]
        if holds:
            assert recheck(told, 0.02, 3, "simulator", tasks).n_run == 1
        else:
            with pytest.raises(DisagreementError, match="wrong_result"):
                recheck(told, 0.02, 3, "simulator", tasks)
