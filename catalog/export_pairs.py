"""Writes pairs of a release as folders of files: both sides, the inputs' generator, a program that calls each side."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from warploom.catalog.export import Exported, FolderNotEmptyError, chosen
from warploom.catalog.pair_driver import driver_source
from warploom.catalog.pair_records import DEFAULT_SEED, pair_records
from warploom.extractors.atomic import write_text
from warploom.extractors.inputs import philox
from warploom.extractors.inputs.spec_text import spec_from_text
from warploom.schemas.errors import WarploomError

_ID = re.compile(r"kp_[0-9a-f]{32}")
_SUFFIXES = {"C": "c", "C++": "cpp", "Fortran": "f90", "CUDA": "cu", "HIP": "hip", "OpenCL": "cl", "Python": "py"}
_COMPILERS = {"C": "$(CC)", "C++": "$(CXX)", "Fortran": "$(FC)"}
_BATCH = 64


def export_pairs(directory: Path, folder: Path, *, where: str = "", limit: int | None = None) -> list[Exported]:
    """Write a folder for each pair that meets `where`, sorted by id; each pair with what came of it.

    Raises `FolderNotEmptyError`, `ConditionError`, `NothingToExportError`, and `ReleaseError` for what is no release.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmptyError(folder)
    ids = chosen(directory, where, limit, "kernel_pairs")
    made_here = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    done: list[Exported] = []
    try:
        for start in range(0, len(ids), _BATCH):
            batch = ", ".join("'" + row_id.replace("'", "''") + "'" for row_id in ids[start : start + _BATCH])
            done += [_write(folder, row) for row in pair_records(directory, f"p.row_id IN ({batch})")]
    except BaseException:
        for path in folder.iterdir():  # it was empty
            shutil.rmtree(path)
        if made_here:
            folder.rmdir()
        raise
    return done


def pair_files(row: Mapping[str, Any], spec_text: str, seed: int = DEFAULT_SEED) -> dict[str, str]:
    """The texts of a pair's folder by their names; `row` is one of `kernel_pairs`.

    Raises a `WarploomError` where no program can be written that calls it.
    """
    spec = spec_from_text(spec_text)
    cpu, gpu = (f"{side}.{_SUFFIXES[row[f'{side}_language']]}" for side in ("cpu", "gpu"))
    facts = {key: value for key, value in row.items() if not key.endswith("_text") and key != "seed"}
    files = {
        cpu: row["cpu_text"],
        gpu: row["gpu_text"],
        "inputs.json": json.dumps(json.loads(spec_text), indent=1, ensure_ascii=False) + "\n",
        "pair.json": json.dumps(facts, indent=1, ensure_ascii=False, default=str) + "\n",
        "philox.h": philox.c_source(),
        "main.c": driver_source(spec, row["cpu_entry"], seed),
        "Makefile": _makefile(row, cpu, gpu),
    }
    if row["oracle_text"] is not None:
        files["oracle.py"] = row["oracle_text"]
    if row["gpu_language"] == "CUDA":
        files["main_gpu.cu"] = driver_source(spec, row["gpu_entry"], seed)
    return files


def _write(folder: Path, row: dict[str, Any]) -> Exported:
    row_id = row["row_id"]
    # A shard comes from anywhere, and with it what becomes the name of a folder.
    if not _ID.fullmatch(row_id):
        return Exported(row_id, "", "is no id of a pair")
    spec_text, seed = row.pop("spec_text"), row["seed"]
    try:
        files = pair_files(row, spec_text, seed)
    except (WarploomError, KeyError) as error:
        return Exported(row_id, "", str(error))
    (folder / row_id).mkdir()
    for name, text in files.items():
        write_text(folder / row_id / name, text)
    return Exported(row_id, row_id)


def _makefile(row: Mapping[str, Any], cpu: str, gpu: str) -> str:
    """`make cpu` needs a C compiler, `make gpu` nvcc; `make same` runs both on every case and compares the bits."""
    openmp = " -fopenmp" if row["cpu_model"] == "openmp" else ""
    compiler = _COMPILERS.get(row["cpu_language"], "$(CC)")
    link = {"C++": "$(CXX)", "Fortran": "$(FC)"}.get(row["cpu_language"], "$(CC)")
    lines = [
        "# make cpu && ./cpu 0; with nvcc, make gpu && ./gpu 0. A case's number picks size and data set, see main.c.",
        "CFLAGS ?= -O2",
        "NVCC ?= nvcc",
        # make has a compiler of its own for FC, so that ?= would change nothing
        "ifeq ($(origin FC),default)",
        "FC = gfortran",
        "endif",
        "",
        f"cpu: main.c {cpu} philox.h",
        "\t$(CC) $(CFLAGS) -ffp-contract=off -c main.c -o main.o",
        f"\t{compiler} $(CFLAGS) -ffp-contract=off{openmp} -c {cpu} -o side.o",
        f"\t{link}{openmp} main.o side.o -lm -o cpu",
    ]
    if row["gpu_language"] == "CUDA":
        lines += [
            "",
            f"gpu: main_gpu.cu {gpu} philox.h",
            f"\t$(NVCC) $(NVCCFLAGS) -fmad=false main_gpu.cu {gpu} -o gpu",
            "",
            "same: cpu gpu",
            "\tfor case in 0 1 2 3; do ./cpu $$case > cpu.out; ./gpu $$case > gpu.out; cmp cpu.out gpu.out; done",
        ]
    return "\n".join(lines) + "\n"
