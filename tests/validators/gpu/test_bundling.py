"""Bundles: the same bytes for the same pairs, run by themselves on the simulator, and what cannot be repeated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from warploom.extractors.pairs.pair import Pair
from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.validators.gpu.bundled.jobs import Bundle, BundleError, part_of
from warploom.validators.gpu.bundling import Task, write_bundle
from warploom.validators.gpu.device_text import device_text
from warploom.validators.gpu.nvrtc import NvrtcError, Source

pytest.importorskip("ziglang", reason="needs the ziglang wheel, to compile")
pytest.importorskip("llvmlite", reason="needs llvmlite, to run")


class NoCompiler:
    """Images that no device would load; the simulator compiles texts itself."""

    name, digest = "none", "0" * 64

    def compile(self, sources: Sequence[Source]) -> list[bytes | NvrtcError]:
        """Each text under its architecture."""
        return [
            NvrtcError("line 3: refused")
            if "refuse_me" in one.text
            else f"{one.architecture} {one.definitions}\n{one.text}".encode()
            for one in sources
        ]


def pairs() -> list[Pair]:
    """Two of the reference set: one kernel, and several with memory of the host's own."""
    found = {(p.cpu.entry, p.cpu.language, p.schedule): p for p in reference_pairs() if p.gpu.language == "CUDA"}
    return [found["axpy", "C", "naive"], found["scan", "C++", "three_kernels"]]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of both pairs."""
    path = tmp_path_factory.mktemp("bundle") / "jobs.pyz"
    tasks = [Task(f"kp_{k}", f"is_{k}", pair, 1) for k, pair in enumerate(pairs())]
    assert write_bundle(path, tasks, "corpus", NoCompiler()) == []
    return path


def run(path: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The bundle as a user starts it."""
    argv = [sys.executable, str(path), "--out", str(out), *options]
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=300)


def test_a_bundle_runs_by_itself_and_goes_on_where_it_stopped(bundle: Path, tmp_path: Path) -> None:
    """All pass on the simulator; a second start has nothing left to do."""
    first = run(bundle, tmp_path / "r", "--device", "simulator")
    assert (first.returncode, first.stdout) == (0, ""), first.stderr
    assert "2 of 2 jobs passed" in first.stderr
    before = (tmp_path / "r" / "results-1of1.jsonl").read_bytes()
    start, *rows, end = [json.loads(line)["row"] for line in before.splitlines()[1:]]
    assert [row["outcome"] for row in rows] == ["passed", "passed"]
    assert [row["calibration"]["answers"] for row in (start, end)] == ["right", "right"]
    assert {(row["session"], row["health"]) for row in rows} == {(start["session"], "right")}
    assert all(row["n_passed"] == row["n_cases"] > 16 and row["repeat_stable"] for row in rows)
    assert {row["device"]["kind"] for row in rows} == {"simulator"}
    assert run(bundle, tmp_path / "r", "--device", "simulator").returncode == 0
    assert (tmp_path / "r" / "results-1of1.jsonl").read_bytes() == before


def test_the_same_pairs_give_the_same_bytes(bundle: Path, tmp_path: Path) -> None:
    """No clock, no path, no order of a hash."""
    tasks = [Task(f"kp_{k}", f"is_{k}", pair, 1) for k, pair in enumerate(pairs())]
    write_bundle(tmp_path / "again.pyz", tasks, "corpus", NoCompiler())
    assert (tmp_path / "again.pyz").read_bytes() == bundle.read_bytes()


def test_a_wrong_kernel_is_named(tmp_path: Path) -> None:
    """What the oracle refutes, on the device that repeats the host's steps."""
    pair = pairs()[0]
    text = pair.gpu.text.replace("y[i] = ", "y[i] = 1.0f + ") if "y[i] = " in pair.gpu.text else ""
    text = text or pair.gpu.text.replace("+=", "-=")
    assert text != pair.gpu.text
    wrong = replace(pair, gpu=replace(pair.gpu, text=text))
    write_bundle(tmp_path / "b.pyz", [Task("kp_0", "is_0", wrong, 1)], "corpus", NoCompiler())
    assert run(tmp_path / "b.pyz", tmp_path / "r", "--device", "simulator").returncode == 3
    row = json.loads((tmp_path / "r" / "results-1of1.jsonl").read_bytes().splitlines()[2])["row"]
    assert (row["outcome"], row["reason"]) == ("failed", "wrong_result")


def test_what_does_not_compile_for_a_device_is_left_out(tmp_path: Path) -> None:
    """With its reason, and the others stay."""
    good, other = pairs()
    bad = replace(other, gpu=replace(other.gpu, text=other.gpu.text + "\n__device__ int refuse_me;\n"))
    tasks = [Task("kp_0", "is_0", good, 1), Task("kp_1", "is_1", bad, 1)]
    (left,) = write_bundle(tmp_path / "b.pyz", tasks, "corpus", NoCompiler())
    assert (left.pair_id, left.reason, left.detail) == ("kp_1", "does_not_compile_for_device", "line 3: refused")
    with Bundle(tmp_path / "b.pyz") as found:
        assert [job["pair_id"] for job in found.jobs()] == ["kp_0"]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--device", "toaster"], 2, "there are auto, cupy, driver, cpu and simulator"),
        (["--device", "driver"], 1, "no CUDA driver"),
        (["--part", "3/2"], 2, "K/N"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    bundle: Path, tmp_path: Path, options: list[str], code: int, told: str
) -> None:
    """No traceback, a reason, an exit code."""
    environment = {**os.environ, "WARPLOOM_CUDA_DRIVER": "libnosuch.so"}
    argv = [sys.executable, str(bundle), "--out", str(tmp_path / "r"), *options]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60, env=environment)
    assert done.returncode == code
    assert told in done.stderr


def test_a_damaged_bundle_says_which_part(bundle: Path, tmp_path: Path) -> None:
    """Not a zip, cut in the middle, no manifest."""
    for name, content in (("text", b"hello"), ("cut", bundle.read_bytes()[:2_000])):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BundleError, match="no bundle"):
            Bundle(tmp_path / name)


def test_parts_are_disjoint_and_all() -> None:
    """Every job is in one part."""
    jobs = [f"gj_{k}" for k in range(11)]
    parts = [part_of(jobs, k, 4) for k in range(1, 5)]
    assert sorted(job for part in parts for job in part) == sorted(jobs)


def test_what_only_the_host_runs_is_blanked() -> None:
    """Templates and linkage go with it; lines stay; what a device runs stays."""
    text = (
        "#include <cuda_runtime.h>\n__device__ float f(float x) { return x; }\n"
        "template <int N>\nvoid host() { int k = N; }\n__global__ void k(float *x) { x[0] = f(1); }\n"
        'extern "C" void launch(float *x) {\n    k<<<1, 1>>>(x);\n}\nconstexpr int twice(int n) { return 2 * n; }\n'
    )
    left = device_text(text)
    assert left.count("\n") == text.count("\n")
    assert [word in left for word in ("host", "launch", "<<<", "template", "extern")] == [False] * 5
    assert [word in left for word in ("float f(", "void k(", "twice")] == [True] * 3
