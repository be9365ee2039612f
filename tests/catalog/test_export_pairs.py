"""A row of `kernel_pairs` is enough to rebuild and rerun the CPU side, and to compile the CUDA side."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.small_release import write_release
from tests.validators.test_pair_rules import pair_rows
from warploom.catalog.export import FolderNotEmptyError, NothingToExportError
from warploom.catalog.export_pairs import export_pairs, pair_files
from warploom.catalog.pair_driver import cases_of, outputs_as_text
from warploom.extractors.inputs.drawing import draw
from warploom.extractors.inputs.spec_text import spec_to_text
from warploom.extractors.inputs.specification import Direction, InputSpec
from warploom.extractors.pairs.generating import generate, generate_half
from warploom.extractors.pairs.pair import Pair
from warploom.extractors.pairs.reference.reference import reference_pairs
from warploom.extractors.toolchains.registry import found_tools
from warploom.pipelines import cli
from warploom.pipelines.pair_sources import OWN_LICENSE
from warploom.validators.pair_rows import pair_row

SEED = 1
PAIRS = list(generate(2026, 6))
HALF = list(generate_half(7, 1))
FORTRAN = [
    pair
    for pair in reference_pairs()
    if pair.cpu.language == "Fortran" and pair.cpu.entry in {"gemm", "histogram", "nbody", "scan", "spmv"}
]


def _expected(pair: Pair, size: Any, data_set: Any) -> str:
    """What the oracle says, in the types of the outputs."""
    scope: dict[str, Any] = {}
    exec(pair.oracle or "", scope)  # noqa: S102 - of our own generator
    drawn = draw(pair.inputs, size, data_set, SEED)
    given = {name: value.item() if np.ndim(value) == 0 else np.array(value) for name, value in drawn.items()}
    answer = scope["oracle"](np, **given)
    outputs = [a for a in pair.inputs.arrays if a.direction is not Direction.IN]
    return outputs_as_text({a.name: np.asarray(answer[a.name]).astype(a.type) for a in outputs})


def _folder(pair: Pair, folder: Path) -> Path:
    for name, text in pair_files(_row(pair), spec_to_text(pair.inputs), SEED).items():
        (folder / name).write_text(text)
    return folder


def _row(pair: Pair) -> dict[str, Any]:
    return pair_row(pair, "agrees_on_cpu", OWN_LICENSE, ())


def _without_sign(told: str) -> str:
    """A half that is 0 has either sign: minima of zeros may be either of them."""
    return told.replace(" 8000\n", " 0000\n")


def _plain(spec: InputSpec) -> bool:
    return not any(array.fields for array in spec.arrays)


@pytest.mark.parametrize(
    "pair", [*PAIRS, *HALF, *FORTRAN], ids=lambda pair: f"{pair.family}-{pair.schedule}-{pair.cpu.language}"
)
def test_gnu_rebuilds_the_cpu_side_and_it_computes_what_the_oracle_says(pair: Pair, tmp_path: Path) -> None:
    """By gcc, or what make finds gfortran by: the row's language says which."""
    needed = ["gcc", "make", *(["gfortran"] if pair.cpu.language == "Fortran" else [])]
    missing = [name for name in needed if shutil.which(name) is None]
    if missing:
        pytest.skip(f"there is no {' and no '.join(missing)} here")
    folder = _folder(pair, tmp_path)
    subprocess.run(["make", "CC=gcc", "cpu"], cwd=folder, check=True, capture_output=True, timeout=120)  # noqa: S607
    compared = 0
    for number, (size, data_set) in enumerate(cases_of(pair.inputs)):
        ran = subprocess.run([folder / "cpu", str(number)], capture_output=True, text=True, check=True, timeout=60)
        exact = pair.inputs.exact
        if data_set == "exact" and exact is not None and exact.ulps == 0 and _plain(pair.inputs):
            assert _without_sign(ran.stdout) == _without_sign(_expected(pair, size, data_set)), (size, data_set)
            compared += 1
    assert compared or not _plain(pair.inputs) or (pair.inputs.exact and pair.inputs.exact.ulps)


@pytest.mark.parametrize("pair", [*PAIRS[:2], *HALF], ids=lambda pair: f"{pair.family}-{pair.schedule}")
def test_nvcc_compiles_the_cuda_side_and_what_calls_it(pair: Pair, tmp_path: Path) -> None:
    """The nvcc that Warploom finds: on the path, under CUDA_HOME, of NVIDIA's wheels."""
    found = found_tools("nvcc")
    if not found:
        pytest.skip("no nvcc here")
    folder = _folder(pair, tmp_path)
    for name in ("gpu.cu", "main_gpu.cu"):
        command = found[0].command("-c", name, "-o", "out.o")
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr


def test_a_release_writes_a_folder_for_each_pair(tmp_path: Path) -> None:
    rows = pair_rows()
    write_release(tmp_path / "r", rows)
    done = export_pairs(tmp_path / "r", tmp_path / "out", where="gpu_schedule = 'naive'")
    wanted = sorted(row["row_id"] for row in rows["kernel_pairs"] if row["gpu_schedule"] == "naive")
    assert [(one.row_id, one.problem) for one in done] == [(row_id, "") for row_id in wanted]
    names = sorted(path.name for path in (tmp_path / "out" / wanted[0]).iterdir())
    assert names == [
        "Makefile", "cpu.c", "gpu.cu", "inputs.json", "main.c", "main_gpu.cu", "oracle.py", "pair.json", "philox.h"
    ]  # fmt: skip
    with pytest.raises(FolderNotEmptyError):
        export_pairs(tmp_path / "r", tmp_path / "out")


def test_a_release_without_pairs_says_so(tmp_path: Path) -> None:
    write_release(tmp_path / "r")
    with pytest.raises(NothingToExportError, match="no pair"):
        export_pairs(tmp_path / "r", tmp_path / "out")


def test_an_id_is_no_path(tmp_path: Path) -> None:
    rows = pair_rows()
    rows["kernel_pairs"][0]["row_id"] = "../escaped"
    write_release(tmp_path / "r", rows)
    done = export_pairs(tmp_path / "r", tmp_path / "out")
    assert [one.problem for one in done if one.row_id == "../escaped"] == ["is no id of a pair"]
    assert not (tmp_path / "escaped").exists()


def test_the_command_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_release(tmp_path / "r", pair_rows())
    command = ["export", str(tmp_path / "r"), "--format", "pair", "--out", str(tmp_path / "out"), "--limit", "1"]
    assert cli.run(command) == 0
    assert "1 pairs written, 0 not" in capsys.readouterr().err
