"""Python through numba: what comes out, that it is the same everywhere, and that nothing else runs."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import llvmlite.binding as llvm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.compile_request import Target
from warploom.extractors.toolchains.numba_signatures import MAX_CANDIDATES, candidate_signatures
from warploom.extractors.toolchains.numba_units import (
    ENVIRONMENT,
    PROGRAM,
    NumbaResultsError,
    NumbaUnit,
    numba_command,
    numba_units,
)
from warploom.extractors.toolchains.tool import Tool

PYTHON = Tool("python", "3.11", "", Path(sys.executable))

KERNELS = """
import os
import numba as nb
import numpy as np
from numba import cuda, guvectorize, njit, prange, vectorize, float64
from scipy.special import gamma
from .constants import FACTOR

os.system("touch ran")
TABLE = np.arange(4.0)

@njit(cache=True)
def helper(x):
    return x * FACTOR

@nb.njit("float64(float64[::1])", fastmath=True)
def explicit(x):
    s = 0.0
    for i in range(x.shape[0]):
        s += helper(x[i]) * TABLE[i % 4]
    return s

@njit(parallel=True)
def parallel(a, n):
    for i in prange(n):
        for j in range(a.shape[1]):
            a[i, j] = np.sqrt(a[i, j])

@vectorize([float64(float64, float64)])
def add(x, y):
    return x + y

@guvectorize(["void(float64[:], float64[:])"], "(n)->(n)")
def scale(x, out):
    for i in range(x.shape[0]):
        out[i] = 2 * x[i]

@cuda.jit
def kernel(x, y, a):
    i = cuda.grid(1)
    if i < x.size:
        y[i] += a * x[i]

@njit
def needs_scipy(x):
    return gamma(x)

def plain(x):
    return x
"""
CONSTANTS = """
import os
os.system("touch ran")
FACTOR = 2.0
UNUSED = os.system("touch ran")
"""


def compiled(directory: Path, files: dict[str, str], path: str, hash_seed: str = "0") -> tuple[NumbaUnit, ...]:
    """Runs outside of any sandbox: the texts of these tests are our own."""
    for name, text in files.items():
        target = directory / "tree" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    subprocess.run(
        numba_command(PYTHON, path),
        cwd=directory / "tree",
        env={**ENVIRONMENT, "PYTHONHASHSEED": hash_seed, "PATH": os.defpath},
        timeout=120,
        check=True,
    )
    return numba_units((directory / "scratch/numba/results.jsonl").read_text())


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, NumbaUnit]]:
    """The file above, compiled once."""
    directory = tmp_path_factory.mktemp("kernels")
    units = compiled(directory, {"pkg/kernels.py": KERNELS, "pkg/constants.py": CONSTANTS}, "pkg/kernels.py")
    return directory, {unit.name: unit for unit in units}


def module_of(directory: Path, unit: NumbaUnit) -> llvm.ModuleRef:
    module = llvm.parse_bitcode((directory / "scratch/numba" / unit.bitcode).read_bytes())
    module.verify()
    return module


def test_every_kind_of_decorator_gives_bitcode(kernels: tuple[Path, dict[str, NumbaUnit]]) -> None:
    """What is not decorated is left alone; what needs a library that is not there says so."""
    directory, units = kernels
    assert list(units) == ["helper", "explicit", "parallel", "add", "scale", "kernel", "needs_scipy"]
    for unit in units.values():
        if unit.name != "needs_scipy":
            assert module_of(directory, unit), unit
    assert units["needs_scipy"].reason == "needs scipy.special.gamma"
    assert "nvptx64" in module_of(directory, units["kernel"]).triple
    assert units["kernel"].target is Target.NVPTX


def test_stated_signatures_are_told_from_guesses(kernels: tuple[Path, dict[str, NumbaUnit]]) -> None:
    """A guess is marked."""
    units = kernels[1]
    assert (units["explicit"].signature, units["explicit"].is_inferred) == ("array(float64, 1d, C)", False)
    assert (units["parallel"].signature, units["parallel"].is_inferred) == ("array(float64, 2d, C), int64", True)


def test_the_code_is_unoptimised_and_has_lines(kernels: tuple[Path, dict[str, NumbaUnit]]) -> None:
    """Variables live in memory; the callee is there and not inlined; no path of the machine."""
    directory, units = kernels
    text = str(module_of(directory, units["explicit"]))
    assert "alloca" in text
    assert "helper" in text.split("define", 2)[2]
    assert '!DIFile(filename: "kernels.py", directory: "/proc/self/cwd/pkg")' in text
    assert str(directory) not in text


def test_only_what_a_function_needs_is_run(kernels: tuple[Path, dict[str, NumbaUnit]]) -> None:
    """Not the other statements of its file, nor those of the file that it imports from."""
    directory, units = kernels
    assert units["explicit"].reads == ("pkg/constants.py", "pkg/kernels.py")
    assert not (directory / "tree/ran").exists()
    assert sorted(path.name for path in (directory / "tree/pkg").iterdir()) == ["constants.py", "kernels.py"]


def test_the_same_bytes_in_any_place_and_with_any_hash_seed(
    kernels: tuple[Path, dict[str, NumbaUnit]], tmp_path: Path
) -> None:
    """Addresses of the process are in the names that numba makes, and are numbered."""
    directory, units = kernels
    files = {"pkg/kernels.py": KERNELS, "pkg/constants.py": CONSTANTS}
    again = compiled(tmp_path, files, "pkg/kernels.py", hash_seed="77")
    assert list(units.values()) == list(again)
    for unit in again:
        if unit.bitcode:
            first = (directory / "scratch/numba" / unit.bitcode).read_bytes()
            assert first == (tmp_path / "scratch/numba" / unit.bitcode).read_bytes(), unit.name


def test_texts_that_cannot_be_compiled_say_why(tmp_path: Path) -> None:
    """Types that numba has no rule for, names from nowhere, a statement that raises, an import in a circle."""
    text = (
        "from numba import njit\nfrom .b import other\nBAD = 1 / 0\n"
        "@njit\ndef nowhere(x):\n    return undefined(x)\n"
        "@njit\ndef raises(x):\n    return x + BAD\n"
        "@njit\ndef untyped(x):\n    return x.nothing\n"
        "@njit\ndef callback(f, x):\n    return f(x)\n"
        "@njit\ndef circle(x):\n    return other(x)\n"
    )
    units = compiled(tmp_path, {"a.py": text, "b.py": "from .a import other\n"}, "a.py")
    reasons = {unit.name: unit.reason for unit in units}
    assert reasons["nowhere"] == "needs undefined"
    assert reasons["raises"] == "ZeroDivisionError: division by zero"
    assert reasons["callback"] == "no signature is stated and none could be guessed"
    assert reasons["untyped"]
    assert reasons["circle"].startswith("needs")


@pytest.mark.parametrize("text", ["def broken(:\n", "\x00", "x = " + "(" * 2_000])
def test_what_is_no_python_is_an_error_of_the_file(text: str, tmp_path: Path) -> None:
    """Nothing is run."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/a.py").write_text(text)
    done = subprocess.run(
        numba_command(PYTHON, "a.py"), cwd=tmp_path / "tree", env=dict(ENVIRONMENT), timeout=60, check=False
    )
    assert done.returncode == 1
    with pytest.raises(NumbaResultsError):
        numba_units((tmp_path / "scratch/numba/results.jsonl").read_text())


def test_the_program_cannot_be_imported() -> None:
    """It runs what it reads, so nobody gets it by accident."""
    done = subprocess.run(
        [sys.executable, "-c", "import warploom.extractors.toolchains.numba_compiler"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PROGRAM.parents[3])},
    )
    assert done.returncode == 1
    assert "it is a program for the sandbox" in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "[" * 100_000,
        '{"reason": "SyntaxError: invalid syntax"}',
        '{"name": 3, "line": 1, "end_line": 2, "reads": []}',
        '{"name": "f", "line": "1", "end_line": 2, "reads": []}',
        '{"name": "f", "line": 1, "end_line": 2, "reads": "a"}',
        '{"name": "f", "line": 1, "end_line": 2, "reads": [], "bitcode": "../../etc/passwd"}',
        '{"name": "f", "line": 1, "end_line": 2, "reads": ["../a.py"]}',
    ],
)
def test_results_that_hostile_code_may_have_written_are_refused(line: str) -> None:
    """They come out of the sandbox."""
    with pytest.raises(NumbaResultsError):
        numba_units(line + "\n")


def test_a_line_cut_off_is_left_out() -> None:
    """The program may be ended at any time."""
    whole = '{"name": "f", "line": 1, "end_line": 2, "reads": ["a.py"], "decorator": "njit", "bitcode": "0.bc"}\n'
    assert [unit.name for unit in numba_units(whole + whole[:40])] == ["f"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("def f(x, n):\n for i in range(n):\n  x[i] = 0", ("float64[::1]", "int64")),
        ("def f(a):\n n, m = a.shape\n return n", ("float64[:, ::1]",)),
        ("def f(a, idx):\n return a[idx[0]]", ("float64[::1]", "int64[::1]")),
        ("def f(a, i, j):\n return a[i, j:]", ("float64[:, ::1]", "int64", "int64")),
        ("def f(x: int, y=True, z=2.5):\n return x", ("int64", "boolean", "float64")),
        ("def f(a):\n return a.shape[2]", ("float64[:, :, ::1]",)),
        ("def f(flag, x):\n if flag:\n  return x", ("boolean", "float64")),
        ("def f():\n return 1", ()),
    ],
)
def test_types_are_read_off_the_use(text: str, first: tuple[str, ...]) -> None:
    """The likeliest comes first."""
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert candidate_signatures(function)[0] == first


@given(st.integers(0, 6), st.text("abn[]().,:+ 01", max_size=30))
def test_any_function_has_a_bounded_number_of_candidates(n: int, body: str) -> None:
    """One type for each parameter."""
    try:
        function = ast.parse(f"def f({', '.join('abcdef'[:n])}):\n return ({body})").body[0]
    except SyntaxError:
        return
    assert isinstance(function, ast.FunctionDef)
    candidates = candidate_signatures(function)
    assert len(candidates) <= MAX_CANDIDATES
    assert all(len(candidate) == n for candidate in candidates)
