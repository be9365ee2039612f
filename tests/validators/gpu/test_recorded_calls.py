"""What comes out of a launcher is read step by step: none reaches outside of its buffers, whoever answers."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from tests.validators.planted.hostile import RIGHT
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandbox import best_isolation
from warploom.extractors.toolchains.registry import found_tools
from warploom.validators.gpu import recorded_calls
from warploom.validators.gpu.nvrtc import NvrtcError, Source, nvrtc
from warploom.validators.gpu.recorded_calls import HostCalls, HostJob, UnrepeatableError, calls_of
from warploom.validators.proof.suite import cases_of
from warploom.validators.simulate.confined import Lost
from warploom.validators.simulate.front_end import Compiled

JOB = HostJob(dataclasses.replace(RIGHT, launch_shapes=({},)), Compiled("", ("",), "", ""), cases_of(RIGHT, 1)[8:9])
N_BYTES = 4 * JOB.cases[0].size["n"]
LAUNCH = ["launch", "k", [1, 1, 1], [32, 1, 1], 0, [["bytes", "00"], ["pointer", "x", 0]]]


def read(monkeypatch: pytest.MonkeyPatch, said: Any) -> HostCalls | UnrepeatableError:
    """What is made of an answer."""
    monkeypatch.setattr(recorded_calls, "confined_values", lambda *_: ([said], "userns"))
    (found,) = calls_of([JOB])
    return found


def answer(*steps: Any) -> dict[str, Any]:
    return {"programs": [[[list(steps), {}]]], "flops": 7}


def test_steps_inside_of_buffers_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of parameters, and of memory of the host's own, whose name may be given again."""
    steps = [
        ["allocate", "t64", 16], ["fill", "t64", 0, -1, 16], ["copy", "t64", 8, "x", N_BYTES - 8, 8],
        ["write", "y", N_BYTES - 2, "0102"], LAUNCH, ["free", "t64"], ["allocate", "t64", 4],
    ]  # fmt: skip
    found = read(monkeypatch, answer(*steps))
    assert isinstance(found, HostCalls)
    assert (found.programs[0][0].steps, found.flops) == (steps, 7)


@pytest.mark.parametrize(
    "step",
    [
        ["fill", "y", 1, 0, N_BYTES], ["fill", "y", -1, 0, 1], ["fill", "z", 0, 0, 1], ["fill", "y", 0, 0, True],
        ["copy", "y", 0, "x", 1, N_BYTES], ["copy", "y", 1, "x", 0, N_BYTES], ["write", "y", N_BYTES, "00"],
        ["write", "y", 0, "zz"], ["free", "t64"], ["allocate", "x", 1], ["allocate", "t64", 1 << 60], ["run", "sh"],
        [*LAUNCH[:5], [["pointer", "t64", 0]]], [*LAUNCH[:2], [1, 1], *LAUNCH[3:]], [*LAUNCH[:4], -1, []], [], "launch",
        [*LAUNCH[:5], [["bytes", 3]]], ["launch", "", *LAUNCH[2:]], 7, None,
    ],
    ids=str,
)  # fmt: skip
def test_all_other_steps_leave_the_pair_out(monkeypatch: pytest.MonkeyPatch, step: Any) -> None:
    """The reason is told, and nothing is raised."""
    found = read(monkeypatch, answer(LAUNCH, step))
    assert isinstance(found, UnrepeatableError)
    assert found.reason == "not_repeatable"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (None, "not_repeatable"), ([], "not_repeatable"), ({}, "not_repeatable"), ("yes", "not_repeatable"),
        ({"programs": [], "flops": 0}, "not_repeatable"), ({"programs": [[]], "flops": 0}, "not_repeatable"),
        ({**answer(LAUNCH), "flops": "many"}, "not_repeatable"), ({"left": ["all is well", ""]}, "not_repeatable"),
        ({"left": ["race", "there"]}, "race"), (Lost("crashed", "signal 11"), "crashed"),
        (Lost("failed", "LoadError: no entry"), "not_repeatable"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_answer(monkeypatch: pytest.MonkeyPatch, said: Any, reason: str) -> None:
    """Other shapes, other types, and none at all."""
    found = read(monkeypatch, said)
    assert isinstance(found, UnrepeatableError)
    assert found.reason == reason


def test_nvrtc_sees_no_file_of_the_user(tmp_path: Path) -> None:
    """It compiles in the sandbox; what it cannot is told beside what it can."""
    if not found_tools("nvrtc"):
        pytest.skip("no NVRTC here")
    if best_isolation() is Isolation.NONE:
        pytest.skip("no isolation works here")
    (tmp_path / "secret.h").write_text("#error the secret is 4711\n")
    good = '#include <cuda_fp16.h>\nextern "C" __global__ void k(__half *x) { x[0] = x[0] * x[1]; }\n'
    texts = [good, f'#include "{tmp_path}/secret.h"\n', "not a program"]
    image, secret, other = nvrtc().compile([Source(text, "compute_80") for text in texts])
    assert isinstance(image, bytes)
    assert b".visible .entry k(" in image
    assert isinstance(secret, NvrtcError)
    assert isinstance(other, NvrtcError)
    assert "4711" not in str(secret)
