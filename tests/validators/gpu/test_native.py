"""CPU sides as baselines: compiled ahead, run by the bundle itself, and rows of times with all that they hang on."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("ziglang", reason="needs the ziglang wheel, to compile")
pytest.importorskip("llvmlite", reason="needs llvmlite, to run")

from tests.pipelines.farm_of_simulators import NoCompiler
from warploom.extractors.pairs.pair import Pair
from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.schemas.timings import TIMINGS
from warploom.schemas.verdicts import VERDICTS
from warploom.validators.gpu.bundled import callgrind, cpu_device, host
from warploom.validators.gpu.bundled.callgrind import Count, Instructions
from warploom.validators.gpu.bundled.jobs import Bundle
from warploom.validators.gpu.bundling import Task, write_bundle
from warploom.validators.gpu.native_images import NativeCompiler, NotNativeError
from warploom.validators.gpu.results import Expected, Results, read_results

needs_processor = pytest.mark.skipif(not host.is_able(), reason=f"needs a processor that is {host.ARCHITECTURE}")


def small(pair: Pair) -> Pair:
    """At its largest size alone, under one shape."""
    inputs = replace(pair.inputs, sizes=pair.inputs.sizes[-1:])
    return replace(pair, inputs=inputs, launch_shapes=pair.launch_shapes[:1])


def pairs() -> dict[str, Pair]:
    """A serial program, one that computes something else, one with threads, and one in a language left out."""
    found = {(p.cpu.entry, p.cpu.language): small(p) for p in reference_pairs() if p.gpu.language == "CUDA"}
    serial = found["axpy", "C"]
    wrong = replace(serial, cpu=replace(serial.cpu, text=serial.cpu.text.replace("+ y[i]", "- y[i]")))
    assert wrong.cpu.text != serial.cpu.text
    told = {"serial": serial, "wrong": wrong, "openmp": found["axpy", "C++"], "fortran": found["axpy", "Fortran"]}
    return {f"kp_{name}": pair for name, pair in told.items()}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of those."""
    path = tmp_path_factory.mktemp("native") / "jobs.pyz"
    tasks = [Task(name, f"is_{name}", pair, 1) for name, pair in pairs().items()]
    assert write_bundle(path, tasks, "corpus", NoCompiler(), is_native=True) == []
    return path


def run(bundle: Path, out: Path) -> Results:
    """As a user starts it, and what is read of it."""
    argv = [sys.executable, str(bundle), "--device", "cpu", "--out", str(out)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 3, done.stderr  # one is wrong
    with Bundle(bundle) as given:
        jobs = {j["job_id"]: Expected(j["pair_id"], j["suite_id"], j["seed"]) for j in given.jobs()}
    found = read_results([out], jobs, None)
    assert found.refused == []
    VERDICTS.batch(list(found.verdicts.values()))
    TIMINGS.batch(list(found.timings.values()))
    return found


@needs_processor
def test_a_cpu_side_is_checked_timed_and_counted(bundle: Path, tmp_path: Path) -> None:
    """What is wrong has no time; a row says what it was made and run with, and null is what was not measured."""
    found = run(bundle, tmp_path)
    verdicts = {v["subject_id"]: v for v in found.verdicts.values()}
    has_openmp = verdicts["kp_openmp"]["outcome"] != "not_run"
    assert {v["check"] for v in verdicts.values()} == {"native"}
    assert (verdicts["kp_serial"]["outcome"], verdicts["kp_serial"]["runner_kind"]) == ("passed", "cpu")
    assert (verdicts["kp_wrong"]["outcome"], verdicts["kp_wrong"]["reason"]) == ("failed", "wrong_result")
    assert (verdicts["kp_fortran"]["outcome"], verdicts["kp_fortran"]["reason"]) == ("not_run", "no_native_code")
    assert "Fortran" in verdicts["kp_fortran"]["detail"]
    timed = {(t["subject_id"], t["side"]): t for t in found.timings.values()}
    assert {name for name, side in timed if side == "cpu"} == {"kp_serial", *(["kp_openmp"] if has_openmp else [])}
    serial = timed["kp_serial", "cpu"]
    assert serial["ci_low_ns"] <= serial["hodges_lehmann_ns"] <= serial["ci_high_ns"]
    assert (serial["n_threads"], len(serial["pinned"]), len(serial["samples_ns"])) == (1, 1, 20)
    assert serial["compile_flags"] == ["-O3", f"-march={host.ARCHITECTURE}"]
    assert serial["compiler"].startswith("clang ")
    assert (serial["device_name"], serial["host_id"], serial["sm_mhz"]) == (host.processor(), host.host_id(), None)
    if has_openmp:
        assert timed["kp_openmp", "cpu"]["compile_flags"][-1] == "-fopenmp"
        assert timed["kp_openmp", "cpu"]["pinned"] == host.processors()
    if importlib.util.find_spec("scipy") is not None:  # on the same inputs, its result checked as the program's is
        library = timed["kp_serial", "library"]
        assert library["library"].startswith("scipy.linalg.blas.saxpy (numpy ")
        assert (library["runner_kind"], library["case"]) == ("cpu", serial["case"])
    if callgrind.find_valgrind() is None:
        assert serial["instructions"] is None
        assert serial["instruction_counter"] == "not_run: valgrind is not here"
    else:
        assert serial["instruction_counter"].startswith("callgrind 3.")
        assert 4133 // 8 < serial["instructions"] < 20 * 4133


def test_code_of_others_is_not_compiled_to_run_outside_the_sandbox() -> None:
    """Only texts of our own making are."""
    mined = replace(pairs()["kp_serial"], origin="mined")
    with NativeCompiler() as compiler, pytest.raises(NotNativeError, match="mined"):
        compiler.image(mined)


def test_without_valgrind_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is started."""
    monkeypatch.setenv("PATH", "/nonexistent")
    assert Instructions(["gj_1"], ["false"]).of("gj_1") == Count(None, "not_run: valgrind is not here")


def test_what_ends_callgrind_has_no_count_and_others_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for valgrind, which dies at the second of three jobs."""
    stand_in = tmp_path / "valgrind"
    stand_in.write_text(
        f"#!{sys.executable}\n"
        "import json, sys\n"
        "if '--version' in sys.argv:\n    print('valgrind-3.99'); sys.exit()\n"
        "out = next(a for a in sys.argv if a.startswith('--callgrind-out-file=')).partition('=')[2]\n"
        "for number, job in enumerate(sys.stdin.read().split()):\n"
        "    if job == 'gj_2': sys.exit(9)\n"
        "    open(out, 'a').write('totals: 900\\ntotals: 70%d\\n' % number)\n"
        "    print(json.dumps({'job_id': job, 'outcome': 'passed'}))\n"
    )
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    counts = Instructions(["gj_1", "gj_2", "gj_3"], ["child"])
    assert counts.of("gj_3") == Count(700, "callgrind 3.99")
    assert counts.of("gj_1") == Count(700, "callgrind 3.99")
    assert counts.of("gj_2") == Count(None, "not_run: callgrind ended with exit status 9")


@needs_processor
def test_without_an_openmp_runtime_threads_are_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for by name, and a library that is none is no runtime."""
    monkeypatch.setenv(cpu_device.OPENMP_VARIABLE, "libm.so.6")
    assert cpu_device.load_openmp() is None
