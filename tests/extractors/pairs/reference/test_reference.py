"""The reference set: complete, compiled by every compiler that is there, and equal to its oracles."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.extractors.pairs.reference import run_library
from tests.extractors.toolchains.ziglang_clang import compile_one, request, ziglang_clang
from warploom.extractors.inputs import philox
from warploom.extractors.inputs.drawing import draw
from warploom.extractors.inputs.expressions import evaluate
from warploom.extractors.inputs.specification import Direction
from warploom.extractors.ir.compile_request import Flags, Target
from warploom.extractors.pairs.reference import reference
from warploom.extractors.pairs.reference.reference import MEMBERS, MODELS, grid, program, reference_pairs
from warploom.schemas.columns import LANGUAGES

FOLDER = Path(reference.__file__).parent
SEED = 7
BUILDS = {
    "serial.c": ("gcc", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror"),
    "openmp.cpp": ("g++", "-std=c++17", "-O1", "-Wall", "-Wextra", "-Werror", "-fopenmp"),
    # gfortran takes subscripts behind a condition for unconditional ones
    "openmp.f90": ("gfortran", "-std=f2018", "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-do-subscript", "-fopenmp"),
}
IR_REQUESTS = [
    ("serial.c", request("a.c", language="C", target=Target.HOST, arch="", standard="c11")),
    ("openmp.cpp", request("a.cpp", language="C++", target=Target.HOST, arch="", flags=Flags(is_openmp=True))),
    ("naive.cu", request("a.cu")),
    ("tuned.cu", request("a.cu")),
    ("opencl.cl", request("a.cl", language="OpenCL", target=Target.SPIRV, arch="")),
    ("hip.hip", request("a.hip", language="HIP", target=Target.AMDGCN, arch="gfx90a")),
]


def test_every_kernel_is_written_in_every_model() -> None:
    cells = grid()
    assert {(member.name, model) for member in MEMBERS for model in MODELS if model != "hip"} <= set(cells)
    assert {"hip"} == {model for _, model in cells} - (set(MODELS) - {"hip"})
    assert all((FOLDER / path).is_file() for path in cells.values())
    written = {path.parent.name for path in FOLDER.glob("*/serial.c")}
    assert {member.name for member in MEMBERS} == written
    assert {language for _, language in MODELS.values()} <= set(LANGUAGES)


def test_pairs_have_what_a_proof_needs() -> None:
    pairs = reference_pairs()
    assert 3 * len(MEMBERS) + 2 == len(pairs)
    assert {"gemm", "transpose"} == {pair.cpu.entry for pair in pairs if pair.gpu.language == "HIP"}
    assert len(MEMBERS) == len({pair.spec_id for pair in pairs})
    for pair in pairs:
        assert f"{pair.cpu.entry}(" in pair.cpu.text or f'name="{pair.cpu.entry}"' in pair.cpu.text
        assert f'extern "C" void {pair.gpu.entry}(' in pair.gpu.text
        assert len(pair.launch_shapes) == 2
        for macro, default in pair.launch_shapes[0].items():
            assert f"#ifndef {macro}\n#define {macro} {default}\n#endif" in pair.gpu.text
        spec = pair.inputs
        assert 8 == len(spec.sizes)
        assert all(evaluate(constraint, size) for constraint in spec.constraints for size in spec.sizes)
        assert max(value.size for value in draw(spec, spec.sizes[-1], "exact", SEED).values()) >= 4096


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.name)
def test_oracles_give_every_output_in_its_length(member: object) -> None:
    oracle = run_library.oracle_of(member)  # type: ignore[arg-type]
    for size in member.inputs.sizes:  # type: ignore[attr-defined]
        drawn = draw(member.inputs, size, "exact", SEED)  # type: ignore[attr-defined]
        before = {name: np.copy(value) for name, value in drawn.items()}
        expected = oracle(np, **{name: run_library.as_oracle_sees(value) for name, value in drawn.items()})
        outputs = [a for a in member.inputs.arrays if a.direction is not Direction.IN]  # type: ignore[attr-defined]
        assert {array.name for array in outputs} == set(expected)
        for array in outputs:
            assert drawn[array.name].shape == np.asarray(expected[array.name]).shape
        assert all(np.array_equal(before[name], value) for name, value in drawn.items())


@pytest.mark.parametrize("name", BUILDS)
def test_programs_agree_with_the_oracles(tmp_path: Path, name: str) -> None:
    compiler, *flags = BUILDS[name]
    found = shutil.which(compiler)
    if found is None:
        pytest.skip(f"needs {compiler}, to run the programs as they are")
    sources = [str(FOLDER / member.name / name) for member in MEMBERS]
    library = tmp_path / "all.so"
    build = [found, *flags, "-shared", "-fPIC", "-o", str(library), *sources, "-lm"]
    made = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 0 == made.returncode, made.stderr
    ran = subprocess.run(
        [sys.executable, run_library.__file__, str(library), str(SEED)],
        env={**os.environ, "OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "passive"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr
    assert {} == {member: wrong for member, wrong in json.loads(ran.stdout).items() if wrong}


@pytest.mark.parametrize(("name", "asked"), IR_REQUESTS, ids=lambda value: str(getattr(value, "target", value)))
def test_programs_give_ir(tmp_path: Path, name: str, asked: object) -> None:
    tool = ziglang_clang()
    for path in sorted(FOLDER.glob(f"*/{name}")):
        tree = tmp_path / path.parent.name
        tree.mkdir()
        (tree / asked.path).write_text(path.read_text())  # type: ignore[attr-defined]
        assert (0, []) == compile_one(tool, tree, asked, tree / "o.bc"), path.parent.name  # type: ignore[arg-type]


def test_python_programs_agree_with_the_oracles() -> None:
    """As plain Python, on the smaller sizes: compiled by numba they are the same, seconds later."""
    for member in MEMBERS:
        path = FOLDER / member.name / "numba_cpu.py"
        spec = importlib.util.spec_from_file_location(f"reference_{member.name}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for function in vars(module).values():
            if hasattr(function, "py_func"):
                setattr(module, function.__name__, function.py_func)
        oracle = run_library.oracle_of(member)
        for size in member.inputs.sizes[:4]:
            drawn = draw(member.inputs, size, "exact", SEED)
            expected = oracle(np, **{name: run_library.as_oracle_sees(value) for name, value in drawn.items()})
            arguments = {name: np.copy(v) if isinstance(v, np.ndarray) else v.item() for name, v in drawn.items()}
            if member.name == "nbody":
                arguments["bodies"] = arguments["bodies"].view(np.recarray)
            with np.errstate(over="ignore"):
                getattr(module, member.name)(*arguments.values())
            for name, want in expected.items():
                scale = float(np.abs(want).max(initial=0.0))
                np.testing.assert_allclose(arguments[name], want, rtol=1e-4, atol=1e-5 * scale, err_msg=member.name)


def test_the_random_points_are_those_of_philox_and_estimate_pi() -> None:
    """The generator in the oracle is the one that draws inputs; many seeds together estimate pi."""
    (member,) = (member for member in MEMBERS if member.name == "monte_carlo_pi")
    oracle = run_library.oracle_of(member)
    n, draws = 64, 33
    deviations = []
    for seed in range(40):
        inside = int(oracle(np, n=n, draws=draws, seed=seed, hits=None, inside=None)["inside"][0])
        points, share = 2 * n * draws, math.pi / 4
        deviations.append((inside - points * share) / math.sqrt(points * share * (1 - share)))
    assert abs(np.mean(deviations)) < 5 / math.sqrt(len(deviations))
    assert 0.5 < np.std(deviations) < 1.6

    key = np.array([11, 0], np.uint32)
    words = np.array([philox.philox(key, np.array([5, stream, 0, 0], np.uint32)) for stream in range(3)])
    squares = (words >> 1).astype(np.uint64) ** 2
    expected = (squares[:, ::2] + squares[:, 1::2] < 2**62).sum(axis=1)
    upto = oracle(np, n=3, draws=6, seed=11, hits=None, inside=None)["hits"]
    before = oracle(np, n=3, draws=5, seed=11, hits=None, inside=None)["hits"]
    assert expected.tolist() == (upto - before).tolist()


def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        program(MEMBERS[0], "hip")
